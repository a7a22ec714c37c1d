//! One hunter: the whole key, the fate of the tips, exact sums, and each reward with its computation.

use std::sync::Arc;

use leptos::prelude::*;

use super::bits::whole_sum;
use super::reward::reward;
use super::words;
use crate::board::Board;
use crate::board::view::{Hunter, Reward};
use crate::ui::address::Grouped;
use crate::ui::copy::CopyButton;

/// How many rewards are shown of one hunter at a time.
const STEP: usize = 10;

/// The part under a hunter's row.
#[component]
pub fn HunterDetail(
    /// The board.
    board: Signal<Arc<Board>>,
    /// The row.
    hunter: Memo<Option<Hunter>>,
) -> impl IntoView {
    let most = RwSignal::new(STEP);
    let own = move |of: &Reward| {
        hunter.with(|hunter| {
            hunter.as_ref().is_some_and(|hunter| {
                of.reporters.iter().any(|one| one.key == hunter.key) || of.left_out.iter().any(|one| one.key.as_ref() == Some(&hunter.key))
            })
        })
    };
    let rewards = Memo::new(move |_| board.with(|board| board.rewards.iter().filter(|of| own(of)).cloned().collect::<Vec<_>>()));
    let all = Memo::new(move |_| rewards.with(Vec::len));
    view! {
        <div class="hunterdetail">
            {move || hunter.with(|hunter| hunter.as_ref().map(facts))}
            {move || {
                let key = hunter.with(|hunter| hunter.as_ref().map(|hunter| hunter.key.clone()));
                rewards.with(|rewards| rewards.iter().take(most.get()).map(|of| reward(of, key.as_ref())).collect_view())
            }}
            <super::bits::More most all step=STEP/>
        </div>
    }
}

fn facts(hunter: &Hunter) -> AnyView {
    let key = hunter.key.to_string();
    let mut fates = vec![format!("{} received", words::number(hunter.received)), format!("{} valid", words::number(hunter.valid))];
    let more = [
        (hunter.beaten, "verified, but told by somebody else before"),
        (hunter.repeated, "verified, but told before by this key"),
        (hunter.waiting, "waiting for a decision"),
    ];
    fates.extend(more.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{} {what}", words::number(*number))));
    fates.extend(hunter.refused.iter().map(|of| format!("{} refused: {}", words::number(of.count), words::reason(of.reason))));
    let active = format!("First tip on {}, last on {}.", hunter.first_active.day(), hunter.last_active.day());
    view! {
        <p class="idline"><Grouped text=key.clone()/>" "<CopyButton text=Signal::stored(key) what="key" small=true/></p>
        {hunter.name_shared.then(|| view! { <p class="warn">"Another key on this board goes by the same name: they are two hunters. Compare the keys."</p> })}
        <p>"Tips: "{fates.join("; ")}". "{active}</p>
        <dl class="exact">
            <div><dt>"Traced"</dt><dd>{whole_sum(&hunter.traced)}</dd></div>
            <div><dt>{format!("Part of what was frozen, {}", words::count(hunter.freezes, "freeze", "freezes"))}</dt><dd>{whole_sum(&hunter.frozen)}</dd></div>
            {(!hunter.released.is_empty()).then(|| view! { <div><dt>"Of this let go again"</dt><dd>{whole_sum(&hunter.released)}</dd></div> })}
            <div><dt>"Part of what came back"</dt><dd>{whole_sum(&hunter.returned)}</dd></div>
            <div><dt>"Bounty due"</dt><dd>{whole_sum(&hunter.due)}</dd></div>
            <div><dt>"Bounty paid"</dt><dd>{whole_sum(&hunter.paid)}</dd></div>
        </dl>
    }
    .into_any()
}
