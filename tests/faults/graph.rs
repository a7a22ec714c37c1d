//! What of a view must be the same, and what it must say where it is not.

use std::collections::{BTreeMap, BTreeSet};

use spoor::explorer::Coverage;
use spoor::money::{Account, Amount};
use spoor::trace::view::{Reason, View};

/// A transfer with its stolen part, as a line: two views are compared by text, and a difference can be read.
type Line = String;

/// The graph of a view without the answers it was learned from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Graph {
    /// What came in and what went out, by account.
    pub(crate) came: BTreeMap<Account, BTreeSet<Line>>,
    pub(crate) went: BTreeMap<Account, BTreeSet<Line>>,
    pub(crate) ends: BTreeSet<(Account, String, Amount, Reason)>,
}

/// An address that is short although the view does not say so.
#[derive(Clone, Debug)]
pub(crate) struct Short {
    pub(crate) account: Account,
    coverage: Option<Coverage>,
    missing: Vec<Line>,
    too_much: Vec<Line>,
}

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { account, coverage, missing, too_much } = self;
        write!(f, "{account} is said to be {coverage:?}, but lacks {missing:#?} and has {too_much:#?} too much")
    }
}

impl Graph {
    pub(crate) fn of(view: &View) -> Self {
        let mut graph = Self { came: BTreeMap::new(), went: BTreeMap::new(), ends: BTreeSet::new() };
        for edge in &view.edges {
            for hop in &edge.hops {
                let transfer = &hop.transfer;
                let line = format!("{} {} {} {} tainted {}", transfer.tx, transfer.position, edge.asset, transfer.amount, hop.tainted);
                let [from, to] = [edge.from, edge.to].map(|node| view.nodes[node].account.clone());
                graph.went.entry(from).or_default().insert(line.clone());
                graph.came.entry(to).or_default().insert(line);
            }
        }
        for end in &view.ends {
            graph.ends.insert((view.nodes[end.node].account.clone(), end.asset.to_string(), end.amount, end.reason));
        }
        graph
    }

    /// Every transfer once, and every equation to the unit.
    pub(crate) fn check(view: &View) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for hop in view.edges.iter().flat_map(|edge| &edge.hops) {
            let id = hop.transfer.id();
            if !seen.insert(id.clone()) {
                return Err(format!("the transfer {} {} is there twice", id.tx, id.position));
            }
        }
        match view.equations.iter().find(|equation| !equation.holds()) {
            Some(equation) => Err(format!("the equation of {} does not hold", equation.asset)),
            None => Ok(()),
        }
    }

    /// Where the graph of a view differs from the whole one although the view says that it knows everything there: at an
    /// address that got the same money, is said to be read, and paid something else.
    pub(crate) fn silently_short(whole: &Self, whole_view: &View, view: &View) -> Option<Short> {
        let graph = Self::of(view);
        let none = BTreeSet::new();
        for node in &view.nodes {
            let account = &node.account;
            let of = |lists: &BTreeMap<Account, BTreeSet<Line>>| lists.get(account).cloned().unwrap_or_default();
            if of(&graph.came) != of(&whole.came) {
                continue;
            }
            let (went, should) = (graph.went.get(account).unwrap_or(&none), whole.went.get(account).unwrap_or(&none));
            if went == should {
                continue;
            }
            let was_read = whole_view.nodes.iter().any(|other| other.account == *account && other.coverage.is_some());
            let says_so = match &node.coverage {
                Some(coverage) => !coverage.is_complete(),
                None => !was_read,
            };
            if !says_so {
                let missing = should.difference(went).cloned().collect();
                let too_much = went.difference(should).cloned().collect();
                return Some(Short { account: account.clone(), coverage: node.coverage.clone(), missing, too_much });
            }
        }
        None
    }
}
