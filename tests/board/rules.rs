//! What an entry may say, by itself and after the entries before it.

use spoor::board::entry::Correction;
use spoor::board::{Entry, Line};
use spoor::money::UnixSeconds;

use crate::made::{self, Maker, key};
use crate::read::{fold, forced, texts, whole};

const TIP: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const OTHER: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const WHO: &str = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
const USDT: &str = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";

fn received(tip: &str, case: &str) -> String {
    format!(
        r#"{{"received":{{"case":"{case}","commitment":"{OTHER}","received":"2025-02-22T00:00:00Z","reporter":"{WHO}","tip":"{tip}"}}}}"#
    )
}

fn verified(tip: &str, amount: &str) -> String {
    format!(
        r#"{{"verified":{{"amount":"{amount}","asset":"{USDT}","at":"eip155:1:{WHO}","facts":"{OTHER}","kind":"freezable-by-issuer","tip":"{tip}"}}}}"#
    )
}

fn frozen(name: &str, tips: &str) -> String {
    format!(
        r#"{{"frozen":{{"amount":"1","asset":"{USDT}","at":"eip155:1:{WHO}","by":"Issuer","case":"example-one","freeze":"{name}","time":"2025-02-22T00:00:00Z","tips":[{tips}]}}}}"#
    )
}

