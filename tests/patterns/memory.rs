//! An explorer in memory: rows, in pages, as slowly as a trace asks for them.

use spoor::case::Case;
use spoor::explorer::{
    About, Adapter, AnswerError, Answered, Coverage, Cursor, HttpAnswer, HttpRequest, Order, Page, Part, Question, QuestionError,
};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};
use spoor::trace::view::{Settings, View};
use spoor::trace::{Event, Trace};

/// Rows of a page.
const PAGE: usize = 50;

/// Stands for a public API with one list, which reads from any block or only from the newest row back.
pub(crate) struct Memory {
    pub(crate) begins_anywhere: bool,
}

impl Adapter for Memory {
    fn id(&self) -> &'static str {
        "memory"
    }

    fn parts(&self, _: &About) -> &'static [Part] {
        &[Part::Transactions]
    }

    fn begins_anywhere(&self) -> bool {
        self.begins_anywhere
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        Err(QuestionError { adapter: "memory".to_owned(), chain: question.chain })
    }

    fn parse(&self, _: &Question, _: &HttpAnswer) -> Result<Page, AnswerError> {
        Err(AnswerError::NotHeld { host: "memory".to_owned(), what: "answers as text".to_owned() })
    }
}

/// The page that a question asks for.
fn page(rows: &[Transfer], question: &Question) -> Page {
    let mut found: Vec<&Transfer> = match &question.about {
        About::Address(address) => rows.iter().filter(|row| row.from == *address || row.to == *address).collect(),
        About::Transaction(tx) => rows.iter().filter(|row| row.tx == *tx).collect(),
    };
    found.sort_by_cached_key(|row| row.chronological());
    if question.order == Order::Newest {
        found.reverse();
    }
    let start = question.start.unwrap_or(if question.order == Order::Newest { u64::MAX } else { 0 });
    found.retain(|row| if question.order == Order::Newest { row.block <= start } else { row.block >= start });
    let from: usize = question.cursor.as_ref().map_or(0, |cursor| cursor.0[0].1.parse().unwrap());
    let next = (from + PAGE < found.len()).then(|| Cursor(vec![("from".to_owned(), (from + PAGE).to_string())]));
    Page { transfers: found.into_iter().skip(from).take(PAGE).cloned().collect(), next, ..Page::default() }
}

/// A trace over rows in memory.
pub(crate) struct Told<'a> {
    pub(crate) trace: Trace,
    pub(crate) asked: Vec<Question>,
    rows: &'a [Transfer],
}

impl<'a> Told<'a> {
    pub(crate) fn new(case: Case, settings: Settings, labels: KnownLabels, rows: &'a [Transfer], memory: Memory) -> Self {
        let trace = Trace::new(case, settings, labels, &[Box::new(memory)]);
        let mut told = Self { trace, asked: Vec::new(), rows };
        told.tell(Event::Start);
        told
    }

    /// Tells an event and answers whatever is asked by it.
    pub(crate) fn tell(&mut self, event: Event) {
        let mut open = self.trace.step(event);
        while let Some(question) = open.pop() {
            let source = Answered {
                provider: "memory".to_owned(),
                request: String::new(),
                status: 200,
                at: UnixSeconds::default(),
                bytes: 0,
                sha256: String::new(),
                coverage: Coverage::Whole,
            };
            self.asked.push(question.clone());
            let page = Box::new(page(self.rows, &question));
            open.extend(self.trace.step(Event::Page { question, page, source }));
        }
    }

    pub(crate) fn view(&self) -> View {
        self.trace.view()
    }
}

/// A person's address.
pub(crate) fn person(number: u32) -> Address {
    let mut bytes = [0x11; 20];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Address::Evm(bytes.into())
}

/// A payment in ether, of so many thousandths, in a block of its own.
pub(crate) fn ether(block: u64, from: &Address, to: &Address, milli: u64) -> Transfer {
    let mut hash = [0; 32];
    hash[..8].copy_from_slice(&block.to_be_bytes());
    Transfer {
        tx: TxId::from_bytes(hash),
        position: Position::Value,
        kind: TransferKind::Native,
        block,
        tx_index: 0,
        at: UnixSeconds::new(1_700_000_000 + 12 * block),
        from: from.clone(),
        to: to.clone(),
        asset: Asset::native(Chain::ETHEREUM),
        amount: Amount::from_u128(u128::from(milli) * 1_000_000_000_000_000),
        block_hash: None,
        claimed_symbol: None,
    }
}

/// A case whose theft is this row.
pub(crate) fn theft(row: &Transfer) -> Case {
    let case = serde_json::json!({
        "id": "made-up", "name": "Somebody", "at": "2023-11-14T22:13:20Z", "chain": "eip155:1", "loss": "", "attribution": "", "portal": "",
        "parties": [], "terms": [], "sources": [],
        "seeds": [{"tx": row.tx, "to": row.to, "asset": row.asset, "amount": row.amount, "what": ""}],
    });
    serde_json::from_value(case).unwrap()
}
