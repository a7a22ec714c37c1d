//! The engine against the oracle: to the unit, on random graphs and on every world.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use spoor::money::{Address, Asset, Chain, Position, Transfer, TransferKind, UnixSeconds};
use spoor::trace::history::{Added, History, RowId};
use spoor::trace::taint::{Mode, Taint};
use spoor::trace::view::{Direction, Policy};

use crate::graph::{graph, graphs};
use crate::oracle::{Question, ledger_of, replay};
use crate::sketch::{address, tx};

proptest! {
    #![proptest_config(graphs(3_000))]

    #[test]
    fn on_random_graphs(graph in graph()) {
        let history = graph.history(0..graph.lines.len());
        let taint = graph.whole(&history);
        let rows = |lines: &[usize]| -> BTreeSet<RowId> { lines.iter().filter_map(|at| graph.row(&history, *at)).collect() };
        let mode = |whose: &Address| {
            graph.modes.iter().find(|(n, _)| address(*n) == *whose).map_or(Mode::Rest, |(_, mode)| *mode)
        };
        let modes = |transfer: &Transfer| (mode(&transfer.from), mode(&transfer.to));
        let swapped = |row: &RowId| {
            let transfer = history.transfer(*row);
            graph.swap.iter().any(|(seller, lines)| {
                transfer.from == address(*seller)
                    && transfer.asset.is_native()
                    && lines.iter().any(|at| tx(&graph.lines[*at]) == transfer.tx)
            })
        };
        // The order of what stands the other way round is the engine's own.
        let in_order = |link: &spoor::trace::taint::Joined| {
            link.paid.iter().all(|paid| link.received.iter().all(|received| history.compare(*paid, *received).is_lt()))
        };
        let links: Vec<_> = graph.joined(&history).into_iter().filter(in_order).collect();
        let mut taint = taint;
        taint.set_links(links.clone());
        taint.update(&history);
        let question = |policy: Policy| Question {
            direction: graph.direction,
            seeds: rows(&graph.seeds),
            left_out: rows(&graph.left_out),
            proceeds: history.rows().filter(|row| graph.direction == Direction::Forward && swapped(row)).collect(),
            mode: &modes,
            links: if graph.direction == Direction::Forward {
                links.iter().map(|link| (link.paid.clone(), link.received.clone())).collect()
            } else {
                Vec::new()
            },
            brought: graph
                .brought
                .iter()
                .map(|&(at, bits)| {
                    let parts = graph.parts(at, bits);
                    (graph.row(&history, at).unwrap(), parts.iter().find(|(of, _)| *of == policy).unwrap().1)
                })
                .collect(),
        };
        for policy in Policy::ALL {
            prop_assert_eq!(ledger_of(&history, &taint, policy), replay(&history, policy, &question(policy)), "{:?}", policy);
        }
    }
}

struct World {
    history: History,
    seeds: Vec<RowId>,
}

fn folders() -> Vec<PathBuf> {
    let worlds = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/worlds");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(worlds).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 3, "{folders:?}");
    folders
}

fn transfers(folder: &Path) -> Vec<Transfer> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(folder.join("transfers.csv.gz")).unwrap()).read_to_string(&mut text).unwrap();
    let transfer = |line: &str| {
        let [block, time, tx, index, kind, from, to, asset, amount] = *line.split(',').collect::<Vec<_>>() else { panic!("{line}") };
        Transfer {
            tx: tx.parse().unwrap(),
            position: Position::Row(index.parse().unwrap()),
            kind: match kind {
                "native" => TransferKind::Native,
                "internal" => TransferKind::Internal,
                _ => TransferKind::Token,
            },
            block: block.parse().unwrap(),
            tx_index: 0,
            at: UnixSeconds::new(time.parse().unwrap()),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            asset: match asset {
                "native" => Asset::native(Chain::ETHEREUM),
                contract => Asset::token(Chain::ETHEREUM, contract.parse().unwrap()),
            },
            amount: amount.parse().unwrap(),
            block_hash: None,
            claimed_symbol: None,
        }
    };
    text.lines().skip(1).map(transfer).collect()
}

