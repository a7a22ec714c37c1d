//! Ends: where following stops, and the typed reason.

pub mod deposit;
pub mod freezers;
pub mod pooling;
pub mod urgency;

use std::collections::BTreeMap;

use super::history::{Coin, Who};
use super::pattern::coinjoin::Round;
use super::pattern::tornado;
use super::search::flow::Flows;
use super::survey::Survey;
use super::view::{Equation, Finding, Reason, Stage};
use super::{MOST_PAGES, Trace, link};
use crate::label::Category;
use crate::money::{Address, Amount, Asset};
use deposit::Deposit;
use pooling::Pooling;

/// What an address is taken for by what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inferred {
    /// An exchange's deposit address.
    Deposit(Deposit),
    /// A service that pools money.
    Pooling(Pooling),
    /// The inside of a Bitcoin transaction that is a round of a mixer.
    Round(Round),
}

/// What the addresses on the trail are taken for by what they do; not those that a label or the visitor names.
#[must_use]
pub fn infer(trace: &Trace) -> BTreeMap<Who, Inferred> {
    let flows = Flows::of(trace);
    let mut inferred = BTreeMap::new();
    for (&(who, coin), receipts) in &trace.trail.receipts {
        let address = trace.history.address(who);
        let named = flows.is_service(who) || trace.finding(address).is_some() || flows.origins().contains_key(&who);
        if named || address.is_inside_of_transaction() || !flows.is_forward() || !trace.history.is_read(address) {
            continue;
        }
        if let Some(deposit) = deposit::recognise(&flows, who, coin, receipts[0]) {
            inferred.insert(who, Inferred::Deposit(deposit));
        } else if let Some(pooling) = pooling::recognise(&flows, who, coin, trace.trail.came(&flows, (who, coin))) {
            inferred.insert(who, Inferred::Pooling(pooling));
        }
    }
    // A round hides which input paid which output, whichever way money is followed.
    for (who, round) in trace.spends.boundaries().filter(|(who, _)| trace.finding(trace.history.address(*who)).is_none()) {
        inferred.insert(who, Inferred::Round(round.clone()));
    }
    inferred
}

/// The sale by which an asset came to an address, by somebody's word.
#[must_use]
pub fn sold(trace: &Trace, (who, coin): (Who, Coin)) -> Option<usize> {
    let asset = trace.history.asset(coin);
    trace.case.swaps.iter().position(|swap| {
        let seller = trace.history.who(&swap.at).filter(|_| swap.sold.contains(asset));
        seller.is_some_and(|seller| {
            trace
                .history
                .touching(who)
                .iter()
                .map(|row| trace.history.row(*row))
                .any(|row| row.from == seller && row.to == who && row.coin == coin)
        })
    })
}

/// Why an address is not asked about, and a sentence that says what is known. `None`: it waits to be asked about.
#[must_use]
pub fn stop(trace: &Trace, survey: &Survey<'_>, address: &Address, asset: &Asset) -> Option<(Reason, String)> {
    match trace.finding(address) {
        Some(Finding::Stop) => return Some((Reason::User, "You said to stop here.".to_owned())),
        Some(Finding::Exchange) => return Some((Reason::Exchange, "An exchange, by your own word.".to_owned())),
        Some(Finding::Follow) => {}
        Some(Finding::Look) | None => {
            if let Some(why) = link::given::given(trace, survey, address, asset) {
                return Some((Reason::Service, why));
            }
            if let Some((reason, why)) = service(trace, address) {
                return Some((reason, why));
            }
            match trace.history.who(address).and_then(|who| trace.inferred.get(&who)) {
                Some(Inferred::Deposit(deposit)) => return Some((Reason::Deposit, deposit.why())),
                Some(Inferred::Pooling(pooling)) => return Some((Reason::Service, pooling.why())),
                Some(Inferred::Round(round)) => {
                    return Some((Reason::Mixer, format!("{} Nothing is followed through it.", round.why())));
                }
                None => {}
            }
        }
    }
    if let Some(&swap) = survey.buyers.get(&(address.clone(), asset.clone())) {
        return trace.case.swaps.get(swap).map(|swap| {
            let bought = swap.bought.known().map_or("another asset", |known| known.symbol);
            let why = format!("Sold here for {bought}, as stated by {}. The proceeds are followed as {bought}.", swap.source);
            (Reason::Service, why)
        });
    }
    if let Some(reading) = trace.history.reading(address) {
        let known = trace.known.get(address).filter(|known| known.open.is_some());
        return Some(match (known, reading.coverage.why()) {
            (Some(known), Some(why)) if known.pages < MOST_PAGES => (Reason::Budget, format!("Not read to the end: {why}.")),
            _ => read(reading),
        });
    }
    let hop = survey.hops.get(address).copied().unwrap_or(u32::MAX);
    if hop > trace.settings.most_hops {
        return Some((
            Reason::Budget,
            format!("More than {} hops from {}: not asked about.", trace.settings.most_hops, trace.settings.start_in_words()),
        ));
    }
    let small = |asset: &Asset, left: u128| {
        let least = u64::from(trace.settings.dust_millionths);
        let left = trace.part.in_theft(trace, asset, Amount::from_u128(left));
        left.millionths_of(survey.total(&trace.history, asset)) < least
    };
    if small(asset, survey.flow(address, asset)?.left) && survey.flows_of(address).all(|(what, flow)| small(what, flow.left)) {
        let least = trace.settings.dust_millionths;
        return Some((
            Reason::Dust,
            format!("Less than {least} millionths of what was {}: summed, not followed.", trace.settings.sum_in_words()),
        ));
    }
    if trace.stage() == Stage::Done {
        return Some((
            Reason::Budget,
            "Not asked about. This is an inference: other money that was there covers the payments that led here, so the search left it aside.".to_owned(),
        ));
    }
    None
}

