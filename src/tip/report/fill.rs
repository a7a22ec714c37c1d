//! What fills each field. Lines of plain ASCII; texts of others are quoted and inert.

use std::collections::BTreeSet;

use super::whom::power_words;
use super::{BLANK, Field, Recipient, Rule};
use crate::explorer::crossing::service_for;
use crate::label::Category;
use crate::money::{Account, Address};
use crate::tip::human::{claim_sentences, labelled, moved, policy_words, sources};
use crate::tip::inert::{cited, quoted, safe};
use crate::tip::payload::{ClaimKind, Payload, SeedRef, TipHop, tier_word};
use crate::tip::{Tip, link, overrides, still};
use crate::trace::view::Power;

/// How a limit begins that is about the whole trace.
const WHOLE_TRACE: &str = "Whole trace: ";

/// The lines of a field.
pub(super) fn field(field: &Field, tip: &Tip, to: Option<&Recipient>) -> Vec<String> {
    let payload = tip.payload();
    let lines = match field.rule {
        Rule::Person => vec![blank(&field.hint)],
        Rule::Recipient => to.map(recipient).unwrap_or_default(),
        Rule::Ask => to.map(|to| ask(payload, to)).unwrap_or_default(),
        Rule::Case => case(tip),
        Rule::Narrative => claim_sentences(payload),
        Rule::Chronology => chronology(payload),
        Rule::Addresses => addresses(payload),
        Rule::Identifiers => identifiers(payload),
        Rule::Limits => limits(payload),
        Rule::Custody => custody(tip),
        Rule::Losses => payload.case.seeds.iter().map(loss).collect(),
        Rule::Exchanges => exchanges(payload),
        Rule::Suspects => suspects(payload),
        Rule::Evidence => evidence(tip),
    };
    lines.iter().map(|line| without_ticks(line)).collect()
}

fn blank(hint: &str) -> String {
    format!("{BLANK}{hint} ___]")
}

/// The words of a tip set identifiers in back-ticks; in plain text they would be copied along.
fn without_ticks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut escaped = false;
    for c in line.chars() {
        if c != '`' || escaped {
            out.push(c);
        }
        escaped = c == '\\' && !escaped;
    }
    out
}

fn recipient(to: &Recipient) -> Vec<String> {
    vec![
        format!("{}: {}.", to.who, power_words(to.power)),
        to.how.clone(),
        match &to.at {
            Some(at) => format!("Where to turn: {at}"),
            None => format!("Where to turn: {}", blank("the desk's address; Spoor knows none for it")),
        },
        format!("Source: {}", to.source),
    ]
}

fn ask(payload: &Payload, to: &Recipient) -> Vec<String> {
    let claim = &payload.claim;
    let coins = payload.coins(claim.tainted, &claim.asset);
    let address = claim.at.address();
    let last = payload.hops.last().map(|hop| hop.tx.on(hop.chain).to_string()).unwrap_or_default();
    let what = match to.power {
        Power::Account => {
            format!(
                "Please freeze the account to which {coins} were credited at {address}, last by the transaction {last}, and keep its records."
            )
        }
        Power::Token => {
            let contract = claim.asset.contract().map(ToString::to_string).unwrap_or_default();
            format!(
                "Please freeze {address} in the token contract {contract}: it received {coins} of the theft, last by the transaction {last}."
            )
        }
        Power::Hold => {
            format!(
                "Please hold {coins} that entered at {address} by the transaction {last}, if they are still under way; if not, please say where they went."
            )
        }
        Power::Pause => format!("Please say whether {coins} at {address} can be stopped without stopping everybody."),
    };
    let mut lines = vec![what];
    lines.extend(still::sentences(payload));
    lines.push("If you need an order first, please say of which authority, and keep the records until it comes.".to_owned());
    lines
}

fn case(tip: &Tip) -> Vec<String> {
    let payload = tip.payload();
    let mut lines = vec![format!("Case {}, edition {}", safe(&payload.case.id), safe(&payload.case.pack))];
    lines.extend(payload.case.seeds.iter().map(|seed| format!("Theft: {}", loss(seed))));
    lines.push(format!("Tip {}, signed by {} on {}", tip.id(), tip.signer(), tip.statement().issued_at));
    lines
}

/// A transaction of the theft: what it took, to whom.
fn loss(seed: &SeedRef) -> String {
    let coins = match seed.asset.known() {
        Some(known) => format!("{} {}", seed.amount.to_coins_short(known.decimals, 78), known.symbol),
        None => format!("{} base units", seed.amount),
    };
    format!("{coins} ({}) to {}, transaction {}", seed.asset, seed.to, seed.tx.on(seed.asset.chain()))
}

fn chronology(payload: &Payload) -> Vec<String> {
    let mut lines = Vec::new();
    for hop in &payload.hops {
        if let Some(link) = &hop.link {
            lines.push(safe(&link::sentence(hop, link)));
        }
        lines.push(format!(
            "{}. {}, {}, block {}: {}; from {} to {}; transaction {}, {}; {} ({})",
            hop.i,
            hop.time,
            hop.chain.name(),
            hop.block,
            moved(payload, hop),
            hop.from,
            hop.to,
            hop.tx.on(hop.chain),
            hop.pos,
            tier_word(hop.tier),
            hop.src.join(", ")
        ));
    }
    lines
}

