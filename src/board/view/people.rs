//! Rows about people and companies.

use serde::{Deserialize, Serialize};

use crate::money::{Address, UnixSeconds};

use super::super::entry::{Answer, Reason, Role};
use super::Money;

/// A reporter: a key, whatever names it gave.
///
/// In order of [`Hunter::rank`]; rows of one rank by their first valid tip, then by key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunter {
    /// Place on the board, from 1. By value returned, frozen and traced in cents where the publisher valued them, then by the
    /// number of returns, freezes and valid tips. Whoever is equal in all of these has the same rank.
    pub rank: u64,
    /// Whether somebody else has the same rank.
    pub tied: bool,
    /// Who signed the tips.
    pub key: Address,
    /// The name that this key gave last. A text of others; two keys with one name are two hunters.
    pub name: Option<String>,
    /// Whether another key on this board gave the same name last.
    pub name_shared: bool,
    /// Tips received: `valid + beaten + repeated + waiting` and those refused.
    pub received: u64,
    /// Verified, and the first to tell it.
    pub valid: u64,
    /// Verified, and told by somebody else before.
    pub beaten: u64,
    /// Verified, and told by this key before.
    pub repeated: u64,
    /// Not decided yet.
    pub waiting: u64,
    /// Not taken, by reason.
    pub refused: Vec<RefusedCount>,
    /// What valid tips traced; the same facts count once.
    pub traced: Money,
    /// How many freezes this key is a first reporter of.
    pub freezes: u64,
    /// This key's part of what was frozen: shared as the bounty is shared.
    pub frozen: Money,
    /// This key's part of what was let go again without a return.
    pub released: Money,
    /// How many of these freezes had a return.
    pub returns: u64,
    /// This key's part of what came back.
    pub returned: Money,
    /// Bounty due.
    pub due: Money,
    /// Bounty paid.
    pub paid: Money,
    /// Time from knowing to the freeze, over its freezes.
    pub to_freeze: Delay,
    /// When its first tip came in.
    pub first_active: UnixSeconds,
    /// When its last tip came in.
    pub last_active: UnixSeconds,
    /// By when its first valid tip is proven to have been known.
    pub first_valid: Option<UnixSeconds>,
    /// Whether something of this rests on a disputed entry.
    pub disputed: bool,
    /// Whether something of this is an example.
    pub example: bool,
}

/// How many tips were not taken for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedCount {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub count: u64,
}

/// Times in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// How many are known.
    pub count: u64,
    /// The middle one; of an even number the mean of the middle two, rounded down.
    pub median_s: Option<u64>,
    /// The shortest.
    pub least_s: Option<u64>,
    /// The longest.
    pub most_s: Option<u64>,
}

impl Delay {
    /// Of these times, in seconds.
    #[must_use]
    pub fn of(mut seconds: Vec<u64>) -> Self {
        seconds.sort_unstable();
        let upper = seconds.get(seconds.len() / 2).copied();
        let median_s = match seconds.len() {
            even if even > 0 && even % 2 == 0 => seconds.get(even / 2 - 1).copied().zip(upper).map(|(low, high)| low.midpoint(high)),
            _ => upper,
        };
        Self { count: seconds.len() as u64, median_s, least_s: seconds.first().copied(), most_s: seconds.last().copied() }
    }
}

/// Who froze money: a name as the publisher writes it.
///
/// In order of [`Company::rank`]; rows of one rank by their first freeze, then by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Place on the board, from 1. By value returned and value frozen without what was let go, in cents where valued, then by
    /// the number of returns and freezes.
    pub rank: u64,
    /// Whether somebody else has the same rank.
    pub tied: bool,
    /// The name. A text of others.
    pub name: String,
    /// How many freezes it made.
    pub freezes: u64,
    /// What it froze.
    pub frozen: Money,
    /// What was let go again without a return.
    pub released: Money,
    /// How many of its freezes had a return.
    pub returns: u64,
    /// What came back.
    pub returned: Money,
    /// Bounty due.
    pub due: Money,
    /// Bounty paid.
    pub paid: Money,
    /// Time from the first reporter's knowledge to the freeze.
    pub after_tip: Delay,
    /// Time from being asked to the freeze, where an answer names both.
    pub after_ask: Delay,
    /// Its first freeze.
    pub first_active: UnixSeconds,
    /// Its last freeze.
    pub last_active: UnixSeconds,
    /// Whether something of this rests on a disputed entry.
    pub disputed: bool,
    /// Whether something of this is an example.
    pub example: bool,
}

/// Who was asked for help, by name.
///
/// In order of [`Actor::standing`], then by the number of answers that stand for it, then by the median delay (the unknown
/// last), then by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The name. A text of others.
    pub name: String,
    /// What it is, as its newest answer has it.
    pub role: Role,
    /// What its answers come to.
    pub standing: Standing,
    /// Answers by which it froze, froze or told a part, or told what it knew.
    pub helped: u64,
    /// Answers by which it said no.
    pub refused: u64,
    /// Questions that it had not answered on the day of the entry.
    pub silent: u64,
    /// Time from being asked to the answer, where both are known.
    pub delay: Delay,
    /// The answers that count, the newest entry first. Of several about one question only the newest counts.
    pub answers: Vec<AnswerRow>,
    /// Whether one of them is disputed.
    pub disputed: bool,
    /// Whether one of them is an example.
    pub example: bool,
}

/// What an actor's answers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Standing {
    /// It helped each time.
    Good,
    /// It helped, and it refused or kept silent.
    Mixed,
    /// It never helped.
    Bad,
}

/// One answer with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRow {
    /// The case.
    pub case: String,
    /// When it was asked; `None` where that is not public.
    pub asked: Option<UnixSeconds>,
    /// When it answered; `None` where it has not, or where that is not public.
    pub answered: Option<UnixSeconds>,
    /// Seconds between; `None` where one of them is unknown, or where they are the wrong way round.
    pub delay_s: Option<u64>,
    /// What it did.
    pub answer: Answer,
    /// The freeze that it made.
    pub freeze: Option<String>,
    /// Where this can be looked up. A text of others.
    pub evidence: String,
    /// Its entry.
    pub entry: u64,
    /// When that entry was written: a silence is stated for that day.
    pub stated: UnixSeconds,
    /// Whether it is disputed.
    pub disputed: bool,
    /// Whether it is an example.
    pub example: bool,
}
