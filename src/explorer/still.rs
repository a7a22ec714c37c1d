//! What is still there: how much of an asset an account has now, and whether its issuer has frozen it. Pure; the worker
//! carries.
//!
//! | who is asked | a chain's own coin | a token | frozen | newest block |
//! |---|---|---|---|---|
//! | own node (Otterscan), Blockscout | `eth_getBalance` | `balanceOf` by `eth_call` | `eth_call` | in the same batch |
//! | Etherscan, Routescan | `account`/`balance` | `account`/`tokenbalance` | `proxy`/`eth_call` | not stated |
//! | Esplora | `chain_stats` of the address | – | – | `/blocks/tip/height`, without its time |
//! | blockchain.info | `/balance` | – | – | not stated |
//! | TronGrid | `/v1/accounts`, confirmed | `balanceOf` by `triggerconstantcontract` | the same | `getblock` |
//! | Solana | `getBalance` | `getTokenAccountsByOwner` | the state of the token accounts | the slot, without its time |
//!
//! Sources: the documents of these APIs as named in their adapters; [EIP-20](https://eips.ethereum.org/EIPS/eip-20) for
//! `balanceOf`; [TRON's HTTP API](https://developers.tron.network/reference/triggerconstantcontract). Limits: a balance does
//! not say which coins it is made of; what was staked, lent or wrapped from the account is not in it. A block is the newest
//! that the source knew when it answered; the calls of one batch are answered one after the other, a block may come between.

mod bitcoin;
mod etherscan;
mod node;
mod solana;
mod tron;

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::service::{self, Kind};
use super::source::Source;
use super::text::cut;
use super::{AnswerError, Answered, HttpAnswer, HttpRequest, freezers};
use crate::money::{Account, Address, Amount, Asset, UnixSeconds};

/// What is looked for: an asset at an account of its chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Holding {
    /// Whose.
    pub account: Account,
    /// Of what.
    pub asset: Asset,
}

/// The newest block that a source knew when it answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest {
    /// Its number, or the slot.
    pub number: u64,
    /// Its time, where the source states it.
    pub at: Option<UnixSeconds>,
}

/// Whether the issuer has frozen the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frozen {
    /// Nobody is known whose contract could be asked.
    NotAsked,
    /// The contract says no.
    No {
        /// Whose contract.
        who: String,
        /// What was asked: `isBlackListed`.
        by: String,
    },
    /// The contract says yes.
    Yes {
        /// Whose contract.
        who: String,
        /// What was asked.
        by: String,
    },
    /// It was asked and did not say: the sentence says why.
    Unknown(String),
}

/// What a source says of a holding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How much there is, in base units.
    pub amount: Amount,
    /// Up to which block; `None` where the source does not state it.
    pub newest: Option<Newest>,
    /// Whether it is frozen.
    pub frozen: Frozen,
    /// Transactions at this address that are in no block yet; only Bitcoin's explorers say.
    pub waiting: u64,
}

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// So much is there.
    Found(Found),
    /// Nobody could say: the sentence says why.
    Unknown(String),
}

/// A look at a holding, on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// What was looked for.
    pub holding: Holding,
    /// The host that answered last; `None` where nobody was asked.
    pub by: Option<String>,
    /// When, by the visitor's clock.
    pub at: UnixSeconds,
    /// What it says.
    pub says: Says,
    /// The answers it rests on.
    pub answers: Vec<Answered>,
}

impl Sighting {
    /// What was found, where somebody could say.
    #[must_use]
    pub const fn found(&self) -> Option<&Found> {
        match &self.says {
            Says::Found(found) => Some(found),
            Says::Unknown(_) => None,
        }
    }
}

/// One question of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Balance, list and block in one batch.
    NodeBatch,
    /// The balance by Etherscan.
    EtherscanBalance,
    /// The issuer's list by Etherscan.
    EtherscanFrozen,
    /// What an address got and spent.
    EsploraAddress,
    /// The height of the chain.
    EsploraTip,
    /// The balance by blockchain.info.
    InfoBalance,
    /// An account of Tron.
    TronAccount,
    /// The balance of a token of Tron.
    TronToken,
    /// The issuer's list on Tron.
    TronFrozen,
    /// The newest block of Tron.
    TronBlock,
    /// Lamports.
    SolanaBalance,
    /// Token accounts.
    SolanaTokens,
}

