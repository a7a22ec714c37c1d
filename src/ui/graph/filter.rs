//! Which nodes belong to a part of the equation: its ends, and every way by which the stolen money came to them.

use std::collections::BTreeSet;

use crate::trace::view::{End, View};
use crate::ui::term::Term;

/// The ends that are counted in a part of the equation; all of them without one.
pub fn ends(view: &View, term: Option<Term>) -> impl Iterator<Item = &End> {
    view.ends.iter().filter(move |end| term.is_none_or(|term| Term::of_reason(end.reason) == term))
}

/// The nodes to be shown, by index: those ends and everything before them; all nodes without a part.
#[must_use]
pub fn nodes(view: &View, term: Option<Term>) -> BTreeSet<usize> {
    let Some(term) = term else {
        return (0..view.nodes.len()).collect();
    };
    let givers = super::tie::senders(view);
    let mut shown = BTreeSet::new();
    let mut open: Vec<usize> = ends(view, Some(term)).map(|end| end.node).collect();
    while let Some(node) = open.pop() {
        if shown.insert(node) {
            open.extend(view.edges.iter().filter(|edge| edge.to == node && !edge.tainted.is_zero()).map(|edge| edge.from));
            open.extend(givers.get(&node).into_iter().flatten());
        }
    }
    shown
}
