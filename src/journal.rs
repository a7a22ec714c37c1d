//! Every question and every answer on record, and the run that drives a trace by them.
//!
//! A [`Run`] joins a trace, an explorer's adapter and the politeness of its host. It does no I/O: it says what to fetch
//! and when to wake, and takes what came back. The worker in the browser, the tests and a native program drive the same.

mod message;
mod record;
mod run;

pub use message::{Command, Kept, Report};
pub use record::{Entry, Journal};
pub use run::{Action, FetchFailure, Happened, Now, Run, StartError};
