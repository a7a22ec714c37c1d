//! Where an explorer shows an address or a transaction to a person. The hosts are written here; no data changes them.

use crate::explorer::service::{Kind, explorers_of};
use crate::money::{Address, Chain, TxId};

fn site(chain: Chain) -> Option<(&'static str, &'static str, &'static str)> {
    match chain {
        Chain::Eip155(_) => explorers_of(chain)
            .find(|service| service.kind == Kind::Blockscout)
            .and_then(|service| Some((service.host()?, "address/", "tx/"))),
        Chain::BITCOIN => Some(("mempool.space", "address/", "tx/")),
        Chain::TRON => Some(("tronscan.org", "#/address/", "#/transaction/")),
        Chain::Solana => Some(("explorer.solana.com", "address/", "tx/")),
        _ => None,
    }
}

/// The host and the link of an address; `None` for a chain without an explorer here, and inside a transaction, where the
/// link is the transaction's.
#[must_use]
pub fn address(chain: Chain, address: &Address) -> Option<(&'static str, String)> {
    if let Address::Coins(coins) = address {
        return transaction(chain, &TxId::from_bytes(coins.tx));
    }
    site(chain).map(|(host, path, _)| (host, format!("https://{host}/{path}{address}")))
}

/// The host and the link of a transaction; `None` for a chain without an explorer here.
#[must_use]
pub fn transaction(chain: Chain, tx: &TxId) -> Option<(&'static str, String)> {
    site(chain).map(|(host, _, path)| (host, format!("https://{host}/{path}{}", tx.on(chain))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_whole_and_of_the_chain() {
        for (chain, text, link) in [
            (
                Chain::ETHEREUM,
                "0x47666fab8bd0ac7003bce3f5c3585383f09486e2",
                "https://eth.blockscout.com/address/0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2",
            ),
            (
                Chain::BITCOIN,
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
                "https://mempool.space/address/bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            ),
            (Chain::TRON, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "https://tronscan.org/#/address/TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ] {
            assert_eq!(address(chain, &text.parse().unwrap()).unwrap().1, link);
        }
        let tx: TxId = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c".parse().unwrap();
        assert!(
            transaction(Chain::ETHEREUM, &tx)
                .unwrap()
                .1
                .ends_with("/tx/0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c")
        );
        assert!(
            transaction(Chain::BITCOIN, &tx).unwrap().1.ends_with("/tx/b61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c")
        );
        assert_eq!(transaction(Chain::Eip155(424_242), &tx), None);
    }
}
