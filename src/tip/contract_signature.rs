//! Signatures of contract wallets (Safe, account abstraction): the contract itself says whether one is valid, so a node
//! has to be asked.
//!
//! Source: [ERC-1271](https://eips.ethereum.org/EIPS/eip-1271), `isValidSignature(bytes32,bytes)`. Limits: the answer may
//! depend on the contract's state (its owners change), so it holds for the block it was asked at; and it is worth as much
//! as the node that gave it. A signature for a contract that is not deployed yet
//! ([ERC-6492](https://eips.ethereum.org/EIPS/eip-6492)) is refused: checking it would run code that it brings along.

use std::fmt;

use alloy_primitives::hex;
use alloy_sol_types::{SolCall, sol};
use serde::Deserialize;
use serde_json::json;

use super::envelope::Tip;
use super::seal::Seal;
use crate::explorer::base::Base;
use crate::explorer::jsonrpc::{self, Call, Outcome, Trouble};
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest};

sol! {
    function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
}

/// The longest signature that is read, in bytes. Those of wallets with many owners have some hundreds.
pub const MOST_SIGNATURE_BYTES: usize = 4096;
/// What stands at the end of a signature for a contract that is not there yet (ERC-6492): these two bytes, 16 times.
const NOT_DEPLOYED: [u8; 2] = [0x64, 0x92];
/// How many times.
const NOT_DEPLOYED_TIMES: usize = 16;
/// The chain that the statement's domain names.
const CHAIN: u64 = 1;

/// A signature whose form only its contract knows. It may be empty: some contracts keep on record what they signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractSignature(Vec<u8>);

/// A text that is no signature of a contract wallet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContractSignatureError {
    /// Not hexadecimal.
    #[error("a contract wallet's signature is 0x and an even number of lower-case hexadecimal digits; this begins with {0:?}")]
    Form(String),
    /// Longer than any wallet's.
    #[error("a contract wallet's signature has at most {MOST_SIGNATURE_BYTES} bytes; this has {0}")]
    TooLong(usize),
    /// Of a contract that does not exist yet.
    #[error(
        "the signature is for a contract wallet that is not on the chain yet (ERC-6492); make a first transaction with the wallet, or sign with another"
    )]
    NotDeployed,
}

impl ContractSignature {
    /// Reads the one accepted text.
    ///
    /// # Errors
    /// When it is not lower-case hexadecimal, is too long, or is for a contract that is not deployed.
    pub fn read(text: &str) -> Result<Self, ContractSignatureError> {
        let form = || ContractSignatureError::Form(text.chars().take(12).collect());
        let digits = super::record::lower_hex(text).ok_or_else(form)?;
        if digits.len() / 2 > MOST_SIGNATURE_BYTES {
            return Err(ContractSignatureError::TooLong(digits.len() / 2));
        }
        let bytes = hex::decode(digits).map_err(|_| form())?;
        if bytes.ends_with(&NOT_DEPLOYED.repeat(NOT_DEPLOYED_TIMES)) {
            return Err(ContractSignatureError::NotDeployed);
        }
        Ok(Self(bytes))
    }

    /// Reads what a wallet returned: also capital digits.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_wallet(text: &str) -> Result<Self, ContractSignatureError> {
        Self::read(&text.trim().to_ascii_lowercase())
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for ContractSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_prefixed(&self.0))
    }
}

/// As of which block a contract is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// The newest that the node has.
    Newest,
    /// One by its number; the node must still hold its state.
    Block(u64),
}

impl At {
    fn tag(self) -> String {
        match self {
            Self::Newest => "latest".to_owned(),
            Self::Block(number) => jsonrpc::quantity(number),
        }
    }
}

/// What a contract says of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is the contract's.
    pub valid: bool,
    /// As of which block. For [`At::Newest`] the newest that the node knew: the calls of one batch are answered one after
    /// the other, so a block may come between.
    pub block: u64,
    /// Why not, where it is not.
    pub why: &'static str,
}

/// What to ask a node about a tip's signature; `None` where no contract signed it.
///
/// The node learns the address of the wallet, the digest and the signature: not what the tip says.
#[must_use]
pub fn question(tip: &Tip, node: &Base, at: At) -> Option<HttpRequest> {
    let Seal::Contract(signature) = tip.signature() else { return None };
    let wallet = tip.signer().to_string();
    let data = isValidSignatureCall { hash: tip.statement().digest(), signature: signature.0.clone().into() }.abi_encode();
    let call = json!({ "to": wallet, "data": hex::encode_prefixed(data) });
    let calls = [
        Call::new("eth_chainId", json!([])),
        Call::new("eth_getBlockByNumber", json!([at.tag(), false])),
        Call::new("eth_getCode", json!([wallet, at.tag()])),
        Call::new("eth_call", json!([call, at.tag()])),
    ];
    Some(HttpRequest::post(node.to_string(), jsonrpc::write(&calls)))
}

#[derive(Deserialize)]
struct Block {
    number: String,
}

/// Reads what a node answered to [`question`].
///
/// # Errors
/// When the node did not answer, is of another chain, or does not hold the block: then nothing is known of the signature.
pub fn answer(node: &Base, answer: &HttpAnswer) -> Result<Answer, AnswerError> {
    let host = node.host();
    let unreadable = |why: String| AnswerError::Unreadable { host: host.to_owned(), why };
    let outcomes: Vec<Outcome> = jsonrpc::read(host, answer, 4)?;
    let [chain, block, code, called] = <[Outcome; 4]>::try_from(outcomes).map_err(|_| unreadable("not four answers".to_owned()))?;
    let result = |outcome: Outcome, what: &str| match outcome {
        Ok(Some(result)) => Ok(result),
        Ok(None) => Err(AnswerError::NotHeld { host: host.to_owned(), what: what.to_owned() }),
        Err(error) => Err(error.as_answer(host, answer.status)),
    };
    let text = |outcome: Outcome, what: &str| -> Result<String, AnswerError> {
        jsonrpc::shape(&result(outcome, what)?).map_err(|why| unreadable(format!("{what}: {why}")))
    };
    let chain: u64 = jsonrpc::number(&text(chain, "its chain")?).map_err(unreadable)?;
    if chain != CHAIN {
        return Err(unreadable(format!("it is a node of chain {chain}; the signature is one of chain {CHAIN}, so ask a node of Ethereum")));
    }
    let block: Block = jsonrpc::shape(&result(block, "this block")?).map_err(unreadable)?;
    let block = jsonrpc::number(&block.number).map_err(unreadable)?;
    let no = |why| Ok(Answer { valid: false, block, why });
    if text(code, "the code at the address")? == "0x" {
        return no("there is no contract at this address");
    }
    match called {
        // A contract may refuse by failing: code 3, or these words where a node has a code of its own.
        Err(error) if is_revert(error.code, &error.message) && error.trouble() != Trouble::Limited => no("the contract refuses it"),
        called => {
            let word = hex::decode(text(called, "what the contract says")?).map_err(|error| unreadable(error.to_string()))?;
            let mut magic = [0; 32];
            magic[..4].copy_from_slice(&isValidSignatureCall::SELECTOR);
            // As OpenZeppelin's SignatureChecker: the whole first word counts.
            if word.get(..32) == Some(&magic[..]) {
                Ok(Answer { valid: true, block, why: "" })
            } else {
                no("the contract does not say that it is")
            }
        }
    }
}

fn is_revert(code: i64, message: &str) -> bool {
    let words = message.to_ascii_lowercase();
    (code == 3 && !words.contains("request failed"))
        || ["revert", "invalid opcode", "out of gas", "invalid jump"].iter().any(|word| words.contains(word))
}
