//! Refused rows, grouped by why.

use crate::trace::view::Guarded;

/// Each group with the words by which its reasons are known, the most telling first: a row is in the first that fits.
const GROUPS: [(&str, &str); 6] = [
    ("Look-alike addresses", " imitates "),
    ("Forged tokens", "A forged token"),
    ("Impossible amounts", "It claims "),
    ("A chain's own coin told twice", "The chain's own coin"),
    ("Tokens that are not on the list", "Not an asset of the list"),
    ("Transfers of nothing", "It moves nothing"),
];
/// Whatever else there is.
const OTHERS: &str = "Other reasons";

/// The rows of each group by their index, groups without rows left out. Every row is in one group.
#[must_use]
pub fn groups(rows: &[Guarded]) -> Vec<(&'static str, Vec<usize>)> {
    let group = |row: &Guarded| {
        let fits = |known: &&(&str, &str)| row.reasons.iter().any(|reason| reason.contains(known.1));
        GROUPS.iter().position(|known| fits(&known)).unwrap_or(GROUPS.len())
    };
    let titles = GROUPS.iter().map(|(title, _)| *title).chain([OTHERS]);
    let of = |at: usize| (0..rows.len()).filter(|row| rows.get(*row).is_some_and(|row| group(row) == at)).collect::<Vec<_>>();
    titles.enumerate().map(|(at, title)| (title, of(at))).filter(|(_, rows)| !rows.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Now, Run};
    use crate::trace::view::Settings;

    fn recorded() -> Vec<Guarded> {
        let now = Now { ms: 1_795_000_000_000 };
        let mut run = Run::new("bybit-2025-02-21", Settings::default()).unwrap();
        let actions = run.start(now);
        run.settle(actions, now);
        run.view().guarded
    }

    #[test]
    fn every_recorded_row_is_in_one_group_whose_title_says_why() {
        let rows = recorded();
        let groups = groups(&rows);
        let mut all: Vec<usize> = groups.iter().flat_map(|(_, rows)| rows.clone()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..rows.len()).collect::<Vec<_>>());
        assert!(groups.iter().all(|(title, _)| *title != OTHERS), "{groups:?}");
        assert!(!groups.is_empty());
    }

    #[test]
    fn a_reason_without_a_group_is_not_lost() {
        let row =
            |reasons: &[&str]| Guarded { reasons: reasons.iter().map(|reason| (*reason).to_owned()).collect(), ..recorded()[0].clone() };
        let rows = [row(&["A new reason."]), row(&["It moves nothing: so.", "X imitates Y: so."]), row(&[])];
        assert_eq!(groups(&rows), [("Look-alike addresses", vec![1]), (OTHERS, vec![0, 2])]);
    }
}
