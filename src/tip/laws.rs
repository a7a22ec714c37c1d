//! What must be true of a payload whoever wrote it. The writer and the verifier use the same laws.

use std::collections::BTreeSet;

use super::payload::{Payload, Ranged, TipHop};
use super::{limits, link, write};
use crate::money::{Amount, Asset};
use crate::trace::view::Tier;

/// The way: it begins at a seed, each hop starts where the last one ended, in time, with amounts that can be, and it ends
/// at the claim. Returns what is wrong, each with the field.
pub(super) fn way(payload: &Payload) -> Vec<String> {
    let mut wrong = Vec::new();
    let (Some(first), Some(last)) = (payload.hops.first(), payload.hops.last()) else {
        return vec!["payload.hops: there is no hop, so there is no way from the theft".to_owned()];
    };
    let begins = |hop: &TipHop| payload.case.seeds.iter().any(|seed| seed.tx == hop.tx && seed.to == hop.to && seed.asset == hop.asset);
    if !begins(first) {
        wrong.push(format!("payload.hops[0].tx: {} is no transaction of the theft", first.tx));
    }
    for (at, hop) in payload.hops.iter().enumerate() {
        one_hop(at, hop, &mut wrong);
    }
    for (at, pair) in payload.hops.windows(2).enumerate() {
        match &pair[1].link {
            Some(link) => {
                let what = link::check(payload, &pair[0], &pair[1], link).into_iter();
                wrong.extend(what.map(|(field, what)| format!("payload.hops[{}].{field}: {what}", at + 1)));
            }
            None => step(at + 1, &pair[0], &pair[1], &mut wrong),
        }
    }
    if first.link.is_some() {
        wrong.push("payload.hops[0].link: no hop comes before the first".to_owned());
    }
    let claim = &payload.claim;
    if *claim.at.address() != last.to || claim.at.chain() != last.chain {
        wrong.push(format!("payload.claim.at: {} is not where the last hop goes, {}", claim.at, last.to));
    }
    if claim.asset != last.asset {
        wrong.push(format!("payload.claim.asset: {} is not what the last hop moves", claim.asset));
    }
    if claim.as_of_block != last.block || claim.as_of_time != last.time {
        wrong.push("payload.claim.asOfBlock, asOfTime: not those of the last hop".to_owned());
    }
    if claim.tainted.is_zero() {
        wrong.push("payload.claim.tainted: nothing stolen is claimed to be there".to_owned());
    }
    wrong
}

fn one_hop(at: usize, hop: &TipHop, wrong: &mut Vec<String>) {
    let mut say = |field: &str, what: String| wrong.push(format!("payload.hops[{at}].{field}: {what}"));
    if hop.i.0 != at as u64 {
        say("i", format!("{} is not its number, {at}", hop.i));
    }
    if hop.chain != hop.asset.chain() {
        say("chain", format!("{} is not the chain of {}", hop.chain, hop.asset));
    }
    if hop.amount.is_zero() {
        say("amount", "nothing moved".to_owned());
    }
    let stolen = |most: &Amount| *most > hop.amount;
    if stolen(&hop.tainted) {
        say("tainted", format!("{} is more than the whole amount, {}", hop.tainted, hop.amount));
    }
    if hop.tainted.is_zero() {
        say("tainted", "nothing stolen moved".to_owned());
    }
    if hop.range.iter().any(|ranged| stolen(&ranged.amount)) {
        say("range", format!("is above the whole amount, {}", hop.amount));
    }
    if !increasing(&hop.range, |a: &Ranged| a.policy) {
        say("range", "is not sorted by policy".to_owned());
    }
}

fn step(at: usize, before: &TipHop, hop: &TipHop, wrong: &mut Vec<String>) {
    let mut say = |field: &str, what: String| wrong.push(format!("payload.hops[{at}].{field}: {what}"));
    let link = hop.tier != Tier::Observed || before.tier != Tier::Observed;
    if hop.chain != before.chain {
        if !link {
            say("chain", "changes in a step that calls itself observed".to_owned());
        }
        return;
    }
    // What came for something, by a link, came back to who gave it, from whoever paid it out.
    let came_for = hop.tier == Tier::Derived && hop.to == before.from;
    if hop.from != before.to && !came_for {
        say("from", format!("{} is not where hop {} went, {}", hop.from, at - 1, before.to));
    }
    if hop.asset != before.asset && !link {
        say("asset", "changes in a step that calls itself observed".to_owned());
    }
    if hop.time < before.time || hop.block < before.block {
        say("time", format!("{} (block {}) is before hop {}, {} (block {})", hop.time, hop.block, at - 1, before.time, before.block));
    }
}

/// The sums: each equation holds, and no more is claimed than was stolen.
pub(super) fn totals(payload: &Payload) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, equation) in payload.equations.iter().enumerate() {
        if !equation.holds() {
            wrong.push(format!("payload.equations[{at}]: the sides differ for {}", equation.asset));
        }
    }
    match payload.equations.iter().find(|equation| equation.asset == payload.claim.asset) {
        None => wrong.push("payload.equations: there is none for the claim's asset".to_owned()),
        Some(equation) if payload.claim.tainted > equation.entered() => {
            let (claimed, all) = (payload.claim.tainted, equation.entered());
            wrong.push(format!("payload.claim.tainted: {claimed} is more than was stolen, {all}"));
        }
        Some(_) => {}
    }
    wrong
}

