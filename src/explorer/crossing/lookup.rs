//! Looking a transaction up, question by question: a small state that can be kept, resumed and asked elsewhere.

use serde::{Deserialize, Serialize};

use super::node::{self, MOST_ROWS, gap};
use super::thorchain::{Family, THORCHAIN, midgard, node as thornode};
use super::{Crossing, CrossingAnswer, Service, Step, chainflip, debridge, layerzero, lifi, maya, relay, wormhole};
use crate::explorer::base::Base;
use crate::explorer::service::{Kind, services};
use crate::explorer::text::cut;
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest};
use crate::money::{Chain, TxId};

/// An API that is asked. Where it listens is in the table of services, under its [`Kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// THORChain's index.
    Midgard,
    /// THORChain's nodes.
    Thornode,
    /// Maya's index.
    MayaMidgard,
    /// Maya's nodes.
    Mayanode,
    /// Chainflip.
    Chainflip,
    /// LI.FI.
    Lifi,
    /// deBridge.
    Debridge,
    /// LayerZero Scan.
    Layerzero,
    /// Wormholescan.
    Wormholescan,
    /// Relay.
    Relay,
}

impl Api {
    /// Whose it is.
    #[must_use]
    pub const fn service(self) -> Service {
        match self {
            Self::Midgard | Self::Thornode => Service::Thorchain,
            Self::MayaMidgard | Self::Mayanode => Service::Maya,
            Self::Chainflip => Service::Chainflip,
            Self::Lifi => Service::Lifi,
            Self::Debridge => Service::Debridge,
            Self::Layerzero => Service::Layerzero,
            Self::Wormholescan => Service::Wormhole,
            Self::Relay => Service::Relay,
        }
    }

    /// The APIs of a service, in the order to be asked.
    #[must_use]
    pub const fn of(service: Service) -> &'static [Self] {
        match service {
            Service::Thorchain => &[Self::Midgard, Self::Thornode],
            Service::Maya => &[Self::MayaMidgard, Self::Mayanode],
            Service::Chainflip => &[Self::Chainflip],
            Service::Lifi => &[Self::Lifi],
            Service::Debridge => &[Self::Debridge],
            Service::Layerzero => &[Self::Layerzero],
            Service::Wormhole => &[Self::Wormholescan],
            Service::Relay => &[Self::Relay],
        }
    }

    /// Its kind in the table of services.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Midgard => Kind::Midgard,
            Self::Thornode => Kind::Thornode,
            Self::MayaMidgard => Kind::MayaMidgard,
            Self::Mayanode => Kind::Mayanode,
            Self::Chainflip => Kind::Chainflip,
            Self::Lifi => Kind::Lifi,
            Self::Debridge => Kind::Debridge,
            Self::Layerzero => Kind::Layerzero,
            Self::Wormholescan => Kind::Wormhole,
            Self::Relay => Kind::Relay,
        }
    }

    const fn family(self) -> &'static Family {
        match self {
            Self::MayaMidgard | Self::Mayanode => &maya::MAYA,
            _ => &THORCHAIN,
        }
    }
}

/// What is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// A transaction of a chain.
    Tx {
        /// The transaction.
        tx: TxId,
        /// Its chain.
        chain: Chain,
    },
    /// A number of the service's own: a swap, an order, a request.
    Id(String),
}

impl Key {
    /// In capitals and without `0x`, as THORChain writes hashes.
    #[must_use]
    pub fn in_capitals(&self) -> String {
        match self {
            Self::Tx { tx, .. } if tx.as_hash().is_some() => tx.to_string().trim_start_matches("0x").to_ascii_uppercase(),
            Self::Tx { tx, .. } => tx.to_string(),
            Self::Id(id) => id.clone(),
        }
    }

    /// As the explorers of its chain write it.
    #[must_use]
    pub fn on_chain(&self) -> String {
        match self {
            Self::Tx { tx, chain } => tx.on(*chain),
            Self::Id(id) => id.clone(),
        }
    }

    /// A hash with `0x` whatever its chain, as LayerZero Scan writes it; a signature in base58.
    #[must_use]
    pub fn prefixed(&self) -> String {
        match self {
            Self::Tx { tx, .. } => tx.to_string(),
            Self::Id(id) => id.clone(),
        }
    }

    /// Whether a text of an answer names what was asked for. A number of the service's own names a whole answer.
    pub(super) fn is(&self, text: &str) -> bool {
        match self {
            Self::Tx { tx, .. } => text.parse() == Ok(*tx),
            Self::Id(_) => true,
        }
    }

