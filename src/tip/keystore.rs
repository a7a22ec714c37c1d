//! Key files that geth, MetaMask and `cast` open.
//!
//! Source: [Web3 Secret Storage](https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/),
//! version 3: scrypt or PBKDF2 of the passphrase, AES-128 in counter mode, Keccak-256 as the check. Wallets of the ether sale
//! of 2014 are read too.

use aes::cipher::{KeyIvInit, StreamCipher};
use alloy_primitives::{Address, hex, keccak256};
use serde_json::{Value, json};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::lock;

type Cipher = ctr::Ctr128BE<aes::Aes128>;

/// How much work guessing one passphrase takes: scrypt's N is 2 to this power, with r = 8 and p = 1. Memory is N KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost(u8);

impl Cost {
    /// What the page uses: half a second in Chromium on a laptop, and 64 MiB, which a phone still gives a page.
    pub const PAGE: Self = Self(16);
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

/// What scrypt is asked to do.
struct Scrypt {
    n: u64,
    p: u64,
    r: u64,
    salt: Vec<u8>,
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
    let params = Scrypt { n: 1 << cost.0, p: 1, r: 8, salt: salt.to_vec() };
    let derived = scrypt_key(passphrase, &params)?;
    let mut ciphertext = secret.as_slice().to_vec();
    apply(&derived, iv, &mut ciphertext)?;
    let file = json!({
        "address": hex::encode(address),
        "crypto": {
            "cipher": "aes-128-ctr",
            "cipherparams": { "iv": hex::encode(iv) },
            "ciphertext": hex::encode(&ciphertext),
            "kdf": "scrypt",
            "kdfparams": { "dklen": 32, "n": params.n, "p": params.p, "r": params.r, "salt": hex::encode(salt) },
            "mac": mac(&derived, &ciphertext),
        },
        "id": uuid(id),
        "version": 3,
    });
    Ok(file.to_string())
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
        return lock::open_presale(&value, passphrase).map(|(secret, stated)| (secret, Some(stated)));
    }
    match value.get("version").and_then(Value::as_u64) {
        Some(3) => {}
        Some(other) => return Err(KeystoreError::Unsupported(format!("version {other}"))),
        None => return Err(KeystoreError::Shape("it names no version".to_owned())),
    }
    // Some programs write the name with a capital letter.
    let crypto = value.get("crypto").or_else(|| value.get("Crypto")).unwrap_or(&Value::Null);
    let cipher = text(crypto, "/cipher")?;
    if cipher != "aes-128-ctr" {
        return Err(KeystoreError::Unsupported(format!("the cipher {:?}", cut(cipher))));
    }
    if number(crypto, "/kdfparams/dklen")? != 32 {
        return Err(KeystoreError::Unsupported(format!("a derived key of {} bytes", number(crypto, "/kdfparams/dklen")?)));
    }
    let salt = unhex(text(crypto, "/kdfparams/salt")?)?;
    let derived = match text(crypto, "/kdf")? {
        "scrypt" => {
            let number = |name: &str| number(crypto, name);
            scrypt_key(passphrase, &Scrypt { n: number("/kdfparams/n")?, p: number("/kdfparams/p")?, r: number("/kdfparams/r")?, salt })?
        }
        "pbkdf2" => pbkdf2_key(passphrase, text(crypto, "/kdfparams/prf")?, number(crypto, "/kdfparams/c")?, &salt)?,
        other => return Err(KeystoreError::Unsupported(format!("the key derivation {:?}", cut(other)))),
    };
    let mut bytes = Zeroizing::new(unhex(text(crypto, "/ciphertext")?)?);
    if mac(&derived, &bytes) != text(crypto, "/mac")?.to_ascii_lowercase() {
        return Err(KeystoreError::WrongPassphrase);
    }
    apply(&derived, &unhex(text(crypto, "/cipherparams/iv")?)?, &mut bytes)?;
    let secret: [u8; 32] =
        bytes.as_slice().try_into().map_err(|_| KeystoreError::Shape(format!("the key has {} bytes, not 32", bytes.len())))?;
    let stated = match value.get("address") {
        None => None,
        Some(_) => {
            let address = text(&value, "/address")?;
            Some(address.parse().map_err(|_| KeystoreError::Shape(format!("{:?} is no address", cut(address))))?)
        }
    };
    Ok((Zeroizing::new(secret), stated))
}

fn text<'a>(value: &'a Value, place: &str) -> Result<&'a str, KeystoreError> {
    value.pointer(place).and_then(Value::as_str).ok_or_else(|| KeystoreError::Shape(format!("{place} is not a text")))
}

fn number(value: &Value, place: &str) -> Result<u64, KeystoreError> {
    value.pointer(place).and_then(Value::as_u64).ok_or_else(|| KeystoreError::Shape(format!("{place} is not a whole number")))
}

fn scrypt_key(passphrase: &str, asked: &Scrypt) -> Result<Zeroizing<[u8; 32]>, KeystoreError> {
    let Scrypt { n, p, r, salt } = asked;
    let costly = || KeystoreError::TooCostly(format!("scrypt with n {n}, r {r}, p {p}"));
    if !n.is_power_of_two() || *n < 2 {
        return Err(KeystoreError::Shape(format!("scrypt's n is {n}, not a power of two")));
    }
    let memory = 128u64.checked_mul(*n).and_then(|bytes| bytes.checked_mul(*r));
    if memory.is_none_or(|bytes| bytes > MOST_MEMORY) || *p > 16 || *r > 64 {
        return Err(costly());
    }
    let narrow = |number: &u64| u32::try_from(*number).map_err(|_| costly());
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| costly())?;
    let params = scrypt::Params::new(log_n, narrow(r)?, narrow(p)?, 32).map_err(|_| costly())?;
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(passphrase.as_bytes(), salt, &params, key.as_mut_slice()).map_err(|_| costly())?;
    Ok(key)
}

fn pbkdf2_key(passphrase: &str, prf: &str, rounds: u64, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, KeystoreError> {
    if prf != "hmac-sha256" {
        return Err(KeystoreError::Unsupported(format!("the function {:?}", cut(prf))));
    }
    let count = u32::try_from(rounds).ok().filter(|count| (1..=MOST_ROUNDS).contains(count));
    let count = count.ok_or_else(|| KeystoreError::TooCostly(format!("PBKDF2 with {rounds} rounds")))?;
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(passphrase.as_bytes(), salt, count, key.as_mut_slice());
    Ok(key)
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

pub(super) fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
