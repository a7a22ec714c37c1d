//! Every rule, named and worded once.

use super::{Class, INFERENCE, NOT_MEASURED, Rule};
use crate::money::TransferKind;
use crate::tip::payload::TipHop;
use crate::trace::view::{End, LinkKind, Policy, Reason, Tier};

/// A rule as this version of Spoor words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tip) struct Known {
    pub id: &'static str,
    pub class: Class,
    text: &'static str,
    error: Option<&'static str>,
}

const fn ledger(id: &'static str, text: &'static str) -> Known {
    Known { id, class: Class::Ledger, text, error: None }
}

const fn stated(id: &'static str, text: &'static str) -> Known {
    Known { id, class: Class::Stated, text, error: Some(NOT_MEASURED) }
}

const fn heuristic(id: &'static str, text: &'static str, error: &'static str) -> Known {
    Known { id, class: Class::Heuristic, text, error: Some(error) }
}

/// A transaction of the theft.
pub(super) const THEFT: Known = stated("theft", "A transaction of the theft, by the case file.");
/// The chain's own coin goes on.
pub(super) const PAYMENT: Known = ledger("payment", "The chain's own coin, paid on by whoever received it.");
/// The same inside a transaction.
const INTERNAL: Known = ledger("internal", "The chain's own coin, paid inside a transaction, as explorers that ran it report.");
/// A token goes on.
const TOKEN: Known = ledger("token", "A token of Spoor's list, paid on by whoever received it.");
/// A fee.
const FEE: Known = ledger("fee", "A fee that the transaction paid to the network.");
/// A stated sale.
const SALE: Known = stated("sale", "Sold for another asset, by the word of the case's source.");
/// A swap in one transaction.
pub(super) const SWAP: Known = heuristic(
    "swap",
    "In one transaction an address gave one listed asset and got one other, on balance.",
    "made-up trades: 12 of 13 carried to the unit (a wrap without a row is not), 5 forgeries and baskets of 5 not carried",
);
/// An exchange in two transactions.
const EXCHANGE: Known = heuristic(
    "exchange",
    "What was handed in to be exchanged, and the same amount claimed for it in a later transaction.",
    "made-up rows alone",
);
/// A bridge.
const BRIDGE: Known = heuristic(
    "bridge",
    "The bridge's own record names the payment on the other chain, and an explorer of that chain shows it as the record says.",
    BRIDGES,
);
/// What a bridge gave back.
const REFUND: Known =
    heuristic("refund", "The bridge's own record names the payment by which it gave the money back, and an explorer shows it.", BRIDGES);
const BRIDGES: &str = "none on the recorded passages (THORChain, Chainflip, LI.FI, deBridge, LayerZero)";
/// Derived by something that has no link of its own.
const DERIVED: Known = heuristic("derived", "The hop is joined to the one before it by a computation.", NOT_MEASURED);
/// Inferred.
const INFERRED: Known = heuristic("inferred", "The hop is joined to the one before it by a conclusion that can be wrong.", NOT_MEASURED);

const END_EXCHANGE: Known = stated("end-exchange", "The address is an exchange's by a label or by the tipster's own word.");
const END_DEPOSIT: Known = stated("end-deposit", "The address is an exchange's deposit address by a label.");
const END_DEPOSIT_SEEN: Known =
    heuristic("end-deposit-seen", "Again and again nearly all that came in went to one labelled wallet of an exchange.", NOT_MEASURED);
const END_BRIDGE: Known = stated("end-bridge", "The address is a bridge's by a label or by Spoor's own list.");
const END_MIXER: Known = stated("end-mixer", "The address is a mixer's by a label or by Spoor's own list.");
const END_ROUND: Known = heuristic(
    "end-round",
    "The Bitcoin transaction has the shape of a mixer's round: equal outputs, as many payers.",
    "Whirlpool 708 of 708, Wasabi 1 180 of 181, Wasabi 2 16 of 17, JoinMarket 22 of 283",
);
const END_SERVICE: Known =
    stated("end-service", "A label, the case file or Spoor's list says that it pools money of many or took it in for something else.");
