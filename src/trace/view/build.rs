//! Makes the view of a trace.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::found;
use super::{Direction, Edge, End, Equation, Finding, Flow, Guarded, Node, Reason, Role, Start, Trailed, View};
use crate::label::Category;
use crate::money::{Account, Address, Amount, Asset, TransferKind};
use crate::trace::path::Paths;
use crate::trace::search::flow::Flows;
use crate::trace::survey::Survey;
use crate::trace::{Trace, end, guard, link};

/// The trace as plain data.
pub(crate) fn build(trace: &Trace) -> View {
    let survey = Survey::of(trace);
    let nodes = nodes(trace, &survey);
    let ids: BTreeMap<&Address, usize> = nodes.iter().map(|node| (node.account.address(), node.id)).collect();
    let edges = edges(trace, &survey, &ids);
    let ends = ends(trace, &survey, &ids);
    let links = link::shown::links(trace, &survey, &ids);
    let guarded = guarded(trace, &survey);
    let mut notes = trace.notes.clone();
    let (patterns, leads) = found::find(trace, &survey, &ids, &mut notes);
    for node in &nodes {
        for flow in node.flows.iter().filter(|flow| !flow.unseen_in.is_zero() && !flow.tainted_in.is_zero()) {
            notes.insert(unseen(trace, node, flow));
        }
    }
    View {
        case_id: trace.case.id.clone(),
        settings: trace.settings.clone(),
        progress: trace.progress(),
        trail: trail(trace),
        equations: equations(trace, &survey),
        nodes,
        edges,
        links,
        leads,
        patterns,
        ends,
        guarded,
        sources: trace.history.sources().to_vec(),
        notes: notes.into_iter().collect(),
    }
}

/// What the search takes for the stolen money's way, by address.
fn trail(trace: &Trace) -> Vec<Trailed> {
    let flows = Flows::of(trace);
    let mut trailed: Vec<Trailed> = trace
        .trail
        .receipts
        .keys()
        .filter_map(|&(who, coin)| {
            let address = trace.history.address(who);
            Some(Trailed {
                account: Account::new(trace.case.chain, address.clone()).ok()?,
                asset: trace.history.asset(coin).clone(),
                came: Amount::from_u128(trace.trail.came(&flows, (who, coin))),
                left: Amount::from_u128(trace.trail.left(&flows, (who, coin))),
                hop: trace.trail.hops.get(&who).copied().unwrap_or(0),
                is_read: trace.history.is_read(address),
            })
        })
        .collect();
    trailed.sort_by(|a, b| (&a.account, &a.asset).cmp(&(&b.account, &b.asset)));
    trailed
}

fn unseen(trace: &Trace, node: &Node, flow: &Flow) -> String {
    let (amount, symbol) = match flow.asset.known() {
        Some(known) => (flow.unseen_in.to_coins(known.decimals), known.symbol),
        None => (flow.unseen_in.to_string(), "base units"),
    };
    let address = node.account.address();
    let (sent, come, came) = match trace.settings.direction {
        Direction::Forward => ("sent", "come in", "came from"),
        Direction::Backward => ("received", "gone out", "went out by"),
    };
    format!(
        "{address} {sent} {amount} {symbol} more than is known to have {come}: that much {came} transfers that were not read, and counts as not {}.",
        trace.settings.sum_in_words()
    )
}

fn equations(trace: &Trace, survey: &Survey) -> Vec<Equation> {
    let mut assets: Vec<&Asset> = Vec::new();
    let stated = trace.case.seeds.iter().map(|seed| &seed.asset).chain(trace.case.swaps.iter().map(|swap| &swap.bought));
    // What began at an address, or in a transaction the visitor named, comes after what the case names.
    let begun = trace.seeds.iter().map(|seed| &seed.asset);
    // And then what came for them, by links.
    let mut brought: Vec<&Asset> = survey.flows.keys().map(|(_, asset)| asset).collect();
    brought.sort_unstable();
    for asset in stated.chain(begun).chain(brought) {
        if !assets.contains(&asset) {
            assets.push(asset);
        }
    }
    assets
        .into_iter()
        .filter(|asset| {
            let sums = survey.sums(&trace.history, asset);
            sums.stolen > 0 || sums.from_swaps > 0
        })
        .map(|asset| end::equation(trace, survey, asset))
        .collect()
}

