//! Etherscan's name tags: a table of addresses and tags, and the TagPacks that were made of Etherscan's lists by topic.
//!
//! A topic holds whatever has to do with it: the list "exchange" holds the tokens of exchanges, the list "tornado-cash" its
//! token and its governance. What the tag's name says is therefore asked before the topic.

use super::Row;
use crate::label::entry::Entry;

/// Tags of the topic "exchange" at which nobody has an account.
const NO_EXCHANGE: &[&str] = &[
    "Wintermute",
    "Blockfolio",
    "Binance Charity",
    "Binance USD",
    "Binance: Eth2 Depositor",
    "Binance: Binance-Peg Tokens",
    "BitKeep: NFT Exchange",
    "Switchain",
    "DMEX",
    "ChainX",
];

/// Tags of the topic "bridge" that do not take money to another chain.
const NO_BRIDGE: &[&str] = &[
    "0x: Erc20 Bridge Proxy",
    "0x: Eth2Dai Bridge",
    "0x: Uniswap Bridge",
    "Across Protocol: Bridge Admin",
    "Arbitrum: Challenge Manager",
    "Celo: ETH Helper",
    "InstaDapp: Maker Compound Bridge",
    "Optics: ETH Helper",
    "Rubic Exchange",
];

/// Rows of `,Address,Name Tag,Balance,Txn Count`.
pub(super) fn rows(text: &str, topic: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let Ok(record) = record else { return Row::Refused("no text in UTF-8".to_owned()) };
            let get = |n: usize| record.get(n).unwrap_or_default().trim().to_owned();
            tag(Entry { chain: "ETH".to_owned(), address: get(1), name: get(2), category: topic.to_owned(), ..Entry::default() })
        })
        .collect()
}

/// A tag with the category that its name gives it. Rows of other topics and other sources go through as they are.
pub(super) fn tag(mut entry: Entry) -> Row {
    let name = entry.name.as_str();
    if name.contains("Deployer") {
        return Row::LeftOut("the key that deployed a contract: nobody's money is pooled there");
    }
    let is_ether = entry.chain == "ETH";
    let category = match entry.category.as_str() {
        "exchange" if is_ether && name == "Wintermute: Binance Deposit" => "deposit",
        "exchange" if is_ether && (is_token(name) || NO_EXCHANGE.contains(&name)) => "service",
        "mixing_service" if is_ether && name.to_ascii_lowercase().contains("tornado") && name.contains(':') && !is_tornado_pool(name) => {
            "service"
        }
        "mixing_service" if is_ether && is_token(name) => "service",
        "bridge" if NO_BRIDGE.contains(&name) => "service",
        _ => return Row::Entry(entry),
    };
    category.clone_into(&mut entry.category);
    Row::Entry(entry)
}

/// The contract of a token: `ABCC Token (AT)`, `OKEx: OKB Token`.
fn is_token(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with("token") || lower.ends_with("tokens") || lower.contains("token (") || (name.ends_with(')') && name.contains(" ("))
}

/// A pool that mixes, or the way into one; not the token, the votes or the fund.
fn is_tornado_pool(name: &str) -> bool {
    let Some((_, what)) = name.split_once(": ").filter(|(who, _)| who.eq_ignore_ascii_case("tornado.cash")) else { return false };
    what.starts_with(|c: char| c.is_ascii_digit())
        || what.starts_with("Mixer")
        || matches!(what, "Router" | "Proxy" | "Old Proxy" | "L1 Helper" | "L1 Unwrapper")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_what_its_name_says() {
        for (topic, name, expected) in [
            ("exchange", "Binance 14", "exchange"),
            ("exchange", "Gemini: Contract 1", "exchange"),
            ("exchange", "Poloniex: BAT", "exchange"),
            ("exchange", "2GT_token (2GT)", "service"),
            ("exchange", "OKEx: OKB Token", "service"),
            ("exchange", "Wintermute: Binance Deposit", "deposit"),
            ("mixing_service", "Tornado.Cash: 100 ETH", "mixing_service"),
            ("mixing_service", "Tornado.Cash: Router", "mixing_service"),
            ("mixing_service", "Tornado.Cash: Governance", "service"),
            ("mixing_service", "Gitcoin Grants: Tornado.cash", "service"),
            ("mixing_service", "TORN Token (TORN)", "service"),
            ("bridge", "Allbridge: Bridge", "bridge"),
            ("bridge", "0x: Uniswap Bridge", "service"),
        ] {
            let entry = Entry { chain: "ETH".into(), name: name.into(), category: topic.into(), ..Entry::default() };
            let Row::Entry(read) = tag(entry) else { panic!("{name} is left out") };
            assert_eq!(read.category, expected, "{name}");
        }
        assert!(matches!(tag(Entry { name: "ParaSwap: Deployer 2".into(), ..Entry::default() }), Row::LeftOut(_)));
    }
}
