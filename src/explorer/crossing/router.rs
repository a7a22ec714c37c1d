//! Calls of THORChain's router on EVM chains: where the memo stands, and who the vault is.
//!
//! Source: [chain_THORChain_Router](https://gitlab.com/thorchain/ethereum/eth-router) and the aggregators' `swapIn`. The
//! router hands ether on to a vault inside the same transaction: the vault is not the destination, the memo is.

use alloy_primitives::{Address as Evm, U256};
use alloy_sol_types::SolCall;
use serde::{Deserialize, Serialize};

use super::thorchain::memo::LONGEST_MEMO;
use crate::explorer::text::cut;
use crate::money::{Address, Amount, UnixSeconds};

mod calls {
    alloy_sol_types::sol! {
        function depositWithExpiry(address vault, address asset, uint256 amount, string memo, uint256 expiration);
        function deposit(address vault, address asset, uint256 amount, string memo);
        function transferOut(address to, address asset, uint256 amount, string memo);
        function swapIn(address router, address vault, string memo, address token, uint256 amount, uint256 least, uint256 deadline);
    }
}

use calls::{depositCall, depositWithExpiryCall, swapInCall, transferOutCall};

/// A call that moves money into or out of THORChain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouterCall {
    /// A payment in.
    Deposit {
        /// The vault that receives it. Vaults change every few days.
        vault: Address,
        /// The token's contract; `None` for the chain's own coin.
        token: Option<Address>,
        /// Base units. Of the chain's own coin it is the call's value, whatever the argument says: older calls say 0.
        amount: Amount,
        /// What to do: [`super::thorchain::memo::Memo`]. Hostile text.
        memo: String,
        /// After this the router refuses.
        expires: Option<UnixSeconds>,
    },
    /// A vault's payment out.
    TransferOut {
        /// The recipient.
        to: Address,
        /// The token's contract; `None` for the chain's own coin.
        token: Option<Address>,
        /// Base units.
        amount: Amount,
        /// Names the incoming transaction. Hostile text.
        memo: String,
    },
    /// A payment in by way of an aggregator, which swaps a token for the chain's own coin first.
    SwapIn {
        /// The router that the aggregator calls.
        router: Address,
        /// The vault that receives the coin.
        vault: Address,
        /// The token that is sold.
        token: Address,
        /// How much of the token, in base units. What the vault receives is in the transaction's internal calls.
        amount: Amount,
        /// What to do. Hostile text.
        memo: String,
    },
}

/// A call of the router that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouterError {
    /// Its arguments are not those of its name.
    #[error("the call {name} of THORChain's router cannot be read: {why}")]
    Arguments {
        /// Which call.
        name: &'static str,
        /// What is wrong, cut.
        why: String,
    },
    /// Its memo is longer than any.
    #[error("the call's memo has {0} bytes; THORChain takes 250")]
    Memo(usize),
}

impl RouterCall {
    /// Reads the input of a transaction or of an inner call, and the value that came with it in wei. `None` where it is
    /// another call.
    ///
    /// # Errors
    /// When it has the name of a call of the router, but not its arguments.
    pub fn decode(input: &[u8], value: Amount) -> Result<Option<Self>, RouterError> {
        let Some((selector, _)) = input.split_first_chunk::<4>() else { return Ok(None) };
        Ok(Some(match *selector {
            depositWithExpiryCall::SELECTOR => {
                let call: depositWithExpiryCall = read("depositWithExpiry", input)?;
                let expires = u64::try_from(call.expiration).map_or(UnixSeconds::new(u64::MAX), UnixSeconds::new);
                deposit(call.vault, call.asset, call.amount, value, call.memo, Some(expires))?
            }
            depositCall::SELECTOR => {
                let call: depositCall = read("deposit", input)?;
                deposit(call.vault, call.asset, call.amount, value, call.memo, None)?
            }
            transferOutCall::SELECTOR => {
                let call: transferOutCall = read("transferOut", input)?;
                let (token, amount) = paid(call.asset, call.amount, value);
                Self::TransferOut { to: call.to.into(), token, amount, memo: memo(call.memo)? }
            }
            swapInCall::SELECTOR => {
                let call: swapInCall = read("swapIn", input)?;
                Self::SwapIn {
                    router: call.router.into(),
                    vault: call.vault.into(),
                    token: call.token.into(),
                    amount: Amount::from_base_units(call.amount),
                    memo: memo(call.memo)?,
                }
            }
            _ => return Ok(None),
        }))
    }

    /// The memo.
    #[must_use]
    pub fn memo(&self) -> &str {
        match self {
            Self::Deposit { memo, .. } | Self::TransferOut { memo, .. } | Self::SwapIn { memo, .. } => memo,
        }
    }
}

fn read<C: SolCall>(name: &'static str, input: &[u8]) -> Result<C, RouterError> {
    C::abi_decode(input).map_err(|error| RouterError::Arguments { name, why: cut(&error.to_string()) })
}

/// Which asset, and how much: of the chain's own coin it is what came with the call.
fn paid(asset: Evm, argument: U256, value: Amount) -> (Option<Address>, Amount) {
    if asset.is_zero() { (None, value) } else { (Some(asset.into()), Amount::from_base_units(argument)) }
}

fn deposit(
    vault: Evm,
    asset: Evm,
    argument: U256,
    value: Amount,
    text: String,
    expires: Option<UnixSeconds>,
) -> Result<RouterCall, RouterError> {
    let (token, amount) = paid(asset, argument, value);
    Ok(RouterCall::Deposit { vault: vault.into(), token, amount, memo: memo(text)?, expires })
}

fn memo(text: String) -> Result<String, RouterError> {
    if text.len() > LONGEST_MEMO { Err(RouterError::Memo(text.len())) } else { Ok(text) }
}

#[cfg(test)]
mod tests;
