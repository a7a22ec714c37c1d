//! A portal's feed and what follows from it: tips received and decided, money frozen and returned, who answered, what is due.
//!
//! A feed is a log that is only added to: each line is an [`Entry`], signed by the portal's key, and names the digest of the
//! line before it. It is published as static files; everything on a board is computed from it and can be computed again by
//! anybody. `docs/feed.md` is its specification.

pub mod entry;
mod hash;
pub mod own;
pub mod view;
mod worded;

pub use entry::{Content, Entry};
pub use hash::{Hash, ParseHashError};
pub use view::{Board, Filter};
