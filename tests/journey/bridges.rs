//! Each bridge by a recorded answer of it: the question, both legs, what of them is stolen to the last base unit, the way,
//! the sums of both chains.

use spoor::money::{Address, Amount, Asset, Chain};
use spoor::trace::view::{LinkKind, Policy, Stage, Tier, View};

use crate::made::*;

pub(crate) const MIDGARD: &str = include_str!("../fixtures/thorchain/midgard_tirinox_example_swap_in_with_aff.json");
const REFUND: &str = include_str!("../fixtures/thorchain/midgard_shapeshift_refund.json");
const PARTLY: &str = include_str!("../fixtures/chainflip/v2_swap__oneBlockDca_1.json");
const TO_POLKADOT: &str = include_str!("../fixtures/chainflip/v2_swap__retrieves_a_swap_from_a_vault_origin_in_completed_1.json");
pub(crate) const LIFI: &str = include_str!("../fixtures/lifi/v1_status_doc_example.json");
const ORDERS: &str = include_str!("../fixtures/debridge/Transaction_orderIds_eth_to_tron.json");
const ORDER: &str = include_str!("../fixtures/debridge/Orders_eth_usdc_to_tron_usdt_TRIMMED.json");
const MESSAGE: &str = include_str!("../fixtures/layerzero/messages_tx_usdt0_oft_eth_to_tron_TRIMMED.json");

const ROUTER: &str = "0xD37BbE5744D730a1d98d8DC97c42F0Ca46aD7146";
pub(crate) const DEPOSIT: &str = "0x0a06e67bc6cfa7af8dca1a93a7da0957c38e8f1028983e4586ccc99c2f436c18";
pub(crate) const PAYOUT: &str = "55c3717d12ac52e107eafa8c5a626db8af8fd7b589b38f440c733061379a7eee";
pub(crate) const RECIPIENT: &str = "3PnAWrDDgQ8isDWL7L6MsiWx9aCXVHHaW7";
pub(crate) const DIAMOND: &str = "0x1231DEB6f5749EF6cE6943a275A1D3E7486F4EaE";

fn at(text: &str) -> Address {
    text.parse().unwrap()
}

pub(crate) fn asset(text: &str) -> Asset {
    text.parse().unwrap()
}

fn usdc() -> Asset {
    asset("eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48")
}

pub(crate) fn polygon_usdc() -> Asset {
    asset("eip155:137/erc20:0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359")
}

fn tron_usdt() -> Asset {
    asset("tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
}

/// 5 ETH of a theft and 4.77742175 ETH of other money go into THORChain together, as in the recorded passage.
pub(crate) fn thorchain() -> (Theft, Outside) {
    let (t, eth) = (1_665_634_000, Asset::native(Chain::ETHEREUM));
    let theft =
        Theft { thief: at("0x61E268135980c57160eDb7fD98D40E1a61AB51aa"), asset: eth.clone(), amount: 5_000_000_000_000_000_000, at: t };
    let mut moved = vec![
        theft.row(),
        pay([0xcc; 32], t + 100, &evm(0xcc), &theft.thief, &eth, 4_777_421_750_000_000_000),
        pay(hash(DEPOSIT), t + 600, &theft.thief, &at(ROUTER), &eth, 9_777_421_750_000_000_000),
    ];
    moved.extend(spend(hash(PAYOUT), t + 1_600, &bitcoin(1), &[(at(RECIPIENT), 65_304_276), (bitcoin(1), 1_000_000)], 2_000));
    moved.extend(spend([0xb2; 32], t + 5_000, &at(RECIPIENT), &[(bitcoin(2), 65_300_000)], 4_276));
    (theft, Outside { moved, bridges: vec![("thorchain_midgard", 200, MIDGARD.to_owned())] })
}

fn node<'a>(view: &'a View, address: &str) -> &'a spoor::trace::view::Node {
    view.nodes.iter().find(|node| node.account.address().to_string() == address).unwrap_or_else(|| panic!("{address}: {:?}", view.nodes))
}

