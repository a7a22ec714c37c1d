//! The Bybit theft, traced on its recording: the facts a newcomer sees in the page.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

use std::collections::BTreeSet;

use spoor::case::CaseLibrary;
use spoor::explorer::recorded::{Recorded, Recording};
use spoor::explorer::{Adapter, Answered, Coverage, HttpAnswer, Page, Question};
use spoor::journal::{Now, Run};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind};
use spoor::trace::view::{Direction, Finding, Hop, LinkKind, Policy, Reason, Settings, Stage, Start, Tier, View};
use spoor::trace::{Event, Trace};

const CASE: &str = "bybit-2025-02-21";
const THIEF: &str = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
const NOW: Now = Now { ms: 1_795_000_000_000 };

fn settings(policy: Policy) -> Settings {
    Settings { budget: 300, most_hops: 10, dust_millionths: 1, policy, ..Settings::default() }
}

fn run(settings: Settings) -> View {
    let mut run = Run::new(CASE, settings).unwrap();
    let actions = run.start(NOW);
    assert!(run.settle(actions, NOW).is_empty(), "the recording answers everything");
    run.view()
}

fn eth(text: &str) -> Amount {
    Amount::parse_coins(text, 18).unwrap()
}

#[test]
fn the_theft_is_found_from_the_case_to_the_last_wei() {
    let view = run(settings(Policy::Fifo));
    let theft: Vec<_> = view
        .edges
        .iter()
        .flat_map(|edge| &edge.hops)
        .filter(|hop| hop.transfer.tx.to_string() == "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c")
        .collect();
    assert_eq!(theft.len(), 1);
    assert_eq!(theft[0].transfer.kind, TransferKind::Internal);
    assert_eq!(theft[0].transfer.to.to_string(), THIEF);
    assert_eq!(theft[0].tainted.to_string(), "401346768858404671846374");
}

#[test]
fn the_equation_holds_in_wei_for_every_asset_policy_and_budget() {
    for policy in Policy::ALL {
        for budget in [0, 1, 4, 5, 6, 10, 40, 300] {
            let view = run(Settings { budget, ..settings(policy) });
            assert!(view.progress.asked <= budget, "{} of {budget}", view.progress.asked);
            for equation in &view.equations {
                assert!(equation.holds(), "{policy:?} {budget} {equation:?}");
                let ends: Amount = view.ends.iter().filter(|end| end.asset == equation.asset).map(|end| end.amount).sum();
                let right: Amount = equation.terms().into_iter().filter(|(name, _)| *name != "fees").map(|(_, amount)| amount).sum();
                assert_eq!(ends, right, "the ends are the terms of the equation");
            }
            for edge in &view.edges {
                assert!(edge.tainted <= edge.amount);
            }
        }
    }
    let view = run(settings(Policy::Fifo));
    let [ether, steth, cmeth, meth] = &view.equations[..] else { panic!("four assets were stolen: {:?}", view.equations) };
    assert_eq!(ether.stolen.to_string(), "401346768858404671846374");
    assert_eq!(ether.from_swaps, eth("98047.7948"), "what left in the stated sales, less the 1 ETH that was stolen as ether");
    assert_eq!(ether.held, eth("1345.768858404671846374"), "left at the theft's first address");
    assert_eq!(steth.services.to_string(), "90375547907685258392043");
    assert_eq!(cmeth.not_followed, eth("15000"));
    assert_eq!(meth.services, eth("8000"));
}

#[test]
fn the_tranches_of_ten_thousand_ether_are_found() {
    let view = run(settings(Policy::Fifo));
    let thief = view.nodes.iter().find(|node| node.account.address().to_string() == THIEF).unwrap().id;
    let tranches = |from: &dyn Fn(usize) -> bool| -> BTreeSet<usize> {
        view.edges.iter().filter(|edge| from(edge.from) && edge.tainted == eth("10000")).map(|edge| edge.to).collect()
    };
    let ether = Asset::native(Chain::ETHEREUM);
    let from_theft: Vec<_> = view.edges.iter().filter(|e| e.from == thief && e.asset == ether && e.tainted == eth("10000")).collect();
    assert_eq!(from_theft.len(), 40, "of the stolen ether itself");
    assert_eq!(tranches(&|from| from != thief).len(), 9, "of the proceeds of stETH and mETH");
    // What is public about each: the day on which it moved on. None of them may be called held.
    for edge in from_theft {
        let node = &view.nodes[edge.to];
        assert!(node.statements.iter().any(|(what, _)| what.contains("moved on")), "{}", node.account);
        assert!(view.ends.iter().filter(|end| end.node == node.id).all(|end| end.reason == Reason::Failed));
    }
}

