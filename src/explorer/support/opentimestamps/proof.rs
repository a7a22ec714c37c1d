//! The file `.ots`: the SHA-256 of a file, and its timestamp.
//!
//! The reference client verifies and completes it: `ots verify FILE.ots` beside the file, `ots upgrade FILE.ots`.

use super::timestamp::{Attestation, ReadTimestampError, Timestamp};

const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
const VERSION: u8 = 1;
const SHA256: u8 = 0x08;
/// The longest proof that is read, in bytes: a whole one of four calendars has some 3,000.
pub const LONGEST_PROOF: usize = 64 << 10;

/// What a proof file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// SHA-256 of the file that it is about.
    pub digest: [u8; 32],
    /// What is known of it.
    pub timestamp: Timestamp,
}

/// A promise of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The calendar, in its own words; ask it only where it is one of the table.
    pub uri: String,
    /// What to ask it for, once Bitcoin has it.
    pub commitment: Vec<u8>,
}

/// Bytes that are no proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Longer than any.
    #[error("the file has {0} bytes; a time stamp has at most {LONGEST_PROOF}")]
    TooLong(usize),
    /// It does not begin as one.
    #[error("this is no OpenTimestamps proof: it does not begin like one. Choose the file that ends in .ots")]
    Magic,
    /// Of another version.
    #[error("this proof is of version {0}, and Spoor reads version 1; check it with the ots program")]
    Version(u8),
    /// Over something else than a SHA-256.
    #[error("this proof is over a digest of the kind 0x{0:02x}; a card is stamped by its SHA-256 (0x08)")]
    FileHash(u8),
    /// It ends in its head.
    #[error("the proof ends at byte {0}, in its head")]
    Cut(usize),
    /// Its inner part is no timestamp. Places are counted from there.
    #[error(transparent)]
    Timestamp(#[from] ReadTimestampError),
    /// What a calendar answered does not belong to it.
    #[error("this proof holds no such promise")]
    NoSuchPromise,
}

impl Proof {
    /// Reads a proof file.
    ///
    /// # Errors
    /// When it is none, is of another version, or is over something else than a SHA-256.
    pub fn read(bytes: &[u8]) -> Result<Self, ProofError> {
        if bytes.len() > LONGEST_PROOF {
            return Err(ProofError::TooLong(bytes.len()));
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(ProofError::Magic)?;
        let (version, rest) = rest.split_first().ok_or(ProofError::Cut(bytes.len()))?;
        if *version != VERSION {
            return Err(ProofError::Version(*version));
        }
        let (kind, rest) = rest.split_first().ok_or(ProofError::Cut(bytes.len()))?;
        if *kind != SHA256 {
            return Err(ProofError::FileHash(*kind));
        }
        let (digest, rest) = rest.split_first_chunk::<32>().ok_or(ProofError::Cut(bytes.len()))?;
        Ok(Self { digest: *digest, timestamp: Timestamp::read(rest)? })
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = [MAGIC, &[VERSION, SHA256], &self.digest].concat();
        self.timestamp.write(&mut bytes);
        bytes
    }

    /// Takes in another proof of the same digest. Gives whether it is of the same.
    pub fn merge(&mut self, other: Self) -> bool {
        let same = self.digest == other.digest;
        if same {
            self.timestamp.merge(other.timestamp);
        }
        same
    }

    /// The promises that were not kept yet, as far as this proof knows.
    #[must_use]
    pub fn promises(&self) -> Vec<Promise> {
        let mut found = Vec::new();
        self.timestamp.open(Some(self.digest.to_vec()), &mut found);
        found.into_iter().map(|(uri, commitment)| Promise { uri, commitment }).collect()
    }

    /// Takes in what a calendar answered to a promise. Gives whether a Bitcoin block is named in it; the promise stays on
    /// record, as in the reference implementation.
    ///
    /// # Errors
    /// When the answer is no timestamp, or the promise is not in this proof; then the proof is as it was.
    pub fn complete(&mut self, promise: &Promise, answer: &[u8]) -> Result<bool, ProofError> {
        if answer.len() > LONGEST_PROOF {
            return Err(ProofError::TooLong(answer.len()));
        }
        let more = Timestamp::read(answer)?;
        let before = self.clone();
        if !self.timestamp.complete(Some(&self.digest), &promise.commitment, &more) {
            return Err(ProofError::NoSuchPromise);
        }
        // What cannot be read back is not kept: two trees within bounds can make one beyond them.
        if let Err(error) = Self::read(&self.to_bytes()) {
            *self = before;
            return Err(error);
        }
        Ok(more.attested(&promise.commitment).iter().any(|(_, attestation)| matches!(attestation, Attestation::Bitcoin(_))))
    }

    /// The heights of the Bitcoin blocks that are said to hold the digest, each with the Merkle root it should have, the
    /// lowest first. Nothing here checks them.
    #[must_use]
    pub fn blocks(&self) -> Vec<(u64, [u8; 32])> {
        let root = |message: Option<Vec<u8>>| -> Option<[u8; 32]> { message?.try_into().ok() };
        let attested = self.timestamp.attested(&self.digest);
        let mut blocks: Vec<(u64, [u8; 32])> = attested
            .into_iter()
            .filter_map(|(message, attestation)| match attestation {
                Attestation::Bitcoin(height) => Some((*height, root(message)?)),
                _ => None,
            })
            .collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks
    }
}
