//! Recorded answers of Midgard, THORNode and their Maya likes, and broken ones.

use super::*;
use crate::explorer::crossing::maya::MAYA;
use crate::explorer::crossing::tests::{came_in, found, only, survives, tx_key, went_out, whole};
use crate::explorer::crossing::{Crossing, CrossingAnswer, OutKind, Status};
use crate::money::{Asset, Chain};

macro_rules! recorded {
    ($name:literal) => {
        include_str!(concat!("../../../../tests/fixtures/", $name, ".json"))
    };
}

const SWAP: &str = recorded!("thorchain/midgard_shapeshift_swap_outbound");
const REFUND: &str = recorded!("thorchain/midgard_shapeshift_refund");
const AFFILIATE: &str = recorded!("thorchain/midgard_tirinox_example_swap_in_with_aff");
const AFFILIATE_OF_REFUND: &str = recorded!("thorchain/midgard_tirinox_swap_aff_new");
const AGGREGATED: &str = recorded!("thorchain/midgard_tirinox_example_eth_swap_out");
const TO_RUNE: &str = recorded!("thorchain/midgard_tirinox_example_avax_swap_in");
const SYNTH: &str = recorded!("thorchain/midgard_tirinox_swap_synth_synth");
const OLD: &str = recorded!("thorchain/midgard_tirinox_v2_single");
const MERGED: &str = recorded!("thorchain/midgard_tirinox_affiliate_merge_test");
const REFUNDS: &str = recorded!("thorchain/midgard_tirinox_refunds");
const OLD_REFUNDS: &str = recorded!("thorchain/midgard_tirinox_v2_refund");
const SENT_AGAIN: &str = recorded!("thorchain/midgard_tirinox_v2_refund_multi");
const OLD_SWAPS: &str = recorded!("thorchain/midgard_tirinox_v2_swap");
const AFFILIATES: &str = recorded!("thorchain/midgard_tirinox_swap_with_aff_new");
const STREAMING: &str = recorded!("thorchain/midgard_xchain_actions");
const OBSERVED: &str = recorded!("thorchain/thornode_xchain_thornodeObservedTx");
const INCOMPLETE: &str = recorded!("thorchain/thornode_xchain_thornodeIncompleteTx");
const DONE: &str = recorded!("thorchain/thornode_xchain_thornodeTx");
const MAYA_ACTIONS: &str = recorded!("maya/mayamidgard_xchain_actions");
const MAYA_PENDING: &str = recorded!("maya/mayanode_xchain_actions");
const MAYANAME: &str = recorded!("maya/mayanode_xchain_mayaname");

const BTC: &str = "bip122:000000000019d6689c085ae165831e93";

fn midgard_all(body: &str) -> Vec<Crossing> {
    found(midgard::read(&THORCHAIN, &whole(), body))
}

fn maya_all(body: &str) -> Vec<Crossing> {
    found(midgard::read(&MAYA, &whole(), body))
}

fn legs(crossing: &Crossing, kind: OutKind) -> usize {
    crossing.outs_of(kind).count()
}

#[test]
fn a_swap_has_its_legs_and_its_link() {
    let tx = "0x8C859BA50BC2351797F52F954971E1C6BA1F0A77610AC197BD99C4EEC6A3692A";
    let crossing = only(midgard::read(&THORCHAIN, &tx_key(tx, Chain::ETHEREUM), SWAP));
    let usdc = "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
    let thief = "0x5a8C5afbCC1A58cCbe17542957b587F46828B38E";
    assert_eq!(came_in(&crossing), format!("eip155:1 {thief} 417377389800e-8 {usdc} 0x8c859ba5"));
    assert_eq!(
        went_out(&crossing),
        [
            format!("Destination eip155:1 {thief} 157972709e-8 eip155:1/slip44:60 0x77b36831"),
            "NetworkFee eip155:1 - 960000e-8 eip155:1/slip44:60 -".to_owned(),
        ]
    );
    assert_eq!((crossing.status, crossing.matched_by.id.as_str()), (Status::Done, tx.to_ascii_lowercase().as_str()));
    assert!(crossing.gaps.is_empty(), "{:?}", crossing.gaps);
    // The same legs are found from the other side.
    let paid = "0x77B3683104413AFCF8548DD949EBB99A6C18FB7D459BF944733FD815C98E5087";
    assert_eq!(only(midgard::read(&THORCHAIN, &tx_key(paid, Chain::ETHEREUM), SWAP)), crossing);
    // In base units it is what the recorded transaction 0x77b36831… paid.
    let out = crossing.outs_of(OutKind::Destination).next().unwrap();
    let decimals = out.asset.as_ref().and_then(|asset| asset.known()).and_then(Asset::known).unwrap().decimals;
    assert_eq!(out.quantity.unwrap().base_units(decimals).unwrap().to_string(), "1579727090000000000");
}

