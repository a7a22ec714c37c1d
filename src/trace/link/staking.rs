//! Withdrawals from liquid staking in two transactions: the token is handed in, the coin is claimed days later.
//!
//! Rule: stETH that an address gave to Lido's withdrawal queue, and ether that the queue paid to the same address later. A
//! request and a claim of exactly the same amount belong together, the oldest such request first: the queue pays one to one
//! unless the pool lost money. A claim that equals no open request is joined with the oldest open one as an inference, and
//! carries nothing.
//!
//! Source: Lido's documentation of `WithdrawalQueueERC721` (docs.lido.fi): first in, first out, one request an amount of at
//! most 1,000 stETH, claimed by its owner. Limits: a request that was given or sold to another address is not seen; nor are
//! requests of wstETH, which is not on the list of assets. Mantle's mETH is left out: its claims never equal its requests, for
//! its price is not one. Error: on made-up rows only (`tests/links`); no set has both legs.

use alloy_primitives::{Address as Evm, address};

use super::{Found, in_words};
use crate::money::{Address, Chain};
use crate::trace::Trace;
use crate::trace::history::{RowId, Who};
use crate::trace::view::{LinkKind, Tier};

/// Lido's withdrawal queue on Ethereum (docs.lido.fi, deployed contracts).
const QUEUE: Evm = address!("889edC2eDab5f40e902b864aD4d7AdE8E412F9B1");

/// The withdrawals of an address.
#[must_use]
pub fn of(trace: &Trace, who: Who) -> Vec<Found> {
    let history = &trace.history;
    let Some(queue) = history.who(&Address::Evm(QUEUE)).filter(|_| trace.case.chain == Chain::ETHEREUM) else { return Vec::new() };
    let mut open: Vec<RowId> = Vec::new();
    let mut found = Vec::new();
    for &row in history.touching(who) {
        let kept = history.row(row);
        let symbol = history.asset(kept.coin).known().map_or("", |known| known.symbol);
        if (kept.from, kept.to, symbol) == (who, queue, "stETH") {
            open.push(row);
        } else if (kept.from, kept.to, symbol) == (queue, who, "ETH") {
            let exact = open.iter().position(|request| history.row(*request).amount == kept.amount);
            if open.is_empty() {
                continue;
            }
            let request = open.remove(exact.unwrap_or(0));
            found.push(withdrawal(trace, request, row, exact.is_some()));
        }
    }
    found
}

fn withdrawal(trace: &Trace, request: RowId, claim: RowId, is_exact: bool) -> Found {
    let (gave, got) = (in_words(trace, [&request]), in_words(trace, [&claim]));
    let matched_by = if is_exact {
        format!("Lido's withdrawal queue took {gave} and later paid the same address exactly as much ether.")
    } else {
        format!(
            "This is an inference: Lido's withdrawal queue took {gave} and later paid the same address {got}, which equals no open request. Nothing is carried over."
        )
    };
    Found {
        what: LinkKind::Exchange,
        tier: if is_exact { Tier::Derived } else { Tier::Inferred },
        paid: vec![request],
        received: vec![claim],
        matched_by,
        settles: is_exact,
    }
}
