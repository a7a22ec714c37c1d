//! A chain's own coin that is told a second time, as events of a token contract.
//!
//! Rule: some chains give their coin a contract whose events repeat every payment of the coin. Such a row is the payment
//! again and moves nothing: the payment itself is on the lists of transactions and internal transactions.
//!
//! Source: Polygon's system contract (docs.polygon.technology, "POL"), ZKsync's L2BaseToken (docs.zksync.io, "System
//! contracts"), Celo's token duality (docs.celo.org), Metis and the OP chains' legacy ether (docs.optimism.io,
//! "Predeploys"), Moonbeam's precompile (docs.moonbeam.network); EIP-7528 for the placeholder.
//! Limits: a chain that is not here is not known to do so; its contract is not on the list of assets either, so it moves
//! nothing.

use alloy_primitives::{Address as Evm, address};

use crate::money::{Asset, Chain};

/// The chain by its number, and the contract.
const TWICE: &[(u64, Evm)] = &[
    (137, address!("0000000000000000000000000000000000001010")),
    (324, address!("000000000000000000000000000000000000800A")),
    (42_220, address!("471EcE3750Da237f93B8E339c536989b8978a438")),
    (1_088, address!("DeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000")),
    (10, address!("DeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000")),
    (8_453, address!("DeadDeAddeAddEAddeadDEaDDEAdDeaDDeAD0000")),
    (1_284, address!("0000000000000000000000000000000000000802")),
    (1_285, address!("0000000000000000000000000000000000000802")),
];

/// Stands for the coin where a contract's address is asked for; no contract is there.
const PLACEHOLDER: Evm = address!("EeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");

/// Whether an asset is the chain's own coin under a contract's address.
#[must_use]
pub fn is_coin_again(asset: &Asset) -> bool {
    let (Some(contract), Chain::Eip155(chain)) = (asset.contract().and_then(|contract| contract.as_evm()), asset.chain()) else {
        return false;
    };
    *contract == PLACEHOLDER || TWICE.contains(&(chain, *contract))
}
