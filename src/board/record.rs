//! Your record: what became of your own tips in a feed, with the lines that prove it, and the text by which a bounty is claimed.
//!
//! A tip is found by its commitment, which binds its signer. The same content under another key is somebody else's, and is
//! shown as that.

mod claim;

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, UnixSeconds};
use crate::tip::Tip;

use super::entry::{Reason, Stamped};
use super::freezes::{Freeze, word};
use super::order::{Fate as Settling, Submission};
use super::rank::{Settled, about};
use super::reward::reward;
use super::tally::{Said, Tally};
use super::view::{FeedAbout, KnownBy, Reward};
use super::{Hash, facts};

pub use claim::claim;

/// One's own tip, as far as a record needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    /// Its name: the digest of its payload.
    pub tip: Hash,
    /// Its commitment.
    pub commitment: Hash,
    /// The digest of what it tells.
    pub facts: Hash,
    /// Who signed it.
    pub key: Address,
    /// The case.
    pub case: String,
    /// The claim in one line.
    pub headline: String,
    /// When it was signed, by one's own clock.
    pub issued_at: UnixSeconds,
    /// Where a reward shall go.
    pub payout: Account,
    /// The Bitcoin block that holds its card, where that was checked.
    pub stamped: Option<Stamped>,
}

impl Mine {
    /// What a record needs of a tip; `None` where its name is no digest, which no tip that was read has.
    #[must_use]
    pub fn of(tip: &Tip, stamped: Option<Stamped>) -> Option<Self> {
        let statement = tip.statement();
        Some(Self {
            tip: tip.id().parse().ok()?,
            commitment: Hash(statement.commitment),
            facts: facts(tip.payload()),
            key: Address::Evm(tip.signer()),
            case: statement.case_id.clone(),
            headline: statement.headline.clone(),
            issued_at: statement.issued_at,
            payout: statement.payout.clone(),
            stamped,
        })
    }
}

/// What became of one's tips in one feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The feed.
    pub about: FeedAbout,
    /// Each tip, in the order in which they were given.
    pub tips: Vec<TipRecord>,
}

/// How far a tip has come, in the order of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fate {
    /// The feed does not know it.
    NotSeen,
    /// It came in and is not decided.
    Received,
    /// It was not taken.
    Refused,
    /// It holds, and somebody else told the same before.
    Beaten,
    /// It holds, and the same key told the same before.
    Repeated,
    /// It holds, and is the first to tell it.
    Verified,
    /// Money was frozen by it.
    Frozen,
    /// Of that, something came back, and no bounty is due for it.
    Returned,
    /// A bounty is due, and not paid whole.
    Due,
    /// What is due is paid.
    Paid,
}

/// What became of one tip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipRecord {
    /// The tip.
    pub tip: Hash,
    /// Its commitment.
    pub commitment: Hash,
    /// How far it has come.
    pub fate: Fate,
    /// The same in a sentence. It may quote texts of others.
    pub sentence: String,
    /// By when this feed proves that it was known, and by what.
    pub known: Option<(UnixSeconds, KnownBy)>,
    /// Why it was not taken, with the publisher's words.
    pub refused: Option<(Reason, Option<String>)>,
    /// Who told the same, by this feed, where that is somebody else and not a copy of this.
    pub other: Option<Other>,
    /// Whoever handed the same content in under another key, in the order of the feed.
    pub signed_again: Vec<Other>,
    /// The bounties of the freezes of which it is a first reporter, the oldest first.
    pub rewards: Vec<Reward>,
    /// Every line of the feed that this rests on, in order.
    pub proofs: Vec<ProofLine>,
    /// Whether it rests on something disputed.
    pub disputed: bool,
    /// Whether the feed marks it as an example.
    pub example: bool,
}

/// Somebody else's tip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Who.
    pub key: Address,
    /// The tip.
    pub tip: Hash,
    /// Its commitment.
    pub commitment: Hash,
    /// By when it is proven to have been known.
    pub known: UnixSeconds,
    /// By what.
    pub by: KnownBy,
    /// The entry by which it was received.
    pub entry: u64,
}

/// A line of the feed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProofLine {
    /// Its number.
    pub entry: u64,
    /// What kind of entry it is.
    pub kind: String,
    /// When it was written.
    pub at: UnixSeconds,
    /// Its digest.
    pub line: Hash,
}

impl ProofLine {
    fn of<T>(said: &Said<T>, kind: &str) -> Self {
        Self { entry: said.entry, kind: kind.to_owned(), at: said.at, line: said.line }
    }
}

/// What became of these tips in a feed; with `examples`, also as far as it only shows how a board works.
#[must_use]
pub fn record(mine: &[Mine], tally: &Tally, examples: bool) -> Record {
    let settled = Settled::of(tally, examples);
    Record { about: about(tally, &settled.corrections), tips: mine.iter().map(|mine| one(mine, &settled)).collect() }
}

fn other(one: &Submission<'_>) -> Other {
    let content = &one.received.content;
    Other {
        key: content.reporter.clone(),
        tip: content.tip,
        commitment: content.commitment,
        known: one.known.at,
        by: one.known.by,
        entry: one.received.entry,
    }
}

