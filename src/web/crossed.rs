//! The worker's errands to bridges, one question at a time.

use std::rc::Rc;

use super::clock;
use super::worker::Worker;
use crate::explorer::crossing::{CrossingAnswer, Lookup, Step};
use crate::journal::Report;
use crate::journal::crossed::{Crossed, Passage, Word};

/// Questions to one host about one passage; a lookup needs two or three.
const MOST_STEPS: usize = 12;

impl Worker {
    /// Asks a bridge, and where one of its hosts gives no answer the next.
    pub(super) async fn cross(this: Rc<Self>, passage: Passage) -> Result<(), String> {
        let mut crossed = Crossed { passage: passage.clone(), by: None, at: clock::now_s(), word: Word::NotFound };
        match Lookup::all(passage.service, passage.chain, passage.tx) {
            Err(error) => crossed.word = Word::Silent(error.to_string()),
            Ok(lookups) => {
                let mut silence = Vec::new();
                let mut unknown = false;
                for lookup in lookups {
                    let host = lookup.request().host().to_owned();
                    let word = this.ask_bridge(lookup, &passage).await;
                    crossed.at = clock::now_s();
                    match word {
                        Ok(CrossingAnswer::Found(found)) => {
                            crossed.by = Some(host);
                            crossed.word = Word::Found(found);
                            this.report(&Report::Crossed(Box::new(crossed)));
                            return Ok(());
                        }
                        Ok(CrossingAnswer::NotFound) => {
                            unknown = true;
                            crossed.by = Some(host);
                        }
                        Err(why) => {
                            crossed.by = crossed.by.or(Some(host));
                            silence.push(why);
                        }
                    }
                }
                // Who does not know it may only be late; a word of another host would weigh more than either.
                if !unknown && !silence.is_empty() {
                    crossed.word = Word::Silent(silence.join("; "));
                }
            }
        }
        this.report(&Report::Crossed(Box::new(crossed)));
        Ok(())
    }

    async fn ask_bridge(&self, mut lookup: Lookup, passage: &Passage) -> Result<CrossingAnswer, String> {
        let mut request = lookup.request();
        for _ in 0..MOST_STEPS {
            let answer = self.ask(&request, passage.tx.on(passage.chain)).await;
            let answer = answer.map_err(|why| format!("{}: {}", request.host(), why.sentence()))?;
            match lookup.read(&answer).map_err(|error| error.to_string())? {
                Step::Ask(next) => request = next,
                Step::Done(answer) => return Ok(answer),
            }
        }
        Err(format!("{} sends from one question to the next without an end", request.host()))
    }
}
