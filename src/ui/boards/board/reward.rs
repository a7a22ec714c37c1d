//! A bounty, explained: the terms as they were stated, who was first and by what, the computation line by line, what is due.

use leptos::prelude::*;

use super::bits::{cited, entry, marks};
use super::words;
use crate::board::view::{Due, FirstReporter, LeftOut, Reward};
use crate::money::Address;
use crate::ui::address::{Grouped, ShortAddress};
use crate::ui::amount::AmountText;
use crate::ui::{hostile, words as sentences};

/// The most rows of one kind that are shown of a reward.
const ROWS: usize = 50;

/// The most characters of a line of the computation: it may name several amounts of 78 digits.
const LINE: usize = 2_000;

/// The reward of one freeze. `own` is the hunter whose row it stands in.
pub fn reward(reward: &Reward, own: Option<&Address>) -> AnyView {
    let Reward { freeze, by, frozen_at, released, terms, reporters, left_out, dues, estimate, lines, disputed, example, .. } = reward;
    // Named after freeze and hunter, so that two that are open at once are told apart by their names.
    let of = own.map(|own| format!(", {own:#}")).unwrap_or_default();
    let table = format!("Parts of the bounty for {}{of}", words::told(freeze));
    let of_terms = terms.as_ref().map(|terms| {
        let source = terms.is_promised().then(|| view! { " Source: "{cited(&terms.source)}"." });
        view! { <p class="terms">{words::terms(terms)}{source}" "{entry(terms.entry)}</p> }
    });
    let dispute = disputed.then(|| {
        view! { <p class="warn">"Disputed: this rests on an entry that somebody disputes. The amounts are computed as if it held."</p> }
    });
    let if_all = estimate.as_ref().map(|estimate| {
        view! {
            <p class="ifall">
                "If all that is still frozen came back ("<AmountText amount=estimate.rest asset=estimate.asset.clone()/>"): "
                <AmountText amount=estimate.freezer asset=estimate.asset.clone()/>" for the freeze, "
                <AmountText amount=estimate.reporters asset=estimate.asset.clone()/>" for its reporters together. An estimate, not a promise."
            </p>
        }
    });
    view! {
        <section class="reward">
            <p class="rewardhead">{format!("Freeze {}, {}, {}", words::told(freeze), words::name(by).unwrap_or_default(), frozen_at.day())}{marks(*example, *disputed)}</p>
            {of_terms}
            {terms.is_none().then(|| view! { <p class="terms">"The case was never opened in this feed, so no terms are on record."</p> })}
            {released.map(|at| view! { <p>{format!("The freeze ended on {} without a return: what comes back after that earns no bounty.", at.day())}</p> })}
            {dispute}
            {first(reporters, own)}
            {(!lines.is_empty()).then(|| view! {
                <ol class="workings">{lines.iter().take(ROWS).map(|line| view! { <li>{hostile::plain(line, LINE)}</li> }).collect_view()}</ol>
            })}
            {due(dues, own, &table)}
            {if_all}
            {out(left_out)}
            <p class="note">{entry(reward.entry)}</p>
        </section>
    }
    .into_any()
}

/// Who was first, and by what that is known.
fn first(reporters: &[FirstReporter], own: Option<&Address>) -> Option<AnyView> {
    if reporters.is_empty() {
        return None;
    }
    let row = |one: &FirstReporter| {
        let own = own.is_some_and(|own| *own == one.key);
        view! {
            <li class:own=own>
                {words::who(one.name.as_deref(), &one.key)}" "<ShortAddress address=one.key.clone()/>
                {format!(", knew by {} {}.", one.known.minute(), words::known_by(one.by))}
                <span class="digests">"Tip "<Grouped text=one.tip.to_string()/>" commitment "<Grouped text=one.commitment.to_string()/></span>
            </li>
        }
    };
    Some(
        view! {
            <p class="firsthead">"First reporters, the earliest first:"</p>
            <ol class="first">{reporters.iter().take(ROWS).map(row).collect_view()}</ol>
        }
        .into_any(),
    )
}

/// Each part that is due or was paid.
fn due(dues: &[Due], own: Option<&Address>, name: &str) -> Option<AnyView> {
    if dues.is_empty() {
        return None;
    }
    let row = |due: &Due| {
        let who = match (&due.name, &due.key) {
            (name, Some(key)) => words::who(name.as_deref(), key),
            (Some(name), None) => words::name(name).unwrap_or_default(),
            (None, None) => String::new(),
        };
        let open = if due.over.is_zero() {
            view! { <AmountText amount=due.open asset=due.asset.clone()/> }.into_any()
        } else {
            view! { <AmountText amount=due.over asset=due.asset.clone()/>" too much" }.into_any()
        };
        let own = own.is_some() && own == due.key.as_ref();
        view! {
            <tr class:own=own>
                <th scope="row">{who}" "<span class="note">{words::share(due.share)}</span></th>
                <td class="num"><AmountText amount=due.due asset=due.asset.clone()/></td>
                <td class="num"><AmountText amount=due.paid asset=due.asset.clone()/></td>
                <td class="num">{open}</td>
            </tr>
        }
    };
    Some(
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=name.to_owned()>
                <table class="dues">
                    <thead><tr><th scope="col">"Who"</th><th scope="col" class="num">"Due"</th><th scope="col" class="num">"Paid"</th><th scope="col" class="num">"Open"</th></tr></thead>
                    <tbody>{dues.iter().take(ROWS).map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

/// Tips that are named for the freeze and earn nothing.
fn out(left_out: &[LeftOut]) -> Option<AnyView> {
    if left_out.is_empty() {
        return None;
    }
    let row = |one: &LeftOut| {
        let who = one.key.as_ref().map(|key| view! { <ShortAddress address=key.clone()/>": " });
        view! { <li>{who}{sentences::sentence(&words::told(&one.why))}<span class="digests">"Tip "<Grouped text=one.tip.to_string()/></span></li> }
    };
    Some(
        view! {
            <p class="firsthead">"Named for it, and earning nothing:"</p>
            <ul class="leftout">{left_out.iter().take(ROWS).map(row).collect_view()}</ul>
        }
        .into_any(),
    )
}
