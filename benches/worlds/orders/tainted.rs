//! The order that follows amounts: the next page is of the address at which most stolen money rests, as far as was read.
//!
//! Stolen money leaves an address first. In one form no address passes on more than it received; in the other whatever it pays
//! after the stolen money came counts, which finds what price drift hides and touches more strangers. A labelled contract is
//! asked about only for the block in which stolen money came, and only what it pays in the same transaction is followed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use spoor::explorer::Order;
use spoor::explorer::world::{Begin, Explorer, Key, Row, World};
use spoor::label::Category;
use spoor::money::{Account, Address, Amount, TxId};

use crate::claims::Claims;

/// An address by its place in the list of those met.
type Id = usize;

/// What is known of an address, whatever the taint.
struct Met<'a> {
    address: &'a Address,
    label: Option<Category>,
    /// The block of a seed's first payment of stolen money.
    pays_from: Option<u64>,
    /// Where the next page begins once the first was read; `None` behind the last page.
    read: Option<Option<Key>>,
    /// Stolen money that rests here; at a label, what was not passed on in its transaction.
    rests: Amount,
    /// The block of the first stolen receipt.
    first: Option<u64>,
}

struct Search<'a> {
    world: &'a World,
    /// Whether an address passes on at most what it received.
    conserves: bool,
    explorer: Explorer<'a>,
    met: Vec<Met<'a>>,
    ids: BTreeMap<&'a Address, Id>,
    /// What read addresses paid, in the order of the chain.
    paid: BTreeMap<Key, (Id, Id, Amount)>,
    /// Labelled contracts and the transactions that were looked into there.
    looked_into: BTreeSet<(Id, TxId)>,
    /// What came to a labelled contract in a transaction and did not go on in it.
    stays: BTreeMap<(Id, TxId), (u64, Amount)>,
}

/// The next question.
enum Next {
    History(Id),
    Inside(Id, u64),
}

pub(super) fn run(world: &World, budget: u32, conserves: bool) -> Claims {
    let mut search = Search {
        world,
        conserves,
        explorer: world.explorer(budget),
        met: Vec::new(),
        ids: BTreeMap::new(),
        paid: BTreeMap::new(),
        looked_into: BTreeSet::new(),
        stays: BTreeMap::new(),
    };
    for origin in &world.case().origins {
        let id = search.meet(&origin.at);
        search.met[id].pays_from = origin.from_block;
    }
    while let Some(next) = search.next() {
        let asked = match next {
            Next::History(id) => search.ask(id),
            Next::Inside(id, block) => search.look_inside(id, block),
        };
        if asked.is_none() {
            break;
        }
        search.replay();
    }
    search.claims()
}

impl<'a> Search<'a> {
    fn meet(&mut self, address: &'a Address) -> Id {
        if let Some(&id) = self.ids.get(address) {
            return id;
        }
        let chain = self.world.case().chain;
        let account = Account::new(chain, address.clone()).ok();
        let label = account.and_then(|account| self.world.labels().of(&account).first().map(|label| label.category));
        self.met.push(Met { address, label, pays_from: None, read: None, rests: Amount::ZERO, first: None });
        self.ids.insert(address, self.met.len() - 1);
        self.met.len() - 1
    }

    /// Seeds first; then whatever holds most. Ties go to the lower address, then to the earlier transaction.
    fn next(&self) -> Option<Next> {
        let seed = self.met.iter().position(|met| met.pays_from.is_some() && !matches!(met.read, Some(None)));
        if let Some(id) = seed {
            return Some(Next::History(id));
        }
        let waits = |met: &Met<'_>| met.label.is_none() && !met.rests.is_zero() && !matches!(met.read, Some(None));
        let address = self.met.iter().enumerate().filter(|(_, met)| waits(met)).max_by_key(|(_, met)| (met.rests, Reverse(met.address)));
        let is_contract = |id: Id| matches!(self.met[id].label, Some(Category::Bridge | Category::Service));
        let inside = self.stays.iter().filter(|(at, (_, amount))| is_contract(at.0) && !amount.is_zero() && !self.looked_into.contains(at));
        let inside = inside.max_by_key(|((_, tx), (_, amount))| (*amount, Reverse(*tx)));
        match (address, inside) {
            (Some((_, met)), Some(((id, _), (block, amount)))) if met.rests < *amount => Some(Next::Inside(*id, *block)),
            (Some((id, _)), _) => Some(Next::History(id)),
            (None, Some(((id, _), (block, _)))) => Some(Next::Inside(*id, *block)),
            (None, None) => None,
        }
    }

