//! Bringing a run back from what went into it.

use super::input::{Begun, Input, ReplayError, What};
use super::outside::{Happened, Now};
use super::{Kept, LabelSets, Run};
use crate::trace::view::Settings;

impl Run {
    /// Brings a run back from what went into it: the same state to the last byte. What was under way is still under way;
    /// [`Run::stop`] makes it wait, [`Run::go_on`] sends it again.
    ///
    /// # Errors
    /// When the run cannot begin, or when the inputs are those of a version that asked other questions.
    pub fn replay(begun: Begun, inputs: impl IntoIterator<Item = Input>) -> Result<Self, ReplayError> {
        Self::replay_with(begun, None, inputs)
    }

    /// The same, of a run that was made with label sets.
    ///
    /// # Errors
    /// The same, and when it was made with other sets than these.
    pub fn replay_with(begun: Begun, sets: Option<&LabelSets>, inputs: impl IntoIterator<Item = Input>) -> Result<Self, ReplayError> {
        let mut run = Self::begin(begun, sets)?;
        inputs.into_iter().try_for_each(|input| run.again(&input))?;
        Ok(run)
    }

    /// Takes one more kept input while a run is brought back; what it would do outside is left undone.
    ///
    /// # Errors
    /// When the input changes nothing, which no kept one does.
    pub fn again(&mut self, input: &Input) -> Result<(), ReplayError> {
        let n = self.taken + 1;
        self.take(input).map(drop).ok_or_else(|| ReplayError::Diverged { n, what: input.what.short() })
    }

    /// What happened outside as an input; `None` where it is about nothing that is open.
    #[must_use]
    pub fn input(&self, happened: Happened, now: Now) -> Option<Input> {
        let request = |id: &u64| self.open.get(id).map(|(_, request)| request.clone());
        let what = match happened {
            Happened::Woken => What::Woken,
            Happened::Answer { id, answer } => What::Answer { id, request: request(&id)?, answer },
            Happened::Kept { id, answer, at } => What::Kept { id, request: request(&id)?, answer, at },
            Happened::NoAnswer { id, why } => What::NoAnswer { id, request: request(&id)?, why },
        };
        Some(Input { at: now, what })
    }

    /// What the run was made of.
    #[must_use]
    pub const fn begun(&self) -> &Begun {
        &self.begun
    }

    /// What is said of this run when it is kept.
    #[must_use]
    pub fn kept(&self, now: Now) -> Kept {
        let settings = Settings { budget: self.journey.budget(), ..self.begun.settings.clone() };
        Kept { case_id: self.begun.case.id.clone(), settings, asked: self.journey.asked(), at: now.seconds() }
    }
}
