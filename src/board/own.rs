//! One's own tips, for one's own record: as a browser keeps them, or opened from the files that were saved.
//!
//! Nothing here leaves the browser. What a file says is checked before it is shown as the visitor's own: that the signature
//! is the signer's and covers the content. Whether the reader knows the case does not matter here: it is the tipster's own tip.

use alloy_primitives::Address;

use super::entry::Stamped;
use super::record::Mine;
use crate::explorer::support::opentimestamps::{InBlock, Proof, ProofError, Standing};
use crate::journal::tips::{KeptTip, LONGEST_TIP, MOST_TIPS};
use crate::money::{Account, UnixSeconds};
use crate::tip::lock::looks_encrypted;
use crate::tip::{Count, Expect, Outcome, Tip, Verdict, verify};

/// The checks up to this one say whether its signer signed this content under this commitment; the later ones ask whether a
/// portal takes it.
const LAST_OF_SIGNED: &str = "commitment";
/// How every time stamp's file begins.
const STAMP_BEGINS: &[u8] = b"\0OpenTimestamps";

/// A tip of the visitor's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTip {
    /// As the browser keeps it, or would.
    pub kept: KeptTip,
    /// The tip itself.
    pub tip: Tip,
    /// Whether it came from a file in this visit, and is not kept.
    pub from_file: bool,
}

/// A file that is neither a tip nor the time stamp of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenOwnError {
    /// Larger than any.
    #[error("the file {name} has {bytes} bytes; a tip has at most {LONGEST_TIP}. Is it the right file?")]
    TooLong {
        /// The file.
        name: String,
        /// Its length.
        bytes: usize,
    },
    /// Encrypted.
    #[error(
        "the file {0} is encrypted to a portal: only the portal can open it. Open the tip as you saved it, the file that ends in .tip.json"
    )]
    Encrypted(String),
    /// Not text, and no time stamp.
    #[error("the file {0} is neither a tip nor a time stamp; open a file that ends in .tip.json or .ots")]
    Other(String),
    /// Not a signed tip.
    #[error("the file {name} is no signed tip: {why}")]
    Refused {
        /// The file.
        name: String,
        /// What does not hold.
        why: String,
    },
    /// A time stamp that cannot be read.
    #[error("the file {name} cannot be read as a time stamp: {error}")]
    Stamp {
        /// The file.
        name: String,
        /// Why.
        error: ProofError,
    },
    /// A time stamp of something else.
    #[error("the file {0} is the time stamp of another file than the cards shown here; open the tip that it belongs to first")]
    NoCard(String),
    /// There is no room.
    #[error("{MOST_TIPS} tips are shown; close some before you open {0}")]
    Full(String),
}

/// A signed tip as a browser keeps it.
#[must_use]
pub fn to_keep(tip: &Tip) -> KeptTip {
    let card = tip.card();
    KeptTip {
        commitment: card.commitment.to_string(),
        id: tip.id(),
        case_id: card.case_id.clone(),
        headline: tip.statement().headline.clone(),
        at: card.issued_at,
        card: card.file(),
        json: tip.to_json(),
        card_out: None,
        handed: None,
        stamp: None,
        said: Vec::new(),
    }
}

impl OwnTip {
    /// One that the browser keeps; `None` where this version cannot read it, or where what is said of it is not about it.
    #[must_use]
    pub fn of_kept(kept: KeptTip, expect: &Expect<'_>) -> Option<Self> {
        let tip = signed(&verify(&kept.json, expect)).ok()?;
        let fits = tip.card().commitment.to_string() == kept.commitment && tip.card().file() == kept.card;
        fits.then_some(Self { kept, tip, from_file: false })
    }

    /// Who signed it.
    #[must_use]
    pub const fn signer(&self) -> Address {
        self.tip.signer()
    }

    /// The Bitcoin block that holds its card; `None` until its header was checked.
    #[must_use]
    pub fn stamped(&self) -> Option<Stamped> {
        match self.kept.standing()?.ok()? {
            Standing::Bitcoin { height, block: InBlock::Holds { at, .. } } => Some(Stamped { block: Count(height), time: at }),
            _ => None,
        }
    }

    /// What a record of a feed needs of it.
    #[must_use]
    pub fn mine(&self) -> Option<Mine> {
        Mine::of(&self.tip, self.stamped())
    }

    /// Where a reward shall go.
    #[must_use]
    pub const fn payout(&self) -> &Account {
        &self.tip.statement().payout
    }
}

/// The tip of a verdict, if its signature holds; else what does not. Of a contract wallet's signature only its chain can say
/// whether it holds; the visitor made it and is taken at their word.
fn signed(verdict: &Verdict) -> Result<Tip, String> {
    let until = verdict.checks.iter().position(|check| check.name == LAST_OF_SIGNED).map_or(verdict.checks.len(), |at| at + 1);
    let failed = verdict.checks.iter().take(until).find(|check| check.outcome == Outcome::Fail);
    match (&verdict.tip, failed) {
        (Some(tip), None) => Ok(tip.clone()),
        (_, failed) => Err(failed.map_or_else(|| "nothing in it can be read".to_owned(), |check| check.sentence.clone())),
    }
}

/// Adds what a file holds to the list: a tip, as JSON or armour, or the time stamp of a tip that is there. A tip that is there
/// already stays as it is. Gives a sentence that says what was done.
///
/// # Errors
/// Names the file and says what is wrong with it; the list is as it was.
pub fn open(list: &mut Vec<OwnTip>, name: &str, bytes: &[u8], expect: &Expect<'_>) -> Result<String, OpenOwnError> {
    let name = || crate::tip::record::cut(name);
    if bytes.len() > LONGEST_TIP {
        return Err(OpenOwnError::TooLong { name: name(), bytes: bytes.len() });
    }
    if bytes.starts_with(STAMP_BEGINS) {
        return stamp(list, name(), bytes, expect.now);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(OpenOwnError::Other(name())) };
    if looks_encrypted(text) {
        return Err(OpenOwnError::Encrypted(name()));
    }
    let tip = signed(&verify(text, expect)).map_err(|why| OpenOwnError::Refused { name: name(), why })?;
    let kept = to_keep(&tip);
    if list.iter().any(|own| own.kept.commitment == kept.commitment) {
        return Ok("This tip is in the list already.".to_owned());
    }
    if list.len() >= MOST_TIPS {
        return Err(OpenOwnError::Full(name()));
    }
    list.push(OwnTip { kept, tip, from_file: true });
    in_order(list);
    Ok("The tip is in the list until this page is closed.".to_owned())
}

fn stamp(list: &mut [OwnTip], name: String, bytes: &[u8], now: UnixSeconds) -> Result<String, OpenOwnError> {
    let proof = match Proof::read(bytes) {
        Ok(proof) => proof,
        Err(error) => return Err(OpenOwnError::Stamp { name, error }),
    };
    let Some(own) = list.iter_mut().find(|own| own.kept.card_sha256() == proof.digest) else { return Err(OpenOwnError::NoCard(name)) };
    own.kept.stamped(proof, now);
    Ok("The time stamp stands with its tip.".to_owned())
}

/// The newest first; of one second, by commitment.
pub fn in_order(list: &mut [OwnTip]) {
    list.sort_by(|one, other| other.kept.at.cmp(&one.kept.at).then_with(|| one.kept.commitment.cmp(&other.kept.commitment)));
}
