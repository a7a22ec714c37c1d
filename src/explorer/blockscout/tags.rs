//! Names that Blockscout embeds in its rows. They are somebody's word, crawled: the lowest confidence above a guess.
//!
//! The address call answers without them (seen for well-known addresses), so they are harvested from list rows.

use crate::label::{Category, Confidence, Label};
use crate::money::Account;

const LONGEST_NAME: usize = 80;

struct Tag {
    slug: String,
    name: String,
    kind: String,
    ordinal: i64,
}

/// Words that make a name one of a wrongdoer's: "Ronin Bridge Exploiter" is no bridge.
const WRONGDOERS: &[&str] = &[
    "attacker",
    "drainer",
    "exploit",
    "exploiter",
    "hack",
    "hacker",
    "heist",
    "malicious",
    "phish",
    "phishing",
    "scam",
    "scammer",
    "thief",
    "victim",
];

/// The label of an account, where its tags say of which kind it is.
///
/// The day is left empty: an answer does not say since when its tags stand; who reads the answer knows the day.
pub(super) fn label(account: &Account, metadata: &serde_json::Value, host: &str) -> Option<Label> {
    // A tag of another shape is passed over.
    let tags: Vec<Tag> = metadata.get("tags")?.as_array()?.iter().filter_map(tag).collect();
    if tags.iter().flat_map(|tag| tag.slug.split('-')).any(|word| WRONGDOERS.contains(&word)) {
        return None;
    }
    let category = tags.iter().find_map(category)?;
    let named = tags.iter().filter(|tag| tag.kind == "name").max_by_key(|tag| tag.ordinal);
    let name = named.or_else(|| tags.iter().find(|tag| self::category(tag).is_some()))?;
    Some(Label {
        account: account.clone(),
        name: name.name.chars().take(LONGEST_NAME).collect(),
        category,
        source: host.to_owned(),
        confidence: Confidence::WebCrawl,
        as_of: String::new(),
        from: None,
        to: None,
        own: false,
    })
}

fn tag(value: &serde_json::Value) -> Option<Tag> {
    let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    let ordinal = value.get("ordinal").and_then(serde_json::Value::as_i64).unwrap_or(0);
    Some(Tag { slug: text("slug")?.to_ascii_lowercase(), name: text("name")?, kind: text("tagType")?, ordinal })
}

/// A general tag must be exactly the word; a name must end or begin with it.
fn category(tag: &Tag) -> Option<Category> {
    let slug = tag.slug.as_str();
    match tag.kind.as_str() {
        "generic" | "classifier" | "protocol" => match slug {
            "exchange" | "cex" | "centralized-exchange" | "hot-wallet" | "exchange-hot-wallet" => Some(Category::Exchange),
            "bridge" | "bridges" | "cross-chain-bridge" => Some(Category::Bridge),
            "mixer" | "mixing-service" | "tumbler" | "tornado-cash" => Some(Category::Mixer),
            _ => None,
        },
        "name" if slug.ends_with("hot-wallet") => Some(Category::Exchange),
        "name" if slug.ends_with("-bridge") => Some(Category::Bridge),
        "name" if slug.starts_with("tornado-cash") || slug.ends_with("-mixer") => Some(Category::Mixer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(tags: &[(&str, &str, &str, i64)]) -> Option<(String, Category)> {
        let tags = tags.iter().map(
            |(kind, slug, name, ordinal)| serde_json::json!({"tagType": kind, "slug": slug, "name": name, "ordinal": ordinal, "meta": {}}),
        );
        let metadata = serde_json::json!({"tags": tags.collect::<Vec<_>>()});
        let account = "eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60".parse().unwrap();
        label(&account, &metadata, "eth.blockscout.com").map(|label| (label.name, label.category))
    }

    #[test]
    fn only_tags_that_say_a_kind_make_a_label() {
        let hot = [
            ("name", "binance-hot-wallet", "Binance: Hot Wallet", 10),
            ("generic", "exchange", "Exchange", 0),
            ("protocol", "binance", "Binance", 0),
        ];
        assert_eq!(of(&hot), Some(("Binance: Hot Wallet".to_owned(), Category::Exchange)));
        assert_eq!(of(&[("generic", "exchange", "Exchange", 0)]), Some(("Exchange".to_owned(), Category::Exchange)));
        assert_eq!(
            of(&[("name", "socket-bungee-bridge", "Socket: Bungee Bridge", 0)]),
            Some(("Socket: Bungee Bridge".to_owned(), Category::Bridge))
        );
        assert_eq!(
            of(&[("name", "tornado-cash-router", "Tornado.Cash: Router", 0)]),
            Some(("Tornado.Cash: Router".to_owned(), Category::Mixer))
        );
        for nothing in [
            ("name", "ronin-bridge-exploiter", "Ronin Bridge Exploiter", 10),
            ("generic", "sanctioned", "SANCTIONED", 0),
            ("protocol", "binance", "Binance", 0),
            ("name", "decentralized-exchange", "Some DEX", 0),
            ("note", "exchange", "a note", 0),
        ] {
            assert_eq!(of(&[nothing]), None, "{nothing:?}");
        }
        assert_eq!(of(&[("generic", "bridge", "Bridge", 0), ("generic", "exploit", "Exploit", 0)]), None);
    }

    #[test]
    fn tags_of_another_shape_are_passed_over() {
        let metadata = serde_json::json!({"tags": [1, null, {"slug": 1}, {"slug": "bridge", "name": "B", "tagType": "generic"}]});
        let account = "eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60".parse().unwrap();
        assert_eq!(label(&account, &metadata, "h").unwrap().category, Category::Bridge);
        for other in [serde_json::json!(null), serde_json::json!({}), serde_json::json!({"tags": "bridge"})] {
            assert_eq!(label(&account, &other, "h"), None);
        }
    }
}
