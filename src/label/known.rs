//! The labels that ship with Spoor: `data/labels/known.json`, each with source, confidence and day.

use std::collections::BTreeMap;

use super::Label;
use crate::money::Account;

/// Labels by account.
#[derive(Clone, Debug, Default)]
pub struct KnownLabels {
    by_account: BTreeMap<Account, Vec<Label>>,
}

/// A label file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the label file cannot be read: {0}")]
pub struct ReadLabelsError(String);

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
        let mut known = Self::default();
        for label in labels {
            known.add(label);
        }
        Ok(known)
    }

    /// Adds a label; one that is there already is not added twice.
    pub fn add(&mut self, label: Label) {
        let labels = self.by_account.entry(label.account.clone()).or_default();
        if !labels.contains(&label) {
            labels.push(label);
            // The best founded first; by source and name where equal, so that the order never depends on arrival.
            labels.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| (&a.source, &a.name).cmp(&(&b.source, &b.name))));
        }
    }

    /// The labels of an account, best founded first.
    #[must_use]
    pub fn of(&self, account: &Account) -> &[Label] {
        self.by_account.get(account).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_labels_are_read() {
        assert!(!KnownLabels::built_in().unwrap().by_account.is_empty());
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
}
