//! The computation of a bounty in sentences, each number exact.

use crate::money::{Amount, Asset};

use super::super::entry::{Share, Split};
use super::super::freezes::{Freeze, held};
use super::super::view::{Due, KnownBy, Reward, RewardAsset, coins};
use super::terms::Rates;
use super::{acted, percent, split};

/// Everything that leads to the amounts, in the order in which it is computed.
pub(super) fn lines(reward: &Reward, freeze: &Freeze<'_>, rates: Option<Rates>) -> Vec<String> {
    let frozen = &freeze.said.content;
    let mut lines =
        vec![format!("{} frozen on {} by {}, at {} (entry {}).", held(frozen), frozen.time.day(), frozen.by, frozen.at, reward.entry)];
    terms(reward, rates, &mut lines);
    reporters(reward, &mut lines);
    for asset in &reward.assets {
        returned(asset, freeze, &mut lines);
        if let Some(rates) = rates {
            parts(reward, asset, rates, &mut lines);
        }
    }
    if reward.assets.is_empty() {
        lines.push("Nothing of it has come back yet; a bounty is part of what comes back, so nothing is due.".to_owned());
    }
    lines.extend(reward.dues.iter().filter(|due| !due.paid.is_zero()).map(|due| paid(due, reward)));
    if let Some(estimate) = &reward.estimate {
        let of = |amount: Amount| coins(amount, &estimate.asset);
        let mut line = format!("If all of the remaining {} is returned: {} to {}", of(estimate.rest), of(estimate.freezer), reward.by);
        match estimate.shares.as_slice() {
            [] => line.push_str(", and no first reporter is known"),
            shares => {
                let each: Vec<String> = shares.iter().map(|share| format!("{} to {}", of(share.amount), share.key)).collect();
                line.push_str(&format!(", {} to its first reporters: {}", of(estimate.reporters), each.join(", ")));
            }
        }
        lines.push(format!("{line}; in all, with what is due already. This is an estimate, not a debt."));
    }
    if let Some(released) = freeze.released {
        let day = released.content.time.day();
        lines.push(format!("The freeze ended on {day} (entry {}): {}", released.entry, released.content.why));
    }
    if reward.disputed {
        let entries: Vec<String> = freeze.disputed.union(&freeze.disputed_beside).map(|entry| format!("entry {entry}")).collect();
        let order = freeze.disputed_order.then(|| "who was first".to_owned());
        let what: Vec<String> = entries.into_iter().chain(order).collect();
        lines.push(format!("Disputed: {}. The amounts are computed as if it held.", what.join(", ")));
    }
    lines
}

/// The terms, quoted with their day and source.
fn terms(reward: &Reward, rates: Option<Rates>, lines: &mut Vec<String>) {
    let Some(terms) = &reward.terms else {
        lines.push(format!("The feed never opened the case {:?}: no terms are stated, and nothing is due.", reward.case));
        return;
    };
    let Some(how) = terms.split else {
        lines.push(format!("No bounty is promised for this case (entry {}): nothing is due.", terms.entry));
        return;
    };
    let how = match how {
        Split::First => "of whom the first takes all",
        Split::Equal => "who share in equal parts",
    };
    lines.push(format!(
        "Terms: of what is returned, {} to whoever froze it and {} to its first reporters, {how}. Stated as of {} by {} (entry {}).",
        percent(terms.freezer),
        percent(terms.reporters),
        terms.as_of,
        terms.source,
        terms.entry
    ));
    if terms.from > reward.frozen_at {
        lines.push(format!(
            "These terms were written into the feed on {}, after the freeze of {}; there are none before them.",
            terms.from.day(),
            reward.frozen_at.day()
        ));
    }
    if rates.is_none() {
        lines.push("The terms promise more than the whole: nothing can be computed by them.".to_owned());
    }
}

