//! From a trace to a payload.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::ascii::ascii;
use super::limits;
use super::link::{self, TipLink};
use super::overrides::{self, Override};
use super::payload::{
    Ask, AssetRef, BlockHash, CaseRef, Claim, ClaimKind, Complete, Count, Engine, Method, Params, Payload, Ranged, SeedRef, Stated,
    TipEquation, TipHop, TipLabel, TipSource,
};
use super::statement::{SCHEMA, sha256};
use super::{begins, jcs, profile, rules, second, still};
use crate::case::Case;
use crate::explorer::confirm::Checked;
use crate::explorer::still::Sighting;
use crate::explorer::{Answered, Coverage};
use crate::label::Label;
use crate::money::{Account, Amount, Asset, Transfer, UnixSeconds};
use crate::trace::view::{End, Hop, Link, Node, Policy, Reason, View};

/// The longest note of the tipster's own, in characters.
pub const MOST_NOTE: usize = 2_000;
/// The longest name or sentence of others that is taken over.
const MOST_TEXT: usize = 300;
/// The version of the rules by which taint is shared.
const METHOD_VERSION: &str = "1";

/// What a tip is written from.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    /// The case.
    pub case: &'a Case,
    /// The trace.
    pub view: &'a View,
    /// Which end of it: an index in [`View::ends`].
    pub end: usize,
    /// The tipster's own words, printable ASCII and line breaks; may be empty.
    pub note: &'a str,
    /// What was seen at the end's address in this visit, if somebody looked.
    pub seen: Option<&'a Sighting>,
    /// What second explorers said of transfers in this visit, in any order.
    pub seconds: &'a [Checked],
    /// The reasons why it is signed although checks stand against it.
    pub overrides: &'a [Override],
    /// The program that ran the trace.
    pub engine: &'a Engine,
}

/// Why a trace gives no payload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteTipError {
    /// The trace is of another case.
    #[error("the trace is of the case {traced:?}, not of {case:?}; open the case it belongs to")]
    OtherCase {
        /// The case of the trace.
        traced: String,
        /// The case given.
        case: String,
    },
    /// There is no such end.
    #[error("the trace has {ends} ends, none has the number {end}; choose an end again")]
    NoEnd {
        /// The number asked for.
        end: usize,
        /// How many there are.
        ends: usize,
    },
    /// No way from the theft to the end is known.
    #[error("no way from the theft to {0} is known; trace on until one is found")]
    NoWay(String),
    /// An asset without known decimals.
    #[error("{0} is not on the asset list, so its amount cannot be written in coins")]
    UnlistedAsset(Asset),
    /// The view points to something that it does not hold.
    #[error("the trace is inconsistent: {0}; run it again")]
    Inconsistent(String),
    /// The note is too long.
    #[error("the note has {0} characters; at most {MOST_NOTE} are sent")]
    LongNote(usize),
    /// The note holds a character that a tip cannot carry.
    #[error("character {position} of the note ({found:?}) is not plain ASCII; portals and terminals would change it. Write it in a-z")]
    NoteCharacter {
        /// Counted from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// Larger than a tip may be.
    #[error("the tip would have {0} bytes; at most {most} can be sent. Shorten the note", most = profile::MOST_BYTES / 2)]
    TooLarge(usize),
}

