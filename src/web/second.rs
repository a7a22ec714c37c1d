//! The worker's errands to a second explorer, one question at a time.

use std::rc::Rc;

use super::clock;
use super::worker::Worker;
use crate::explorer::confirm::Agreement;
use crate::journal::Report;
use crate::journal::second::{Asking, Check, Checked};

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
        let mut checked = Checked {
            transfer: check.transfer.clone(),
            by: None,
            at: clock::now_s(),
            verdict: Agreement::Unreadable(nobody),
            answers: Vec::new(),
            block_hash: None,
        };
        for mut asking in check.begin() {
            let (by, verdict) = self.ask_one(check, &mut asking).await;
            let decided = !matches!(verdict, Agreement::Unreadable(_));
            checked = Checked { by: by.or(checked.by), at: clock::now_s(), verdict, ..checked };
            if decided {
                checked = Checked { answers: asking.answers(), block_hash: asking.block_hash(), ..checked };
                break;
            }
        }
        checked
    }

    async fn ask_one(&self, check: &Check, asking: &mut Asking) -> (Option<String>, Agreement) {
        let mut host: Option<String> = None;
        while let Some(request) = asking.next() {
            host = Some(request.host().to_owned());
            let answer = self.ask_dated(&request, check.transfer.tx.to_string()).await;
            if let Ok((answer, at)) = &answer {
                asking.record(answer, *at);
            }
            if let Err(why) = asking.take(answer.map(|(answer, _)| answer)) {
                return (host, Agreement::Unreadable(why));
            }
        }
        (host, asking.verdict())
    }
}
