//! A feed made up by dice, as a portal would write it: the same seed and number of entries give the same bytes. Its keys are
//! known to everybody; every entry is marked as an example.

use alloy_primitives::{Address as Evm, B256};
use sha2::{Digest, Sha256};
use spoor::board::entry::{
    Answer, Answered, CaseOpened, Corrected, Correction, Example, Figure, Frozen, Handover, Measure, Opened, Paid, Reason, Received,
    Refused, Released, Returned, Role, Share, Split, Stamped, Stated, Terms, Verified,
};
use spoor::board::{Content, Hash, Line, PublishError, Published, Writer};
use spoor::money::{Account, Address, Amount, Asset, Chain, TxId, UnixSeconds};
use spoor::tip::{ClaimKind, Count, SavedKey, UnsavedKey};
use zeroize::Zeroizing;

/// 2025-02-22T00:00:00Z: when made feeds begin.
pub(crate) const BEGIN: UnixSeconds = UnixSeconds::new(1_740_182_400);
/// A clock that is later than every made feed.
pub(crate) const NOW: UnixSeconds = UnixSeconds::new(1_780_000_000);

const CASES: [&str; 2] = ["example-one", "example-two"];

#[path = "../dice/dice.rs"]
mod dice;

pub(crate) use dice::Dice;

impl Dice {
    fn hash(&mut self) -> Hash {
        Hash(B256::new(self.bytes()))
    }

    fn evm(&mut self) -> Address {
        Address::Evm(Evm::from_slice(&self.bytes()[..20]))
    }

    fn account(&mut self) -> Account {
        let address = self.evm();
        Account::new(Chain::ETHEREUM, address).unwrap()
    }
}

/// A key that everybody knows: no feed of anybody is signed with it.
pub(crate) fn key(number: u64) -> SavedKey {
    let bytes = Sha256::digest([b"a key of an example".as_slice(), &number.to_be_bytes()].concat());
    let key = UnsavedKey::from_random(&Zeroizing::new(bytes.into())).unwrap();
    let address = key.address();
    key.written(address).unwrap()
}

/// What the next entries may rest on.
pub(crate) struct Maker {
    pub(crate) writer: Writer,
    pub(crate) dice: Dice,
    pub(crate) keys: u64,
    pub(crate) time: UnixSeconds,
    undecided: Vec<(Hash, Hash)>,
    verified: Vec<(Hash, Hash)>,
    freezes: Vec<String>,
    held: Vec<String>,
    reporters: Vec<Address>,
    disputed: bool,
}

impl Maker {
    pub(crate) fn new(seed: u64, shard_bytes: u64) -> Self {
        let mut dice = Dice::new(seed);
        let reporters = (0..200).map(|_| dice.evm()).collect();
        Self {
            writer: Writer::start(NOW).with_shards_of(shard_bytes),
            dice,
            keys: 0,
            time: BEGIN,
            undecided: Vec::new(),
            verified: Vec::new(),
            freezes: Vec::new(),
            held: Vec::new(),
            reporters,
            disputed: false,
        }
    }

    /// Writes the next entry.
    pub(crate) fn next(&mut self) -> Line {
        let number = self.writer.next();
        self.time = UnixSeconds::new(self.time.get() + 1 + self.dice.below(300));
        let content = match number {
            0 => self.opened(),
            1 | 2 => self.case(CASES[usize::try_from(number - 1).unwrap()]),
            _ => self.something(number),
        };
        self.write(content).unwrap()
    }

    /// Writes this entry.
    pub(crate) fn write(&mut self, content: Content) -> Result<Line, PublishError> {
        let line = self.writer.write(self.time, content, Some(Example::Yes), &key(self.keys))?;
        if matches!(line.entry.content, Content::Handover(_)) {
            self.keys += 1;
        }
        Ok(line)
    }

    /// The files of all that was written.
    pub(crate) fn files(&self) -> Vec<Published> {
        let index = self.writer.index(self.time).unwrap().sign(&key(self.keys)).unwrap();
        self.writer.files(&index).unwrap()
    }

    fn opened(&self) -> Content {
        Content::Opened(Opened {
            name: "Example bounty".to_owned(),
            about: "A feed made up by dice. Nothing in it happened.".to_owned(),
            publisher: Address::Evm(key(self.keys).address()),
        })
    }

    fn case(&mut self, case: &str) -> Content {
        let pack = format!("sha256:{}", self.dice.hash());
        let terms = Terms {
            freezer: Count(50_000),
            reporters: Count(50_000),
            split: Split::First,
            as_of: "2025-02-21".to_owned(),
            source: "an example".to_owned(),
        };
        Content::Case(CaseOpened {
            case: case.to_owned(),
            name: "Example victim".to_owned(),
            pack,
            file: Some(format!("cases/{case}.json")),
            terms: Some(terms),
        })
    }

    fn which(&mut self) -> String {
        CASES[usize::try_from(self.dice.below(2)).unwrap()].to_owned()
    }

    fn pick(&mut self, from: usize) -> usize {
        usize::try_from(self.dice.below(from as u64)).unwrap()
    }

