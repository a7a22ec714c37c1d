use super::*;
use crate::explorer::{About, Adapter, AnswerError, Cursor, Part, Question};
use crate::label::Category;
use crate::money::Account;

const CASE: &str = r#"{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "dollars",
    "seeds": [{"address": "0x1111111111111111111111111111111111111111", "from_block": 10}], "stolen": "2500000000000000000",
    "source": "made up", "licence": "MIT"}"#;
const LABELS: &str = "address,name,category,source\n\
    0x2222222222222222222222222222222222222222,\"Swap, \"\"fast\"\"\",defi,made up\n\
    0x3333333333333333333333333333333333333333,Deep Bank,exchange,made up\n";
const HEADER: &str = "block,time,tx,index,kind,from,to,asset,amount\n";

fn address(digit: char) -> Address {
    format!("0x{}", digit.to_string().repeat(40)).parse().unwrap()
}

fn line(block: u64, tx: u64, index: u32, from: char, to: char) -> String {
    let (from, to) = (from.to_string().repeat(40), to.to_string().repeat(40));
    format!("{block},{},0x{tx:064x},{index},native,0x{from},0x{to},native,7\n", 1_000 + block)
}

/// 120 payments of 1 to 2, the last twenty of them in one block; then a token nobody sent.
fn toy() -> World {
    let mut text = HEADER.to_owned();
    for n in 0..120 {
        text.push_str(&line(n.min(100), n, 0, '1', '2'));
    }
    let (a, b, spam) = ("1".repeat(40), "2".repeat(40), "9".repeat(40));
    text.push_str(&format!("200,1200,0x{:064x},3,token,0x{a},0x{b},0x{spam},0\n", 500));
    World::from_files(CASE, LABELS, &text).unwrap()
}

fn question(order: Order, start: Option<u64>, cursor: Option<Cursor>) -> Question {
    Question { source: 0, chain: Chain::ETHEREUM, about: About::Address(address('1')), part: Part::Everything, order, start, cursor }
}

#[test]
fn the_case_and_the_labels_are_read() {
    let world = toy();
    let case = world.case();
    assert_eq!((case.id.as_str(), case.seeds.len(), case.origins.len(), case.loss.as_str()), ("toy", 0, 1, "2.5 (dollars)"));
    assert_eq!((case.origins[0].at.clone(), case.origins[0].from_block, case.at.get()), (address('1'), Some(10), 1_010));
    assert_eq!(case.addresses(), [address('1')].into());
    let label = |digit| world.labels().of(&Account::new(Chain::ETHEREUM, address(digit)).unwrap())[0].clone();
    assert_eq!((label('2').name.as_str(), label('2').category), ("Swap, \"fast\"", Category::Service));
    assert_eq!(label('3').category, Category::Exchange);
}

