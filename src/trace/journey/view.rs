//! One view of a journey: what each chain shows and the links between them, as if it were one trace.

use std::collections::{BTreeMap, BTreeSet};

use super::Journey;
use super::merge::{merge, shift_sources};
use super::record::{Record, Stand};
use crate::explorer::crossing::{OutKind, Passage, service_for};
use crate::money::{Account, Asset};
use crate::trace::history::RowId;
use crate::trace::path::Paths;
use crate::trace::survey::Survey;
use crate::trace::view::{End, Hop, Link, LinkKind, Reason, Tier, View, build as build_one};

/// Payments into one bridge whose records are told in words at its end.
const MOST_TOLD: usize = 4;
/// Bridges that one way may lead over.
const MOST_LINKS_OF_WAY: usize = 16;

/// A row of the trace at this place.
type Spot = (usize, RowId);
/// The rows by which stolen money was paid into each passage, for each chain.
type Found = [BTreeMap<Passage, BTreeSet<RowId>>];

pub(super) fn build(journey: &Journey) -> View {
    let mut views: Vec<View> = journey.traces.iter().map(build_one).collect();
    let mut next = 0;
    let mut bases = Vec::new();
    for view in &views {
        bases.push(next);
        next += view.sources.len();
    }
    for (view, base) in views.iter_mut().zip(&bases) {
        shift_sources(view, *base);
    }
    let mut links = Vec::new();
    if journey.asks_bridges() {
        let found: Vec<_> = journey.traces.iter().map(Journey::rows_of).collect();
        // Where nothing came over, no way leads over anything.
        let over_any = journey.traces.iter().any(|trace| !trace.part.brought.is_empty());
        let surveys: Vec<Survey<'_>> = journey.traces.iter().filter(|_| over_any).map(Survey::of).collect();
        let paths: Vec<Paths<'_>> = journey.traces.iter().zip(&surveys).map(|(trace, survey)| Paths::new(trace, survey)).collect();
        let over = Over { journey, found: &found, paths: &paths, bases: &bases };
        let ways = over.ways();
        for (at, view) in views.iter_mut().enumerate() {
            over.tell_ends(at, view);
            for end in &mut view.ends {
                over.lengthen(at, end, &ways);
            }
        }
        links = over.links(next);
    }
    let mut view = merge(journey, views);
    view.sources.extend(journey.sources.iter().cloned());
    place_links(&mut view, links);
    if journey.asks_bridges() {
        let ids = view.nodes.iter().map(|node| (node.account.clone(), node.id)).collect();
        view.leads.extend(journey.leads(&ids));
        view.leads.iter_mut().enumerate().for_each(|(id, lead)| lead.id = id);
    }
    view.notes.extend(journey.records.values().flat_map(|record| record.doubts.iter().cloned()));
    view.notes.sort();
    view.notes.dedup();
    view.settings = journey.settings.clone();
    view.progress = journey.progress();
    view
}

/// A link whose ends are not numbered yet.
struct Loose {
    from: Account,
    to: Account,
    link: Link,
}

/// Gives links the numbers of their nodes, and all links their order: by their first payment.
fn place_links(view: &mut View, links: Vec<Loose>) {
    if links.is_empty() {
        return;
    }
    let ids: BTreeMap<&Account, usize> = view.nodes.iter().map(|node| (&node.account, node.id)).collect();
    let placed = links.into_iter().filter_map(|loose| {
        let (from, to) = (*ids.get(&loose.from)?, *ids.get(&loose.to)?);
        Some(Link { from, to, ..loose.link })
    });
    view.links.extend(placed.collect::<Vec<_>>());
    view.links.sort_by_key(|link| link.paid.first().map(|hop| (hop.transfer.at, hop.transfer.id())));
    for (id, link) in view.links.iter_mut().enumerate() {
        link.id = id;
    }
}

/// What leads over bridges, while the view is made.
struct Over<'a> {
    journey: &'a Journey,
    found: &'a Found,
    paths: &'a [Paths<'a>],
    /// Where the sources of each chain begin in the view.
    bases: &'a [usize],
}

