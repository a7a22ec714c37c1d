//! The built-in recording: an explorer without a network, so that a trace runs on real data before anything is asked.
//!
//! A recording is a file of `data/recordings`; its README says what it holds and lacks. Requests look like
//! `recorded://bybit/address/0x…?from=50`. [`Recording::answer`] plays the explorer, [`Recorded`] is its adapter.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{About, Adapter, AnswerError, Cursor, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use crate::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// Rows in a page: the number public explorers use.
const PAGE: usize = 50;

const FILES: &[(&str, &str)] = &[("bybit", include_str!("../../data/recordings/bybit.json"))];

/// Recorded transfers, and the addresses whose outgoing history they are.
#[derive(Clone, Debug)]
pub struct Recording {
    name: String,
    chain: Chain,
    window: String,
    not_before: String,
    histories: BTreeSet<Address>,
    /// In the order in which they happened.
    transfers: Vec<Transfer>,
    /// Transactions whose block no source says; they stand at the earliest possible one.
    unplaced: BTreeSet<TxId>,
}

/// A recording that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordingError {
    /// No recording of that name.
    #[error("there is no recording {asked:?} here; the recordings are: {known}")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The names there are.
        known: String,
    },
    /// The file is not a recording.
    #[error("the recording cannot be read: {0}")]
    Shape(String),
}

/// The file: addresses once, rows that point to them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    chain: Chain,
    window: String,
    not_before: String,
    counts: Counts,
    histories: Vec<usize>,
    #[serde(rename = "columns")]
    _columns: Vec<String>,
    addresses: Vec<Address>,
    rows: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    rows: usize,
    rounded: usize,
    #[serde(rename = "failed_left_out")]
    _failed_left_out: usize,
}

/// One row, in the order of the file's `columns`. A contract of −1 is the chain's own coin.
#[derive(Deserialize)]
struct Row(TxId, Position, TransferKind, u64, UnixSeconds, usize, usize, i64, String, Amount, Note);

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
enum Note {
    #[serde(rename = "")]
    Plain,
    #[serde(rename = "rounded")]
    Rounded,
    #[serde(rename = "not before")]
    NotBefore,
}

/// The body of an answer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    window: String,
    next: Option<usize>,
    items: Vec<Transfer>,
}

#[derive(Serialize, Deserialize)]
struct Message {
    message: String,
}