fn part(amount: &Amount) -> u128 {
    amount.to_u128().unwrap()
}

fn sums(view: &View) -> Vec<String> {
    let one = |equation: &spoor::trace::view::Equation| {
        let terms: Vec<String> =
            equation.terms().iter().filter(|(_, term)| !term.is_zero()).map(|(what, term)| format!("{what} {term}")).collect();
        let symbol = equation.asset.known().unwrap().symbol;
        format!("{symbol}: {} + {} = {}", equation.stolen, equation.from_swaps, terms.join(" + "))
    };
    view.equations.iter().map(one).collect()
}

#[test]
fn thorchain_from_ether_to_bitcoin() {
    let (theft, outside) = thorchain();
    let played = play(&theft, settings(&[Chain::BITCOIN]), &outside);
    let view = &played.view;
    assert_eq!(view.progress.stage, Stage::Done);
    // The bridge is asked once, only about the payment into it; then the transaction it names, then who received.
    let expected = [
        format!("https://evm1.example/tx/0x{}", "5e".repeat(32)),
        format!("https://evm1.example/address/{}", theft.thief),
        format!("https://gateway.liquify.com/chain/thorchain_midgard/v2/actions?txid={}&limit=50", DEPOSIT[2..].to_ascii_uppercase()),
        format!("https://btc.example/tx/{PAYOUT}"),
        format!("https://btc.example/address/{RECIPIENT}"),
        format!("https://btc.example/address/{}", bitcoin(2)),
    ];
    assert_eq!(played.asked, expected);
    assert_eq!(view.progress.asked, 6);
    // 65,304,276 × 5 ÷ 9.77742175, rounded down.
    let [link] = view.links.as_slice() else { panic!("{:?}", view.links) };
    assert_eq!((link.what, link.tier, link.via.as_str()), (LinkKind::Bridge, Tier::Derived, "THORChain"));
    assert_eq!((part(&link.paid[0].tainted), part(&link.received[0].tainted)), (5_000_000_000_000_000_000, 33_395_448));
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First] {
        let of = |range: &[(Policy, Amount)]| range.iter().find(|(one, _)| *one == policy).map(|(_, amount)| part(amount));
        assert_eq!(of(&link.received[0].range), Some(33_395_448), "{policy:?}: all that was there went over");
    }
    assert!(link.matched_by.contains("the memo") && link.matched_by.contains("gateway.liquify.com"), "{}", link.matched_by);
    assert!(link.matched_by.contains(&DEPOSIT[..20]), "{}", link.matched_by);
    assert_eq!((link.from, link.to), (node(view, &theft.thief.to_string()).id, node(view, RECIPIENT).id));
    let [source] = link.sources.as_slice() else { panic!("{link:?}") };
    assert_eq!((view.sources[*source].provider.as_str(), view.sources[*source].bytes), ("midgard", MIDGARD.len() as u64));
    // What came out is one hop behind the bridge.
    assert_eq!([ROUTER, RECIPIENT, &bitcoin(2).to_string()].map(|who| node(view, who).hop), [2, 3, 4]);
    assert_eq!(
        view.nodes.iter().map(|node| (node.id, node.hop)).collect::<Vec<_>>(),
        {
            let mut sorted: Vec<_> = view.nodes.iter().map(|node| node.hop).collect();
            sorted.sort_unstable();
            sorted.into_iter().enumerate().collect::<Vec<_>>()
        },
        "by column, numbered in order, one by one: {:?}",
        view.nodes.len()
    );
    // The sums of both chains close; nothing of the affiliate's share is followed.
    assert_eq!(sums(view)[0], "ETH: 5000000000000000000 + 0 = bridged 5000000000000000000");
    assert!(sums(view)[1].starts_with("BTC: 0 + 33395448 = held "), "{:?}", sums(view));
    assert!(view.nodes.iter().all(|node| !node.account.to_string().contains("thor1")));
    // The way leads over the link: the theft, the payment in, the payment out, and on.
    let end = view.ends.iter().find(|end| end.node == node(view, &bitcoin(2).to_string()).id).unwrap();
    let way: Vec<String> = end.path.iter().map(|hop| format!("{} {:?}", &hop.transfer.tx.to_string()[..6], hop.tier)).collect();
    assert_eq!(way, ["0x5e5e Observed", "0x0a06 Observed", "0x55c3 Derived", "0xb2b2 Observed", "0xb2b2 Observed"]);
    for hop in &end.path {
        let told = hop.sources.iter().map(|source| view.sources[*source].provider.as_str()).collect::<Vec<_>>();
        let own = if hop.transfer.asset.chain() == Chain::BITCOIN { "btc.example" } else { "evm1.example" };
        assert!(!told.is_empty() && told.iter().all(|provider| *provider == own), "{told:?}");
    }
    let why = played.why(&at(ROUTER));
    assert_eq!(
        why,
        format!(
            "THORChain says this came out as 0.65304276 BTC at {RECIPIENT} on Bitcoin in 0x55c3…7eee; the chain shows it, and it is followed there."
        )
    );
    // Going on asks nobody again.
    let mut played = played;
    played.tell(spoor::journal::What::GoOn { budget: 100 }, &outside);
    assert_eq!(played.asked.len(), 6);
}

