//! OpenTimestamps calendars: what is posted to them, and what their answer promises.
//!
//! A calendar is given 32 bytes: the SHA-256 of a digest and 16 random bytes, so that it learns nothing about what is
//! stamped and cannot tell that the same was stamped twice. It answers with the steps from those bytes to its own next
//! commitment, and promises to put that into Bitcoin (a *pending* attestation). Hours later the rest of the way can be
//! asked for under that commitment.
//!
//! Source: [python-opentimestamps](https://github.com/opentimestamps/python-opentimestamps) (`core/op.py`,
//! `core/serialize.py`, `core/notary.py`). A calendar answers no preflight question, so a page may send the request only
//! as a simple one: with the content type and the accepted type given here and no other header.

use alloy_primitives::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::cut;

/// What a simple request may declare its body to be.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
/// What the answer should be.
pub const ACCEPT: &str = "application/vnd.opentimestamps.v1";
/// The longest answer read, in bytes.
const LONGEST_ANSWER: usize = 10_000;
/// The longest message or argument, in bytes, as in the reference implementation.
const LONGEST_MESSAGE: usize = 4096;
/// More steps or branches than this are no calendar's.
const MOST_STEPS: usize = 512;
/// The longest address of a calendar, as in the reference implementation.
const LONGEST_URI: usize = 1000;

const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
const VERSION: u8 = 1;
const SHA256: u8 = 0x08;
const APPEND: u8 = 0xf0;
const PREPEND: u8 = 0xf1;
const FORK: u8 = 0xff;
const ATTESTATION: u8 = 0x00;
const PENDING: [u8; 8] = [0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e];
const BITCOIN: [u8; 8] = [0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01];

/// A digest to be stamped: what is posted, and what must be kept to prove it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    digest: [u8; 32],
    nonce: [u8; 16],
}

/// A promise of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The calendar, in its own words; ask it only where it is one of those that were chosen.
    pub uri: String,
    /// What to ask it for, once Bitcoin has it.
    pub commitment: Vec<u8>,
}

/// What an answer holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The promises.
    pub pending: Vec<Pending>,
    /// Heights of Bitcoin blocks that are said to hold the stamp. Nothing here checks them.
    pub bitcoin_heights: Vec<u64>,
    /// Attestations of kinds that Spoor does not know, and promises behind steps that it cannot take.
    pub others: usize,
}

/// An answer that is no timestamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Longer than any.
    #[error("the calendar's answer has {0} bytes, more than a timestamp")]
    TooLong(usize),
    /// It ends in the middle.
    #[error("the calendar's answer ends at byte {0}, in the middle of a step")]
    Cut(usize),
    /// More follows.
    #[error("the calendar's answer goes on after its end at byte {0}")]
    Rest(usize),
    /// A number or a message beyond all bounds.
    #[error("the calendar's answer holds a {what} beyond all bounds at byte {at}")]
    Bounds {
        /// What.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// A step of no known kind.
    #[error("the calendar's answer holds a step of the unknown kind 0x{kind:02x} at byte {at}")]
    Step {
        /// Its first byte.
        kind: u8,
        /// Where.
        at: usize,
    },
    /// The name of a calendar that is none.
    #[error("the calendar names itself {0:?}, which is no address")]
    Uri(String),
}

impl Stamp {
    /// A digest, and 16 bytes that nobody can guess.
    #[must_use]
    pub const fn new(digest: [u8; 32], nonce: [u8; 16]) -> Self {
        Self { digest, nonce }
    }

    /// The 32 bytes to be posted to `{calendar}/digest`, as they are, with [`CONTENT_TYPE`] and [`ACCEPT`].
    #[must_use]
    pub fn body(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.digest).chain_update(self.nonce).finalize().into()
    }

    /// The proof as it is after the calendars' answers: a file that every OpenTimestamps program reads and can complete.
    #[must_use]
    pub fn proof(&self, answers: &[Vec<u8>]) -> Vec<u8> {
        let mut file = [MAGIC, &[VERSION, SHA256], &self.digest, &[APPEND, 16], &self.nonce, &[SHA256]].concat();
        if let Some((last, others)) = answers.split_last() {
            for answer in others {
                file.push(FORK);
                file.extend_from_slice(answer);
            }
            file.extend_from_slice(last);
        }
        file
    }
}

