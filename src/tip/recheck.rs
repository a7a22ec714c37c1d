//! A tip against the chain: what of it is to be read again, and what follows from what was read.
//!
//! The verdict is about facts alone: each hop is there as stated, is there otherwise, is not there, or nobody could say. That
//! a link joins two hops, and how stolen and other money mixed on the way, is said for itself and never counted as read.

use std::fmt;

use super::link::link_word;
use super::payload::{Payload, StillThere, TipEquation, TipHop};
use super::record::Part as _;
use super::still;
use crate::explorer::attached::{Cited, Looked, There};
use crate::explorer::confirm::place_among;
use crate::explorer::reread::{Leg, Seen, Verdict};
use crate::explorer::still::{Frozen, Holding, Says, Sighting};
use crate::money::{Account, Address, Amount, Asset, Position, Transfer};
use crate::trace::mixing::{Mixed, Sharing};

/// What came of one part of a re-check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Read again, and as stated.
    Pass,
    /// There is something to know.
    Note,
    /// Nobody could say.
    Unknown,
    /// There, and otherwise than stated.
    Changed,
    /// Not there.
    Failed,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What came of it.
    pub result: Mark,
    /// In a sentence.
    pub sentence: String,
}

/// What the whole came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Every hop was read again and is as stated.
    Confirmed,
    /// No hop is otherwise, but not all could be read.
    Partly,
    /// At least one hop is otherwise or not there.
    Refuted,
}

/// A tip against the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What it came to.
    pub standing: Standing,
    /// Each hop, in order.
    pub hops: Vec<Line>,
    /// The links between hops, each with the number of the hop it leads to.
    pub joins: Vec<(usize, Line)>,
    /// The amounts, re-added from what was read.
    pub amounts: Line,
    /// The stolen part, and what of it was computed anew.
    pub taint: Vec<Line>,
    /// Whether the money is there still.
    pub still: Line,
    /// Who was asked.
    pub by: Vec<String>,
}

/// The transfers of a tip, to be read again.
#[must_use]
pub fn legs(payload: &Payload) -> Vec<Leg> {
    let transfers: Vec<Transfer> = payload.hops.iter().map(transfer).collect();
    let nth = |transfer: &Transfer| match transfer.position {
        Position::Like(like) => usize::try_from(like.nth).unwrap_or(usize::MAX),
        _ => place_among(transfer, &transfers),
    };
    transfers.iter().map(|transfer| Leg { nth: nth(transfer), transfer: transfer.clone() }).collect()
}

fn transfer(hop: &TipHop) -> Transfer {
    Transfer {
        tx: hop.tx,
        position: hop.pos.clone(),
        kind: hop.kind,
        block: hop.block.0,
        tx_index: 0,
        at: hop.time,
        from: hop.from.clone(),
        to: hop.to.clone(),
        asset: hop.asset.clone(),
        amount: hop.amount,
        block_hash: hop.block_hash.0,
        claimed_symbol: None,
    }
}

/// What is said to be at the end of the way; `None` where the place has no name that a balance is kept under.
#[must_use]
pub fn holding(payload: &Payload) -> Option<Holding> {
    let claim = &payload.claim;
    let named = !matches!(claim.at.address(), Address::Coins(_));
    named.then(|| Holding { account: claim.at.clone(), asset: claim.asset.clone() })
}

/// How the stolen part is to be computed anew: by the tip's own policy.
#[must_use]
pub fn sharing(payload: &Payload) -> Sharing {
    Sharing {
        policy: payload.method.taint,
        stolen: payload.hops.iter().map(|hop| hop.tainted).collect(),
        linked: payload.hops.iter().map(|hop| hop.link.is_some()).collect(),
    }
}

/// What the hops cite, and each hop with the places of what it cites: to look at attached answers.
#[must_use]
pub fn cited(payload: &Payload) -> (Vec<Cited>, Vec<(Leg, Vec<usize>)>) {
    let cited = payload.sources.iter().map(|source| Cited {
        provider: source.provider.clone(),
        request: source.req.clone(),
        status: u16::try_from(source.status.0).unwrap_or_default(),
        sha256: source.sha256.clone(),
    });
    let places = |hop: &TipHop| {
        let all = payload.sources.iter().enumerate();
        all.filter(|(_, source)| hop.src.contains(&source.id)).map(|(at, _)| at).collect()
    };
    (cited.collect(), legs(payload).into_iter().zip(payload.hops.iter().map(places)).collect())
}

