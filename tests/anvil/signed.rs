//! Tips signed by contract wallets, checked by a real node (ERC-1271).

use serde::Deserialize;
use serde_json::json;
use spoor::explorer::base::Base;
use spoor::explorer::{HttpAnswer, HttpRequest};
use spoor::tip::contract_signature::{At, answer, question};
use spoor::tip::{ContractSignature, Expect, SavedKey, Tip, Unsigned, verify};

use super::{carry, started};

#[allow(dead_code, reason = "it is shared with the tests of the tip")]
#[path = "../tip/sample.rs"]
mod sample;

#[derive(Deserialize)]
struct Made {
    #[serde(default)]
    url: String,
    #[serde(default)]
    wallet: String,
    #[serde(default)]
    reverts: String,
    #[serde(default)]
    silent: String,
    #[serde(default)]
    wordy: String,
    #[serde(default)]
    nobody: String,
}

/// A tip that waits for the signature of this wallet.
fn of(wallet: &str, seed: u64) -> Unsigned {
    let (case, mut dice) = (sample::case(), sample::Dice::new(seed));
    let view = sample::view(&case, &mut dice, 3);
    let terms = sample::terms(&case, wallet.parse().unwrap(), &mut dice);
    Unsigned::new(sample::payload(&case, &view, ""), terms).unwrap()
}

fn signed_by(owner: &SavedKey, unsigned: Unsigned) -> Tip {
    let signature = owner.sign(&unsigned.statement().digest()).unwrap().to_string();
    unsigned.seal_contract(ContractSignature::read(&signature).unwrap())
}

fn rpc(node: &Base, method: &str, params: serde_json::Value) -> serde_json::Value {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
    let said: serde_json::Value = serde_json::from_str(&carry(&HttpRequest::post(node.to_string(), body)).body).unwrap();
    assert!(said.get("error").is_none(), "{said}");
    said["result"].clone()
}

/// Makes a key the wallet's owner; gives the block from which on it is.
fn own(node: &Base, wallet: &str, owner: &SavedKey) -> u64 {
    // What is set belongs to the newest block, so it gets one of its own.
    rpc(node, "evm_mine", json!([]));
    let word = format!("0x{:0>64}", alloy_primitives::hex::encode(owner.address()));
    rpc(node, "anvil_setStorageAt", json!([wallet, format!("0x{:064x}", 0), word]));
    rpc(node, "evm_mine", json!([]));
    u64::from_str_radix(rpc(node, "eth_blockNumber", json!([])).as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

#[test]
fn a_node_tells_whether_a_contract_wallet_signed_a_tip() {
    let Some((_node, made)) = started::<Made>("signed.mjs") else { return };
    let node: Base = made.url.parse().unwrap();
    let ask = |tip: &Tip, at: At| -> HttpAnswer { carry(&question(tip, &node, at).unwrap()) };
    let (mut dice, library) = (sample::Dice::new(90), sample::library());
    let (owner, heir) = (sample::key(&mut dice), sample::key(&mut dice));
    let before = own(&node, &made.wallet, &owner);

    let mut right = 0;
    for seed in 0..20 {
        let tip = signed_by(&owner, of(&made.wallet, seed));
        let text = tip.to_armour();
        let open = verify(&text, &Expect { now: sample::NOW, cases: library });
        assert!(!open.is_valid() && open.summary().starts_with("Not decided"), "{}", open.summary());
        let said = answer(&node, &ask(&tip, At::Newest)).unwrap();
        assert_eq!((said.valid, said.block), (true, before));
        let verdict = open.with_contract(&said);
        assert!(
            verdict.is_valid() && verdict.summary().starts_with(&format!("Valid: signed by {}", tip.signer())),
            "{}",
            verdict.summary()
        );
        // The same signature over another tip; another key's; one byte changed; none.
        let signature = tip.signature().to_string();
        let other = of(&made.wallet, seed + 1_000);
        let flipped = format!("{}{}{}", &signature[..40], if &signature[40..41] == "0" { "1" } else { "0" }, &signature[41..]);
        let with = |signature: &str| of(&made.wallet, seed).seal_contract(ContractSignature::read(signature).unwrap());
        for wrong in [
            other.seal_contract(ContractSignature::read(&signature).unwrap()),
            signed_by(&heir, of(&made.wallet, seed)),
            with(&flipped),
            with("0x"),
            with(&format!("0x{}", "ff".repeat(4096))),
        ] {
            let said = answer(&node, &ask(&wrong, At::Newest)).unwrap();
            assert_eq!((said.valid, said.why), (false, "the contract does not say that it is"));
        }
        right += 1;
    }
    println!("contract wallets: {right} of {right} signatures told from {} that were not theirs", 5 * right);

    // What a contract that is none, or another kind, says.
    for (at, why) in [
        (&made.nobody, "there is no contract at this address"),
        (&made.reverts, "the contract refuses it"),
        (&made.silent, "the contract does not say that it is"),
        (&made.wordy, "the contract does not say that it is"),
    ] {
        let tip = signed_by(&owner, of(at, 7));
        let said = answer(&node, &ask(&tip, At::Newest)).unwrap();
        assert_eq!((said.valid, said.why), (false, why), "{at}");
    }

    // A new owner: the old signature held as of the old block, and holds no longer.
    let tip = signed_by(&owner, of(&made.wallet, 3));
    let after = own(&node, &made.wallet, &heir);
    assert!(after > before);
    let said = [At::Block(before), At::Block(after), At::Newest].map(|at| answer(&node, &ask(&tip, at)).unwrap());
    assert_eq!(said.map(|said| (said.valid, said.block)), [(true, before), (false, after), (false, after)]);
    assert!(answer(&node, &ask(&tip, At::Block(after + 1_000))).is_err(), "a block that is not there yet");
}
