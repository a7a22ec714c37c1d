//! DefiLlama's table of the wallets by which exchanges show their reserves: `exchange,chain,address,note,source_file`.

use super::Row;
use crate::label::entry::Entry;

/// The book of Bitcoin addresses holds exchanges beside wrapped-coin issuers, bridges and protocols. These are exchanges.
const IN_THE_BOOK: &[&str] = &[
    "arkhamExchange",
    "backpack",
    "bigone",
    "binance",
    "binance2",
    "bingCex",
    "bitfinex",
    "bitget",
    "bitgetBtc",
    "bitmake",
    "bitrue",
    "bitunixCex",
    "bitvenus",
    "blofinCex",
    "btse",
    "bybit",
    "bydfi",
    "bytedex",
    "coindcx",
    "coinex",
    "coinsquare",
    "coinw",
    "cryptoCom",
    "deribit",
    "exmo",
    "fastex",
    "flipster",
    "gateBtc",
    "gateIo",
    "hashkey",
    "hashkeyExchange",
    "hibt",
    "hotbit",
    "hotcoin",
    "huobi",
    "indodax",
    "kleverExchange",
    "korbit",
    "kraken",
    "krakenBTC",
    "latoken",
    "lbank",
    "maskex",
    "mexcCex",
    "nbx",
    "okcoin",
    "orangex",
    "p2pb2b",
    "phemex",
    "pionexCex",
    "probit",
    "robinhood",
    "swissborg",
    "tapbit",
    "toobit",
    "tothemoon",
    "weex",
    "wooCEX",
];
const BOOK: &str = "projects/helper/bitcoin-book/index.js";

/// Names as exchanges write themselves, where the table's is only a file's.
const NAMES: &[(&str, &str)] = &[
    ("gate-io", "Gate"),
    ("gateio", "Gate"),
    ("gatebtc", "Gate"),
    ("okex", "OKX"),
    ("huobi", "HTX"),
    ("cryptocom", "Crypto.com"),
    ("kucoin", "KuCoin"),
    ("mexc", "MEXC"),
    ("lbank", "LBank"),
    ("coinex", "CoinEx"),
    ("coindcx", "CoinDCX"),
    ("bingx", "BingX"),
    ("bing", "BingX"),
    ("wootrade", "WOO X"),
    ("woo", "WOO X"),
    ("btse", "BTSE"),
    ("krakenbtc", "Kraken"),
    ("bitgetbtc", "Bitget"),
    ("binance2", "Binance"),
    ("coinbase-btc", "Coinbase"),
];

pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let Ok(record) = record else { return Row::Refused("no text in UTF-8".to_owned()) };
            let get = |n: usize| record.get(n).unwrap_or_default().trim();
            let (exchange, file) = (get(0), get(4));
            if file == BOOK && !IN_THE_BOOK.contains(&exchange) {
                return Row::LeftOut("a protocol's, an issuer's or a seizure's Bitcoin, not an exchange's");
            }
            Row::Entry(Entry {
                chain: get(1).to_owned(),
                address: get(2).to_owned(),
                name: format!("{} (reserve wallet)", name(exchange)),
                category: "exchange".to_owned(),
                ..Entry::default()
            })
        })
        .collect()
}

fn name(exchange: &str) -> String {
    let plain = exchange.trim_end_matches("-cex").trim_end_matches("Cex").trim_end_matches("CEX");
    let lower = plain.to_ascii_lowercase();
    if let Some((_, name)) = NAMES.iter().find(|(file, _)| *file == lower) {
        return (*name).to_owned();
    }
    let mut letters = plain.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
