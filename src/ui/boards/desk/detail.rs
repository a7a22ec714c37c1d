//! One document: what it tells, every check, what stands beside it, and the decision.

use std::sync::Arc;

use leptos::prelude::*;

use super::onchain::Recheck;
use super::queue::focus;
use super::stamp::TimeStamp;
use super::state::{DeskState, desk_state};
use super::words;
use crate::board::desk::form::{Form, Kind};
use crate::board::desk::{Advice, Flag, Item, Result as Found, Told, Whom, accept, receive, refuse};
use crate::board::entry::Reason;
use crate::board::{Content, Hash};
use crate::money::Amount;
use crate::tip::record::Part as _;
use crate::tip::{Count, Expect, verify};
use crate::ui::address::AddressLine;
use crate::ui::copy::CopyButton;
use crate::ui::hostile;
use crate::web::clock;

/// The part of the page.
#[component]
pub fn Detail(
    /// The document.
    item: Item,
) -> impl IntoView {
    let desk = desk_state();
    let heading = format!("Document {}: {}", item.number, words::claim(&item));
    let why = hostile::plain(&item.suggestion.why, 800);
    let suggested = words::advice(&item.suggestion.advice);
    let flags: Vec<_> = item.flags.iter().map(words::flag).collect();
    let near: Vec<_> = item.near.iter().map(|near| near_row(desk, near)).collect();
    let checks: Vec<_> =
        item.checks.iter().map(|check| check_row(check.name.clone(), check.result, hostile::plain(&check.sentence, 600))).collect();
    let told = item.told.clone();
    let can = item.can_be_received();
    view! {
        <article class="detail" aria-labelledby="desk-detail">
            <h3 id="desk-detail">{heading}</h3>
            <p class="suggested"><strong>{format!("Suggested: {suggested}. ")}</strong>{why}</p>
            <p class="note">{format!("From {}, bytes {} to {}; came in {}.", hostile::plain(&item.from.name, 80), item.from.start, item.from.end, item.from.received)}</p>
            {told.clone().map(tells)}
            {(!flags.is_empty()).then(|| view! { <h4>"Beside the checks"</h4><ul class="flags">{flags.into_iter().map(|(word, said)| view! { <li><strong>{word}</strong>" "{said}</li> }).collect_view()}</ul> })}
            {(!near.is_empty()).then(|| view! { <h4>"Near copies"</h4><ul class="flags">{near}</ul> })}
            {(!checks.is_empty()).then(|| view! { <details open=!can><summary>"Checks"</summary><ul class="checks">{checks}</ul></details> })}
            {told.and_then(|told| looked_up(desk, &item, &told))}
            {if can { view! { <Decide item=item.clone()/> }.into_any() } else { view! { <p class="note">"Nothing can be published about this document: it is not known whose it is, or it is no tip."</p> }.into_any() }}
        </article>
    }
}

fn tells(told: Told) -> impl IntoView {
    let json = told.json.clone();
    view! {
        <dl class="facts">
            <dt>"Stolen amount"</dt><dd>{hostile::plain(&told.coins, 80)}</dd>
            <dt>"Place"</dt><dd><AddressLine account=told.at.clone()/></dd>
            <dt>"Came there"</dt><dd>{told.moved_at.to_string()}</dd>
            <dt>"Case"</dt><dd>{hostile::plain(&told.case, 80)}</dd>
            <dt>"Signed by"</dt><dd class="long">{told.reporter.to_string()}</dd>
            <dt>"Signed, by its own clock"</dt><dd>{told.issued_at.to_string()}</dd>
            <dt>"Tip"</dt><dd class="long">{told.tip.to_string()}</dd>
            <dt>"Commitment"</dt><dd class="long">{told.commitment.to_string()}</dd>
            <dt>"Facts"</dt><dd class="long">{told.facts.to_string()}</dd>
        </dl>
        <p class="go">
            <CopyButton text=Signal::stored(json) what="the tip"/>
        </p>
    }
}

/// What can be asked of others about a tip: what the chain says, how old a block shows it to be. Nothing of what is not valid.
fn looked_up(desk: DeskState, item: &Item, told: &Told) -> Option<impl IntoView + use<>> {
    let cases = desk.cases.get_untracked()?;
    let verdict = verify(&told.json, &Expect { now: clock::now_s(), cases: &cases });
    let tip = Arc::new(verdict.tip.clone().filter(|_| verdict.is_valid())?);
    let (number, commitment) = (item.number, told.commitment);
    Some(view! { <Recheck number tip=tip.clone()/> <TimeStamp number tip commitment/> })
}

fn check_row(name: String, result: Found, sentence: String) -> impl IntoView {
    let (mark, word, class) = match result {
        Found::Pass => ("✓", "Passed: ", "mark pass"),
        Found::Warn => ("!", "To know: ", "mark warn"),
        Found::Fail => ("×", "Failed: ", "mark fail"),
        Found::NotReached => ("·", "Not reached: ", "mark none"),
    };
    view! { <li><span class=class aria-hidden="true">{mark}</span><p><strong>{name}</strong>" "<span class="hidden">{word}</span>{sentence}</p></li> }
}

fn near_row(desk: DeskState, near: &crate::board::desk::Near) -> impl IntoView + use<> {
    let (item, place) = (near.item, if near.same_place { ", the same place" } else { "" });
    let said = format!(" {} of {} transactions of the shorter way in common{place}.", near.shared, near.of);
    view! { <li><button type="button" class="link" on:click=move |_| { desk.shown.set(Some(item)); focus("desk-detail"); }>{format!("Document {item}")}</button>{said}</li> }
}

