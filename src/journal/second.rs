//! Asking a second explorer about a single transfer: whom, what, and what came of it. Pure; the worker carries.

use serde::{Deserialize, Serialize};

use super::FetchFailure;
use crate::explorer::confirm::{self, Agreement};
use crate::explorer::source::Source;
use crate::explorer::{Adapter, Answered, Coverage, HttpAnswer, HttpRequest, Page, Question};
use crate::money::{Transfer, TxId, UnixSeconds};

pub use crate::explorer::confirm::Checked;

/// A transaction with more pages than this is not read to the end.
const MOST_PAGES: u32 = 10;

/// A transfer to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The transfer, as it was told.
    pub transfer: Transfer,
    /// Which of those that look the same it is, counted from 0.
    pub nth: usize,
    /// Who told it, by the names under which answers are cited: they cannot confirm themselves.
    pub told_by: Vec<String>,
    /// Who may be asked, in order, as settings name them.
    pub others: Vec<String>,
}

/// A check under way with one explorer.
pub struct Asking {
    adapter: Box<dyn Adapter>,
    transfer: Transfer,
    nth: usize,
    open: Vec<Question>,
    page: Page,
    pages: u32,
    answers: Vec<Answered>,
}

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("of", &self.adapter.id()).field("open", &self.open).finish_non_exhaustive()
    }
}

impl Check {
    /// Those who can be asked: they know the chain and did not tell of the transfer themselves. In order.
    #[must_use]
    pub fn begin(&self) -> Vec<Asking> {
        let chain = self.transfer.asset.chain();
        let adapters = self.others.iter().filter_map(|name| name.parse::<Source>().ok()?.adapter(chain).ok());
        adapters
            .filter(|adapter| !self.told_by.iter().any(|told| told == adapter.id()))
            .map(|adapter| {
                let open = confirm::questions(&self.transfer, adapter.as_ref());
                Asking {
                    adapter,
                    transfer: self.transfer.clone(),
                    nth: self.nth,
                    open,
                    page: Page::default(),
                    pages: 0,
                    answers: Vec::new(),
                }
            })
            .collect()
    }
}

impl Asking {
    /// What to ask next; `None` where nothing is left, and [`Asking::verdict`] says what came of it.
    #[must_use]
    pub fn next(&self) -> Option<HttpRequest> {
        self.adapter.request(self.open.last().filter(|_| self.pages < MOST_PAGES)?).ok()
    }

    /// Puts an answer on record, and when it was given; called before [`Asking::take`] gets it.
    pub fn record(&mut self, answer: &HttpAnswer, at: UnixSeconds) {
        let Some(request) = self.next() else { return };
        self.answers.push(Answered::of(self.adapter.id(), &request, answer, at, Coverage::Whole));
    }

    /// The answers on record. Where the list of the transaction was not read to its end, the last one says so.
    #[must_use]
    pub fn answers(&self) -> Vec<Answered> {
        let mut answers = self.answers.clone();
        let unread = self.open.last().is_some_and(|question| question.cursor.is_some());
        if let Some(last) = answers.last_mut().filter(|_| unread) {
            last.coverage = Coverage::Cut("the transaction's list goes on, and the rest was not read".to_owned());
        }
        answers
    }

    /// The hash of the transfer's block, where the answers state it.
    #[must_use]
    pub fn block_hash(&self) -> Option<TxId> {
        confirm::block_hash(&self.transfer, self.nth, &self.page)
    }

    /// Takes the answer to what was asked.
    ///
    /// # Errors
    /// Why this explorer cannot say.
    pub fn take(&mut self, answer: Result<HttpAnswer, FetchFailure>) -> Result<(), String> {
        let Some(question) = self.open.pop() else { return Ok(()) };
        let answer = answer.map_err(|why| why.sentence().to_owned())?;
        let page = self.adapter.parse(&question, &answer).map_err(|error| error.to_string())?;
        self.pages += 1;
        if let Some(cursor) = page.next.clone() {
            self.open.push(Question { cursor: Some(cursor), ..question });
        }
        let seen = Page { next: None, ..page };
        confirm::join(&mut self.page, seen);
        Ok(())
    }

