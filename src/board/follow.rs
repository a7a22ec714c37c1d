//! Following a feed: where it may lie, when it is asked again, what of it is held on to.

mod follower;
mod schedule;
mod source;
#[cfg(test)]
mod tests;
mod trouble;

pub use follower::{Cost, End, Follower, Keep, KeptHead, Next};
pub use schedule::{Schedule, TooSoon};
pub use source::{
    Folder, MOST_SITE_FEEDS, ParseFolderError, ParseSiteFolderError, SITE_FEEDS, SiteError, SiteFeed, SiteFolder, Source, site_feeds,
};
pub use trouble::{MOST_FOLLOWED, MOST_FOLLOWED_BYTES};