/// A look at a holding with one source, and how far it came.
#[derive(Clone, Debug)]
pub struct Lookup {
    id: String,
    kind: Kind,
    base: Base,
    holding: Holding,
    /// What is still to be asked, the next one last. The amount always comes first.
    open: Vec<Step>,
    amount: Option<Amount>,
    newest: Option<Newest>,
    frozen: Frozen,
    waiting: u64,
}

impl Lookup {
    /// A look with this source; `None` where it cannot say anything of such a holding.
    #[must_use]
    pub fn of(source: &Source, holding: &Holding) -> Option<Self> {
        let chain = holding.account.chain();
        let (kind, base, id) = match source {
            Source::Recorded => return None,
            Source::Service(id) => {
                // The same address has another balance on another chain.
                let service = service::service(id).filter(|service| service.chains.contains(&chain))?;
                (service.kind, service.base.clone()?, service.id.clone())
            }
            Source::Own { kind, base } => (*kind, base.clone(), format!("own-{}", kind.name())),
        };
        let fits =
            kind.can_answer_about(chain) && holding.asset.chain() == chain && !matches!(holding.account.address(), Address::Coins(_));
        let issuer = Self::issuer_of(&holding.asset).is_some();
        let token = !holding.asset.is_native();
        // The last is asked first.
        let open = match kind {
            _ if !fits => return None,
            Kind::Otterscan | Kind::Blockscout => vec![Step::NodeBatch],
            Kind::Etherscan | Kind::Routescan if issuer => vec![Step::EtherscanFrozen, Step::EtherscanBalance],
            Kind::Etherscan | Kind::Routescan => vec![Step::EtherscanBalance],
            Kind::Esplora => vec![Step::EsploraTip, Step::EsploraAddress],
            Kind::BlockchainInfo => vec![Step::InfoBalance],
            Kind::Trongrid if token && issuer => vec![Step::TronBlock, Step::TronFrozen, Step::TronToken],
            Kind::Trongrid if token => vec![Step::TronBlock, Step::TronToken],
            Kind::Trongrid => vec![Step::TronBlock, Step::TronAccount],
            Kind::Solana if token => vec![Step::SolanaTokens],
            Kind::Solana => vec![Step::SolanaBalance],
            _ => return None,
        };
        let frozen = Frozen::NotAsked;
        Some(Self { id, kind, base, holding: holding.clone(), open, amount: None, newest: None, frozen, waiting: 0 })
    }

