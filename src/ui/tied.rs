//! The words of links, leads and patterns: what each is, between what, how it is known.

use std::collections::BTreeMap;

use super::hostile;
use super::term::Term;
use super::words;
use crate::money::{Account, Address, Amount, Asset, Chain};
use crate::trace::view::{Hop, Lead, LeadKind, Link, LinkKind, PatternKind, Tier, View};

/// The most characters of a service's name.
const NAME: usize = 40;

/// What a link is, in a word or three.
#[must_use]
pub const fn kind(what: LinkKind) -> &'static str {
    match what {
        LinkKind::Swap => "swap",
        LinkKind::Exchange => "swap in two steps",
        LinkKind::Bridge => "bridge",
        LinkKind::Refund => "refund",
    }
}

/// What a lead is, in two words.
#[must_use]
pub const fn lead_kind(what: LeadKind) -> &'static str {
    match what {
        LeadKind::Bridge => "lead, bridge",
        LeadKind::Mixer => "lead, mixer",
    }
}

/// The service of a link, fit to be shown; a contract without a name by its address, shortened.
#[must_use]
pub fn via(link: &Link) -> String {
    let name = match link.via.parse::<Address>() {
        Ok(address) => format!("{address:#}"),
        Err(_) => hostile::plain(&link.via, NAME),
    };
    if name.trim().is_empty() { "a service without a name".to_owned() } else { name }
}

/// The heading of a link.
#[must_use]
pub fn title(link: &Link) -> String {
    let via = via(link);
    match (link.what, chains(link)) {
        (LinkKind::Swap, _) => format!("A swap by {via}"),
        (LinkKind::Exchange, _) => format!("A swap by {via}, in two steps"),
        (LinkKind::Bridge, Some((from, to))) => format!("Over {via}, from {} to {}", from.name(), to.name()),
        (LinkKind::Bridge, None) => format!("Over {via}"),
        (LinkKind::Refund, _) => format!("{via} gave it back"),
    }
}

/// The chains of a link's sides, where they differ.
#[must_use]
pub fn chains(link: &Link) -> Option<(Chain, Chain)> {
    let chain = |leg: &[Hop]| leg.first().map(|hop| hop.transfer.asset.chain());
    let (from, to) = (chain(&link.paid)?, chain(&link.received)?);
    (from != to).then_some((from, to))
}

/// How it is known that the two sides of a link belong together, in a sentence.
#[must_use]
pub const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Observed => "Observed: both sides stand in one record of the chain.",
        Tier::Derived => "Derived: the chain, or the service's own record, joins the two sides.",
        Tier::Inferred => "This is an inference: the two sides may not belong together.",
        Tier::Stated => "This is stated by a person: nothing on the chain joins the two sides.",
    }
}

/// The followed parts of several hops, by asset.
#[must_use]
pub fn sums<'a>(hops: impl Iterator<Item = &'a Hop>) -> BTreeMap<&'a Asset, Amount> {
    let mut sums: BTreeMap<&Asset, Amount> = BTreeMap::new();
    for hop in hops {
        let sum = sums.entry(&hop.transfer.asset).or_default();
        *sum = [*sum, hop.tainted].into_iter().sum();
    }
    sums
}

/// The sums of a side in a few words: the largest, and how many more assets there are.
#[must_use]
pub fn side(sums: &BTreeMap<&Asset, Amount>, write: fn(Amount, &Asset) -> String) -> Option<String> {
    let (asset, amount) = sums.iter().max_by_key(|(asset, amount)| (asset.known().is_some(), **amount))?;
    let more = if sums.len() > 1 { format!(" + {} more", sums.len() - 1) } else { String::new() };
    Some(format!("{}{more}", write(*amount, asset)))
}

/// What was given for what, as `10,000 ETH → 312.4 BTC`.
#[must_use]
pub fn exchange(paid: &BTreeMap<&Asset, Amount>, received: &BTreeMap<&Asset, Amount>, write: fn(Amount, &Asset) -> String) -> String {
    let given = side(paid, write).unwrap_or_else(|| "an unknown amount".to_owned());
    side(received, write).map_or_else(|| format!("{given} → not out yet"), |got| format!("{given} → {got}"))
}

/// The same of one link.
#[must_use]
pub fn exchanged(link: &Link, write: fn(Amount, &Asset) -> String) -> String {
    exchange(&sums(link.paid.iter()), &sums(link.received.iter()), write)
}

/// A lead's odds in the graph.
#[must_use]
pub fn odds_short(lead: &Lead) -> String {
    format!("lead, 1 of {}", lead.one_of.max(1))
}

/// A lead's odds in a sentence that says that it is an inference.
#[must_use]
pub fn odds(lead: &Lead) -> String {
    let number = |count: u32| words::count(usize::try_from(count).unwrap_or(usize::MAX), "", "").trim_end().to_owned();
    // What fits cannot be more than what was looked at, whatever the numbers say.
    let (fit, all) = (lead.one_of.max(1), lead.of.max(lead.one_of).max(1));
    match fit {
        1 => format!("This is an inference: of {} payments that were looked at, this one alone fits.", number(all)),
        _ => format!("This is an inference: {} of {} payments fit; this is one of them.", number(fit), number(all)),
    }
}

