//! What must be true of a case beyond its types, and what a good one has besides.

use std::collections::BTreeSet;
use std::fmt;

use super::{Bounty, Case};
use crate::money::{Chain, UnixSeconds};

/// Something that is wrong or missing, and where: `seeds[0].amount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub place: String,
    /// What is wrong with it, and what to do.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// The most keys a case pins. A portal has one, and the next one while it changes; people who share a desk a few more.
pub(super) const MOST_RECIPIENTS: usize = 8;
/// The longest name, in characters.
const MOST_NAME: usize = 120;
/// The longest other text, in characters.
const MOST_TEXT: usize = 2_000;
/// The most entries of a list. Lists of a few hundred addresses are real.
const MOST_ENTRIES: usize = 5_000;
/// The most transactions of a theft: each of them is looked up first, so each costs questions.
const MOST_LOOKUPS: usize = 500;

/// What is found goes here.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.0.push(Fault { place: place.into(), why: why.into() });
    }

    fn text(&mut self, place: impl Into<String>, text: &str, most: usize) {
        let count = text.chars().count();
        if count > most {
            self.add(place, format!("has {count} characters; at most {most} are read"));
        }
    }

    fn count(&mut self, place: &str, count: usize, most: usize) {
        if count > most {
            self.add(place, format!("has {count} entries; at most {most} are read"));
        }
    }
}