#[test]
fn an_answer_about_another_transaction_is_not_believed() {
    let other = "0x0000000000000000000000000000000000000000000000000000000000000001";
    let read = midgard::read(&THORCHAIN, &tx_key(other, Chain::ETHEREUM), SWAP);
    assert_eq!(read, Err("it is about other transactions than asked for".to_owned()));
    for body in [OBSERVED, INCOMPLETE, DONE] {
        assert!(node::read_tx(&THORCHAIN, &tx_key(other, Chain::BITCOIN), body).is_err());
    }
}

#[test]
fn a_refund_goes_back_and_says_why() {
    let crossing = &midgard_all(REFUND)[0];
    let sender = "0xfc0Cc6E85dFf3D75e3985e0CB83B090cfD498dd1";
    assert_eq!(went_out(crossing)[0], format!("Refund eip155:1 {sender} 641273e-8 eip155:1/slip44:60 0xa1e6d3cd"));
    assert_eq!((crossing.status, legs(crossing, OutKind::Destination)), (Status::Refunded, 0));
    assert_eq!(crossing.gaps, ["THORChain returned it: fail swap, not enough fee"]);
}

#[test]
fn an_affiliates_share_is_never_the_destination() {
    let crossing = &midgard_all(AFFILIATE)[0];
    // Two actions, for the share and the rest: the money that came in is both together, and each payment counts once.
    assert_eq!(came_in(crossing), "eip155:1 0x61E268135980c57160eDb7fD98D40E1a61AB51aa 977742175e-8 eip155:1/slip44:60 0x0a06e67b");
    assert_eq!(
        went_out(crossing)[..2],
        [
            "Affiliate THORChain thor160yye65pf9rzwrgqmtgav69n6zlsyfpgm9a7xk 2554370565e-8 THOR.RUNE -".to_owned(),
            format!("Destination {BTC} 3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7 65304276e-8 {BTC}/slip44:0 0x55c3717d"),
        ]
    );
    assert_eq!((crossing.status, crossing.gaps.len()), (Status::Done, 0));

    // A refund, of which the share was swapped before.
    let back = &midgard_all(AFFILIATE_OF_REFUND)[0];
    assert_eq!(came_in(back).split(' ').nth(2), Some("61024757e-8"));
    assert_eq!(
        went_out(back)[..2],
        [
            "Affiliate THORChain thor160yye65pf9rzwrgqmtgav69n6zlsyfpgm9a7xk 176254664e-8 THOR.RUNE -".to_owned(),
            "Refund eip155:1 0x54E65843a321f0b6D697De8b604D55099B1A311A 60601683e-8 eip155:1/slip44:60 0x97b19761".to_owned(),
        ]
    );
    assert_eq!(back.status, Status::Refunded);
}

