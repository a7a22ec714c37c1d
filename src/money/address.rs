//! Addresses of EVM chains, Bitcoin, Tron and Solana, and accounts in CAIP-10.
//!
//! Sources: [EIP-55](https://eips.ethereum.org/EIPS/eip-55), [BIP-0173](https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki),
//! [BIP-0350](https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki), base58check,
//! [CAIP-10](https://chainagnostic.org/CAIPs/caip-10).

use std::fmt;
use std::str::FromStr;

use alloy_primitives::Address as Evm;
use bech32::Fe32;
use bech32::primitives::decode::{CheckedHrpstring, SegwitHrpstring};

use super::Chain;

/// An address whose checksum was checked where its format has one.
///
/// `Display` gives the canonical, checksummed text. `{:#}` gives a shortened form for screens; never decide by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Address {
    /// 20 bytes; shown with the EIP-55 checksum.
    Evm(Evm),
    /// A Bitcoin mainnet address in its canonical text (bech32 in lower case).
    Bitcoin(BitcoinText),
    /// 20 bytes; shown in base58check with the version byte 0x41.
    Tron([u8; 20]),
    /// 32 bytes; shown in base58, which has no checksum.
    Solana([u8; 32]),
    /// A place of Bitcoin money that has no address: see [`Coins`].
    Coins(Coins),
}

/// Where Bitcoin money is when no address names it: inside a transaction, where all inputs flow together before they become
/// outputs, or in an output whose script has no address form.
///
/// A Bitcoin transaction does not say which input paid which output. So its transfers go from the inputs' addresses into
/// the transaction, `tx-4a5e…`, and from there to the outputs' addresses. An output of an old or odd script is
/// `tx-4a5e…-0`, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Coins {
    /// The transaction, in the order explorers print its bytes.
    pub tx: [u8; 32],
    /// The output; `None` for the transaction as a whole.
    pub output: Option<u32>,
}

/// The canonical text of a checked Bitcoin address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BitcoinText(String);

/// A text that is not an address Spoor can follow. Positions count characters from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAddressError {
    /// Nothing was given.
    #[error("no address given")]
    Empty,
    /// The length fits no format.
    #[error("{input:?} has {length} characters; {format} has {expected}")]
    Length {
        /// What was given, cut to 90 characters.
        input: String,
        /// Its length in characters.
        length: usize,
        /// The format it looks like.
        format: &'static str,
        /// The length of that format.
        expected: &'static str,
    },
    /// A character that the format does not have.
    #[error("character {position} ({found:?}) of {input:?} does not belong in {format}")]
    Character {
        /// Counted from 1.
        position: usize,
        /// The character.
        found: char,
        /// The format it looks like.
        format: &'static str,
        /// What was given.
        input: String,
    },
    /// The letters' case is not that of the EIP-55 checksum.
    #[error("the checksum of {input:?} is wrong at character {position}: {found:?} should be {expected:?}; copy the address again")]
    Case {
        /// Counted from 1.
        position: usize,
        /// The character.
        found: char,
        /// What the checksum asks for.
        expected: char,
        /// What was given.
        input: String,
    },
    /// A checksum over the whole text fails, so the place of the fault is known only to lie in `from..=to`.
    #[error("the checksum of {input:?} is wrong: one of the characters {from} to {to} was changed; copy the address again")]
    Checksum {
        /// First character the checksum covers, counted from 1.
        from: usize,
        /// Last character, counted from 1.
        to: usize,
        /// What was given.
        input: String,
    },
    /// The checksum is right but the content is of no known kind.
    #[error("{input:?} is well written but is no {format} address: {why}")]
    Kind {
        /// What was given.
        input: String,
        /// The format it looks like.
        format: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// The address is of another chain than asked for.
    #[error("{input:?} is no address of {chain}")]
    OtherChain {
        /// What was given.
        input: String,
        /// The chain asked for.
        chain: Chain,
    },
}

impl BitcoinText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Address {
    /// Reads an address of the given chain.
    ///
    /// # Errors
    /// As [`Address::from_str`], and when the address is of another chain.
    pub fn parse_on(chain: Chain, text: &str) -> Result<Self, ParseAddressError> {
        let address: Self = text.parse()?;
        if address.is_of(chain) { Ok(address) } else { Err(ParseAddressError::OtherChain { input: cut(text), chain }) }
    }

