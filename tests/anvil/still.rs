//! What a real node says of what is still there: a balance in its coin, one in a token, and the token's list.

use serde::Deserialize;
use spoor::explorer::still::{Found, Frozen, Holding, Lookup};
use spoor::money::{Account, Address, Amount, Chain};

use super::{carry, started};

#[derive(Deserialize)]
struct Made {
    #[serde(default)]
    url: String,
    rich: Option<Address>,
    poor: Option<Address>,
    frozen: Option<Address>,
}

fn look(made: &Made, asset: &str, address: &Address) -> Found {
    let account = Account::new(Chain::ETHEREUM, address.clone()).unwrap();
    let holding = Holding { account, asset: asset.parse().unwrap() };
    let mut look = Lookup::of(&format!("own:otterscan:{}", made.url).parse().unwrap(), &holding).unwrap();
    while let Some(request) = look.request() {
        look.take(&carry(&request)).unwrap();
    }
    look.found().unwrap()
}

#[test]
fn a_node_says_what_is_there_and_what_is_frozen() {
    const ETH: &str = "eip155:1/slip44:60";
    const USDT: &str = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";
    const DAI: &str = "eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F";
    let Some((_node, made)) = started::<Made>("still.mjs") else { return };
    let [rich, poor, frozen] = [&made.rich, &made.poor, &made.frozen].map(|address| address.clone().unwrap());
    let list = |yes: bool| {
        let (who, by) = ("Tether".to_owned(), "isBlackListed".to_owned());
        if yes { Frozen::Yes { who, by } } else { Frozen::No { who, by } }
    };
    for (asset, address, amount, list) in [
        (ETH, &rich, 10_000_000_000_000_000u64, Frozen::NotAsked),
        (ETH, &poor, 0, Frozen::NotAsked),
        (USDT, &rich, 12_300_000, list(false)),
        (USDT, &poor, 0, list(false)),
        (USDT, &frozen, 45_600_000, list(true)),
    ] {
        let found = look(&made, asset, address);
        assert_eq!((found.amount, found.frozen), (Amount::from(amount), list), "{asset} {address}");
        let newest = found.newest.unwrap();
        assert!(newest.number >= 1 && newest.at.is_some_and(|at| at.get() > 1_740_000_000), "{newest:?}");
    }
    // A token that is not there is no balance of nothing.
    let account = Account::new(Chain::ETHEREUM, rich).unwrap();
    let holding = Holding { account, asset: DAI.parse().unwrap() };
    let mut look = Lookup::of(&format!("own:otterscan:{}", made.url).parse().unwrap(), &holding).unwrap();
    let answer = carry(&look.request().unwrap());
    assert!(look.take(&answer).unwrap_err().to_string().contains("no such token"), "{}", answer.body);
}
