//! Who was asked about an address or a transaction, what each said, and who was asked in whose stead.

use super::hostile;
use super::words;
use crate::journal::Entry;
use crate::money::UnixSeconds;

/// What one host said of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub host: String,
    /// How many answers could be used.
    pub answers: usize,
    /// How many of them this browser had kept of an earlier visit.
    pub kept: usize,
    /// When the last of them was given.
    pub last: Option<UnixSeconds>,
    /// What came instead of an answer, each once.
    pub failures: Vec<String>,
    /// Whether it was asked after another host had failed.
    pub instead: bool,
}

/// What each host said of a thing, in the order in which they were asked.
#[must_use]
pub fn told(entries: &[Entry], about: &str) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.about == about) {
        let at = match all.iter().position(|told| told.host == entry.host) {
            Some(at) => at,
            None => {
                let instead = all.iter().any(|before| !before.failures.is_empty());
                all.push(Told { host: entry.host.clone(), answers: 0, kept: 0, last: None, failures: Vec::new(), instead });
                all.len() - 1
            }
        };
        let Some(told) = all.get_mut(at) else { continue };
        if entry.is_usable {
            told.answers += 1;
            told.kept += usize::from(entry.is_kept());
            told.last = told.last.max(Some(entry.at));
        } else if !told.failures.contains(&entry.outcome) {
            told.failures.push(entry.outcome.clone());
        }
    }
    all
}

/// It in a sentence.
#[must_use]
pub fn sentence(told: &Told) -> String {
    let Told { host, answers, kept, last, failures, instead } = told;
    let stead = if *instead { ", asked in its stead" } else { "" };
    let gave = match (answers, last) {
        (0, _) | (_, None) => "gave nothing".to_owned(),
        (_, Some(last)) => format!("{}, the last of {}", words::count(*answers, "answer", "answers"), last.minute()),
    };
    let from_here = match kept {
        0 => String::new(),
        kept if kept == answers => ", kept by this browser and not asked again".to_owned(),
        kept => format!(", {kept} of them kept by this browser"),
    };
    let failed = if failures.is_empty() { String::new() } else { format!(". It also said: {}", failures.join("; ")) };
    let said = hostile::plain(&format!("{host}{stead}: {gave}{from_here}{failed}"), 600);
    if said.ends_with('.') { said } else { format!("{said}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(host: &str, about: &str, outcome: &str, is_usable: bool, left_the_browser: bool) -> Entry {
        let text = str::to_owned;
        let at = UnixSeconds::new(1_795_000_000);
        let (n, status, bytes, sha256, request) = (1, 200, 1, String::new(), format!("GET https://{host}/{about}"));
        Entry {
            n,
            at,
            host: text(host),
            left_the_browser,
            request,
            about: text(about),
            status,
            bytes,
            sha256,
            outcome: text(outcome),
            is_usable,
        }
    }

    #[test]
    fn each_host_is_told_of_with_what_it_gave_and_in_whose_stead() {
        let entries = [
            entry("a.example", "x", "no answer in 45 seconds; it will be asked again", false, true),
            entry("a.example", "x", "given up", false, true),
            entry("a.example", "other", "3 transfers", true, true),
            entry("b.example", "x", "3 transfers", true, true),
            entry("b.example", "x", "2 transfers", true, false),
        ];
        let sentences: Vec<String> = told(&entries, "x").iter().map(sentence).collect();
        assert_eq!(
            sentences,
            [
                "a.example: gave nothing. It also said: no answer in 45 seconds; it will be asked again; given up.",
                "b.example, asked in its stead: 2 answers, the last of 2026-11-18 11:06 UTC, 1 of them kept by this browser.",
            ]
        );
        assert!(told(&entries, "nobody asked").is_empty());
        let recorded = [Entry { request: "GET recorded://bybit/x".to_owned(), ..entry("bybit", "x", "1 transfers", true, false) }];
        assert_eq!(told(&recorded, "x")[0].kept, 0, "the recording came with the page");
    }

    #[test]
    fn a_host_is_not_its_own_stand_in() {
        let entries = [entry("a.example", "x", "limited", false, true), entry("a.example", "x", "3 transfers", true, true)];
        let all = told(&entries, "x");
        assert_eq!(all.len(), 1);
        assert!(!all[0].instead && all[0].answers == 1 && all[0].failures == ["limited"]);
    }

    #[test]
    fn hostile_words_stay_words_and_are_cut() {
        let long = format!("{}\u{202E}<b>", "x".repeat(2_000));
        let said = sentence(&told(&[entry("a.example", "x", &long, false, true)], "x")[0]);
        assert!(said.chars().count() <= 602 && !said.contains('\u{202E}'));
    }
}