    /// Whether the address has the format of this chain.
    #[must_use]
    pub fn is_of(&self, chain: Chain) -> bool {
        match self {
            Self::Evm(_) => chain.is_evm(),
            Self::Bitcoin(_) => chain == Chain::BITCOIN,
            Self::Tron(_) => matches!(chain, Chain::Tron(_)),
            Self::Solana(_) => chain == Chain::Solana,
            Self::Coins(_) => chain == Chain::BITCOIN,
        }
    }

    /// The address 0x0000…0000, to which tokens are burned and from which they are minted.
    #[must_use]
    pub const fn evm_zero() -> Self {
        Self::Evm(Evm::ZERO)
    }

    /// Where what is paid for a transaction goes, and where new coins come from: an address of the chain's format that
    /// nobody owns. Of an EVM chain, Tron and Solana it is all zeros; of Bitcoin the null outpoint, which only the first
    /// transaction of a block spends.
    #[must_use]
    pub const fn nobody(chain: Chain) -> Self {
        match chain {
            Chain::Eip155(_) => Self::evm_zero(),
            Chain::Bip122(_) => Self::Coins(Coins { tx: [0; 32], output: Some(u32::MAX) }),
            Chain::Tron(_) => Self::Tron([0; 20]),
            Chain::Solana => Self::Solana([0; 32]),
        }
    }

    /// The 20 bytes of an EVM address.
    #[must_use]
    pub const fn as_evm(&self) -> Option<&Evm> {
        match self {
            Self::Evm(address) => Some(address),
            _ => None,
        }
    }

    /// The chain that an address of this format is most often meant on: Ethereum for an EVM address.
    #[must_use]
    pub const fn usual_chain(&self) -> Chain {
        match self {
            Self::Evm(_) => Chain::ETHEREUM,
            Self::Bitcoin(_) | Self::Coins(_) => Chain::BITCOIN,
            Self::Tron(_) => Chain::TRON,
            Self::Solana(_) => Chain::Solana,
        }
    }

    /// Whether this is the inside of a transaction, all of which is known with its first row: nobody needs to be asked.
    #[must_use]
    pub const fn is_inside_of_transaction(&self) -> bool {
        matches!(self, Self::Coins(Coins { output: None, .. }))
    }

    /// Whether the two differ but begin with the same 3 and end with the same 4 characters, the part a person compares.
    ///
    /// Source: Tsuchiya et al., arXiv 2501.16681 (address poisoning). Limit: an address ground to match elsewhere is not seen.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        if self == other {
            return false;
        }
        let (own, others) = (self.comparable(), other.comparable());
        own.len() == others.len() && own.len() > 8 && own[..3] == others[..3] && own[own.len() - 4..] == others[others.len() - 4..]
    }

    /// The characters a person compares: without the prefix that all addresses of the format share.
    fn comparable(&self) -> Vec<u8> {
        match self {
            Self::Evm(address) => alloy_primitives::hex::encode(address).into_bytes(),
            Self::Bitcoin(BitcoinText(text)) => text.strip_prefix("bc1").unwrap_or(text).as_bytes().to_vec(),
            Self::Tron(_) => self.to_string().into_bytes()[1..].to_vec(),
            Self::Solana(_) => self.to_string().into_bytes(),
            // Nobody pays to these by name.
            Self::Coins(_) => Vec::new(),
        }
    }
}

impl From<Evm> for Address {
    fn from(address: Evm) -> Self {
        Self::Evm(address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Evm(address) => address.to_checksum(None),
            Self::Bitcoin(BitcoinText(text)) => text.clone(),
            Self::Tron(bytes) => bs58::encode(bytes).with_check_version(TRON_VERSION).into_string(),
            Self::Solana(bytes) => bs58::encode(bytes).into_string(),
            Self::Coins(Coins { tx, output: None }) => format!("{COINS}{}", alloy_primitives::hex::encode(tx)),
            Self::Coins(Coins { tx, output: Some(output) }) => format!("{COINS}{}-{output}", alloy_primitives::hex::encode(tx)),
        };
        if f.alternate() {
            // Every format is ASCII and longer than 10 characters: 32 bytes are at least as many characters of base58.
            write!(f, "{}…{}", &text[..6], &text[text.len() - 4..])
        } else {
            f.write_str(&text)
        }
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    /// Guesses the format by the first characters and checks its checksum. An EVM address all in one case carries no
    /// checksum and is accepted.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.get(..3).map(str::to_ascii_lowercase);
        match lower.as_deref() {
            _ if text.is_empty() => Err(ParseAddressError::Empty),
            Some(start) if start.starts_with("0x") => parse_evm(text),
            Some("bc1") => parse_segwit(text),
            Some(COINS) => parse_coins(text),
            _ => parse_base58(text),
        }
    }
}

