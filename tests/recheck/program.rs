//! The program from its command line to its exit code, against an explorer behind a real socket.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Instant;

use spoor::explorer::attached::Answer;
use spoor::explorer::replay::{Book, Fault, Faults, Replay};
use spoor::tip::attestation::Signed;
use spoor::tip::{ContractSignature, Terms, Tip, Unsigned};

use super::arguments::{ArgumentError, Arguments};
use super::run::{Outside, run};
use super::sample::{self, Dice, NOW};
use super::serve;
use super::tips::{HOPS, chain_of};

/// Starts an explorer that goes on until the test ends; gives its address.
#[allow(clippy::disallowed_methods, reason = "a server on the host has a thread")]
fn explorer(replay: Replay) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            serve::serve(listener, replay, 0).await.unwrap();
        });
    });
    told.recv().unwrap()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("spoor-verify-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the program; gives the exit code and what it printed.
fn program(line: &[&str], input: &str) -> (u8, String) {
    let outside = Outside { now: &|| NOW, key: None, passphrase: Some(sample::PASSPHRASE.to_owned()), input: &|| Ok(input.to_owned()) };
    let (mut out, mut aside) = (Vec::new(), Vec::new());
    match run(line.iter().map(|part| (*part).to_owned()), &outside, &mut out, &mut aside) {
        Ok(code) => (code, String::from_utf8(out).unwrap()),
        Err(error) => (2, error.to_string()),
    }
}

fn replay(tip: &Tip) -> Replay {
    Replay::of(Arc::new(Book::of(&chain_of(tip.payload()))))
}

/// A tip whose hop 7 moved one base unit more than the chain says, signed properly.
fn forged() -> Tip {
    let case = sample::case();
    let mut dice = Dice::new(11);
    let view = sample::view(&case, &mut dice, HOPS);
    let (key, _) = sample::key_and_file(&mut dice);
    let mut payload = sample::payload(&case, &view, "");
    payload.hops[7].amount = payload.hops[7].amount.plus(spoor::money::Amount::from(1)).unwrap();
    let terms = Terms { issued_at: NOW, ..sample::terms(&case, key.address(), &mut dice) };
    Unsigned::new(payload, terms).unwrap().sign(&key).unwrap()
}

#[test]
fn offline_the_exit_code_says_valid_refused_or_unreadable() {
    let tip = sample::tip(11, 3);
    let armour = tip.to_armour();
    for (what, line, input, code, words) in [
        ("valid", &[] as &[&str], armour.as_str(), 0, "Valid: signed by"),
        ("cut", &[] as &[&str], &armour[..300], 1, "Refused:"),
        ("nothing", &[] as &[&str], "", 1, "Refused:"),
        ("as JSON", &["--json"], armour.as_str(), 0, "\"valid\": true"),
        ("refused as JSON", &["--json"], "x", 1, "\"exit\": 1"),
        ("typed data", &["--typed-data"], armour.as_str(), 0, "\"primaryType\": \"Tip\""),
        ("no such file", &["/nowhere/tip"], "", 2, "cannot be read"),
        ("no such option", &["--speed"], "", 2, "there is no option --speed"),
    ] {
        let (found, said) = program(line, input);
        assert_eq!(found, code, "{what}: {said}");
        assert!(said.contains(words), "{what}: {said}");
    }
}

#[test]
fn a_time_stamp_of_something_else_refuses_and_an_unreadable_one_too() {
    let tip = sample::tip(11, 3);
    let folder = folder("stamp");
    let (file, broken) = (folder.join("tip.txt"), folder.join("broken.ots"));
    std::fs::write(&file, tip.to_armour()).unwrap();
    std::fs::write(&broken, b"not a proof").unwrap();
    let file = file.to_str().unwrap();
    let stamps = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/opentimestamps");
    for (stamp, code, words) in [
        (format!("{stamps}/hello-world.txt.ots"), 1, "FAIL  stamp"),
        (broken.to_str().unwrap().to_owned(), 1, "The time stamp cannot be read"),
        ("/nowhere/tip.ots".to_owned(), 2, "/nowhere/tip.ots cannot be read"),
    ] {
        let (found, said) = program(&[file, "--stamp", &stamp], "");
        assert_eq!(found, code, "{stamp}: {said}");
        assert!(said.contains(words), "{stamp}: {said}");
    }
    assert_eq!(program(&[file, "--headers", "mempool"], "").0, 2, "headers of what?");
}

#[test]
fn a_contract_wallet_is_left_to_a_node_and_a_silent_node_makes_nothing_valid() {
    let case = sample::case();
    let mut dice = Dice::new(12);
    let view = sample::view(&case, &mut dice, 3);
    let (key, _) = sample::key_and_file(&mut dice);
    let terms = Terms { issued_at: NOW, ..sample::terms(&case, key.address(), &mut dice) };
    let unsigned = Unsigned::new(sample::payload(&case, &view, ""), terms).unwrap();
    let signature = ContractSignature::read(&format!("0x{}", "ab".repeat(90))).unwrap();
    let tip = unsigned.seal_contract(signature).to_armour();
    let (code, said) = program(&[], &tip);
    assert_eq!(code, 1, "{said}");
    assert!(said.starts_with("Not decided:"), "{said}");
    // Nobody listens on port 9 of this machine.
    let (code, said) = program(&["--node", "http://127.0.0.1:9"], &tip);
    assert_eq!(code, 1, "{said}");
    assert!(said.starts_with("Not decided:"), "{said}");
    assert_eq!(program(&["--node", "not a node"], &tip).0, 2);
    // A key's signature needs no node.
    assert_eq!(program(&["--node", "http://127.0.0.1:9"], &sample::tip(11, 3).to_armour()).0, 0);
}

#[test]
fn a_tip_of_twenty_hops_is_read_again_in_ten_seconds_and_attested() {
    let (tip, key_file) = sample::tip_and_key_file(11, HOPS);
    let at = explorer(replay(&tip));
    let key = folder("key").join("key.json");
    std::fs::write(&key, key_file).unwrap();
    #[allow(clippy::disallowed_methods, reason = "a test on the host has a clock")]
    let begun = Instant::now();
    let url = format!("http://{at}");
    let (code, said) = program(&["--explorer", &url], &tip.to_armour());
    let took = begun.elapsed();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Confirmed on chain: each of the 20 hops is there as stated"), "{said}");
    assert_eq!(said.matches("is there as stated, by").count(), 20 + 1, "{said}");
    assert!(took.as_secs() < 10, "{took:?}");
    println!("20 hops read again in {} ms", took.as_millis());
    let (code, said) = program(&["--explorer", &url, "--histories", "--attest", key.to_str().unwrap()], &tip.to_armour());
    assert_eq!(code, 0, "{said}");
    let signed = Signed::read(&said, NOW).unwrap();
    assert!(signed.is_about(&tip));
    assert_eq!(program(&[], &said).0, 0, "the program reads what it attested");
    assert_eq!(program(&[], &said.replacen("BEGIN STOLEN FUNDS ATTESTATION v2.\n", "BEGIN STOLEN FUNDS ATTESTATION v2.\n0", 1)).0, 1);
    let (code, said) = program(&["--explorer", &url, "--json"], &tip.to_armour());
    let whole: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, whole["chain"]["verdict"].as_str(), whole["chain"]["requests"].as_u64()), (0, Some("confirmed"), Some(21)));
}

