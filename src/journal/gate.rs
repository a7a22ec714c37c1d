//! What may leave this browser: the visitor's switches, and each key with the only host it may be sent to.
//!
//! The worker asks the gate before every request. What comes out of it is the only place where a key stands in a URL, and
//! nothing but the network ever reads that.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::FetchFailure;
use crate::explorer::HttpRequest;
use crate::explorer::base::{KEY, is_local};

/// What may leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Whether anything may leave at all.
    pub network: bool,
    /// Hosts that are not asked.
    pub off: BTreeSet<String>,
    /// Whether an answer that this browser kept is taken instead of asking again.
    pub use_kept: bool,
    /// The visitor's keys, each under the host, with its port, that it belongs to.
    pub keys: BTreeMap<String, Key>,
}

impl Default for Gate {
    /// Everything that the visitor starts may leave, and nothing is asked twice.
    fn default() -> Self {
        Self { network: true, off: BTreeSet::new(), use_kept: true, keys: BTreeMap::new() }
    }
}

/// What a service gave the visitor to be recognised by. It shows itself nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// A text that is no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseKeyError {
    /// Too short or too long. The text itself is not repeated.
    #[error("a key has 16 to 200 characters, this has {0}")]
    Length(usize),
    /// It has characters that a URL would take for something else.
    #[error("a key has letters, digits and . _ ~ - only; copy it again from the service's own page")]
    Characters,
}

impl FromStr for Key {
    type Err = ParseKeyError;

    /// A key goes into a URL as it stands. A short one would be found in answers by chance, where [`Key::hide`] looks.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let count = text.chars().count();
        if !(16..=200).contains(&count) {
            return Err(ParseKeyError::Length(count));
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
        if text.bytes().all(plain) { Ok(Self(text.to_owned())) } else { Err(ParseKeyError::Characters) }
    }
}

impl TryFrom<String> for Key {
    type Error = ParseKeyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(hidden)")
    }
}

impl Key {
    /// The text without the key, where a host repeats it in its answer.
    #[must_use]
    pub fn hide(&self, text: String) -> String {
        if text.contains(&self.0) { text.replace(&self.0, KEY) } else { text }
    }
}

/// A request as the network gets it. It can hold a key, so it is neither shown nor written anywhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    url: String,
    body: Option<String>,
    key: Option<Key>,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outgoing(hidden)")
    }
}

impl Outgoing {
    /// Where it goes, with the key.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What is posted.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }

    /// An answer to it, without the key, should the host repeat it.
    #[must_use]
    pub fn hide_key(&self, answer: String) -> String {
        match &self.key {
            Some(key) => key.hide(answer),
            None => answer,
        }
    }
}

