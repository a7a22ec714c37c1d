//! The compiled label sets: one file, made at build time, loaded when a trace starts or an address is looked up.
//!
//! Layout, integers in LEB128 unless said otherwise:
//!
//! | part | holds |
//! |---|---|
//! | 8 bytes | `spoorlb1` |
//! | length, JSON | [`Contents`]: the sets with source, date, licence and counts; texts; facts |
//! | number of chains, then each | length and CAIP-2 text |
//! | per chain: number of accounts, then each, sorted | address; number of labels; each as name and fact |
//!
//! An address is 20 bytes (EVM, Tron), 32 (Solana), or a length and its text (Bitcoin). A fact is what many labels share:
//! category, confidence, source, days. Whoever loads the file compares its SHA-256 with the one the program knows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Category, Confidence, Day, KnownLabels, Label};
use crate::money::{Account, Address, Chain};

const MAGIC: &[u8; 8] = b"spoorlb1";
/// The largest file that is read.
pub const MOST_BYTES: usize = 16 << 20;

/// Where a set comes from, and what was taken of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetFacts {
    /// What it is called.
    pub name: String,
    /// Where it comes from.
    pub url: String,
    /// Its licence.
    pub licence: String,
    /// The day of its content.
    pub as_of: String,
    /// What to mind, in a sentence; may be empty.
    pub mind: String,
    /// Rows in its files.
    pub rows: usize,
    /// Labels that were taken.
    pub taken: usize,
    /// Rows that say again what another row of the set says.
    pub again: usize,
    /// Rows refused, each reason with its number: a checksum that is wrong, no category.
    pub refused: BTreeMap<String, usize>,
    /// Rows left out on purpose, each reason with its number: a chain Spoor does not know, a contract nobody is paid at.
    pub left_out: BTreeMap<String, usize>,
}

/// What stands before the accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Contents {
    sets: Vec<SetFacts>,
    names: Vec<String>,
    sources: Vec<String>,
    facts: Vec<Fact>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Fact(Category, Confidence, usize, String, Option<Day>, Option<Day>);

/// The compiled sets, read.
#[derive(Clone, Debug, Default)]
pub struct Packed {
    /// The sets.
    pub sets: Vec<SetFacts>,
    /// Their labels.
    pub labels: KnownLabels,
}

/// A compiled file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PackedError {
    /// Another file, or one that was cut.
    #[error("the label file is damaged at byte {at}: {what}; load the page again")]
    Damaged {
        /// Where.
        at: usize,
        /// What was expected.
        what: &'static str,
    },
}

/// The labels of addresses of one chain: the number of the name, and that of the fact.
type Named<'a> = BTreeMap<&'a Address, Vec<(usize, usize)>>;

/// Writes labels and sets. The same labels give the same bytes, in whatever order they come.
#[must_use]
pub fn pack(sets: &[SetFacts], labels: &KnownLabels) -> Vec<u8> {
    let number = |texts: std::collections::BTreeSet<&str>| -> BTreeMap<String, usize> {
        texts.into_iter().enumerate().map(|(n, text)| (text.to_owned(), n)).collect()
    };
    let names = number(labels.iter().map(|label| label.name.as_str()).collect());
    let sources = number(labels.iter().map(|label| label.source.as_str()).collect());
    let fact = |label: &Label| Fact(label.category, label.confidence, sources[&label.source], label.as_of.clone(), label.from, label.to);
    let facts: std::collections::BTreeSet<Fact> = labels.iter().map(fact).collect();
    let facts: Vec<Fact> = facts.into_iter().collect();
    let numbers: BTreeMap<&Fact, usize> = facts.iter().enumerate().map(|(n, fact)| (fact, n)).collect();
    let mut chains: BTreeMap<Chain, Named<'_>> = BTreeMap::new();
    for label in labels.iter() {
        let of = chains.entry(label.account.chain()).or_default().entry(label.account.address()).or_default();
        of.push((names[&label.name], numbers[&fact(label)]));
    }
    let mut out = MAGIC.to_vec();
    let keys = |texts: &BTreeMap<String, usize>| texts.keys().cloned().collect();
    let contents = Contents { sets: sets.to_vec(), names: keys(&names), sources: keys(&sources), facts: facts.clone() };
    // Plain structures of texts and numbers always become JSON.
    put_bytes(&mut out, serde_json::to_string(&contents).unwrap_or_default().as_bytes());
    put(&mut out, chains.len());
    for (chain, accounts) in chains {
        put_bytes(&mut out, chain.to_string().as_bytes());
        put(&mut out, accounts.len());
        for (address, labels) in accounts {
            match address {
                Address::Evm(bytes) => out.extend_from_slice(bytes.as_slice()),
                Address::Tron(bytes) => out.extend_from_slice(bytes),
                Address::Solana(bytes) => out.extend_from_slice(bytes),
                Address::Bitcoin(text) => put_bytes(&mut out, text.as_str().as_bytes()),
                Address::Coins(_) => put_bytes(&mut out, address.to_string().as_bytes()),
            }
            put(&mut out, labels.len());
            for (name, fact) in labels {
                put(&mut out, name);
                put(&mut out, fact);
            }
        }
    }
    out
}

