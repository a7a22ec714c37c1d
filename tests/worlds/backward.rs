//! A trace to where money came from: the same engine with payer and recipient, earlier and later turned round.

use spoor::explorer::world::World;
use spoor::journal::Now;
use spoor::money::{Address, Amount};
use spoor::trace::view::{Direction, Node, Policy, Role, Settings, Start, View};

use super::drive::drive;

const CASE: &str = r#"{"id": "toy", "name": "Toy", "chain": "eip155:1", "decimals": 18, "unit": "dollars",
    "seeds": [{"address": "0x1111111111111111111111111111111111111111", "from_block": 10}], "stolen": "1000",
    "source": "made up", "licence": "MIT"}"#;
const LABELS: &str = "address,name,category,source\n0x5555555555555555555555555555555555555555,Deep Bank,exchange,made up\n";

fn address(digit: char) -> Address {
    format!("0x{}", digit.to_string().repeat(40)).parse().unwrap()
}

/// 1 and the exchange 5 pay 2; 2 pays 3; 3 pays 4. Somebody else pays 3 only after that.
fn traced(policy: Policy) -> View {
    let mut text = "block,time,tx,index,kind,from,to,asset,amount\n".to_owned();
    for (block, from, to, amount) in
        [(10, '1', '2', 700), (20, '5', '2', 500), (30, '2', '3', 1_000), (40, '3', '4', 900), (50, '7', '3', 60)]
    {
        let (from, to) = (from.to_string().repeat(40), to.to_string().repeat(40));
        text.push_str(&format!("{block},{},0x{block:064x},0,native,0x{from},0x{to},native,{amount}\n", 1_000 + block));
    }
    let world = World::from_files(CASE, LABELS, &text).unwrap();
    let settings = Settings {
        start: Start::Address(address('4')),
        direction: Direction::Backward,
        dust_millionths: 0,
        policy,
        explorer: "world-toy".to_owned(),
        ..Settings::default()
    };
    drive(&world, settings, Now { ms: 1_795_000_000_000 }).run.view()
}

fn node(view: &View, digit: char) -> &Node {
    view.nodes.iter().find(|node| *node.account.address() == address(digit)).unwrap_or_else(|| panic!("{digit} is not in the trace"))
}

#[test]
fn columns_count_from_the_recipient_and_every_way_begins_there() {
    for policy in [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First] {
        let view = traced(policy);
        let [equation] = view.equations.as_slice() else { panic!("{policy:?}: {} equations", view.equations.len()) };
        assert!(equation.holds() && equation.stolen == 900.into(), "{policy:?}: {equation:?}");
        let ends: Amount = view.ends.iter().map(|end| end.amount).sum();
        assert_eq!(ends, 900.into(), "{policy:?}: every part of it is at an end");
        for (digit, hop) in [('4', 0), ('3', 1), ('2', 2)] {
            assert_eq!(node(&view, digit).hop, hop, "{policy:?} {digit}");
        }
        assert!(view.nodes.iter().all(|node| node.role != Role::Victim && *node.account.address() != address('7')), "{policy:?}");
        for end in &view.ends {
            let (first, last) = (end.path.first().unwrap(), end.path.last().unwrap());
            assert_eq!((&first.transfer.to, &last.transfer.from), (&address('4'), view.nodes[end.node].account.address()), "{policy:?}");
            assert!(
                end.path.windows(2).all(|pair| pair[0].transfer.from == pair[1].transfer.to && pair[0].transfer.at > pair[1].transfer.at)
            );
        }
    }
}

#[test]
fn an_exchange_that_paid_is_asked_not_told_to_freeze() {
    let view = traced(Policy::Haircut);
    let bank = node(&view, '5');
    let end = view.ends.iter().find(|end| end.node == bank.id).unwrap();
    assert_eq!(end.freezable_by.as_deref(), Some("Deep Bank can say whose account paid this"));
    let said = view.notes.iter().chain(view.ends.iter().map(|end| &end.why));
    assert!(said.into_iter().all(|text| !text.contains("stolen") && !text.contains("theft")));
}
