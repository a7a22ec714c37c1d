//! Stopping breaks off what is under way and loses nothing that was answered.

use spoor::explorer::HttpAnswer;
use spoor::journal::{Action, FetchFailure, Happened, Now, Run, What};
use spoor::trace::view::{Settings, Stage};

use crate::drive::{BEGUN_MS, Drive};
use crate::outside::Outside;

const OUTSIDE: Outside = Outside::MadeUp { seed: 7, refused: 0, at_once: 3 };
const NOW: Now = Now { ms: BEGUN_MS };
/// When the host has forgotten the haste.
const LATER: Now = Now { ms: BEGUN_MS + 600_000 };

fn settings() -> Settings {
    Settings { explorer: OUTSIDE.explorer().to_owned(), ..Settings::default() }
}

/// A run with requests of an address under way: their numbers.
fn under_way() -> (Run, Vec<u64>) {
    let mut run = Run::of(OUTSIDE.case(), settings()).unwrap();
    let mut open: Vec<_> = run.start(NOW).into_iter().collect();
    loop {
        let fetches: Vec<_> = open
            .iter()
            .filter_map(|action| if let Action::Fetch { id, request } = action { Some((*id, request.clone())) } else { None })
            .collect();
        if fetches.iter().any(|(_, request)| request.url.contains("/addresses/")) && fetches.len() > 1 {
            return (run, fetches.into_iter().map(|(id, _)| id).collect());
        }
        open = fetches
            .into_iter()
            .flat_map(|(id, request)| {
                let happened = OUTSIDE.reply(&run, id, &request, 1);
                run.handle(happened, NOW)
            })
            .collect();
    }
}

#[test]
fn a_stopped_run_says_so_and_sends_nothing() {
    let (mut run, open) = under_way();
    let asked = run.progress().asked;
    assert_eq!(run.stop(NOW), [Action::AbortAll]);
    assert_eq!((run.stage(), run.view().progress.stage), (Stage::Stopped, Stage::Stopped));
    assert_eq!(run.progress().now, "Stopped. Nothing is being asked.");
    assert_eq!(run.progress().asked, asked, "what was sent counts, and counts once");
    assert!(run.stop(NOW).is_empty(), "what rests cannot be stopped");
    assert!(run.handle(Happened::Woken, NOW).is_empty());
    for id in &open {
        assert!(run.handle(Happened::NoAnswer { id: *id, why: FetchFailure::Cancelled }, NOW).is_empty());
    }
    assert!(run.journal().entries().iter().all(|entry| entry.status == 200), "what was broken off is no failure");
    let again: Vec<u64> =
        run.go_on(300, LATER).iter().filter_map(|action| if let Action::Fetch { id, .. } = action { Some(*id) } else { None }).collect();
    assert_eq!(again, open, "the same questions, in the same order");
    assert_eq!(run.progress().asked, asked);
    assert_eq!(run.stage(), Stage::Running);
}

#[test]
fn an_answer_that_was_there_before_the_stop_is_kept_and_a_refusal_is_not() {
    let (mut run, open) = under_way();
    let (first, second) = (open[0], open[1]);
    run.stop(NOW);
    let body = r#"{"items":[],"next_page_params":null}"#.to_owned();
    let before = run.journal().entries().len();
    assert!(run.handle(Happened::Answer { id: first, answer: HttpAnswer { status: 200, body, retry_after_ms: None } }, NOW).is_empty());
    assert_eq!(run.journal().entries().len(), before + 1);
    let refusal = HttpAnswer { status: 429, body: String::new(), retry_after_ms: None };
    assert!(run.input(Happened::Answer { id: second, answer: refusal.clone() }, NOW).is_some_and(|input| run.take(&input).is_none()));
    assert_eq!(run.journal().entries().len(), before + 1);
    let again: Vec<u64> =
        run.go_on(300, LATER).iter().filter_map(|action| if let Action::Fetch { id, .. } = action { Some(*id) } else { None }).collect();
    assert!(again.contains(&second) && !again.contains(&first), "{again:?}");
}

#[test]
fn what_waits_after_a_resume_waits_on_the_clock_of_the_resume() {
    let outside = Outside::MadeUp { seed: 3, refused: 40, at_once: 3 };
    let mut drive = Drive::new(&outside, settings());
    for _ in 0..30 {
        assert!(drive.step());
        // A day later, and a clock that was set back by two.
        for ms in [drive.now.ms + 86_400_000, drive.now.ms - 86_400_000] {
            drive.kill();
            drive.now.ms = ms;
            drive.tell(What::Stop);
            drive.tell(What::GoOn { budget: 1_000 });
            let soonest = drive.next_ms().expect("something is sent or waited for");
            assert!((ms..=ms + 120_000).contains(&soonest), "{soonest} against {ms}");
        }
    }
}
