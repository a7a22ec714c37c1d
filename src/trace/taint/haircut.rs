//! In proportion: each payment carries the stolen share of the balance, rounded down; the rest stays.
//!
//! Source: M. Möser, R. Böhme, D. Breuker, "Towards Risk Scoring of Bitcoin Transactions" (2014). Limit: it spreads ever
//! thinner and never ends; small shares are dust.

use super::{Ledger, Lot, Parcel};
use crate::money::Amount;

/// A balance and its stolen part.
#[derive(Clone, Copy, Debug, Default)]
pub struct Haircut {
    balance: Amount,
    stolen: Amount,
}

impl Ledger for Haircut {
    fn receive(&mut self, parcel: &Parcel) {
        self.balance = [self.balance, parcel.amount()].into_iter().sum();
        self.stolen = [self.stolen, parcel.stolen()].into_iter().sum();
    }

    fn spend(&mut self, amount: Amount) -> Parcel {
        let amount = amount.min(self.balance);
        // Rounding down can leave more stolen money than balance by at most one unit; then the difference goes along.
        let rest = self.balance.saturating_minus(amount);
        let least = self.stolen.saturating_minus(rest);
        let stolen = amount.share(self.stolen, self.balance).max(least);
        self.balance = rest;
        self.stolen = self.stolen.saturating_minus(stolen);
        let mut parcel = Parcel::default();
        parcel.push(Lot { amount: stolen, stolen: true });
        parcel.push(Lot { amount: amount.saturating_minus(stolen), stolen: false });
        parcel
    }

    fn balance(&self) -> Amount {
        self.balance
    }

    fn stolen(&self) -> Amount {
        self.stolen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_carries_its_share_and_nothing_is_lost() {
        let mut ledger = Haircut::default();
        ledger.receive(&Parcel::of(10.into(), true));
        ledger.receive(&Parcel::of(20.into(), false));
        assert_eq!(ledger.spend(10.into()).stolen(), 3.into());
        assert_eq!((ledger.balance(), ledger.stolen()), (20.into(), 7.into()));
        assert_eq!(ledger.spend(20.into()).stolen(), 7.into());
        assert!(ledger.stolen().is_zero());
    }
}