impl Payload {
    /// Writes the payload for an end of a trace. The same evidence gives the same bytes, in whatever order it comes.
    ///
    /// # Errors
    /// When there is no such end, no way to it, or the note cannot be sent as it is.
    pub fn from_trace(evidence: &Evidence<'_>) -> Result<Self, WriteTipError> {
        let Evidence { case, view, end: number, note, seen, seconds, overrides, engine } = *evidence;
        if view.case_id != case.id {
            return Err(WriteTipError::OtherCase { traced: view.case_id.clone(), case: case.id.clone() });
        }
        check_note(note)?;
        let end = view.ends.get(number).ok_or(WriteTipError::NoEnd { end: number, ends: view.ends.len() })?;
        let node = view.nodes.get(end.node).ok_or_else(|| WriteTipError::Inconsistent(format!("end {number} has no address")))?;
        let last = end.path.last().ok_or_else(|| WriteTipError::NoWay(node.account.to_string()))?;

        let links: Vec<Option<&Link>> = (0..end.path.len()).map(|at| link::before(view, end, at)).collect();
        let found = still::found(seen, &node.account, &end.asset);
        // Behind the numbers of the view: the answers about what is there, then those of second explorers, hop by hop.
        let mut more = still::answers(found);
        let of_seen = view.sources.len()..view.sources.len() + more.len();
        let of_hops: Vec<Range<usize>> =
            end.path.iter().map(|hop| cite(&mut more, view.sources.len(), second::answers(seconds, &hop.transfer))).collect();
        let cited = Cited::of(&end.path, &links, &view.sources, &more)?;
        let seen = found.map(|found| still::field(found, cited.names(of_seen)));
        let hops = end.path.iter().zip(links).enumerate().zip(of_hops);
        let hops = hops
            .map(|((i, (hop, link)), second)| TipHop {
                src: cited.names(hop.sources.iter().copied().chain(second)),
                block_hash: BlockHash(hop.transfer.block_hash.or_else(|| second::block_hash(seconds, &hop.transfer))),
                ..tip_hop((i, hop, link), &cited, view.settings.policy)
            })
            .collect::<Vec<_>>();
        let way = way_nodes(view, end);
        let labels = labels_of(&way);
        let assets = assets_of(end)?;
        let holder = holder_of(node, &labels);
        let claim = Claim {
            kind: kind_of(end),
            at: node.account.clone(),
            holder: holder.map(|label| label.id.clone()),
            asset: end.asset.clone(),
            tainted: end.amount,
            range: ranged(&end.range, view.settings.policy),
            as_of_block: Count(last.transfer.block),
            as_of_time: last.transfer.at,
            read_at: cited.sources.iter().map(|source| source.at).max().unwrap_or_default(),
            still_there: still::still_there(seen.as_ref(), end.amount),
            seen,
            ask: if end.freezable_by.is_some() || matches!(end.reason, Reason::Exchange | Reason::Deposit) {
                Ask::Freeze
            } else {
                Ask::Watch
            },
            freezable_by: end.freezable_by.as_deref().map(|text| ascii(text, MOST_TEXT)),
            why: ascii(&end.why, MOST_TEXT),
            rule: None,
        };
        let mut payload = Self {
            schema: SCHEMA.to_owned(),
            case: case_ref(case, end.path.first().map(|hop| &hop.transfer))?,
            claim,
            method: Method {
                taint: view.settings.policy,
                version: METHOD_VERSION.to_owned(),
                params: Params {
                    budget: Count(view.settings.budget.into()),
                    most_hops: Count(view.settings.most_hops.into()),
                    dust_millionths: Count(view.settings.dust_millionths.into()),
                    explorer: ascii(&view.settings.explorer, MOST_TEXT),
                },
                engine: engine.clone(),
                rules: None,
            },
            equations: equations_of(view, &assets),
            assets,
            hops,
            labels,
            statements: statements_of(&way),
            sources: cited.sources,
            limits: Vec::new(),
            assumptions: assumptions(view.settings.policy),
            note: (!note.is_empty()).then(|| note.to_owned()),
            overrides: overrides::listed(overrides),
        };
        rules::name(&mut payload, end);
        payload.limits = limits::of_payload(&payload);
        payload.limits.extend(limits::of_seconds(seconds, end));
        payload.limits.extend(limits::of_trace(case, view, end, &way));
        let bytes = payload.to_text().len();
        if bytes > profile::MOST_BYTES / 2 { Err(WriteTipError::TooLarge(bytes)) } else { Ok(payload) }
    }
}

