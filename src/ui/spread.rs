//! How far the rules for mixed money part over one amount, and where on the money's way they first did.

use std::collections::BTreeMap;

use super::followed::Followed;
use super::words;
use crate::money::{Address, Amount, Asset};
use crate::trace::view::{Direction, Edge, End, Flow, Hop, Node, Policy, View};

/// The least and the most of an amount over the rules under which a trace adds up, and the upper bound beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The least, in base units.
    pub least: Amount,
    /// The most, in base units.
    pub most: Amount,
    /// The amount under poison, where it is above the most.
    pub bound: Option<Amount>,
}

impl Spread {
    /// The spread of a range; `None` where it names no rule that adds up.
    #[must_use]
    pub fn of(range: &[(Policy, Amount)]) -> Option<Self> {
        let sums = || range.iter().filter(|(policy, _)| *policy != Policy::Poison).map(|(_, amount)| *amount);
        let (least, most) = (sums().min()?, sums().max()?);
        let poison = range.iter().find(|(policy, _)| *policy == Policy::Poison).map(|(_, amount)| *amount);
        Some(Self { least, most, bound: poison.filter(|poison| *poison > most) })
    }

    /// Whether the rules that add up disagree.
    #[must_use]
    pub fn parts(&self) -> bool {
        self.least != self.most
    }

    /// Least and most with one unit, as `6.1 to 9.8 ETH`; `None` where they are the same.
    #[must_use]
    pub fn text(&self, asset: &Asset) -> Option<String> {
        let write = |form: fn(Amount, &Asset) -> String| (form(self.least, asset), form(self.most, asset));
        let (least, most) = Some(write(words::short)).filter(|(least, most)| least != most).unwrap_or_else(|| write(words::exact));
        let unit = asset.known().map_or("", |known| known.symbol);
        self.parts().then(|| format!("{} to {most}", least.strip_suffix(unit).unwrap_or(&least).trim_end()))
    }
}

/// Whether the rules that add up disagree over a range.
#[must_use]
pub fn parts(range: &[(Policy, Amount)]) -> bool {
    Spread::of(range).is_some_and(|spread| spread.parts())
}

/// Several ranges added up, rule by rule.
#[must_use]
pub fn sum<'a>(ranges: impl Iterator<Item = &'a [(Policy, Amount)]>) -> Vec<(Policy, Amount)> {
    let mut order: Vec<Policy> = Vec::new();
    let mut sums: BTreeMap<Policy, Amount> = BTreeMap::new();
    for (policy, amount) in ranges.flatten() {
        let so_far = sums.entry(*policy).or_insert_with(|| {
            order.push(*policy);
            Amount::ZERO
        });
        *so_far = [*so_far, *amount].into_iter().sum();
    }
    order.into_iter().filter_map(|policy| Some((policy, *sums.get(&policy)?))).collect()
}

