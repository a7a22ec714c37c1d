//! The feed itself: lines, each signed and each naming the one before, in files with a signed index. Read, judged and
//! written here; what its entries amount to is computed by the rest of this floor. `docs/feed.md` is its specification.

mod bulk;
mod chain;
pub mod index;
pub mod laws;
mod line;
mod problem;
mod publish;
mod reading;
mod referred;
mod seen;
mod signed;

pub use chain::Checkpoint;
pub use index::{INDEX_FILE, Index, IndexError, Shard, SignedIndex, shard_file};
pub use line::{Line, LineError, MOST_LINE};
pub use problem::{Place, Problem, Wrong};
pub use publish::{PublishError, Published, SHARD_BYTES, Writer};
pub use reading::{Progress, Reading, Want};
pub use seen::{ParseSeenError, Seen};

use super::entry::{self, Content, Entry};
use super::hash::Hash;
