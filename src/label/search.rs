//! Searching what is known, by address or by name.

use serde::{Deserialize, Serialize};

use super::{KnownLabels, Label};
use crate::money::Address;

/// How many labels are given at once.
pub const PAGE: usize = 50;

/// A page of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// What was asked.
    pub text: String,
    /// The page, from 0.
    pub page: usize,
    /// How many there are in all.
    pub total: usize,
    /// Those of this page, by account.
    pub labels: Vec<Label>,
}

/// Labels of an address on whatever chain, or whose name or source holds the text, whatever the case of its letters. By
/// account; own labels are among them. Nothing is found for nothing, unless `only_own`: then all own ones are.
#[must_use]
pub fn search(labels: &KnownLabels, text: &str, page: usize, only_own: bool) -> Hit {
    let text: String = text.trim().chars().take(200).collect();
    let address: Option<Address> = text.parse().ok();
    let needle = text.to_lowercase();
    let fits = |label: &&Label| match &address {
        Some(address) => label.account.address() == address,
        None => {
            (only_own && needle.is_empty())
                || (needle.chars().count() > 1
                    && (label.name.to_lowercase().contains(&needle)
                        || label.source.to_lowercase().contains(&needle)
                        || label.account.address().to_string().to_lowercase().starts_with(&needle)))
        }
    };
    let found: Vec<&Label> = labels.iter().filter(|label| label.own || !only_own).filter(fits).collect();
    let from = page.saturating_mul(PAGE).min(found.len());
    let shown = found[from..].iter().take(PAGE).map(|label| (*label).clone()).collect();
    Hit { total: found.len(), labels: shown, page, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_found_in_pages() {
        let known = KnownLabels::built_in().unwrap();
        let binance = search(&known, " BINANCE ", 0, false);
        assert!(
            binance.total > 4 && binance.labels.iter().all(|label| label.name.starts_with("Binance") || label.source.contains("binance"))
        );
        let one = search(&known, "0xd90e2f925da726b50c4ed8d0fb90ad053324f31b", 0, false);
        assert_eq!((one.total, one.labels[0].name.contains("Tornado")), (1, true), "{one:?}");
        assert!(search(&known, "0xd90e", 0, false).total >= 1);
        for nothing in ["", "b", "no such name", "<script>"] {
            assert_eq!(search(&known, nothing, 0, false).total, 0, "{nothing}");
        }
        let all = search(&known, "e", 0, true);
        assert_eq!((all.total, search(&known, "et", 9_999, false).labels.len()), (0, 0));
    }
}
