//! The laws that hold whatever the graph.

use std::collections::BTreeMap;

use alloy_primitives::U256;
use proptest::prelude::*;
use spoor::trace::history::{History, RowId};
use spoor::trace::taint::{Mode, Taint};
use spoor::trace::view::{Direction, Policy};

use crate::graph::{Graph, everything, graph, graphs};
use crate::sketch::{Line, address, asset};

fn closes(history: &History, taint: &Taint) -> Result<(), TestCaseError> {
    for policy in Policy::ALL {
        for coin in (0..2).filter_map(|coin| history.coin(&asset(coin))) {
            let sums = taint.sums(policy, coin);
            prop_assert!(sums.close(), "{:?} {:?}", policy, sums);
            let flows: Vec<_> = taint.flows(policy).filter(|(_, what, _)| *what == coin).map(|(.., flow)| flow).collect();
            let left: u128 = flows.iter().map(|flow| flow.left).sum();
            prop_assert_eq!(left, sums.left, "{:?}", policy);
            for flow in flows {
                prop_assert_eq!(flow.tainted_in + flow.mixed_in, flow.tainted_out + flow.left);
            }
        }
    }
    Ok(())
}

/// Balance and stolen part of a purse as the engine's own figures make them.
#[derive(Clone, Copy, Default)]
struct Purse {
    balance: u128,
    stolen: u128,
    /// The lowest balance since stolen money last came in.
    lowest: u128,
}

/// Each policy's rule on every payment of a followed address, checked by the definition of the rule.
fn rules(graph: &Graph, history: &History, taint: &Taint) -> Result<(), TestCaseError> {
    let followed = |n: u8| graph.modes.contains(&(n, Mode::Follow));
    let mut rows: Vec<RowId> = history.rows().collect();
    rows.sort_by(|a, b| history.compare(*a, *b));
    let seeds: Vec<RowId> = graph.seeds.iter().filter_map(|at| graph.row(history, *at)).collect();
    for policy in [Policy::Haircut, Policy::Libr, Policy::First] {
        let mut purses: BTreeMap<_, Purse> = BTreeMap::new();
        for &row in &rows {
            let kept = history.row(row);
            let (amount, x) = (kept.amount, taint.tainted(policy, row));
            if (1..=7).any(|n| followed(n) && address(n) == *history.address(kept.from)) && !seeds.contains(&row) {
                let purse = purses.entry((kept.from, kept.coin)).or_default();
                purse.balance = purse.balance.max(amount);
                let Purse { balance, stolen, .. } = *purse;
                prop_assert!(stolen <= balance);
                match policy {
                    Policy::Haircut => {
                        let wide = |a: u128, b: u128| U256::from(a) * U256::from(b);
                        prop_assert!(wide(x, balance) <= wide(amount, stolen), "not above the exact share");
                        prop_assert!(wide(amount, stolen) < wide(x + 1, balance), "within one unit of it");
                    }
                    Policy::Libr => prop_assert_eq!(x, amount.saturating_sub(balance - stolen)),
                    _ => prop_assert_eq!(x, amount.min(stolen)),
                }
                purse.balance -= amount;
                purse.stolen -= x;
                purse.lowest = purse.lowest.min(purse.balance);
                prop_assert!(policy != Policy::Libr || purse.stolen <= purse.lowest, "not above the lowest balance since it came");
            } else if x > 0 {
                prop_assert!(seeds.contains(&row) && x == amount, "only seeds are stolen where nothing is followed");
            }
            if kept.kind != spoor::money::TransferKind::Fee {
                let purse = purses.entry((kept.to, kept.coin)).or_default();
                purse.balance += amount;
                purse.stolen += x;
                if x > 0 {
                    purse.lowest = purse.balance;
                }
            }
        }
    }
    Ok(())
}

fn agree_where_nothing_mixes(graph: &Graph, history: &History, taint: &Taint) -> Result<(), TestCaseError> {
    let mixes = (0..2).filter_map(|coin| history.coin(&asset(coin))).any(|coin| taint.sums(Policy::Poison, coin).mixed_in > 0);
    // Where a link's payments are stolen in part, what came for them is; and what is paid later is not stolen yet.
    let of = |rows: &[RowId], amount: &dyn Fn(RowId) -> u128| {
        rows.iter().collect::<std::collections::BTreeSet<_>>().into_iter().map(|row| amount(*row)).sum::<u128>()
    };
    let shares = graph.direction == Direction::Forward
        && graph.joined(history).iter().any(|link| {
            let (stolen, paid) =
                (of(&link.paid, &|row| taint.tainted(Policy::Poison, row)), of(&link.paid, &|row| history.row(row).amount));
            let in_order = link.paid.iter().all(|p| link.received.iter().all(|r| history.compare(*p, *r).is_lt()));
            stolen > 0 && (!in_order || stolen < paid || of(&link.received, &|row| history.row(row).amount) > paid)
        });
    let mixed = mixes || shares || !graph.brought.is_empty();
    for row in history.rows() {
        let poison = taint.tainted(Policy::Poison, row);
        for policy in Policy::ALL {
            let x = taint.tainted(policy, row);
            prop_assert!(x <= history.row(row).amount, "{:?} {} above the amount", policy, x);
            prop_assert!(x <= poison, "{:?} {} above poison's {}", policy, x, poison);
            prop_assert!(mixed || x == poison, "{:?} {} where nothing mixes: poison says {}", policy, x, poison);
        }
    }
    Ok(())
}