/// Who was first, by what proof, and who is not and why.
fn reporters(reward: &Reward, lines: &mut Vec<String>) {
    if reward.reporters.is_empty() {
        lines.push("No first reporter is known: the reporters' part is due to nobody.".to_owned());
    }
    for (place, one) in (1..).zip(&reward.reporters) {
        let by = match one.by {
            KnownBy::Stamp => "by a Bitcoin block, with two hours added for the freedom of its clock",
            KnownBy::Receipt => "by the publisher's receipt",
        };
        let name = one.name.as_ref().map(|name| format!(" ({name:?})")).unwrap_or_default();
        lines.push(format!(
            "First reporter {place}: {}{name}, known by {} {by}; tip {} (entries {} and {}).",
            one.key, one.known, one.tip, one.received, one.verified
        ));
    }
    for left in &reward.left_out {
        let key = left.key.as_ref().map(|key| format!(" of {key}")).unwrap_or_default();
        lines.push(format!("Tip {}{key} earns nothing here. {}", left.tip, left.why));
    }
}

/// What came back of one asset, and how much of it counts.
fn returned(asset: &RewardAsset, freeze: &Freeze<'_>, lines: &mut Vec<String>) {
    let of = |amount: Amount| coins(amount, &asset.asset);
    for said in freeze.returns.iter().filter(|said| said.content.asset == asset.asset) {
        let mut line = format!("{} returned on {} (entry {}).", of(said.content.amount), said.content.time.day(), said.entry);
        if !acted(freeze, said) {
            line.push_str(" The freeze did not act any more then: this earns no bounty.");
        }
        lines.push(line);
    }
    match asset.frozen {
        Some(frozen) if asset.returned > frozen => {
            lines.push(format!("More came back than the {} that were frozen: {} count.", of(frozen), of(asset.counted)));
        }
        Some(_) if asset.counted < asset.returned => {
            lines.push(format!("Of the {} returned, {} count.", of(asset.returned), of(asset.counted)))
        }
        Some(_) => {}
        None => lines.push(format!("What came back is {}, another asset than was frozen; it counts as it came.", of(asset.returned))),
    }
}

/// The two parts of what counts.
fn parts(reward: &Reward, asset: &RewardAsset, rates: Rates, lines: &mut Vec<String>) {
    let of = |amount: Amount| coins(amount, &asset.asset);
    lines.push(format!("{} of {} = {} to {}.", percent(rates.freezer), of(asset.counted), of(asset.freezer), reward.by));
    let whole = format!("{} of {} = {}", percent(rates.reporters), of(asset.counted), of(asset.reporters));
    let count = reward.reporters.len();
    let shares = split(asset.reporters, rates.split, count);
    let line = match (rates.split, shares.first(), shares.last()) {
        (_, None, _) | (_, _, None) => format!("{whole}; due to nobody."),
        (_, Some(first), _) if count == 1 => format!("{whole}; 1 first reporter: {}.", of(*first)),
        (Split::First, Some(first), _) => format!("{whole}; {count} first reporters, of whom the first takes {}.", of(*first)),
        (Split::Equal, Some(first), Some(last)) if first == last => format!("{whole}; {count} first reporters: {} each.", of(*first)),
        (Split::Equal, Some(first), Some(last)) => {
            let more = shares.iter().filter(|share| *share == first).count();
            format!("{whole}; {count} first reporters: {} each to the earliest {more}, {} each to the others.", of(*first), of(*last))
        }
    };
    lines.push(line);
}

/// What was paid against what is due.
fn paid(due: &Due, reward: &Reward) -> String {
    let of = |amount: Amount, asset: &Asset| coins(amount, asset);
    let who = match (due.share, &due.key) {
        (Share::Freezer, _) => reward.by.clone(),
        (Share::Reporter, Some(key)) => key.to_string(),
        (Share::Reporter, None) => "a reporter whose tip was not received".to_owned(),
    };
    let mut line = format!("Paid to {who}: {} of {} due.", of(due.paid, &due.asset), of(due.due, &due.asset));
    if !due.open.is_zero() {
        line.push_str(&format!(" {} is still open.", of(due.open, &due.asset)));
    }
    if !due.over.is_zero() {
        line.push_str(&format!(" That is {} more than is due.", of(due.over, &due.asset)));
    }
    line
}