impl Case {
    /// Everything that makes the case unusable; empty where nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Faults::default();
        self.names(&mut faults);
        self.lists(&mut faults);
        self.beginning(&mut faults);
        self.portal_keys(&mut faults);
        if let Some(bounty) = &self.bounty
            && u64::from(bounty.freezer_millionths) + u64::from(bounty.reporters_millionths) > 1_000_000
        {
            faults.add("bounty", "gives away more than all: the millionths of freezer and reporters add up to more than 1,000,000");
        }
        faults.0
    }

    fn names(&self, faults: &mut Faults) {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
        if !(1..=80).contains(&self.id.len()) || !self.id.bytes().all(plain) {
            faults.add("id", "is 1 to 80 lower-case letters, digits and dashes, as somebody-2026-09-24");
        }
        if self.name.trim().is_empty() {
            faults.add("name", "is empty: name the victim");
        }
        faults.text("name", &self.name, MOST_NAME);
        faults.text("portal", &self.portal, MOST_NAME);
        if self.version == Some(0) {
            faults.add("version", "is 0: the first edition is 1");
        }
        let texts = [("loss", Some(&self.loss)), ("attribution", Some(&self.attribution)), ("thin", self.thin.as_ref())];
        let said = [("chains_said", self.chains_said.as_ref()), ("confidence.why", self.confidence.as_ref().map(|sure| &sure.why))];
        for (place, text) in texts.into_iter().chain(said) {
            faults.text(place, text.map_or("", String::as_str), MOST_TEXT);
        }
    }

    fn lists(&self, faults: &mut Faults) {
        for (place, count, most) in [
            ("chains", self.chains.len(), 64),
            ("seeds", self.seeds.len(), MOST_LOOKUPS),
            ("transactions", self.transactions.len(), MOST_LOOKUPS),
            ("origins", self.origins.len(), MOST_ENTRIES),
            ("origins_paid", self.origins_paid.len(), 64),
            ("swaps", self.swaps.len(), 200),
            ("statements", self.statements.len(), MOST_ENTRIES),
            ("parties", self.parties.len(), MOST_ENTRIES),
            ("warnings", self.warnings.len(), 64),
            ("terms", self.terms.len(), 64),
            ("sources", self.sources.len(), 200),
        ] {
            faults.count(place, count, most);
        }
        for (at, swap) in self.swaps.iter().enumerate() {
            faults.count(&format!("swaps[{at}].proceeds"), swap.proceeds.len(), MOST_LOOKUPS);
            faults.count(&format!("swaps[{at}].sold"), swap.sold.len(), 64);
        }
        for (at, theft) in self.transactions.iter().enumerate() {
            faults.count(&format!("transactions[{at}].to"), theft.to.len(), MOST_LOOKUPS);
        }
        let all: [(&str, Vec<&String>); 9] = [
            ("seeds", self.seeds.iter().map(|seed| &seed.what).collect()),
            ("transactions", self.transactions.iter().map(|theft| &theft.what).collect()),
            ("swaps", self.swaps.iter().map(|swap| &swap.source).collect()),
            ("statements", self.statements.iter().flat_map(|stated| [&stated.what, &stated.source]).collect()),
            ("parties", self.parties.iter().flat_map(|party| [&party.role, &party.source]).collect()),
            ("warnings", self.warnings.iter().flat_map(|warning| [&warning.what, &warning.source]).collect()),
            ("terms", self.terms.iter().flat_map(|term| [&term.what, &term.as_of, &term.source]).collect()),
            ("sources", self.sources.iter().flat_map(|source| [&source.title, &source.at, &source.read]).collect()),
            ("bounty", self.bounty.iter().flat_map(|bounty| [&bounty.split, &bounty.as_of, &bounty.source]).collect()),
        ];
        for (name, texts) in all {
            for text in texts {
                faults.text(name, text, MOST_TEXT);
            }
        }
    }

    fn beginning(&self, faults: &mut Faults) {
        let begins = !(self.seeds.is_empty() && self.transactions.is_empty() && self.origins.is_empty());
        match (&self.thin, begins) {
            (Some(_), true) => {
                faults.add("thin", "says that nothing can be followed, but there is something to follow: take one of the two out");
            }
            (Some(why), _) if why.trim().is_empty() => faults.add("thin", "is empty: say why nothing can be followed"),
            (None, false) => {
                faults.add("seeds", "there are neither seeds, transactions nor origins: give one, or say in \"thin\" why there is none");
            }
            _ => {}
        }
        for (at, seed) in self.seeds.iter().enumerate() {
            let chain = seed.asset.chain();
            if !seed.to.is_of(chain) {
                faults.add(format!("seeds[{at}].to"), format!("{} is no address of {chain}, the chain of the asset", seed.to));
            }
            if seed.amount.is_zero() {
                faults.add(format!("seeds[{at}].amount"), "is 0: nothing was taken");
            }
        }
        for (at, theft) in self.transactions.iter().enumerate() {
            if theft.to.is_empty() {
                faults.add(format!("transactions[{at}].to"), "names nobody: say which addresses the money went to");
            }
            if let Some(to) = theft.to.iter().find(|to| !to.is_of(theft.chain)) {
                faults.add(format!("transactions[{at}].to"), format!("{to} is no address of {}", theft.chain));
            }
        }
        let mut twice = BTreeSet::new();
        for (at, origin) in self.origins.iter().enumerate() {
            let chain = origin.chain.unwrap_or(self.chain);
            if !origin.at.is_of(chain) {
                faults.add(format!("origins[{at}].at"), format!("{} is no address of {chain}", origin.at));
            }
            if origin.from_block.is_none() && origin.from_at.is_none() {
                faults.add(
                    format!("origins[{at}]"),
                    "says from when on its payments are the theft: from_block, or from_at as 2024-07-18T06:19:00Z",
                );
            }
            if !twice.insert((chain, &origin.at)) {
                faults.add(format!("origins[{at}].at"), format!("{} stands twice", origin.at));
            }
        }
    }

    fn portal_keys(&self, faults: &mut Faults) {
        let keys = &self.recipients;
        let different: BTreeSet<_> = keys.iter().collect();
        // A file for both kinds would be only as safe as the weaker one, so age refuses to write it.
        if keys.len() > MOST_RECIPIENTS || different.len() < keys.len() || keys.iter().any(|key| key.kind() != keys[0].kind()) {
            let count = keys.len();
            let why =
                format!("pins {count} keys to encrypt to; at most {MOST_RECIPIENTS} of one kind (age1 or age1pq) are taken, each once");
            faults.add("recipients", why);
        }
    }

    /// What a good case has and this one lacks. It can be used without.
    #[must_use]
    pub fn advice(&self) -> Vec<Fault> {
        let mut advice = Faults::default();
        if self.schema.is_none() {
            advice.add("schema", "is not there: write \"case/1\", so that a later version knows how to read it");
        }
        if self.version.is_none() {
            advice.add("version", "is not there: write 1, and a higher number in each new edition");
        }
        for (place, text, what) in [
            ("loss", &self.loss, "say what was lost, in which unit, by whose count"),
            ("attribution", &self.attribution, "say who is held responsible and by whom, or that nobody is"),
        ] {
            if text.trim().is_empty() {
                advice.add(place, format!("is empty: {what}"));
            }
        }
        if self.confidence.is_none() {
            advice.add("confidence", "is not there: say how sure this is: {\"level\": \"high\"}, \"medium\" or \"low\", and why");
        }
        if self.sources.is_empty() {
            advice.add("sources", "names none: a reader cannot check what has no source");
        }
        if self.parties.is_empty() {
            advice.add("parties", "names nobody: whoever looks an address up should find what it is to the case");
        }
        if self.portal.is_empty() && !self.terms.is_empty() {
            advice.add("portal", "is empty, but there are terms: say which host takes the tips");
        }
        if !self.portal.is_empty() && self.recipients.is_empty() {
            advice.add("recipients", "pins no key: tips to this portal cannot be encrypted");
        }
        let bounty: Option<&Bounty> = self.bounty.as_ref();
        let days = self.terms.iter().enumerate().map(|(at, term)| (format!("terms[{at}].as_of"), &term.as_of));
        let read = self.sources.iter().enumerate().map(|(at, source)| (format!("sources[{at}].read"), &source.read));
        for (place, day) in days.chain(read).chain(bounty.map(|bounty| ("bounty.as_of".to_owned(), &bounty.as_of))) {
            if !is_day(day) {
                advice.add(place, format!("{:?} is not a day as 2025-04-21", day.chars().take(40).collect::<String>()));
            }
        }
        if self.chain == Chain::Solana && self.is_traceable() {
            advice.add("chain", "Solana's explorers let a page ask little: a trace there may soon rest");
        }
        advice.0
    }
}

/// A day, or a month where a source gives no day.
fn is_day(text: &str) -> bool {
    let day = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        7 => format!("{text}-01T00:00:00Z"),
        _ => return false,
    };
    day.parse::<UnixSeconds>().is_ok()
}
