//! What goes into a run, in order. A run is a function of its inputs, so to keep them is to keep the run.

use serde::{Deserialize, Serialize};

use super::labels::LabelsUsed;
use super::outside::{FetchFailure, Now};
use super::run::StartError;
use crate::case::Case;
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::label::OwnLabels;
use crate::money::{Address, UnixSeconds};
use crate::trace::view::{Finding, Settings};

/// What a run is made of. The case is kept whole: a later version of Spoor may state it differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The case.
    pub case: Case,
    /// How it was asked for.
    pub settings: Settings,
    /// The labels it began with.
    #[serde(default)]
    pub labels: LabelsUsed,
}

/// One input, and when it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// When, by the visitor's clock.
    pub at: Now,
    /// What.
    pub what: What,
}

/// What can go into a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Begin.
    Start,
    /// Ask nothing more for now. What is under way is broken off and asked again when the run goes on.
    Stop,
    /// Go on.
    GoOn {
        /// Requests allowed in all, counted from the start of the run.
        budget: u32,
    },
    /// The visitor found out what an address is.
    Find {
        /// Which.
        address: Address,
        /// What.
        finding: Finding,
    },
    /// The visitor changed their own labels.
    Labels {
        /// No longer there.
        gone: Box<OwnLabels>,
        /// New.
        put: Box<OwnLabels>,
    },
    /// A request was answered.
    Answer {
        /// The number it was given out with.
        id: u64,
        /// What was asked: a version of Spoor that asks something else under this number must not take the answer.
        request: HttpRequest,
        /// The answer as it came.
        answer: HttpAnswer,
    },
    /// A request was answered from what the browser kept of an earlier visit; nothing left.
    Kept {
        /// The number it was given out with.
        id: u64,
        /// What was asked.
        request: HttpRequest,
        /// The answer as it came then.
        answer: HttpAnswer,
        /// When it came.
        at: UnixSeconds,
    },
    /// A request was not answered.
    NoAnswer {
        /// The number it was given out with.
        id: u64,
        /// What was asked.
        request: HttpRequest,
        /// Why.
        why: FetchFailure,
    },
    /// The time asked for has come.
    Woken,
}

/// Why kept inputs do not bring a run back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The run cannot even begin.
    #[error("the kept trace cannot begin: {0}")]
    Start(#[from] StartError),
    /// An input changes nothing: the run that took it was another.
    #[error(
        "the kept trace was made by another version of Spoor, which asked other questions (input {n} of it: {what}); start the trace again"
    )]
    Diverged {
        /// Which input, counted from 1.
        n: u64,
        /// What it is, in short.
        what: String,
    },
}

impl What {
    /// What it is, in short, for a sentence.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Start => "start".to_owned(),
            Self::Stop => "stop".to_owned(),
            Self::GoOn { budget } => format!("go on to {budget} requests"),
            Self::Find { address, .. } => format!("a finding about {address}"),
            Self::Labels { gone, put } => format!("{} own labels less and {} more", gone.count(), put.count()),
            Self::Answer { request, .. } => format!("the answer to {}", request.url.chars().take(160).collect::<String>()),
            Self::Kept { request, .. } => format!("the kept answer to {}", request.url.chars().take(160).collect::<String>()),
            Self::NoAnswer { request, .. } => format!("no answer to {}", request.url.chars().take(160).collect::<String>()),
            Self::Woken => "a wake-up".to_owned(),
        }
    }
}
