//! A payment into a bridge: all that is needed to ask the bridge where it came out.

use serde::{Deserialize, Serialize};

use super::{Service, service_for};
use crate::money::{Account, Chain, Transfer, TxId};

/// A transaction that paid into a bridge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
