//! Carries a run's requests to somebody who answers, until nothing is left to ask.

use std::collections::VecDeque;

use spoor::explorer::{HttpAnswer, HttpRequest};
use spoor::journal::{Action, Happened, Now, Run};
use spoor::trace::view::{Policy, Settings, Stage, View};

/// Everything is followed.
pub(crate) fn settings() -> Settings {
    Settings { budget: 500, most_hops: 10, dust_millionths: 0, policy: Policy::Fifo, bridges: false, ..Settings::default() }
}

/// The run at its end, and how much it asked.
pub(crate) fn drive(mut run: Run, mut answer: impl FnMut(&HttpRequest, u64) -> HttpAnswer) -> (View, u32) {
    let mut now = Now { ms: 1_795_000_000_000 };
    let mut actions: VecDeque<Action> = run.start(now).into();
    let (mut asked, mut wake) = (0, None);
    loop {
        match actions.pop_front() {
            Some(Action::Fetch { id, request }) => {
                asked += 1;
                assert!(asked < 1_000, "it never ends");
                now.ms += 1;
                actions.extend(run.handle(Happened::Answer { id, answer: answer(&request, now.ms) }, now));
            }
            Some(Action::Wake { at_ms }) => wake = Some(at_ms),
            Some(Action::AbortAll) => {}
            None => match wake.take() {
                Some(at_ms) => {
                    now.ms = now.ms.max(at_ms);
                    actions.extend(run.handle(Happened::Woken, now));
                }
                None => break,
            },
        }
    }
    assert_eq!(run.stage(), Stage::Done, "{:?}", run.view().notes);
    (run.view(), asked)
}
