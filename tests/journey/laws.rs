//! What holds whatever money does over bridges: sums close on every chain, no more comes over than was received, the same
//! inputs give the same bytes, and the budget is kept.

use proptest::prelude::*;
use spoor::journal::{Input, What};
use spoor::money::{Asset, Chain, TxId};
use spoor::trace::view::{Policy, Settings, Stage, View};

use crate::bridges::{DIAMOND, thorchain};
use crate::made::*;

fn timeless(view: &View) -> View {
    let mut view = view.clone();
    for source in &mut view.sources {
        source.at = spoor::money::UnixSeconds::default();
    }
    view.notes.retain(|note| !note.contains(" on 20"));
    for end in &mut view.ends {
        end.why.clear();
    }
    view
}

#[test]
fn a_run_that_is_killed_at_every_input_ends_the_same() {
    let (theft, outside) = thorchain();
    let settings = settings(&[Chain::BITCOIN]);
    let whole = play(&theft, settings.clone(), &outside);
    for upto in 0..=whole.inputs.len() {
        let mut again =
            Played { run: run(&theft, settings.clone()), view: whole.view.clone(), asked: Vec::new(), inputs: Vec::new(), now: whole.now };
        for input in &whole.inputs[..upto] {
            // As it is kept and read.
            let input: Input = serde_json::from_str(&serde_json::to_string(input).unwrap()).unwrap();
            again.run.again(&input).unwrap();
        }
        if upto == whole.inputs.len() {
            assert!(again.bytes() == whole.bytes(), "the same to the last byte");
        }
        let answered: Vec<String> = again.run.journal().entries().iter().map(|entry| entry.request.clone()).collect();
        again.tell(if upto == 0 { What::Start } else { What::Stop }, &outside);
        again.tell(What::GoOn { budget: settings.budget }, &outside);
        assert!(timeless(&again.view) == timeless(&whole.view), "killed after {upto} inputs");
        assert!(again.asked.iter().all(|url| !answered.contains(&format!("GET {url}"))), "nothing is asked twice");
    }
}

#[test]
fn every_budget_is_kept_and_can_be_raised() {
    let (theft, outside) = thorchain();
    let whole = play(&theft, settings(&[Chain::BITCOIN]), &outside);
    for budget in 1..=6 {
        let mut played = play(&theft, Settings { budget, ..settings(&[Chain::BITCOIN]) }, &outside);
        assert_eq!(played.asked.len(), budget as usize);
        assert_eq!(played.view.progress.asked, budget);
        assert_eq!(played.view.progress.stage == Stage::Spent, budget < 6, "{budget}");
        played.tell(What::GoOn { budget: 60 }, &outside);
        assert_eq!(played.asked, whole.asked, "{budget}");
        assert_eq!(played.view.equations, whole.view.equations);
    }
}

#[test]
fn the_settings_of_old_runs_are_written_as_ever() {
    let text = serde_json::to_string(&Settings::default()).unwrap();
    assert!(!text.contains("across") && !text.contains("bridges"), "{text}");
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), Settings::default());
    let text = serde_json::to_string(&settings(&[Chain::BITCOIN])).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings(&[Chain::BITCOIN]));
}

/// What LI.FI says: from one transaction to another.
fn record(from: (u64, TxId, u128), to: (u64, TxId, u128), who: u8) -> String {
    serde_json::json!({
        "transactionId": from.1, "status": "DONE", "substatus": "COMPLETED", "toAddress": evm(who).to_string(),
        "sending": {"txHash": from.1, "chainId": from.0, "amount": from.2.to_string(),
            "token": {"address": "0x0000000000000000000000000000000000000000", "symbol": "C"}},
        "receiving": {"txHash": to.1, "chainId": to.0, "amount": to.2.to_string(),
            "token": {"address": "0x0000000000000000000000000000000000000000", "symbol": "C"}},
    })
    .to_string()
}

