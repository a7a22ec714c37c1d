//! Where the marks of published totals stand in their chart: each at its day, on its part of the whole. Marks are never joined:
//! between two days nothing is known.
//!
//! Places are in hundredths of a percent of the chart's width and height, whole numbers.

use std::collections::BTreeMap;

use crate::board::entry::Measure;
use crate::board::view::StatementRow;
use crate::money::UnixSeconds;

/// The measures that are parts of a whole, in the order of the legend.
pub const PARTS: [Measure; 3] = [Measure::Traceable, Measure::GoneDark, Measure::Frozen];

/// The whole: width, height and 100 %.
pub const WHOLE: u32 = 10_000;

/// The most days that are drawn; the newest are.
pub const MOST_DAYS: usize = 60;

/// How far apart two days have to be for their numbers to stand beside their marks.
const ROOM_ACROSS: u32 = 3_000;

/// How far apart two written days stand.
const ROOM_DAYS: u32 = 3_300;

/// How far apart two numbers of one day stand.
const ROOM_UP: u32 = 1_100;

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What is counted.
    pub what: Measure,
    /// Its value, in hundredths of a percent.
    pub value: u32,
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
    /// Where its number stands, from the top; `None` where there is no room, and where another mark says the same.
    pub label_y: Option<u32>,
}

/// A day under the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The day.
    pub day: String,
    /// From the left.
    pub x: u32,
    /// Whether it is written: the first, the last, and those with room between.
    pub written: bool,
}

/// A chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// The marks, by day, then by value.
    pub marks: Vec<Mark>,
    /// The days, in their order.
    pub ticks: Vec<Tick>,
    /// Days that are not drawn because there are too many.
    pub days_left_out: usize,
    /// Figures that are no part of a whole: above 100 %.
    pub figures_left_out: usize,
}

/// The chart of the statements of one case; `None` where none of them states a part of the whole.
#[must_use]
pub fn chart(statements: &[&StatementRow]) -> Option<Chart> {
    let mut chart = Chart::default();
    let mut days: BTreeMap<u64, (String, Vec<(Measure, u32)>)> = BTreeMap::new();
    for statement in statements {
        let Ok(day) = format!("{}T00:00:00Z", statement.as_of).parse::<UnixSeconds>() else { continue };
        for figure in statement.figures.iter().filter(|figure| PARTS.contains(&figure.what)) {
            match u32::try_from(figure.value).ok().filter(|value| *value <= WHOLE) {
                Some(value) => {
                    days.entry(day.get() / 86_400).or_insert_with(|| (statement.as_of.clone(), Vec::new())).1.push((figure.what, value));
                }
                None => chart.figures_left_out += 1,
            }
        }
    }
    chart.days_left_out = days.len().saturating_sub(MOST_DAYS);
    let days: Vec<_> = days.into_iter().skip(chart.days_left_out).collect();
    let (first, last) = (days.first()?.0, days.last()?.0);
    let x = |day: u64| match last - first {
        // One day alone stands in the middle.
        0 => WHOLE / 2,
        span => u32::try_from((day - first) * u64::from(WHOLE) / span).unwrap_or(WHOLE),
    };
    let places: Vec<u32> = days.iter().map(|(day, _)| x(*day)).collect();
    chart.ticks = days.iter().zip(&places).map(|((_, (day, _)), x)| Tick { day: day.clone(), x: *x, written: false }).collect();
    write(&mut chart.ticks);
    for (at, (_, (_, mut figures))) in days.into_iter().enumerate() {
        figures.sort_unstable_by_key(|(what, value)| (*value, *what));
        figures.dedup();
        let x = places[at];
        let room = places.get(at + 1).is_none_or(|next| next - x >= ROOM_ACROSS);
        // Numbers start at their marks, the lowest first; one that would cover the one below is pushed up.
        let mut least = 0;
        let labels: Vec<u32> = figures
            .iter()
            .map(|(_, value)| {
                let up = (*value).max(least);
                least = up + ROOM_UP;
                up
            })
            .collect();
        let fits = room && labels.last().is_none_or(|top| *top <= WHOLE + ROOM_UP);
        let mark = |((what, value), up): ((Measure, u32), u32)| Mark {
            what,
            value,
            x,
            y: WHOLE - value,
            label_y: fits.then_some(WHOLE.saturating_sub(up)),
        };
        chart.marks.extend(figures.into_iter().zip(labels).map(mark));
    }
    Some(chart)
}

/// Chooses the days that are written, so that none covers another.
fn write(ticks: &mut [Tick]) {
    let last = ticks.len() - 1;
    let end = ticks[last].x;
    let mut free = 0;
    for (at, tick) in ticks.iter_mut().enumerate() {
        tick.written = at == 0 || at == last || tick.x >= free && tick.x + ROOM_DAYS <= end;
        if tick.written {
            free = tick.x + ROOM_DAYS;
        }
    }
}