impl Recording {
    /// A recording built into this version.
    ///
    /// # Errors
    /// When there is none of that name; the error lists the names there are.
    pub fn built_in(name: &str) -> Result<Self, RecordingError> {
        match FILES.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::from_json(text),
            None => {
                Err(RecordingError::Unknown { asked: name.chars().take(80).collect(), known: Self::names().collect::<Vec<_>>().join(", ") })
            }
        }
    }

    /// The names of the recordings built into this version.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(name, _)| *name)
    }

    /// Reads a recording file.
    ///
    /// # Errors
    /// When the text is not a recording, a row points to an address that is not listed, or the counts are not those
    /// of the rows.
    pub fn from_json(text: &str) -> Result<Self, RecordingError> {
        let file: File = serde_json::from_str(text).map_err(|error| RecordingError::Shape(error.to_string()))?;
        let rounded = file.rows.iter().filter(|row| row.10 == Note::Rounded).count();
        if (file.rows.len(), rounded) != (file.counts.rows, file.counts.rounded) {
            return Err(RecordingError::Shape(format!(
                "it has {} rows, {rounded} of them rounded, but counts {} and {}",
                file.rows.len(),
                file.counts.rows,
                file.counts.rounded
            )));
        }
        let address = |at: usize| {
            file.addresses
                .get(at)
                .cloned()
                .ok_or_else(|| RecordingError::Shape(format!("a row points to address {at}, which is not listed")))
        };
        let histories = file.histories.iter().map(|at| address(*at)).collect::<Result<_, _>>()?;
        let unplaced = file.rows.iter().filter(|row| row.10 == Note::NotBefore).map(|row| row.0).collect();
        let mut transfers = Vec::with_capacity(file.rows.len());
        for Row(tx, position, kind, block, at, from, to, contract, symbol, amount, _) in file.rows {
            let asset = match usize::try_from(contract) {
                Ok(contract) => Asset::token(file.chain, address(contract)?),
                Err(_) => Asset::native(file.chain),
            };
            let claimed_symbol = (!asset.is_native()).then_some(symbol);
            let (from, to) = (address(from)?, address(to)?);
            let (tx_index, block_hash) = (0, None);
            transfers.push(Transfer { tx, position, kind, block, tx_index, at, from, to, asset, amount, block_hash, claimed_symbol });
        }
        transfers.sort_by_cached_key(Transfer::chronological);
        Ok(Self { name: file.name, chain: file.chain, window: file.window, not_before: file.not_before, histories, transfers, unplaced })
    }

    /// The recording's name, which stands where a host would.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The chain of all its rows.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// Answers a request as an explorer would: 200 with a page, 404 for what the recording does not hold, 422 for a
    /// request that is none of its own.
    #[must_use]
    pub fn answer(&self, request: &HttpRequest) -> HttpAnswer {
        let Some((about, from)) = self.read(&request.url) else {
            return message(422, "not a request of this recording");
        };
        let rows: Vec<&Transfer> = match &about {
            About::Address(address) if self.histories.contains(address) => {
                self.transfers.iter().filter(|row| row.from == *address || row.to == *address).collect()
            }
            // Somebody's recipient: its own outgoing transfers were never recorded, so a page would look like an end.
            About::Address(_) => Vec::new(),
            About::Transaction(tx) => self.transfers.iter().filter(|row| row.tx == *tx).collect(),
        };
        if from >= rows.len() {
            return message(404, "not recorded");
        }
        let items: Vec<Transfer> = rows.iter().skip(from).take(PAGE).copied().cloned().collect();
        let mut window = match about {
            About::Address(_) => self.window.clone(),
            About::Transaction(_) => format!("of this transaction, what was recorded: {}", self.window),
        };
        if items.iter().any(|row| self.unplaced.contains(&row.tx)) {
            let unplaced: Vec<String> =
                items.iter().filter(|row| self.unplaced.contains(&row.tx)).map(|row| format!("{:#}", row.tx)).collect();
            window = format!("{window}; of {}: {}", unplaced.join(" and "), self.not_before);
        }
        let next = (from + PAGE < rows.len()).then_some(from + PAGE);
        json(200, &Body { window, next, items })
    }

    /// What a URL of this recording asks for, and from which row on.
    fn read(&self, url: &str) -> Option<(About, usize)> {
        let path = url.strip_prefix("recorded://")?.strip_prefix(self.name.as_str())?.strip_prefix('/')?;
        let (path, from) = match path.split_once("?from=") {
            Some((path, from)) => (path, from.parse().ok().filter(|at| at % PAGE == 0)?),
            None => (path, 0),
        };
        let about = match path.split_once('/')? {
            ("address", address) => About::Address(Address::parse_on(self.chain, address).ok()?),
            ("transaction", tx) => About::Transaction(tx.parse().ok()?),
            _ => return None,
        };
        Some((about, from))
    }
}

fn message(status: u16, text: &str) -> HttpAnswer {
    json(status, &Message { message: text.to_owned() })
}

fn json<T: Serialize>(status: u16, body: &T) -> HttpAnswer {
    match serde_json::to_string(body) {
        Ok(body) => HttpAnswer { status, body, retry_after_ms: None },
        // Every part of a body writes as text; a failure would be an explorer in trouble.
        Err(error) => HttpAnswer { status: 500, body: error.to_string(), retry_after_ms: None },
    }
}

/// The adapter of a recording.
#[derive(Clone, Debug)]
pub struct Recorded {
    name: String,
    chain: Chain,
}

impl Recorded {
    /// The adapter of this recording.
    #[must_use]
    pub fn of(recording: &Recording) -> Self {
        Self { name: recording.name.clone(), chain: recording.chain }
    }

    fn host(&self) -> String {
        format!("the recording {:?}", self.name)
    }
}