/// Whether an attached answer speaks against a hop that cites it.
#[must_use]
pub fn is_against(looked: &Looked) -> bool {
    looked.legs.iter().any(|word| matches!(word, Verdict::Changed(_) | Verdict::NotThere(_)))
}

/// What attached answers say of a hop.
#[must_use]
pub fn attached_line(at: usize, word: &Verdict) -> Line {
    match word {
        Verdict::Same => line(Mark::Pass, format!("Hop {at} stands in an attached answer that it cites.")),
        Verdict::Changed(how) => line(Mark::Changed, format!("Hop {at} is otherwise in an attached answer that it cites: {how}.")),
        Verdict::NotThere(how) => line(Mark::Failed, format!("Hop {at}: {how}.")),
        Verdict::Unknown(why) => line(Mark::Unknown, format!("Hop {at}: {why}.")),
    }
}

/// What is attached, in one line.
#[must_use]
pub fn attached_summary(looked: &Looked) -> String {
    let of = |there| looked.cited.iter().filter(|one| **one == there).count();
    let shown = looked.legs.iter().filter(|word| **word == Verdict::Same).count();
    let (bodies, named, all) = (of(There::Body), of(There::Journal), looked.cited.len());
    let journal = if named > 0 { format!("; {named} more are named in an attached journal") } else { String::new() };
    let others = if looked.others > 0 { format!("; {} attached answers are not cited", looked.others) } else { String::new() };
    let verdict = if is_against(looked) { "Refuted by attached answers" } else { "Attached answers" };
    format!(
        "{verdict}: {bodies} of {all} cited answers are attached{journal}{others}. {shown} of {} hops stand in them.",
        looked.legs.len()
    )
}

/// Whether the money is still there, in an attestation's word.
#[must_use]
pub fn still_there(payload: &Payload, seen: Option<&Sighting>) -> StillThere {
    let found = still::found(seen, &payload.claim.at, &payload.claim.asset);
    still::still_there(found.map(|found| still::field(found, Vec::new())).as_ref(), payload.claim.tainted)
}

/// What follows from what was read.
#[must_use]
pub fn conclude(payload: &Payload, seen: &[Seen], mixed: &[Mixed], still: Option<&Sighting>) -> Outcome {
    let hops: Vec<Line> = payload.hops.iter().enumerate().map(|(at, hop)| of_hop(at, hop, seen.get(at))).collect();
    let joins = (1..hops.len()).filter_map(|at| Some((at, of_link(payload, &hops, at)?))).collect();
    let amounts = of_amounts(payload, seen);
    let taint = of_taint(payload, mixed);
    let impossible = taint.iter().filter(|line| line.result == Mark::Changed);
    let worst = hops.iter().chain([&amounts]).chain(impossible).map(|line| line.result).max().unwrap_or(Mark::Unknown);
    let standing = match worst {
        Mark::Failed | Mark::Changed => Standing::Refuted,
        Mark::Unknown => Standing::Partly,
        Mark::Pass | Mark::Note => Standing::Confirmed,
    };
    let mut by: Vec<String> = seen.iter().filter_map(|seen| seen.by.clone()).collect();
    by.sort();
    by.dedup();
    Outcome { standing, hops, joins, amounts, taint, still: of_still(payload, still), by }
}

fn line(result: Mark, sentence: impl Into<String>) -> Line {
    Line { result, sentence: sentence.into() }
}

fn of_hop(at: usize, hop: &TipHop, seen: Option<&Seen>) -> Line {
    let Some(seen) = seen else { return line(Mark::Unknown, format!("Hop {at} was not read again.")) };
    let by = seen.by.as_deref().unwrap_or("Nobody");
    match &seen.verdict {
        Verdict::Same => {
            let hash = match (&hop.block_hash.0, seen.row.as_ref().and_then(|row| row.block_hash)) {
                (Some(_), Some(_)) => ", with the same block hash",
                (None, _) => "; the tip states no block hash",
                (Some(_), None) => "; it shows no block hash to compare",
            };
            line(Mark::Pass, format!("Hop {at} is there as stated, by {by}{hash}."))
        }
        Verdict::Changed(how) => line(Mark::Changed, format!("Hop {at} is otherwise, by {by}: {how}.")),
        Verdict::NotThere(how) => line(Mark::Failed, format!("Hop {at} is not there, by {by}: {how}.")),
        Verdict::Unknown(why) => line(Mark::Unknown, format!("Hop {at} could not be read again ({by}): {why}.")),
    }
}

