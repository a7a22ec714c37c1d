//! The worker's errands for whoever checks a tip: its transfers are read again, one question at a time, never from what this
//! browser kept; attached answers are looked at; and answers that this browser kept are found for a file.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;

use super::clock;
use super::worker::{Worker, new_abort};
use crate::explorer::attached::{self, Answer, Attach, Cited};
use crate::explorer::digest;
use crate::journal::Report;
use crate::journal::recheck::{Recheck, Rechecking};

/// The most bytes of answers that go into one file.
const MOST_SAVED: usize = 32 << 20;

impl Worker {
    /// Checks on the chain what a tip states, until told to stop or to check another.
    pub(super) async fn recheck(this: Rc<Self>, recheck: Recheck) -> Result<(), String> {
        let abort = new_abort();
        if let Some(before) = this.rechecking.replace(Some(abort.clone())) {
            before.abort();
        }
        let signal = abort.signal();
        let mut checking = Rechecking::new(&recheck);
        while let Some(ask) = checking.next(clock::now_s()) {
            if ask.wait_ms > 0 {
                TimeoutFuture::new(u32::try_from(ask.wait_ms).unwrap_or(u32::MAX)).await;
            }
            let answer = this.ask_until(&ask.request, ask.about, &signal).await;
            if signal.aborted() {
                break;
            }
            checking.take(answer, clock::now_s());
            let so_far = checking.result(clock::now_s(), false);
            this.report(&Report::Rechecked(Box::new(so_far)));
        }
        if signal.aborted() {
            // Another check took its place: that one reports.
            if this.rechecking.borrow().is_some() {
                return Ok(());
            }
            checking.stop(clock::now_s());
        }
        let whole = checking.result(clock::now_s(), true);
        this.report(&Report::Rechecked(Box::new(whole)));
        Ok(())
    }

    /// Asks nothing more for a check.
    pub(super) fn stop_rechecking(&self) {
        if let Some(abort) = self.rechecking.take() {
            abort.abort();
        }
    }

    /// Looks at attached answers.
    pub(super) fn read_answers(&self, attach: &Attach) {
        self.report(&Report::AnswersRead(Box::new(attached::look(attach))));
    }

    /// Finds the cited answers that this browser still has: kept ones, and those of the recording.
    pub(super) async fn find_answers(this: Rc<Self>, cited: Vec<Cited>) -> Result<(), String> {
        let mut answers = Vec::new();
        let mut room = MOST_SAVED;
        for one in cited {
            let Some(request) = attached::request_of(&one.request) else { continue };
            let recorded = this.recorded(&request);
            let answer = match recorded {
                Some(answer) => Some(answer),
                None => this.carrier.answers.find(&request).await.map(|(answer, _)| answer),
            };
            // Another edition of the answer is not the one that is cited.
            let Some(answer) = answer.filter(|answer| digest(&answer.body) == one.sha256) else { continue };
            let Some(rest) = room.checked_sub(answer.body.len()) else { break };
            room = rest;
            answers.push(Answer { request: one.request, status: answer.status, body: Some(answer.body), sha256: one.sha256 });
        }
        this.report(&Report::Answers(answers));
        Ok(())
    }
}
