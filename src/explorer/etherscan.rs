//! Etherscan V2 with the visitor's own key, and Routescan, which has the same shapes without one: transactions, internal
//! transactions and ERC-20 transfers of an address from any block on in either order, or of one transaction.
//!
//! Sources: [Etherscan's documentation](https://docs.etherscan.io/), Routescan's, and recorded answers of both and of
//! Blockscout's interface of the same kind. Errors have HTTP status 200 and are told apart by the type of `result`.
//!
//! What names a row: a transaction's value and fee by themselves; a call by its path in the transaction (`traceId`), which the
//! list of a transaction does not state, so that it is looked up in an address's; a token transfer by its content, since no
//! list states its log index: the receipt's events are named the same way, so the two meet. Of tokens that moved through
//! several hands in one transaction the order is therefore not known here; a node or Blockscout knows it.
//!
//! Limits: an address's list does not show calls of others, so a call that failed above one of its own is not seen where it
//! touched neither side; the transaction's own status is. Native value of withdrawals and block rewards is on none of these
//! lists. Of a rollup, the share of the fee that its data cost is on none either.

mod envelope;
mod one;
mod rows;
mod walk;

use serde_json::value::RawValue;

use super::base::{Base, KEY};
use super::gather::Gather;
use super::text::{cut, with_query};
use super::{About, Adapter, AnswerError, HttpAnswer, HttpRequest, Order, Page, Part, Question, QuestionError};
use crate::money::{Chain, TxId};
use envelope::List;
use one::Stage;
use walk::Step;

/// An explorer of Etherscan's kind for one chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Etherscan {
    chain: Chain,
    base: Base,
    id: String,
    /// What follows the base up to the first parameter.
    path: String,
    /// Parameters that every question has.
    own: Vec<(&'static str, String)>,
    has_key: bool,
}

impl Etherscan {
    /// Etherscan V2: one address for all chains, told apart by a parameter, and the visitor's key.
    ///
    /// # Errors
    /// When the chain is no EVM chain.
    pub fn v2(chain: Chain, base: Base, id: String) -> Result<Self, QuestionError> {
        let Chain::Eip155(number) = chain else { return Err(QuestionError { adapter: id, chain }) };
        Ok(Self { chain, base, id, path: "/v2/api".to_owned(), own: vec![("chainid", number.to_string())], has_key: true })
    }

    /// Routescan: the chain in the path, no key.
    ///
    /// # Errors
    /// When the chain is no EVM chain.
    pub fn routescan(chain: Chain, base: Base, id: String) -> Result<Self, QuestionError> {
        let Chain::Eip155(number) = chain else { return Err(QuestionError { adapter: id, chain }) };
        let path = format!("/v2/network/mainnet/evm/{number}/etherscan/api");
        Ok(Self { chain, base, id, path, own: Vec::new(), has_key: false })
    }

    pub(super) fn ask(&self, module: &str, action: &str, parameters: &[(&str, &str)]) -> HttpRequest {
        let own = self.own.iter().map(|(key, value)| (*key, value.as_str()));
        let all = own.chain([("module", module), ("action", action)]).chain(parameters.iter().copied());
        let mut url = with_query(format!("{}{}", self.base, self.path), all);
        if self.has_key {
            // Written as it stands: whoever carries the request puts the key there.
            url.push_str("&apikey=");
            url.push_str(KEY);
        }
        HttpRequest::get(url)
    }

    /// Reads the answer to a question of a single value: digits, or hexadecimal ones.
    pub(super) fn value(&self, answer: &HttpAnswer) -> Result<String, AnswerError> {
        envelope::value(self.base.host(), answer)
    }

    fn ask_transaction(&self, tx: TxId, stage: &Stage) -> HttpRequest {
        let hash = tx.to_string();
        match stage {
            Stage::Transaction => self.ask("proxy", "eth_getTransactionByHash", &[("txhash", &hash)]),
            Stage::Receipt => self.ask("proxy", "eth_getTransactionReceipt", &[("txhash", &hash)]),
            Stage::Time(block) => {
                self.ask("proxy", "eth_getBlockByNumber", &[("tag", &super::jsonrpc::quantity(*block)), ("boolean", "false")])
            }
            Stage::Calls => {
                let rows = walk::ROWS.to_string();
                self.ask("account", "txlistinternal", &[("txhash", &hash), ("page", "1"), ("offset", &rows), ("sort", "asc")])
            }
            Stage::List { of, block } => self.ask_list("txlistinternal", &of.to_string(), (*block, *block), 1, walk::ROWS, Order::Oldest),
        }
    }

    fn ask_list(&self, action: &str, address: &str, range: (u64, u64), page: u32, rows: u32, order: Order) -> HttpRequest {
        let (start, end) = (range.0.to_string(), range.1.to_string());
        let (page, rows) = (page.to_string(), rows.to_string());
        let sort = if order == Order::Oldest { "asc" } else { "desc" };
        let parameters =
            [("address", address), ("startblock", &start), ("endblock", &end), ("page", &page), ("offset", &rows), ("sort", sort)];
        self.ask("account", action, &parameters)
    }

