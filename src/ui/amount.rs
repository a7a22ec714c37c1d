//! Amounts: short at first sight, exact on hover, and on press where something is cut.

use leptos::prelude::*;

use super::words;
use crate::money::{Amount, Asset};

/// An amount as text, exact in its title. For places inside a button or a dense table.
#[component]
pub fn AmountText(
    /// How much, in base units.
    amount: Amount,
    /// Of what.
    asset: Asset,
) -> impl IntoView {
    view! { <span class="amount" title=words::exact(amount, &asset)>{words::short(amount, &asset)}</span> }
}

/// An amount that turns into its exact form when pressed, where the short form hides something.
#[component]
pub fn AmountDetail(
    /// How much, in base units.
    amount: Amount,
    /// Of what.
    asset: Asset,
) -> impl IntoView {
    let (short, exact) = (words::short(amount, &asset), words::exact(amount, &asset));
    if short == exact {
        return view! { <span class="amount">{exact}</span> }.into_any();
    }
    let whole = RwSignal::new(false);
    let shown = {
        let exact = exact.clone();
        move || if whole.get() { exact.clone() } else { short.clone() }
    };
    view! {
        <button type="button" class="amount more" title=exact aria-pressed=move || whole.get().to_string()
            on:click=move |_| whole.update(|whole| *whole = !*whole)>
            {shown}
        </button>
    }
    .into_any()
}
