//! On Solana: lamports, or the token accounts of an owner with their state. Finalized only.
//!
//! Source: [`getBalance`](https://solana.com/docs/rpc/http/getbalance),
//! [`getTokenAccountsByOwner`](https://solana.com/docs/rpc/http/gettokenaccountsbyowner). An issuer freezes a token account,
//! not its owner: the owner counts as frozen where every account with something in it is.

use serde::Deserialize;
use serde_json::json;

use super::{Frozen, Lookup, Newest, Step};
use crate::explorer::jsonrpc::{self, Call};
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest, freezers};
use crate::money::Amount;

/// Token accounts of one owner and one mint; more are somebody's attempt.
const MOST_ACCOUNTS: usize = 1_000;

#[derive(Deserialize)]
struct With<T> {
    context: Context,
    value: T,
}

#[derive(Deserialize)]
struct Context {
    slot: u64,
}

#[derive(Deserialize)]
struct TokenAccount {
    account: Account,
}

#[derive(Deserialize)]
struct Account {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    parsed: Parsed,
}

#[derive(Deserialize)]
struct Parsed {
    info: Info,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    mint: String,
    state: String,
    token_amount: TokenAmount,
}

#[derive(Deserialize)]
struct TokenAmount {
    amount: String,
}

pub(super) fn request(look: &Lookup, step: Step) -> HttpRequest {
    let address = look.holding.account.address().to_string();
    let call = match (step, look.holding.asset.contract()) {
        (Step::SolanaTokens, Some(mint)) => Call::new(
            "getTokenAccountsByOwner",
            json!([address, {"mint": mint.to_string()}, {"encoding": "jsonParsed", "commitment": "finalized"}]),
        ),
        _ => Call::new("getBalance", json!([address, {"commitment": "finalized"}])),
    };
    HttpRequest::post(look.base.to_string(), jsonrpc::write(&[call]))
}

pub(super) fn take(look: &mut Lookup, step: Step, answer: &HttpAnswer) -> Result<(), AnswerError> {
    let outcome = jsonrpc::read(look.host(), answer, 1)?.pop().unwrap_or(Ok(None));
    let result = outcome.map_err(|error| error.as_answer(look.host(), answer.status))?;
    let result = result.ok_or_else(|| look.unreadable("it has no result"))?;
    if step == Step::SolanaBalance {
        let With { context, value } = jsonrpc::shape::<With<u64>>(&result).map_err(|why| look.unreadable(why))?;
        look.amount = Some(Amount::from(value));
        look.newest = Some(Newest { number: context.slot, at: None });
        return Ok(());
    }
    let With { context, value } = jsonrpc::shape::<With<Vec<TokenAccount>>>(&result).map_err(|why| look.unreadable(why))?;
    if value.len() > MOST_ACCOUNTS {
        return Err(look.unreadable(format!("it lists {} token accounts", value.len())));
    }
    let mint = look.holding.asset.contract().map(ToString::to_string);
    let mut sum = Amount::ZERO;
    let (mut filled, mut stopped) = (0, 0);
    for one in value {
        let Info { mint: of, state, token_amount } = one.account.data.parsed.info;
        if Some(&of) != mint.as_ref() {
            return Err(look.unreadable("a token account of another mint is among those asked for"));
        }
        let amount: u64 = token_amount.amount.parse().map_err(|_| look.unreadable("an amount is no whole number of 64 bits"))?;
        sum = [sum, Amount::from(amount)].into_iter().sum();
        if amount > 0 {
            filled += 1;
            stopped += usize::from(state == "frozen");
        }
    }
    look.amount = Some(sum);
    look.newest = Some(Newest { number: context.slot, at: None });
    let issuer = freezers::of(&look.holding.asset).into_iter().next();
    if let Some(issuer) = issuer.filter(|_| filled > 0) {
        let (who, by) = (issuer.who.clone(), "the state of its token account".to_owned());
        look.frozen = match stopped {
            0 => Frozen::No { who, by },
            all if all == filled => Frozen::Yes { who, by },
            some => Frozen::Unknown(format!("{some} of its {filled} token accounts are frozen")),
        };
    }
    Ok(())
}