/// Money that goes to and fro between two chains, some of it each time, and what bridges say of it.
fn to_and_fro(steps: &[(u8, u8, u8)], mixed: u128) -> (Theft, Outside) {
    const URL_PARTS: [&str; 12] =
        ["0x1010", "0x1111", "0x1212", "0x1313", "0x1414", "0x1515", "0x1616", "0x1717", "0x1818", "0x1919", "0x1a1a", "0x1b1b"];
    let t = 1_700_000_000;
    let coins = [Asset::native(Chain::ETHEREUM), Asset::native(POLYGON)];
    let theft = Theft { thief: evm(0x61), asset: coins[0].clone(), amount: 1_000_000, at: t };
    let mut outside = Outside { moved: vec![theft.row()], ..Outside::default() };
    let mut holds = 1_000_000u128;
    for (n, (share, keeps, lie)) in steps.iter().enumerate() {
        let (from, to) = (n % 2, (n + 1) % 2);
        let chain = |at: usize| if at == 0 { 1u64 } else { 137 };
        let time = t + 1_000 * (n as u64 + 1);
        if mixed > 0 {
            outside.moved.push(pay([0xc0 + n as u8; 32], time, &evm(0xcc), &evm(0x61), &coins[from], mixed));
            holds += mixed;
        }
        let paid = (holds * u128::from(*share) / 255).max(1);
        let out = (paid - paid * u128::from(*keeps) / 1_000).max(1);
        let (deposit, payout) = ([0x10 + n as u8; 32], [0x30 + n as u8; 32]);
        outside.moved.push(pay(deposit, time + 100, &evm(0x61), &DIAMOND.parse().unwrap(), &coins[from], paid));
        outside.moved.push(pay(payout, time + 200, &evm(0x7b), &evm(0x61), &coins[to], out));
        let told = if *lie < 32 { out + 1 } else { out };
        let (deposit, payout) = (TxId::from_bytes(deposit), TxId::from_bytes(payout));
        outside.bridges.push((URL_PARTS[n], 200, record((chain(from), deposit, paid), (chain(to), payout, told), 0x61)));
        holds = out;
    }
    (theft, outside)
}

#[test]
fn money_that_comes_back_is_followed_again() {
    let (theft, mut outside) = to_and_fro(&[(255, 0, 255), (255, 0, 255), (255, 100, 255)], 0);
    outside.moved.push(pay([0x99; 32], theft.at + 9_000, &evm(0x61), &evm(7), &Asset::native(POLYGON), 900_000));
    let played = play(&theft, settings(&[POLYGON]), &outside);
    assert_eq!(played.view.links.len(), 3, "{:?}", played.view.ends);
    let came: Vec<String> = played.view.links.iter().map(|link| link.received[0].tainted.to_string()).collect();
    assert_eq!(came, ["1000000", "1000000", "900000"]);
    assert_eq!(played.rests(&evm(7)), ["Held 900000 POL"]);
    let there = played.view.ends.iter().find(|end| end.amount.to_string() == "900000").unwrap();
    // The theft, three times in and out, and on.
    let way: Vec<u64> = there.path.iter().map(|hop| hop.transfer.block - theft.at).collect();
    assert_eq!(way, [0, 1_100, 1_200, 2_100, 2_200, 3_100, 3_200, 9_000]);
    assert!(there.path.windows(2).all(|pair| pair[0].transfer.at <= pair[1].transfer.at));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn sums_close_on_every_chain(
        steps in proptest::collection::vec((1u8..=255, 0u8..=255, any::<u8>()), 1..12),
        mixed in prop_oneof![Just(0u128), 1u128..3_000_000],
        policy in 0usize..5,
    ) {
        let policy = [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First][policy];
        let (theft, outside) = to_and_fro(&steps, mixed);
        let played = play(&theft, Settings { policy, most_hops: 60, dust_millionths: 0, ..settings(&[POLYGON]) }, &outside);
        let mut brought = 0u128;
        for link in &played.view.links {
            for hop in &link.received {
                prop_assert!(hop.tainted <= hop.transfer.amount);
                prop_assert!(hop.range.iter().all(|(_, part)| *part <= hop.transfer.amount));
                brought += hop.tainted.to_u128().unwrap();
            }
            let paid: u128 = link.paid.iter().map(|hop| hop.tainted.to_u128().unwrap()).sum();
            let got: u128 = link.received.iter().map(|hop| hop.tainted.to_u128().unwrap()).sum();
            // The same coin counts on both sides here, and a bridge never pays out more than it took.
            prop_assert!(got <= paid, "{} > {}", got, paid);
        }
        let from: u128 = played.view.equations.iter().map(|equation| equation.from_swaps.to_u128().unwrap()).sum();
        prop_assert_eq!(from, brought, "what came over is what the links say");
        for equation in &played.view.equations {
            prop_assert!(equation.holds());
            let here = played.view.ends.iter().filter(|end| end.asset == equation.asset).map(|end| end.amount).sum::<spoor::money::Amount>();
            let all = [equation.stolen, equation.from_swaps].into_iter().sum::<spoor::money::Amount>();
            prop_assert_eq!(here.plus(equation.fees).unwrap(), all, "every unit rests somewhere");
        }
        let again = play(&theft, Settings { policy, most_hops: 60, dust_millionths: 0, ..settings(&[POLYGON]) }, &outside);
        prop_assert!(again.bytes() == played.bytes());
    }
}
