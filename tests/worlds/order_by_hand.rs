//! The reference orders on a world small enough to follow by hand.

use spoor::explorer::world::World;
use spoor::money::{Address, Amount};

use super::claims::Claims;
use super::orders::Order;

/// Seed a pays b 40 and c 100. b pays the exchange x 40. c pays the bridge y 100, which pays d 100 in the same transaction; later y
/// pays the stranger z 500. c had 5 of its own and pays the stranger z 3.
fn toy() -> World {
    let case = r#"{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "coin", "stolen": "140", "source": "", "licence": "",
        "seeds": [{"address": "0x0000000000000000000000000000000000000061", "from_block": 10}]}"#;
    let labels = format!("address,name,category,source\n{},X,exchange,\n{},Y,bridge,\n", hex('x'), hex('y'));
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    for (block, tx, index, from, to, amount) in [
        (4, 1, 0, 'z', 'a', 9),
        (5, 2, 0, 'z', 'c', 5),
        (9, 3, 0, 'a', 'z', 9),
        (10, 4, 0, 'a', 'b', 40),
        (11, 5, 0, 'a', 'c', 100),
        (12, 6, 0, 'b', 'x', 40),
        (13, 7, 0, 'c', 'y', 100),
        (13, 7, 1, 'y', 'd', 100),
        (14, 8, 0, 'y', 'z', 500),
        (15, 9, 0, 'c', 'z', 3),
    ] {
        let kind = if index == 0 { "native" } else { "internal" };
        text.push_str(&format!("{block},{block},0x{tx:064x},{index},{kind},{},{},native,{amount}\n", hex(from), hex(to)));
    }
    World::from_files(case, &labels, &text).unwrap()
}

fn hex(name: char) -> String {
    format!("0x{:040x}", u32::from(name))
}

fn name(address: &Address) -> char {
    let last = address.as_evm().unwrap().0[19];
    char::from(last)
}

fn told(claims: &Claims) -> (u32, String, String) {
    let units = |amount: &Amount| amount.to_string();
    let reached: Vec<String> = claims.reached.iter().map(|(at, amount)| format!("{} {}", name(at), units(amount))).collect();
    (claims.requests, claims.visited.iter().map(name).collect(), reached.join(", "))
}

#[test]
fn each_order_asks_as_it_is_described() {
    let world = toy();
    for (order, budget, requests, visited, reached) in [
        // In the order of discovery: b before c.
        (Order::Breadth, 1, 1, "a", "b 40, c 100"),
        (Order::Breadth, 2, 2, "ab", "c 100, x 40"),
        (Order::BreadthToLabels, 2, 2, "ab", "c 100, x 40"),
        // Everything: the bridge is walked through, so the stranger's 500 count as stolen.
        (Order::Breadth, 99, 7, "abcdxyz", "d 100, x 40, y 100, z 503"),
        (Order::BreadthToLabels, 99, 4, "abcz", "x 40, y 100, z 3"),
        // By the largest transfer: c before b.
        (Order::LargestTransfer, 2, 2, "ac", "b 40, y 100, z 3"),
        (Order::LargestTransfer, 99, 4, "abcz", "x 40, y 100, z 3"),
        // By what is stolen: c's own money is not, and the bridge is followed through inside the transaction.
        (Order::LargestTaint, 2, 2, "ac", "b 40, y 100"),
        (Order::LargestTaint, 3, 3, "ac", "b 40, d 100"),
        (Order::LargestTaint, 99, 5, "abcd", "d 100, x 40"),
        (Order::LargestTaintUncapped, 99, 6, "abcdz", "d 100, x 40, z 3"),
    ] {
        let claims = order.run(&world, budget);
        assert_eq!(told(&claims), (requests, visited.to_owned(), reached.to_owned()), "{} with {budget}", order.name());
    }
}
