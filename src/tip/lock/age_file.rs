//! Files of [age](https://c2sp.org/age), through the crate `age` (rage), and stricter than it in two places.
//!
//! The specification refuses a stanza whose last line is full, which the crate takes for old files' sake, and allows space
//! before the armour, which the crate refuses; here both are as specified.

use std::borrow::Cow;
#[allow(clippy::disallowed_types, reason = "the crate's traits name it; labels are compared, never listed")]
use std::collections::HashSet;

use age::armor::{ArmoredReadError, ArmoredReader};
use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, EncryptError};
use age_core::format::{FileKey, Stanza};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::hybrid::HybridRecipient;
use crate::case::{Recipient, RecipientKind};

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
/// How every binary file of any version begins.
const MAGIC: &[u8] = b"age-encryption.org/";
/// The most work a passphrase file may ask for: scrypt's N is 2 to this power, which takes 1 GiB. age itself writes 2¹⁸; rage
/// and pyrage measure the machine, and write up to this on a quick one.
pub const MOST_WORK: u8 = 20;
/// What is written: as [`crate::tip::Cost::PAGE`], 64 MiB, which a phone still gives.
const WORK: u8 = 16;

/// Why a file was not written or not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Nobody to encrypt to.
    #[error("there is no key to encrypt to; paste a recipient that begins with age1")]
    NoRecipient,
    /// A key whose numbers are not those of its kind.
    #[error("{0:?} is written like a recipient but is no key of its kind; ask its owner for it again")]
    NotAKey(String),
    /// Keys of both kinds.
    #[error("a file cannot be encrypted to a post-quantum key and to another one at once: it would be as weak as the other")]
    Mixed,
    /// The crate did not write.
    #[error("the file could not be encrypted ({0}); try again")]
    NotWritten(String),
    /// Neither armour nor a binary file.
    #[error("this is not a file of age: it begins neither with {BEGIN} nor with age-encryption.org/")]
    NotAge,
    /// The armour is damaged.
    #[error("the armour of the age file is damaged ({0}); copy it again, from its first line to its last")]
    Armour(String),
    /// The header is not as specified.
    #[error("the header of the age file is not as specified; it was cut or changed, or a newer program wrote it")]
    Header,
    /// It asks for too much work.
    #[error("opening the file would take scrypt with N = 2^{0}; at most 2^{MOST_WORK} is done here")]
    TooCostly(u8),
    /// Of nobody here.
    #[error("this key does not open the file: it was encrypted to another one")]
    OtherKey,
    /// The check of a passphrase does not tell a wrong one from a changed file.
    #[error("the passphrase does not open this file; check its spelling, or take another copy of the file")]
    WrongPassphrase,
    /// The header was changed after it was written.
    #[error("the header of the age file was changed after it was written; do not trust this copy")]
    Changed,
    /// The content is damaged or cut.
    #[error("the content of the age file is damaged or cut; nothing of it is shown. Take another copy")]
    Payload,
}

/// Whether a text is a file of age, as armour or as what a text editor makes of a binary one.
#[must_use]
pub fn looks_encrypted(text: &str) -> bool {
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', '>']);
    text.starts_with(BEGIN) || text.as_bytes().starts_with(MAGIC)
}

/// Encrypts a text so that the owner of any of these keys can read it, as armour.
///
/// # Errors
/// When there is no key, a key is none of its kind, or both kinds are mixed.
pub fn encrypt(text: &str, recipients: &[Recipient]) -> Result<String, LockError> {
    let kind = recipients.first().ok_or(LockError::NoRecipient)?.kind();
    if recipients.iter().any(|one| one.kind() != kind) {
        return Err(LockError::Mixed);
    }
    let all = recipients.iter().map(typed).collect::<Result<_, _>>()?;
    write(&All(all), text.as_bytes())
}

/// Encrypts a text under a passphrase, as armour.
///
/// # Errors
/// When the crate does not write.
pub fn with_passphrase(text: &str, passphrase: &str) -> Result<String, LockError> {
    let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
    recipient.set_work_factor(WORK);
    write(&recipient, text.as_bytes())
}

fn write(recipient: &impl age::Recipient, content: &[u8]) -> Result<String, LockError> {
    age::encrypt_and_armor(recipient, content).map_err(|error| {
        LockError::NotWritten(match error {
            EncryptError::MixedRecipientAndPassphrase | EncryptError::IncompatibleRecipients { .. } => return LockError::Mixed,
            EncryptError::MissingRecipients => return LockError::NoRecipient,
            _ => "the program for it failed".to_owned(),
        })
    })
}

