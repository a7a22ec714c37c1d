//! Which checks stop a signature, which of them a reason sets aside, and why.
//!
//! The measure is what an analyst would send back. What makes a tip wrong or worthless to everybody is never set aside;
//! what is weak, late or odd may have a good reason, which then stands in the tip under the signature.

/// A check that can stop a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tip) struct Row {
    /// Its stable name: it stands in tips.
    pub id: &'static str,
    /// Whether a reason sets it aside.
    pub may_override: bool,
    /// What stood against signing, in a sentence without the particulars: for the reader of a tip.
    pub said: &'static str,
    /// Why it may, or may not, be set aside.
    pub why: &'static str,
}

const fn never(id: &'static str, said: &'static str, why: &'static str) -> Row {
    Row { id, may_override: false, said, why }
}

const fn unless(id: &'static str, said: &'static str, why: &'static str) -> Row {
    Row { id, may_override: true, said, why }
}

/// Every check that can stop a signature, by name.
pub(in crate::tip) const TABLE: [Row; 18] = [
    unless(
        "certainty",
        "The note claims for certain what is a conclusion",
        "Words are judged by a list, and a list does not understand them.",
    ),
    unless(
        "clock",
        "The clock was behind the newest evidence, by two hours at most",
        "Clocks differ; up to two hours the reader's program forgives it too.",
    ),
    never(
        "clock-far",
        "The clock was far behind the newest evidence",
        "The reader's program refuses a tip that is older than its evidence.",
    ),
    unless(
        "coverage",
        "The history of an address on the way was not read whole",
        "What was not read can change amounts; where it cannot be read at all, the way itself still stands.",
    ),
    never("evidence", "The evidence does not carry the tip", "A hop without a source is hearsay; every reader's program refuses it."),
    never("forged", "A hop is a forged transfer", "The money did not take this way."),
    unless("moved", "The money had moved on when somebody looked", "Who held it may still matter; the freeze comes too late there."),
    never("note", "The note cannot be sent as it is", "A character that portals change breaks the tip; a long one is cut."),
    unless(
        "nothing-new",
        "The place is on a public list, and nothing more is said of it",
        "The way to it may be new even where the place is not.",
    ),
    never("payout", "The payout address cannot be read", "A reward that goes nowhere helps nobody."),
    never("payout-on-way", "The reward would go to an address of the way or of the case", "It would pay whoever moved the stolen money."),
    unless(
        "payout-traced",
        "The reward would go to an address that the traced money touched",
        "Exchanges and services are touched by everybody's money.",
    ),
    unless("second-differs", "A second explorer tells a hop otherwise", "One of the two is wrong, and it can be the second."),
    unless("signer-traced", "The account that signs was touched by the traced money", "Somebody who was paid in good faith may report it."),
    unless(
        "told-already",
        "An earlier tip of the same tipster says the same",
        "A tip that was lost or refused for its form is sent again.",
    ),
    never("totals", "The totals do not add up", "Where money appears or vanishes, no amount can be believed."),
    never("unwritable", "No tip can be written about this end", "Nothing is there to be signed."),
    never("way", "There is no whole way from the theft", "Without a way from the theft it is no tip."),
];

/// The row of a check; `None` for those that never stop a signature.
pub(in crate::tip) fn row(id: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.id == id)
}

/// Whether a reason sets a check aside.
#[must_use]
pub fn may_override(id: &str) -> bool {
    row(id).is_some_and(|row| row.may_override)
}

/// What stood against signing, in words for the reader of a tip.
#[must_use]
pub fn said(id: &str) -> &'static str {
    row(id).map_or("A check that this version of Spoor does not know", |row| row.said)
}

/// Why a check may, or may not, be set aside: a sentence.
#[must_use]
pub fn why(id: &str) -> &'static str {
    row(id).map_or("", |row| row.why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_plain_and_never_lets_totals_be_set_aside() {
        assert!(TABLE.windows(2).all(|pair| pair[0].id < pair[1].id));
        for row in TABLE {
            assert!(row.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", row.id);
            assert!(row.said.is_ascii() && !row.said.ends_with('.') && row.why.ends_with('.'), "{}", row.id);
        }
        for id in ["totals", "way", "evidence", "forged", "clock-far", "payout", "payout-on-way", "unknown"] {
            assert!(!may_override(id), "{id}");
        }
        for id in ["certainty", "clock", "coverage", "moved", "nothing-new", "second-differs", "told-already"] {
            assert!(may_override(id), "{id}");
        }
    }
}