const END_SERVICE_SEEN: Known =
    heuristic("end-service-seen", "A crowd paid the address and was paid by it, with many times as much other money.", NOT_MEASURED);
const END_HELD: Known = ledger("end-held", "In the answers that were read, nobody paid it on from there.");
const END_UNREAD: Known = ledger("end-unread", "What happened after the last hop was not read, or not in full.");
const END_INFERRED: Known = heuristic("end-inferred", "What is said of the place is a conclusion that can be wrong.", NOT_MEASURED);

const FIFO: Known = convention("taint-fifo", "Of mixed money, what came first leaves first.");
const HAIRCUT: Known = convention("taint-haircut", "Of mixed money, every payment carries its share.");
const LIFO: Known = convention("taint-lifo", "Of mixed money, what came last leaves first.");
const LIBR: Known = convention("taint-libr", "Of mixed money, the other leaves first.");
const FIRST: Known = convention("taint-first", "Of mixed money, the stolen leaves first.");
const POISON: Known = convention("taint-poison", "Whatever an address paid after stolen money came in counts: an upper bound.");

/// A rule for mixed money is a convention: coins of one balance are alike, so there is nothing to measure it against.
const fn convention(id: &'static str, text: &'static str) -> Known {
    heuristic(id, text, NOT_MEASURED)
}

/// Every rule, by name.
pub(super) const TABLE: [Known; 29] = [
    BRIDGE,
    DERIVED,
    END_BRIDGE,
    END_DEPOSIT,
    END_DEPOSIT_SEEN,
    END_EXCHANGE,
    END_HELD,
    END_INFERRED,
    END_MIXER,
    END_ROUND,
    END_SERVICE,
    END_SERVICE_SEEN,
    END_UNREAD,
    EXCHANGE,
    FEE,
    INFERRED,
    INTERNAL,
    PAYMENT,
    REFUND,
    SALE,
    SWAP,
    FIFO,
    FIRST,
    HAIRCUT,
    LIBR,
    LIFO,
    POISON,
    THEFT,
    TOKEN,
];

/// The rule by which a hop follows the one before it. It is derived from the hop alone, so a verifier derives it again.
pub(super) fn of_hop(hop: &TipHop) -> &'static Known {
    if hop.i.0 == 0 {
        return &THEFT;
    }
    match (hop.tier, &hop.link) {
        (Tier::Stated, _) => &SALE,
        (_, Some(link)) => of_link(link.what),
        (Tier::Observed, None) => of_kind(hop.kind),
        (Tier::Derived, None) => &DERIVED,
        (Tier::Inferred, None) => &INFERRED,
    }
}

const fn of_kind(kind: TransferKind) -> &'static Known {
    match kind {
        TransferKind::Native | TransferKind::Output => &PAYMENT,
        TransferKind::Internal => &INTERNAL,
        TransferKind::Token => &TOKEN,
        TransferKind::Fee => &FEE,
    }
}

const fn of_link(what: LinkKind) -> &'static Known {
    match what {
        LinkKind::Swap => &SWAP,
        LinkKind::Exchange => &EXCHANGE,
        LinkKind::Bridge => &BRIDGE,
        LinkKind::Refund => &REFUND,
    }
}

pub(super) const fn of_policy(policy: Policy) -> &'static Known {
    match policy {
        Policy::Fifo => &FIFO,
        Policy::Haircut => &HAIRCUT,
        Policy::Lifo => &LIFO,
        Policy::Libr => &LIBR,
        Policy::First => &FIRST,
        Policy::Poison => &POISON,
    }
}

/// The rule by which following stopped at an end.
pub(super) fn of_end(end: &End) -> &'static Known {
    of_reason(end.reason, end.why.contains(INFERENCE))
}

