//! A node of the visitor's own: the `ots_` questions of Otterscan, by which a node finds the transactions of an address, and
//! plain JSON-RPC for what they moved. Nobody else sees what is followed.
//!
//! Sources: [Otterscan's API](https://docs.otterscan.io/api-docs/ots-api) (Erigon, anvil), Ethereum's
//! [execution-apis](https://github.com/ethereum/execution-apis). The history of an address is two lists: the transactions
//! that touch it, calls inside them included, with all that they moved; and the ERC-20 events that name it, which also find
//! those of transactions that never touch it. An event has one log index, so what is on both is one transfer.
//!
//! Limits: withdrawals and block rewards are on neither list. An old token that does not index the two addresses of its
//! event is not found by them. A rollup's share for its data counts where the receipt states it (`l1Fee`).

mod calls;
mod moves;
mod tokens;

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::base::Base;
use super::gather::{Gather, parameter};
use super::jsonrpc::{self, Call, Outcome, Transaction};
use super::text::cut;
use super::{About, Adapter, AnswerError, HttpAnswer, HttpRequest, Order, Page, Part, Question, QuestionError};
use crate::money::{Chain, TxId};
use moves::Named;

/// Transactions asked for; whole blocks come, so there may be more.
const ROWS: u32 = 25;

/// A node with the `ots_` questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otterscan {
    chain: Chain,
    base: Base,
    id: String,
}

/// What is asked.
enum Stage {
    /// The transactions of an address before or after a block; 0 for all.
    Search(u64),
    /// What transactions moved.
    Moves(Vec<Named>),
    /// The token transfers of an address.
    Tokens(tokens::Stage),
    /// Which block a transaction is in.
    Find(TxId),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    txs: Vec<Transaction>,
    first_page: bool,
    last_page: bool,
}

impl Otterscan {
    /// The node of a chain at an address.
    ///
    /// # Errors
    /// When the chain is no EVM chain.
    pub fn new(chain: Chain, base: Base, id: String) -> Result<Self, QuestionError> {
        if chain.is_evm() { Ok(Self { chain, base, id }) } else { Err(QuestionError { adapter: id, chain }) }
    }

    fn unreadable(&self, why: &str) -> AnswerError {
        AnswerError::Unreadable { host: self.base.host().to_owned(), why: cut(why) }
    }

    fn stage(question: &Question) -> Option<Stage> {
        if parameter(question, "stage") == Some("moves") {
            return moves::named(question).map(Stage::Moves);
        }
        match (&question.about, question.part, &question.cursor) {
            (About::Transaction(tx), Part::Everything, None) => Some(Stage::Find(*tx)),
            (About::Address(_), Part::Tokens, _) => tokens::Stage::of(question).map(Stage::Tokens),
            (About::Address(_), Part::Transactions, None) => Some(Stage::Search(match (question.order, question.start) {
                // Neither takes the block itself in, and 0 is no limit.
                (_, None) => 0,
                (Order::Newest, Some(block)) => block.checked_add(1)?,
                (Order::Oldest, Some(block)) => block.saturating_sub(1),
            })),
            (About::Address(_), Part::Transactions, Some(_)) => Some(Stage::Search(parameter(question, "at")?.parse().ok()?)),
            _ => None,
        }
    }

    fn calls(question: &Question, stage: &Stage) -> Option<Vec<Call>> {
        let address = match &question.about {
            About::Address(address) => Some(address.as_evm()?),
            About::Transaction(_) => None,
        };
        Some(match stage {
            Stage::Search(at) => {
                let method = match question.order {
                    Order::Newest => "ots_searchTransactionsBefore",
                    Order::Oldest => "ots_searchTransactionsAfter",
                };
                vec![Call::new(method, json!([address?.to_string(), at, ROWS]))]
            }
            Stage::Moves(named) => moves::ask(question, named),
            Stage::Tokens(stage) => stage.ask(address?),
            Stage::Find(tx) => vec![Call::of_transaction("eth_getTransactionByHash", *tx)],
        })
    }