/// Opens a file, armoured or binary, with any of these keys.
///
/// # Errors
/// When it is no age file, is damaged, or is of another key. Nothing of a damaged file is given.
pub fn decrypt(file: &[u8], identities: &[&dyn age::Identity]) -> Result<Zeroizing<Vec<u8>>, LockError> {
    open(file, &Any(identities)).map_err(|error| if error == LockError::WrongPassphrase { LockError::OtherKey } else { error })
}

/// Opens a file that was encrypted under a passphrase.
///
/// # Errors
/// When it is no age file, is damaged, asks for too much work, or the passphrase is another one.
pub fn open_with_passphrase(file: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>, LockError> {
    let mut identity = age::scrypt::Identity::new(secret(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    open(file, &identity)
}

fn secret(passphrase: &str) -> SecretString {
    SecretString::from(passphrase.to_owned())
}

fn open(file: &[u8], identity: &impl age::Identity) -> Result<Zeroizing<Vec<u8>>, LockError> {
    let armoured = file.trim_ascii_start().starts_with(BEGIN.as_bytes());
    let file = if armoured { file.trim_ascii_start() } else { file };
    if !armoured && !file.starts_with(MAGIC) {
        return Err(LockError::NotAge);
    }
    // The header alone first: what fails after it is the fault of the content.
    let head = Decryptor::new_buffered(ArmoredReader::new(file)).map_err(|error| fault(&error, LockError::Header))?;
    if !ends_short(file, armoured) {
        return Err(LockError::Header);
    }
    let by_passphrase = head.is_scrypt();
    age::decrypt(identity, file).map(Zeroizing::new).map_err(|error| match fault(&error, LockError::Payload) {
        LockError::OtherKey if by_passphrase => LockError::WrongPassphrase,
        other => other,
    })
}

/// What the crate's error says; `io` is what a fault in reading means here.
fn fault(error: &DecryptError, io: LockError) -> LockError {
    match error {
        DecryptError::Io(error) => match error.get_ref().and_then(|inner| inner.downcast_ref::<ArmoredReadError>()) {
            Some(inner) => LockError::Armour(inner.to_string()),
            None => io,
        },
        DecryptError::ExcessiveWork { required, .. } => LockError::TooCostly(*required),
        DecryptError::InvalidMac => LockError::Changed,
        DecryptError::DecryptionFailed | DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => LockError::OtherKey,
        // A header of another form or version, and what a later version of the crate may say.
        _ => LockError::Header,
    }
}

/// A key of any kind, as the crate takes it.
fn typed(recipient: &Recipient) -> Result<Box<dyn age::Recipient>, LockError> {
    let not_a_key = || LockError::NotAKey(recipient.as_str().chars().take(24).collect());
    Ok(match recipient.kind() {
        RecipientKind::X25519 => Box::new(recipient.as_str().parse::<age::x25519::Recipient>().map_err(|_| not_a_key())?),
        RecipientKind::Hybrid => Box::new(recipient.as_str().parse::<HybridRecipient>().map_err(|_| not_a_key())?),
    })
}

/// Several keys as one, each of which can open the file.
struct All(Vec<Box<dyn age::Recipient>>);

impl age::Recipient for All {
    #[allow(clippy::disallowed_types, reason = "the crate's trait names it; the labels are compared, never listed")]
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let (mut stanzas, mut labels) = (Vec::new(), HashSet::new());
        for one in &self.0 {
            let (its, label) = one.wrap_file_key(file_key)?;
            stanzas.extend(its);
            labels.extend(label);
        }
        Ok((stanzas, labels))
    }
}

/// Any of several keys.
struct Any<'a>(&'a [&'a dyn age::Identity]);

impl age::Identity for Any<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.0.iter().find_map(|one| one.unwrap_stanza(stanza))
    }
}

/// Whether every stanza of the header ends in a line that is not full, even if it is empty
/// ([C2SP age](https://c2sp.org/age), "Recipient stanza").
fn ends_short(file: &[u8], armoured: bool) -> bool {
    let inside = || {
        let lines = file.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
        let body: Vec<u8> = lines.filter(|line| !line.starts_with(b"-----")).flatten().copied().collect();
        BASE64_STANDARD.decode(body)
    };
    let binary = match armoured.then(inside) {
        None => Cow::Borrowed(file),
        Some(Ok(binary)) => Cow::Owned(binary),
        // Damaged armour, which the crate says better.
        Some(Err(_)) => return true,
    };
    let mut is_open = false;
    for line in binary.split(|byte| *byte == b'\n') {
        match line {
            [b'-', b'-', b'-', ..] => return !is_open,
            [b'-', b'>', b' ', ..] if is_open => return false,
            [b'-', b'>', b' ', ..] => is_open = true,
            _ => is_open = is_open && line.len() >= 64,
        }
    }
    false
}
