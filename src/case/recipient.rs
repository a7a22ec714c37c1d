//! The keys a portal takes encrypted tips under: [age](https://c2sp.org/age) recipients, as a case file pins them.
//!
//! Only two kinds are taken: X25519 (`age1…`) and its post-quantum hybrid with ML-KEM-768 (`age1pq…`). Everything else,
//! an SSH key or the name of a plugin, is refused: what is pinned must be readable by anybody who checks the case file.

use std::fmt;
use std::str::FromStr;

use bech32::primitives::decode::CheckedHrpstring;
use serde::{Deserialize, Serialize};

/// A public key that age encrypts to, checked to its last character.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Recipient {
    text: String,
    kind: RecipientKind,
}

/// Which mathematics protects a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecipientKind {
    /// Elliptic curve, `age1…`.
    X25519,
    /// The same together with ML-KEM-768, `age1pq…`: a quantum computer that comes later does not open what was kept.
    Hybrid,
}

/// A text that is no recipient, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipientError {
    /// Neither of the two kinds.
    #[error("{0:?} is no age recipient: one begins with age1 or age1pq1; ask its owner for the public key")]
    NotOne(String),
    /// The private half of a key.
    #[error(
        "this is a secret key: whoever sees it reads everything. Keep it to yourself, and take the public half, which begins with age1"
    )]
    Secret,
    /// The check characters do not fit.
    #[error("{0:?} has a wrong character somewhere: its check does not fit; copy it again")]
    Damaged(String),
    /// The right kind of text, the wrong length of key.
    #[error("{text:?} holds {bytes} bytes, and a key of its kind has {expected}")]
    Length {
        /// The beginning of it.
        text: String,
        /// How many bytes it holds.
        bytes: usize,
        /// How many it should.
        expected: usize,
    },
    /// A point of the curve under which everybody can read.
    #[error("{0:?} is a key that protects nothing: whatever is encrypted to it, anybody can read")]
    Weak(String),
}

/// The longest text of a recipient, in bytes: that of the hybrid kind has 1,959.
const MOST: usize = 2_000;

/// Bech32 without its limit of 90 characters, as age uses it ([C2SP age](https://c2sp.org/age), "age1" keys).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Bech32Long {}

impl bech32::Checksum for Bech32Long {
    type MidstateRepr = u32;
    const CODE_LENGTH: usize = usize::MAX;
    const CHECKSUM_LENGTH: usize = bech32::Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = bech32::Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = bech32::Bech32::TARGET_RESIDUE;

    type CorrectionField = <bech32::Bech32 as bech32::Checksum>::CorrectionField;
    const ROOT_GENERATOR: Self::CorrectionField = bech32::Bech32::ROOT_GENERATOR;
    const ROOT_EXPONENTS: std::ops::RangeInclusive<usize> = bech32::Bech32::ROOT_EXPONENTS;
}

/// The points of Curve25519 whose product with any number is zero, without their highest bit, little-endian:
/// [RFC 7748, section 6.1](https://www.rfc-editor.org/rfc/rfc7748#section-6.1), and the list of libsodium.
const WEAK: [[u8; 32]; 7] = [
    [0; 32],
    little(1),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32,
        0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c,
        0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
    prime(0xec),
    prime(0xed),
    prime(0xee),
];

const fn little(first: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = first;
    bytes
}

/// The prime 2²⁵⁵ − 19, with another first byte.
const fn prime(first: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = first;
    bytes[31] = 0x7f;
    bytes
}

impl Recipient {
    /// Which kind it is.
    #[must_use]
    pub const fn kind(&self) -> RecipientKind {
        self.kind
    }

    /// As it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Recipient {
    type Err = RecipientError;

