//! Attached answers: found by their digest, read as what they answer, and never believed by what a line says.

use std::sync::Arc;

use spoor::explorer::attached::{Answer, Attach, Cited, Looked, MOST_BYTES, There, look, request_of};
use spoor::explorer::digest;
use spoor::explorer::replay::{Book, Replay};
use spoor::explorer::reread::{Leg, Verdict};
use spoor::explorer::source::Source;
use spoor::explorer::{About, HttpRequest, Order, Part, Question, confirm};
use spoor::money::{Amount, Chain, Transfer, TransferKind};

use super::reread::{stated, world};

/// The answers of two explorers about a transfer: those of its transaction, and the list of its sender.
fn told(transfer: &Transfer, source: &str) -> Vec<(Cited, String)> {
    let adapter = source.parse::<Source>().unwrap().adapter(Chain::ETHEREUM).unwrap();
    let part = if transfer.kind == TransferKind::Token { Part::Tokens } else { Part::Transactions };
    let about = About::Address(transfer.from.clone());
    let list = Question { source: 0, chain: Chain::ETHEREUM, about, part, order: Order::Newest, start: None, cursor: None };
    let mut replay = Replay::of(Arc::new(Book::of(&world())));
    let mut all = Vec::new();
    for (at, question) in confirm::questions(transfer, adapter.as_ref()).into_iter().chain([list]).enumerate() {
        let request = adapter.request(&question).unwrap();
        // The replay is at the root, whatever the path of the server's address.
        let served = replay.answer(&HttpRequest::get(request.url.replace("/eth/api/", "/api/")), at as u64 * 1_000);
        let cited =
            Cited { provider: adapter.id().to_owned(), request: request.cited(), status: served.status, sha256: digest(&served.body) };
        all.push((cited, served.body));
    }
    all
}

fn line(cited: &Cited, body: Option<&str>) -> String {
    let answer =
        Answer { request: cited.request.clone(), status: cited.status, body: body.map(str::to_owned), sha256: cited.sha256.clone() };
    format!("{}\n", serde_json::to_string(&answer).unwrap())
}

fn attach(leg: Leg, cited: &Cited, texts: &[String]) -> Looked {
    look(&Attach { cited: vec![cited.clone()], legs: vec![(leg, vec![0])], texts: texts.to_vec() })
}

#[test]
fn an_answer_is_found_by_its_digest_and_read_as_what_it_answers() {
    let all = stated(&world());
    for source in ["blockscout-eth", "own:blockscout:http://127.0.0.1:8090", "own:blockscout:https://a.example/eth"] {
        for transfer in [&all[0], &all[3]] {
            for (cited, body) in told(transfer, source) {
                let leg = Leg { transfer: transfer.clone(), nth: 0 };
                let forged = Leg { transfer: Transfer { amount: Amount::from(3), ..transfer.clone() }, nth: 0 };
                for (what, text, there) in [
                    ("the body alone", body.clone(), There::Body),
                    ("a file of answers", line(&cited, Some(&body)), There::Body),
                    ("a journal", line(&cited, None), There::Journal),
                    ("nothing of it", "{\"items\":[]}".to_owned(), There::Nothing),
                ] {
                    let looked = attach(leg.clone(), &cited, std::slice::from_ref(&text));
                    assert_eq!(looked.cited, [there], "{what} {}", cited.request);
                    if there == There::Body {
                        assert_eq!(looked.legs, [Verdict::Same], "{what} {}", cited.request);
                        let lie = attach(forged.clone(), &cited, &[text]);
                        assert!(matches!(&lie.legs[0], Verdict::Changed(_) | Verdict::NotThere(_)), "{what}: {:?}", lie.legs);
                    } else {
                        assert!(matches!(&looked.legs[0], Verdict::Unknown(_)), "{what}: {:?}", looked.legs);
                    }
                }
            }
        }
    }
}

#[test]
fn what_a_line_says_of_a_body_is_not_believed() {
    let transfer = stated(&world())[0].clone();
    let (cited, body) = told(&transfer, "blockscout-eth").remove(0);
    let leg = Leg { transfer, nth: 0 };
    let other = body.replace("500", "501");
    let looked = attach(leg.clone(), &cited, &[line(&cited, Some(&other))]);
    assert_eq!((looked.cited, looked.others), (vec![There::Nothing], 1));
    let whole = line(&cited, Some(&body));
    let odd = attach(leg, &cited, &[format!("{whole}not json\n\n{}", line(&cited, None))]);
    assert_eq!((odd.cited, odd.legs), (vec![There::Body], vec![Verdict::Same]));
    assert_eq!(odd.trouble, ["1 lines of an attached file could not be read."]);
}

#[test]
fn what_nobody_can_read_is_unknown() {
    let transfer = stated(&world())[0].clone();
    let (cited, body) = told(&transfer, "blockscout-eth").remove(0);
    for (what, changed) in [
        ("an unknown provider", Cited { provider: "nobody".to_owned(), ..cited.clone() }),
        ("another question", Cited { request: "GET https://eth.blockscout.com/api/v2/blocks/1".to_owned(), ..cited.clone() }),
        ("no request", Cited { request: "?".to_owned(), ..cited.clone() }),
        ("a failure", Cited { status: 500, ..cited }),
    ] {
        let looked = attach(Leg { transfer: transfer.clone(), nth: 0 }, &changed, std::slice::from_ref(&body));
        assert_eq!(looked.cited, [There::Body], "{what}");
        assert!(matches!(looked.legs[0], Verdict::Unknown(_)), "{what}: {:?}", looked.legs);
    }
}

#[test]
fn more_than_can_be_is_not_read() {
    let transfer = stated(&world())[0].clone();
    let (cited, body) = told(&transfer, "blockscout-eth").remove(0);
    let looked = attach(Leg { transfer, nth: 0 }, &cited, &["x".repeat(MOST_BYTES), body]);
    assert_eq!((looked.cited, looked.others), (vec![There::Nothing], 1));
    assert!(looked.trouble[0].contains("64 MiB"), "{:?}", looked.trouble);
}

#[test]
fn a_citation_is_the_request_again() {
    for request in
        [HttpRequest::get("https://a.example/x?y=1".to_owned()), HttpRequest::post("https://a.example/".to_owned(), "[1, 2]".to_owned())]
    {
        assert_eq!(request_of(&request.cited()), Some(request));
    }
    for text in ["", "GET", "PUT https://a.example/ {}", "POST https://a.example/"] {
        assert_eq!(request_of(text), None, "{text}");
    }
}