/// A note in the letters that are sent: its lines stay, what no portal carries is written by its code point.
#[must_use]
pub fn plain_note(note: &str) -> String {
    note.lines().map(|line| ascii(line, MOST_NOTE)).collect::<Vec<_>>().join("\n")
}

fn check_note(note: &str) -> Result<(), WriteTipError> {
    if let Some((at, found)) = note.chars().enumerate().find(|(_, c)| !matches!(c, ' '..='~' | '\n')) {
        return Err(WriteTipError::NoteCharacter { position: at + 1, found });
    }
    if note.len() > MOST_NOTE { Err(WriteTipError::LongNote(note.len())) } else { Ok(()) }
}

fn case_ref(case: &Case, first: Option<&Transfer>) -> Result<CaseRef, WriteTipError> {
    let mut seeds: Vec<SeedRef> = case
        .seeds
        .iter()
        .map(|seed| SeedRef { tx: seed.tx, asset: seed.asset.clone(), to: seed.to.clone(), amount: seed.amount })
        .collect();
    seeds.extend(first.and_then(|first| begins::seed_of(case, first)));
    seeds.sort();
    Ok(CaseRef { id: case.id.clone(), pack: pack_of(case).map_err(WriteTipError::Inconsistent)?, seeds })
}

/// What of a case file changes nothing that a trace finds: a new number of the edition, another word for how sure it is and
/// the terms as numbers leave earlier tips as they are.
const BESIDE_THE_TRACE: [&str; 4] = ["schema", "version", "confidence", "bounty"];

/// `sha256:` and the digest of the case in canonical JSON: which edition of the case's facts was used.
///
/// # Errors
/// When the case holds a number that JSON does not carry exactly.
pub fn pack_of(case: &Case) -> Result<String, String> {
    let mut value = serde_json::to_value(case).map_err(|error| error.to_string())?;
    if let Some(members) = value.as_object_mut() {
        members.retain(|name, _| !BESIDE_THE_TRACE.contains(&name.as_str()));
    }
    let text = jcs::canonical(&value).map_err(|error| error.to_string())?;
    Ok(format!("sha256:{}", alloy_primitives::hex::encode(sha256(text.as_bytes()))))
}

/// The sources that a way cites, numbered in an order that does not depend on when they arrived.
struct Cited {
    sources: Vec<TipSource>,
    /// From the number in the view to the place in `sources`.
    place: BTreeMap<usize, usize>,
}

impl Cited {
    /// The answers that the hops and their links cite by their numbers, and `more`, numbered after all others.
    fn of(path: &[Hop], links: &[Option<&Link>], answers: &[Answered], more: &[Answered]) -> Result<Self, WriteTipError> {
        let of_hops = path.iter().flat_map(|hop| hop.sources.iter().copied());
        let numbers: BTreeSet<usize> = of_hops.chain(links.iter().flatten().flat_map(|link| link.sources.iter().copied())).collect();
        let mut found = Vec::new();
        for number in numbers {
            let answer = answers.get(number).ok_or_else(|| WriteTipError::Inconsistent(format!("there is no source {number}")))?;
            found.push((number, tip_source(answer)));
        }
        found.extend(more.iter().enumerate().map(|(at, answer)| (answers.len() + at, tip_source(answer))));
        found.sort_by(|(_, a), (_, b)| source_key(a).cmp(&source_key(b)));
        let mut sources: Vec<TipSource> = Vec::new();
        let mut place = BTreeMap::new();
        for (number, source) in found {
            // The same answer on record twice is one source.
            if sources.last().is_none_or(|last| source_key(last) != source_key(&source)) {
                let id = format!("S{}", sources.len() + 1);
                sources.push(TipSource { id, ..source });
            }
            place.insert(number, sources.len() - 1);
        }
        Ok(Self { sources, place })
    }

    /// The sources' names for numbers of the view and behind them, in the order of the list.
    fn names(&self, numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
        let places: BTreeSet<usize> = numbers.into_iter().filter_map(|number| self.place.get(&number).copied()).collect();
        places.into_iter().filter_map(|place| self.sources.get(place)).map(|source| source.id.clone()).collect()
    }
}

