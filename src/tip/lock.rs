//! What keeps a secret: files of the signing key, and tips that only their reader can open.
//!
//! [`encrypt`] writes [age](https://c2sp.org/age) for the keys a case pins; [`lock_key`] and [`open_key`] write and open
//! the file of a throw-away key, as age with a passphrase or as a keystore. [`run`] does one [`Errand`] with either: the
//! page has it done by the vault, a program of its own that is ended after ([`message`]). [`Idle`] says when a key that is
//! not used is locked again.

mod age_file;
mod hybrid;
mod idle;
mod key_file;
mod many;
pub mod message;
mod presale;

pub use age_file::{LockError, MOST_WORK, decrypt, encrypt, looks_encrypted, open_with_passphrase, with_passphrase};
pub use hybrid::{HybridIdentity, HybridRecipient};
pub use idle::{Idle, LOCK_AFTER_S};
pub use key_file::{FileKind, MOST_KEY_FILE, file_name, lock_key, open_key};
pub use many::{IdentityError, decrypt_all, open_identity};
pub use message::{Done, Errand, Hidden, run};
pub(super) use presale::open as open_presale;
