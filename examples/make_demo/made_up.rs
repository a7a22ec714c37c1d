//! Entries that are made up, so that every part of a board has something to show. Each is marked as an example, and all are
//! about a case that does not exist, so that nothing of them is ever added to what really happened.
//!
//! Addresses, transactions and tips are digests of words: nobody has a key to them.

use std::error::Error;

use spoor::board::Hash;
use spoor::board::entry::{
    Answer, Answered, CaseOpened, Content, Corrected, Correction, Frozen, Paid, Reason, Received, Refused, Released, Returned, Role, Share,
    Split, Stamped, Terms, Verified,
};
use spoor::money::{Account, Address, Amount, Asset, Chain, TxId, UnixSeconds};
use spoor::tip::{ClaimKind, Count};

/// The case.
const CASE: &str = "made-up-theft";
const ETH: &str = "eip155:1/slip44:60";
const TRON_USDT: &str = "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";

type Made<T> = Result<T, Box<dyn Error>>;

/// The entries, and how many there are before each: a correction names a number.
struct Story {
    first: usize,
    entries: Vec<Content>,
}

/// A reporter.
struct Reporter {
    key: Address,
    name: Option<&'static str>,
}

/// Where something lies, and how much.
struct Place {
    at: Account,
    asset: Asset,
    amount: Amount,
    usd_cents: u64,
}

/// Everything, in order. `first` is how many entries stand before them.
pub(super) fn entries(first: usize) -> Made<Vec<Content>> {
    let mut story = Story { first, entries: Vec::new() };
    story.open();
    story.exchange()?;
    story.issuer()?;
    story.let_go()?;
    story.noise()?;
    story.answers()?;
    Ok(story.entries)
}

fn word(what: &str) -> Hash {
    Hash::of(format!("Spoor, an example: {what}").as_bytes())
}

fn evm(what: &str) -> Address {
    Address::Evm(alloy_primitives::Address::from_slice(&word(what).0[..20]))
}

fn tx(what: &str) -> TxId {
    TxId::from_bytes(word(what).0.0)
}

fn at(text: &str) -> Made<UnixSeconds> {
    Ok(format!("2025-05-{text}Z").parse()?)
}

fn eth(what: &str, amount: &str, usd_cents: u64) -> Made<Place> {
    let at = Account::new(Chain::ETHEREUM, evm(what))?;
    Ok(Place { at, asset: ETH.parse()?, amount: Amount::parse_coins(amount, 18)?, usd_cents })
}

fn tron(what: &str, amount: &str, usd_cents: u64) -> Made<Place> {
    let mut bytes = [0; 20];
    bytes.copy_from_slice(&word(what).0[..20]);
    let at = Account::new(Chain::TRON, Address::Tron(bytes))?;
    Ok(Place { at, asset: TRON_USDT.parse()?, amount: Amount::parse_coins(amount, 6)?, usd_cents })
}

impl Reporter {
    fn of(name: &'static str) -> Self {
        Self { key: evm(&format!("reporter {name}")), name: Some(name) }
    }

    /// One who wants to be known by the key alone.
    fn unnamed() -> Self {
        Self { key: evm("reporter without a name"), name: None }
    }
}

impl Story {
    /// Adds an entry and gives its number.
    fn say(&mut self, content: Content) -> u64 {
        self.entries.push(content);
        (self.first + self.entries.len() - 1) as u64
    }

    fn open(&mut self) {
        let pack = format!("sha256:{}", word("there is no case file"));
        let terms = Terms {
            freezer: Count(50_000),
            reporters: Count(50_000),
            split: Split::Equal,
            as_of: "2025-05-01".to_owned(),
            source: "Made up for this example: 5 % and 5 %, reporters in equal parts".to_owned(),
        };
        self.say(Content::Case(CaseOpened {
            case: CASE.to_owned(),
            name: "A made-up theft (example)".to_owned(),
            pack,
            file: None,
            terms: Some(terms),
        }));
    }

    fn receive(&mut self, tip: &str, by: &Reporter, received: &str, stamped: Option<(u64, &str)>) -> Made<Hash> {
        let named = word(tip);
        let stamped = match stamped {
            Some((block, time)) => Some(Stamped { block: Count(block), time: at(time)? }),
            None => None,
        };
        self.say(Content::Received(Received {
            tip: named,
            commitment: word(&format!("commitment of {tip}")),
            case: CASE.to_owned(),
            reporter: by.key.clone(),
            name: by.name.map(str::to_owned),
            received: at(received)?,
            stamped,
        }));
        Ok(named)
    }

    fn verify(&mut self, tip: Hash, kind: ClaimKind, place: &Place, facts: &str) -> u64 {
        self.say(Content::Verified(Verified {
            tip,
            kind,
            at: place.at.clone(),
            asset: place.asset.clone(),
            amount: place.amount,
            usd_cents: Some(Count(place.usd_cents)),
            facts: word(facts),
        }))
    }

