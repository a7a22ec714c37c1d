//! A seeded stream of transfers: the same numbers on every machine, in a browser and, by a file, in other languages.
//!
//! Addresses are used unevenly, as on a chain (the fourth power of a uniform draw). Most payments are a part of what their sender
//! is known to have; one in five is money that was not seen to come. Three assets, and thefts of a thousand times the usual size. Everything is drawn by SplitMix64 (S. Vigna, public domain).

use spoor::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// One transfer in numbers; its time is its place in the stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) coin: u8,
    pub(crate) amount: u128,
    /// Whether it is a theft.
    pub(crate) is_theft: bool,
}

/// All in the first half.
pub(crate) const THEFTS: usize = 40;
/// Decimals of each asset.
const DECIMALS: [u32; 3] = [18, 6, 18];

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    fn below(&mut self, limit: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(limit)) >> 64).unwrap_or(0)
    }
}

fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// `count` transfers among `addresses` addresses, in the order of time.
pub(crate) fn lines(count: usize, addresses: u32) -> Vec<Line> {
    let mut dice = Dice(20_250_221);
    let mut balances = vec![[0u128; 3]; addresses as usize];
    let mut all = Vec::with_capacity(count);
    for at in 0..count {
        let mut uneven = || {
            let draw = dice.below(1 << 32);
            let square = (draw * draw) >> 32;
            u32::try_from((((square * square) >> 32) * u64::from(addresses)) >> 32).unwrap_or(0)
        };
        let from = uneven();
        let to = Some(uneven()).filter(|to| *to != from).unwrap_or((from + 1) % addresses);
        let coin = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2][usize::try_from(dice.below(10)).unwrap_or(0)];
        let usual = 10u128.pow(DECIMALS[usize::from(coin)]) / 1000 * u128::from(1 + dice.below(100_000));
        let is_theft = at < count / 2 && at % (count / 2 / THEFTS) == count / THEFTS / 4;
        let held = balances[from as usize][usize::from(coin)];
        let amount = if is_theft {
            usual * 1000
        } else if held > 1000 && dice.below(5) > 0 {
            held * u128::from(1 + dice.below(1000)) / 1000
        } else {
            usual
        };
        balances[from as usize][usize::from(coin)] = held - if is_theft { 0 } else { held.min(amount) };
        balances[to as usize][usize::from(coin)] += amount;
        all.push(Line { from, to, coin, amount, is_theft });
    }
    all
}

fn address(number: u32) -> Address {
    let mut bytes = [0; 20];
    for (part, chunk) in (0u64..).zip(bytes.chunks_mut(8)) {
        let word = mix(u64::from(number) << 8 | part).to_le_bytes();
        chunk.copy_from_slice(&word[..chunk.len()]);
    }
    Address::Evm(bytes.into())
}

/// Makes transfers of lines.
pub(crate) struct Maker {
    assets: [Asset; 3],
}

impl Maker {
    pub(crate) fn new() -> Self {
        let listed = |text: &str| text.parse().unwrap_or(Asset::native(Chain::ETHEREUM));
        Self {
            assets: [
                Asset::native(Chain::ETHEREUM),
                listed("eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7"),
                listed("eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F"),
            ],
        }
    }

    /// Four transfers a block, each in a transaction of its own.
    pub(crate) fn transfer(&self, at: usize, line: &Line) -> Transfer {
        let number = u64::try_from(at).unwrap_or(0);
        let mut hash = [0; 32];
        for (part, chunk) in (0u64..).zip(hash.chunks_mut(8)) {
            chunk.copy_from_slice(&mix(number << 3 | part | 1 << 60).to_le_bytes());
        }
        Transfer {
            tx: TxId::from_bytes(hash),
            position: if line.coin == 0 { Position::Value } else { Position::Log(u32::try_from(at % 300).unwrap_or(0)) },
            kind: if line.coin == 0 { TransferKind::Native } else { TransferKind::Token },
            block: 20_000_000 + number / 4,
            tx_index: u32::try_from(at % 4).unwrap_or(0) + 1,
            at: UnixSeconds::new(1_700_000_000 + number / 4 * 12),
            from: address(line.from),
            to: address(line.to),
            asset: self.assets[usize::from(line.coin)].clone(),
            amount: Amount::from_u128(line.amount),
            block_hash: None,
            claimed_symbol: None,
        }
    }
}