/// Puts answers behind the others, and says by which numbers they are cited; those of the view come first.
fn cite(more: &mut Vec<Answered>, in_view: usize, answers: Vec<Answered>) -> Range<usize> {
    let first = in_view + more.len();
    more.extend(answers);
    first..in_view + more.len()
}

/// What sources are sorted by.
pub(super) fn source_key(source: &TipSource) -> (&str, &str, UnixSeconds, &str) {
    (&source.req, &source.sha256, source.at, &source.provider)
}

fn tip_source(answer: &Answered) -> TipSource {
    TipSource {
        id: String::new(),
        provider: ascii(&answer.provider, MOST_TEXT),
        req: ascii(&answer.request, 2_000),
        status: Count(answer.status.into()),
        at: answer.at,
        bytes: Count(answer.bytes),
        sha256: answer.sha256.clone(),
        complete: match answer.coverage {
            Coverage::Whole => Complete::Whole,
            Coverage::Window(_) => Complete::Window,
            Coverage::Cut(_) => Complete::Cut,
            Coverage::Failed(_) => Complete::Failed,
            Coverage::Unknown => Complete::Unknown,
        },
    }
}

fn tip_hop((i, hop, link): (usize, &Hop, Option<&Link>), cited: &Cited, policy: Policy) -> TipHop {
    let transfer = &hop.transfer;
    TipHop {
        i: Count(i as u64),
        chain: transfer.asset.chain(),
        tx: transfer.tx,
        pos: transfer.position.clone(),
        kind: transfer.kind,
        block: Count(transfer.block),
        block_hash: BlockHash(None),
        time: transfer.at,
        from: transfer.from.clone(),
        to: transfer.to.clone(),
        asset: transfer.asset.clone(),
        amount: transfer.amount,
        tainted: hop.tainted,
        range: ranged(&hop.range, policy),
        tier: hop.tier,
        src: Vec::new(),
        link: link.map(|link| TipLink {
            what: link.what,
            via: ascii(&link.via, MOST_TEXT),
            matched_by: ascii(&link.matched_by, MOST_TEXT),
            src: cited.names(link.sources.iter().copied()),
        }),
        rule: None,
    }
}

/// The amounts under the other policies: that under the trace's own is the amount itself.
fn ranged(range: &[(Policy, Amount)], own: Policy) -> Vec<Ranged> {
    let others = range.iter().filter(|(policy, _)| *policy != own);
    let mut sorted: Vec<Ranged> = others.map(|&(policy, amount)| Ranged { policy, amount }).collect();
    sorted.sort();
    sorted
}

/// The nodes of a way, each once, by account.
fn way_nodes<'a>(view: &'a View, end: &End) -> Vec<&'a Node> {
    let on_way = |node: &Node| {
        end.path.iter().any(|hop| {
            let address = node.account.address();
            node.account.chain() == hop.transfer.asset.chain() && (*address == hop.transfer.from || *address == hop.transfer.to)
        })
    };
    let nodes: BTreeMap<&Account, &Node> =
        view.nodes.iter().filter(|node| on_way(node) || node.id == end.node).map(|node| (&node.account, node)).collect();
    nodes.into_values().collect()
}

/// The label that says who holds an end: the visitor's own, then the best founded one that says what the address is.
fn holder_of<'a>(node: &Node, labels: &'a [TipLabel]) -> Option<&'a TipLabel> {
    let is = node.labels.iter().find(|label| label.category.ends_following()).map(tip_label);
    let here = || labels.iter().filter(|label| label.at == node.account);
    match is {
        Some(is) => here().find(|label| label_key(label) == label_key(&is)),
        None => here().max_by_key(|label| label.confidence),
    }
}

