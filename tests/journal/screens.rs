//! What the page gets of a view: all of it in parts, or of a large one what matters most.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use spoor::journal::{Assembly, Now, Part, Report, Run, split, trim};
use spoor::trace::view::{Edge, Lead, LeadKind, Link, LinkKind, Pattern, PatternKind, Settings, Tier, View};

use crate::drive::BEGUN_MS;

fn bybit() -> View {
    static VIEW: LazyLock<View> = LazyLock::new(made);
    VIEW.clone()
}

fn made() -> View {
    let mut run = Run::new("bybit-2025-02-21", Settings::default()).unwrap();
    let now = Now { ms: BEGUN_MS };
    let actions = run.start(now);
    run.settle(actions, now);
    run.view()
}

/// By way of JSON, as it goes between two programs.
fn carried(view: View) -> (View, usize) {
    let mut assembly = Assembly::default();
    let mut longest = 0;
    let mut whole = None;
    for part in split(view) {
        assert!(whole.is_none(), "nothing comes after the end");
        let text = serde_json::to_string(&Report::Part(part)).unwrap();
        longest = longest.max(text.len());
        let Report::Part(part) = serde_json::from_str(&text).unwrap() else { panic!("{text}") };
        whole = assembly.take(part);
    }
    (whole.expect("the last part completes it"), longest)
}

#[test]
fn a_view_arrives_whole_and_in_short_parts() {
    let mut view = bybit();
    assert_eq!(carried(view.clone()).0, view);
    // An edge of very many transfers, and very many of everything.
    let hop = view.edges[0].hops[0].clone();
    view.edges[1].hops = vec![hop.clone(); 2_000];
    view.ends[0].path = vec![hop; 300];
    view.nodes = view.nodes.iter().cycle().take(5_000).cloned().collect();
    view.edges.extend(view.edges.clone());
    let whole = serde_json::to_string(&view).unwrap().len();
    let (arrived, longest) = carried(view.clone());
    assert!(arrived == view);
    assert!(longest * 20 < whole, "{longest} of {whole} bytes in one part");
}

#[test]
fn parts_without_a_head_are_dropped_and_a_new_head_begins_anew() {
    let view = bybit();
    let parts: Vec<Part> = split(view.clone()).collect();
    let mut assembly = Assembly::default();
    for part in parts.iter().skip(1) {
        assert_eq!(assembly.take(part.clone()), None);
    }
    for part in parts.iter().take(parts.len() / 2) {
        assert_eq!(assembly.take(part.clone()), None);
    }
    let arrived: Vec<View> = parts.into_iter().filter_map(|part| assembly.take(part)).collect();
    assert_eq!(arrived, [view]);
}

#[test]
fn a_view_that_is_small_enough_stays_as_it_is() {
    let view = bybit();
    assert_eq!(trim(view.clone(), view.ends.len(), view.guarded.len()), view);
}

#[test]
fn links_leads_and_patterns_keep_their_addresses() {
    let mut view = bybit();
    let link = |edge: &Edge| Link {
        id: edge.id,
        what: LinkKind::Swap,
        tier: Tier::Derived,
        via: String::new(),
        matched_by: String::new(),
        from: edge.from,
        to: edge.to,
        paid: edge.hops.clone(),
        received: edge.hops.clone(),
        sources: Vec::new(),
    };
    view.links = view.edges.iter().map(link).collect();
    view.leads.clear();
    view.patterns.clear();
    let payment = view.edges[0].hops[0].transfer.clone();
    for node in &view.nodes {
        let account = node.account.clone();
        let (id, clue) = (node.id, account.to_string());
        let (deposit, payment) = (payment.clone(), payment.clone());
        view.leads.push(Lead { id, what: LeadKind::Mixer, from: id, deposit, to: account, payment, clue: clue.clone(), one_of: 1, of: 1 });
        let (transfers, others) = (Vec::new(), Vec::new());
        view.patterns.push(Pattern { id, what: PatternKind::Gas, node: id, why: clue, transfers, others, structure: None });
    }
    for most_ends in [0, 1, 7] {
        let cut = trim(view.clone(), most_ends, 20);
        assert!(cut.nodes.len() < view.nodes.len());
        let at = |node: usize| cut.nodes[node].account.address();
        let links = cut.links.iter().map(|link| (link.id, at(link.from), at(link.to)));
        let edges = cut.edges.iter().map(|edge| (edge.id, at(edge.from), at(edge.to)));
        assert!(links.eq(edges), "a link stays where both of its sides do, as an edge does");
        let mine = |(id, own, node, account): (usize, usize, usize, &str)| id == own && cut.nodes[node].account.to_string() == account;
        assert!(cut.leads.iter().enumerate().all(|(id, lead)| mine((id, lead.id, lead.from, &lead.clue))));
        assert!(cut.patterns.iter().enumerate().all(|(id, pattern)| mine((id, pattern.id, pattern.node, &pattern.why))));
        assert_eq!((cut.leads.len(), cut.patterns.len()), (cut.nodes.len(), cut.nodes.len()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_of_a_view_holds_together(most_ends in 0usize..200, most_refused in 0usize..20) {
        let view = bybit();
        let cut = trim(view.clone(), most_ends, most_refused);
        prop_assert_eq!(cut.ends.len(), view.ends.len().min(most_ends));
        prop_assert_eq!(cut.guarded.len(), view.guarded.len().min(most_refused));
        prop_assert_eq!(&cut.equations, &view.equations, "the sums are of the whole trace");
        prop_assert_eq!(&cut.sources, &view.sources);
        let left_out = usize::from(cut.ends.len() < view.ends.len()) + usize::from(cut.guarded.len() < view.guarded.len());
        prop_assert_eq!(cut.notes.len(), view.notes.len() + left_out, "what is left out is said");
        for (id, node) in cut.nodes.iter().enumerate() {
            prop_assert_eq!(node.id, id);
            prop_assert!(view.nodes.iter().any(|own| own.account == node.account));
        }
        for (id, edge) in cut.edges.iter().enumerate() {
            prop_assert_eq!(edge.id, id);
            let hop = &edge.hops[0].transfer;
            prop_assert_eq!((&hop.from, &hop.to), (cut.nodes[edge.from].account.address(), cut.nodes[edge.to].account.address()));
        }
        let drawn: BTreeSet<_> = cut.edges.iter().flat_map(|edge| &edge.hops).map(|hop| hop.transfer.id()).collect();
        for (id, end) in cut.ends.iter().enumerate() {
            prop_assert_eq!(end.id, id);
            prop_assert_eq!(&end.path.last().unwrap().transfer.to, cut.nodes[end.node].account.address());
            for hop in &end.path {
                prop_assert!(drawn.contains(&hop.transfer.id()), "every step of a shown way is drawn");
            }
        }
        // No end that can be stopped is left out for one that cannot.
        let stoppable = |ends: &[spoor::trace::view::End]| ends.iter().filter(|end| end.freezable_by.is_some()).count();
        prop_assert_eq!(stoppable(&cut.ends), stoppable(&view.ends).min(most_ends));
    }
}
