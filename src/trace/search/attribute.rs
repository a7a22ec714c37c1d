//! Which payments of an address are the stolen money's, as whole payments: it steers where the search asks, and no ledger.
//!
//! An address that got stolen money pays others too. Three things tell its payments apart, in this order:
//! 1. *Cover.* Other money that is known to have been there could have paid it whole. What nothing else could pay is the
//!    stolen money's. Where the time before the first tainted receipt was not read, size stands in: a payment of at least
//!    one part in twenty of what came in counts.
//! 2. *Balance.* Thieves move on what they got. If few changes to the first answer make the payments add up to what came
//!    in, to the fees and one part in a thousand, those changes are made, unless so many sums were tried that one of them
//!    would fit by chance.
//! 3. *Company.* A payment to somebody the trail reaches by another way, or to a labelled service, is on the trail.
//!
//! Source: the idea of the lowest intermediate balance (cover) and of amount matching (balance), applied to whole
//! payments. Limits: it is an inference; money that comes from transfers nobody read, swaps, and thieves who leave an odd
//! sum behind break the balance. Measured on three worlds with known outcome: `make bench`, address precision.

/// A payment out of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Its place in the order of events at the address.
    pub at: u32,
    /// How much, in base units.
    pub amount: u128,
    /// Whether it is on the trail by other evidence.
    pub sure: bool,
}

/// What happened at an address in one asset.
#[derive(Clone, Copy, Debug)]
pub struct Events<'a> {
    /// Stolen money that came in: place and amount.
    pub receipts: &'a [(u32, u128)],
    /// Other money that came in.
    pub others: &'a [(u32, u128)],
    /// Payments before the first stolen money came.
    pub before: &'a [(u32, u128)],
    /// Payments after it.
    pub payments: &'a [Payment],
    /// Fees it paid: the sums may differ by that much.
    pub fees: u128,
    /// Whether everything before the first stolen receipt is known.
    pub before_known: bool,
}

/// Which payments are taken for the stolen money's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Their places.
    pub stolen: Vec<u32>,
    /// The sum of small payments that knowing the time before would decide.
    pub doubt: u128,
}

/// A payment from this part of what came in counts while the time before is not known.
const LARGE: u128 = 20;
/// What came to an origin counts as other money below this part of what it paid: above, it may be the theft itself.
const THEFT: u128 = 10;
/// How many changed sets are tried.
const MOST_TRIED: u64 = 20_000;
/// How many payments are changed at most.
const MOST_CHANGED: usize = 5;
/// The chance of an accidental fit that is accepted: one in this many.
const CHANCE: u128 = 50;

/// Tells the payments of an address apart.
#[must_use]
pub fn attribute(events: &Events<'_>) -> Attribution {
    let total: u128 = sum(events.receipts.iter().map(|receipt| receipt.1));
    if events.payments.is_empty() || total == 0 {
        return Attribution::default();
    }
    let uncovered = uncovered(events, &|_, payment| payment.sure);
    let mut prior: Vec<bool> = events
        .payments
        .iter()
        .zip(&uncovered)
        .map(|(payment, uncovered)| {
            payment.sure || if events.before_known { *uncovered } else { payment.amount.saturating_mul(LARGE) >= total }
        })
        .collect();
    alike(events.payments, &mut prior);
    if let Some(changed) = balance(events, total, &prior) {
        return chosen(events.payments, &changed, 0);
    }
    let taken = sum(events.payments.iter().zip(&prior).filter(|(_, stolen)| **stolen).map(|(payment, _)| payment.amount));
    if events.before_known {
        // A payment that only a large part of the stolen money explains as well as other money does: taken for stolen.
        let mut left = total.saturating_sub(taken);
        let mut order: Vec<usize> = (0..prior.len()).filter(|&at| !prior[at]).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(events.payments[at].amount), at));
        for at in order {
            let amount = events.payments[at].amount;
            if amount.saturating_mul(5) >= total && amount <= left {
                prior[at] = true;
                left -= amount;
            }
        }
        return chosen(events.payments, &prior, 0);
    }
    let open = events
        .payments
        .iter()
        .zip(&uncovered)
        .filter(|(payment, uncovered)| **uncovered && !payment.sure && payment.amount.saturating_mul(4) < total);
    let doubt = sum(open.map(|(payment, _)| payment.amount));
    let exhausted = total.abs_diff(taken) < total / 1000;
    chosen(events.payments, &prior, if exhausted { 0 } else { doubt })
}

