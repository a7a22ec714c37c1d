//! A portal's feed and what follows from it: tips received and decided, money frozen and returned, who answered, what is due.
//!
//! A feed is a log that is only added to: each line is an [`Entry`], signed by the portal's key, and names the digest of the
//! line before it. It is published as static files; everything on a board is computed from it and can be computed again by
//! anybody.
//!
//! - [`entry`]: what a line can say; `feed`: the log and its files, read and written;
//! - what its entries amount to: `retold`, `worded`, `order`, `knowledge`, `correction`, `freezes`, then `rank` (who stands
//!   where) and [`reward`] (what is due), told by [`view`] and computed whole by `tally`;
//! - [`follow`] and [`message`]: a feed read over the network, and what a page and its worker say of it;
//! - [`desk`]: the publisher's side; [`record`](mod@record), [`own`], `facts`: the hunter's.

mod correction;
pub mod desk;
pub mod entry;
mod facts;
mod feed;
pub mod follow;
mod freezes;
mod hash;
mod knowledge;
pub mod message;
mod order;
pub mod own;
mod rank;
pub mod record;
mod retold;
pub mod reward;
mod tally;
pub mod view;
mod worded;

pub use entry::{Content, Entry};
pub use facts::{Overlap, facts, overlap};
pub use feed::{
    Checkpoint, INDEX_FILE, Index, IndexError, Line, LineError, MOST_LINE, ParseSeenError, Place, Problem, Progress, PublishError,
    Published, Reading, SHARD_BYTES, Seen, Shard, SignedIndex, Want, Writer, Wrong, index, laws, shard_file,
};
pub use hash::{Hash, ParseHashError};
pub use knowledge::{Known, STAMP_TOLERANCE_S};
pub use tally::{Tally, TallyError, board};
pub use view::{Board, Filter};
