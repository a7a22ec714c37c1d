//! Carries requests and answers between the engine and a world, to the end of the budget.

use std::collections::VecDeque;

use spoor::explorer::world::{World, WorldAdapter};
use spoor::journal::{Action, Happened, Now, Run};
use spoor::trace::view::{Policy, Settings};

/// A run that has come to its end.
#[derive(Debug)]
pub(crate) struct Driven {
    /// The run, with its journal.
    pub(crate) run: Run,
    /// Pages asked for, as the world counted them.
    pub(crate) requests: u32,
    /// How long a public explorer's pace would have made it take, in milliseconds.
    pub(crate) paced_ms: u64,
}

/// How a world is traced: no bound but the budget.
#[must_use]
pub(crate) fn settings(world: &World, budget: u32, policy: Option<Policy>) -> Settings {
    let defaults = Settings::default();
    Settings {
        budget,
        most_hops: 1_000,
        dust_millionths: 0,
        policy: policy.unwrap_or(defaults.policy),
        explorer: format!("world-{}", world.id()),
        ..defaults
    }
}

/// Traces the world's case. Waiting is not waited for: the clock begins at `begun` and is put forward instead.
#[must_use]
pub(crate) fn drive(world: &World, settings: Settings, begun: Now) -> Driven {
    let mut explorer = world.explorer(settings.budget);
    let adapter = WorldAdapter::of(world);
    let mut run = Run::on(world.case().clone(), settings, world.labels().clone(), Box::new(adapter));
    let mut now = begun;
    let mut actions: VecDeque<Action> = run.start(now).into();
    let mut wake = None;
    loop {
        match actions.pop_front() {
            Some(Action::Fetch { id, request }) => {
                let answer = explorer.answer(&request);
                actions.extend(run.handle(Happened::Answer { id, answer }, now));
            }
            Some(Action::Wake { at_ms }) => wake = Some(at_ms),
            Some(Action::AbortAll) => {}
            None => match wake.take() {
                Some(at_ms) => {
                    now.ms = now.ms.max(at_ms);
                    actions.extend(run.handle(Happened::Woken, now));
                }
                None => return Driven { run, requests: explorer.requests(), paced_ms: now.ms - begun.ms },
            },
        }
    }
}
