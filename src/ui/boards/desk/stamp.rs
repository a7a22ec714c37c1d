//! The time stamp that a tipster handed over with a tip: once a Bitcoin block is shown to hold the tip's card, it counts for
//! who was first, and the entry that receives the tip names it.

use std::collections::BTreeMap;
use std::sync::Arc;

use alloy_primitives::hex;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::state::{DeskState, desk_state};
use crate::board::Hash;
use crate::board::entry::Stamped;
use crate::explorer::support::opentimestamps::{InBlock, Standing};
use crate::money::Chain;
use crate::tip::verify::Check;
use crate::tip::{Count, Outcome, Timestamped, Tip, timestamp};
use crate::ui::hostile;
use crate::ui::tip::desk::sentence;
use crate::ui::verify::{again, line};
use crate::web::file;
use crate::web::rechecker::Rechecker;

/// The longest time stamp that is read, in bytes.
const MOST_BYTES: u64 = 256 << 10;

/// A time stamp that was handed over, and what came of it.
#[derive(Clone)]
struct Given {
    tip: Arc<Tip>,
    commitment: Hash,
    bytes: Vec<u8>,
    found: Timestamped,
    /// Why explorers gave no header.
    said: Vec<String>,
}

/// Handles on the time stamps of this sitting.
#[derive(Clone, Copy)]
pub struct Stamps {
    /// By the number of the document.
    given: RwSignal<BTreeMap<u64, Given>>,
    /// The document whose block is being asked for.
    asking: RwSignal<Option<u64>>,
    /// What was proven, by commitment.
    proven: RwSignal<BTreeMap<Hash, Stamped>>,
    rechecker: Rechecker,
}

impl Stamps {
    /// None yet; blocks are asked for through this worker.
    pub fn new(rechecker: Rechecker) -> Self {
        let (given, asking, proven) = (RwSignal::new(BTreeMap::new()), RwSignal::new(None), RwSignal::new(BTreeMap::new()));
        Self { given, asking, proven, rechecker }
    }

    /// Takes in what comes of the questions.
    pub fn watch(self, desk: DeskState) {
        Effect::new(move |_| {
            let Some((header, said)) = self.rechecker.header.get() else { return };
            let Some(number) = self.asking.get_untracked() else { return };
            self.asking.set(None);
            let header = header.and_then(|header| header.header());
            let mut proven = None;
            self.given.update(|all| {
                if let Some(one) = all.get_mut(&number) {
                    one.found = timestamp(&one.tip, &one.bytes, header.as_ref());
                    one.said = said;
                    proven = in_block(&one.found).map(|stamped| (one.commitment, stamped));
                }
            });
            if let Some((commitment, stamped)) = proven {
                self.proven.update(|all| {
                    all.insert(commitment, stamped);
                });
                desk.settle();
            }
        });
        Effect::new(move |_| {
            if self.rechecker.failed.with(Option::is_some) {
                self.asking.set(None);
            }
        });
    }

    /// What was proven, for the queue.
    pub fn proven(self) -> BTreeMap<Hash, Stamped> {
        self.proven.get_untracked()
    }

    /// The block that holds the card of this commitment.
    pub fn of(self, commitment: &Hash) -> Option<Stamped> {
        self.proven.with_untracked(|all| all.get(commitment).cloned())
    }

    /// Forgets all: the queue was cleared.
    pub fn forget(self) {
        self.asking.set(None);
        self.given.set(BTreeMap::new());
        self.proven.set(BTreeMap::new());
    }
}

/// The block of a time stamp that passed every check.
fn in_block(found: &Timestamped) -> Option<Stamped> {
    match &found.standing {
        Some(Standing::Bitcoin { height, block: InBlock::Holds { at, .. } }) if found.outcome == Outcome::Pass => {
            Some(Stamped { block: Count(*height), time: *at })
        }
        _ => None,
    }
}

/// The part of a document.
#[component]
pub fn TimeStamp(
    /// The document's number.
    number: u64,
    /// Its tip, proven to be its signer's.
    tip: Arc<Tip>,
    /// The tip's commitment.
    commitment: Hash,
) -> impl IntoView {
    let desk = desk_state();
    let (stamps, chosen) = (desk.stamps, desk.onchain.chosen());
    let trouble = RwSignal::new(None::<String>);
    let opened = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let one = input.files().and_then(|files| files.get(0));
        input.set_value("");
        trouble.set(None);
        let (Some(one), tip) = (one, tip.clone()) else { return };
        spawn_local(async move {
            match file::read_bytes(&one, MOST_BYTES).await {
                Ok(bytes) => {
                    let found = timestamp(&tip, &bytes, None);
                    stamps.given.update(|all| drop(all.insert(number, Given { tip, commitment, bytes, found, said: Vec::new() })));
                }
                Err(error) => trouble.set(Some(sentence(error))),
            }
        });
    };
    let ask = move |_| {
        let Some(proof) = stamps.given.with_untracked(|all| all.get(&number).map(|one| hex::encode(&one.bytes))) else { return };
        let explorers = untrack(|| again::offered(chosen, Chain::BITCOIN)).iter().map(|one| one.source.to_string()).collect();
        stamps.asking.set(Some(number));
        stamps.rechecker.ask_header(proof, explorers);
    };
    let wanted = move || stamps.given.with(|all| all.get(&number).is_some_and(|one| one.found.wants().is_some()));
    let told = move || {
        stamps.given.with(|all| all.get(&number).cloned()).map(|one| {
            let check = Check { name: "time stamp", outcome: one.found.outcome, sentence: one.found.sentence };
            let said = one.said.iter().map(|one| view! { <p class="warn">{hostile::plain(one, 400)}</p> }).collect_view();
            view! { <ul class="checks">{line::offline(check)}</ul> {said} }
        })
    };
    view! {
        <section class="stamp" aria-labelledby="desk-stamp">
            <h4 id="desk-stamp">"Time stamp"</h4>
            <p class="note">"Where a time stamp of its card came with the tip (a file that ends in .ots). Once its block is checked, it counts for who was first, and the entry that receives the tip names it."</p>
            <p class="go">
                <label class="button file">"Open a time stamp"<input type="file" class="hidden" accept=".ots,application/vnd.opentimestamps.v1" on:change=opened/></label>
                {move || wanted().then(|| view! { <button type="button" class="button" disabled=move || stamps.asking.get().is_some() on:click=ask>{move || if stamps.asking.get() == Some(number) { "Asking…" } else { "Check the block's header" }}</button> })}
            </p>
            <p class="failed" role="alert">{move || trouble.get()}</p>
            <div role="status">{told}</div>
        </section>
    }
}
