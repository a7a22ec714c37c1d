//! The words of others for categories, confidences and chains, and ours for them.
//!
//! Sources: GraphSense's [confidence.csv](https://github.com/graphsense/graphsense-tagpack-tool) and the concepts of the
//! INTERPOL [Dark Web and Virtual Assets Taxonomy](https://interpol-innovation-centre.github.io/DW-VA-Taxonomy/), which
//! TagPacks use; the chain names of [DefiLlama](https://github.com/DefiLlama/DefiLlama-Adapters), LI.FI and the portal.

use super::{Category, Confidence};
use crate::money::{Address, Chain};

/// Our category for a TagPack's, with why.
const CATEGORIES: &[(&str, Category)] = &[
    // Custody with customers' accounts: money is pooled and can be frozen.
    ("exchange", Category::Exchange),
    ("deposit", Category::Deposit),
    ("bridge", Category::Bridge),
    ("defi_bridge", Category::Bridge),
    ("mixer", Category::Mixer),
    ("mixing_service", Category::Mixer),
    ("shuffle", Category::Mixer),
    // Fees of coordinators arrive there, not the mixed coins; but they are many people's.
    ("coinjoin", Category::Service),
    // Businesses and contracts that hold many people's money, and none of them freezes as an exchange does.
    ("service", Category::Service),
    ("hosted_wallet", Category::Service),
    ("wallet_service", Category::Service),
    ("payment_processor", Category::Service),
    ("market", Category::Service),
    ("gambling", Category::Service),
    ("miner", Category::Service),
    ("mining_service", Category::Service),
    ("faucet", Category::Service),
    ("atm", Category::Service),
    ("defi", Category::Service),
    ("defi_dex", Category::Service),
    ("defi_lending", Category::Service),
    ("dex", Category::Service),
    ("lending", Category::Service),
    ("token_contract", Category::Service),
    ("thief", Category::Thief),
    ("hack", Category::Thief),
    ("victim", Category::Victim),
    // Says that an authority or an issuer named the address; not what it does with money.
    ("listed", Category::Listed),
    ("black_list", Category::Listed),
    ("sanction", Category::Listed),
];

/// What an abuse says of the one who holds the address.
const ABUSES: &[(&str, Category)] = &[
    ("sanction", Category::Listed),
    ("service_hack", Category::Thief),
    ("theft", Category::Thief),
    ("hack", Category::Thief),
    ("scam", Category::Thief),
    ("ponzi_scheme", Category::Thief),
    ("phishing", Category::Thief),
    ("ransomware", Category::Thief),
    ("extortion", Category::Thief),
    ("sextortion", Category::Thief),
    ("rug_pull", Category::Thief),
];

const CONFIDENCES: &[(&str, Confidence)] = &[
    ("unknown", Confidence::Unknown),
    ("heuristic", Confidence::Heuristic),
    ("web_crawl", Confidence::WebCrawl),
    ("service_data", Confidence::ServiceData),
    ("service_api", Confidence::ServiceData),
    ("trusted_provider", Confidence::TrustedProvider),
    ("authority_data", Confidence::AuthorityData),
    ("forensic", Confidence::ForensicInvestigation),
    ("forensic_investigation", Confidence::ForensicInvestigation),
    ("manual_transaction", Confidence::ManualTransaction),
    ("ledger_immanent", Confidence::LedgerImmanent),
];

