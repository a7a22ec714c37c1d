//! A Bitcoin transaction as the heuristics read it: what it spends, what it makes, and whose each part is.
//!
//! Two transactions of the chain look the same here when their heuristics must answer the same. The kind of a script and
//! the hash in it are read from the script (BIP-0016, BIP-0141, BIP-0341), or from the address that was made of it.
//!
//! Limits: a transfer of nothing is no row, so an output of no value is only seen as a gap in the numbers of the outputs,
//! and not at all behind the last one. An input whose owner no source names leaves the transaction unread.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::money::{Address, Chain, Coins, Position, Transfer, TxId};

/// The most inputs, and the most outputs, that are looked at: a block has no room for more.
pub const MOST: usize = 30_000;

/// What kind of script holds an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Pay to the hash of a key: an address that begins with 1.
    KeyHash,
    /// Pay to the hash of a script: an address that begins with 3.
    ScriptHash,
    /// The witness form of the first: `bc1q…` of 42 characters.
    WitnessKeyHash,
    /// The witness form of the second: `bc1q…` of 62 characters.
    WitnessScriptHash,
    /// Taproot: `bc1p…`.
    Taproot,
    /// A note that nobody can spend (`OP_RETURN`), with its length in bytes.
    Note(u16),
    /// An output that no row tells of. Its value is nothing.
    Unseen,
    /// Any other script.
    Other,
}

/// Whose an input or an output is: two of the same script are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    kind: Kind,
    id: [u8; 32],
}

/// What one input spends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The transaction and output that is spent, where the source says it.
    pub spends: Option<(TxId, u32)>,
    /// In satoshi.
    pub value_sat: u64,
    /// Whose it was.
    pub holder: Holder,
}

/// What one output holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// In satoshi.
    pub value_sat: u64,
    /// Whose it is.
    pub holder: Holder,
}

/// A transaction, its inputs and outputs in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spend {
    /// Its name.
    pub txid: TxId,
    /// What it spends; nothing, of the first transaction of a block.
    pub inputs: Vec<Input>,
    /// What it makes.
    pub outputs: Vec<Output>,
}

/// Rows that are not one whole Bitcoin transaction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpendError {
    /// There are no rows.
    #[error("no rows were given; give every row of one transaction")]
    Empty,
    /// A row is of another transaction, or no input, output or fee of Bitcoin.
    #[error("the row {position} of {tx} is no part of one Bitcoin transaction with the first of the rows")]
    Foreign {
        /// The transaction of the row.
        tx: TxId,
        /// Its place.
        position: Position,
    },
    /// An input is not among the rows: the source does not name its owner, or the answer was cut.
    #[error("input {index} of {tx} is not among the rows; nothing is said about a transaction that is not whole")]
    Missing {
        /// The transaction.
        tx: TxId,
        /// Counted from 0.
        index: u32,
    },
    /// A number of an input or an output that no transaction has.
    #[error("{position} of {tx} is beyond what a block has room for")]
    TooMany {
        /// The transaction.
        tx: TxId,
        /// The place.
        position: Position,
    },
    /// An amount above 2⁶⁴ − 1 satoshi.
    #[error("{position} of {tx} holds more than there are bitcoins")]
    Amount {
        /// The transaction.
        tx: TxId,
        /// The place.
        position: Position,
    },
}

impl Holder {
    /// Reads the holder of an output's script.
    #[must_use]
    pub fn of_script(script: &[u8]) -> Self {
        match script {
            [0x76, 0xa9, 0x14, hash @ .., 0x88, 0xac] if hash.len() == 20 => Self::new(Kind::KeyHash, hash),
            [0xa9, 0x14, hash @ .., 0x87] if hash.len() == 20 => Self::new(Kind::ScriptHash, hash),
            [0x00, 0x14, hash @ ..] if hash.len() == 20 => Self::new(Kind::WitnessKeyHash, hash),
            [0x00, 0x20, hash @ ..] if hash.len() == 32 => Self::new(Kind::WitnessScriptHash, hash),
            [0x51, 0x20, key @ ..] if key.len() == 32 => Self::new(Kind::Taproot, key),
            [0x6a, rest @ ..] => Self::new(Kind::Note(pushed(rest)), &Sha256::digest(script)),
            _ => Self::new(Kind::Other, &Sha256::digest(script)),
        }
    }

    /// Reads the holder of an address; `None` for one that is not of Bitcoin.
    #[must_use]
    pub fn of_address(address: &Address) -> Option<Self> {
        match address {
            Address::Bitcoin(text) => Some(Self::of_text(text.as_str())),
            Address::Coins(Coins { tx, output }) => {
                let mut whole = Sha256::new();
                whole.update(tx);
                whole.update(output.map_or([0; 5], |output| {
                    let [a, b, c, d] = output.to_be_bytes();
                    [1, a, b, c, d]
                }));
                Some(Self::new(Kind::Other, &whole.finalize()))
            }
            _ => None,
        }
    }

    fn of_text(text: &str) -> Self {
        let other = || Self::new(Kind::Other, &Sha256::digest(text.as_bytes()));
        if let Ok((_, version, program)) = bech32::segwit::decode(text) {
            return match (version.to_u8(), program.len()) {
                (0, 20) => Self::new(Kind::WitnessKeyHash, &program),
                (0, 32) => Self::new(Kind::WitnessScriptHash, &program),
                (1, 32) => Self::new(Kind::Taproot, &program),
                _ => other(),
            };
        }
        let mut bytes = [0; 25];
        let read = bs58::decode(text).with_check(None).onto(&mut bytes[..]);
        match (read, &bytes) {
            (Ok(21), [0x00, hash @ .., _, _, _, _]) => Self::new(Kind::KeyHash, hash),
            (Ok(21), [0x05, hash @ .., _, _, _, _]) => Self::new(Kind::ScriptHash, hash),
            _ => other(),
        }
    }

