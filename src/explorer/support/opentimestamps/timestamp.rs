//! A timestamp: a tree of steps whose leaves are attestations. Read strictly and within bounds, written back the same.

use std::fmt;

use alloy_primitives::{hex, keccak256};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};

use crate::explorer::text::cut;

/// The longest message or argument, in bytes, as in the reference implementation.
const LONGEST_MESSAGE: usize = 4096;
/// The longest payload of an attestation, in bytes, as in the reference implementation.
const LONGEST_PAYLOAD: usize = 8192;
/// The longest address of a calendar, as in the reference implementation.
const LONGEST_URI: usize = 1000;
/// The deepest tree, as in the reference implementation.
const DEEPEST: usize = 256;
/// More steps and leaves than this are in no proof: a whole one of four calendars has some 150.
const MOST_STEPS: usize = 2048;

const SHA1: u8 = 0x02;
const RIPEMD160: u8 = 0x03;
const SHA256: u8 = 0x08;
const KECCAK256: u8 = 0x67;
const APPEND: u8 = 0xf0;
const PREPEND: u8 = 0xf1;
const REVERSE: u8 = 0xf2;
const HEXLIFY: u8 = 0xf3;
const FORK: u8 = 0xff;
const ATTESTATION: u8 = 0x00;
const PENDING: [u8; 8] = [0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e];
const BITCOIN: [u8; 8] = [0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01];

/// What is done to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// These bytes behind it.
    Append(Vec<u8>),
    /// These bytes before it; never the message itself, which is appended.
    Prepend(Vec<u8>),
    /// Its SHA-256.
    Sha256,
    /// Its RIPEMD-160.
    Ripemd160,
    /// Its Keccak-256.
    Keccak256,
    /// Its SHA-1: read and kept, never taken, because two messages with one SHA-1 can be made.
    Sha1,
    /// Its bytes backwards.
    Reverse,
    /// Its bytes in hexadecimal.
    Hexlify,
}

/// Who says that a message existed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// A calendar has promised to put it into Bitcoin; its address in its own words.
    Pending(String),
    /// The message is the Merkle root of the Bitcoin block of this height. Nothing here checks it.
    Bitcoin(u64),
    /// Of a kind that Spoor does not know.
    Other {
        /// The kind.
        tag: [u8; 8],
        /// What it says.
        payload: Vec<u8>,
    },
}

/// What follows on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Branch {
    /// Somebody's word.
    Says(Attestation),
    /// A step, and what follows on its result.
    Goes(Step, Timestamp),
}

/// What is known to follow on a message: at least one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp(pub(super) Vec<Branch>);

/// Bytes that are no timestamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadTimestampError {
    /// It ends in the middle.
    #[error("the time stamp ends at byte {0}, in the middle of a step")]
    Cut(usize),
    /// More follows.
    #[error("the time stamp goes on after its end at byte {0}")]
    Rest(usize),
    /// A number, a message or a count beyond all bounds, or a number not in its shortest form.
    #[error("the time stamp holds a {what} beyond all bounds at byte {at}")]
    Bounds {
        /// What.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// A step of no known kind.
    #[error("the time stamp holds a step of the unknown kind 0x{kind:02x} at byte {at}")]
    Step {
        /// Its first byte.
        kind: u8,
        /// Where.
        at: usize,
    },
    /// The name of a calendar that is none.
    #[error("a calendar is named {0:?} in the time stamp, which is no address")]
    Uri(String),
}

impl Step {
    /// The next message; `None` where it cannot be told, or is longer than any.
    #[must_use]
    pub fn take(&self, message: &[u8]) -> Option<Vec<u8>> {
        let next = match self {
            Self::Append(argument) => [message, argument].concat(),
            // Appending says the same: a step that could be written in two ways would make two proofs of one.
            Self::Prepend(argument) if argument == message => return None,
            Self::Prepend(argument) => [argument, message].concat(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Ripemd160 => Ripemd160::digest(message).to_vec(),
            Self::Keccak256 => keccak256(message).to_vec(),
            Self::Sha1 => return None,
            Self::Reverse => message.iter().rev().copied().collect(),
            Self::Hexlify => hex::encode(message).into_bytes(),
        };
        Some(next).filter(|next| next.len() <= LONGEST_MESSAGE)
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let (kind, argument) = match self {
            Self::Append(argument) => (APPEND, Some(argument)),
            Self::Prepend(argument) => (PREPEND, Some(argument)),
            Self::Sha256 => (SHA256, None),
            Self::Ripemd160 => (RIPEMD160, None),
            Self::Keccak256 => (KECCAK256, None),
            Self::Sha1 => (SHA1, None),
            Self::Reverse => (REVERSE, None),
            Self::Hexlify => (HEXLIFY, None),
        };
        bytes.push(kind);
        if let Some(argument) = argument {
            write_text(argument, bytes);
        }
    }
}

impl Attestation {
    fn write(&self, bytes: &mut Vec<u8>) {
        let (tag, payload) = match self {
            Self::Pending(uri) => {
                let mut payload = Vec::new();
                write_text(uri.as_bytes(), &mut payload);
                (PENDING, payload)
            }
            Self::Bitcoin(height) => {
                let mut payload = Vec::new();
                write_number(*height, &mut payload);
                (BITCOIN, payload)
            }
            Self::Other { tag, payload } => (*tag, payload.clone()),
        };
        bytes.push(ATTESTATION);
        bytes.extend_from_slice(&tag);
        write_text(&payload, bytes);
    }
}

impl Timestamp {
    /// Reads a timestamp, which is a calendar's whole answer and the inner part of a proof.
    ///
    /// # Errors
    /// When it is none, or holds more than any.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadTimestampError> {
        let mut reader = Reader { bytes, at: 0, steps: 0 };
        let timestamp = reader.timestamp(0)?;
        if reader.at < bytes.len() { Err(ReadTimestampError::Rest(reader.at)) } else { Ok(timestamp) }
    }