/// What is missing or weak on this way. What the trace notes of other ways stands in the tip.
fn limits(payload: &Payload) -> Vec<String> {
    let (elsewhere, here): (Vec<&String>, Vec<&String>) = payload.limits.iter().partition(|limit| limit.starts_with(WHOLE_TRACE));
    let although = overrides::sentences(payload);
    let said = although.iter().chain(here).chain(&payload.assumptions);
    let mut lines: Vec<String> = said.map(|limit| format!("- {}", safe(limit))).collect();
    match elsewhere.len() {
        0 => {}
        1 => lines.push("- One note on the rest of the trace stands in the tip.".to_owned()),
        many => lines.push(format!("- {many} notes on the rest of the trace stand in the tip.")),
    }
    lines
}

/// The accounts of the way in their order, each once.
fn accounts(payload: &Payload) -> Vec<Account> {
    let mut found: Vec<Account> = Vec::new();
    let ends = |hop: &TipHop| [(hop.chain, hop.from.clone()), (hop.chain, hop.to.clone())];
    for (chain, address) in payload.hops.iter().flat_map(ends) {
        if let Ok(account) = Account::new(chain, address)
            && !found.contains(&account)
        {
            found.push(account);
        }
    }
    found
}

fn addresses(payload: &Payload) -> Vec<String> {
    let claim = &payload.claim;
    let one = |account: &Account| {
        let mut line = format!("{} on {}", account.address(), account.chain().name());
        let labels = payload.labels.iter().filter(|label| label.at == *account).map(labelled);
        let statements = payload.statements.iter().filter(|stated| stated.at == *account);
        let named: Vec<String> =
            labels.chain(statements.map(|stated| format!("{} says: {}", cited(&stated.source), quoted(&stated.what)))).collect();
        line.push_str(&if named.is_empty() { "; no label known".to_owned() } else { format!("; {}", named.join("; ")) });
        for hop in payload.hops.iter().filter(|hop| hop.chain == account.chain() && hop.to == *account.address()) {
            line.push_str(&format!("; received {} (step {})", moved(payload, hop), hop.i));
        }
        line.push_str(&match &claim.seen {
            Some(seen) if *account == claim.at => format!("; balance {} on {}", payload.coins(seen.amount, &claim.asset), seen.time),
            _ => "; balance not looked up".to_owned(),
        });
        line
    };
    accounts(payload).iter().map(one).collect()
}

fn identifiers(payload: &Payload) -> Vec<String> {
    let mut lines: Vec<String> = accounts(payload).iter().map(|account| account.address().to_string()).collect();
    lines.extend(payload.hops.iter().map(|hop| hop.tx.on(hop.chain).to_string()));
    lines.extend(payload.hops.iter().filter_map(|hop| hop.asset.contract()).map(Address::to_string));
    let mut seen = BTreeSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    lines
}

fn custody(tip: &Tip) -> Vec<String> {
    let payload = tip.payload();
    let (engine, method) = (&payload.method.engine, &payload.method);
    let mut lines = vec![
        format!("Produced with {} {} (WebAssembly SHA-256 {}).", safe(&engine.name), safe(&engine.version), safe(&engine.wasm_sha256)),
        format!("Signed by the key {} on {} (EIP-712).", tip.signer(), tip.statement().issued_at),
        format!(
            "Exported data: the payload of the tip, SHA-256 {}. The tip's file goes with this text; it can be checked offline.",
            tip.id()
        ),
        format!(
            "Method: taint by {}, version {}; explorer {}.",
            policy_words(method.taint),
            safe(&method.version),
            safe(&method.params.explorer)
        ),
        format!("Who ran the trace, and who had the files since: {}", blank("name or pseudonym, and dates")),
        format!("Answers of explorers, with the SHA-256 of each ({}):", payload.sources.len()),
    ];
    lines.extend(sources(payload));
    lines
}

fn exchanges(payload: &Payload) -> Vec<String> {
    let named: Vec<String> = payload
        .labels
        .iter()
        .filter(|label| matches!(label.category, Category::Exchange | Category::Deposit))
        .map(|label| format!("{} on {}: {}", label.at.address(), label.at.chain().name(), labelled(label)))
        .collect();
    if named.is_empty() { vec!["No label names an exchange on this way.".to_owned()] } else { named }
}

/// Addresses that received stolen money and are not known as a service's or the victim's.
fn suspects(payload: &Payload) -> Vec<String> {
    let claim = &payload.claim;
    let service = |account: &Account| {
        service_for(account).is_some()
            || payload.labels.iter().any(|label| label.at == *account && !matches!(label.category, Category::Thief | Category::Listed))
            || (*account == claim.at && !matches!(claim.kind, ClaimKind::AtAddress | ClaimKind::FreezableByIssuer))
            // Who was paid just before a swap or a bridge is its contract.
            || payload.hops.windows(2).any(|pair| pair[1].link.is_some() && pair[0].chain == account.chain() && pair[0].to == *account.address())
    };
    let received = |account: &Account| payload.hops.iter().any(|hop| hop.chain == account.chain() && hop.to == *account.address());
    let found: Vec<String> = accounts(payload)
        .iter()
        .filter(|account| received(account) && !service(account))
        .map(|account| format!("{}, {}", account.address(), account.chain().name()))
        .collect();
    if found.is_empty() { vec!["None: every address of this way is an exchange's or another service's.".to_owned()] } else { found }
}

fn evidence(tip: &Tip) -> Vec<String> {
    let payload = tip.payload();
    let mut lines: Vec<String> = payload
        .hops
        .iter()
        .map(|hop| format!("Transaction {} on {}, block {}", hop.tx.on(hop.chain), hop.chain.name(), hop.block))
        .collect();
    lines.push(format!("Tip {} (SHA-256 of its payload), signed by {} on {}", tip.id(), tip.signer(), tip.statement().issued_at));
    lines
}