impl Adapter for Recorded {
    fn id(&self) -> &'static str {
        "recorded"
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        if question.chain != self.chain || question.part != Part::Everything {
            return Err(QuestionError { adapter: format!("the recording {:?}", self.name), chain: question.chain });
        }
        let mut url = match &question.about {
            About::Address(address) => format!("recorded://{}/address/{address}", self.name),
            About::Transaction(tx) => format!("recorded://{}/transaction/{tx}", self.name),
        };
        for (at, (key, value)) in question.cursor.iter().flat_map(|cursor| &cursor.0).enumerate() {
            url.push(if at == 0 { '?' } else { '&' });
            url.push_str(key);
            url.push('=');
            url.push_str(value);
        }
        Ok(HttpRequest::get(url))
    }

    fn parse(&self, question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let what = || match &question.about {
            About::Address(address) => format!("the outgoing transfers of {address}"),
            About::Transaction(tx) => format!("the transaction {tx}"),
        };
        let unreadable = |why: String| AnswerError::Unreadable { host: self.host(), why };
        match answer.status {
            200 => {}
            404 => return Err(AnswerError::NotHeld { host: self.host(), what: what() }),
            status => {
                let message = serde_json::from_str::<Message>(&answer.body).map_or_else(|_| String::new(), |body| body.message);
                return Err(AnswerError::Refused { host: self.host(), status, message });
            }
        }
        let body: Body = serde_json::from_str(&answer.body).map_err(|error| unreadable(error.to_string()))?;
        let concerns = |row: &Transfer| match &question.about {
            About::Address(address) => row.from == *address || row.to == *address,
            About::Transaction(tx) => row.tx == *tx,
        };
        if let Some(row) = body.items.iter().find(|row| !concerns(row)) {
            return Err(unreadable(format!("it holds a row of {} that does not concern {}", row.tx, what())));
        }
        Ok(Page {
            transfers: body.items,
            next: body.next.map(|from| Cursor(vec![("from".to_owned(), from.to_string())])),
            window: Some(body.window),
            ..Page::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Order;
    use super::*;

    const THIEF: &str = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";

    fn bybit() -> Recording {
        Recording::built_in("bybit").unwrap()
    }

    fn ask(about: About, cursor: Option<Cursor>) -> Result<Page, AnswerError> {
        let recording = bybit();
        let adapter = Recorded::of(&recording);
        let question =
            Question { source: 0, chain: recording.chain(), about, part: Part::Everything, order: Order::Newest, start: None, cursor };
        adapter.parse(&question, &recording.answer(&adapter.request(&question).unwrap()))
    }

    fn history(address: &str) -> Vec<Transfer> {
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let page = ask(About::Address(address.parse().unwrap()), cursor).unwrap();
            assert!(page.transfers.len() <= PAGE && page.gaps.is_empty());
            rows.extend(page.transfers);
            cursor = page.next;
            if cursor.is_none() {
                return rows;
            }
        }
    }

    fn sum(rows: &[Transfer], asset: &str) -> String {
        let rows = rows.iter().filter(|row| row.asset.to_string() == asset);
        rows.map(|row| row.amount).sum::<Amount>().to_coins(18)
    }

    #[test]
    fn each_history_has_the_rows_and_sums_of_its_list() {
        const ETH: &str = "eip155:1/slip44:60";
        const STETH: &str = "eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84";
        for (address, rows, out, in_, eth_out, steth_out) in [
            (THIEF, 67, 63, 4, "400001", "90375.54791768"),
            ("0xA4B2Fd68593B6F34E51cB9eDB66E71c1B4Ab449e", 37, 32, 5, "98048.8948", "90375.54791768"),
            ("0xdD90071D52F20e85c89802e5Dc1eC0A7B6475f92", 57, 54, 3, "98055.3621285125807993", "0"),
            ("0xF302572594a68aA8F951faE64ED3aE7DA41c72Be", 75, 74, 1, "10062.358226033052619", "0"),
            ("0x327Ffe25f330D2d809106Ace581099aD1AF9bA23", 11, 9, 2, "1651.95352422111208", "0"),
        ] {
            let all = history(address);
            let sent: Vec<_> = all.iter().filter(|row| row.from.to_string() == address).cloned().collect();
            assert_eq!((all.len(), sent.len(), all.len() - sent.len()), (rows, out, in_), "{address}");
            assert_eq!((sum(&sent, ETH).as_str(), sum(&sent, STETH).as_str()), (eth_out, steth_out), "{address}");
            assert!(all.is_sorted_by_key(Transfer::chronological));
            let ids: BTreeSet<_> = all.iter().map(Transfer::id).collect();
            assert_eq!(ids.len(), all.len(), "a row of {address} cannot be told from another");
        }
    }

    #[test]
    fn the_theft_is_found_by_its_transaction() {
        let page =
            ask(About::Transaction("0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c".parse().unwrap()), None).unwrap();
        let [row] = page.transfers.as_slice() else { panic!("{page:?}") };
        assert_eq!(row.amount.to_string(), "401346768858404671846374");
        assert_eq!((row.kind, row.block, row.at.to_string().as_str()), (TransferKind::Internal, 21_895_251, "2025-02-21T14:16:11Z"));
        assert_eq!(row.from.to_string(), "0x1Db92e2EeBC8E0c075a02BeA49a2935BcD2dFCF4");
        assert_eq!(row.to.to_string(), THIEF);
    }

    #[test]
    fn a_block_nobody_states_is_said_to_be_a_bound() {
        let window = |tx: &str| ask(About::Transaction(tx.parse().unwrap()), None).unwrap().window.unwrap();
        assert!(window("0x847b8403e8a4816a4de1e63db321705cdb6f998fb01ab58f653b863fda988647").contains("earliest possible"));
        assert!(!window("0xa284a1bc4c7e0379c924c73fcea1067068635507254b03ebbbd3f4e222c1fae0").contains("earliest possible"));
        let first = ask(About::Address(THIEF.parse().unwrap()), None).unwrap();
        assert!(first.window.unwrap().contains("0x847b…8647 and 0xbcf3…7b20"), "also where they occur in a history");
    }

    #[test]
    fn what_was_not_recorded_is_not_held_and_never_empty() {
        for about in [
            // A recipient, the Safe whose sweeps are known but not its history, and a stranger.
            About::Address("0x36ed3c0213565530c35115d93a80f9c04d94e4cb".parse().unwrap()),
            About::Address("0x1Db92e2EeBC8E0c075a02BeA49a2935BcD2dFCF4".parse().unwrap()),
            About::Address(Address::evm_zero()),
            About::Transaction(TxId::from_bytes([7; 32])),
        ] {
            assert!(matches!(ask(about, None), Err(AnswerError::NotHeld { .. })));
        }
        let beyond = Cursor(vec![("from".to_owned(), "500".to_owned())]);
        assert!(matches!(ask(About::Address(THIEF.parse().unwrap()), Some(beyond)), Err(AnswerError::NotHeld { .. })));
    }

    #[test]
    fn other_requests_are_refused() {
        for url in [
            "",
            "recorded://",
            "recorded://bybit",
            "recorded://bybit/address/0x12",
            "recorded://bybit/transaction/0xb61413c4",
            "recorded://bybit/block/1",
            "recorded://ronin/address/0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2",
            "recorded://bybit/address/0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2?from=7",
            "https://eth.blockscout.com/api/v2/addresses/0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2",
        ] {
            assert_eq!(bybit().answer(&HttpRequest::get(url.to_owned())).status, 422, "{url}");
        }
    }

    #[test]
    fn poison_rows_are_kept_as_they_were_reported() {
        let rows = history(THIEF);
        let forged: Vec<_> = rows.iter().filter(|row| !row.asset.is_native() && row.asset.known().is_none()).collect();
        let nothing_of_steth =
            rows.iter().filter(|row| row.kind == TransferKind::Token && row.asset.known().is_some() && row.amount.is_zero());
        assert_eq!((forged.len(), nothing_of_steth.count()), (10, 2));
        // The symbol of the first is written with a Cyrillic Т.
        assert_eq!(forged[0].claimed_symbol.as_deref(), Some("E\u{422}H"));
    }

    #[test]
    fn a_file_that_does_not_add_up_is_refused() {
        let text = FILES[0].1;
        assert!(matches!(Recording::built_in("ronin"), Err(RecordingError::Unknown { .. })));
        for (from, to) in [("\"rows\": 236", "\"rows\": 235"), ("\"histories\": [1,", "\"histories\": [9999,"), ("\"name\"", "\"nom\"")] {
            assert!(text.contains(from));
            assert!(matches!(Recording::from_json(&text.replacen(from, to, 1)), Err(RecordingError::Shape(_))), "{from}");
        }
    }
}
