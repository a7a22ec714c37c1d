//! Replays transfers in the order of the chain and follows the stolen part through the ledgers.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ledger, Parcel};
use crate::money::{Address, Amount, Asset, Transfer, TransferId, TransferKind, TxId, UnixSeconds};
use crate::trace::view::Policy;

/// What went through one address in one asset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Stolen amount received.
    pub tainted_in: Amount,
    /// Stolen amount sent, fees included.
    pub tainted_out: Amount,
    /// Stolen amount still here.
    pub left: Amount,
    /// Money that must have been here before, or come by transfers the answers do not hold: what was sent above what is
    /// known to have come.
    pub unseen_in: Amount,
    /// Block of the first tainted receipt.
    pub first_block: u64,
    /// Time of the last tainted receipt.
    pub last_at: UnixSeconds,
}

/// A stated sale: what leaves `at` in one of `proceeds` is the stolen money again, in another asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// Who sold.
    pub at: Address,
    /// What came in for it.
    pub bought: Asset,
    /// The transactions by which the proceeds left.
    pub proceeds: BTreeSet<TxId>,
}

/// The taint of every transfer and every address, under one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replay {
    /// Stolen part of each transfer that carries any.
    pub tainted: BTreeMap<TransferId, Amount>,
    /// What went through each address, per asset.
    pub flows: BTreeMap<(Address, Asset), Flow>,
    /// What the seeds brought in, per asset.
    pub stolen: BTreeMap<Asset, Amount>,
    /// What came in as proceeds of stated swaps, per asset.
    pub from_swaps: BTreeMap<Asset, Amount>,
    /// Stolen money paid as fees, per asset.
    pub fees: BTreeMap<Asset, Amount>,
}

impl Replay {
    /// Follows the stolen money through `transfers`, which must be in chronological order and each there once.
    ///
    /// `seeds` are the transfers of the theft. Money is followed out of an address only where `is_read` says that its
    /// history was read: what was received elsewhere rests there until it is.
    #[must_use]
    pub fn run(
        policy: Policy,
        transfers: &[&Transfer],
        seeds: &BTreeSet<TransferId>,
        swaps: &[Swap],
        is_read: &dyn Fn(&Address) -> bool,
    ) -> Self {
        let mut replay = Self::default();
        let mut ledgers: BTreeMap<(Address, Asset), Box<dyn Ledger>> = BTreeMap::new();
        for transfer in transfers {
            replay.apply(policy, transfer, seeds, swaps, is_read, &mut ledgers);
        }
        for (key, ledger) in &ledgers {
            if let Some(flow) = replay.flows.get_mut(key) {
                flow.left = ledger.stolen();
            }
        }
        replay.flows.retain(|_, flow| !flow.tainted_in.is_zero() || !flow.unseen_in.is_zero());
        replay
    }

    fn apply(
        &mut self,
        policy: Policy,
        transfer: &Transfer,
        seeds: &BTreeSet<TransferId>,
        swaps: &[Swap],
        is_read: &dyn Fn(&Address) -> bool,
        ledgers: &mut BTreeMap<(Address, Asset), Box<dyn Ledger>>,
    ) {
        let id = transfer.id();
        let asset = &transfer.asset;
        let parcel = if seeds.contains(&id) {
            *self.stolen.entry(asset.clone()).or_default() = sum(self.stolen.get(asset), transfer.amount);
            Parcel::of(transfer.amount, true)
        } else if is_read(&transfer.from) {
            let key = (transfer.from.clone(), asset.clone());
            let ledger = ledgers.entry(key.clone()).or_insert_with(|| policy.ledger());
            let flow = self.flows.entry(key).or_default();
            let missing = transfer.amount.saturating_minus(ledger.balance());
            let is_proceeds =
                swaps.iter().any(|swap| swap.at == transfer.from && swap.bought == *asset && swap.proceeds.contains(&transfer.tx));
            if !missing.is_zero() {
                ledger.receive(&Parcel::of(missing, is_proceeds));
                if is_proceeds {
                    flow.tainted_in = sum(Some(&flow.tainted_in), missing);
                    *self.from_swaps.entry(asset.clone()).or_default() = sum(self.from_swaps.get(asset), missing);
                } else {
                    flow.unseen_in = sum(Some(&flow.unseen_in), missing);
                }
            }
            let parcel = ledger.spend(transfer.amount);
            flow.tainted_out = sum(Some(&flow.tainted_out), parcel.stolen());
            parcel
        } else {
            Parcel::of(transfer.amount, false)
        };

        let stolen = parcel.stolen();
        if !stolen.is_zero() {
            self.tainted.insert(id, stolen);
        }
        if transfer.kind == TransferKind::Fee {
            if !stolen.is_zero() {
                *self.fees.entry(asset.clone()).or_default() = sum(self.fees.get(asset), stolen);
            }
            return;
        }
        let key = (transfer.to.clone(), asset.clone());
        ledgers.entry(key.clone()).or_insert_with(|| policy.ledger()).receive(&parcel);
        if !stolen.is_zero() {
            let flow = self.flows.entry(key).or_default();
            if flow.tainted_in.is_zero() {
                flow.first_block = transfer.block;
            }
            flow.tainted_in = sum(Some(&flow.tainted_in), stolen);
            flow.last_at = flow.last_at.max(transfer.at);
        }
    }
}

