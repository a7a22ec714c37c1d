//! Texts for those who can act: a freeze request, and reports to authorities and lists. The forms are data
//! (`data/forms.json`, each with its source and day); what fills them comes from a signed tip, so each text cites one and
//! the same tip gives the same text. What Spoor cannot know stands as a marked blank.
//!
//! Limits: that a desk accepts such a text is what desks say, not a promise; whether it acts is its own decision. Names in
//! a text are labels of others, quoted as such.

mod fill;
mod whom;

pub use whom::{Recipient, power_words, recipients};

use std::sync::LazyLock;

use serde::Deserialize;

use super::Tip;

/// How a blank begins that a person has to fill. A text of others cannot write one: its brackets and lines are escaped.
pub const BLANK: &str = "[___ FILL IN: ";

/// What fills a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// A person.
    Person,
    /// Who can stop the money, and where they take requests.
    Recipient,
    /// What they are asked to do.
    Ask,
    /// The case, its transactions, the tip.
    Case,
    /// The claim in sentences, each saying how it is known.
    Narrative,
    /// The way, one line a step.
    Chronology,
    /// Every address of the way with chain, labels and what is known of its balance.
    Addresses,
    /// Addresses, transactions and assets, each alone on its line.
    Identifiers,
    /// What is missing or weak.
    Limits,
    /// Who made the trace, with what, from which answers.
    Custody,
    /// What was stolen in all.
    Losses,
    /// Exchanges that labels name on the way.
    Exchanges,
    /// Addresses that received stolen money and are no service's.
    Suspects,
    /// Transactions, and the tip that holds the rest.
    Evidence,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What is asked for.
    pub name: String,
    /// What fills it.
    pub rule: Rule,
    /// What the person writes there; empty where a rule fills it.
    #[serde(default)]
    pub hint: String,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its stable name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whom it is for, in sentences.
    pub whom: String,
    /// Where it is sent: a URL, or `freezer` for whoever can stop the money.
    pub to: String,
    /// Where the fields are known from.
    pub source: String,
    /// On which day, as `2026-11-23`.
    pub as_of: String,
    /// What is asked for, in order.
    pub fields: Vec<Field>,
}

/// Why a text was not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// Nobody to ask.
    #[error(
        "nobody is known who can freeze {coins} at {at}: {why}. Ask that the address is watched instead: hand the tip in as it is, so that exchanges and issuers can act when the money reaches them"
    )]
    Nobody {
        /// How much.
        coins: String,
        /// Where.
        at: String,
        /// Why nobody can.
        why: String,
    },
    /// Nothing is there any more.
    #[error(
        "{coins} had left {at} when it was last looked at: {who} would freeze an empty address. Follow it on, and write a tip about the place it is at now"
    )]
    MovedOn {
        /// How much.
        coins: String,
        /// From where.
        at: String,
        /// Who could have.
        who: String,
    },
    /// The form is for somebody, and nobody was named.
    #[error("{0:?} is written to somebody who can stop the money; choose to whom")]
    ToWhom(String),
}

impl Form {
    /// Whether it is written to somebody who can stop the money.
    #[must_use]
    pub fn is_to_freezer(&self) -> bool {
        self.to == "freezer"
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "about")]
    _about: String,
    forms: Vec<Form>,
}

/// Every form, in the order of the file.
#[must_use]
pub fn forms() -> &'static [Form] {
    static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/forms.json")).ok());
    TABLE.as_ref().map_or(&[], |table| &table.forms)
}

/// Fills a form from a tip: plain ASCII, one numbered paragraph a field.
///
/// # Errors
/// When the form is written to whoever can stop the money, and `to` names nobody.
pub fn write(form: &Form, tip: &Tip, to: Option<&Recipient>) -> Result<String, ReportError> {
    if form.is_to_freezer() && to.is_none() {
        return Err(ReportError::ToWhom(form.name.clone()));
    }
    let mut out = format!("{}\n", form.name.to_uppercase());
    for (number, field) in (1..).zip(&form.fields) {
        out.push_str(&format!("\n{number}. {}\n", field.name));
        for line in fill::field(field, tip, to) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    Ok(out)
}

/// How many blanks of a text a person has to fill.
#[must_use]
pub fn blanks(text: &str) -> usize {
    text.matches(BLANK).count()
}