const COINS: &str = "tx-";
const TRON_VERSION: u8 = 0x41;
const P2PKH_VERSION: u8 = 0x00;
const P2SH_VERSION: u8 = 0x05;

fn cut(text: &str) -> String {
    text.chars().take(90).collect()
}

fn parse_evm(text: &str) -> Result<Address, ParseAddressError> {
    const FORMAT: &str = "an EVM address";
    let length = text.chars().count();
    if length != 42 {
        return Err(ParseAddressError::Length { input: cut(text), length, format: FORMAT, expected: "42" });
    }
    if let Some((at, found)) = text.chars().enumerate().skip(2).find(|(_, c)| !c.is_ascii_hexdigit()) {
        return Err(ParseAddressError::Character { position: at + 1, found, format: FORMAT, input: cut(text) });
    }
    let digits = &text[2..];
    let address: Evm = digits.parse().map_err(|_| ParseAddressError::Kind {
        input: cut(text),
        format: "EVM",
        why: "it is not 20 bytes of hexadecimal",
    })?;
    let one_case = !digits.bytes().any(|b| b.is_ascii_lowercase()) || !digits.bytes().any(|b| b.is_ascii_uppercase());
    if one_case {
        return Ok(Address::Evm(address));
    }
    let right = address.to_checksum(None);
    match text.chars().zip(right.chars()).enumerate().skip(2).find(|(_, (given, expected))| given != expected) {
        Some((at, (found, expected))) => Err(ParseAddressError::Case { position: at + 1, found, expected, input: cut(text) }),
        None => Ok(Address::Evm(address)),
    }
}

fn parse_segwit(text: &str) -> Result<Address, ParseAddressError> {
    const FORMAT: &str = "a bech32 address";
    if text.len() > 90 {
        return Err(ParseAddressError::Length { input: cut(text), length: text.chars().count(), format: FORMAT, expected: "14 to 90" });
    }
    if let Some((at, found)) = text.chars().enumerate().skip(3).find(|(_, c)| Fe32::from_char(*c).is_err()) {
        return Err(ParseAddressError::Character { position: at + 1, found, format: FORMAT, input: cut(text) });
    }
    let upper = text.bytes().any(|b| b.is_ascii_uppercase());
    if upper && text.bytes().any(|b| b.is_ascii_lowercase()) {
        let (at, found) = text.chars().enumerate().find(|(_, c)| c.is_ascii_uppercase()).unwrap_or((0, 'B'));
        return Err(ParseAddressError::Character { position: at + 1, found, format: "a bech32 address of one case", input: cut(text) });
    }
    match SegwitHrpstring::new(text) {
        Ok(_) => Ok(Address::Bitcoin(BitcoinText(text.to_ascii_lowercase()))),
        Err(_) => {
            let well_written =
                CheckedHrpstring::new::<bech32::Bech32>(text).is_ok() || CheckedHrpstring::new::<bech32::Bech32m>(text).is_ok();
            if well_written {
                let why = "its witness version, length or checksum kind does not fit BIP-0173 and BIP-0350";
                Err(ParseAddressError::Kind { input: cut(text), format: "Bitcoin", why })
            } else {
                Err(ParseAddressError::Checksum { from: 4, to: text.chars().count(), input: cut(text) })
            }
        }
    }
}

fn parse_coins(text: &str) -> Result<Address, ParseAddressError> {
    let refuse = || ParseAddressError::Kind {
        input: cut(text),
        format: "Bitcoin",
        why: "a place in a transaction is written tx-, 64 hexadecimal digits in lower case, and for an output - and its number",
    };
    let rest = text.strip_prefix(COINS).ok_or_else(refuse)?;
    let (tx, output) = rest.split_once('-').map_or((rest, None), |(tx, output)| (tx, Some(output)));
    let tx = alloy_primitives::hex::decode_to_array(tx).map_err(|_| refuse())?;
    let output = output.map(str::parse).transpose().map_err(|_| refuse())?;
    let address = Address::Coins(Coins { tx, output });
    // Only the canonical spelling.
    if address.to_string() == text { Ok(address) } else { Err(refuse()) }
}

