//! Every question and every answer on record, and the run that drives a trace by them.
//!
//! A [`Run`] joins a trace, an explorer's adapter and the politeness of its host. It does no I/O: it says what to fetch
//! and when to wake, and takes what came back. The worker in the browser, the tests and a native program drive the same.
//!
//! A run is a function of its [`Input`]s. Whoever keeps them has the run: [`Run::replay`] brings it back, with the requests
//! that were under way waiting to be asked again.

pub mod cache;
pub mod cases;
pub mod crossed;
pub mod gate;
mod input;
pub mod labels;
pub mod ledger;
mod message;
mod outside;
mod parts;
mod read;
pub mod recheck;
mod record;
mod replay;
mod run;
pub mod second;
pub mod stamp;
pub mod still;
pub mod tips;
mod trim;

pub use input::{Begun, Input, ReplayError, What};
pub use labels::LabelSets;
pub use message::{Command, Kept, Report, Stored};
pub use outside::{Action, FetchFailure, Happened, Now};
pub use parts::{Assembly, Part, split};
pub use record::{Entry, Journal, json_lines};
pub use run::{Run, StartError};
pub use trim::{SHOWN_ENDS, SHOWN_REFUSED, trim};
