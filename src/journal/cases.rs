//! Cases that the visitor opened, as this browser keeps them: each with the key of its publisher, pinned when it was first
//! seen, and what the page and the worker say of them.
//!
//! Nobody can say to whom a key belongs. What can be said is that it is the same as before: trust on first use, as SSH has it.

use serde::{Deserialize, Serialize};

use super::FetchFailure;
use crate::money::UnixSeconds;

/// The most opened cases that are kept.
pub const MOST_CASES: usize = 100;

/// An opened case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCase {
    /// The case's name, under which it is kept.
    pub id: String,
    /// Its edition.
    pub edition: u64,
    /// The publisher's address, checksummed: the key that is pinned.
    pub publisher: String,
    /// SHA-256 of the case in its one form, in hexadecimal.
    pub sha256: String,
    /// When the key was first seen for this case, by the visitor's clock.
    pub first_seen: UnixSeconds,
    /// When this edition was opened.
    pub opened: UnixSeconds,
    /// The file.
    pub text: String,
}

/// How an opened file stands to what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The first file under this name.
    First,
    /// The same edition once more.
    Same,
    /// A newer edition with the same key.
    Newer {
        /// The edition before.
        before: u64,
    },
}

/// Why a file that is good in itself is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Its name is that of a case of this copy of Spoor.
    #[error(
        "{0:?} is the name of a case that ships with Spoor; a file from elsewhere cannot take its place. Its publisher has to choose another name"
    )]
    BuiltIn(String),
    /// Another key than the pinned one.
    #[error(
        "the file is signed by {given}, but {id:?} was first opened with the key {pinned}. It is not taken: either somebody else \
         publishes under this name, or the publisher has a new key. Ask them on a way that you trust; if it is theirs, forget the case \
         first and open it again"
    )]
    OtherKey {
        /// The case.
        id: String,
        /// The pinned key.
        pinned: String,
        /// The file's key.
        given: String,
    },
    /// An older edition.
    #[error("the file is edition {given} of {id:?}, and edition {kept} was opened before; an older one is not taken")]
    Older {
        /// The case.
        id: String,
        /// The edition that is kept.
        kept: u64,
        /// The file's.
        given: u64,
    },
    /// The same number with other content.
    #[error(
        "the file is edition {edition} of {id:?}, but says something else than the edition {edition} that was opened before; its publisher has to raise the number"
    )]
    Changed {
        /// The case.
        id: String,
        /// The number of both.
        edition: u64,
    },
    /// No room.
    #[error("{MOST_CASES} opened cases are kept already; forget one first")]
    Full,
}

impl KeptCase {
    /// Whether a file is taken, whose signature is good, beside those that are kept. It takes over when its key was first
    /// seen.
    ///
    /// # Errors
    /// When its name belongs to a case that ships with Spoor or to another key, or it is not newer.
    pub fn judge(&mut self, kept: &[Self], is_built_in: bool) -> Result<Standing, PinError> {
        let id = || self.id.clone();
        if is_built_in {
            return Err(PinError::BuiltIn(id()));
        }
        let Some(before) = kept.iter().find(|kept| kept.id == self.id) else {
            return if kept.len() >= MOST_CASES { Err(PinError::Full) } else { Ok(Standing::First) };
        };
        if before.publisher != self.publisher {
            return Err(PinError::OtherKey { id: id(), pinned: before.publisher.clone(), given: self.publisher.clone() });
        }
        let standing = match (self.edition.cmp(&before.edition), before.sha256 == self.sha256) {
            (std::cmp::Ordering::Greater, _) => Standing::Newer { before: before.edition },
            (std::cmp::Ordering::Less, _) => return Err(PinError::Older { id: id(), kept: before.edition, given: self.edition }),
            (_, false) => return Err(PinError::Changed { id: id(), edition: self.edition }),
            (_, true) => Standing::Same,
        };
        self.first_seen = before.first_seen;
        Ok(standing)
    }
}

/// From the page to the worker. None of it asks anybody but [`Ask::Fetch`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// Tell all that are kept: answered by [`Told::All`].
    All,
    /// Open a file: answered by [`Told::Opened`] or [`Told::Refused`].
    Open {
        /// The file.
        text: String,
    },
    /// Ask a host, once, for a file that the visitor named, and open it.
    Fetch {
        /// Where it is: an address of HTTPS, or of this machine.
        url: String,
    },
    /// Forget one, with its pinned key.
    Forget {
        /// Which.
        id: String,
    },
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// All that are kept.
    All(Vec<KeptCase>),
    /// One was opened.
    Opened {
        /// As it is kept now.
        case: Box<KeptCase>,
        /// How it stands to what was there before.
        standing: Standing,
        /// Why the storage does not take it: it lasts until the page is closed.
        unkept: Option<String>,
    },
    /// A file was not taken: why, in a sentence.
    Refused(String),
    /// One is forgotten.
    Gone(String),
}

