//! OpenTimestamps: what is posted to calendars, what their answers promise, the proofs made of them, and what proves them.
//!
//! A calendar is given 32 bytes: the SHA-256 of a digest and 16 random bytes, so that it learns nothing about what is
//! stamped and cannot tell that the same was stamped twice. It answers with the steps from those bytes to its own next
//! commitment, and promises to put that into Bitcoin (a *pending* attestation). Hours later the rest of the way can be
//! asked for under that commitment: it ends at the Merkle root of a Bitcoin block, whose header proves when.
//!
//! | part | holds |
//! |---|---|
//! | [`Timestamp`] | steps, forks and attestations, read from bytes and written back the same |
//! | [`Proof`] | the file `.ots`: the digest of a file and its timestamp; completing it |
//! | [`Header`] | a block's header, checked for its work |
//! | [`Standing`] | what a proof says of a digest |
//!
//! Source: [python-opentimestamps](https://github.com/opentimestamps/python-opentimestamps) (`core/op.py`,
//! `core/serialize.py`, `core/timestamp.py`, `core/notary.py`) and the calendars' own server
//! ([opentimestamps-server](https://github.com/opentimestamps/opentimestamps-server), `otsserver/rpc.py` and `contrib/nginx`).
//! A calendar answers no preflight question, so a page may send the request only as a simple one: with the content type
//! and the accepted type given here and no other header. It answers 404 until Bitcoin has confirmed a promise, and by
//! that configuration without the permission a page needs to read it: no readable answer most often means "not yet".

mod header;
mod proof;
mod standing;
mod timestamp;

use alloy_primitives::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::service::{Kind, services};
pub use header::{Header, HeaderError};
pub use proof::{LONGEST_PROOF, Promise, Proof, ProofError};
pub use standing::{InBlock, Standing};
pub use timestamp::{Attestation, Branch, ReadTimestampError, Step, Timestamp};

/// What a simple request may declare its body to be.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";
/// What the answer should be.
pub const ACCEPT: &str = "application/vnd.opentimestamps.v1";

/// A digest to be stamped: what is posted, and what must be kept to prove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    digest: [u8; 32],
    nonce: [u8; 16],
}

impl Stamp {
    /// A digest, and 16 bytes that nobody can guess.
    #[must_use]
    pub const fn new(digest: [u8; 32], nonce: [u8; 16]) -> Self {
        Self { digest, nonce }
    }

    /// The 32 bytes to be posted.
    #[must_use]
    pub fn body(&self) -> [u8; 32] {
        Sha256::new().chain_update(self.digest).chain_update(self.nonce).finalize().into()
    }

    /// The request to a calendar. Its body is [`Stamp::body`] in hexadecimal; it is posted as bytes, with [`CONTENT_TYPE`]
    /// and [`ACCEPT`].
    #[must_use]
    pub fn request(&self, calendar: &Base) -> HttpRequest {
        HttpRequest::post(format!("{calendar}/digest"), hex::encode(self.body()))
    }

    /// The proof as it is after the calendars' answers: a file that every OpenTimestamps program reads and can complete.
    /// `None` without an answer.
    #[must_use]
    pub fn proof(&self, answers: Vec<Timestamp>) -> Option<Proof> {
        let promised = Timestamp::joined(answers)?;
        let hashed = Timestamp::after(Step::Sha256, promised);
        Some(Proof { digest: self.digest, timestamp: Timestamp::after(Step::Append(self.nonce.to_vec()), hashed) })
    }
}

/// Asks a calendar for the rest of the way, as bytes with [`ACCEPT`]; it answers 404 until Bitcoin has confirmed it.
#[must_use]
pub fn completion_request(calendar: &Base, promise: &Promise) -> HttpRequest {
    HttpRequest::get(format!("{calendar}/timestamp/{}", hex::encode(&promise.commitment)))
}

/// The calendars in the order in which a stamp is posted: one of each operator first, so that two promises are by two.
#[must_use]
pub fn calendars() -> Vec<&'static Base> {
    let all = || services().iter().filter(|service| service.kind == Kind::Calendar).filter_map(|service| service.base.as_ref());
    let mut operators = Vec::new();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for base in all() {
        let operator = operator_of(base.host());
        if operators.contains(&operator) {
            rest.push(base);
        } else {
            operators.push(operator);
            first.push(base);
        }
    }
    first.extend(rest);
    first
}

/// The last two labels of a host: whose it is.
fn operator_of(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    match (dots.next(), dots.next()) {
        (Some(_), Some(at)) => &host[at + 1..],
        _ => host,
    }
}

/// The calendar of the table that a promise names. What a proof says is no reason to ask a stranger.
#[must_use]
pub fn calendar_of(promise: &Promise) -> Option<&'static Base> {
    let named: Base = promise.uri.parse().ok()?;
    calendars().into_iter().find(|base| **base == named)
}

#[cfg(test)]
mod tests;