    /// The transactions of a page, and where the next one begins.
    fn search(&self, question: &Question, at: u64, outcome: Outcome) -> Result<Page, AnswerError> {
        let result = outcome.map_err(|error| error.as_answer(self.base.host(), 200))?;
        let result = result.ok_or_else(|| self.unreadable("it gives no list of transactions"))?;
        let found: Found = jsonrpc::shape(&result).map_err(|why| self.unreadable(&why))?;
        let mut gather = Gather::new(question);
        let mut named: BTreeSet<(u64, u64, TxId)> = BTreeSet::new();
        for transaction in &found.txs {
            match read(transaction) {
                Ok(Some(one)) => {
                    named.insert(one);
                }
                Ok(None) => gather.gap("a transaction is pending: it may move money or never happen".to_owned()),
                Err(why) => gather.gap(format!("a transaction is left out: {why}")),
            }
        }
        let newest = question.order == Order::Newest;
        let is_end = if newest { found.last_page } else { found.first_page };
        let is_beyond = |block: u64| at == 0 || if newest { block < at } else { block > at };
        if named.iter().any(|(block, ..)| !is_beyond(*block)) {
            return Err(self.unreadable("it does not begin where it was asked to"));
        }
        let edge = if newest { named.first() } else { named.last() }.map(|(block, ..)| *block);
        // Before block 0 there is nothing, and 0 would begin anew.
        let then = match (is_end, edge) {
            (true, _) => None,
            (false, Some(0)) if newest => None,
            (false, Some(block)) => Some(block),
            (false, None) => return Err(self.unreadable("it says that the list goes on, and shows nothing of it")),
        };
        if named.is_empty() {
            return Ok(gather.page(None));
        }
        let mut named: Vec<Named> = named.into_iter().map(|(block, _, tx)| (tx, block)).collect();
        if newest {
            named.reverse();
        }
        let next = moves::cursor_of(&mut gather, &named, then);
        Ok(gather.page(Some(next)))
    }

    fn find(&self, question: &Question, tx: TxId, outcome: Outcome) -> Result<Page, AnswerError> {
        let host = self.base.host();
        let not_held = || AnswerError::NotHeld { host: host.to_owned(), what: format!("the transaction {tx}") };
        let result = outcome.map_err(|error| error.as_answer(host, 200))?.ok_or_else(not_held)?;
        let found: Transaction = jsonrpc::shape(&result).map_err(|why| self.unreadable(&why))?;
        let mut gather = Gather::new(question);
        match read(&found).map_err(|why| self.unreadable(&why))? {
            Some((block, _, hash)) if hash == tx => {
                let next = moves::cursor_of(&mut gather, &[(tx, block)], None);
                Ok(gather.page(Some(next)))
            }
            Some(_) => Err(self.unreadable("it is about another transaction than asked for")),
            None => {
                gather.gap(format!("transaction {tx:#} is pending: it may move money or never happen"));
                Ok(gather.page(None))
            }
        }
    }
}

/// Block, place in it and hash; `None` while it is pending.
fn read(transaction: &Transaction) -> Result<Option<(u64, u64, TxId)>, String> {
    let tx = jsonrpc::hash(&transaction.hash)?;
    let Some(block) = &transaction.block_number else { return Ok(None) };
    let index = transaction.transaction_index.as_deref().map(jsonrpc::number).transpose()?.unwrap_or(0);
    Ok(Some((jsonrpc::number(block)?, index, tx)))
}

impl Adapter for Otterscan {
    fn id(&self) -> &str {
        &self.id
    }

    fn parts(&self, about: &About) -> &'static [Part] {
        match about {
            About::Address(_) => &[Part::Transactions, Part::Tokens],
            About::Transaction(_) => &[Part::Everything],
        }
    }

    fn begins_anywhere(&self) -> bool {
        true
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let refuse = || QuestionError { adapter: self.id.clone(), chain: question.chain };
        if question.chain != self.chain {
            return Err(refuse());
        }
        let calls = Self::stage(question).and_then(|stage| Self::calls(question, &stage)).ok_or_else(refuse)?;
        Ok(HttpRequest::post(self.base.to_string(), jsonrpc::write(&calls)))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let host = self.base.host();
        let no_question = || self.unreadable("it answers no question of this list");
        let stage = Self::stage(question).ok_or_else(no_question)?;
        let calls = Self::calls(question, &stage).ok_or_else(no_question)?;
        let mut outcomes = jsonrpc::read(host, answer, calls.len())?;
        match stage {
            Stage::Moves(named) => moves::parse(question, host, &named, outcomes),
            Stage::Tokens(stage) => tokens::parse(question, host, &stage, outcomes),
            Stage::Search(at) => self.search(question, at, outcomes.pop().ok_or_else(no_question)?),
            Stage::Find(tx) => self.find(question, tx, outcomes.pop().ok_or_else(no_question)?),
        }
    }
}

#[cfg(test)]
mod tests;
