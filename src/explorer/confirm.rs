//! Confirming one transfer with a second, independent explorer: what to ask it, and whether it agrees.
//!
//! Explorers number the rows of a transaction in ways of their own, so a transfer is found again by its content: sender,
//! recipient, asset, amount and block. Of several that look the same, the k-th of one source is the k-th of the other.

use serde::{Deserialize, Serialize};

use super::{About, Adapter, Answered, Page, Part, Question};
use crate::money::{Transfer, TransferKind, TxId, UnixSeconds};

/// What a second explorer says of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The same.
    Same,
    /// It knows the transaction and tells it otherwise: the sentence says how.
    Differs(String),
    /// It shows the whole transaction, and nothing like this in it.
    NotThere,
    /// It does not show enough to say: the sentence says why.
    Unreadable(String),
}

/// What came of asking a second explorer about a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The transfer.
    pub transfer: Transfer,
    /// Who was asked: the host; `None` where there was nobody.
    pub by: Option<String>,
    /// When, by the visitor's clock; an answer that the browser kept is older.
    pub at: UnixSeconds,
    /// What they say.
    pub verdict: Agreement,
    /// The answers it rests on: a tip cites them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answered>,
    /// The hash of the block, where the second explorer agrees and states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_hash: Option<TxId>,
}

/// The questions about a transfer: the lists of its transaction that can hold it. Each is put by [`Adapter::request`], and
/// again with the cursor of its answer as long as there is one; [`join`] puts the pages together.
#[must_use]
pub fn questions(transfer: &Transfer, adapter: &dyn Adapter) -> Vec<Question> {
    let about = About::Transaction(transfer.tx);
    let wanted = match transfer.kind {
        TransferKind::Native | TransferKind::Fee | TransferKind::Output => Part::Transactions,
        TransferKind::Internal => Part::Internal,
        TransferKind::Token => Part::Tokens,
    };
    let parts = adapter.parts(&about).iter().copied().filter(|part| *part == wanted || *part == Part::Everything);
    let chain = transfer.asset.chain();
    let question = |part| Question { source: 0, chain, about: about.clone(), part, order: super::Order::Newest, start: None, cursor: None };
    parts.map(question).collect()
}

/// Adds the next page to those before it.
pub fn join(pages: &mut Page, next: Page) {
    pages.transfers.extend(next.transfers);
    pages.gaps.extend(next.gaps);
    pages.labels.extend(next.labels);
    pages.next = next.next;
    pages.window = next.window.or_else(|| pages.window.take());
}

/// Which of those that look the same a transfer is, counted from 0, among the rows of its own source in their order.
#[must_use]
pub fn place_among(transfer: &Transfer, rows: &[Transfer]) -> usize {
    rows.iter()
        .filter(|row| is_like(transfer, row) && row.id() != transfer.id())
        .filter(|row| row.chronological() < transfer.chronological())
        .count()
}

/// Compares a transfer with what a second explorer shows of its transaction; `nth` is its [`place_among`] those alike.
#[must_use]
pub fn compare(transfer: &Transfer, nth: usize, page: &Page) -> Agreement {
    let rows: Vec<&Transfer> = page.transfers.iter().filter(|row| row.tx == transfer.tx && row.asset == transfer.asset).collect();
    let alike = rows.iter().filter(|row| is_like(transfer, row)).count();
    if alike > nth {
        return Agreement::Same;
    }
    let missing = page.gaps.first().cloned().or_else(|| page.window.clone());
    if let Some(why) = missing {
        return Agreement::Unreadable(why);
    }
    if page.next.is_some() {
        return Agreement::Unreadable("its list goes on, and the rest was not read".to_owned());
    }
    if alike > 0 {
        return Agreement::Differs(format!("it shows {alike} such transfers, not {} or more", nth.saturating_add(1)));
    }
    let same = |row: &&&Transfer| (row.kind == TransferKind::Fee) == (transfer.kind == TransferKind::Fee);
    let near = |is_near: &dyn Fn(&Transfer) -> bool| rows.iter().filter(same).find(|row| is_near(row)).copied();
    let parties = |row: &Transfer| row.from == transfer.from && row.to == transfer.to;
    if let Some(row) = near(&|row| parties(row) && row.amount == transfer.amount) {
        return Agreement::Differs(format!("it says block {}, not {}", row.block, transfer.block));
    }
    if let Some(row) = near(&parties) {
        return Agreement::Differs(format!("it says {} base units, not {}", row.amount, transfer.amount));
    }
    if let Some(row) = near(&|row| row.from == transfer.from && row.amount == transfer.amount) {
        return Agreement::Differs(format!("it says that {} received it, not {}", row.to, transfer.to));
    }
    if let Some(row) = near(&|row| row.to == transfer.to && row.amount == transfer.amount) {
        return Agreement::Differs(format!("it says that {} sent it, not {}", row.from, transfer.from));
    }
    Agreement::NotThere
}

/// The hash of the block of a transfer, as the row that is like it states it; `nth` is its [`place_among`] those alike.
#[must_use]
pub fn block_hash(transfer: &Transfer, nth: usize, page: &Page) -> Option<TxId> {
    page.transfers.iter().filter(|row| is_like(transfer, row)).nth(nth)?.block_hash
}

