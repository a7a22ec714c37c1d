//! Addresses of one owner: those that pay together in one transaction, for it needs the key of each.
//!
//! Rule: the holders of a transaction's inputs are one cluster, and clusters that share an address are one (union-find).
//! Not where several people may have made the transaction: a round of a mixer ([`coinjoin::classify`]), or equal payments
//! as of two or more people ([`coinjoin::joint`]); and not where more than [`MOST_PAYERS`] pay, for that is a service.
//!
//! Source: Meiklejohn et al., "A Fistful of Bitcoins" (IMC 2013); Androulaki et al. (2012); the guard: GraphSense,
//! BlockSci.
//! Limits: a PayJoin has the form of an ordinary payment and joins two people. So has an exchange that signs for its
//! customers.
//! Measured: no cluster joins two inputs of a recorded round (`tests/patterns`).

use std::collections::BTreeMap;

use super::coinjoin::{self, Class};
use super::spend::{Spend, SpendError};
use crate::money::{Address, Position, Transfer};

/// More payers than this are customers, not one person.
pub const MOST_PAYERS: usize = 500;

/// Why the payers of a transaction are not taken for one owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// A round of a mixer.
    Round(Class),
    /// Equal payments, as of so many people.
    Joint(usize),
    /// So many payers.
    Crowd(usize),
}

/// Clusters of whatever names an owner.
#[derive(Clone, Debug)]
pub struct Clusters<T> {
    numbers: BTreeMap<T, usize>,
    parents: Vec<usize>,
    sizes: Vec<usize>,
}

impl<T> Default for Clusters<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), parents: Vec::new(), sizes: Vec::new() }
    }
}

/// Why the payers are not one owner; `None` where they may be.
#[must_use]
pub fn guard(spend: &Spend) -> Option<Guard> {
    if let Some(round) = coinjoin::classify(spend) {
        return Some(Guard::Round(round.class));
    }
    if let Some(people) = coinjoin::joint(spend) {
        return Some(Guard::Joint(people));
    }
    let payers = spend.payers();
    (payers > MOST_PAYERS).then_some(Guard::Crowd(payers))
}

impl<T: Ord + Clone> Clusters<T> {
    /// Makes these members one cluster.
    pub fn unite(&mut self, members: &[T]) {
        let mut numbers = members.iter().map(|member| self.number(member)).collect::<Vec<_>>().into_iter();
        let Some(first) = numbers.next() else { return };
        let first = self.root(first);
        numbers.fold(first, |root, other| self.join(root, other));
    }

    /// Whether two are known to be of one owner.
    #[must_use]
    pub fn are_one(&self, a: &T, b: &T) -> bool {
        let root = |member| self.numbers.get(member).map(|number| self.find(*number));
        a == b || root(a).is_some_and(|a| root(b) == Some(a))
    }

    /// The clusters of two members and more, each ascending, in the order of their first members.
    #[must_use]
    pub fn clusters(&self) -> Vec<Vec<T>> {
        let mut by_root: BTreeMap<usize, Vec<T>> = BTreeMap::new();
        for (member, number) in &self.numbers {
            by_root.entry(self.find(*number)).or_default().push(member.clone());
        }
        let mut all: Vec<Vec<T>> = by_root.into_values().filter(|cluster| cluster.len() > 1).collect();
        all.sort();
        all
    }

    /// The whole cluster of each of these, each cluster once, ascending, in the order of their first members. Looks at every
    /// member there is, once.
    #[must_use]
    pub fn of(&self, wanted: impl Iterator<Item = T>) -> Vec<Vec<T>> {
        let mut by_root: BTreeMap<usize, Vec<T>> =
            wanted.filter_map(|member| self.numbers.get(&member)).map(|number| (self.find(*number), Vec::new())).collect();
        if by_root.is_empty() {
            return Vec::new();
        }
        for (member, number) in &self.numbers {
            if let Some(cluster) = by_root.get_mut(&self.find(*number)) {
                cluster.push(member.clone());
            }
        }
        let mut all: Vec<Vec<T>> = by_root.into_values().filter(|cluster| cluster.len() > 1).collect();
        all.sort();
        all
    }

    fn number(&mut self, member: &T) -> usize {
        if let Some(number) = self.numbers.get(member) {
            return *number;
        }
        let number = self.parents.len();
        self.parents.push(number);
        self.sizes.push(1);
        self.numbers.insert(member.clone(), number);
        number
    }

    /// The root of a member. Larger clusters take smaller ones in, so that a way has few steps.
    fn find(&self, mut number: usize) -> usize {
        while let Some(&parent) = self.parents.get(number).filter(|parent| **parent != number) {
            number = parent;
        }
        number
    }

    /// The same, and the way is halved for the next time.
    fn root(&mut self, mut number: usize) -> usize {
        while let Some(&parent) = self.parents.get(number).filter(|parent| **parent != number) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(number) {
                *slot = above;
            }
            number = above;
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return a;
        }
        let size = |number: usize| self.sizes.get(number).copied().unwrap_or(0);
        let (large, small, both) = if size(a) >= size(b) { (a, b, size(a) + size(b)) } else { (b, a, size(a) + size(b)) };
        if let (Some(parent), Some(size)) = (self.parents.get_mut(small), self.sizes.get_mut(large)) {
            *parent = large;
            *size = both;
        }
        large
    }
}

impl Clusters<Address> {
    /// Takes the rows of one Bitcoin transaction; gives back why its payers were not made one.
    ///
    /// # Errors
    /// When the rows are not one whole transaction.
    pub fn add(&mut self, rows: &[&Transfer]) -> Result<Option<Guard>, SpendError> {
        let guard = guard(&Spend::of_transfers(rows)?);
        if guard.is_none() {
            let payers: Vec<Address> =
                rows.iter().filter(|row| matches!(row.position, Position::Input(_))).map(|row| row.from.clone()).collect();
            self.unite(&payers);
        }
        Ok(guard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn clusters_are_the_connected_parts(edges in prop::collection::vec((0u8..30, 0u8..30), 0..40)) {
            let mut clusters = Clusters::default();
            for (a, b) in &edges {
                clusters.unite(&[*a, *b]);
            }
            // By hand: the least member that can be reached, until nothing changes.
            let mut least: Vec<u8> = (0..30).collect();
            for _ in 0..30 {
                for (a, b) in &edges {
                    let both = least[usize::from(*a)].min(least[usize::from(*b)]);
                    (least[usize::from(*a)], least[usize::from(*b)]) = (both, both);
                }
            }
            for a in 0..30u8 {
                for b in 0..30u8 {
                    prop_assert_eq!(clusters.are_one(&a, &b), least[usize::from(a)] == least[usize::from(b)], "{} {}", a, b);
                }
            }
            let members: usize = clusters.clusters().iter().map(Vec::len).sum();
            prop_assert!(members <= 30);
        }
    }
}