/// Where the rules first part over an end's amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parting<'a> {
    /// At a hop of the end's own path, where it was paid (backward: received); hops are counted from 1.
    OnPath(usize, &'a Hop),
    /// At the end's own address: other money came in there, and part of all was spent.
    Here,
    /// The same at this transfer, which is on another way to the end than its path.
    Beside(&'a Hop),
}

impl<'a> Parting<'a> {
    /// Where the rules part over an end; `None` where they do not.
    #[must_use]
    pub fn of(view: &'a View, end: &'a End) -> Option<Self> {
        if !parts(&end.range) {
            return None;
        }
        if let Some((at, hop)) = end.path.iter().enumerate().find(|(_, hop)| parts(&hop.range)) {
            return Some(Self::OnPath(at + 1, hop));
        }
        let mut found: Option<&Hop> = None;
        let (mut node, mut asset) = (end.node, &end.asset);
        // Each step is to a transfer that was followed before, so it ends.
        while let Some(hop) = parted_into(view, node, asset, found) {
            found = Some(hop);
            let Some(place) = view.nodes.iter().find(|node| node.account.address() == divided_at(view, hop)) else { break };
            (node, asset) = (place.id, &hop.transfer.asset);
        }
        Some(found.map_or(Self::Here, Self::Beside))
    }

    /// The address where they part.
    #[must_use]
    pub fn node(&self, view: &'a View, end: &End) -> Option<&'a Node> {
        match self {
            Self::OnPath(_, hop) | Self::Beside(hop) => view.nodes.iter().find(|node| node.account.address() == divided_at(view, hop)),
            Self::Here => view.nodes.get(end.node),
        }
    }

    /// What came into that address of the asset that left it.
    #[must_use]
    pub fn flow(&self, view: &'a View, end: &End) -> Option<&'a Flow> {
        let asset = match self {
            Self::OnPath(_, hop) | Self::Beside(hop) => &hop.transfer.asset,
            Self::Here => &end.asset,
        };
        self.node(view, end)?.flows.iter().find(|flow| flow.asset == *asset)
    }
}

/// What met at an address, of one asset, in a sentence: the followed money and the other.
#[must_use]
pub fn met(followed: Followed, flow: &Flow) -> String {
    let amount = |amount: Amount| words::short(amount, &flow.asset);
    let followed = format!("There {} of the {} money", amount(flow.tainted_in), followed.sum());
    let other = format!("{} of other money", amount(flow.clean_in));
    let unseen = format!("{} of movements that the answers do not hold", amount(flow.unseen_in));
    match (flow.clean_in.is_zero(), flow.unseen_in.is_zero()) {
        (false, true) => format!("{followed} met {other}."),
        (false, false) => format!("{followed} met {other} and {unseen}."),
        (true, false) => format!("{followed} met {unseen}."),
        (true, true) => format!("{followed} came together."),
    }
}

/// The transfer over which the rules disagree by which the followed money first reached a node, before another transfer.
fn parted_into<'a>(view: &'a View, node: usize, asset: &Asset, before: Option<&Hop>) -> Option<&'a Hop> {
    let back = is_back(view);
    let reaches = |edge: &&'a Edge| if back { edge.from == node } else { edge.to == node };
    let hops = view.edges.iter().filter(reaches).filter(|edge| edge.asset == *asset).flat_map(|edge| &edge.hops);
    // Backward, what is followed first happened last.
    let follows = |one: &Hop, other: &Hop| {
        let order = one.transfer.chronological().cmp(&other.transfer.chronological());
        if back { order.reverse() } else { order }
    };
    let earlier = |hop: &&Hop| before.is_none_or(|before| follows(hop, before).is_lt());
    hops.filter(|hop| parts(&hop.range)).filter(earlier).min_by(|one, other| follows(one, other))
}

/// The side of a transfer at which a rule decided how much of it is followed: the sender, or backward the recipient.
fn divided_at<'a>(view: &View, hop: &'a Hop) -> &'a Address {
    if is_back(view) { &hop.transfer.to } else { &hop.transfer.from }
}

