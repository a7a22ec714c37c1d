//! Encrypts and opens as asked, for programs that check the files: JSON in, JSON out, one answer a question, `null` where
//! there is none.
//!
//! `{"encrypt": [{"text", "recipients"}], "decrypt": [{"file", "identity"}], "lock": [{"secret", "passphrase"}],
//! "open": [{"file", "passphrase"}]}` gives lists of the same names: armour, text, file and address.

#![allow(clippy::unwrap_used)] // A check that cannot go on must stop.

use std::io::Write as _;

use alloy_primitives::hex;
use serde_json::{Value, json};
use spoor::case::Recipient;
use spoor::tip::Cost;
use spoor::tip::lock::{FileKind, HybridIdentity, decrypt, encrypt, lock_key, open_key};
use zeroize::Zeroizing;

fn text<'a>(question: &'a Value, name: &str) -> &'a str {
    question[name].as_str().unwrap()
}

fn encrypted(question: &Value) -> Option<String> {
    let recipients: Vec<Recipient> = serde_json::from_value(question["recipients"].clone()).ok()?;
    encrypt(text(question, "text"), &recipients).ok()
}

fn decrypted(question: &Value) -> Option<String> {
    let identity = text(question, "identity");
    let identity: Box<dyn age::Identity> = if identity.starts_with("AGE-SECRET-KEY-PQ-") {
        Box::new(identity.parse::<HybridIdentity>().unwrap())
    } else {
        Box::new(identity.parse::<age::x25519::Identity>().unwrap())
    };
    let content = decrypt(text(question, "file").as_bytes(), &[identity.as_ref()]).ok()?;
    String::from_utf8(content.to_vec()).ok()
}

fn locked(question: &Value) -> Option<String> {
    let secret = Zeroizing::new(hex::decode_to_array(text(question, "secret")).unwrap());
    lock_key(&secret, FileKind::Age, text(question, "passphrase"), &[0; 64], Cost::LEAST).ok().map(|(file, _)| file)
}

fn opened(question: &Value) -> Option<String> {
    open_key(text(question, "file").as_bytes(), text(question, "passphrase")).ok().map(|(_, address)| address.to_string())
}

fn main() -> std::io::Result<()> {
    let asked: Value = serde_json::from_reader(std::io::stdin().lock()).unwrap();
    let all = |name: &str, answer: fn(&Value) -> Option<String>| -> Vec<Option<String>> {
        asked[name].as_array().map(|questions| questions.iter().map(answer).collect()).unwrap_or_default()
    };
    let answers = json!({
        "encrypt": all("encrypt", encrypted),
        "decrypt": all("decrypt", decrypted),
        "lock": all("lock", locked),
        "open": all("open", opened),
    });
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &answers)?;
    writeln!(out)
}