/// Newer answers say which payment is an affiliate's, and a swap in parts can be paid and returned. Built from the API's
/// document: no such answer is recorded.
#[test]
fn marked_affiliates_and_partial_refunds_are_told_apart() {
    let body = r#"{"actions":[{"type":"swap","status":"success","pools":["ETH.ETH","BTC.BTC"],"date":"1","height":"1",
        "in":[{"address":"0x61e268135980c57160edb7fd98d40e1a61ab51aa","txID":"0A06E67BC6CFA7AF8DCA1A93A7DA0957C38E8F1028983E4586CCC99C2F436C18",
            "coins":[{"asset":"ETH.ETH","amount":"100000000"}]}],
        "out":[{"address":"thor160yye65pf9rzwrgqmtgav69n6zlsyfpgm9a7xk","affiliate":true,"txID":"","coins":[{"asset":"THOR.RUNE","amount":"5"}]},
            {"address":"3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7","affiliate":true,"txID":"","coins":[{"asset":"BTC.BTC","amount":"6"}]},
            {"address":"3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7","txID":"55C3717D12AC52E107EAFA8C5A626DB8AF8FD7B589B38F440C733061379A7EEE",
                "coins":[{"asset":"BTC.BTC","amount":"3000000"}]},
            {"address":"0x61E268135980c57160eDb7fD98D40E1a61AB51aa","txID":"65C3717D12AC52E107EAFA8C5A626DB8AF8FD7B589B38F440C733061379A7EEE",
                "coins":[{"asset":"ETH.ETH","amount":"40000000"}]}],
        "metadata":{"swap":{"memo":"=:b:3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7:1e3/1/0:t:30","affiliateFee":"30"}}}],"meta":{}}"#;
    let crossing = &midgard_all(body)[0];
    let kinds: Vec<_> = crossing.outs.iter().map(|out| out.kind).collect();
    assert_eq!(kinds, [OutKind::Affiliate, OutKind::Affiliate, OutKind::Destination, OutKind::Refund]);
    assert_eq!(crossing.status, Status::PartlyRefunded);
    // The same, listed as a swap and a refund.
    let split = body.replace(r#""type":"swap""#, r#""type":"refund""#).replace(r#""swap":{"#, r#""refund":{"reason":"limit","#);
    let crossing = &midgard_all(&split)[0];
    assert_eq!(crossing.outs.iter().map(|out| out.kind).collect::<Vec<_>>(), kinds);
    // A share of an affiliate that the memo does not name is doubtful.
    let unnamed = body.replace("1e3/1/0:t:30", "1e3/1/0").replace("\"affiliate\":true,", "");
    let crossing = &midgard_all(&unnamed)[0];
    assert_eq!(crossing.outs[0].kind, OutKind::Affiliate);
    assert!(crossing.gaps.iter().any(|gap| gap.contains("names no affiliate")), "{:?}", crossing.gaps);
    assert!(crossing.gaps.iter().any(|gap| gap.contains("more than one payment is taken")), "{:?}", crossing.gaps);
    // Another address than the memo's is paid: said, and still where the money went.
    let elsewhere = body.replace("=:b:3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7", "=:b:bc1qv94eagu2tlrdd9y4zcfj78e8px2yfnrnxm8nfa");
    let crossing = &midgard_all(&elsewhere)[0];
    assert_eq!(crossing.gaps, ["3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7 was paid, which is not the address in the memo"]);
}

#[test]
fn what_stays_on_the_services_own_chain_is_said() {
    let rune = &midgard_all(TO_RUNE)[0];
    assert_eq!(went_out(rune)[0], "Destination THORChain thor1w2p7nya3880s04adt7d4498lsz6762lg2vuke5 200668983e-8 THOR.RUNE -");
    assert_eq!((rune.source.chain.to_string().as_str(), rune.status), ("eip155:43114", Status::Done));
    let synth = &midgard_all(SYNTH)[0];
    assert_eq!(went_out(synth)[0], "Destination THORChain thor1ukwhpglu7yh2g2rw8h7jvee2r0fv0e90nyxv6v 112639199679e-8 BNB/BUSD-BD1 -");
    assert_eq!(synth.gaps, ["BNB/BUSD-BD1 is a synthetic asset: it stays on THORChain until it is withdrawn"]);
    let [streamed, donated] = &midgard_all(STREAMING)[..] else { panic!("two") };
    assert_eq!((streamed.status, legs(streamed, OutKind::Destination)), (Status::Done, 1));
    assert!(donated.gaps.iter().any(|gap| gap == "THORChain calls this donate, not a swap"), "{:?}", donated.gaps);
}

#[test]
fn an_aggregator_on_the_other_side_is_said() {
    let crossing = &midgard_all(AGGREGATED)[0];
    assert_eq!(
        went_out(crossing)[0],
        "Destination eip155:1 0x1e240F76bcf08219E70B2c3C20F20f5EC4b43585 247612375e-8 eip155:1/slip44:60 0x926bc521"
    );
    assert_eq!(crossing.gaps.len(), 1);
    assert!(crossing.gaps[0].contains("FC4414199") && crossing.gaps[0].contains("5e8468044"), "{:?}", crossing.gaps);
}

