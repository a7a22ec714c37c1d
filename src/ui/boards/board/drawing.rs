//! Published totals as a drawing: a mark at each day. The table beside it says the same, so the drawing is one image with a name.

use leptos::prelude::*;

use super::chart::{Chart, MOST_DAYS, PARTS, Tick, chart, per_cent};
use super::words;
use crate::board::entry::Measure;
use crate::board::view::StatementRow;

/// The drawing of one case's statements; nothing where they state no part of the whole.
pub fn drawing(case: &str, statements: &[&StatementRow]) -> Option<AnyView> {
    let Chart { marks, ticks, days_left_out, figures_left_out } = chart(statements)?;
    let days = match (ticks.first(), ticks.last()) {
        (Some(first), Some(last)) if first.day != last.day => {
            format!("{}, from {} to {}", words::count(ticks.len() as u64, "day", "days"), first.day, last.day)
        }
        (Some(first), _) => first.day.clone(),
        _ => String::new(),
    };
    let name = format!("Published parts of the stolen money, {case}: {days}. The table below says the same.");
    let of = |what| marks.iter().filter(move |mark| mark.what == what);
    let drawn = PARTS.into_iter().filter(|what| of(*what).next().is_some()).collect::<Vec<_>>();
    let mark = |mark: &super::chart::Mark| {
        let title = format!("{}, {}", words::measure(mark.what), words::figure(mark.what, mark.value.into()));
        let number = words::figure(mark.what, mark.value.into());
        view! {
            <svg x=per_cent(mark.x) y=per_cent(mark.y) width="1" height="1"><g class=class(mark.what)><title>{title}</title><path d=shape(mark.what)/></g></svg>
            {mark.label_y.map(|y| view! { <text class="value" x=per_cent(mark.x) y=per_cent(y) dx="9" dy="4">{number}</text> })}
        }
    };
    let level = |(part, text): (&'static str, &'static str)| {
        view! { <line class="level" x1="0" x2="100%" y1=part y2=part/><text class="axis" x="-8" y=part dy="4" text-anchor="end">{text}</text> }
    };
    let tick = |tick: &Tick| {
        let day = tick
            .written
            .then(|| view! { <text class="axis" x=per_cent(tick.x) y="100%" dy="20" text-anchor="middle">{tick.day.clone()}</text> });
        view! { <line class="day" x1=per_cent(tick.x) x2=per_cent(tick.x) y1="0" y2="100%"/>{day} }
    };
    Some(
        view! {
            <figure class="statedchart">
                <ul class="chartkey">{drawn.into_iter().map(|what| view! {
                    <li><svg class="glyph" viewBox="-7 -7 14 14" width="14" height="14" aria-hidden="true"><g class=class(what)><path d=shape(what)/></g></svg>{words::measure(what)}</li>
                }).collect_view()}</ul>
                <div class="plot">
                    <svg role="img" aria-label=name width="100%" height="150">
                        {[("0", "100 %"), ("50%", "50 %"), ("100%", "0 %")].map(level).collect_view()}
                        {ticks.iter().map(tick).collect_view()}
                        {marks.iter().map(mark).collect_view()}
                    </svg>
                </div>
                <figcaption class="note">
                    "Each mark is what was published for its day. Marks are not joined: between two days nothing is known."
                    {(days_left_out > 0).then(|| format!(" The newest {MOST_DAYS} days are drawn, {days_left_out} earlier ones are in the table."))}
                    {(figures_left_out > 0).then(|| format!(" {} above 100 % not drawn.", words::count(figures_left_out as u64, "figure is", "figures are")))}
                </figcaption>
            </figure>
        }
        .into_any(),
    )
}

const fn class(what: Measure) -> &'static str {
    match what {
        Measure::Traceable => "stated traceable",
        Measure::GoneDark => "stated dark",
        _ => "stated frozen",
    }
}

/// Circle, square, diamond: told apart without colour.
const fn shape(what: Measure) -> &'static str {
    match what {
        Measure::Traceable => "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1-5 0Z",
        Measure::GoneDark => "M-4.5-4.5H4.5V4.5H-4.5Z",
        _ => "M0-6.5 6.5 0 0 6.5-6.5 0Z",
    }
}