fn sum(so_far: Option<&Amount>, more: Amount) -> Amount {
    [so_far.copied().unwrap_or_default(), more].into_iter().sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::{Chain, Position};

    fn address(n: u8) -> Address {
        Address::Evm([n; 20].into())
    }

    fn transfer(block: u64, from: u8, to: u8, amount: u64, fee: bool) -> Transfer {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&block.to_be_bytes());
        Transfer {
            tx: TxId::from_bytes(hash),
            position: if fee { Position::Fee } else { Position::Value },
            kind: if fee { TransferKind::Fee } else { TransferKind::Native },
            block,
            tx_index: 0,
            at: UnixSeconds::new(block * 12),
            from: address(from),
            to: if fee { Address::evm_zero() } else { address(to) },
            asset: Asset::native(Chain::ETHEREUM),
            amount: amount.into(),
            block_hash: None,
            claimed_symbol: None,
        }
    }

    proptest! {
        /// Whatever the graph: stolen = left + fees, in both policies, and no transfer carries more than its amount.
        #[test]
        fn stolen_money_is_conserved(
            moves in prop::collection::vec((1u8..7, 1u8..7, 1u64..1_000_000, any::<bool>()), 1..80),
            read_mask in any::<u8>(),
        ) {
            let mut transfers = vec![transfer(1, 0, 1, 500_000, false)];
            for (at, (from, to, amount, fee)) in moves.into_iter().enumerate() {
                transfers.push(transfer(at as u64 + 2, from, to, amount, fee));
            }
            let all: Vec<&Transfer> = transfers.iter().collect();
            let seeds = BTreeSet::from([transfers[0].id()]);
            let native = Asset::native(Chain::ETHEREUM);
            for policy in Policy::ALL {
                let is_read = |who: &Address| (1..8).any(|n| address(n) == *who && read_mask & (1 << n) != 0);
                let replay = Replay::run(policy, &all, &seeds, &[], &is_read);
                let left: Amount = replay.flows.values().map(|flow| flow.left).sum();
                let fees = replay.fees.get(&native).copied().unwrap_or_default();
                prop_assert_eq!(sum(Some(&left), fees), 500_000.into(), "{:?}", policy);
                for transfer in &all {
                    let tainted = replay.tainted.get(&transfer.id()).copied().unwrap_or_default();
                    prop_assert!(tainted <= transfer.amount);
                }
                for flow in replay.flows.values() {
                    prop_assert_eq!(sum(Some(&flow.left), flow.tainted_out), flow.tainted_in);
                }
            }
        }

        /// Where nothing mixes, the policies agree.
        #[test]
        fn policies_agree_where_nothing_mixes(amounts in prop::collection::vec(1u64..1000, 1..20)) {
            let total: u64 = amounts.iter().sum();
            let mut transfers = vec![transfer(1, 0, 1, total, false)];
            for (at, amount) in amounts.iter().enumerate() {
                transfers.push(transfer(at as u64 + 2, 1, at as u8 + 2, *amount, false));
            }
            let all: Vec<&Transfer> = transfers.iter().collect();
            let seeds = BTreeSet::from([transfers[0].id()]);
            let [fifo, haircut] = Policy::ALL.map(|policy| Replay::run(policy, &all, &seeds, &[], &|_| true));
            prop_assert_eq!(fifo, haircut);
        }
    }

    #[test]
    fn proceeds_of_a_stated_sale_are_stolen_money_and_nothing_else_is() {
        let transfers = [transfer(1, 0, 1, 10, false), transfer(2, 1, 2, 100, false), transfer(3, 1, 3, 5, false)];
        let all: Vec<&Transfer> = transfers.iter().collect();
        let swap = Swap { at: address(1), bought: transfers[0].asset.clone(), proceeds: BTreeSet::from([transfers[1].tx]) };
        let replay = Replay::run(Policy::Fifo, &all, &BTreeSet::from([transfers[0].id()]), &[swap], &|_| true);
        assert_eq!(replay.tainted[&transfers[1].id()], 100.into());
        assert_eq!(replay.from_swaps[&transfers[0].asset], 90.into());
        assert!(!replay.tainted.contains_key(&transfers[2].id()));
        assert_eq!(replay.flows[&(address(1), transfers[0].asset.clone())].unseen_in, 5.into());
    }
}