#[test]
fn records_without_a_memo_are_read_by_their_pools() {
    let one = &midgard_all(OLD)[0];
    assert_eq!(
        went_out(one)[0],
        format!("Destination {BTC} bc1qdxrce4ms9hvaxvh9p3rdmxfdtvvzt9y3zq829a 94838795e-8 {BTC}/slip44:0 0x74e06ac8")
    );
    let swaps = midgard_all(OLD_SWAPS);
    assert_eq!(swaps.len(), 50);
    for swap in &swaps {
        assert_eq!((swap.status, legs(swap, OutKind::Destination)), (Status::Done, 1), "{swap:?}");
        assert!(swap.gaps.is_empty(), "{:?}", swap.gaps);
    }
    // Bitcoin Cash is of no chain that Spoor knows: its address stays text.
    assert!(swaps.iter().any(|swap| went_out(swap)[0].starts_with("Destination BCH qqvfplr5rwhz")));
}

#[test]
fn merged_affiliates_count_their_payments_once() {
    let all = midgard_all(MERGED);
    assert_eq!(all.len(), 15);
    let swaps: Vec<_> = all.iter().filter(|crossing| crossing.status == Status::Done).collect();
    assert_eq!(swaps.len(), 11);
    for swap in swaps {
        assert_eq!(legs(swap, OutKind::Destination), 1, "{:?}", went_out(swap));
    }
    assert_eq!(came_in(&all[0]).split(' ').nth(2), Some("10000000000000e-8"), "99 % and 1 %");
    let refunded: Vec<_> = all.iter().filter(|crossing| crossing.status == Status::Refunded).collect();
    assert_eq!(refunded.len(), 1);
    let kinds: Vec<_> = refunded[0].outs.iter().map(|out| out.kind).take(2).collect();
    assert_eq!(kinds, [OutKind::Affiliate, OutKind::Refund]);
    let added: Vec<_> = all.iter().filter(|crossing| crossing.gaps.iter().any(|gap| gap.contains("put into a pool"))).collect();
    assert_eq!(added.len(), 3);
    assert!(added.iter().all(|crossing| crossing.outs.is_empty() && crossing.status == Status::Unknown));
}

#[test]
fn every_recorded_refund_is_a_refund() {
    let all = midgard_all(REFUNDS);
    assert_eq!(all.len(), 50);
    let back = all.iter().filter(|crossing| crossing.status == Status::Refunded).count();
    let failed: Vec<_> = all.iter().filter(|crossing| crossing.status == Status::Failed).collect();
    assert_eq!((back, failed.len()), (49, 1));
    // The refund itself failed; only the affiliate was paid.
    assert_eq!(went_out(failed[0])[0], "Affiliate THORChain thor1a427q3v96psuj4fnughdw8glt5r7j38lj7rkp8 1434300e-8 THOR.RUNE -");
    assert!(all.iter().all(|crossing| legs(crossing, OutKind::Destination) == 0));
    for crossing in midgard_all(OLD_REFUNDS) {
        assert_eq!(legs(&crossing, OutKind::Destination), 0, "{:?}", went_out(&crossing));
        assert!(matches!(crossing.status, Status::Refunded | Status::Failed), "{crossing:?}");
    }
}

#[test]
fn payments_that_were_sent_again_are_said() {
    let all = midgard_all(SENT_AGAIN);
    assert_eq!(all.len(), 11);
    let again = |crossing: &&Crossing| crossing.gaps.iter().any(|gap| gap.contains("sent again"));
    let doubtful: Vec<_> = all.iter().filter(again).collect();
    // Four times three payments of nearly the whole are listed, two of them under one hash.
    assert_eq!(doubtful.len(), 4);
    assert!(doubtful.iter().all(|crossing| legs(crossing, OutKind::Refund) == 2));
    // The others were returned in parts, which add up to what came in less the fees.
    for crossing in all.iter().filter(|crossing| !again(crossing)) {
        assert!(legs(crossing, OutKind::Refund) >= 2 && crossing.status == Status::Refunded);
    }
}

