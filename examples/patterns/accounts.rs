//! Counts the patterns of accounts in the worlds: among the addresses of the theft, and among the others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use spoor::money::{Address, Asset, Chain, Position, Transfer, TransferKind, UnixSeconds};
use spoor::trace::pattern::fan::{self, Way};
use spoor::trace::pattern::{gas, pass_through};

use crate::data::{DataError, rows};

/// A world: its transfers, and the addresses that the stolen money went through.
pub(crate) struct World {
    transfers: Vec<Transfer>,
    layers: BTreeSet<Address>,
}

/// How many addresses show a pattern, and of how many that could.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) layers: (usize, usize),
    pub(crate) others: (usize, usize),
}

impl Shown {
    fn count(&mut self, is_layer: bool, is_shown: bool) {
        let (shown, all) = if is_layer { &mut self.layers } else { &mut self.others };
        *shown += usize::from(is_shown);
        *all += 1;
    }
}

/// Reads a world of `data/worlds`.
///
/// # Errors
/// When a file is missing or is not as the format says.
pub(crate) fn world(name: &str) -> Result<World, DataError> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/worlds").join(name);
    let (path, truth) = (folder.join("transfers.csv.gz"), folder.join("truth.csv"));
    let mut transfers = Vec::new();
    let columns = ["block", "time", "tx", "index", "kind", "from", "to", "asset", "amount"];
    for (number, [block, time, tx, index, kind, from, to, asset, amount]) in rows(&path, &columns)? {
        let transfer = || {
            let contract = |text: &str| text.parse().ok().map(|contract| Asset::token(Chain::ETHEREUM, contract));
            Some(Transfer {
                tx: tx.parse().ok()?,
                position: Position::Row(index.parse().ok()?),
                kind: match kind.as_str() {
                    "native" => TransferKind::Native,
                    "internal" => TransferKind::Internal,
                    _ => TransferKind::Token,
                },
                block: block.parse().ok()?,
                tx_index: 0,
                at: UnixSeconds::new(time.parse().ok()?),
                from: from.parse().ok()?,
                to: to.parse().ok()?,
                asset: if asset == "native" { Asset::native(Chain::ETHEREUM) } else { contract(&asset)? },
                amount: amount.parse().ok()?,
                block_hash: None,
                claimed_symbol: None,
            })
        };
        transfers.push(transfer().ok_or_else(|| DataError::Line(path.clone(), number, "no transfer".to_owned()))?);
    }
    let layers = rows(&truth, &["address", "role"])?.into_iter().filter(|(_, [_, role])| role == "layer" || role == "source");
    let layers = layers.filter_map(|(_, [address, _])| address.parse().ok()).collect();
    Ok(World { transfers, layers })
}

/// Pass-through, fan-out and fan-in in any asset, of addresses that were paid and paid; and gas, of those that were funded.
pub(crate) fn shown(world: &World) -> [(&'static str, Shown); 4] {
    let mut by_address: BTreeMap<&Address, Vec<&Transfer>> = BTreeMap::new();
    for row in &world.transfers {
        by_address.entry(&row.from).or_default().push(row);
        by_address.entry(&row.to).or_default().push(row);
    }
    let (mut passed, mut out, mut into, mut funded) = (Shown::default(), Shown::default(), Shown::default(), Shown::default());
    for (address, rows) in &by_address {
        let both = rows.iter().any(|row| row.from == **address) && rows.iter().any(|row| row.to == **address);
        if !both {
            continue;
        }
        let assets: BTreeSet<&Asset> = rows.iter().map(|row| &row.asset).collect();
        let any = |shows: &dyn Fn(&Asset) -> bool| assets.iter().any(|asset| shows(asset));
        let fan = |way| any(&|asset: &Asset| fan::recognise(rows, address, asset, way, fan::Rule::default()).is_some());
        let is_layer = world.layers.contains(*address);
        let passes = any(&|asset| !pass_through::recognise(rows, address, asset, pass_through::Rule::default()).is_empty());
        passed.count(is_layer, passes);
        out.count(is_layer, fan(Way::Out));
        into.count(is_layer, fan(Way::In));
    }
    let all: Vec<&Transfer> = world.transfers.iter().collect();
    let whole: BTreeSet<Address> = by_address.keys().map(|address| (*address).clone()).collect();
    let clusters = gas::clusters(&all, &whole, Chain::ETHEREUM, gas::Rule::of(Chain::ETHEREUM), |_| false);
    let members: BTreeSet<&Address> = clusters.iter().flat_map(|cluster| cluster.members.keys()).collect();
    for address in &whole {
        funded.count(world.layers.contains(address), members.contains(address));
    }
    [("pass-through", passed), ("fan-out", out), ("fan-in", into), ("gas", funded)]
}
