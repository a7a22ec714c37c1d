//! What the page and the worker say to each other, as JSON.

use serde::{Deserialize, Serialize};

use super::Entry;
use super::parts::Part;
use crate::money::{Account, UnixSeconds};
use crate::trace::view::{Finding, Progress, Settings};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// Begin a trace; one that runs is dropped.
    Start {
        /// Which case.
        case_id: String,
        /// How.
        settings: Settings,
    },
    /// Stop asking. What is under way is cancelled.
    Stop,
    /// Go on, with this many requests allowed in all.
    GoOn {
        /// The new budget, counted from the start of the run.
        budget: u32,
    },
    /// The visitor found out what an address is.
    Find {
        /// Which.
        account: Account,
        /// What.
        finding: Finding,
    },
    /// Say what run is kept in this browser: answered by [`Report::Kept`].
    LookForKept,
    /// Bring the kept run back, as it was; nothing is asked again.
    Resume,
    /// Forget the kept run.
    Forget,
    /// The last view stands on the screen: the next one may come.
    Seen,
}

/// A run that can be brought back after a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which case.
    pub case_id: String,
    /// How it was asked for, with the budget as it stands.
    pub settings: Settings,
    /// Requests used.
    pub asked: u32,
    /// When it was last added to, by the visitor's clock.
    pub at: UnixSeconds,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Report {
    /// The worker listens.
    Ready,
    /// The next part of the trace as it stands.
    Part(Part),
    /// How far the run is: more often than the trace.
    Progress(Progress),
    /// Questions and answers since the last report of them.
    Journal {
        /// The new entries, oldest first.
        entries: Vec<Entry>,
    },
    /// The run that is kept in this browser, if one is.
    Kept(Option<Kept>),
    /// The run goes on, but this browser keeps nothing of it from here on. Said once.
    Unkept {
        /// A sentence that says why and what follows.
        why: String,
    },
    /// Something that the visitor must know; the run goes no further.
    Failed {
        /// A sentence that says what is wrong and what to do.
        why: String,
    },
}
