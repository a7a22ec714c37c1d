//! Where a feed lies: in a folder beside the page, at an address that the visitor typed, or in files that were chosen.
//!
//! None of these ever comes from a link, and a feed never names another one.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::board::Hash;
use crate::explorer::base::{Base, KEY, ParseBaseError};
use crate::tip::record;

/// The file of a site that lists the feeds it ships, relative to the page.
pub const SITE_FEEDS: &str = "boards/index.json";
/// The version of that list.
const SITE_SCHEMA: &str = "boards/1";
/// The most feeds that a site lists.
pub const MOST_SITE_FEEDS: usize = 64;
/// The longest such list, in bytes.
const MOST_SITE_BYTES: usize = 64 * 1024;
/// The longest name and the longest sentence in it, in characters.
const MOST_NAME: usize = 80;
const MOST_ABOUT: usize = 400;
/// What a visitor may paste with the folder's address: the name of the file that says what is in it.
const INDEX: &str = "feed.json";

/// Where a feed lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// In a folder of this site.
    Site(SiteFolder),
    /// In a folder at an address that the visitor typed.
    Address(Folder),
    /// In files that the visitor chose: the digest of the feed's first line tells feeds apart.
    Files(Hash),
}

impl Source {
    /// The name under which this browser keeps what it saw there.
    #[must_use]
    pub fn key(&self) -> String {
        self.to_string()
    }

    /// The host that is asked; `None` where nobody but this site is, or nobody at all.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Address(folder) => Some(folder.host()),
            Self::Site(_) | Self::Files(_) => None,
        }
    }

    /// Whether it can be read again without the visitor.
    #[must_use]
    pub const fn can_be_polled(&self) -> bool {
        !matches!(self, Self::Files(_))
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Site(folder) => write!(f, "{folder}/"),
            Self::Address(folder) => write!(f, "{folder}/"),
            Self::Files(first) => write!(f, "files {first}"),
        }
    }
}

/// The address of a folder with a feed: https, or http to this computer. Without user, parameters, fragment, dots in the
/// path, or a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Folder(Base);

/// A text that is no address of a feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFolderError {
    /// No address that is asked.
    #[error(transparent)]
    Base(#[from] ParseBaseError),
    /// It has a place for a key, which a public feed has no need of.
    #[error("{0:?} is no address of a feed: a feed is public and is asked for without a key")]
    Key(String),
}

impl Folder {
    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host()
    }

    /// The address of a file in it. The name is one of a feed's own files and was checked by whoever read the index.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Folder {
    type Err = ParseFolderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.contains(KEY) {
            return Err(ParseFolderError::Key(record::cut(text)));
        }
        let folder = match text.strip_suffix(INDEX) {
            Some(folder) if folder.ends_with('/') => folder,
            _ => text,
        };
        Ok(Self(folder.parse()?))
    }
}

crate::money::serde_as_text!(Folder);

/// The path of a folder of this site, relative to the page: `boards/bybit`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SiteFolder(String);

/// A text that is no folder of this site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no folder of this site: up to four names of lower-case letters, digits and dashes, with / between them")]
pub struct ParseSiteFolderError(String);

impl SiteFolder {
    /// The path of a file in it, relative to the page.
    #[must_use]
    pub fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }
}

impl fmt::Display for SiteFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SiteFolder {
    type Err = ParseSiteFolderError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_name = |part: &str| {
            !part.is_empty()
                && part.len() <= 60
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let good = text.split('/').count() <= 4 && text.split('/').all(is_name);
        if good { Ok(Self(text.to_owned())) } else { Err(ParseSiteFolderError(record::cut(text))) }
    }
}

crate::money::serde_as_text!(SiteFolder);

/// A feed that a site ships.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFeed {
    /// Its folder.
    pub folder: SiteFolder,
    /// What the site calls it.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteFeeds {
    schema: String,
    feeds: Vec<SiteFeed>,
}

/// A list of feeds that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteError {
    /// Too long.
    #[error("{SITE_FEEDS} of this site has {0} bytes; at most {MOST_SITE_BYTES} are read. Its publisher has to mend it")]
    TooLong(usize),
    /// Not JSON, or not that list.
    #[error("{SITE_FEEDS} of this site is not a list of feeds ({0}); its publisher has to mend it")]
    Json(String),
    /// A member is not what it may be.
    #[error("{SITE_FEEDS} of this site: {place} {why}; its publisher has to mend it")]
    Field {
        /// Where.
        place: String,
        /// What is wrong.
        why: String,
    },
}

