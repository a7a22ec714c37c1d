//! In which order the transactions of one block ran, where their source does not say.
//!
//! Many lists give no place in the block, and the order of hashes is not the order of execution. The rule:
//!
//! 1. Transactions whose place is known keep it among themselves.
//! 2. Of the others, one that pays an address comes before one by which that address pays, in the same asset: within
//!    twelve seconds money that arrived is what is passed on.
//! 3. Where that goes round in a circle, a payer who had the amount before the block goes first; then the lower hash.
//!
//! The outcome depends on the set of transfers alone, not on their order of arrival. Limit: a block with more than
//! [`MOST`] known transactions is left in the order of places and hashes: sets of them are the bits of one integer.

use crate::money::TxId;

/// Above this many transactions of one block, only places and hashes order them.
pub(super) const MOST: usize = 128;

/// What the transfers of one transaction move.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    /// The transaction.
    pub(super) tx: TxId,
    /// Its place in the block, from 1; 0 where no source says it.
    pub(super) index: u32,
    /// Purses money leaves, each with how much.
    pub(super) pays: Vec<(u32, u128)>,
    /// Purses money enters.
    pub(super) paid: Vec<u32>,
}

/// The order of the bundles, as indices, and the purses whose earlier balance decided it.
pub(super) fn order(bundles: &[Bundle], balance: &dyn Fn(u32) -> u128) -> (Vec<usize>, Vec<u32>) {
    let mut sorted: Vec<usize> = (0..bundles.len()).collect();
    sorted.sort_by_key(|&at| (bundles[at].index, bundles[at].tx));
    if bundles.len() > MOST || bundles.iter().all(|bundle| bundle.index > 0) {
        return (sorted, Vec::new());
    }
    let block = Block::new(bundles, &sorted);
    let mut ordered = Vec::with_capacity(sorted.len());
    let mut asked = Vec::new();
    let mut left: u128 = bits(0..sorted.len());
    while left != 0 {
        // Bits are in the order of places and hashes, so the lowest that waits for nobody is the right one.
        let free = members(left).find(|&at| block.before[at] & left == 0);
        let next = free.unwrap_or_else(|| block.break_circle(left, balance, &mut asked));
        ordered.push(sorted[next]);
        left &= !(1 << next);
    }
    (ordered, asked)
}

/// The transactions of a block in the order of places and hashes; sets of them are bits.
struct Block<'a> {
    bundles: Vec<&'a Bundle>,
    /// Which must run before each.
    before: Vec<u128>,
}

impl<'a> Block<'a> {
    fn new(all: &'a [Bundle], sorted: &[usize]) -> Self {
        let bundles: Vec<&Bundle> = sorted.iter().map(|&at| &all[at]).collect();
        let waits = |late: usize| bits((0..bundles.len()).filter(|&early| early != late && comes_before(&bundles, early, late)));
        let before = (0..bundles.len()).map(waits).collect();
        Self { bundles, before }
    }

    /// Everybody waits for somebody: gives the one to begin with. It is of a circle that waits for nobody else, which is
    /// a smallest set that a transaction waits for, directly or not.
    fn break_circle(&self, left: u128, balance: &dyn Fn(u32) -> u128, asked: &mut Vec<u32>) -> usize {
        let waits: Vec<(usize, u128)> = members(left).map(|at| (at, self.waits_for(at, left))).collect();
        let least = waits.iter().map(|(_, set)| set.count_ones()).min().unwrap_or(0);
        let is_of_circle = |(at, set): &(usize, u128)| set.count_ones() == least && set & 1 << at != 0;
        let circle: Vec<usize> = waits.into_iter().filter(is_of_circle).map(|(at, _)| at).collect();
        for &at in &circle {
            asked.extend(self.bundles[at].pays.iter().map(|(purse, _)| *purse));
        }
        let first = circle.first().copied().unwrap_or(0);
        circle.into_iter().find(|&at| self.is_solvent(at, left, balance)).unwrap_or(first)
    }

    /// Everything that must run before it, itself included where it waits for itself in a circle.
    fn waits_for(&self, at: usize, left: u128) -> u128 {
        let mut seen = 0;
        let mut open = self.before[at] & left;
        while open & !seen != 0 {
            let fresh = open & !seen;
            seen |= fresh;
            open |= members(fresh).fold(0, |sum, next| sum | self.before[next]) & left;
        }
        seen
    }

