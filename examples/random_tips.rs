//! Writes signed tips made by dice as a JSON list, for programs that check signatures: `cargo run --example random_tips
//! -- 200`. The same number gives the same tips. Each has the address, the typed data and its signature, the plain text and
//! its signature, and the armour; the first also a key file with its passphrase.

#![allow(clippy::unwrap_used, dead_code)] // It shares the dice with the tests, which may stop at what is wrong.

use std::io::Write as _;

#[path = "../tests/tip/sample.rs"]
mod sample;

fn main() -> std::io::Result<()> {
    let count: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(200);
    let tips: Vec<serde_json::Value> = (0..count)
        .map(|seed| {
            let (dice, hops) = (1_000_000 + seed, 1 + usize::try_from(seed % 7).unwrap());
            let both = sample::signed_both_ways(dice, hops);
            let typed: serde_json::Value = serde_json::from_str(&both.typed.statement().typed_data()).unwrap();
            serde_json::json!({
                "address": both.typed.signer().to_string(),
                "typedData": typed,
                "signature": both.typed.signature().to_string(),
                "text": both.plain.statement().plain_text(),
                "textSignature": both.plain.signature().to_string(),
                "armour": both.typed.to_armour(),
                "keyFile": (seed == 0).then(|| sample::tip_and_key_file(dice, hops).1),
                "passphrase": sample::PASSPHRASE,
            })
        })
        .collect();
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &tips)?;
    writeln!(out)
}
