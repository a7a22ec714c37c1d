//! Taint: which part of each amount is the stolen money, exactly, per asset, under six policies side by side.
//!
//! A [`Taint`] follows the money through a [`History`] in the order of the chain. One address's holding of one asset is a
//! purse; what leaves it carries a part of the stolen money that the policy says, one file per policy. Nothing is created
//! or lost: for every asset and policy `stolen + from_swaps + mixed_in = left + fees` after every update ([`Sums`]).
//!
//! What comes in by a link is in `links`. Sources of the policies are in their files. Limits that all share: only assets of Spoor's list are followed; money is
//! followed out of an address only where [`Mode`] says so; what an address paid above what is known to have come in was
//! there before, and is booked as other money at the moment of need.

mod books;
mod fifo;
mod first;
mod haircut;
mod libr;
mod lifo;
mod links;
mod lots;
mod marks;
mod patch;
mod plan;
mod poison;
mod replay;
mod share;

use std::collections::BTreeSet;

use super::history::{Coin, History, RowId, Who};
use super::view::{Direction, Policy};
use crate::money::{Address, Asset, TxId, UnixSeconds};
pub use links::Joined;
use marks::Slots;
use patch::Patch;
use plan::Plan;
use replay::{Account, Run};

/// What is followed out of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// Nothing: received money rests here.
    #[default]
    Rest,
    /// Everything.
    Follow,
    /// What leaves in the transaction that brought it: contracts that pay on. What does not rests here.
    Through,
}

/// A stated sale: what leaves `at` in one of `proceeds` is the stolen money again, in another asset, as far as it is more
/// than what is known to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Who sold.
    pub at: Address,
    /// What came in for it.
    pub bought: Asset,
    /// The transactions by which the proceeds left.
    pub proceeds: BTreeSet<TxId>,
}

/// What went through one address in one asset under one policy, in base units.
/// `tainted_in + mixed_in = tainted_out + left`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Stolen amount that came in, what links brought included.
    pub tainted_in: u128,
    /// Stolen amount that went out, fees included.
    pub tainted_out: u128,
    /// Stolen amount that is left.
    pub left: u128,
    /// Other money that counts as stolen because it was mixed here; only under poison.
    pub mixed_in: u128,
    /// Money that must have been here before, or come by transfers that are not known.
    pub unseen_in: u128,
    /// Other money that is known to have come in.
    pub clean_in: u128,
    /// Block of the first tainted receipt.
    pub first_block: u64,
    /// Block of the last tainted receipt.
    pub last_block: u64,
    /// Time of the last tainted receipt.
    pub last_at: UnixSeconds,
    /// The first tainted receipt; `None` where all of it is proceeds of a stated sale.
    pub first: Option<RowId>,
    /// The last tainted receipt.
    pub last: Option<RowId>,
}

/// The sum of one asset under one policy, in base units. `stolen + from_swaps + mixed_in = left + fees`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Brought in by the seeds.
    pub stolen: u128,
    /// Brought in by links: proceeds of stated sales, swaps, exchanges, refunds, and bridges from other chains.
    pub from_swaps: u128,
    /// Clean money that counts by poison.
    pub mixed_in: u128,
    /// Paid as fees.
    pub fees: u128,
    /// What rests, at all addresses.
    pub left: u128,
}

impl Sums {
    /// Whether the sides are equal to the last unit.
    #[must_use]
    pub const fn close(&self) -> bool {
        self.stolen + self.from_swaps + self.mixed_in == self.left + self.fees
    }

    const fn add(&mut self, account: &Account) {
        self.from_swaps += account.from_swaps;
        self.mixed_in += account.mixed_in;
        self.left += account.left;
    }

    const fn subtract(&mut self, account: &Account) {
        self.from_swaps -= account.from_swaps;
        self.mixed_in -= account.mixed_in;
        self.left -= account.left;
    }
}

/// From this part of all rows on, they are replayed whole.
const WHOLE_FROM: usize = 4;