    fn refuse(&mut self, tip: Hash, reason: Reason, of: Option<Hash>, why: Option<&str>) {
        self.say(Content::Refused(Refused { tip, reason, of, why: why.map(str::to_owned) }));
    }

    fn freeze(&mut self, name: &str, place: &Place, by: &str, on_chain: bool, time: &str, tips: &[Hash]) -> Made<u64> {
        Ok(self.say(Content::Frozen(Frozen {
            freeze: name.to_owned(),
            case: CASE.to_owned(),
            at: place.at.clone(),
            asset: place.asset.clone(),
            amount: place.amount,
            usd_cents: Some(Count(place.usd_cents)),
            by: by.to_owned(),
            tx: on_chain.then(|| tx(name)),
            time: at(time)?,
            tips: tips.to_vec(),
            source: Some("Made up".to_owned()),
        })))
    }

    fn give_back(&mut self, freeze: &str, part: &Place, time: &str) -> Made<u64> {
        Ok(self.say(Content::Returned(Returned {
            freeze: freeze.to_owned(),
            asset: part.asset.clone(),
            amount: part.amount,
            usd_cents: Some(Count(part.usd_cents)),
            tx: Some(tx(&format!("return of {freeze} at {time}"))),
            time: at(time)?,
        })))
    }

    fn pay(&mut self, freeze: &str, tip: Option<Hash>, to: &Address, part: &Place, time: &str) -> Made<()> {
        self.say(Content::Paid(Paid {
            freeze: freeze.to_owned(),
            share: if tip.is_some() { Share::Reporter } else { Share::Freezer },
            tip,
            to: Account::new(part.asset.chain(), to.clone())?,
            asset: part.asset.clone(),
            amount: part.amount,
            tx: Some(tx(&format!("payment for {freeze} to {to}"))),
            time: at(time)?,
        }));
        Ok(())
    }

    fn correct(&mut self, of: u64, what: Correction, why: &str) {
        self.say(Content::Corrected(Corrected { of: Count(of), what, why: why.to_owned() }));
    }

    /// Ether at an exchange: two tell the same, somebody copies, a part comes back, and a slip of the pen is withdrawn.
    fn exchange(&mut self) -> Made<()> {
        let (lantern, marigold, copyist) = (Reporter::of("Lantern"), Reporter::of("Marigold"), Reporter::of("Copyist"));
        let place = eth("deposit address", "120", 22_800_000)?;
        let first = self.receive("deposit, by Lantern", &lantern, "02T09:20:00", Some((895_041, "02T07:48:10")))?;
        let second = self.receive("deposit, by Marigold", &marigold, "02T11:02:00", None)?;
        let copy = self.receive("deposit, by the copyist", &copyist, "02T15:40:00", None)?;
        self.verify(first, ClaimKind::AtDepositAddress, &place, "facts of the deposit");
        self.verify(second, ClaimKind::AtDepositAddress, &place, "facts of the deposit");
        self.refuse(copy, Reason::Copy, Some(first), Some("The same hops as an earlier tip, signed by another key later"));
        self.freeze("example-deposit", &place, "Example Exchange One", false, "02T13:31:00", &[first, second])?;
        let wrong = self.give_back("example-deposit", &eth("", "800", 152_000_000)?, "20T10:00:00")?;
        self.correct(wrong, Correction::Withdrawn, "A digit too many: 80 ETH came back, not 800");
        self.give_back("example-deposit", &eth("", "80", 15_200_000)?, "20T10:00:00")?;
        self.pay("example-deposit", None, &evm("Example Exchange One"), &eth("", "4", 760_000)?, "28T12:00:00")?;
        self.pay("example-deposit", Some(first), &lantern.key, &eth("", "4", 760_000)?, "28T12:05:00")
    }

    /// A token that its issuer froze, found from two sides: both are first reporters, one has been paid.
    fn issuer(&mut self) -> Made<()> {
        let (marigold, tern) = (Reporter::of("Marigold"), Reporter::of("Tern"));
        let place = tron("token holder", "250000", 25_000_000)?;
        let left = self.receive("token, from one side", &marigold, "05T06:10:00", Some((895_460, "05T05:02:44")))?;
        let right = self.receive("token, from the other side", &tern, "05T06:55:00", Some((895_466, "05T06:01:03")))?;
        let left_part = tron("token holder", "150000", 15_000_000)?;
        let right_part = tron("token holder", "100000", 10_000_000)?;
        self.verify(left, ClaimKind::FreezableByIssuer, &left_part, "facts of the token, one side");
        self.verify(right, ClaimKind::FreezableByIssuer, &right_part, "facts of the token, other side");
        self.freeze("example-token", &place, "Example Issuer", true, "05T09:30:00", &[left, right])?;
        self.give_back("example-token", &place, "30T16:00:00")?;
        let mut payee = [0; 20];
        payee.copy_from_slice(&word("payout of Marigold").0[..20]);
        self.pay("example-token", Some(left), &Address::Tron(payee), &tron("", "6250", 625_000)?, "31T09:00:00")
    }