/// The evidence: every source is cited and every citation has its source, names resolve, decimals are the known ones,
/// lists stand in their order, and no limit is left out.
pub(super) fn evidence(payload: &Payload) -> Vec<String> {
    let mut wrong = Vec::new();
    let ids: Vec<String> = (1..=payload.sources.len()).map(|number| format!("S{number}")).collect();
    if !payload.sources.iter().map(|source| &source.id).eq(&ids) {
        wrong.push("payload.sources: not numbered S1, S2, ...".to_owned());
    }
    if !increasing(&payload.sources, |source| {
        let (req, sha256, at, provider) = write::source_key(source);
        (req.to_owned(), sha256.to_owned(), at, provider.to_owned())
    }) {
        wrong.push("payload.sources: not sorted by request, digest and time".to_owned());
    }
    for (at, source) in payload.sources.iter().enumerate() {
        if !is_hex_32(&source.sha256) {
            wrong.push(format!("payload.sources[{at}].sha256: not 64 lower-case hexadecimal digits"));
        }
    }
    let of_links = payload.hops.iter().filter_map(|hop| hop.link.as_ref()).flat_map(|link| &link.src);
    let of_balance = payload.claim.seen.iter().flat_map(|seen| &seen.src);
    let cited: BTreeSet<&String> = payload.hops.iter().flat_map(|hop| &hop.src).chain(of_links).chain(of_balance).collect();
    if let Some(id) = cited.iter().find(|id| !ids.contains(id)) {
        wrong.push(format!("payload.hops: {id:?} is cited but not among the sources"));
    }
    if let Some(id) = ids.iter().find(|id| !cited.contains(id)) {
        wrong.push(format!("payload.sources: {id} is cited by nothing"));
    }
    if let Some(at) = payload.hops.iter().position(|hop| hop.src.is_empty()) {
        wrong.push(format!("payload.hops[{at}].src: no source reports this hop"));
    }
    if payload.sources.iter().map(|source| source.at).max() != Some(payload.claim.read_at) {
        wrong.push("payload.claim.readAt: not the time of the newest source".to_owned());
    }
    wrong.extend(super::still::laws(&payload.claim));
    wrong.extend(super::rules::laws(payload));
    wrong.extend(super::overrides::laws(payload));
    names(payload, &mut wrong);
    assets(payload, &mut wrong);
    for limit in limits::of_payload(payload) {
        if !payload.limits.contains(&limit) {
            wrong.push(format!("payload.limits: this is left out: {limit}"));
        }
    }
    wrong
}

fn names(payload: &Payload, wrong: &mut Vec<String>) {
    let ids = (1..=payload.labels.len()).map(|number| format!("L{number}"));
    if !payload.labels.iter().map(|label| label.id.clone()).eq(ids) {
        wrong.push("payload.labels: not numbered L1, L2, ...".to_owned());
    }
    if !payload.labels.windows(2).all(|pair| write::label_key(&pair[0]) <= write::label_key(&pair[1])) {
        wrong.push("payload.labels: not sorted by address, source and name".to_owned());
    }
    if !payload.statements.windows(2).all(|pair| pair[0] < pair[1]) {
        wrong.push("payload.statements: not sorted by address, source and sentence".to_owned());
    }
    if let Some(holder) = &payload.claim.holder
        && !payload.labels.iter().any(|label| label.id == *holder && label.at == payload.claim.at)
    {
        wrong.push(format!("payload.claim.holder: {holder:?} is no label of the claim's address"));
    }
    let wasm = &payload.method.engine.wasm_sha256;
    if wasm != "unknown" && !is_hex_32(wasm) {
        wrong.push("payload.method.engine.wasmSha256: neither 64 lower-case hexadecimal digits nor \"unknown\"".to_owned());
    }
    if !payload.case.pack.strip_prefix("sha256:").is_some_and(is_hex_32) {
        wrong.push("payload.case.pack: not sha256: and 64 lower-case hexadecimal digits".to_owned());
    }
}

fn assets(payload: &Payload, wrong: &mut Vec<String>) {
    if !increasing(&payload.assets, |asset| asset.id.clone()) {
        wrong.push("payload.assets: not sorted by id".to_owned());
    }
    if !increasing(&payload.equations, |equation| equation.asset.clone()) {
        wrong.push("payload.equations: not sorted by asset".to_owned());
    }
    let used: BTreeSet<&Asset> = payload.hops.iter().map(|hop| &hop.asset).chain([&payload.claim.asset]).collect();
    if !payload.assets.iter().map(|asset| &asset.id).eq(used) {
        wrong.push("payload.assets: not exactly the assets of the hops".to_owned());
    }
    for (at, asset) in payload.assets.iter().enumerate() {
        let agrees = asset.id.known().is_some_and(|known| known.symbol == asset.symbol && u64::from(known.decimals) == asset.decimals.0);
        if !agrees {
            wrong.push(format!("payload.assets[{at}]: symbol or decimals are not those of {}", asset.id));
        }
    }
}

fn increasing<T, K: Ord>(items: &[T], key: impl Fn(&T) -> K) -> bool {
    items.windows(2).all(|pair| key(&pair[0]) < key(&pair[1]))
}

fn is_hex_32(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