    /// One step, and what follows.
    #[must_use]
    pub fn after(step: Step, rest: Self) -> Self {
        Self(vec![Branch::Goes(step, rest)])
    }

    /// What all of them say of the same message; `None` of none.
    #[must_use]
    pub fn joined(all: Vec<Self>) -> Option<Self> {
        let mut all = all.into_iter();
        let mut first = all.next()?;
        all.for_each(|other| first.merge(other));
        Some(first)
    }

    /// Takes in what another says of the same message. What is there already is not added twice.
    pub fn merge(&mut self, other: Self) {
        for branch in other.0 {
            match branch {
                Branch::Goes(step, more) => {
                    let same = self.0.iter_mut().find_map(|own| match own {
                        Branch::Goes(own, rest) if *own == step => Some(rest),
                        _ => None,
                    });
                    if let Some(rest) = same {
                        rest.merge(more);
                    } else {
                        self.0.push(Branch::Goes(step, more));
                    }
                }
                says if self.0.contains(&says) => {}
                says => self.0.push(says),
            }
        }
    }

    /// As bytes.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        for (number, branch) in self.0.iter().enumerate() {
            if number + 1 < self.0.len() {
                bytes.push(FORK);
            }
            match branch {
                Branch::Says(attestation) => attestation.write(bytes),
                Branch::Goes(step, rest) => {
                    step.write(bytes);
                    rest.write(bytes);
                }
            }
        }
    }

    /// Every attestation in order, with the message it is about; `None` behind a step that is not taken.
    #[must_use]
    pub fn attested(&self, message: &[u8]) -> Vec<(Option<Vec<u8>>, &Attestation)> {
        let mut all = Vec::new();
        self.gather(Some(message.to_vec()), &mut all);
        all
    }

    fn gather<'a>(&'a self, message: Option<Vec<u8>>, all: &mut Vec<(Option<Vec<u8>>, &'a Attestation)>) {
        for branch in &self.0 {
            match branch {
                Branch::Says(attestation) => all.push((message.clone(), attestation)),
                Branch::Goes(step, rest) => rest.gather(message.as_deref().and_then(|message| step.take(message)), all),
            }
        }
    }

    /// The promises in it that lead no further yet, with their messages.
    pub(super) fn open(&self, message: Option<Vec<u8>>, found: &mut Vec<(String, Vec<u8>)>) {
        let done = self.has_bitcoin();
        for branch in &self.0 {
            match branch {
                Branch::Says(Attestation::Pending(uri)) if !done => {
                    found.extend(message.clone().map(|message| (uri.clone(), message)));
                }
                Branch::Says(_) => {}
                Branch::Goes(step, rest) => rest.open(message.as_deref().and_then(|message| step.take(message)), found),
            }
        }
    }

    fn has_bitcoin(&self) -> bool {
        self.0.iter().any(|branch| match branch {
            Branch::Says(attestation) => matches!(attestation, Attestation::Bitcoin(_)),
            Branch::Goes(_, rest) => rest.has_bitcoin(),
        })
    }

    /// Adds what follows on a message that is reached in here. Gives whether it is reached.
    pub(super) fn complete(&mut self, message: Option<&[u8]>, at: &[u8], more: &Self) -> bool {
        if message == Some(at) {
            self.merge(more.clone());
            return true;
        }
        self.0.iter_mut().any(|branch| match branch {
            Branch::Says(_) => false,
            Branch::Goes(step, rest) => {
                let next = message.and_then(|message| step.take(message));
                rest.complete(next.as_deref(), at, more)
            }
        })
    }
}

