//! What a board shows: computed from a feed's entries alone, ready to be drawn or sent from the worker.
//!
//! Every amount is in base units of its asset; every value in US dollars is in cents and is what the publisher stated, never
//! a price of ours. Every row names the number of the entry it rests on, says when that entry is disputed, and when it is an
//! example. The order of every list is stated at its type and is the same for the same entries.

mod people;
mod reward;
mod sums;

use serde::{Deserialize, Serialize};

use crate::money::{Account, Address, Amount, Asset, TxId, UnixSeconds};
use crate::tip::ClaimKind;

use super::Hash;
use super::entry::{Measure, Split};

pub use people::{Actor, AnswerRow, Company, Delay, Hunter, RefusedCount, Standing};
pub use reward::{Due, Estimate, FirstReporter, KnownBy, LeftOut, PartDue, Reward, RewardAsset};
pub use sums::{AssetSum, Money, SymbolSum, coins};

/// Everything that follows from a feed, under a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The feed itself; the filter does not touch it.
    pub about: FeedAbout,
    /// The cases for which tips are taken, by the number of their first entry; the filter does not touch them.
    pub cases: Vec<CaseRow>,
    /// Reporters, best first: see [`Hunter::rank`].
    pub hunters: Vec<Hunter>,
    /// Who froze money, best first: see [`Company::rank`].
    pub companies: Vec<Company>,
    /// Who was asked for help: the helpful first, the refusing last.
    pub actors: Vec<Actor>,
    /// Freezes, the newest first.
    pub freezes: Vec<FreezeRow>,
    /// Totals that somebody published: by case, then day, then source. Never joined, never interpolated.
    pub statements: Vec<StatementRow>,
    /// Sums over the rows above.
    pub totals: Totals,
    /// What is due, by freeze: the newest first, as `freezes`.
    pub rewards: Vec<Reward>,
    /// What is still to be decided or paid.
    pub queue: Queue,
    /// What could not be counted, and why, in order of the entries.
    pub notes: Vec<Note>,
}

/// Whose feed it is and how far it goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedAbout {
    /// The publisher's name for it. A text of others: draw it as text.
    pub name: String,
    /// What it is. A text of others.
    pub about: String,
    /// The key that signs now; `None` in a feed without its first entry.
    pub publisher: Option<Address>,
    /// The key that signed the first entry.
    pub first_key: Option<Address>,
    /// How many entries there are, examples and withdrawn ones too.
    pub entries: u64,
    /// The digest of the newest line.
    pub head: Hash,
    /// When the newest entry was written, by the publisher's clock.
    pub newest: Option<UnixSeconds>,
    /// When the first was.
    pub opened: Option<UnixSeconds>,
    /// How many entries are marked as examples.
    pub examples: u64,
    /// How many entries are withdrawn.
    pub withdrawn: u64,
    /// How many entries are disputed now.
    pub disputed: u64,
}

/// A case for which tips are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Its stable name.
    pub case: String,
    /// The victim, as the newest entry names it. A text of others.
    pub name: String,
    /// `sha256:` and the digest of the case file, as the newest entry states it.
    pub pack: String,
    /// Where the case file is, relative to the feed's folder.
    pub file: Option<String>,
    /// Every statement of terms, the oldest first; where none is promised, an entry without `terms`.
    pub terms: Vec<TermsRow>,
    /// Tips received.
    pub tips: u64,
    /// Of these, first and verified.
    pub valid: u64,
    /// Freezes.
    pub freezes: u64,
    /// The newest entry about it.
    pub entry: u64,
    /// Whether every entry about it is an example.
    pub example: bool,
    /// Whether an entry about it is disputed.
    pub disputed: bool,
}

/// A bounty's terms, as stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsRow {
    /// The entry that states them.
    pub entry: u64,
    /// That line's digest.
    pub line: Hash,
    /// When that entry was written: from then on they are in force.
    pub from: UnixSeconds,
    /// Millionths of what is returned for whoever froze it; nothing where no bounty is promised.
    pub freezer: Amount,
    /// Millionths of what is returned for the first reporters, together.
    pub reporters: Amount,
    /// How reporters share; `None` where no bounty is promised.
    pub split: Option<Split>,
    /// The day on which they were stated. A text of others.
    pub as_of: String,
    /// Where. A text of others.
    pub source: String,
}

impl TermsRow {
    /// Whether a bounty is promised at all.
    #[must_use]
    pub const fn is_promised(&self) -> bool {
        self.split.is_some()
    }
}

