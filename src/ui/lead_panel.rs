//! The chosen lead: what went in, what may have come out, the clue, the odds. Nothing of it is a fact, and it counts nowhere.

use leptos::prelude::*;

use super::address::{ShortAddress, TxLine};
use super::amount::AmountDetail;
use super::hostile;
use super::link_panel::party;
use super::selection::Selection;
use super::state::AppState;
use super::tied;
use super::words;
use crate::money::Transfer;
use crate::trace::view::{Lead, LeadKind, Node, View};

/// How many leads are listed at a node.
const FIRST: usize = 12;

/// The panel.
pub fn panel(view: &View, lead: &Lead) -> AnyView {
    let name = view.nodes.get(lead.from).and_then(|node| node.labels.first()).map(|label| hostile::plain(&label.name, 60));
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| {
        match lead.what {
            LeadKind::Bridge => "a bridge",
            LeadKind::Mixer => "a mixer",
        }
        .to_owned()
    });
    view! {
        <h2 class="named"><span>{format!("A lead out of {name}")}" "<span class="tier inferred lead">"lead"</span></span></h2>
        <p class="odds">{tied::odds(lead)}</p>
        <p class="note">"It counts nowhere: no sum, no end and no tip holds it."</p>
        <h3>"The clue"</h3>
        <p>{words::sentence(&hostile::plain(&lead.clue, 600))}</p>
        {payment("Went in", &lead.deposit)}
        {payment("May have come out", &lead.payment)}
    }
    .into_any()
}

fn payment(title: &'static str, transfer: &Transfer) -> impl IntoView + use<> {
    view! {
        <h3>{title}{format!(", on {}", transfer.asset.chain().name())}</h3>
        <p class="num payment"><AmountDetail amount=transfer.amount asset=transfer.asset.clone()/></p>
        {party("From", transfer, true)}
        {party("To", transfer, false)}
        <p class="note">{format!("{}, block {} ({})", transfer.at.minute(), transfer.block, words::tier(crate::trace::view::Tier::Observed))}</p>
        <p><TxLine chain=transfer.asset.chain() tx=transfer.tx/></p>
    }
}

/// The leads out of a node as buttons; nothing where there are none, or where leads are not shown.
pub fn at_node(state: AppState, view: &View, node: &Node) -> Option<AnyView> {
    let leads: Vec<&Lead> = view.leads.iter().filter(|lead| lead.from == node.id).collect();
    if leads.is_empty() {
        return None;
    }
    let more = leads.len().saturating_sub(FIRST);
    let row = |lead: &Lead| {
        let own = Selection::lead(lead);
        let text = format!("{}: {}", tied::odds_short(lead), words::short(lead.payment.amount, &lead.payment.asset));
        view! {
            <li><button type="button" class="rowlink" on:click=move |_| state.selection.set(Some(own.clone()))>
                <span>{text}</span>" "<ShortAddress address=lead.to.address().clone()/>
            </button></li>
        }
    };
    let rows = leads.iter().take(FIRST).map(|lead| row(lead)).collect_view();
    Some(
        view! {
            <section class="leads" hidden=move || !state.leads.get()>
                <h3>"Leads: where it may have come out"</h3>
                <p class="note">"Each is an inference. They count nowhere."</p>
                <ul class="moves">{rows}</ul>
                {(more > 0).then(|| view! { <p class="note">{format!("{more} more are in the table.")}</p> })}
            </section>
        }
        .into_any(),
    )
}
