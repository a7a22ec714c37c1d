//! What the page asks of the vault and what the vault answers, as bytes that can be wiped: one errand, one answer.

use std::fmt;

use alloy_primitives::{Address, hex};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::age_file;
use super::key_file::{self, FileKind, MOST_KEY_FILE};
use super::many;
use crate::case::Recipient;
use crate::tip::keystore::Cost;

/// The longest text that is encrypted, in bytes.
pub const MOST_TEXT: usize = 4 << 20;

/// Bytes that are wiped when they are dropped, and that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(Zeroizing<Vec<u8>>);

impl Hidden {
    /// Takes the bytes over.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, where there are as many.
    #[must_use]
    pub fn to_array<const N: usize>(&self) -> Option<Zeroizing<[u8; N]>> {
        <[u8; N]>::try_from(self.0.as_slice()).ok().map(Zeroizing::new)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hidden({} bytes)", self.0.len())
    }
}

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(hex::encode(self.as_slice())))
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        hex::decode(text.as_str()).map(Self::new).map_err(serde::de::Error::custom)
    }
}

/// An address as it is written.
mod as_text {
    use super::{Address, Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(address: &Address, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(address)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Errand {
    /// Write the file of a key.
    Lock {
        /// The key, 32 bytes.
        secret: Hidden,
        /// In which kind.
        kind: FileKind,
        /// Under which passphrase, in UTF-8.
        passphrase: Hidden,
        /// 64 fresh random bytes.
        random: Hidden,
    },
    /// Open the file of a key.
    Open {
        /// Its bytes.
        file: Hidden,
        /// The passphrase, in UTF-8.
        passphrase: Hidden,
    },
    /// Encrypt a text for these.
    Encrypt {
        /// The text.
        text: String,
        /// Whoever can read it then.
        recipients: Vec<Recipient>,
    },
    /// Read the file of the key that others encrypt to.
    Identity {
        /// Its bytes: an identity file of age, in clear or under a passphrase.
        file: Hidden,
        /// The passphrase, in UTF-8; empty where it is in clear.
        passphrase: Hidden,
    },
    /// Open what others encrypted.
    Decrypt {
        /// The keys, as [`Done::Identity`] gave them.
        identity: Hidden,
        /// Files of age, in armour.
        files: Vec<String>,
    },
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Done {
    /// The file was written.
    Locked {
        /// Its text.
        file: String,
        /// The address of the key in it.
        #[serde(with = "as_text")]
        address: Address,
    },
    /// The file was opened.
    Opened {
        /// The key, 32 bytes.
        secret: Hidden,
        /// Its address.
        #[serde(with = "as_text")]
        address: Address,
    },
    /// The text was encrypted.
    Encrypted {
        /// Armour of age.
        armour: String,
    },
    /// The file of the key was read.
    Identity {
        /// The keys, as lines.
        identity: Hidden,
    },
    /// Files were opened: for each its text, or why there is none.
    Decrypted {
        /// In the order in which they were handed over.
        texts: Vec<Result<String, String>>,
    },
    /// It could not be done.
    Refused {
        /// Why, and what to do.
        why: String,
    },
}

/// Does one errand. What comes in is checked again: the answer to anything is an answer.
#[must_use]
pub fn run(errand: &Errand) -> Done {
    attempt(errand).unwrap_or_else(|why| Done::Refused { why })
}

fn attempt(errand: &Errand) -> Result<Done, String> {
    match errand {
        Errand::Lock { secret, kind, passphrase, random } => {
            let (secret, random) = secret.to_array().zip(random.to_array()).ok_or("the key or the random bytes have another length")?;
            let (file, address) =
                key_file::lock_key(&secret, *kind, words(passphrase)?, &random, Cost::PAGE).map_err(|error| error.to_string())?;
            Ok(Done::Locked { file, address })
        }
        Errand::Open { file, passphrase } => {
            if file.as_slice().len() > MOST_KEY_FILE {
                return Err(format!("the file has {} bytes; a key file has at most {MOST_KEY_FILE}", file.as_slice().len()));
            }
            let (secret, address) = key_file::open_key(file.as_slice(), words(passphrase)?).map_err(|error| error.to_string())?;
            Ok(Done::Opened { secret: Hidden::new(secret.to_vec()), address })
        }
        Errand::Encrypt { text, recipients } => {
            if text.len() > MOST_TEXT {
                return Err(format!("the text has {} bytes; at most {MOST_TEXT} are encrypted", text.len()));
            }
            let armour = age_file::encrypt(text, recipients).map_err(|error| error.to_string())?;
            Ok(Done::Encrypted { armour })
        }
        Errand::Identity { file, passphrase } => {
            if file.as_slice().len() > MOST_KEY_FILE {
                return Err(format!("the file has {} bytes; a key file has at most {MOST_KEY_FILE}", file.as_slice().len()));
            }
            let identity = many::open_identity(file.as_slice(), words(passphrase)?).map_err(|error| error.to_string())?;
            Ok(Done::Identity { identity })
        }
        Errand::Decrypt { identity, files } => {
            let texts = many::decrypt_all(identity, files).map_err(|error| error.to_string())?;
            Ok(Done::Decrypted { texts })
        }
    }
}

fn words(passphrase: &Hidden) -> Result<&str, String> {
    std::str::from_utf8(passphrase.as_slice()).map_err(|_| "the passphrase is not text; type it again".to_owned())
}