    /// Whether its payers had the amounts before the block, wherever somebody of the block is still to pay them.
    fn is_solvent(&self, at: usize, left: u128, balance: &dyn Fn(u32) -> u128) -> bool {
        let pays = &self.bundles[at].pays;
        pays.iter().all(|&(purse, _)| {
            let fed = members(left).any(|other| other != at && self.bundles[other].paid.contains(&purse));
            let amount = pays.iter().filter(|(who, _)| *who == purse).fold(0u128, |sum, (_, amount)| sum.saturating_add(*amount));
            !fed || balance(purse) >= amount
        })
    }
}

fn comes_before(sorted: &[&Bundle], early: usize, late: usize) -> bool {
    let (a, b) = (sorted[early], sorted[late]);
    if a.index > 0 && b.index > 0 { early < late } else { b.pays.iter().any(|(purse, _)| a.paid.contains(purse)) }
}

fn bits(members: impl IntoIterator<Item = usize>) -> u128 {
    members.into_iter().fold(0, |set, at| set | 1 << at)
}

fn members(set: u128) -> impl Iterator<Item = usize> {
    (0..MOST).filter(move |at| set & 1 << at != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(hash: u8, index: u32, moves: &[(u32, u32, u128)]) -> Bundle {
        Bundle {
            tx: TxId::from_bytes([hash; 32]),
            index,
            pays: moves.iter().map(|(from, _, amount)| (*from, *amount)).collect(),
            paid: moves.iter().map(|(_, to, _)| *to).collect(),
        }
    }

    fn hashes(bundles: &[Bundle], balance: &dyn Fn(u32) -> u128) -> Vec<u8> {
        order(bundles, balance).0.into_iter().map(|at| bundles[at].tx.as_bytes()[0]).collect()
    }

    #[test]
    fn the_order_of_a_block() {
        let none = |_: u32| 0;
        for (what, bundles, expected) in [
            ("places", vec![bundle(1, 9, &[(1, 2, 5)]), bundle(2, 4, &[(2, 3, 5)])], vec![2, 1]),
            ("who funds comes first", vec![bundle(1, 0, &[(2, 3, 5)]), bundle(9, 0, &[(1, 2, 5)])], vec![9, 1]),
            ("a chain", vec![bundle(1, 0, &[(3, 4, 5)]), bundle(2, 0, &[(2, 3, 5)]), bundle(3, 0, &[(1, 2, 5)])], vec![3, 2, 1]),
            ("nothing in common: by hash", vec![bundle(2, 0, &[(1, 2, 5)]), bundle(1, 0, &[(3, 4, 5)])], vec![1, 2]),
            ("a known place waits for its money", vec![bundle(1, 7, &[(2, 3, 5)]), bundle(2, 0, &[(1, 2, 5)])], vec![2, 1]),
            ("an unknown one waits for a known one", vec![bundle(1, 0, &[(2, 3, 5)]), bundle(2, 7, &[(1, 2, 5)])], vec![2, 1]),
            ("a circle: by hash", vec![bundle(2, 0, &[(1, 2, 5)]), bundle(1, 0, &[(2, 1, 5)])], vec![1, 2]),
            (
                "what waits for a circle comes after it",
                vec![bundle(1, 0, &[(2, 9, 5)]), bundle(2, 0, &[(1, 2, 5)]), bundle(3, 0, &[(2, 1, 5)])],
                vec![2, 1, 3],
            ),
        ] {
            assert_eq!(hashes(&bundles, &none), expected, "{what}");
            let turned: Vec<Bundle> = bundles.iter().rev().cloned().collect();
            assert_eq!(hashes(&turned, &none), expected, "{what}, arrived the other way round");
        }
    }

    #[test]
    fn in_a_circle_who_had_the_money_pays_first() {
        let bundles = [bundle(1, 0, &[(2, 1, 5)]), bundle(2, 0, &[(1, 2, 5)])];
        assert_eq!(hashes(&bundles, &|purse| if purse == 1 { 5 } else { 0 }), [2, 1]);
        assert_eq!(hashes(&bundles, &|purse| if purse == 1 { 4 } else { 0 }), [1, 2]);
        assert_eq!(order(&bundles, &|_| 0).1, [2, 1], "the balances that decide are named");
    }
}
