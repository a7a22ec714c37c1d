//! The adapter of one's own node against a real node: anvil, with transactions made for the test by `tests/anvil/chain.mjs`.
//! What the adapter finds must be what was sent. Skipped, and said so, where anvil is not installed.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message, also in its helpers")]
#![allow(clippy::disallowed_methods, reason = "on the host")]

#[path = "anvil/signed.rs"]
mod signed;
#[path = "anvil/still.rs"]
mod still;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;
use spoor::explorer::confirm::{self, Agreement};
use spoor::explorer::otterscan::Otterscan;
use spoor::explorer::{About, Adapter, HttpAnswer, HttpRequest, Order, Page, Part, Question};
use spoor::money::{Address, Asset, Chain, Transfer, TransferId, TransferKind, TxId};

#[derive(Deserialize)]
struct Played {
    url: Option<String>,
    #[serde(default)]
    addresses: BTreeMap<String, Address>,
    #[serde(default)]
    transfers: Vec<Made>,
    failed: Option<TxId>,
}

#[derive(Clone, Deserialize)]
struct Made {
    tx: TxId,
    block: u64,
    kind: String,
    from: Address,
    to: Address,
    asset: String,
    amount: String,
}

/// The node, ended with the test: its input closes.
struct Node(Child);

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().unwrap();
    }
}

/// Starts a script that plays on a real node, and takes what it says of it. `None`, with the reason printed, where there is none.
fn started<T: serde::de::DeserializeOwned>(script: &str) -> Option<(Node, T)> {
    let script = format!("{}/tests/anvil/{script}", env!("CARGO_MANIFEST_DIR"));
    let mut child = match Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("skipped: node cannot be started ({error})");
            return None;
        }
    };
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let node = Node(child);
    let said: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("the chain script failed: {error}: {line:?}"));
    if let Some(why) = said["skipped"].as_str() {
        eprintln!("skipped: {why}");
        return None;
    }
    Some((node, serde_json::from_value(said).unwrap()))
}

/// Posts to this computer.
fn carry(request: &HttpRequest) -> HttpAnswer {
    let body = request.body.as_deref().unwrap();
    let host = request.host();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "{head}");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    HttpAnswer { status, body: body.to_owned(), retry_after_ms: None }
}

/// Every page of every list.
fn read(adapter: &dyn Adapter, about: &About, order: Order, start: Option<u64>, most_blocks: Option<u64>) -> (Page, u32) {
    let mut all = Page::default();
    let mut asked = 0;
    for part in adapter.parts(about) {
        let mut question = Question { source: 0, chain: Chain::ETHEREUM, about: about.clone(), part: *part, order, start, cursor: None };
        loop {
            let mut request = adapter.request(&question).unwrap();
            let answer = match most_blocks.filter(|_| *part == Part::Tokens) {
                Some(most) => capped(&mut request, most),
                None => carry(&request),
            };
            asked += 1;
            assert!(asked < 500, "it does not end");
            let page = adapter.parse(&question, &answer).unwrap_or_else(|error| panic!("{error}: {} {}", request.cited(), answer.body));
            let next = page.next.clone();
            confirm::join(&mut all, page);
            match next {
                Some(next) => question.cursor = Some(next),
                None => break,
            }
        }
    }
    (all, asked)
}

/// A node that refuses events of a range of more blocks than this, in the words of a public one, and whose events state no
/// time.
fn capped(request: &mut HttpRequest, most: u64) -> HttpAnswer {
    let body: serde_json::Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
    let number =
        |text: &serde_json::Value| text.as_str().unwrap().strip_prefix("0x").map_or(u64::MAX, |hex| u64::from_str_radix(hex, 16).unwrap());
    let too_wide = |call: &serde_json::Value| {
        let filter = &call["params"][0];
        call["method"] == "eth_getLogs" && number(&filter["toBlock"]).saturating_sub(number(&filter["fromBlock"])) >= most
    };
    if body.as_array().is_some_and(|calls| calls.iter().any(too_wide)) {
        let error = |call: &serde_json::Value| serde_json::json!({"jsonrpc": "2.0", "id": call["id"], "error": {"code": -32602, "message": "block range 0-900 exceeds limit of 10000"}});
        let all: Vec<serde_json::Value> = body.as_array().unwrap().iter().map(error).collect();
        return HttpAnswer { status: 200, body: serde_json::Value::from(all).to_string(), retry_after_ms: None };
    }
    let answer = carry(request);
    HttpAnswer { body: answer.body.replace("\"blockTimestamp\"", "\"notStated\""), ..answer }
}

fn kind(kind: TransferKind) -> &'static str {
    match kind {
        TransferKind::Native => "native",
        TransferKind::Internal => "internal",
        TransferKind::Token => "token",
        TransferKind::Fee => "fee",
        TransferKind::Output => "output",
    }
}

