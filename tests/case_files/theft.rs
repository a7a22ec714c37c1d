//! Radiant: two chains, a transaction on each, and no source that states what it paid.

use spoor::case::Case;
use spoor::explorer::{About, Adapter, AnswerError, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use spoor::journal::Run;
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};
use spoor::trace::view::{Settings, View};

use super::case;
use super::drive::{drive, settings};

/// An explorer that has one list of everything.
struct Canned {
    rows: Vec<Transfer>,
}

impl Adapter for Canned {
    fn id(&self) -> &str {
        "canned"
    }

    fn parts(&self, _: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        let about = match &question.about {
            About::Address(address) => address.to_string(),
            About::Transaction(tx) => tx.to_string(),
        };
        Ok(HttpRequest::get(format!("https://canned.example/{about}")))
    }

    fn parse(&self, question: &Question, _: &HttpAnswer) -> Result<Page, AnswerError> {
        let is_about = |row: &&Transfer| match &question.about {
            About::Address(address) => row.from == *address || row.to == *address,
            About::Transaction(tx) => row.tx == *tx,
        };
        Ok(Page { transfers: self.rows.iter().filter(is_about).cloned().collect(), ..Page::default() })
    }
}

fn row(tx: TxId, n: u32, from: &Address, to: &Address, asset: &str, amount: u64) -> Transfer {
    let block = 1_000 + u64::from(n);
    let at = UnixSeconds::new(1_729_100_000 + u64::from(n));
    let asset: Asset = asset.parse().unwrap();
    Transfer {
        tx,
        position: Position::Row(n),
        kind: if asset.is_native() { TransferKind::Native } else { TransferKind::Token },
        block,
        tx_index: 0,
        at,
        from: from.clone(),
        to: to.clone(),
        asset,
        amount: Amount::from(amount),
        block_hash: None,
        claimed_symbol: None,
    }
}

fn person(n: u8) -> Address {
    format!("0x{}", alloy_primitives::hex::encode([n; 20])).parse().unwrap()
}

fn trace(case: Case, chain: Chain, rows: Vec<Transfer>) -> View {
    let settings = Settings { chain: Some(chain), ..settings() };
    let run = Run::on(case, settings, KnownLabels::default(), Box::new(Canned { rows }));
    drive(run, |_, _| HttpAnswer { status: 200, body: "{}".to_owned(), retry_after_ms: None }).0
}

#[test]
fn each_chain_of_a_case_is_followed_from_its_own_transaction() {
    let radiant = case("radiant-2024-10-16");
    let (arbitrum, bsc) = (Chain::Eip155(42_161), Chain::Eip155(56));
    assert_eq!(radiant.starts(), [arbitrum, bsc]);
    for (chain, dollars) in [
        (arbitrum, "eip155:42161/erc20:0xaf88d065e77c8cC2239327C5EDb3A432268e5831"),
        (bsc, "eip155:56/erc20:0x55d398326f99059fF775485246999027B3197955"),
    ] {
        let theft = radiant.transactions.iter().find(|theft| theft.chain == chain).unwrap();
        let (pool, thief) = (person(1), &theft.to[0]);
        let coin = Asset::native(chain).to_string();
        let after = |n: u8| TxId::from_bytes([n; 32]);
        let rows = vec![
            // Before the theft the thief had something of its own; in it, money also went elsewhere.
            row(after(9), 0, &person(8), thief, &coin, 5),
            row(theft.tx, 1, &pool, thief, dollars, 700),
            row(theft.tx, 2, &pool, &theft.to[1], &coin, 30),
            row(theft.tx, 3, &pool, &person(7), dollars, 11),
            row(after(1), 4, thief, &person(2), dollars, 600),
        ];
        let view = trace(radiant.clone(), chain, rows);
        let stolen: Vec<(String, Amount)> = view.equations.iter().map(|equation| (equation.asset.to_string(), equation.stolen)).collect();
        assert!(view.equations.iter().all(spoor::trace::view::Equation::holds));
        assert!(
            stolen.contains(&(dollars.to_owned(), Amount::from(700_u64))) && stolen.contains(&(coin, Amount::from(30_u64))),
            "{stolen:?}"
        );
        assert!(view.nodes.iter().all(|node| *node.account.address() != person(7) && node.account.chain() == chain));
    }
}

#[test]
fn a_theft_transaction_that_pays_nobody_of_the_case_is_said() {
    let radiant = case("radiant-2024-10-16");
    let arbitrum = Chain::Eip155(42_161);
    let rows = vec![row(radiant.transactions[0].tx, 1, &person(1), &person(7), &Asset::native(arbitrum).to_string(), 11)];
    let view = trace(radiant, arbitrum, rows);
    assert!(view.notes.iter().any(|note| note.contains("nothing of it is followed")), "{:?}", view.notes);
    assert!(view.equations.iter().all(|equation| equation.stolen.is_zero()));
}
