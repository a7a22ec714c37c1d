//! A portal's feed and what follows from it: tips received and decided, money frozen and returned, who answered, what is due.
//!
//! A feed is a log that is only added to: each line is an [`Entry`], signed by the portal's key, and names the digest of the
//! line before it. It is published as static files; everything on a board is computed from it and can be computed again by
//! anybody. `docs/feed.md` is its specification.

mod bulk;
mod chain;
mod correction;
pub mod desk;
pub mod entry;
mod facts;
pub mod follow;
mod freezes;
mod hash;
pub mod index;
mod knowledge;
mod known;
pub mod laws;
mod line;
pub mod message;
mod order;
pub mod own;
mod problem;
mod publish;
mod rank;
mod reading;
pub mod record;
mod retold;
pub mod reward;
mod seen;
mod signed;
mod tally;
pub mod view;
mod worded;

pub use chain::Checkpoint;
pub use entry::{Content, Entry};
pub use facts::{Overlap, facts, overlap};
pub use hash::{Hash, ParseHashError};
pub use index::{INDEX_FILE, Index, IndexError, Shard, SignedIndex, shard_file};
pub use knowledge::{Known, STAMP_TOLERANCE_S};
pub use line::{Line, LineError, MOST_LINE};
pub use problem::{Place, Problem, Wrong};
pub use publish::{PublishError, Published, SHARD_BYTES, Writer};
pub use reading::{Progress, Reading, Want};
pub use seen::{ParseSeenError, Seen};
pub use tally::{Tally, TallyError, board};
pub use view::{Board, Filter};
