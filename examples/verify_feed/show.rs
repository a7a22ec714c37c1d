//! What a feed holds, line by line or as JSON.

use std::io::{self, Write};

use serde_json::{Value, json};
use spoor::board::view::{Money, coins};
use spoor::board::{Board, Wrong};
use spoor::money::Amount;

use crate::folder::Read;

/// Rows of a list that are printed; `--json` has all.
const MOST_ROWS: usize = 20;

/// What is printed came from strangers: no control character of it reaches a terminal.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A sum in words: each asset exact, and what of it the publisher valued.
fn sum(money: &Money) -> String {
    if money.is_empty() {
        return "nothing".to_owned();
    }
    let assets: Vec<String> = money.assets.iter().map(|one| coins(one.amount, &one.asset)).collect();
    let valued = money.usd_cents.map(|cents| format!(" (${}, {} of {} amounts valued)", cents.to_coins(2), money.valued, money.count));
    format!("{}{}", assets.join(" + "), valued.unwrap_or_default())
}

fn outcome(read: &Read) -> String {
    match &read.problem {
        Some(problem) => format!("REFUSED, {}: {problem}", problem.word()),
        None => "The whole feed holds: every signature, every digest, every reference.".to_owned(),
    }
}

/// Line by line.
pub(crate) fn lines(out: &mut dyn Write, read: &Read, board: &Board) -> io::Result<()> {
    writeln!(out, "{}", safe(&outcome(read)))?;
    if let Some(Wrong::Forked { seen, now, .. }) = read.problem.as_ref().map(|problem| &problem.wrong) {
        writeln!(out, "seen before:  {}\nthere now:    {}", safe(seen), safe(now))?;
    }
    if read.problem.is_some() {
        writeln!(out, "Only the {} entries before that place count.", read.tally.entries())?;
    }
    let about = &board.about;
    let publisher = about.first_key.as_ref().map_or_else(|| "nobody".to_owned(), ToString::to_string);
    writeln!(out, "\n{}, opened by {publisher}", safe(&about.name))?;
    let newest = about.newest.map_or_else(|| "never".to_owned(), |at| at.to_string());
    writeln!(
        out,
        "{} entries, the newest of {newest}; {} examples, {} withdrawn, {} disputed; last line {}",
        about.entries, about.examples, about.withdrawn, about.disputed, about.head
    )?;
    let totals = &board.totals;
    writeln!(
        out,
        "\ntips       {}: {} valid, {} told before, {} refused, {} waiting",
        totals.tips,
        totals.valid,
        totals.beaten + totals.repeated,
        totals.refused,
        totals.waiting
    )?;
    let sums = [
        ("traced", &totals.traced),
        ("frozen", &totals.frozen),
        ("released", &totals.released),
        ("returned", &totals.returned),
        ("due", &totals.due),
        ("paid", &totals.paid),
    ];
    for (name, money) in sums {
        writeln!(out, "{name:<10} {}", safe(&sum(money)))?;
    }
    list(
        out,
        "hunters",
        board.hunters.iter().map(|one| {
            let name = one.name.as_deref().unwrap_or("without a name");
            format!(
                "{:>4}  {}  {name}: {} of {} valid, frozen {}, due {}",
                one.rank,
                one.key,
                one.valid,
                one.received,
                sum(&one.frozen),
                sum(&one.due)
            )
        }),
    )?;
    list(
        out,
        "companies",
        board
            .companies
            .iter()
            .map(|one| format!("{:>4}  {}: {} freezes, {}, due {}", one.rank, one.name, one.freezes, sum(&one.frozen), sum(&one.due))),
    )?;
    list(
        out,
        "actors",
        board.actors.iter().map(|one| {
            let median = one
                .delay
                .median_s
                .map_or_else(|| "no time known".to_owned(), |seconds| format!("{} hours to answer", Amount::from(seconds / 3_600)));
            format!("      {}: helped {}, refused {}, silent {}; {median}", one.name, one.helped, one.refused, one.silent)
        }),
    )?;
    list(out, "notes", board.notes.iter().map(|note| format!("      entry {}: {}", note.entry, note.why)))
}

/// The first rows of a list.
fn list(out: &mut dyn Write, name: &str, rows: impl ExactSizeIterator<Item = String>) -> io::Result<()> {
    let count = rows.len();
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "\n{name} ({count})")?;
    for row in rows.take(MOST_ROWS) {
        writeln!(out, "{}", safe(&row))?;
    }
    if count > MOST_ROWS { writeln!(out, "      and {} more: --json has all", count - MOST_ROWS) } else { Ok(()) }
}

/// As one object.
pub(crate) fn json(out: &mut dyn Write, read: &Read, board: &Board, code: u8) -> io::Result<()> {
    let problem = read.problem.as_ref().map(|problem| {
        let mut said = json!({ "kind": problem.word(), "place": problem.place.to_string(), "sentence": problem.to_string() });
        if let Wrong::Forked { seen, now, sequence } = &problem.wrong {
            said["proof"] = json!({ "sequence": sequence.to_string(), "seen": seen, "now": now });
        }
        said
    });
    let index = read.index.as_ref().and_then(|index| serde_json::from_str::<Value>(&index.to_text()).ok());
    let whole = json!({ "valid": code == 0, "exit": code, "problem": problem, "index": index, "board": board });
    writeln!(out, "{whole:#}")
}
