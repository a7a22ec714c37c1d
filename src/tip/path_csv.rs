//! The way of a tip as a table for a spreadsheet: one row a hop ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)).
//!
//! A spreadsheet computes a cell that begins with `=`, `+`, `-` or `@`, so a name of others could ask it to fetch a page.
//! Such a cell gets an apostrophe in front, which spreadsheets show as text
//! ([OWASP, CSV injection](https://owasp.org/www-community/attacks/CSV_Injection)).

use super::payload::{Payload, TipHop, TipLabel, tier_word};
use super::{TipLink, link_word};
use crate::money::{Account, Address};

/// The names of the columns.
pub const COLUMNS: [&str; 21] = [
    "hop",
    "chain",
    "tx",
    "position",
    "block",
    "block_hash",
    "time_utc",
    "from",
    "from_label",
    "to",
    "to_label",
    "asset",
    "symbol",
    "decimals",
    "amount_base_units",
    "amount_coins",
    "tainted_base_units",
    "tainted_coins",
    "tier",
    "sources",
    "link",
];

/// The rows of a way, seed first, with the names of the columns before them. Amounts in base units and, exactly, in coins.
#[must_use]
pub fn path_csv(payload: &Payload) -> String {
    let head = COLUMNS.map(str::to_owned);
    let rows = std::iter::once(head).chain(payload.hops.iter().map(|hop| row(payload, hop)));
    let lines = rows.map(|row| row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n");
    lines.collect()
}

/// A cell as RFC 4180 writes it: in quotes where it holds a comma, a quote or a line break. (The crate `csv` reads what is
/// written here in the tests; for writing these lines it would add 25 kB to the page.)
fn cell(text: &str) -> String {
    let text = inert(text);
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn row(payload: &Payload, hop: &TipHop) -> [String; 21] {
    let asset = payload.asset(&hop.asset);
    let decimals = asset.map_or(0, |asset| u8::try_from(asset.decimals.0).unwrap_or(0));
    [
        hop.i.to_string(),
        hop.chain.to_string(),
        hop.tx.on(hop.chain).to_string(),
        hop.pos.to_string(),
        hop.block.to_string(),
        hop.block_hash.to_string(),
        hop.time.to_string(),
        hop.from.to_string(),
        names(payload, hop, &hop.from),
        hop.to.to_string(),
        names(payload, hop, &hop.to),
        hop.asset.to_string(),
        asset.map(|asset| asset.symbol.clone()).unwrap_or_default(),
        decimals.to_string(),
        hop.amount.to_string(),
        hop.amount.to_coins(decimals),
        hop.tainted.to_string(),
        hop.tainted.to_coins(decimals),
        tier_word(hop.tier).to_owned(),
        hop.src.join(" "),
        hop.link.as_ref().map(|TipLink { what, via, .. }| format!("{} over {via}", link_word(*what))).unwrap_or_default(),
    ]
}

fn names(payload: &Payload, hop: &TipHop, address: &Address) -> String {
    let Ok(account) = Account::new(hop.chain, address.clone()) else { return String::new() };
    let of_it = payload.labels.iter().filter(|label: &&TipLabel| label.at == account);
    of_it.map(|label| label.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// A cell that no spreadsheet computes.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_with_what_a_spreadsheet_computes() {
        for (cell, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("Binance", "Binance"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(inert(cell), written);
        }
    }

    proptest::proptest! {
        /// Another reader finds every cell as it was, whatever stands in it.
        #[test]
        fn any_text_comes_back_as_one_cell(texts in proptest::collection::vec("[ -~\r\n\t]{0,40}", 2..6)) {
            let line = texts.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\r\n";
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            proptest::prop_assert_eq!(rows.len(), 1);
            let read: Vec<String> = rows[0].iter().map(str::to_owned).collect();
            proptest::prop_assert_eq!(read, texts.iter().map(|text| inert(text)).collect::<Vec<_>>());
        }
    }
}
