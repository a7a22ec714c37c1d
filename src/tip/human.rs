//! The tip in words: what a person reads before any program does. Every sentence comes from the signed fields.
//!
//! Whoever reads thousands of reports decides on the first lines. So the first three say who holds how much and where,
//! what to do, and how sure that is; then come the identifiers to copy, the way, the limits, the sources.

use super::envelope::Tip;
use super::inert::{cited, quoted, safe};
use super::payload::{Ask, ClaimKind, FrozenNow, Payload, StillThere, TipHop, TipLabel, tier_word};
use super::record::Part as _;
use super::seal::Scheme;
use super::{link, overrides, rules};
use crate::trace::view::{Policy, Tier};

/// The tip as Markdown, without the armour.
#[must_use]
pub fn human_text(tip: &Tip) -> String {
    let payload = tip.payload();
    let statement = tip.statement();
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("# Tip: {}, {}", safe(&payload.case.id), place(payload)));
    line(format!("- What to do: {}", to_do(payload)));
    line(format!("- How sure: {}", how_sure(payload)));
    list(&mut line, "To copy", identifiers(tip));
    line(String::new());
    line("## The claim".to_owned());
    for sentence in claim_sentences(payload) {
        line(sentence);
    }
    line(String::new());
    line("## The way of the money".to_owned());
    for hop in &payload.hops {
        line(hop_sentence(payload, hop));
        if let Some(link) = &hop.link {
            line(format!("   {}", safe(&link::sentence(hop, link))));
        }
    }
    list(&mut line, "What people say of these addresses (not proven)", said(payload));
    list(&mut line, "Signed although", overrides::sentences(payload).iter().map(|text| safe(text)).collect());
    list(&mut line, "Rules", rules::rule_sentences(payload).iter().map(|text| safe(text)).collect());
    list(&mut line, "Limits", payload.limits.iter().map(|limit| safe(limit)).collect());
    list(&mut line, "Assumptions", payload.assumptions.iter().map(|text| safe(text)).collect());
    list(&mut line, "Sources", sources(payload));
    if let Some(note) = &payload.note {
        line(String::new());
        line("## Note of the tipster".to_owned());
        note.lines().for_each(|text| line(safe(text)));
    }
    line(String::new());
    line("## Signature".to_owned());
    line(format!("- Tip {} (SHA-256 of the payload)", tip.id()));
    let how = match tip.signature().scheme() {
        Scheme::TypedData => String::new(),
        other => format!(" ({other})"),
    };
    line(format!("- Signed by `{}`{how} on {}; to be submitted by {}", tip.signer(), statement.issued_at, statement.submit_by));
    line(format!("- A reward goes to `{}`", statement.payout));
    let engine = &payload.method.engine;
    line(format!("- Written by {} {}, WebAssembly SHA-256 {}", safe(&engine.name), safe(&engine.version), safe(&engine.wasm_sha256)));
    line("- Where these words and the signed block below differ, the signed block counts.".to_owned());
    out
}

/// What goes to the clipboard: the words first, the armour last.
#[must_use]
pub fn copy_text(tip: &Tip) -> String {
    format!("{}\n{}", human_text(tip), tip.to_armour())
}

/// How much is where, and who is said to hold it.
fn place(payload: &Payload) -> String {
    let claim = &payload.claim;
    let at = match claim.kind {
        ClaimKind::AtExchange => "at an exchange,",
        ClaimKind::AtDepositAddress => "at a deposit address of an exchange,",
        ClaimKind::AtAddress | ClaimKind::FreezableByIssuer => "at",
        ClaimKind::BridgeOut => "at a bridge,",
        ClaimKind::InMixer => "in a mixer,",
        ClaimKind::AtService => "at a service that pools money,",
    };
    let labelled = holder(payload).map_or_else(String::new, |label| format!(", labelled {}", quoted(&label.name)));
    format!("{} {at} `{}`{labelled}", payload.coins(claim.tainted, &claim.asset), claim.at)
}

