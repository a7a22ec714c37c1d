//! The worker's errands to see what is still there, one question at a time, never from what this browser kept.

use std::rc::Rc;

use super::clock;
use super::worker::Worker;
use crate::explorer::still::{Says, Sighting};
use crate::journal::Report;
use crate::journal::still::{Look, Looking};

impl Worker {
    /// Looks one after the other, each with the first source that can say something, until told to stop.
    pub(super) async fn still_there(this: Rc<Self>, looks: Vec<Look>) -> Result<(), String> {
        let begun = this.stops.get();
        for look in looks {
            if this.stops.get() != begun {
                break;
            }
            let sighting = this.look_at(&look).await;
            this.report(&Report::StillThere(Box::new(sighting)));
        }
        Ok(())
    }

    async fn look_at(&self, look: &Look) -> Sighting {
        let mut silence = Vec::new();
        let mut by = None;
        for looking in look.begin() {
            by = Some(looking.host().to_owned());
            match self.look_with(look, looking).await {
                Ok(sighting) => return sighting,
                Err(why) => silence.push(why),
            }
        }
        let nobody = look.nobody(clock::now_s());
        if silence.is_empty() { nobody } else { Sighting { by, says: Says::Unknown(silence.join("; ")), ..nobody } }
    }

    async fn look_with(&self, look: &Look, mut looking: Looking) -> Result<Sighting, String> {
        while let Some(request) = looking.next() {
            let answer = self.ask_now(&request, look.holding.account.address().to_string()).await;
            looking.take(&request, answer, clock::now_s())?;
        }
        let (at, by) = (clock::now_s(), looking.host().to_owned());
        let (says, answers) = looking.says(at)?;
        Ok(Sighting { holding: look.holding.clone(), by: Some(by), at, says, answers })
    }
}