#[test]
fn thorchain_gives_back() {
    let (t, eth) = (1_623_290_000, Asset::native(Chain::ETHEREUM));
    let thief = at("0xfc0Cc6E85dFf3D75e3985e0CB83B090cfD498dd1");
    let theft = Theft { thief: thief.clone(), asset: eth.clone(), amount: 5_000_000_000_000_000, at: t };
    let deposit = hash("0x851b4997cf8f9fba806b3780e0c178ccb173ae78e3fd5056f7375b059b22bd3a");
    let refund = hash("0xa1e6d3cd2e4c5bc06af21835065a44eb2d207962ebf36b9e24a366eb20e906da");
    let moved = vec![
        theft.row(),
        pay([0xcc; 32], t + 100, &evm(0xcc), &thief, &eth, 8_612_730_000_000_000),
        pay(deposit, t + 600, &thief, &at(ROUTER), &eth, 13_612_730_000_000_000),
        pay(refund, t + 900, &evm(0x7a), &thief, &eth, 6_412_730_000_000_000),
        pay([0xb7; 32], t + 1_000, &thief, &evm(7), &eth, 6_412_730_000_000_000),
    ];
    let outside = Outside { moved, bridges: vec![("thorchain_midgard", 200, REFUND.to_owned())] };
    let played = play(&theft, settings(&[]), &outside);
    let [link] = played.view.links.as_slice() else { panic!("{:?}", played.view.links) };
    // 0.00641273 × 5 ÷ 13.61273 ETH, rounded down to a wei: the rest is the bridge's fee.
    assert_eq!((link.what, part(&link.received[0].tainted)), (LinkKind::Refund, 2_355_416_584_329_520));
    assert_eq!(played.rests(&evm(7)), ["Held 2355416584329520 ETH"]);
    assert_eq!(sums(&played.view), ["ETH: 5000000000000000 + 2355416584329520 = held 2355416584329520 + bridged 5000000000000000"]);
    assert!(played.why(&at(ROUTER)).contains("THORChain says this went back as 0.00641273 ETH"), "{}", played.why(&at(ROUTER)));
    let end = played.view.ends.iter().find(|end| end.amount.to_string() == "2355416584329520").unwrap();
    assert_eq!(end.path.iter().map(|hop| hop.transfer.block - t).collect::<Vec<_>>(), [0, 600, 900, 1_000]);
    // It was on a list that had been read: its transaction needs no question.
    assert_eq!(played.asked.iter().filter(|url| url.contains("/tx/")).count(), 1);
}

