//! A question of the visitor's own beside the trace: it goes out at its host's pace, through the gate and into the ledger.

use gloo_timers::future::TimeoutFuture;
use web_sys::AbortSignal;

use super::carrier::{Carried, Errand};
use super::clock;
use super::worker::{Worker, new_abort};
use crate::explorer::polite::Limits;
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::journal::FetchFailure;
use crate::journal::stamp::BytesAnswer;
use crate::money::UnixSeconds;

impl Worker {
    /// Asks once, and takes what this browser kept where it may.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask(&self, request: &HttpRequest, about: String) -> Result<HttpAnswer, FetchFailure> {
        self.ask_how(request, about, false).await.map(|(answer, _)| answer)
    }

    /// Asks once, and says when the answer was given: one that this browser kept is older.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask_dated(&self, request: &HttpRequest, about: String) -> Result<(HttpAnswer, UnixSeconds), FetchFailure> {
        self.ask_how(request, about, false).await
    }

    /// Asks once, whatever this browser kept: what is asked is how it stands now.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask_now(&self, request: &HttpRequest, about: String) -> Result<HttpAnswer, FetchFailure> {
        self.ask_how(request, about, true).await.map(|(answer, _)| answer)
    }

    /// Asks a calendar, whose answer is bytes.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask_bytes(&self, request: &HttpRequest, about: String) -> Result<BytesAnswer, FetchFailure> {
        self.wait_for(request.host()).await;
        let (case, run) = self.on_behalf();
        self.carrier.ask_bytes(request, Errand { case, run, about }, &new_abort().signal()).await
    }

    /// The same, until this signal says that nobody waits for it any more.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn ask_until(&self, request: &HttpRequest, about: String, abort: &AbortSignal) -> Result<HttpAnswer, FetchFailure> {
        self.carry_one(request, about, true, abort).await.map(|(answer, _)| answer)
    }

    async fn ask_how(&self, request: &HttpRequest, about: String, anew: bool) -> Result<(HttpAnswer, UnixSeconds), FetchFailure> {
        self.carry_one(request, about, anew, &new_abort().signal()).await
    }

    async fn carry_one(
        &self,
        request: &HttpRequest,
        about: String,
        anew: bool,
        abort: &AbortSignal,
    ) -> Result<(HttpAnswer, UnixSeconds), FetchFailure> {
        self.wait_for(request.host()).await;
        let (case, run) = self.on_behalf();
        match self.carrier.carry(request, Errand { case, run, about }, anew, abort).await {
            Carried::Answer(answer) => Ok((answer, clock::now_s())),
            Carried::Kept(answer, at) => Ok((answer, at)),
            Carried::Nothing(why) => Err(why),
        }
    }

    /// Waits for a turn at a host. The turn is taken before the wait, so that two questions never take the same one.
    async fn wait_for(&self, host: &str) {
        let now = clock::now().ms;
        let interval = Limits::default().of(host).interval_ms;
        let turn = self.asked_at.borrow().get(host).map_or(now, |last| now.max(last + interval));
        self.asked_at.borrow_mut().insert(host.to_owned(), turn);
        if turn > now {
            TimeoutFuture::new(u32::try_from(turn - now).unwrap_or(u32::MAX)).await;
        }
    }
}
