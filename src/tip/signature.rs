//! Signatures over secp256k1 as Ethereum writes them: 65 bytes, r, s, v.
//!
//! Stricter than the common libraries, which let one tip carry several valid signatures: v is 27 or 28, s is in the
//! lower half of the order ([EIP-2](https://eips.ethereum.org/EIPS/eip-2)), the text is lower-case.

use std::fmt;

use alloy_primitives::{Address, B256, hex, keccak256};
use k256::ecdsa::{RecoveryId, Signature as Ecdsa, VerifyingKey};

/// A signature in its one accepted form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; 65]);

/// A text that is not an acceptable signature.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not 0x and 130 hexadecimal digits.
    #[error("a signature is 0x and 130 lower-case hexadecimal digits; this has {length} characters: {start:?}")]
    Form {
        /// How many characters there are.
        length: usize,
        /// The first of them.
        start: String,
    },
    /// The last byte is not a recovery number Ethereum uses.
    #[error("the last byte of the signature (v) is {0}; it must be 27 or 28")]
    Recovery(u8),
    /// s is in the upper half: the twin that some libraries accept.
    #[error("the signature's s is in the upper half of the order (EIP-2): it is not the form a wallet gives")]
    HighS,
    /// r or s is zero or not below the order, or no key gives this signature.
    #[error("the signature fits no key: r or s is out of range")]
    NoKey,
}

impl Signature {
    /// Reads the one accepted text.
    ///
    /// # Errors
    /// When the text is not lower-case hexadecimal of 65 bytes, v is not 27 or 28, or s is high.
    pub fn read(text: &str) -> Result<Self, SignatureError> {
        let form = || SignatureError::Form { length: text.chars().count(), start: text.chars().take(12).collect() };
        let digits = super::record::lower_hex(text).ok_or_else(form)?;
        let bytes: [u8; 65] = hex::decode_to_array(digits).map_err(|_| form())?;
        let signature = Self(bytes);
        signature.parts()?;
        Ok(signature)
    }

    /// Reads what a wallet returned: also upper-case digits, v as 0 or 1, a high s, and the compact form of 64 bytes
    /// ([ERC-2098](https://eips.ethereum.org/EIPS/eip-2098)), each brought to the one form.
    ///
    /// # Errors
    /// When it is not 65 or 64 bytes of hexadecimal or fits no key.
    pub fn from_wallet(text: &str) -> Result<Self, SignatureError> {
        let form = || SignatureError::Form { length: text.chars().count(), start: text.chars().take(12).collect() };
        let text = text.trim().strip_prefix("0X").unwrap_or_else(|| text.trim());
        let compact = hex::decode_to_array::<_, 64>(text).map(|mut compact| {
            // The top bit of s, which a low s leaves free, is v.
            let v = compact[32] >> 7;
            compact[32] &= 0x7f;
            let mut bytes = [v; 65];
            bytes[..64].copy_from_slice(&compact);
            bytes
        });
        let mut bytes: [u8; 65] = compact.or_else(|_| hex::decode_to_array(text)).map_err(|_| form())?;
        if bytes[64] < 2 {
            bytes[64] += 27;
        }
        let ecdsa = Ecdsa::from_slice(&bytes[..64]).map_err(|_| SignatureError::NoKey)?;
        if let (Some(low), 27 | 28) = (ecdsa.normalize_s(), bytes[64]) {
            bytes[..64].copy_from_slice(&low.to_bytes());
            bytes[64] = 55 - bytes[64];
        }
        let signature = Self(bytes);
        signature.parts()?;
        Ok(signature)
    }

    /// Joins what the signer computed.
    pub(super) fn from_parts(ecdsa: &Ecdsa, recovery: RecoveryId) -> Result<Self, SignatureError> {
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&ecdsa.to_bytes());
        bytes[64] = 27 + recovery.to_byte();
        let signature = Self(bytes);
        signature.parts()?;
        Ok(signature)
    }

    /// The address whose key signed this digest.
    ///
    /// # Errors
    /// When no key gives this signature.
    pub fn recover(&self, digest: &B256) -> Result<Address, SignatureError> {
        self.recover_key(digest).map(|key| address_of(&key))
    }

    /// The key that signed this digest.
    pub(crate) fn recover_key(&self, digest: &B256) -> Result<VerifyingKey, SignatureError> {
        let (ecdsa, recovery) = self.parts()?;
        VerifyingKey::recover_from_prehash(digest.as_slice(), &ecdsa, recovery).map_err(|_| SignatureError::NoKey)
    }

    /// r and s, and which of the two points r stands for.
    pub(crate) fn parts(&self) -> Result<(Ecdsa, RecoveryId), SignatureError> {
        let v = self.0[64];
        if v != 27 && v != 28 {
            return Err(SignatureError::Recovery(v));
        }
        let ecdsa = Ecdsa::from_slice(&self.0[..64]).map_err(|_| SignatureError::NoKey)?;
        if ecdsa.normalize_s().is_some() {
            return Err(SignatureError::HighS);
        }
        Ok((ecdsa, RecoveryId::new(v == 28, false)))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode_prefixed(self.0))
    }
}

/// The last 20 bytes of the Keccak-256 of the uncompressed public key.
pub(crate) fn address_of(key: &VerifyingKey) -> Address {
    let point = key.to_encoded_point(false);
    Address::from_slice(&keccak256(&point.as_bytes()[1..])[12..])
}