fn one(mine: &Mine, settled: &Settled<'_>) -> TipRecord {
    let order = &settled.order;
    // What is meant goes before an example of the same.
    let same = |example: bool| order.of_tip(example, mine.tip).iter().map(move |at| (*at, example));
    let found: Vec<(usize, &Submission<'_>)> =
        same(false).chain(same(true)).filter_map(|(at, _)| order.submissions.get(at).map(|one| (at, one))).collect();
    let own = found.iter().find(|(_, one)| one.received.content.commitment == mine.commitment && one.received.content.reporter == mine.key);
    let again = found.iter().filter(|(_, one)| one.received.content.reporter != mine.key);
    let mut record = TipRecord {
        tip: mine.tip,
        commitment: mine.commitment,
        fate: Fate::NotSeen,
        sentence: String::new(),
        known: None,
        refused: None,
        other: None,
        signed_again: again.map(|(_, one)| other(one)).collect(),
        rewards: Vec::new(),
        proofs: Vec::new(),
        disputed: false,
        example: false,
    };
    match own {
        Some((at, one)) => followed(&mut record, *at, one, settled),
        None => {
            let first = order.first_with(false, &mine.case, mine.facts).or_else(|| order.first_with(true, &mine.case, mine.facts));
            record.other = first.filter(|one| one.received.content.reporter != mine.key).map(other);
            record.sentence = match &record.other {
                Some(other) => format!(
                    "This feed does not know it. {} told the same, known by {} (entry {}); yours was signed on {}, by your own clock.",
                    other.key, other.known, other.entry, mine.issued_at
                ),
                None => "This feed does not know it.".to_owned(),
            };
        }
    }
    record.proofs.sort();
    record.proofs.dedup();
    record
}

/// Fills in what became of a tip that came in.
fn followed(record: &mut TipRecord, at: usize, one: &Submission<'_>, settled: &Settled<'_>) {
    record.known = Some((one.known.at, one.known.by));
    record.disputed = one.disputed;
    record.example = one.received.example;
    record.proofs.push(ProofLine::of(one.received, "received"));
    record.proofs.extend(one.fate.verified().map(|said| ProofLine::of(said, "verified")));
    let before = |first: usize| settled.order.submissions.get(first).map(other);
    (record.fate, record.sentence) = match one.fate {
        Settling::Waiting => (Fate::Received, format!("It came in on {} and is not decided yet.", one.received.content.received)),
        Settling::Refused(said) => {
            record.proofs.push(ProofLine::of(said, "refused"));
            record.refused = Some((said.content.reason, said.content.why.clone()));
            let why = said.content.why.as_ref().map(|why| format!(" The publisher says: {why:?}.")).unwrap_or_default();
            (Fate::Refused, format!("It was not taken: {}.{why}", word(said.content.reason)))
        }
        Settling::Beaten(_, first) => {
            record.other = before(first);
            let who = record.other.as_ref().map(|other| format!("{} told the same before, known by {}.", other.key, other.known));
            (Fate::Beaten, format!("It holds. {}", who.unwrap_or_default()))
        }
        Settling::Repeated(_, first) => {
            let tip = before(first).map(|other| format!(" by tip {}", other.tip));
            (Fate::Repeated, format!("It holds, and you told the same before{}.", tip.unwrap_or_default()))
        }
        Settling::First(_) => {
            for freeze in settled.freezes.iter().filter(|freeze| freeze.firsts.contains(&at)) {
                record.disputed |= freeze.is_disputed();
                record.rewards.push(reward(freeze, &settled.order));
                prove(&mut record.proofs, freeze);
            }
            record.rewards.sort_by_key(|reward| (reward.frozen_at, reward.entry));
            earned(record, &one.received.content.reporter)
        }
    };
    if record.disputed {
        record.sentence.push_str(" Something that this rests on is disputed.");
    }
}

/// The lines on which a freeze and its bounty rest.
fn prove(proofs: &mut Vec<ProofLine>, freeze: &Freeze<'_>) {
    proofs.push(ProofLine::of(freeze.said, "frozen"));
    proofs.extend(freeze.terms.map(|said| ProofLine::of(said, "case")));
    proofs.extend(freeze.released.map(|said| ProofLine::of(said, "released")));
    proofs.extend(freeze.returns.iter().map(|said| ProofLine::of(said, "returned")));
    proofs.extend(freeze.paid.iter().map(|said| ProofLine::of(said, "paid")));
}

/// How far a first tip has come.
fn earned(record: &TipRecord, key: &Address) -> (Fate, String) {
    let dues = || record.rewards.iter().flat_map(|reward| &reward.dues).filter(|due| due.key.as_ref() == Some(key));
    let freezes = record.rewards.len();
    let many = if freezes == 1 { "one freeze".to_owned() } else { format!("{freezes} freezes") };
    if freezes == 0 {
        (Fate::Verified, "It holds, and is the first to tell it. Nothing was frozen by it yet.".to_owned())
    } else if dues().any(|due| !due.open.is_zero()) {
        (Fate::Due, format!("It led to {many}, and a bounty is due that is not paid whole."))
    } else if dues().any(|due| !due.due.is_zero()) {
        (Fate::Paid, format!("It led to {many}, and what is due is paid."))
    } else if record.rewards.iter().any(|reward| !reward.assets.is_empty()) {
        (Fate::Returned, format!("It led to {many}. Money came back, and no bounty is due to you for it; see the computation."))
    } else {
        (Fate::Frozen, format!("It led to {many}. Nothing has come back yet, so nothing is due."))
    }
}
