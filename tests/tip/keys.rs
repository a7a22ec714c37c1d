//! Key files.

use alloy_primitives::hex;
use serde_json::Value;
use spoor::tip::{Cost, KeyError, KeystoreError, SavedKey, UnsavedKey};
use zeroize::Zeroizing;

use super::sample::Dice;
use super::vectors::gunzip;

fn random(dice: &mut Dice) -> [u8; 64] {
    [dice.bytes(), dice.bytes()].concat().try_into().unwrap()
}

#[test]
fn all_nine_key_files_of_ethers_open_and_another_passphrase_opens_none() {
    let files = gunzip("ethers-testcases/wallets.json.gz");
    let (mut opened, mut of_the_sale) = (0, 0);
    for file in files.as_array().unwrap() {
        let text = |name: &str| file[name].as_str().unwrap();
        let passphrase = String::from_utf8(hex::decode(text("password")).unwrap()).unwrap();
        let is_sale = text("type") == "crowdsale";
        let key = SavedKey::open(text("content"), &passphrase);
        assert_eq!(key.unwrap().address().to_string(), text("address"), "{}", text("name"));
        // The others are of the same kinds, and slow.
        if is_sale || text("name") == "wallet_random3" {
            let wrong = SavedKey::open(text("content"), &format!("{passphrase} ")).unwrap_err();
            assert_eq!(wrong, KeyError::Keystore(KeystoreError::WrongPassphrase));
        }
        of_the_sale += usize::from(is_sale);
        opened += 1;
    }
    println!("key files of ethers opened: {opened} of 9, {of_the_sale} of them of the ether sale");
    assert_eq!((opened, of_the_sale), (9, 2));
}

#[test]
fn a_damaged_wallet_of_the_ether_sale_is_refused_with_a_reason() {
    let files = gunzip("ethers-testcases/wallets.json.gz");
    let sale = files.as_array().unwrap().iter().find(|file| file["type"] == "crowdsale").unwrap();
    let passphrase = String::from_utf8(hex::decode(sale["password"].as_str().unwrap()).unwrap()).unwrap();
    let whole: Value = serde_json::from_str(sale["content"].as_str().unwrap()).unwrap();
    let seed = whole["encseed"].as_str().unwrap();
    for (name, value, why) in [
        ("encseed", Value::Null, "is not a text"),
        ("encseed", Value::from("zz"), "not hexadecimal"),
        ("encseed", Value::from("00"), "no start value"),
        ("encseed", Value::from("00".repeat(16)), "passphrase"),
        ("encseed", Value::from("00".repeat(20_000)), "digits"),
        ("encseed", Value::from(&seed[..seed.len() - 2]), "passphrase"),
        ("encseed", Value::from(seed.replacen('a', "b", 1)), "passphrase"),
        ("ethaddr", Value::from("11".repeat(20)), "passphrase"),
        ("ethaddr", Value::from("0x12"), "no address"),
        ("ethaddr", Value::Null, "is not a text"),
    ] {
        let mut changed = whole.clone();
        changed[name] = value;
        let error = SavedKey::open(&changed.to_string(), &passphrase).unwrap_err().to_string();
        assert!(error.contains(why), "{name}: {error}");
    }
}

#[test]
fn a_saved_key_opens_again_and_signs_the_same() {
    let mut dice = Dice::new(1);
    for _ in 0..20 {
        let fresh = UnsavedKey::from_random(&Zeroizing::new(dice.bytes())).unwrap();
        let address = fresh.address();
        let (file, saved) = fresh.save("pässword with ünicode", &random(&mut dice), Cost::LEAST).unwrap();
        let opened = SavedKey::open(&file, "pässword with ünicode").unwrap();
        let digest = dice.bytes().into();
        assert_eq!((saved.address(), opened.address()), (address, address));
        assert_eq!(saved.sign(&digest).unwrap(), opened.sign(&digest).unwrap());
        assert_eq!(SavedKey::open(&file, "another").unwrap_err(), KeyError::Keystore(KeystoreError::WrongPassphrase));
    }
}

