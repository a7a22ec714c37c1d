//! What lies on the desk. It stays while the visitor looks at another page of `board.html`; over a reload only signed entries
//! are kept: no key, no tip.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::identity::Identity;
use super::onchain::OnChain;
use super::own_case::OwnCases;
use super::stamp::Stamps;
use crate::board::desk::form::FormError;
use crate::board::desk::{Context, Intake, Published, Session, SessionError, Triage, Triaged};
use crate::board::{Content, LineError, PublishError};
use crate::case::CaseLibrary;
use crate::tip::SavedKey;
use crate::tip::lock::{Done, Errand};
use crate::ui::tip::desk::{Desk as Signing, Signer, sentence};
use crate::web::clock;
use crate::web::rechecker::Rechecker;
use crate::web::vault::VaultError;

/// How many documents are read before the page is drawn again.
const SLICE: usize = 3;
/// How many encrypted documents go to the vault at once.
const AT_ONCE: usize = 100;

/// Handles on what lies on the desk.
#[derive(Clone, Copy)]
pub struct DeskState {
    /// The key that signs, its passphrase and its clock.
    pub signing: Signing,
    /// The feed and what was decided since it was opened.
    pub session: RwSignal<Option<Session>, LocalStorage>,
    /// The machine that reads.
    triage: StoredValue<Option<Triage>, LocalStorage>,
    /// The queue.
    pub triaged: RwSignal<Arc<Triaged>>,
    /// Documents read and taken in, while reading.
    pub reading: RwSignal<Option<(u64, u64)>>,
    /// Whether the reading is to stop.
    pub stop: RwSignal<bool>,
    /// The cases that are known: the library's and those opened here.
    pub cases: RwSignal<Option<CaseLibrary>>,
    /// Those opened here.
    pub own_cases: OwnCases,
    /// The key that opens encrypted tips.
    pub identity: Identity,
    /// The number of the document that is shown.
    pub shown: RwSignal<Option<u64>>,
    /// What the chain says of tips that were checked there.
    pub onchain: OnChain,
    /// The time stamps that came with tips.
    pub stamps: Stamps,
    /// What went wrong.
    pub trouble: RwSignal<Option<String>>,
    /// What was done.
    pub said: RwSignal<String>,
}

/// The desk. The shell provides it before any page is built.
pub fn desk_state() -> DeskState {
    expect_context()
}

impl DeskState {
    /// Makes an empty desk.
    pub fn provide() {
        let rechecker = Rechecker::new();
        let desk = Self {
            signing: Signing::new(),
            session: RwSignal::new_local(None),
            triage: StoredValue::new_local(None),
            triaged: RwSignal::new(Arc::default()),
            reading: RwSignal::new(None),
            stop: RwSignal::new(false),
            cases: RwSignal::new(CaseLibrary::built_in().ok()),
            own_cases: OwnCases::new(),
            identity: Identity::new(),
            shown: RwSignal::new(None),
            onchain: OnChain::load(rechecker),
            stamps: Stamps::new(rechecker),
            trouble: RwSignal::new(None),
            said: RwSignal::new(String::new()),
        };
        desk.stamps.watch(desk);
        provide_context(desk);
    }

    /// The key that signs, if it is open; it counts as used.
    ///
    /// # Errors
    /// A sentence for the visitor.
    pub fn key(self) -> Result<Arc<SavedKey>, String> {
        self.signing.use_key()?;
        match self.signing.signer.get_untracked() {
            Some(Signer::Key(key)) => Ok(key),
            _ => Err("Open the key that signs this feed first.".to_owned()),
        }
    }

    fn published(self) -> Published {
        self.session.with_untracked(|session| session.as_ref().map(Session::said).unwrap_or_default())
    }

    pub(super) fn fail(self, error: impl std::fmt::Display) {
        self.said.set(String::new());
        self.trouble.set(Some(sentence(error)));
    }

    /// Takes texts in and reads them, a few at a time.
    pub fn take_in(self, intakes: Vec<Intake>) {
        if self.reading.get_untracked().is_some() {
            return self.fail("The desk is reading; wait until it is done, or stop it");
        }
        let Some(cases) = self.cases.get_untracked() else { return self.fail("the cases of this page cannot be read; reload it") };
        let now = clock::now_s();
        self.trouble.set(None);
        self.triage.update_value(|triage| {
            let triage = triage.get_or_insert_with(|| {
                Triage::new(Context { now, cases, published: Published::default(), labels: Vec::new(), stamps: Default::default() })
            });
            for intake in &intakes {
                if let Err(error) = triage.take(intake) {
                    self.fail(error);
                }
            }
        });
        self.read_on();
    }

