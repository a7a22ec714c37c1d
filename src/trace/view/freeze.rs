//! Who can still stop money, and how.

use serde::{Deserialize, Serialize};

/// What somebody can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Power {
    /// An exchange freezes the account of its customer.
    Account,
    /// An issuer puts the address on its token's list of frozen addresses.
    Token,
    /// A protocol can be paused, by its own keys.
    Pause,
    /// A service or bridge can hold a transfer that is under way.
    Hold,
}

/// Somebody who can stop money.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Freezer {
    /// What they can do.
    pub power: Power,
    /// Who: a name of Spoor's list, or of a label (then hostile text).
    pub who: String,
    /// How, in a sentence: by which function of which contract, and what it takes.
    pub how: String,
    /// Where to turn, as a URL; empty where none is known.
    pub at: String,
    /// Who says so, with the day.
    pub source: String,
}
