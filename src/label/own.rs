//! The visitor's own labels: kept in their browser, part of what a trace is made of, never sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Category, Confidence, Day, Label};
use crate::money::Account;

/// The most own labels that are kept.
pub const MOST_OWN: usize = 100_000;

/// Own labels by account. As text they stand in groups of equal wording: a list of 30,000 addresses says its name once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Group>", into = "Vec<Group>")]
pub struct OwnLabels {
    by_account: BTreeMap<Account, Vec<Label>>,
    count: usize,
}

/// Why an own label is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// There are too many.
    #[error("{0} own labels are kept at most; remove some first")]
    Full(usize),
}

/// Accounts with the same wording.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Wording {
    name: String,
    category: Category,
    source: String,
    confidence: Confidence,
    as_of: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Day>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Group {
    wording: Wording,
    accounts: Vec<Account>,
}

impl OwnLabels {
    /// Adds a label. One that only differs in confidence, day or period takes the other's place.
    ///
    /// # Errors
    /// When there are too many.
    pub fn put(&mut self, mut label: Label) -> Result<(), OwnError> {
        label.own = true;
        let labels = self.by_account.entry(label.account.clone()).or_default();
        if let Some(other) = labels.iter_mut().find(|other| same(other, &label)) {
            *other = label;
            return Ok(());
        }
        if self.count >= MOST_OWN {
            return Err(OwnError::Full(MOST_OWN));
        }
        labels.push(label);
        labels.sort_by(|a, b| (&a.name, a.category, &a.source).cmp(&(&b.name, b.category, &b.source)));
        self.count += 1;
        Ok(())
    }

    /// Removes a label; says whether it was there.
    pub fn remove(&mut self, label: &Label) -> bool {
        let Some(labels) = self.by_account.get_mut(&label.account) else { return false };
        let before = labels.len();
        labels.retain(|other| !same(other, label));
        let there = labels.len() < before;
        self.count -= before - labels.len();
        if labels.is_empty() {
            self.by_account.remove(&label.account);
        }
        there
    }

    /// All, by account.
    pub fn iter(&self) -> impl Iterator<Item = &Label> {
        self.by_account.values().flatten()
    }

    /// How many.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What is in `now` and not here, and what is here and not in `now`: gone first, then put.
    #[must_use]
    pub fn change_to(&self, now: &Self) -> (Self, Self) {
        let only = |these: &Self, others: &Self| {
            let mut only = Self::default();
            for label in these.iter().filter(|label| !others.by_account.get(&label.account).is_some_and(|there| there.contains(label))) {
                only.push(label.clone());
            }
            only
        };
        (only(self, now), only(now, self))
    }

    fn push(&mut self, label: Label) {
        self.by_account.entry(label.account.clone()).or_default().push(label);
        self.count += 1;
    }
}

/// Whether one label says again what the other says.
fn same(a: &Label, b: &Label) -> bool {
    (&a.account, a.category, &a.name, &a.source) == (&b.account, b.category, &b.name, &b.source)
}

impl From<OwnLabels> for Vec<Group> {
    fn from(own: OwnLabels) -> Self {
        let mut groups: BTreeMap<Wording, Vec<Account>> = BTreeMap::new();
        for label in own.by_account.into_values().flatten() {
            let Label { account, name, category, source, confidence, as_of, from, to, own: _ } = label;
            groups.entry(Wording { name, category, source, confidence, as_of, from, to }).or_default().push(account);
        }
        groups.into_iter().map(|(wording, accounts)| Group { wording, accounts }).collect()
    }
}

impl From<Vec<Group>> for OwnLabels {
    /// What is more than can be kept is left out.
    fn from(groups: Vec<Group>) -> Self {
        let mut own = Self::default();
        for Group { wording, accounts } in groups {
            let Wording { name, category, source, confidence, as_of, from, to } = wording;
            for account in accounts {
                let label = Label {
                    account,
                    name: name.clone(),
                    category,
                    source: source.clone(),
                    confidence,
                    as_of: as_of.clone(),
                    from,
                    to,
                    own: true,
                };
                if own.put(label).is_err() {
                    return own;
                }
            }
        }
        own
    }
}

impl FromIterator<Label> for OwnLabels {
    /// What is more than can be kept is left out.
    fn from_iter<T: IntoIterator<Item = Label>>(labels: T) -> Self {
        let mut own = Self::default();
        for label in labels {
            if own.put(label).is_err() {
                break;
            }
        }
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: [&str; 2] = [
        "eip155:1:0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b",
        "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    ];

    fn named(account: &&str) -> Label {
        Label {
            account: account.parse().unwrap(),
            name: "On a list".into(),
            category: Category::Thief,
            source: "somebody".into(),
            confidence: Confidence::Unknown,
            as_of: String::new(),
            from: None,
            to: None,
            own: false,
        }
    }

    #[test]
    fn a_list_of_one_wording_says_it_once() {
        let own: OwnLabels = ACCOUNTS.iter().map(named).collect();
        assert_eq!(serde_json::to_string(&own).unwrap().matches("On a list").count(), 1);
        assert_eq!(own.count(), ACCOUNTS.len());
        assert!(own.iter().all(|label| label.own), "whoever brings it, it is the visitor's");
    }

    #[test]
    fn what_only_differs_in_its_grounds_takes_the_others_place() {
        let mut own: OwnLabels = ACCOUNTS.iter().map(named).collect();
        own.put(Label { confidence: Confidence::LedgerImmanent, ..named(&ACCOUNTS[0]) }).unwrap();
        assert_eq!(own.count(), 2);
        assert!(own.remove(&named(&ACCOUNTS[0])) && !own.remove(&named(&ACCOUNTS[0])));
        assert_eq!(own.count(), 1);
    }
}