/// What joins a hop to the one before it: legs of one transaction were read, a record was not.
fn of_link(payload: &Payload, hops: &[Line], at: usize) -> Option<Line> {
    let (before, hop) = (payload.hops.get(at - 1)?, payload.hops.get(at)?);
    let link = hop.link.as_ref()?;
    let (what, via): (&str, String) = (link_word(link.what), link.via.chars().take(60).collect());
    let read = hops.get(at - 1..=at).is_some_and(|pair| pair.iter().all(|line| line.result == Mark::Pass));
    Some(if before.tx == hop.tx && before.chain == hop.chain && read {
        line(Mark::Pass, format!("Both sides of {what} ({via}) before hop {at} are in one transaction, which was read again."))
    } else if read {
        let sides = "each side was read again as a hop; that the one was paid for the other rests on the record in the tip, which was not asked for again";
        line(Mark::Unknown, format!("{what} ({via}) joins hop {at} to the one before it: {sides}.", what = upper(what)))
    } else {
        line(
            Mark::Unknown,
            format!("{what} ({via}) joins hop {at} to the one before it; not both sides could be read.", what = upper(what)),
        )
    })
}

fn upper(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Adds up by asset what was read, and holds each amount against the stolen part that the tip says is in it.
fn of_amounts(payload: &Payload, seen: &[Seen]) -> Line {
    let read: Vec<(usize, &TipHop, Amount)> =
        payload.hops.iter().enumerate().filter_map(|(at, hop)| Some((at, hop, seen.get(at)?.row.as_ref()?.amount))).collect();
    if let Some((at, hop, amount)) = read.iter().find(|(_, hop, amount)| hop.tainted > *amount) {
        let (stolen, moved) = (payload.coins(hop.tainted, &hop.asset), payload.coins(*amount, &hop.asset));
        return line(Mark::Changed, format!("Hop {at} moved {moved}, less than the {stolen} of it that the tip calls stolen."));
    }
    if read.is_empty() {
        return line(Mark::Unknown, "No hop was read again, so that there is nothing to add up.");
    }
    let mut sums: Vec<(Asset, Amount, Amount)> = Vec::new();
    for (_, hop, amount) in &read {
        let found = sums.iter().position(|(asset, ..)| *asset == hop.asset);
        let at = found.unwrap_or_else(|| {
            sums.push((hop.asset.clone(), Amount::ZERO, Amount::ZERO));
            sums.len() - 1
        });
        let (_, moved, stolen) = &mut sums[at];
        match (moved.plus(*amount), stolen.plus(hop.tainted)) {
            (Ok(more), Ok(of_it)) => (*moved, *stolen) = (more, of_it),
            _ => return line(Mark::Changed, format!("The hops moved more {} than an amount can be.", hop.asset)),
        }
    }
    let parts: Vec<String> = sums
        .iter()
        .map(|(asset, moved, stolen)| format!("{}, of it stolen {}", payload.coins(*moved, asset), payload.coins(*stolen, asset)))
        .collect();
    let of = if read.len() == payload.hops.len() { "All" } else { "Of" };
    let count = format!("{of} {} hops, {} read again", payload.hops.len(), read.len());
    let whole = if read.len() == payload.hops.len() { Mark::Pass } else { Mark::Unknown };
    line(whole, format!("{count}: added up hop by hop they moved {}.", parts.join("; ")))
}

/// The stolen part: what holds by the amounts alone, and what was computed anew.
fn of_taint(payload: &Payload, mixed: &[Mixed]) -> Vec<Line> {
    let entered = |asset: &Asset| payload.equations.iter().find(|one| one.asset == *asset).map(TipEquation::entered);
    let mut lines = Vec::new();
    match payload.hops.iter().enumerate().find(|(_, hop)| entered(&hop.asset).is_some_and(|all| hop.tainted > all)) {
        Some((at, hop)) => {
            let (stolen, all) =
                (payload.coins(hop.tainted, &hop.asset), payload.coins(entered(&hop.asset).unwrap_or_default(), &hop.asset));
            lines.push(line(Mark::Changed, format!("Hop {at} carries {stolen} of stolen money, more than the {all} that there is.")));
        }
        None => lines.push(line(
            Mark::Pass,
            "No hop carries more stolen money than it moved, nor more than entered the trace, by the tip's own numbers.",
        )),
    }
    if mixed.is_empty() {
        let why = "How stolen and other money mixed at the addresses between the hops was not computed anew: that needs their histories.";
        lines.push(line(Mark::Unknown, why));
    }
    lines.extend(mixed.iter().filter_map(|one| of_mixed(payload, one)));
    lines
}

fn of_mixed(payload: &Payload, mixed: &Mixed) -> Option<Line> {
    let (at, hop) = (mixed.leg, payload.hops.get(mixed.leg)?);
    let policy = payload.method.taint.write();
    let policy = policy.as_str().unwrap_or_default();
    Some(match &mixed.computed {
        Err(why) => line(Mark::Unknown, format!("The stolen part of hop {at} was not computed anew: {why}.")),
        Ok(found) if *found == hop.tainted => line(
            Mark::Pass,
            format!(
                "The stolen part of hop {at}, {}, was computed anew from the history of its sender ({policy}): the same.",
                payload.coins(*found, &hop.asset)
            ),
        ),
        Ok(found) => {
            let (ours, theirs) = (payload.coins(*found, &hop.asset), payload.coins(hop.tainted, &hop.asset));
            let why = if *found < hop.tainted {
                "the rest can only have come to its sender by payments that the tip does not list"
            } else {
                "the tip states less, so it was written from another part of the history or by other rules"
            };
            line(Mark::Note, format!("Of hop {at}, {ours} follow from the hop before it ({policy}) and {theirs} are stated: {why}."))
        }
    })
}

fn of_still(payload: &Payload, seen: Option<&Sighting>) -> Line {
    let claim = &payload.claim;
    let Some(seen) = seen else { return line(Mark::Unknown, "Nobody looked whether the money is still there.") };
    let by = seen.by.as_deref().unwrap_or("nobody");
    let account: &Account = &claim.at;
    let found = match &seen.says {
        Says::Unknown(why) => return line(Mark::Unknown, format!("Whether the money is still there could not be read: {why}.")),
        Says::Found(found) => found,
    };
    let has = payload.coins(found.amount, &claim.asset);
    let frozen = match &found.frozen {
        Frozen::NotAsked => String::new(),
        Frozen::No { who, .. } => format!(" It is not frozen, by {who}'s contract."),
        Frozen::Yes { who, .. } => format!(" It is frozen already, by {who}'s contract."),
        Frozen::Unknown(why) => format!(" Whether it is frozen could not be read: {why}."),
    };
    let (result, word) = match still::still_there(Some(&still::field((seen, found), Vec::new())), claim.tainted) {
        StillThere::Yes => (Mark::Pass, "It is still there"),
        StillThere::Part => (Mark::Note, "A part of it is still there"),
        StillThere::Moved | StillThere::Unknown => (Mark::Note, "It has moved on"),
    };
    let claimed = payload.coins(claim.tainted, &claim.asset);
    line(result, format!("{word}: {} has {has}, claimed are {claimed}, by {by} at {}.{frozen}", account.address(), seen.at))
}

impl Mark {
    /// It in a word, for a list.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "as stated",
            Self::Note => "to know",
            Self::Unknown => "unknown",
            Self::Changed => "otherwise",
            Self::Failed => "not there",
        }
    }
}