#[test]
fn swaps_whose_share_is_not_listed_have_one_destination() {
    let all = midgard_all(AFFILIATES);
    assert_eq!(all.len(), 49, "one of the fifty actions is the share of another");
    let done: Vec<_> = all.iter().filter(|crossing| crossing.status == Status::Done).collect();
    assert_eq!(done.len(), 48);
    for crossing in &done {
        assert_eq!((legs(crossing, OutKind::Destination), legs(crossing, OutKind::Affiliate)), (1, 0), "{:?}", went_out(crossing));
        assert!(crossing.gaps.iter().all(|gap| gap.contains("synthetic asset")), "{:?}", crossing.gaps);
    }
    // 63.24 BUSD and the 1 % beside it.
    assert!(all.iter().any(|crossing| came_in(crossing).contains(" 6388000000e-8 BNB.BUSD-BD1 ")));
    let open: Vec<_> = all.iter().filter(|crossing| crossing.status == Status::Pending).collect();
    assert_eq!((open.len(), legs(open[0], OutKind::Destination)), (1, 0));
    // The same record, called a success, names nobody who was paid.
    let silent = AFFILIATES.replace("\"pending\"", "\"success\"");
    let silent: Vec<_> = midgard_all(&silent).into_iter().filter(|crossing| crossing.status == Status::Unknown).collect();
    assert!(silent.len() == 1 && silent[0].gaps.iter().any(|gap| gap.contains("names no payment")), "{silent:?}");
}

#[test]
fn maya_has_the_same_shape_and_a_finer_coin() {
    let all = maya_all(MAYA_ACTIONS);
    assert_eq!(all.len(), 3);
    assert_eq!(came_in(&all[0]), "Maya maya14mh37ua4vkyur0l5ra297a4la6tmf95mtjy3zy 18492500000000e-10 MAYA.CACAO 0xc238c07b");
    assert_eq!(
        went_out(&all[0])[0],
        "Destination THORChain thor14mh37ua4vkyur0l5ra297a4la6tmf95mt96a55 24045699771e-8 THOR.RUNE 0xef562f3e"
    );
    assert_eq!((all[0].service, all[0].status), (Service::Maya, Status::Done));

    let [pending, own, fuzzy] = &maya_all(MAYA_PENDING)[..] else { panic!("three") };
    assert_eq!((pending.status, pending.outs.len()), (Status::Pending, 0));
    // Both are paid in Maya's own coin: the memo's address tells them apart.
    assert_eq!(
        went_out(own)[..2],
        [
            "Destination Maya maya17xu9ej4rkxsmnl3wkp0kph6k4jk70gzay56p0l 33297336036086e-10 MAYA.CACAO -",
            "Affiliate Maya maya1a427q3v96psuj4fnughdw8glt5r7j38ljfa6hh 334352001083e-10 MAYA.CACAO -",
        ]
    );
    assert_eq!(came_in(own).split(' ').nth(2), Some("100000000e-8"));
    // No address in the memo, and only the end of the contract.
    let token = "eip155:42161/erc20:0x429fEd88f10285E61b12BDF00848315fbDfCC341";
    assert_eq!(
        went_out(fuzzy)[1],
        format!("Destination eip155:42161 0xAA278b62225f6dbc4436De8Fa3dD195e1542d159 7720844802738e-8 {token} 0x1e9f450e")
    );
    assert_eq!((legs(fuzzy, OutKind::Affiliate), fuzzy.status), (1, Status::Done));
}

