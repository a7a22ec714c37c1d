//! Key files that geth, MetaMask and `cast` open.
//!
//! Source: [Web3 Secret Storage](https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/),
//! version 3: scrypt or PBKDF2 of the passphrase, AES-128 in counter mode, Keccak-256 as the check.

use aes::cipher::{KeyIvInit, StreamCipher};
use alloy_primitives::{Address, hex, keccak256};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

type Cipher = ctr::Ctr128BE<aes::Aes128>;

/// How much work guessing one passphrase takes: scrypt's N is 2 to this power, with r = 8 and p = 1. Memory is N KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost(u8);

impl Cost {
    /// What the page uses.
    pub const PAGE: Self = Self(15);
    /// The least there is, for tests: N = 2.
    pub const LEAST: Self = Self(1);

    /// Takes the power of two, 1 to 18.
    #[must_use]
    pub const fn new(log_n: u8) -> Option<Self> {
        if log_n >= 1 && log_n <= 18 { Some(Self(log_n)) } else { None }
    }
}

/// The most memory a key file may ask for, in bytes: that of geth's default, N = 2¹⁸ with r = 8.
const MOST_MEMORY: u64 = 256 << 20;
/// The most rounds a key file may ask for.
const MOST_ROUNDS: u32 = 10_000_000;

/// Why a key file was not written or not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// Not the JSON of a keystore V3.
    #[error("this is not a key file (keystore version 3): {0}")]
    Shape(String),
    /// A kind of key file that is not supported.
    #[error("the key file uses {0}, which is not supported; export it again as keystore version 3")]
    Unsupported(String),
    /// Opening it would take more memory or time than a page should spend.
    #[error("opening the key file would take more memory or time than a page should spend ({0})")]
    TooCostly(String),
    /// Wrong passphrase, or a damaged file: the check tells them apart no further.
    #[error("the passphrase does not open this key file; check its spelling, or take another copy of the file")]
    WrongPassphrase,
    /// The file names another address than its key has.
    #[error("the key file says it is for {stated}, but its key is that of {found}")]
    OtherAddress {
        /// In the file.
        stated: Address,
        /// Of the key.
        found: Address,
    },
}

#[derive(Serialize, Deserialize)]
struct File {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(alias = "Crypto")]
    crypto: Crypto,
    id: Value,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParams,
    ciphertext: String,
    kdf: String,
    kdfparams: Value,
    mac: String,
}

#[derive(Serialize, Deserialize)]
struct CipherParams {
    iv: String,
}

#[derive(Serialize, Deserialize)]
struct ScryptParams {
    dklen: u64,
    n: u64,
    p: u32,
    r: u32,
    salt: String,
}

#[derive(Deserialize)]
struct Pbkdf2Params {
    c: u32,
    dklen: u64,
    prf: String,
    salt: String,
}

pub(super) fn write(
    secret: &Zeroizing<[u8; 32]>,
    address: &Address,
    passphrase: &str,
    random: &[u8; 64],
    cost: Cost,
) -> Result<String, KeystoreError> {
    let (salt, rest) = random.split_at(32);
    let (iv, id) = rest.split_at(16);
    let params = ScryptParams { dklen: 32, n: 1 << cost.0, p: 1, r: 8, salt: hex::encode(salt) };
    let derived = scrypt_key(passphrase, &params)?;
    let mut ciphertext = secret.as_slice().to_vec();
    apply(&derived, iv, &mut ciphertext)?;
    let file = File {
        address: Some(hex::encode(address)),
        crypto: Crypto {
            cipher: "aes-128-ctr".to_owned(),
            cipherparams: CipherParams { iv: hex::encode(iv) },
            mac: mac(&derived, &ciphertext),
            ciphertext: hex::encode(&ciphertext),
            kdf: "scrypt".to_owned(),
            kdfparams: serde_json::to_value(params).map_err(|error| KeystoreError::Shape(error.to_string()))?,
        },
        id: Value::String(uuid(id)),
        version: 3,
    };
    serde_json::to_string(&file).map_err(|error| KeystoreError::Shape(error.to_string()))
}