    /// What the answers say.
    #[must_use]
    pub fn verdict(&mut self) -> Agreement {
        // A list that was not read to its end is marked by the place where it goes on.
        self.page.next = self.open.last().map(|question| question.cursor.clone().unwrap_or_default());
        confirm::compare(&self.transfer, self.nth, &self.page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::digest;
    use crate::journal::{Now, Run};
    use crate::money::TransferKind;
    use crate::trace::view::Settings;

    /// A transfer of the recording that has a transaction of its own.
    fn transfer() -> Transfer {
        let now = Now { ms: 1_795_000_000_000 };
        let mut run = Run::new("bybit-2025-02-21", Settings::default()).unwrap();
        let actions = run.start(now);
        run.settle(actions, now);
        run.view()
            .edges
            .iter()
            .flat_map(|edge| &edge.hops)
            .map(|hop| hop.transfer.clone())
            .find(|one| one.kind == TransferKind::Native)
            .unwrap()
    }

    fn check(told_by: &[&str], others: &[&str]) -> Check {
        let text = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Check { transfer: transfer(), nth: 0, told_by: text(told_by), others: text(others) }
    }

    fn answer(transfer: &Transfer, value: &str) -> HttpAnswer {
        let body = serde_json::json!({
            "hash": transfer.tx.to_string(), "value": value, "status": "ok", "timestamp": transfer.at.to_string(),
            "block_number": transfer.block, "position": 0, "from": {"hash": transfer.from.to_string()}, "to": {"hash": transfer.to.to_string()},
            "fee": {"type": "actual", "value": "0"},
        });
        HttpAnswer { status: 200, body: body.to_string(), retry_after_ms: None }
    }

    #[test]
    fn nobody_confirms_themselves() {
        let names = |check: &Check| check.begin().iter().map(|asking| asking.adapter.id().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&check(&["recorded"], &["blockscout-eth", "mempool", "nobody", "recorded"])), ["blockscout-eth"]);
        assert_eq!(names(&check(&["blockscout-eth"], &["blockscout-eth", "eth.blockscout.com"])), Vec::<String>::new());
    }

    #[test]
    fn the_second_explorer_agrees_or_does_not() {
        let check = check(&["recorded"], &["blockscout-eth"]);
        let of = &check.transfer;
        for (value, expected) in [
            (of.amount.to_string(), Agreement::Same),
            ("1".to_owned(), Agreement::Differs(format!("it says 1 base units, not {}", of.amount))),
        ] {
            let mut asking = check.begin().remove(0);
            while asking.next().is_some() {
                asking.take(Ok(answer(of, &value))).unwrap();
            }
            assert_eq!(asking.verdict(), expected);
        }
    }

    #[test]
    fn silence_is_no_disagreement() {
        let check = check(&["recorded"], &["blockscout-eth"]);
        let mut asking = check.begin().remove(0);
        assert_eq!(asking.take(Err(FetchFailure::TimedOut)), Err("no answer in 45 seconds".to_owned()));
        let mut asking = check.begin().remove(0);
        let refused = HttpAnswer { status: 404, body: r#"{"message":"Not found"}"#.to_owned(), retry_after_ms: None };
        assert!(asking.take(Ok(refused)).unwrap_err().contains("does not hold"));
        let mut unasked = check.begin().remove(0);
        assert!(matches!(unasked.verdict(), Agreement::Unreadable(_)), "what was not read decides nothing");
    }

    #[test]
    fn the_answers_that_agree_are_on_record_with_their_digests() {
        let check = check(&["recorded"], &["blockscout-eth"]);
        let of = &check.transfer;
        let mut asking = check.begin().remove(0);
        let (mut given, at) = (0, UnixSeconds::new(1_795_000_000));
        while let Some(request) = asking.next() {
            let answer = answer(of, &of.amount.to_string());
            asking.record(&answer, at);
            asking.take(Ok(answer.clone())).unwrap();
            let last = asking.answers().pop().unwrap();
            assert_eq!((last.request, last.sha256, last.at), (request.cited(), digest(&answer.body), at));
            given += 1;
        }
        assert!(given > 0);
        assert_eq!(asking.verdict(), Agreement::Same);
        let answers = asking.answers();
        assert_eq!(answers.len(), given);
        assert!(answers.iter().all(|one| one.provider == "blockscout-eth" && one.coverage == Coverage::Whole));
        assert_eq!(asking.block_hash(), None, "this explorer's answer states none");
        asking.record(&answer(of, "1"), at);
        assert_eq!(asking.answers().len(), given, "what nobody asked for is no answer");
    }
}
