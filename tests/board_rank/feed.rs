//! A feed written by hand, line by line.

use spoor::board::entry::{
    CaseOpened, Content, Corrected, Correction, Entry, Example, Frozen, Opened, Paid, Reason, Received, Refused, Released, Returned, Share,
    Split, Stamped, Terms, Verified,
};
use spoor::board::view::{Due, Reward};
use spoor::board::{Board, Filter, Hash, Tally};
use spoor::money::{Account, Address, Amount, Asset, UnixSeconds};
use spoor::tip::{ClaimKind, Count};

pub(crate) const CASE: &str = "bybit-2025-02-21";
/// 2025-03-01T00:00:00Z.
pub(crate) const DAY: u64 = 1_740_787_200;
pub(crate) const HOUR: u64 = 3_600;

/// Lines that were checked: entries and the digests of their lines.
#[derive(Clone, Default)]
pub(crate) struct Feed {
    pub(crate) lines: Vec<(Entry, Hash)>,
    pub(crate) clock: u64,
}

impl Feed {
    /// A feed with one case and its terms: 5 % and 5 %.
    pub(crate) fn with_terms(split: Split) -> Self {
        let mut feed = Self { lines: Vec::new(), clock: DAY - 24 * HOUR };
        feed.say(opened());
        feed.say(case(CASE, Some(terms(50_000, 50_000, split))));
        feed.clock = DAY;
        feed
    }

    pub(crate) fn say(&mut self, content: Content) -> u64 {
        self.line(content, false)
    }

    pub(crate) fn example(&mut self, content: Content) -> u64 {
        self.line(content, true)
    }

    pub(crate) fn line(&mut self, content: Content, example: bool) -> u64 {
        let sequence = self.lines.len() as u64;
        let previous = self.lines.last().map_or(Hash::NONE, |(_, line)| *line);
        let entry = Entry {
            schema: "feed/1".to_owned(),
            sequence: Count(sequence),
            previous,
            at: time(self.clock),
            example: example.then_some(Example::Yes),
            content,
        };
        self.clock += 60;
        self.lines.push((entry, Hash::of(&sequence.to_be_bytes())));
        sequence
    }

    pub(crate) fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.lines.iter().for_each(|(entry, line)| tally.push(entry, *line).unwrap());
        tally
    }

    pub(crate) fn board(&self) -> Board {
        self.under(&Filter::default())
    }

    pub(crate) fn under(&self, filter: &Filter) -> Board {
        spoor::board::board(self.lines.iter().map(|(entry, line)| (entry, *line)), filter).unwrap()
    }
}

pub(crate) fn time(seconds: u64) -> UnixSeconds {
    UnixSeconds::new(seconds)
}

pub(crate) fn key(number: u8) -> Address {
    Address::Evm([number; 20].into())
}

pub(crate) fn hash(text: &str) -> Hash {
    Hash::of(text.as_bytes())
}

pub(crate) fn usdt() -> Asset {
    "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap()
}

pub(crate) fn eth() -> Asset {
    "eip155:1/slip44:60".parse().unwrap()
}

pub(crate) fn place() -> Account {
    "eip155:1:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap()
}

/// Whole USDT in base units.
pub(crate) fn coins(text: &str) -> Amount {
    Amount::parse_coins(text, 6).unwrap()
}

pub(crate) fn opened() -> Content {
    Content::Opened(Opened { name: "A portal".to_owned(), about: "Tips and freezes.".to_owned(), publisher: key(0xee) })
}

pub(crate) fn terms(freezer: u64, reporters: u64, split: Split) -> Terms {
    Terms {
        freezer: Count(freezer),
        reporters: Count(reporters),
        split,
        as_of: "2025-02-21".to_owned(),
        source: "docs.example.org/terms".to_owned(),
    }
}

pub(crate) fn case(name: &str, terms: Option<Terms>) -> Content {
    Content::Case(CaseOpened { case: name.to_owned(), name: "Bybit".to_owned(), pack: format!("sha256:{}", hash(name)), file: None, terms })
}

/// A tip, `tip` by name, of a key, that came in at a time.
pub(crate) fn received(tip: &str, reporter: u8, at: u64) -> Content {
    stamped(tip, reporter, at, None)
}

/// The same with a Bitcoin block of that time.
pub(crate) fn stamped(tip: &str, reporter: u8, at: u64, block: Option<u64>) -> Content {
    Content::Received(Received {
        tip: hash(tip),
        commitment: hash(&format!("{tip} by {reporter}")),
        case: CASE.to_owned(),
        reporter: key(reporter),
        name: Some(format!("hunter-{reporter}")),
        received: time(at),
        stamped: block.map(|at| Stamped { block: Count(885_000), time: time(at) }),
    })
}

pub(crate) fn verified(tip: &str, facts: &str, amount: Amount) -> Content {
    Content::Verified(Verified {
        tip: hash(tip),
        kind: ClaimKind::FreezableByIssuer,
        at: place(),
        asset: usdt(),
        amount,
        usd_cents: None,
        facts: hash(facts),
    })
}

pub(crate) fn refused(tip: &str, reason: Reason, of: Option<&str>) -> Content {
    Content::Refused(Refused { tip: hash(tip), reason, of: of.map(hash), why: None })
}

pub(crate) fn frozen(freeze: &str, amount: Amount, at: u64, tips: &[&str]) -> Content {
    Content::Frozen(Frozen {
        freeze: freeze.to_owned(),
        case: CASE.to_owned(),
        at: place(),
        asset: usdt(),
        amount,
        usd_cents: None,
        by: "Tether".to_owned(),
        tx: None,
        time: time(at),
        tips: tips.iter().map(|tip| hash(tip)).collect(),
        source: None,
    })
}

pub(crate) fn released(freeze: &str, at: u64) -> Content {
    Content::Released(Released { freeze: freeze.to_owned(), time: time(at), why: "A court said so.".to_owned() })
}

pub(crate) fn returned(freeze: &str, asset: Asset, amount: Amount, at: u64) -> Content {
    Content::Returned(Returned { freeze: freeze.to_owned(), asset, amount, usd_cents: None, tx: None, time: time(at) })
}

pub(crate) fn paid(freeze: &str, tip: Option<&str>, amount: Amount) -> Content {
    Content::Paid(Paid {
        freeze: freeze.to_owned(),
        share: if tip.is_some() { Share::Reporter } else { Share::Freezer },
        tip: tip.map(hash),
        to: place(),
        asset: usdt(),
        amount,
        tx: None,
        time: time(DAY),
    })
}

pub(crate) fn corrected(of: u64, what: Correction) -> Content {
    Content::Corrected(Corrected { of: Count(of), what, why: "It was wrong.".to_owned() })
}

/// What is due to each reporter of a freeze, in the order of the reward.
pub(crate) fn due_to(reward: &Reward) -> Vec<(Address, Amount)> {
    let of = |due: &Due| due.key.clone().filter(|_| due.share == Share::Reporter).map(|key| (key, due.due));
    reward.dues.iter().filter_map(of).collect()
}
