//! The one way out of the worker: what this browser kept is taken first, the gate is asked, the ledger is written, and only
//! then does a request leave.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::AbortSignal;

use super::cache::Answers;
use super::ledger::Ledger;
use super::{clock, fetch};
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::journal::FetchFailure;
use crate::journal::gate::{Gate, Outgoing};
use crate::journal::ledger::Row;
use crate::journal::stamp::BytesAnswer;
use crate::money::UnixSeconds;

/// What came of a request.
#[derive(Debug)]
pub enum Carried {
    /// It was answered.
    Answer(HttpAnswer),
    /// It was answered before, at that time; nothing left the browser.
    Kept(HttpAnswer, UnixSeconds),
    /// It was not answered.
    Nothing(FetchFailure),
}

/// On whose behalf something is asked.
#[derive(Clone, Debug)]
pub struct Errand {
    /// The case.
    pub case: String,
    /// When the run began.
    pub run: UnixSeconds,
    /// The address or transaction asked about.
    pub about: String,
}

/// Carries requests.
#[derive(Debug)]
pub struct Carrier {
    /// What may leave.
    pub gate: RefCell<Gate>,
    /// What need not be asked again.
    pub answers: Rc<Answers>,
    /// What left.
    pub ledger: Ledger,
}

impl Carrier {
    /// Gets the answer to a request; from the network alone where `anew` says so.
    pub async fn carry(&self, request: &HttpRequest, errand: Errand, anew: bool, abort: &AbortSignal) -> Carried {
        if self.gate.borrow().use_kept
            && !anew
            && let Some((answer, at)) = self.answers.find(request).await
        {
            return Carried::Kept(answer, at);
        }
        match self.ask(request, errand, abort).await {
            Ok(answer) => Carried::Answer(answer),
            Err(why) => Carried::Nothing(why),
        }
    }

    async fn ask(&self, request: &HttpRequest, errand: Errand, abort: &AbortSignal) -> Result<HttpAnswer, FetchFailure> {
        fetch::fetch(&self.let_out(request, errand, abort).await?, abort).await
    }

    /// Asks a calendar, whose answer is bytes; nothing of it is kept among the answers.
    pub async fn ask_bytes(&self, request: &HttpRequest, errand: Errand, abort: &AbortSignal) -> Result<BytesAnswer, FetchFailure> {
        fetch::fetch_bytes(&self.let_out(request, errand, abort).await?, abort).await
    }

    async fn let_out(&self, request: &HttpRequest, errand: Errand, abort: &AbortSignal) -> Result<Outgoing, FetchFailure> {
        self.gate.borrow().pass(request)?;
        if abort.aborted() {
            return Err(FetchFailure::Cancelled);
        }
        let Errand { case, run, about } = errand;
        let row = Row::new(clock::now_s(), request.host(), about, &request.cited(), case, run);
        // A row that the storage does not take is in memory, and the ledger says so.
        self.ledger.write(row).await.ok();
        // The visitor may have closed the gate in that moment.
        self.gate.borrow().pass(request)
    }
}
