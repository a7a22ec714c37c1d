//! The three schemes: what each signs, and that none passes for another.

use alloy_primitives::hex;
use serde_json::Value;
use spoor::explorer::HttpAnswer;
use spoor::explorer::base::Base;
use spoor::money::UnixSeconds;
use spoor::tip::contract_signature::{At, answer, question};
use spoor::tip::{
    ContractSignature, ContractSignatureError, Outcome, Scheme, SealError, Statement, Tip, Unsigned, Verdict, armour, copy_text, jcs,
};

use super::sample::{self, Dice};
use super::verifying::verdict;

fn armoured(value: &Value) -> String {
    armour::encode(jcs::canonical(value).unwrap().as_bytes())
}

fn parsed(tip: &Tip) -> Value {
    serde_json::from_str(&tip.to_json()).unwrap()
}

fn check<'a>(verdict: &'a Verdict, name: &str) -> &'a spoor::tip::verify::Check {
    verdict.checks.iter().find(|check| check.name == name).unwrap()
}

#[test]
fn a_plain_text_tip_is_valid_in_each_of_its_forms_and_says_how_it_was_signed() {
    for seed in 0..30 {
        let tip = sample::signed_both_ways(seed, 1 + usize::try_from(seed).unwrap() % 5).plain;
        for text in [copy_text(&tip), tip.to_armour(), tip.to_json()] {
            let verdict = verdict(&text);
            assert!(verdict.is_valid(), "{}", verdict.summary());
            assert_eq!(verdict.tip.as_ref(), Some(&tip));
            assert_eq!(check(&verdict, "signer").sentence, format!("Signed by {} (EIP-191, plain text).", tip.signer()));
        }
        assert_eq!(tip.signature().scheme(), Scheme::PlainText);
        assert!(tip.to_json().contains(",\"scheme\":\"eip191\","));
        assert!(copy_text(&tip).contains(&format!("- Signed by `{}` (EIP-191, plain text) on", tip.signer())));
    }
}

#[test]
fn a_tip_over_typed_data_names_no_scheme_so_that_old_tips_keep_their_bytes() {
    let both = sample::signed_both_ways(1, 3);
    assert!(!both.typed.to_json().contains("\"scheme\""));
    let mut plain = parsed(&both.plain);
    let typed = parsed(&both.typed);
    plain.as_object_mut().unwrap().remove("scheme");
    plain["signature"] = typed["signature"].clone();
    assert_eq!(plain, typed, "only scheme and signature differ");
    assert_eq!(both.typed.id(), both.typed.payload().id());
}