#[test]
fn chainflip_gives_a_part_back_and_its_broker_is_nobody() {
    let t = 1_763_000_000;
    let thief = evm(0x61);
    let theft = Theft { thief: thief.clone(), asset: usdc(), amount: 1_000_000_000, at: t };
    let back = at("0x608a6B0e501732d1Af57f223BcdfE1B9D0631900");
    let moved = vec![
        theft.row(),
        pay([0xcc; 32], t + 100, &evm(0xcc), &thief, &usdc(), 1_297_329_141),
        pay(
            hash("0x75dcd5891cd767160414ca15332a2d6e84328e1723695da2335e9fe1695c47a4"),
            t + 600,
            &thief,
            &at("0xF5e10380213880111522dd0efD3dbb45b9f62Bcc"),
            &usdc(),
            2_297_329_141,
        ),
        pay(
            hash("0x95c2cf2710b54a3d417b56a693ac7eb69e0c9f9e912a8a6988f75246f92d96b0"),
            t + 900,
            &at("0xF5e10380213880111522dd0efD3dbb45b9f62Bcc"),
            &back,
            &usdc(),
            765_258_262,
        ),
    ];
    let outside = Outside { moved, bridges: vec![("chainflip-swap", 200, PARTLY.to_owned())] };
    let played = play(&theft, settings(&[]), &outside);
    // 765,258,262 × 1,000,000,000 ÷ 2,297,329,141, rounded down.
    let links: Vec<_> = played.view.links.iter().map(|link| (link.what, part(&link.received[0].tainted))).collect();
    assert_eq!(links, [(LinkKind::Refund, 333_107_802)]);
    assert_eq!(played.rests(&back), ["Held 333107802 USDC"]);
    let why = played.why(&at("0xF5e10380213880111522dd0efD3dbb45b9f62Bcc"));
    assert!(why.contains("FLIP") && why.contains("nothing is followed") && why.contains("it is followed there"), "{why}");
    assert!(played.asked.iter().any(|url| url.contains("/tx/0x95c2cf27")));
}

#[test]
fn a_chain_that_no_page_can_follow_is_named() {
    let t = 1_763_000_000;
    let eth = Asset::native(Chain::ETHEREUM);
    let theft = Theft { thief: evm(0x61), asset: eth.clone(), amount: 4_999_949_999_999_650_000, at: t };
    let vault = at("0xF5e10380213880111522dd0efD3dbb45b9f62Bcc");
    let deposit = hash("0xb2dcb9ce8d50f0ab869995fee8482bcf304ffcfe5681ca748f90e34c0ad7b241");
    let moved = vec![theft.row(), pay(deposit, t + 600, &evm(0x61), &vault, &eth, 4_999_949_999_999_650_000)];
    let outside = Outside { moved, bridges: vec![("chainflip-swap", 200, TO_POLKADOT.to_owned())] };
    let played = play(&theft, settings(&[Chain::BITCOIN]), &outside);
    assert!(played.view.links.is_empty());
    let why = played.why(&vault);
    assert!(why.contains("Chainflip says this came out as") && why.contains("Assethub, where this page cannot follow"), "{why}");
}

/// 400 of 1,000 USDC are stolen.
pub(crate) fn lifi() -> (Theft, Outside) {
    let t = 1_704_067_000;
    let who = at("0x552008c0f6870c2f77e5cC1d2eb9bdff03e30Ea0");
    let theft = Theft { thief: who.clone(), asset: usdc(), amount: 400_000_000, at: t };
    let deposit = hash("0x5862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a");
    let payout = hash("0x2862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826604846bbc93c0b");
    let moved = vec![
        theft.row(),
        pay([0xcc; 32], t + 100, &evm(0xcc), &who, &usdc(), 600_000_000),
        pay(deposit, t + 200, &who, &at(DIAMOND), &usdc(), 1_000_000_000),
        pay(payout, t + 320, &evm(0x7b), &who, &polygon_usdc(), 998_500_000),
        pay([0xb7; 32], t + 1_000, &who, &evm(7), &polygon_usdc(), 998_500_000),
    ];
    (theft, Outside { moved, bridges: vec![("li.quest", 200, LIFI.to_owned())] })
}

