//! Reference orders, the last of them in two forms: what a tracer could ask for next, each from its plain description. They ask the same explorer under the
//! same budget as the engine. What an order says it visited is what it read; what arrived elsewhere and waits unread is claimed
//! as reached.

mod tainted;
mod walk;

use spoor::explorer::world::World;

use crate::claims::Claims;

/// An order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Every recipient in the order of discovery.
    Breadth,
    /// The same; a labelled service is not asked about.
    BreadthToLabels,
    /// Whoever received the largest single transfer; a labelled service is not asked about.
    LargestTransfer,
    /// Wherever the most stolen money rests; a labelled contract that pays on in the same transaction is followed through.
    LargestTaint,
    /// The same, where an address may pass on more than it received.
    LargestTaintUncapped,
}

impl Order {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Self; 5] =
        [Self::Breadth, Self::BreadthToLabels, Self::LargestTransfer, Self::LargestTaint, Self::LargestTaintUncapped];

    /// The name in the table.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Breadth => "breadth",
            Self::BreadthToLabels => "breadth, stops at labels",
            Self::LargestTransfer => "largest transfer",
            Self::LargestTaint => "largest taint",
            Self::LargestTaintUncapped => "largest taint, uncapped",
        }
    }

    /// Asks until the budget is spent or nothing is left to ask.
    #[must_use]
    pub(crate) fn run(self, world: &World, budget: u32) -> Claims {
        match self {
            Self::Breadth => walk::run(world, budget, false, false),
            Self::BreadthToLabels => walk::run(world, budget, true, false),
            Self::LargestTransfer => walk::run(world, budget, true, true),
            Self::LargestTaint => tainted::run(world, budget, true),
            Self::LargestTaintUncapped => tainted::run(world, budget, false),
        }
    }
}