impl Standing {
    /// Its word in an attestation.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Partly => "partly",
            Self::Refuted => "refuted",
        }
    }
}

impl Outcome {
    /// The numbers of the hops that are otherwise or not there.
    #[must_use]
    pub fn wrong(&self) -> Vec<usize> {
        let is_wrong = |line: &Line| matches!(line.result, Mark::Changed | Mark::Failed);
        self.hops.iter().enumerate().filter(|(_, line)| is_wrong(line)).map(|(at, _)| at).collect()
    }
}

/// The verdict in one line.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, by) = (self.hops.len(), self.by.join(" and "));
        let passed = self.hops.iter().filter(|line| line.result == Mark::Pass).count();
        let first = self.wrong().first().and_then(|at| self.hops.get(*at));
        match (self.standing, first) {
            (Standing::Confirmed, _) => write!(f, "Confirmed on chain: each of the {all} hops is there as stated, by {by}."),
            (Standing::Partly, _) if self.by.is_empty() => f.write_str("Not re-checked: nobody was asked."),
            (Standing::Partly, _) => {
                write!(f, "Not re-checked whole: {passed} of {all} hops are there as stated, by {by}; the others are unknown.")
            }
            (Standing::Refuted, Some(line)) => write!(f, "Refuted on chain: {}", line.sentence),
            (Standing::Refuted, None) => {
                let lines = [&self.amounts].into_iter().chain(&self.taint);
                let why = lines.filter(|line| line.result == Mark::Changed).map(|line| line.sentence.as_str()).next();
                write!(f, "Refuted on chain: {}", why.unwrap_or_default())
            }
        }
    }
}
