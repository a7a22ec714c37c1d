//! What a label says, with its source.

use leptos::prelude::*;

use crate::label::{Confidence, Label};
use crate::ui::address::AddressLine;
use crate::ui::{hostile, label_words, words};

/// Name, kind, confidence, source and days.
pub fn said(label: &Label) -> impl IntoView + use<> {
    let inferred = label.confidence == Confidence::Heuristic;
    view! {
        <strong>{hostile::plain(&label.name, 120)}</strong>
        {label.own.then(|| view! { " "<span class="tier">"by your word"</span> })}
        {inferred.then(|| view! { " "<span class="tier inferred">"inferred"</span> })}
        <span class="src">
            {format!(" {}; {}; ", label_words::kind(label.category), words::confidence(label.confidence))}
            {source(&label.source)}
            {format!("{}.", label_words::days(label))}
        </span>
    }
}

/// A source: a link where it is one, else its text.
pub fn source(source: &str) -> impl IntoView + use<> {
    let text = hostile::plain(source, 200);
    match label_words::link(source) {
        Some(link) => view! { <a href=link.to_owned() target="_blank" rel="noopener noreferrer">{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

/// The same with its address, for a list of many.
pub fn with_address(label: &Label) -> impl IntoView + use<> {
    let account = label.account.clone();
    let chain = account.chain().name();
    view! { <p><AddressLine account/>" "<span class="src">{chain}</span></p><p>{said(label)}</p> }
}