    /// Whose contract is asked whether the account is frozen.
    fn issuer_of(asset: &Asset) -> Option<&'static freezers::Freezing> {
        freezers::of(asset).into_iter().find(|one| one.check.is_some())
    }

    /// The name under which the answers are cited.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.base.host()
    }

    /// What is to be asked next; `None` where nothing is left.
    #[must_use]
    pub fn request(&self) -> Option<HttpRequest> {
        let step = *self.open.last()?;
        match step {
            Step::NodeBatch => Some(node::request(self)),
            Step::EtherscanBalance | Step::EtherscanFrozen => etherscan::request(self, step),
            Step::EsploraAddress | Step::EsploraTip | Step::InfoBalance => Some(bitcoin::request(self, step)),
            Step::TronAccount | Step::TronToken | Step::TronFrozen | Step::TronBlock => tron::request(self, step),
            Step::SolanaBalance | Step::SolanaTokens => Some(solana::request(self, step)),
        }
    }

    /// Takes the answer to what was asked.
    ///
    /// # Errors
    /// When the amount cannot be read from it. What is asked for beside the amount is unknown then, and the look goes on.
    pub fn take(&mut self, answer: &HttpAnswer) -> Result<(), AnswerError> {
        let Some(step) = self.open.pop() else { return Ok(()) };
        let read = match step {
            Step::NodeBatch => node::take(self, answer),
            Step::EtherscanBalance | Step::EtherscanFrozen => etherscan::take(self, step, answer),
            Step::EsploraAddress | Step::EsploraTip | Step::InfoBalance => bitcoin::take(self, step, answer),
            Step::TronAccount | Step::TronToken | Step::TronFrozen | Step::TronBlock => tron::take(self, step, answer),
            Step::SolanaBalance | Step::SolanaTokens => solana::take(self, step, answer),
        };
        match read {
            Err(error) if self.amount.is_some() => {
                self.miss(step, &error.to_string());
                Ok(())
            }
            read => read,
        }
    }

    /// There was no answer to what was asked. Gives whether the look goes on without it.
    pub fn silent(&mut self, why: &str) -> bool {
        let Some(step) = self.open.pop() else { return false };
        if self.amount.is_some() {
            self.miss(step, why);
        }
        self.amount.is_some()
    }

    /// What was found; `None` before the amount is known.
    #[must_use]
    pub fn found(self) -> Option<Found> {
        Some(Found { amount: self.amount?, newest: self.newest, frozen: self.frozen, waiting: self.waiting })
    }

    fn miss(&mut self, step: Step, why: &str) {
        if matches!(step, Step::EtherscanFrozen | Step::TronFrozen) {
            self.frozen = Frozen::Unknown(cut(why));
        }
    }

    /// Notes what the issuer's contract says, or that it does not say it.
    fn take_frozen(&mut self, says: Result<bool, String>) {
        let Some(issuer) = Self::issuer_of(&self.holding.asset) else { return };
        let (who, by) = (issuer.who.clone(), issuer.asked_by().unwrap_or_default().to_owned());
        self.frozen = match says {
            Ok(true) => Frozen::Yes { who, by },
            Ok(false) => Frozen::No { who, by },
            Err(why) => Frozen::Unknown(format!("{by} of {who}'s contract: {}", cut(&why))),
        };
    }

    fn unreadable(&self, why: impl AsRef<str>) -> AnswerError {
        AnswerError::Unreadable { host: self.host().to_owned(), why: cut(why.as_ref()) }
    }

    /// Sorts out what is no answer of a plain HTTP API.
    fn check_status(&self, answer: &HttpAnswer) -> Result<(), AnswerError> {
        let (host, status) = (self.host().to_owned(), answer.status);
        match status {
            200 if answer.body.trim_start().starts_with('<') => {
                Err(self.unreadable("a web page came instead of data; a firewall may ask for a human"))
            }
            200 => Ok(()),
            429 => Err(AnswerError::Limited { host, status, retry_after_ms: answer.retry_after_ms }),
            408 | 425 | 500..=599 => Err(AnswerError::Unavailable { host, status }),
            404 => Err(AnswerError::NotHeld { host, what: format!("the address {}", self.holding.account.address()) }),
            _ => Err(AnswerError::Refused { host, status, message: cut(answer.body.trim()) }),
        }
    }
}

/// Reads a truth value of the contract ABI from its word in hexadecimal, without `0x`. What is neither yes nor no is never
/// taken for no.
fn truth(digits: &str) -> Result<bool, String> {
    if digits.is_empty() {
        return Err("there is no such function on this chain".to_owned());
    }
    match (digits.len(), digits.split_at_checked(63)) {
        (64, Some((zeros, last))) if zeros.bytes().all(|byte| byte == b'0') && matches!(last, "0" | "1") => Ok(last == "1"),
        _ => Err(format!("the answer {:?} is neither yes nor no", cut(digits))),
    }
}

/// Reads an amount of the contract ABI from its word in hexadecimal, without `0x`.
fn word(digits: &str) -> Result<Amount, String> {
    if digits.len() != 64 {
        return Err(format!("the answer {:?} is no number of 256 bits", cut(digits)));
    }
    super::jsonrpc::amount(&format!("0x{digits}"))
}

#[cfg(test)]
mod tests;
