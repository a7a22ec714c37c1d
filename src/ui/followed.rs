//! What a trace follows, and the words that hang on it: only the money of a theft is called stolen.

use crate::money::{Address, UnixSeconds};
use crate::trace::view::{Direction, Policy, Reason, Role, Settings, Start, View};

use super::mark::Shape;
use super::term::Term;

/// What is followed, and which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Followed {
    /// The thefts of the case, to where the money went.
    #[default]
    Theft,
    /// What somebody paid, to where it went.
    Onward,
    /// What somebody received, to where it came from.
    Back,
}

impl Followed {
    /// What these settings follow.
    #[must_use]
    pub const fn of(settings: &Settings) -> Self {
        match (&settings.start, settings.direction) {
            (_, Direction::Backward) => Self::Back,
            (Start::Case, Direction::Forward) => Self::Theft,
            (Start::Address(_) | Start::Transfer { .. }, Direction::Forward) => Self::Onward,
        }
    }

    /// What a trace follows; the theft where there is none yet.
    #[must_use]
    pub fn in_view(view: Option<&View>) -> Self {
        view.map(|view| Self::of(&view.settings)).unwrap_or_default()
    }

    /// What the followed sum is called: the left side of the equation.
    #[must_use]
    pub const fn sum(self) -> &'static str {
        match self {
            Self::Theft => "stolen",
            Self::Onward | Self::Back => "followed",
        }
    }

    /// The equation's name.
    #[must_use]
    pub const fn equation(self) -> &'static str {
        match self {
            Self::Theft => "Where the stolen money is",
            Self::Onward => "Where the followed money is",
            Self::Back => "Where the followed money came from",
        }
    }

    /// Where following starts, as in "2 hops from …".
    #[must_use]
    pub const fn start(self) -> &'static str {
        match self {
            Self::Theft => "the theft",
            Self::Onward | Self::Back => "the start",
        }
    }

    /// The heading of the column of a hop.
    #[must_use]
    pub fn column(self, hop: u32) -> String {
        match (self, hop) {
            (Self::Theft, 0) => "Victim".to_owned(),
            (Self::Theft, 1) => "Theft".to_owned(),
            (Self::Theft, hop) => format!("Hop {}", hop - 1),
            (Self::Onward | Self::Back, 0) => "Start".to_owned(),
            (Self::Onward | Self::Back, hop) => format!("Hop {hop}"),
        }
    }

    /// Hops from where following starts; `None` at the start itself.
    #[must_use]
    pub const fn hops(self, hop: u32) -> Option<u32> {
        let hops = match self {
            Self::Theft => hop.saturating_sub(1),
            Self::Onward | Self::Back => hop,
        };
        if hops == 0 { None } else { Some(hops) }
    }

    /// The heading of the list of ends that matter most, and what stands there while there is none.
    #[must_use]
    pub const fn urgent(self) -> (&'static str, &'static str) {
        match self {
            Self::Theft | Self::Onward => (
                "Act here first",
                "No end is known yet where somebody can stop the money. Follow further, or look at where it rests below.",
            ),
            Self::Back => ("Ask here first", "No source is known yet that can say whose money it was. Follow further, or look below."),
        }
    }

    /// What an address is to the trace.
    #[must_use]
    pub const fn role(self, role: Role) -> &'static str {
        match (self, role) {
            (Self::Onward | Self::Back, Role::Victim) => "where following starts",
            (Self::Onward | Self::Back, Role::Thief) => "named by the case",
            _ => super::words::role(role),
        }
    }

    /// What a place is to the trace: an address, or the inside of a transaction, which is nobody's.
    #[must_use]
    pub const fn place(self, role: Role, address: &Address) -> &'static str {
        if matches!(role, Role::Wallet) && address.is_inside_of_transaction() { "inside of a transaction" } else { self.role(role) }
    }

    /// What a shape stands for, in a word.
    #[must_use]
    pub const fn shape(self, shape: Shape) -> &'static str {
        match (self, shape) {
            (Self::Onward | Self::Back, Shape::Victim) => "start",
            (Self::Onward | Self::Back, Shape::Theft) => "named by the case",
            (Self::Back, Shape::Held) => "source not seen",
            _ => shape.word(),
        }
    }

    /// What went through an address: what reached it on the way that is followed, what was followed on, what rests.
    #[must_use]
    pub const fn flow(self) -> [&'static str; 3] {
        match self {
            Self::Theft | Self::Onward => ["In", "Out", "Left"],
            Self::Back => ["Paid", "Traced back", "Not traced"],
        }
    }

    /// When the money of an end last moved.
    #[must_use]
    pub fn moved(self, at: UnixSeconds) -> String {
        let word = if self == Self::Back { "paid" } else { "since" };
        format!("{word} {}", at.minute())
    }

    /// What kind of end it is, in a few words.
    #[must_use]
    pub const fn reason(self, reason: Reason) -> &'static str {
        match (self, reason) {
            (Self::Back, Reason::Exchange) => "From an exchange",
            (Self::Back, Reason::Deposit) => "From an exchange's deposit address",
            (Self::Back, Reason::Held) => "Source not seen",
            (Self::Back, Reason::Bridge) => "Came over a bridge",
            (Self::Back, Reason::Mixer) => "Came out of a mixer",
            (Self::Back, Reason::Service) => "From a service",
            _ => super::words::reason(reason),
        }
    }

    /// An end in a sentence: how much, what became of it or where it came from, when.
    #[must_use]
    pub fn end(self, sum: &str, reason: Reason, at: Option<UnixSeconds>) -> String {
        if self != Self::Back {
            return super::words::end(sum, reason, at);
        }
        let on = at.map_or_else(String::new, |at| format!(" on {}", at.minute()));
        match reason {
            Reason::Held => format!("{sum} left here{on}; what they came from is in no answer."),
            Reason::Exchange => format!("{sum} came from an exchange{on}."),
            Reason::Deposit => format!("{sum} came from an exchange's deposit address{on}."),
            Reason::Bridge => format!("{sum} came over a bridge{on}."),
            Reason::Mixer => format!("{sum} came out of a mixer{on}."),
            Reason::Service => format!("{sum} came from a service{on}."),
            Reason::Budget => format!("{sum} left here{on}; what they came from was not asked yet."),
            Reason::User => format!("{sum} left here{on}; you stopped following here."),
            Reason::Failed => format!("{sum} left here{on}; what they came from could not be read."),
            Reason::Dust => format!("{sum} left here{on}: too little to follow."),
        }
    }

    /// A part of the equation, in words.
    #[must_use]
    pub const fn term(self, term: Term) -> &'static str {
        match (self, term) {
            (Self::Back, Term::Held) => "source not seen",
            (Self::Back, Term::Exchanges) => "from exchanges",
            (Self::Back, Term::Bridged) => "over bridges",
            (Self::Back, Term::Mixed) => "from mixers",
            (Self::Back, Term::Services) => "from services",
            _ => term.word(),
        }
    }

    /// A rule for mixed money, by name, with the field's own term.
    #[must_use]
    pub const fn policy(self, policy: Policy) -> &'static str {
        match (self, policy) {
            (_, Policy::Fifo) => "First in, first out (FIFO)",
            (_, Policy::Lifo) => "Last in, first out (LIFO)",
            (_, Policy::Haircut) => "In proportion (haircut)",
            (_, Policy::Libr) => "Other money first (lowest balance)",
            (Self::Theft, Policy::First) => "Stolen money first (taint first)",
            (_, Policy::First) => "Followed money first (taint first)",
            (_, Policy::Poison) => "Everything it touched (poison)",
        }
    }

    /// What the rule does, in a sentence.
    #[must_use]
    pub fn rule(self, policy: Policy) -> String {
        let sum = self.sum();
        match policy {
            Policy::Fifo => "What came in first leaves first.".to_owned(),
            Policy::Lifo => "What came in last leaves first.".to_owned(),
            Policy::Haircut => format!("Each payment carries the {sum} share of the balance at that moment."),
            Policy::Libr => format!("Other money leaves first; {sum} money only once nothing else is left."),
            Policy::First => format!("The {sum} money leaves first; other money only once none of it is left."),
            Policy::Poison => format!("All that an address pays after {sum} money came in counts. No sum of money: an upper bound."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Followed; 3] = [Followed::Theft, Followed::Onward, Followed::Back];

    #[test]
    fn only_the_theft_followed_forward_is_called_stolen() {
        let settings = |start, direction| Settings { start, direction, ..Settings::default() };
        let address = Start::Address(crate::money::Address::evm_zero());
        for (start, direction, followed) in [
            (Start::Case, Direction::Forward, Followed::Theft),
            (Start::Case, Direction::Backward, Followed::Back),
            (address.clone(), Direction::Forward, Followed::Onward),
            (address, Direction::Backward, Followed::Back),
        ] {
            assert_eq!(Followed::of(&settings(start, direction)), followed);
        }
        for followed in [Followed::Onward, Followed::Back] {
            let mut said = vec![followed.sum().to_owned(), followed.equation().to_owned(), followed.start().to_owned()];
            said.extend([0, 1, 2].map(|hop| followed.column(hop)));
            said.extend(Policy::ALL.iter().flat_map(|policy| [followed.policy(*policy).to_owned(), followed.rule(*policy)]));
            said.extend(Reason::ALL.iter().flat_map(|reason| [followed.reason(*reason).to_owned(), followed.end("1 ETH", *reason, None)]));
            said.extend(followed.flow().map(str::to_owned));
            said.extend([Role::Victim, Role::Thief, Role::Wallet].map(|role| followed.role(role).to_owned()));
            said.extend([Shape::Victim, Shape::Theft, Shape::Held].map(|shape| followed.shape(shape).to_owned()));
            said.extend(Term::ALL.iter().map(|term| followed.term(*term).to_owned()));
            for text in said {
                assert!(!["stolen", "theft", "victim"].iter().any(|word| text.to_lowercase().contains(word)), "{followed:?}: {text}");
            }
        }
    }

    #[test]
    fn every_kind_of_end_and_every_rule_has_words_of_its_own() {
        for followed in ALL {
            let distinct = |texts: Vec<String>| texts.iter().collect::<std::collections::BTreeSet<_>>().len() == texts.len();
            assert!(distinct(Reason::ALL.iter().map(|reason| followed.reason(*reason).to_owned()).collect()));
            assert!(distinct(Reason::ALL.iter().map(|reason| followed.end("1 ETH", *reason, None)).collect()));
            assert!(distinct(Term::ALL.iter().map(|term| followed.term(*term).to_owned()).collect()));
            assert!(distinct(Policy::ALL.iter().map(|policy| followed.rule(*policy)).collect()));
        }
    }

    #[test]
    fn hops_count_from_the_start() {
        assert_eq!(Followed::Theft.column(1), "Theft");
        assert_eq!(Followed::Theft.column(2), "Hop 1");
        assert_eq!((Followed::Theft.hops(1), Followed::Theft.hops(3)), (None, Some(2)));
        assert_eq!((Followed::Back.hops(0), Followed::Back.hops(1)), (None, Some(1)));
        assert_eq!(Followed::Onward.column(1), "Hop 1");
    }
}
