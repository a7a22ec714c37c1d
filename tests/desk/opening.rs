//! What others encrypted to a portal.

use age::secrecy::ExposeSecret as _;
use spoor::tip::lock::{IdentityError, LockError, decrypt_all, encrypt, open_identity, with_passphrase};

#[test]
fn a_portal_opens_what_was_encrypted_to_it_and_nothing_else() {
    let (own, other) = (age::x25519::Identity::generate(), age::x25519::Identity::generate());
    let to = |key: &age::x25519::Identity, text: &str| encrypt(text, &[key.to_public().to_string().parse().unwrap()]).unwrap();
    let file = format!("# created: today\n# public key: {}\n{}\n", own.to_public(), own.to_string().expose_secret());
    let locked = with_passphrase(&file, "correct horse").unwrap();
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
