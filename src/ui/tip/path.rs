//! Step 2, and the same for a tip that was checked: the hops with their evidence.

use leptos::prelude::*;

use crate::money::Account;
use crate::tip::recheck::Line;
use crate::tip::{Payload, TipHop, link_word, rule_sentences};
use crate::trace::view::Tier;
use crate::ui::address::{AddressLine, TxLine};
use crate::ui::amount::AmountDetail;
use crate::ui::hostile;
use crate::ui::verify::line;
use crate::ui::words;

/// The hops of a payload, and the answers that they cite.
#[component]
pub fn Path(
    /// The payload.
    payload: Payload,
    /// What was found of each hop, where somebody checks.
    #[prop(optional, into)]
    found: Option<Signal<Vec<Line>>>,
) -> impl IntoView {
    let hops = payload.hops.iter().enumerate().map(|(at, one)| hop(at, one, found)).collect_view();
    let sources = payload
        .sources
        .iter()
        .map(|source| {
            let request = hostile::plain(&source.req, 300);
            view! {
                <li>
                    <strong>{source.id.clone()}</strong>
                    {format!(" {}, {}, {} ", hostile::plain(&source.provider, 60), source.at.minute(), words::count(usize::try_from(source.bytes.0).unwrap_or(usize::MAX), "byte", "bytes"))}
                    <span class="id">{request}</span>
                    " SHA-256 "
                    <span class="id">{source.sha256.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let rules = rule_sentences(&payload);
    let rules = (!rules.is_empty()).then(|| {
        let summary = format!("The {} that this way rests on", words::count(rules.len(), "rule", "rules"));
        let rules = rules.into_iter().map(|rule| view! { <li>{hostile::plain(&rule, 700)}</li> }).collect_view();
        view! { <details><summary>{summary}</summary><ul class="sources note">{rules}</ul></details> }
    });
    view! {
        <ol class="hops">{hops}</ol>
        {rules}
        <details>
            <summary>{format!("The {} that these hops cite", words::count(payload.sources.len(), "answer", "answers"))}</summary>
            <ul class="sources note">{sources}</ul>
        </details>
    }
}

fn hop(at: usize, hop: &TipHop, found: Option<Signal<Vec<Line>>>) -> impl IntoView + use<> {
    let found = found.map(|found| move || found.with(|all| all.get(at).map(line::at_hop)));
    let account = |address: &crate::money::Address| Account::new(hop.chain, address.clone()).ok();
    let line = |address| account(address).map(|account| view! { <AddressLine account/> });
    let stolen = (hop.tainted != hop.amount).then(|| {
        view! { ", of it stolen: " <AmountDetail amount=hop.tainted asset=hop.asset.clone()/> }
    });
    let weak = (hop.tier != Tier::Observed).then_some("weak");
    let link = hop.link.as_ref().map(|link| {
        let text = format!("Out of the hop before it, over {}, {}: {}", link_word(link.what), link.via, link.matched_by);
        view! { <p class="note">{hostile::plain(&text, 500)}</p> }
    });
    view! {
        <li class="hop">
            {link}
            <p>
                <span class="when">{hop.time.minute()}</span>
                {format!(", block {}: ", hop.block)}
                <AmountDetail amount=hop.amount asset=hop.asset.clone()/>
                {stolen}
                " "
                <span class=format!("tier {}", weak.unwrap_or_default())>{words::tier(hop.tier)}</span>
                {hop.rule.as_ref().map(|rule| view! { <span class="note">{format!(" by the rule {}", hostile::plain(rule, 40))}</span> })}
            </p>
            {found}
            <p class="ends"><span class="dir">"from"</span>{line(&hop.from)}</p>
            <p class="ends"><span class="dir">"to"</span>{line(&hop.to)}</p>
            <p class="ends"><span class="dir">"in"</span><TxLine chain=hop.chain tx=hop.tx/><span class="note">{format!("{}, {}", hop.pos, hop.src.join(", "))}</span></p>
        </li>
    }
}
