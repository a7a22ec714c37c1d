//! Following a feed: where it may lie, and when it is asked again.

mod schedule;
mod source;

pub use schedule::{Schedule, TooSoon};
pub use source::{
    Folder, MOST_SITE_FEEDS, ParseFolderError, ParseSiteFolderError, SITE_FEEDS, SiteError, SiteFeed, SiteFolder, Source, site_feeds,
};