/// What is asked for, of whom, and whether there is still something to act on.
fn to_do(payload: &Payload) -> String {
    let claim = &payload.claim;
    let ask = match (claim.ask, &claim.freezable_by) {
        (Ask::Freeze, Some(who)) => format!("freeze it: {}.", safe(who.trim_end_matches('.'))),
        (Ask::Freeze, None) => "freeze it.".to_owned(),
        (Ask::Watch, Some(who)) => format!("watch this address: {}.", safe(who.trim_end_matches('.'))),
        (Ask::Watch, None) => "watch this address; nobody is known who can freeze it there.".to_owned(),
    };
    let seen = claim.seen.as_ref().map_or(claim.read_at, |seen| seen.time).minute();
    let there = match claim.still_there {
        StillThere::Yes => format!("It was there on {seen}."),
        StillThere::Part => format!("A part of it was there on {seen}."),
        StillThere::Moved => format!("It had moved on by {seen}."),
        StillThere::Unknown => format!("It came on {}; nobody looked since.", claim.as_of_time.minute()),
    };
    let frozen = match claim.seen.as_ref().and_then(|seen| seen.frozen) {
        Some(FrozenNow::Yes) => " It is frozen already.",
        _ => "",
    };
    format!("{ask} {there}{frozen}")
}

/// How the way is known, how long it is, what stands behind it.
fn how_sure(payload: &Payload) -> String {
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    format!(
        "{} {}, {} on record, {} written below.",
        surety(payload).join(" "),
        count(payload.hops.len(), "hop", "hops"),
        count(payload.sources.len(), "answer", "answers"),
        count(payload.limits.len(), "limit", "limits")
    )
}

/// How the steps are known, in sentences. One that rests on an inference says so first.
pub(super) fn surety(payload: &Payload) -> Vec<String> {
    if payload.weakest() == Tier::Observed {
        return vec!["Every step is a transfer seen on the chain.".to_owned()];
    }
    let said = |tier: Tier| {
        let hops: Vec<String> = payload.hops.iter().filter(|hop| hop.tier == tier).map(|hop| hop.i.to_string()).collect();
        match &hops[..] {
            [] => None,
            [one] => Some(format!("hop {one} is {}", tier_word(tier))),
            [first @ .., last] => Some(format!("hops {} and {last} are {}", first.join(", "), tier_word(tier))),
        }
    };
    let inferred = said(Tier::Inferred).map(|hops| format!("This is an inference: {hops} by a rule that can be wrong."));
    let others: Vec<String> = [Tier::Derived, Tier::Stated].into_iter().filter_map(said).collect();
    let others = match &others[..] {
        [] => "Not every step is a fact.".to_owned(),
        some => format!("Not every step is a fact: {}.", some.join("; ")),
    };
    inferred.into_iter().chain([others]).collect()
}

/// What a desk copies into its own tools, each whole and alone.
fn identifiers(tip: &Tip) -> Vec<String> {
    let payload = tip.payload();
    let claim = &payload.claim;
    let mut lines = vec![
        format!("Address: `{}` ({})", claim.at.address(), claim.at.chain().name()),
        format!("Asset: `{}`", claim.asset),
        format!("Amount in base units: `{}`", claim.tainted),
    ];
    if let Some(last) = payload.hops.last() {
        lines.push(format!("Last transaction: `{}` (block {})", last.tx.on(last.chain), last.block));
    }
    lines.push(format!("Tip: `{}`", tip.id()));
    lines
}

