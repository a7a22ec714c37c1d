//! The chains by the numbers and names that services give them.

use super::Told;
use crate::explorer::text::cut;
use crate::money::{Address, Asset, Chain};

/// Solana, which every service writes by a number of its own.
const fn solana() -> Told<Chain> {
    Told::Known(Chain::Solana)
}

/// By EIP-155 number. Services give numbers of their own to chains that have none; those lie above 10¹².
pub(super) fn eip155(id: u64) -> Told<Chain> {
    match id {
        // Tron's number is the last four bytes of its genesis block, as in CAIP-2.
        728_126_428 => Told::Known(Chain::TRON),
        0 => Told::Text("chain 0".to_owned()),
        1..=999_999_999_999 => Told::Known(Chain::Eip155(id)),
        _ => Told::Text(format!("chain {id}")),
    }
}

/// By LI.FI's number.
pub(super) fn lifi(id: u64) -> Told<Chain> {
    match id {
        20_000_000_000_001 => Told::Known(Chain::BITCOIN),
        1_151_111_081_099_710 => solana(),
        other => eip155(other),
    }
}

/// By deBridge's own number (its documentation, "Fees and supported chains").
pub(super) fn debridge(id: u64) -> Told<Chain> {
    match id {
        7_565_164 => solana(),
        100_000_026 => Told::Known(Chain::TRON),
        100_000_002 => eip155(100),
        100_000_004 => eip155(1088),
        100_000_009 => eip155(747),
        100_000_021 => eip155(60808),
        100_000_031 => eip155(4326),
        100_000_000..=199_999_999 => Told::Text(format!("deBridge chain {id}")),
        other => eip155(other),
    }
}

/// By LayerZero's endpoint number of version 2 (its documentation, "Deployed Contracts").
pub(super) fn layerzero(eid: u64) -> Told<Chain> {
    match eid {
        30101 => eip155(1),
        30102 => eip155(56),
        30106 => eip155(43114),
        30109 => eip155(137),
        30110 => eip155(42161),
        30111 => eip155(10),
        30184 => eip155(8453),
        30168 => solana(),
        30420 => Told::Known(Chain::TRON),
        other => Told::Text(format!("LayerZero endpoint {other}")),
    }
}

/// By Wormhole's number (`vaa.ChainID` of its API document).
pub(super) fn wormhole(id: u64) -> Told<Chain> {
    match id {
        1 => solana(),
        2 => eip155(1),
        4 => eip155(56),
        5 => eip155(137),
        6 => eip155(43114),
        10 => eip155(250),
        14 => eip155(42220),
        16 => eip155(1284),
        23 => eip155(42161),
        24 => eip155(10),
        25 => eip155(100),
        29 => Told::Known(Chain::BITCOIN),
        30 => eip155(8453),
        34 => eip155(534_352),
        35 => eip155(5000),
        36 => eip155(81457),
        38 => eip155(59144),
        other => Told::Text(format!("Wormhole chain {other}")),
    }
}

/// By Relay's number: EIP-155, and its own for others.
pub(super) fn relay(id: u64) -> Told<Chain> {
    match id {
        8_253_038 => Told::Known(Chain::BITCOIN),
        792_703_809 => solana(),
        other => eip155(other),
    }
}

/// By Chainflip's name.
pub(super) fn chainflip(name: &str) -> Told<Chain> {
    match name {
        "Ethereum" => eip155(1),
        "Arbitrum" => eip155(42161),
        "Bitcoin" => Told::Known(Chain::BITCOIN),
        "Tron" => Told::Known(Chain::TRON),
        "Solana" => solana(),
        other => Told::Text(cut(other)),
    }
}

/// By the first part of an asset in THORChain's and Maya's notation.
pub(super) fn pool(name: &str) -> Told<Chain> {
    match name {
        "ETH" => eip155(1),
        "BTC" => Told::Known(Chain::BITCOIN),
        "AVAX" => eip155(43114),
        "BSC" => eip155(56),
        "BASE" => eip155(8453),
        "ARB" => eip155(42161),
        "POL" => eip155(137),
        "TRON" => Told::Known(Chain::TRON),
        "THOR" => Told::Text("THORChain".to_owned()),
        "MAYA" => Told::Text("Maya".to_owned()),
        "SOL" => solana(),
        other => Told::Text(cut(other)),
    }
}

