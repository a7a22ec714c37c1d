//! Transfers and what identifies them: a transaction and a place inside it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Address, Amount, Asset, Chain, UnixSeconds};

/// What names a transaction: a 32-byte hash, or on Solana its first signature.
///
/// The text of a hash is lower-case hexadecimal with `0x`; Bitcoin and Tron explorers write it without. A signature is
/// written in base58.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TxId(Name);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Name {
    Hash([u8; 32]),
    Signature([u8; 64]),
}

/// A text that is not a transaction hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseTxIdError {
    /// Too short or too long: most often a hash cut by a screen.
    #[error("a transaction hash has 64 hexadecimal digits after 0x, this has {digits}: {input:?}; copy it whole")]
    Length {
        /// How many characters follow `0x`.
        digits: usize,
        /// What was given, cut to 90 characters.
        input: String,
    },
    /// A character that is not hexadecimal.
    #[error("character {position} ({found:?}) of {input:?} is not hexadecimal")]
    Character {
        /// Counted from 1.
        position: usize,
        /// The character.
        found: char,
        /// What was given.
        input: String,
    },
}

impl TxId {
    /// Takes the 32 bytes of a hash in the order explorers print them.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Name::Hash(bytes))
    }

    /// Takes the 64 bytes of a Solana transaction's first signature.
    #[must_use]
    pub const fn from_signature(bytes: [u8; 64]) -> Self {
        Self(Name::Signature(bytes))
    }

    /// The bytes in the order explorers print them: 32 of a hash, 64 of a signature.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Name::Hash(bytes) => bytes,
            Name::Signature(bytes) => bytes,
        }
    }

    /// The 32 bytes, of a hash.
    #[must_use]
    pub const fn as_hash(&self) -> Option<&[u8; 32]> {
        match &self.0 {
            Name::Hash(bytes) => Some(bytes),
            Name::Signature(_) => None,
        }
    }

    /// Whether this can be a transaction of the chain, by its form.
    #[must_use]
    pub const fn is_of(&self, chain: Chain) -> bool {
        matches!((&self.0, chain), (Name::Signature(_), Chain::Solana))
            || !matches!((&self.0, chain), (Name::Signature(_), _) | (_, Chain::Solana))
    }

    /// As the explorers of the chain write it.
    #[must_use]
    pub fn on(&self, chain: Chain) -> String {
        let text = self.to_string();
        match (&self.0, chain) {
            (Name::Signature(_), _) | (_, Chain::Eip155(_)) => text,
            (Name::Hash(_), _) => text[2..].to_owned(),
        }
    }
}

impl fmt::Display for TxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match &self.0 {
            Name::Hash(bytes) => alloy_primitives::hex::encode_prefixed(bytes),
            Name::Signature(bytes) => bs58::encode(bytes).into_string(),
        };
        // Both are ASCII, 66 and 64 to 88 characters.
        if f.alternate() { write!(f, "{}…{}", &text[..6], &text[text.len() - 4..]) } else { f.write_str(&text) }
    }
}

/// A signature of 64 bytes has 64 to 88 characters of base58; nearly all have 87 or 88.
const SIGNATURE: std::ops::RangeInclusive<usize> = 65..=88;

impl FromStr for TxId {
    type Err = ParseTxIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        let offset = text.len() - digits.len();
        let input = || text.chars().take(90).collect::<String>();
        if offset == 0 && SIGNATURE.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let mut bytes = [0; 64];
            if bs58::decode(text).onto(&mut bytes[..]) == Ok(64) && bs58::encode(bytes).into_string() == text {
                return Ok(Self::from_signature(bytes));
            }
        }
        if let Some((at, found)) = digits.chars().enumerate().find(|(_, c)| !c.is_ascii_hexdigit()) {
            return Err(ParseTxIdError::Character { position: at + offset + 1, found, input: input() });
        }
        alloy_primitives::hex::decode_to_array(digits)
            .map(Self::from_bytes)
            .map_err(|_| ParseTxIdError::Length { digits: digits.chars().count(), input: input() })
    }
}

super::serde_as_text!(TxId);

/// Where in its transaction a transfer stands. Its text is the one of the tip: `value`, `trace:0.1`, `log:12`, `vin:0`, `vout:1`,
/// `like:…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Position {
    /// The transaction's own value.
    Value,
    /// A call inside the transaction, by its trace path, or by the explorer's own number of it.
    Trace(Vec<u32>),
    /// A token event by its log index in the block.
    Log(u32),
    /// A transaction input: what it spends moves from its owner into the transaction.
    Input(u32),
    /// A transaction output: from the inside of the transaction to its owner.
    Output(u32),
    /// The fee.
    Fee,
    /// The source gives no place: the n-th such row of this transaction in the source's order.
    Row(u32),
    /// The source gives neither a place nor an order that every list keeps: known by its content.
    Like(Like),
}

