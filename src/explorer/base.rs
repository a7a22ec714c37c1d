//! Where a service listens: the part of its URLs before the adapter's own.

use std::fmt;
use std::str::FromStr;

use super::text::{cut, is_host};

/// What stands in a URL where a key goes. Whoever carries the request puts the key there, and nobody else ever sees it:
/// not the journal, not an export, not a link. No parameter can contain it, for its braces would be encoded.
pub const KEY: &str = "{key}";

/// The beginning of a service's URLs: `https://eth.blockscout.com`, `http://127.0.0.1:8545`.
///
/// Always https, or http to this computer itself. A path may follow (`https://mempool.space/api`), and in it [`KEY`]. No
/// user, no parameters, no slash at the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base {
    url: String,
    host: usize,
    path: usize,
}

/// A text that no service can be asked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseBaseError {
    /// It does not begin with https.
    #[error("{0:?} does not begin with https:// (http:// is only for this computer: http://127.0.0.1 or http://localhost)")]
    Scheme(String),
    /// What follows the scheme is no host name.
    #[error("{0:?} has no plain host name in lower case; write it like https://explorer.example or https://node.example:8443/rpc")]
    Host(String),
    /// The path has characters that a path of a service has no need of.
    #[error("the path of {0:?} may hold letters, digits and / - _ . ~ only; put a key into the field for it")]
    Path(String),
}

impl Base {
    /// The https address of a host, without a path.
    ///
    /// # Errors
    /// When it is not a host name.
    pub fn of_host(host: &str) -> Result<Self, ParseBaseError> {
        if is_host(host) { format!("https://{host}").parse() } else { Err(ParseBaseError::Host(cut(host))) }
    }

    /// The whole of it, without a slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Who is asked: host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.url[self.host..self.path]
    }

    /// Whether it is this very computer, which a page may ask without encryption.
    #[must_use]
    pub fn is_local(&self) -> bool {
        is_local(self.host())
    }
}

/// Whether a host with its port is this computer (<https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy>).
#[must_use]
pub fn is_local(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    name == "localhost" || name == "127.0.0.1"
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

impl FromStr for Base {
    type Err = ParseBaseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = text.trim().trim_end_matches('/');
        let (scheme, rest) = url.split_once("://").ok_or_else(|| ParseBaseError::Scheme(cut(text)))?;
        let (name, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if !is_host(name) {
            return Err(ParseBaseError::Host(cut(text)));
        }
        if !(scheme == "https" || (scheme == "http" && is_local(name))) {
            return Err(ParseBaseError::Scheme(cut(text)));
        }
        let plain = path.replace(KEY, "");
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
        if !plain.bytes().all(allowed) || plain.split('/').any(|part| part == "." || part == "..") || url.len() > 300 {
            return Err(ParseBaseError::Path(cut(text)));
        }
        let host = scheme.len() + 3;
        Ok(Self { host, path: host + name.len(), url: url.to_owned() })
    }
}

crate::money::serde_as_text!(Base);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_has_a_host_and_keeps_its_path() {
        for (given, url, host, local) in [
            ("https://eth.blockscout.com", "https://eth.blockscout.com", "eth.blockscout.com", false),
            ("https://mempool.space/api/", "https://mempool.space/api", "mempool.space", false),
            (" http://127.0.0.1:8545 ", "http://127.0.0.1:8545", "127.0.0.1:8545", true),
            ("http://localhost:3000/api", "http://localhost:3000/api", "localhost:3000", true),
            ("https://node.example/v2/{key}", "https://node.example/v2/{key}", "node.example", false),
        ] {
            let base: Base = given.parse().unwrap();
            assert_eq!((base.as_str(), base.host(), base.is_local()), (url, host, local), "{given}");
        }
    }

    #[test]
    fn what_could_send_a_question_elsewhere_is_refused() {
        for given in [
            "",
            "eth.blockscout.com",
            "http://eth.blockscout.com",
            "http://127.0.0.1.example",
            "https://user@host.example",
            "https://host.example?x=1",
            "https://host.example#x",
            "https://host.example/a b",
            "https://host.example/%2e%2e",
            "https://host.example/../x",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://host.example/{other}",
            "https://{key}.example",
        ] {
            assert!(given.parse::<Base>().is_err(), "{given}");
        }
    }
}
