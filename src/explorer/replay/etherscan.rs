//! The book as Etherscan's API V2 and Routescan show it: by page and offset between two blocks, every error with status 200.
//!
//! Shapes as recorded; the rules are those of the free tier since July 2026: 1,000 rows a request, 10,000 behind any start.

use super::Answer;
use super::blockscout::block_hash;
use super::book::{Book, Line, List, Whose};
use super::faults::Fault;
use super::page::Rows;
use crate::money::{Address, TxId};

/// Whose rules hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum House {
    Etherscan,
    Routescan,
}

impl House {
    const fn most_rows(self) -> usize {
        match self {
            Self::Etherscan => 1_000,
            Self::Routescan => 10_000,
        }
    }
}

/// Rows that can be paged to from one start.
const WINDOW: usize = 10_000;

/// What is asked for.
pub(super) struct Asked<'a> {
    pub(super) house: House,
    pub(super) book: &'a Book,
    pub(super) query: &'a [(String, String)],
    pub(super) fault: Option<Fault>,
    pub(super) until: u64,
}

impl Asked<'_> {
    /// Answers for a chain by its number.
    pub(super) fn answer(&self, chain: &str, chance: &mut u64) -> Answer {
        if format!("eip155:{chain}") != self.book.chain().to_string() {
            return match self.house {
                House::Etherscan => refused(
                    "Missing or unsupported chainid parameter (required for v2 api), please see https://api.etherscan.io/v2/chainlist for the list of supported chainids",
                ),
                House::Routescan => Answer::new(200, r#"{"status":"0","message":"chain not supported","result":null}"#),
            };
        }
        if self.house == House::Etherscan && self.parameter("apikey").is_none_or(str::is_empty) {
            return refused("Missing/Invalid API Key");
        }
        let list = match (self.parameter("module"), self.parameter("action")) {
            (Some("account"), Some("txlist")) => List::Transactions,
            (Some("account"), Some("txlistinternal")) => List::Internal,
            (Some("account"), Some("tokentx")) => List::Tokens,
            _ => return refused("Error! Missing Or invalid Action name"),
        };
        if let Some(tx) = self.parameter("txhash").filter(|_| list == List::Internal) {
            return match tx.parse::<TxId>() {
                Ok(tx) => self.rows(list, &self.book.lines(list, Whose::Transaction(&tx), self.until), false, chance),
                Err(_) => refused("Error! Invalid transaction hash format"),
            };
        }
        match self.parameter("address").map(|text| Address::parse_on(self.book.chain(), text)) {
            Some(Ok(address)) => self.of_address(list, &address, chance),
            _ => refused("Error! Invalid address format"),
        }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn of_address(&self, list: List, address: &Address, chance: &mut u64) -> Answer {
        let number = |name: &str, or: u64| self.parameter(name).map_or(Ok(or), str::parse);
        let (Ok(start), Ok(end), Ok(page), Ok(offset)) =
            (number("startblock", 0), number("endblock", u64::MAX), number("page", 1), number("offset", 0))
        else {
            return refused("Error! Invalid parameter");
        };
        let most = self.house.most_rows();
        let rows = usize::try_from(offset).ok().filter(|rows| (1..=most).contains(rows)).unwrap_or(most);
        let page = usize::try_from(page).unwrap_or(usize::MAX).max(1);
        if page.checked_mul(rows).is_none_or(|last| last > WINDOW) {
            return Answer::new(
                200,
                r#"{"status":"0","message":"Result window is too large, PageNo x Offset size must be less than or equal to 10000","result":null}"#,
            );
        }
        // A list that goes in circles shows its beginning, whatever page is asked for.
        let (start, page) = if self.fault == Some(Fault::Cycling) { (0, 1) } else { (start, page) };
        // One that does not count gives more than was asked for.
        let given = if self.fault == Some(Fault::LyingTotals) { rows.saturating_mul(2) } else { rows };
        let mut lines = self.book.lines(list, Whose::Address(address), self.until);
        lines.retain(|line| (start..=end).contains(&line.block));
        if self.parameter("sort") == Some("desc") {
            lines.reverse();
        }
        let begin = (page - 1).saturating_mul(rows).min(lines.len());
        let end = begin.saturating_add(given).min(lines.len());
        let mut of_page = lines.get(begin..end).unwrap_or_default().to_vec();
        if self.fault == Some(Fault::Duplicated) {
            of_page.splice(0..0, lines.get(begin.saturating_sub(2)..begin).unwrap_or_default().iter().copied());
        }
        self.rows(list, &of_page, true, chance)
    }

    /// Where a transaction is asked for, its rows do not repeat its hash.
    fn rows(&self, list: List, lines: &[&Line], with_hash: bool, chance: &mut u64) -> Answer {
        if lines.is_empty() {
            return Answer::new(200, r#"{"status":"0","message":"No transactions found","result":[]}"#);
        }
        let write = |line: &&Line| match list {
            List::Transactions => self.transaction(line),
            List::Internal => internal(line, with_hash),
            List::Tokens => self.token(line),
        };
        let mut rows = Rows { rows: lines.iter().map(write).collect(), before: Vec::new() };
        rows.spoil(self.fault, chance);
        Answer::new(200, &format!(r#"{{"status":"1","message":"OK","result":{}}}"#, rows.list()))
    }

    fn confirmations(&self, line: &Line) -> u64 {
        self.book.last_block().saturating_sub(line.block)
    }

    fn transaction(&self, line: &Line) -> String {
        format!(
            r#"{{"blockNumber":"{}","blockHash":"{}","timeStamp":"{}","hash":"{}","nonce":"0","transactionIndex":"{}","from":"{}","to":"{}","value":"{}","gas":"21000","gasPrice":"0","input":"0x","methodId":"0x","functionName":"","contractAddress":"","cumulativeGasUsed":"21000","txreceipt_status":"1","gasUsed":"21000","confirmations":"{}","isError":"0"}}"#,
            line.block,
            block_hash(line.block),
            line.time,
            line.tx,
            line.position,
            lower(&line.from),
            lower(&line.to),
            line.amount,
            self.confirmations(line)
        )
    }

    fn token(&self, line: &Line) -> String {
        format!(
            r#"{{"blockNumber":"{}","timeStamp":"{}","hash":"{}","nonce":"0","blockHash":"{}","from":"{}","contractAddress":"{}","to":"{}","value":"{}","tokenName":"Token","tokenSymbol":"TKN","tokenDecimal":"18","transactionIndex":"{}","gas":"60000","gasPrice":"0","gasUsed":"50000","cumulativeGasUsed":"50000","input":"deprecated","methodId":"0xa9059cbb","functionName":"","confirmations":"{}"}}"#,
            line.block,
            line.time,
            line.tx,
            block_hash(line.block),
            lower(&line.from),
            line.token.as_ref().map(lower).unwrap_or_default(),
            lower(&line.to),
            line.amount,
            line.position,
            self.confirmations(line)
        )
    }
}

/// The trace id is the call's path: the first call of a transaction is 0.
fn internal(line: &Line, with_hash: bool) -> String {
    let (of_address, of_transaction) = if with_hash {
        (format!(r#""hash":"{}","traceId":"{}","#, line.tx, line.index.saturating_sub(1)), String::new())
    } else {
        (String::new(), format!(r#""transactionIndex":"{}","#, line.position))
    };
    format!(
        r#"{{"blockNumber":"{}",{of_transaction}"timeStamp":"{}",{of_address}"from":"{}","to":"{}","value":"{}","contractAddress":"","input":"","type":"call","gas":"2300","gasUsed":"0","isError":"0","errCode":""}}"#,
        line.block,
        line.time,
        lower(&line.from),
        lower(&line.to),
        line.amount
    )
}

/// An error as both write it: status 200, and a sentence where rows would be.
pub(super) fn refused(why: &str) -> Answer {
    Answer::new(200, &format!(r#"{{"status":"0","message":"NOTOK","result":"{why}"}}"#))
}

fn lower(address: &Address) -> String {
    address.as_evm().map_or_else(|| address.to_string(), alloy_primitives::hex::encode_prefixed)
}
