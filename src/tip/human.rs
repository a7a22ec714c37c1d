//! The tip in words: what a person reads before any program does. Every sentence comes from the signed fields.

use super::armour::imitates_marker;
use super::envelope::Tip;
use super::link;
use super::payload::{Ask, ClaimKind, Payload, TipHop, TipLabel, tier_word};
use super::record::Part as _;
use super::seal::Scheme;
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
    line(format!("# Tip: {}, {}", safe(&payload.case.id), payload.coins(payload.claim.tainted, &payload.claim.asset)));
    line(String::new());
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
    let known = match payload.weakest() {
        Tier::Observed => "Every step is a transfer seen on the chain.".to_owned(),
        tier => {
            let steps: Vec<String> = payload.hops.iter().filter(|hop| hop.tier != Tier::Observed).map(|hop| hop.i.to_string()).collect();
            format!("Not every step is a fact: hop {} of the way is {} or weaker founded.", steps.join(", "), tier_word(tier))
                .replace(" or weaker founded", "")
        }
    };
    let policy = policy_words(payload.method.taint);
    let mut sentences = vec![
        format!("{coins} of the theft came to {place} `{}` by {} (block {}).", claim.at, claim.as_of_time, claim.as_of_block),
        format!("What is known of it there: {}", safe(&claim.why)),
        format!("{known} Stolen and other money are told apart by {policy}."),
    ];
    for other in claim.range.iter().filter(|other| other.amount != claim.tainted) {
        let rule = policy_words(other.policy);
        sentences.push(format!("By {rule} it would be {}.", payload.coins(other.amount, &claim.asset)));
    }
    if let Some(label) = holder(payload) {
        sentences.push(format!(
            "The address is labelled {} by {} (confidence {}, {}).",
            quoted(&label.name),
            safe(&label.source),
            confidence(label),
            safe(&label.as_of)
        ));
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

const fn policy_words(policy: Policy) -> &'static str {
    match policy {
        Policy::Fifo => "first in, first out",
        Policy::Haircut => "a share of every payment (haircut)",
        Policy::Lifo => "last in, first out",
        Policy::Libr => "the lowest intermediate balance: other money leaves first",
        Policy::First => "stolen money leaves first (taint first)",
        Policy::Poison => "poison: all that an address paid after it touched stolen money, an upper bound",
    }
}

fn holder(payload: &Payload) -> Option<&TipLabel> {
    let id = payload.claim.holder.as_ref()?;
    payload.labels.iter().find(|label| label.id == *id)
}

fn confidence(label: &TipLabel) -> String {
    label.confidence.write().as_str().unwrap_or_default().to_owned()
}

fn hop_sentence(payload: &Payload, hop: &TipHop) -> String {
    let amount = payload.coins(hop.amount, &hop.asset);
    let stolen = if hop.tainted == hop.amount {
        "all of it stolen".to_owned()
    } else {
        format!("{} of it stolen", payload.coins(hop.tainted, &hop.asset))
    };
    format!(
        "{}. {} (block {}): {amount}, {stolen}, from `{}` to `{}`; transaction `{}`, {}; {}; {}",
        hop.i,
        hop.time,
        hop.block,
        hop.from,
        hop.to,
        hop.tx.on(hop.chain),
        hop.pos,
        tier_word(hop.tier),
        hop.src.join(", ")
    )
}

fn said(payload: &Payload) -> Vec<String> {
    let labels = payload.labels.iter().map(|label| {
        format!(
            "`{}` is labelled {} by {} (confidence {}, {})",
            label.at,
            quoted(&label.name),
            safe(&label.source),
            confidence(label),
            safe(&label.as_of)
        )
    });
    let statements =
        payload.statements.iter().map(|stated| format!("`{}`: {} says: {}", stated.at, safe(&stated.source), safe(&stated.what)));
    labels.chain(statements).collect()
}

fn sources(payload: &Payload) -> Vec<String> {
    let one = |source: &super::payload::TipSource| {
        format!(
            "{}: {} `{}` at {}, {} bytes, SHA-256 {}",
            source.id,
            safe(&source.provider),
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

fn quoted(text: &str) -> String {
    format!("\"{}\"", safe(text))
}

/// A text of others as Markdown text: no link, no markup, no marker of a tip.
fn safe(text: &str) -> String {
    if imitates_marker(text) {
        return "(left out: it imitates the marker of a tip)".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '`' | '|' | '\\' | '#' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