/// Reads a compiled file.
///
/// # Errors
/// When it is not one, to the last byte.
pub fn unpack(bytes: &[u8]) -> Result<Packed, PackedError> {
    let mut from = Reader { bytes, at: 0 };
    if bytes.len() > MOST_BYTES || from.take(8)? != MAGIC {
        return Err(from.damaged("the mark of a label file"));
    }
    let json = from.sized()?;
    let contents: Contents = serde_json::from_slice(json).map_err(|_| from.damaged("its table of contents"))?;
    let mut labels = Vec::new();
    for _ in 0..from.number()? {
        let chain: Chain = text(from.sized()?).and_then(|text| text.parse().ok()).ok_or_else(|| from.damaged("a chain"))?;
        for _ in 0..from.number()? {
            let address = from.address(chain)?;
            let account = Account::new(chain, address).map_err(|_| from.damaged("an address of its chain"))?;
            for _ in 0..from.number()? {
                let name = contents.names.get(from.number()?).ok_or_else(|| from.damaged("a name"))?;
                let Fact(category, confidence, source, as_of, since, to) =
                    contents.facts.get(from.number()?).ok_or_else(|| from.damaged("a fact"))?;
                labels.push(Label {
                    account: account.clone(),
                    name: name.clone(),
                    category: *category,
                    source: contents.sources.get(*source).ok_or_else(|| from.damaged("a source"))?.clone(),
                    confidence: *confidence,
                    as_of: as_of.clone(),
                    from: *since,
                    to: *to,
                    own: false,
                });
            }
        }
    }
    if from.at != bytes.len() {
        return Err(from.damaged("its end"));
    }
    Ok(Packed { sets: contents.sets, labels: labels.into_iter().collect() })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    const fn damaged(&self, what: &'static str) -> PackedError {
        PackedError::Damaged { at: self.at, what }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], PackedError> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.bytes.get(self.at..end)).ok_or_else(|| self.damaged("more bytes"))?;
        self.at += length;
        Ok(taken)
    }

    fn number(&mut self) -> Result<usize, PackedError> {
        let mut number = 0usize;
        for shift in [0, 7, 14, 21] {
            let byte = usize::from(self.take(1)?[0]);
            number |= (byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.damaged("a number of at most 28 bits"))
    }

    fn sized(&mut self) -> Result<&'a [u8], PackedError> {
        let length = self.number()?;
        self.take(length)
    }

    fn address(&mut self, chain: Chain) -> Result<Address, PackedError> {
        Ok(match chain {
            Chain::Eip155(_) => Address::Evm(alloy_primitives::Address::from_slice(self.take(20)?)),
            Chain::Tron(_) => Address::Tron(self.fixed()?),
            Chain::Solana => Address::Solana(self.fixed()?),
            Chain::Bip122(_) => text(self.sized()?).and_then(|text| text.parse().ok()).ok_or_else(|| self.damaged("an address"))?,
        })
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], PackedError> {
        self.take(N)?.try_into().map_err(|_| self.damaged("an address"))
    }
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn put(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_packed_is_read_back_and_damage_is_told() {
        let known = KnownLabels::built_in().unwrap();
        let sets = [SetFacts { name: "A set".into(), rows: 3, ..SetFacts::default() }];
        let bytes = pack(&sets, &known);
        let back = unpack(&bytes).unwrap();
        assert_eq!(back.sets, sets);
        assert!(back.labels.iter().eq(known.iter()));
        let backwards: Vec<Label> = known.iter().cloned().collect();
        assert_eq!(pack(&sets, &backwards.into_iter().rev().collect()), bytes, "the order of arrival shows");
        for length in [0, 7, 8, 100, bytes.len() - 1] {
            assert!(unpack(&bytes[..length]).is_err(), "{length}");
        }
        assert_eq!(unpack(&[bytes.as_slice(), &[0]].concat()).unwrap_err(), PackedError::Damaged { at: bytes.len(), what: "its end" });
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(at in 0usize..4000, byte in any::<u8>(), tail in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut bytes = pack(&[], &KnownLabels::built_in().unwrap());
            let at = at % bytes.len();
            bytes[at] = byte;
            drop(unpack(&bytes));
            bytes.truncate(at);
            bytes.extend(tail);
            drop(unpack(&bytes));
        }
    }
}