/// The payments of several addresses that together paid `total` of stolen money: which of them it were.
///
/// Money that came to them is no cover where it is large: it may be the theft itself.
#[must_use]
pub fn attribute_origins(origins: &[Events<'_>], total: Option<u128>) -> Vec<u32> {
    let mut payments: Vec<Payment> = Vec::new();
    let mut prior = Vec::new();
    for origin in origins {
        let own = sum(origin.payments.iter().map(|payment| payment.amount));
        let large = |amount: u128| amount.saturating_mul(LARGE) >= own;
        let theft = |amount: u128| amount.saturating_mul(THEFT) >= own;
        let small: Vec<(u32, u128)> = origin.others.iter().copied().filter(|other| !theft(other.1)).collect();
        let events = Events { others: &small, receipts: &[], ..*origin };
        let open = uncovered(&events, &|_, payment| payment.sure || large(payment.amount));
        let mut first: Vec<bool> =
            origin.payments.iter().zip(open).map(|(payment, open)| payment.sure || large(payment.amount) || open).collect();
        alike(origin.payments, &mut first);
        payments.extend(origin.payments);
        prior.extend(first);
    }
    let events = Events { receipts: &[], others: &[], before: &[], payments: &payments, fees: 0, before_known: false };
    let changed = total.and_then(|total| balance(&events, total, &prior)).unwrap_or(prior);
    chosen(&payments, &changed, 0).stolen
}

fn sum(amounts: impl Iterator<Item = u128>) -> u128 {
    amounts.fold(0, u128::saturating_add)
}

fn chosen(payments: &[Payment], stolen: &[bool], doubt: u128) -> Attribution {
    Attribution { stolen: payments.iter().zip(stolen).filter(|(_, stolen)| **stolen).map(|(payment, _)| payment.at).collect(), doubt }
}

/// Payments of one size are of one kind: a hundred payments of 12,000 are not two kinds.
fn alike(payments: &[Payment], stolen: &mut [bool]) {
    let mut sizes: Vec<u128> = payments.iter().zip(&*stolen).filter(|(_, stolen)| **stolen).map(|(payment, _)| payment.amount).collect();
    sizes.sort_unstable();
    for (payment, stolen) in payments.iter().zip(stolen) {
        *stolen |= sizes.binary_search(&payment.amount).is_ok();
    }
}

/// Which payments other money could not pay whole, walking in time; those that `skip` names draw on none.
fn uncovered(events: &Events<'_>, skip: &dyn Fn(usize, &Payment) -> bool) -> Vec<bool> {
    enum Step {
        In(u128),
        Out(u128),
        Asked(usize),
    }
    let mut steps: Vec<(u32, Step)> = events.others.iter().map(|&(at, amount)| (at, Step::In(amount))).collect();
    steps.extend(events.before.iter().map(|&(at, amount)| (at, Step::Out(amount))));
    steps.extend(events.payments.iter().enumerate().map(|(index, payment)| (payment.at, Step::Asked(index))));
    steps.sort_by_key(|(at, _)| *at);
    let mut open = vec![false; events.payments.len()];
    let mut balance: u128 = 0;
    for (_, step) in steps {
        match step {
            Step::In(amount) => balance = balance.saturating_add(amount),
            Step::Out(amount) => balance = balance.saturating_sub(amount),
            Step::Asked(index) => {
                let payment = &events.payments[index];
                if skip(index, payment) {
                    continue;
                }
                if payment.amount <= balance {
                    balance -= payment.amount;
                } else {
                    open[index] = true;
                }
            }
        }
    }
    open
}

/// The fewest changes to `prior` that make the payments add up to `total`; `None` where none do, or only by chance.
fn balance(events: &Events<'_>, total: u128, prior: &[bool]) -> Option<Vec<bool>> {
    let payments = events.payments;
    let taken = i128::try_from(sum(payments.iter().zip(prior).filter(|(_, stolen)| **stolen).map(|(payment, _)| payment.amount))).ok()?;
    let total = i128::try_from(total).ok()?;
    // By amount, so that the answer does not depend on anything else where several fit.
    let mut order: Vec<usize> = (0..payments.len()).filter(|&at| !payments[at].sure || !prior[at]).collect();
    order.sort_by_key(|&at| (payments[at].amount, at));
    let deltas: Vec<i128> = order
        .iter()
        .map(|&at| i128::try_from(payments[at].amount).map(|amount| if prior[at] { -amount } else { amount }))
        .collect::<Result<_, _>>()
        .ok()?;
    let spread = sum(payments.iter().map(|payment| payment.amount).filter(|&amount| amount <= total.unsigned_abs())).max(1);
    let most = total / 1000 + i128::try_from(events.fees).ok()?;
    let mut tried: u64 = 0;
    for changes in 0..=MOST_CHANGED.min(deltas.len()) {
        let mut fits: Vec<(i128, Vec<usize>)> = Vec::new();
        let whole = combinations(deltas.len(), changes, &mut |set| {
            tried += 1;
            let left = total - taken - set.iter().map(|&at| deltas[at]).sum::<i128>();
            if (0..=most).contains(&left) {
                fits.push((left, set.to_vec()));
            }
            tried < MOST_TRIED
        });
        fits.sort();
        for (left, set) in fits {
            // So many sets were tried; each would come this near by chance with the likelihood `tolerance ÷ spread`.
            let tolerance = tolerance(left, total);
            if changes > 0 && u128::from(tried).saturating_mul(tolerance).saturating_mul(CHANCE) > spread {
                break;
            }
            let mut stolen = prior.to_vec();
            for at in set {
                stolen[order[at]] = !stolen[order[at]];
            }
            if !events.before_known || !uncovered(events, &|at, _| stolen[at]).contains(&true) {
                return Some(stolen);
            }
        }
        if !whole {
            return None;
        }
    }
    None
}

/// The narrowest of a few widths that the rest fits into: a rest of a cent is worth more than one of a thousandth.
fn tolerance(left: i128, total: i128) -> u128 {
    let widths = [100_000_000, 10_000_000, 1_000_000, 100_000, 10_000];
    let width = widths.into_iter().map(|part| total / part).find(|width| left <= *width).unwrap_or(total / 1000);
    width.max(left).unsigned_abs()
}

/// Calls `take` with every set of `size` numbers below `count`, in order, until it says `false`. Gives whether all were seen.
fn combinations(count: usize, size: usize, take: &mut dyn FnMut(&[usize]) -> bool) -> bool {
    let mut set: Vec<usize> = (0..size).collect();
    loop {
        if !take(&set) {
            return false;
        }
        let Some(at) = (0..size).rev().find(|&at| set[at] + (size - at) < count) else { return true };
        set[at] += 1;
        for next in at + 1..size {
            set[next] = set[next - 1] + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(receipts: &[u128], others: &[(u32, u128)], payments: &[u128], before_known: bool) -> Vec<u128> {
        let receipts: Vec<(u32, u128)> = receipts.iter().map(|&amount| (10, amount)).collect();
        let payments: Vec<Payment> =
            payments.iter().enumerate().map(|(at, &amount)| Payment { at: 20 + 2 * at as u32, amount, sure: false }).collect();
        let events = Events { receipts: &receipts, others, before: &[], payments: &payments, fees: 0, before_known };
        let answer = attribute(&events);
        payments.iter().filter(|payment| answer.stolen.contains(&payment.at)).map(|payment| payment.amount).collect()
    }

    #[test]
    fn what_adds_up_is_the_stolen_money() {
        // Test payments of 200, 1,000 and 4,000 before the rest; 300 and 1,100 are other money's.
        let paid = [200, 300, 1_000, 4_000, 1_100, 20_000, 34_795];
        assert_eq!(told(&[60_000], &[], &paid, false), [200, 1_000, 4_000, 20_000, 34_795]);
    }

    #[test]
    fn what_other_money_paid_is_not() {
        assert_eq!(told(&[60_000], &[(1, 2_000), (21, 500)], &[1_500, 900, 60_000], true), [60_000]);
        // Nothing else could have paid the second one.
        assert_eq!(told(&[60_000], &[(1, 2_000)], &[1_500, 900], true), [900]);
    }

    #[test]
    fn payments_of_one_size_are_of_one_kind() {
        assert_eq!(told(&[1_000_000], &[(1, 15_000)], &[12_000, 12_000, 12_000], true), [12_000, 12_000, 12_000]);
    }

    #[test]
    fn a_sum_that_fits_by_chance_is_not_believed() {
        // 40 small payments reach any sum: the one of size decides.
        let mut paid: Vec<u128> = (0..40).map(|n| 100 + 7 * n * n).collect();
        paid.push(500_000);
        assert_eq!(told(&[600_000], &[], &paid, false), [500_000]);
    }

    #[test]
    fn origins_are_balanced_together() {
        let payments = [
            Payment { at: 1, amount: 1_000_000, sure: false },
            Payment { at: 2, amount: 694, sure: false },
            Payment { at: 3, amount: 30_011, sure: false },
        ];
        let origin = Events { receipts: &[], others: &[], before: &[], payments: &payments, fees: 0, before_known: false };
        assert_eq!(attribute_origins(&[origin], Some(1_000_694)), [1, 2]);
        assert_eq!(attribute_origins(&[origin], None), [1, 2, 3], "without other money all of it is");
    }

    #[test]
    fn combinations_are_all_and_in_order() {
        let mut seen = Vec::new();
        assert!(combinations(4, 2, &mut |set| {
            seen.push(set.to_vec());
            true
        }));
        assert_eq!(seen, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        assert!(!combinations(4, 2, &mut |_| false));
        assert!(combinations(2, 0, &mut |set| set.is_empty()));
    }
}
