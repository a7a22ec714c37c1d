//! Which mark a node bears: shape first, colour second, so that no meaning hangs on colour alone.

use super::followed::Followed;
use crate::label::{Category, Confidence};
use crate::trace::view::{End, Finding, Node, Reason, Role, View};

/// The shape of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// A diamond: where the theft arrived.
    Theft,
    /// A ring with a dot: whose money it was.
    Victim,
    /// A circle.
    #[default]
    Wallet,
    /// An open circle with a bold rim: the money rests here.
    Held,
    /// A rounded square.
    Exchange,
    /// A rounded square with a notch.
    Deposit,
    /// An octagon.
    Bridge,
    /// A hexagon.
    Mixer,
    /// A square.
    Service,
    /// A small open circle: somebody a lead points to.
    Lead,
}

/// A node's whole mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Its shape.
    pub shape: Shape,
    /// Somebody can still stop the money here: a snowflake.
    pub freezable: bool,
    /// Its history was read in part only, or could not be read: a hatched rim and "!".
    pub incomplete: bool,
    /// What it is, is an inference or somebody's word, not a fact: a dotted outline.
    pub unproven: bool,
}

/// How it is known what an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known {
    /// By a source that names it, or it is an ordinary address.
    Sourced,
    /// By its behaviour: a rule that can be wrong.
    Inferred,
    /// By the visitor's own word.
    Yours,
}

/// What every sentence that is an inference says of itself.
const INFERENCE: &str = "This is an inference";

/// What a node is, as far as a source, its behaviour or the visitor tells, and how that is known.
#[must_use]
pub fn role(view: &View, node: &Node) -> (Role, Known) {
    if matches!(node.finding, Some(Finding::Exchange)) {
        return (Role::Exchange, Known::Yours);
    }
    let category = match node.role {
        Role::Exchange => Category::Exchange,
        Role::Deposit => Category::Deposit,
        Role::Bridge => Category::Bridge,
        Role::Mixer => Category::Mixer,
        Role::Service => Category::Service,
        Role::Victim | Role::Thief => return (node.role, Known::Sourced),
        // Where a trace starts that is none of a theft is nobody's loss: it has the mark of the start.
        Role::Wallet if node.hop == 0 && Followed::of(&view.settings) != Followed::Theft => return (Role::Victim, Known::Sourced),
        Role::Wallet => {
            let mut inferred = view.ends.iter().filter(|end| end.node == node.id && end.why.starts_with(INFERENCE));
            let role = inferred.find_map(|end| match end.reason {
                Reason::Deposit => Some(Role::Deposit),
                Reason::Exchange => Some(Role::Exchange),
                Reason::Bridge => Some(Role::Bridge),
                Reason::Mixer => Some(Role::Mixer),
                Reason::Service => Some(Role::Service),
                _ => None,
            });
            return role.map_or((Role::Wallet, Known::Sourced), |role| (role, Known::Inferred));
        }
    };
    // Labels stand best founded first.
    let label = node.labels.iter().find(|label| label.category == category);
    if label.is_some_and(|label| label.own) {
        return (node.role, Known::Yours);
    }
    let guess = label.is_some_and(|label| label.confidence == Confidence::Heuristic);
    (node.role, if guess { Known::Inferred } else { Known::Sourced })
}

impl Known {
    /// The word beside the name; nothing where there is nothing to doubt.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Sourced => None,
            Self::Inferred => Some("inferred"),
            Self::Yours => Some("by your word"),
        }
    }

    /// Why following stopped, worded as the inference that it is where it is one.
    #[must_use]
    pub fn why(self, why: &str) -> String {
        if self == Self::Inferred && !why.contains(INFERENCE) { format!("{INFERENCE}: {why}") } else { why.to_owned() }
    }
}

impl Mark {
    /// The mark of a node of a view.
    #[must_use]
    pub fn of(view: &View, node: &Node) -> Self {
        let ends: Vec<&End> = view.ends.iter().filter(|end| end.node == node.id).collect();
        let (role, known) = role(view, node);
        let shape = match role {
            Role::Victim => Shape::Victim,
            Role::Thief => Shape::Theft,
            Role::Exchange => Shape::Exchange,
            Role::Deposit => Shape::Deposit,
            Role::Bridge => Shape::Bridge,
            Role::Mixer => Shape::Mixer,
            Role::Service => Shape::Service,
            Role::Wallet if ends.iter().any(|end| end.reason == Reason::Held) => Shape::Held,
            Role::Wallet => Shape::Wallet,
        };
        let unread = node.coverage.as_ref().is_some_and(|coverage| !coverage.is_complete());
        Self {
            shape,
            // Backward the money has left: somebody can be asked, nobody can stop it.
            freezable: Followed::of(&view.settings) != Followed::Back && ends.iter().any(|end| end.freezable_by.is_some()),
            incomplete: unread || ends.iter().any(|end| end.reason == Reason::Failed),
            unproven: known != Known::Sourced,
        }
    }
}