    /// Whether the answer as a whole is what was asked for.
    pub(super) const fn is_any(&self) -> bool {
        matches!(self, Self::Id(_))
    }
}

/// A question that cannot be put.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// The transaction is of another chain.
    #[error("{tx} is no transaction of {chain}")]
    Chain {
        /// What was given.
        tx: String,
        /// The chain it should be of.
        chain: Chain,
    },
    /// Not a number of any service.
    #[error("{0:?} is no number of a swap, an order or a request: letters, digits and - _ only, at most 128")]
    Id(String),
}

/// A lookup and how far it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    api: Api,
    base: Base,
    key: Key,
    stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    /// The question that every API begins with.
    First,
    /// The older question to a node.
    NodeTx,
    /// deBridge: the orders still to be asked for, the next one last, and what the others gave.
    Orders { left: Vec<String>, found: Vec<Crossing>, gaps: Vec<String> },
}

impl Lookup {
    /// Looks a transaction up at a base.
    ///
    /// # Errors
    /// When the transaction is not of the chain.
    pub fn new(api: Api, base: Base, chain: Chain, tx: TxId) -> Result<Self, LookupError> {
        if !tx.is_of(chain) {
            return Err(LookupError::Chain { tx: tx.to_string(), chain });
        }
        Ok(Self { api, base, key: Key::Tx { tx, chain }, stage: Stage::First })
    }

    /// Every way to look a transaction up at a service, by the table of services: the best first, the others to fall back
    /// on where it fails or knows nothing.
    ///
    /// # Errors
    /// When the transaction is not of the chain.
    pub fn all(service: Service, chain: Chain, tx: TxId) -> Result<Vec<Self>, LookupError> {
        let listed = Api::of(service)
            .iter()
            .flat_map(|api| services().iter().filter(|known| known.kind == api.kind()).map(move |known| (*api, known)));
        listed.filter_map(|(api, known)| known.base.clone().map(|base| Self::new(api, base, chain, tx))).collect()
    }

    /// Looks up a number of the service's own: a Chainflip swap or deposit channel, a deBridge order, a LI.FI transfer, a
    /// Relay request.
    ///
    /// # Errors
    /// When the text is no such number.
    pub fn by_id(api: Api, base: Base, id: &str) -> Result<Self, LookupError> {
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if id.is_empty() || id.len() > 128 || !plain {
            return Err(LookupError::Id(cut(id)));
        }
        let orders = |id: &str| Stage::Orders { left: vec![id.to_owned()], found: Vec::new(), gaps: Vec::new() };
        let stage = if api == Api::Debridge { orders(id) } else { Stage::First };
        Ok(Self { api, base, key: Key::Id(id.to_owned()), stage })
    }

    /// Who is asked.
    #[must_use]
    pub const fn api(&self) -> Api {
        self.api
    }

    /// The same lookup, as far as it came, at another base.
    #[must_use]
    pub fn at(mut self, base: Base) -> Self {
        self.base = base;
        self
    }

    /// The question to be asked now.
    #[must_use]
    pub fn request(&self) -> HttpRequest {
        let (base, key) = (&self.base, &self.key);
        match (&self.stage, self.api) {
            (Stage::NodeTx, _) => thornode::tx_request(self.api.family(), base, key),
            (Stage::Orders { left, .. }, _) => debridge::order_request(base, left.last().map_or("", String::as_str)),
            (Stage::First, Api::Midgard | Api::MayaMidgard) => midgard::request(base, key),
            (Stage::First, Api::Thornode | Api::Mayanode) => thornode::status_request(self.api.family(), base, key),
            (Stage::First, Api::Chainflip) => chainflip::request(base, key),
            (Stage::First, Api::Lifi) => lifi::request(base, key),
            (Stage::First, Api::Debridge) => debridge::request(base, key),
            (Stage::First, Api::Layerzero) => layerzero::request(base, key),
            (Stage::First, Api::Wormholescan) => wormhole::request(base, key),
            (Stage::First, Api::Relay) => relay::request(base, key),
        }
    }

