//! What a proof says of a digest, in words.

use alloy_primitives::hex;

use super::header::Header;
use super::proof::Proof;
use super::timestamp::Attestation;
use crate::money::UnixSeconds;

/// What is known of the block that is said to hold a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InBlock {
    /// Its header was not looked at.
    NotChecked,
    /// Its header holds the digest.
    Holds {
        /// Its hash, as it is shown.
        hash: String,
        /// When it was mined, by its miner's clock.
        at: UnixSeconds,
    },
    /// Its header holds something else.
    Not {
        /// Its hash, as it is shown.
        hash: String,
    },
}

/// What a proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is about another file.
    OtherFile {
        /// The SHA-256 of that file.
        digest: String,
    },
    /// Calendars have promised; nothing is in Bitcoin yet, as far as the proof knows.
    Pending {
        /// Their addresses, in their own words.
        at: Vec<String>,
    },
    /// It leads to a Bitcoin block.
    Bitcoin {
        /// Which.
        height: u64,
        /// What is known of that block.
        block: InBlock,
    },
    /// Nothing in it is of a kind that Spoor can check.
    Unknown {
        /// How many attestations there are.
        attestations: usize,
    },
}

impl Standing {
    /// What a proof says of a digest. A header is used where the proof names a block of its height.
    #[must_use]
    pub fn of(proof: &Proof, digest: &[u8; 32], header: Option<&Header>) -> Self {
        if proof.digest != *digest {
            return Self::OtherFile { digest: hex::encode(proof.digest) };
        }
        let blocks = proof.blocks();
        let meant = header.map(|header| (header, blocks.iter().filter(|(height, _)| *height == header.height()).collect::<Vec<_>>()));
        if let Some((header, meant)) = meant.filter(|(_, meant)| !meant.is_empty()) {
            let hash = header.name();
            let holds = meant.iter().any(|(_, root)| *root == header.merkle_root());
            let block = if holds { InBlock::Holds { hash, at: header.at() } } else { InBlock::Not { hash } };
            return Self::Bitcoin { height: header.height(), block };
        }
        if let Some((height, _)) = blocks.first() {
            return Self::Bitcoin { height: *height, block: InBlock::NotChecked };
        }
        let attested = proof.timestamp.attested(digest);
        let pending = attested.iter().filter_map(|(_, attestation)| match attestation {
            Attestation::Pending(uri) => Some(uri.clone()),
            _ => None,
        });
        let mut at: Vec<String> = pending.collect();
        at.sort();
        at.dedup();
        if at.is_empty() { Self::Unknown { attestations: attested.len() } } else { Self::Pending { at } }
    }

    /// It in a sentence. `what` is what was stamped: "the card".
    #[must_use]
    pub fn sentence(&self, what: &str) -> String {
        match self {
            Self::OtherFile { digest } => format!("The time stamp is about another file, whose SHA-256 is {digest}, not about {what}."),
            Self::Pending { at } => format!(
                "Promised by {}, and not in Bitcoin yet as far as this proof knows. Until then it is the calendar's word alone; complete it in some hours.",
                at.join(" and ")
            ),
            Self::Bitcoin { height, block: InBlock::NotChecked } => {
                format!("Said to be in Bitcoin block {height}. The block's header was not looked at, so nothing is proven yet.")
            }
            Self::Bitcoin { height, block: InBlock::Holds { hash, at } } => format!(
                "Existed before {} UTC: Bitcoin block {height} holds it ({hash}). A block's time can be off by two hours.",
                at.minute().trim_end_matches(" UTC")
            ),
            Self::Bitcoin { height, block: InBlock::Not { hash } } => {
                format!("The time stamp is false: it names Bitcoin block {height}, and the header of that block ({hash}) does not hold it.")
            }
            Self::Unknown { attestations } => format!(
                "The time stamp has {attestations} attestation{} of a kind that Spoor does not know, and none that it can check.",
                if *attestations == 1 { "" } else { "s" }
            ),
        }
    }
}
