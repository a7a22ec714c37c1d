//! Transactions from rows, scripts and addresses.

use super::*;
use crate::money::{Amount, Asset, TransferKind, UnixSeconds};

const BTC: u64 = 100_000_000;

fn inside() -> Address {
    Address::Coins(Coins { tx: [7; 32], output: None })
}

fn row(position: Position, other: &str, satoshi: u64) -> Transfer {
    let other: Address = other.parse().unwrap();
    let (from, to) = if matches!(position, Position::Input(_)) { (other, inside()) } else { (inside(), other) };
    Transfer {
        tx: TxId::from_bytes([7; 32]),
        kind: if position == Position::Fee { TransferKind::Fee } else { TransferKind::Output },
        position,
        block: 800_000,
        tx_index: 0,
        at: UnixSeconds::new(1_700_000_000),
        from,
        to,
        asset: Asset::native(Chain::BITCOIN),
        amount: Amount::from(satoshi),
        block_hash: None,
        claimed_symbol: None,
    }
}

const PAYER: &str = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
const OTHER: &str = "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu";

#[test]
fn a_script_and_its_address_are_one_holder() {
    for (script, address, kind) in [
        ("76a91476a04053bda0a88bda5177b86a15c3b29f55987388ac", OTHER, Kind::KeyHash),
        ("a914748284390f9e263a4b766a75d0633c50426eb87587", "3CK4fEwbMP7heJarmU4eqA3sMbVJyEnU3V", Kind::ScriptHash),
        ("0014751e76e8199196d454941c45d1b3a323f1433bd6", PAYER, Kind::WitnessKeyHash),
        (
            "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            Kind::Taproot,
        ),
    ] {
        let by_script = Holder::of_script(&alloy_primitives::hex::decode(script).unwrap());
        assert_eq!((Some(by_script), by_script.kind()), (Holder::of_address(&address.parse().unwrap()), kind), "{address}");
    }
    for (script, kind) in [
        ("6a", Kind::Note(0)),
        ("6a05616e6e6578", Kind::Note(5)),
        ("6a4c03616263", Kind::Note(3)),
        ("6a4cff61", Kind::Note(1)),
        ("", Kind::Other),
        ("0014aabb", Kind::Other),
        ("512102aa51ae", Kind::Other),
    ] {
        assert_eq!(Holder::of_script(&alloy_primitives::hex::decode(script).unwrap()).kind(), kind, "{script}");
    }
    let coins = |output| Holder::of_address(&Address::Coins(Coins { tx: [1; 32], output })).unwrap();
    assert_ne!(coins(Some(0)), coins(Some(1)));
    assert_ne!(coins(Some(0)), coins(None));
    assert_eq!(Holder::of_address(&Address::evm_zero()), None);
}

#[test]
fn rows_in_any_order_are_one_transaction_with_its_gaps() {
    let rows = [
        row(Position::Output(3), PAYER, BTC),
        row(Position::Input(1), OTHER, 2 * BTC),
        row(Position::Fee, OTHER, 500),
        row(Position::Output(1), OTHER, BTC),
        row(Position::Input(0), PAYER, 3 * BTC),
    ];
    let spend = Spend::of_transfers(&rows.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(spend.inputs.iter().map(|input| input.value_sat).collect::<Vec<_>>(), [3 * BTC, 2 * BTC]);
    assert_eq!(spend.outputs.iter().map(|output| output.value_sat).collect::<Vec<_>>(), [0, BTC, 0, BTC]);
    assert_eq!(spend.outputs[0].holder.kind(), Kind::Unseen);
    assert_eq!((spend.payers(), spend.payees(), spend.pays_back(), spend.has_empty_output()), (2, 3, true, true));
    assert_eq!((spend.values(), spend.input_sat()), (vec![(BTC, 2)], 500_000_000));
}

#[test]
fn rows_that_are_not_one_whole_transaction_are_refused() {
    let refused = |rows: &[Transfer]| Spend::of_transfers(&rows.iter().collect::<Vec<_>>()).unwrap_err();
    let input = |at| row(Position::Input(at), PAYER, BTC);
    assert_eq!(refused(&[]), SpendError::Empty);
    assert!(matches!(refused(&[input(1)]), SpendError::Missing { index: 0, .. }));
    assert!(matches!(refused(&[input(0), input(2)]), SpendError::Missing { index: 1, .. }));
    assert!(matches!(refused(&[input(u32::MAX)]), SpendError::TooMany { .. }));
    assert!(matches!(refused(&[row(Position::Output(30_000), PAYER, 1)]), SpendError::TooMany { .. }));
    let other = Transfer { tx: TxId::from_bytes([8; 32]), ..input(1) };
    assert!(matches!(refused(&[input(0), other]), SpendError::Foreign { .. }));
    assert!(matches!(refused(&[row(Position::Value, PAYER, 1)]), SpendError::Foreign { .. }));
    let ether = Transfer { asset: Asset::native(Chain::ETHEREUM), ..input(0) };
    assert!(matches!(refused(&[ether]), SpendError::Foreign { .. }));
    let large = Transfer { amount: Amount::from_u128(1 << 64), ..input(0) };
    assert!(matches!(refused(&[large]), SpendError::Amount { .. }));
    // The first transaction of a block has no inputs.
    assert!(Spend::of_transfers(&[&row(Position::Output(0), PAYER, BTC)]).unwrap().inputs.is_empty());
}
