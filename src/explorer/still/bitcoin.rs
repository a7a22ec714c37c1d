//! On Bitcoin: by Esplora, by blockchain.info.
//!
//! Sources: Blockstream's [`API.md`](https://github.com/Blockstream/esplora/blob/master/API.md); blockchain.info's
//! [`/balance`](https://www.blockchain.com/explorer/api/blockchain_api).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Lookup, Newest, Step};
use crate::explorer::esplora::standing;
use crate::explorer::text::with_query;
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest};
use crate::money::Amount;

#[derive(Deserialize)]
struct Balance {
    final_balance: u64,
}

pub(super) fn request(look: &Lookup, step: Step) -> HttpRequest {
    let (base, address) = (&look.base, look.holding.account.address().to_string());
    HttpRequest::get(match step {
        Step::EsploraTip => format!("{base}/blocks/tip/height"),
        Step::InfoBalance => with_query(format!("{base}/balance"), [("active", address.as_str()), ("cors", "true")]),
        _ => format!("{base}/address/{address}"),
    })
}

pub(super) fn take(look: &mut Lookup, step: Step, answer: &HttpAnswer) -> Result<(), AnswerError> {
    look.check_status(answer)?;
    match step {
        Step::EsploraTip => {
            let text = answer.body.trim();
            let number = if text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None };
            let number = number.ok_or_else(|| look.unreadable("the height of the chain is no number"))?;
            look.newest = Some(Newest { number, at: None });
        }
        Step::InfoBalance => {
            let all: BTreeMap<String, Balance> = serde_json::from_str(&answer.body).map_err(|error| look.unreadable(error.to_string()))?;
            let own = all.get(&look.holding.account.address().to_string());
            look.amount = Some(Amount::from(own.ok_or_else(|| look.unreadable("the address asked for is not in it"))?.final_balance));
        }
        _ => {
            // An answer about another address is none.
            #[derive(Deserialize)]
            struct Whose {
                address: Option<String>,
            }
            let whose: Whose = serde_json::from_str(&answer.body).map_err(|error| look.unreadable(error.to_string()))?;
            if whose.address.is_some_and(|address| address != look.holding.account.address().to_string()) {
                return Err(look.unreadable("it is about another address"));
            }
            let standing = standing(&answer.body).map_err(|error| look.unreadable(error.to_string()))?;
            (look.amount, look.waiting) = (Some(standing.left()), standing.waiting);
        }
    }
    Ok(())
}
