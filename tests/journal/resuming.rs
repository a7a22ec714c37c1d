//! Killed and brought back at every request: the same end, the same record, and nothing that was answered asked again.

use proptest::prelude::*;
use spoor::journal::{Input, ReplayError, Run, What};
use spoor::trace::view::{Finding, Settings, Stage};

use crate::drive::{Drive, assert_same};
use crate::outside::{Outside, address};

fn settings(outside: &Outside, budget: u32) -> Settings {
    Settings { budget, explorer: outside.explorer().to_owned(), ..Settings::default() }
}

/// Runs to the end, killed after every answer that `kill` chooses.
fn run<'a>(outside: &'a Outside, budget: u32, commands: &[(usize, Option<What>)], kill: impl Fn(usize) -> bool) -> Drive<'a> {
    let mut drive = Drive::new(outside, settings(outside, budget));
    let mut step = 0;
    loop {
        for (_, command) in commands.iter().filter(|(at, _)| *at == step) {
            match command {
                Some(what) => drive.tell(what.clone()),
                // The visitor stops and at once goes on.
                None => drive.go_on(),
            }
        }
        if kill(step) {
            drive.kill();
            drive.go_on();
        }
        if !drive.step() {
            return drive;
        }
        step += 1;
    }
}

#[test]
fn a_recorded_run_that_is_killed_at_every_request_ends_the_same() {
    let whole = Drive::new(&Outside::Recorded, settings(&Outside::Recorded, 60)).finish();
    assert_eq!(whole.run.stage(), Stage::Spent);
    let killed = run(&Outside::Recorded, 60, &[], |_| true);
    assert_same(&killed.result(), &whole.result(), "killed at every request");
    let twice: Vec<_> = whole.answered.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "nothing is asked twice: {twice:?}");
    assert!(killed.run.journal() == whole.run.journal(), "a recording makes nobody wait: the times are the same too");
}

#[test]
fn a_recorded_run_to_its_end_survives_kills() {
    let whole = Drive::new(&Outside::Recorded, settings(&Outside::Recorded, 300)).finish();
    assert_eq!(whole.run.stage(), Stage::Done);
    assert!(whole.answered.len() > 100, "{:?}", whole.run.progress());
    let killed = run(&Outside::Recorded, 300, &[], |step| step % 29 == 0);
    assert_same(&killed.result(), &whole.result(), "killed now and then");
    assert!(killed.run.journal() == whole.run.journal(), "a recording makes nobody wait: the times are the same too");
}

#[test]
fn a_world_that_is_killed_at_every_request_ends_the_same() {
    let whole = run(&Outside::World, 50, &[], |_| false);
    assert!(whole.answered.len() > 25, "{:?}", whole.run.progress());
    assert!(whole.run.journal() == run(&Outside::World, 50, &[], |_| false).run.journal(), "two runs give the same bytes");
    let killed = run(&Outside::World, 50, &[], |_| true);
    assert_same(&killed.result(), &whole.result(), "killed at every request");
    assert!(whole.answered.values().all(|times| *times == 1), "nothing is asked twice");
    assert!(killed.run.journal() == whole.run.journal(), "a world makes nobody wait: the times are the same too");
}

#[test]
fn a_run_that_is_killed_at_every_request_ends_the_same_whatever_the_host_does() {
    for (seed, refused) in [(1, 0), (2, 10), (3, 40), (4, 75)] {
        let what = format!("seed {seed}, {refused} % refused");
        let outside = Outside::MadeUp { seed, refused, at_once: 1 };
        let whole = run(&outside, 70, &[], |_| false);
        let again = run(&outside, 70, &[], |_| false);
        assert!(whole.run.journal() == again.run.journal(), "two runs give the same bytes");
        assert_same(&run(&outside, 70, &[], |_| true).result(), &whole.result(), &what);
        let counted: u32 = whole.answered.values().sum();
        assert_eq!(counted, whole.run.progress().asked, "every request is counted once: {what}");
        assert_eq!(whole.run.journal().entries().len(), usize::try_from(counted).unwrap(), "{what}");
    }
}

#[test]
fn with_several_requests_at_once_only_the_order_of_the_answers_can_differ() {
    for (seed, refused) in [(1, 0), (2, 10), (3, 40), (4, 75), (5, 60)] {
        let what = format!("seed {seed}, {refused} % refused");
        let outside = Outside::MadeUp { seed, refused, at_once: 3 };
        let whole = run(&outside, 1_000, &[], |_| false);
        let killed = run(&outside, 1_000, &[], |_| true);
        assert_same(&killed.unordered(), &whole.unordered(), &what);
    }
}

#[test]
fn what_is_kept_of_another_run_is_refused() {
    let made_up = |seed| Outside::MadeUp { seed, refused: 0, at_once: 3 };
    let (one, other) = (made_up(1), made_up(2));
    let mut kept = Drive::new(&one, settings(&one, 30));
    for _ in 0..4 {
        assert!(kept.step());
    }
    let begun = Drive::new(&other, settings(&other, 30)).run.begun().clone();
    let inputs = kept.kept().iter().map(|text| serde_json::from_str::<Input>(text).unwrap());
    let error = Run::replay(begun, inputs).unwrap_err();
    assert!(matches!(error, ReplayError::Diverged { n: 2, .. }), "{error}");
    assert!(error.to_string().contains("start the trace again"), "{error}");
}

fn command(seed: u64) -> impl Strategy<Value = Option<What>> {
    prop_oneof![
        Just(None),
        (0u32..80).prop_map(|budget| Some(What::GoOn { budget })),
        (1usize..8, prop_oneof![Just(Finding::Stop), Just(Finding::Exchange), Just(Finding::Follow)])
            .prop_map(move |(place, finding)| Some(What::Find { address: address(seed, place).parse().unwrap(), finding })),
    ]
}

fn script() -> impl Strategy<Value = (Outside, u32, Vec<(usize, Option<What>)>)> {
    (any::<u64>(), 0u64..80, 0u32..60).prop_flat_map(|(seed, refused, budget)| {
        let commands = proptest::collection::vec((0usize..60, command(seed)), 0..6);
        commands.prop_map(move |commands| (Outside::MadeUp { seed, refused, at_once: 1 }, budget, commands))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_run_survives_any_kills((outside, budget, commands) in script(), kills in proptest::collection::vec(any::<bool>(), 64)) {
        let whole = run(&outside, budget, &commands, |_| false);
        let killed = run(&outside, budget, &commands, |step| kills[step % kills.len()]);
        assert_same(&killed.result(), &whole.result(), "killed at random");
    }
}