#[test]
fn the_plain_text_names_every_field_once_in_lines_that_nothing_can_break() {
    let statement = sample::tip(9, 4).statement().clone();
    let text = statement.plain_text();
    let lines: Vec<&str> = text.split('\n').collect();
    let names: Vec<&str> = lines[1..].iter().map(|line| line.split_once(": ").unwrap().0).collect();
    assert_eq!(names, ["Claim", "Case", "Portal", "Reward to", "Signed at", "Submit by", "Tip SHA-256", "Commitment", "Nonce", "Schema"]);
    assert_eq!(lines[0], "Stolen Funds Tip, version 1, chain 1");
    assert!(lines[1].contains(&statement.headline));
    assert!(text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')), "ASCII and line feeds");
    assert!(!text.starts_with("0x") && !text.ends_with('\n') && lines.iter().all(|line| *line == line.trim()));
    let without = Statement { portal: String::new(), ..statement.clone() };
    assert!(without.check().is_ok() && !without.plain_text().contains("Portal"));
    // The signed message is the text after EIP-191's prefix, whose length counts bytes.
    let whole = format!("\x19Ethereum Signed Message:\n{}{text}", text.len());
    assert_eq!(statement.plain_text_digest(), alloy_primitives::keccak256(whole));
}

#[test]
fn no_two_statements_have_the_same_plain_text() {
    let one = sample::tip(10, 2).statement().clone();
    let (mut texts, mut count) = (std::collections::BTreeSet::new(), 0);
    let mut dice = Dice::new(10);
    for change in 0..10 {
        let mut other = one.clone();
        match change {
            0 => {}
            1 => other.portal.push('x'),
            2 => other.portal.clear(),
            3 => other.case_id.push('x'),
            4 => other.headline.push(' '),
            5 => other.tip_sha256.0 = dice.bytes(),
            6 => other.commitment.0 = dice.bytes(),
            7 => other.nonce.0 = dice.bytes(),
            8 => other.issued_at = UnixSeconds::new(one.issued_at.get() + 1),
            _ => other.submit_by = UnixSeconds::new(one.submit_by.get() + 1),
        }
        texts.insert(other.plain_text());
        count += 1;
    }
    assert_eq!(texts.len(), count);
}

#[test]
fn a_signature_of_one_scheme_is_none_of_another() {
    let mut refused = 0;
    for seed in 0..40 {
        let both = sample::signed_both_ways(seed, 2);
        let (typed, plain) = (parsed(&both.typed), parsed(&both.plain));
        let with = |from: &Value, scheme: Option<&str>| {
            let mut changed = from.clone();
            match scheme {
                Some(word) => changed["scheme"] = word.into(),
                None => drop(changed.as_object_mut().unwrap().remove("scheme")),
            }
            verdict(&armoured(&changed))
        };
        for (changed, name, said) in [
            (with(&typed, Some("eip191")), "signer", "the signature is by 0x"),
            (with(&plain, None), "signer", "the signature is by 0x"),
            // The usual scheme has one form: left out.
            (with(&typed, Some("eip712")), "structure", "\"eip712\" is none of eip191, erc1271"),
            (with(&plain, Some("EIP191")), "structure", "none of eip191"),
            (with(&plain, Some("")), "structure", "none of eip191"),
        ] {
            let failed = changed.checks.iter().find(|check| check.outcome == Outcome::Fail).unwrap();
            assert!(failed.name == name && failed.sentence.contains(said), "{failed:?}");
            refused += 1;
        }
        // A key's signature under the name of a contract: undecided, never valid, and refused once a node is asked.
        for from in [&typed, &plain] {
            let claimed = with(from, Some("erc1271"));
            assert!(!claimed.is_valid() && claimed.summary().starts_with("Not decided: The signature is one of the contract wallet 0x"));
            let said = answer(&node(), &rpc([r#""0x1""#, r#"{"number":"0x10"}"#, r#""0x""#, r#""0x""#])).unwrap();
            assert!(!said.valid);
            let refusal = claimed.with_contract(&said);
            assert!(!refusal.is_valid() && refusal.summary().contains("as of block 16: there is no contract at this address"));
            refused += 1;
        }
        // Nor can a contract's word make a key's signature valid.
        let yes = answer(&node(), &rpc([r#""0x1""#, r#"{"number":"0x10"}"#, r#""0x60""#, &magic()])).unwrap();
        assert!(yes.valid);
        assert!(!with(&typed, Some("eip191")).with_contract(&yes).is_valid());
        refused += 1;
    }
    println!("schemes exchanged: {refused} of {refused} refused");
    assert_eq!(refused, 40 * 8);
}

#[test]
fn a_plain_text_signature_of_another_key_or_text_seals_nothing() {
    let (unsigned, key, _) = sample::unsigned(3, 2);
    let (other, stranger, _) = sample::unsigned(4, 2);
    for signature in [
        stranger.sign(&unsigned.statement().plain_text_digest()).unwrap(),
        key.sign(&other.statement().plain_text_digest()).unwrap(),
        key.sign(&unsigned.statement().digest()).unwrap(),
    ] {
        assert!(matches!(unsigned.clone().seal_plain_text(signature), Err(SealError::OtherSigner { .. })));
    }
}

fn node() -> Base {
    "http://127.0.0.1:8545".parse().unwrap()
}

fn magic() -> String {
    format!("\"0x1626ba7e{}\"", "00".repeat(28))
}

/// The answer of a node to the four calls.
fn rpc(results: [&str; 4]) -> HttpAnswer {
    let each = results.iter().enumerate().map(|(id, result)| {
        let what = if result.starts_with("{\"code\"") { "error" } else { "result" };
        format!(r#"{{"jsonrpc":"2.0","id":{id},"{what}":{result}}}"#)
    });
    HttpAnswer { status: 200, body: format!("[{}]", each.collect::<Vec<_>>().join(",")), retry_after_ms: None }
}

fn contract_tip(bytes: &str) -> Tip {
    let (unsigned, _, _): (Unsigned, _, _) = sample::unsigned(5, 2);
    unsigned.seal_contract(ContractSignature::read(bytes).unwrap())
}

#[test]
fn a_contract_signature_is_any_bytes_within_bounds() {
    let long = format!("0x{}", "ab".repeat(4096));
    for text in ["0x", "0x00", &long] {
        assert_eq!(ContractSignature::read(text).unwrap().to_string(), text);
        let tip = contract_tip(text);
        let read = verdict(&tip.to_armour());
        assert_eq!(read.tip.as_ref(), Some(&tip));
        assert!(!read.is_valid() && read.summary().starts_with("Not decided"), "{}", read.summary());
        assert_eq!(check(&read, "signer").outcome, Outcome::NotReached);
        assert!(read.checks.iter().all(|check| check.name == "signer" || check.outcome == Outcome::Pass), "{:#?}", read.checks);
    }
    let undeployed = format!("0x{}{}", "ab".repeat(100), "6492".repeat(16));
    for (text, is) in [
        ("", ContractSignatureError::Form(String::new())),
        ("ab", ContractSignatureError::Form("ab".to_owned())),
        ("0xa", ContractSignatureError::Form("0xa".to_owned())),
        ("0xAB", ContractSignatureError::Form("0xAB".to_owned())),
        ("0xzz", ContractSignatureError::Form("0xzz".to_owned())),
        (&format!("{long}00"), ContractSignatureError::TooLong(4097)),
        (&undeployed, ContractSignatureError::NotDeployed),
    ] {
        assert_eq!(ContractSignature::read(text), Err(is));
    }
    assert_eq!(ContractSignature::from_wallet(" 0xABCD\n").unwrap().to_string(), "0xabcd");
    let mut changed = parsed(&contract_tip("0x12"));
    changed["signature"] = undeployed.into();
    assert!(verdict(&armoured(&changed)).summary().contains("not on the chain yet (ERC-6492)"));
}

#[test]
fn a_node_is_asked_for_the_contracts_word_as_of_a_block() {
    let tip = contract_tip("0x1234");
    let request = question(&tip, &node(), At::Block(21_895_300)).unwrap();
    assert_eq!(request.url, "http://127.0.0.1:8545");
    let calls: Vec<Value> = serde_json::from_str(request.body.as_ref().unwrap()).unwrap();
    let methods: Vec<&str> = calls.iter().map(|call| call["method"].as_str().unwrap()).collect();
    assert_eq!(methods, ["eth_chainId", "eth_getBlockByNumber", "eth_getCode", "eth_call"]);
    assert_eq!(calls[3]["params"][0]["to"], tip.signer().to_string());
    // The layout of the call, written out from the ABI specification.
    let digest = hex::encode(tip.statement().digest());
    let data = format!("0x1626ba7e{digest}{:064x}{:064x}1234{}", 0x40, 2, "00".repeat(30));
    assert_eq!(calls[3]["params"][0]["data"], data);
    for call in &calls[1..] {
        assert!(call["params"].as_array().unwrap().iter().any(|param| param == "0x14e1884"), "{call}");
    }
    let newest = question(&tip, &node(), At::Newest).unwrap();
    assert_eq!(newest.body.unwrap().matches("\"latest\"").count(), 3);
    assert_eq!(question(&sample::tip(5, 2), &node(), At::Newest), None, "a key's signature needs no node");
}

#[test]
fn only_the_magic_word_of_a_contract_on_mainnet_makes_the_tip_valid() {
    let tip = contract_tip("0x1234");
    let word = |digits: &str| format!("\"0x{digits}\"");
    let block = r#"{"number":"0x14e1844"}"#;
    for (called, why) in [
        (magic(), ""),
        (word(&format!("1626ba7e{}", "00".repeat(60))), ""),
        (word(&format!("ffffffff{}", "00".repeat(28))), "the contract does not say that it is"),
        (word(&format!("1626ba7e{}01", "00".repeat(27))), "the contract does not say that it is"),
        (word("1626ba7e"), "the contract does not say that it is"),
        (word(""), "the contract does not say that it is"),
        (word(&format!("{:064x}", 1)), "the contract does not say that it is"),
        (r#"{"code":3,"message":"execution reverted","data":"0x"}"#.to_owned(), "the contract refuses it"),
        (r#"{"code":-32000,"message":"execution reverted: GS026"}"#.to_owned(), "the contract refuses it"),
        (r#"{"code":-32015,"message":"VM execution error: Reverted 0x"}"#.to_owned(), "the contract refuses it"),
    ] {
        let said = answer(&node(), &rpc([r#""0x1""#, block, r#""0x6001""#, &called])).unwrap();
        assert_eq!((said.valid, said.block, said.why), (why.is_empty(), 21_895_236, why), "{called}");
        let verdict = verdict(&tip.to_armour()).with_contract(&said);
        assert_eq!(verdict.is_valid(), why.is_empty());
        assert!(
            verdict.summary().starts_with(if why.is_empty() { "Valid: signed by" } else { "Refused: signer" }),
            "{}",
            verdict.summary()
        );
    }
    // Where nobody could say, nothing is known: an error, and the verdict stays open.
    for (results, said) in [
        ([r#""0x38""#, block, r#""0x6001""#, &magic()], "a node of chain 56"),
        ([r#""0x1""#, "null", r#""0x6001""#, &magic()], "does not hold this block"),
        ([r#""0x1""#, block, r#"{"code":-32000,"message":"missing trie node"}"#, &magic()], "is in trouble"),
        ([r#""0x1""#, block, r#""0x6001""#, r#"{"code":-32000,"message":"header not found"}"#], "is in trouble"),
        ([r#""0x1""#, block, r#""0x6001""#, r#"{"code":3,"message":"RPC Request failed."}"#], "is in trouble"),
        ([r#""0x1""#, block, r#""0x6001""#, r#"{"code":429,"message":"execution reverted: too many requests"}"#], "answers no more"),
        ([r#""0x1""#, block, r#""0x6001""#, "7"], "what the contract says"),
        ([r#""one""#, block, r#""0x6001""#, &magic()], "no quantity"),
    ] {
        let error = answer(&node(), &rpc(results)).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    for body in ["", "[]", "<html>", "{}", "[{\"id\":0,\"result\":\"0x1\"}]"] {
        assert!(answer(&node(), &HttpAnswer { status: 200, body: body.to_owned(), retry_after_ms: None }).is_err(), "{body}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_contract_signature_in_its_one_form_or_none(text in "(0x)?[0-9a-fA-F g]{0,80}") {
        if let Ok(read) = ContractSignature::read(&text) {
            proptest::prop_assert_eq!(read.to_string(), text);
        }
    }

    #[test]
    fn any_answer_of_a_node_is_read_or_refused(body in r#"[\[{][\[\]{}",:0-9a-fx a-z]{0,200}"#, status in 200u16..600) {
        let said = answer(&node(), &HttpAnswer { status, body, retry_after_ms: None });
        proptest::prop_assert!(said.is_err() || !said.unwrap().valid);
    }
}
