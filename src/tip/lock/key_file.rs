//! The file of a throw-away key: written in one of two kinds, opened in any.
//!
//! A keystore is what wallets take in. A file of age says the same key in plain words, to whoever runs `age -d` and knows
//! the passphrase; its lock is the stronger of the two, because it covers all of the content.

use alloy_primitives::{Address, hex};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::age_file::{looks_encrypted, open_with_passphrase, with_passphrase};
use crate::tip::key::{KeyError, LEAST_PASSPHRASE, address_of_secret};
use crate::tip::keystore::{self, Cost, KeystoreError};

/// The longest key file that is read, in bytes.
pub const MOST_KEY_FILE: usize = 64 << 10;

/// In which kind a key is saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Keystore version 3, as geth, MetaMask and `cast` open it.
    #[default]
    Keystore,
    /// age with a passphrase.
    Age,
}

const ADDRESS: &str = "# address: ";

/// The file of a key, and the key's address. `random` is 64 fresh random bytes, of which age takes none: it draws its own.
///
/// # Errors
/// When the bytes are no key, the passphrase is short, or the file cannot be written.
pub fn lock_key(
    secret: &Zeroizing<[u8; 32]>,
    kind: FileKind,
    passphrase: &str,
    random: &[u8; 64],
    cost: Cost,
) -> Result<(String, Address), KeyError> {
    let address = address_of_secret(secret)?;
    let length = passphrase.chars().count();
    if length < LEAST_PASSPHRASE {
        return Err(KeyError::ShortPassphrase(length));
    }
    let file = match kind {
        FileKind::Keystore => keystore::write(secret, &address, passphrase, random, cost)?,
        FileKind::Age => {
            let digits = Zeroizing::new(hex::encode_prefixed(secret.as_slice()));
            let text =
                Zeroizing::new(format!("# A key of Spoor that signs tips. Whoever has it can sign as\n{ADDRESS}{address}\n{}\n", *digits));
            with_passphrase(&text, passphrase)?
        }
    };
    Ok((file, address))
}

/// What the file of a key is called.
#[must_use]
pub fn file_name(kind: FileKind, address: Address) -> String {
    match kind {
        FileKind::Keystore => format!("spoor-key-{address}.json"),
        FileKind::Age => format!("spoor-key-{address}.age"),
    }
}

/// The key of a file, whatever its kind, and its address.
///
/// # Errors
/// When the file is of no kind that is read, asks for too much work, or the passphrase does not open it.
pub fn open_key(file: &[u8], passphrase: &str) -> Result<(Zeroizing<[u8; 32]>, Address), KeyError> {
    if file.len() > MOST_KEY_FILE {
        return Err(KeystoreError::Shape(format!("it has {} bytes; a key file has at most {MOST_KEY_FILE}", file.len())).into());
    }
    let text = String::from_utf8_lossy(file);
    let (secret, stated) =
        if looks_encrypted(&text) { inside(&open_with_passphrase(file, passphrase)?)? } else { keystore::read(&text, passphrase)? };
    let found = address_of_secret(&secret)?;
    match stated {
        Some(stated) if stated != found => Err(KeystoreError::OtherAddress { stated, found }.into()),
        _ => Ok((secret, found)),
    }
}

/// The key in what age kept: one line of 64 digits; lines that begin with `#` are remarks, one of which may name its address.
fn inside(content: &[u8]) -> Result<(Zeroizing<[u8; 32]>, Option<Address>), KeyError> {
    let text = std::str::from_utf8(content).map_err(|_| KeyError::NoKeyInside("it is not text"))?;
    let (mut secret, mut stated) = (None, None);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(address) = line.strip_prefix(ADDRESS) {
            stated = Some(address.parse().map_err(|_| KeyError::NoKeyInside("the address it names is none"))?);
        } else if !line.starts_with('#') {
            let bytes =
                Zeroizing::new(hex::decode_to_array(line).map_err(|_| KeyError::NoKeyInside("a line is not 64 hexadecimal digits"))?);
            if secret.replace(bytes).is_some() {
                return Err(KeyError::NoKeyInside("it holds more than one"));
            }
        }
    }
    Ok((secret.ok_or(KeyError::NoKeyInside("no line has 64 hexadecimal digits"))?, stated))
}