#[test]
fn nodes_name_the_answers_of_a_transaction() {
    for (body, tx, chain, status, hash) in [
        (OBSERVED, "276CE5005FF822294773C549E74513636808A6A9817FE7ADCE1709EE06BC7F52", Chain::BITCOIN, Status::Done, None),
        (DONE, "776CE5005FF822294773C549E74513636808A6A9817FE7ADCE1709EE06BC7F53", Chain::BITCOIN, Status::Done, None),
        (
            INCOMPLETE,
            "28833B25B58B1907A3E4171E991DEB5E168A98829810F1215E0959D59BDD7CF5",
            Chain::ETHEREUM,
            Status::Pending,
            Some("0x442a51666184732c2d7ea15bdd45b0b959b07cb1f8c35adfb276ac6914371cf8"),
        ),
    ] {
        let crossing = only(node::read_tx(&THORCHAIN, &tx_key(tx, chain), body));
        assert_eq!(crossing.status, status, "{tx}");
        assert_eq!(crossing.source.chain.known(), Some(&chain));
        assert_eq!(crossing.outs.len(), 1);
        // A payment on THORChain itself is 64 zeros.
        assert_eq!(crossing.outs[0].tx.as_ref().map(ToString::to_string).as_deref(), hash);
        assert_eq!(crossing.outs[0].quantity, None);
        assert!(crossing.gaps[0].contains("not what they paid"));
    }
    let incomplete = only(node::read_tx(&THORCHAIN, &whole(), INCOMPLETE));
    assert_eq!(
        went_out(&incomplete),
        [format!("Destination {BTC} bc1qyw9m7jdgrp2has5w5jjle6x9djlenx6mp00yp5 - {BTC}/slip44:0 0x442a5166")]
    );
}

/// `tx/status` as the node's API document has it: no answer is recorded.
const STATUS: &str = r#"{"tx":{"id":"28833B25B58B1907A3E4171E991DEB5E168A98829810F1215E0959D59BDD7CF5","chain":"ETH",
    "from_address":"0x8d0960fad34fe5d83d96c5ef060f205e95d040e9","to_address":"0xad3Cf4aFDB188465B2cd8da3Fd01f84Eaa244646",
    "coins":[{"asset":"ETH.ETH","amount":"2000000"}],"gas":[{"asset":"ETH.ETH","amount":"86913"}],
    "memo":"=:BTC.BTC:bc1qyw9m7jdgrp2has5w5jjle6x9djlenx6mp00yp5:125456:t:30"},
    "planned_out_txs":[{"chain":"BTC","to_address":"bc1qyw9m7jdgrp2has5w5jjle6x9djlenx6mp00yp5","coin":{"asset":"BTC.BTC","amount":"130000"},"refund":false},
        {"chain":"THOR","to_address":"thor160yye65pf9rzwrgqmtgav69n6zlsyfpgm9a7xk","coin":{"asset":"THOR.RUNE","amount":"900"},"refund":false}],
    "out_txs":[{"id":"442A51666184732C2D7EA15BDD45B0B959B07CB1F8C35ADFB276AC6914371CF8","chain":"BTC",
        "from_address":"bc1q649hq3ltrcegyj5kze2ukmhdmncl8afnueev4c","to_address":"bc1qyw9m7jdgrp2has5w5jjle6x9djlenx6mp00yp5",
        "coins":[{"asset":"BTC.BTC","amount":"128000"}],"gas":[{"asset":"BTC.BTC","amount":"2000"}],
        "memo":"OUT:28833B25B58B1907A3E4171E991DEB5E168A98829810F1215E0959D59BDD7CF5"}],
    "stages":{"inbound_observed":{"final_count":80,"completed":true},"inbound_finalised":{"completed":true},
        "swap_status":{"pending":false},"swap_finalised":{"completed":true},"outbound_signed":{"completed":true}}}"#;

