//! A label that the visitor typed, checked like a row of a file.

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::{Category, Confidence, Day, Label, vocabulary};

/// The source of a label whose visitor names none.
const OWN_WORD: &str = "own knowledge";

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The chain in CAIP-2; empty: by the form of the address.
    pub chain: String,
    /// The address.
    pub address: String,
    /// The name.
    pub name: String,
    /// The kind.
    pub category: Category,
    /// How far to trust it.
    pub confidence: Confidence,
    /// Where it is from; may be empty.
    pub source: String,
    /// The first day on which it holds; may be empty.
    pub from: String,
    /// The first day on which it holds no more; may be empty.
    pub to: String,
}

impl Typed {
    /// The label; `today` becomes its day.
    ///
    /// # Errors
    /// What is wrong, in words without a capital or a full stop.
    pub fn label(&self, today: Day) -> Result<Label, String> {
        let source = if self.source.trim().is_empty() { OWN_WORD } else { self.source.trim() };
        let text = |text: &str| text.trim().to_owned();
        let entry = Entry {
            chain: text(&self.chain),
            address: text(&self.address),
            name: text(&self.name),
            category: vocabulary::category_word(self.category).to_owned(),
            abuse: String::new(),
            confidence: vocabulary::confidence_word(self.confidence).to_owned(),
            source: source.to_owned(),
            as_of: today.to_string(),
            from: text(&self.from),
            to: text(&self.to),
        };
        entry.read(true)
    }
}

impl From<&Label> for Typed {
    fn from(label: &Label) -> Self {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        Self {
            chain: label.account.chain().to_string(),
            address: label.account.address().to_string(),
            name: label.name.clone(),
            category: label.category,
            confidence: label.confidence,
            source: label.source.clone(),
            from: day(label.from),
            to: day(label.to),
        }
    }
}
