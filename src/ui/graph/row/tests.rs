use std::collections::BTreeSet;

use super::*;
use crate::ui::graph::made_up::{Made, coin};
use crate::ui::graph::picture::picture;

#[test]
fn what_has_not_come_out_has_not_come_back() {
    for (received, returns) in [(None, false), (Some((9, coin("ETH"))), true)] {
        let mut made = Made::new();
        let [thief, router] = [made.node(1), made.node(2)];
        made.link(LinkKind::Refund, "Across", (thief, router, thief), (10, coin("ETH")), received);
        let picture = picture(&made.view, None, &BTreeSet::new(), None, true);
        assert_eq!(picture.elbows.iter().map(|elbow| elbow.returns).collect::<Vec<_>>(), [returns]);
    }
}

#[test]
fn a_big_view_with_links_costs_little_more_than_without() {
    let mut made = Made::new();
    let nodes: Vec<usize> = (0..2_000).map(|at| made.node(1 + at / 100)).collect();
    for at in 100..nodes.len() {
        // Everybody is paid by one of the column before.
        made.pay(nodes[at - 100 + (at * 7) % 40], nodes[at], 1, coin("ETH"));
    }
    for at in 0..500 {
        let (from, to) = (nodes[(at * 3) % 1_800], nodes[(at * 3) % 1_800 + 120 + at % 60]);
        made.link(
            LinkKind::Swap,
            &format!("pool {}", at % 9),
            (from, nodes[1_999 - at % 50], to),
            (10, coin("ETH")),
            Some((11, coin("USDT"))),
        );
    }
    let mut without = made.view.clone();
    without.links.clear();
    // Everything opened: nothing folds away what is measured.
    let time = |view: &View| {
        let all = (0..view.nodes.len()).collect();
        let once = |_| {
            let started = clock();
            let folded = super::super::fold::fold(view, &all, &all, &BTreeSet::new(), None, true);
            assert!(folded.things.len() > 1_500);
            std::hint::black_box(picture(view, None, &BTreeSet::new(), None, true));
            clock() - started
        };
        (0..3).map(once).min().unwrap()
    };
    let (with, without) = (time(&made.view), time(&without));
    println!("2,000 nodes: {with:?} with 500 links, {without:?} without");
    assert!(with < without * 3 / 2, "{with:?} with links, {without:?} without");
}

/// Tests run on the host, which has a clock.
#[expect(clippy::disallowed_methods, reason = "a test of the host measures time; nothing of it reaches the page")]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}