fn parse_base58(text: &str) -> Result<Address, ParseAddressError> {
    const FORMAT: &str = "a base58 address";
    let length = text.chars().count();
    if length > 90 {
        return Err(ParseAddressError::Length { input: cut(text), length, format: FORMAT, expected: "26 to 35" });
    }
    if let Some((at, found)) = text.chars().enumerate().find(|(_, c)| !BASE58.contains(*c)) {
        return Err(ParseAddressError::Character { position: at + 1, found, format: FORMAT, input: cut(text) });
    }
    let bytes = bs58::decode(text).into_vec().unwrap_or_default();
    // Solana's addresses are 32 bytes and nothing else: 32 to 44 characters.
    if let Ok(bytes) = <[u8; 32]>::try_from(bytes.as_slice()) {
        return Ok(Address::Solana(bytes));
    }
    if bytes.len() != 25 {
        return Err(ParseAddressError::Length { input: cut(text), length, format: FORMAT, expected: "26 to 35, or 32 to 44 on Solana" });
    }
    let payload = bs58::decode(text).with_check(None).into_vec().map_err(|_| ParseAddressError::Checksum {
        from: 1,
        to: length,
        input: cut(text),
    })?;
    let body: [u8; 20] = payload.get(1..).and_then(|body| body.try_into().ok()).ok_or_else(|| ParseAddressError::Kind {
        input: cut(text),
        format: "base58",
        why: "it is not 20 bytes",
    })?;
    match payload.first() {
        Some(&TRON_VERSION) => Ok(Address::Tron(body)),
        Some(&(P2PKH_VERSION | P2SH_VERSION)) => Ok(Address::Bitcoin(BitcoinText(text.to_owned()))),
        _ => Err(ParseAddressError::Kind { input: cut(text), format: "Bitcoin or Tron", why: "its version byte is of another chain" }),
    }
}

const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

super::serde_as_text!(Address);

/// An address on a chain, written in CAIP-10: `eip155:1:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account {
    chain: Chain,
    address: Address,
}

impl Account {
    /// Joins a chain and an address that belongs to it.
    ///
    /// # Errors
    /// When the address is of another chain's format.
    pub fn new(chain: Chain, address: Address) -> Result<Self, ParseAddressError> {
        if address.is_of(chain) {
            Ok(Self { chain, address })
        } else {
            Err(ParseAddressError::OtherChain { input: address.to_string(), chain })
        }
    }

    /// The chain.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// The address.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.chain, self.address)
    }
}

/// A text that is not an account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseAccountError {
    /// There is no second colon.
    #[error("not an account in the form eip155:1:0x… (CAIP-10): {0:?}")]
    Shape(String),
    /// The part before the second colon is no chain.
    #[error(transparent)]
    Chain(#[from] super::ParseChainError),
    /// The part after the second colon is no address.
    #[error(transparent)]
    Address(#[from] ParseAddressError),
}

impl FromStr for Account {
    type Err = ParseAccountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (chain, address) = text.rsplit_once(':').ok_or_else(|| ParseAccountError::Shape(cut(text)))?;
        let chain: Chain = chain.parse()?;
        Ok(Self { chain, address: Address::parse_on(chain, address)? })
    }
}

