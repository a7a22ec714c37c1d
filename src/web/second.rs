//! The worker's errands to a second explorer, one question at a time.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;

use super::carrier::{Carried, Errand};
use super::clock;
use super::worker::Worker;
use crate::explorer::polite::Limits;
use crate::journal::Report;
use crate::journal::second::{Asking, Check, Checked, Verdict};

impl Worker {
    /// Confirms transfers one after the other, each with the first explorer that can say something of it.
    pub(super) async fn confirm(this: Rc<Self>, checks: Vec<Check>) -> Result<(), String> {
        for check in checks {
            let checked = this.confirm_one(&check).await;
            this.report(&Report::Checked(Box::new(checked)));
        }
        Ok(())
    }

    async fn confirm_one(&self, check: &Check) -> Checked {
        let nobody = "there is no second explorer for this chain; choose or enter one in Settings".to_owned();
        let mut checked = Checked { transfer: check.transfer.clone(), by: None, at: clock::now_s(), verdict: Verdict::Unreadable(nobody) };
        for mut asking in check.begin() {
            let (by, verdict) = self.ask_one(check, &mut asking).await;
            let decided = !matches!(verdict, Verdict::Unreadable(_));
            checked = Checked { by: by.or(checked.by), at: clock::now_s(), verdict, ..checked };
            if decided {
                break;
            }
        }
        checked
    }

    /// Waits until a host may be asked again: what a request costs at its pace, whatever the request was for.
    pub(super) async fn wait_for(&self, host: &str) {
        let interval = Limits::default().of(host).interval_ms;
        let last = self.asked_at.borrow().get(host).copied();
        let wait = last.map_or(0, |last| (last + interval).saturating_sub(clock::now().ms).min(interval));
        if wait > 0 {
            TimeoutFuture::new(u32::try_from(wait).unwrap_or(u32::MAX)).await;
        }
        self.asked_at.borrow_mut().insert(host.to_owned(), clock::now().ms);
    }

    async fn ask_one(&self, check: &Check, asking: &mut Asking) -> (Option<String>, Verdict) {
        let mut host: Option<String> = None;
        while let Some(request) = asking.next() {
            self.wait_for(request.host()).await;
            host = Some(request.host().to_owned());
            let (case, run) = self.on_behalf();
            let errand = Errand { case, run, about: check.transfer.tx.to_string() };
            let answer = match self.carrier.carry(&request, errand, false, &super::worker::new_abort().signal()).await {
                Carried::Answer(answer) | Carried::Kept(answer, _) => Ok(answer),
                Carried::Nothing(why) => Err(why),
            };
            if let Err(why) = asking.take(answer) {
                return (host, Verdict::Unreadable(why));
            }
        }
        (host, asking.verdict())
    }
}
