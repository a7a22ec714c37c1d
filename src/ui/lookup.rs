//! What a pasted line is: an address, a transaction hash, or neither, and what the built-in cases say of it.
//!
//! Nothing is asked of anybody.

use std::sync::Arc;

use super::hostile;
use crate::case::Case;
use crate::money::{Account, Address, Chain, TxId};

/// The most lines that are looked at.
pub const MOST_LINES: usize = 200;

/// What was found for one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An address, with what the cases say of it: `(case, what, source)`.
    Address {
        /// The address on the chain its format belongs to; Ethereum for an EVM address.
        account: Account,
        /// What each case says.
        said: Vec<(Arc<Case>, String, String)>,
    },
    /// A transaction hash, with the cases that start from it: `(case, what)`.
    Transaction {
        /// The hash.
        tx: TxId,
        /// What each case says.
        said: Vec<(Arc<Case>, String)>,
    },
    /// Neither: what is wrong with it, in a sentence.
    Neither(String),
}

/// Looks at each line of a paste. More than [`MOST_LINES`] are not looked at; the second value says how many.
#[must_use]
pub fn look_up(pasted: &str, cases: &[Arc<Case>]) -> (Vec<Finding>, usize) {
    let words = || pasted.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    let found = words().take(MOST_LINES).map(|word| look_at(word, cases)).collect();
    (found, words().count().saturating_sub(MOST_LINES))
}

/// An address or a transaction hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// An address.
    Address(Address),
    /// A transaction.
    Transaction(TxId),
}

/// Reads a word as an address or a transaction hash.
///
/// # Errors
/// A sentence that says what is wrong with it, without a capital or a full stop.
pub fn read(word: &str) -> Result<Named, String> {
    // 64 hexadecimal digits are a hash on every chain; no address is that long.
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let read = if digits.len() >= 50 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        word.parse().map(Named::Transaction).map_err(|error: crate::money::ParseTxIdError| error.to_string())
    } else {
        word.parse().map(Named::Address).map_err(|error: crate::money::ParseAddressError| error.to_string())
    };
    read.map_err(|error| hostile::plain(&error, 300))
}

fn look_at(word: &str, cases: &[Arc<Case>]) -> Finding {
    let account = match read(word) {
        Ok(Named::Transaction(tx)) => {
            return Finding::Transaction { tx, said: cases.iter().flat_map(|case| seeds(case, tx)).collect() };
        }
        Ok(Named::Address(address)) => Account::new(address.usual_chain(), address).map_err(|error| error.to_string()),
        Err(why) => Err(why),
    };
    match account {
        Ok(account) => Finding::Address { said: cases.iter().flat_map(|case| said(case, &account)).collect(), account },
        Err(why) => Finding::Neither(hostile::plain(&why, 300)),
    }
}

fn seeds(case: &Arc<Case>, tx: TxId) -> Vec<(Arc<Case>, String)> {
    let seeds = case.seeds.iter().map(|seed| (seed.tx, &seed.what));
    let all = seeds.chain(case.transactions.iter().map(|theft| (theft.tx, &theft.what)));
    all.filter(|(own, _)| *own == tx).map(|(_, what)| (case.clone(), what.clone())).collect()
}

/// The chain of a transaction that a case starts from.
#[must_use]
pub fn chain_of(case: &Case, tx: TxId) -> Chain {
    let seeds = case.seeds.iter().map(|seed| (seed.tx, seed.asset.chain()));
    let mut all = seeds.chain(case.transactions.iter().map(|theft| (theft.tx, theft.chain)));
    all.find(|(own, _)| *own == tx).map_or(case.chain, |(_, chain)| chain)
}

fn said(case: &Arc<Case>, account: &Account) -> Vec<(Arc<Case>, String, String)> {
    let parties = case.parties.iter().filter(|party| party.account == *account).map(|party| (&party.role, &party.source));
    let stated = case.statements.iter().filter(|statement| statement.account == *account).map(|stated| (&stated.what, &stated.source));
    let mut said: Vec<_> = parties.chain(stated).map(|(what, source)| (case.clone(), what.clone(), source.clone())).collect();
    if said.is_empty() && case.seeds.iter().any(|seed| seed.to == *account.address() && case.chain == account.chain()) {
        said.push((case.clone(), "the stolen money arrived here".into(), "the case's seeds".into()));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseLibrary;
    use proptest::prelude::*;

    fn cases() -> Vec<Arc<Case>> {
        CaseLibrary::built_in().unwrap().cases().iter().cloned().map(Arc::new).collect()
    }

    #[test]
    fn a_paste_is_told_apart_line_by_line() {
        let paste = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2\n\
                     0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c, \
                     TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t;bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
        let (found, left) = look_up(paste, &cases());
        assert_eq!((found.len(), left), (4, 0));
        assert!(matches!(&found[0], Finding::Address { account, said } if account.chain() == Chain::ETHEREUM && !said.is_empty()));
        assert!(matches!(&found[1], Finding::Transaction { said, .. } if said.len() == 1));
        assert!(matches!(&found[2], Finding::Address { account, .. } if account.chain() == Chain::TRON));
        assert!(matches!(&found[3], Finding::Address { account, .. } if account.chain() == Chain::BITCOIN));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, part) in [
            ("0x47666fab8bd0Ac7003bce3f5C3585383F09486E2", "checksum"),
            ("0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f07", "62"),
            ("0x4766", "42"),
            ("<script>", "<script>"),
        ] {
            let (found, _) = look_up(text, &cases());
            assert!(matches!(&found[..], [Finding::Neither(why)] if why.contains(part)), "{found:?}");
        }
    }

    #[test]
    fn a_long_paste_is_cut_and_said() {
        let (found, left) = look_up(&"x ".repeat(MOST_LINES + 7), &cases());
        assert_eq!((found.len(), left), (MOST_LINES, 7));
        assert_eq!(look_up(" \n ,; ", &cases()), (Vec::new(), 0));
    }

    proptest! {
        #[test]
        fn nothing_pasted_breaks_it(text in any::<String>()) {
            let (found, left) = look_up(&text, &[]);
            prop_assert!(found.len() <= MOST_LINES && left <= text.len());
        }
    }
}