fn nodes(trace: &Trace, survey: &Survey) -> Vec<Node> {
    let genuine = trace.case.addresses();
    let forward = trace.settings.direction == Direction::Forward;
    let mut hops = survey.hops.clone();
    for seed in &trace.seeds {
        if let Some(row) = trace.history.find(seed) {
            let kept = trace.history.row(row);
            let start = if forward { kept.from } else { kept.to };
            hops.entry(trace.history.address(start).clone()).or_insert(0);
        }
    }
    let mut nodes: Vec<Node> = hops
        .into_iter()
        .filter_map(|(address, hop)| {
            // Addresses come from transfers of the case's chain; another format cannot be here.
            let account = Account::new(trace.case.chain, address.clone()).ok()?;
            let statements =
                trace.case.statements.iter().filter(|statement| statement.account == account).map(|s| (s.what.clone(), s.source.clone()));
            let parties = trace.case.parties.iter().filter(|party| party.account == account).map(|p| (p.role.clone(), p.source.clone()));
            Some(Node {
                id: 0,
                hop,
                role: role(trace, survey, &address, hop),
                labels: trace.labels.of(&account).to_vec(),
                statements: parties.chain(statements).collect(),
                flows: flows(trace, survey, &address),
                coverage: trace.history.reading(&address).map(|reading| reading.coverage.clone()),
                looks_like: guard::imitated(&address, &genuine).cloned(),
                finding: trace.finding(&address).or_else(|| trace.looked.is_wished(&address).then_some(Finding::Look)),
                account,
            })
        })
        .collect();
    let weight = |node: &Node| {
        node.flows.iter().map(|flow| flow.tainted_in.millionths_of(survey.total(&trace.history, &flow.asset))).max().unwrap_or(0)
    };
    nodes.sort_by_cached_key(|node| (node.hop, Reverse(weight(node)), node.account.clone()));
    for (id, node) in nodes.iter_mut().enumerate() {
        node.id = id;
    }
    nodes
}

fn role(trace: &Trace, survey: &Survey, address: &Address, hop: u32) -> Role {
    match (hop, trace.category(address)) {
        // It is nobody's, though the victim's money was there.
        _ if address.is_inside_of_transaction() => Role::Wallet,
        (0, _)
            if trace.settings.start == Start::Case
                && trace.settings.direction == Direction::Forward
                && trace.case.origins.iter().all(|origin| origin.at != *address) =>
        {
            Role::Victim
        }
        (_, Some(Category::Exchange)) => Role::Exchange,
        (_, Some(Category::Deposit)) => Role::Deposit,
        (_, Some(Category::Bridge)) => Role::Bridge,
        (_, Some(Category::Mixer)) => Role::Mixer,
        (_, Some(Category::Service)) => Role::Service,
        _ if trace.case.seeds.iter().any(|seed| seed.to == *address) => Role::Thief,
        _ if trace.case.origins.iter().any(|origin| origin.at == *address) => Role::Thief,
        _ if survey.buyers.keys().any(|(buyer, _)| buyer == address) => Role::Service,
        _ => Role::Wallet,
    }
}

fn flows(trace: &Trace, survey: &Survey, address: &Address) -> Vec<Flow> {
    survey
        .flows_of(address)
        .map(|(asset, flow)| Flow {
            asset: asset.clone(),
            tainted_in: Amount::from_u128(flow.tainted_in),
            tainted_out: Amount::from_u128(flow.tainted_out),
            left: Amount::from_u128(flow.left),
            range: survey.range_left(&trace.history, address, asset),
            unseen_in: Amount::from_u128(flow.unseen_in),
            clean_in: Amount::from_u128(flow.clean_in),
        })
        .collect()
}

