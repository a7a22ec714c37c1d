//! Recorded answers of Chainflip's backend, whose own tests made most of them, and broken ones.

use super::*;
use crate::explorer::crossing::tests::{came_in, only, survives, tx_key, went_out, whole};

macro_rules! swap {
    ($name:literal) => {
        include_str!(concat!("../../../../tests/fixtures/chainflip/v2_swap__", $name, "_1.json"))
    };
    ($name:literal, $number:literal) => {
        include_str!(concat!("../../../../tests/fixtures/chainflip/v2_swap__", $name, "_", $number, ".json"))
    };
}

const PARTLY: &str = swap!("oneBlockDca");
const FALLBACK: &str = swap!("solanaFallback");
const REFUNDED: &str = swap!("retrieves_a_swap_with_fillorkillparams_in_completed");
const REFUND_FAILED: &str = swap!("retrieves_multiple_dca_swaps_in_failed_status_if_refund_egress_fails_but_swap_completes");
const VAULT: &str = swap!("retrieves_a_swap_from_a_vault_origin_in_completed");
const DEPOSIT: &str = "0x75dcd5891cd767160414ca15332a2d6e84328e1723695da2335e9fe1695c47a4";

/// Every recorded answer: status; legs that are no fees; fees of brokers.
const ALL: &[(&str, Status, usize, usize)] = &[
    (swap!("accountCreationSwap", "1"), Status::Pending, 0, 0),
    (swap!("accountCreationSwap", "2"), Status::Pending, 0, 0),
    (swap!("accountCreationSwap", "3"), Status::Done, 1, 0),
    (swap!("accountCreationSwap", "4"), Status::Done, 1, 0),
    (PARTLY, Status::PartlyRefunded, 2, 1),
    (swap!("retrieves_a_dca_swap_from_an_onchain_origin_in_completed"), Status::Done, 1, 0),
    (swap!("retrieves_a_refunded_swap_from_an_onchain_origin"), Status::Refunded, 1, 0),
    (swap!("retrieves_a_swap_from_a_native_swap_id"), Status::Pending, 0, 0),
    (swap!("retrieves_a_swap_from_a_solana_case_insensitive_tx_ref"), Status::Pending, 0, 0),
    (swap!("retrieves_a_swap_from_a_vault_origin"), Status::Pending, 0, 1),
    (VAULT, Status::Done, 1, 1),
    (swap!("retrieves_a_swap_from_an_internal_liquidation_origin_in_completed"), Status::Done, 1, 1),
    (swap!("retrieves_a_swap_from_an_internal_liquidation_origin_in_swapping"), Status::Pending, 0, 0),
    (swap!("retrieves_a_swap_from_an_onchain_origin_in_completed"), Status::Done, 1, 0),
    (swap!("retrieves_a_swap_from_an_onchain_origin_in_swapping"), Status::Pending, 0, 0),
    (swap!("retrieves_a_swap_in_completed_status"), Status::Done, 1, 1),
    (swap!("retrieves_a_swap_in_completed_status_by_tx_hash", "1"), Status::Done, 1, 1),
    (swap!("retrieves_a_swap_in_completed_status_by_tx_hash", "2"), Status::Done, 1, 1),
    (swap!("retrieves_a_swap_in_sending_status"), Status::Pending, 1, 1),
    (swap!("retrieves_a_swap_in_sent_status"), Status::Pending, 1, 1),
    (swap!("retrieves_a_swap_in_swapping_status", "1"), Status::Pending, 0, 0),
    (swap!("retrieves_a_swap_in_swapping_status", "2"), Status::Pending, 0, 1),
    (swap!("retrieves_a_swap_in_swapping_status_with_a_tx_ref"), Status::Pending, 0, 0),
    (REFUNDED, Status::Refunded, 1, 0),
    (swap!("retrieves_boost_details_when_channel_swap_was_boosted"), Status::Pending, 0, 0),
    (swap!("retrieves_boost_details_when_vault_swap_was_boosted"), Status::Pending, 0, 0),
    (swap!("retrieves_multiple_dca_swaps_in_completed"), Status::Done, 1, 1),
    (REFUND_FAILED, Status::Done, 1, 1),
    (swap!("retrieves_multiple_dca_swaps_in_sending_status"), Status::Pending, 1, 1),
    (swap!("retrieves_multiple_dca_swaps_in_swapping_status"), Status::Pending, 0, 1),
    (swap!("returns_ccmparams_for_swaps_initiated_via_smart_contract"), Status::Pending, 1, 1),
    (swap!("returns_the_vault_swap_details_in_receiving_status"), Status::Pending, 0, 0),
    (FALLBACK, Status::Done, 1, 1),
];

