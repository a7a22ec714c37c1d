//! One changed character, one exchanged field: refused.

use alloy_primitives::{U256, hex};
use serde_json::Value;
use spoor::tip::verify::CHECKS;
use spoor::tip::{Outcome, Signature, SignatureError, armour, jcs};

use super::sample;
use super::verifying::verdict;

/// What a character is changed to: the ends of the alphabet's parts. (All 62 are tried on a shorter text beside the decoder.)
const SOME: [char; 4] = ['0', 'A', 'Z', 'z'];

#[test]
fn every_changed_character_of_the_armour_is_refused_and_named() {
    let armour = sample::tip(1, 2).to_armour();
    let mut refused = 0;
    for (at, old) in armour.char_indices() {
        // A break between words may become any other break; a letter there is one character too many.
        for new in SOME.into_iter().filter(|&new| new != old) {
            let changed = format!("{}{new}{}", &armour[..at], &armour[at + old.len_utf8()..]);
            // After the last marker stand a full stop and a line break: nothing there belongs to the tip.
            if at >= armour.len() - 2 {
                continue;
            }
            let verdict = verdict(&changed);
            assert!(!verdict.is_valid(), "character {at}: {old:?} to {new:?}");
            let failed = verdict.checks.iter().find(|check| check.outcome == Outcome::Fail).unwrap();
            assert!(["armour", "checksum"].contains(&failed.name), "{failed:?}");
            refused += 1;
        }
    }
    assert!(refused > 10_000, "{refused}");
}

/// All leaves of a document, as pointers.
fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| leaves(member, &format!("{at}/{name}"), out)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, item)| leaves(item, &format!("{at}/{n}"), out)),
        _ => out.push(at.to_owned()),
    }
}

/// Armour with the right checksum around a changed document: only the content can be refused.
fn armoured(value: &Value) -> String {
    armour::encode(jcs::canonical(value).unwrap().as_bytes())
}

#[test]
fn every_field_exchanged_with_every_other_is_refused() {
    let whole: Value = serde_json::from_str(&sample::tip(2, 4).to_json()).unwrap();
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    let mut refused = 0;
    for (n, one) in paths.iter().enumerate() {
        for other in &paths[n + 1..] {
            let (a, b) = (whole.pointer(one).unwrap().clone(), whole.pointer(other).unwrap().clone());
            if a == b {
                continue;
            }
            let mut swapped = whole.clone();
            *swapped.pointer_mut(one).unwrap() = b;
            *swapped.pointer_mut(other).unwrap() = a;
            assert!(!verdict(&armoured(&swapped)).is_valid(), "{one} and {other}");
            refused += 1;
        }
    }
    println!("fields exchanged: {refused} of {refused} refused ({} fields)", paths.len());
    assert!(refused >= 10_000, "{} fields, {refused} refused", paths.len());
}

#[test]
fn every_field_changed_left_out_or_doubled_is_refused() {
    let whole: Value = serde_json::from_str(&sample::tip(3, 3).to_json()).unwrap();
    let mut paths = Vec::new();
    leaves(&whole, "", &mut paths);
    for path in &paths {
        let text = whole.pointer(path).unwrap().as_str().unwrap().to_owned();
        let last = text.chars().last().map_or('x', |c| if c == '1' { '2' } else { '1' });
        let kept: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
        for new in [format!("{kept}{last}"), kept.clone(), format!("{text}{text}x"), String::new()] {
            if new == text {
                continue;
            }
            let mut changed = whole.clone();
            *changed.pointer_mut(path).unwrap() = Value::String(new.clone());
            assert!(!verdict(&armoured(&changed)).is_valid(), "{path}: {new:?}");
        }
        let (parent, name) = path.rsplit_once('/').unwrap();
        let mut without = whole.clone();
        match without.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            _ => unreachable!("a leaf has a parent"),
        }
        assert!(!verdict(&armoured(&without)).is_valid(), "{path} left out");
    }
}