/// Whether two sources tell of the same movement, or of two that look the same.
pub(super) fn is_like(a: &Transfer, b: &Transfer) -> bool {
    let content = |row: &Transfer| (row.tx, row.block, row.kind == TransferKind::Fee, row.amount);
    content(a) == content(b) && a.from == b.from && a.to == b.to && a.asset == b.asset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Address, Amount, Asset, Chain, Like, Position, TxId, UnixSeconds};

    fn row(position: Position, from: u8, to: u8, amount: u64, block: u64) -> Transfer {
        let [from, to] = [from, to].map(|byte| Address::Evm([byte; 20].into()));
        let kind = if position == Position::Fee { TransferKind::Fee } else { TransferKind::Token };
        Transfer {
            tx: TxId::from_bytes([7; 32]),
            position,
            kind,
            block,
            tx_index: 0,
            at: UnixSeconds::new(1),
            from,
            to,
            asset: Asset::native(Chain::ETHEREUM),
            amount: Amount::from(amount),
            block_hash: None,
            claimed_symbol: None,
        }
    }

    fn page(transfers: Vec<Transfer>) -> Page {
        Page { transfers, ..Page::default() }
    }

    #[test]
    fn a_second_explorer_agrees_by_content_or_says_how_it_does_not() {
        let mine = row(Position::Log(12), 1, 2, 500, 9);
        let like = Position::Like(Like { mark: [0; 16], nth: 0 });
        let differs = |words: &str| Agreement::Differs(words.to_owned());
        let (one, three) = (Address::Evm([1; 20].into()), Address::Evm([3; 20].into()));
        for (what, theirs, expected) in [
            ("by another place", vec![row(like.clone(), 1, 2, 500, 9)], Agreement::Same),
            ("among others", vec![row(Position::Row(0), 3, 2, 1, 9), row(Position::Row(1), 1, 2, 500, 9)], Agreement::Same),
            ("another amount", vec![row(like.clone(), 1, 2, 501, 9)], differs("it says 501 base units, not 500")),
            ("another block", vec![row(like.clone(), 1, 2, 500, 8)], differs("it says block 8, not 9")),
            (
                "another recipient",
                vec![row(like.clone(), 1, 3, 500, 9)],
                Agreement::Differs(format!("it says that {three} received it, not {}", mine.to)),
            ),
            (
                "another sender",
                vec![row(like.clone(), 3, 2, 500, 9)],
                Agreement::Differs(format!("it says that {three} sent it, not {one}")),
            ),
            ("a fee is no transfer", vec![row(Position::Fee, 1, 2, 500, 9)], Agreement::NotThere),
            ("of another transaction", vec![Transfer { tx: TxId::from_bytes([8; 32]), ..mine.clone() }], Agreement::NotThere),
            ("of another asset", vec![Transfer { asset: Asset::native(Chain::Eip155(10)), ..mine.clone() }], Agreement::NotThere),
            ("nothing", vec![], Agreement::NotThere),
        ] {
            assert_eq!(compare(&mine, 0, &page(theirs)), expected, "{what}");
        }
    }

    #[test]
    fn of_those_that_look_the_same_as_many_must_be_there() {
        let mine: Vec<Transfer> = (0..3).map(|at| row(Position::Log(at), 1, 2, 500, 9)).collect();
        let nth: Vec<usize> = mine.iter().map(|one| place_among(one, &mine)).collect();
        assert_eq!(nth, [0, 1, 2]);
        let two = page(mine[..2].to_vec());
        assert_eq!(compare(&mine[1], nth[1], &two), Agreement::Same);
        assert_eq!(compare(&mine[2], nth[2], &two), Agreement::Differs("it shows 2 such transfers, not 3 or more".to_owned()));
    }

    #[test]
    fn what_is_not_shown_whole_is_not_missing() {
        let mine = row(Position::Log(12), 1, 2, 500, 9);
        let gap = Page { gaps: vec!["row 3 is left out".to_owned()], ..page(vec![]) };
        assert_eq!(compare(&mine, 0, &gap), Agreement::Unreadable("row 3 is left out".to_owned()));
        let mut cut = Page { next: Some(super::super::Cursor::default()), ..page(vec![]) };
        assert!(matches!(compare(&mine, 0, &cut), Agreement::Unreadable(_)));
        join(&mut cut, page(vec![mine.clone()]));
        assert_eq!(compare(&mine, 0, &cut), Agreement::Same);
        assert_eq!(compare(&mine, 0, &Page { gaps: vec!["x".to_owned()], ..page(vec![mine.clone()]) }), Agreement::Same);
    }

    #[test]
    fn each_kind_is_looked_for_in_its_own_list() {
        use crate::explorer::etherscan::Etherscan;
        use crate::explorer::otterscan::Otterscan;
        let etherscan = Etherscan::routescan(Chain::ETHEREUM, "https://a.example".parse().unwrap(), "a".to_owned()).unwrap();
        let node = Otterscan::new(Chain::ETHEREUM, "http://localhost:1".parse().unwrap(), "b".to_owned()).unwrap();
        for (kind, part) in [
            (TransferKind::Native, Part::Transactions),
            (TransferKind::Fee, Part::Transactions),
            (TransferKind::Internal, Part::Internal),
            (TransferKind::Token, Part::Tokens),
        ] {
            let transfer = Transfer { kind, ..row(Position::Log(1), 1, 2, 3, 4) };
            for (adapter, part) in [(&etherscan as &dyn Adapter, part), (&node, Part::Everything)] {
                let [question] = questions(&transfer, adapter).try_into().unwrap();
                assert_eq!((question.part, &question.about), (part, &About::Transaction(transfer.tx)));
                assert!(adapter.request(&question).is_ok());
            }
        }
    }
}
