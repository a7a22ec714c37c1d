//! A world laid out as block explorers list it: three lists, each row with its place in its block.
//!
//! A world says which rows a transaction has, not in which order a block's transactions ran. The book gives them a place
//! such that who is paid inside the block is paid before it pays on, and numbers calls and events from that.

use std::collections::BTreeMap;

use crate::explorer::world::{Row, World};
use crate::label::{Category, Label};
use crate::money::{Account, Address, Amount, Chain, TransferKind, TxId};

/// One of the lists that explorers keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Transactions,
    Internal,
    Tokens,
}

/// One row of a list.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) block: u64,
    pub(super) time: u64,
    pub(super) tx: TxId,
    /// The transaction's place in its block.
    pub(super) position: u32,
    /// The number of the call in its transaction, from 1, or of the event in its block.
    pub(super) index: u32,
    pub(super) from: Address,
    pub(super) to: Address,
    /// The token's contract.
    pub(super) token: Option<Address>,
    pub(super) amount: Amount,
}

/// Whose rows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose<'a> {
    Address(&'a Address),
    Transaction(&'a TxId),
}

/// A world as lists.
#[derive(Clone, Debug)]
pub struct Book {
    chain: Chain,
    case_json: String,
    lines: [Vec<Line>; 3],
    by_address: BTreeMap<Address, [Vec<usize>; 3]>,
    by_tx: BTreeMap<TxId, [Vec<usize>; 3]>,
    labels: BTreeMap<Address, Label>,
    /// How an address is written, with its checksum; computing it is most of the work of a page.
    written: BTreeMap<Address, String>,
    first_block: u64,
    last_block: u64,
}

impl Book {
    /// Lays a world out.
    #[must_use]
    pub fn of(world: &World) -> Self {
        let mut book = Self {
            chain: world.case().chain,
            case_json: serde_json::to_string_pretty(world.case()).unwrap_or_default(),
            lines: Default::default(),
            by_address: BTreeMap::new(),
            by_tx: BTreeMap::new(),
            labels: BTreeMap::new(),
            written: BTreeMap::new(),
            first_block: world.rows().first().map_or(0, |row| row.block),
            last_block: world.rows().last().map_or(0, |row| row.block),
        };
        for block in world.rows().chunk_by(|a, b| a.block == b.block) {
            book.add_block(block);
        }
        for address in world.addresses() {
            if let Ok(account) = Account::new(book.chain, address.clone())
                && let Some(label) = world.labels().of(&account).first()
            {
                book.labels.insert(address.clone(), label.clone());
            }
        }
        book
    }

    fn add_block(&mut self, rows: &[Row]) {
        let mut logs = 0;
        for (position, rows) in (0..).zip(as_they_ran(rows.chunk_by(|a, b| a.tx == b.tx).collect())) {
            let Some(first) = rows.first() else { continue };
            let mut calls = 0;
            for row in rows {
                let (list, index) = match row.kind {
                    TransferKind::Internal => {
                        calls += 1;
                        (List::Internal, calls)
                    }
                    TransferKind::Token => {
                        logs += 1;
                        (List::Tokens, logs)
                    }
                    TransferKind::Native | TransferKind::Output | TransferKind::Fee => (List::Transactions, 0),
                };
                self.add(list, line(row, position, index));
            }
            // Calls and events happen in a transaction: the recipient of a payment by a contract asked it to pay, and
            // a token nobody sent was moved by its own contract.
            if !rows.iter().any(|row| row.kind == TransferKind::Native) {
                let (from, to) = match &first.asset {
                    None => (first.to.clone(), first.from.clone()),
                    Some(contract) => (contract.clone(), contract.clone()),
                };
                let carrier = Line { from, to, token: None, amount: Amount::from_u128(0), ..line(first, position, 0) };
                self.add(List::Transactions, carrier);
            }
        }
    }

    fn add(&mut self, list: List, line: Line) {
        let at = self.lines[list as usize].len();
        self.by_tx.entry(line.tx).or_default()[list as usize].push(at);
        for address in [&line.from, &line.to].into_iter().chain(&line.token) {
            self.written.entry(address.clone()).or_insert_with(|| address.to_string());
        }
        let twice = line.from == line.to;
        for address in [Some(&line.from), Some(&line.to).filter(|_| !twice)].into_iter().flatten() {
            self.by_address.entry(address.clone()).or_default()[list as usize].push(at);
        }
        self.lines[list as usize].push(line);
    }

    /// The chain.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// The world's case, in the form in which Spoor reads cases.
    #[must_use]
    pub fn case_json(&self) -> &str {
        &self.case_json
    }

    /// The last block with a transfer.
    #[must_use]
    pub const fn last_block(&self) -> u64 {
        self.last_block
    }

    /// How many blocks lie between the first transfer and the last.
    pub(super) const fn blocks(&self) -> u64 {
        self.last_block.saturating_sub(self.first_block)
    }

    /// The rows of an address or a transaction in the order of the chain, up to a block.
    pub(super) fn lines(&self, list: List, whose: Whose<'_>, until: u64) -> Vec<&Line> {
        let places = match whose {
            Whose::Address(address) => self.by_address.get(address),
            Whose::Transaction(tx) => self.by_tx.get(tx),
        };
        let places = places.map_or(&[][..], |lists| &lists[list as usize]);
        places.iter().filter_map(|at| self.lines[list as usize].get(*at)).take_while(|line| line.block <= until).collect()
    }

    /// Whether there is such an address, or such a transaction in a block up to this one.
    pub(super) fn knows(&self, whose: Whose<'_>, until: u64) -> bool {
        match whose {
            Whose::Address(address) => self.by_address.contains_key(address),
            Whose::Transaction(_) => !self.lines(List::Transactions, whose, until).is_empty(),
        }
    }

    /// An address with its checksum.
    pub(super) fn written(&self, address: &Address) -> String {
        self.written.get(address).cloned().unwrap_or_else(|| address.to_string())
    }

    /// The name of a service, and the tag that says of which kind it is.
    pub(super) fn label(&self, address: &Address) -> Option<(&str, Option<&'static str>)> {
        self.labels.get(address).map(|label| {
            let tag = match label.category {
                Category::Exchange => Some("exchange"),
                Category::Bridge => Some("bridge"),
                Category::Mixer => Some("mixer"),
                _ => None,
            };
            (label.name.as_str(), tag)
        })
    }
}

fn line(row: &Row, position: u32, index: u32) -> Line {
    Line {
        block: row.block,
        time: row.time,
        tx: row.tx,
        position,
        index,
        from: row.from.clone(),
        to: row.to.clone(),
        token: row.asset.clone(),
        amount: row.amount,
    }
}

/// Orders the transactions of a block: none pays on what a later one brings, as long as they do not pay in a circle.
fn as_they_ran(mut left: Vec<&[Row]>) -> Vec<&[Row]> {
    let mut ran = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |at: usize| {
            let pays = |row: &Row| left.iter().enumerate().any(|(other, rows)| other != at && rows.iter().any(|paid| paid.to == row.from));
            left.get(at).is_some_and(|rows| rows.iter().any(pays))
        };
        let next = (0..left.len()).find(|at| !waits(*at)).unwrap_or(0);
        ran.push(left.remove(next));
    }
    ran
}
