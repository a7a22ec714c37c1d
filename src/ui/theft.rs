//! "Check the theft yourself", in sentences: the multi-signature transaction behind a theft, hashed, its signers recovered.

use super::hostile;
use crate::tip::Outcome;
use crate::tip::safe::{SafeCheck, SafeTransaction, Version};

/// One line of what was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it is as stated.
    pub outcome: Outcome,
    /// What was looked at.
    pub name: &'static str,
    /// What was found.
    pub says: String,
}

/// The fields as they are shown, one on a line.
#[must_use]
pub fn written(transaction: &SafeTransaction) -> String {
    let mut fields = vec![
        format!("  \"safe\": \"{}\"", transaction.safe),
        format!("  \"to\": \"{}\"", transaction.to),
        format!("  \"value\": \"{}\"", transaction.value),
        format!("  \"data\": \"{}\"", transaction.data),
        format!("  \"operation\": {}", transaction.operation),
        format!("  \"safeTxGas\": \"{}\"", transaction.safe_tx_gas),
        format!("  \"baseGas\": \"{}\"", transaction.base_gas),
        format!("  \"gasPrice\": \"{}\"", transaction.gas_price),
        format!("  \"gasToken\": \"{}\"", transaction.gas_token),
        format!("  \"refundReceiver\": \"{}\"", transaction.refund_receiver),
        format!("  \"nonce\": \"{}\"", transaction.nonce),
        format!("  \"safeTxHash\": \"{}\"", transaction.safe_tx_hash),
    ];
    let signed = transaction
        .confirmations
        .iter()
        .map(|confirmation| format!("    {{ \"owner\": \"{}\", \"signature\": {:?} }}", confirmation.owner, confirmation.signature));
    fields.push(format!("  \"confirmations\": [\n{}\n  ]", signed.collect::<Vec<_>>().join(",\n")));
    format!("{{\n{}\n}}", fields.join(",\n"))
}

/// What the fields show, line by line.
#[must_use]
pub fn lines(text: &str, chain_id: u64) -> Vec<Line> {
    let transaction = match SafeTransaction::read(text) {
        Ok(transaction) => transaction,
        Err(error) => {
            return vec![Line { outcome: Outcome::Fail, name: "The fields", says: hostile::plain(&format!("{error}."), 400) }];
        }
    };
    let SafeCheck { hash, version, signers } = transaction.check(chain_id);
    let stated = transaction.safe_tx_hash;
    let form = match version {
        Some(Version::WalletOnly) => "with the wallet alone in its domain, as Safe contracts before version 1.3.0 do",
        Some(Version::WithChain) => "with the chain and the wallet in its domain, as Safe contracts since version 1.3.0 do",
        None => "",
    };
    let mut lines = vec![match version {
        Some(_) => Line {
            outcome: Outcome::Pass,
            name: "The hash",
            says: format!("The fields give {hash}, {form}. That is the hash that the wallet ran."),
        },
        None => Line {
            outcome: Outcome::Fail,
            name: "The hash",
            says: format!("The fields give {hash}, not {stated}: this is another transaction."),
        },
    }];
    lines.push(if transaction.is_delegate_call() {
        Line {
            outcome: Outcome::Warn,
            name: "What it does",
            says: format!(
                "Operation 1, a delegate call: the code of {} ran as the wallet's own. It can change the wallet itself, whatever the call looks like.",
                transaction.to
            ),
        }
    } else {
        let operation = transaction.operation;
        let says = format!("Operation {operation}: a plain call of {} with {} wei.", transaction.to, transaction.value);
        Line { outcome: if operation == 0 { Outcome::Pass } else { Outcome::Fail }, name: "What it does", says }
    });
    if signers.is_empty() {
        lines.push(Line { outcome: Outcome::NotReached, name: "Signatures", says: "There are none here.".to_owned() });
    }
    lines.extend(signers.iter().map(|signer| {
        let says = match &signer.recovered {
            Ok(recovered) if *recovered == signer.stated => format!("{recovered} signed this hash."),
            Ok(recovered) => format!("It is said to be of {}; over this hash it shows {recovered}.", signer.stated),
            Err(why) => format!("It is said to be of {}: {why}.", signer.stated),
        };
        Line { outcome: if signer.is_theirs() { Outcome::Pass } else { Outcome::Fail }, name: "A signature", says }
    }));
    lines
}

/// The other transaction with the same number.
#[must_use]
pub fn waiting(other: &SafeTransaction, chain_id: u64) -> String {
    let is_its_hash = other.check(chain_id).version.is_some();
    format!(
        "Another transaction with the same number ({}) was waiting in the wallet's queue, unsigned: a plain call of {} with {} wei, hash {}{}.",
        other.nonce,
        other.to,
        other.value,
        other.safe_tx_hash,
        if is_its_hash { ", which its fields give too" } else { ", which its fields do not give" }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tip::safe::SafeFile;

    fn outcomes(text: &str) -> Vec<Outcome> {
        lines(text, 1).iter().map(|line| line.outcome).collect()
    }

    #[test]
    fn the_theft_passes_and_a_changed_field_fails() {
        let theft = written(&SafeFile::of_case("bybit-2025-02-21").unwrap().transactions[0]);
        assert_eq!(outcomes(&theft), [Outcome::Pass, Outcome::Warn, Outcome::Pass, Outcome::Pass, Outcome::Pass]);
        let changed = theft.replace("\"operation\": 1", "\"operation\": 0");
        assert_eq!(outcomes(&changed), [Outcome::Fail, Outcome::Pass, Outcome::Fail, Outcome::Fail, Outcome::Fail]);
        assert_eq!(outcomes("<b>not JSON</b>"), [Outcome::Fail]);
        assert!(waiting(&SafeFile::of_case("bybit-2025-02-21").unwrap().transactions[1], 1).contains("give too"));
    }
}