/// A token by its contract. Several services write the native coin as the zero address, others as `0xeeee…`.
pub(super) fn token(chain: &Told<Chain>, contract: &str, symbol: Option<&str>) -> Told<Asset> {
    let Some(chain) = chain.known().copied() else { return Told::Text(cut(symbol.unwrap_or(contract))) };
    let native = ["0x0000000000000000000000000000000000000000", "0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"];
    if chain.is_evm() && native.iter().any(|zero| zero.eq_ignore_ascii_case(contract)) {
        return Told::Known(Asset::native(chain));
    }
    if chain == Chain::BITCOIN {
        return if symbol == Some("BTC") { Told::Known(Asset::native(chain)) } else { Told::Text(cut(symbol.unwrap_or(contract))) };
    }
    // The zero addresses of Tron and Solana, in base58.
    let zero = matches!(
        (chain, contract),
        (Chain::TRON, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb") | (Chain::Solana, "11111111111111111111111111111111")
    );
    if zero {
        return Told::Known(Asset::native(chain));
    }
    match Address::parse_on(chain, contract) {
        Ok(contract) => Told::Known(Asset::token(chain, contract)),
        Err(_) => Told::Text(cut(symbol.unwrap_or(contract))),
    }
}

/// A listed asset by chain and symbol: only for services whose symbols are a closed list of their own.
pub(super) fn listed(chain: &Told<Chain>, symbol: &str) -> Told<Asset> {
    let known = chain.known().and_then(|chain| {
        let mut named = Asset::list().iter().filter(|known| known.symbol == symbol).filter_map(|known| known.id.parse::<Asset>().ok());
        named.find(|asset| asset.chain() == *chain)
    });
    known.map_or_else(|| Told::Text(cut(symbol)), Told::Known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_their_own_do_not_become_evm_chains() {
        const SOLANA: &str = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp";
        for (chain, name) in [
            (lifi(20_000_000_000_001), "bip122:000000000019d6689c085ae165831e93"),
            (lifi(1_151_111_081_099_710), SOLANA),
            (lifi(728_126_428), "tron:0x2b6653dc"),
            (lifi(9_270_000_000_000_000), "chain 9270000000000000"),
            (debridge(100_000_026), "tron:0x2b6653dc"),
            (debridge(100_000_002), "eip155:100"),
            (debridge(100_000_099), "deBridge chain 100000099"),
            (layerzero(30420), "tron:0x2b6653dc"),
            (layerzero(1), "LayerZero endpoint 1"),
            (wormhole(2), "eip155:1"),
            (wormhole(21), "Wormhole chain 21"),
            (relay(792_703_809), SOLANA),
            (pool("BTC"), "bip122:000000000019d6689c085ae165831e93"),
            (pool("THOR"), "THORChain"),
        ] {
            assert_eq!(chain.to_string(), name);
        }
    }

    #[test]
    fn a_token_is_its_contract() {
        let ethereum = eip155(1);
        let zero = "0x0000000000000000000000000000000000000000";
        assert_eq!(token(&ethereum, zero, Some("anything")).to_string(), "eip155:1/slip44:60");
        let usdt = token(&ethereum, "0xdac17f958d2ee523a2206206994597c13d831ec7", Some("ETH"));
        assert_eq!(usdt.to_string(), "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7");
        assert_eq!(token(&solana(), "EPjFWdd5", Some("USDC")), Told::Text("USDC".to_owned()));
        assert_eq!(token(&ethereum, "0x12", None), Told::Text("0x12".to_owned()));
        assert_eq!(listed(&ethereum, "USDT").known(), usdt.known());
        assert_eq!(listed(&ethereum, "FLIP"), Told::Text("FLIP".to_owned()));
    }
}
