//! Bitcoin transactions as transfers, whichever explorer tells of them.
//!
//! A transaction does not say which input paid which output. So each input moves from its owner into the transaction
//! ([`Coins`]), the fee and each output move on from there. Sources: BIP-0016 (P2SH), BIP-0141 and BIP-0350 (witness
//! programs) for the owner of a script; the fee is what the outputs leave of the inputs.
//!
//! Rules: an owner is read from the script, never believed from a text beside it; a transaction whose inputs are not its
//! outputs and its fee is left out; an output of nothing is no transfer (a note is read by [`super::esplora::memos`]); the
//! first transaction of a block has no inputs, for its coins come from nowhere.

use crate::money::{Address, Amount, Asset, Chain, Coins, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// The most satoshi there will ever be.
const MOST: u64 = 21_000_000 * 100_000_000;

/// An input or an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Side {
    /// Whose it is; `None` where the source does not name the place it comes from.
    pub(super) owner: Option<Address>,
    /// In satoshi.
    pub(super) value: u64,
}

/// A transaction in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mined {
    pub(super) tx: TxId,
    pub(super) block: u64,
    pub(super) at: UnixSeconds,
    pub(super) block_hash: Option<TxId>,
    /// What its inputs spend; none of the first transaction of a block.
    pub(super) inputs: Vec<Side>,
    pub(super) outputs: Vec<Side>,
    /// In satoshi; 0 of the first transaction of a block.
    pub(super) fee: u64,
}

impl Mined {
    /// Whether an address owns an input or an output.
    pub(super) fn concerns(&self, address: &Address) -> bool {
        self.inputs.iter().chain(&self.outputs).any(|side| side.owner.as_ref() == Some(address))
    }

    /// Its inputs, its fee and its outputs as transfers; and how many inputs are left out because nobody names their owner.
    ///
    /// # Errors
    /// When its amounts cannot be: more than there are bitcoins, or inputs that are not outputs and fee.
    pub(super) fn transfers(&self) -> Result<(Vec<Transfer>, usize), String> {
        let sum = |sides: &[Side]| sides.iter().map(|side| u128::from(side.value)).sum::<u128>();
        let (paid, got) = (sum(&self.inputs), sum(&self.outputs) + u128::from(self.fee));
        if !self.inputs.is_empty() && paid != got {
            return Err(format!("its inputs of {paid} satoshi are not its outputs and its fee, {got} satoshi"));
        }
        if got > u128::from(MOST) {
            return Err(format!("it moves {got} satoshi, more than there are"));
        }
        let bytes = *self.tx.as_hash().ok_or("its name is no hash")?;
        let inside = Address::Coins(Coins { tx: bytes, output: None });
        let mut transfers = Vec::with_capacity(self.inputs.len() + self.outputs.len() + 1);
        let mut nameless = 0;
        for (number, side) in (0..).zip(&self.inputs) {
            match &side.owner {
                Some(owner) => transfers.extend(self.transfer(Position::Input(number), owner.clone(), inside.clone(), side.value)),
                None => nameless += 1,
            }
        }
        let nobody = Address::nobody(Chain::BITCOIN);
        transfers.extend(self.transfer(Position::Fee, inside.clone(), nobody, self.fee));
        for (number, side) in (0..).zip(&self.outputs) {
            let owner = side.owner.clone().unwrap_or(Address::Coins(Coins { tx: bytes, output: Some(number) }));
            transfers.extend(self.transfer(Position::Output(number), inside.clone(), owner, side.value));
        }
        Ok((transfers, nameless))
    }

    fn transfer(&self, position: Position, from: Address, to: Address, satoshi: u64) -> Option<Transfer> {
        (satoshi > 0).then(|| Transfer {
            tx: self.tx,
            kind: if position == Position::Fee { TransferKind::Fee } else { TransferKind::Output },
            position,
            block: self.block,
            tx_index: 0,
            at: self.at,
            from,
            to,
            asset: Asset::native(Chain::BITCOIN),
            amount: Amount::from(satoshi),
            block_hash: self.block_hash,
            claimed_symbol: None,
        })
    }
}

