//! A portal's feed and what follows from it: tips received and decided, money frozen and returned, who answered, what is due.
//!
//! A feed is a log that is only added to: each line is an [`Entry`], signed by the portal's key, and names the digest of the
//! line before it. It is published as static files; everything on a board is computed from it and can be computed again by
//! anybody. `docs/feed.md` is its specification.

mod bulk;
mod chain;
pub mod entry;
pub mod follow;
mod hash;
pub mod index;
mod known;
pub mod laws;
mod line;
pub mod message;
mod problem;
mod publish;
mod reading;
mod seen;
mod signed;
pub mod view;
mod worded;

pub use entry::{Content, Entry};
pub use hash::{Hash, ParseHashError};
pub use index::{INDEX_FILE, Index, IndexError, Shard, SignedIndex, shard_file};
pub use line::{Line, LineError, MOST_LINE};
pub use problem::{Place, Problem, Wrong};
pub use publish::{PublishError, Published, SHARD_BYTES, Writer};
pub use reading::{Progress, Reading, Want};
pub use seen::{ParseSeenError, Seen};
pub use view::{Board, Filter};