#[test]
fn the_same_key_passphrase_and_random_bytes_give_the_same_file() {
    let file = |secret| {
        let key = UnsavedKey::from_random(&Zeroizing::new(secret)).unwrap();
        key.save("correct horse", &[9; 64], Cost::LEAST).unwrap().0
    };
    assert_eq!(file([1; 32]), file([1; 32]));
    assert_ne!(file([1; 32]), file([2; 32]));
    let value: Value = serde_json::from_str(&file([1; 32])).unwrap();
    assert_eq!(value["version"], 3);
    assert_eq!(value["id"], "09090909-0909-4909-8909-090909090909");
}

#[test]
fn a_short_passphrase_or_bytes_that_are_no_key_are_refused_and_the_key_is_handed_back() {
    let key = UnsavedKey::from_random(&Zeroizing::new([1; 32])).unwrap();
    let address = key.address();
    let not_saved = key.save("seven77", &[0; 64], Cost::LEAST).unwrap_err();
    assert_eq!((not_saved.error, not_saved.key.address()), (KeyError::ShortPassphrase(7), address));
    for bytes in [[0; 32], [0xff; 32]] {
        assert_eq!(UnsavedKey::from_random(&Zeroizing::new(bytes)).unwrap_err(), KeyError::NotAKey);
    }
    assert!(Cost::new(0).is_none() && Cost::new(19).is_none() && Cost::new(18).is_some());
}

#[test]
fn neither_key_nor_passphrase_is_shown_by_debug() {
    let key = UnsavedKey::from_random(&Zeroizing::new([0x5a; 32])).unwrap();
    let shown = format!("{key:?}");
    let (_, saved) = key.save("correct horse", &[0; 64], Cost::LEAST).unwrap();
    for text in [shown, format!("{saved:?}")] {
        assert!(!text.to_lowercase().contains("5a5a5a"), "{text}");
        assert!(text.contains(&saved.address().to_string()));
    }
}

#[test]
fn a_hostile_key_file_is_refused_without_the_work_it_asks_for() {
    let key = UnsavedKey::from_random(&Zeroizing::new([1; 32])).unwrap();
    let (file, _) = key.save("correct horse", &[9; 64], Cost::LEAST).unwrap();
    let changed = |path: &str, value: Value| {
        let mut whole: Value = serde_json::from_str(&file).unwrap();
        *whole.pointer_mut(path).unwrap() = value;
        SavedKey::open(&whole.to_string(), "correct horse").unwrap_err().to_string()
    };
    for (path, value, why) in [
        ("/crypto/kdfparams/n", Value::from(1u64 << 40), "more memory or time"),
        ("/crypto/kdfparams/n", Value::from(3), "not a power of two"),
        ("/crypto/kdfparams/n", Value::from(0), "not a power of two"),
        ("/crypto/kdfparams/r", Value::from(4_000_000_000u32), "more memory or time"),
        ("/crypto/kdfparams/p", Value::from(1_000), "more memory or time"),
        ("/crypto/kdfparams/dklen", Value::from(64), "derived key of 64 bytes"),
        ("/crypto/kdfparams/salt", Value::from("zz"), "not hexadecimal"),
        ("/crypto/kdf", Value::from("argon2"), "argon2"),
        ("/crypto/cipher", Value::from("aes-256-gcm"), "aes-256-gcm"),
        ("/crypto/cipherparams/iv", Value::from("00"), "has 1 bytes, not 16"),
        ("/crypto/mac", Value::from("00".repeat(32)), "passphrase"),
        ("/crypto/ciphertext", Value::from("00".repeat(32)), "passphrase"),
        ("/address", Value::from("11".repeat(20)), "its key is that of"),
        ("/version", Value::from(1), "version 1"),
    ] {
        let error = changed(path, value);
        assert!(error.contains(why), "{path}: {error}");
    }
    for text in ["", "{}", "[1,2]", "not json", "{\"version\":3}", &"{".repeat(100_000)] {
        assert!(SavedKey::open(text, "x").is_err());
    }
    let pbkdf2 = r#"{"version":3,"id":"","crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"00"},"ciphertext":"","kdf":"pbkdf2","mac":"","kdfparams":{"c":4000000000,"dklen":32,"prf":"hmac-sha256","salt":"00"}}}"#;
    assert!(SavedKey::open(pbkdf2, "x").unwrap_err().to_string().contains("4000000000 rounds"));
}
