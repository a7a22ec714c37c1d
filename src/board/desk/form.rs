//! Decisions as forms: which fields there are, what each holds, and how what was typed becomes the content of an entry.
//!
//! The forms are a table, so that every decision is asked for, read and refused in one way. What is read has gone through the
//! reader of entries as well: a form cannot write what a feed does not take.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::entry::Content;
use crate::money::{Amount, Asset, UnixSeconds};
use crate::tip::record::{Fault, Part as _};

mod table;

pub use table::{FORMS, forms};

/// How a field is typed, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of printable ASCII.
    Line,
    /// One of these, as `(word, name on the screen)`.
    Choice(&'static [(&'static str, &'static str)]),
    /// An asset: one of Spoor's list, or any in CAIP-19.
    Asset,
    /// Whole coins of the asset in the field `asset`.
    Coins,
    /// Dollars and cents.
    Usd,
    /// A day and a time in UTC.
    Time,
    /// A day.
    Day,
    /// Percent of what is returned, with up to four decimals.
    Percent,
    /// Percent of the whole, with up to two decimals.
    Share,
    /// A whole number.
    Number,
    /// Digests, between spaces or commas.
    Digests,
    /// A name made of lower-case letters, digits and dashes.
    Slug,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the entry; with a dot, that of a member of a member.
    pub name: &'static str,
    /// What stands before it on the screen.
    pub label: &'static str,
    /// What to type, in a few words.
    pub hint: &'static str,
    /// How it is typed.
    pub kind: Kind,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A form: one kind of entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The word of the entry's kind.
    pub kind: &'static str,
    /// What it is called on the screen.
    pub title: &'static str,
    /// What it says, in a sentence.
    pub about: &'static str,
    /// Its fields, in order.
    pub fields: &'static [Field],
}

/// What was typed, by the name of the field.
pub type Typed = BTreeMap<String, String>;

/// Something that was typed and cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{label}: {why}")]
pub struct FormError {
    /// The name of the field; empty where it is the whole.
    pub field: String,
    /// What stands before it on the screen.
    pub label: String,
    /// What is wrong and what to do.
    pub why: String,
}

impl Form {
    /// The form for a kind of entry; `None` where there is none.
    #[must_use]
    pub fn of(kind: &str) -> Option<&'static Self> {
        FORMS.iter().find(|form| form.kind == kind)
    }

    /// What was typed, as the content of an entry.
    ///
    /// # Errors
    /// Names the first field that cannot be taken, and says what to do.
    pub fn read(&self, typed: &Typed) -> Result<Content, FormError> {
        let mut content = Map::new();
        for field in self.fields {
            let text = typed.get(field.name).map_or("", |text| text.trim());
            let fail = |why: String| FormError { field: field.name.to_owned(), label: field.label.to_owned(), why };
            if text.is_empty() {
                match field.kind {
                    Kind::Digests => put(&mut content, field.name, Value::Array(Vec::new())),
                    _ if field.optional => {}
                    _ => return Err(fail("is missing; fill it in".to_owned())),
                }
                continue;
            }
            put(&mut content, field.name, value(field.kind, text, typed).map_err(fail)?);
        }
        if self.kind == "stated" {
            gather_figures(&mut content);
        }
        let mut whole = Map::new();
        whole.insert(self.kind.to_owned(), Value::Object(content));
        Content::read(&Value::Object(whole)).map_err(|fault| self.fault(&fault))
    }

    /// A fault of the reader of entries, at the field that was typed.
    #[must_use]
    pub fn fault_at(&self, place: &str, why: &str) -> FormError {
        let named = |field: &&Field| place.split(['.', '[']).any(|part| part == field.name.rsplit('.').next().unwrap_or(field.name));
        let field = self.fields.iter().filter(named).max_by_key(|field| field.name.len());
        FormError {
            field: field.map(|field| field.name.to_owned()).unwrap_or_default(),
            label: field.map_or_else(|| self.title.to_owned(), |field| field.label.to_owned()),
            why: why.to_owned(),
        }
    }

    fn fault(&self, fault: &Fault) -> FormError {
        self.fault_at(&fault.place, &fault.why)
    }
}

/// Puts a member in, into a member of its own where the name has a dot.
fn put(members: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        Some((outer, inner)) => {
            let inside = members.entry(outer.to_owned()).or_insert_with(|| Value::Object(Map::new()));
            if let Some(inside) = inside.as_object_mut() {
                inside.insert(inner.to_owned(), value);
            }
        }
        None => drop(members.insert(name.to_owned(), value)),
    }
}

/// The totals were typed field by field; an entry has them as a list.
fn gather_figures(content: &mut Map<String, Value>) {
    let Some(Value::Object(figures)) = content.remove("figures") else {
        content.insert("figures".to_owned(), Value::Array(Vec::new()));
        return;
    };
    let list = figures.into_iter().map(|(what, value)| {
        let mut figure = Map::new();
        figure.insert("what".to_owned(), Value::String(what));
        figure.insert("value".to_owned(), value);
        Value::Object(figure)
    });
    content.insert("figures".to_owned(), list.collect());
}

fn value(kind: Kind, text: &str, typed: &Typed) -> Result<Value, String> {
    let read = match kind {
        Kind::Line | Kind::Slug => text.to_owned(),
        Kind::Choice(words) => match words.iter().find(|(word, _)| *word == text) {
            Some((word, _)) => (*word).to_owned(),
            None => return Err("is none of the choices; choose one".to_owned()),
        },
        Kind::Asset => asset(text)?.to_string(),
        Kind::Coins => {
            let of = typed.get("asset").map(|text| asset(text.trim())).transpose()?;
            let known = of.as_ref().and_then(Asset::known);
            let decimals = known.ok_or("the asset is not on the list, so its decimals are not known; choose a listed one")?.decimals;
            scaled(text, decimals)?.to_string()
        }
        Kind::Usd => scaled(text.trim_start_matches('$'), 2)?.to_string(),
        Kind::Percent => scaled(text.trim_end_matches('%').trim_end(), 4)?.to_string(),
        Kind::Share => scaled(text.trim_end_matches('%').trim_end(), 2)?.to_string(),
        Kind::Number => scaled(text, 0)?.to_string(),
        Kind::Time => time(text)?.to_string(),
        Kind::Day => text.to_owned(),
        Kind::Digests => {
            let words = text.split([' ', ',', ';', '\n', '\t']).filter(|word| !word.is_empty());
            return Ok(words.map(|word| Value::String(word.to_owned())).collect());
        }
    };
    Ok(Value::String(read))
}

fn asset(text: &str) -> Result<Asset, String> {
    text.parse().map_err(|error| format!("{error}; choose one of the list"))
}

/// A decimal number in its smallest units; thousands may be grouped by commas.
fn scaled(text: &str, decimals: u8) -> Result<Amount, String> {
    Amount::parse_coins(&text.replace(',', ""), decimals).map_err(|error| error.to_string())
}

/// A time in UTC: as a form gives it (`2025-03-19T15:10`), as people write it (`2025-03-19 15:10`), or whole.
fn time(text: &str) -> Result<UnixSeconds, String> {
    let text = text.trim_end_matches(" UTC").replacen(' ', "T", 1);
    let whole = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        16 => format!("{text}:00Z"),
        19 => format!("{text}Z"),
        _ => text,
    };
    whole.parse().map_err(|_| "is no time; write it as 2025-03-19 15:10, in UTC".to_owned())
}