    /// Reads what waits.
    pub fn read_on(self) {
        if self.reading.get_untracked().is_some() {
            // Whoever reads already opens what is encrypted at its end.
            return;
        }
        self.stop.set(false);
        spawn_local(async move {
            loop {
                let more = self.step();
                if !more || self.stop.get_untracked() {
                    break;
                }
                TimeoutFuture::new(0).await;
            }
            self.reading.set(None);
            self.open_encrypted().await;
            self.settle();
        });
    }

    fn step(self) -> bool {
        let mut more = false;
        self.triage.update_value(|triage| {
            if let Some(triage) = triage {
                more = (0..SLICE).all(|_| triage.step());
                let progress = triage.progress();
                self.reading.set(Some((progress.done, progress.total)));
            }
        });
        more
    }

    /// Computes the queue anew: after a reading, and after every decision.
    pub fn settle(self) {
        let published = self.published();
        self.triage.update_value(|triage| {
            if let Some(triage) = triage {
                triage.know(published, self.stamps.proven());
                self.triaged.set(Arc::new(triage.triaged()));
            }
        });
    }

    /// Opens what is encrypted, where the key of the case is open.
    pub async fn open_encrypted(self) {
        let Some(identity) = self.identity.to_use() else { return };
        let closed: Vec<(u64, String)> = self.triage.with_value(|triage| {
            triage.as_ref().map(|triage| triage.closed().iter().map(|(number, text)| (*number, text.clone())).collect()).unwrap_or_default()
        });
        for some in closed.chunks(AT_ONCE) {
            let files = some.iter().map(|(_, text)| text.clone()).collect();
            match self.signing.keys.vault.run(&Errand::Decrypt { identity: identity.clone(), files }).await {
                Ok(Done::Decrypted { texts }) => self.triage.update_value(|triage| {
                    for ((number, _), text) in some.iter().zip(&texts) {
                        if let Some(triage) = triage {
                            triage.opened(*number, text.as_deref().map_err(String::as_str));
                        }
                    }
                }),
                Ok(_) => return self.fail(VaultError::Misunderstood),
                Err(error) => return self.fail(error),
            }
        }
    }

    /// Takes everything off the desk but the feed and its decisions.
    pub fn clear(self) {
        self.triage.set_value(None);
        self.triaged.set(Arc::default());
        self.shown.set(None);
        self.onchain.forget();
        self.stamps.forget();
        self.said.set("The queue is empty; decisions stay.".to_owned());
    }

    /// Signs contents as the next entries; says in words at which field something is wrong.
    ///
    /// # Errors
    /// A sentence, and the place of the field where it has one.
    pub fn say(self, title: String, contents: Vec<Content>) -> Result<(), FormError> {
        let plain = |why: String| FormError { field: String::new(), label: "Not signed".to_owned(), why };
        if let Some(why) = self.blocked() {
            return Err(plain(why));
        }
        let key = self.key().map_err(plain)?;
        let mut result = Err(SessionError::NoIndex);
        self.session.update(|session| {
            if let Some(session) = session {
                result = session.say(title.clone(), contents, &key, clock::now_s());
            }
        });
        match result {
            Ok(()) => {
                self.trouble.set(None);
                self.said.set(format!("Signed: {title}."));
                self.keep();
                self.settle();
                Ok(())
            }
            Err(SessionError::Publish(PublishError::Line(LineError::Field { place, why }))) => {
                Err(FormError { field: place, ..plain(why) })
            }
            Err(SessionError::NoIndex) => Err(plain("Open your feed, or start one, first.".to_owned())),
            Err(error) => Err(plain(error.to_string())),
        }
    }

    /// Takes the last decision back.
    pub fn undo(self) {
        let mut result = Ok(None);
        self.session.update(|session| {
            if let Some(session) = session {
                result = session.undo(clock::now_s());
            }
        });
        match result {
            Ok(Some(title)) => {
                self.said.set(format!("Taken back: {title}."));
                self.keep();
                self.settle();
            }
            Ok(None) => {}
            Err(error) => self.fail(error),
        }
    }

    /// Makes a session the one on the desk.
    pub fn sit_down(self, session: Result<Session, SessionError>) {
        match session {
            Ok(session) => {
                self.trouble.set(None);
                self.said.set(format!("The feed {} is open.", crate::ui::hostile::plain(session.name(), 80)));
                self.session.set(Some(session));
                self.settle();
            }
            Err(error) => self.fail(error),
        }
    }
}