    fn new(kind: Kind, bytes: &[u8]) -> Self {
        let mut id = [0; 32];
        id.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Self { kind, id }
    }

    /// The kind of script.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }
}

/// How many bytes a note holds: what its first push says, or all that follows.
fn pushed(rest: &[u8]) -> u16 {
    let count = match rest {
        [length @ 0x01..=0x4b, data @ ..] => usize::from(*length).min(data.len()),
        [0x4c, length, data @ ..] => usize::from(*length).min(data.len()),
        _ => rest.len(),
    };
    u16::try_from(count).unwrap_or(u16::MAX)
}

impl Spend {
    /// Takes the rows of one transaction, as an explorer of Bitcoin gives them, in any order.
    ///
    /// # Errors
    /// When a row is foreign, an input is missing, or a number cannot be.
    pub fn of_transfers(rows: &[&Transfer]) -> Result<Self, SpendError> {
        let first = rows.first().ok_or(SpendError::Empty)?;
        let (mut inputs, mut outputs) = (BTreeMap::new(), BTreeMap::new());
        for row in rows {
            let (tx, position) = (row.tx, row.position.clone());
            let foreign = || SpendError::Foreign { tx, position: row.position.clone() };
            if row.tx != first.tx || row.asset.chain() != Chain::BITCOIN || !row.asset.is_native() {
                return Err(foreign());
            }
            let value_sat = || u64::try_from(row.amount.base_units()).map_err(|_| SpendError::Amount { tx, position: position.clone() });
            let at = |index: u32| {
                let fits = usize::try_from(index).is_ok_and(|index| index < MOST);
                if fits { Ok(index) } else { Err(SpendError::TooMany { tx, position: position.clone() }) }
            };
            match row.position {
                Position::Fee => {}
                Position::Input(index) => {
                    let holder = Holder::of_address(&row.from).ok_or_else(foreign)?;
                    inputs.insert(at(index)?, Input { spends: None, value_sat: value_sat()?, holder });
                }
                Position::Output(index) => {
                    let holder = Holder::of_address(&row.to).ok_or_else(foreign)?;
                    outputs.insert(at(index)?, Output { value_sat: value_sat()?, holder });
                }
                _ => return Err(foreign()),
            }
        }
        if let Some((index, _)) = (0..).zip(inputs.keys()).find(|(expected, found)| expected != *found) {
            return Err(SpendError::Missing { tx: first.tx, index });
        }
        let unseen = Output { value_sat: 0, holder: Holder::new(Kind::Unseen, &[]) };
        let count = outputs.keys().next_back().map_or(0, |last| last + 1);
        let outputs = (0..count).map(|index| outputs.get(&index).copied().unwrap_or(unseen)).collect();
        Ok(Self { txid: first.tx, inputs: inputs.into_values().collect(), outputs })
    }

    /// What the inputs hold, in satoshi.
    #[must_use]
    pub fn input_sat(&self) -> u128 {
        self.inputs.iter().map(|input| u128::from(input.value_sat)).sum()
    }

    /// How many different holders the inputs have.
    #[must_use]
    pub fn payers(&self) -> usize {
        distinct(self.inputs.iter().map(|input| &input.holder))
    }

    /// How many different holders the outputs have.
    #[must_use]
    pub fn payees(&self) -> usize {
        distinct(self.outputs.iter().map(|output| &output.holder))
    }

    /// Whether an output goes back to a holder of an input.
    #[must_use]
    pub fn pays_back(&self) -> bool {
        let mut payers: Vec<&Holder> = self.inputs.iter().map(|input| &input.holder).collect();
        payers.sort_unstable();
        self.outputs.iter().any(|output| payers.binary_search(&&output.holder).is_ok())
    }

    /// Whether there is an output that holds nothing: a note, or one that no row tells of.
    #[must_use]
    pub fn has_empty_output(&self) -> bool {
        self.outputs.iter().any(|output| matches!(output.holder.kind, Kind::Note(_) | Kind::Unseen))
    }

    /// The values of the outputs that hold something, ascending, each with how often it occurs.
    #[must_use]
    pub fn values(&self) -> Vec<(u64, usize)> {
        let mut sorted: Vec<u64> = self.outputs.iter().map(|output| output.value_sat).filter(|value| *value > 0).collect();
        sorted.sort_unstable();
        let mut counted: Vec<(u64, usize)> = Vec::new();
        for value in sorted {
            match counted.last_mut() {
                Some((last, count)) if *last == value => *count += 1,
                _ => counted.push((value, 1)),
            }
        }
        counted
    }
}

/// The value that occurs most often; of several, the largest.
#[must_use]
pub fn most_frequent(values: &[(u64, usize)]) -> Option<(u64, usize)> {
    values.iter().copied().max_by_key(|(value, count)| (*count, *value))
}

fn distinct<'a>(holders: impl Iterator<Item = &'a Holder>) -> usize {
    let mut sorted: Vec<&Holder> = holders.collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len()
}

#[cfg(test)]
mod tests;
