//! A throw-away key: made in the page, saved before it signs, wiped from memory after.

use std::fmt;

use alloy_primitives::{Address, B256};
use k256::ecdsa::SigningKey;
use zeroize::Zeroizing;

use super::keystore::{self, Cost, KeystoreError};
use super::lock::{self, Hidden, LockError};
use super::signature::{Signature, SignatureError, address_of};

/// A secp256k1 key that nobody has saved yet. It cannot sign: a tip whose key is lost cannot be claimed later.
pub struct UnsavedKey(Secret);

/// A key that was saved to a file, or came from one. It can sign.
pub struct SavedKey(Secret);

/// Why a key could not be made, saved, opened or used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The random bytes are no key: a chance of 2⁻¹²⁸.
    #[error("these random bytes are not a key; make a new one")]
    NotAKey,
    /// Too easy to guess.
    #[error("the passphrase has {0} characters; take at least {LEAST_PASSPHRASE}")]
    ShortPassphrase(usize),
    /// The file could not be written or read.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The same for a file of age.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file of age that opened, with something else in it than a key.
    #[error("the file opened, but there is no key in it: {0}")]
    NoKeyInside(&'static str),
    /// The signer failed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

/// A key that could not be saved, and why.
#[derive(Debug)]
pub struct NotSaved {
    /// Why.
    pub error: KeyError,
    /// The key, still unsaved.
    pub key: UnsavedKey,
}

/// The fewest characters a passphrase may have.
pub const LEAST_PASSPHRASE: usize = 8;

/// The address of a key of 32 bytes.
pub(super) fn address_of_secret(bytes: &Zeroizing<[u8; 32]>) -> Result<Address, KeyError> {
    Secret::from_bytes(bytes).map(|secret| secret.address)
}

/// The scalar; `SigningKey` wipes itself on drop.
struct Secret {
    key: SigningKey,
    address: Address,
}

impl Secret {
    fn from_bytes(bytes: &Zeroizing<[u8; 32]>) -> Result<Self, KeyError> {
        let key = SigningKey::from_slice(bytes.as_slice()).map_err(|_| KeyError::NotAKey)?;
        let address = address_of(key.verifying_key());
        Ok(Self { key, address })
    }

    fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.key.to_bytes().into())
    }
}

impl UnsavedKey {
    /// Makes a key of 32 random bytes from the operating system.
    ///
    /// # Errors
    /// When the bytes are zero or not below the order of the curve.
    pub fn from_random(bytes: &Zeroizing<[u8; 32]>) -> Result<Self, KeyError> {
        Secret::from_bytes(bytes).map(Self)
    }

    /// The address under which it will be known.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.0.address
    }

    /// The key itself, for the program that writes its file ([`lock::run`]).
    #[must_use]
    pub fn secret(&self) -> Hidden {
        Hidden::new(self.0.to_bytes().to_vec())
    }

    /// The key that can sign, once a file with it was written: `address` is what the program that wrote it found inside.
    ///
    /// # Errors
    /// When the file holds another key; this one is handed back.
    pub fn written(self, address: Address) -> Result<SavedKey, Box<NotSaved>> {
        if address == self.0.address {
            return Ok(SavedKey(self.0));
        }
        let error = KeystoreError::OtherAddress { stated: address, found: self.0.address }.into();
        Err(Box::new(NotSaved { error, key: self }))
    }

    /// Writes the key file and, with it, gives the key that can sign. `random` is 64 fresh random bytes.
    ///
    /// # Errors
    /// When the passphrase is short or the cost is out of range; the key is handed back unsaved.
    pub fn save(self, passphrase: &str, random: &[u8; 64], cost: Cost) -> Result<(String, SavedKey), Box<NotSaved>> {
        let length = passphrase.chars().count();
        if length < LEAST_PASSPHRASE {
            return Err(Box::new(NotSaved { error: KeyError::ShortPassphrase(length), key: self }));
        }
        match keystore::write(&self.0.to_bytes(), &self.0.address, passphrase, random, cost) {
            Ok(file) => Ok((file, SavedKey(self.0))),
            Err(error) => Err(Box::new(NotSaved { error: error.into(), key: self })),
        }
    }
}

impl SavedKey {
    /// Opens a key file of any kind: age, keystore V3, a wallet of the ether sale.
    ///
    /// # Errors
    /// When the file is none of them, asks for more work than a page should do, or the passphrase is wrong.
    pub fn open(file: &str, passphrase: &str) -> Result<Self, KeyError> {
        let (bytes, _) = lock::open_key(file.as_bytes(), passphrase)?;
        Secret::from_bytes(&bytes).map(Self)
    }

    /// The key that the program which opens files ([`lock::run`]) found in one.
    ///
    /// # Errors
    /// When it is no key, or not the one of the address that was found with it.
    pub fn opened(secret: &Hidden, address: Address) -> Result<Self, KeyError> {
        let secret = Secret::from_bytes(&secret.to_array().ok_or(KeyError::NotAKey)?)?;
        if secret.address == address {
            return Ok(Self(secret));
        }
        Err(KeystoreError::OtherAddress { stated: address, found: secret.address }.into())
    }

    /// The address that recovers from its signatures.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.0.address
    }

    /// Signs 32 bytes (RFC 6979, low s): the same digest gives the same signature.
    ///
    /// # Errors
    /// When the signer fails, which no digest is known to cause.
    pub fn sign(&self, digest: &B256) -> Result<Signature, KeyError> {
        let (ecdsa, recovery) = self.0.key.sign_prehash_recoverable(digest.as_slice()).map_err(|_| KeyError::NotAKey)?;
        Ok(Signature::from_parts(&ecdsa, recovery)?)
    }
}

impl fmt::Debug for UnsavedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnsavedKey({})", self.0.address)
    }
}

impl fmt::Debug for SavedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SavedKey({})", self.0.address)
    }
}