/// Reads a site's list of feeds: `{"schema":"boards/1","feeds":[{"folder":"boards/bybit","name":"…","about":"…"}]}`.
///
/// # Errors
/// Names what is wrong.
pub fn site_feeds(bytes: &[u8]) -> Result<Vec<SiteFeed>, SiteError> {
    if bytes.len() > MOST_SITE_BYTES {
        return Err(SiteError::TooLong(bytes.len()));
    }
    let SiteFeeds { schema, feeds } = serde_json::from_slice(bytes).map_err(|error| SiteError::Json(record::cut(&error.to_string())))?;
    let wrong = |place: &str, why: String| SiteError::Field { place: place.to_owned(), why };
    if schema != SITE_SCHEMA {
        return Err(wrong(".schema", format!("is {:?}, not {SITE_SCHEMA:?}", record::cut(&schema))));
    }
    if feeds.len() > MOST_SITE_FEEDS {
        return Err(wrong(".feeds", format!("has {}; at most {MOST_SITE_FEEDS} are read", feeds.len())));
    }
    let mut folders = BTreeSet::new();
    for (at, feed) in feeds.iter().enumerate() {
        for (name, text, most) in [("name", &feed.name, MOST_NAME), ("about", &feed.about, MOST_ABOUT)] {
            if text.is_empty() || text.chars().count() > most || text.chars().any(char::is_control) {
                return Err(wrong(&format!(".feeds[{at}].{name}"), format!("is empty, longer than {most} characters or not one line")));
            }
        }
        if !folders.insert(&feed.folder) {
            return Err(wrong(&format!(".feeds[{at}].folder"), "stands there twice".to_owned()));
        }
    }
    Ok(feeds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_folder() {
        for (given, folder, host) in [
            ("https://portal.example", "https://portal.example", "portal.example"),
            ("https://portal.example/", "https://portal.example", "portal.example"),
            (" https://portal.example:8443/boards/bybit/ ", "https://portal.example:8443/boards/bybit", "portal.example:8443"),
            ("https://portal.example/bybit/feed.json", "https://portal.example/bybit", "portal.example"),
            ("https://portal.example/myfeed.json", "https://portal.example/myfeed.json", "portal.example"),
            ("http://127.0.0.1:8090/feed", "http://127.0.0.1:8090/feed", "127.0.0.1:8090"),
            ("http://localhost/feed", "http://localhost/feed", "localhost"),
        ] {
            let read: Folder = given.parse().unwrap();
            assert_eq!((read.to_string().as_str(), read.host()), (folder, host), "{given}");
            assert_eq!(read.to_string().parse(), Ok(read.clone()));
            assert_eq!(read.file("feed.json"), format!("{folder}/feed.json"));
        }
    }

    #[test]
    fn what_is_no_public_folder_is_refused() {
        for given in [
            "",
            "portal.example",
            "boards/bybit",
            "//portal.example/feed",
            "http://portal.example/feed",
            "http://127.0.0.1.evil.example/",
            "http://[::1]/feed",
            "ftp://portal.example/feed",
            "data:application/json,{}",
            "blob:https://portal.example/1",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://user@portal.example/feed",
            "https://user:word@portal.example/feed",
            "https://portal.example/feed#x",
            "https://portal.example/feed?x=1",
            "https://portal.example/../feed",
            "https://portal.example/%2e%2e/feed",
            "https://portal.example\\@evil.example/",
            "https://portal.example/feed name",
            "https://портал.example/feed",
            "https://portal.example/{key}",
        ] {
            assert!(given.parse::<Folder>().is_err(), "{given}");
        }
    }

    #[test]
    fn a_folder_of_the_site_stays_in_the_site() {
        for good in ["boards/bybit", "boards", "a/b-2/c/d"] {
            assert_eq!(good.parse::<SiteFolder>().unwrap().file("feed.json"), format!("{good}/feed.json"));
        }
        for bad in
            ["", "/boards", "boards/", "boards//x", "../x", "./x", "a/b/c/d/e", "Boards", "https://x", "boards\\x", "boards/%2e", "a b"]
        {
            assert!(bad.parse::<SiteFolder>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_list_of_a_site_is_read_strictly() {
        let one = r#"{"about":"Real facts.","folder":"boards/bybit","name":"Bybit"}"#;
        let list = |feeds: &str| format!(r#"{{"schema":"boards/1","feeds":[{feeds}]}}"#);
        let feeds = site_feeds(list(one).as_bytes()).unwrap();
        assert_eq!((feeds.len(), feeds[0].folder.to_string().as_str(), feeds[0].name.as_str()), (1, "boards/bybit", "Bybit"));
        assert_eq!(site_feeds(list("").as_bytes()), Ok(Vec::new()));
        for (text, says) in [
            ("<html>".to_owned(), "not a list"),
            (list(one).replace("boards/1", "boards/2"), "boards/2"),
            (list(&format!("{one},{one}")), "twice"),
            (list(&one.replace("boards/bybit", "https://evil.example")), "no folder of this site"),
            (list(&one.replace("boards/bybit", "../evil")), "no folder of this site"),
            (list(&one.replace("\"Bybit\"", "\"\"")), ".feeds[0].name"),
            (list(&one.replace("Bybit", "By\\nbit")), ".feeds[0].name"),
            (list(&one.replace("Real facts.", &"x".repeat(401))), ".feeds[0].about"),
            (list(&one.replace("\"name\"", "\"host\"")), "unknown field"),
            (list(&one.replace("\"name\"", "\"about\"")), "duplicate field"),
            (list(&(0..65).map(|n| one.replace("bybit", &format!("n{n}"))).collect::<Vec<_>>().join(",")), "has 65"),
            (" ".repeat(70_000), "at most"),
        ] {
            let error = site_feeds(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(says), "{error} for {text}");
        }
    }

    #[test]
    fn a_source_is_named_once_and_read_back() {
        let sources = [
            Source::Site("boards/bybit".parse().unwrap()),
            Source::Address("https://portal.example/boards/bybit".parse().unwrap()),
            Source::Files(Hash::of(b"line")),
        ];
        let names: BTreeSet<String> = sources.iter().map(Source::key).collect();
        assert_eq!(names.len(), sources.len());
        for source in sources {
            let text = serde_json::to_string(&source).unwrap();
            assert_eq!(serde_json::from_str::<Source>(&text).unwrap(), source, "{text}");
        }
        assert!(serde_json::from_str::<Source>(r#"{"address":"data:text/plain,x"}"#).is_err());
        assert!(serde_json::from_str::<Source>(r#"{"site":"../x"}"#).is_err());
    }
}
