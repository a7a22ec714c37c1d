//! Who was asked for help and what came of it: good and bad by what they did and how long it took, each with its evidence.

use std::sync::Arc;

use leptos::prelude::*;

use super::bits::{More, cited, entry, marks, nothing};
use super::words;
use crate::board::Board;
use crate::board::view::{Actor, AnswerRow};

/// How many rows come at a time.
const STEP: usize = 50;

/// How many answers are shown of one.
const ANSWERS: usize = 20;

/// The part.
#[component]
pub fn Actors(
    /// The board.
    #[prop(into)]
    board: Signal<Arc<Board>>,
) -> impl IntoView {
    let most = RwSignal::new(STEP);
    let rows = Memo::new(move |_| board.with(|board| board.actors.clone()));
    let all = Memo::new(move |_| rows.with(Vec::len));
    let body = move || rows.with(|rows| rows.iter().take(most.get()).map(row).collect_view());
    view! {
        <p class="note">"In order of what their answers come to. An answer, or its absence, is what the publisher states for that day, with where it can be looked up; nothing here is looked up by this page."</p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="actors">
            <table class="actors">
                <thead><tr>
                    <th scope="col">"Who"</th><th scope="col">"Came to"</th><th scope="col" class="num">"Time to answer"</th><th scope="col">"What it did, and the evidence"</th>
                </tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        {move || (all.get() == 0).then(|| view! { <p class="empty">"No answer is on record for what is chosen here."</p> })}
        <More most all step=STEP/>
    }
}

fn row(actor: &Actor) -> impl IntoView + use<> {
    let (mark, said) = words::standing(actor.standing);
    let counts: Vec<String> = [(actor.helped, "helped"), (actor.refused, "refused"), (actor.silent, "not answered")]
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", words::number(*number)))
        .collect();
    let left = actor.answers.len().saturating_sub(ANSWERS);
    view! {
        <tr>
            <th scope="row" class="whose">{words::name(&actor.name)}{marks(actor.example, actor.disputed)}<span class="note">{words::role(actor.role)}</span></th>
            <td class="standing"><span class="mark" aria-hidden="true">{mark}</span>" "{said}<span class="note">{counts.join(", ")}</span></td>
            <td class="num">{words::middle(&actor.delay).map_or_else(nothing, IntoAny::into_any)}</td>
            <td>
                <ul class="answers">{actor.answers.iter().take(ANSWERS).map(answer).collect_view()}</ul>
                {(left > 0).then(|| view! { <p class="note">{format!("and {}", words::count(left as u64, "earlier answer", "earlier answers"))}</p> })}
            </td>
        </tr>
    }
}

fn answer(answer: &AnswerRow) -> impl IntoView + use<> {
    let asked = answer.asked.map_or_else(|| "When it was asked is not public".to_owned(), |at| format!("Asked on {}", at.day()));
    let took = answer.delay_s.map(|delay| format!(" after {}", words::lasting(delay))).unwrap_or_default();
    let did = match answer.answered {
        Some(at) => format!("{} on {}{took}", words::answer(answer.answer), at.day()),
        None => format!("{}, as stated on {}", words::answer(answer.answer), answer.stated.day()),
    };
    view! {
        <li>
            {format!("{asked}; {did}. ")}<span class="source">"Evidence: "{cited(&answer.evidence)}</span>" "{entry(answer.entry)}
            {marks(answer.example, answer.disputed)}
        </li>
    }
}
