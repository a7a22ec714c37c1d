//! What makes a round and what unmakes it, on transactions made up here; the recorded ones are in `tests/patterns`.

use super::*;
use crate::money::TxId;
use crate::trace::pattern::spend::{Holder, Input, Output};
use crate::trace::pattern::{common_input, whirlpool::entry};
use proptest::prelude::*;

/// A witness key hash by its number.
fn key(number: usize) -> Holder {
    let mut hash = [0; 20];
    hash[..8].copy_from_slice(&(number as u64).to_be_bytes());
    Holder::of_script(&[&[0x00, 0x14][..], &hash].concat())
}

/// Every input and output another holder's.
fn spend(inputs: &[u64], outputs: &[u64]) -> Spend {
    Spend {
        txid: TxId::from_bytes([1; 32]),
        inputs: inputs.iter().enumerate().map(|(at, value)| Input { spends: None, value_sat: *value, holder: key(at) }).collect(),
        outputs: outputs.iter().enumerate().map(|(at, value)| Output { value_sat: *value, holder: key(10_000 + at) }).collect(),
    }
}

fn class(spend: &Spend) -> Option<Class> {
    classify(spend).map(|round| round.class)
}

fn whirlpool() -> Spend {
    spend(&[1_003_000, 1_000_000, 1_000_000, 1_000_000, 1_004_000], &[1_000_000; 5])
}

/// Ten of 0.1 BTC, their change, a fee.
fn wasabi1() -> Spend {
    let inputs: Vec<u64> = (0..12).map(|at| 11_000_000 + at * 777_777).collect();
    let change = (0..8).map(|at| 900_001 + at * 777_777);
    let outputs: Vec<u64> = std::iter::repeat_n(9_987_654, 10).chain(change).chain([42_424]).collect();
    spend(&inputs, &outputs)
}

fn wasabi2() -> Spend {
    let inputs: Vec<u64> = (0..30).map(|at| 90_000_000 - at * 1_234_567).collect();
    let mut outputs: Vec<u64> =
        [50_000_000, 33_554_432, 20_000_000, 10_000_000, 5_000_000].into_iter().flat_map(|value| [value; 5]).collect();
    outputs.push(1_234);
    spend(&inputs, &outputs)
}

/// Three get 0.2 BTC; two makers' change is what they brought and a little more.
fn joinmarket() -> Spend {
    spend(&[50_000_000, 70_000_000, 20_100_000], &[20_000_000, 20_000_000, 20_000_000, 30_000_400, 50_000_300])
}

#[test]
fn each_class_is_told_with_its_structure() {
    for (made, expected, equal, people) in [
        (whirlpool(), Class::Whirlpool, 5, 5),
        (wasabi1(), Class::Wasabi1, 10, 10),
        (wasabi2(), Class::Wasabi2, 25, 3),
        (joinmarket(), Class::JoinMarket, 3, 3),
    ] {
        let round = classify(&made).unwrap_or_else(|| panic!("{expected:?}"));
        assert_eq!((round.class, round.equal_outputs(), round.participants), (expected, equal, people));
        assert!(round.why().contains(expected.name()) && round.why().contains("inference"));
        assert_eq!(common_input::guard(&made), Some(common_input::Guard::Round(expected)));
    }
}