#[test]
fn lifi_to_the_same_address_on_another_chain() {
    let (theft, outside) = lifi();
    let played = play(&theft, settings(&[POLYGON]), &outside);
    let view = &played.view;
    let [link] = view.links.as_slice() else { panic!("{:?} {:?}", view.links, view.ends) };
    assert_eq!((link.via.as_str(), part(&link.paid[0].tainted), part(&link.received[0].tainted)), ("LI.FI", 400_000_000, 399_400_000));
    assert_eq!(played.rests(&evm(7)), ["Held 399400000 USDC"]);
    assert_eq!(sums(view), ["USDC: 400000000 + 0 = bridged 400000000", "USDC: 0 + 399400000 = held 399400000"]);
    // One address, two chains: two nodes.
    let same = view.nodes.iter().filter(|node| node.account.address() == &theft.thief).map(|node| (node.account.chain(), node.hop));
    assert_eq!(same.collect::<Vec<_>>(), [(Chain::ETHEREUM, 1), (POLYGON, 3)]);
    assert!(view.notes.iter().any(|note| note.contains("stargate")), "{:?}", view.notes);
}

#[test]
fn debridge_from_ethereum_to_tron() {
    let t = 1_788_071_000;
    let (thief, to) =
        (at("0xae0492dBB1E5B18D0252E3F0ad642DDb0eEA52AF".to_ascii_lowercase().as_str()), at("TDApGsYobnq34xJeEHKbDoAbXXbKiqBMSw"));
    let theft = Theft { thief: thief.clone(), asset: usdc(), amount: 300_000_000_000, at: t };
    let moved = vec![
        theft.row(),
        pay([0xcc; 32], t + 100, &evm(0xcc), &thief, &usdc(), 434_251_475_404),
        pay([0xdb; 32], t + 243, &thief, &at("0xeF4fB24aD0916217251F553c0596F8Edc630EB66"), &usdc(), 734_251_475_404),
        pay(
            hash("9c29acb9d7cfc648b09b17cbe360c804c526368a4a1bdd1231dd0efe10997900"),
            t + 331,
            &at("TU3ymitEKCWQFtASkEeHaPb8NfZcJtCHLt"),
            &to,
            &tron_usdt(),
            733_498_773_674,
        ),
    ];
    let outside = Outside { moved, bridges: vec![("/orderIds", 200, ORDERS.to_owned()), ("stats-api.dln.trade", 200, ORDER.to_owned())] };
    let played = play(&theft, settings(&[Chain::TRON]), &outside);
    let [link] = played.view.links.as_slice() else { panic!("{:?} {:?}", played.view.ends, played.asked) };
    // 733,498,773,674 × 300,000,000,000 ÷ 734,251,475,404, rounded down.
    assert_eq!((link.via.as_str(), part(&link.received[0].tainted)), ("deBridge", 299_692_461_606));
    assert!(link.matched_by.contains("an order number: 0x8c21c7cf"), "{}", link.matched_by);
    assert_eq!(link.sources.len(), 2, "the list of orders and the order");
    assert_eq!(played.rests(&to), ["Held 299692461606 USDT"]);
    let asked: Vec<&String> = played.asked.iter().filter(|url| url.contains("dln")).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(sums(&played.view)[1], "USDT: 0 + 299692461606 = held 299692461606");
}

