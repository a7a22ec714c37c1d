//! By Etherscan and Routescan. Neither states the block of a balance.
//!
//! Source: <https://docs.etherscan.io/api-reference/endpoint/balance>, `…/tokenbalance`, `…/eth-call`.

use super::{Lookup, Step};
use crate::explorer::etherscan::Etherscan;
use crate::explorer::service::Kind;
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest};
use crate::money::Amount;

fn explorer(look: &Lookup) -> Option<Etherscan> {
    let (chain, base, id) = (look.holding.account.chain(), look.base.clone(), look.id.clone());
    if look.kind == Kind::Etherscan { Etherscan::v2(chain, base, id) } else { Etherscan::routescan(chain, base, id) }.ok()
}

pub(super) fn request(look: &Lookup, step: Step) -> Option<HttpRequest> {
    let explorer = explorer(look)?;
    let address = look.holding.account.address();
    let contract = look.holding.asset.contract().map(ToString::to_string);
    let text = address.to_string();
    Some(match (step, &contract) {
        (Step::EtherscanFrozen, Some(contract)) => {
            let data = alloy_primitives::hex::encode_prefixed(Lookup::issuer_of(&look.holding.asset)?.question(address)?);
            explorer.ask("proxy", "eth_call", &[("to", contract), ("data", &data), ("tag", "latest")])
        }
        (_, Some(contract)) => {
            explorer.ask("account", "tokenbalance", &[("contractaddress", contract), ("address", &text), ("tag", "latest")])
        }
        (_, None) => explorer.ask("account", "balance", &[("address", &text), ("tag", "latest")]),
    })
}

pub(super) fn take(look: &mut Lookup, step: Step, answer: &HttpAnswer) -> Result<(), AnswerError> {
    let Some(explorer) = explorer(look) else { return Err(look.unreadable("it is no explorer of this chain")) };
    let text = explorer.value(answer)?;
    if step == Step::EtherscanFrozen {
        look.take_frozen(text.strip_prefix("0x").ok_or_else(|| "its answer is not hexadecimal".to_owned()).and_then(super::truth));
        return Ok(());
    }
    look.amount = Some(text.parse::<Amount>().map_err(|error| look.unreadable(error.to_string()))?);
    Ok(())
}