#[test]
fn a_way_leads_back_to_the_theft_without_a_gap() {
    let view = run(settings(Policy::Fifo));
    for end in &view.ends {
        let first = end.path.first().unwrap_or_else(|| panic!("{end:?} has no way back"));
        assert_eq!(first.transfer.to.to_string(), THIEF);
        assert_eq!(end.path.last().unwrap().transfer.to, *view.nodes[end.node].account.address());
        for pair in end.path.windows(2) {
            assert_eq!(pair[0].transfer.to, pair[1].transfer.from);
            assert!(pair[0].transfer.chronological() < pair[1].transfer.chronological());
            let sold = pair[0].transfer.asset != pair[1].transfer.asset;
            assert!(!sold || pair[1].tier == Tier::Stated, "a change of asset is stated, never observed");
        }
    }
    let longest = view.ends.iter().map(|end| end.path.len()).max().unwrap();
    assert_eq!(longest, 6, "the theft, then to 0xa4b2, 0xdd90, 0xf302, 0x327f and one more");
}

#[test]
fn every_poison_row_is_refused_with_its_reason_and_no_genuine_row_is() {
    let view = run(settings(Policy::Fifo));
    assert_eq!(view.guarded.len(), 12, "the recording holds 12 rows of poison");
    for row in &view.guarded {
        assert!(!row.reasons.is_empty());
        assert!(!view.edges.iter().flat_map(|edge| &edge.hops).any(|hop| hop.transfer.id() == row.transfer.id()));
    }
    let forged = view.guarded.iter().filter(|row| row.reasons.iter().any(|why| why.contains("forged"))).count();
    let imitating = view.guarded.iter().filter(|row| row.reasons.iter().any(|why| why.contains("imitates"))).count();
    assert_eq!((forged, imitating), (9, 12));
}

#[test]
fn more_poison_changes_nothing_but_the_list_of_poison() {
    let clean = drive(|_| {});
    let poisoned = drive(|page| {
        let Some(real) = page.transfers.iter().find(|transfer| transfer.kind == TransferKind::Native).cloned() else { return };
        let look_alike: Address = "0xa4b27b89345db2e5e1a7d7bc537fac354b50449e".parse().unwrap();
        let steth: Asset = "eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84".parse().unwrap();
        let forged: Asset = "eip155:1/erc20:0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177".parse().unwrap();
        let poison = |row, asset: &Asset, amount: Amount, symbol: &str| Transfer {
            position: Position::Log(row),
            kind: TransferKind::Token,
            to: look_alike.clone(),
            asset: asset.clone(),
            amount,
            claimed_symbol: Some(symbol.to_owned()),
            ..real.clone()
        };
        page.transfers.push(poison(90_001, &steth, Amount::ZERO, "stETH"));
        page.transfers.push(poison(90_002, &forged, eth("400000"), "ETH"));
        page.transfers.push(poison(90_003, &forged, "9".repeat(77).parse().unwrap(), "\u{202e}HTE"));
    });
    assert!(poisoned.guarded.len() > clean.guarded.len() + 9);
    assert_eq!((poisoned.nodes, poisoned.edges, poisoned.ends), (clean.nodes, clean.edges, clean.ends));
    assert_eq!(poisoned.equations, clean.equations);
}

/// Drives the state machine by hand, changing each page on its way.
fn drive(change: impl Fn(&mut Page)) -> View {
    let recording = Recording::built_in("bybit").unwrap();
    let adapter = Recorded::of(&recording);
    let case = CaseLibrary::built_in().unwrap().find(CASE).unwrap().clone();
    let mut trace = Trace::new(case, settings(Policy::Haircut), KnownLabels::built_in().unwrap(), &[Box::new(adapter.clone())]);
    let mut open: Vec<Question> = trace.step(Event::Start);
    while let Some(question) = open.pop() {
        let answer: HttpAnswer = recording.answer(&adapter.request(&question).unwrap());
        let event = match adapter.parse(&question, &answer) {
            Ok(mut page) => {
                change(&mut page);
                let source = Answered {
                    provider: adapter.id().to_owned(),
                    request: String::new(),
                    status: answer.status,
                    at: Default::default(),
                    bytes: 0,
                    sha256: String::new(),
                    coverage: Coverage::Whole,
                };
                Event::Page { question, page: Box::new(page), source }
            }
            Err(error) => Event::Failed { question, why: error.to_string(), not_held: true },
        };
        open.extend(trace.step(event));
    }
    assert_eq!(trace.stage(), Stage::Done);
    trace.view()
}

#[test]
fn two_runs_are_the_same_and_a_run_goes_on_where_its_budget_ended() {
    let whole = run(settings(Policy::Fifo));
    assert_eq!(whole, run(settings(Policy::Fifo)));

    let mut pieces = Run::new(CASE, Settings { budget: 7, ..settings(Policy::Fifo) }).unwrap();
    let actions = pieces.start(NOW);
    pieces.settle(actions, NOW);
    assert_eq!(pieces.stage(), Stage::Spent);
    for budget in [20, 21, 60, 300] {
        let actions = pieces.go_on(budget, NOW);
        pieces.settle(actions, NOW);
    }
    assert_eq!(pieces.view(), whole);
    let requests: Vec<&str> = pieces.journal().entries().iter().map(|entry| entry.request.as_str()).collect();
    let distinct: BTreeSet<&str> = requests.iter().copied().collect();
    assert_eq!(requests.len(), distinct.len(), "nothing is asked twice");
    assert!(pieces.journal().entries().iter().all(|entry| !entry.left_the_browser));
}

