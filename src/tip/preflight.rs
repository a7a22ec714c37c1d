//! Before a tip is signed: what would get it rejected, and what to do about it. Each check has a name; what stops a signature
//! is put right by a press, or set aside with a reason that goes into the tip ([`table`] says which, and why).

mod path;
mod place;
mod reward;
pub mod table;
mod words;

use alloy_primitives::Address;

use super::novelty::EarlierTip;
use super::overrides::Override;
use super::payload::{Engine, Payload};
use super::write::{Evidence, WriteTipError};
use crate::case::Case;
use crate::explorer::confirm::Checked;
use crate::explorer::still::Sighting;
use crate::money::{Amount, UnixSeconds};
use crate::trace::view::{End, Stage, View};

pub use reward::read_payout;
pub use words::as_inference;

/// How far the tipster's clock may be off before a tip is refused, in seconds: two hours.
pub const CLOCK_TOLERANCE_S: u64 = 2 * 60 * 60;
/// How many more requests one press allows.
const MORE_REQUESTS: u32 = 300;

/// What is about to be signed.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The case.
    pub case: &'a Case,
    /// The trace.
    pub view: &'a View,
    /// Which end of it.
    pub end: usize,
    /// The tipster's own words.
    pub note: &'a str,
    /// Where a reward shall go, as typed: CAIP-10 or a bare address; empty means to the signer.
    pub payout: &'a str,
    /// Who will sign, once that is known.
    pub signer: Option<Address>,
    /// What was seen at the end's address in this visit, if somebody looked.
    pub seen: Option<&'a Sighting>,
    /// What second explorers said of transfers in this visit, in any order.
    pub seconds: &'a [Checked],
    /// Tips that the visitor signed before, in any order.
    pub earlier: &'a [EarlierTip],
    /// Reasons for checks that are set aside; those for checks that stop nothing count nowhere.
    pub overrides: &'a [Override],
    /// The program that ran the trace.
    pub engine: &'a Engine,
    /// Now, by the tipster's clock.
    pub now: UnixSeconds,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its stable name.
    pub id: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What is so, in a sentence.
    pub what: String,
    /// What can be done, in a sentence; empty where nothing needs to be.
    pub fix: String,
    /// What one press can do about it, the best first.
    pub fixes: Vec<Fix>,
    /// Why it is set aside, where it is.
    pub reason: Option<String>,
}

/// How much a check matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The tip would be rejected: it cannot be signed.
    Block,
    /// It would stop the signature, and the tipster has set it aside with a reason.
    Overridden,
    /// The tip can be signed; the reader will ask about this.
    Note,
    /// A weakness of the evidence; the tip states it itself, under its limits.
    Limit,
    /// Nothing to do.
    Ok,
}

/// What one press does about a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Ask a second explorer about every hop.
    AskSecondExplorer,
    /// Look what is at the end's address now.
    LookWhatIsThere,
    /// Let the trace go on, with so many requests in all.
    GoOnTracing {
        /// The new budget, counted from the start of the run.
        budget: u32,
    },
    /// Pause the trace.
    StopTracing,
    /// Write about another end: an index in [`View::ends`].
    ChooseEnd(usize),
    /// Go to the trace.
    OpenTrace,
    /// Empty the field of the payout: the reward goes to the signer.
    ClearPayout,
    /// Cut the note to the length that is sent.
    ShortenNote,
    /// Write the note in plain ASCII.
    PlainNote,
    /// Begin the note with the words that make it an inference.
    SayInference,
    /// Sign with another account.
    ChangeSigner,
    /// Read the clock again.
    ReadClock,
}

impl Check {
    /// Whether a reason would set it aside.
    #[must_use]
    pub fn may_override(&self) -> bool {
        matches!(self.level, Level::Block | Level::Overridden) && table::may_override(self.id)
    }
}

impl<'a> Plan<'a> {
    /// What a tip would be written from, with these reasons.
    const fn evidence(&self, overrides: &'a [Override]) -> Evidence<'a> {
        let Plan { case, view, end, note, seen, seconds, engine, .. } = *self;
        Evidence { case, view, end, note, seen, seconds, overrides, engine }
    }

    /// The payload as it would be signed: with the reasons for those checks alone that stop the signature.
    ///
    /// # Errors
    /// When there is no such end, no way to it, or the note cannot be sent as it is.
    pub fn payload(&self) -> Result<Payload, WriteTipError> {
        if self.overrides.is_empty() {
            return Payload::from_trace(&self.evidence(&[]));
        }
        let set_aside: Vec<&str> = preflight(self).iter().filter(|check| check.level == Level::Overridden).map(|check| check.id).collect();
        let used: Vec<Override> = self.overrides.iter().filter(|one| set_aside.contains(&one.check.as_str())).cloned().collect();
        let Plan { case, view, end, note, seen, seconds, engine, .. } = *self;
        Payload::from_trace(&Evidence { case, view, end, note, seen, seconds, overrides: &used, engine })
    }

    fn this_end(&self) -> Option<&'a End> {
        self.view.ends.get(self.end)
    }

