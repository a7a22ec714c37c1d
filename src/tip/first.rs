//! Whether a tip was first: what a time stamp says of its commitment card.

use super::envelope::Tip;
use super::preflight::CLOCK_TOLERANCE_S;
use super::verify::Outcome;
use crate::explorer::support::opentimestamps::{Header, InBlock, Proof, Standing};

/// What came of checking a time stamp against a tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamped {
    /// Passed: a Bitcoin block holds the card. A warning: nothing is proven yet. Failed: it is false, or not about this tip.
    pub outcome: Outcome,
    /// What was found, for the reader.
    pub sentence: String,
    /// What the proof says; `None` where it cannot be read.
    pub standing: Option<Standing>,
}

impl Timestamped {
    /// The block whose header would prove it, or disprove it: to be asked for by height, and handed in as [`Header`].
    #[must_use]
    pub const fn wants(&self) -> Option<u64> {
        match &self.standing {
            Some(Standing::Bitcoin { height, block: InBlock::NotChecked }) => Some(*height),
            _ => None,
        }
    }
}

/// Checks the bytes of an `.ots` file against a tip's commitment card, with a block's header where one was got.
///
/// Nothing is fetched. A proof that names several blocks wants the first of them; a header of another height is not used.
#[must_use]
pub fn timestamp(tip: &Tip, ots: &[u8], header: Option<&Header>) -> Timestamped {
    let proof = match Proof::read(ots) {
        Ok(proof) => proof,
        Err(error) => {
            return Timestamped { outcome: Outcome::Fail, sentence: format!("The time stamp cannot be read: {error}."), standing: None };
        }
    };
    let standing = Standing::of(&proof, &tip.card().sha256(), header);
    let mut sentence = standing.sentence("this tip's commitment card");
    let outcome = match &standing {
        Standing::Bitcoin { block: InBlock::Holds { at, .. }, .. } => {
            let issued = tip.statement().issued_at;
            if at.get().saturating_add(CLOCK_TOLERANCE_S) < issued.get() {
                sentence = format!(
                    "The time stamp contradicts the tip: its block is of {}, and the tip says it was signed on {}.",
                    at.minute(),
                    issued.minute()
                );
                Outcome::Fail
            } else {
                sentence.push_str(" The card commits to this tip and its signer.");
                Outcome::Pass
            }
        }
        Standing::OtherFile { .. } | Standing::Bitcoin { block: InBlock::Not { .. }, .. } => Outcome::Fail,
        Standing::Pending { .. } | Standing::Bitcoin { .. } | Standing::Unknown { .. } => Outcome::Warn,
    };
    Timestamped { outcome, sentence, standing: Some(standing) }
}