fn tip_label(label: &Label) -> TipLabel {
    // Whoever reads the tip must see that this is the word of the one who signs it.
    let source = if label.own { format!("the tipster's own label, by {}", label.source) } else { label.source.clone() };
    TipLabel {
        id: String::new(),
        at: label.account.clone(),
        name: ascii(&label.name, MOST_TEXT),
        category: label.category,
        source: ascii(&source, MOST_TEXT),
        confidence: label.confidence,
        as_of: ascii(&label.as_of, MOST_TEXT),
    }
}

fn labels_of(way: &[&Node]) -> Vec<TipLabel> {
    let mut labels: Vec<TipLabel> = way.iter().flat_map(|node| &node.labels).map(tip_label).collect();
    labels.sort_by(|a, b| label_key(a).cmp(&label_key(b)));
    labels.dedup();
    for (at, label) in labels.iter_mut().enumerate() {
        label.id = format!("L{}", at + 1);
    }
    labels
}

/// What labels are sorted by.
pub(super) fn label_key(label: &TipLabel) -> (&Account, &str, &str, &str) {
    (&label.at, &label.source, &label.name, &label.as_of)
}

fn statements_of(way: &[&Node]) -> Vec<Stated> {
    let all: BTreeSet<Stated> = way
        .iter()
        .flat_map(|node| node.statements.iter().map(|(what, source)| (&node.account, what, source)))
        .map(|(at, what, source)| Stated { at: at.clone(), source: ascii(source, MOST_TEXT), what: ascii(what, MOST_TEXT) })
        .collect();
    all.into_iter().collect()
}

fn assets_of(end: &End) -> Result<Vec<AssetRef>, WriteTipError> {
    let ids: BTreeSet<Asset> = end.path.iter().map(|hop| hop.transfer.asset.clone()).chain([end.asset.clone()]).collect();
    ids.into_iter()
        .map(|id| match id.known() {
            Some(known) => Ok(AssetRef { id, symbol: known.symbol.to_owned(), decimals: Count(known.decimals.into()) }),
            None => Err(WriteTipError::UnlistedAsset(id)),
        })
        .collect()
}

fn equations_of(view: &View, assets: &[AssetRef]) -> Vec<TipEquation> {
    let mut equations: Vec<TipEquation> =
        view.equations.iter().filter(|equation| assets.iter().any(|asset| asset.id == equation.asset)).map(TipEquation::from).collect();
    equations.sort_by(|a, b| a.asset.cmp(&b.asset));
    equations
}

fn kind_of(end: &End) -> ClaimKind {
    match end.reason {
        Reason::Exchange => ClaimKind::AtExchange,
        Reason::Deposit => ClaimKind::AtDepositAddress,
        Reason::Bridge => ClaimKind::BridgeOut,
        Reason::Mixer => ClaimKind::InMixer,
        Reason::Service => ClaimKind::AtService,
        Reason::Held | Reason::Budget | Reason::User | Reason::Failed | Reason::Dust => {
            if end.asset.contract().is_some() && end.freezable_by.is_some() { ClaimKind::FreezableByIssuer } else { ClaimKind::AtAddress }
        }
    }
}

fn assumptions(policy: Policy) -> Vec<String> {
    let taint = match policy {
        Policy::Fifo => "Where stolen and other money mix at an address, what came first is taken to leave first (FIFO).",
        Policy::Haircut => "Where stolen and other money mix at an address, every payment is taken to carry its share (haircut).",
        Policy::Lifo => "Where stolen and other money mix at an address, what came last is taken to leave first (LIFO).",
        Policy::Libr => {
            "Where stolen and other money mix at an address, other money is taken to leave first (lowest intermediate balance)."
        }
        Policy::First => "Where stolen and other money mix at an address, stolen money is taken to leave first (taint first).",
        Policy::Poison => {
            "All that an address paid after stolen money came in is counted (poison): the amounts are upper bounds and can exceed what was stolen."
        }
    };
    vec![
        taint.to_owned(),
        "The explorers named under sources answered truthfully; each answer's digest is given so that it can be compared.".to_owned(),
        "A name for an address is somebody's label with a source, not a proof of who owns it.".to_owned(),
    ]
}