fn edges(trace: &Trace, survey: &Survey, ids: &BTreeMap<&Address, usize>) -> Vec<Edge> {
    let paths = Paths::new(trace, survey);
    let mut grouped: BTreeMap<(usize, usize, Asset), Edge> = BTreeMap::new();
    for &row in &survey.order {
        let transfer = trace.history.transfer(row);
        if transfer.kind == TransferKind::Fee {
            continue;
        }
        let (Some(&from), Some(&to)) = (ids.get(&transfer.from), ids.get(&transfer.to)) else { continue };
        let tier = paths.tier(row, &transfer);
        let hop = paths.hop(row, tier);
        let edge = grouped.entry((from, to, transfer.asset.clone())).or_insert_with(|| Edge {
            id: 0,
            from,
            to,
            asset: transfer.asset.clone(),
            amount: Default::default(),
            tainted: Default::default(),
            tier,
            hops: Vec::new(),
        });
        edge.amount = [edge.amount, transfer.amount].into_iter().sum();
        edge.tainted = [edge.tainted, hop.tainted].into_iter().sum();
        edge.tier = edge.tier.max(tier);
        edge.hops.push(hop);
    }
    let mut edges: Vec<Edge> = grouped.into_values().collect();
    for (id, edge) in edges.iter_mut().enumerate() {
        edge.id = id;
    }
    edges
}

fn ends(trace: &Trace, survey: &Survey, ids: &BTreeMap<&Address, usize>) -> Vec<End> {
    let paths = Paths::new(trace, survey);
    let mut ends: Vec<End> = survey
        .flows
        .iter()
        .filter(|(_, flow)| flow.left > 0)
        .filter_map(|((address, asset), flow)| {
            let (reason, mut why) = end::stop(trace, survey, address, asset)
                .unwrap_or_else(|| (Reason::Budget, "Not asked about yet: the next questions go where more is.".to_owned()));
            if let Some(refused) = link::given::refused(trace, survey, address, asset) {
                why = format!("{why} {refused}");
            }
            Some(End {
                id: 0,
                node: *ids.get(address)?,
                reason,
                why,
                asset: asset.clone(),
                amount: Amount::from_u128(flow.left),
                range: survey.range_left(&trace.history, address, asset),
                since: (flow.last_at.get() > 0).then_some(flow.last_at),
                freezable_by: end::freezers::in_short(trace, address, asset, reason),
                freezers: end::freezers::of(trace, address, asset, reason),
                path: paths.to(address, asset),
                chain: trace.case.chain,
            })
        })
        .collect();
    // What somebody can still stop comes first, then by reason in the order of the type, then by the share of the theft.
    let share = |end: &End| end.amount.millionths_of(survey.total(&trace.history, &end.asset));
    ends.sort_by_cached_key(|end| {
        (end.freezable_by.is_none(), end.reason, Reverse(share(end)), Reverse(end.amount), end.node, end.asset.clone())
    });
    for (id, end) in ends.iter_mut().enumerate() {
        end.id = id;
    }
    ends
}

fn guarded(trace: &Trace, survey: &Survey) -> Vec<Guarded> {
    let mut genuine: BTreeSet<Address> = trace.case.addresses();
    genuine.extend(survey.hops.keys().cloned());
    let history = &trace.history;
    let mut guarded: Vec<Guarded> = history
        .rows()
        .filter(|row| !history.row(*row).moves)
        .filter_map(|row| {
            let transfer = history.transfer(row);
            let reasons = guard::reasons(&transfer, &genuine);
            (!reasons.is_empty()).then(|| Guarded { transfer, reasons, sources: history.sources_of(row).collect() })
        })
        .collect();
    guarded.sort_by_cached_key(|row| row.transfer.chronological());
    guarded
}