/// What has to be said of a tip before a decision on it: that it came in, unless the feed says so.
fn receipt(desk: DeskState, item: &Item, told: &Told) -> Option<Content> {
    let there = item.flags.iter().any(|flag| matches!(flag, Flag::InFeed { .. }));
    (!there).then(|| receive(told, item.from.received, desk.stamps.of(&told.commitment), None))
}

/// Signs that a tip is accepted.
pub fn accept_now(desk: DeskState, item: &Item, usd_cents: Option<Count>) {
    let Some(told) = item.told.as_ref().filter(|_| item.can_be_received()) else {
        return desk.trouble.set(Some("Only a tip that is proven to be its signer's can be accepted.".to_owned()));
    };
    let contents = receipt(desk, item, told).into_iter().chain([accept(told, usd_cents)]).collect();
    if let Err(error) = desk.say(format!("accepted, {}", words::claim(item)), contents) {
        desk.trouble.set(Some(error.to_string()));
    }
}

#[component]
fn Decide(item: Item) -> impl IntoView {
    let desk = desk_state();
    let item = StoredValue::new(item);
    let (usd, trouble) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let (suggested, of) = item.with_value(|item| match &item.suggestion.advice {
        Advice::Refuse { reason, of } => (reason.write(), of.as_ref().and_then(|of| hash_of(desk, of))),
        _ => (Reason::Unclear.write(), None),
    });
    let (reason, why) = (RwSignal::new(suggested.as_str().unwrap_or_default().to_owned()), RwSignal::new(String::new()));
    let earlier = RwSignal::new(of.map(|of| of.to_string()).unwrap_or_default());
    let accept = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = usd.get_untracked().replace(',', "");
        let cents = if typed.trim().is_empty() { Ok(None) } else { cents(typed.trim()).map(Some) };
        match cents {
            Ok(cents) => item.with_value(|item| accept_now(desk, item, cents)),
            Err(error) => trouble.set(Some(error)),
        }
    };
    let refuse_it = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mut typed = std::collections::BTreeMap::new();
        item.with_value(|item| typed.insert("tip".to_owned(), item.told.as_ref().map(|told| told.tip.to_string()).unwrap_or_default()));
        for (name, value) in [("reason", reason), ("of", earlier), ("why", why)] {
            typed.insert(name.to_owned(), value.get_untracked());
        }
        let read = Form::of("refused")
            .ok_or_else(|| "there is no such form".to_owned())
            .and_then(|form| form.read(&typed).map_err(|error| error.to_string()));
        let result = read.and_then(|content| {
            item.with_value(|item| {
                let (Content::Refused(refused), Some(told)) = (content, &item.told) else { return Err("it is no tip".to_owned()) };
                let last = refuse(told, refused.reason, refused.of, refused.why);
                let contents = receipt(desk, item, told).into_iter().chain([last]).collect();
                desk.say(format!("refused ({}), {}", reason.get_untracked(), words::claim(item)), contents)
                    .map_err(|error| error.to_string())
            })
        });
        trouble.set(result.err());
    };
    let reasons = Form::of("refused").and_then(|form| form.fields.iter().find(|field| field.name == "reason")).map(|field| field.kind);
    let options = match reasons {
        Some(Kind::Choice(words)) => words,
        _ => &[],
    };
    view! {
        <div class="decide">
            <form on:submit=accept aria-label="Accept">
                <label class="field" for="desk-usd">"Value in US dollars "<small>"as you value it today; empty where you do not"</small></label>
                <input id="desk-usd" inputmode="decimal" prop:value=move || usd.get() on:input=move |event| usd.set(event_target_value(&event))/>
                <p class="go"><button type="submit" class="button primary">"Accept and sign"</button></p>
            </form>
            <form on:submit=refuse_it aria-label="Refuse">
                <label class="field" for="desk-reason">"Reason"</label>
                <select id="desk-reason" on:change=move |event| reason.set(event_target_value(&event))>
                    {options.iter().map(|(word, name)| view! { <option value=*word selected=move || reason.get() == *word>{*name}</option> }).collect_view()}
                </select>
                <label class="field" for="desk-of">"The earlier tip "<small>"its digest, for a copy or a duplicate; it has to be in the feed"</small></label>
                <input id="desk-of" class="mono" prop:value=move || earlier.get() on:input=move |event| earlier.set(event_target_value(&event))/>
                <label class="field" for="desk-why">"More "<small>"one sentence, public"</small></label>
                <input id="desk-why" maxlength="1000" prop:value=move || why.get() on:input=move |event| why.set(event_target_value(&event))/>
                <p class="go"><button type="submit" class="button">"Refuse and sign"</button></p>
            </form>
            <p class="failed" role="alert">{move || trouble.get()}</p>
        </div>
    }
}

fn cents(text: &str) -> Result<Count, String> {
    let amount = Amount::parse_coins(text, 2).map_err(|error| error.to_string())?;
    amount.to_u128().and_then(|cents| u64::try_from(cents).ok()).map(Count).ok_or_else(|| "this is more than any money there is".to_owned())
}

/// The digest of another tip, where the feed has it; another hand-in of the same payload has the same and is not named.
fn hash_of(desk: DeskState, whom: &Whom) -> Option<Hash> {
    match whom {
        Whom::Item(number) => desk.triaged.with_untracked(|triaged| {
            let item = triaged.items.iter().find(|item| item.number == *number)?;
            item.told.as_ref().map(|told| told.tip)
        }),
        Whom::Entry(number) => desk.session.with_untracked(|session| {
            let entry = session.as_ref()?.entries().find(|entry| entry.sequence.0 == *number)?;
            if let Content::Received(received) = &entry.content { Some(received.tip) } else { None }
        }),
    }
}