#[test]
fn a_forged_hop_is_named_and_the_tip_is_not_valid() {
    let at = explorer(replay(&sample::tip(11, HOPS)));
    let forged = forged().to_armour();
    assert_eq!(program(&[], &forged).0, 0, "its signature and its laws hold");
    let (code, said) = program(&["--explorer", &format!("http://{at}")], &forged);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("Refuted on chain: Hop 7 is otherwise"), "{said}");
    assert_eq!(said.matches("FAIL").count(), 1, "{said}");
}

#[test]
fn an_explorer_that_cannot_say_gives_unknown_and_never_valid() {
    let tip = sample::tip(11, 1);
    for fault in [Fault::Trouble, Fault::Reset, Fault::WebPage] {
        let at = explorer(replay(&tip).with_faults(Faults::only(fault, 1, 100)));
        let (code, said) = program(&["--explorer", &format!("http://{at}")], &tip.to_armour());
        assert_eq!(code, 3, "{fault:?}: {said}");
        assert!(said.contains("Not re-checked whole: 0 of 1 hops"), "{fault:?}: {said}");
    }
    let nobody = program(&["--explorer", "http://127.0.0.1:1"], &tip.to_armour());
    assert_eq!(nobody.0, 3, "{}", nobody.1);
    let other_chain = program(&["--explorer", "mempool"], &tip.to_armour());
    assert_eq!(other_chain.0, 3, "nobody is asked about a chain they do not know: {}", other_chain.1);
}

#[test]
fn attached_answers_are_looked_at() {
    let tip = sample::tip(11, 3);
    let file = folder("answers").join("answers.jsonl");
    let source = &tip.payload().sources[0];
    let answer = Answer { request: source.req.clone(), status: 200, body: Some("{}".to_owned()), sha256: source.sha256.clone() };
    std::fs::write(&file, serde_json::to_string(&answer).unwrap()).unwrap();
    let (code, said) = program(&["--answers", file.to_str().unwrap()], &tip.to_armour());
    assert_eq!(code, 0, "what is not attached refutes nothing: {said}");
    assert!(said.contains("0 of 3 cited answers are attached; 1 attached answers are not cited. 0 of 3 hops stand in them."), "{said}");
}

#[test]
fn the_command_line_is_read_or_refused() {
    let read = |line: &str| Arguments::read(line.split_whitespace().map(str::to_owned));
    for (given, source) in [
        ("blockscout-eth", "blockscout-eth"),
        ("eth.blockscout.com", "blockscout-eth"),
        ("https://eth.blockscout.com/", "blockscout-eth"),
        ("http://127.0.0.1:8090", "own:blockscout:http://127.0.0.1:8090"),
        ("otterscan:http://127.0.0.1:8545", "own:otterscan:http://127.0.0.1:8545"),
        ("esplora:https://my.example/api", "own:esplora:https://my.example/api"),
    ] {
        assert_eq!(read(&format!("tip --explorer {given}")).unwrap().explorers, [source], "{given}");
    }
    for line in [
        "a b",
        "--explorer",
        "--explorer http://explorer.example",
        "--explorer nobody",
        "--explorer recorded",
        "--explorer relay:https://a.example",
        "tip --histories",
        "tip --attest key",
        "--answers",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
    assert_eq!(read("tip --attest key"), Err(ArgumentError::NeedsExplorer("--attest")));
}
