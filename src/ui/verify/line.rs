//! One line of a check: a mark, a word for those who do not see it, a sentence. Never colour alone.

use leptos::prelude::*;

use crate::tip::Outcome;
use crate::tip::recheck::{Line, Mark};
use crate::tip::verify::Check;
use crate::ui::hostile;

/// The longest sentence that is shown; what explorers say is in it.
const LONGEST: usize = 600;

/// A check that was made offline.
pub fn offline(check: Check) -> impl IntoView {
    checked(check.name, check.outcome, check.sentence)
}

/// The name of a check, its result and what was found.
pub fn checked(name: &'static str, outcome: Outcome, sentence: String) -> impl IntoView {
    let (mark, word, class) = match outcome {
        Outcome::Pass => ("✓", "Passed: ", "mark pass"),
        Outcome::Warn => ("!", "To know: ", "mark warn"),
        Outcome::Fail => ("×", "Failed: ", "mark fail"),
        Outcome::NotReached => ("·", "Not reached: ", "mark none"),
    };
    view! {
        <li>
            <span class=class aria-hidden="true">{mark}</span>
            <p><strong>{name}</strong>" "<span class="hidden">{word}</span>{sentence}</p>
        </li>
    }
}

const fn sign(mark: Mark) -> (&'static str, &'static str) {
    match mark {
        Mark::Pass => ("✓", "mark pass"),
        Mark::Note => ("!", "mark warn"),
        Mark::Unknown => ("?", "mark none"),
        Mark::Changed | Mark::Failed => ("×", "mark fail"),
    }
}

/// A line of a list.
pub fn row(line: &Line) -> impl IntoView + use<> {
    let (mark, class) = sign(line.result);
    view! {
        <li>
            <span class=class aria-hidden="true">{mark}</span>
            <p><strong>{line.result.word()}</strong>" "{hostile::plain(&line.sentence, LONGEST)}</p>
        </li>
    }
}

/// The same at a hop of the way.
pub fn at_hop(line: &Line) -> impl IntoView + use<> {
    let (mark, class) = sign(line.result);
    view! {
        <p class="found">
            <span class=class aria-hidden="true">{mark}</span>
            <span><strong>{line.result.word()}</strong>" "{hostile::plain(&line.sentence, LONGEST)}</span>
        </p>
    }
}