#[test]
fn one_change_unmakes_a_round() {
    let changed = |made: Spend, change: &dyn Fn(&mut Spend)| {
        let mut made = made;
        change(&mut made);
        class(&made)
    };
    // Whirlpool: another amount, an input that is too small or too large, a holder twice, nobody new, paid to oneself.
    let changes: [&dyn Fn(&mut Spend); 10] = [
        &|made| made.outputs[0].value_sat = 999_999,
        &|made| made.outputs.iter_mut().for_each(|output| output.value_sat = 1_000_001),
        &|made| made.inputs[1].value_sat = 999_999,
        &|made| made.inputs[0].value_sat = 1_200_000,
        &|made| made.inputs[1].holder = made.inputs[0].holder,
        &|made| made.outputs[1].holder = made.outputs[0].holder,
        &|made| made.outputs[1].holder = made.inputs[0].holder,
        &|made| made.inputs.iter_mut().for_each(|input| input.value_sat = 1_000_000),
        &|made| made.inputs.truncate(4),
        &|made| made.outputs.truncate(4),
    ];
    for change in changes {
        assert_eq!(changed(whirlpool(), change), None);
    }
    assert_eq!(changed(wasabi1(), &|made| made.inputs.truncate(9)), None, "fewer payers than equal outputs");
    assert_eq!(changed(wasabi1(), &|made| made.outputs.truncate(10)), None, "an exchange pays ten customers");
    let other = changed(wasabi1(), &|made| made.outputs[0].holder = Holder::of_script(&[]));
    assert_eq!(other, Some(Class::JoinMarket), "one is paid to another kind of script, which only JoinMarket's taker can do");
    assert_eq!(changed(wasabi2(), &|made| made.outputs.reverse()), None, "in another order");
    assert_eq!(changed(wasabi2(), &|made| made.inputs.iter_mut().for_each(|input| input.holder = key(0))), None, "one person's split");
    assert_eq!(changed(wasabi2(), &|made| made.outputs.iter_mut().for_each(|output| output.value_sat -= 1)), None, "no standard values");
    assert_eq!(changed(joinmarket(), &|made| made.inputs[0].value_sat += 9_000_000), Some(Class::JoinMarket), "one maker is left");
    assert_eq!(changed(joinmarket(), &|made| made.inputs.iter_mut().for_each(|input| input.value_sat += 9_000_000)), None, "no maker");
    assert_eq!(changed(joinmarket(), &|made| made.outputs[4].holder = made.inputs[0].holder), None, "change to the payer's own address");
    assert_eq!(changed(joinmarket(), &|made| made.outputs[3].holder = Holder::of_script(&[0x6a])), None, "a note");
}

#[test]
fn nothing_and_little_are_no_rounds() {
    for made in [spend(&[], &[]), spend(&[1], &[]), spend(&[], &[5; 9]), spend(&[9], &[4, 4]), spend(&[u64::MAX; 3], &[u64::MAX; 3])] {
        assert_eq!((class(&made), entry(&made)), (None, None));
    }
    assert_eq!(joint(&spend(&[10, 10], &[8, 8, 1])), Some(2));
    assert_eq!(joint(&spend(&[20], &[8, 8, 1])), None, "one payer");
    assert_eq!(joint(&spend(&[10, 10], &[8, 8, 1, 1, 1])), None, "more others than equal ones");
}

#[test]
fn an_entry_has_a_note_a_fee_and_a_little_more_than_the_pools_amount() {
    let mut made = spend(&[6_000_000], &[0, 50_000, 300_000, 1_003_937, 1_003_937, 1_003_937]);
    assert_eq!(entry(&made), None, "no note");
    made.outputs[0].holder = Holder::of_script(&[&[0x6a, 0x40][..], &[9; 64]].concat());
    assert_eq!(entry(&made).map(|entry| (entry.pool_sat, entry.entries)), Some((1_000_000, 3)));
    assert_eq!(class(&made), None, "it has one owner");
    let mut exact = made.clone();
    exact.outputs[3..].iter_mut().for_each(|output| output.value_sat = 1_000_000);
    let mut free = made.clone();
    free.outputs[1].value_sat = 700_000;
    for other in [exact, free] {
        assert_eq!(entry(&other), None);
    }
}

proptest! {
    /// Whatever the numbers, an answer comes, and a round is never a payment of one person.
    #[test]
    fn any_transaction_is_judged(
        inputs in prop::collection::vec((0u8..40, prop_oneof![any::<u64>(), 0u64..3, Just(1_000_000)]), 0..40),
        outputs in prop::collection::vec((0u8..80, prop_oneof![any::<u64>(), 0u64..3, Just(1_000_000), Just(10_000_000)]), 0..40),
    ) {
        let mut made = spend(&[], &[]);
        made.inputs = inputs.iter().map(|(who, value)| Input { spends: None, value_sat: *value, holder: key(usize::from(*who)) }).collect();
        let holder = |who: u8| if who == 79 { Holder::of_script(&[&[0x6a, 0x40][..], &[9; 64]].concat()) } else { key(usize::from(who)) };
        made.outputs = outputs.iter().map(|(who, value)| Output { value_sat: *value, holder: holder(*who) }).collect();
        if let Some(round) = classify(&made) {
            prop_assert!(made.payers() >= 3 && round.participants >= 2 && round.equal_outputs() >= 3);
        }
        if let Some(entered) = entry(&made) {
            prop_assert!(entered.entries >= 1 && made.outputs.len() > entered.entries + 1);
        }
    }
}
