//! Tips made up by dice: a case of the library, a trace with as many hops as asked, a key. The same seed gives the same.

use std::sync::LazyLock;

use spoor::case::{Case, CaseLibrary};
use spoor::explorer::{Answered, Coverage};
use spoor::label::{Category, Confidence, Label};
use spoor::money::{Account, Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};
use spoor::tip::{Cost, Engine, Evidence, Expect, Payload, SavedKey, Terms, Tip, UnsavedKey, Unsigned, Verdict, verify};
use spoor::trace::view::{End, Equation, Flow, Hop, Node, Policy, Progress, Reason, Role, Settings, Stage, Tier, View};
use zeroize::Zeroizing;

#[path = "../dice/dice.rs"]
mod dice;

pub(crate) use dice::Dice;

impl Dice {
    pub(crate) fn address(&mut self) -> Address {
        Address::Evm(alloy_primitives::Address::from_slice(&self.bytes()[..20]))
    }

    pub(crate) fn tx(&mut self) -> TxId {
        TxId::from_bytes(self.bytes())
    }
}

pub(crate) const NOW: UnixSeconds = UnixSeconds::new(1_745_000_000);

/// Read once: the tamper tests verify tens of thousands of times.
pub(crate) fn library() -> &'static CaseLibrary {
    static LIBRARY: LazyLock<CaseLibrary> = LazyLock::new(|| CaseLibrary::built_in().unwrap());
    &LIBRARY
}

pub(crate) fn case() -> Case {
    library().find("bybit-2025-02-21").unwrap().clone()
}

pub(crate) fn engine() -> Engine {
    Engine { name: "Spoor".to_owned(), version: "0.1.0".to_owned(), wasm_sha256: "ab".repeat(32) }
}

/// A trace of the case whose first end is so many hops from the theft. Some dice make the way go over a stated sale.
pub(crate) fn view(case: &Case, dice: &mut Dice, hops: usize) -> View {
    let seed = &case.seeds[0];
    let mut path: Vec<Hop> = Vec::new();
    let mut nodes = vec![node(0, case.chain, dice.address(), Role::Victim), node(1, case.chain, seed.to.clone(), Role::Thief)];
    let mut tainted = seed.amount;
    let sources: Vec<Answered> = (0..hops.max(2)).map(|_| answered(dice)).collect();
    for number in 0..hops {
        let first = number == 0;
        let to = if first { seed.to.clone() } else { dice.address() };
        let from = if first { nodes[0].account.address().clone() } else { path[number - 1].transfer.to.clone() };
        if !first {
            tainted = tainted.share(Amount::from(dice.below(900) + 100), Amount::from(1_000));
            nodes.push(node(number + 1, case.chain, to.clone(), Role::Wallet));
        }
        let whole = if first { tainted } else { tainted.plus(Amount::from(dice.below(1_000_000_000))).unwrap() };
        path.push(Hop {
            transfer: Transfer {
                tx: if first { seed.tx } else { dice.tx() },
                position: if first { Position::Trace(vec![0]) } else { Position::Value },
                kind: if first { TransferKind::Internal } else { TransferKind::Native },
                block: 21_895_251 + 7 * number as u64,
                tx_index: 0,
                at: UnixSeconds::new(1_740_147_371 + 84 * number as u64),
                from,
                to,
                asset: seed.asset.clone(),
                amount: whole,
                block_hash: (dice.below(2) == 0).then(|| dice.tx()),
                claimed_symbol: None,
            },
            tainted,
            range: vec![(Policy::Haircut, tainted), (Policy::Fifo, tainted)],
            sources: if dice.below(2) == 0 { vec![number] } else { vec![(number + 1) % sources.len(), number] },
            tier: Tier::Observed,
        });
    }
    // Every source of the list is cited, so that the list is what the tip holds.
    path[0].sources = (0..sources.len()).collect();
    let last = nodes.len() - 1;
    if dice.below(3) == 0 {
        let label = label(&nodes[last].account);
        nodes[last].labels.push(label);
    }
    let stolen = seed.amount;
    let end = End {
        id: 0,
        node: last,
        reason: if nodes[last].labels.is_empty() { Reason::Held } else { Reason::Deposit },
        why: "Not spent in what was read: outgoing transfers until 2026-08-26.".to_owned(),
        asset: seed.asset.clone(),
        amount: tainted,
        range: vec![(Policy::Haircut, tainted), (Policy::Fifo, tainted)],
        since: path.last().map(|hop| hop.transfer.at),
        freezable_by: None,
        freezers: Vec::new(),
        path,
        chain: case.chain,
    };
    View {
        trail: Vec::new(),
        case_id: case.id.clone(),
        settings: Settings { budget: 300, most_hops: 12, dust_millionths: 10, policy: Policy::Fifo, ..Settings::default() },
        progress: Progress { stage: Stage::Done, asked: 5, budget: 300, read: 5, waiting: 0, now: "Nothing is left to ask.".to_owned() },
        nodes,
        edges: Vec::new(),
        equations: vec![Equation {
            asset: seed.asset.clone(),
            stolen,
            from_swaps: Amount::ZERO,
            mixed_in: Amount::ZERO,
            held: tainted,
            exchanges: Amount::ZERO,
            bridged: Amount::ZERO,
            mixed: Amount::ZERO,
            services: Amount::ZERO,
            fees: Amount::ZERO,
            not_followed: stolen.minus(tainted).unwrap(),
        }],
        links: Vec::new(),
        leads: Vec::new(),
        patterns: Vec::new(),
        ends: vec![end],
        guarded: Vec::new(),
        sources,
        notes: vec!["The trace knows 5 addresses.".to_owned()],
    }
}

