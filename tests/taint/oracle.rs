//! The same ledger in fractions of unbounded integers, written for being plain and not for being fast: one list of lots a
//! purse, gone through from the start, no state kept between updates. It shares no code with the engine but the order of
//! the chain.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use num_bigint::BigInt;
use num_rational::BigRational;
use spoor::money::{Asset, Transfer, TransferKind};
use spoor::trace::history::{History, RowId};
use spoor::trace::taint::{Mode, Taint};
use spoor::trace::view::{Direction, Policy};

/// What is to be replayed.
pub(crate) struct Question<'a> {
    pub(crate) direction: Direction,
    pub(crate) seeds: BTreeSet<RowId>,
    pub(crate) left_out: BTreeSet<RowId>,
    pub(crate) proceeds: BTreeSet<RowId>,
    /// What was paid and received, every payment before every receipt.
    pub(crate) links: Vec<(Vec<RowId>, Vec<RowId>)>,
    /// Rows from elsewhere, with their stolen part under the policy.
    pub(crate) brought: BTreeMap<RowId, u128>,
    pub(crate) mode: &'a dyn Fn(&Transfer) -> (Mode, Mode),
}

type Lot = (Option<RowId>, BigRational);
type Key = (String, Asset);

#[derive(Default)]
struct Purse {
    /// In the order in which they came. Policies without lots keep at most one stolen and one clean lot here.
    lots: VecDeque<Lot>,
    balance: BigRational,
    touched: bool,
    /// Of a contract that pays on: the transaction its lots are of.
    of: Option<RowId>,
    rested: BigRational,
    account: Account,
}

/// What is said of a purse.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Account {
    tainted_in: BigRational,
    mixed_in: BigRational,
    unseen_in: BigRational,
    left: BigRational,
}

/// What is said of everything.
#[derive(Debug, PartialEq)]
pub(crate) struct Ledger {
    tainted: BTreeMap<RowId, BigRational>,
    parcels: BTreeMap<RowId, Vec<Lot>>,
    accounts: BTreeMap<Key, Account>,
    /// By asset: brought in by proceeds, paid as fees.
    sums: BTreeMap<Asset, (BigRational, BigRational)>,
}

fn number(amount: u128) -> BigRational {
    BigRational::from_integer(BigInt::from(amount))
}

fn zero() -> BigRational {
    number(0)
}

fn total<'l>(lots: impl IntoIterator<Item = &'l Lot>) -> BigRational {
    lots.into_iter().fold(zero(), |sum, (_, amount)| sum + amount)
}

fn stolen_of<'l>(lots: impl IntoIterator<Item = &'l Lot>) -> BigRational {
    total(lots.into_iter().filter(|(origin, _)| origin.is_some()))
}

/// Adds a lot behind the others; neighbours of one origin are one lot, and nothing is none.
fn add(lots: &mut VecDeque<Lot>, (origin, amount): Lot) {
    match lots.back_mut() {
        Some((last, sum)) if *last == origin => *sum += amount,
        _ if amount == zero() => {}
        _ => lots.push_back((origin, amount)),
    }
}

fn joined(lots: impl IntoIterator<Item = Lot>) -> VecDeque<Lot> {
    let mut out = VecDeque::new();
    lots.into_iter().for_each(|lot| add(&mut out, lot));
    out
}

/// One stolen lot of no named origin, then a clean one.
fn mixture(stolen: BigRational, all: &BigRational) -> [Lot; 2] {
    [(Some(RowId(0)), stolen.clone()), (None, all - stolen)]
}

impl Purse {
    /// Takes lots in; gives what begins to count.
    fn receive(&mut self, policy: Policy, lots: impl IntoIterator<Item = Lot>) -> BigRational {
        for lot in lots {
            self.touched |= lot.0.is_some();
            self.balance += &lot.1;
            add(&mut self.lots, lot);
        }
        if matches!(policy, Policy::Fifo | Policy::Lifo) {
            return zero();
        }
        let stolen = stolen_of(&self.lots);
        let counts = if policy == Policy::Poison && self.touched { self.balance.clone() } else { stolen.clone() };
        self.lots = joined(mixture(counts.clone(), &self.balance));
        counts - stolen
    }

    /// Gives out lots in the order in which they leave.
    fn pay(&mut self, policy: Policy, amount: &BigRational) -> VecDeque<Lot> {
        let all = std::mem::take(&mut self.balance);
        self.balance = &all - amount;
        let mut paid = VecDeque::new();
        if matches!(policy, Policy::Fifo | Policy::Lifo) {
            let mut open = amount.clone();
            while open > zero() {
                let next = if policy == Policy::Fifo { self.lots.pop_front() } else { self.lots.pop_back() };
                let (origin, size) = next.unwrap();
                let taken = if size < open { size.clone() } else { open.clone() };
                open -= &taken;
                add(&mut paid, (origin, taken.clone()));
                let rest = (origin, size - taken);
                if rest.1 > zero() && policy == Policy::Fifo {
                    self.lots.push_front(rest);
                } else if rest.1 > zero() {
                    self.lots.push_back(rest);
                }
            }
            return paid;
        }
        let stolen = stolen_of(&self.lots);
        let carried = match policy {
            Policy::Poison if self.touched => amount.clone(),
            Policy::Poison => zero(),
            Policy::Haircut if all == zero() => zero(),
            Policy::Haircut => (amount * &stolen / &all).floor(),
            Policy::Libr => (amount - (&all - &stolen)).max(zero()),
            _ => amount.min(&stolen).clone(),
        };
        self.lots = joined(mixture(&stolen - &carried, &self.balance));
        joined(mixture(carried, amount))
    }