    /// A freeze that was let go, and one that somebody disputes.
    fn let_go(&mut self) -> Made<()> {
        let tern = Reporter::of("Tern");
        let place = eth("service", "31.5", 5_985_000)?;
        let tip = self.receive("service", &tern, "08T18:00:00", None)?;
        self.verify(tip, ClaimKind::AtService, &place, "facts of the service");
        self.freeze("example-service", &place, "Example Exchange Two", false, "11T08:00:00", &[tip])?;
        self.say(Content::Released(Released {
            freeze: "example-service".to_owned(),
            time: at("25T08:00:00")?,
            why: "The court's order ended and nobody asked for another".to_owned(),
        }));
        let freeze = self.freeze(
            "example-without-a-tip",
            &eth("found by itself", "12", 2_280_000)?,
            "Example Exchange One",
            false,
            "12T10:00:00",
            &[],
        )?;
        self.correct(freeze, Correction::Disputed, "The account's holder says the money is from elsewhere; under review");
        Ok(())
    }

    /// What a portal gets most of.
    fn noise(&mut self) -> Made<()> {
        let (unnamed, copyist, tern) = (Reporter::unnamed(), Reporter::of("Copyist"), Reporter::of("Tern"));
        let mixer = self.receive("mixer", &unnamed, "09T12:00:00", Some((896_040, "09T10:30:29")))?;
        let verified = self.verify(mixer, ClaimKind::InMixer, &eth("mixer", "100", 19_000_000)?, "facts of the mixer");
        self.correct(verified, Correction::Disputed, "Another reporter says these 100 ETH are not of this theft");
        self.correct(verified, Correction::Settled, "Both ways were checked again on chain; the tip holds");
        for (tip, by, day, reason, why) in [
            ("public list", &copyist, "10T08:00:00", Reason::Known, Some("The address was on a public list a week before")),
            ("wrong branch", &unnamed, "10T09:30:00", Reason::Wrong, Some("The third transaction pays another address")),
            ("screenshot", &copyist, "10T11:00:00", Reason::Unclear, Some("A picture without transactions")),
            ("too late", &tern, "13T07:00:00", Reason::Gone, None),
            ("invented", &copyist, "14T22:10:00", Reason::Misleading, Some("Transactions that no chain has")),
            ("another theft", &unnamed, "15T10:00:00", Reason::OtherCase, None),
        ] {
            let tip = self.receive(tip, by, day, None)?;
            self.refuse(tip, reason, None, why);
        }
        self.receive("waits", &tern, "31T20:00:00", None)?;
        Ok(())
    }

    /// Who helped, and who did not.
    fn answers(&mut self) -> Made<()> {
        let mut answer =
            |actor: &str, role, asked: &str, answered: Option<&str>, answer, freeze: Option<&str>, evidence: &str| -> Made<()> {
                let answered = match answered {
                    Some(text) => Some(at(text)?),
                    None => None,
                };
                self.say(Content::Answered(Answered {
                    actor: actor.to_owned(),
                    role,
                    case: CASE.to_owned(),
                    asked: Some(at(asked)?),
                    answered,
                    answer,
                    freeze: freeze.map(str::to_owned),
                    evidence: evidence.to_owned(),
                }));
                Ok(())
            };
        answer(
            "Example Exchange One",
            Role::Exchange,
            "02T12:40:00",
            Some("02T13:31:00"),
            Answer::Froze,
            Some("example-deposit"),
            "Made up: ticket 1",
        )?;
        answer(
            "Example Issuer",
            Role::Issuer,
            "05T08:00:00",
            Some("05T09:30:00"),
            Answer::Froze,
            Some("example-token"),
            "Made up: ticket 2",
        )?;
        answer(
            "Example Exchange Two",
            Role::Exchange,
            "08T19:00:00",
            Some("11T08:00:00"),
            Answer::Partly,
            Some("example-service"),
            "Made up: ticket 3",
        )?;
        answer("Example Bridge", Role::Bridge, "06T10:00:00", Some("06T16:20:00"), Answer::Told, None, "Made up: ticket 4")?;
        answer("Example Swap Service", Role::Service, "07T10:00:00", Some("09T10:00:00"), Answer::Refused, None, "Made up: ticket 5")?;
        answer("Example Mixer", Role::Mixer, "09T13:00:00", None, Answer::Silent, None, "Made up: ticket 6")
    }
}
