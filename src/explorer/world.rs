//! A world: one theft with known outcome, as an explorer without a network would show it. For measuring the search.
//!
//! A world is a folder of plain files, described in `data/worlds/README.md`. [`World::from_files`] reads the three that a
//! tracer may know (never the truth), [`Explorer`] answers requests and counts them, [`WorldAdapter`] is its adapter.
//! Requests look like `world://lifi/address/0x…?order=oldest&from=20318954`; a page has at most 50 transfers, oldest or
//! newest first, and may begin at any block. An empty page costs a request too.
//!
//! Only on the host: no world is part of the page.

mod adapter;
mod read;
#[cfg(test)]
mod tests;

pub use adapter::WorldAdapter;
pub use read::WorldError;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{HttpAnswer, HttpRequest, Order};
use crate::case::Case;
use crate::label::KnownLabels;
use crate::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// Rows in a page: the number public explorers use.
pub const PAGE: usize = 50;

/// A world's case, its labels and all its transfers.
#[derive(Clone, Debug)]
pub struct World {
    id: String,
    case: Case,
    labels: KnownLabels,
    /// In the order of the file: block, transaction, index.
    rows: Vec<Row>,
    /// The rows of each address, by their place in `rows`.
    by_address: BTreeMap<Address, Vec<usize>>,
}

/// One line of `transfers.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Block number.
    pub block: u64,
    /// Block time in Unix seconds.
    pub time: u64,
    /// The transaction.
    pub tx: TxId,
    /// The place in the transaction's rows.
    pub index: u32,
    /// Native, internal or token.
    pub kind: TransferKind,
    /// Sender.
    #[serde(serialize_with = "lower_case")]
    pub from: Address,
    /// Recipient.
    #[serde(serialize_with = "lower_case")]
    pub to: Address,
    /// The token's contract; `None` for the chain's own coin.
    #[serde(serialize_with = "lower_case_contract")]
    pub asset: Option<Address>,
    /// How much, in base units.
    pub amount: Amount,
}

/// What a row is sorted by, and what a cursor names: block, transaction, index. Inside one block the order is by hash, which
/// is not the order of execution.
pub type Key = (u64, TxId, u32);

impl Row {
    /// What the row is sorted by.
    #[must_use]
    pub const fn key(&self) -> Key {
        (self.block, self.tx, self.index)
    }

    /// The row as a transfer of this chain.
    #[must_use]
    pub fn transfer(&self, chain: Chain) -> Transfer {
        Transfer {
            tx: self.tx,
            position: Position::Row(self.index),
            kind: self.kind,
            block: self.block,
            tx_index: 0,
            at: UnixSeconds::new(self.time),
            from: self.from.clone(),
            to: self.to.clone(),
            asset: self.asset.clone().map_or(Asset::native(chain), |contract| Asset::token(chain, contract)),
            amount: self.amount,
            block_hash: None,
            claimed_symbol: None,
        }
    }
}

/// Where a page begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begin {
    /// At the list's own beginning.
    #[default]
    End,
    /// At this block, included.
    Block(u64),
    /// Behind this row: where an earlier page ended.
    After(Key),
}

/// A page: at most [`PAGE`] rows, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldPage<'a> {
    /// The rows, in the order asked for.
    pub rows: Vec<&'a Row>,
    /// The last row's key; `None` on the last page.
    pub next: Option<Key>,
}

/// The body of an answer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<R> {
    rows: Vec<R>,
    next: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Message {
    message: String,
}

impl World {
    /// The name, which stands where a host would.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The theft: its origins are the world's seeds.
    #[must_use]
    pub const fn case(&self) -> &Case {
        &self.case
    }

    /// The services that a tracer may know.
    #[must_use]
    pub const fn labels(&self) -> &KnownLabels {
        &self.labels
    }

