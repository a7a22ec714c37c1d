//! What lies on the desk while a tip is written or checked. It stays when the visitor goes to another page.

use std::sync::Arc;

use alloy_primitives::Address;
use leptos::prelude::*;

use super::asides::Asides;
use super::instead::{Instead, by_wallet};
use super::keys::Keys;
use crate::case::Case;
use crate::explorer::confirm::Checked;
use crate::explorer::still::Sighting;
use crate::money::UnixSeconds;
use crate::tip::{EarlierTip, Engine, Payload, Plan, SUBMIT_WITHIN_S, SavedKey, Terms, Tip, Unsigned, may_sign, preflight, read_payout};
use crate::trace::view::View;
use crate::web::entropy::random;
use crate::web::wallet::Wallet;
use crate::web::{build, clock};

/// Who signs.
#[derive(Clone)]
pub enum Signer {
    /// A throw-away key that was saved, or opened from a file. It is wiped when the last handle is dropped.
    Key(Arc<SavedKey>),
    /// An account of a wallet.
    Wallet(Address, Wallet),
}

impl Signer {
    /// Its address.
    pub fn address(&self) -> Address {
        match self {
            Self::Key(key) => key.address(),
            Self::Wallet(address, _) => *address,
        }
    }
}

/// What a tip is about: the case, the trace and the number of the end.
#[derive(Clone, PartialEq)]
pub struct Subject {
    /// The case.
    pub case: Arc<Case>,
    /// The trace.
    pub view: Arc<View>,
    /// The end's number.
    pub end: usize,
    /// What was seen there in this visit, if somebody looked.
    pub seen: Option<Sighting>,
    /// What second explorers said of its hops in this visit.
    pub seconds: Vec<Checked>,
    /// The visitor's earlier tips.
    pub earlier: Vec<EarlierTip>,
}

/// Handles on what was typed, made and signed.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The note, as typed.
    pub note: RwSignal<String>,
    /// Where a reward shall go, as typed.
    pub payout: RwSignal<String>,
    /// The checks that are set aside.
    pub asides: Asides,
    /// The throw-away key, its passphrase and its file.
    pub keys: Keys,
    /// Who signs.
    pub signer: RwSignal<Option<Signer>, LocalStorage>,
    /// What is under way, in a sentence.
    pub busy: RwSignal<Option<&'static str>>,
    /// What went wrong in the step "Sign".
    pub trouble: RwSignal<Option<String>>,
    /// What the wallet may do instead of signing typed data.
    pub instead: RwSignal<Option<Instead>, LocalStorage>,
    /// The signed tip.
    pub tip: RwSignal<Option<Arc<Tip>>>,
    /// What was pasted to be checked.
    pub pasted: RwSignal<String>,
}

impl Default for Desk {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self {
            note: RwSignal::new(String::new()),
            payout: RwSignal::new(String::new()),
            asides: Asides::new(),
            keys: Keys::new(),
            signer: RwSignal::new_local(None),
            busy: RwSignal::new(None),
            trouble: RwSignal::new(None),
            instead: RwSignal::new_local(None),
            tip: RwSignal::new(None),
            pasted: RwSignal::new(String::new()),
        }
    }

    /// What would be sent, as it stands.
    pub fn payload(self, subject: &Subject) -> Option<Payload> {
        // Signer and payout stand in no payload, but they decide which reasons do.
        let set_aside = !self.asides.of(subject).is_empty();
        self.planned(subject, set_aside, |plan| plan.payload().ok())
    }

    /// What would be said about it.
    pub fn checks(self, subject: &Subject) -> Vec<crate::tip::preflight::Check> {
        self.planned(subject, true, preflight)
    }

    fn planned<T>(self, subject: &Subject, whole: bool, run: impl FnOnce(&Plan<'_>) -> T) -> T {
        let (engine, note, overrides) = (engine(), self.note.get(), self.asides.of(subject));
        let signer = || self.signer.with(|signer| signer.as_ref().map(Signer::address));
        let (signer, payout) = if whole { (signer(), self.payout.get()) } else { (None, String::new()) };
        run(&Plan {
            case: &subject.case,
            view: &subject.view,
            end: subject.end,
            note: &note,
            seen: subject.seen.as_ref(),
            seconds: &subject.seconds,
            earlier: &subject.earlier,
            overrides: &overrides,
            payout: &payout,
            signer,
            engine: &engine,
            now: clock::now_s(),
        })
    }

    /// Signs the tip as it stands.
    ///
    /// # Errors
    /// A sentence for the visitor: what blocks, or why the signer did not sign.
    pub async fn sign(self, subject: Subject) -> Result<(), String> {
        self.use_key()?;
        let signer = self.signer.get_untracked().ok_or("Choose who signs first.")?;
        let checks = untrack(|| self.checks(&subject));
        if !may_sign(&checks) {
            let blocking = checks.into_iter().next().map(|check| check.what).unwrap_or_default();
            return Err(format!("This would be rejected: {blocking}"));
        }
        let payload = untrack(|| self.payload(&subject)).ok_or("The tip cannot be written; step 3 says why.")?;
        let unsigned = Unsigned::new(payload, self.terms(&subject, signer.address())?).map_err(sentence)?;
        let tip = match &signer {
            Signer::Key(key) => unsigned.sign(key).map_err(sentence)?,
            Signer::Wallet(account, wallet) => by_wallet(self, unsigned, *account, wallet).await?,
        };
        self.tip.set(Some(Arc::new(tip)));
        Ok(())
    }

    fn terms(self, subject: &Subject, signer: Address) -> Result<Terms, String> {
        let typed = self.payout.get_untracked();
        let own = signer.to_string();
        let issued_at = clock::now_s();
        Ok(Terms {
            portal: subject.case.portal.clone(),
            payout: read_payout(if typed.trim().is_empty() { &own } else { &typed }).map_err(sentence)?,
            signer,
            salt: random().map_err(sentence)?,
            nonce: random().map_err(sentence)?,
            issued_at,
            submit_by: UnixSeconds::new(issued_at.get() + SUBMIT_WITHIN_S),
        })
    }
}

/// The program that writes the tip.
pub fn engine() -> Engine {
    Engine { name: "Spoor".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), wasm_sha256: build::wasm_sha256() }
}

/// An error as a sentence: first letter large, a full stop at the end.
pub fn sentence(error: impl std::fmt::Display) -> String {
    let mut text = error.to_string();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}