/// An address that a visitor typed, where it can be asked for a case file.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn file_url(typed: &str) -> Result<String, String> {
    let url = typed.trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://").filter(|rest| is_of_this_machine(rest)));
    let Some(rest) = rest else {
        return Err("The address of a case file begins with https:// (or http://127.0.0.1 for one on your own machine).".to_owned());
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = url.len() <= 2_000 && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    // A name or password in front of the host would go into the ledger and into the history of the host.
    if host.is_empty() || host.contains('@') || !plain || url.contains('#') {
        return Err("This is not the address of a file: copy it again, without a name, a password or a # in it.".to_owned());
    }
    Ok(url.to_owned())
}

fn is_of_this_machine(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host
        .strip_prefix('[')
        .map_or_else(|| host.split(':').next().unwrap_or_default(), |rest| rest.split(']').next().unwrap_or_default());
    matches!(name, "127.0.0.1" | "localhost" | "::1")
}

/// Why a file could not be fetched, for the visitor.
#[must_use]
pub fn not_fetched(why: FetchFailure) -> String {
    match why {
        FetchFailure::NetworkOff => "The network is switched off in Settings, so the file was not asked for.".to_owned(),
        FetchFailure::HostOff => "This host is switched off in Settings, so the file was not asked for.".to_owned(),
        _ => "The file could not be fetched. This page may ask only its own site and the services it lists; the page own-node.html may ask any \
              host that lets pages read its files. Or save the file and open it here."
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(publisher: &str, edition: u64, sha256: &str) -> KeptCase {
        let (first_seen, opened) = (UnixSeconds::new(edition * 100), UnixSeconds::new(edition * 100));
        KeptCase { id: "toy".into(), edition, publisher: publisher.into(), sha256: sha256.into(), first_seen, opened, text: String::new() }
    }

    #[test]
    fn the_key_is_pinned_and_only_a_newer_edition_by_it_takes_the_place() {
        let kept = [file("0xA", 3, "33")];
        let judged = |mut new: KeptCase| new.judge(&kept, false).map(|standing| (standing, new.first_seen.get()));
        assert_eq!(judged(file("0xA", 3, "33")), Ok((Standing::Same, 300)));
        assert_eq!(judged(file("0xA", 4, "44")), Ok((Standing::Newer { before: 3 }, 300)));
        assert_eq!(judged(file("0xA", 2, "22")), Err(PinError::Older { id: "toy".into(), kept: 3, given: 2 }));
        assert_eq!(judged(file("0xA", 3, "34")), Err(PinError::Changed { id: "toy".into(), edition: 3 }));
        for edition in [2, 3, 4] {
            let error = judged(file("0xB", edition, "33")).unwrap_err();
            assert_eq!(error, PinError::OtherKey { id: "toy".into(), pinned: "0xA".into(), given: "0xB".into() });
        }
        assert_eq!(file("0xA", 1, "1").judge(&[], true), Err(PinError::BuiltIn("toy".into())));
        assert_eq!(file("0xA", 1, "1").judge(&[], false), Ok(Standing::First));
        let many: Vec<KeptCase> = (0..MOST_CASES).map(|n| KeptCase { id: n.to_string(), ..file("0xA", 1, "1") }).collect();
        assert_eq!(file("0xA", 1, "1").judge(&many, false), Err(PinError::Full));
    }

    #[test]
    fn only_addresses_of_files_are_asked_for() {
        for url in [
            "https://victim.example/case.json",
            " https://a.example:8443/x?y=z ",
            "http://127.0.0.1:8080/c.json",
            "http://[::1]/c",
            "http://localhost/c",
        ] {
            assert_eq!(file_url(url).as_deref(), Ok(url.trim()));
        }
        for url in [
            "",
            "victim.example/case.json",
            "http://victim.example/case.json",
            "https://",
            "https:///x",
            "https://me:pw@victim.example/c",
            "https://victim.example/c#d",
            "javascript:alert(1)",
            "data:text/plain,x",
            "https://victim.example/ a",
            "https://vic\u{202e}tim.example",
            "http://127.0.0.1.evil.example/c",
            "http://localhost@evil.example/c",
        ] {
            assert!(file_url(url).is_err(), "{url}");
        }
    }
}