/// What a pattern is called.
#[must_use]
pub const fn pattern(what: PatternKind) -> &'static str {
    match what {
        PatternKind::PeelChain => "Peel chain",
        PatternKind::FanOut => "Fan-out: many paid at once",
        PatternKind::FanIn => "Fan-in: many pay at once",
        PatternKind::PassThrough => "Pass-through",
        PatternKind::Cycle => "Cycle: the money came back",
        PatternKind::DepositAddress => "Deposit address",
        PatternKind::Gas => "Fees from the same hand",
        PatternKind::Cluster => "One owner by common inputs",
        PatternKind::Change => "Change output",
        PatternKind::Round => "A mixer's round",
        PatternKind::Pool => "A mixer's pool",
    }
}

/// What a pattern says of itself, worded as the inference that it is.
#[must_use]
pub fn inference(why: &str) -> String {
    let why = hostile::plain(why, 600);
    if why.contains("This is an inference") { why } else { format!("This is an inference: {why}") }
}

/// How much of a part of the equation was followed on over links. Counted at the bridge or the pool, it went on.
#[must_use]
pub fn followed_on(view: &View, term: Term, asset: &Asset) -> Amount {
    let is_of = |what: LinkKind| match term {
        Term::Bridged => matches!(what, LinkKind::Bridge | LinkKind::Refund),
        Term::Services => matches!(what, LinkKind::Swap | LinkKind::Exchange),
        _ => false,
    };
    let paid = view.links.iter().filter(|link| is_of(link.what) && !link.received.is_empty()).flat_map(|link| &link.paid);
    paid.filter(|hop| hop.transfer.asset == *asset).map(|hop| hop.tainted).sum()
}

/// The chain a trace is at home on: others are named at their addresses.
#[must_use]
pub fn home(view: &View) -> Option<Chain> {
    view.settings.chain.or_else(|| view.equations.first().map(|equation| equation.asset.chain()))
}

/// The chain of an account where it is not the trace's own.
#[must_use]
pub fn abroad(view: &View, account: &Account) -> Option<String> {
    home(view).filter(|home| *home != account.chain()).map(|_| account.chain().name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::graph::made_up::{Made, coin};

    #[test]
    fn a_link_is_worded_by_what_it_joins() {
        let mut made = Made::new();
        let (thief, pool) = (made.node(1), made.node(2));
        let swap = made.link(LinkKind::Swap, "DODO", (thief, pool, thief), (10, coin("ETH")), Some((11, coin("USDT"))));
        let out = made.abroad(3);
        let bridge = made.link(LinkKind::Bridge, "THORChain", (thief, pool, out), (7, coin("ETH")), Some((2, coin("BTC"))));
        let pending = made.link(LinkKind::Bridge, "<b>\u{202E}", (thief, pool, out), (7, coin("ETH")), None);
        let view = made.view;
        let [swap, bridge, pending] = [swap, bridge, pending].map(|id| &view.links[id]);
        assert_eq!((title(swap), exchanged(swap, words::coarse)), ("A swap by DODO".to_owned(), "10 ETH → 11 USDT".to_owned()));
        assert_eq!(
            (title(bridge), exchanged(bridge, words::coarse)),
            ("Over THORChain, from Ethereum to Bitcoin".to_owned(), "7 ETH → 2 BTC".to_owned())
        );
        assert_eq!((title(pending), exchanged(pending, words::coarse)), ("Over <b>".to_owned(), "7 ETH → not out yet".to_owned()));
        let unnamed = Link { via: "0xd37bbe5744d730a1d98d8dc97c42f0ca46ad7146".to_owned(), ..swap.clone() };
        assert_eq!(title(&unnamed), "A swap by 0xD37B…7146");
        assert_eq!(abroad(&view, &view.nodes[out].account).as_deref(), Some("Bitcoin"));
        assert_eq!(abroad(&view, &view.nodes[thief].account), None);
        // What is still under way was not followed on.
        assert_eq!(words::exact(followed_on(&view, Term::Bridged, &coin("ETH")), &coin("ETH")), "7 ETH");
        assert_eq!(words::exact(followed_on(&view, Term::Services, &coin("ETH")), &coin("ETH")), "10 ETH");
        assert!(followed_on(&view, Term::Held, &coin("ETH")).is_zero());
    }

    #[test]
    fn odds_are_an_inference_and_never_better_than_they_are() {
        let mut made = Made::new();
        let mixer = made.node(1);
        let lead = made.lead(mixer, 2);
        for (one_of, of, short, said) in [
            (3, 41, "lead, 1 of 3", "This is an inference: 3 of 41 payments fit; this is one of them."),
            (1, 41, "lead, 1 of 1", "This is an inference: of 41 payments that were looked at, this one alone fits."),
            (1_500, 2_000, "lead, 1 of 1500", "This is an inference: 1,500 of 2,000 payments fit; this is one of them."),
            (0, 0, "lead, 1 of 1", "This is an inference: of 1 payments that were looked at, this one alone fits."),
            (9, 2, "lead, 1 of 9", "This is an inference: 9 of 9 payments fit; this is one of them."),
        ] {
            let lead = Lead { one_of, of, ..made.view.leads[lead].clone() };
            assert_eq!((odds_short(&lead).as_str(), odds(&lead).as_str()), (short, said));
        }
    }

    #[test]
    fn a_pattern_never_reads_as_a_fact() {
        for why in ["This is an inference: 97 % went to one.", "97 % went to one."] {
            assert_eq!(inference(why), "This is an inference: 97 % went to one.");
        }
    }
}
