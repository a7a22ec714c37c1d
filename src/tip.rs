//! The tip: a document about one end of a trace, its bytes, its signature, its armour and its checks.
//!
//! A [`Payload`] is written from a trace ([`Payload::from_trace`]); [`preflight()`] says beforehand what would get it
//! rejected. [`Unsigned`] joins it with a [`Statement`], which a [`SavedKey`] or a wallet signs ([`Scheme`]). The [`Tip`] is
//! handed in as words ([`human_text`]) and armour ([`Tip::to_armour`]). Anybody checks it with [`verify()`], or its
//! signature alone with any Ethereum library ([`Statement::typed_data`]).

pub mod armour;
pub(crate) mod ascii;
pub mod attestation;
mod begins;
mod card;
pub mod contract_signature;
mod envelope;
mod first;
mod human;
pub(crate) mod inert;
pub mod jcs;
mod key;
mod keystore;
mod laws;
mod limits;
mod link;
pub mod lock;
mod novelty;
mod overrides;
pub mod path_csv;
mod payload;
mod plain_text;
pub mod portal;
pub mod preflight;
pub(crate) mod profile;
mod qr;
pub mod recheck;

pub(crate) mod record;
pub mod report;
mod rules;
pub mod safe;
mod seal;
mod second;
pub(crate) mod signature;
pub(crate) mod statement;
mod still;
pub mod verify;
mod write;

pub use card::{Card, CardError};
pub use contract_signature::{ContractSignature, ContractSignatureError};
pub use envelope::{EnvelopeError, SUBMIT_WITHIN_S, SealError, Terms, Tip, Unsigned};
pub use first::{Timestamped, timestamp};
pub use human::{claim_sentences, copy_text, human_text};
pub use key::{KeyError, LEAST_PASSPHRASE, NotSaved, SavedKey, UnsavedKey};
pub use keystore::{Cost, KeystoreError};
pub use link::{TipLink, link_word};
pub use novelty::{EarlierTip, Public, public};
pub use overrides::{LEAST_REASON, MOST_REASON, Override, OverrideError};
pub use path_csv::path_csv;
pub use payload::{
    Ask, AssetRef, BlockHash, CaseRef, Claim, ClaimKind, Complete, Count, Engine, FrozenNow, Method, Params, Payload, PayloadError, Ranged,
    SeedRef, Seen, Stated, StillThere, TipEquation, TipHop, TipLabel, TipSource, tier_word,
};
pub use preflight::{Fix, Plan, may_sign, preflight, read_payout};
pub use profile::ProfileError;
pub use qr::{Qr, qr};
pub use rules::{Class, NOT_MEASURED, Rule, rule_sentences};
pub use seal::{ReadSealError, Scheme, Seal};
pub use signature::{Signature, SignatureError};
pub use statement::{MOST_CHARACTERS, SCHEMA, Statement, StatementError, commitment};
pub use verify::{Expect, Outcome, Verdict, verify};
pub use write::{Evidence, MOST_NOTE, WriteTipError, pack_of, plain_note};