    /// Reads the next page of an address; `None` where the budget is spent.
    fn ask(&mut self, id: Id) -> Option<()> {
        let met = &self.met[id];
        let begin = match met.read {
            Some(Some(last)) => Begin::After(last),
            _ => met.pays_from.or(met.first).map_or(Begin::End, Begin::Block),
        };
        let page = self.explorer.page(met.address, begin, Order::Oldest)?;
        self.met[id].read = Some(page.next);
        self.keep(id, page.rows);
        Some(())
    }

    /// Reads the page of a labelled contract on which its transactions of a block stand.
    fn look_inside(&mut self, id: Id, block: u64) -> Option<()> {
        let page = self.explorer.page(self.met[id].address, Begin::Block(block), Order::Oldest)?;
        let inside: BTreeSet<TxId> = page.rows.iter().map(|row| row.tx).collect();
        self.looked_into.extend(inside.into_iter().map(|tx| (id, tx)));
        self.keep(id, page.rows);
        Some(())
    }

    fn keep(&mut self, id: Id, rows: Vec<&'a Row>) {
        for row in rows {
            if row.asset.is_none() && !row.amount.is_zero() && row.from == *self.met[id].address {
                let to = self.meet(&row.to);
                self.paid.insert(row.key(), (id, to, row.amount));
            }
        }
    }

    /// Follows the stolen money anew through everything that was read.
    fn replay(&mut self) {
        self.stays.clear();
        for met in &mut self.met {
            (met.rests, met.first) = (Amount::ZERO, None);
        }
        for (&(block, tx, _), &(from, to, amount)) in &self.paid {
            let stolen = match (self.met[from].pays_from, self.met[from].label) {
                (Some(pays_from), _) => {
                    if block < pays_from {
                        Amount::ZERO
                    } else {
                        amount
                    }
                }
                (None, None) if self.conserves => amount.min(self.met[from].rests),
                (None, None) => self.met[from].first.map_or(Amount::ZERO, |_| amount),
                (None, Some(_)) => {
                    let came = self.stays.get_mut(&(from, tx)).map(|(_, came)| came);
                    came.map_or(Amount::ZERO, |came| {
                        let stolen = amount.min(*came);
                        *came = came.saturating_minus(stolen);
                        stolen
                    })
                }
            };
            if stolen.is_zero() {
                continue;
            }
            self.met[from].rests = self.met[from].rests.saturating_minus(stolen);
            let to_met = &mut self.met[to];
            to_met.first = to_met.first.or(Some(block));
            to_met.rests = [to_met.rests, stolen].into_iter().sum();
            if to_met.label.is_some() {
                let (_, came) = self.stays.entry((to, tx)).or_insert((block, Amount::ZERO));
                *came = [*came, stolen].into_iter().sum();
            }
        }
    }

    fn claims(&self) -> Claims {
        let mut claims = Claims { requests: self.explorer.requests(), ..Claims::default() };
        for met in &self.met {
            if met.pays_from.is_none() {
                claims.reach(met.address, met.rests);
            }
            // An address that waits unread is a claim on what rests there, not yet on who it is.
            if met.pays_from.is_some() || met.read.is_some() {
                claims.visited.insert(met.address.clone());
            }
        }
        claims
    }
}