impl Shape {
    /// What the shape stands for, in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Theft => "theft",
            Self::Victim => "victim",
            Self::Wallet => "wallet",
            Self::Held => "held, unspent",
            Self::Exchange => "exchange",
            Self::Deposit => "deposit address",
            Self::Bridge => "bridge or swap",
            Self::Mixer => "mixer",
            Self::Service => "service",
            Self::Lead => "lead, a guess",
        }
    }

    /// The class that colours it.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Theft => "mark theft",
            Self::Victim => "mark victim",
            Self::Wallet => "mark wallet",
            Self::Held => "mark held",
            Self::Exchange => "mark exchange",
            Self::Deposit => "mark deposit",
            Self::Bridge => "mark bridge",
            Self::Mixer => "mark mixer",
            Self::Service => "mark service",
            Self::Lead => "mark lead",
        }
    }

    /// The outline as an SVG path around 0,0, within 9 units of it.
    #[must_use]
    pub const fn outline(self) -> &'static str {
        match self {
            Self::Theft => "M0-9 9 0 0 9-9 0Z",
            Self::Victim | Self::Wallet | Self::Held => "M-7 0A7 7 0 1 1 7 0A7 7 0 1 1-7 0Z",
            Self::Exchange => "M-4-7.5H4A3.5 3.5 0 0 1 7.5-4V4A3.5 3.5 0 0 1 4 7.5H-4A3.5 3.5 0 0 1-7.5 4V-4A3.5 3.5 0 0 1-4-7.5Z",
            // The notch is cut from the upper edge, where money drops in.
            Self::Deposit => {
                "M-4-7.5H-3L0-3.5 3-7.5H4A3.5 3.5 0 0 1 7.5-4V4A3.5 3.5 0 0 1 4 7.5H-4A3.5 3.5 0 0 1-7.5 4V-4A3.5 3.5 0 0 1-4-7.5Z"
            }
            Self::Bridge => "M-3.3-8H3.3L8-3.3V3.3L3.3 8H-3.3L-8 3.3V-3.3Z",
            Self::Mixer => "M-8.5 0-4.3-7.4H4.3L8.5 0 4.3 7.4H-4.3Z",
            Self::Service => "M-6.5-6.5H6.5V6.5H-6.5Z",
            Self::Lead => "M-5.5 0A5.5 5.5 0 1 1 5.5 0A5.5 5.5 0 1 1-5.5 0Z",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Now, Run};
    use crate::label::Label;
    use crate::money::{Account, Address, Chain};
    use crate::trace::view::{Settings, Start};

    /// A trace that has not begun.
    fn nothing() -> View {
        Run::new("bybit-2025-02-21", Settings::default()).unwrap().view()
    }

    #[test]
    fn an_address_known_by_its_behaviour_bears_the_mark_of_an_inference() {
        let now = Now { ms: 1_795_000_000_000 };
        let mut run = Run::new("bybit-2025-02-21", Settings::default()).unwrap();
        let actions = run.start(now);
        run.settle(actions, now);
        let mut view = run.view();
        let at = view.ends.iter().position(|end| view.nodes[end.node].role == Role::Wallet).unwrap();
        let node = view.nodes[view.ends[at].node].clone();
        for (reason, shape) in [(Reason::Deposit, Shape::Deposit), (Reason::Service, Shape::Service)] {
            (view.ends[at].reason, view.ends[at].why) = (reason, "This is an inference: 97 % went to one wallet of X.".into());
            let mark = Mark::of(&view, &node);
            assert_eq!((mark.shape, mark.unproven), (shape, true));
            view.ends[at].why = "Labelled X: a service that pools money of many.".into();
            assert!(!Mark::of(&view, &node).unproven);
        }
    }

    #[test]
    fn what_is_only_inferred_or_said_is_told_apart() {
        let account = Account::new(Chain::ETHEREUM, Address::evm_zero()).unwrap();
        let label = |category, confidence| Label {
            account: account.clone(),
            name: "X".into(),
            category,
            source: "s".into(),
            confidence,
            as_of: String::new(),
            from: None,
            to: None,
            own: false,
        };
        let node = |role, labels, finding| Node {
            id: 0,
            account: account.clone(),
            hop: 2,
            role,
            labels,
            statements: Vec::new(),
            flows: Vec::new(),
            coverage: None,
            looks_like: None,
            finding,
        };
        let (guess, sourced) = (label(Category::Deposit, Confidence::Heuristic), label(Category::Deposit, Confidence::ServiceData));
        for (node, known) in [
            (node(Role::Wallet, vec![], None), Known::Sourced),
            (node(Role::Wallet, vec![], Some(Finding::Stop)), Known::Sourced),
            (node(Role::Wallet, vec![], Some(Finding::Exchange)), Known::Yours),
            (node(Role::Deposit, vec![guess.clone()], None), Known::Inferred),
            (node(Role::Deposit, vec![sourced, guess.clone()], None), Known::Sourced),
            (node(Role::Exchange, vec![guess], None), Known::Sourced),
        ] {
            assert_eq!(role(&nothing(), &node).1, known, "{node:?}");
        }
        let start = Node { hop: 0, ..node(Role::Wallet, vec![], None) };
        let mut onward = nothing();
        onward.settings.start = Start::Address(Address::evm_zero());
        assert_eq!(role(&onward, &start).0, Role::Victim);
        assert_eq!(role(&nothing(), &start).0, Role::Wallet);
        assert_eq!(role(&nothing(), &node(Role::Thief, vec![], Some(Finding::Exchange))), (Role::Exchange, Known::Yours));
        for (known, why, said) in [
            (Known::Sourced, "Labelled X.", "Labelled X."),
            (Known::Inferred, "97 % went to X.", "This is an inference: 97 % went to X."),
            (Known::Inferred, "This is an inference: 97 % went to X.", "This is an inference: 97 % went to X."),
            (Known::Inferred, "Not asked. This is an inference: no.", "Not asked. This is an inference: no."),
        ] {
            assert_eq!(known.why(why), said);
        }
    }
}
