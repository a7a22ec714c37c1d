//! The visitor's own signed tips, as this browser keeps them, and what the page and the worker say of them.

use alloy_primitives::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::stamp::KeptHeader;
use crate::explorer::support::opentimestamps::{Proof, ProofError, Standing};
use crate::money::UnixSeconds;

/// The most tips that are kept; the oldest are not dropped for new ones, the new one is refused and said so.
pub const MOST_TIPS: usize = 500;
/// The longest tip that is kept, in bytes.
pub const LONGEST_TIP: usize = 1 << 20;

/// A time stamp of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptStamp {
    /// The `.ots` file in hexadecimal.
    pub proof: String,
    /// When it was promised, by the visitor's clock.
    pub at: UnixSeconds,
    /// The header of the block that it names, once somebody gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<KeptHeader>,
}

/// A tip that this browser keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTip {
    /// Its commitment, `0x` and 64 digits: the name under which it is kept. (The same facts signed twice are two tips.)
    pub commitment: String,
    /// The tip's own name: the digest of its payload.
    pub id: String,
    /// The case.
    pub case_id: String,
    /// The claim in one line.
    pub headline: String,
    /// When it was signed, by the visitor's clock.
    pub at: UnixSeconds,
    /// The commitment card as a file: its line and a line feed.
    pub card: String,
    /// The `.tip.json` file.
    pub json: String,
    /// When the card was first copied or saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_out: Option<UnixSeconds>,
    /// When the tip itself was first copied or saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<UnixSeconds>,
    /// The card's time stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<KeptStamp>,
    /// What hosts said at the last press, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<String>,
}

/// What the visitor did with a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Took the card: copied or saved it.
    Card,
    /// Took the tip: copied or saved it.
    Tip,
}

/// From the page to the worker. None of it asks anybody but [`Ask::Stamp`] and [`Ask::Complete`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// Tell all that are kept: answered by [`Told::All`].
    All,
    /// Keep this one. What is known of one that is kept already stays.
    Keep(Box<KeptTip>),
    /// Note what was done with one, which is kept if it was not.
    Mark {
        /// Which.
        tip: Box<KeptTip>,
        /// What.
        mark: Mark,
    },
    /// Ask calendars to stamp the card of one, which is kept if it was not.
    Stamp(Box<KeptTip>),
    /// Ask the calendars that promised for the rest of the way, then an explorer for the block's header.
    Complete {
        /// Which, by its commitment.
        commitment: String,
        /// Who may be asked for the header, in order, as settings name them.
        explorers: Vec<String>,
    },
    /// Forget one.
    Forget {
        /// Which, by its commitment.
        commitment: String,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// All that are kept.
    All(Vec<KeptTip>),
    /// One as it stands now.
    One(Box<KeptTip>),
    /// One is forgotten.
    Gone(String),
    /// Something is being asked for this one, or no longer.
    Busy {
        /// Which, by its commitment.
        commitment: String,
        /// Whether it is.
        busy: bool,
    },
    /// This browser does not keep them: they last until the page is closed. The sentence says why.
    Unkept(String),
}

impl KeptTip {
    /// Whether there is anything that can prove later that this tip existed now.
    #[must_use]
    pub const fn is_committed(&self) -> bool {
        self.card_out.is_some() || self.stamp.is_some()
    }

    /// SHA-256 of the card's file.
    #[must_use]
    pub fn card_sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.card).into()
    }

    /// Takes over what is known of the same tip as it was kept: that is newer than what a page remembers.
    pub fn take_over(&mut self, kept: Self) {
        self.card_out = kept.card_out.or(self.card_out);
        self.handed = kept.handed.or(self.handed);
        self.stamp = kept.stamp.or_else(|| self.stamp.take());
        self.said = kept.said;
    }

    /// Notes what was done with it; the first time counts.
    pub fn mark(&mut self, mark: Mark, at: UnixSeconds) {
        let place = match mark {
            Mark::Card => &mut self.card_out,
            Mark::Tip => &mut self.handed,
        };
        place.get_or_insert(at);
    }

    /// Adds a proof to what is there of the same card. One over anything else is not added.
    pub fn stamped(&mut self, proof: Proof, at: UnixSeconds) {
        if proof.digest != self.card_sha256() {
            return;
        }
        let mut all = proof;
        let mut first = at;
        let mut header = None;
        if let Some(kept) = &self.stamp
            && let Ok(mut before) = kept.proof()
            && before.merge(all.clone())
        {
            all = before;
            first = kept.at;
            header = kept.header.clone();
        }
        self.stamp = Some(KeptStamp { proof: hex::encode(all.to_bytes()), at: first, header });
    }

    /// What its time stamp says; `None` without one.
    #[must_use]
    pub fn standing(&self) -> Option<Result<Standing, ProofError>> {
        let stamp = self.stamp.as_ref()?;
        let header = stamp.header.as_ref().and_then(KeptHeader::header);
        Some(stamp.proof().map(|proof| Standing::of(&proof, &self.card_sha256(), header.as_ref())))
    }
}

impl KeptStamp {
    /// The `.ots` file's bytes; none where what is kept is no hexadecimal.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        hex::decode(&self.proof).unwrap_or_default()
    }

    /// The proof.
    ///
    /// # Errors
    /// When what is kept is none.
    pub fn proof(&self) -> Result<Proof, ProofError> {
        Proof::read(&self.bytes())
    }
}
