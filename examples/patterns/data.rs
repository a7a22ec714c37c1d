//! Reads the recorded sets of `data/patterns`, or of another folder in their published form.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use spoor::money::{Address, Amount, Asset, Chain, TxId, UnixSeconds};
use spoor::trace::pattern::bridge_pair::{Leg, Rules};
use spoor::trace::pattern::spend::{Holder, Input, Output, Spend};

/// A file that is not what it should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// A line is not of the format.
    #[error("{0}, line {1}: {2}")]
    Line(PathBuf, usize, String),
}

/// The sets of Bitcoin transactions, by the name of their class.
pub(crate) const CLASSES: [&str; 10] = [
    "whirlpool",
    "whirlpool-tx0",
    "whirlpool-postmix",
    "wasabi1",
    "wasabi1-postmix",
    "wasabi2",
    "wasabi2-postmix",
    "joinmarket",
    "joinmarket-postmix",
    "not-coinjoin",
];

/// The folder of the repository.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/patterns")
}

/// The transactions of a class: `coinjoin-NAME.txt.gz`, or `NAME.txt.gz` as published.
///
/// # Errors
/// When there is no such file, or a line of it is no transaction.
pub(crate) fn spends(folder: &Path, class: &str) -> Result<Vec<Spend>, DataError> {
    let own = folder.join(format!("coinjoin-{class}.txt.gz"));
    let path = if own.is_file() { own } else { folder.join(format!("{class}.txt.gz")) };
    let text = text(&path)?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| spend(line).ok_or_else(|| DataError::Line(path.clone(), number, "no transaction".to_owned()))).collect()
}

/// `txid time value+script,… value+script,…`, or `txid:::block:::index:::time:::inputs:::outputs` as published.
fn spend(line: &str) -> Option<Spend> {
    let (txid, inputs, outputs, between) = if line.contains(":::") {
        let mut fields = line.split(":::");
        let (txid, inputs, outputs) = (fields.next()?, fields.nth(3)?, fields.next()?);
        (txid, inputs, outputs, "}{")
    } else {
        let mut fields = line.split(' ');
        (fields.next()?, fields.nth(1)?, fields.next()?, ",")
    };
    let side = |text: &str| {
        let mut parts = text.split('+');
        let value_sat = parts.next()?.rsplit('-').next()?.parse().ok()?;
        let script = alloy_primitives::hex::decode(parts.next()?).ok()?;
        Some((value_sat, Holder::of_script(&script)))
    };
    let input = |text: &str| side(text).map(|(value_sat, holder)| Input { spends: None, value_sat, holder });
    let output = |text: &str| side(text).map(|(value_sat, holder)| Output { value_sat, holder });
    Some(Spend {
        txid: txid.parse().ok()?,
        inputs: inputs.split(between).map(input).collect::<Option<_>>()?,
        outputs: outputs.split(between).map(output).collect::<Option<_>>()?,
    })
}

/// The bridge's deposits and withdrawals, the n-th of which belong together, and its rules.
///
/// # Errors
/// When a file is missing or is not as the format says.
pub(crate) fn nomad(pairs: &Path, tokens: &Path) -> Result<(Vec<Leg>, Vec<Leg>, Rules), DataError> {
    let columns = ["src_ts", "dst_ts", "src_token", "dst_token", "beneficiary", "amount"];
    let (mut deposits, mut withdrawals) = (Vec::new(), Vec::new());
    for (number, row) in rows(pairs, &columns)? {
        let [src_ts, dst_ts, src_token, dst_token, beneficiary, amount] = row;
        let leg = |token: &str, chain, at: &str| {
            let receiver: Address = beneficiary.parse().ok()?;
            let amount: Amount = amount.parse().ok()?;
            Some(Leg { asset: asset(chain, token)?, amount, receiver: Some(receiver), at: UnixSeconds::new(at.parse().ok()?) })
        };
        let wrong = || DataError::Line(pairs.to_path_buf(), number, "no pair".to_owned());
        deposits.push(leg(&src_token, MOONBEAM, &src_ts).ok_or_else(wrong)?);
        withdrawals.push(leg(&dst_token, Chain::ETHEREUM, &dst_ts).ok_or_else(wrong)?);
    }
    let mut becomes = std::collections::BTreeMap::new();
    for (number, [from, to]) in rows(tokens, &["src_token", "dst_token"])? {
        let wrong = || DataError::Line(tokens.to_path_buf(), number, "no tokens".to_owned());
        becomes.insert(asset(MOONBEAM, &from).ok_or_else(wrong)?, asset(Chain::ETHEREUM, &to).ok_or_else(wrong)?);
    }
    // Nomad waits 30 minutes for somebody to prove a fraud, takes no fee, and pays whenever the receiver asks.
    Ok((deposits, withdrawals, Rules { becomes, least_s: 1_800, most_s: u64::MAX, most_fee_millionths: 0 }))
}

const MOONBEAM: Chain = Chain::Eip155(1284);

fn asset(chain: Chain, contract: &str) -> Option<Asset> {
    contract.parse().ok().map(|contract| Asset::token(chain, contract))
}

/// A payment to a look-alike, and the address that was meant.
#[allow(dead_code, reason = "the example shows no transactions")]
pub(crate) struct Payoff {
    pub(crate) tx: TxId,
    pub(crate) paid: Address,
    pub(crate) meant: Address,
}

/// The recorded payments to look-alikes.
///
/// # Errors
/// When the file is missing or is not as the format says.
pub(crate) fn payoffs(path: &Path) -> Result<Vec<Payoff>, DataError> {
    let rows = rows(path, &["tx_hash", "topics_to_addr", "intended_addr"])?;
    rows.into_iter()
        .map(|(number, [tx, paid, meant])| {
            let payoff = || Some(Payoff { tx: tx.parse().ok()?, paid: paid.parse().ok()?, meant: meant.parse().ok()? });
            payoff().ok_or_else(|| DataError::Line(path.to_path_buf(), number, "no payment".to_owned()))
        })
        .collect()
}

/// The named columns of a table without quotes, each row with its line.
///
/// # Errors
/// When the file cannot be read or a column is missing.
pub(crate) fn rows<const N: usize>(path: &Path, columns: &[&str; N]) -> Result<Vec<(usize, [String; N])>, DataError> {
    let text = text(path)?;
    let mut lines = (1..).zip(text.lines());
    let wrong = |number, why: &str| DataError::Line(path.to_path_buf(), number, why.to_owned());
    let head: Vec<&str> = lines.next().map_or("", |(_, line)| line).split(',').collect();
    let places = columns.map(|column| head.iter().position(|name| *name == column));
    lines
        .map(|(number, line)| {
            let fields: Vec<&str> = line.split(',').collect();
            let row = places.map(|place| place.and_then(|place| fields.get(place)).map(|field| (*field).to_owned()));
            if row.iter().any(Option::is_none) {
                return Err(wrong(number, "a column is missing"));
            }
            Ok((number, row.map(Option::unwrap_or_default)))
        })
        .collect()
}

/// A file's text, unpacked where its name ends in `.gz`.
pub(crate) fn text(path: &Path) -> Result<String, DataError> {
    let wrong = |why| DataError::Unreadable(path.to_path_buf(), why);
    let bytes = std::fs::read(path).map_err(wrong)?;
    let mut text = String::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(wrong)?;
        return Ok(text);
    }
    bytes.as_slice().read_to_string(&mut text).map_err(wrong)?;
    Ok(text)
}
