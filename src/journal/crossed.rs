//! Asking a bridge where the money of a transaction went: whom, and what came of it. Pure; the worker carries.

use serde::{Deserialize, Serialize};

use crate::explorer::crossing::{Crossing, Service, service_for};
use crate::money::{Account, Chain, Transfer, TxId, UnixSeconds};

/// A transaction that paid into a bridge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Whose contract was paid.
    pub service: Service,
    /// Where.
    pub chain: Chain,
    /// By what.
    pub tx: TxId,
}

impl Passage {
    /// The passage that a transfer begins: it pays a contract of the list. Nobody is ever asked about another.
    #[must_use]
    pub fn of(transfer: &Transfer) -> Option<Self> {
        let chain = transfer.asset.chain();
        let account = Account::new(chain, transfer.to.clone()).ok()?;
        Some(Self { service: service_for(&account)?, chain, tx: transfer.tx })
    }
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// It says this.
    Found(Vec<Crossing>),
    /// It does not know the transaction; it may not have seen it yet.
    NotFound,
    /// Nobody answered: the sentence says why.
    Silent(String),
}

/// What a bridge says of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossed {
    /// Which.
    pub passage: Passage,
    /// The host that answered last; `None` where nobody was asked.
    pub by: Option<String>,
    /// When, by the visitor's clock.
    pub at: UnixSeconds,
    /// What it says.
    pub word: Word,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Address, Amount, Asset, Position, TransferKind};

    fn paying(to: &str) -> Transfer {
        Transfer {
            tx: TxId::from_bytes([7; 32]),
            position: Position::Value,
            kind: TransferKind::Native,
            block: 1,
            tx_index: 0,
            at: UnixSeconds::new(1),
            from: Address::evm_zero(),
            to: to.parse().unwrap(),
            asset: Asset::native(Chain::ETHEREUM),
            amount: Amount::from(1u64),
            block_hash: None,
            claimed_symbol: None,
        }
    }

    #[test]
    fn only_a_payment_to_a_known_contract_is_a_passage() {
        let passage = Passage::of(&paying("0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146")).unwrap();
        assert_eq!((passage.service, passage.chain), (Service::Thorchain, Chain::ETHEREUM));
        assert_eq!(Passage::of(&paying("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2")), None);
    }
}