impl fmt::Display for Attestation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending(uri) => write!(f, "promised by {uri}"),
            Self::Bitcoin(height) => write!(f, "Bitcoin block {height}"),
            Self::Other { tag, .. } => write!(f, "of the unknown kind {}", hex::encode(tag)),
        }
    }
}

/// A number in groups of seven bits, the lowest first.
fn write_number(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A length and as many bytes.
fn write_text(text: &[u8], bytes: &mut Vec<u8>) {
    write_number(text.len() as u64, bytes);
    bytes.extend_from_slice(text);
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    steps: usize,
}

impl<'a> Reader<'a> {
    fn timestamp(&mut self, depth: usize) -> Result<Timestamp, ReadTimestampError> {
        if depth > DEEPEST {
            return Err(ReadTimestampError::Bounds { what: "depth", at: self.at });
        }
        let mut branches = Vec::new();
        loop {
            let kind = self.byte()?;
            if kind != FORK {
                branches.push(self.branch(kind, depth)?);
                return Ok(Timestamp(branches));
            }
            let kind = self.byte()?;
            branches.push(self.branch(kind, depth)?);
        }
    }

    fn branch(&mut self, kind: u8, depth: usize) -> Result<Branch, ReadTimestampError> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(ReadTimestampError::Bounds { what: "number of steps", at: self.at });
        }
        let step = match kind {
            ATTESTATION => return self.attestation().map(Branch::Says),
            APPEND => Step::Append(self.argument()?),
            PREPEND => Step::Prepend(self.argument()?),
            SHA256 => Step::Sha256,
            RIPEMD160 => Step::Ripemd160,
            KECCAK256 => Step::Keccak256,
            SHA1 => Step::Sha1,
            REVERSE => Step::Reverse,
            HEXLIFY => Step::Hexlify,
            kind => return Err(ReadTimestampError::Step { kind, at: self.at - 1 }),
        };
        Ok(Branch::Goes(step, self.timestamp(depth + 1)?))
    }

    fn argument(&mut self) -> Result<Vec<u8>, ReadTimestampError> {
        let at = self.at;
        let argument = self.text(LONGEST_MESSAGE, "argument")?;
        // The reference implementation refuses an empty one too.
        if argument.is_empty() { Err(ReadTimestampError::Bounds { what: "argument", at }) } else { Ok(argument.to_vec()) }
    }

    fn attestation(&mut self) -> Result<Attestation, ReadTimestampError> {
        let tag: [u8; 8] = self.take(8)?.try_into().map_err(|_| ReadTimestampError::Cut(self.at))?;
        let payload = self.text(LONGEST_PAYLOAD, "attestation")?;
        let start = self.at - payload.len();
        // Places are told in the whole.
        let mut inner = Reader { bytes: &self.bytes[..self.at], at: start, steps: 0 };
        let attestation = match tag {
            PENDING => {
                let uri = inner.text(LONGEST_URI, "address")?;
                let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._/:".contains(byte);
                let uri = std::str::from_utf8(uri).ok().filter(|uri| uri.bytes().all(|byte| plain(&byte)));
                let uri = uri.ok_or_else(|| ReadTimestampError::Uri(cut(&String::from_utf8_lossy(payload))))?;
                Attestation::Pending(uri.to_owned())
            }
            BITCOIN => Attestation::Bitcoin(inner.number()?),
            tag => return Ok(Attestation::Other { tag, payload: payload.to_vec() }),
        };
        if inner.at < self.at { Err(ReadTimestampError::Rest(inner.at)) } else { Ok(attestation) }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], ReadTimestampError> {
        let end = self.at.checked_add(count);
        let piece = end.and_then(|end| self.bytes.get(self.at..end)).ok_or(ReadTimestampError::Cut(self.at))?;
        self.at += count;
        Ok(piece)
    }

    fn byte(&mut self) -> Result<u8, ReadTimestampError> {
        self.take(1)?.first().copied().ok_or(ReadTimestampError::Cut(self.at))
    }

    fn number(&mut self) -> Result<u64, ReadTimestampError> {
        let at = self.at;
        let mut number: u64 = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            // Its shortest form only: a number that could be written in two ways would be a second proof of the same.
            if byte & 0x80 == 0 && (byte != 0 || shift == 0) {
                return Ok(number);
            }
            if byte == 0 {
                break;
            }
        }
        Err(ReadTimestampError::Bounds { what: "number", at })
    }

    fn text(&mut self, longest: usize, what: &'static str) -> Result<&'a [u8], ReadTimestampError> {
        let at = self.at;
        let length = self.number()?;
        let length = usize::try_from(length).ok().filter(|length| *length <= longest);
        self.take(length.ok_or(ReadTimestampError::Bounds { what, at })?)
    }
}
