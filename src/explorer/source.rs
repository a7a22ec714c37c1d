//! Who is asked, as a visitor chooses it: the recording, a service of the table, or a server of one's own.

use std::fmt;
use std::str::FromStr;

use super::Adapter;
use super::base::{Base, ParseBaseError};
use super::service::{self, Kind, Role, services};
use super::text::cut;
use crate::money::Chain;

/// Somebody who can be asked. Its text stands in settings: `recorded`, `blockscout-eth`, `own:esplora:https://my.example/api`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The recording that came with the page.
    Recorded,
    /// A service of the table, by its name.
    Service(String),
    /// A server that the visitor entered.
    Own {
        /// What it speaks.
        kind: Kind,
        /// Where.
        base: Base,
    },
}

/// A text that names nobody who can be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is no such service.
    #[error("there is no explorer {0:?}; choose one of the list")]
    Unknown(String),
    /// The address of an own server is none.
    #[error("the address of your own server cannot be used: {0}")]
    Base(#[from] ParseBaseError),
    /// It cannot answer about the chain.
    #[error("{source_name} cannot answer about {chain}; choose another explorer")]
    Chain {
        /// Who.
        source_name: String,
        /// About what.
        chain: Chain,
    },
}

impl Source {
    /// The host that sees the questions; `None` where nobody does.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Recorded => None,
            Self::Service(id) => service::service(id).and_then(|service| service.host()),
            Self::Own { base, .. } => Some(base.host()),
        }
    }

    /// The adapter for a chain.
    ///
    /// # Errors
    /// When nobody of that name is known, or it cannot answer about the chain. The recording has no adapter here: it
    /// belongs to a case.
    pub fn adapter(&self, chain: Chain) -> Result<Box<dyn Adapter>, SourceError> {
        let refuse = || SourceError::Chain { source_name: self.to_string(), chain };
        match self {
            Self::Recorded => Err(SourceError::Unknown(self.to_string())),
            Self::Service(id) => {
                let service = service::service(id).ok_or_else(|| SourceError::Unknown(cut(id)))?;
                service.adapter(chain).ok_or_else(refuse)
            }
            Self::Own { kind, base } => {
                let id = format!("own-{}", kind.name());
                kind.adapter(chain, base.clone(), id).ok_or_else(refuse)
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded => f.write_str("recorded"),
            Self::Service(id) => f.write_str(id),
            Self::Own { kind, base } => write!(f, "own:{}:{base}", kind.name()),
        }
    }
}

impl FromStr for Source {
    type Err = SourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || SourceError::Unknown(cut(text));
        if text == "recorded" {
            return Ok(Self::Recorded);
        }
        if let Some(own) = text.strip_prefix("own:") {
            let (kind, base) = own.split_once(':').ok_or_else(unknown)?;
            let kind = Kind::named(kind).filter(|kind| Kind::OWN.contains(kind)).ok_or_else(unknown)?;
            return Ok(Self::Own { kind, base: base.parse()? });
        }
        // Settings that were kept before services had names call them by their hosts.
        let explorers = || services().iter().filter(|service| service.kind.role() == Role::Explorer);
        let named = explorers().find(|service| service.id == text || service.host() == Some(text));
        named.map(|service| Self::Service(service.id.clone())).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_come_back_as_they_were_written() {
        for text in ["recorded", "blockscout-eth", "own:otterscan:http://127.0.0.1:8545", "own:esplora:https://a.b/api"] {
            assert_eq!(text.parse::<Source>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "nobody",
            "own:",
            "own:esplora",
            "own:relay:https://a.b",
            "own:esplora:http://a.b",
            "https://eth.blockscout.com",
            "midgard",
            "explorer.example",
        ] {
            assert!(text.parse::<Source>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_source_answers_about_its_own_chains_only() {
        let source: Source = "blockscout-eth".parse().unwrap();
        assert_eq!("eth.blockscout.com".parse(), Ok(source.clone()), "by its host, as settings kept of old name it");
        assert_eq!(source.adapter(Chain::ETHEREUM).unwrap().id(), "blockscout-eth");
        assert!(matches!(source.adapter(Chain::BITCOIN), Err(SourceError::Chain { .. })));
        assert_eq!(source.host(), Some("eth.blockscout.com"));
    }
}