impl Gate {
    /// Lets a request out, with its key in its place.
    ///
    /// # Errors
    /// When the visitor has switched the network or the host off, the request needs a key that is not there, or it would
    /// go unencrypted to another computer.
    pub fn pass(&self, request: &HttpRequest) -> Result<Outgoing, FetchFailure> {
        let host = request.host();
        let is_safe = request.url.starts_with("https://") || (request.url.starts_with("http://") && is_local(host));
        if !is_safe {
            return Err(FetchFailure::Opaque);
        }
        if !self.network {
            return Err(FetchFailure::NetworkOff);
        }
        if self.off.contains(host) {
            return Err(FetchFailure::HostOff);
        }
        if !request.url.contains(KEY) {
            return Ok(Outgoing { url: request.url.clone(), body: request.body.clone(), key: None });
        }
        let key = self.keys.get(host).ok_or(FetchFailure::NoKey)?;
        Ok(Outgoing { url: request.url.replace(KEY, &key.0), body: request.body.clone(), key: Some(key.clone()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRET: &str = "SECRET0123456789ABCDEF";

    fn gate() -> Gate {
        Gate { keys: BTreeMap::from([("api.example".to_owned(), SECRET.parse().unwrap())]), ..Gate::default() }
    }

    #[test]
    fn a_key_goes_to_its_own_host_and_to_no_other() {
        for (url, passed) in [
            ("https://api.example/v2/api?apikey={key}", Ok("https://api.example/v2/api?apikey=SECRET0123456789ABCDEF")),
            ("https://api.example/{key}/rpc", Ok("https://api.example/SECRET0123456789ABCDEF/rpc")),
            ("https://api.example/plain", Ok("https://api.example/plain")),
            ("https://other.example/?apikey={key}", Err(FetchFailure::NoKey)),
            ("https://api.example:8443/?apikey={key}", Err(FetchFailure::NoKey)),
            ("https://api.example@evil.example/?apikey={key}", Err(FetchFailure::NoKey)),
            ("https://api.example\\@evil.example/?apikey={key}", Err(FetchFailure::NoKey)),
            ("https://api.example.evil.example/?apikey={key}", Err(FetchFailure::NoKey)),
            ("http://api.example/?apikey={key}", Err(FetchFailure::Opaque)),
            ("http://127.0.0.1:8545/", Ok("http://127.0.0.1:8545/")),
            ("http://localhost.evil.example/", Err(FetchFailure::Opaque)),
            ("javascript:alert(1)", Err(FetchFailure::Opaque)),
        ] {
            let request = HttpRequest::get(url.to_owned());
            let out = gate().pass(&request);
            assert_eq!(out.as_ref().map(Outgoing::url).map_err(|why| *why), passed, "{url}");
            assert!(!request.cited().contains(SECRET));
        }
    }

    #[test]
    fn a_body_is_posted_as_it_is() {
        let request = HttpRequest::post("https://api.example/{key}".to_owned(), r#"{"params":["{key}"]}"#.to_owned());
        let out = gate().pass(&request).unwrap();
        assert_eq!(out.body(), Some(r#"{"params":["{key}"]}"#), "what an answer put into a body draws no key");
        assert_eq!(out.hide_key(format!("bad key {SECRET}")), "bad key {key}");
    }

    #[test]
    fn switches_hold_whatever_the_request() {
        let request = HttpRequest::get("https://api.example/x".to_owned());
        let dark = Gate { network: false, ..gate() };
        assert_eq!(dark.pass(&request), Err(FetchFailure::NetworkOff));
        let without = Gate { off: BTreeSet::from(["api.example".to_owned()]), ..gate() };
        assert_eq!(without.pass(&request), Err(FetchFailure::HostOff));
        assert!(without.pass(&HttpRequest::get("https://other.example/x".to_owned())).is_ok());
    }

    #[test]
    fn a_key_shows_itself_nowhere() {
        let gate = gate();
        let out = gate.pass(&HttpRequest::get("https://api.example/{key}".to_owned())).unwrap();
        assert!(!format!("{gate:?} {out:?}").contains(SECRET));
        for (text, why) in [("short", "16"), ("with spaces in the middle of", "letters"), ("https://host.example/x", "letters")] {
            let error = text.parse::<Key>().unwrap_err().to_string();
            assert!(error.contains(why) && !error.contains(text), "{error}");
        }
        let back: Gate = serde_json::from_str(&serde_json::to_string(&gate).unwrap()).unwrap();
        assert_eq!(back, gate);
        assert!(serde_json::from_str::<Gate>(r#"{"network":true,"off":[],"use_kept":true,"keys":{"a":"x&y=1"}}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_other_url_draws_the_key(before in "[ -~]{0,40}", after in "[ -~]{0,40}") {
            let url = format!("https://{before}{KEY}{after}");
            if let Ok(out) = gate().pass(&HttpRequest::get(url.clone())) {
                prop_assert!(!out.url().contains(SECRET) || url.starts_with("https://api.example"), "{}", url);
                let rest = url.trim_start_matches("https://api.example");
                prop_assert!(!out.url().contains(SECRET) || rest.starts_with(['/', '?', '#']), "{}", url);
            }
        }
    }
}
