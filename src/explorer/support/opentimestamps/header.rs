//! The header of a Bitcoin block: 80 bytes that prove their own cost.
//!
//! Source: the [block header](https://developer.bitcoin.org/reference/block_chain.html#block-headers) of Bitcoin and its
//! [`nBits`](https://developer.bitcoin.org/reference/block_chain.html#target-nbits). The header is given by an explorer and
//! is not taken at its word: it must hash below the target it states, and that target must be as hard as the chain's was
//! at the time it states. So a header that no miner found costs its forger about as much as a block of that time.
//!
//! Limits: the height is the explorer's word (the header has none), that the block is in the longest chain too; both can
//! be checked with any other explorer by the hash. Miners' clocks may be off by two hours.

use alloy_primitives::{U256, hex};
use sha2::{Digest, Sha256};

use crate::explorer::text::cut;
use crate::money::UnixSeconds;

/// The least difficulty of a block by its time. Each is below the lowest that the chain has had since: at block 350,000
/// (46.7·10⁹), 500,000 (1.87·10¹²), 700,000 (18.4·10¹²), 840,000 (79.5·10¹² in July 2024).
const LEAST_DIFFICULTY: [(u64, u64); 5] = [
    (0, 1),
    // 2015-03-31
    (1_427_760_000, 1 << 35),
    // 2017-12-18
    (1_513_555_200, 1 << 40),
    // 2021-09-12
    (1_631_404_800, 1 << 44),
    // 2024-04-20
    (1_713_571_200, 1 << 45),
];

/// A header whose work was checked, and the height that an explorer gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    height: u64,
    raw: [u8; 80],
    hash: [u8; 32],
}

/// A header that is none, or proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Not 64 lower-case hexadecimal digits.
    #[error("the explorer says that block {height} is called {text:?}, which is no block's hash; ask another one")]
    Hash {
        /// Which block.
        height: u64,
        /// What was said.
        text: String,
    },
    /// Not 160 hexadecimal digits.
    #[error("the explorer's header of block {height} is not 160 hexadecimal digits; ask another one")]
    Digits {
        /// Which block.
        height: u64,
    },
    /// Another block's.
    #[error("the explorer's header of block {height} hashes to {found}, not to {stated}; ask another one")]
    OtherBlock {
        /// Which block.
        height: u64,
        /// Its hash, as the explorer states it.
        stated: String,
        /// What the header hashes to.
        found: String,
    },
    /// Nobody has worked for it.
    #[error("the explorer's header of block {height} is not proven by work: its hash is above its own target; ask another one")]
    NoWork {
        /// Which block.
        height: u64,
    },
    /// Its target is easier than the chain's ever was at its time.
    #[error("the explorer's header of block {height} has too little work for {at}: it is no block of Bitcoin's chain; ask another one")]
    TooEasy {
        /// Which block.
        height: u64,
        /// The time it states.
        at: UnixSeconds,
    },
}

impl Header {
    /// Reads the header of the block at a height, as an explorer gives both: the hash as it is shown, the header in
    /// hexadecimal.
    ///
    /// # Errors
    /// When it is not the header of that hash, or not proven by enough work.
    pub fn read(height: u64, hash: &str, header: &str) -> Result<Self, HeaderError> {
        let lower = |text: &str| !text.bytes().any(|byte| byte.is_ascii_uppercase());
        let stated = Some(hash.trim()).filter(|text| text.len() == 64 && lower(text) && hex::decode(text).is_ok());
        let stated = stated.ok_or_else(|| HeaderError::Hash { height, text: cut(hash) })?;
        let raw = header.trim();
        let raw = Some(raw).filter(|raw| raw.len() == 160).and_then(|raw| hex::decode_to_array::<_, 80>(raw).ok());
        let raw = raw.ok_or(HeaderError::Digits { height })?;
        let hash: [u8; 32] = Sha256::digest(Sha256::digest(raw)).into();
        let header = Self { height, raw, hash };
        let found = header.name();
        if found != stated {
            return Err(HeaderError::OtherBlock { height, stated: stated.to_owned(), found });
        }
        let target = target(header.word(72)).ok_or(HeaderError::NoWork { height })?;
        if U256::from_le_bytes(hash) > target {
            return Err(HeaderError::NoWork { height });
        }
        if target > easiest(header.at()) {
            return Err(HeaderError::TooEasy { height, at: header.at() });
        }
        Ok(header)
    }

    /// The height, as the explorer gives it.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.height
    }

    /// The hash as it is shown: its bytes backwards.
    #[must_use]
    pub fn name(&self) -> String {
        let mut shown = self.hash;
        shown.reverse();
        hex::encode(shown)
    }

    /// The Merkle root as it stands in the header.
    #[must_use]
    pub fn merkle_root(&self) -> [u8; 32] {
        let mut root = [0; 32];
        root.copy_from_slice(&self.raw[36..68]);
        root
    }

    /// The time that the miner states.
    #[must_use]
    pub const fn at(&self) -> UnixSeconds {
        UnixSeconds::new(self.word(68) as u64)
    }

    /// The 80 bytes in hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.raw)
    }

    const fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes([self.raw[at], self.raw[at + 1], self.raw[at + 2], self.raw[at + 3]])
    }
}

/// The target of `nBits`; `None` where it is zero, negative, or above the easiest that Bitcoin has.
pub(super) fn target(bits: u32) -> Option<U256> {
    let (exponent, mantissa) = (bits >> 24, bits & 0x007f_ffff);
    if bits & 0x0080_0000 != 0 || exponent > 29 {
        return None;
    }
    let mantissa = U256::from(mantissa);
    let target = if exponent >= 3 { mantissa << (8 * (exponent - 3)) } else { mantissa >> (8 * (3 - exponent)) };
    Some(target).filter(|target| !target.is_zero() && *target <= first_target())
}

/// The target of difficulty 1.
pub(super) fn first_target() -> U256 {
    U256::from(0xffff) << 208
}

pub(super) fn easiest(at: UnixSeconds) -> U256 {
    let least = LEAST_DIFFICULTY.iter().rev().find(|(from, _)| *from <= at.get()).map_or(1, |(_, difficulty)| *difficulty);
    first_target() / U256::from(least)
}