/// What a link brought is the stolen part of what was paid, in proportion and to the unit; never more than was received,
/// nor, in the same asset, than was paid.
fn links_carry_their_share(graph: &Graph, history: &History, taint: &Taint) -> Result<(), TestCaseError> {
    if graph.direction == Direction::Backward {
        return Ok(());
    }
    let links = graph.joined(history);
    let special = |row: &RowId| {
        let is = |lines: &[usize]| lines.iter().any(|at| graph.row(history, *at) == Some(*row));
        is(&graph.seeds) || is(&graph.brought.iter().map(|(at, _)| *at).collect::<Vec<_>>())
    };
    for (n, link) in links.iter().enumerate() {
        let coin = |row: &RowId| history.row(*row).coin;
        let earlier = |row: &RowId| {
            links[..n].iter().any(|other| {
                other.received.contains(row)
                    && other.paid.iter().all(|paid| coin(paid) == coin(&other.paid[0]))
                    && !other.paid.contains(row)
            })
        };
        let one = link.paid.iter().all(|row| coin(row) == coin(&link.paid[0]));
        let fee = |row: &RowId| history.row(*row).kind == spoor::money::TransferKind::Fee;
        let apart = |row: &RowId| special(row) || earlier(row) || link.paid.contains(row) || fee(row);
        // A circle of links has no order in which all of them hold.
        let circular = links.iter().any(|other| other.paid.iter().any(|row| links.iter().any(|link| link.received.contains(row))));
        if !one || circular || link.received.iter().any(apart) || link.received.windows(2).any(|pair| coin(&pair[0]) != coin(&pair[1])) {
            continue;
        }
        let sum = |rows: &[RowId], amount: &dyn Fn(RowId) -> u128| {
            let rows: std::collections::BTreeSet<RowId> = rows.iter().copied().collect();
            rows.into_iter().map(amount).sum::<u128>()
        };
        let amount = |row: RowId| history.row(row).amount;
        let (paid, received) = (sum(&link.paid, &amount), sum(&link.received, &amount));
        // What stands the other way round in one transaction is turned where no circle forbids it (`policies.rs`).
        let in_order = link.paid.iter().all(|p| link.received.iter().all(|r| history.compare(*p, *r).is_lt()));
        for policy in Policy::ALL {
            let of = |row: RowId| taint.tainted(policy, row);
            let (given, got) = (sum(&link.paid, &of), sum(&link.received, &of));
            prop_assert!(got <= received);
            let Some(first) = link.received.first() else { continue };
            let whole = if coin(first) == coin(&link.paid[0]) { paid.max(received) } else { paid };
            if !in_order || policy == Policy::Poison {
                let all = if given > 0 { received } else { 0 };
                prop_assert!(!in_order || got == all, "poison counts all of it");
                continue;
            }
            prop_assert_eq!(U256::from(got), U256::from(received) * U256::from(given) / U256::from(whole), "{:?}", policy);
            prop_assert!(whole == paid || got <= paid);
        }
    }
    Ok(())
}

/// However the rows arrive and whatever is said of them when, the outcome is that of one whole replay.
fn however_it_arrives(graph: &Graph) -> Result<(), TestCaseError> {
    let canonical = graph.history(0..graph.lines.len());
    let expected = everything(&canonical, &graph.whole(&canonical));

    let mut history = History::default();
    let mut taint = Taint::new(graph.direction);
    for swap in graph.swaps() {
        taint.add_swap(swap);
    }
    for (n, at) in graph.arrival.iter().enumerate() {
        let row = graph.add(&mut history, *at);
        taint.touch(row);
        // What is said meanwhile is taken back or stays, as it comes.
        let (who, mode) = graph.modes[n % graph.modes.len()];
        if let Some(who) = history.who(&address(who)) {
            taint.set_mode(who, if n % 3 == 0 { Mode::Follow } else { mode });
        }
        taint.leave_out(row, n % 4 == 0);
        if graph.seeds.contains(at) {
            taint.add_seed(row);
        }
        if let Some((at, bits)) = graph.brought.get(n % (graph.brought.len() + 1))
            && let Some(row) = graph.row(&history, *at)
        {
            taint.bring(row, &graph.parts(*at, bits.rotate_left(n as u32)));
        }
        if let Some(row) = graph.row(&history, (n * 7) % graph.lines.len()).filter(|_| !graph.brought.is_empty() && n % 5 == 0) {
            taint.bring(row, if n % 2 == 0 { &[(Policy::Fifo, 1), (Policy::Haircut, 2), (Policy::Poison, 2)] } else { &[] });
        }
        if n % 7 == 1 {
            taint.set_links(graph.joined(&history));
        }
        if n % graph.step == 0 {
            taint.update(&history);
            closes(&history, &taint)?;
        }
    }
    taint.update(&history);
    for at in 0..graph.lines.len() {
        let parts = graph.brought.iter().find(|(brought, _)| *brought == at).map(|(_, bits)| graph.parts(at, *bits));
        taint.bring(graph.row(&history, at).unwrap(), &parts.unwrap_or_default());
        if at % 12 == 3 {
            taint.set_links(if at % 24 == 3 { Vec::new() } else { graph.joined(&history) });
        }
        taint.leave_out(graph.row(&history, at).unwrap(), graph.left_out.contains(&at));
        if at % graph.step == 0 {
            taint.update(&history);
        }
    }
    for &(n, mode) in &graph.modes {
        if let Some(who) = history.who(&address(n)) {
            taint.set_mode(who, mode);
            taint.update(&history);
        }
    }
    taint.set_links(graph.joined(&history));
    taint.update(&history);
    prop_assert_eq!(everything(&history, &taint), expected);
    Ok(())
}

