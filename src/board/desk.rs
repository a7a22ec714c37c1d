//! The portal's desk: what came in is read, checked and put in order; what the analyst decides becomes entries of the feed.
//!
//! [`split`] takes the documents out of what was pasted or dropped; [`Triage`] checks each, compares it with the others and
//! with what the feed says already ([`Published`]), and gives a queue with a suggestion and its reason for each. Nothing is
//! decided here: a decision is the analyst's, and becomes an entry by a form ([`form`]) that says what is missing.

mod age;
pub mod form;
mod item;
mod published;
mod queue;
mod read;
mod relate;
mod same;
mod split;
mod suggest;
mod triage;
pub mod zip;

pub use item::{CheckLine, Flag, From, Item, Near, Result, Standing, Still, Told, Whom};
pub use published::{HandIn, Published};
pub use queue::ORDER;
pub use split::{Kind, Piece, split};
pub use suggest::{Advice, Suggestion};
pub use triage::{Context, Intake, MOST_INTAKE_BYTES, MOST_ITEMS, Progress, Triage, TriageError, Triaged};