    /// Gives out clean money alone, in the order in which it would leave; gives what is missing.
    fn pay_clean(&mut self, policy: Policy, amount: &BigRational) -> BigRational {
        let mut open = amount.clone();
        let mut lots: Vec<Lot> = std::mem::take(&mut self.lots).into();
        if policy == Policy::Lifo {
            lots.reverse();
        }
        for (_, size) in lots.iter_mut().filter(|(origin, _)| origin.is_none()) {
            let taken = if *size < open { size.clone() } else { open.clone() };
            *size -= &taken;
            open -= taken;
        }
        if policy == Policy::Lifo {
            lots.reverse();
        }
        self.lots = joined(lots);
        self.balance -= amount - &open;
        open
    }

    /// What an earlier transaction left at a contract rests.
    fn pass(&mut self, history: &History, row: RowId) {
        if self.of.is_some_and(|of| !history.same_transaction(of, row)) {
            self.rested += stolen_of(&std::mem::take(&mut self.lots));
            self.balance = zero();
            self.touched = false;
        }
        self.of = Some(row);
    }
}

/// What a received row holds by its link; `None` for a row that no link brought.
fn due(history: &History, policy: Policy, question: &Question, tainted: &BTreeMap<RowId, BigRational>, row: RowId) -> Option<BigRational> {
    let transfer = |row: RowId| history.transfer(row);
    let size = |row: RowId| number(transfer(row).amount.to_u128().unwrap());
    let is_sound = |(paid, received): &&(Vec<RowId>, Vec<RowId>)| {
        received.contains(&row) && !paid.contains(&row) && paid.iter().all(|other| transfer(*other).asset == transfer(paid[0]).asset)
    };
    if transfer(row).kind == TransferKind::Fee {
        return None;
    }
    let (paid, received) = question.links.iter().find(is_sound)?;
    // A row that an earlier link brought is not this one's.
    let mine: BTreeSet<RowId> = received
        .iter()
        .copied()
        .filter(|other| transfer(*other).kind != TransferKind::Fee && !paid.contains(other))
        .filter(|other| {
            let first = question.links.iter().find(|(paid, received)| {
                received.contains(other) && !paid.contains(other) && paid.iter().all(|p| transfer(*p).asset == transfer(paid[0]).asset)
            });
            first.is_some_and(|(first, _)| std::ptr::eq(first, paid))
        })
        .filter(|other| transfer(*other).asset == transfer(row).asset)
        .collect();
    let paid: BTreeSet<RowId> = paid.iter().copied().collect();
    let given = paid.iter().fold(zero(), |sum, row| sum + size(*row));
    let stolen = paid.iter().filter_map(|row| tainted.get(row)).fold(zero(), |sum, part| sum + part);
    let before = mine.iter().filter(|other| history.compare(**other, row).is_lt()).fold(zero(), |sum, row| sum + size(*row));
    let all = mine.iter().fold(zero(), |sum, row| sum + size(*row));
    let asset = |row: RowId| transfer(row).asset;
    let whole = if paid.iter().any(|other| asset(*other) == asset(row)) && all > given { all } else { given };
    if policy == Policy::Poison {
        return Some(if stolen > zero() { size(row) } else { zero() });
    }
    let up_to = |sum: BigRational| (sum * &stolen / &whole).floor();
    Some(up_to(&before + size(row)) - up_to(before))
}

