//! Pages beside those of another explorer over the same files.
//!
//! `pages.json` was recorded from a program in Python, for addresses, orders and beginnings by dice:
//! `[world, address, order, beginning, rows, next, SHA-256 of the rows as lines of the file]`.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use spoor::explorer::world::{Row, WorldAdapter};
use spoor::explorer::{About, Adapter, Cursor, HttpRequest, Order, Part, Question};
use spoor::money::Chain;

use super::world;

#[derive(Deserialize)]
struct Recorded(String, String, String, Option<String>, usize, Option<String>, String);

#[derive(Deserialize)]
struct Body {
    rows: Vec<Row>,
    next: Option<String>,
}

/// A row as a line of `transfers.csv`.
fn line(row: &Row) -> String {
    let lower = |text: String| text.to_ascii_lowercase();
    let kind = serde_json::to_value(row.kind).unwrap();
    let asset = row.asset.as_ref().map_or_else(|| "native".to_owned(), |contract| lower(contract.to_string()));
    let (from, to) = (lower(row.from.to_string()), lower(row.to.to_string()));
    format!("{},{},{},{},{},{from},{to},{asset},{}\n", row.block, row.time, row.tx, row.index, kind.as_str().unwrap(), row.amount)
}

#[test]
fn every_page_is_the_one_that_another_explorer_gives() {
    let recorded: Vec<Recorded> = serde_json::from_str(include_str!("pages.json")).unwrap();
    assert_eq!(recorded.len(), 240);
    let (mut by_cursor, mut by_block, mut more) = (0, 0, 0);
    for Recorded(name, address, order, begin, rows, next, sha256) in recorded {
        let world = world(&name);
        let query = match &begin {
            Some(begin) if begin.contains(':') => {
                by_cursor += 1;
                format!("&cursor={begin}")
            }
            Some(begin) => {
                by_block += 1;
                format!("&from={begin}")
            }
            None => String::new(),
        };
        let url = format!("world://{name}/address/{address}?order={order}{query}");
        let answer = world.explorer(1).answer(&HttpRequest::get(url.clone()));
        let body: Body = serde_json::from_str(&answer.body).unwrap();
        let lines: String = body.rows.iter().map(line).collect();
        assert_eq!((body.rows.len(), &body.next), (rows, &next), "{url}");
        assert_eq!(alloy_primitives::hex::encode(Sha256::digest(lines)), sha256, "{url}");
        more += usize::from(next.is_some());

        // The adapter writes the same request and reads every row of the answer.
        let question = Question {
            source: 0,
            chain: Chain::ETHEREUM,
            about: About::Address(address.parse().unwrap()),
            part: Part::Everything,
            order: if order == "oldest" { Order::Oldest } else { Order::Newest },
            start: begin.as_ref().and_then(|begin| begin.parse().ok()),
            cursor: begin.filter(|begin| begin.contains(':')).map(|begin| Cursor(vec![("cursor".to_owned(), begin)])),
        };
        let adapter = WorldAdapter::of(world);
        assert_eq!(adapter.request(&question).unwrap().url.to_ascii_lowercase(), url);
        let page = adapter.parse(&question, &answer).unwrap();
        assert_eq!(page.transfers, body.rows.iter().map(|row| row.transfer(Chain::ETHEREUM)).collect::<Vec<_>>());
        assert_eq!(page.next.map(|cursor| cursor.0[0].1.clone()), next);
    }
    assert!(by_cursor > 50 && by_block > 50 && more > 50, "{by_cursor} by cursor, {by_block} by block, {more} with a next page");
}

#[test]
fn the_worlds_hold_what_their_readme_says() {
    for (name, rows, seeds, services) in [("atomic", 35_203, 17, 24), ("lifi", 14_191, 1, 6), ("txphish", 32_096, 2, 14)] {
        let world = world(name);
        let labelled = |address: &&spoor::money::Address| {
            let account = spoor::money::Account::new(Chain::ETHEREUM, (*address).clone()).unwrap();
            !world.labels().of(&account).is_empty()
        };
        let found = world.addresses().filter(labelled).count();
        assert_eq!((world.rows().len(), world.case().origins.len(), found), (rows, seeds, services), "{name}");
        let spam = world.rows().iter().filter(|row| row.asset.is_some());
        assert!(spam.clone().count() > 100 && spam.clone().all(|row| row.transfer(Chain::ETHEREUM).asset.known().is_none()), "{name}");
    }
}
