//! What the page with one's own record holds.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::board::own::{self, OwnTip};
use crate::case::CaseLibrary;
use crate::journal::tips::KeptTip;
use crate::tip::Expect;
use crate::ui::words::sentence;
use crate::web::clock;
use crate::web::mine::kept_tips;

/// So many tips are checked before the page draws again: each has a signature.
const AT_ONCE: usize = 8;

/// Handles. Copied freely.
#[derive(Clone, Copy)]
pub struct Record {
    /// The visitor's tips, the newest first.
    pub own: RwSignal<Vec<OwnTip>>,
    /// Whether what the browser keeps was looked through.
    pub ready: RwSignal<bool>,
    /// Why what the browser keeps is not shown, or not all of it.
    pub unread: RwSignal<Option<String>>,
    /// What came of the last file that was opened.
    pub said: RwSignal<Option<String>>,
    /// What was wrong with files.
    pub trouble: RwSignal<Vec<String>>,
}

impl Record {
    /// Begins to read what the browser keeps.
    pub fn read() -> Self {
        let record = Self {
            own: RwSignal::new(Vec::new()),
            ready: RwSignal::new(false),
            unread: RwSignal::new(None),
            said: RwSignal::new(None),
            trouble: RwSignal::new(Vec::new()),
        };
        spawn_local(async move {
            let left_out = match kept_tips().await {
                Ok(kept) => record.take_kept(kept).await,
                Err(error) => Some(format!("Your tips of this browser are not shown: {error}. Open them from the files that you saved.")),
            };
            // The page may have been left meanwhile.
            let _left = (record.unread.try_set(left_out), record.ready.try_set(true));
        });
        record
    }

    async fn take_kept(self, kept: Vec<KeptTip>) -> Option<String> {
        let cases = match CaseLibrary::built_in() {
            Ok(cases) => cases,
            Err(error) => return Some(sentence(&error.to_string())),
        };
        let mut unreadable = 0;
        for part in kept.chunks(AT_ONCE) {
            let expect = Expect { now: clock::now_s(), cases: &cases };
            let mut read: Vec<OwnTip> = part.iter().filter_map(|tip| OwnTip::of_kept(tip.clone(), &expect)).collect();
            unreadable += part.len() - read.len();
            let gone = self.own.try_update(|own| {
                read.retain(|new| own.iter().all(|old| old.kept.commitment != new.kept.commitment));
                own.extend(read);
                own::in_order(own);
            });
            gone?;
            TimeoutFuture::new(0).await;
        }
        (unreadable > 0).then(|| {
            format!("{unreadable} of the tips that this browser keeps cannot be read by this version of Spoor; they stay where they are.")
        })
    }

    /// Adds what a file holds.
    ///
    /// # Errors
    /// In a sentence that names the file.
    pub fn open(self, name: &str, bytes: &[u8]) -> Result<String, String> {
        let cases = CaseLibrary::built_in().map_err(|error| sentence(&error.to_string()))?;
        let expect = Expect { now: clock::now_s(), cases: &cases };
        let opened = self.own.try_update(|own| own::open(own, name, bytes, &expect));
        opened.unwrap_or_else(|| Ok(String::new())).map_err(|error| sentence(&error.to_string()))
    }
}
