//! How much text a portal or a chat takes at once: `data/portals.json`, with the source and the day of each limit.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Tip, copy_text, human_text};

/// What is known of a channel's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// It is known, in characters.
    Published,
    /// Nobody has published one.
    Unknown,
    /// None that a tip could reach.
    None,
}

/// Whether a channel takes a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TakesFile {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It is not known.
    Unknown,
}

/// Where a tip can be handed in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its stable name.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The host of the portal that it is, as cases name it.
    #[serde(default)]
    pub portal: Option<String>,
    /// The most characters, where that is known.
    #[serde(default)]
    pub characters: Option<usize>,
    /// What is known of its limit.
    pub limit: Limit,
    /// Whether it takes a file.
    pub takes_file: TakesFile,
    /// What else there is to know; may be empty.
    pub note: String,
    /// Where that is known from.
    pub source: String,
    /// On which day, as `2026-11-23`.
    pub as_of: String,
}

/// Whether a text fits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Fits,
    /// It has so many characters too many.
    Over(usize),
    /// The limit is not known.
    Unknown,
}

/// How long the parts of a tip are. They are ASCII: a character is a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The words and the signed block.
    pub all: usize,
    /// The words.
    pub words: usize,
    /// The signed block, in armour.
    pub block: usize,
    /// The `.tip.json` file.
    pub file: usize,
    /// The commitment's line.
    pub card: usize,
}

impl Sizes {
    /// Measures a tip.
    #[must_use]
    pub fn of(tip: &Tip) -> Self {
        Self {
            all: copy_text(tip).len(),
            words: human_text(tip).len(),
            block: tip.to_armour().len(),
            file: tip.to_json().len(),
            card: tip.card().to_string().len(),
        }
    }
}

impl Channel {
    /// Whether so many characters fit.
    #[must_use]
    pub const fn fits(&self, characters: usize) -> Fit {
        match (self.limit, self.characters) {
            (Limit::None, _) => Fit::Fits,
            (Limit::Published, Some(most)) if characters <= most => Fit::Fits,
            (Limit::Published, Some(most)) => Fit::Over(characters - most),
            (Limit::Unknown, _) | (Limit::Published, None) => Fit::Unknown,
        }
    }

    /// What to do with a tip of these sizes here, in a sentence.
    #[must_use]
    pub fn advice(&self, sizes: Sizes) -> &'static str {
        let fits = |characters| self.fits(characters) == Fit::Fits;
        let file = self.takes_file != TakesFile::No;
        match self.limit {
            _ if fits(sizes.all) => "Paste the whole.",
            Limit::Unknown => {
                "Paste the whole and look whether its last line is there. If it was cut, paste the words alone and hand the file in another way."
            }
            _ if file && fits(sizes.words) => "Paste the words and attach the file.",
            _ if file => "Attach the file with the words; write the first three lines of the words.",
            _ if fits(sizes.words) => "Paste the words; the signed block has no room.",
            _ if fits(sizes.card) => {
                "Neither words nor block have room. Post the commitment, which tells nothing, and hand the tip in elsewhere."
            }
            _ => "Nothing of it has room here.",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "about")]
    _about: String,
    channels: Vec<Channel>,
}

/// The channels for a tip to a portal: that portal first, no other portal. `portal` is empty where the case has none.
#[must_use]
pub fn channels(portal: &str) -> Vec<&'static Channel> {
    static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| serde_json::from_str(include_str!("../../data/portals.json")).ok());
    let all = TABLE.as_ref().map_or(&[][..], |table| &table.channels);
    let own = all.iter().filter(|channel| channel.portal.as_deref() == Some(portal));
    own.chain(all.iter().filter(|channel| channel.portal.is_none())).collect()
}

/// A length in characters for a screen: `17,302 characters (17.3 kB)`. Cut, not rounded.
#[must_use]
pub fn length(characters: usize) -> String {
    let grouped = crate::money::Amount::from(characters as u64).to_coins_short(0, 0);
    if characters < 1_000 {
        return format!("{grouped} characters");
    }
    format!("{grouped} characters ({}.{} kB)", characters / 1_000, characters % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole_and_every_limit_is_founded() {
        let table: Table = serde_json::from_str(include_str!("../../data/portals.json")).unwrap();
        for one in &table.channels {
            assert_eq!(one.limit == Limit::Published, one.characters.is_some(), "{one:?}");
            assert!(!one.source.is_empty() && one.as_of.starts_with("20") && !one.name.is_empty(), "{one:?}");
        }
        let ids: std::collections::BTreeSet<&str> = table.channels.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), table.channels.len());
        assert_eq!(channels("www.lazarusbounty.com")[0].id, "lazarusbounty");
        assert!(channels("").iter().all(|one| one.portal.is_none()) && !channels("").is_empty());
    }

    #[test]
    fn a_channel_says_what_fits_and_what_to_do() {
        let sizes = Sizes { all: 15_000, words: 5_000, block: 9_900, file: 20_000, card: 200 };
        let channel = |id: &str| channels("www.lazarusbounty.com").into_iter().find(|one| one.id == id).unwrap();
        for (id, fit, advice) in [
            ("lazarusbounty", Fit::Unknown, "look whether its last line is there"),
            ("email", Fit::Fits, "Paste the whole."),
            ("github", Fit::Fits, "Paste the whole."),
            ("telegram", Fit::Over(10_904), "Attach the file"),
            ("discord", Fit::Over(13_000), "Attach the file"),
            ("x", Fit::Over(14_720), "Post the commitment"),
        ] {
            assert_eq!(channel(id).fits(sizes.all), fit, "{id}");
            assert!(channel(id).advice(sizes).contains(advice), "{id}: {}", channel(id).advice(sizes));
        }
        let short = Sizes { all: 6_000, words: 1_500, ..sizes };
        assert_eq!(channel("telegram").advice(short), "Paste the words and attach the file.");
        assert_eq!(channel("telegram").fits(4_096), Fit::Fits);
        assert_eq!(channel("telegram").fits(4_097), Fit::Over(1));
        assert_eq!(channel("x").advice(Sizes { card: 281, ..sizes }), "Nothing of it has room here.");
        assert_eq!(channel("x").advice(Sizes { words: 280, ..sizes }), "Paste the words; the signed block has no room.");
    }

    #[test]
    fn lengths_are_written_exactly() {
        for (characters, text) in
            [(0, "0 characters"), (999, "999 characters"), (1_000, "1,000 characters (1.0 kB)"), (17_399, "17,399 characters (17.3 kB)")]
        {
            assert_eq!(length(characters), text);
        }
    }
}