    /// Reads the answer to [`Lookup::request`]. After an error the state is the same: the question may be asked again,
    /// here or at another base.
    ///
    /// # Errors
    /// When the answer says nothing about the transaction. That a service does not know it is no error.
    pub fn read(&mut self, answer: &HttpAnswer) -> Result<Step, AnswerError> {
        let host = self.base.host().to_owned();
        let unreadable = |why: String| AnswerError::Unreadable { host: host.clone(), why: cut(&why) };
        let (key, body) = (&self.key, self.body(&host, answer)?);
        let read = match (&self.stage, self.api) {
            (Stage::Orders { .. }, _) => return self.read_order(body).map_err(unreadable),
            (_, Api::Debridge) => return self.read_orders(body).map_err(unreadable),
            (Stage::First, Api::Thornode | Api::Mayanode) if body.is_none() && !thornode::is_unseen(&answer.body) => {
                // A node that does not have this question, rather than not the transaction.
                self.stage = Stage::NodeTx;
                return Ok(Step::Ask(self.request()));
            }
            (_, api) => match (body, api) {
                (None, _) => Ok(CrossingAnswer::NotFound),
                (Some(body), Api::Midgard | Api::MayaMidgard) => midgard::read(api.family(), key, body),
                (Some(body), Api::Thornode | Api::Mayanode) if self.stage == Stage::NodeTx => thornode::read_tx(api.family(), key, body),
                (Some(body), Api::Thornode | Api::Mayanode) => thornode::read_status(api.family(), key, body),
                (Some(body), Api::Chainflip) => chainflip::read(key, body),
                (Some(body), Api::Lifi) => lifi::read(key, body),
                (Some(body), Api::Layerzero) => layerzero::read(key, body),
                (Some(body), Api::Wormholescan) => wormhole::read(key, body),
                (Some(body), Api::Relay | Api::Debridge) => relay::read(key, body),
            },
        };
        read.map(Step::Done).map_err(unreadable)
    }

    /// The body to be read; `None` where the service says that it knows nothing.
    fn body<'a>(&self, host: &str, answer: &'a HttpAnswer) -> Result<Option<&'a str>, AnswerError> {
        match (self.api, answer.status) {
            // Its own way of saying that it knows nothing.
            (Api::Lifi, 400 | 404) if lifi::is_unknown(&answer.body) => Ok(None),
            (Api::Thornode | Api::Mayanode, 400..=599) if thornode::is_unseen(&answer.body) => Ok(None),
            // An error in the clothes of an answer.
            (Api::Thornode | Api::Mayanode, 200) if is_error(&answer.body) => match thornode::is_unseen(&answer.body) {
                true => Ok(None),
                false => Err(AnswerError::Unavailable { host: host.to_owned(), status: answer.status }),
            },
            (Api::Thornode | Api::Mayanode, 501) => Ok(None),
            _ => node::body(host, answer),
        }
    }

    fn read_orders(&mut self, body: Option<&str>) -> Result<Step, String> {
        let Some(body) = body else { return Ok(Step::Done(CrossingAnswer::NotFound)) };
        let mut left = debridge::read_ids(body)?;
        if left.is_empty() {
            return Ok(Step::Done(CrossingAnswer::NotFound));
        }
        let mut gaps = Vec::new();
        if left.len() > debridge::MOST_ORDERS {
            gap(
                &mut gaps,
                format!("the transaction made {} orders; {} of them were asked for", left.len().min(MOST_ROWS), debridge::MOST_ORDERS),
            );
            left.truncate(debridge::MOST_ORDERS);
        }
        left.reverse();
        self.stage = Stage::Orders { left, found: Vec::new(), gaps };
        Ok(Step::Ask(self.request()))
    }

    fn read_order(&mut self, body: Option<&str>) -> Result<Step, String> {
        let Stage::Orders { left, found, gaps } = &mut self.stage else { return Err("no order was asked for".to_owned()) };
        let Some(id) = left.last().cloned() else { return Err("no order was asked for".to_owned()) };
        match body {
            Some(body) => found.push(debridge::read_order(&self.key, &id, body)?),
            None => gap(gaps, format!("deBridge does not know the order {}", cut(&id))),
        }
        left.pop();
        if !left.is_empty() {
            return Ok(Step::Ask(self.request()));
        }
        if found.is_empty() {
            return Ok(Step::Done(CrossingAnswer::NotFound));
        }
        let mut all = std::mem::take(found);
        for crossing in &mut all {
            crossing.gaps.extend(gaps.iter().cloned());
        }
        Ok(Step::Done(CrossingAnswer::Found(all)))
    }
}

/// Whether an answer is an error and nothing else.
fn is_error(body: &str) -> bool {
    let value: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let root = node::Node::root(&value);
    root.at("error").text().is_some() || (root.at("code").exists() && root.at("message").text().is_some())
}