    fn from_str(text: &str) -> Result<Self, RecipientError> {
        let cut = || text.chars().take(24).collect::<String>();
        if text.get(..15).is_some_and(|begin| begin.eq_ignore_ascii_case("age-secret-key-")) {
            return Err(RecipientError::Secret);
        }
        if text.len() > MOST || !text.starts_with("age1") || text.chars().any(|c| !c.is_ascii_alphanumeric() || c.is_ascii_uppercase()) {
            return Err(RecipientError::NotOne(cut()));
        }
        let read = CheckedHrpstring::new::<Bech32Long>(text).map_err(|_| RecipientError::Damaged(cut()))?;
        let (kind, expected) = match read.hrp().as_str() {
            "age" => (RecipientKind::X25519, 32),
            // 1,184 bytes of ML-KEM-768 and 32 of X25519.
            "age1pq" => (RecipientKind::Hybrid, 1_216),
            _ => return Err(RecipientError::NotOne(cut())),
        };
        let bytes: Vec<u8> = read.byte_iter().collect();
        if bytes.len() != expected {
            return Err(RecipientError::Length { text: cut(), bytes: bytes.len(), expected });
        }
        let mut point = [0; 32];
        point.copy_from_slice(&bytes[expected - 32..]);
        // The highest bit does not count (RFC 7748, section 5).
        point[31] &= 0x7f;
        if WEAK.contains(&point) {
            return Err(RecipientError::Weak(cut()));
        }
        Ok(Self { text: text.to_owned(), kind })
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Recipient {
    type Error = RecipientError;

    fn try_from(text: String) -> Result<Self, RecipientError> {
        text.parse()
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of age's own documentation.
    const ONE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    fn written(hrp: &str, bytes: &[u8]) -> String {
        bech32::encode_lower::<Bech32Long>(bech32::Hrp::parse(hrp).unwrap(), bytes).unwrap()
    }

    #[test]
    fn the_two_kinds_are_read_and_come_back_as_written() {
        let hybrid = written("age1pq", &[7; 1_216]);
        for (text, kind) in [(ONE, RecipientKind::X25519), (hybrid.as_str(), RecipientKind::Hybrid)] {
            let read: Recipient = text.parse().unwrap();
            assert_eq!((read.kind(), read.as_str()), (kind, text));
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(json, format!("{text:?}"));
            assert_eq!(serde_json::from_str::<Recipient>(&json).unwrap(), read);
        }
        assert!(hybrid.len() < MOST, "{}", hybrid.len());
    }

    #[test]
    fn whatever_is_not_exactly_a_recipient_is_refused_and_says_why() {
        let damaged = ONE.replace("ql3z", "ql3x");
        let (short, ssh) = (written("age", &[1; 31]), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI");
        let (plugin, wide) = (written("age1yubikey", &[1; 33]), format!("{ONE} "));
        let (pq_short, capitals) = (written("age1pq", &[9; 32]), ONE.to_uppercase());
        let m = bech32::encode_lower::<bech32::Bech32m>(bech32::Hrp::parse("age").unwrap(), &[3; 32]).unwrap();
        let long = written("age", &[1; 4_000]);
        for (text, why) in [
            ("", "no age recipient"),
            ("age1", "check does not fit"),
            (damaged.as_str(), "check does not fit"),
            (m.as_str(), "check does not fit"),
            (short.as_str(), "31 bytes"),
            (pq_short.as_str(), "32 bytes"),
            (plugin.as_str(), "no age recipient"),
            (long.as_str(), "no age recipient"),
            (wide.as_str(), "no age recipient"),
            (capitals.as_str(), "no age recipient"),
            (ssh, "no age recipient"),
            ("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0", "secret key"),
            ("age-secret-key-pq-1hz", "secret key"),
        ] {
            let error = text.parse::<Recipient>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
        assert!(serde_json::from_str::<Recipient>("\"age1\"").is_err());
    }

    #[test]
    fn a_point_that_protects_nothing_is_refused_whichever_way_it_is_written() {
        for weak in WEAK {
            for top in [0, 0x80] {
                let mut bytes = weak;
                bytes[31] |= top;
                assert!(matches!(written("age", &bytes).parse::<Recipient>(), Err(RecipientError::Weak(_))), "{bytes:?}");
                let hybrid = [&[7; 1_184][..], &bytes[..]].concat();
                assert!(matches!(written("age1pq", &hybrid).parse::<Recipient>(), Err(RecipientError::Weak(_))));
            }
        }
    }
}