/// The owner of what an output of this script holds; `None` for scripts without an address form.
pub(super) fn owner_of(script: &[u8]) -> Option<Address> {
    let text = match script {
        [0x76, 0xa9, 0x14, hash @ .., 0x88, 0xac] if hash.len() == 20 => base58check(0x00, hash),
        [0xa9, 0x14, hash @ .., 0x87] if hash.len() == 20 => base58check(0x05, hash),
        [version @ (0x00 | 0x51..=0x60), length, program @ ..] if usize::from(*length) == program.len() => {
            let version = bech32::Fe32::try_from(if *version == 0 { 0 } else { *version - 0x50 }).ok()?;
            bech32::segwit::encode(bech32::hrp::BC, version, program).ok()?
        }
        _ => return None,
    };
    Address::parse_on(Chain::BITCOIN, &text).ok()
}

fn base58check(version: u8, hash: &[u8]) -> String {
    bs58::encode(hash).with_check_version(version).into_string()
}

/// What is pushed by a script that carries a note (`OP_RETURN`), all pushes joined; `None` for other scripts.
pub(super) fn note_of(script: &[u8]) -> Option<Vec<u8>> {
    const RETURN: u8 = 0x6a;
    let mut rest = script.strip_prefix(&[RETURN])?;
    let mut note = Vec::new();
    while let Some((&code, after)) = rest.split_first() {
        let (length, after) = match code {
            0x01..=0x4b => (usize::from(code), after),
            0x4c => (usize::from(*after.first()?), after.get(1..)?),
            0x4d => (usize::from(u16::from_le_bytes([*after.first()?, *after.get(1)?])), after.get(2..)?),
            // A number as an opcode, as Runes begin with.
            0x00 | 0x4f..=0x60 => (0, after),
            _ => return None,
        };
        note.extend_from_slice(after.get(..length)?);
        rest = after.get(length..)?;
    }
    Some(note)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::hex;

    use super::*;

    #[test]
    fn a_script_has_the_address_that_the_bips_give_it() {
        for (script, owner) in [
            ("76a91476a04053bda0a88bda5177b86a15c3b29f55987388ac", Some("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu")),
            ("a914748284390f9e263a4b766a75d0633c50426eb87587", Some("3CK4fEwbMP7heJarmU4eqA3sMbVJyEnU3V")),
            ("0014751e76e8199196d454941c45d1b3a323f1433bd6", Some("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")),
            (
                "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                Some("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
            ),
            ("51024e73", Some("bc1pfeessrawgf")),
            ("6002751e", Some("bc1sw50qgdz25j")),
            // A key alone, several keys, a note, a witness program of the wrong length, nothing.
            ("210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac", None),
            ("512102aa2102bb52ae", None),
            ("6a05616e6e6578", None),
            ("0003aabbcc", None),
            ("0014aabb", None),
            ("", None),
        ] {
            let found = owner_of(&hex::decode(script).unwrap());
            assert_eq!(found.map(|owner| owner.to_string()).as_deref(), owner, "{script}");
        }
    }

    #[test]
    fn a_note_is_its_pushes() {
        let table: &[(&str, Option<&[u8]>)] = &[
            ("6a05616e6e6578", Some(b"annex")),
            ("6a4c03616263", Some(b"abc")),
            ("6a4d0300616263", Some(b"abc")),
            ("6a5d0261620163", Some(b"abc")),
            ("6a", Some(b"")),
            ("6a05616e", None),
            ("6a4c", None),
            ("6aff", None),
            ("76a9", None),
            ("", None),
        ];
        for (script, note) in table {
            assert_eq!(note_of(&hex::decode(script).unwrap()).as_deref(), *note, "{script}");
        }
    }

    fn mined(inputs: &[u64], outputs: &[u64], fee: u64) -> Mined {
        let side = |value: &u64| Side { owner: None, value: *value };
        Mined {
            tx: TxId::from_bytes([7; 32]),
            block: 1,
            at: UnixSeconds::new(1),
            block_hash: None,
            inputs: inputs.iter().map(side).collect(),
            outputs: outputs.iter().map(side).collect(),
            fee,
        }
    }

    #[test]
    fn a_transaction_that_does_not_add_up_is_refused() {
        let table: &[(&[u64], &[u64], u64, bool)] = &[
            (&[5, 6], &[4, 6], 1, true),
            (&[5], &[5], 0, true),
            (&[], &[312_500_000], 0, true),
            (&[5], &[5], 1, false),
            (&[5], &[6], 0, false),
            (&[MOST + 1], &[MOST], 1, false),
            (&[u64::MAX, u64::MAX], &[u64::MAX, u64::MAX], 0, false),
            (&[], &[MOST + 1], 0, false),
        ];
        for (inputs, outputs, fee, good) in table {
            assert_eq!(mined(inputs, outputs, *fee).transfers().is_ok(), *good, "{inputs:?} {outputs:?} {fee}");
        }
    }
}
