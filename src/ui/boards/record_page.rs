//! Your record: one's own tips, since when they are provable, and what portals did with them.

use leptos::prelude::*;

use super::record::claim::Claims;
use super::record::feeds::Feeds;
use super::record::files::OpenFiles;
use super::record::state::Record;
use super::record::tip_row::TipRow;
use crate::ui::words::count;

/// The page.
#[component]
pub fn RecordPage() -> impl IntoView {
    let record = Record::read();
    let names = Memo::new(move |_| record.own.with(|own| own.iter().map(|own| own.kept.commitment.clone()).collect::<Vec<_>>()));
    let head = move || match (record.ready.get(), names.with(Vec::len)) {
        (false, _) => "Reading what this browser keeps…".to_owned(),
        (true, 0) => "No tip of yours is known here".to_owned(),
        (true, many) => count(many, "tip", "tips"),
    };
    let empty = move || {
        (record.ready.get() && names.with(Vec::is_empty)).then(|| {
            view! {
                <p>
                    "Sign one under "<a href="index.html">"Follow money"</a>
                    " in this browser, and it stands here by itself. A tip that you signed elsewhere you open above, from the file you saved."
                </p>
            }
        })
    };
    view! {
        <section class="page record">
            <h1>"Your record"</h1>
            <p class="note">
                "Put together in this browser from your own tips and from the feed you follow. Nothing about it leaves the browser: "
                "whoever hosts a feed sees that it is read, not what you look for in it."
            </p>
            <OpenFiles record/>
            <Feeds record/>
            <Claims record/>
            <h2 aria-live="polite">{head}</h2>
            <p class="warn" role="status">{move || record.unread.get()}</p>
            {empty}
            <div class="owntips">
                <For each=move || names.get() key=Clone::clone let:commitment><TipRow record commitment/></For>
            </div>
        </section>
    }
}