    fn something(&mut self, number: u64) -> Content {
        let roll = self.dice.below(1_000);
        if number % 20_000 == 19_999 {
            let to = Address::Evm(key(self.keys + 1).address());
            return Content::Handover(Handover { to, why: "The old key is retired.".to_owned() });
        }
        match roll {
            0..=3 => return self.answered(),
            4 => return self.stated(),
            5 => return Content::Corrected(Corrected { of: Count(1), what: self.dispute(), why: "An example of it.".to_owned() }),
            6..=30 if !self.verified.is_empty() => return self.frozen(number),
            31..=34 if !self.held.is_empty() => return self.returned(),
            35 if self.held.len() > 3 => {
                let freeze = self.held.remove(0);
                return Content::Released(Released { freeze, time: self.time, why: "The court's order ended.".to_owned() });
            }
            36..=40 if !self.freezes.is_empty() => return self.paid(),
            _ => {}
        }
        if self.undecided.len() > 30 || (!self.undecided.is_empty() && roll > 550) { self.decision() } else { self.received() }
    }

    /// Entry 1 is disputed and settled in turn.
    fn dispute(&mut self) -> Correction {
        self.disputed = !self.disputed;
        if self.disputed { Correction::Disputed } else { Correction::Settled }
    }

    fn received(&mut self) -> Content {
        let (tip, commitment) = (self.dice.hash(), self.dice.hash());
        let reporter = self.pick(self.reporters.len());
        self.undecided.push((tip, commitment));
        let named = self.dice.below(3) == 0;
        let stamped = self.dice.below(10) == 0;
        Content::Received(Received {
            tip,
            commitment,
            case: self.which(),
            reporter: self.reporters[reporter].clone(),
            name: named.then(|| format!("Hunter {reporter}")),
            received: self.time,
            stamped: stamped.then_some(Stamped { block: Count(885_000), time: BEGIN }),
        })
    }

    fn decision(&mut self) -> Content {
        let (tip, _) = self.undecided.remove(0);
        let roll = self.dice.below(100);
        if roll < 4 || self.verified.is_empty() {
            let facts = self.dice.hash();
            self.verified.push((tip, facts));
            return Content::Verified(Verified {
                tip,
                kind: ClaimKind::FreezableByIssuer,
                at: self.dice.account(),
                asset: usdt(),
                amount: Amount::from(self.dice.below(1_000_000_000_000) + 1),
                usd_cents: None,
                facts,
            });
        }
        let earlier = one_of(&mut self.dice, &self.verified).0;
        let (reason, of) = match roll {
            0..50 => (Reason::Copy, Some(earlier)),
            50..70 => (Reason::Known, None),
            70..85 => (Reason::Wrong, None),
            _ => (Reason::Unclear, None),
        };
        let why = (roll > 90).then(|| "No transaction in it exists.".to_owned());
        Content::Refused(Refused { tip, reason, of, why })
    }

    fn frozen(&mut self, number: u64) -> Content {
        let tip = one_of(&mut self.dice, &self.verified).0;
        let freeze = format!("freeze-{number}");
        self.freezes.push(freeze.clone());
        self.held.push(freeze.clone());
        Content::Frozen(Frozen {
            freeze,
            case: self.which(),
            at: self.dice.account(),
            asset: usdt(),
            amount: Amount::from(self.dice.below(1_000_000_000_000) + 1),
            usd_cents: Some(Count(self.dice.below(100_000_000))),
            by: "Example issuer".to_owned(),
            tx: Some(TxId::from_bytes(self.dice.bytes())),
            time: self.time,
            tips: vec![tip],
            source: None,
        })
    }

    fn returned(&mut self) -> Content {
        let freeze = one_of(&mut self.dice, &self.held);
        Content::Returned(Returned {
            freeze,
            asset: usdt(),
            amount: Amount::from(self.dice.below(1_000_000) + 1),
            usd_cents: None,
            tx: Some(TxId::from_bytes(self.dice.bytes())),
            time: self.time,
        })
    }

    fn paid(&mut self) -> Content {
        let freeze = one_of(&mut self.dice, &self.freezes);
        let tip = one_of(&mut self.dice, &self.verified).0;
        Content::Paid(Paid {
            freeze,
            share: Share::Reporter,
            tip: Some(tip),
            to: self.dice.account(),
            asset: usdt(),
            amount: Amount::from(self.dice.below(1_000_000) + 1),
            tx: Some(TxId::from_bytes(self.dice.bytes())),
            time: self.time,
        })
    }

    fn answered(&mut self) -> Content {
        Content::Answered(Answered {
            actor: format!("Example exchange {}", self.dice.below(30)),
            role: Role::Exchange,
            case: self.which(),
            asked: Some(BEGIN),
            answered: Some(self.time),
            answer: Answer::Told,
            freeze: None,
            evidence: "an example".to_owned(),
        })
    }

    fn stated(&mut self) -> Content {
        Content::Stated(Stated {
            case: self.which(),
            as_of: self.time.day(),
            source: "an example".to_owned(),
            figures: vec![Figure { what: Measure::Traceable, value: Count(self.dice.below(10_000)) }],
        })
    }
}

fn one_of<T: Clone>(dice: &mut Dice, list: &[T]) -> T {
    list[usize::try_from(dice.below(list.len() as u64)).unwrap()].clone()
}

fn usdt() -> Asset {
    "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap()
}

/// A folder of so many entries.
pub(crate) fn folder(seed: u64, entries: u64, shard_bytes: u64) -> Vec<Published> {
    let mut maker = Maker::new(seed, shard_bytes);
    for _ in 0..entries {
        maker.next();
    }
    maker.files()
}