#[test]
fn every_row_is_shown_once_in_either_order_and_each_page_counts() {
    let world = toy();
    let adapter = WorldAdapter::of(&world);
    for order in [Order::Oldest, Order::Newest] {
        let mut explorer = world.explorer(9);
        let (mut shown, mut cursor) = (Vec::new(), None);
        loop {
            let question = question(order, None, cursor);
            let answer = explorer.answer(&adapter.request(&question).unwrap());
            let page = adapter.parse(&question, &answer).unwrap();
            shown.extend(page.transfers);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        if order == Order::Newest {
            shown.reverse();
        }
        let expected: Vec<Transfer> = world.rows().iter().map(|row| row.transfer(Chain::ETHEREUM)).collect();
        assert_eq!(shown, expected);
        assert_eq!(explorer.requests(), 3);
    }
}

#[test]
fn a_page_begins_at_any_block_and_spam_is_a_token() {
    let world = toy();
    let adapter = WorldAdapter::of(&world);
    let ask = |order, start| {
        let question = question(order, Some(start), None);
        adapter.parse(&question, &world.explorer(1).answer(&adapter.request(&question).unwrap())).unwrap()
    };
    let oldest = ask(Order::Oldest, 100);
    assert_eq!((oldest.transfers.len(), oldest.transfers[0].block, oldest.next), (21, 100, None));
    let spam = &oldest.transfers[20];
    assert_eq!(spam.asset, Asset::token(Chain::ETHEREUM, address('9')));
    assert!(spam.asset.known().is_none() && spam.position == Position::Row(3));
    assert!(oldest.transfers[0].asset.is_native() && oldest.transfers.is_sorted_by_key(Transfer::chronological));
    let newest = ask(Order::Newest, 30);
    assert_eq!((newest.transfers.len(), newest.transfers[0].block, newest.transfers[30].block, newest.next), (31, 30, 0, None));
    assert!(ask(Order::Oldest, 201).transfers.is_empty());
}

#[test]
fn the_budget_and_what_is_no_page_are_refused() {
    let world = toy();
    let adapter = WorldAdapter::of(&world);
    let mut explorer = world.explorer(1);
    let question = question(Order::Newest, None, None);
    let request = adapter.request(&question).unwrap();
    for url in ["world://other/address/0x00", "world://toy/address/0x00?order=newest", "world://toy/address", "https://toy/"] {
        assert_eq!(explorer.answer(&HttpRequest::get(url.to_owned())).status, 422, "{url}");
    }
    for tail in ["", "?order=up", "?order=newest&from=x", "?order=newest&cursor=1:2", "?order=newest&from=1&from=2", "?order=newest&x=1"] {
        let url = format!("world://toy/address/0x{}{tail}", "1".repeat(40));
        assert_eq!(explorer.answer(&HttpRequest::get(url)).status, 422, "{tail}");
    }
    assert_eq!(explorer.requests(), 0, "only pages count");
    let unknown = HttpRequest::get(format!("world://toy/address/0x{}?order=oldest", "e".repeat(40)));
    assert_eq!(explorer.answer(&unknown).body, r#"{"rows":[],"next":null}"#);
    assert_eq!(explorer.requests(), 1, "an empty page counts");
    let refused = explorer.answer(&request);
    assert_eq!((refused.status, explorer.requests()), (403, 1));
    assert!(
        matches!(adapter.parse(&question, &refused), Err(AnswerError::Refused { status: 403, message, .. }) if message.contains("budget of 1"))
    );
    let about = About::Transaction(world.rows()[0].tx);
    assert!(adapter.request(&Question { about, ..question.clone() }).is_err());
    assert!(adapter.request(&Question { part: Part::Tokens, ..question }).is_err());
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let world = toy();
    let adapter = WorldAdapter::of(&world);
    let asked = question(Order::Oldest, None, None);
    let answer = world.explorer(1).answer(&adapter.request(&asked).unwrap());
    assert!(adapter.parse(&asked, &answer).is_ok());
    for other in [
        Question { about: About::Address(address('4')), ..asked.clone() },
        Question { order: Order::Newest, ..asked.clone() },
        Question { start: Some(5), ..asked.clone() },
    ] {
        assert!(matches!(adapter.parse(&other, &answer), Err(AnswerError::Unreadable { .. })), "{other:?}");
    }
    for (from, to) in [("\"next\":\"49:", "\"next\":\"48:"), ("\"amount\":\"7\"", "\"amount\":\"-7\""), ("\"rows\"", "\"row\"")] {
        let forged = HttpAnswer { body: answer.body.replacen(from, to, 1), ..answer.clone() };
        assert_ne!(forged, answer);
        assert!(matches!(adapter.parse(&asked, &forged), Err(AnswerError::Unreadable { .. })), "{to}");
    }
}

#[test]
fn a_broken_file_is_named_with_its_line() {
    let good = line(5, 1, 0, '1', '2');
    let transfers = |rows: &str| World::from_files(CASE, LABELS, &format!("{HEADER}{good}{rows}")).unwrap_err().to_string();
    for (rows, expected) in [
        (line(4, 2, 0, '1', '2'), "transfers.csv, line 3: it does not stand behind the line before it"),
        (line(6, 1, 1, '1', '2'), "stands in the blocks 5 and 6"),
        (good.replacen("5,", "+5,", 1), "line 3: the block \"+5\" is not of digits alone"),
        (good.replace(",7\n", ",7.5\n"), "line 3: the amount \"7.5\" cannot be read"),
        (good.replace(",7\n", "\n"), "line 3: it has 8 fields, not 9"),
        (good.replace(",7\n", ",7\r\n"), "line 3: it ends in CR LF"),
        (good.replace("0,native", "0,gift"), "line 3: the kind \"gift\" is none of native, internal, token"),
        (good.replace("native,7", "0x9999999999999999999999999999999999999999,7"), "does not go with the kind \"native\""),
        (good.replace("0x11", "0x1"), "line 3: the from \"0x1"),
        ("\n".to_owned(), "line 3: it has 1 fields"),
        (good.replace("native,0x1", "\"native,0x1"), "line 3: a quoted field does not end"),
    ] {
        let error = transfers(&rows);
        assert!(error.contains(expected), "{error}");
    }
    let error = |case: &str, labels: &str, transfers: &str| World::from_files(case, labels, transfers).unwrap_err().to_string();
    assert!(error(CASE, LABELS, "").contains("transfers.csv, line 1: the header must be"));
    assert!(error(CASE, &LABELS.replace("exchange", "bank"), HEADER).contains("labels.csv, line 3: the category \"bank\""));
    assert!(error("{}", LABELS, HEADER).contains("case.json: missing field"));
    assert!(error(&CASE.replace("\"toy\"", "\"a/b\""), LABELS, HEADER).contains("the id \"a/b\""));
    assert!(error(&CASE.replace("eip155:1", "eip155:10"), LABELS, HEADER).contains("eip155:10"));
    assert!(error(&CASE.replace("18", "6"), LABELS, HEADER).contains("with 6"));
}