super::serde_as_text!(Account);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INSIDE: &str = "tx-4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
    const OUTPUT: &str = "tx-4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b-0";
    const THIEF: &str = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";

    #[test]
    fn addresses_come_back_in_their_canonical_form() {
        for (given, canonical) in [
            (THIEF, THIEF),
            ("0x47666fab8bd0ac7003bce3f5c3585383f09486e2", THIEF),
            ("0X47666FAB8BD0AC7003BCE3F5C3585383F09486E2", THIEF),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
            ("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG"),
            ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
            (
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            ),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
            ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v"),
            ("11111111111111111111111111111111", "11111111111111111111111111111111"),
            (INSIDE, INSIDE),
            (OUTPUT, OUTPUT),
        ] {
            assert_eq!(given.parse::<Address>().unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn a_wrong_checksum_names_the_place() {
        let wrong = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486e2";
        let error = wrong.parse::<Address>().unwrap_err();
        assert_eq!(error, ParseAddressError::Case { position: 41, found: 'e', expected: 'E', input: wrong.into() });
        assert!(error.to_string().contains("character 41"), "{error}");

        let error = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u".parse::<Address>().unwrap_err();
        assert!(matches!(error, ParseAddressError::Checksum { from: 1, to: 34, .. }), "{error}");
        let error = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5".parse::<Address>().unwrap_err();
        assert!(matches!(error, ParseAddressError::Checksum { from: 4, to: 42, .. }), "{error}");
        let error = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj60".parse::<Address>().unwrap_err();
        assert!(matches!(error, ParseAddressError::Character { position: 34, found: '0', .. }), "{error}");
        let error = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486".parse::<Address>().unwrap_err();
        assert!(matches!(error, ParseAddressError::Length { length: 40, .. }), "{error}");
    }

    /// BIP-0173 and BIP-0350 list texts that must be refused.
    #[test]
    fn the_invalid_examples_of_the_bips_are_refused() {
        for text in [
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
            "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
            "bc1pw5dgrnzv",
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "bc1gmk9yu",
            "bc1QW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_place_in_a_bitcoin_transaction_has_one_spelling() {
        assert!(INSIDE.parse::<Address>().unwrap().is_inside_of_transaction());
        assert!(!OUTPUT.parse::<Address>().unwrap().is_inside_of_transaction());
        let account: Account = format!("{}:{OUTPUT}", Chain::BITCOIN).parse().unwrap();
        assert_eq!(account.to_string(), format!("{}:{OUTPUT}", Chain::BITCOIN));
        for text in ["tx-", "tx-4a5e", &INSIDE.to_uppercase(), &format!("{INSIDE}-"), &format!("{INSIDE}-01"), &format!("{INSIDE}--1")] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn nobody_has_an_address_of_each_chain() {
        for (chain, text) in [
            (Chain::ETHEREUM, "0x0000000000000000000000000000000000000000"),
            (Chain::BITCOIN, "tx-0000000000000000000000000000000000000000000000000000000000000000-4294967295"),
            (Chain::TRON, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb"),
            (Chain::Solana, "11111111111111111111111111111111"),
        ] {
            assert_eq!(Address::nobody(chain).to_string(), text);
            assert_eq!(Address::parse_on(chain, text).unwrap(), Address::nobody(chain));
        }
    }

    #[test]
    fn an_account_keeps_chain_and_address_together() {
        let account: Account = format!("eip155:1:{THIEF}").parse().unwrap();
        assert_eq!(account.to_string(), format!("eip155:1:{THIEF}"));
        assert!(format!("tron:0x2b6653dc:{THIEF}").parse::<Account>().is_err());
        assert!("eip155:1".parse::<Account>().is_err());
        let on_tron: Account = "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t".parse().unwrap();
        assert_eq!(on_tron.chain(), Chain::TRON);
    }

    #[test]
    fn the_look_alikes_of_the_bybit_case_are_seen() {
        let address = |text: &str| text.parse::<Address>().unwrap();
        for (real, forged) in [
            ("0xa4b2fd68593b6f34e51cb9edb66e71c1b4ab449e", "0xa4b27b89345db2e5e1a7d7bc537fac354b50449e"),
            ("0x36ed3c0213565530c35115d93a80f9c04d94e4cb", "0x36ed762634b816913f465ef4a9c759ae3008e4cb"),
            ("0x3a21f4e6bbe527d347ca7c157f4233c935779847", "0x3a224b38ab6b606680ee152b1354407d9e079847"),
        ] {
            assert!(address(real).looks_like(&address(forged)));
            assert!(!address(real).looks_like(&address(real)));
        }
        assert!(!address(THIEF).looks_like(&address("0xa4b2fd68593b6f34e51cb9edb66e71c1b4ab449e")));
    }

    proptest! {
        #[test]
        fn every_evm_address_comes_back(bytes in any::<[u8; 20]>()) {
            let address = Address::Evm(bytes.into());
            prop_assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }

        #[test]
        fn every_tron_address_comes_back(bytes in any::<[u8; 20]>()) {
            let address = Address::Tron(bytes);
            prop_assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }

        #[test]
        fn every_solana_address_comes_back(bytes in any::<[u8; 32]>()) {
            let address = Address::Solana(bytes);
            prop_assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }

        #[test]
        fn no_text_is_a_panic(text in "(0x|bc1|T|1|3|tx-)?.{0,70}") {
            if let Ok(address) = text.parse::<Address>() {
                prop_assert_eq!(address.to_string().to_lowercase(), text.to_lowercase());
            }
        }
    }
}
