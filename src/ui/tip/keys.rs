//! The throw-away key: made and opened in the vault, held here to sign, locked again when it is not used.

use std::sync::Arc;

use alloy_primitives::Address;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use zeroize::{Zeroize as _, Zeroizing};

use super::desk::{Desk, Signer, sentence};
use crate::tip::lock::{Done, Errand, FileKind, Hidden, Idle, file_name};
use crate::tip::{SavedKey, UnsavedKey};
use crate::web::entropy::random;
use crate::web::vault::{Vault, VaultError};
use crate::web::{clock, file};

/// What is said once a key was locked.
pub const LOCKED: &str = "Locked; open your key file to sign again.";

/// How often is looked whether the key is to be locked, in milliseconds.
const LOOK_EVERY_MS: u32 = 1_000;

/// Handles on what belongs to the key.
#[derive(Clone, Copy)]
pub struct Keys {
    /// The passphrase, as typed; wiped once the key is saved or opened.
    pub passphrase: RwSignal<String>,
    /// In which kind of file a key is saved.
    pub kind: RwSignal<FileKind>,
    /// The key that was locked because nobody used it.
    pub locked: RwSignal<Option<Address>>,
    /// When the key will be locked, in words.
    pub left: RwSignal<Option<String>>,
    /// What opens and locks files.
    pub vault: Vault,
    used: StoredValue<Option<Idle>>,
    is_watched: StoredValue<bool>,
}

impl Keys {
    /// No key yet.
    pub fn new() -> Self {
        Self {
            passphrase: RwSignal::new(String::new()),
            kind: RwSignal::new(FileKind::default()),
            locked: RwSignal::new(None),
            left: RwSignal::new(None),
            vault: Vault::new(),
            used: StoredValue::new(None),
            is_watched: StoredValue::new(false),
        }
    }

    fn typed(self) -> Hidden {
        Hidden::new(self.passphrase.with_untracked(|text| text.as_bytes().to_vec()))
    }

    fn touch(self) {
        let (now, idle) = (clock::now_s(), Idle::since(clock::now_s()));
        self.used.set_value(Some(idle));
        self.left.set(idle.words(now));
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    /// Makes a throw-away key, saves its file, and makes it the signer.
    ///
    /// # Errors
    /// A sentence for the visitor.
    pub async fn make_key(self) -> Result<(), String> {
        let bytes = Zeroizing::new(random::<32>().map_err(sentence)?);
        let locked = Zeroizing::new(random::<64>().map_err(sentence)?);
        let key = UnsavedKey::from_random(&bytes).map_err(sentence)?;
        let kind = self.keys.kind.get_untracked();
        let (passphrase, random) = (self.keys.typed(), Hidden::new(locked.to_vec()));
        let done = self.keys.vault.run(&Errand::Lock { secret: key.secret(), kind, passphrase, random }).await;
        let Done::Locked { file: text, address } = done.map_err(sentence)? else { return Err(sentence(VaultError::Misunderstood)) };
        let key = key.written(address).map_err(|not_saved| sentence(&not_saved.error))?;
        let kind_of_content = if kind == FileKind::Age { "text/plain" } else { "application/json" };
        file::save(&file_name(kind, address), kind_of_content, &text).map_err(sentence)?;
        self.take_key(key);
        Ok(())
    }

    /// Opens a key file and makes it the signer.
    ///
    /// # Errors
    /// A sentence for the visitor: the file is no key file, or the passphrase does not open it.
    pub async fn open_key(self, file: Vec<u8>) -> Result<(), String> {
        let done = self.keys.vault.run(&Errand::Open { file: Hidden::new(file), passphrase: self.keys.typed() }).await;
        let Done::Opened { secret, address } = done.map_err(sentence)? else { return Err(sentence(VaultError::Misunderstood)) };
        self.take_key(SavedKey::opened(&secret, address).map_err(sentence)?);
        Ok(())
    }

    fn take_key(self, key: SavedKey) {
        self.keys.passphrase.update(|text| text.zeroize());
        self.keys.locked.set(None);
        self.signer.set(Some(Signer::Key(Arc::new(key))));
        self.keys.touch();
        if !self.keys.is_watched.get_value() {
            self.keys.is_watched.set_value(true);
            spawn_local(async move {
                while self.key_stays() {
                    TimeoutFuture::new(LOOK_EVERY_MS).await;
                }
                self.keys.is_watched.set_value(false);
            });
        }
    }

    /// Says that the key is about to sign, and locks it instead where it lay unused for too long: a page that slept may not
    /// have looked yet. With a wallet there is nothing to lock.
    ///
    /// # Errors
    /// When it is locked.
    pub fn use_key(self) -> Result<(), String> {
        if self.holds_key() && !self.key_stays() {
            return Err(LOCKED.to_owned());
        }
        if self.holds_key() {
            self.keys.touch();
        }
        Ok(())
    }

    fn holds_key(self) -> bool {
        self.signer.with_untracked(|signer| matches!(signer, Some(Signer::Key(_))))
    }

    /// Whether there is a key that stays open; locks one whose time is over. What is drawn changes once a minute.
    fn key_stays(self) -> bool {
        let address = self.signer.with_untracked(|signer| match signer {
            Some(Signer::Key(key)) => Some(key.address()),
            _ => None,
        });
        let words = address.and_then(|_| self.keys.used.get_value()?.words(clock::now_s()));
        if self.keys.left.with_untracked(|left| *left != words) {
            self.keys.left.set(words.clone());
        }
        if words.is_some() {
            return true;
        }
        self.keys.used.set_value(None);
        if address.is_some() {
            // The last handle is dropped with it, and the key is wiped.
            self.signer.set(None);
            self.keys.locked.set(address);
        }
        false
    }
}
