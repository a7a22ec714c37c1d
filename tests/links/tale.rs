//! A world told payment by payment. The thief is 1; addresses are single digits and letters, repeated.

use spoor::case::Case;
use spoor::explorer::world::World;
use spoor::journal::Now;
use spoor::money::{Address, Amount, Asset};
use spoor::trace::view::{End, Equation, Policy, Settings, View};

use super::drive::{Driven, drive};

pub(crate) const ETH: &str = "native";
pub(crate) const WETH: &str = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2";
pub(crate) const STETH: &str = "0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84";
pub(crate) const USDC: &str = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
pub(crate) const DAI: &str = "0x6B175474E89094C44Da98b954EedeAC495271d0F";
pub(crate) const FORGED: &str = "0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177";
pub(crate) const QUEUE: &str = "0x889edC2eDab5f40e902b864aD4d7AdE8E412F9B1";
pub(crate) const NOBODY: &str = "0";
/// Base units of a coin with 18 decimals, and of one with 6.
pub(crate) const E: u128 = 1_000_000_000_000_000_000;
pub(crate) const U: u128 = 1_000_000;

/// Labelled as a router, a batch settlement and an exchange.
const LABELS: &str = "address,name,category,source\n\
    0x5555555555555555555555555555555555555555,Any Router,service,made up\n\
    0x6666666666666666666666666666666666666666,Batch Settlement,service,made up\n\
    0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,Deep Bank,exchange,made up\n";

/// One payment: transaction, from, to, asset, amount. A transaction's number is its block too.
pub(crate) type Payment<'a> = (u64, &'a str, &'a str, &'a str, u128);

pub(crate) fn address(name: &str) -> Address {
    if name.len() > 1 { name.parse().unwrap() } else { format!("0x{}", name.repeat(40)).parse().unwrap() }
}

pub(crate) fn asset(name: &str) -> Asset {
    if name == ETH { "eip155:1/slip44:60".parse().unwrap() } else { format!("eip155:1/erc20:{name}").parse().unwrap() }
}

/// The trace of a theft of `stolen` ether by 1, and who was asked about, in order.
pub(crate) fn traced(policy: Policy, stolen: u128, payments: &[Payment<'_>]) -> (View, Vec<String>) {
    let (driven, _) = run(policy, stolen, payments);
    let asked = driven.run.journal().entries().iter().map(|entry| {
        let address = entry.request.split("/address/").nth(1).unwrap_or_default();
        address.chars().take(42).collect()
    });
    let asked = asked.collect();
    (checked(&driven, policy), asked)
}

/// The same with the case.
pub(crate) fn told(policy: Policy, stolen: u128, payments: &[Payment<'_>]) -> (Case, View) {
    let (driven, case) = run(policy, stolen, payments);
    (case, checked(&driven, policy))
}

fn run(policy: Policy, stolen: u128, payments: &[Payment<'_>]) -> (Driven, Case) {
    let case = format!(
        r#"{{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "ether",
        "seeds": [{{"address": "{}", "from_block": 10}}], "stolen": "{stolen}", "source": "made up", "licence": "MIT"}}"#,
        address("1")
    );
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    let mut last = (0, 0);
    for &(tx, from, to, asset, amount) in payments {
        last = (tx, if last.0 == tx { last.1 + 1 } else { 0 });
        let kind = if asset != ETH {
            "token"
        } else if last.1 == 0 {
            "native"
        } else {
            "internal"
        };
        let (from, to) = (address(from), address(to));
        text.push_str(&format!("{tx},{},0x{tx:064x},{},{kind},{from},{to},{asset},{amount}\n", 1_700_000_000 + 12 * tx, last.1));
    }
    let world = World::from_files(&case, LABELS, &text).unwrap();
    let settings = Settings { policy, explorer: "world-toy".to_owned(), dust_millionths: 0, ..Settings::default() };
    (drive(&world, settings, Now { ms: 1_795_000_000_000 }), world.case().clone())
}

/// The view, whose sums close.
fn checked(driven: &Driven, policy: Policy) -> View {
    let view = driven.run.view();
    for equation in &view.equations {
        assert!(equation.holds(), "{policy:?}: {equation:?}");
        let ends: Amount = view.ends.iter().filter(|end| end.asset == equation.asset).map(|end| end.amount).sum();
        let right: Amount = equation.terms().into_iter().filter(|(name, _)| *name != "fees").map(|(_, amount)| amount).sum();
        assert_eq!(ends, right, "{policy:?}: the ends are the terms of {equation:?}");
    }
    view
}

pub(crate) fn is_asked(asked: &[String], name: &str) -> bool {
    let address = address(name).to_string().to_lowercase();
    asked.iter().any(|asked| asked.to_lowercase() == address)
}

/// The stolen amount that rests at an address.
pub(crate) fn at(view: &View, name: &str, coin: &str) -> u128 {
    end(view, name, coin).map_or(0, |end| end.amount.to_u128().unwrap())
}

pub(crate) fn end<'v>(view: &'v View, name: &str, coin: &str) -> Option<&'v End> {
    let whose = address(name);
    view.ends.iter().find(|end| *view.nodes[end.node].account.address() == whose && end.asset == asset(coin))
}

pub(crate) fn equation(view: &View, coin: &str) -> Equation {
    view.equations.iter().find(|equation| equation.asset == asset(coin)).unwrap_or_else(|| panic!("no equation of {coin}")).clone()
}

pub(crate) fn amount(base_units: u128) -> Amount {
    Amount::from_u128(base_units)
}