fn read(reading: &super::history::Reading) -> (Reason, String) {
    let why = reading.coverage.why();
    match (reading.not_held, reading.coverage.is_complete(), why) {
        (true, _, why) => (Reason::Failed, format!("Not followed further: {}.", why.unwrap_or("the source does not hold this address"))),
        (false, true, None) => (Reason::Held, "Its whole history was read: this part was not spent.".to_owned()),
        (false, true, Some(window)) => (Reason::Held, format!("Not spent in what was read: {window}.")),
        (false, false, why) => {
            (Reason::Failed, format!("The history here is incomplete: {}.", why.unwrap_or("the source does not say why")))
        }
    }
}

fn service(trace: &Trace, address: &Address) -> Option<(Reason, String)> {
    let Some(label) = trace.label_of(address) else {
        // The contracts of the pools are of Spoor's own list, and so are those of its assets.
        if trace.category(address) == Some(Category::Mixer) && tornado::is_listed(address) {
            return Some((Reason::Mixer, "A contract of Tornado Cash, by Spoor's own list: a mixer: the trail ends here.".to_owned()));
        }
        let symbol = link::given::issuer(address)?.symbol;
        return Some((Reason::Service, format!("The contract of {symbol}: what it takes in, it owes to those who hold {symbol}.")));
    };
    let name = &label.name;
    let source = super::labelled::cited(label);
    let (reason, what) = match label.category {
        Category::Exchange => (Reason::Exchange, "an exchange: what enters is pooled with other customers' money"),
        Category::Deposit => (Reason::Deposit, "an exchange's deposit address of one customer"),
        Category::Bridge => (Reason::Bridge, "a bridge: the money goes on where this trace cannot follow yet"),
        Category::Mixer => (Reason::Mixer, "a mixer: the trail ends here"),
        Category::Service => (Reason::Service, "a service that pools money of many"),
        Category::Thief | Category::Victim | Category::Listed => return None,
    };
    Some((reason, format!("Labelled {name} ({source}): {what}.")))
}

/// The equation of one asset.
#[must_use]
pub fn equation(trace: &Trace, survey: &Survey, asset: &Asset) -> Equation {
    let sums = survey.sums(&trace.history, asset);
    let mut equation = Equation {
        asset: asset.clone(),
        stolen: Amount::from_u128(sums.stolen),
        from_swaps: Amount::from_u128(sums.from_swaps),
        mixed_in: Amount::from_u128(sums.mixed_in),
        held: Default::default(),
        exchanges: Default::default(),
        bridged: Default::default(),
        mixed: Default::default(),
        services: Default::default(),
        fees: Amount::from_u128(sums.fees),
        not_followed: Default::default(),
    };
    for ((address, _), flow) in survey.flows.iter().filter(|((_, what), _)| what == asset) {
        let reason = stop(trace, survey, address, asset).map_or(Reason::Budget, |(reason, _)| reason);
        let term = match reason {
            Reason::Held => &mut equation.held,
            Reason::Exchange | Reason::Deposit => &mut equation.exchanges,
            Reason::Bridge => &mut equation.bridged,
            Reason::Mixer => &mut equation.mixed,
            Reason::Service => &mut equation.services,
            Reason::Budget | Reason::User | Reason::Failed | Reason::Dust => &mut equation.not_followed,
        };
        *term = [*term, Amount::from_u128(flow.left)].into_iter().sum();
    }
    equation
}
