//! A second explorer is asked about transfers of a finished trace: it agrees, it disagrees, or it gives no answer.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use spoor::explorer::confirm::Agreement;
use spoor::explorer::etherscan::Etherscan;
use spoor::explorer::polite::{Limit, Limits};
use spoor::explorer::replay::{Book, Fault, Faults, Replay, Seen};
use spoor::journal::{Action, FetchFailure, Happened, Input, Now, Run, What};
use spoor::money::Chain;
use spoor::trace::view::{Cited, Confirmed, Stage};

use crate::made::{MADE, world};
use crate::{HOST, drive::settings};

const FIRST: &str = "api.routescan.io";
const SECOND: &str = HOST;

/// Answers every request until none is left; gives how many went to each host.
fn answer_all(run: &mut Run, actions: Vec<Action>, now: &mut u64, replays: &mut BTreeMap<&str, Replay>) -> BTreeMap<String, u32> {
    let mut open: VecDeque<Action> = actions.into();
    let mut asked: BTreeMap<String, u32> = BTreeMap::new();
    let mut wake = None;
    loop {
        let more = match open.pop_front() {
            Some(Action::Fetch { id, request }) => {
                *asked.entry(request.host().to_owned()).or_default() += 1;
                let replay = replays.get_mut(request.host()).unwrap_or_else(|| panic!("{} is not to be asked", request.host()));
                *now += 1_000;
                let happened = match replay.answer(&request, *now).seen(45_000).1 {
                    Seen::Answer(answer) => Happened::Answer { id, answer },
                    Seen::Opaque => Happened::NoAnswer { id, why: FetchFailure::Opaque },
                    Seen::TimedOut => Happened::NoAnswer { id, why: FetchFailure::TimedOut },
                };
                run.handle(happened, Now { ms: *now })
            }
            Some(Action::Wake { at_ms }) => {
                wake = Some(at_ms);
                continue;
            }
            Some(Action::AbortAll) => continue,
            None => match wake.take() {
                Some(at_ms) => {
                    *now = (*now).max(at_ms);
                    run.handle(Happened::Woken, Now { ms: *now })
                }
                None => return asked,
            },
        };
        open.extend(more);
    }
}

/// A trace by one explorer, and what a second one says of every movement in it.
fn confirmed(second: Replay) -> (Vec<Confirmed>, BTreeMap<String, u32>, u32) {
    let base = format!("https://{FIRST}").parse().unwrap();
    let adapter = Etherscan::routescan(Chain::ETHEREUM, base, "routescan".to_owned()).unwrap();
    let world = &MADE.world;
    let run = Run::on(world.case().clone(), settings(FIRST), world.labels().clone(), Box::new(adapter));
    let mut run = run.paced(Limits::all(Limit::BLOCKSCOUT));
    let mut replays = BTreeMap::from([(FIRST, Replay::of(MADE.book.clone()))]);
    let mut now = 1_795_000_000_000;
    let actions = run.start(Now { ms: now });
    answer_all(&mut run, actions, &mut now, &mut replays);
    assert_eq!(run.stage(), Stage::Done);
    let budget_used = run.progress().asked;
    let mut cited: Vec<Cited> = run.view().edges.iter().flat_map(|edge| &edge.hops).map(|hop| Cited::of(&hop.transfer)).collect();
    cited.truncate(60);
    assert!(cited.len() > 20, "{}", cited.len());
    let mut replays = BTreeMap::from([(SECOND, second)]);
    let input = Input { at: Now { ms: now }, what: What::Confirm { cited: cited.clone() } };
    let actions = run.take(&input).unwrap();
    let asked = answer_all(&mut run, actions, &mut now, &mut replays);
    assert_eq!(run.progress().asked, budget_used, "a second look costs nothing of the budget");
    let view = run.view();
    cited.sort();
    cited.dedup();
    assert_eq!(view.confirmed.iter().map(|one| one.cited.clone()).collect::<Vec<_>>(), cited);
    let open = view.confirmed.iter().filter(|one| one.said.is_none()).count();
    (view.confirmed, asked, u32::try_from(open).unwrap())
}

#[test]
fn an_independent_explorer_confirms_every_movement() {
    let (confirmed, asked, open) = confirmed(Replay::of(MADE.book.clone()));
    assert_eq!(open, 0);
    assert_eq!(asked.keys().collect::<Vec<_>>(), [SECOND]);
    for one in &confirmed {
        assert_eq!((&one.said, one.second.as_str()), (&Some(Agreement::Same), "blockscout-eth"), "{:?}", one.cited);
        assert_eq!(one.first, ["routescan"]);
    }
}

#[test]
fn a_different_amount_is_a_disagreement_at_that_movement_alone() {
    // Every native amount is one unit more in the copy that the second explorer holds.
    let other = world(|line| match line.rsplit_once(',') {
        Some((rest, amount)) if line.contains(",native,0x") => format!("{rest},{}", amount.parse::<u128>().unwrap() + 1),
        _ => line.to_owned(),
    });
    let (confirmed, ..) = confirmed(Replay::of(Arc::new(Book::of(&other))));
    let differs = confirmed.iter().filter(|one| matches!(&one.said, Some(Agreement::Differs(why)) if why.contains("base units, not")));
    assert!(differs.count() > 10, "{:?}", confirmed.iter().map(|one| (&one.said, one.cited.position.to_string())).collect::<Vec<_>>());
    assert!(confirmed.iter().all(|one| one.said.is_some()));
}

#[test]
fn an_explorer_that_gives_no_answer_confirms_nothing_and_denies_nothing() {
    let silent = Replay::of(MADE.book.clone()).with_faults(Faults::only(Fault::LimitedUnreadable, 7, 100));
    let (confirmed, ..) = confirmed(silent);
    for one in &confirmed {
        assert!(matches!(&one.said, Some(Agreement::Unreadable(why)) if why.contains(SECOND)), "{:?}", one.said);
    }
}