fn corrected(of: u64, what: Correction) -> String {
    let what = match what {
        Correction::Withdrawn => "withdrawn",
        Correction::Disputed => "disputed",
        Correction::Settled => "settled",
    };
    format!(r#"{{"corrected":{{"of":"{of}","what":"{what}","why":"An example."}}}}"#)
}

fn returned(name: &str) -> String {
    format!(r#"{{"returned":{{"amount":"1","asset":"{USDT}","freeze":"{name}","time":"2025-02-22T00:00:00Z"}}}}"#)
}

/// A folder that goes on after the first three entries (opened, two cases) with these contents, signed whatever they are.
fn outcome(contents: &[String]) -> Result<usize, String> {
    let mut maker = Maker::new(1, 1 << 20);
    for _ in 0..3 {
        maker.next();
    }
    let mut lines = texts(&maker.files());
    let signer = key(0);
    for content in contents {
        let last = Line::read(lines[lines.len() - 1].as_bytes());
        let Ok(last) = last else { break };
        // The content as text, put in where a valid one stands: what no writer would write can be signed too.
        let model = Entry { sequence: spoor::tip::Count(last.entry.sequence.0 + 1), previous: last.hash, ..last.entry };
        let text = model.to_json();
        let (from, to) = (text.find("\"content\":").unwrap() + 10, text.find(",\"example\"").unwrap());
        let text = format!("{}{content}{}", &text[..from], &text[to..]);
        lines.push(sign(&text, &model, &signer));
    }
    let at = UnixSeconds::new(made::BEGIN.get() + 1_000_000);
    let found = whole(&fold(&lines, &signer, &signer, at));
    match found.problem {
        Some(problem) => Err(format!("{}: {problem}", problem.word())),
        None => Ok(found.lines.len()),
    }
}

/// Signs the text of an entry; where it cannot be read as one, the signature is over the model: it is not reached.
fn sign(text: &str, model: &Entry, key: &spoor::tip::SavedKey) -> String {
    let line = format!("{{\"entry\":{text},\"signature\":\"{}\"}}", key.sign(&model.digest()).unwrap());
    Line::read(line.as_bytes()).map_or(line, |line| forced(&line.entry, key))
}

#[test]
fn an_entry_rests_on_entries_before_it() {
    let one = "example-one";
    let withdrawn = |of| corrected(of, Correction::Withdrawn);
    let disputed = |of| corrected(of, Correction::Disputed);
    let settled = |of| corrected(of, Correction::Settled);
    let quoted = format!("\"{TIP}\"");
    let cases: Vec<(Vec<String>, Result<usize, &str>)> = vec![
        (vec![received(TIP, one), verified(TIP, "1"), frozen("a", &quoted), returned("a")], Ok(7)),
        (vec![received(TIP, "another")], Err("\"another\" was not opened before")),
        (vec![verified(TIP, "1")], Err("was not received before")),
        (vec![received(TIP, one), verified(OTHER, "1")], Err("was not received before")),
        (vec![received(TIP, one), frozen("a", &quoted)], Err("was not verified before")),
        (vec![received(TIP, one), withdrawn(3), verified(TIP, "1")], Err("was not received before")),
        (vec![received(TIP, one), received(TIP, one), withdrawn(3), verified(TIP, "1")], Ok(7)),
        (vec![received(TIP, one), verified(TIP, "1"), withdrawn(4), frozen("a", &quoted)], Err("was not verified before")),
        (vec![frozen("a", ""), frozen("a", "")], Err("is the name of an earlier freeze, entry 3")),
        (vec![frozen("a", ""), withdrawn(3), frozen("a", "")], Ok(6)),
        (vec![returned("a")], Err("not a freeze told before")),
        (vec![frozen("a", ""), withdrawn(3), returned("a")], Err("not a freeze told before")),
        (vec![withdrawn(1), received(TIP, one)], Err("was not opened before")),
        (vec![withdrawn(0)], Err("is the log's own")),
        (vec![disputed(1), withdrawn(3)], Err("is the log's own")),
        (vec![disputed(3)], Err("3 is not an entry before this one, 3")),
        (vec![disputed(9)], Err("9 is not an entry before this one")),
        (vec![disputed(1), disputed(1)], Err("is disputed already")),
        (vec![settled(1)], Err("is not disputed")),
        (vec![disputed(1), settled(1), disputed(1), withdrawn(1)], Ok(7)),
        (vec![withdrawn(1), withdrawn(1)], Err("was withdrawn, which is not taken back")),
        (vec![withdrawn(1), settled(1)], Err("was withdrawn, which is not taken back")),
    ];
    for (contents, expected) in cases {
        match (outcome(&contents), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{contents:?}"),
            (Err(found), Err(expected)) => assert!(found.starts_with("reference: ") && found.contains(expected), "{contents:?}: {found}"),
            (found, expected) => panic!("{contents:?}: {found:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn texts_names_days_and_amounts_have_bounds() {
    let opened = format!(r#"{{"opened":{{"about":"x","name":"x","publisher":"{WHO}"}}}}"#);
    let case = |name: &str, pack: &str, file: &str, terms: &str| {
        format!(r#"{{"case":{{"case":"c","file":"{file}","name":"{name}","pack":"{pack}"{terms}}}}}"#)
    };
    let pack = format!("sha256:{TIP}");
    let terms = |freezer: &str, day: &str| {
        format!(r#","terms":{{"asOf":"{day}","freezer":"{freezer}","reporters":"50000","source":"x","split":"first"}}"#)
    };
    let stated =
        |day: &str, figures: &str| format!(r#"{{"stated":{{"asOf":"{day}","case":"example-one","figures":[{figures}],"source":"x"}}}}"#);
    let part = |value: &str| format!(r#"{{"value":"{value}","what":"traceable"}}"#);
    let handover = |to: &str| format!(r#"{{"handover":{{"to":"{to}","why":"x"}}}}"#);
    let answered = |asked: &str, answered: &str| {
        format!(
            r#"{{"answered":{{"actor":"A","answer":"told","answered":"{answered}","asked":"{asked}","case":"example-one","evidence":"x","role":"exchange"}}}}"#
        )
    };
    let good = "cases/c.json";
    let long = "x".repeat(81);
    let cases: Vec<(String, &str)> = vec![
        (opened, "only the first line does"),
        (case("x", &pack, good, &terms("50000", "2025-02-21")), ""),
        (case(&long, &pack, good, ""), "has 81 characters; at most 80"),
        (case("", &pack, good, ""), "is empty"),
        (case(" x", &pack, good, ""), "begins or ends with a space"),
        (case("x\\ny", &pack, good, ""), "holds U+000A"),
        (case("<img src=x onerror=alert(1)>", &pack, good, ""), ""),
        (case("x", "sha256:12", good, ""), "is not sha256: and 64"),
        (case("x", &pack, "../../feed.json", ""), "is not cases/c.json"),
        (case("x", &pack, "cases/C.json", ""), "is not cases/c.json"),
        (case("x", &pack, "https://x.example/", ""), "is not cases/c.json"),
        (case("x", &pack, good, &terms("950001", "2025-02-21")), "more than the whole"),
        (case("x", &pack, good, &terms("18446744073709551615", "2025-02-21")), "more than the whole"),
        (case("x", &pack, good, &terms("18446744073709551616", "2025-02-21")), "not a whole number"),
        (case("x", &pack, good, &terms("-1", "2025-02-21")), "not a whole number"),
        (case("x", &pack, good, &terms("1", "2031-01-01")), "is after the entry itself"),
        (case("x", &pack, good, &terms("1", "2025-02-30")), "is not a day"),
        (received(TIP, "Example-One"), "lower-case letters, digits and dashes"),
        (received(TIP, &"x".repeat(65)), "lower-case letters, digits and dashes"),
        (received("AA", "example-one"), "64 lower-case hexadecimal digits"),
        (received(TIP, "example-one").replace("2025-02-22T00", "2029-02-22T00"), "is after the entry itself"),
        (received(TIP, "example-one").replace("00:00Z", "00:00.5Z"), "not its canonical form"),
        (received(TIP, "example-one").replace(WHO, &WHO.to_lowercase()), ".reporter"),
        (received(TIP, "example-one").replace(WHO, "0x0000000000000000000000000000000000000000"), "not the EVM address of a key"),
        (frozen("a--b", ""), ""),
        (frozen("-a", ""), "lower-case letters, digits and dashes"),
        (frozen("a", "").replace("\"amount\":\"1\"", "\"amount\":\"0\""), "is 0"),
        (frozen("a", "").replace("\"amount\":\"1\"", "\"amount\":\"01\""), ".amount"),
        (frozen("a", "").replace("\"amount\":\"1\"", &format!("\"amount\":\"{}\"", "9".repeat(300))), ".amount"),
        (frozen("a", "").replace("at\":\"eip155:1:", "at\":\"eip155:10:"), "and the asset on"),
        (stated("2025-02-21", &part("10000")), ""),
        (stated("2025-02-21", &part("10001")), "more than the whole"),
        (stated("2025-02-21", ""), "an entry states 1 to 7"),
        (stated("2025-02-21", &[part("1"), part("2")].join(",")), "measures what another one does"),
        (handover("0x0000000000000000000000000000000000000000"), "not the EVM address of a key"),
        (answered("2025-02-22T00:00:01Z", "2025-02-22T00:00:00Z"), "is before it was asked"),
        (answered("2025-02-22T00:00:00Z", "2025-02-22T00:00:01Z"), ""),
        (r#"{"opened":"x"}"#.to_owned(), "is not an object"),
        ("{}".to_owned(), "has 0 members"),
        (r#"{"bought":{}}"#.to_owned(), "is not a field of feed/1"),
        (format!(r#"{{"handover":{{"to":"{WHO}","why":"x"}},"received":{{}}}}"#), "has 2 members"),
        ("[".repeat(40) + &"]".repeat(40), "nested deeper than 16"),
        ("7".to_owned(), "a feed holds no numbers"),
    ];
    for (content, expected) in cases {
        match outcome(std::slice::from_ref(&content)) {
            Ok(lines) => assert!(lines == 4 && expected.is_empty(), "{content}: held, instead of {expected:?}"),
            Err(found) => assert!(!expected.is_empty() && found.contains(expected), "{content}: {found:?} instead of {expected:?}"),
        }
    }
}