impl Over<'_> {
    /// Every row that came over and counts, with its record and leg.
    fn came(&self) -> impl Iterator<Item = (Spot, &Record, usize)> {
        self.journey.records.values().flat_map(move |record| {
            record.legs.iter().enumerate().filter_map(move |(at, leg)| {
                let Stand::Paid { chain, row, .. } = leg.stand else { return None };
                let to = self.journey.at(chain)?;
                self.journey.traces[to].part.brought.contains_key(&row).then_some(((to, row), record, at))
            })
        })
    }

    fn hop(&self, (at, row): Spot, tier: Tier) -> Hop {
        self.shifted(at, self.paths[at].hop(row, tier))
    }

    fn shifted(&self, at: usize, mut hop: Hop) -> Hop {
        hop.sources.iter_mut().for_each(|source| *source += self.bases[at]);
        hop
    }

    /// For every row that came over: the way from the theft into the bridge that paid it.
    fn ways(&self) -> BTreeMap<Spot, Vec<Hop>> {
        let before: BTreeMap<Spot, Spot> = self
            .came()
            .filter_map(|(spot, record, leg)| {
                let (from, deposit) = self.journey.deposit(record, leg, self.found)?;
                Some((spot, (from, *deposit.rows.first()?)))
            })
            .collect();
        before.keys().map(|spot| (*spot, self.way(*spot, &before))).collect()
    }

    fn way(&self, mut spot: Spot, before: &BTreeMap<Spot, Spot>) -> Vec<Hop> {
        let mut way = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(&(at, row)) = before.get(&spot).filter(|_| seen.insert(spot) && seen.len() <= MOST_LINKS_OF_WAY) {
            let mut part: Vec<Hop> = self.paths[at].with(row).into_iter().map(|hop| self.shifted(at, hop)).collect();
            let first = part.first().and_then(|hop| self.journey.traces[at].history.find(&hop.transfer.id()));
            part.append(&mut way);
            way = part;
            let Some(first) = first else { break };
            spot = (at, first);
        }
        way
    }

    /// Puts the way to the bridge before the way from it.
    fn lengthen(&self, at: usize, end: &mut End, ways: &BTreeMap<Spot, Vec<Hop>>) {
        let first = end.path.first().and_then(|hop| self.journey.traces[at].history.find(&hop.transfer.id()));
        if let Some(way) = first.and_then(|row| ways.get(&(at, row))) {
            end.path.splice(0..0, way.iter().cloned());
        }
    }

    /// Says at the ends that are bridges what the bridges say.
    fn tell_ends(&self, at: usize, view: &mut View) {
        let mut gone = BTreeSet::new();
        // A list of labels may call a bridge a service.
        for end in view.ends.iter_mut().filter(|end| matches!(end.reason, Reason::Bridge | Reason::Service)) {
            let Some(account) = view.nodes.get(end.node).map(|node| &node.account) else { continue };
            let records = self.records_at(at, account, &end.asset);
            if records.is_empty() {
                if end.reason == Reason::Bridge && service_for(account).is_none() {
                    end.why.push_str(" It keeps no record that this page can read.");
                }
                continue;
            }
            let told: Vec<String> = records.iter().filter_map(|record| record.why()).collect();
            if told.is_empty() {
                continue;
            }
            let more = told.len().saturating_sub(MOST_TOLD);
            end.why = told.into_iter().take(MOST_TOLD).collect::<Vec<_>>().join(" ");
            if more > 0 {
                end.why.push_str(&format!(" And {more} more."));
            }
            let is_out =
                |record: &&Record| !record.legs.is_empty() && record.legs.iter().all(|leg| matches!(leg.stand, Stand::Paid { .. }));
            if records.iter().all(is_out) {
                // It is not under way any more.
                end.freezable_by = None;
                gone.insert(end.id);
            }
        }
        view.ends.sort_by_key(|end| gone.contains(&end.id));
        for (id, end) in view.ends.iter_mut().enumerate() {
            end.id = id;
        }
    }

    /// The passages of an asset into a contract.
    fn records_at(&self, at: usize, account: &Account, asset: &Asset) -> Vec<&Record> {
        let history = &self.journey.traces[at].history;
        let (Some(who), Some(coin)) = (history.who(account.address()), history.coin(asset)) else { return Vec::new() };
        let pays = |rows: &BTreeSet<RowId>| rows.iter().map(|row| history.row(*row)).any(|row| row.to == who && row.coin == coin);
        let passages = self.found.get(at).into_iter().flatten().filter(|(_, rows)| pays(rows)).map(|(passage, _)| passage);
        passages.filter_map(|passage| self.journey.records.get(passage)).collect()
    }

    /// The links over bridges. `answers`: where the bridges' answers will begin among the sources.
    fn links(&self, answers: usize) -> Vec<Loose> {
        let mut links: BTreeMap<(Passage, bool, Account), Loose> = BTreeMap::new();
        for (spot, record, leg) in self.came() {
            let Some((from, deposit)) = self.journey.deposit(record, leg, self.found) else { continue };
            let Some(&largest) = deposit.rows.first() else { continue };
            let (payer, payee) = (self.hop((from, largest), Tier::Observed).transfer, self.hop(spot, Tier::Derived));
            let chain = |at: usize| self.journey.traces[at].case.chain;
            let (Ok(payer), Ok(receiver)) = (Account::new(chain(from), payer.from), Account::new(chain(spot.0), payee.transfer.to.clone()))
            else {
                continue;
            };
            let leg = &record.legs[leg];
            let is_refund = leg.out.kind == OutKind::Refund;
            let link = links.entry((record.passage.clone(), is_refund, receiver.clone())).or_insert_with(|| Loose {
                from: payer,
                to: receiver,
                link: Link {
                    id: 0,
                    what: if is_refund { LinkKind::Refund } else { LinkKind::Bridge },
                    tier: Tier::Derived,
                    via: record.passage.service.to_string(),
                    matched_by: record.matched_by(leg),
                    from: 0,
                    to: 0,
                    paid: deposit.rows.iter().map(|row| self.hop((from, *row), Tier::Observed)).collect(),
                    received: Vec::new(),
                    sources: record.cited.iter().map(|place| answers + place).collect(),
                },
            });
            link.link.received.push(payee);
        }
        links.into_values().collect()
    }
}
