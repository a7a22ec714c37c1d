//! Wallets of the ether sale of 2014, as some people still keep one.
//!
//! Source: [pyethsaletool](https://github.com/ethereum/pyethsaletool): PBKDF2-HMAC-SHA256 of the passphrase with itself as
//! the salt, 2,000 rounds, 16 bytes; AES-128-CBC of a seed, the start value before it; the key is Keccak-256 of the seed.
//! The file has no check of its own: the address it names tells a right passphrase from a wrong one.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut as _, KeyIvInit as _};
use alloy_primitives::{Address, hex, keccak256};
use k256::ecdsa::SigningKey;
use serde_json::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::tip::keystore::{KeystoreError, cut};
use crate::tip::signature::address_of;

const ROUNDS: u32 = 2_000;
/// The most bytes of a start value and an encrypted seed; real ones have some 600.
const MOST_SEED: usize = 16 << 10;

/// The key of a sale wallet, and the address the file names.
pub(in crate::tip) fn open(file: &Value, passphrase: &str) -> Result<(Zeroizing<[u8; 32]>, Address), KeystoreError> {
    let text = |name: &str| {
        let text = file.get(name).and_then(Value::as_str);
        text.ok_or_else(|| KeystoreError::Shape(format!("{name} of a wallet of the ether sale is not a text")))
    };
    let stated = text("ethaddr")?;
    let stated: Address = stated.parse().map_err(|_| KeystoreError::Shape(format!("{:?} is no address", cut(stated))))?;
    let sealed = text("encseed")?;
    if sealed.len() > 2 * MOST_SEED {
        return Err(KeystoreError::Shape(format!("its seed has {} digits; at most {} are read", sealed.len(), 2 * MOST_SEED)));
    }
    let sealed = hex::decode(sealed).map_err(|_| KeystoreError::Shape("encseed is not hexadecimal".to_owned()))?;
    let (start, sealed) = sealed.split_at_checked(16).ok_or_else(|| KeystoreError::Shape("encseed has no start value".to_owned()))?;

    let mut key = Zeroizing::new([0; 16]);
    pbkdf2::pbkdf2_hmac::<Sha256>(passphrase.as_bytes(), passphrase.as_bytes(), ROUNDS, key.as_mut_slice());
    let cipher = cbc::Decryptor::<aes::Aes128>::new_from_slices(key.as_slice(), start)
        .map_err(|_| KeystoreError::Shape("encseed has no start value of 16 bytes".to_owned()))?;
    let seed = cipher.decrypt_padded_vec_mut::<Pkcs7>(sealed).map(Zeroizing::new).map_err(|_| KeystoreError::WrongPassphrase)?;
    let secret = Zeroizing::new(keccak256(&*seed).0);
    match SigningKey::from_slice(secret.as_slice()) {
        Ok(key) if address_of(key.verifying_key()) == stated => Ok((secret, stated)),
        _ => Err(KeystoreError::WrongPassphrase),
    }
}