/// A place as a percentage, for an attribute of a drawing: `42.07%`.
#[must_use]
pub fn per_cent(place: u32) -> String {
    format!("{}.{:02}%", place / 100, place % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::view::FigureRow;
    use proptest::prelude::*;

    fn row(as_of: &str, figures: &[(Measure, u64)]) -> StatementRow {
        StatementRow {
            case: "bybit".into(),
            as_of: as_of.into(),
            source: "Bybit".into(),
            figures: figures.iter().map(|(what, value)| FigureRow { what: *what, value: *value }).collect(),
            entry: 1,
            disputed: false,
            example: false,
        }
    }

    fn drawn(rows: &[StatementRow]) -> Option<Chart> {
        chart(&rows.iter().collect::<Vec<_>>())
    }

    fn published() -> Vec<StatementRow> {
        let parts = |traceable, dark, frozen| [(Measure::Traceable, traceable), (Measure::GoneDark, dark), (Measure::Frozen, frozen)];
        vec![
            row("2025-03-04", &parts(7_700, 2_000, 300)),
            row("2025-03-20", &parts(8_887, 759, 354)),
            row("2025-04-21", &[parts(6_857, 2_759, 384).as_slice(), &[(Measure::Reports, 5_443)]].concat()),
        ]
    }

    #[test]
    fn marks_stand_at_their_days_and_on_their_values() {
        let chart = drawn(&published()).unwrap();
        assert_eq!(chart.ticks.iter().map(|tick| tick.x).collect::<Vec<_>>(), [0, 16 * WHOLE / 48, WHOLE]);
        assert_eq!(chart.marks.len(), 9);
        let first: Vec<_> = chart.marks.iter().take(3).map(|mark| (mark.what, mark.value, mark.y)).collect();
        assert_eq!(first, [(Measure::Frozen, 300, 9_700), (Measure::GoneDark, 2_000, 8_000), (Measure::Traceable, 7_700, 2_300)]);
        assert!(chart.ticks.iter().all(|tick| tick.written));
    }

    #[test]
    fn numbers_of_one_day_do_not_cover_each_other() {
        let chart = drawn(&published()).unwrap();
        let march: Vec<u32> = chart.marks[3..6].iter().map(|mark| mark.label_y.unwrap()).collect();
        // 3.54 % at its mark, 7.59 % pushed up, 88.87 % at its mark.
        assert_eq!(march, [WHOLE - 354, WHOLE - 354 - ROOM_UP, WHOLE - 8_887]);
    }

    #[test]
    fn close_days_have_no_numbers_and_share_no_room() {
        let chart = drawn(&[
            row("2025-03-01", &[(Measure::Frozen, 1)]),
            row("2025-03-02", &[(Measure::Frozen, 2)]),
            row("2025-03-31", &[(Measure::Frozen, 3)]),
        ])
        .unwrap();
        assert_eq!(chart.marks.iter().map(|mark| mark.label_y.is_some()).collect::<Vec<_>>(), [false, true, true]);
        assert_eq!(chart.ticks.iter().map(|tick| tick.written).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn one_day_stands_in_the_middle_and_two_sources_stand_on_it() {
        let chart =
            drawn(&[row("2025-03-04", &[(Measure::Frozen, 300)]), row("2025-03-04", &[(Measure::Frozen, 320), (Measure::Frozen, 300)])]);
        let chart = chart.unwrap();
        assert_eq!(chart.marks.iter().map(|mark| (mark.x, mark.value)).collect::<Vec<_>>(), [(5_000, 300), (5_000, 320)]);
        assert_eq!(chart.ticks.len(), 1);
    }

    #[test]
    fn what_is_no_part_is_left_out_and_counted() {
        assert_eq!(drawn(&[]), None);
        assert_eq!(drawn(&[row("2025-03-04", &[(Measure::Reports, 5)])]), None);
        assert_eq!(drawn(&[row("never", &[(Measure::Frozen, 5)])]), None);
        assert_eq!(drawn(&[row("2025-03-04", &[(Measure::Frozen, 10_001)])]), None);
        let chart = drawn(&[row("2025-03-04", &[(Measure::Frozen, u64::MAX), (Measure::Traceable, 10_000)])]).unwrap();
        assert_eq!((chart.figures_left_out, chart.marks.len(), chart.marks[0].y), (1, 1, 0));
    }

    #[test]
    fn places_are_written_as_percentages() {
        for (place, text) in [(0, "0.00%"), (7, "0.07%"), (4_207, "42.07%"), (WHOLE, "100.00%")] {
            assert_eq!(per_cent(place), text);
        }
    }

    proptest! {
        #[test]
        fn every_mark_is_inside(days in proptest::collection::vec((1_u32..13, 1_u32..29, 0_u64..12_000), 0..90)) {
            let rows: Vec<_> = days.iter().map(|(month, day, value)| row(&format!("2025-{month:02}-{day:02}"), &[(Measure::Frozen, *value)])).collect();
            if let Some(chart) = drawn(&rows) {
                prop_assert!(chart.ticks.len() <= MOST_DAYS);
                prop_assert!(chart.marks.iter().all(|mark| mark.x <= WHOLE && mark.y <= WHOLE && mark.label_y.is_none_or(|up| up <= WHOLE)));
                prop_assert!(chart.ticks.windows(2).all(|pair| pair[0].x < pair[1].x));
                let written: Vec<_> = chart.ticks.iter().filter(|tick| tick.written).map(|tick| tick.x).collect();
                prop_assert!(written.windows(2).all(|pair| pair[1] - pair[0] >= ROOM_DAYS));
            } else {
                prop_assert!(days.iter().all(|(_, _, value)| *value > u64::from(WHOLE)));
            }
        }
    }
}