proptest! {
    #![proptest_config(graphs(50_000))]

    /// The sum closes, nothing is above its amount or above poison, and all policies agree where nothing mixes.
    #[test]
    fn stolen_money_is_conserved(graph in graph()) {
        let history = graph.history(0..graph.lines.len());
        let taint = graph.whole(&history);
        closes(&history, &taint)?;
        agree_where_nothing_mixes(&graph, &history, &taint)?;
        links_carry_their_share(&graph, &history, &taint)?;
    }
}

proptest! {
    #![proptest_config(graphs(30_000))]

    /// However the rows arrive and whatever is said of them when, the outcome is that of one whole replay.
    #[test]
    fn incremental_is_whole(graph in graph()) {
        however_it_arrives(&graph)?;
    }
}

proptest! {
    #![proptest_config(graphs(20_000))]

    /// Every payment carries what the definition of the policy says, to the unit.
    #[test]
    fn every_payment_keeps_the_rule_of_its_policy(graph in graph()) {
        let through = |mode: Mode| if mode == Mode::Through { Mode::Follow } else { mode };
        let modes = graph.modes.iter().map(|(n, mode)| (*n, through(*mode))).collect();
        let graph = Graph { direction: Direction::Forward, modes, left_out: Vec::new(), swap: None, links: Vec::new(), brought: Vec::new(), ..graph };
        let history = graph.history(0..graph.lines.len());
        rules(&graph, &history, &graph.whole(&history))?;
    }
}

/// A payment that carries nothing stolen comes late and leaves less to cover what a sale's proceeds are said to be.
#[test]
fn a_payment_before_a_sale_changes_its_proceeds() {
    type Row = (u64, u32, u8, u8, u8, u8, u128, bool);
    let rows: [Row; 19] = [
        (6, 2, 1, 7, 4, 0, 2, true),
        (5, 0, 1, 1, 4, 1, 8, false),
        (6, 2, 1, 2, 4, 0, 1, false),
        (2, 0, 0, 2, 2, 0, 17293822569102704640, false),
        (4, 0, 0, 4, 7, 0, 27805306504119561993711965, false),
        (5, 0, 2, 1, 2, 0, 28, false),
        (6, 2, 1, 6, 7, 0, 11, false),
        (3, 0, 0, 1, 4, 0, 28, false),
        (6, 3, 2, 6, 4, 0, 18, false),
        (3, 0, 1, 3, 1, 0, 16140901064495857664, false),
        (3, 0, 1, 1, 6, 0, 33849924427659767205439716, false),
        (4, 0, 0, 1, 5, 0, 18446744073709551616, false),
        (6, 0, 0, 1, 5, 0, 18133890526294133074718735, false),
        (6, 0, 0, 5, 4, 0, 16, false),
        (6, 0, 0, 6, 3, 0, 2400, false),
        (5, 0, 2, 6, 1, 0, 2417851642986557498507784, false),
        (3, 0, 2, 5, 3, 1, 26, false),
        (3, 0, 1, 3, 3, 0, 24, false),
        (1, 3, 2, 3, 6, 0, 26596376435714004874333696, false),
    ];
    let line = |(place, (block, index, tx, from, to, coin, amount, fee))| Line { block, index, tx, place, from, to, coin, amount, fee };
    let graph = Graph {
        lines: (0..).zip(rows).map(line).collect(),
        seeds: vec![3, 8, 12, 17],
        left_out: vec![2, 5, 15],
        modes: vec![
            (1, Mode::Follow),
            (2, Mode::Rest),
            (3, Mode::Follow),
            (4, Mode::Follow),
            (5, Mode::Follow),
            (6, Mode::Through),
            (7, Mode::Follow),
        ],
        swap: Some((1, vec![5, 7])),
        links: Vec::new(),
        brought: Vec::new(),
        direction: Direction::Forward,
        arrival: vec![1, 16, 12, 0, 3, 4, 9, 11, 13, 7, 17, 14, 6, 18, 2, 10, 5, 8, 15],
        step: 1,
    };
    however_it_arrives(&graph).unwrap();
}
