//! An amount's range over the rules for mixed money, and on demand why they differ.

use leptos::prelude::*;

use super::address::AddressLine;
use super::amount::AmountDetail;
use super::followed::Followed;
use super::spread::{Parting, Spread, met};
use super::words;
use crate::money::{Amount, Asset};
use crate::trace::view::{End, Policy, Settings, View};

/// The range in a line where the rules differ, and on demand every rule with its amount; nothing where they agree.
pub fn range_line(settings: &Settings, range: &[(Policy, Amount)], asset: &Asset) -> Option<AnyView> {
    let text = Spread::of(range)?.text(asset)?;
    Some(
        view! {
            <details class="range"><summary>{text}", by how mixed money is counted"</summary>{rules(settings, range, asset)}</details>
        }
        .into_any(),
    )
}

/// The range of an end, every rule with its amount, and where on the way the money first mixed. `open` outlives a change
/// of the trace.
pub fn range_of_end(followed: Followed, view: &View, end: &End, open: RwSignal<bool>) -> Option<AnyView> {
    let spread = Spread::of(&end.range)?;
    let Some(text) = spread.text(&end.asset) else {
        let bound = spread.bound.map(|bound| format!(" Upper bound (poison): {}.", words::short(bound, &end.asset)));
        return Some(view! { <p class="note">"The same by every rule for mixed money that adds up."{bound}</p> }.into_any());
    };
    let toggle = move |event: leptos::ev::Event| open.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
    Some(
        view! {
            <div class="range">
                <p><strong>{text}</strong>", by how mixed money is counted"</p>
                <details prop:open=move || open.get() on:toggle=toggle>
                    <summary>"Why it differs"</summary>
                    {place(followed, view, end)}
                    {rules(&view.settings, &end.range, &end.asset)}
                </details>
            </div>
        }
        .into_any(),
    )
}

/// Every rule with its amount and what it does; the upper bound apart.
fn rules(settings: &Settings, range: &[(Policy, Amount)], asset: &Asset) -> AnyView {
    let (followed, used) = (Followed::of(settings), settings.policy);
    let rule = |(policy, amount): (Policy, Amount)| {
        view! {
            <div>
                <dt>{followed.policy(policy)}{(policy == used).then_some(", shown above")}<small>{followed.rule(policy)}</small></dt>
                <dd class="num"><AmountDetail amount asset=asset.clone()/></dd>
            </div>
        }
    };
    let (poison, adding): (Vec<_>, Vec<_>) = range.iter().copied().partition(|(policy, _)| *policy == Policy::Poison);
    view! {
        <dl class="rules">{adding.into_iter().map(rule).collect_view()}</dl>
        {(!poison.is_empty()).then(|| view! { <dl class="rules bound">{poison.into_iter().map(rule).collect_view()}</dl> })}
    }
    .into_any()
}

/// Where the money first mixed, and with what.
fn place(followed: Followed, view: &View, end: &End) -> Option<AnyView> {
    let parting = Parting::of(view, end)?;
    let account = parting.node(view, end)?.account.clone();
    let way = if followed == Followed::Back { "On the way back" } else { "On its way here" };
    let before = match &parting {
        Parting::OnPath(1, _) => "The money first mixed where its way begins, at ".to_owned(),
        Parting::OnPath(number, _) => {
            format!("{way} the money first mixed after {}, at ", words::count(number - 1, "step", "steps"))
        }
        Parting::Here => "The money mixed here, at ".to_owned(),
        Parting::Beside(_) => "Part of it came by another way than the largest, and first mixed at ".to_owned(),
    };
    let with = parting.flow(view, end).map(|flow| met(followed, flow));
    Some(view! { <p>{before}<AddressLine account/>" "{with}</p> }.into_any())
}
