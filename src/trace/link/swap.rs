//! Swaps inside one transaction, by netting an address.
//!
//! Rule: over all known transfers of a transaction, an address that gave exactly one listed asset and got exactly one other,
//! on balance, swapped the one for the other. It does not matter whose contracts the money ran through in between: routers,
//! aggregators, batch settlements and wrapping all leave the customer with one asset less and one more. Fees paid to the
//! network are no leg; what came back of the given asset is part of what came out.
//!
//! Source: netting per transaction and token as in MFTracer (SIGMETRICS 2026) and TRacer's redirect edges (arXiv
//! 2201.05757), here per asset and without prices. What a wrapped coin's contract takes in it gives out one to one by its
//! code (WETH9).
//!
//! Against forgery: only assets of Spoor's list count, so a token of the attacker's own is no leg. Genuine dust that comes
//! back in the same transaction must be a price ([`rate`](super::rate)), or there is no link and the payment is followed as
//! a payment. And the given money is taken for settled only where a labelled service took it, where the contract of one of
//! the two assets did, or where its taker gave the other asset itself at a price that is known to be one; elsewhere the
//! taker stays on the list of those who are asked.
//!
//! Limits: an address must have been read with all its lists; a wrap that an explorer shows no token row of is not seen;
//! several assets in or out (liquidity, baskets) are not carried; an attacker's contract can pay a real price for a part
//! and keep the rest, as far as the margins of the price allow. Error: on made-up trades only (`tests/links`); no public
//! set of swaps with known answers is in the repository.

use std::collections::BTreeMap;

use super::given::issuer;
use super::rate::{Rate, judge};
use super::{Found, Netted, amount_in_words, in_words, listed};
use crate::money::Address;
use crate::trace::Trace;
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::view::{LinkKind, Tier};

/// What an address gave and got of one asset in one transaction.
#[derive(Clone, Debug, Default)]
struct Side {
    out: Vec<RowId>,
    came: Vec<RowId>,
    /// Sums in base units.
    paid: u128,
    got: u128,
}

/// The swaps of an address.
#[must_use]
pub fn of(trace: &Trace, who: Who) -> Netted {
    let history = &trace.history;
    let mut netted = Netted::default();
    for rows in history.touching(who).chunk_by(|a, b| history.same_transaction(*a, *b)) {
        if let [row] = rows {
            netted.refused.extend(unseen_wrap(trace, *row).filter(|_| history.row(*row).from == who).map(|why| (*row, why)));
            continue;
        }
        let mut sides: BTreeMap<Coin, Side> = BTreeMap::new();
        for &row in rows.iter().filter(|row| !history.is_fee(**row)) {
            let kept = history.row(row);
            if kept.from == kept.to {
                continue;
            }
            let side = sides.entry(kept.coin).or_default();
            if kept.from == who {
                side.out.push(row);
                side.paid += kept.amount;
            } else {
                side.came.push(row);
                side.got += kept.amount;
            }
        }
        let gave: Vec<(Coin, &Side)> = sides.iter().filter(|(_, side)| side.paid > side.got).map(|(coin, side)| (*coin, side)).collect();
        let got: Vec<(Coin, &Side)> = sides.iter().filter(|(_, side)| side.got > side.paid).map(|(coin, side)| (*coin, side)).collect();
        match (gave.as_slice(), got.as_slice()) {
            ([(_, out)], []) => netted.refused.extend(out.out.iter().filter_map(|row| Some((*row, unseen_wrap(trace, *row)?)))),
            ([], _) | (_, []) => {}
            ([(given, out)], [(bought, came)]) => match link(trace, (*given, out), (*bought, came)) {
                Ok(link) => netted.found.push(link),
                Err(why) => netted.refused.extend(out.out.iter().map(|row| (*row, why.clone()))),
            },
            _ => {
                let why = refusal(trace, &gave, &got);
                let given = gave.iter().flat_map(|(_, side)| &side.out);
                netted.refused.extend(given.map(|row| (*row, why.clone())));
            }
        }
    }
    netted
}

fn link(trace: &Trace, (given, out): (Coin, &Side), (bought, came): (Coin, &Side)) -> Result<Found, String> {
    let history = &trace.history;
    let (given, bought) = (history.asset(given), history.asset(bought));
    let (gave, got) = (out.paid - out.got, came.got - came.paid);
    let (gave_text, got_text) = (amount_in_words(given, gave), amount_in_words(bought, got));
    let rate = judge((given, gave), (bought, got));
    if rate == Rate::Absurd {
        return Err(format!(
            "{got_text} came back for {gave_text} in the same transaction, which is no price: nothing is carried over, and it counts as a payment."
        ));
    }
    let is_issuer = |address: &Address| {
        [given, bought].into_iter().any(|asset| asset.contract() == Some(address)) || *address == Address::nobody(given.chain())
    };
    let payers: Vec<Who> = came.came.iter().map(|row| history.row(*row).from).collect();
    let settles = out.out.iter().all(|row| {
        let taker = history.row(*row).to;
        is_issuer(history.address(taker)) || (rate == Rate::Sane && payers.contains(&taker))
    });
    let mut received: Vec<RowId> = out.came.iter().chain(&came.came).copied().collect();
    received.sort_by(|a, b| history.compare(*a, *b));
    let back = if out.came.is_empty() {
        String::new()
    } else {
        format!(" It gave {} and got {} of it back.", in_words(trace, &out.out), in_words(trace, &out.came))
    };
    let matched_by = format!("On balance the same address gave {gave_text} and got {got_text} in one transaction.{back}");
    Ok(Found { what: LinkKind::Swap, tier: Tier::Derived, paid: out.out.clone(), received, matched_by, settles })
}

/// A wrap of which the answers hold no row: the contract's event is no transfer, and not every explorer lists it as one.
fn unseen_wrap(trace: &Trace, row: RowId) -> Option<String> {
    let history = &trace.history;
    let kept = history.row(row);
    let wrapped = issuer(history.address(kept.to)).filter(|known| known.symbol.starts_with('W') && history.asset(kept.coin).is_native())?;
    let symbol = wrapped.symbol;
    Some(format!("As much {symbol} was given for it, but the answers hold no row of that, so nothing is carried over."))
}

fn refusal(trace: &Trace, gave: &[(Coin, &Side)], got: &[(Coin, &Side)]) -> String {
    let text = |sides: &[(Coin, &Side)]| {
        let mut sides: Vec<&(Coin, &Side)> = sides.iter().collect();
        sides.sort_by_key(|(coin, _)| trace.history.asset(*coin));
        let texts: Vec<String> =
            sides.iter().map(|(coin, side)| amount_in_words(trace.history.asset(*coin), side.paid.abs_diff(side.got))).collect();
        listed(&texts)
    };
    format!(
        "In the same transaction the payer gave {} and got {}: which is the price of which is not known, so nothing is carried over.",
        text(gave),
        text(got)
    )
}