pub(crate) fn replay(history: &History, policy: Policy, question: &Question) -> Ledger {
    let mut rows: Vec<RowId> = history.rows().filter(|row| history.row(*row).moves).collect();
    rows.sort_by(|a, b| history.compare(*a, *b));
    if question.direction == Direction::Backward {
        rows.reverse();
    }
    let mut ledger = Ledger { tainted: BTreeMap::new(), parcels: BTreeMap::new(), accounts: BTreeMap::new(), sums: BTreeMap::new() };
    let mut purses: BTreeMap<Key, Purse> = BTreeMap::new();
    for row in rows {
        let transfer = history.transfer(row);
        let amount = number(transfer.amount.to_u128().unwrap());
        let is_fee = transfer.kind == TransferKind::Fee;
        let key = |address: &spoor::money::Address| (address.to_string(), transfer.asset.clone());
        let (from_mode, to_mode) = (question.mode)(&transfer);
        let from = Some((key(&transfer.from), from_mode));
        let to = Some((key(&transfer.to), to_mode)).filter(|_| !is_fee);
        let (payer, payee) = if question.direction == Direction::Forward { (from, to) } else { (to, from) };
        let sums = ledger.sums.entry(transfer.asset.clone()).or_default();

        let part = |stolen: BigRational| joined([(Some(row), stolen.clone()), (None, &amount - stolen)]);
        let parcel: VecDeque<Lot> = if question.seeds.contains(&row) {
            [(Some(row), amount.clone())].into()
        } else if let Some(stolen) = question.brought.get(&row) {
            sums.0 += number(*stolen);
            part(number(*stolen))
        } else if let Some(stolen) = due(history, policy, question, &ledger.tainted, row) {
            if let Some((key, mode)) = payer.filter(|(_, mode)| *mode != Mode::Rest) {
                let purse = purses.entry(key).or_default();
                if mode == Mode::Through {
                    purse.pass(history, row);
                }
                let missing = purse.pay_clean(policy, &amount);
                if mode == Mode::Follow {
                    purse.account.unseen_in += missing;
                }
            }
            sums.0 += &stolen;
            part(stolen)
        } else {
            match payer {
                None | Some((_, Mode::Rest)) => [(None, amount.clone())].into(),
                Some((key, mode)) => {
                    let purse = purses.entry(key).or_default();
                    if mode == Mode::Through {
                        purse.pass(history, row);
                    }
                    if question.left_out.contains(&row) {
                        let missing = purse.pay_clean(policy, &amount);
                        if mode == Mode::Follow {
                            purse.account.unseen_in += missing;
                        }
                        [(None, amount.clone())].into()
                    } else {
                        let missing = &amount - &purse.balance;
                        if missing > zero() {
                            let is_proceeds = mode == Mode::Follow && question.proceeds.contains(&row);
                            if is_proceeds {
                                purse.account.tainted_in += &missing;
                                sums.0 += &missing;
                            } else if mode == Mode::Follow {
                                purse.account.unseen_in += &missing;
                            }
                            let mixed = purse.receive(policy, [(is_proceeds.then_some(row), missing)]);
                            purse.account.mixed_in += mixed;
                        }
                        purse.pay(policy, &amount)
                    }
                }
            }
        };
        let stolen = stolen_of(&parcel);
        if stolen > zero() {
            ledger.tainted.insert(row, stolen.clone());
            if matches!(policy, Policy::Fifo | Policy::Lifo) {
                ledger.parcels.insert(row, parcel.iter().cloned().collect());
            }
        }
        match payee {
            None => sums.1 += stolen,
            Some((key, mode)) => {
                let purse = purses.entry(key).or_default();
                purse.account.tainted_in += &stolen;
                match mode {
                    Mode::Rest => purse.rested += stolen,
                    Mode::Follow | Mode::Through => {
                        if mode == Mode::Through {
                            purse.pass(history, row);
                        }
                        let mixed = purse.receive(policy, parcel);
                        purse.account.mixed_in += mixed;
                    }
                }
            }
        }
    }
    for (key, mut purse) in purses.into_iter().filter(|(_, purse)| purse.account.tainted_in > zero()) {
        purse.account.left = purse.rested + stolen_of(&purse.lots);
        ledger.accounts.insert(key, purse.account);
    }
    ledger.sums.retain(|_, (from_swaps, fees)| *from_swaps > zero() || *fees > zero());
    ledger
}

/// The engine's figures in the same form.
pub(crate) fn ledger_of(history: &History, taint: &Taint, policy: Policy) -> Ledger {
    let mut ledger = Ledger { tainted: BTreeMap::new(), parcels: BTreeMap::new(), accounts: BTreeMap::new(), sums: BTreeMap::new() };
    for (row, stolen) in taint.tainted_rows(policy) {
        ledger.tainted.insert(row, number(stolen));
        let parcel: Vec<Lot> = taint.parcel(policy, row).map(|(origin, amount)| (origin, number(amount))).collect();
        if !parcel.is_empty() {
            ledger.parcels.insert(row, parcel);
        }
    }
    for (who, coin, flow) in taint.flows(policy) {
        let account = Account {
            tainted_in: number(flow.tainted_in),
            mixed_in: number(flow.mixed_in),
            unseen_in: number(flow.unseen_in),
            left: number(flow.left),
        };
        ledger.accounts.insert((history.address(who).to_string(), history.asset(coin).clone()), account);
    }
    let coins: BTreeSet<_> = history.rows().map(|row| history.row(row).coin).collect();
    for coin in coins {
        let sums = taint.sums(policy, coin);
        assert!(sums.close());
        if sums.from_swaps + sums.fees > 0 {
            ledger.sums.insert(history.asset(coin).clone(), (number(sums.from_swaps), number(sums.fees)));
        }
    }
    ledger
}