fn asset(text: &str) -> Asset {
    if text == "native" { Asset::native(Chain::ETHEREUM) } else { Asset::token(Chain::ETHEREUM, text.parse().unwrap()) }
}

fn lines<'a>(all: impl Iterator<Item = &'a Made>) -> Vec<String> {
    let mut all: Vec<String> = all
        .map(|made| format!("{} {} {} {} {} {} {}", made.block, made.tx, made.kind, made.from, made.to, made.amount, asset(&made.asset)))
        .collect();
    all.sort();
    all
}

fn found<'a>(all: impl Iterator<Item = &'a Transfer>) -> Vec<String> {
    // As the caller does: a transfer is known by its name, and comes once.
    let once: BTreeMap<TransferId, &Transfer> = all.map(|row| (row.id(), row)).collect();
    let line =
        |row: &&Transfer| format!("{} {} {} {} {} {} {}", row.block, row.tx, kind(row.kind), row.from, row.to, row.amount, row.asset);
    let mut all: Vec<String> = once.values().map(line).collect();
    all.sort();
    all
}

#[test]
fn what_the_adapter_finds_on_a_real_node_is_what_was_sent() {
    let Some((_node, played)) = started::<Played>("chain.mjs") else { return };
    let base = played.url.as_ref().unwrap().parse().unwrap();
    let node = Otterscan::new(Chain::ETHEREUM, base, "own-otterscan".to_owned()).unwrap();
    let concerns = |made: &&Made, who: &Address| made.to == *who || made.from == *who;

    // anvil's search does not know who inherited from a destroyed contract; the contract's own history shows it.
    for (name, who) in played.addresses.iter().filter(|(name, _)| *name != "heir") {
        let expected = lines(played.transfers.iter().filter(|made| concerns(made, who)));
        let about = About::Address(who.clone());
        for (order, most_blocks) in [(Order::Newest, None), (Order::Oldest, None), (Order::Newest, Some(4)), (Order::Oldest, Some(1))] {
            let (page, _) = read(&node, &about, order, None, most_blocks);
            assert_eq!(found(page.transfers.iter()), expected, "{name} {order:?}");
            assert_eq!(page.gaps, [""; 0], "{name}");
        }
        for start in [1, 9, 16, 20] {
            let (page, _) = read(&node, &about, Order::Oldest, Some(start), None);
            assert_eq!(
                found(page.transfers.iter()),
                lines(played.transfers.iter().filter(|made| concerns(made, who) && made.block >= start)),
                "{name} from {start} on"
            );
            let (page, _) = read(&node, &about, Order::Newest, Some(start), None);
            assert_eq!(
                found(page.transfers.iter()),
                lines(played.transfers.iter().filter(|made| concerns(made, who) && made.block <= start)),
                "{name} back from {start}"
            );
        }
    }

    // Following from the victim, by nothing but the node, reaches everybody who got something.
    let mut reached = vec![played.addresses["victim"].clone()];
    let mut graph: BTreeMap<TransferId, Transfer> = BTreeMap::new();
    let mut at = 0;
    while let Some(who) = reached.get(at).cloned() {
        at += 1;
        let (page, _) = read(&node, &About::Address(who.clone()), Order::Oldest, None, None);
        for row in page.transfers.into_iter().filter(|row| row.from == who) {
            if row.kind != TransferKind::Fee && !reached.contains(&row.to) {
                reached.push(row.to.clone());
            }
            graph.insert(row.id(), row);
        }
    }
    let paid = |made: &&Made| reached.contains(&made.from);
    assert_eq!(found(graph.values()), lines(played.transfers.iter().filter(paid)));
    for name in ["thief", "mule", "sink", "left", "right", "heir", "created"] {
        assert!(reached.contains(&played.addresses[name]), "{name}");
    }
    assert!(!reached.contains(&played.addresses["safe"]), "a call that failed paid nobody");

    // Each transaction by itself, and each transfer confirmed by it.
    let mut transactions: BTreeMap<TxId, Vec<&Made>> = BTreeMap::new();
    for made in &played.transfers {
        transactions.entry(made.tx).or_default().push(made);
    }
    for (tx, made) in transactions {
        let (page, asked) = read(&node, &About::Transaction(tx), Order::Newest, None, None);
        assert_eq!((found(page.transfers.iter()), page.gaps.len(), asked), (lines(made.into_iter()), 0, 2));
        for row in graph.values().filter(|row| row.tx == tx) {
            assert_eq!(confirm::questions(row, &node).len(), 1);
            assert_eq!(confirm::compare(row, confirm::place_among(row, &page.transfers), &page), Agreement::Same);
        }
    }
    let (page, _) = read(&node, &About::Transaction(played.failed.unwrap()), Order::Newest, None, None);
    assert_eq!(page.transfers.iter().map(|row| row.kind).collect::<Vec<_>>(), [TransferKind::Fee]);
}