/// Names of chains, in lower case. A ticker of a coin that lives on one chain stands for that chain.
const CHAINS: &[(&str, Chain)] = &[
    ("btc", Chain::BITCOIN),
    ("xbt", Chain::BITCOIN),
    ("bitcoin", Chain::BITCOIN),
    ("eth", Chain::ETHEREUM),
    ("ethereum", Chain::ETHEREUM),
    ("mainnet", Chain::ETHEREUM),
    ("trx", Chain::TRON),
    ("tron", Chain::TRON),
    ("sol", Chain::Solana),
    ("solana", Chain::Solana),
    ("bsc", Chain::Eip155(56)),
    ("bep20", Chain::Eip155(56)),
    ("polygon", Chain::Eip155(137)),
    ("matic", Chain::Eip155(137)),
    ("avax", Chain::Eip155(43_114)),
    ("avalanche", Chain::Eip155(43_114)),
    ("arbitrum", Chain::Eip155(42_161)),
    ("arbi", Chain::Eip155(42_161)),
    ("arb", Chain::Eip155(42_161)),
    ("optimism", Chain::Eip155(10)),
    ("op", Chain::Eip155(10)),
    ("base", Chain::Eip155(8453)),
    ("era", Chain::Eip155(324)),
    ("zksync", Chain::Eip155(324)),
    ("linea", Chain::Eip155(59_144)),
    ("scroll", Chain::Eip155(534_352)),
    ("blast", Chain::Eip155(81_457)),
    ("xdai", Chain::Eip155(100)),
    ("gnosis", Chain::Eip155(100)),
];

fn of<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    let word = word.to_ascii_lowercase();
    table.iter().find(|(name, _)| *name == word).map(|(_, what)| *what)
}

/// Our category for another's word.
pub(super) fn category(word: &str) -> Option<Category> {
    of(CATEGORIES, word)
}

/// Our category for an abuse.
pub(super) fn abuse(word: &str) -> Option<Category> {
    of(ABUSES, word)
}

/// A confidence by its word.
pub(super) fn confidence(word: &str) -> Option<Confidence> {
    of(CONFIDENCES, word)
}

/// A chain by its name, its coin, or its CAIP-2 text. A token that lives on several chains names none: the form of the
/// address decides.
pub(super) fn chain(word: &str, address: &str) -> Option<Chain> {
    match word.to_ascii_lowercase().as_str() {
        "usdt" | "usdc" => Some(address.parse::<Address>().ok()?.usual_chain()),
        _ => of(CHAINS, word).or_else(|| word.parse().ok()),
    }
}

/// Our word for a category, as files carry it.
pub(super) const fn category_word(category: Category) -> &'static str {
    match category {
        Category::Exchange => "exchange",
        Category::Deposit => "deposit",
        Category::Bridge => "bridge",
        Category::Mixer => "mixer",
        Category::Service => "service",
        Category::Thief => "thief",
        Category::Victim => "victim",
        Category::Listed => "listed",
    }
}

/// The word for a confidence, as files carry it.
pub(super) const fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Unknown => "unknown",
        Confidence::Heuristic => "heuristic",
        Confidence::WebCrawl => "web_crawl",
        Confidence::ServiceData => "service_data",
        Confidence::TrustedProvider => "trusted_provider",
        Confidence::AuthorityData => "authority_data",
        Confidence::ForensicInvestigation => "forensic_investigation",
        Confidence::ManualTransaction => "manual_transaction",
        Confidence::LedgerImmanent => "ledger_immanent",
    }
}

/// The word for a chain in a TagPack: the coin where it has one chain, else CAIP-2.
pub(super) fn chain_word(chain: Chain) -> String {
    match chain {
        Chain::BITCOIN => "BTC".to_owned(),
        Chain::ETHEREUM => "ETH".to_owned(),
        Chain::TRON => "TRX".to_owned(),
        Chain::Solana => "SOL".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_words_are_read_back() {
        use Category::*;
        for each in [Exchange, Deposit, Bridge, Mixer, Service, Thief, Victim, Listed] {
            assert_eq!(category(category_word(each)), Some(each));
        }
        for (_, each) in CONFIDENCES {
            assert_eq!(confidence(confidence_word(*each)), Some(*each));
        }
        for (_, each) in CHAINS {
            assert_eq!(chain(&chain_word(*each), ""), Some(*each));
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert_eq!((category("pizza"), abuse("rude"), confidence("sure")), (None, None, None));
        for (word, address, expected) in [
            ("USDT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Some(Chain::TRON)),
            ("USDT", "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2", Some(Chain::ETHEREUM)),
            ("USDC", "no address", None),
            ("DOGE", "", None),
            ("eip155:8453", "", Some(Chain::Eip155(8453))),
        ] {
            assert_eq!(chain(word, address), expected, "{word} {address}");
        }
    }
}
