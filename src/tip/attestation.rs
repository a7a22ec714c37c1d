//! What somebody found who checked a tip: short, signed, readable by the same box and the same program.
//!
//! ```text
//! BEGIN STOLEN FUNDS ATTESTATION v2.
//! 9tIB0I8dmRT5cwP 2ixQkWK5A7p9CcI …
//! END STOLEN FUNDS ATTESTATION.
//! ```
//!
//! The content is canonical JSON (RFC 8785) in the same narrow part of JSON as a tip; what is signed (EIP-712) names its
//! digest, the tip's digest and the verdict, under a domain and a type of its own, so that neither can pass for the other.
//! The armour is the tip's, between markers of its own.

mod wire;

use alloy_primitives::{Address, B256};
use serde_json::{Map, Value};

use super::armour::ArmourError;
use super::key::{KeyError, SavedKey};
use super::payload::{Count, Engine, StillThere};
use super::preflight::CLOCK_TOLERANCE_S;
use super::profile::ProfileError;
use super::recheck::{Mark, Outcome, Standing};
use super::record::{self, Fault, Part};
use super::signature::{Signature, SignatureError};
use super::statement::MOST_CHARACTERS;
use super::{Tip, ascii};
use crate::money::UnixSeconds;

pub use wire::is_there;

/// The version of content and signed structure together.
pub const SCHEMA: &str = "attestation/1";
/// The most explorers that are named.
const MOST_EXPLORERS: usize = 8;

record::record! {
    /// What was found.
    pub struct Attestation {
        /// The version: `attestation/1`.
        pub schema: String = "schema",
        /// The tip: 64 lower-case hexadecimal digits.
        pub tip_sha256: String = "tipSha256",
        /// The case of the tip.
        pub case_id: String = "caseId",
        /// The line that the tipster signed.
        pub headline: String = "headline",
        /// What the re-check on the chain came to.
        pub verdict: Standing = "verdict",
        /// Each hop, in order.
        pub hops: Vec<HopFound> = "hops",
        /// Links between hops that rest on a record, which was not asked for again.
        pub links_on_record: Count = "linksOnRecord",
        /// Whether the money was still there.
        pub still_there: StillThere = "stillThere",
        /// Who was asked, in order of their names.
        pub explorers: Vec<String> = "explorers",
        /// When, by the checker's clock.
        pub checked_at: UnixSeconds = "checkedAt",
        /// The program that checked.
        pub engine: Engine = "engine",}
}

record::record! {
    /// What was found of a hop.
    pub struct HopFound {
        /// Its number, from 0.
        pub i: Count = "i",
        /// What came of reading it again.
        pub found: Mark = "found",}
}

record::words!(Standing: "confirmed" => Self::Confirmed, "partly" => Self::Partly, "refuted" => Self::Refuted);
record::words!(Mark:
    "pass" => Self::Pass,
    "note" => Self::Note,
    "unknown" => Self::Unknown,
    "changed" => Self::Changed,
    "failed" => Self::Failed,
);

/// An attestation with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    content: Attestation,
    signer: Address,
    signature: Signature,
}