/// A freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreezeRow {
    /// The publisher's name for it.
    pub freeze: String,
    /// The case.
    pub case: String,
    /// Where the money lies.
    pub at: Account,
    /// What.
    pub asset: Asset,
    /// How much, in base units.
    pub amount: Amount,
    /// The same in cents, as the publisher valued it.
    pub usd_cents: Option<u64>,
    /// Who froze it. A text of others.
    pub by: String,
    /// The transaction that froze it.
    pub tx: Option<TxId>,
    /// When.
    pub time: UnixSeconds,
    /// The kind of place, as its first reporter's tip tells it; `None` where no tip led to it.
    pub kind: Option<ClaimKind>,
    /// Its first reporters, in order; all that count for it.
    pub reporters: Vec<Address>,
    /// When it ended without a return; `None` while it acts.
    pub released: Option<UnixSeconds>,
    /// What came back.
    pub returned: Money,
    /// Where this can be looked up. A text of others.
    pub source: Option<String>,
    /// Its entry.
    pub entry: u64,
    /// Whether it, its release or a return of it is disputed.
    pub disputed: bool,
    /// Whether it is an example.
    pub example: bool,
}

/// Totals that somebody published for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// The case.
    pub case: String,
    /// The day for which they hold, as `2025-04-21`: a day that exists.
    pub as_of: String,
    /// Who published them, and where. A text of others.
    pub source: String,
    /// The totals, in the order of their measures, each once.
    pub figures: Vec<FigureRow>,
    /// Its entry.
    pub entry: u64,
    /// Whether it is disputed.
    pub disputed: bool,
    /// Whether it is an example.
    pub example: bool,
}

/// One total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRow {
    /// Of what, in which unit.
    pub what: Measure,
    /// How much, in that unit.
    pub value: u64,
}

/// Sums over what the filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Tips received: `valid + beaten + repeated + refused + waiting`.
    pub tips: u64,
    /// Verified, and the first to tell it.
    pub valid: u64,
    /// Verified, and told by somebody else before.
    pub beaten: u64,
    /// Verified, and told by the same key before.
    pub repeated: u64,
    /// Not taken.
    pub refused: u64,
    /// Not decided yet.
    pub waiting: u64,
    /// How many reporters sent them.
    pub hunters: u64,
    /// What valid tips traced; the same facts count once.
    pub traced: Money,
    /// How many freezes there are.
    pub freezes: u64,
    /// What was ever frozen.
    pub frozen: Money,
    /// What was let go again without a return.
    pub released: Money,
    /// What came back.
    pub returned: Money,
    /// Bounties due, both parts.
    pub due: Money,
    /// Bounties paid, both parts.
    pub paid: Money,
    /// What was ever frozen, each symbol's assets of several chains together.
    pub frozen_by_symbol: Vec<SymbolSum>,
}

/// What is still to be decided or paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Tips that wait for a decision.
    pub waiting: u64,
    /// When the one that waits longest came in.
    pub oldest: Option<UnixSeconds>,
    /// Freezes that act and of which something has not come back.
    pub held: u64,
    /// Parts of bounties that are due and not paid whole.
    pub unpaid: u64,
    /// Parts of bounties of which more was paid than is due.
    pub overpaid: u64,
    /// Rewards that rest on something disputed.
    pub disputed: u64,
}

/// Something that could not be counted as it is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// The entry.
    pub entry: u64,
    /// Why, in a sentence; it may quote texts of others.
    pub why: String,
}

/// What of a feed is shown. Who was first and what is due are always settled by the whole feed; a filter only leaves out.
///
/// A freeze takes everything that hangs on it along: what came back, what is due and paid. So every tip and every freeze is
/// in exactly one period, one case and one kind, and the parts of a board add up to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// Only this case.
    pub case: Option<String>,
    /// Only tips received, freezes made, answers given (or else asked for) from then on, and statements of that day on.
    pub from: Option<UnixSeconds>,
    /// Only those until then, that second included.
    pub to: Option<UnixSeconds>,
    /// Only tips that lead to such a place, and freezes found by them.
    pub kind: Option<Place>,
    /// Whether examples are shown, each marked; without them they are as if never said.
    pub examples: bool,
}

/// A kind of place, or that none is told: of a tip not verified yet, of a freeze to which no tip led.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// As the tip claims.
    Of(ClaimKind),
    /// Not told.
    Untold,
}