#[test]
fn every_recorded_swap_has_its_status_and_legs() {
    for (at, (body, status, legs, brokers)) in ALL.iter().enumerate() {
        let crossing = only(read(&whole(), body));
        let paid = crossing.outs.iter().filter(|out| matches!(out.kind, OutKind::Destination | OutKind::Refund)).count();
        let shares = crossing.outs_of(OutKind::Affiliate).count();
        assert_eq!((crossing.status, paid, shares), (*status, *legs, *brokers), "{at}: {:?} {:?}", went_out(&crossing), crossing.gaps);
    }
}

#[test]
fn a_swap_that_was_partly_returned_is_completed_and_both() {
    let crossing = only(read(&tx_key(DEPOSIT, Chain::ETHEREUM), PARTLY));
    let usdc = "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
    assert_eq!(came_in(&crossing), format!("eip155:1 - 2297329141 {usdc} 0x75dcd589"));
    assert_eq!(
        went_out(&crossing)[..2],
        [
            "Destination eip155:1 0x608a6B0e501732d1Af57f223BcdfE1B9D0631900 4019045226454466531050 FLIP 0x95c2cf27".to_owned(),
            format!("Refund eip155:1 0x608a6B0e501732d1Af57f223BcdfE1B9D0631900 765258262 {usdc} 0x95c2cf27"),
        ]
    );
    assert_eq!(went_out(&crossing)[3], format!("Affiliate eip155:1 - 2295020 {usdc} -"));
    assert_eq!(crossing.matched_by, Match { kind: MatchKind::SwapId, id: "1052770".to_owned() });
    let other = tx_key("0x0000000000000000000000000000000000000000000000000000000000000001", Chain::ETHEREUM);
    assert!(read(&other, PARTLY).is_err());
}

#[test]
fn a_failed_payment_went_to_the_fall_back_address() {
    let crossing = only(read(&whole(), FALLBACK));
    let solana = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
    assert_eq!(
        went_out(&crossing)[0],
        format!("Destination {solana} 3rCsvPRapbPL1GNCeatESyMd5AWZeDjc8DbSfhGJRmJU 608878437 {solana}/slip44:501 4RXTKNG5Fi")
    );
    assert!(crossing.gaps.iter().any(|gap| gap.contains("fall-back address")), "{:?}", crossing.gaps);
}

#[test]
fn refunds_that_were_not_sent_are_no_legs() {
    let crossing = only(read(&whole(), REFUNDED));
    assert_eq!(
        went_out(&crossing)[0],
        "Refund eip155:1 0x541f563237A309B3A61E33BDf07a8930Bdba8D99 999844999999160000 eip155:1/slip44:60 0xd2398250"
    );
    let crossing = only(read(&whole(), REFUND_FAILED));
    assert_eq!(crossing.outs_of(OutKind::Refund).count(), 0);
    assert!(crossing.gaps.iter().any(|gap| gap.starts_with("the refund was not sent: The amount is below")), "{:?}", crossing.gaps);
}

#[test]
fn accounts_inside_chainflip_are_on_no_chain() {
    let crossing = only(read(&whole(), swap!("accountCreationSwap", "3")));
    assert_eq!(
        went_out(&crossing)[0],
        "Destination Chainflip cFPbJHHG2U2Jn8DUx6kVAH8AEUGHN76Gsq8q39CkUr64hsRH4 5000000000000000000 FLIP -"
    );
    let back = only(read(&whole(), swap!("retrieves_a_refunded_swap_from_an_onchain_origin")));
    assert_eq!(
        went_out(&back)[0],
        "Refund Chainflip cFLBKavxvThwqLWNr7cTwtqhYD6jDqXM31d6QoTLvuK4X78ve 9504253 solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v -"
    );
}

#[test]
fn broken_answers_do_not_break_the_reader() {
    for (at, body) in [PARTLY, FALLBACK, REFUND_FAILED, VAULT].into_iter().enumerate() {
        survives(body, 80 + u64::try_from(at).unwrap(), |body| read(&whole(), body));
    }
}