/// The case says from which block on what its addresses pay is the theft.
fn world(folder: &Path, transfers: &[Transfer]) -> World {
    let case: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folder.join("case.json")).unwrap()).unwrap();
    let origins: Vec<(Address, u64)> = case["seeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seed| (seed["address"].as_str().unwrap().parse().unwrap(), seed["from_block"].as_u64().unwrap()))
        .collect();
    let mut history = History::default();
    for transfer in transfers {
        assert!(matches!(history.add(transfer, 0), Added::New(_)));
    }
    let is_seed = |row: &RowId| {
        let row = history.row(*row);
        row.moves && origins.iter().any(|(at, from)| history.address(row.from) == at && row.block >= *from)
    };
    let seeds: Vec<RowId> = history.rows().filter(is_seed).collect();
    assert!(!seeds.is_empty());
    World { history, seeds }
}

fn follow_everybody(history: &History, seeds: &[RowId], direction: Direction) -> Taint {
    let mut taint = Taint::new(direction);
    for row in history.rows().map(|row| history.row(row)) {
        taint.set_mode(row.from, Mode::Follow);
        taint.set_mode(row.to, Mode::Follow);
    }
    for seed in seeds {
        taint.add_seed(*seed);
    }
    taint
}

#[test]
fn on_every_world_forward_and_backward() {
    for folder in folders() {
        let World { history, seeds } = world(&folder, &transfers(&folder));
        let mut forward = follow_everybody(&history, &seeds, Direction::Forward);
        forward.update(&history);
        let late: Vec<RowId> = forward.tainted_rows(Policy::Fifo).map(|(row, _)| row).skip(seeds.len()).step_by(40).collect();
        for (direction, seeds) in [(Direction::Forward, seeds), (Direction::Backward, late)] {
            let mut taint = follow_everybody(&history, &seeds, direction);
            taint.update(&history);
            let question = Question {
                direction,
                seeds: seeds.iter().copied().collect(),
                left_out: BTreeSet::new(),
                proceeds: BTreeSet::new(),
                links: Vec::new(),
                brought: std::collections::BTreeMap::new(),
                mode: &|_| (Mode::Follow, Mode::Follow),
            };
            for policy in Policy::ALL {
                assert!(taint.tainted_rows(policy).count() > seeds.len(), "{policy:?} in {}", folder.display());
                assert!(
                    ledger_of(&history, &taint, policy) == replay(&history, policy, &question),
                    "{policy:?} {direction:?} in {}",
                    folder.display()
                );
            }
        }
    }
}

#[test]
fn a_world_that_comes_in_pages_is_the_whole_world() {
    let folder = &folders()[1];
    let transfers = transfers(folder);
    let whole = world(folder, &transfers);

    // As a search would: the seeds, then the addresses in the order in which they are met, every row of one at a time.
    let mut history = History::default();
    let mut taint = Taint::new(Direction::Forward);
    for seed in &whole.seeds {
        let Added::New(row) = history.add(&whole.history.transfer(*seed), 0) else { panic!() };
        taint.add_seed(row);
    }
    let (mut met, mut next) = (Vec::new(), 0);
    let mut patched = 0;
    for row in &whole.seeds {
        met.push(whole.history.address(whole.history.row(*row).to).clone());
    }
    while let Some(address) = met.get(next).cloned() {
        next += 1;
        let who = whole.history.who(&address).unwrap();
        for &row in whole.history.touching(who).iter().rev() {
            history.add(&whole.history.transfer(row), next);
            for other in [whole.history.row(row).from, whole.history.row(row).to] {
                let other = whole.history.address(other);
                if !met.contains(other) && met.len() < 400 {
                    met.push(other.clone());
                }
            }
        }
        taint.set_mode(history.who(&address).unwrap(), Mode::Follow);
        taint.update(&history);
        patched += 1;
    }
    let mut at_once = Taint::new(Direction::Forward);
    for seed in &whole.seeds {
        at_once.add_seed(history.find(&whole.history.transfer(*seed).id()).unwrap());
    }
    for address in &met {
        at_once.set_mode(history.who(address).unwrap(), Mode::Follow);
    }
    at_once.update(&history);
    assert!(patched > 300, "{patched}");
    assert_eq!(crate::graph::everything(&history, &taint), crate::graph::everything(&history, &at_once));
}