fn is_back(view: &View) -> bool {
    view.settings.direction == Direction::Backward
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Now, Run};
    use crate::money::Chain;
    use crate::trace::view::Settings;

    fn range(amounts: &[(Policy, u64)]) -> Vec<(Policy, Amount)> {
        amounts
            .iter()
            .map(|(policy, tenths)| (*policy, Amount::parse_coins(&format!("{}.{}", tenths / 10, tenths % 10), 18).unwrap()))
            .collect()
    }

    #[test]
    fn the_upper_bound_stands_apart() {
        let ether = Asset::native(Chain::ETHEREUM);
        for (amounts, text, bound) in [
            (&[][..], None, false),
            (&[(Policy::Poison, 9)], None, false),
            (&[(Policy::Fifo, 61), (Policy::Haircut, 98)], Some("6.1 to 9.8 ETH"), false),
            (&[(Policy::Fifo, 61), (Policy::Haircut, 98), (Policy::Poison, 98)], Some("6.1 to 9.8 ETH"), false),
            (&[(Policy::Fifo, 0), (Policy::Lifo, 98), (Policy::Poison, 120)], Some("0 to 9.8 ETH"), true),
            (&[(Policy::Fifo, 61), (Policy::Haircut, 61), (Policy::Poison, 120)], None, true),
        ] {
            let spread = Spread::of(&range(amounts));
            assert_eq!(spread.and_then(|spread| spread.text(&ether)).as_deref(), text, "{amounts:?}");
            assert_eq!(spread.is_some_and(|spread| spread.bound.is_some()), bound, "{amounts:?}");
        }
    }

    #[test]
    fn amounts_that_look_alike_when_cut_are_written_whole() {
        let ether = Asset::native(Chain::ETHEREUM);
        let range = [(Policy::Fifo, Amount::from(1_000_000_000_000_000_001)), (Policy::Haircut, Amount::from(1_000_000_000_000_000_002))];
        assert_eq!(Spread::of(&range).unwrap().text(&ether).unwrap(), "1.000000000000000001 to 1.000000000000000002 ETH");
    }

    #[test]
    fn ranges_add_up_rule_by_rule() {
        let (one, two) = (range(&[(Policy::Fifo, 10), (Policy::Haircut, 20)]), range(&[(Policy::Fifo, 5), (Policy::Haircut, 1)]));
        assert_eq!(sum([one.as_slice(), two.as_slice()].into_iter()), range(&[(Policy::Fifo, 15), (Policy::Haircut, 21)]));
        assert_eq!(sum(std::iter::empty()), Vec::new());
    }

    #[test]
    fn what_met_names_only_what_came() {
        let ether = || Asset::native(Chain::ETHEREUM);
        let coins = |text| Amount::parse_coins(text, 18).unwrap();
        for (clean, unseen, said) in [
            ("0", "0", "There 7 ETH of the followed money came together."),
            ("2", "0", "There 7 ETH of the followed money met 2 ETH of other money."),
            ("0", "3", "There 7 ETH of the followed money met 3 ETH of movements that the answers do not hold."),
            ("2", "3", "There 7 ETH of the followed money met 2 ETH of other money and 3 ETH of movements that the answers do not hold."),
        ] {
            let flow = Flow {
                asset: ether(),
                tainted_in: coins("7"),
                tainted_out: Amount::ZERO,
                left: coins("7"),
                range: Vec::new(),
                unseen_in: coins(unseen),
                clean_in: coins(clean),
            };
            assert_eq!(met(Followed::Back, &flow), said);
        }
    }

    fn bybit() -> View {
        let now = Now { ms: 1_795_000_000_000 };
        let mut run = Run::new("bybit-2025-02-21", Settings::default()).unwrap();
        let actions = run.start(now);
        run.settle(actions, now);
        run.view()
    }

    /// A trace whose money ran the other way in space and time.
    fn mirrored(view: &View) -> View {
        let mut back = view.clone();
        back.settings.direction = Direction::Backward;
        let turn = |hop: &mut Hop| {
            std::mem::swap(&mut hop.transfer.from, &mut hop.transfer.to);
            hop.transfer.block = u64::MAX - hop.transfer.block;
        };
        for edge in &mut back.edges {
            (edge.from, edge.to) = (edge.to, edge.from);
            edge.hops.iter_mut().for_each(turn);
        }
        back.ends.iter_mut().flat_map(|end| &mut end.path).for_each(turn);
        back
    }

    #[test]
    fn the_place_where_the_rules_part_is_found() {
        const MIXED: &str = "0xA4B2Fd68593B6F34E51cB9eDB66E71c1B4Ab449e";
        let mut view = bybit();
        let parted: Vec<&End> = view.ends.iter().filter(|end| parts(&end.range)).collect();
        assert!(!parted.is_empty());
        let mut kinds = std::collections::BTreeSet::new();
        for end in parted {
            let parting = Parting::of(&view, end).unwrap();
            // The recording holds stETH that came to this address and was never part of the theft.
            assert_eq!(parting.node(&view, end).unwrap().account.address().to_string(), MIXED);
            let said = met(Followed::Theft, parting.flow(&view, end).unwrap());
            assert_eq!(said, "There 90,375.547907… stETH of the stolen money met 0.000009… stETH of other money.");
            kinds.insert(match parting {
                Parting::OnPath(number, hop) => {
                    assert_eq!(end.path[number - 1], *hop);
                    "on the path"
                }
                Parting::Beside(_) => "beside it",
                Parting::Here => "here",
            });
        }
        assert!(kinds.contains("on the path"), "{kinds:?}");

        // The same trace run backwards in time, from where it ended, parts at the same address.
        let back = mirrored(&view);
        for (end, there) in view.ends.iter().zip(&back.ends).filter(|(end, _)| parts(&end.range)) {
            let place = |view, end| Parting::of(view, end).and_then(|parting| parting.node(view, end)).map(|node| node.account.clone());
            assert_eq!(place(&view, end), place(&back, there));
        }

        let same = view.ends.iter().position(|end| !parts(&end.range)).unwrap();
        assert_eq!(Parting::of(&view, &view.ends[same]), None);
        view.ends[same].range = vec![(Policy::Fifo, 1.into()), (Policy::Haircut, 2.into())];
        assert_eq!(Parting::of(&view, &view.ends[same]), Some(Parting::Here), "nothing that came in was mixed already");
    }
}
