//! Looking whether money is still there: whom to ask, and what came of it. Pure; the worker carries.

use serde::{Deserialize, Serialize};

use super::FetchFailure;
use crate::explorer::source::Source;
use crate::explorer::still::{Holding, Lookup, Says, Sighting};
use crate::explorer::{Answered, Coverage, HttpAnswer, HttpRequest};
use crate::money::UnixSeconds;

/// How far behind the clock a source's newest block may be. One that is further behind tells of another day.
const MOST_BEHIND_S: u64 = 3_600;

/// A look that is to be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// What is looked for.
    pub holding: Holding,
    /// Who may be asked, in order, as settings name them.
    pub others: Vec<String>,
}

/// A look under way with one source.
#[derive(Clone, Debug)]
pub struct Looking {
    lookup: Lookup,
    answers: Vec<Answered>,
}

impl Look {
    /// Those who can be asked, in order.
    #[must_use]
    pub fn begin(&self) -> Vec<Looking> {
        let sources = self.others.iter().filter_map(|name| name.parse::<Source>().ok());
        let lookups = sources.filter_map(|source| Lookup::of(&source, &self.holding));
        lookups.map(|lookup| Looking { lookup, answers: Vec::new() }).collect()
    }

    /// The look on record where nobody can be asked.
    #[must_use]
    pub fn nobody(&self, at: UnixSeconds) -> Sighting {
        let why = "nobody may be asked about this chain: choose, switch on or enter an explorer in Settings".to_owned();
        Sighting { holding: self.holding.clone(), by: None, at, says: Says::Unknown(why), answers: Vec::new() }
    }
}

impl Looking {
    /// Who is asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.lookup.host()
    }

    /// What to ask next; `None` where nothing is left, and [`Looking::says`] tells what came of it.
    #[must_use]
    pub fn next(&self) -> Option<HttpRequest> {
        self.lookup.request()
    }

    /// Takes the answer to what was asked, and when it came.
    ///
    /// # Errors
    /// Why this source cannot say how much is there.
    pub fn take(&mut self, request: &HttpRequest, answer: Result<HttpAnswer, FetchFailure>, at: UnixSeconds) -> Result<(), String> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(why) if self.lookup.silent(why.sentence()) => return Ok(()),
            Err(why) => return Err(format!("{}: {}", self.host(), why.sentence())),
        };
        self.answers.push(Answered::of(self.lookup.id(), request, &answer, at, Coverage::Whole));
        self.lookup.take(&answer).map_err(|error| error.to_string())
    }

    /// What came of it, with the answers it rests on.
    ///
    /// # Errors
    /// Why it says nothing of now.
    pub fn says(self, at: UnixSeconds) -> Result<(Says, Vec<Answered>), String> {
        let host = self.host().to_owned();
        let found = self.lookup.found().ok_or_else(|| format!("{host} does not say how much is there"))?;
        let newest = found.newest.and_then(|newest| newest.at);
        match newest.filter(|newest| newest.get().saturating_add(MOST_BEHIND_S) < at.get()) {
            Some(old) => Err(format!("{host} is behind: its newest block is of {}", old.minute())),
            None => Ok((Says::Found(found), self.answers)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::digest;
    use crate::explorer::still::{Found, Newest};
    use crate::money::{Account, Amount, Asset, Chain};

    fn look(others: &[&str]) -> Look {
        let account: Account = "eip155:1:0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap();
        let holding = Holding { account, asset: Asset::native(Chain::ETHEREUM) };
        Look { holding, others: others.iter().map(|name| (*name).to_owned()).collect() }
    }

    fn answer(body: &str) -> Result<HttpAnswer, FetchFailure> {
        Ok(HttpAnswer { status: 200, body: body.to_owned(), retry_after_ms: None })
    }

    const NODE: &str =
        r#"[{"jsonrpc":"2.0","id":0,"result":"0x5"},{"jsonrpc":"2.0","id":1,"result":{"number":"0x64","timestamp":"0x1000"}}]"#;

    #[test]
    fn those_of_the_chain_are_asked_in_order() {
        let hosts = |look: &Look| look.begin().iter().map(|one| one.host().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            hosts(&look(&["recorded", "routescan", "mempool", "nobody", "blockscout-eth", "own:otterscan:http://127.0.0.1:8545"])),
            ["api.routescan.io", "eth.blockscout.com", "127.0.0.1:8545"]
        );
        assert!(hosts(&look(&[])).is_empty());
        assert!(matches!(look(&[]).nobody(UnixSeconds::new(1)).says, Says::Unknown(_)));
    }

    #[test]
    fn an_answer_is_on_record_with_its_digest() {
        let mut one = look(&["blockscout-eth"]).begin().remove(0);
        let request = one.next().unwrap();
        one.take(&request, answer(NODE), UnixSeconds::new(0x1100)).unwrap();
        assert_eq!(one.next(), None);
        let (says, answers) = one.says(UnixSeconds::new(0x1100)).unwrap();
        let newest = Some(Newest { number: 100, at: Some(UnixSeconds::new(0x1000)) });
        let frozen = crate::explorer::still::Frozen::NotAsked;
        assert_eq!(says, Says::Found(Found { amount: Amount::from(5u64), newest, frozen, waiting: 0 }));
        assert_eq!((answers.len(), answers[0].provider.as_str(), answers[0].sha256.clone()), (1, "blockscout-eth", digest(NODE)));
        assert!(answers[0].request.starts_with("POST https://eth.blockscout.com/api/eth-rpc ["), "{}", answers[0].request);
    }

    #[test]
    fn a_source_that_is_behind_says_nothing_of_now() {
        for (now, is_now) in [(0x1000, true), (0x1000 + 3_600, true), (0x1000 + 3_601, false), (0, true)] {
            let mut one = look(&["blockscout-eth"]).begin().remove(0);
            let request = one.next().unwrap();
            one.take(&request, answer(NODE), UnixSeconds::new(now)).unwrap();
            let says = one.says(UnixSeconds::new(now));
            assert_eq!(says.is_ok(), is_now, "{now}: {says:?}");
        }
    }

    #[test]
    fn silence_is_no_answer() {
        let mut one = look(&["blockscout-eth"]).begin().remove(0);
        let request = one.next().unwrap();
        let why = one.take(&request, Err(FetchFailure::HostOff), UnixSeconds::new(1)).unwrap_err();
        assert_eq!(why, "eth.blockscout.com: not asked, because you have switched it off");
        assert!(one.says(UnixSeconds::new(1)).is_err());
        let mut one = look(&["blockscout-eth"]).begin().remove(0);
        let limited = HttpAnswer { status: 429, body: String::new(), retry_after_ms: None };
        assert!(one.take(&request, Ok(limited), UnixSeconds::new(1)).unwrap_err().contains("no more questions"));
    }
}
