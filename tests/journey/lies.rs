//! Records that do not fit what the chain shows bring nothing, and the end says why.

use spoor::money::Address;

use crate::bridges::{DIAMOND, LIFI, lifi, polygon_usdc};
use crate::made::*;

const PAYOUT: &str = "0x2862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826604846bbc93c0b";

/// What is changed, how the record is, how the chain is, and what the end says then.
type Lie<'a> = (&'a str, &'a dyn Fn(&str) -> String, &'a dyn Fn(&mut Outside), &'a str);

#[test]
fn what_the_chain_does_not_show_brings_nothing() {
    let diamond: Address = DIAMOND.parse().unwrap();
    let who = "0x552008c0f6870c2f77e5cC1d2eb9bdff03e30Ea0";
    let cases: &[Lie<'_>] = &[
        (
            "another recipient",
            &|body| body.replacen(&format!("\"toAddress\": \"{who}\""), &format!("\"toAddress\": \"{}\"", evm(9)), 1),
            &|_| (),
            "no such payment",
        ),
        ("more than was paid", &|body| body.replace("998500000", "998500001"), &|_| (), "another amount"),
        ("less than was paid", &|body| body.replace("998500000", "998499999"), &|_| (), "another amount"),
        (
            "a forged token",
            &str::to_owned,
            &|outside| {
                let row = outside.moved.iter_mut().find(|row| row.tx.to_string() == PAYOUT).unwrap();
                row.asset = crate::bridges::asset("eip155:137/erc20:0x1111111111111111111111111111111111111111");
                row.claimed_symbol = Some("USDC".to_owned());
            },
            "no such payment",
        ),
        (
            "another token than named",
            &|body| {
                body.replacen("\"symbol\": \"USDC\",\n   \"decimals\": 6,\n   \"priceUSD\": \"1.00\"\n  },\n  \"chainId\": 137", "\"symbol\": \"USDT\",\n   \"address\": \"0xc2132D05D31c914a87C6611C10748AEb04B58e8F\",\n   \"decimals\": 6,\n   \"priceUSD\": \"1.00\"\n  },\n  \"chainId\": 137", 1)
            },
            &|_| (),
            "paid USDT",
        ),
        ("a transaction that is not there", &|body| body.replace("0x2862726d", "0x3862726d"), &|_| (), "show no transaction"),
        (
            "paid before it came in",
            &str::to_owned,
            &|outside| {
                for row in outside.moved.iter_mut().filter(|row| row.tx.to_string() == PAYOUT) {
                    (row.block, row.at) = (row.block - 1_000, spoor::money::UnixSeconds::new(row.at.get() - 1_000));
                }
            },
            "before the money came in",
        ),
        (
            "two payments alike",
            &str::to_owned,
            &|outside| {
                let mut twin = outside.moved.iter().find(|row| row.tx.to_string() == PAYOUT).unwrap().clone();
                twin.position = spoor::money::Position::Log(9);
                outside.moved.push(twin);
            },
            "which one it means is not known",
        ),
        (
            "another's payment of a thousand times as much",
            &|body| body.replace("998500000", "998500000000"),
            &|outside| {
                let row = outside.moved.iter_mut().find(|row| row.tx.to_string() == PAYOUT).unwrap();
                row.amount = "998500000000".parse().unwrap();
            },
            "worth more than what came in",
        ),
        ("no amount", &|body| body.replacen("\"amount\": \"998500000\",", "", 1), &|_| (), "does not say how much"),
    ];
    for (what, change, make, why) in cases {
        let (theft, mut outside) = lifi();
        let body = change(LIFI);
        make(&mut outside);
        assert!(body != LIFI || *why != "another amount", "{what} changes the record");
        outside.bridges = vec![("li.quest", 200, body)];
        let played = play(&theft, settings(&[POLYGON]), &outside);
        assert!(played.view.links.is_empty(), "{what}: {:?}", played.view.links);
        let said = played.why(&diamond);
        assert!(said.contains(why), "{what}: {said}");
        assert_eq!(played.view.equations.len(), 1, "{what}: no sum there");
        assert!(played.view.equations.iter().all(|equation| equation.from_swaps.is_zero()), "{what}");
    }
}

