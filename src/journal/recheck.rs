//! Checking on the chain what a tip states: its transfers are read again, the money is looked for where it is said to be, and
//! where it is wished the stolen part of each transfer is computed anew. Pure: the worker, or a program on the host, carries.

use serde::{Deserialize, Serialize};

use super::FetchFailure;
use super::still::{Look, Looking};
use crate::explorer::HttpAnswer;
use crate::explorer::reread::{Ask, Leg, Reread, Seen, Silence};
use crate::explorer::source::Source;
use crate::explorer::still::{Holding, Says, Sighting};
use crate::money::UnixSeconds;
use crate::trace::mixing::{Mixed, Mixing, Sharing};

/// What is to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// The transfers, in the order of the way.
    pub legs: Vec<Leg>,
    /// Who is asked, as settings name them; of each chain the first that can answer.
    pub sources: Vec<String>,
    /// What is said to be somewhere still; `None` where nobody can look.
    pub holding: Option<Holding>,
    /// By which rule the stolen part is computed anew from the addresses' histories; `None` where it is not.
    pub sharing: Option<Sharing>,
    /// The most requests.
    pub budget: u32,
}

/// What came of it so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rechecked {
    /// Each transfer, in the order given.
    pub seen: Vec<Seen>,
    /// The stolen part of transfers, as far as it was computed anew.
    pub mixed: Vec<Mixed>,
    /// What was seen at the end of the way, once somebody looked.
    pub still: Option<Sighting>,
    /// Requests that were sent.
    pub asked: u32,
    /// When it was last added to, by the visitor's clock.
    pub at: UnixSeconds,
    /// Whether nothing is left to ask.
    pub done: bool,
}

/// A check under way.
#[derive(Debug)]
pub struct Rechecking {
    reread: Reread,
    mixing: Option<Mixing>,
    look: Option<Look>,
    /// Looks that can be taken, the next one last; the one under way is out of it.
    looks: Vec<Looking>,
    looking: Option<Looking>,
    silence: Vec<String>,
    by: Option<String>,
    still: Option<Sighting>,
    looked: u32,
    stopped: bool,
}

impl Rechecking {
    /// Begins; nothing is asked yet.
    #[must_use]
    pub fn new(recheck: &Recheck) -> Self {
        let sources: Vec<Source> = recheck.sources.iter().filter_map(|name| name.parse().ok()).collect();
        let mut reread = Reread::new(recheck.legs.clone(), &sources, recheck.budget);
        let mixing = recheck.sharing.as_ref().map(|sharing| Mixing::new(&recheck.legs, sharing, reread.lists()));
        let look = recheck.holding.clone().map(|holding| Look { holding, others: recheck.sources.clone() });
        let mut looks = look.as_ref().map(Look::begin).unwrap_or_default();
        looks.reverse();
        Self { reread, mixing, look, looks, looking: None, silence: Vec::new(), by: None, still: None, looked: 0, stopped: false }
    }

    /// What to ask next, first the look and then the transfers in their order; `None` where nothing is left.
    pub fn next(&mut self, now: UnixSeconds) -> Option<Ask> {
        if self.stopped {
            return None;
        }
        if let Some(request) = self.look(now) {
            self.looked += 1;
            let about = self.look.as_ref().map(|look| look.holding.account.address().to_string()).unwrap_or_default();
            return Some(Ask { request, about, wait_ms: 0 });
        }
        self.reread.ask()
    }

    /// The next question of the look; where a source has no more, what it says is noted.
    fn look(&mut self, now: UnixSeconds) -> Option<crate::explorer::HttpRequest> {
        let look = self.look.clone().filter(|_| self.still.is_none())?;
        loop {
            if self.looking.is_none() {
                self.looking = self.looks.pop();
            }
            let Some(looking) = self.looking.take() else {
                let nobody = look.nobody(now);
                let says = if self.silence.is_empty() { nobody.says.clone() } else { Says::Unknown(self.silence.join("; ")) };
                self.still = Some(Sighting { by: self.by.clone(), says, ..nobody });
                return None;
            };
            let host = looking.host().to_owned();
            self.by = Some(host.clone());
            if let Some(request) = looking.next() {
                self.looking = Some(looking);
                return Some(request);
            }
            match looking.says(now) {
                Ok((says, answers)) => {
                    self.still = Some(Sighting { holding: look.holding, by: Some(host), at: now, says, answers });
                    return None;
                }
                Err(why) => self.silence.push(why),
            }
        }
    }

    /// Takes the answer to what was asked last.
    pub fn take(&mut self, answer: Result<HttpAnswer, FetchFailure>, now: UnixSeconds) {
        if self.stopped {
            return;
        }
        if let Some(mut looking) = self.looking.take() {
            let taken = looking.next().map(|request| looking.take(&request, answer, now));
            match taken {
                Some(Err(why)) => self.silence.push(why),
                _ => self.looking = Some(looking),
            }
            return;
        }
        let answer = answer.map_err(|why| Silence { why: why.sentence().to_owned(), is_passing: why == FetchFailure::Opaque });
        self.reread.take(answer);
    }

    /// Asks nothing more: what is open stays unknown.
    pub fn stop(&mut self, now: UnixSeconds) {
        self.stopped = true;
        self.looking = None;
        self.looks.clear();
        let why = "it was not asked: you stopped it";
        self.reread.give_up(why);
        if let (None, Some(look)) = (&self.still, &self.look) {
            self.still = Some(Sighting { says: Says::Unknown(why.to_owned()), ..look.nobody(now) });
        }
    }

    /// How far it is: transfers that are decided, and all of them.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        self.reread.progress()
    }

    /// What came of it so far; `done` where nothing is left.
    #[must_use]
    pub fn result(&mut self, now: UnixSeconds, done: bool) -> Rechecked {
        let seen = self.reread.all();
        let mixed = match &self.mixing {
            Some(mixing) if done => mixing.compute(&seen, self.reread.lists()),
            _ => Vec::new(),
        };
        let asked = self.reread.asked().saturating_add(self.looked);
        Rechecked { seen, mixed, still: self.still.clone(), asked, at: now, done }
    }
}
