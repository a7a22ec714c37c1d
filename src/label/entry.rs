//! One row of a file of labels, checked on its way to become a label.

use super::{Confidence, Day, Label, vocabulary};
use crate::money::{Account, Address};

/// The most characters of a name.
pub const MOST_NAME: usize = 120;
/// The most characters of a source.
pub const MOST_SOURCE: usize = 400;

/// Where a label comes from when a row does not say.
pub(super) const NO_SOURCE: &str = "a file of the visitor's that names no source";

/// What a row says, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub chain: String,
    pub address: String,
    pub name: String,
    pub category: String,
    pub abuse: String,
    pub confidence: String,
    pub source: String,
    pub as_of: String,
    pub from: String,
    pub to: String,
}

impl Entry {
    /// The label.
    ///
    /// # Errors
    /// What is wrong with the row, in words without a capital or a full stop.
    pub(super) fn read(&self, own: bool) -> Result<Label, String> {
        let account = account(&self.chain, &self.address)?;
        let said = vocabulary::abuse(&self.abuse).or_else(|| vocabulary::category(&self.category));
        let category = match said {
            Some(category) => category,
            // An address of a person says nothing about its money.
            None if self.category.is_empty() && self.abuse.is_empty() => return Err("neither a category nor an abuse is given".to_owned()),
            None => {
                return Err(format!(
                    "Spoor knows no category {:?}",
                    cut(if self.category.is_empty() { &self.abuse } else { &self.category })
                ));
            }
        };
        let confidence = if self.confidence.is_empty() {
            Confidence::Unknown
        } else {
            vocabulary::confidence(&self.confidence).ok_or_else(|| format!("Spoor knows no confidence {:?}", cut(&self.confidence)))?
        };
        let source = if self.source.is_empty() { NO_SOURCE } else { &self.source };
        let label = Label {
            account,
            name: text("name", &self.name, MOST_NAME)?,
            category,
            source: text("source", source, MOST_SOURCE)?,
            confidence,
            as_of: day(&self.as_of)?.map_or_else(String::new, |day| day.to_string()),
            from: day(&self.from)?,
            to: day(&self.to)?,
            own,
        };
        match (label.from, label.to) {
            (Some(from), Some(to)) if to <= from => Err(format!("it would hold from {from} until {to}, which is no time at all")),
            _ => Ok(label),
        }
    }
}

/// A chain Spoor knows, and an address that is one of its.
fn account(chain: &str, address: &str) -> Result<Account, String> {
    if address.chars().count() > 120 {
        return Err(format!("{:?} is too long for an address", cut(address)));
    }
    let chain = if chain.is_empty() {
        // Without a chain the form of the address decides.
        address.parse::<Address>().map_err(|error| error.to_string())?.usual_chain()
    } else {
        vocabulary::chain(chain, address).ok_or_else(|| format!("Spoor knows no chain {:?}", cut(chain)))?
    };
    let address = Address::parse_on(chain, address).map_err(|error| error.to_string())?;
    if matches!(address, Address::Coins(_)) || address == Address::nobody(chain) {
        return Err(format!("{address} is nobody's address"));
    }
    Account::new(chain, address).map_err(|error| error.to_string())
}

/// A text that can be shown and written to a file and a spreadsheet as it is.
fn text(what: &str, given: &str, most: usize) -> Result<String, String> {
    let given = given.trim();
    match given.chars().next() {
        None => return Err(format!("the {what} is empty")),
        Some(first) if "=+-@".contains(first) => {
            return Err(format!("the {what} starts with {first:?}: a spreadsheet would run it as a formula"));
        }
        Some(_) => {}
    }
    if let Some(unseen) = given.chars().find(|c| is_unseen(*c)) {
        return Err(format!("the {what} holds a character that cannot be seen (U+{:04X})", u32::from(unseen)));
    }
    if given.chars().count() > most {
        return Err(format!("the {what} is longer than {most} characters"));
    }
    Ok(given.to_owned())
}

/// A day, of which a time of day is cut off.
fn day(text: &str) -> Result<Option<Day>, String> {
    let date = text.trim().get(..10).unwrap_or_else(|| text.trim());
    if date.is_empty() { Ok(None) } else { date.parse().map(Some).map_err(|error: super::ParseDayError| error.to_string()) }
}

/// A character that is not seen or turns the direction of reading: Unicode's controls, formats, and blanks that look like
/// nothing ([UTS 39](https://www.unicode.org/reports/tr39/)).
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The beginning of a text for a sentence, with what cannot be seen in it left out.
pub(super) fn cut(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Category;

    fn entry() -> Entry {
        Entry {
            chain: "ETH".into(),
            address: "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b".into(),
            name: "Tornado Cash router".into(),
            category: "mixing_service".into(),
            confidence: "authority_data".into(),
            source: "https://example.org".into(),
            as_of: "2022-08-10 12:00:00".into(),
            ..Entry::default()
        }
    }

    #[test]
    fn a_row_becomes_a_label() {
        let label = Entry { from: "2022-08-08".into(), to: "2025-03-21".into(), ..entry() }.read(true).unwrap();
        assert_eq!((label.category, label.confidence, label.as_of.as_str()), (Category::Mixer, Confidence::AuthorityData, "2022-08-10"));
        assert_eq!(label.period().unwrap(), "from 2022-08-08 until 2025-03-21");
        for (at, holds) in [("2022-08-07", false), ("2022-08-08", true), ("2025-03-20", true), ("2025-03-21", false)] {
            assert_eq!(label.holds_at(format!("{at}T12:00:00Z").parse().unwrap()), holds, "{at}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let with = |change: fn(&mut Entry)| {
            let mut entry = entry();
            change(&mut entry);
            entry.read(true).unwrap_err()
        };
        for (why, part) in [
            (with(|e| e.address = "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31B".into()), "checksum"),
            (with(|e| e.address = "0x0000000000000000000000000000000000000000".into()), "nobody's"),
            (with(|e| e.address = "x".repeat(500)), "too long"),
            (with(|e| e.chain = "DOGE".into()), "no chain \"DOGE\""),
            (with(|e| e.chain = "BTC".into()), "bip122"),
            (with(|e| e.category = "pizza".into()), "no category \"pizza\""),
            (with(|e| e.category = String::new()), "neither"),
            (with(|e| e.confidence = "sure".into()), "no confidence"),
            (with(|e| e.name = " ".into()), "name is empty"),
            (with(|e| e.name = "=HYPERLINK(1)".into()), "formula"),
            (with(|e| e.name = "Bin\u{202E}ance".into()), "U+202E"),
            (with(|e| e.name = "a\nb".into()), "U+000A"),
            (with(|e| e.name = "x".repeat(MOST_NAME + 1)), "longer"),
            (with(|e| e.source = "x".repeat(MOST_SOURCE + 1)), "longer"),
            (with(|e| e.as_of = "yesterday".into()), "not a day"),
            (with(|e| (e.from, e.to) = ("2025-01-02".into(), "2025-01-02".into())), "no time at all"),
        ] {
            assert!(why.contains(part), "{why:?} should say {part:?}");
        }
    }

    #[test]
    fn an_abuse_says_more_than_the_category_beside_it() {
        let label = Entry { category: "user".into(), abuse: "sanction".into(), ..entry() }.read(false).unwrap();
        assert_eq!(label.category, Category::Listed);
        let hack = Entry { category: String::new(), abuse: "service_hack".into(), ..entry() }.read(false).unwrap();
        assert_eq!(hack.category, Category::Thief);
    }
}