#[test]
fn layerzero_from_ethereum_to_tron() {
    let t = 1_788_235_000;
    let usdt = asset("eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7");
    let (thief, to) = (at("0xf43e8dc4e3e35beac84daf31acd7bec6c7ff6945"), at("TKAs5uZwp6BeN2481nzmHsNNJ5KwffNrcd"));
    let theft = Theft { thief: thief.clone(), asset: usdt.clone(), amount: 996_501_913_543, at: t };
    let moved = vec![
        theft.row(),
        pay(
            hash("0xdc8e1eb5f3222aa0059d5fb690c651b2812525a912a7219bff6ae624c9a61292"),
            t + 379,
            &thief,
            &at("0x6C96dE32CEa08842dcc4058c14d3aaAD7Fa41dee"),
            &usdt,
            996_501_913_543,
        ),
        pay(
            hash("0xe77f9f2b4372dd5ebd504c43036f6626cd228f7d86691a6ef41f2ce4c03bb214"),
            t + 608,
            &at("TU3ymitEKCWQFtASkEeHaPb8NfZcJtCHLt"),
            &to,
            &tron_usdt(),
            996_501_913_543,
        ),
    ];
    let outside = Outside { moved, bridges: vec![("scan.layerzero-api.com", 200, MESSAGE.to_owned())] };
    let played = play(&theft, settings(&[Chain::TRON]), &outside);
    let [link] = played.view.links.as_slice() else { panic!("{:?} {:?}", played.view.ends, played.asked) };
    assert_eq!((link.via.as_str(), part(&link.received[0].tainted)), ("LayerZero", 996_501_913_543));
    assert!(link.matched_by.contains("a message number"), "{}", link.matched_by);
    assert_eq!(played.rests(&to), ["Held 996501913543 USDT"]);
    assert!(played.view.notes.iter().any(|note| note.contains("is inferred from its form")), "{:?}", played.view.notes);
}

#[test]
fn a_chain_nobody_was_chosen_for_is_not_asked_about() {
    let (theft, outside) = thorchain();
    let played = play(&theft, settings(&[POLYGON]), &outside);
    assert!(played.asked.iter().all(|url| !url.contains("btc.example")), "{:?}", played.asked);
    assert!(played.view.links.is_empty());
    assert_eq!(sums(&played.view), ["ETH: 5000000000000000000 + 0 = bridged 5000000000000000000"]);
    assert_eq!(
        played.why(&at(ROUTER)),
        format!(
            "THORChain says this came out as 0.65304276 BTC at {RECIPIENT} on Bitcoin in 0x55c3…7eee; choose an explorer for Bitcoin in Settings to follow it there."
        )
    );
    // And without bridges nobody but the explorer is asked.
    let alone = play(&theft, spoor::trace::view::Settings { bridges: false, ..settings(&[Chain::BITCOIN]) }, &outside);
    assert!(alone.asked.iter().all(|url| url.starts_with("https://evm1.example/")), "{:?}", alone.asked);
}

#[test]
fn a_bridge_that_knows_nothing_is_asked_once_at_each_host() {
    let (theft, mut outside) = thorchain();
    outside.bridges = vec![
        ("thorchain_midgard", 404, String::new()),
        ("midgard.thorchain", 404, String::new()),
        ("thor", 404, r#"{"error":"tx not found"}"#.into()),
    ];
    let mut played = play(&theft, settings(&[Chain::BITCOIN]), &outside);
    let asked: Vec<&str> = played.asked.iter().filter(|url| url.contains("thor")).map(|url| url.split('/').nth(2).unwrap()).collect();
    assert_eq!(asked[..2], ["gateway.liquify.com", "midgard.thorchain.network"], "the index before the nodes");
    let before = played.asked.len();
    played.tell(spoor::journal::What::GoOn { budget: 200 }, &outside);
    assert_eq!(played.asked.len(), before, "not again in this run");
    assert!(played.why(&at(ROUTER)).contains("did not know 0x0a06…6c18 on "), "{}", played.why(&at(ROUTER)));
}
