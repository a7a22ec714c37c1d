//! What is known of one passage: whom it was asked of, what they say, and what became of each leg.

use crate::explorer::crossing::lookup::Lookup;
use crate::explorer::crossing::{Crossing, LookupError, Out, OutKind, Passage, Step};
use crate::explorer::service::services;
use crate::explorer::text::cut;
use crate::explorer::{AnswerError, HttpAnswer, HttpRequest};
use crate::money::{Chain, TxId, UnixSeconds};
use crate::trace::history::RowId;

/// Questions to one host about one passage; a lookup needs two or three.
const MOST_STEPS: u32 = 12;
/// Legs of one passage that are followed.
const MOST_LEGS: usize = 40;

/// A question to a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// What it is about.
    pub passage: Passage,
    /// How far the lookup came.
    lookup: Lookup,
}

impl Inquiry {
    /// What is sent.
    #[must_use]
    pub fn request(&self) -> HttpRequest {
        self.lookup.request()
    }

    /// Who is asked, by the name in the table of services.
    #[must_use]
    pub fn provider(&self) -> String {
        let request = self.request();
        let (kind, host) = (self.lookup.api().kind(), request.host());
        // Two services may listen at one host.
        let named = services().iter().filter(|service| service.kind == kind && service.host() == Some(host));
        named.map(|service| service.id.clone()).next().unwrap_or_else(|| host.to_owned())
    }

    /// Reads the answer: the inquiry as far as it came, and what is next.
    ///
    /// # Errors
    /// When the answer says nothing of the passage; the error says whether asking again may help.
    pub fn read(&self, answer: &HttpAnswer) -> Result<(Self, Step), AnswerError> {
        let mut after = self.clone();
        let step = after.lookup.read(answer)?;
        Ok((after, step))
    }
}

/// What a bridge says of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Not asked yet.
    Unasked,
    /// Being asked.
    Asking(Asking),
    /// It says this.
    Found {
        /// Which host.
        by: String,
        /// When.
        at: UnixSeconds,
        /// What.
        crossings: Vec<Crossing>,
    },
    /// It does not know the transaction.
    Unknown {
        /// Which host.
        by: String,
        /// When.
        at: UnixSeconds,
    },
    /// Nobody answered: why, in a sentence's part.
    Silent(String),
}

/// How far asking came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asking {
    /// The hosts still to be asked, the next one last.
    left: Vec<Lookup>,
    steps: u32,
    unknown: Option<(String, UnixSeconds)>,
    silence: Vec<String>,
}

/// A passage and what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) passage: Passage,
    pub(super) word: Word,
    pub(super) legs: Vec<Leg>,
    /// The answers that say it: places in the journey's list.
    pub(super) cited: Vec<usize>,
    /// What is doubtful, in whole sentences.
    pub(super) doubts: Vec<String>,
}

/// One way out of a passage.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    /// Which crossing of the record.
    pub(super) crossing: usize,
    /// What the record says of it.
    pub(super) out: Out,
    /// What became of it.
    pub(super) stand: Stand,
}

/// What became of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Its transaction is to be read.
    Waits(Chain, TxId),
    /// The chain shows it.
    Paid {
        /// Where.
        chain: Chain,
        /// The row.
        row: RowId,
        /// Hops from the theft of whoever received it.
        hop: u32,
    },
    /// Nobody was chosen who could be asked about its chain.
    Nobody(Chain),
    /// It brings nothing: why, in a whole sentence.
    Nothing(String),
}

impl Record {
    pub(super) const fn new(passage: Passage) -> Self {
        Self { passage, word: Word::Unasked, legs: Vec::new(), cited: Vec::new(), doubts: Vec::new() }
    }

