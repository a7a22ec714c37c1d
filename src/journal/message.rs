//! What the page and the worker say to each other, as JSON.

use serde::{Deserialize, Serialize};

use super::Entry;
use crate::money::Account;
use crate::trace::view::{Settings, View};

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
    /// Do not follow beyond this address.
    StopAt {
        /// Where.
        account: Account,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Report {
    /// The worker listens.
    Ready,
    /// The trace as it stands.
    View(Box<View>),
    /// Questions and answers since the last report of them.
    Journal {
        /// The new entries, oldest first.
        entries: Vec<Entry>,
    },
    /// Something that the visitor must know; the run goes no further.
    Failed {
        /// A sentence that says what is wrong and what to do.
        why: String,
    },
}
