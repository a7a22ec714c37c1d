//! Opening what others encrypted to a portal's key: the file of the key once, then any number of tips with it.

use zeroize::Zeroizing;

use super::age_file::{LockError, decrypt, open_with_passphrase};
use super::hybrid::HybridIdentity;
use super::message::{Hidden, MOST_TEXT};

/// The most keys that are read from one file.
const MOST_IDENTITIES: usize = 8;

/// A portal's key that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The file is encrypted and does not open.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// No key in it.
    #[error("there is no age key in this file: no line that begins with AGE-SECRET-KEY-. `age-keygen` writes such files")]
    None,
    /// A line that is no key.
    #[error("line {0} of the file is written like an age key, but is none: a character is missing or changed")]
    NotAKey(usize),
    /// More than a portal has.
    #[error("there are more than {MOST_IDENTITIES} age keys in this file; take one with those that tips are encrypted to")]
    TooMany,
}

/// The keys of an identity file, as lines: of `age-keygen`, in clear or under a passphrase.
///
/// # Errors
/// When it does not open, or holds no key of age, or a damaged one.
pub fn open_identity(file: &[u8], passphrase: &str) -> Result<Hidden, IdentityError> {
    let is_encrypted = std::str::from_utf8(file).map_or(true, super::looks_encrypted);
    let text = if is_encrypted { open_with_passphrase(file, passphrase)? } else { Zeroizing::new(file.to_vec()) };
    let text = std::str::from_utf8(&text).map_err(|_| IdentityError::None)?;
    let mut lines = Zeroizing::new(String::new());
    let mut count = 0;
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if !line.starts_with("AGE-SECRET-KEY-") {
            continue;
        }
        one(line).ok_or(IdentityError::NotAKey(number))?;
        count += 1;
        if count > MOST_IDENTITIES {
            return Err(IdentityError::TooMany);
        }
        lines.push_str(line);
        lines.push('\n');
    }
    if count == 0 { Err(IdentityError::None) } else { Ok(Hidden::new(lines.as_bytes().to_vec())) }
}

fn one(line: &str) -> Option<Box<dyn age::Identity>> {
    let usual = line.parse::<age::x25519::Identity>().map(|key| Box::new(key) as Box<dyn age::Identity>).ok();
    usual.or_else(|| line.parse::<HybridIdentity>().map(|key| Box::new(key) as Box<dyn age::Identity>).ok())
}

/// Opens files with the keys that [`open_identity`] gave: each its text, or why there is none. One that does not open takes no
/// other along.
///
/// # Errors
/// When these are no keys.
pub fn decrypt_all(identity: &Hidden, files: &[String]) -> Result<Vec<Result<String, String>>, IdentityError> {
    let lines = std::str::from_utf8(identity.as_slice()).map_err(|_| IdentityError::None)?;
    let keys: Vec<Box<dyn age::Identity>> = lines.lines().filter_map(one).collect();
    if keys.is_empty() {
        return Err(IdentityError::None);
    }
    let keys: Vec<&dyn age::Identity> = keys.iter().map(AsRef::as_ref).collect();
    Ok(files.iter().map(|file| text_of(file, &keys)).collect())
}

fn text_of(file: &str, keys: &[&dyn age::Identity]) -> Result<String, String> {
    // Mail clients quote; age itself does not read what is quoted.
    let unquoted: String = file.lines().map(|line| line.trim_start_matches(['>', ' ', '\u{feff}'])).flat_map(|line| [line, "\n"]).collect();
    if unquoted.len() > 2 * MOST_TEXT {
        return Err(format!("it has {} bytes, more than any tip", unquoted.len()));
    }
    let content = decrypt(unquoted.trim_end().as_bytes(), keys).map_err(|error| error.to_string())?;
    if content.len() > MOST_TEXT {
        return Err(format!("what is in it has {} bytes, more than any tip", content.len()));
    }
    std::str::from_utf8(&content).map(str::to_owned).map_err(|_| "what is in it is not text".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use age::secrecy::ExposeSecret as _;

    #[test]
    fn a_portal_opens_what_was_encrypted_to_it_and_nothing_else() {
        let (own, other) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
        let to =
            |key: &age::x25519::Identity, text: &str| super::super::encrypt(text, &[key.to_public().to_string().parse().unwrap()]).unwrap();
        let file = format!("# created: today\n# public key: {}\n{}\n", own.to_public(), own.to_string().expose_secret());
        let locked = super::super::with_passphrase(&file, "correct horse").unwrap();
        let identity = open_identity(file.as_bytes(), "").unwrap();
        assert_eq!(open_identity(locked.as_bytes(), "correct horse").unwrap(), identity);
        let quoted: String = to(&own, "two").lines().map(|line| format!("> {line}\n")).collect();
        let mut damaged = to(&own, "three");
        damaged.replace_range(120..121, "!");
        let opened = decrypt_all(&identity, &[to(&own, "one"), quoted, damaged, to(&other, "four"), "garbage".to_owned()]).unwrap();
        assert_eq!(opened[..2], [Ok("one".to_owned()), Ok("two".to_owned())]);
        for (at, why) in [(2, "damaged"), (3, "does not open the file"), (4, "not a file of age")] {
            assert!(opened[at].as_ref().unwrap_err().contains(why), "{:?}", opened[at]);
        }
        assert!(matches!(open_identity(locked.as_bytes(), "wrong horse"), Err(IdentityError::Lock(LockError::WrongPassphrase))));
        assert_eq!(open_identity(b"# nothing", ""), Err(IdentityError::None));
        assert_eq!(open_identity(b"\n# a\nAGE-SECRET-KEY-1QQQQ", ""), Err(IdentityError::NotAKey(3)));
        assert_eq!(open_identity(file.repeat(9).as_bytes(), ""), Err(IdentityError::TooMany));
    }
}
