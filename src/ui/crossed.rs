//! What a bridge's own record says of a payment into it, and the way on from there.

use leptos::prelude::*;

use super::hostile;
use super::route::Route;
use super::state::{AppState, app_state};
use super::words;
use crate::explorer::crossing::{Crossing, MatchKind, Out, OutKind, Quantity, Status};
use crate::journal::Command;
use crate::journal::crossed::{Crossed, Passage, Word};

/// The button and what came of it, at a payment into a bridge.
#[component]
pub fn BridgeLook(
    /// What to ask.
    passage: Passage,
) -> impl IntoView {
    let state = app_state();
    let own = passage.clone();
    let said = Memo::new(move |_| state.crossed.with(|all| all.iter().rev().find(|one| one.passage == own).cloned()));
    let asking = RwSignal::new(false);
    Effect::new(move |_| {
        if said.get().is_some() {
            asking.set(false);
        }
    });
    let name = passage.service.name();
    let ask = move |_| {
        asking.set(true);
        state.tell(&Command::Cross { passage: passage.clone() });
    };
    view! {
        <div class="crossed">
            <p class="go"><button type="button" class="button" disabled=move || asking.get() on:click=ask>
                {move || if asking.get() { "Asking…".to_owned() } else { format!("Ask {name} where it went") }}
            </button><span class="note">"It then sees this transaction."</span></p>
            <div role="status">{move || said.get().map(|said| told(state, &said))}</div>
        </div>
    }
}

fn told(state: AppState, said: &Crossed) -> AnyView {
    let name = said.passage.service.name();
    let by = said.by.as_deref().unwrap_or("nobody");
    let at = said.at.minute();
    match &said.word {
        Word::NotFound => view! { <p>{format!("{name} does not know this transaction ({by}, {at}). It may not have seen it yet: that is no sign that nothing went on.")}</p> }.into_any(),
        Word::Silent(why) => view! { <p class="failed">{hostile::plain(&format!("{name} could not be asked, {at}: {why}. Ask again later."), 500)}</p> }.into_any(),
        Word::Found(found) => {
            let head = format!("By the record of {name} ({by}, {at}):");
            view! { <p>{head}</p>{found.iter().map(|crossing| passage_view(state, crossing)).collect_view()} }.into_any()
        }
    }
}

fn passage_view(state: AppState, crossing: &Crossing) -> impl IntoView + use<> {
    let matched = format!(
        "Both sides are linked by the service itself, by {} {}.",
        matched_by(crossing.matched_by.kind),
        hostile::plain(&crossing.matched_by.id, 90)
    );
    view! {
        <p>{status(crossing.status)}</p>
        <ul class="moves">{crossing.outs.iter().map(|out| leg(state, out)).collect_view()}</ul>
        <p class="note">{matched}</p>
        {(!crossing.gaps.is_empty()).then(|| view! {
            <ul class="note">{crossing.gaps.iter().map(|gap| view! { <li>{hostile::plain(gap, 300)}</li> }).collect_view()}</ul>
        })}
    }
}

fn leg(state: AppState, out: &Out) -> impl IntoView + use<> {
    let on = out.chain.known().map_or_else(|| hostile::plain(&out.chain.to_string(), 60), crate::money::Chain::name);
    let to = out.recipient.as_ref().map_or_else(|| "somebody it does not name".to_owned(), |to| hostile::plain(&to.to_string(), 120));
    let paid = out.tx.as_ref().map(|tx| format!(", in {}", hostile::plain(&tx.to_string(), 100))).unwrap_or_default();
    let text = format!("{} {} to {to} on {on}{paid}.", kind(out.kind), amount(out));
    let on = way_on(out);
    view! {
        <li>{text}
            {on.map(|(chain, start)| {
                let label = format!("Follow it on {}", chain.name());
                let go = move |_| {
                    state.form.update(|form| {
                        form.chain = Some(chain);
                        form.named = true;
                        form.start.clone_from(&start);
                    });
                    open_form();
                };
                view! { " "<a class="button" href=Route::Trace.to_string() on:click=go>{label}</a> }
            })}
        </li>
    }
}

/// Where following can go on: the payment to the recipient, else the recipient, on a chain that somebody can be asked about.
fn way_on(out: &Out) -> Option<(crate::money::Chain, String)> {
    let chain = *out.chain.known().filter(|_| matches!(out.kind, OutKind::Destination | OutKind::Refund))?;
    crate::explorer::service::explorers_of(chain).next()?;
    let to = out.recipient.as_ref().and_then(|to| to.known()).filter(|to| to.is_of(chain))?;
    Some((chain, out.tx.as_ref().and_then(|tx| tx.known()).map_or_else(|| to.to_string(), |tx| format!("{tx} {to}"))))
}

/// The form that starts a trace, opened where it is folded.
fn open_form() {
    if let Ok(Some(form)) = document().query_selector("details.again") {
        // `open` is an attribute that HTML allows here.
        drop(form.set_attribute("open", ""));
        form.scroll_into_view();
    }
}

fn amount(out: &Out) -> String {
    let asset = out.asset.as_ref();
    let Some(quantity) = out.quantity else { return "An amount it does not say".to_owned() };
    let known = asset.and_then(|asset| asset.known()).and_then(|asset| asset.known().map(|known| (asset, known.decimals)));
    match known.and_then(|(asset, decimals)| Some((asset, quantity.base_units(decimals).ok()?))) {
        Some((asset, amount)) => words::exact(amount, asset),
        None => {
            let digits = match quantity {
                Quantity::Base(amount) => format!("{amount} base units"),
                Quantity::Scaled(scaled) => scaled.digits.to_coins_short(scaled.decimals, 78),
            };
            format!(
                "{digits} of {}",
                asset.map_or_else(|| "an asset it does not name".to_owned(), |asset| hostile::plain(&asset.to_string(), 80))
            )
        }
    }
}

const fn kind(kind: OutKind) -> &'static str {
    match kind {
        OutKind::Destination => "Paid out:",
        OutKind::Refund => "Went back:",
        OutKind::Affiliate => "To a broker, not where the money went:",
        OutKind::NetworkFee => "Taken for the passage:",
    }
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "It is still on its way: ask again later.",
        Status::Done => "It came out on the other side.",
        Status::Refunded => "All of it went back.",
        Status::PartlyRefunded => "A part came out on the other side, a part went back.",
        Status::Failed => "It was neither paid out nor returned.",
        Status::Unknown => "The service does not say how far it came.",
    }
}

const fn matched_by(kind: MatchKind) -> &'static str {
    match kind {
        MatchKind::Memo => "the memo",
        MatchKind::OrderId => "order",
        MatchKind::SwapId => "swap",
        MatchKind::MessageId => "message",
        MatchKind::TransferId => "transfer",
    }
}