/// The taint of a history, kept up to date under several policies.
#[derive(Clone, Debug)]
pub struct Taint {
    plan: Plan,
    slots: Slots,
    runs: Vec<Run>,
}

impl Taint {
    /// Under every policy. Backward, money is followed to where it came from: the same replay with sender and recipient
    /// exchanged and the order of the chain reversed; fees come back clean.
    #[must_use]
    pub fn new(direction: Direction) -> Self {
        Self::with(direction, &Policy::ALL)
    }

    /// Under some policies only.
    #[must_use]
    pub fn with(direction: Direction, policies: &[Policy]) -> Self {
        let runs = policies.iter().map(|policy| Run::new(*policy)).collect();
        Self { plan: Plan::new(direction), slots: Slots::default(), runs }
    }

    /// Says what is followed out of an address; at first nothing is.
    pub fn set_mode(&mut self, who: Who, mode: Mode) {
        self.plan.set_mode(who, mode);
    }

    /// What is followed out of an address.
    #[must_use]
    pub fn mode(&self, who: Who) -> Mode {
        self.plan.mode(who)
    }

    /// This row is stolen whole, whatever its sender holds, and does not draw on it.
    pub fn add_seed(&mut self, row: RowId) {
        self.plan.add_seed(row);
    }

    /// Adds a stated sale. Its proceeds are followed out of an address that is followed, forwards.
    pub fn add_swap(&mut self, swap: Swap) {
        self.plan.add_swap(swap);
    }

    /// This row comes from another chain's ledger and is stolen in part, by policy, in base units; nothing under a policy
    /// that is not named, and never more than its amount. It does not draw on its sender; the rest of it is other money.
    /// Said again with other parts, those hold; with none, the row is an ordinary one again. A seed stays a seed.
    pub fn bring(&mut self, row: RowId, parts: &[(Policy, u128)]) {
        self.plan.bring(row, parts);
    }

    /// Says which rows were received for which, in place of what was said before: what was received holds the stolen part of
    /// what was paid, in proportion. Forwards only. A change costs a whole replay.
    pub fn set_links(&mut self, links: Vec<Joined>) {
        self.plan.set_links(links);
    }

    /// A row is new or changed. Rows added to the history are found without it.
    pub fn touch(&mut self, row: RowId) {
        self.plan.touch(row);
    }

    /// Whether this row carries clean money only, by decision of the search: it is outside the window, for example. What
    /// its sender had of stolen money stays there. A seed is never left out.
    pub fn leave_out(&mut self, row: RowId, out: bool) {
        self.plan.leave_out(row, out);
    }

    /// Brings every policy up to date.
    pub fn update(&mut self, history: &History) {
        let changed = self.plan.take_in(history);
        self.slots.resize(history.len());
        if changed.is_empty() {
            return;
        }
        let rows_of = |who: &u32| history.touching(Who(*who)).len();
        let work = changed.fresh.len() + changed.rows.len() + changed.whos.iter().map(rows_of).sum::<usize>();
        let mut runs = std::mem::take(&mut self.runs);
        for run in &mut runs {
            // A row taken one by one costs some times what it costs in a whole replay.
            let patched = !changed.all
                && work * WHOLE_FROM < history.len()
                && Patch::new(history, &self.plan, &changed, &mut self.slots, run).apply(history.len() / WHOLE_FROM);
            if !patched {
                run.whole(history, &mut self.plan, &mut self.slots);
            }
        }
        self.runs = runs;
    }

    /// Replays every row under every policy, as if nothing were known yet. [`Taint::update`] gives the same; this is for
    /// checking that it does, and for measuring.
    pub fn replay(&mut self, history: &History) {
        self.plan.take_in(history);
        self.slots.resize(history.len());
        for run in &mut self.runs {
            run.whole(history, &mut self.plan, &mut self.slots);
        }
    }

    /// The stolen part of a row; nothing under a policy that is not kept.
    #[must_use]
    pub fn tainted(&self, policy: Policy, row: RowId) -> u128 {
        self.run(policy).map_or(0, |run| run.marks.get(self.slots.of(row.0)))
    }