/// A random (version 4) UUID of 16 random bytes: [RFC 9562](https://www.rfc-editor.org/rfc/rfc9562#section-5.4).
fn uuid(random: &[u8]) -> String {
    let mut bytes = random.to_vec();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let text = hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

/// The secret and the address the file states, if it states one.
pub(super) fn read(file: &str, passphrase: &str) -> Result<(Zeroizing<[u8; 32]>, Option<Address>), KeystoreError> {
    if file.len() > 64 << 10 {
        return Err(KeystoreError::Shape(format!("it has {} bytes; a key file has less than 65536", file.len())));
    }
    let value: Value = serde_json::from_str(file).map_err(|error| KeystoreError::Shape(error.to_string()))?;
    if value.get("encseed").is_some() {
        return Err(KeystoreError::Unsupported("the format of the 2014 ether sale".to_owned()));
    }
    let file: File = serde_json::from_value(value).map_err(|error| KeystoreError::Shape(error.to_string()))?;
    if file.version != 3 {
        return Err(KeystoreError::Unsupported(format!("version {}", file.version)));
    }
    let crypto = file.crypto;
    if crypto.cipher != "aes-128-ctr" {
        return Err(KeystoreError::Unsupported(format!("the cipher {:?}", cut(&crypto.cipher))));
    }
    let derived = match crypto.kdf.as_str() {
        "scrypt" => scrypt_key(passphrase, &params(crypto.kdfparams)?)?,
        "pbkdf2" => pbkdf2_key(passphrase, &params(crypto.kdfparams)?)?,
        other => return Err(KeystoreError::Unsupported(format!("the key derivation {:?}", cut(other)))),
    };
    let mut bytes = Zeroizing::new(unhex(&crypto.ciphertext)?);
    if mac(&derived, &bytes) != crypto.mac.to_ascii_lowercase() {
        return Err(KeystoreError::WrongPassphrase);
    }
    apply(&derived, &unhex(&crypto.cipherparams.iv)?, &mut bytes)?;
    let secret: [u8; 32] =
        bytes.as_slice().try_into().map_err(|_| KeystoreError::Shape(format!("the key has {} bytes, not 32", bytes.len())))?;
    let stated = match file.address {
        Some(text) => Some(text.parse().map_err(|_| KeystoreError::Shape(format!("{:?} is no address", cut(&text))))?),
        None => None,
    };
    Ok((Zeroizing::new(secret), stated))
}

fn params<T: for<'de> Deserialize<'de>>(value: Value) -> Result<T, KeystoreError> {
    serde_json::from_value(value).map_err(|error| KeystoreError::Shape(error.to_string()))
}

fn scrypt_key(passphrase: &str, params: &ScryptParams) -> Result<Zeroizing<[u8; 32]>, KeystoreError> {
    let asked = || KeystoreError::TooCostly(format!("scrypt with n {}, r {}, p {}", params.n, params.r, params.p));
    let log_n = u8::try_from(params.n.trailing_zeros()).ok().filter(|_| params.n.is_power_of_two() && params.n > 1);
    let log_n = log_n.ok_or_else(|| KeystoreError::Shape(format!("scrypt's n is {}, not a power of two", params.n)))?;
    let memory = 128u64.checked_mul(params.n).and_then(|bytes| bytes.checked_mul(params.r.into()));
    if memory.is_none_or(|bytes| bytes > MOST_MEMORY) || params.p > 16 || params.r > 64 {
        return Err(asked());
    }
    check_length(params.dklen)?;
    let scrypt = scrypt::Params::new(log_n, params.r, params.p, 32).map_err(|_| asked())?;
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(passphrase.as_bytes(), &unhex(&params.salt)?, &scrypt, key.as_mut_slice()).map_err(|_| asked())?;
    Ok(key)
}

fn pbkdf2_key(passphrase: &str, params: &Pbkdf2Params) -> Result<Zeroizing<[u8; 32]>, KeystoreError> {
    if params.prf != "hmac-sha256" {
        return Err(KeystoreError::Unsupported(format!("the function {:?}", cut(&params.prf))));
    }
    if params.c == 0 || params.c > MOST_ROUNDS {
        return Err(KeystoreError::TooCostly(format!("PBKDF2 with {} rounds", params.c)));
    }
    check_length(params.dklen)?;
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(passphrase.as_bytes(), &unhex(&params.salt)?, params.c, key.as_mut_slice());
    Ok(key)
}

fn check_length(dklen: u64) -> Result<(), KeystoreError> {
    if dklen == 32 { Ok(()) } else { Err(KeystoreError::Unsupported(format!("a derived key of {dklen} bytes"))) }
}

/// Encrypts or decrypts: counter mode is its own inverse. The first half of the derived key is the cipher's.
fn apply(derived: &[u8; 32], iv: &[u8], bytes: &mut [u8]) -> Result<(), KeystoreError> {
    let mut cipher = Cipher::new_from_slices(&derived[..16], iv)
        .map_err(|_| KeystoreError::Shape(format!("the start value has {} bytes, not 16", iv.len())))?;
    cipher.apply_keystream(bytes);
    Ok(())
}

/// The second half of the derived key guards the ciphertext.
fn mac(derived: &[u8; 32], ciphertext: &[u8]) -> String {
    hex::encode(keccak256([&derived[16..], ciphertext].concat()))
}

fn unhex(text: &str) -> Result<Vec<u8>, KeystoreError> {
    hex::decode(text).map_err(|_| KeystoreError::Shape(format!("{:?} is not hexadecimal", cut(text))))
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
