//! When Tornado Cash was on the US sanctions list. The copies of the list that labels are made of are older than its removal.
//!
//! Sources: US Treasury, [listed on 2022-08-08](https://home.treasury.gov/news/press-releases/jy0916), [listed anew with more
//! addresses on 2022-11-08](https://home.treasury.gov/news/press-releases/jy1087), [taken off on
//! 2025-03-21](https://home.treasury.gov/news/press-releases/sb0057).

use std::collections::BTreeSet;

use crate::label::{Category, Label};
use crate::money::Account;

/// The source of the first listing's addresses, as the TagPack cites it.
const FIRST: &str = "https://home.treasury.gov/policy-issues/financial-sanctions/recent-actions/20220808";
/// Sources that are copies of the list.
const LISTS: &[&str] =
    &["https://www.treasury.gov/ofac/downloads/sdnlist.txt", "https://github.com/0xB10C/ofac-sanctioned-digital-currency-addresses"];

/// Gives labels of the list the days of Tornado Cash where another source says that the address is Tornado Cash's.
pub(super) fn date(labels: &mut [Label]) {
    let accounts = |fits: &dyn Fn(&Label) -> bool| -> BTreeSet<Account> {
        labels.iter().filter(|label| fits(label)).map(|label| label.account.clone()).collect()
    };
    let tornado = accounts(&|label| label.name.to_ascii_lowercase().contains("tornado"));
    let first = accounts(&|label| label.source == FIRST);
    for label in labels.iter_mut() {
        if label.category == Category::Listed && LISTS.contains(&label.source.as_str()) && tornado.contains(&label.account) {
            let from = if first.contains(&label.account) { "2022-08-08" } else { "2022-11-08" };
            label.from = from.parse().ok();
            label.to = "2025-03-21".parse().ok();
        }
    }
}