    /// Every row with a stolen part, by [`RowId`].
    pub fn tainted_rows(&self, policy: Policy) -> impl Iterator<Item = (RowId, u128)> + '_ {
        let run = self.run(policy);
        let all = run.into_iter().flat_map(|run| self.slots.rows().map(|(row, slot)| (RowId(row), run.marks.get(slot))));
        all.filter(|(_, stolen)| *stolen > 0)
    }

    /// The lots of a row in the order in which they arrive: the seed or the sale that each is of, `None` for other money.
    /// Empty for rows without stolen money, and under policies that do not tell stolen money apart.
    pub fn parcel(&self, policy: Policy, row: RowId) -> impl Iterator<Item = (Option<RowId>, u128)> + '_ {
        let run = self.run(policy);
        let lots = run.into_iter().flat_map(move |run| run.marks.parcel(self.slots.of(row.0)));
        lots.map(|lot| (replay::origin(&lot), lot.amount))
    }

    /// What went through an address in an asset; `None` where no stolen money was there.
    #[must_use]
    pub fn flow(&self, policy: Policy, who: Who, coin: Coin) -> Option<Flow> {
        let purse = self.plan.purse(who, coin)?;
        let account = self.run(policy)?.accounts.get(purse)?;
        account.is_tainted().then(|| self.flow_of(account))
    }

    /// Every address and asset where stolen money was, by [`Who`], then by [`Coin`].
    pub fn flows(&self, policy: Policy) -> impl Iterator<Item = (Who, Coin, Flow)> + '_ {
        let accounts = self.run(policy).map_or(&[][..], |run| run.accounts.all());
        let mut all: Vec<&Account> = accounts.iter().filter(|account| account.is_tainted()).collect();
        all.sort_unstable_by_key(|account| {
            let purse = &self.plan.purses[account.purse as usize];
            (purse.who, purse.coin)
        });
        all.into_iter().map(|account| {
            let purse = &self.plan.purses[account.purse as usize];
            (purse.who, purse.coin, self.flow_of(account))
        })
    }

    /// The sum of an asset.
    #[must_use]
    pub fn sums(&self, policy: Policy, coin: Coin) -> Sums {
        let coin = usize::from(coin.0);
        let sums = self.run(policy).and_then(|run| run.sums.get(coin)).copied().unwrap_or_default();
        Sums { stolen: self.plan.stolen.get(coin).copied().unwrap_or(0), ..sums }
    }

    /// Bytes held, as capacity.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.plan.bytes() + self.slots.bytes() + self.runs.iter().map(Run::bytes).sum::<usize>()
    }

    fn run(&self, policy: Policy) -> Option<&Run> {
        self.runs.iter().find(|run| run.policy == policy)
    }

    fn flow_of(&self, account: &Account) -> Flow {
        let tainted_in = account.tainted_in + account.from_swaps;
        let receipt = |row: u32| (row != replay::NONE).then_some(RowId(row));
        Flow {
            tainted_in,
            tainted_out: tainted_in + account.mixed_in - account.left,
            left: account.left,
            mixed_in: account.mixed_in,
            unseen_in: account.unseen_in,
            clean_in: self.plan.purses[account.purse as usize].received - account.tainted_in,
            first_block: account.first_block,
            last_block: account.last_block,
            last_at: UnixSeconds::new(account.last_at),
            first: receipt(account.first),
            last: receipt(account.last),
        }
    }
}

impl Policy {
    /// Every policy, in the order of the screen.
    pub const ALL: [Self; 6] = [Self::Fifo, Self::Haircut, Self::Lifo, Self::Libr, Self::First, Self::Poison];

    /// Whether money keeps its origin under this policy: what moves is lots.
    const fn has_lots(self) -> bool {
        matches!(self, Self::Fifo | Self::Lifo)
    }

    /// The name, for a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fifo => "first in, first out",
            Self::Haircut => "in proportion (haircut)",
            Self::Lifo => "last in, first out",
            Self::Libr => "other money first (lowest intermediate balance)",
            Self::First => "stolen money first",
            Self::Poison => "poison",
        }
    }
}
