//! The privacy ledger: which host saw what, and when, over all visits of this browser. Keys are never in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::money::UnixSeconds;

/// The most rows that a browser keeps; the oldest go first.
pub const MOST_ROWS: u32 = 100_000;
/// The longest request that is written down whole, in characters; a posted body can be longer.
const LONGEST: usize = 2_000;

/// A request that left this browser, written down before it left. The visitor's network address went with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number, counted from 1 since the ledger was last emptied.
    pub n: u32,
    /// When, by the visitor's clock.
    pub at: UnixSeconds,
    /// Which host saw it, with its port.
    pub host: String,
    /// The address or transaction that the host saw.
    pub about: String,
    /// The request with the place of the key instead of the key, as `GET https://…`.
    pub request: String,
    /// For which case.
    pub case: String,
    /// When the run began to which it belongs.
    pub run: UnixSeconds,
}

impl Row {
    /// A row that has no number yet.
    #[must_use]
    pub fn new(at: UnixSeconds, host: &str, about: String, cited: &str, case: String, run: UnixSeconds) -> Self {
        Self { n: 0, at, host: host.to_owned(), about, request: cited.chars().take(LONGEST).collect(), case, run }
    }
}

/// What one host saw in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub host: String,
    /// Requests.
    pub requests: usize,
    /// Different addresses and transactions.
    pub things: usize,
    /// The first time.
    pub first: UnixSeconds,
    /// The last time.
    pub last: UnixSeconds,
}

/// What each host saw, the one that saw most first.
#[must_use]
pub fn by_host(rows: &[Row]) -> Vec<Seen> {
    let mut hosts: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        hosts.entry(&row.host).or_default().push(row);
    }
    let seen = |(host, rows): (&str, Vec<&Row>)| {
        let things: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.about.as_str()).collect();
        let times = || rows.iter().map(|row| row.at);
        Some(Seen { host: host.to_owned(), requests: rows.len(), things: things.len(), first: times().min()?, last: times().max()? })
    };
    let mut all: Vec<Seen> = hosts.into_iter().filter_map(seen).collect();
    all.sort_by_key(|seen| std::cmp::Reverse(seen.requests));
    all
}

/// The ledger as a JSON array, a row a line.
///
/// # Errors
/// None of the parts of a row can fail to be written; serde does not know that.
pub fn to_json(rows: &[&Row]) -> Result<String, serde_json::Error> {
    let lines: Result<Vec<String>, _> = rows.iter().map(serde_json::to_string).collect();
    Ok(format!("[\n{}\n]\n", lines?.join(",\n")))
}

/// The ledger as comma-separated values, every field quoted ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)).
///
/// A table program takes a text that begins like a formula for one, quoted or not: it gets an apostrophe in front.
#[must_use]
pub fn to_csv(rows: &[&Row]) -> String {
    let mut text = line(&["number", "time (UTC)", "host", "about", "request", "case", "run begun (UTC)"].map(str::to_owned));
    for row in rows {
        let Row { n, at, host, about, request, case, run } = row;
        text.push_str(&line(&[n.to_string(), at.to_string(), host.clone(), about.clone(), request.clone(), case.clone(), run.to_string()]));
    }
    text
}

fn line(fields: &[String]) -> String {
    let quoted: Vec<String> = fields
        .iter()
        .map(|field| {
            let formula = if field.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
            format!("\"{formula}{}\"", field.replace('"', "\"\""))
        })
        .collect();
    format!("{}\r\n", quoted.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(n: u32, host: &str, about: &str) -> Row {
        let at = UnixSeconds::new(1_795_000_000 + u64::from(n));
        let fresh = Row::new(at, host, about.to_owned(), &format!("GET https://{host}/{about}"), "a-case".to_owned(), at);
        Row { n, ..fresh }
    }

    #[test]
    fn hosts_are_counted_with_what_they_saw() {
        let rows = [row(1, "a.example", "x"), row(2, "b.example", "x"), row(3, "b.example", "y"), row(4, "b.example", "x")];
        let seen: Vec<(String, usize, usize)> = by_host(&rows).into_iter().map(|seen| (seen.host, seen.requests, seen.things)).collect();
        assert_eq!(seen, [("b.example".to_owned(), 3, 2), ("a.example".to_owned(), 1, 1)]);
        let first = &by_host(&rows)[0];
        assert_eq!((first.first, first.last), (rows[1].at, rows[3].at));
        assert!(by_host(&[]).is_empty());
    }

    #[test]
    fn a_long_request_is_cut() {
        let long = "é".repeat(5_000);
        assert_eq!(
            Row::new(UnixSeconds::new(0), "h", String::new(), &long, String::new(), UnixSeconds::new(0)).request.chars().count(),
            LONGEST
        );
    }

    #[test]
    fn the_exports_say_the_same() {
        let (one, two) = (row(1, "a.example", "x"), row(2, "b.example", "=1+1"));
        let back: Vec<Row> = serde_json::from_str(&to_json(&[&one, &two]).unwrap()).unwrap();
        assert_eq!(back, [one.clone(), two.clone()]);
        assert_eq!(
            to_csv(&[&one, &two]).lines().nth(2).unwrap(),
            r#""2","2026-11-18T11:06:42Z","b.example","'=1+1","GET https://b.example/=1+1","a-case","2026-11-18T11:06:42Z""#
        );
        assert_eq!(to_json(&[]).unwrap(), "[\n\n]\n");
    }

    /// Reads RFC 4180 back.
    fn fields(text: &str) -> Vec<Vec<String>> {
        let (mut lines, mut fields, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match (quoted, letter) {
                (true, '"') if letters.peek() == Some(&'"') => field.extend(letters.next()),
                (_, '"') => quoted = !quoted,
                (false, ',') => fields.push(std::mem::take(&mut field)),
                (false, '\r') => {}
                (false, '\n') => {
                    fields.push(std::mem::take(&mut field));
                    lines.push(std::mem::take(&mut fields));
                }
                (_, other) => field.push(other),
            }
        }
        lines
    }

    proptest! {
        #[test]
        fn no_text_leaves_its_field(about in any::<String>(), case in "[ -~\r\n\"]{0,20}") {
            let odd = Row { case: case.clone(), ..row(1, "a.example", &about) };
            let back = fields(&to_csv(&[&odd]));
            prop_assert_eq!(back.len(), 2);
            prop_assert_eq!(back[1].len(), 7);
            prop_assert_eq!(back[1][3].trim_start_matches('\''), about.trim_start_matches('\''));
            prop_assert_eq!(back[1][5].trim_start_matches('\''), case.trim_start_matches('\''));
        }
    }
}
