//! A signed tip for one end of a traced world, by a key made for this run and thrown away.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

use spoor::case::{Case, Seed};
use spoor::money::{Account, Address, UnixSeconds};
use spoor::tip::{Cost, Engine, Evidence, Payload, SUBMIT_WITHIN_S, SavedKey, Terms, Tip, UnsavedKey, Unsigned};
use spoor::trace::view::{End, Reason, View};
use zeroize::Zeroizing;

/// Why no tip was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TipError {
    /// No end has a way from the theft.
    #[error("the trace has no end that a tip could be about: nothing was found with this budget; allow more requests")]
    NoEnd,
    /// The system has no random bytes.
    #[error("no random bytes from /dev/urandom for the key: {0}")]
    NoRandom(std::io::Error),
    /// A file cannot be written.
    #[error("{file} cannot be written: {why}")]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The tip's own rules.
    #[error("the tip cannot be written: {0}")]
    Tip(Box<dyn std::error::Error>),
}

/// What was written.
#[derive(Debug)]
pub(crate) struct Written {
    /// The end it is about.
    pub(crate) end: usize,
    /// The tip.
    pub(crate) tip: Tip,
    /// The files, each with what it holds.
    pub(crate) files: Vec<(PathBuf, &'static str)>,
}

/// The end a tip is best about: of those at which following ended for a reason, not for want of requests, the one where most
/// is. Where there is none, the largest of the others.
fn best(view: &View) -> Result<&End, TipError> {
    let is_open = |end: &End| matches!(end.reason, Reason::Budget | Reason::Failed | Reason::Dust | Reason::User);
    let known = view.ends.iter().filter(|end| !end.path.is_empty() && !end.amount.is_zero());
    known.max_by_key(|end| (!is_open(end), end.amount, Reverse(end.id))).ok_or(TipError::NoEnd)
}

/// The case with the theft's transactions written out: a tip names them, where the world only names who paid. They are the
/// payments with which the trace's ways begin.
fn with_seeds(case: &Case, view: &View) -> Case {
    let mut seeds: Vec<Seed> = Vec::new();
    for first in view.ends.iter().filter_map(|end| end.path.first()).map(|hop| &hop.transfer) {
        let (tx, to, asset) = (first.tx, first.to.clone(), first.asset.clone());
        if !seeds.iter().any(|seed| seed.tx == tx && seed.to == to && seed.asset == asset) {
            seeds.push(Seed { tx, to, asset, amount: first.amount, what: format!("paid by {}", first.from) });
        }
    }
    seeds.sort_by(|a, b| (a.tx, &a.to, &a.asset).cmp(&(b.tx, &b.to, &b.asset)));
    Case { seeds, ..case.clone() }
}

fn random<const N: usize>() -> Result<[u8; N], TipError> {
    use std::io::Read as _;
    let mut bytes = [0; N];
    fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).map_err(TipError::NoRandom)?;
    Ok(bytes)
}

/// A key that lives as long as the program. Its file is made, because no key signs without one, and dropped.
fn key() -> Result<SavedKey, TipError> {
    let whole = |error: spoor::tip::KeyError| TipError::Tip(error.into());
    let passphrase = Zeroizing::new(alloy_primitives::hex::encode(random::<32>()?));
    let key = UnsavedKey::from_random(&Zeroizing::new(random()?)).map_err(whole)?;
    let (_, key) = key.save(&passphrase, &random()?, Cost::LEAST).map_err(|not_saved| whole(not_saved.error))?;
    Ok(key)
}

/// Signs a tip for the best end and writes it: the armour to `out`, and beside it the typed data that was signed, the tip as a
/// file, and the case with which it can be checked.
///
/// # Errors
/// When nothing was found, or a file cannot be written.
pub(crate) fn write(out: &Path, case: &Case, view: &View, now: UnixSeconds) -> Result<Written, TipError> {
    let end = best(view)?;
    let case = with_seeds(case, view);
    let engine =
        Engine { name: "Spoor trace_world".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), wasm_sha256: "unknown".to_owned() };
    let evidence = Evidence { case: &case, view, end: end.id, note: "", seen: None, seconds: &[], overrides: &[], engine: &engine };
    let payload = Payload::from_trace(&evidence).map_err(|error| TipError::Tip(error.into()))?;
    let key = key()?;
    let payout = Account::new(case.chain, Address::Evm(key.address())).map_err(|error| TipError::Tip(error.into()))?;
    let terms = Terms {
        portal: case.portal.clone(),
        payout,
        signer: key.address(),
        salt: random()?,
        nonce: random()?,
        issued_at: now,
        submit_by: UnixSeconds::new(now.get() + SUBMIT_WITHIN_S),
    };
    let unsigned = Unsigned::new(payload, terms).map_err(|error| TipError::Tip(error.into()))?;
    let tip = unsigned.sign(&key).map_err(|error| TipError::Tip(error.into()))?;
    let case = serde_json::to_string_pretty(&case).map_err(|error| TipError::Tip(error.into()))?;
    let mut files = Vec::new();
    for (ending, what, text) in [
        ("", "the tip in armour", tip.to_armour()),
        (".typed.json", "the typed data that was signed, as eth_signTypedData_v4 takes it", tip.statement().typed_data()),
        (".tip.json", "the tip as a file, with signer and signature", tip.to_json()),
        (".case.json", "the case with the theft's transactions, to check the tip with", case),
    ] {
        let mut file = out.as_os_str().to_owned();
        file.push(ending);
        let file = PathBuf::from(file);
        fs::write(&file, text).map_err(|why| TipError::Unwritable { file: file.clone(), why })?;
        files.push((file, what));
    }
    Ok(Written { end: end.id, tip, files })
}