/// A transfer known by its content: which of those in its transaction that look the same.
///
/// An address's list and a transaction's list of one source show such a row alike, so both give it this name. The mark is
/// long, since whoever sends the money chooses its content: a short one could be made to meet another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Like {
    /// The first 16 bytes of the SHA-256 of the content.
    pub mark: [u8; 16],
    /// Which of those with this content, from 0.
    pub nth: u32,
}

impl Like {
    /// The `nth` transfer of this content; the transaction is not part of it.
    #[must_use]
    pub fn of(from: &Address, to: &Address, asset: &Asset, amount: Amount, nth: u32) -> Self {
        let digest = Sha256::digest(format!("{from} {to} {asset} {amount}"));
        let mut mark = [0; 16];
        mark.iter_mut().zip(digest).for_each(|(byte, of)| *byte = of);
        Self { mark, nth }
    }
}

impl fmt::Display for Like {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", alloy_primitives::hex::encode(self.mark), self.nth)
    }
}

fn parse_like(text: &str) -> Option<Like> {
    let (mark, nth) = text.split_once('.')?;
    Some(Like { mark: alloy_primitives::hex::decode_to_array(mark).ok()?, nth: nth.parse().ok()? })
}

/// A text that is not a position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a transaction (value, trace:0.1, log:12, vin:0, vout:1, fee, row:0, like:….0): {0:?}")]
pub struct ParsePositionError(pub String);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value => f.write_str("value"),
            Self::Fee => f.write_str("fee"),
            Self::Log(index) => write!(f, "log:{index}"),
            Self::Output(index) => write!(f, "vout:{index}"),
            Self::Input(index) => write!(f, "vin:{index}"),
            Self::Row(index) => write!(f, "row:{index}"),
            Self::Like(like) => write!(f, "like:{like}"),
            Self::Trace(path) => {
                f.write_str("trace:")?;
                path.iter().enumerate().try_for_each(|(at, step)| if at == 0 { write!(f, "{step}") } else { write!(f, ".{step}") })
            }
        }
    }
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let position = match text.split_once(':') {
            None if text == "value" => Some(Self::Value),
            None if text == "fee" => Some(Self::Fee),
            Some(("log", index)) => index.parse().ok().map(Self::Log),
            Some(("vout", index)) => index.parse().ok().map(Self::Output),
            Some(("vin", index)) => index.parse().ok().map(Self::Input),
            Some(("row", index)) => index.parse().ok().map(Self::Row),
            Some(("like", like)) => parse_like(like).map(Self::Like),
            Some(("trace", path)) => path.split('.').map(|step| step.parse().ok()).collect::<Option<_>>().map(Self::Trace),
            _ => None,
        };
        position.filter(|position| position.to_string() == text).ok_or_else(|| ParsePositionError(text.chars().take(60).collect()))
    }
}

super::serde_as_text!(Position);

/// What kind of movement a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TransferKind {
    /// The value of a transaction itself.
    Native,
    /// A call inside a transaction that carried value: on no transaction or token list.
    Internal,
    /// A token contract's transfer event.
    Token,
    /// A transaction input or output (Bitcoin).
    Output,
    /// What was paid for the transaction. Its recipient is [`Address::nobody`] of the chain.
    Fee,
}

/// What makes a transfer the same one whoever reports it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TransferId {
    /// The transaction.
    pub tx: TxId,
    /// The place in it.
    pub position: Position,
    /// The asset, which tells rows apart where the source numbers native and token rows separately.
    pub asset: Asset,
}

/// One movement of one asset from one address to another, as a source reported it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The transaction.
    pub tx: TxId,
    /// The place in the transaction.
    pub position: Position,
    /// Native, internal, token, output or fee.
    pub kind: TransferKind,
    /// Block number; on Tron the block's slot, its time divided by three seconds, for its lists do not give the number.
    pub block: u64,
    /// The transaction's place in its block where the source says it, else 0.
    pub tx_index: u32,
    /// Block time.
    pub at: UnixSeconds,
    /// Sender.
    pub from: Address,
    /// Recipient.
    pub to: Address,
    /// What moved.
    pub asset: Asset,
    /// How much, in base units.
    pub amount: Amount,
    /// The block's hash where the source says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_hash: Option<TxId>,
    /// What the token calls itself: hostile text, kept to show a forgery for what it is, never to identify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_symbol: Option<String>,
}