#[test]
fn what_the_visitor_says_stops_the_money_there() {
    let mut run = Run::new(CASE, Settings { budget: 5, ..settings(Policy::Fifo) }).unwrap();
    let actions = run.start(NOW);
    run.settle(actions, NOW);
    let swapper: Address = "0xa4b2fd68593b6f34e51cb9edb66e71c1b4ab449e".parse().unwrap();
    let actions = run.find(swapper.clone(), Finding::Stop, NOW);
    run.settle(actions, NOW);
    let actions = run.go_on(300, NOW);
    run.settle(actions, NOW);
    let view = run.view();
    let stopped: Vec<_> = view.ends.iter().filter(|end| end.reason == Reason::User).collect();
    assert_eq!(stopped.len(), 3, "1 ETH, stETH and mETH rest there");
    assert!(stopped.iter().all(|end| *view.nodes[end.node].account.address() == swapper));
    assert!(view.equations.iter().all(spoor::trace::view::Equation::holds));
}

/// Backward, an address that was read is not read again and again.
#[test]
fn a_trace_to_where_it_came_from_ends() {
    let now = Now { ms: 1_795_000_000_000 };
    let start = Start::Address("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap());
    let settings = Settings { direction: Direction::Backward, start, ..Settings::default() };
    let mut run = Run::new(CASE, settings).unwrap();
    let actions = run.start(now);
    run.settle(actions, now);
    assert_eq!(run.stage(), Stage::Done);
    let mut asked: Vec<&str> = run.journal().entries().iter().map(|entry| entry.request.as_str()).collect();
    let all = asked.len();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), all, "nothing is asked twice");
}

/// The sales are a link by somebody's word: what was sold, and all that left for it.
#[test]
fn the_stated_sales_are_shown_with_both_legs() {
    let view = run(settings(Policy::Fifo));
    let [link] = view.links.as_slice() else { panic!("one statement, one link: {:?}", view.links.len()) };
    assert_eq!((link.what, link.tier), (LinkKind::Exchange, Tier::Stated));
    assert!(link.matched_by.starts_with("Stated by phvaz"), "{}", link.matched_by);
    assert_eq!(view.nodes[link.from].account.address().to_string(), "0xA4B2Fd68593B6F34E51cB9eDB66E71c1B4Ab449e");
    let sum = |hops: &[Hop], symbol: &str| -> Amount {
        hops.iter().filter(|hop| hop.transfer.asset.known().unwrap().symbol == symbol).map(|hop| hop.tainted).sum()
    };
    assert_eq!(sum(&link.paid, "stETH").to_string(), "90375547907685258392043");
    assert_eq!(sum(&link.paid, "mETH"), eth("8000"));
    assert_eq!(sum(&link.received, "ETH"), eth("98048.7948"), "the 1 ETH that was stolen as ether among them");
    assert!(link.paid.iter().all(|hop| hop.tier == Tier::Observed) && link.received.iter().all(|hop| hop.tier == Tier::Stated));
    let backward = Settings { direction: Direction::Backward, start: Start::Address(THIEF.parse().unwrap()), ..settings(Policy::Fifo) };
    assert!(run(backward).links.is_empty(), "links are followed forwards");
}

/// What is publicly known of the last addresses stands at them: who sends on to THORChain, and who pools other money.
#[test]
fn the_way_to_thorchain_and_the_pool_before_it_are_named() {
    let view = run(settings(Policy::Fifo));
    let node = |address: &str| view.nodes.iter().find(|node| node.account.address().to_string() == address).unwrap();
    for sends_on in ["0x54AcAB846901bdbDC553A675D97240511e4Bfba2", "0x8B62111BD342c352dAF453ccd0676833C0A31cA1"] {
        assert!(node(sends_on).statements.iter().any(|(what, _)| what.contains("THORChain")), "{sends_on}");
        assert!(node(sends_on).flows.iter().any(|flow| !flow.tainted_in.is_zero()), "{sends_on}");
    }
    let pool = node("0x327Ffe25f330D2d809106Ace581099aD1AF9bA23");
    assert!(pool.statements.iter().any(|(what, _)| what.contains("Pools money")), "{:?}", pool.statements);
    let [flow] = pool.flows.as_slice() else { panic!("{:?}", pool.flows) };
    let within = |amount: Amount, low: &str, high: &str| eth(low) < amount && amount < eth(high);
    assert!(within(flow.tainted_in, "453", "455"), "{}", flow.tainted_in);
    assert!(within(flow.unseen_in, "1190", "1200"), "{}", flow.unseen_in);
    assert!(view.notes.iter().any(|note| note.contains("0x327Ffe25") && note.contains("more than is known to have come in")));
}