#[test]
fn a_record_of_another_payment_is_left_out() {
    let (theft, mut outside) = lifi();
    // The service answers about the payment out as if it were asked about: its payment in is another.
    let body = LIFI.replace("0x5862726d", "0x4862726d").replace(
        "0x2862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826604846bbc93c0b",
        "0x5862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a",
    );
    outside.bridges = vec![("li.quest", 200, body)];
    let played = play(&theft, settings(&[POLYGON]), &outside);
    assert!(played.view.links.is_empty());
    assert!(played.view.notes.iter().any(|note| note.contains("is of another payment than")), "{:?}", played.view.notes);
}

#[test]
fn one_payment_out_counts_for_one_payment_in() {
    let (theft, mut outside) = lifi();
    let second = "0x6862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a";
    let t = theft.at;
    // The thief pays in again, and the service names the same payment out for both.
    outside.moved.push(pay([0xce; 32], t + 210, &evm(0xcc), &theft.thief, &theft.asset, 900_000_000));
    outside.moved.push(pay([0x5f; 32], t + 90, &evm(0xcd), &theft.thief, &theft.asset, 0));
    outside.moved.push(pay(hash(second), t + 220, &theft.thief, &DIAMOND.parse().unwrap(), &theft.asset, 900_000_000));
    let deposit = outside.moved.iter_mut().find(|row| row.tx.to_string().starts_with("0x5862")).unwrap();
    deposit.amount = "900000000".parse().unwrap();
    let body = LIFI.replacen("\"symbol\"", "\"address\": \"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48\", \"symbol\"", 1);
    outside.bridges = vec![("0x6862726d", 200, body.replace("0x5862726d", "0x6862726d")), ("0x5862726d", 200, body)];
    let played =
        play(&theft, spoor::trace::view::Settings { policy: spoor::trace::view::Policy::Haircut, ..settings(&[POLYGON]) }, &outside);
    let received: Vec<_> = played.view.links.iter().flat_map(|link| &link.received).collect();
    assert_eq!(received.len(), 1, "{:?}", played.view.links);
    assert_eq!(received[0].transfer.asset, polygon_usdc());
    assert!(
        played.why(&DIAMOND.parse().unwrap()).contains("counts for another passage already"),
        "{}",
        played.why(&DIAMOND.parse().unwrap())
    );
}

#[test]
fn a_stolen_fee_does_not_make_the_tokens_stolen() {
    let (theft, mut outside) = lifi();
    let eth = spoor::money::Asset::native(spoor::money::Chain::ETHEREUM);
    // What was stolen is a little ether; the 1,000 USDC that it pays the fee for are other money.
    let theft = Theft { asset: eth.clone(), amount: 1_000_000_000_000_000, ..theft };
    let deposit = "0x5862726dbc6643c6a34b3496bb15e91f11771f6756ccf83826304846bbc93c0a";
    outside.moved[0] = theft.row();
    outside.moved[1].amount = "1000000000".parse().unwrap();
    outside.moved.push(pay(hash(deposit), theft.at + 200, &theft.thief, &DIAMOND.parse().unwrap(), &eth, 1_000_000_000_000_000));
    let played = play(&theft, settings(&[POLYGON]), &outside);
    assert!(played.view.links.is_empty(), "{:?}", played.view.links);
    assert!(played.asked.iter().all(|url| !url.contains("evm137")), "nobody is asked on the other chain: {:?}", played.asked);
    let why = played.why(&DIAMOND.parse().unwrap());
    assert!(why.contains("only paid for the passage"), "{why}");
    // A record of another amount says nothing of this payment.
    outside.bridges = vec![("li.quest", 200, LIFI.replace("\"1000000000\"", "\"1234\""))];
    let played = play(&theft, settings(&[POLYGON]), &outside);
    let why = played.why(&DIAMOND.parse().unwrap());
    assert!(why.contains("is not what was paid in here"), "{why}");
}

#[test]
fn names_of_a_service_are_text() {
    let (theft, mut outside) = lifi();
    let body =
        LIFI.replacen("\"chainId\": 137", "\"chainId\": 999999999999999", 1).replace("stargate", "<img src=x onerror=alert(1)>\\u202e");
    outside.bridges = vec![("li.quest", 200, body)];
    let played = play(&theft, settings(&[POLYGON]), &outside);
    assert!(played.view.links.is_empty());
    assert!(played.why(&DIAMOND.parse().unwrap()).contains("where this page cannot follow"), "{}", played.why(&DIAMOND.parse().unwrap()));
}