impl Transfer {
    /// What makes this transfer the same one whoever reports it.
    #[must_use]
    pub fn id(&self) -> TransferId {
        TransferId { tx: self.tx, position: self.position.clone(), asset: self.asset.clone() }
    }

    /// The order in which transfers happened: block, transaction, place; then by hash and asset, so that it is total.
    #[must_use]
    pub fn chronological(&self) -> (u64, u32, TxId, u8, Position, Asset) {
        // In a transaction its inputs come together, the fee is taken, then its value moves, then its calls and events.
        let phase = match self.position {
            Position::Input(_) => 0,
            Position::Fee => 1,
            Position::Value => 2,
            Position::Trace(_) => 3,
            Position::Log(_) | Position::Output(_) | Position::Row(_) | Position::Like(_) => 4,
        };
        (self.block, self.tx_index, self.tx, phase, self.position.clone(), self.asset.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEFT: &str = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c";

    #[test]
    fn hashes_are_read_whole_or_refused() {
        let tx: TxId = THEFT.parse().unwrap();
        assert_eq!(tx.to_string(), THEFT);
        assert_eq!(THEFT[2..].parse::<TxId>().unwrap(), tx);
        assert_eq!(tx.on(Chain::BITCOIN), THEFT[2..]);
        assert!(matches!("0xb61413c4".parse::<TxId>(), Err(ParseTxIdError::Length { digits: 8, .. })));
        assert!(matches!("0xb61413c4…072c".parse::<TxId>(), Err(ParseTxIdError::Character { position: 11, found: '…', .. })));
        assert!("".parse::<TxId>().is_err());
    }

    #[test]
    fn a_solana_signature_is_a_transaction_of_solana_alone() {
        let text = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW";
        let tx: TxId = text.parse().unwrap();
        assert_eq!((tx.to_string(), tx.as_bytes().len(), tx.as_hash()), (text.to_owned(), 64, None));
        assert!(tx.is_of(Chain::Solana) && !tx.is_of(Chain::ETHEREUM));
        let hash: TxId = THEFT.parse().unwrap();
        assert!(hash.is_of(Chain::TRON) && !hash.is_of(Chain::Solana));
        assert_eq!(format!("{tx:#}"), "5VERv8…kQUW");
        assert!(text[1..80].parse::<TxId>().is_err());
    }

    const LIKE: &str = "like:2c26b46b68ffc68ff99b453c1d304134.17";

    #[test]
    fn rows_known_by_their_content_differ_where_any_of_it_does() {
        let [a, b] = [1u8, 2].map(|byte| Address::Evm([byte; 20].into()));
        let coin = Asset::native(Chain::ETHEREUM);
        let token = Asset::token(Chain::ETHEREUM, a.clone());
        let all = [
            Like::of(&a, &b, &coin, Amount::from(1), 0),
            Like::of(&a, &b, &coin, Amount::from(1), 1),
            Like::of(&a, &b, &coin, Amount::from(2), 0),
            Like::of(&b, &a, &coin, Amount::from(1), 0),
            Like::of(&a, &b, &token, Amount::from(1), 0),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
        assert_eq!(all[0], Like::of(&a, &b, &coin, Amount::from(1), 0));
    }

    #[test]
    fn positions_come_back() {
        for text in ["value", "fee", "log:12", "vin:3", "vout:0", "row:3", "trace:0", "trace:0.1.1", LIKE] {
            assert_eq!(text.parse::<Position>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "log",
            "log:",
            "log:-1",
            "log:01",
            "trace:",
            "trace:0..1",
            "value:1",
            "like:",
            "like:00.1",
            &LIKE[..37],
            &LIKE.to_uppercase(),
        ] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_transaction_runs_from_its_inputs_to_its_outputs() {
        let chain = Chain::BITCOIN;
        let row = |position: &str| Transfer {
            tx: THEFT.parse().unwrap(),
            position: position.parse().unwrap(),
            kind: TransferKind::Output,
            block: 1,
            tx_index: 0,
            at: UnixSeconds::new(1),
            from: Address::nobody(chain),
            to: Address::nobody(chain),
            asset: Asset::native(chain),
            amount: Amount::from(1),
            block_hash: None,
            claimed_symbol: None,
        };
        let mut rows = ["vout:1", "vin:1", "fee", "vout:0", "vin:0"].map(row);
        rows.sort_by_key(Transfer::chronological);
        assert_eq!(rows.map(|row| row.position.to_string()), ["vin:0", "vin:1", "fee", "vout:0", "vout:1"]);
    }
}
