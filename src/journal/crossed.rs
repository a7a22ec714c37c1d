//! Asking a bridge where the money of a transaction went: whom, and what came of it. Pure; the worker carries.

use serde::{Deserialize, Serialize};

use crate::explorer::crossing::Crossing;
use crate::money::UnixSeconds;

pub use crate::explorer::crossing::Passage;

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
    use crate::explorer::crossing::Service;
    use crate::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId};

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