/// Why there is no attestation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestationError {
    /// The words between the markers are damaged.
    #[error("the attestation cannot be taken out of the text: {0}")]
    Armour(ArmourError),
    /// There is none, or more than one.
    #[error("there are {0} attestations in the text; paste one, from BEGIN to END")]
    Several(usize),
    /// Its end is missing.
    #[error("the attestation has no line \"END STOLEN FUNDS ATTESTATION.\"; copy it to the end")]
    NoEnd,
    /// Not the JSON of an attestation.
    #[error("this is not an attestation: {0}")]
    Profile(#[from] ProfileError),
    /// A member is missing, unknown or of another kind.
    #[error("attestation{place}: {why}")]
    Field {
        /// Where.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// Of another version.
    #[error("attestation.schema is {0:?}, not {SCHEMA:?}: it is of another version. Use the version of Spoor that wrote it")]
    Version(String),
    /// Readable, but not written in the one canonical way.
    #[error("the attestation is not written in its canonical form (RFC 8785)")]
    NotCanonical,
    /// The signature is not acceptable.
    #[error("attestation.signature: {0}")]
    Signature(#[from] SignatureError),
    /// The key failed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Somebody else signed, or something else was signed.
    #[error("the attestation is signed by {found}, not by {signer}: it, its signature or its signer was changed")]
    OtherSigner {
        /// Who is named.
        signer: Address,
        /// Whose key fits.
        found: Address,
    },
    /// From the future.
    #[error("attestation.checkedAt: {at} is in the future; your clock says {now}. Check both clocks")]
    Future {
        /// When it says that it was made.
        at: UnixSeconds,
        /// Now.
        now: UnixSeconds,
    },
}

fn field(place: &str, why: impl Into<String>) -> AttestationError {
    AttestationError::Field { place: place.to_owned(), why: why.into() }
}

impl From<ArmourError> for AttestationError {
    fn from(error: ArmourError) -> Self {
        match error {
            ArmourError::NoBegin => Self::Several(0),
            ArmourError::Several(count) => Self::Several(count),
            ArmourError::NoEnd { .. } => Self::NoEnd,
            other => Self::Armour(other),
        }
    }
}

impl Attestation {
    /// Writes down what a re-check of a tip came to.
    ///
    /// # Errors
    /// When nobody was asked, so that there is nothing to attest, or more were than can be named.
    pub fn of(
        tip: &Tip,
        outcome: &Outcome,
        still_there: StillThere,
        checked_at: UnixSeconds,
        engine: Engine,
    ) -> Result<Self, AttestationError> {
        let hops = outcome.hops.iter().enumerate().map(|(at, line)| HopFound { i: Count(at as u64), found: line.result });
        let attestation = Self {
            schema: SCHEMA.to_owned(),
            tip_sha256: tip.id(),
            case_id: tip.statement().case_id.clone(),
            headline: tip.statement().headline.clone(),
            verdict: outcome.standing,
            hops: hops.collect(),
            links_on_record: Count(outcome.joins.iter().filter(|(_, line)| line.result != Mark::Pass).count() as u64),
            still_there,
            explorers: outcome.by.iter().map(|host| ascii::ascii(host, MOST_CHARACTERS)).collect(),
            checked_at,
            engine,
        };
        attestation.check()?;
        Ok(attestation)
    }

    /// What must be true of it, whoever wrote it.
    fn check(&self) -> Result<(), AttestationError> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if self.tip_sha256.len() != 64 || !self.tip_sha256.bytes().all(digits) {
            return Err(field(".tipSha256", "not 64 lower-case hexadecimal digits"));
        }
        for (place, text) in [(".caseId", &self.case_id), (".headline", &self.headline)] {
            if text.len() > MOST_CHARACTERS {
                return Err(field(place, format!("has {} characters; at most {MOST_CHARACTERS} are signed", text.len())));
            }
        }
        if self.explorers.is_empty() || self.explorers.len() > MOST_EXPLORERS {
            return Err(field(".explorers", format!("names {}; an attestation names 1 to {MOST_EXPLORERS}", self.explorers.len())));
        }
        if !self.explorers.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err(field(".explorers", "not in order, each once"));
        }
        if self.hops.is_empty() || self.hops.iter().enumerate().any(|(at, hop)| hop.i.0 != at as u64) {
            return Err(field(".hops", "not numbered 0, 1, 2, ..."));
        }
        let worst = self.hops.iter().map(|hop| hop.found).max();
        let fits = match self.verdict {
            Standing::Confirmed => worst.is_some_and(|worst| worst <= Mark::Note),
            Standing::Partly => worst == Some(Mark::Unknown),
            Standing::Refuted => true,
        };
        if fits { Ok(()) } else { Err(field(".verdict", "is not what the hops say")) }
    }

    /// It in one line of at most 128 ASCII characters: what a wallet's screen shows.
    #[must_use]
    pub fn summary(&self) -> String {
        let passed = self.hops.iter().filter(|hop| hop.found == Mark::Pass).count();
        let wrong: Vec<String> = self.hops.iter().filter(|hop| hop.found > Mark::Unknown).map(|hop| hop.i.to_string()).collect();
        let wrong = if wrong.is_empty() { String::new() } else { format!(", wrong: hop {}", wrong.join(" ")) };
        let there = match self.still_there {
            StillThere::Yes => "still there",
            StillThere::Part => "partly still there",
            StillThere::Moved => "moved on",
            StillThere::Unknown => "not known if still there",
        };
        let line = format!("{}: {passed} of {} hops as stated{wrong}; {there}", self.verdict.word(), self.hops.len());
        ascii::ascii(&line, MOST_CHARACTERS)
    }

    /// Takes a signature made elsewhere, after checking that the signer made it over this.
    ///
    /// # Errors
    /// When another account signed, or something else was signed.
    pub fn seal(self, signer: Address, signature: Signature) -> Result<Signed, AttestationError> {
        let found = signature.recover(&self.digest())?;
        if found == signer { Ok(Signed { content: self, signer, signature }) } else { Err(AttestationError::OtherSigner { signer, found }) }
    }

    /// Signs with a saved key.
    ///
    /// # Errors
    /// When the signer fails.
    pub fn sign(self, key: &SavedKey) -> Result<Signed, AttestationError> {
        let signature = key.sign(&self.digest())?;
        self.seal(key.address(), signature)
    }

    /// The 32 bytes that are signed (EIP-712).
    #[must_use]
    pub fn digest(&self) -> B256 {
        wire::digest(self)
    }

    /// The JSON for `eth_signTypedData_v4` and for `cast wallet verify --data`.
    #[must_use]
    pub fn typed_data(&self) -> String {
        wire::typed_data(self)
    }
}

impl Signed {
    /// What was found.
    #[must_use]
    pub const fn content(&self) -> &Attestation {
        &self.content
    }

    /// Who says so.
    #[must_use]
    pub const fn signer(&self) -> Address {
        self.signer
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Whether it is about this tip.
    #[must_use]
    pub fn is_about(&self, tip: &Tip) -> bool {
        self.content.tip_sha256 == tip.id()
    }

    /// Reads an attestation and checks its signature: the only way to have a `Signed` from a text.
    ///
    /// # Errors
    /// Says what is wrong: markers, checksum, version, a field, the signature, a time in the future.
    pub fn read(text: &str, now: UnixSeconds) -> Result<Self, AttestationError> {
        let (content, signer, signature) = wire::read(text)?;
        content.check()?;
        if content.checked_at.get() > now.get().saturating_add(CLOCK_TOLERANCE_S) {
            return Err(AttestationError::Future { at: content.checked_at, now });
        }
        content.seal(signer, signature)
    }

    /// Canonical JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        wire::json(self)
    }

    /// The form for a chat window or a form field: one line in words, then the armour.
    #[must_use]
    pub fn to_text(&self) -> String {
        let at = self.content.checked_at;
        format!("Tip {}: {}. Checked {at} by {}.\n\n{}", self.content.tip_sha256, self.content.summary(), self.signer, wire::armour(self))
    }
}

fn fault(Fault { place, why }: Fault) -> AttestationError {
    AttestationError::Field { place, why: why.replace("tip/1", SCHEMA) }
}