fn node(id: usize, chain: Chain, address: Address, role: Role) -> Node {
    Node {
        id,
        account: Account::new(chain, address).unwrap(),
        hop: id as u32,
        role,
        labels: Vec::new(),
        statements: Vec::new(),
        flows: vec![Flow {
            asset: Asset::native(chain),
            tainted_in: Amount::ZERO,
            tainted_out: Amount::ZERO,
            left: Amount::ZERO,
            range: Vec::new(),
            unseen_in: Amount::ZERO,
            clean_in: Amount::ZERO,
        }],
        coverage: Some(Coverage::Whole),
        looks_like: None,
        finding: None,
    }
}

fn label(account: &Account) -> Label {
    Label {
        account: account.clone(),
        name: "Exchänge [X](https://x) 12".to_owned(),
        category: Category::Deposit,
        source: "a list of labels".to_owned(),
        confidence: Confidence::WebCrawl,
        as_of: "2025-02-26".to_owned(),
        from: None,
        to: None,
        own: false,
    }
}

fn answered(dice: &mut Dice) -> Answered {
    Answered {
        provider: ["recorded", "blockscout-eth"][dice.below(2) as usize].to_owned(),
        request: format!("GET https://eth.blockscout.com/api/v2/addresses/{}/transactions", dice.address()),
        status: 200,
        at: UnixSeconds::new(1_744_000_000 + dice.below(1_000)),
        bytes: dice.below(100_000),
        sha256: alloy_primitives::hex::encode(dice.bytes()),
        coverage: [Coverage::Whole, Coverage::Window("until 2026-08-26".to_owned()), Coverage::Unknown][dice.below(3) as usize].clone(),
    }
}

pub(crate) const PASSPHRASE: &str = "correct horse";

pub(crate) fn key(dice: &mut Dice) -> SavedKey {
    key_and_file(dice).0
}

/// A key by dice, and its file.
pub(crate) fn key_and_file(dice: &mut Dice) -> (SavedKey, String) {
    let mut random = [0; 64];
    random[..32].copy_from_slice(&dice.bytes());
    random[32..].copy_from_slice(&dice.bytes());
    let key = UnsavedKey::from_random(&Zeroizing::new(dice.bytes())).unwrap();
    let (file, key) = key.save(PASSPHRASE, &random, Cost::LEAST).unwrap();
    (key, file)
}

pub(crate) fn payload(case: &Case, view: &View, note: &str) -> Payload {
    Payload::from_trace(&Evidence { case, view, end: 0, note, seen: None, seconds: &[], overrides: &[], engine: &engine() }).unwrap()
}

pub(crate) fn terms(case: &Case, signer: alloy_primitives::Address, dice: &mut Dice) -> Terms {
    Terms {
        portal: case.portal.clone(),
        payout: Account::new(Chain::ETHEREUM, dice.address()).unwrap(),
        signer,
        salt: dice.bytes(),
        nonce: dice.bytes(),
        issued_at: NOW,
        submit_by: UnixSeconds::new(NOW.get() + spoor::tip::SUBMIT_WITHIN_S),
    }
}

/// A signed tip by dice.
pub(crate) fn tip(seed: u64, hops: usize) -> Tip {
    tip_and_key_file(seed, hops).0
}

/// A signed tip by dice, and the file of the key that signed it.
pub(crate) fn tip_and_key_file(seed: u64, hops: usize) -> (Tip, String) {
    let (unsigned, key, file) = unsigned(seed, hops);
    (unsigned.sign(&key).unwrap(), file)
}

/// A tip by dice that waits for its signature, its signer's key, and that key's file.
pub(crate) fn unsigned(seed: u64, hops: usize) -> (Unsigned, SavedKey, String) {
    let case = case();
    let mut dice = Dice::new(seed);
    let view = view(&case, &mut dice, hops);
    let (key, file) = key_and_file(&mut dice);
    let terms = terms(&case, key.address(), &mut dice);
    (Unsigned::new(payload(&case, &view, ""), terms).unwrap(), key, file)
}

/// One statement by dice, signed as typed data and as plain text.
pub(crate) struct BothWays {
    pub(crate) typed: Tip,
    pub(crate) plain: Tip,
}

/// A tip by dice, signed in both ways.
pub(crate) fn signed_both_ways(seed: u64, hops: usize) -> BothWays {
    let (unsigned, key, _) = unsigned(seed, hops);
    let signature = key.sign(&unsigned.statement().plain_text_digest()).unwrap();
    let plain = unsigned.clone().seal_plain_text(signature).unwrap();
    BothWays { typed: unsigned.sign(&key).unwrap(), plain }
}

/// What a verifier says of a payload, signed as it is.
pub(crate) fn verdict_of(payload: Payload) -> Verdict {
    let mut dice = Dice::new(77);
    let key = key(&mut dice);
    let terms = terms(&case(), key.address(), &mut dice);
    let tip = Unsigned::new(payload, terms).unwrap().sign(&key).unwrap();
    verify(&tip.to_armour(), &Expect { now: NOW, cases: library() })
}
