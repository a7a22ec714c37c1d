//! Totals that somebody published: each for its day, by its source, side by side.

use std::collections::BTreeMap;

use crate::money::UnixSeconds;

use super::super::correction::Corrections;
use super::super::entry::{Measure, Stated};
use super::super::tally::{Said, Tally};
use super::super::view::{FigureRow, Note, StatementRow};
use super::shown::Shown;

/// All of something, in hundredths of a percent.
const WHOLE: u64 = 10_000;

pub(super) fn statements(tally: &Tally, corrections: &Corrections, shown: &Shown<'_>, notes: &mut Vec<Note>) -> Vec<StatementRow> {
    let mut rows: Vec<StatementRow> = Vec::new();
    for said in corrections.counting(&tally.stated) {
        let content = &said.content;
        let Some(day) = day(&content.as_of) else {
            let why = format!("{:?} is no day in the form 2025-04-21: its totals do not count.", content.as_of);
            notes.push(Note { entry: said.entry, why });
            continue;
        };
        if shown.is(&content.case, day, None) {
            rows.push(StatementRow {
                case: content.case.clone(),
                as_of: content.as_of.clone(),
                source: content.source.clone(),
                figures: figures(said, notes),
                entry: said.entry,
                disputed: corrections.is_disputed(said),
                example: said.example,
            });
        }
    }
    rows.sort_by(|a, b| (&a.case, &a.as_of, &a.source, a.entry).cmp(&(&b.case, &b.as_of, &b.source, b.entry)));
    rows
}

/// The first second of a day that is written as `2025-04-21` and exists.
fn day(text: &str) -> Option<UnixSeconds> {
    let day: UnixSeconds = (text.len() == 10).then(|| format!("{text}T00:00:00Z").parse().ok()).flatten()?;
    (day.day() == text).then_some(day)
}

fn figures(said: &Said<Stated>, notes: &mut Vec<Note>) -> Vec<FigureRow> {
    let mut all: BTreeMap<Measure, u64> = BTreeMap::new();
    for figure in &said.content.figures {
        let part = matches!(figure.what, Measure::Traceable | Measure::GoneDark | Measure::Frozen);
        let why = if all.contains_key(&figure.what) {
            "A total is in it twice: the first counts."
        } else if part && figure.value.0 > WHOLE {
            "A part in it is above 100 %: it does not count."
        } else {
            all.insert(figure.what, figure.value.0);
            continue;
        };
        notes.push(Note { entry: said.entry, why: why.to_owned() });
    }
    all.into_iter().map(|(what, value)| FigureRow { what, value }).collect()
}
