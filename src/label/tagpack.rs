//! GraphSense's [TagPacks](https://github.com/graphsense/graphsense-tagpack-tool): YAML with fields for all tags at the top
//! and a list of tags below, of which each may say them otherwise.
//!
//! What the format has no field for (when a label holds, which of two of our categories is meant) is written as `context`,
//! a text of JSON, as other TagPacks do.

use serde_json::Value;

use super::entry::Entry;
use super::import::Import;
use super::yaml::{self, Yaml};
use super::{ImportError, Label, vocabulary};

/// The fields that a tag inherits from the top.
const FIELDS: &[&str] =
    &["currency", "network", "address", "label", "category", "concepts", "abuse", "confidence", "source", "lastmod", "context"];

/// Reads a TagPack.
///
/// # Errors
/// When it is no YAML, or no TagPack.
pub(super) fn read(text: &str, own: bool) -> Result<Import, ImportError> {
    let mut import = Import::default();
    for (at, row) in rows(text)? {
        match row {
            Ok(entry) => import.take(&entry, own, at),
            Err(why) => import.refuse(at, why),
        }
    }
    Ok(import)
}

/// Where a tag stands, and what it is or why it is none.
type ReadRow = (String, Result<Entry, String>);

/// The tags as rows, each with where it stands.
///
/// # Errors
/// When it is no YAML, or no TagPack.
pub(super) fn rows(text: &str) -> Result<Vec<ReadRow>, ImportError> {
    let Yaml::Map(top, _) = yaml::read(text)? else { return Err(ImportError::NoTagPack) };
    let tags = top.iter().find(|(name, _)| name == "tags").map(|(_, tags)| tags);
    let Some(Yaml::List(tags)) = tags else { return Err(ImportError::NoTagPack) };
    let row = |(n, tag): (usize, &Yaml)| match tag {
        Yaml::Map(fields, line) => (format!("line {line}"), entry(&top, fields)),
        _ => (format!("tag {}", n + 1), Err("it is no list of fields".to_owned())),
    };
    Ok(tags.iter().enumerate().map(row).collect())
}

/// A field of a tag, or of the top.
fn field<'a>(top: &'a [(String, Yaml)], tag: &'a [(String, Yaml)], name: &str) -> Result<&'a str, String> {
    let found = [tag, top].into_iter().find_map(|fields| fields.iter().find(|(field, _)| field == name));
    match found.map(|(_, value)| value) {
        None => Ok(""),
        Some(Yaml::Text(text)) => Ok(text),
        // Several concepts: the first says the most.
        Some(Yaml::List(list)) => match list.first() {
            Some(Yaml::Text(text)) => Ok(text),
            _ => Ok(""),
        },
        Some(Yaml::Map(..)) => Err(format!("{name:?} is no text")),
    }
}

fn entry(top: &[(String, Yaml)], tag: &[(String, Yaml)]) -> Result<Entry, String> {
    for (name, _) in tag.iter().filter(|(name, _)| FIELDS.contains(&name.as_str())) {
        if tag.iter().filter(|(other, _)| other == name).count() > 1 {
            return Err(format!("{name:?} stands there twice"));
        }
    }
    let get = |name| field(top, tag, name).map(str::to_owned);
    let context: Value = serde_json::from_str(field(top, tag, "context")?).unwrap_or_default();
    let more = |name: &str| context.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let [network, currency, category] = [get("network")?, get("currency")?, get("category")?];
    Ok(Entry {
        chain: if network.is_empty() { currency } else { network },
        address: get("address")?,
        name: get("label")?,
        category: if more("category").is_empty() {
            if category.is_empty() { get("concepts")? } else { category }
        } else {
            more("category")
        },
        abuse: if more("category").is_empty() { get("abuse")? } else { String::new() },
        confidence: get("confidence")?,
        source: get("source")?,
        as_of: get("lastmod")?,
        from: more("from"),
        to: more("to"),
    })
}

/// Writes labels as a TagPack. Every text stands in double quotes, so that nothing in it can be anything else.
#[must_use]
pub fn to_tagpack<'a>(labels: impl IntoIterator<Item = &'a Label>) -> String {
    let mut text = String::from("title: Labels kept in Spoor\ncreator: a visitor of Spoor\nis_cluster_definer: false\ntags:\n");
    let mut any = false;
    for label in labels {
        any = true;
        let chain = vocabulary::chain_word(label.account.chain());
        let days =
            [("from", label.from), ("to", label.to)].into_iter().filter_map(|(name, day)| Some((name.to_owned(), day?.to_string().into())));
        let mut context: serde_json::Map<String, Value> = days.collect();
        let (category, abuse) = words(label.category);
        // Only where the format's own words do not lead back to the category.
        if vocabulary::abuse(abuse).or_else(|| vocabulary::category(category)) != Some(label.category) {
            context.insert("category".to_owned(), vocabulary::category_word(label.category).into());
        }
        let context = if context.is_empty() { String::new() } else { Value::Object(context).to_string() };
        let fields = [
            ("address", label.account.address().to_string()),
            (if chain.contains(':') { "network" } else { "currency" }, chain),
            ("label", label.name.clone()),
            ("category", category.to_owned()),
            ("abuse", abuse.to_owned()),
            ("confidence", vocabulary::confidence_word(label.confidence).to_owned()),
            ("source", label.source.clone()),
            ("lastmod", label.as_of.clone()),
            ("context", context),
        ];
        for (n, (name, value)) in fields.iter().filter(|(_, value)| !value.is_empty()).enumerate() {
            text.push_str(if n == 0 { "- " } else { "  " });
            text.push_str(name);
            text.push_str(": ");
            quote(&mut text, value);
            text.push('\n');
        }
    }
    if !any {
        text.truncate(text.len() - 1);
        text.push_str(" []\n");
    }
    text
}

/// A category in the words of TagPacks: category and abuse.
const fn words(category: super::Category) -> (&'static str, &'static str) {
    use super::Category;
    match category {
        Category::Exchange | Category::Deposit => ("exchange", ""),
        Category::Bridge => ("defi_bridge", ""),
        Category::Mixer => ("mixing_service", ""),
        Category::Service => ("service", ""),
        Category::Thief => ("user", "theft"),
        Category::Victim => ("user", ""),
        Category::Listed => ("user", "sanction"),
    }
}

/// A text as a double-quoted scalar of YAML 1.2, all but plain ASCII escaped.
fn quote(text: &mut String, value: &str) {
    text.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            ' '..='~' => text.push(c),
            _ => text.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    text.push('"');
}
