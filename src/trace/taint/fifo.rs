//! First in, first out: what came first leaves first.
//!
//! Source: Clayton's case (1816); R. Anderson, I. Shumailov, M. Ahmed, "Making Bitcoin Legal" (2018). Lots stay whole: an
//! average over lots is not FIFO. Limit: a wallet's owner is not bound to spend in this order; it is a rule of law, not an
//! observation.

use std::collections::VecDeque;

use super::{Ledger, Lot, Parcel};
use crate::money::Amount;

/// A queue of lots.
#[derive(Clone, Debug, Default)]
pub struct Fifo {
    lots: VecDeque<Lot>,
}

impl Ledger for Fifo {
    fn receive(&mut self, parcel: &Parcel) {
        for lot in &parcel.lots {
            match self.lots.back_mut() {
                Some(last) if last.stolen == lot.stolen && last.amount.plus(lot.amount).is_ok() => {
                    last.amount = [last.amount, lot.amount].into_iter().sum();
                }
                _ => self.lots.push_back(*lot),
            }
        }
    }

    fn spend(&mut self, amount: Amount) -> Parcel {
        let mut parcel = Parcel::default();
        let mut open = amount;
        while !open.is_zero() {
            let Some(first) = self.lots.front_mut() else { break };
            let taken = first.amount.min(open);
            parcel.push(Lot { amount: taken, stolen: first.stolen });
            first.amount = first.amount.saturating_minus(taken);
            open = open.saturating_minus(taken);
            if first.amount.is_zero() {
                self.lots.pop_front();
            }
        }
        parcel
    }

    fn balance(&self) -> Amount {
        self.lots.iter().map(|lot| lot.amount).sum()
    }

    fn stolen(&self) -> Amount {
        self.lots.iter().filter(|lot| lot.stolen).map(|lot| lot.amount).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_first_leaves_first_and_lots_are_split_exactly() {
        let mut ledger = Fifo::default();
        ledger.receive(&Parcel::of(5.into(), false));
        ledger.receive(&Parcel::of(10.into(), true));
        ledger.receive(&Parcel::of(7.into(), false));
        let parcel = ledger.spend(8.into());
        assert_eq!(parcel.lots, [Lot { amount: 5.into(), stolen: false }, Lot { amount: 3.into(), stolen: true }]);
        assert_eq!((ledger.balance(), ledger.stolen()), (14.into(), 7.into()));
        assert_eq!(ledger.spend(14.into()).stolen(), 7.into());
        assert!(ledger.balance().is_zero());
    }
}
