//! The forms, in the order in which a case usually goes.

use super::{Field, Form, Kind};

const fn needed(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { name, label, hint, kind, optional: false }
}

const fn optional(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Field {
    Field { name, label, hint, kind, optional: true }
}

const TX: &str = "the transaction's hash; left out where it was done in an exchange's own books";
const USD: &str = "as you value it that day; left out where you do not";
const SENTENCE: &str = "one sentence, plain ASCII";

/// Why a tip is not taken.
const REASONS: &[(&str, &str)] = &[
    ("duplicate", "duplicate: the same signer told it before"),
    ("copy", "copy: somebody else told it before"),
    ("known", "known: public, or known to you"),
    ("other-case", "other case or other portal"),
    ("wrong", "wrong: the chain says otherwise"),
    ("unclear", "unclear: not enough in it to check it"),
    ("gone", "gone: the money had left already"),
    ("misleading", "misleading: it was meant to deceive"),
    ("unsigned", "unsigned: it cannot be read or is not its signer's"),
];

const KINDS: &[(&str, &str)] = &[
    ("at-exchange", "an exchange"),
    ("at-deposit-address", "a deposit address"),
    ("freezable-by-issuer", "freezable by the issuer"),
    ("bridge-out", "a bridge"),
    ("at-service", "a service"),
    ("at-address", "an address"),
    ("in-mixer", "a mixer"),
];

/// Every form.
pub const FORMS: &[Form] = &[
    Form {
        kind: "case",
        title: "Take tips on a case",
        about: "From here on you take tips on this case, on these terms. A later entry for the same case changes the terms from there on.",
        fields: &[
            needed("case", "Case", "its stable name, as in the case file", Kind::Slug),
            needed("name", "Victim", "as boards show it", Kind::Line),
            needed("pack", "Case file's digest", "sha256: and 64 digits, as tips name it", Kind::Line),
            optional("file", "Case file", "cases/NAME.json, where you publish it beside the feed", Kind::Line),
            optional(
                "terms.freezer",
                "For the freezer, percent",
                "of what is returned; left out with all terms where no bounty is promised",
                Kind::Percent,
            ),
            optional("terms.reporters", "For the first reporters, percent", "together, of what is returned", Kind::Percent),
            optional(
                "terms.split",
                "Reporters share",
                "how",
                Kind::Choice(&[("first", "the first takes all"), ("equal", "in equal parts")]),
            ),
            optional("terms.asOf", "Terms as of", "the day they were stated, as 2025-04-21", Kind::Day),
            optional("terms.source", "Terms by", "where they are stated", Kind::Line),
        ],
    },
    Form {
        kind: "verified",
        title: "Accept a tip",
        about: "It was checked and holds. What it tells becomes public by this: the place, the asset, the amount.",
        fields: &[
            needed("tip", "Tip", "its digest", Kind::Line),
            needed("kind", "Kind of place", "", Kind::Choice(KINDS)),
            needed("at", "Place", "CAIP-10: chain and address", Kind::Line),
            needed("asset", "Asset", "", Kind::Asset),
            needed("amount", "Stolen amount", "in whole coins", Kind::Coins),
            optional("usdCents", "Value in US dollars", USD, Kind::Usd),
            needed("facts", "Digest of its facts", "made by the desk", Kind::Line),
        ],
    },
    Form {
        kind: "refused",
        title: "Refuse a tip",
        about: "It was checked and is not taken. Nothing of what it tells becomes public by this, but the reason.",
        fields: &[
            needed("tip", "Tip", "its digest", Kind::Line),
            needed("reason", "Reason", "", Kind::Choice(REASONS)),
            optional("of", "The earlier tip", "its digest, for a copy or a duplicate", Kind::Line),
            optional("why", "More", "one sentence, where the word does not say all", Kind::Line),
        ],
    },
    Form {
        kind: "frozen",
        title: "Record a freeze",
        about: "Money was frozen. Its tips are credited in the order of their proofs.",
        fields: &[
            needed("freeze", "Name of the freeze", "lower-case letters, digits, dashes; never used before", Kind::Slug),
            needed("case", "Case", "its stable name", Kind::Slug),
            needed("at", "Where it lies", "CAIP-10: chain and address", Kind::Line),
            needed("asset", "Asset", "", Kind::Asset),
            needed("amount", "Amount frozen", "in whole coins", Kind::Coins),
            optional("usdCents", "Value in US dollars", USD, Kind::Usd),
            needed("by", "Frozen by", "as boards show it", Kind::Line),
            optional("tx", "Transaction", TX, Kind::Line),
            needed("time", "Frozen at", "UTC, as 2025-03-19 15:10", Kind::Time),
            optional("tips", "Tips that led to it", "digests of accepted tips; none where none did", Kind::Digests),
            optional("source", "Where it can be looked up", "left out where the transaction says all", Kind::Line),
        ],
    },
    Form {
        kind: "released",
        title: "Record that a freeze ended",
        about: "A freeze ended without the money coming back: no bounty is due for it.",
        fields: &[
            needed("freeze", "Name of the freeze", "", Kind::Slug),
            needed("time", "Ended at", "UTC, as 2025-03-19 15:10", Kind::Time),
            needed("why", "Why", SENTENCE, Kind::Line),
        ],
    },
    Form {
        kind: "returned",
        title: "Record a return",
        about: "Frozen money came back to the victim: the bounty is due on this amount.",
        fields: &[
            needed("freeze", "Name of the freeze", "", Kind::Slug),
            needed("asset", "Asset", "", Kind::Asset),
            needed("amount", "Amount returned", "in whole coins", Kind::Coins),
            optional("usdCents", "Value in US dollars", USD, Kind::Usd),
            optional("tx", "Transaction", TX, Kind::Line),
            needed("time", "Returned at", "UTC, as 2025-03-19 15:10", Kind::Time),
        ],
    },
    Form {
        kind: "paid",
        title: "Record a payment",
        about: "A bounty was paid.",
        fields: &[
            needed("freeze", "Name of the freeze", "", Kind::Slug),
            needed("share", "For", "", Kind::Choice(&[("reporter", "the reporter's part"), ("freezer", "the freezer's part")])),
            optional("tip", "Tip", "its digest, for the reporter's part", Kind::Line),
            needed("to", "Paid to", "CAIP-10: chain and address", Kind::Line),
            needed("asset", "Asset", "", Kind::Asset),
            needed("amount", "Amount paid", "in whole coins", Kind::Coins),
            optional("tx", "Transaction", TX, Kind::Line),
            needed("time", "Paid at", "UTC, as 2025-03-19 15:10", Kind::Time),
        ],
    },
    Form {
        kind: "answered",
        title: "Record an actor's answer",
        about: "How an exchange, an issuer or a bridge answered when it was asked for help. Say only what the evidence shows.",
        fields: &[
            needed("actor", "Who", "as boards show it", Kind::Line),
            needed(
                "role",
                "What it is",
                "",
                Kind::Choice(&[
                    ("exchange", "an exchange"),
                    ("issuer", "an issuer"),
                    ("bridge", "a bridge"),
                    ("mixer", "a mixer"),
                    ("service", "another service"),
                    ("authority", "an authority"),
                ]),
            ),
            needed("case", "Case", "its stable name", Kind::Slug),
            optional("asked", "Asked at", "UTC; left out where that is not public", Kind::Time),
            optional("answered", "Answered at", "UTC; left out where it has not", Kind::Time),
            needed(
                "answer",
                "Answer",
                "",
                Kind::Choice(&[
                    ("froze", "it froze what was asked for"),
                    ("partly", "it froze or told a part"),
                    ("told", "it told what it knew"),
                    ("refused", "it said no"),
                    ("silent", "it has not answered"),
                ]),
            ),
            optional("freeze", "Name of the freeze it made", "", Kind::Slug),
            needed("evidence", "Evidence", "where this can be looked up", Kind::Line),
        ],
    },
    Form {
        kind: "stated",
        title: "Publish totals",
        about: "Totals for one day, by a source. They hold for that day only; boards never join them by a line.",
        fields: &[
            needed("case", "Case", "its stable name", Kind::Slug),
            needed("asOf", "Day", "as 2025-04-21", Kind::Day),
            needed("source", "Source", "who published them, and where", Kind::Line),
            optional("figures.traceable", "Traceable, percent", "", Kind::Share),
            optional("figures.gone-dark", "Gone dark, percent", "", Kind::Share),
            optional("figures.frozen", "Frozen, percent", "", Kind::Share),
            optional("figures.reports", "Reports received", "", Kind::Number),
            optional("figures.valid-reports", "Of these, valid", "", Kind::Number),
            optional("figures.paid-usd-cents", "Bounties paid, US dollars", "", Kind::Usd),
            optional("figures.paid-hunters", "Hunters paid", "", Kind::Number),
        ],
    },
    Form {
        kind: "corrected",
        title: "Correct an entry",
        about: "What becomes of an earlier entry. The entry itself stays where it is, and so does this one.",
        fields: &[
            needed("of", "Number of the entry", "", Kind::Number),
            needed(
                "what",
                "What becomes of it",
                "",
                Kind::Choice(&[
                    ("withdrawn", "withdrawn: it was wrong and counts for nothing"),
                    ("disputed", "disputed: it counts, and says so"),
                    ("settled", "settled: the dispute is over, it holds"),
                ]),
            ),
            needed("why", "Why", SENTENCE, Kind::Line),
        ],
    },
    Form {
        kind: "handover",
        title: "Hand over to another key",
        about: "From the next entry on another key signs. This key signs nothing after it.",
        fields: &[needed("to", "Next key", "its EVM address, checksummed", Kind::Line), needed("why", "Why", SENTENCE, Kind::Line)],
    },
];

/// The forms that are not about one tip of the queue.
pub fn forms() -> impl Iterator<Item = &'static Form> {
    FORMS.iter().filter(|form| !matches!(form.kind, "verified" | "refused"))
}
