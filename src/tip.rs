//! The tip: a document about one end of a trace, its bytes, its signature, its armour and its checks.
//!
//! A [`Payload`] is written from a trace ([`Payload::from_trace`]); [`preflight()`] says beforehand what would get it
//! rejected. [`Unsigned`] joins it with a [`Statement`], which a [`SavedKey`] or a wallet signs (EIP-712). The [`Tip`] is
//! handed in as words ([`human_text`]) and armour ([`Tip::to_armour`]). Anybody checks it with [`verify()`], or its
//! signature alone with any Ethereum library ([`Statement::typed_data`]).

pub mod armour;
mod ascii;
pub mod attestation;
mod envelope;
mod human;
pub mod jcs;
mod key;
mod keystore;
mod laws;
mod limits;
mod link;
mod payload;
pub mod preflight;
mod profile;
pub mod recheck;
mod record;
pub mod safe;
mod signature;
mod statement;
mod still;
pub mod verify;
mod write;

pub use envelope::{EnvelopeError, SUBMIT_WITHIN_S, SealError, Terms, Tip, Unsigned};
pub use human::{claim_sentences, copy_text, human_text};
pub use key::{KeyError, LEAST_PASSPHRASE, NotSaved, SavedKey, UnsavedKey};
pub use keystore::{Cost, KeystoreError};
pub use link::{TipLink, link_word};
pub use payload::{
    Ask, AssetRef, BlockHash, CaseRef, Claim, ClaimKind, Complete, Count, Engine, FrozenNow, Method, Params, Payload, PayloadError, Ranged,
    SeedRef, Seen, Stated, StillThere, TipEquation, TipHop, TipLabel, TipSource, tier_word,
};
pub use preflight::{Plan, may_sign, preflight, read_payout};
pub use profile::ProfileError;
pub use signature::{Signature, SignatureError};
pub use statement::{MOST_CHARACTERS, SCHEMA, Statement, StatementError, commitment};
pub use verify::{Expect, Outcome, Verdict, verify};
pub use write::{Evidence, MOST_NOTE, WriteTipError};
