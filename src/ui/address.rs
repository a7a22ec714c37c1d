//! Addresses and transaction hashes: whole, in groups of four, with the first and last group strong.

use leptos::prelude::*;

use super::copy::CopyButton;
use super::links;
use crate::money::{Account, Address, Chain, TxId};

/// A text of an address or hash in groups of four. The gaps are spacing, not characters: selecting copies it whole.
#[component]
pub fn Grouped(
    /// The whole text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    // "0x" and "bc1" are the same on every address of the format, so they are no part of a group.
    let prefix = ["0x", "bc1"].into_iter().find(|prefix| text.starts_with(prefix)).unwrap_or("");
    let rest: Vec<char> = text[prefix.len()..].chars().collect();
    let groups: Vec<String> = rest.chunks(4).map(|group| group.iter().collect()).collect();
    let last = groups.len().saturating_sub(1);
    let group = move |(at, text): (usize, String)| {
        let strong = at == 0 || at == last;
        view! { <span class="g" class:strong=strong>{text}</span> }
    };
    view! {
        <span class="id" translate="no">
            {(!prefix.is_empty()).then(|| view! { <span class="g pre">{prefix}</span> })}
            {groups.into_iter().enumerate().map(group).collect_view()}
        </span>
    }
}

/// An address, whole, with a button to copy it and a link to an explorer.
#[component]
pub fn AddressLine(
    /// Chain and address.
    account: Account,
) -> impl IntoView {
    let text = account.address().to_string();
    let link = links::address(account.chain(), account.address());
    view! {
        <span class="idline" title=account.to_string()>
            <Grouped text=text.clone()/>
            <span class="tools">
                <CopyButton text=Signal::stored(text) what="address" small=true/>
                {link.map(|(host, url)| view! { <OutLink host url/> })}
            </span>
        </span>
    }
}

/// A transaction hash, whole, with a button to copy it and a link to an explorer.
#[component]
pub fn TxLine(
    /// The chain.
    chain: Chain,
    /// The hash.
    tx: TxId,
) -> impl IntoView {
    let text = tx.on(chain);
    let title = text.clone();
    let link = links::transaction(chain, &tx);
    view! {
        <span class="idline" title=title>
            <Grouped text=text.clone()/>
            <span class="tools">
                <CopyButton text=Signal::stored(text) what="transaction hash" small=true/>
                {link.map(|(host, url)| view! { <OutLink host url/> })}
            </span>
        </span>
    }
}

/// A shortened address for dense tables: never to decide by, so the whole one is its title and its spoken name.
#[component]
pub fn ShortAddress(
    /// The address.
    address: Address,
) -> impl IntoView {
    let whole = address.to_string();
    view! { <abbr class="id short" title=whole translate="no">{format!("{address:#}")}</abbr> }
}

/// A link that leaves for an explorer's page, in a new tab, without saying where from.
#[component]
fn OutLink(host: &'static str, url: String) -> impl IntoView {
    let title = format!("Open in {host}: it will see this address and yours");
    view! {
        <a class="out" href=url target="_blank" rel="noreferrer noopener" title=title aria-label=format!("Open in explorer, {host}")>
            <svg class="glyph" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                <path d="M6.5 3.5h-4v10h10v-4M9 2.5h4.5V7M13.2 2.8 7.5 8.5" fill="none" stroke="currentColor" stroke-width="1.4"/>
            </svg>
        </a>
    }
}
