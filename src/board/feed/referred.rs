//! What the entries so far have made known: cases, tips, freezes, and what was taken back. An entry may only rest on these.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Hash;
use super::entry::{Content, Correction, Entry, Frozen};
use crate::tip::record::Fault;

/// What there is to refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Referred {
    /// Open cases, each with the number of entries that say so.
    cases: BTreeMap<String, u32>,
    /// Tips, by payload.
    tips: BTreeMap<Hash, Tip>,
    /// Freezes by name, with the number of the entry.
    freezes: BTreeMap<String, u64>,
    /// Freezes that ended without a return, and the entries that say so.
    released: BTreeMap<String, u64>,
    /// Every entry: what has to be undone should it be withdrawn, and how it stands.
    said: Vec<(Said, Standing)>,
}

/// How many entries say so that count. The same payload comes in again from whoever signs it anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Tip {
    received: u32,
    verified: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Said {
    /// The log's own: cannot be taken back.
    Fixed,
    Case(String),
    Received(Hash),
    Verified(Hash),
    Frozen(String),
    Released(String),
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Standing {
    Holds,
    Disputed,
    Withdrawn,
}

fn wrong(kind: &str, field: &str, why: impl Into<String>) -> Fault {
    Fault { place: format!(".entry.content.{kind}.{field}"), why: why.into() }
}

impl Referred {
    /// Takes the next entry in, if what it rests on is known.
    pub(super) fn take(&mut self, entry: &Entry) -> Result<(), Fault> {
        let number = entry.sequence.0;
        let said = match &entry.content {
            Content::Opened(_) | Content::Handover(_) => Said::Fixed,
            Content::Corrected(corrected) => {
                self.correct(number, corrected.of.0, corrected.what)?;
                Said::Fixed
            }
            Content::Case(case) => {
                *self.cases.entry(case.case.clone()).or_default() += 1;
                Said::Case(case.case.clone())
            }
            Content::Received(received) => {
                self.case("received", &received.case)?;
                self.tips.entry(received.tip).or_default().received += 1;
                Said::Received(received.tip)
            }
            Content::Verified(verified) => {
                self.received("verified", "tip", verified.tip)?;
                self.tips.entry(verified.tip).or_default().verified += 1;
                Said::Verified(verified.tip)
            }
            Content::Refused(refused) => {
                self.received("refused", "tip", refused.tip)?;
                refused.of.map_or(Ok(()), |of| self.received("refused", "of", of))?;
                Said::Other
            }
            Content::Frozen(frozen) => self.freeze(number, frozen)?,
            Content::Released(released) => {
                self.frozen("released", &released.freeze)?;
                if self.released.contains_key(&released.freeze) {
                    return Err(wrong("released", "freeze", format!("{} was released before", released.freeze)));
                }
                self.released.insert(released.freeze.clone(), number);
                Said::Released(released.freeze.clone())
            }
            Content::Returned(returned) => {
                self.frozen("returned", &returned.freeze)?;
                Said::Other
            }
            Content::Paid(paid) => {
                self.frozen("paid", &paid.freeze)?;
                paid.tip.map_or(Ok(()), |tip| self.verified("paid", "tip", tip))?;
                Said::Other
            }
            Content::Answered(answered) => {
                self.case("answered", &answered.case)?;
                answered.freeze.as_ref().map_or(Ok(()), |freeze| self.frozen("answered", freeze))?;
                Said::Other
            }
            Content::Stated(stated) => {
                self.case("stated", &stated.case)?;
                Said::Other
            }
        };
        self.said.push((said, Standing::Holds));
        Ok(())
    }

    fn case(&self, kind: &str, case: &str) -> Result<(), Fault> {
        if self.cases.get(case).is_some_and(|entries| *entries > 0) {
            return Ok(());
        }
        Err(wrong(kind, "case", format!("{case:?} was not opened before")))
    }

    fn frozen(&self, kind: &str, freeze: &str) -> Result<(), Fault> {
        if self.freezes.contains_key(freeze) {
            Ok(())
        } else {
            Err(wrong(kind, "freeze", format!("{freeze:?} is not a freeze told before")))
        }
    }

    fn received(&self, kind: &str, field: &str, tip: Hash) -> Result<(), Fault> {
        if self.tips.get(&tip).is_some_and(|known| known.received > 0) {
            return Ok(());
        }
        Err(wrong(kind, field, format!("{tip} was not received before")))
    }

    fn verified(&self, kind: &str, field: &str, tip: Hash) -> Result<(), Fault> {
        if self.tips.get(&tip).is_some_and(|known| known.verified > 0) {
            return Ok(());
        }
        Err(wrong(kind, field, format!("{tip} was not verified before")))
    }

    fn freeze(&mut self, number: u64, frozen: &Frozen) -> Result<Said, Fault> {
        self.case("frozen", &frozen.case)?;
        for (at, tip) in frozen.tips.iter().enumerate() {
            self.verified("frozen", &format!("tips[{at}]"), *tip)?;
        }
        if let Some(earlier) = self.freezes.get(&frozen.freeze) {
            return Err(wrong("frozen", "freeze", format!("{} is the name of an earlier freeze, entry {earlier}", frozen.freeze)));
        }
        self.freezes.insert(frozen.freeze.clone(), number);
        Ok(Said::Frozen(frozen.freeze.clone()))
    }

    fn correct(&mut self, number: u64, of: u64, what: Correction) -> Result<(), Fault> {
        let earlier = usize::try_from(of).ok().filter(|_| of < number).and_then(|of| self.said.get_mut(of));
        let Some((said, standing)) = earlier else {
            return Err(wrong("corrected", "of", format!("{of} is not an entry before this one, {number}")));
        };
        let next = match (&said, *standing, what) {
            (Said::Fixed, ..) => Err("is the log's own (opened, corrected, handover) and is not corrected"),
            (_, Standing::Withdrawn, _) => Err("was withdrawn, which is not taken back; say it anew"),
            (_, _, Correction::Withdrawn) => Ok(Standing::Withdrawn),
            (_, Standing::Holds, Correction::Disputed) => Ok(Standing::Disputed),
            (_, Standing::Disputed, Correction::Settled) => Ok(Standing::Holds),
            (_, Standing::Disputed, Correction::Disputed) => Err("is disputed already"),
            (_, Standing::Holds, Correction::Settled) => Err("is not disputed, so nothing is settled"),
        };
        *standing = next.map_err(|why| wrong("corrected", "of", format!("entry {of} {why}")))?;
        if *standing == Standing::Withdrawn {
            let said = said.clone();
            self.undo(of, &said);
        }
        Ok(())
    }

    /// What a withdrawn entry made known is known no more: later entries cannot rest on it, and may say it anew.
    fn undo(&mut self, of: u64, said: &Said) {
        match said {
            Said::Case(case) => {
                if let Some(entries) = self.cases.get_mut(case) {
                    *entries = entries.saturating_sub(1);
                }
            }
            Said::Received(tip) => {
                if let Some(known) = self.tips.get_mut(tip) {
                    known.received = known.received.saturating_sub(1);
                }
            }
            Said::Verified(tip) => {
                if let Some(known) = self.tips.get_mut(tip) {
                    known.verified = known.verified.saturating_sub(1);
                }
            }
            Said::Frozen(freeze) => {
                self.freezes.remove(freeze);
                self.released.remove(freeze);
            }
            Said::Released(freeze) => {
                if self.released.get(freeze) == Some(&of) {
                    self.released.remove(freeze);
                }
            }
            Said::Fixed | Said::Other => {}
        }
    }
}