    /// Every transfer, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Every address with a transfer.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        self.by_address.keys()
    }

    /// The world's explorer. The request after the last one that the budget allows is refused.
    #[must_use]
    pub const fn explorer(&self, budget: u32) -> Explorer<'_> {
        Explorer { world: self, budget, requests: 0 }
    }

    fn page(&self, address: &Address, begin: Begin, order: Order) -> WorldPage<'_> {
        let of = self.by_address.get(address).map_or(&[][..], Vec::as_slice);
        let row = |place: &usize| &self.rows[*place];
        // What is still to be shown.
        let open = match (begin, order) {
            (Begin::End, _) => of,
            (Begin::Block(block), Order::Oldest) => &of[of.partition_point(|place| row(place).block < block)..],
            (Begin::Block(block), Order::Newest) => &of[..of.partition_point(|place| row(place).block <= block)],
            (Begin::After(key), Order::Oldest) => &of[of.partition_point(|place| row(place).key() <= key)..],
            (Begin::After(key), Order::Newest) => &of[..of.partition_point(|place| row(place).key() < key)],
        };
        let rows: Vec<&Row> = match order {
            Order::Oldest => open.iter().take(PAGE).map(row).collect(),
            Order::Newest => open.iter().rev().take(PAGE).map(row).collect(),
        };
        let next = rows.last().filter(|_| rows.len() < open.len()).map(|last| last.key());
        WorldPage { rows, next }
    }

    /// What a URL of this world asks for.
    fn read_url(&self, url: &str) -> Option<(Address, Begin, Order)> {
        let rest = url.strip_prefix("world://")?.strip_prefix(self.id.as_str())?.strip_prefix("/address/")?;
        let (address, query) = rest.split_once("?order=")?;
        let (order, begin) = query.split_once('&').map_or((query, None), |(order, begin)| (order, Some(begin)));
        let order = match order {
            "oldest" => Order::Oldest,
            "newest" => Order::Newest,
            _ => return None,
        };
        let begin = match begin.map(|text| text.split_once('=')) {
            None => Begin::End,
            Some(Some(("from", block))) => Begin::Block(block.parse().ok()?),
            Some(Some(("cursor", cursor))) => Begin::After(read_key(cursor)?),
            Some(_) => return None,
        };
        Some((Address::parse_on(self.case.chain, address).ok()?, begin, order))
    }
}

/// An explorer over a world, with its count of requests.
#[derive(Clone, Debug)]
pub struct Explorer<'a> {
    world: &'a World,
    budget: u32,
    requests: u32,
}

impl<'a> Explorer<'a> {
    /// Pages given out so far. An empty one counts too.
    #[must_use]
    pub const fn requests(&self) -> u32 {
        self.requests
    }

    /// One page of an address's transfers, all kinds together; `None` where the budget is spent.
    pub fn page(&mut self, address: &Address, begin: Begin, order: Order) -> Option<WorldPage<'a>> {
        if self.requests >= self.budget {
            return None;
        }
        self.requests += 1;
        Some(self.world.page(address, begin, order))
    }

    /// Answers a request as an explorer would: 200 with a page, 403 when the budget is spent, 422 for a request that is
    /// none of its own; only pages count.
    pub fn answer(&mut self, request: &HttpRequest) -> HttpAnswer {
        let Some((address, begin, order)) = self.world.read_url(&request.url) else {
            return json(422, &Message { message: format!("not a request of the world {:?}", self.world.id) });
        };
        match self.page(&address, begin, order) {
            Some(page) => json(200, &Body { rows: page.rows, next: page.next.map(write_key) }),
            None => json(403, &Message { message: format!("the budget of {} requests is spent", self.budget) }),
        }
    }
}

fn write_key((block, tx, index): Key) -> String {
    format!("{block}:{tx}:{index}")
}

fn read_key(text: &str) -> Option<Key> {
    let mut parts = text.split(':');
    let key = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(key)
}

fn json<T: Serialize>(status: u16, body: &T) -> HttpAnswer {
    match serde_json::to_string(body) {
        Ok(body) => HttpAnswer { status, body, retry_after_ms: None },
        // Every part of a body writes as text; a failure would be an explorer in trouble.
        Err(error) => HttpAnswer { status: 500, body: error.to_string(), retry_after_ms: None },
    }
}

/// As the files write an address. The checksum is left out: it would be most of the work of a page.
fn lower_case<S: serde::Serializer>(address: &Address, serializer: S) -> Result<S::Ok, S::Error> {
    match address.as_evm() {
        Some(evm) => serializer.serialize_str(&alloy_primitives::hex::encode_prefixed(evm)),
        None => serializer.collect_str(address),
    }
}

fn lower_case_contract<S: serde::Serializer>(contract: &Option<Address>, serializer: S) -> Result<S::Ok, S::Error> {
    match contract {
        Some(contract) => lower_case(contract, serializer),
        None => serializer.serialize_none(),
    }
}