    /// The most urgent other end of which this is so, for one press.
    fn other_end(&self, is_so: impl Fn(&End) -> bool) -> Option<Fix> {
        let can_be = |end: &&End| end.id != self.end && end.amount > Amount::ZERO && !end.path.is_empty() && end.asset.known().is_some();
        self.view.ends.iter().filter(can_be).find(|end| is_so(end)).map(|end| Fix::ChooseEnd(end.id))
    }

    /// Lets the trace go on, where something is left to ask.
    fn go_on(&self) -> Option<Fix> {
        let progress = &self.view.progress;
        match progress.stage {
            Stage::Spent => Some(Fix::GoOnTracing { budget: progress.budget.saturating_add(MORE_REQUESTS) }),
            Stage::Stopped => Some(Fix::GoOnTracing { budget: progress.budget.max(progress.asked.saturating_add(1)) }),
            Stage::Running | Stage::Done => None,
        }
    }
}

/// Looks at everything that decides whether a tip is taken. What blocks comes first, then what was set aside, notes, limits,
/// and what is in order.
#[must_use]
pub fn preflight(plan: &Plan<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    match Payload::from_trace(&plan.evidence(&[])) {
        Err(error) => checks.push(unwritable(&error)),
        Ok(payload) => {
            path::payload_checks(&payload, &mut checks);
            path::trace_checks(plan, &payload, &mut checks);
            path::second_checks(plan, &payload, &mut checks);
            place::checks(plan, &payload, &mut checks);
            words::checks(plan.note, &payload, &mut checks);
            reward::clock(plan, &payload, &mut checks);
        }
    }
    reward::payout(plan, &mut checks);
    for check in checks.iter_mut().filter(|check| check.may_override()) {
        // What was typed is judged again: it may come from elsewhere than the field.
        let given = plan.overrides.iter().find(|one| one.check == check.id);
        if let Some(valid) = given.and_then(|one| Override::new(&one.check, &one.reason).ok()) {
            check.level = Level::Overridden;
            check.reason = Some(valid.reason);
        }
    }
    checks.sort_by_key(|check| check.level);
    checks
}

/// Whether nothing blocks.
#[must_use]
pub fn may_sign(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.level != Level::Block)
}

fn unwritable(error: &WriteTipError) -> Check {
    let (id, fix, press) = match error {
        WriteTipError::OtherCase { .. } => ("unwritable", "Open the case of the trace.", Fix::OpenTrace),
        WriteTipError::NoEnd { .. } => ("unwritable", "Choose an end on the trace page.", Fix::OpenTrace),
        WriteTipError::NoWay(_) => ("way", "Go on with the trace, or choose another end.", Fix::OpenTrace),
        WriteTipError::UnlistedAsset(_) => ("unwritable", "Choose an end in an asset of the list.", Fix::OpenTrace),
        WriteTipError::Inconsistent(_) => ("unwritable", "Run the trace again.", Fix::OpenTrace),
        WriteTipError::LongNote(_) | WriteTipError::TooLarge(_) => ("note", "Shorten the note.", Fix::ShortenNote),
        WriteTipError::NoteCharacter { .. } => ("note", "Replace the character in the note.", Fix::PlainNote),
    };
    block(id, error.to_string(), fix, [press])
}

fn block(id: &'static str, what: String, fix: &str, fixes: impl IntoIterator<Item = Fix>) -> Check {
    Check { id, level: Level::Block, what, fix: fix.to_owned(), fixes: fixes.into_iter().collect(), reason: None }
}

fn note(id: &'static str, what: String, fix: &str, fixes: impl IntoIterator<Item = Fix>) -> Check {
    Check { level: Level::Note, ..block(id, what, fix, fixes) }
}

fn ok(id: &'static str, what: String) -> Check {
    Check { level: Level::Ok, ..block(id, what, "", []) }
}