    /// Reads a page of an address's list.
    fn page(&self, question: &Question, step: Step, items: &[Box<RawValue>], gap: Option<String>) -> Result<Page, AnswerError> {
        let host = self.base.host();
        let heads: Vec<Option<rows::Head>> = items.iter().map(|item| rows::read(item).ok()).collect();
        let blocks: Vec<Option<u64>> =
            heads.iter().map(|head| head.as_ref().and_then(|head| rows::number(&head.block_number).ok())).collect();
        let hashes: Vec<Option<TxId>> = heads.iter().map(|head| head.as_ref()?.hash.as_deref()?.parse().ok()).collect();
        let last = hashes.last().copied().flatten();
        let turn = step.turn(question.order, &blocks, last).map_err(|why| envelope::unreadable(host, why))?;
        let mut gather = Gather::new(question);
        gap.into_iter().chain(turn.gap).for_each(|gap| gather.gap(gap));
        let kept = items.get(..turn.kept).unwrap_or(items);
        // Rows alike in a transaction that began on the page before were counted there.
        let before = (step.page - 1).saturating_mul(step.rows);
        let first = |at: usize| if step.inside.is_some() && hashes.get(at).copied().flatten() == step.inside { before } else { 0 };
        if question.part != Part::Transactions && (0..kept.len()).any(|at| first(at) > 0) {
            let tx = step.inside.unwrap_or_else(|| TxId::from_bytes([0; 32]));
            gather.gap(format!("transaction {tx:#} is cut by the end of a page: what is alike or failed in it may be counted wrongly"));
        }
        let mut unread = 0;
        if question.part == Part::Internal {
            let (calls, failed) = rows::calls(&mut gather, question, kept);
            unread = failed;
            for call in calls {
                // Without a path a call is told apart by its content; a creation may then be the transaction itself.
                if call.path.is_none() && call.creates {
                    gather.gap(format!(
                        "a creation with value in transaction {:#} is left out: it may be the transaction itself",
                        call.place.tx
                    ));
                } else {
                    rows::push(&mut gather, call, 0);
                }
            }
        } else {
            for (at, item) in kept.iter().enumerate() {
                let read = match question.part {
                    Part::Tokens => rows::token(&mut gather, question, item, first(at)),
                    _ => rows::transaction(&mut gather, question, item),
                };
                if let Err(why) = read {
                    unread += 1;
                    gather.gap(format!("row {} of {} is left out: {}", at + 1, items.len(), cut(&why)));
                }
            }
        }
        if unread > 0 && unread == kept.len() {
            return Err(envelope::unreadable(host, &format!("none of its {unread} rows can be read; {}", gather.first_gap())));
        }
        Ok(gather.page(turn.next.map(Step::cursor)))
    }

    fn parse_transaction(&self, question: &Question, tx: TxId, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let host = self.base.host();
        let stage = Stage::of(question).ok_or_else(|| envelope::unreadable(host, "it answers no question of a transaction"))?;
        let page = match stage {
            Stage::Calls | Stage::List { .. } => match envelope::list(host, answer)? {
                List::TooMuch => return Err(AnswerError::Unavailable { host: host.to_owned(), status: answer.status }),
                List::Rows(items, gap) if stage == Stage::Calls => one::calls(question, &items, gap),
                List::Rows(items, gap) => one::list(question, tx, &items, gap),
            },
            _ => one::proxied(question, tx, &stage, envelope::proxied(host, answer)?),
        };
        page.map_err(|failure| failure.into_answer(host, tx))
    }
}

impl Adapter for Etherscan {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Transactions, Part::Internal, Part::Tokens]
    }

    fn begins_anywhere(&self) -> bool {
        true
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != self.chain {
            return Err(refuse());
        }
        let address = match &question.about {
            About::Transaction(tx) => return Stage::of(question).map(|stage| self.ask_transaction(*tx, &stage)).ok_or_else(refuse),
            About::Address(address) if address.as_evm().is_some() => address.to_string(),
            About::Address(_) => return Err(refuse()),
        };
        let action = match question.part {
            Part::Transactions => "txlist",
            Part::Internal => "txlistinternal",
            Part::Tokens => "tokentx",
            Part::Everything => return Err(refuse()),
        };
        let step = Step::of(question).ok_or_else(refuse)?;
        Ok(self.ask_list(action, &address, step.range(question.order), step.page, step.rows, question.order))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let host = self.base.host();
        if let About::Transaction(tx) = question.about {
            return self.parse_transaction(question, tx, answer);
        }
        let step = Step::of(question).ok_or_else(|| envelope::unreadable(host, "it answers no question of this list"))?;
        match envelope::list(host, answer)? {
            List::Rows(items, gap) => self.page(question, step, &items, gap),
            List::TooMuch => match step.smaller() {
                Some(step) => Ok(Page { next: Some(step.cursor()), ..Page::default() }),
                None => Err(AnswerError::Unavailable { host: host.to_owned(), status: answer.status }),
            },
        }
    }
}

#[cfg(test)]
mod tests;