/// Where a stamp is posted.
#[must_use]
pub fn submit_url(calendar: &Base) -> String {
    format!("{calendar}/digest")
}

/// Asks a calendar for the rest of the way; it answers 404 until Bitcoin has confirmed it.
#[must_use]
pub fn completion_request(calendar: &Base, pending: &Pending) -> HttpRequest {
    HttpRequest::get(format!("{calendar}/timestamp/{}", hex::encode(&pending.commitment)))
}

/// Reads a calendar's answer to a posted message.
///
/// # Errors
/// When it is no timestamp.
pub fn read(posted: &[u8], answer: &[u8]) -> Result<Receipt, ReceiptError> {
    if answer.len() > LONGEST_ANSWER {
        return Err(ReceiptError::TooLong(answer.len()));
    }
    let mut reader = Reader { bytes: answer, at: 0 };
    let mut receipt = Receipt::default();
    // Branches still to be read, each with the message it begins at: a stack instead of a recursion.
    let mut branches = vec![Some(posted.to_vec())];
    let mut steps = 0;
    while let Some(mut message) = branches.pop() {
        loop {
            steps += 1;
            if steps > MOST_STEPS {
                return Err(ReceiptError::Bounds { what: "number of steps", at: reader.at });
            }
            let at = reader.at;
            match reader.byte()? {
                FORK => branches.push(message.clone()),
                ATTESTATION => {
                    attestation(&mut reader, message.as_deref(), &mut receipt)?;
                    break;
                }
                APPEND => {
                    let argument = reader.text(LONGEST_MESSAGE, "argument")?.to_vec();
                    message = message.map(|message| [message, argument].concat());
                }
                PREPEND => {
                    let argument = reader.text(LONGEST_MESSAGE, "argument")?.to_vec();
                    message = message.map(|message| [argument, message].concat());
                }
                SHA256 => message = message.map(|message| Sha256::digest(&message).to_vec()),
                // SHA-1, RIPEMD-160 and Keccak-256 are taken by no calendar: the branch is read, its message is lost.
                0x02 | 0x03 | 0x67 => message = None,
                kind => return Err(ReceiptError::Step { kind, at }),
            }
            if message.as_ref().is_some_and(|message| message.len() > LONGEST_MESSAGE) {
                return Err(ReceiptError::Bounds { what: "message", at });
            }
        }
    }
    if reader.at < answer.len() {
        return Err(ReceiptError::Rest(reader.at));
    }
    Ok(receipt)
}

fn attestation(reader: &mut Reader<'_>, message: Option<&[u8]>, receipt: &mut Receipt) -> Result<(), ReceiptError> {
    let tag: [u8; 8] = reader.take(8)?.try_into().map_err(|_| ReceiptError::Cut(reader.at))?;
    let payload = reader.text(8192, "attestation")?;
    let mut inner = Reader { bytes: payload, at: 0 };
    match (tag, message) {
        (PENDING, Some(message)) => {
            let uri = inner.text(LONGEST_URI, "address")?;
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._/:".contains(byte);
            let uri = std::str::from_utf8(uri).ok().filter(|uri| uri.bytes().all(|byte| plain(&byte)));
            let uri = uri.ok_or_else(|| ReceiptError::Uri(cut(&String::from_utf8_lossy(payload))))?;
            receipt.pending.push(Pending { uri: uri.to_owned(), commitment: message.to_vec() });
        }
        (BITCOIN, _) => receipt.bitcoin_heights.push(inner.number()?),
        _ => receipt.others += 1,
    }
    Ok(())
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ReceiptError> {
        let end = self.at.checked_add(count);
        let piece = end.and_then(|end| self.bytes.get(self.at..end)).ok_or(ReceiptError::Cut(self.at))?;
        self.at += count;
        Ok(piece)
    }

    fn byte(&mut self) -> Result<u8, ReceiptError> {
        self.take(1)?.first().copied().ok_or(ReceiptError::Cut(self.at))
    }

    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self) -> Result<u64, ReceiptError> {
        let at = self.at;
        let mut number: u64 = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(ReceiptError::Bounds { what: "number", at })
    }

    /// A length and as many bytes.
    fn text(&mut self, longest: usize, what: &'static str) -> Result<&'a [u8], ReceiptError> {
        let at = self.at;
        let length = self.number()?;
        let length = usize::try_from(length).ok().filter(|length| *length <= longest).ok_or(ReceiptError::Bounds { what, at })?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests;