/// The claim in sentences, each saying how it is known.
#[must_use]
pub fn claim_sentences(payload: &Payload) -> Vec<String> {
    let claim = &payload.claim;
    let coins = payload.coins(claim.tainted, &claim.asset);
    let place = match claim.kind {
        ClaimKind::AtExchange => "an address labelled as an exchange's",
        ClaimKind::AtDepositAddress => "an address labelled as a deposit address of an exchange",
        ClaimKind::AtAddress => "the address",
        ClaimKind::FreezableByIssuer => "an address whose token the issuer can freeze,",
        ClaimKind::BridgeOut => "an address labelled as a bridge",
        ClaimKind::InMixer => "an address labelled as a mixer",
        ClaimKind::AtService => "an address of a service that pools money",
    };
    let policy = policy_words(payload.method.taint);
    let at = if claim.kind == ClaimKind::FreezableByIssuer { format!("`{}`,", claim.at) } else { format!("`{}`", claim.at) };
    let mut sentences = vec![
        format!("{coins} of the theft came to {place} {at} by {} (block {}).", claim.as_of_time, claim.as_of_block),
        format!("What is known of it there: {}", safe(&claim.why)),
        format!("{} Stolen and other money are told apart by {policy}.", surety(payload).join(" ")),
    ];
    for other in claim.range.iter().filter(|other| other.amount != claim.tainted) {
        let rule = policy_words(other.policy);
        sentences.push(format!("By {rule} it would be {}.", payload.coins(other.amount, &claim.asset)));
    }
    if let Some(label) = holder(payload) {
        sentences.push(format!("The address is {}.", labelled(label)));
    }
    if let Some(who) = &claim.freezable_by {
        sentences.push(format!("Who can stop it: {}", safe(who)));
    }
    sentences.extend(super::still::sentences(payload));
    sentences.push(match claim.ask {
        Ask::Freeze => "Asked for: a freeze.".to_owned(),
        Ask::Watch => "Asked for: watch this address.".to_owned(),
    });
    sentences
}

/// A policy in words.
pub(super) const fn policy_words(policy: Policy) -> &'static str {
    match policy {
        Policy::Fifo => "first in, first out",
        Policy::Haircut => "a share of every payment (haircut)",
        Policy::Lifo => "last in, first out",
        Policy::Libr => "the lowest intermediate balance: other money leaves first",
        Policy::First => "stolen money leaves first (taint first)",
        Policy::Poison => "poison: all that an address paid after it touched stolen money, an upper bound",
    }
}

/// The label that names who holds the claim.
pub(super) fn holder(payload: &Payload) -> Option<&TipLabel> {
    let id = payload.claim.holder.as_ref()?;
    payload.labels.iter().find(|label| label.id == *id)
}

/// What a label says, who says it, and how far to trust it.
pub(super) fn labelled(label: &TipLabel) -> String {
    let confidence = label.confidence.write().as_str().unwrap_or_default().to_owned();
    format!("labelled {} by {} (confidence {confidence}, {})", quoted(&label.name), cited(&label.source), safe(&label.as_of))
}

fn hop_sentence(payload: &Payload, hop: &TipHop) -> String {
    format!(
        "{}. {} (block {}): {}, from `{}` to `{}`; transaction `{}`, {}; {}{}; {}",
        hop.i,
        hop.time,
        hop.block,
        moved(payload, hop),
        hop.from,
        hop.to,
        hop.tx.on(hop.chain),
        hop.pos,
        tier_word(hop.tier),
        hop.rule.as_ref().map(|rule| format!(" by the rule {}", safe(rule))).unwrap_or_default(),
        hop.src.join(", ")
    )
}

/// How much moved, and how much of it is stolen.
pub(super) fn moved(payload: &Payload, hop: &TipHop) -> String {
    let amount = payload.coins(hop.amount, &hop.asset);
    if hop.tainted == hop.amount {
        format!("{amount}, all of it stolen")
    } else {
        format!("{amount}, {} of it stolen", payload.coins(hop.tainted, &hop.asset))
    }
}

fn said(payload: &Payload) -> Vec<String> {
    let labels = payload.labels.iter().map(|label| format!("`{}` is {}", label.at, labelled(label)));
    let statements =
        payload.statements.iter().map(|stated| format!("`{}`: {} says: {}", stated.at, cited(&stated.source), safe(&stated.what)));
    labels.chain(statements).collect()
}

/// The answers on record, one line each.
pub(super) fn sources(payload: &Payload) -> Vec<String> {
    let one = |source: &super::payload::TipSource| {
        format!(
            "{}: {} `{}` at {}, {} bytes, SHA-256 {}",
            source.id,
            cited(&source.provider),
            source.req.replace('`', "'"),
            source.at,
            source.bytes,
            source.sha256
        )
    };
    payload.sources.iter().map(one).collect()
}

fn list(line: &mut impl FnMut(String), title: &str, items: Vec<String>) {
    if !items.is_empty() {
        line(String::new());
        line(format!("## {title}"));
        items.into_iter().for_each(|item| line(format!("- {item}")));
    }
}