    /// Whether somebody is still to be asked about it.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.word, Word::Unasked | Word::Asking(_))
    }

    /// The next question; `None` where nobody is left.
    pub(super) fn ask(&mut self) -> Option<Inquiry> {
        if self.word == Word::Unasked {
            let Passage { service, chain, tx } = self.passage;
            match Lookup::all(service, chain, tx) {
                Ok(mut left) => {
                    left.reverse();
                    self.word = Word::Asking(Asking { left, steps: 0, unknown: None, silence: Vec::new() });
                }
                Err(error @ (LookupError::Chain { .. } | LookupError::Id(_))) => self.word = Word::Silent(error.to_string()),
            }
        }
        let Word::Asking(asking) = &mut self.word else { return None };
        if let Some(lookup) = asking.left.last() {
            return Some(Inquiry { passage: self.passage.clone(), lookup: lookup.clone() });
        }
        // Who does not know it may only be late; a word of another host would weigh more than either.
        self.word = match asking.unknown.take() {
            Some((by, at)) => Word::Unknown { by, at },
            None if asking.silence.is_empty() => Word::Silent("no host of it is known".to_owned()),
            None => Word::Silent(asking.silence.join("; ")),
        };
        None
    }

    /// Takes an answer, which is on record at this place.
    pub(super) fn take(&mut self, after: Inquiry, step: Step, host: &str, at: UnixSeconds, source: usize) {
        let Word::Asking(asking) = &mut self.word else { return };
        self.cited.push(source);
        match step {
            Step::Ask(_) => {
                asking.steps += 1;
                if asking.steps >= MOST_STEPS {
                    self.pass_on(format!("{host} sends from one question to the next without an end"));
                } else if let Some(last) = asking.left.last_mut() {
                    *last = after.lookup;
                }
            }
            Step::Done(crate::explorer::crossing::CrossingAnswer::NotFound) => {
                asking.unknown = Some((host.to_owned(), at));
                asking.left.pop();
                asking.steps = 0;
                self.cited.clear();
            }
            Step::Done(crate::explorer::crossing::CrossingAnswer::Found(crossings)) => {
                self.word = Word::Found { by: host.to_owned(), at, crossings };
                self.open_legs();
            }
        }
    }

    /// One host gave no answer: the next is asked.
    pub(super) fn pass_on(&mut self, why: String) {
        if let Word::Asking(asking) = &mut self.word {
            asking.silence.push(cut(&why));
            asking.left.pop();
            asking.steps = 0;
        }
        self.cited.clear();
    }

    /// The legs by which money goes on. What a front end, a broker or the chains took is none of them.
    fn open_legs(&mut self) {
        let Word::Found { crossings, .. } = &self.word else { return };
        let mut legs = Vec::new();
        let mut doubts = Vec::new();
        for (at, crossing) in crossings.iter().enumerate() {
            if let Err(why) = self.passage.is_of(crossing) {
                doubts.push(why);
                continue;
            }
            doubts.extend(crossing.gaps.iter().map(|gap| format!("{}: {gap}.", crossing.service)));
            for out in crossing.outs.iter().filter(|out| matches!(out.kind, OutKind::Destination | OutKind::Refund)) {
                // Told twice, it was paid once.
                if !legs.iter().any(|leg: &Leg| leg.out == *out) {
                    legs.push(Leg { crossing: at, out: out.clone(), stand: first_stand(&self.passage, out) });
                }
            }
        }
        if legs.len() > MOST_LEGS {
            doubts.push(format!("{} names {} payments; the first {MOST_LEGS} are followed.", self.passage.service, legs.len()));
            legs.truncate(MOST_LEGS);
        }
        (self.legs, self.doubts) = (legs, doubts);
    }
}

fn first_stand(passage: &Passage, out: &Out) -> Stand {
    let service = passage.service;
    match (out.chain.known(), out.tx.as_ref()) {
        (None, _) => Stand::Nothing(format!("It came out on {}, where this page cannot follow.", out.chain)),
        (Some(_), None) => Stand::Nothing(format!("{service} names no transaction that paid it out.")),
        (Some(chain), Some(tx)) => match tx.known() {
            Some(tx) if *tx == passage.tx && *chain == passage.chain => {
                Stand::Nothing(format!("{service} changed it for another asset in the same transaction; that is no crossing."))
            }
            Some(tx) if tx.is_of(*chain) => Stand::Waits(*chain, *tx),
            _ => Stand::Nothing(format!("The transaction that {service} names, {tx}, is none of {}.", chain.name())),
        },
    }
}

impl Passage {
    /// Whether a record is of this passage and not of another that its answer holds too.
    fn is_of(&self, crossing: &Crossing) -> Result<(), String> {
        let service = self.service;
        let source = &crossing.source;
        let other_tx = source.tx.as_ref().is_some_and(|tx| tx.known().is_some_and(|tx| *tx != self.tx));
        let other_chain = source.chain.known().is_some_and(|chain| *chain != self.chain);
        if crossing.service != service || other_tx || other_chain {
            return Err(format!("A record of {service} is of another payment than {:#} and is left out.", self.tx));
        }
        Ok(())
    }
}
