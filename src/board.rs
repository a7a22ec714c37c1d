//! A portal's feed and what follows from it: tips received and decided, money frozen and returned, who answered, what is due.
//!
//! A feed is a log that is only added to: each line is an [`Entry`], signed by the portal's key, and names the digest of the
//! line before it. It is published as static files; everything on a board is computed from it and can be computed again by
//! anybody. `docs/feed.md` is its specification.

mod correction;
pub mod entry;
mod facts;
mod freezes;
mod hash;
mod knowledge;
mod order;
pub mod own;
mod rank;
pub mod reward;
mod tally;
pub mod view;
mod worded;

pub use entry::{Content, Entry};
pub use facts::{Overlap, facts, overlap};
pub use hash::{Hash, ParseHashError};
pub use knowledge::{Known, STAMP_TOLERANCE_S};
pub use tally::{Tally, TallyError, board};
pub use view::{Board, Filter};
