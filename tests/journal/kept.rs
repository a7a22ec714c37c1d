//! An answer that the browser kept stands in for asking: it bears the time at which it was given, costs the host nothing,
//! and brings the run back like any other.

use spoor::explorer::HttpAnswer;
use spoor::journal::{Action, FetchFailure, Happened, Input, Now, Run};
use spoor::money::UnixSeconds;
use spoor::trace::view::{Settings, Stage};

use crate::drive::BEGUN_MS;
use crate::outside::Outside;

const OUTSIDE: Outside = Outside::MadeUp { seed: 7, refused: 0, at_once: 1 };
const NOW: Now = Now { ms: BEGUN_MS };
const THEN: UnixSeconds = UnixSeconds::new(BEGUN_MS / 1000 - 86_400);

fn settings() -> Settings {
    Settings { explorer: OUTSIDE.explorer().to_owned(), ..Settings::default() }
}

fn fetches(actions: Vec<Action>) -> Vec<(u64, spoor::explorer::HttpRequest)> {
    actions.into_iter().filter_map(|action| if let Action::Fetch { id, request } = action { Some((id, request)) } else { None }).collect()
}

/// Runs to the end with every answer kept since then; gives the inputs and how much the clock had to be waited for.
fn all_kept() -> (Run, Vec<Input>) {
    let mut run = Run::of(OUTSIDE.case(), settings()).unwrap();
    let mut inputs = vec![Input { at: NOW, what: spoor::journal::What::Start }];
    let mut open = fetches(run.take(&inputs[0]).unwrap());
    while let Some((id, request)) = open.pop() {
        let Happened::Answer { answer, .. } = OUTSIDE.reply(&run, id, &request, 1) else { panic!("nothing is refused here") };
        let input = run.input(Happened::Kept { id, answer, at: THEN }, NOW).unwrap();
        open.extend(fetches(run.take(&input).unwrap()));
        inputs.push(input);
    }
    (run, inputs)
}

#[test]
fn what_was_kept_needs_no_waiting_and_says_since_when() {
    let (run, inputs) = all_kept();
    assert_eq!(run.stage(), Stage::Done, "all of it in one moment: no host's pace holds it up");
    assert!(run.journal().entries().len() > 20);
    for entry in run.journal().entries() {
        assert_eq!((entry.at, entry.left_the_browser), (THEN, false), "{entry:?}");
        assert!(entry.outcome.ends_with("kept by this browser since then, not asked again"), "{}", entry.outcome);
    }
    assert!(run.view().sources.iter().all(|source| source.at == THEN));
    let again = Run::replay(run.begun().clone(), inputs).unwrap();
    assert_eq!(again.view(), run.view());
}

#[test]
fn the_result_is_that_of_asking() {
    let mut asked = Run::of(OUTSIDE.case(), settings()).unwrap();
    let mut now = NOW;
    let mut actions = asked.start(now);
    while asked.stage() == Stage::Running {
        let mut next = Vec::new();
        for action in actions {
            match action {
                Action::Fetch { id, request } => {
                    let happened = OUTSIDE.reply(&asked, id, &request, 1);
                    next.extend(asked.handle(happened, now));
                }
                Action::Wake { at_ms } => now.ms = now.ms.max(at_ms),
                Action::AbortAll => {}
            }
        }
        if next.is_empty() {
            next = asked.handle(Happened::Woken, now);
        }
        actions = next;
    }
    let (kept, _) = all_kept();
    assert_eq!((kept.view().nodes, kept.view().equations), (asked.view().nodes, asked.view().equations));
}

#[test]
fn a_kept_answer_that_cannot_be_read_changes_nothing() {
    let mut run = Run::of(OUTSIDE.case(), settings()).unwrap();
    let (id, request) = fetches(run.start(NOW)).remove(0);
    for (status, body) in [(200, "<html>"), (200, "{}"), (429, "{}"), (404, r#"{"message":"Not found"}"#)] {
        let answer = HttpAnswer { status, body: body.to_owned(), retry_after_ms: None };
        let input = run.input(Happened::Kept { id, answer, at: THEN }, NOW).unwrap();
        assert_eq!(run.take(&input), None, "{status} {body}");
    }
    assert!(run.journal().entries().is_empty());
    let happened = OUTSIDE.reply(&run, id, &request, 1);
    run.handle(happened, NOW);
    assert_eq!(run.journal().entries().len(), 1, "the network's answer is still taken");
}

#[test]
fn what_was_withheld_did_not_leave() {
    for (why, words) in [(FetchFailure::HostOff, "switched it off"), (FetchFailure::NoKey, "wants a key")] {
        let mut run = Run::of(OUTSIDE.case(), settings()).unwrap();
        let (id, _) = fetches(run.start(NOW)).remove(0);
        run.handle(Happened::NoAnswer { id, why }, NOW);
        let entry = &run.journal().entries()[0];
        assert!(!entry.left_the_browser && entry.outcome.contains(words), "{entry:?}");
    }
}

#[test]
fn only_good_answers_are_offered_to_be_kept() {
    let mut run = Run::of(OUTSIDE.case(), settings()).unwrap();
    let mut open = fetches(run.start(NOW));
    let (mut good, mut empty) = (0, 0);
    while let Some((id, request)) = open.pop() {
        let about = run.about(id).unwrap();
        let happened = OUTSIDE.reply(&run, id, &request, 1);
        open.extend(fetches(run.handle(happened, NOW)));
        let (offered, worth) = run.last_good().unwrap();
        assert_eq!(offered, about);
        if worth.newest.is_some() { good += 1 } else { empty += 1 }
    }
    assert!(good > 0 && empty > 0);
    run.handle(Happened::Woken, NOW);
    assert_eq!(run.last_good(), None);
}
