//! Where a run meets the world: what happened there, what is to be done there, and the visitor's clock.

use serde::{Deserialize, Serialize};

use crate::explorer::{HttpAnswer, HttpRequest};
use crate::money::UnixSeconds;

/// Why a request got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FetchFailure {
    /// The browser does not say: offline, refused, or limited without the headers that would let a page read it.
    Opaque,
    /// No answer in time.
    TimedOut,
    /// The body is above the cap.
    TooLarge,
    /// Cancelled by the visitor.
    Cancelled,
    /// The visitor has switched the network off: nothing was sent.
    NetworkOff,
    /// The visitor has switched the host off: nothing was sent.
    HostOff,
    /// The host wants a key and the visitor has set none: nothing was sent.
    NoKey,
}

impl FetchFailure {
    /// It in words.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Opaque => "no readable answer: offline, refused, or too many questions",
            Self::TimedOut => "no answer in 45 seconds",
            Self::TooLarge => "the answer is larger than 8 MiB",
            Self::Cancelled => "cancelled",
            Self::NetworkOff => "not asked, because you have switched the network off",
            Self::HostOff => "not asked, because you have switched it off",
            Self::NoKey => "not asked, because it wants a key; set one in Settings",
        }
    }
}

/// What happened outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A request was answered.
    Answer {
        /// The number it was given out with.
        id: u64,
        /// The answer as it came.
        answer: HttpAnswer,
    },
    /// A request was answered from what the browser kept of an earlier visit; nothing left.
    Kept {
        /// The number it was given out with.
        id: u64,
        /// The answer as it came then.
        answer: HttpAnswer,
        /// When it came.
        at: UnixSeconds,
    },
    /// A request was not answered.
    NoAnswer {
        /// The number it was given out with.
        id: u64,
        /// Why.
        why: FetchFailure,
    },
    /// The time asked for has come.
    Woken,
}

/// What to do outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send this, and hand the answer back under its number.
    Fetch {
        /// The number.
        id: u64,
        /// The request.
        request: HttpRequest,
    },
    /// Come back at this time with [`Happened::Woken`].
    Wake {
        /// Milliseconds on the clock given to the run.
        at_ms: u64,
    },
    /// Abort whatever is under way.
    AbortAll,
}

/// A moment on the visitor's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Now {
    /// Milliseconds since 1970.
    pub ms: u64,
}

impl Now {
    pub(super) const fn seconds(self) -> UnixSeconds {
        UnixSeconds::new(self.ms / 1000)
    }
}
