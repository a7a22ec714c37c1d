//! The book as Blockscout's REST v2 shows it: newest first, 50 rows a page, a next page named by the last row.
//!
//! Shapes as recorded in `tests/cases/blockscout-pages` and as in Blockscout's OpenAPI documents (11.2.7).

use std::fmt::Write as _;

use super::Answer;
use super::book::{Book, Line, List, Whose};
use super::faults::{Fault, draw};
use super::page::Rows;
use crate::money::{Address, TxId, UnixSeconds};

/// Rows in a page.
const PAGE: usize = 50;
/// Token transfers that a transaction shows by itself.
const SHOWN: usize = 10;

/// What is asked for, after the path.
pub(super) struct Asked<'a> {
    pub(super) book: &'a Book,
    pub(super) query: &'a [(String, String)],
    pub(super) fault: Option<Fault>,
    pub(super) until: u64,
}

impl Asked<'_> {
    /// Answers for a path below `/api/v2/`.
    pub(super) fn answer(&self, path: &str, chance: &mut u64) -> Answer {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["addresses", address, rest @ ..] => {
                let Ok(address) = Address::parse_on(self.book.chain(), address) else { return invalid("address_hash_param") };
                let whose = Whose::Address(&address);
                match rest {
                    _ if !self.book.knows(whose, self.until) => Answer::new(404, r#"{"message":"Not found"}"#),
                    [] => Answer::new(200, &self.address(&address)),
                    [list] => self.named_list(list, whose, chance),
                    _ => Answer::new(404, r#"{"message":"Not found"}"#),
                }
            }
            ["transactions", tx, rest @ ..] => {
                let Ok(tx) = tx.parse::<TxId>() else { return invalid("transaction_hash_param") };
                let whose = Whose::Transaction(&tx);
                match rest {
                    _ if !self.book.knows(whose, self.until) => Answer::new(404, r#"{"message":"Not found"}"#),
                    [] => Answer::new(200, &self.transaction(whose)),
                    [list] => self.named_list(list, whose, chance),
                    _ => Answer::new(404, r#"{"message":"Not found"}"#),
                }
            }
            _ => Answer::new(404, r#"{"message":"Not found"}"#),
        }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn named_list(&self, name: &str, whose: Whose<'_>, chance: &mut u64) -> Answer {
        let list = match name {
            "transactions" => List::Transactions,
            "internal-transactions" => List::Internal,
            "token-transfers" => List::Tokens,
            _ => return Answer::new(404, r#"{"message":"Not found"}"#),
        };
        self.list(list, whose, chance)
    }

    /// Where this list's cursor puts a line.
    const fn key(list: List, line: &Line) -> (u64, u32, u32) {
        match list {
            List::Transactions => (line.block, line.position, 0),
            List::Internal => (line.block, line.position, line.index),
            List::Tokens => (line.block, line.index, 0),
        }
    }

    /// The row behind which the page begins; `Err` where the parameters name none.
    fn behind(&self, list: List) -> Result<Option<(u64, u32, u32)>, ()> {
        let (Some(block), Some(index)) = (self.parameter("block_number"), self.parameter("index")) else {
            return if self.parameter("items_count").is_some() { Err(()) } else { Ok(None) };
        };
        let (block, index) = (block.parse().map_err(|_| ())?, index.parse().map_err(|_| ())?);
        match list {
            List::Internal => {
                let position = self.parameter("transaction_index").ok_or(())?.parse().map_err(|_| ())?;
                Ok(Some((block, position, index)))
            }
            List::Transactions | List::Tokens => Ok(Some((block, index, 0))),
        }
    }

    fn list(&self, list: List, whose: Whose<'_>, chance: &mut u64) -> Answer {
        let Ok(behind) = self.behind(list) else { return invalid("block_number") };
        let mut lines = self.book.lines(list, whose, self.until);
        if let (Whose::Address(address), Some(filter)) = (whose, self.parameter("filter")) {
            lines.retain(|line| if filter == "from" { line.from == *address } else { line.to == *address });
        }
        lines.reverse();
        let begin = behind.map_or(0, |behind| lines.partition_point(|line| Self::key(list, line) >= behind));
        let end = (begin + PAGE).min(lines.len());
        let page = lines.get(begin..end).unwrap_or_default();
        let before = lines.get(begin.saturating_sub(2)..begin).unwrap_or_default();
        let write = |line: &&Line| self.row(list, line);
        let mut rows = Rows { rows: page.iter().map(write).collect(), before: before.iter().map(write).collect() };
        rows.spoil(self.fault, chance);
        let more = end < lines.len();
        let next = match (self.fault, page.first(), page.last()) {
            // Back to the page before this one, or to this one.
            (Some(Fault::Cycling), Some(first), _) => Some(first).map(|first| {
                let back = lines.get(begin.saturating_sub(1 + draw(chance, PAGE))).unwrap_or(first);
                self.next(list, &Line { block: back.block + 1, ..(*back).clone() }, PAGE.to_string())
            }),
            (_, _, Some(last)) if more => {
                let count = match self.fault {
                    Some(Fault::LyingTotals) => ["0", "-1", "\"many\"", "4294967296", "null"][draw(chance, 5)].to_owned(),
                    _ => rows.rows.len().to_string(),
                };
                Some(self.next(list, last, count))
            }
            _ => None,
        };
        let totals = if self.fault == Some(Fault::LyingTotals) { r#""total_count":1,"items_count":0,"# } else { "" };
        let next = next.unwrap_or_else(|| "null".to_owned());
        Answer::new(200, &format!(r#"{{{totals}"items":{},"next_page_params":{next}}}"#, rows.list()))
    }

    fn next(&self, list: List, last: &Line, count: String) -> String {
        let (block, index, _) = Self::key(list, last);
        match list {
            List::Transactions => format!(
                r#"{{"block_number":{block},"fee":"0","hash":"{}","index":{index},"inserted_at":"{}","items_count":{count},"value":"{}"}}"#,
                last.tx,
                time(last.time),
                last.amount
            ),
            List::Internal => {
                format!(r#"{{"block_number":{block},"index":{},"items_count":{count},"transaction_index":{}}}"#, last.index, last.position)
            }
            List::Tokens => format!(r#"{{"block_number":{block},"index":{index},"items_count":{count}}}"#),
        }
    }

    fn row(&self, list: List, line: &Line) -> String {
        match list {
            List::Transactions => self.transaction_row(line, "null,\"token_transfers_overflow\":null"),
            List::Internal => self.internal_row(line),
            List::Tokens => self.token_row(line),
        }
    }

    fn party(&self, address: &Address) -> String {
        let hash = self.book.written(address);
        let (name, metadata) = match self.book.label(address) {
            None => ("null".to_owned(), "null".to_owned()),
            Some((name, tag)) => {
                let name = serde_json::Value::from(name).to_string();
                let slug: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                let mut tags =
                    format!(r#"{{"meta":{{}},"name":{name},"ordinal":10,"slug":"{}","tagType":"name"}}"#, slug.to_ascii_lowercase());
                if let Some(tag) = tag {
                    tags.push_str(&format!(r#",{{"meta":{{}},"name":"{tag}","ordinal":0,"slug":"{tag}","tagType":"generic"}}"#));
                }
                (name, format!(r#"{{"tags":[{tags}]}}"#))
            }
        };
        format!(
            r#"{{"ens_domain_name":null,"hash":"{hash}","implementations":[],"is_contract":false,"is_scam":false,"is_verified":false,"metadata":{metadata},"name":{name},"private_tags":[],"proxy_type":null,"public_tags":[],"reputation":"ok","watchlist_names":[]}}"#
        )
    }

    fn transaction_row(&self, line: &Line, token_transfers: &str) -> String {
        format!(
            r#"{{"hash":"{}","value":"{}","status":"ok","result":"success","timestamp":"{}","block_number":{},"position":{},"confirmations":{},"nonce":0,"type":2,"from":{},"to":{},"created_contract":null,"fee":{{"type":"actual","value":"0"}},"gas_used":"21000","gas_limit":"21000","gas_price":"0","method":null,"raw_input":"0x","decoded_input":null,"transaction_types":["coin_transfer"],"has_error_in_internal_transactions":false,"revert_reason":null,"exchange_rate":null,"historic_exchange_rate":null,"confirmation_duration":[0,12000.0],"token_transfers":{token_transfers}}}"#,
            line.tx,
            line.amount,
            time(line.time),
            line.block,
            line.position,
            self.book.last_block().saturating_sub(line.block),
            self.party(&line.from),
            self.party(&line.to)
        )
    }

    fn internal_row(&self, line: &Line) -> String {
        format!(
            r#"{{"block_number":{},"transaction_hash":"{}","transaction_index":{},"index":{},"type":"call","value":"{}","success":true,"error":null,"gas_limit":"2300","timestamp":"{}","from":{},"to":{},"created_contract":null}}"#,
            line.block,
            line.tx,
            line.position,
            line.index,
            line.amount,
            time(line.time),
            self.party(&line.from),
            self.party(&line.to)
        )
    }

    fn token_row(&self, line: &Line) -> String {
        let contract = line.token.as_ref().map(|contract| self.book.written(contract)).unwrap_or_default();
        format!(
            r#"{{"block_hash":"{}","block_number":{},"log_index":{},"method":"transfer","timestamp":"{}","transaction_hash":"{}","from":{},"to":{},"token":{{"address_hash":"{contract}","decimals":"18","name":"Token","symbol":"TKN","type":"ERC-20","holders_count":"1","total_supply":null,"exchange_rate":null,"icon_url":null,"reputation":"ok"}},"token_type":"ERC-20","total":{{"decimals":"18","value":"{}"}},"type":"token_transfer"}}"#,
            block_hash(line.block),
            line.block,
            line.index,
            time(line.time),
            line.tx,
            self.party(&line.from),
            self.party(&line.to),
            line.amount
        )
    }

    fn transaction(&self, whose: Whose<'_>) -> String {
        let tokens = self.book.lines(List::Tokens, whose, u64::MAX);
        let shown: Vec<String> = tokens.iter().take(SHOWN).map(|line| self.token_row(line)).collect();
        let overflow = tokens.len() > SHOWN || self.fault == Some(Fault::LyingTotals);
        let lines = self.book.lines(List::Transactions, whose, u64::MAX);
        let tail = format!(r#"[{}],"token_transfers_overflow":{overflow}"#, shown.join(","));
        lines.first().map(|line| self.transaction_row(line, &tail)).unwrap_or_default()
    }

    fn address(&self, address: &Address) -> String {
        let mut text = self.party(address);
        text.pop();
        let has = |list| !self.book.lines(list, Whose::Address(address), u64::MAX).is_empty();
        // Writing into a String cannot fail.
        write!(
            text,
            r#","coin_balance":null,"creator_address_hash":null,"creation_transaction_hash":null,"exchange_rate":null,"has_logs":false,"has_token_transfers":{},"has_tokens":{},"token":null}}"#,
            has(List::Tokens),
            has(List::Tokens)
        )
        .ok();
        text
    }
}

fn invalid(parameter: &str) -> Answer {
    Answer::new(
        422,
        &format!(
            r#"{{"errors":[{{"title":"Invalid value","source":{{"pointer":"/{parameter}"}},"detail":"Invalid format. Expected ~r/^0x/"}}]}}"#
        ),
    )
}

/// A block time as Blockscout writes it.
fn time(seconds: u64) -> String {
    let text = UnixSeconds::new(seconds).to_string();
    format!("{}.000000Z", text.trim_end_matches('Z'))
}

/// A block's hash: a world has none, so it is the number.
pub(super) fn block_hash(block: u64) -> String {
    format!("0x{block:064x}")
}