#[test]
fn a_change_in_each_part_is_named_by_the_check_of_that_part() {
    let tip = sample::tip(4, 3);
    let whole: Value = serde_json::from_str(&tip.to_json()).unwrap();
    let other: Value = serde_json::from_str(&sample::tip(5, 3).to_json()).unwrap();
    for (path, name) in [
        ("/payload/claim/why", "digest"),
        ("/payload", "digest"),
        ("/statement/tipSha256", "digest"),
        ("/statement/headline", "statement"),
        ("/signature", "signer"),
        ("/signer", "signer"),
        ("/statement/nonce", "signer"),
        ("/statement/payout", "signer"),
        ("/salt", "commitment"),
        ("/statement/commitment", "signer"),
    ] {
        let mut changed = whole.clone();
        let new = if path == "/payload/claim/why" { Value::from("other words") } else { other.pointer(path).unwrap().clone() };
        *changed.pointer_mut(path).unwrap() = new;
        let verdict = verdict(&armoured(&changed));
        let failed = verdict.checks.iter().find(|check| check.outcome == Outcome::Fail).unwrap();
        assert_eq!(failed.name, name, "{path}: {:#?}", verdict.checks);
        assert!(CHECKS.contains(&failed.name));
    }
}

/// The order of secp256k1.
const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

#[test]
fn a_signature_has_one_accepted_form() {
    let tip = sample::tip(6, 2);
    let digest = tip.statement().digest();
    let text = tip.signature().to_string();
    let bytes = hex::decode(&text).unwrap();
    let whole: Value = serde_json::from_str(&tip.to_json()).unwrap();
    let with = |signature: &str| {
        let mut changed = whole.clone();
        changed["signature"] = Value::from(signature);
        verdict(&armoured(&changed))
    };
    let order = U256::from_str_radix(ORDER, 16).unwrap();
    let mut twin = bytes.clone();
    let high = order - U256::from_be_slice(&bytes[32..64]);
    twin[32..64].copy_from_slice(&high.to_be_bytes::<32>());
    twin[64] = 55 - twin[64];
    let twin = hex::encode_prefixed(&twin);
    assert_eq!(Signature::read(&twin), Err(SignatureError::HighS));
    // Wallets may give other forms: those are brought to the one form before they enter a tip.
    let v = |v: u8| hex::encode_prefixed([&bytes[..64], &[v]].concat());
    // The compact form: v in the top bit of s.
    let mut compact = bytes[..64].to_vec();
    compact[32] |= (bytes[64] - 27) << 7;
    let compact = hex::encode_prefixed(&compact);
    for given in [twin, compact.clone(), text.to_uppercase().replacen("0X", "0x", 1), v(bytes[64] - 27), format!(" {text}\n")] {
        assert_eq!(Signature::from_wallet(&given).unwrap().to_string(), text, "{given}");
        assert!(!with(&given).is_valid());
    }
    let mut forms = 4;
    let every_other_v = (0..=255).filter(|v| ![27, 28].contains(v)).map(v);
    for wrong in every_other_v.chain([text[2..].to_owned(), text[..130].to_owned(), format!("{text}00"), String::new(), compact.clone()]) {
        assert!(Signature::read(&wrong).is_err(), "{wrong}");
        assert!(!with(&wrong).is_valid(), "{wrong}");
        forms += 1;
    }
    let zero = format!("0x{}1b", "00".repeat(64));
    assert_eq!(Signature::read(&zero), Err(SignatureError::NoKey));
    for at in 0..65 {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let read = Signature::read(&hex::encode_prefixed(&flipped));
            assert!(read.and_then(|signature| signature.recover(&digest)).ok() != Some(tip.signer()), "byte {at}, bit {bit}");
        }
    }
    println!("other forms of a signature (high s, v, length, case, compact): {forms} of {forms} refused; {} flipped bits refused", 65 * 8);
}