#[test]
fn the_status_of_a_node_has_both_legs_and_what_is_planned() {
    let key = tx_key("28833B25B58B1907A3E4171E991DEB5E168A98829810F1215E0959D59BDD7CF5", Chain::ETHEREUM);
    let crossing = only(node::read_status(&THORCHAIN, &key, STATUS));
    assert_eq!(
        went_out(&crossing),
        [
            format!("Destination {BTC} bc1qyw9m7jdgrp2has5w5jjle6x9djlenx6mp00yp5 128000e-8 {BTC}/slip44:0 0x442a5166"),
            "Affiliate THORChain thor160yye65pf9rzwrgqmtgav69n6zlsyfpgm9a7xk 900e-8 THOR.RUNE -".to_owned(),
        ]
    );
    assert_eq!((crossing.status, crossing.gaps.len()), (Status::Done, 0));

    // Before it is signed it is planned.
    let planned = STATUS
        .replace(r#""out_txs":[{"#, r#""later":[{"#)
        .replace(r#""outbound_signed":{"completed":true}"#, r#""outbound_signed":{"completed":false}"#);
    let crossing = only(node::read_status(&THORCHAIN, &key, &planned));
    assert_eq!((crossing.status, crossing.outs[0].tx.as_ref()), (Status::Pending, None));
    assert_eq!(went_out(&crossing)[0], format!("Destination {BTC} bc1qyw9m7jdgrp2has5w5jjle6x9djlenx6mp00yp5 130000e-8 {BTC}/slip44:0 -"));

    // A payment whose memo answers another transaction is none of this one's.
    let foreign = STATUS.replace("OUT:28833B25", "OUT:38833B25");
    let crossing = only(node::read_status(&THORCHAIN, &key, &foreign));
    assert!(crossing.gaps[0].contains("its memo answers another transaction"), "{:?}", crossing.gaps);

    let back = STATUS.replace("OUT:", "REFUND:").replace("BTC.BTC\",\"amount\":\"128000", "ETH.ETH\",\"amount\":\"1900000");
    let crossing = only(node::read_status(&THORCHAIN, &key, &back));
    assert_eq!(crossing.outs[0].kind, OutKind::Refund);
}

#[test]
fn names_and_references_are_resolved_by_the_node() {
    let names = node::read_name(MAYANAME).unwrap();
    assert_eq!(names.len(), 6);
    assert_eq!(names.get("BTC").map(String::as_str), Some("bc1qvqxs558vgquwkchw64erd5hfpxfj5kmn7lyklz"));
    let thor = r#"{"name":"t","owner":"thor1","aliases":[{"chain":"BTC","address":"bc1q"}]}"#;
    assert_eq!(node::read_name(thor).unwrap().get("BTC").map(String::as_str), Some("bc1q"));
    assert!(node::read_name("{}").is_err());
    let base = "https://node.example".parse().unwrap();
    assert_eq!(node::name_request(&THORCHAIN, &base, "a/b").url, "https://node.example/thorchain/thorname/a%2Fb");
    assert_eq!(node::name_request(&MAYA, &base, "eld").url, "https://node.example/mayachain/mayaname/eld");
    assert_eq!(
        node::reference_request(&THORCHAIN, &base, &"b".parse().unwrap(), 20002).url,
        "https://node.example/thorchain/memo/BTC.BTC/20002"
    );

    // Recorded registrations of memos.
    let examples = include_str!("../../../../tests/fixtures/thorchain/tirinox_reference_examples.txt");
    let memos: Vec<_> = examples.lines().filter_map(|line| line.trim().strip_prefix("memo: ")).collect();
    assert_eq!(memos.len(), 6);
    for memo in memos {
        let parsed = memo::Memo::parse(memo).unwrap();
        assert!(parsed.swap().is_some_and(|swap| swap.destination.is_some()), "{memo}");
        let inner = memo.splitn(3, ':').nth(2).unwrap();
        let answer = serde_json::json!({"asset": "BTC.BTC", "memo": inner, "reference": "1", "used_by_txs": []}).to_string();
        assert_eq!(node::read_reference(&answer).unwrap().swap(), parsed.swap());
    }
}

#[test]
fn broken_answers_do_not_break_the_readers() {
    for (at, body) in [SWAP, REFUND, AFFILIATE, AFFILIATE_OF_REFUND, AGGREGATED, STREAMING].into_iter().enumerate() {
        survives(body, 60 + u64::try_from(at).unwrap(), |body| midgard::read(&THORCHAIN, &whole(), body));
    }
    survives(MAYA_PENDING, 70, |body| midgard::read(&MAYA, &whole(), body));
    survives(STATUS, 71, |body| node::read_status(&THORCHAIN, &whole(), body));
    survives(INCOMPLETE, 72, |body| node::read_tx(&THORCHAIN, &whole(), body));
    for body in crate::explorer::mutate::mutants(MAYANAME.as_bytes(), 20_000, 73) {
        drop(node::read_name(&body));
    }
    assert!(matches!(midgard::read(&THORCHAIN, &whole(), r#"{"actions":[]}"#), Ok(CrossingAnswer::NotFound)));
}
