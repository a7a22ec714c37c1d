//! `docs/explorers.md` is the table of services, written out. `SPOOR_WRITE=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::fmt::Write as _;
use std::path::Path;

use spoor::explorer::service::{KeyUse, Kind, Role, Service, services};

/// What an explorer of a kind can tell, and how it is read.
fn reads(kind: Kind) -> &'static str {
    match kind {
        Kind::Blockscout => "value, calls, tokens, fees, failed transactions; newest first, 50 a page; one transaction",
        Kind::Etherscan | Kind::Routescan => {
            "value, calls with their trace path, tokens without log index, fees; from any block, either way, 1,000 a page; one transaction"
        }
        Kind::Otterscan => "value, calls, tokens with log index, fees, from the chain itself; from any block, either way; one transaction",
        Kind::Esplora => "inputs, outputs, fees; newest first; one transaction; what spent an output",
        Kind::BlockchainInfo => "inputs, outputs, fees; newest first; one transaction",
        Kind::Trongrid => "TRX, calls, TRC-20; from any time, either way, 200 a page; one transaction",
        Kind::Solana => "SOL and SPL tokens by instruction; newest first; one transaction",
        Kind::Rpc => "a call of a contract: the sanctions oracle, balances",
        Kind::Midgard | Kind::MayaMidgard => "swaps, refunds and affiliates by the source transaction",
        Kind::Thornode | Kind::Mayanode => "the state of one transaction, names, references of memos",
        Kind::Chainflip => "one swap by its source transaction: egress or refund",
        Kind::Lifi => "one transfer by either transaction: both sides",
        Kind::Debridge => "orders of a source transaction, then each order",
        Kind::Layerzero => "messages of a source transaction, with USDT0's payload",
        Kind::Wormhole => "operations of a source transaction",
        Kind::Relay => "requests of a source transaction",
        Kind::Prices => "prices at a moment: to rank and to show",
        Kind::Signatures => "names of functions and events, kept only where they hash to the selector",
        Kind::Calendar => "a time stamp for a salted digest, and later the way to a Bitcoin block; it sees nothing else",
    }
}

fn pace(service: &Service) -> String {
    let limit = service.limit;
    let rate = match limit.interval_ms {
        0 => "as fast as it answers".to_owned(),
        ms => format!("one in {ms} ms"),
    };
    format!("{rate}, {} at once, {} after a rest", limit.at_once, limit.burst)
}

fn row(text: &mut String, service: &Service) {
    let chains: Vec<String> = service.chains.iter().map(spoor::money::Chain::name).collect();
    let host = service.host().map_or_else(|| "you enter it".to_owned(), |host| format!("`{host}`"));
    let key = match service.key {
        KeyUse::None => "none",
        KeyUse::Optional => "yours, if it wants one",
        KeyUse::Required => "yours",
    };
    let chains = if chains.is_empty() { "–".to_owned() } else { chains.join(", ") };
    writeln!(text, "| {} | {host} | {chains} | {key} | {} | {} |", service.name, pace(service), service.counts).unwrap();
}

fn document() -> String {
    let mut text = "# Who Spoor asks, and what each can tell\n\nMade from `data/services.json` by `SPOOR_WRITE=1 cargo test --test explorers`; a test compares the two. The page's\nsecurity policy is made from the same table, so the browser refuses every other host. What a visitor changes (order, own\nservers, keys, hosts switched off) stays in their browser.\n".to_owned();
    for (role, title) in [(Role::Explorer, "Explorers"), (Role::Bridge, "Bridges' own records"), (Role::Support, "Help")] {
        let of_role = || services().iter().filter(move |service| service.kind.role() == role);
        writeln!(text, "\n## {title}\n\n| service | host | chains | key | Spoor's pace | its own count |\n|---|---|---|---|---|---|")
            .unwrap();
        of_role().for_each(|service| row(&mut text, service));
        writeln!(text, "\n| kind | what is read |\n|---|---|").unwrap();
        let mut kinds: Vec<Kind> = of_role().map(|service| service.kind).collect();
        kinds.dedup();
        kinds.sort_unstable();
        kinds.dedup();
        for kind in kinds {
            writeln!(text, "| {} | {} |", kind.name(), reads(kind)).unwrap();
        }
    }
    text.push_str("\n## What is known, and how\n\n| service | fact | how it is known |\n|---|---|---|\n");
    for service in services() {
        for fact in &service.verified {
            writeln!(text, "| {} | {} | {} |", service.name, fact.what, fact.how).unwrap();
        }
    }
    text.push_str("\n## Owed before a release\n\nNone of these services was asked while Spoor was built: recorded answers, documents and sources are what the tests hold.\nBefore a release each line is tried from a page of another origin.\n\n");
    for service in services() {
        for what in &service.owed {
            writeln!(text, "- [ ] {}: {what}", service.name).unwrap();
        }
    }
    text
}

#[test]
fn the_document_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/explorers.md");
    let made = document();
    if std::env::var_os("SPOOR_WRITE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == made, "write it with: SPOOR_WRITE=1 cargo test --test explorers");
}

#[test]
fn whatever_was_not_tried_is_owed() {
    for service in services().iter().filter(|service| service.base.is_some()) {
        assert!(!service.verified.is_empty() || !service.owed.is_empty(), "{} says neither what is known nor what is owed", service.id);
    }
}