const fn of_reason(reason: Reason, inferred: bool) -> &'static Known {
    match (reason, inferred) {
        (Reason::Deposit, true) => &END_DEPOSIT_SEEN,
        (Reason::Mixer, true) => &END_ROUND,
        (Reason::Service, true) => &END_SERVICE_SEEN,
        (_, true) => &END_INFERRED,
        (Reason::Exchange, false) => &END_EXCHANGE,
        (Reason::Deposit, false) => &END_DEPOSIT,
        (Reason::Bridge, false) => &END_BRIDGE,
        (Reason::Mixer, false) => &END_MIXER,
        (Reason::Service, false) => &END_SERVICE,
        (Reason::Held, false) => &END_HELD,
        (Reason::Budget | Reason::User | Reason::Failed | Reason::Dust, false) => &END_UNREAD,
    }
}

impl From<&Known> for Rule {
    fn from(known: &Known) -> Self {
        let Known { id, class, text, error } = *known;
        Self { id: id.to_owned(), text: text.to_owned(), class, known_error: error.map(str::to_owned) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::fault;
    use super::*;
    use crate::trace::view::PatternKind;

    const KINDS: [TransferKind; 5] =
        [TransferKind::Native, TransferKind::Internal, TransferKind::Token, TransferKind::Output, TransferKind::Fee];
    const LINKS: [LinkKind; 4] = [LinkKind::Swap, LinkKind::Exchange, LinkKind::Bridge, LinkKind::Refund];

    /// The rule of a pattern that ends a way; `None` for the patterns on which no way rests: they are shown and change nothing.
    fn of_pattern(what: PatternKind) -> Option<&'static str> {
        match what {
            PatternKind::DepositAddress => Some(END_DEPOSIT_SEEN.id),
            PatternKind::Round => Some(END_ROUND.id),
            PatternKind::Pool => Some(END_MIXER.id),
            PatternKind::PeelChain
            | PatternKind::FanOut
            | PatternKind::FanIn
            | PatternKind::PassThrough
            | PatternKind::Cycle
            | PatternKind::Gas
            | PatternKind::Cluster
            | PatternKind::Change => None,
        }
    }

    #[test]
    fn every_rule_stands_once_in_the_table_and_is_reached() {
        assert!(TABLE.windows(2).all(|pair| pair[0].id < pair[1].id));
        let mut reached: BTreeSet<&str> = [THEFT.id, SALE.id, DERIVED.id, INFERRED.id].into();
        reached.extend(KINDS.map(|kind| of_kind(kind).id));
        reached.extend(LINKS.map(|what| of_link(what).id));
        reached.extend(Policy::ALL.map(|policy| of_policy(policy).id));
        for reason in Reason::ALL {
            let (said, inferred) = (of_reason(reason, false), of_reason(reason, true));
            assert_eq!(inferred.class, Class::Heuristic, "{reason:?}: an inference is never founded on the chain or a word");
            assert_ne!(said.class, Class::Heuristic, "{reason:?}");
            reached.extend([said.id, inferred.id]);
        }
        assert_eq!(reached, TABLE.map(|known| known.id).into());
        for what in [PatternKind::DepositAddress, PatternKind::Round, PatternKind::Pool] {
            assert!(reached.contains(of_pattern(what).unwrap()), "{what:?}");
        }
    }

    #[test]
    fn every_figure_stands_in_the_documentation() {
        let documented = include_str!("../../../docs/heuristics.md").replace("\r\n", "\n");
        for known in TABLE {
            assert_eq!(known.error.is_none(), known.class == Class::Ledger, "{}", known.id);
            let error = known.error.unwrap_or(NOT_MEASURED);
            assert!(documented.contains(error), "{}: {error:?} is not in docs/heuristics.md", known.id);
            assert_eq!(fault(&Rule::from(&known)), None, "{}", known.id);
            assert!(known.text.is_ascii() && error.is_ascii(), "{}", known.id);
        }
    }
}
