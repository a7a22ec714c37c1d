//! The files of the demonstration board, and the key that signs them.

#[path = "facts.rs"]
mod facts;
#[path = "made_up.rs"]
mod made_up;

use std::error::Error;

use sha2::{Digest as _, Sha256};
use spoor::board::Writer;
use spoor::board::entry::Example;
use spoor::money::{Address, UnixSeconds};
use spoor::tip::{Cost, SavedKey, UnsavedKey};
use zeroize::Zeroizing;

/// Where the files lie in this repository. Paths of the files begin here.
pub(crate) const FOLDER: &str = "data/boards";
/// The published folder, in that one.
pub(crate) const FEED: &str = "bybit-demo";
/// The case that the facts are about.
const CASE: &str = "bybit-2025-02-21";
const CASE_FILE: &str = include_str!("../../data/cases/bybit-2025-02-21.json");
const FREEZES: &str = include_str!("../../data/boards/bybit/usdt-freezes.csv");

/// The key is the SHA-256 of this sentence: public, so that anybody can try the desk with this board.
const SECRET: &str = "Spoor, demonstration board: this key is public and anybody can sign with it";
/// Opens the key's file.
pub(crate) const PASSPHRASE: &str = "everybody knows this";
/// Half of a minute's work for nobody: what it hides is public.
const COST: u8 = 12;
/// 2026-11-22T12:00:00Z: when the facts were put together. Entries follow each other by a second.
const BEGIN: UnixSeconds = UnixSeconds::new(1_795_348_800);

fn key() -> Result<SavedKey, Box<dyn Error>> {
    let key = UnsavedKey::from_random(&Zeroizing::new(Sha256::digest(SECRET).into()))?;
    let address = key.address();
    key.written(address).map_err(|error| error.error.into())
}

/// The key's file, as a wallet or the desk opens it.
fn key_file() -> Result<String, Box<dyn Error>> {
    let key = UnsavedKey::from_random(&Zeroizing::new(Sha256::digest(SECRET).into()))?;
    let mut random = [0; 64];
    for (half, word) in random.chunks_exact_mut(32).zip(["salt", "vector"]) {
        half.copy_from_slice(&Sha256::digest(format!("{SECRET}: {word}")));
    }
    let cost = Cost::new(COST).ok_or("no such cost")?;
    key.save(PASSPHRASE, &random, cost).map(|(file, _)| file).map_err(|error| error.error.into())
}

/// Files by their paths.
type Files = Vec<(String, Vec<u8>)>;

/// Every file with its path, relative to [`FOLDER`]. The same each time.
pub(crate) fn files() -> Result<Files, Box<dyn Error>> {
    let key = key()?;
    let mut writer = Writer::start(BEGIN);
    let mut at = BEGIN;
    let facts = facts::entries(Address::Evm(key.address()))?;
    let made_up = made_up::entries(facts.len())?;
    let marked = facts.into_iter().map(|content| (content, None)).chain(made_up.into_iter().map(|content| (content, Some(Example::Yes))));
    for (content, example) in marked {
        writer.write(at, content, example, &key)?;
        at = UnixSeconds::new(at.get() + 1);
    }
    let index = writer.index(at)?.sign(&key)?;
    let mut files: Files =
        writer.files(&index)?.into_iter().map(|published| (format!("{FEED}/{}", published.file), published.bytes)).collect();
    files.push((format!("{FEED}/cases/{CASE}.json"), CASE_FILE.as_bytes().to_vec()));
    files.push((format!("{FEED}.key.json"), key_file()?.into_bytes()));
    Ok(files)
}
