//! Small transfers for tests: addresses and transactions by number.

use spoor::money::{Address, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// One line of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) block: u64,
    /// The transaction's place in its block; 0 for unknown.
    pub(crate) index: u32,
    /// Tells transactions of a block apart; lines of one transaction share it.
    pub(crate) tx: u8,
    /// The place in the transaction.
    pub(crate) place: u32,
    pub(crate) from: u8,
    pub(crate) to: u8,
    /// 0 is ether, 1 and 2 are tokens of the list.
    pub(crate) coin: u8,
    pub(crate) amount: u128,
    pub(crate) fee: bool,
}

impl Line {
    /// A payment in ether in a transaction of its own.
    pub(crate) const fn new(block: u64, from: u8, to: u8, amount: u128) -> Self {
        Self { block, index: 0, tx: 0, place: 0, from, to, coin: 0, amount, fee: false }
    }
}

pub(crate) fn address(n: u8) -> Address {
    Address::Evm([n; 20].into())
}

pub(crate) fn asset(n: u8) -> Asset {
    match n {
        0 => Asset::native(Chain::ETHEREUM),
        1 => "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap(),
        _ => "eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F".parse().unwrap(),
    }
}

pub(crate) fn tx(line: &Line) -> TxId {
    let mut hash = [0; 32];
    hash[0] = line.tx;
    hash[1..9].copy_from_slice(&line.block.to_be_bytes());
    TxId::from_bytes(hash)
}

pub(crate) fn transfer(line: &Line) -> Transfer {
    Transfer {
        tx: tx(line),
        position: if line.fee { Position::Fee } else { Position::Row(line.place) },
        kind: match (line.fee, line.coin) {
            (true, _) => TransferKind::Fee,
            (false, 0) => TransferKind::Internal,
            _ => TransferKind::Token,
        },
        block: line.block,
        tx_index: line.index,
        at: UnixSeconds::new(1_700_000_000 + line.block * 12),
        from: address(line.from),
        to: if line.fee { Address::evm_zero() } else { address(line.to) },
        asset: asset(if line.fee { 0 } else { line.coin }),
        amount: spoor::money::Amount::from_u128(line.amount),
        block_hash: None,
        claimed_symbol: None,
    }
}
