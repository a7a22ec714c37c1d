//! Who is who, by account: the labels that ship with Spoor, the compiled sets, what an explorer adds, the visitor's own.
//!
//! The few of `data/labels/known.json` are in the program itself, for when the sets cannot be loaded.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Category, Label};
use crate::money::{Account, Address};

type ByAccount = BTreeMap<Account, Vec<Label>>;

/// Labels by account. A copy is cheap: what was compiled is shared, and only what came later is its own.
#[derive(Clone, Debug, Default)]
pub struct KnownLabels {
    base: Arc<ByAccount>,
    /// Accounts whose labels differ from the base: all their labels.
    changed: ByAccount,
}

/// A label file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the label file cannot be read: {0}")]
pub struct ReadLabelsError(String);

impl FromIterator<Label> for KnownLabels {
    /// All at once; the order does not matter.
    fn from_iter<T: IntoIterator<Item = Label>>(labels: T) -> Self {
        let mut base = ByAccount::new();
        for label in labels {
            let labels = base.entry(label.account.clone()).or_default();
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        base.values_mut().filter(|labels| labels.len() > 1).for_each(|labels| best_first(labels));
        Self { base: Arc::new(base), changed: ByAccount::new() }
    }
}

impl KnownLabels {
    /// The labels built into this version.
    ///
    /// # Errors
    /// Never in a released version: a test reads the built-in file.
    pub fn built_in() -> Result<Self, ReadLabelsError> {
        Self::from_json(include_str!("../../data/labels/known.json"))
    }

    /// Reads a JSON array of labels.
    ///
    /// # Errors
    /// When the text is not an array of labels with valid CAIP-10 accounts.
    pub fn from_json(text: &str) -> Result<Self, ReadLabelsError> {
        let labels: Vec<Label> = serde_json::from_str(text).map_err(|error| ReadLabelsError(error.to_string()))?;
        Ok(labels.into_iter().collect())
    }

    /// Adds a label; one that is there already is not added twice.
    pub fn add(&mut self, label: Label) {
        if self.of(&label.account).contains(&label) {
            return;
        }
        let labels =
            self.changed.entry(label.account.clone()).or_insert_with(|| self.base.get(&label.account).cloned().unwrap_or_default());
        labels.push(label);
        best_first(labels);
    }

    /// Removes a label; says whether it was there.
    pub fn remove(&mut self, label: &Label) -> bool {
        let was = self.of(&label.account);
        let left: Vec<Label> = was.iter().filter(|other| *other != label).cloned().collect();
        let there = left.len() < was.len();
        if there {
            self.changed.insert(label.account.clone(), left);
        }
        there
    }

    /// The labels of an account: the visitor's own first, then the best founded, then lists it is on.
    #[must_use]
    pub fn of(&self, account: &Account) -> &[Label] {
        self.changed.get(account).or_else(|| self.base.get(account)).map_or(&[], Vec::as_slice)
    }

    /// Every label, by account.
    pub fn iter(&self) -> impl Iterator<Item = &Label> {
        let base = self.base.iter().filter(|(account, _)| !self.changed.contains_key(*account));
        let mut all: Vec<(&Account, &Vec<Label>)> = base.chain(&self.changed).collect();
        all.sort_by_key(|(account, _)| *account);
        all.into_iter().flat_map(|(_, labels)| labels)
    }

    /// The labels of an address on whatever chain, by account.
    pub fn of_address<'a>(&'a self, address: &'a Address) -> impl Iterator<Item = &'a Label> {
        self.iter().filter(move |label| label.account.address() == address)
    }

    /// How many labels there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.iter().count()
    }
}

/// The visitor's own first, then the best founded, and last what only says on which list an address is: that names nobody. By
/// source and name where equal, so that the order never depends on arrival.
fn best_first(labels: &mut [Label]) {
    let words = |label: &Label| (label.source.clone(), label.name.clone(), label.from, label.to, label.as_of.clone());
    let rank = |label: &Label| (label.own, label.category != Category::Listed, label.confidence);
    labels.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| words(a).cmp(&words(b))).then(a.category.cmp(&b.category)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Confidence;

    #[test]
    fn the_built_in_labels_are_read() {
        assert!(KnownLabels::built_in().unwrap().count() > 0);
    }

    #[test]
    fn every_built_in_label_is_canonical_founded_and_alone() {
        let text = include_str!("../../data/labels/known.json");
        let labels: Vec<Label> = serde_json::from_str(text).unwrap();
        for label in &labels {
            // An address in one case would be read too, but without a checksum nobody can see that it was mistyped.
            assert!(text.contains(&format!("\"{}\"", label.account)), "{} is not in its checksummed form", label.account);
            assert!(!label.source.is_empty() && !label.name.is_empty() && label.as_of.starts_with("20"), "{}", label.account);
            assert_eq!(labels.iter().filter(|other| other.account == label.account).count(), 1, "{}", label.account);
        }
        let known = KnownLabels::built_in().unwrap();
        let category = |address: &str| known.of(&format!("eip155:1:{address}").parse().unwrap())[0].category;
        assert_eq!(category("0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146"), crate::label::Category::Bridge);
        assert_eq!(category("0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b"), crate::label::Category::Mixer);
    }

    fn label(name: &str, confidence: Confidence, own: bool) -> Label {
        Label {
            account: "eip155:1:0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b".parse().unwrap(),
            name: name.into(),
            category: Category::Mixer,
            source: "somebody".into(),
            confidence,
            as_of: "2025-01-01".into(),
            from: None,
            to: None,
            own,
        }
    }

    #[test]
    fn own_labels_come_first_then_the_best_founded_in_whatever_order_they_arrive() {
        let labels = [
            label("d", Confidence::WebCrawl, false),
            label("c", Confidence::LedgerImmanent, false),
            label("b", Confidence::WebCrawl, true),
            label("a", Confidence::Unknown, true),
            label("e", Confidence::WebCrawl, false),
            Label { category: Category::Listed, ..label("f", Confidence::LedgerImmanent, false) },
        ];
        for start in 0..labels.len() {
            let mut known = KnownLabels::default();
            for n in 0..labels.len() {
                known.add(labels[(start + n) % labels.len()].clone());
                known.add(labels[start].clone());
            }
            let names: String = known.of(&labels[0].account).iter().map(|label| label.name.as_str()).collect();
            assert_eq!(names, "bacdef");
            let at_once: KnownLabels = labels.iter().cloned().collect();
            assert_eq!(at_once.of(&labels[0].account), known.of(&labels[0].account));
        }
    }

    #[test]
    fn what_is_removed_is_gone_and_the_shared_part_stays() {
        let shared: KnownLabels = [label("a", Confidence::WebCrawl, false), label("b", Confidence::WebCrawl, false)].into_iter().collect();
        let mut mine = shared.clone();
        assert!(mine.remove(&label("a", Confidence::WebCrawl, false)));
        assert!(!mine.remove(&label("a", Confidence::WebCrawl, false)));
        assert_eq!((mine.count(), shared.count()), (1, 2));
        assert_eq!(mine.of_address(shared.iter().next().unwrap().account.address()).count(), 1);
    }
}
