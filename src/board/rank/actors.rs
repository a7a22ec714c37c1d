//! Who was asked for help and how they answered: dated statements with their evidence, never a silence that grows by itself.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::correction::Corrections;
use super::super::entry::{Answer, Answered};
use super::super::tally::{Said, Tally};
use super::super::view::{Actor, AnswerRow, Delay, Note, Standing};
use super::shown::Shown;

pub(super) fn actors(tally: &Tally, corrections: &Corrections, shown: &Shown<'_>, notes: &mut Vec<Note>) -> Vec<Actor> {
    let mut rows: BTreeMap<(bool, &str), Vec<&Said<Answered>>> = BTreeMap::new();
    for said in newest(tally, corrections) {
        let content = &said.content;
        if content.asked.zip(content.answered).is_some_and(|(asked, answered)| answered < asked) {
            notes.push(Note { entry: said.entry, why: "The answer is dated before the question: its delay is not known.".to_owned() });
        }
        let at = content.answered.or(content.asked).unwrap_or(said.at);
        if shown.is(&content.case, at, None) {
            rows.entry((said.example, content.actor.as_str())).or_default().push(said);
        }
    }
    let mut actors: Vec<Actor> = rows.into_iter().filter_map(|((example, name), list)| actor(example, name, &list, corrections)).collect();
    actors.sort_by_cached_key(|actor| {
        let telling = if actor.standing == Standing::Bad { actor.refused + actor.silent } else { actor.helped };
        let weight = if actor.standing == Standing::Bad { u64::MAX - telling } else { telling };
        (actor.standing, Reverse(weight), actor.delay.median_s.is_none(), actor.delay.median_s, actor.name.clone(), actor.example)
    });
    actors
}

/// The newest answer to each question: of one actor in one case, asked at one time. Where that time is not known, every answer
/// is one of its own.
fn newest<'a>(tally: &'a Tally, corrections: &Corrections) -> Vec<&'a Said<Answered>> {
    let mut taken = BTreeSet::new();
    let mut list: Vec<&'a Said<Answered>> = Vec::new();
    for said in tally.answered.iter().rev().filter(|said| corrections.counts(said)) {
        let content = &said.content;
        let question = content.asked.map(|asked| (said.example, &content.actor, &content.case, asked));
        if question.is_none_or(|question| taken.insert(question)) {
            list.push(said);
        }
    }
    list
}

/// The row of an actor; its answers come the newest first.
fn actor(example: bool, name: &str, list: &[&Said<Answered>], corrections: &Corrections) -> Option<Actor> {
    let count = |which: fn(Answer) -> bool| list.iter().filter(|said| which(said.content.answer)).count() as u64;
    let helped = count(|answer| matches!(answer, Answer::Froze | Answer::Partly | Answer::Told));
    let refused = count(|answer| answer == Answer::Refused);
    let silent = count(|answer| answer == Answer::Silent);
    let standing = match (helped, refused + silent) {
        (_, 0) => Standing::Good,
        (0, _) => Standing::Bad,
        _ => Standing::Mixed,
    };
    let answers: Vec<AnswerRow> = list.iter().map(|said| answer(said, corrections)).collect();
    Some(Actor {
        name: name.to_owned(),
        role: list.first()?.content.role,
        standing,
        helped,
        refused,
        silent,
        delay: Delay::of(answers.iter().filter_map(|row| row.delay_s).collect()),
        disputed: answers.iter().any(|row| row.disputed),
        answers,
        example,
    })
}

fn answer(said: &Said<Answered>, corrections: &Corrections) -> AnswerRow {
    let content = &said.content;
    AnswerRow {
        case: content.case.clone(),
        asked: content.asked,
        answered: content.answered,
        delay_s: content.asked.zip(content.answered).and_then(|(asked, answered)| answered.get().checked_sub(asked.get())),
        answer: content.answer,
        freeze: content.freeze.clone(),
        evidence: content.evidence.clone(),
        entry: said.entry,
        stated: said.at,
        disputed: corrections.is_disputed(said),
        example: said.example,
    }
}
