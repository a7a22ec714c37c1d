//! What the rows of one answer of an EVM explorer give: transfers, and sentences about what is missing.

use std::collections::BTreeMap;

use super::jsonrpc::{self, Log, Receipt};
use super::text::{MOST_GAPS, claimed};
use super::{About, Cursor, Page, Question};
use crate::money::{Address, Amount, Asset, Chain, Like, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) tx: TxId,
    pub(super) block: u64,
    /// The transaction's place in its block; 0 where nobody says.
    pub(super) tx_index: u32,
    pub(super) at: UnixSeconds,
    pub(super) block_hash: Option<TxId>,
}

/// How the token events of a receipt are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By the log index, which every node knows.
    Log,
    /// By content, as the source's lists must, which state no log index.
    Like,
}

/// The movement that a transaction itself is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Own {
    pub(super) from: Address,
    pub(super) to: Option<Address>,
    pub(super) value: Amount,
}

/// What the rows of one page have given so far.
#[derive(Debug)]
pub(super) struct Gather<'a> {
    question: &'a Question,
    pub(super) transfers: Vec<Transfer>,
    gaps: Vec<String>,
    more_gaps: usize,
    /// How many rows of a content each transaction had.
    alike: BTreeMap<(TxId, [u8; 16]), u32>,
}

impl<'a> Gather<'a> {
    pub(super) const fn new(question: &'a Question) -> Self {
        Self { question, transfers: Vec::new(), gaps: Vec::new(), more_gaps: 0, alike: BTreeMap::new() }
    }

    pub(super) const fn chain(&self) -> Chain {
        self.question.chain
    }

    pub(super) fn gap(&mut self, sentence: String) {
        if self.gaps.contains(&sentence) {
            return;
        }
        if self.gaps.len() < MOST_GAPS {
            self.gaps.push(sentence);
        } else {
            self.more_gaps += 1;
        }
    }

    pub(super) fn first_gap(&self) -> String {
        self.gaps.first().cloned().unwrap_or_default()
    }

    pub(super) fn page(mut self, next: Option<Cursor>) -> Page {
        if self.more_gaps > 0 {
            self.gaps.push(format!("and {} more like these", self.more_gaps));
        }
        Page { transfers: self.transfers, next, gaps: self.gaps, ..Page::default() }
    }

    /// Whether a row is about what was asked: an answer of a wrong or hostile host is not believed.
    pub(super) fn concerns(&self, tx: TxId, from: &Address, to: Option<&Address>) -> bool {
        match &self.question.about {
            About::Address(asked) => asked == from || Some(asked) == to,
            About::Transaction(asked) => *asked == tx,
        }
    }

    /// Whether a fee is of interest: whoever receives pays nothing.
    pub(super) fn is_payer(&self, from: &Address) -> bool {
        match &self.question.about {
            About::Address(asked) => asked == from,
            About::Transaction(_) => true,
        }
    }

    /// The place of a row that is known by its content: the next of those alike in its transaction, counted from `first`.
    pub(super) fn like(&mut self, tx: TxId, from: &Address, to: &Address, asset: &Asset, amount: Amount, first: u32) -> Position {
        let like = Like::of(from, to, asset, amount, 0);
        let seen = self.alike.entry((tx, like.mark)).or_default();
        let nth = first.saturating_add(*seen);
        *seen = seen.saturating_add(1);
        Position::Like(Like { nth, ..like })
    }

    pub(super) fn native(&mut self, place: Place, position: Position, kind: TransferKind, from: Address, to: Address, amount: Amount) {
        let asset = Asset::native(self.chain());
        self.push(place, position, kind, from, to, asset, amount, None);
    }

    /// What was paid for a transaction; nothing where it was free, as those of the chain itself are.
    pub(super) fn fee(&mut self, place: Place, from: &Address, paid: Amount) {
        if !paid.is_zero() && self.is_payer(from) {
            self.native(place, Position::Fee, TransferKind::Fee, from.clone(), Address::nobody(self.chain()), paid);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a transfer, each used once")]
    pub(super) fn push(
        &mut self,
        place: Place,
        position: Position,
        kind: TransferKind,
        from: Address,
        to: Address,
        asset: Asset,
        amount: Amount,
        symbol: Option<&str>,
    ) {
        let Place { tx, block, tx_index, at, block_hash } = place;
        let claimed_symbol = symbol.map(claimed);
        self.transfers.push(Transfer { tx, position, kind, block, tx_index, at, from, to, asset, amount, block_hash, claimed_symbol });
    }

    /// Fee and value of a transaction by its receipt. A failed one moves nothing and pays all the same.
    pub(super) fn own(&mut self, place: Place, own: &Own, receipt: &Receipt, succeeded: Option<bool>) -> Result<(), String> {
        match receipt.fee()? {
            Some(fee) => self.fee(place, &own.from, fee),
            None => self.gap(format!("the fee of transaction {:#} is not stated", place.tx)),
        }
        let succeeded = succeeded.unwrap_or_else(|| {
            self.gap(format!("whether transaction {:#} succeeded is not stated; it is taken to have", place.tx));
            true
        });
        if succeeded && !own.value.is_zero() && self.concerns(place.tx, &own.from, own.to.as_ref()) {
            let to = own.to.clone().ok_or("it carries value but names no recipient")?;
            self.native(place, Position::Value, TransferKind::Native, own.from.clone(), to, own.value);
        }
        Ok(())
    }

    /// The ERC-20 transfers among events. Of a reverted transaction there are none.
    pub(super) fn events(&mut self, place: Place, logs: &[Log], naming: Naming) {
        for (at, log) in logs.iter().enumerate() {
            if let Err(why) = self.event(place, log, naming) {
                self.gap(format!("event {at} of transaction {:#} is left out: {why}", place.tx));
            }
        }
    }

    pub(super) fn event(&mut self, place: Place, log: &Log, naming: Naming) -> Result<(), String> {
        let Some(moved) = log.erc20() else { return Ok(()) };
        let (from, to) = (Address::Evm(moved.from), Address::Evm(moved.to));
        if log.removed == Some(true) || !self.concerns(place.tx, &from, Some(&to)) {
            return Ok(());
        }
        let asset = Asset::token(self.chain(), jsonrpc::address(&log.address)?);
        let position = match naming {
            Naming::Log => Position::Log(jsonrpc::number(log.log_index.as_deref().ok_or("it has no log index")?)?),
            Naming::Like => self.like(place.tx, &from, &to, &asset, moved.amount, 0),
        };
        self.push(place, position, TransferKind::Token, from, to, asset, moved.amount, None);
        Ok(())
    }
}

/// The value of a cursor's parameter.
pub(super) fn parameter<'a>(question: &'a Question, key: &str) -> Option<&'a str> {
    parameters(question, key).next()
}

/// The values of a cursor's parameter, in order.
pub(super) fn parameters<'a>(question: &'a Question, key: &str) -> impl Iterator<Item = &'a str> {
    question.cursor.iter().flat_map(|cursor| &cursor.0).filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// A cursor of these parameters.
pub(super) fn cursor<'a>(parameters: impl IntoIterator<Item = (&'a str, String)>) -> Cursor {
    Cursor(parameters.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}
