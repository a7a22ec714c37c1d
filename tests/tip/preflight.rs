//! What is said before signing: each check appears where it should, and is gone after its fix.

use spoor::explorer::confirm::{Agreement, Checked};
use spoor::explorer::still::{Found, Frozen, Holding, Newest, Says, Sighting};
use spoor::explorer::{Answered, Coverage};
use spoor::label::{Category, Confidence, Label};
use spoor::money::{Account, Amount, UnixSeconds};
use spoor::tip::preflight::{Check, Level, as_inference, table};
use spoor::tip::{EarlierTip, Fix, Outcome, Override, Plan, may_sign, plain_note, preflight, read_payout};
use spoor::trace::view::{Guarded, Reason, Stage, Tier, View};

use super::sample::{self, Dice, NOW};

pub(crate) const PAYOUT: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

/// Everything that a plan is made of, and that a test changes.
pub(crate) struct Made {
    pub(crate) view: View,
    pub(crate) note: String,
    pub(crate) payout: String,
    pub(crate) signer: alloy_primitives::Address,
    pub(crate) seen: Option<Sighting>,
    pub(crate) seconds: Vec<Checked>,
    pub(crate) earlier: Vec<EarlierTip>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) now: UnixSeconds,
}

impl Made {
    /// A good trace of four hops.
    pub(crate) fn new() -> Self {
        let mut dice = Dice::new(1);
        let view = sample::view(&sample::case(), &mut dice, 4);
        Self {
            view,
            note: String::new(),
            payout: PAYOUT.to_owned(),
            signer: sample::key(&mut dice).address(),
            seen: None,
            seconds: Vec::new(),
            earlier: Vec::new(),
            overrides: Vec::new(),
            now: NOW,
        }
    }

    pub(crate) fn plan<T>(&self, run: impl FnOnce(&Plan<'_>) -> T) -> T {
        let (case, engine) = (sample::case(), sample::engine());
        run(&Plan {
            case: &case,
            view: &self.view,
            end: 0,
            note: &self.note,
            payout: &self.payout,
            signer: Some(self.signer),
            seen: self.seen.as_ref(),
            seconds: &self.seconds,
            earlier: &self.earlier,
            overrides: &self.overrides,
            engine: &engine,
            now: self.now,
        })
    }

    fn checks(&self) -> Vec<Check> {
        self.plan(preflight)
    }

    /// A look at the end's address.
    fn look(&mut self, amount: Amount, newest: UnixSeconds) {
        let end = &self.view.ends[0];
        let at = UnixSeconds::new(1_744_100_000);
        self.seen = Some(Sighting {
            holding: Holding { account: self.view.nodes[end.node].account.clone(), asset: end.asset.clone() },
            by: Some("eth.blockscout.com".to_owned()),
            at,
            says: Says::Found(Found {
                amount,
                newest: Some(Newest { number: 22_000_000, at: Some(newest) }),
                frozen: Frozen::NotAsked,
                waiting: 0,
            }),
            answers: vec![answered("blockscout-eth", 7, at)],
        });
    }

    /// What a second explorer says of one hop.
    pub(crate) fn second(&mut self, hop: usize, verdict: Agreement) {
        let transfer = self.view.ends[0].path[hop].transfer.clone();
        let number = u8::try_from(hop).unwrap();
        let at = UnixSeconds::new(1_744_200_000 + u64::from(number));
        self.seconds.push(Checked {
            answers: vec![answered("second-explorer", 100 + number, at)],
            block_hash: Some(transfer.block_hash.unwrap_or(transfer.tx)),
            transfer,
            by: Some("second.example".to_owned()),
            at,
            verdict,
        });
    }
}

fn answered(provider: &str, number: u8, at: UnixSeconds) -> Answered {
    Answered {
        provider: provider.to_owned(),
        request: format!("GET https://{provider}.example/{number}"),
        status: 200,
        at,
        bytes: 77,
        sha256: alloy_primitives::hex::encode([number; 32]),
        coverage: Coverage::Whole,
    }
}

fn has(checks: &[Check], level: Level, what: &str) -> bool {
    checks.iter().any(|check| check.level == level && check.what.contains(what))
}

fn level_of(checks: &[Check], id: &str) -> Option<Level> {
    checks.iter().filter(|check| check.id == id).map(|check| check.level).min()
}

#[test]
fn a_good_trace_may_be_signed() {
    let made = Made { note: "found by following the largest way".to_owned(), ..Made::new() };
    let checks = made.checks();
    assert!(may_sign(&checks), "{checks:#?}");
    for what in [
        "4 hops from the theft",
        "equation holds",
        "Every hop cites",
        "No hop is a forged",
        "is after the newest",
        PAYOUT,
        "on none of the lists",
    ] {
        assert!(has(&checks, Level::Ok, what), "{what}: {checks:#?}");
    }
    assert!(checks.windows(2).all(|pair| pair[0].level <= pair[1].level));
}

fn guard(made: &mut Made) {
    let transfer = made.view.ends[0].path[2].transfer.clone();
    made.view.guarded.push(Guarded { transfer, reasons: vec!["a look-alike".to_owned()], sources: vec![0] });
}

/// The end at an address that the case file names.
fn at_known(made: &mut Made) {
    let known = sample::case().statements[0].account.clone();
    let node = made.view.ends[0].node;
    made.view.ends[0].path[3].transfer.to = known.address().clone();
    made.view.nodes[node].account = known;
}

/// A second end, which others than the visitor can stop.
fn another_end(made: &mut Made) {
    let mut end = made.view.ends[0].clone();
    end.id = 1;
    end.node = 2;
    end.path.truncate(2);
    end.freezable_by = Some("Somebody can freeze it".to_owned());
    made.view.ends.push(end);
}

fn told_before(made: &mut Made, amount: Amount, ago_s: u64) {
    let end = &made.view.ends[0];
    made.earlier.push(EarlierTip {
        issued_at: UnixSeconds::new(made.now.get() - ago_s),
        id: "ab".repeat(32),
        at: made.view.nodes[end.node].account.clone(),
        asset: end.asset.clone(),
        amount,
    });
}

type Change = &'static dyn Fn(&mut Made);

/// What stops a signature: how it comes about, what is said, what one press offers, what puts it right.
const STOPS: &[(&str, Change, &str, Option<Fix>, Change)] = &[
    ("way", &|made| made.view.ends[0].path.clear(), "No way from the theft", Some(Fix::OpenTrace), &|made| *made = Made::new()),
    ("way", &|made| drop(made.view.ends[0].path.remove(0)), "is no transaction of the theft", Some(Fix::OpenTrace), &|made| {
        *made = Made::new()
    }),
    ("way", &|made| made.view.ends[0].amount = Amount::ZERO, "nothing stolen is claimed", Some(Fix::OpenTrace), &|made| {
        *made = Made::new()
    }),
    ("totals", &|made| made.view.equations[0].fees = Amount::from(1), "the sides differ", Some(Fix::OpenTrace), &|made| {
        made.view.equations[0].fees = Amount::ZERO;
    }),
    ("totals", &|made| made.view.equations.clear(), "there is none for the claim's asset", Some(Fix::OpenTrace), &|made| {
        *made = Made::new()
    }),
    ("evidence", &|made| made.view.ends[0].path[1].sources.clear(), "no source reports this hop", Some(Fix::OpenTrace), &|made| {
        made.view.ends[0].path[1].sources = vec![0];
    }),
    ("forged", &guard, "refused as forged", Some(Fix::OpenTrace), &|made| made.view.guarded.clear()),
    ("note", &|made| made.note = "na\u{ef}ve".to_owned(), "is not plain ASCII", Some(Fix::PlainNote), &|made| {
        made.note = plain_note(&made.note)
    }),
    ("note", &|made| made.note = "x".repeat(2_001), "has 2001 characters", Some(Fix::ShortenNote), &|made| made.note.truncate(2_000)),
    ("certainty", &|made| made.note = "He is the thief!".to_owned(), "he is the thief", Some(Fix::SayInference), &|made| {
        made.note = as_inference(&made.note);
    }),
    (
        "certainty",
        &|made| {
            made.note = "certainly an exchange".to_owned();
            made.view.ends[0].path[2].tier = Tier::Inferred;
        },
        "says \"certainly\"",
        Some(Fix::SayInference),
        &|made| made.view.ends[0].path[2].tier = Tier::Observed,
    ),
    (
        "coverage",
        &|made| {
            made.view.nodes[2].coverage = Some(Coverage::Cut("page 3 was not read".to_owned()));
            made.view.progress.stage = Stage::Spent;
        },
        "was not read whole",
        Some(Fix::GoOnTracing { budget: 600 }),
        &|made| made.view.nodes[2].coverage = Some(Coverage::Whole),
    ),
    (
        "second-differs",
        &|made| made.second(1, Agreement::Differs("it says 1 base units, not 2".to_owned())),
        "tells hop 1 otherwise, second.example: it says 1 base units",
        Some(Fix::AskSecondExplorer),
        &|made| {
            made.second(1, Agreement::Same);
            made.seconds[1].at = UnixSeconds::new(1_744_300_000);
        },
    ),
    ("second-differs", &|made| made.second(2, Agreement::NotThere), "no such transfer in it", Some(Fix::AskSecondExplorer), &|made| {
        made.seconds.clear()
    }),
    (
        "second-differs",
        &|made| {
            made.second(2, Agreement::Same);
            let other = made.view.ends[0].path[0].transfer.tx;
            let own = made.view.ends[0].path[2].transfer.tx;
            made.view.ends[0].path[2].transfer.block_hash = Some(own);
            made.seconds[0].transfer.block_hash = Some(own);
            made.seconds[0].block_hash = Some(other);
        },
        "it says block hash",
        Some(Fix::AskSecondExplorer),
        &|made| made.seconds[0].block_hash = made.seconds[0].transfer.block_hash,
    ),
    (
        "moved",
        &|made| {
            made.look(Amount::ZERO, UnixSeconds::new(1_744_100_000));
            made.view.progress.stage = Stage::Stopped;
        },
        "The money has moved on",
        Some(Fix::GoOnTracing { budget: 300 }),
        &|made| made.look(made.view.ends[0].amount, UnixSeconds::new(1_744_100_000)),
    ),
    (
        "nothing-new",
        &|made| {
            another_end(made);
            at_known(made);
            made.look(Amount::ZERO, UnixSeconds::new(1_744_100_000));
        },
        "This address is public already, by",
        Some(Fix::ChooseEnd(1)),
        &|made| made.look(made.view.ends[0].amount, UnixSeconds::new(1_744_100_000)),
    ),
    ("told-already", &|made| told_before(made, made.view.ends[0].amount, 86_400), "this one tells nothing more", None, &|made| {
        made.earlier.clear()
    }),
    (
        "payout",
        &|made| made.payout = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD".to_owned(),
        "should be",
        Some(Fix::ClearPayout),
        &|made| made.payout.clear(),
    ),
    ("payout", &|made| made.payout = "0x5aAeb6053F".to_owned(), "has 12 characters", Some(Fix::ClearPayout), &|made| made.payout.clear()),
    ("payout", &|made| made.payout = "my wallet".to_owned(), "Payout", Some(Fix::ClearPayout), &|made| made.payout.clear()),
    (
        "payout",
        &|made| made.payout = "eip155:1:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".to_owned(),
        "no address of eip155:1",
        Some(Fix::ClearPayout),
        &|made| made.payout.clear(),
    ),
    (
        "payout-on-way",
        &|made| made.payout = made.view.ends[0].path[2].transfer.to.to_string(),
        "an address of the way",
        Some(Fix::ClearPayout),
        &|made| made.payout.clear(),
    ),
    (
        "payout-on-way",
        &|made| made.payout = sample::case().parties[3].account.address().to_string(),
        "or of the case",
        Some(Fix::ClearPayout),
        &|made| made.payout.clear(),
    ),
    (
        "payout-traced",
        &|made| {
            let account: Account = format!("eip155:1:{PAYOUT}").parse().unwrap();
            let mut node = made.view.nodes[3].clone();
            node.id = made.view.nodes.len();
            node.account = account;
            made.view.nodes.push(node);
        },
        "the traced money touched",
        Some(Fix::ClearPayout),
        &|made| made.payout.clear(),
    ),
    (
        "signer-traced",
        &|made| made.signer = *made.view.nodes[2].account.address().as_evm().unwrap(),
        "was touched by the traced money: the trace reached it after 2 hops",
        Some(Fix::ChangeSigner),
        &|made| made.signer = Made::new().signer,
    ),
    ("clock-far", &|made| made.now = UnixSeconds::new(1_700_000_000), "before the newest evidence", Some(Fix::ReadClock), &|made| {
        made.now = NOW
    }),
    (
        "clock",
        &|made| {
            let newest = made.view.sources.iter().map(|source| source.at.get()).max().unwrap();
            made.now = UnixSeconds::new(newest - 60);
        },
        "before the newest evidence",
        Some(Fix::ReadClock),
        &|made| made.now = NOW,
    ),
    (
        "clock-far",
        // The newest block that the look saw is ahead of the clock.
        &|made| made.look(made.view.ends[0].amount, UnixSeconds::new(NOW.get() + 7_201)),
        "before the newest evidence",
        Some(Fix::ReadClock),
        &|made| made.now = UnixSeconds::new(NOW.get() + 7_201),
    ),
];

#[test]
fn what_stops_a_signature_says_so_offers_a_press_and_is_gone_after_its_fix() {
    for (id, change, what, fix, mend) in STOPS {
        let mut made = Made::new();
        change(&mut made);
        let checks = made.checks();
        assert!(!may_sign(&checks), "{id}: {what}");
        let blocking: Vec<&Check> = checks.iter().filter(|check| check.level == Level::Block).collect();
        let found = blocking.iter().find(|check| check.id == *id && check.what.to_lowercase().contains(&what.to_lowercase()));
        let found = found.unwrap_or_else(|| panic!("{id}, {what}: {blocking:#?}"));
        assert!(!found.fix.is_empty());
        assert_eq!(found.fixes.first(), fix.as_ref(), "{id}: {what}");
        mend(&mut made);
        assert_ne!(level_of(&made.checks(), id), Some(Level::Block), "{id}: {what} stays after its fix");
    }
    let tried: std::collections::BTreeSet<&str> = STOPS.iter().map(|(id, ..)| *id).collect();
    assert_eq!(tried.len(), 17, "all of the table but \"unwritable\": {tried:?}");
}

#[test]
fn a_reason_sets_aside_what_the_table_allows_and_stands_in_the_tip() {
    let reason = "The reader knows this place by an older report.";
    let (mut set_aside, mut kept) = (0, 0);
    for (id, change, what, ..) in STOPS {
        let mut made = Made::new();
        change(&mut made);
        let before = made.checks();
        let Ok(one) = Override::new(id, reason) else {
            assert!(!table::may_override(id) && before.iter().all(|check| check.id != *id || !check.may_override()), "{id}");
            // Whoever writes the reason past the field gains nothing.
            made.overrides = vec![Override { check: (*id).to_owned(), reason: reason.to_owned() }];
            assert!(!may_sign(&made.checks()), "{id}");
            kept += 1;
            continue;
        };
        made.overrides = vec![one.clone()];
        let checks = made.checks();
        let found =
            checks.iter().find(|check| check.id == *id && check.level == Level::Overridden).unwrap_or_else(|| panic!("{id}: {checks:#?}"));
        assert_eq!((found.reason.as_deref(), found.may_override()), (Some(reason), true), "{what}");
        // Another check may stand against it as well: a place that is public and left has moved too.
        made.overrides.extend(
            before.iter().filter(|check| check.may_override() && check.id != *id).map(|check| Override::new(check.id, reason).unwrap()),
        );
        made.overrides.push(Override::new("told-already", "a reason for nothing that stands").unwrap_or(one.clone()));
        assert!(may_sign(&made.checks()), "{id}: {:#?}", made.checks());
        let payload = made.plan(|plan| plan.payload()).unwrap();
        let listed = payload.overrides.as_ref().unwrap();
        assert!(listed.contains(&one) && listed.windows(2).all(|pair| pair[0].check < pair[1].check), "{id}");
        assert!(
            *id == "told-already" || listed.iter().all(|other| other.check != "told-already"),
            "{id}: a reason for nothing is left out"
        );
        set_aside += 1;
    }
    assert!(set_aside >= 11 && kept >= 14, "{set_aside} set aside, {kept} not");
}

#[test]
fn the_reader_sees_what_was_set_aside() {
    let mut made = Made::new();
    made.look(Amount::ZERO, UnixSeconds::new(1_744_100_000));
    made.overrides = vec![Override::new("moved", "The exchange can name the customer.").unwrap()];
    let payload = made.plan(|plan| plan.payload()).unwrap();
    let verdict = sample::verdict_of(payload);
    assert!(verdict.is_valid(), "{}", verdict.summary());
    let check = verdict.checks.iter().find(|check| check.name == "evidence").unwrap();
    assert_eq!(check.outcome, Outcome::Warn);
    let words = spoor::tip::human_text(verdict.tip.as_ref().unwrap());
    for text in [&check.sentence, &words] {
        assert!(
            text.contains("The money had moved on when somebody looked (moved). The tipster's reason: The exchange can name the customer."),
            "{text}"
        );
    }
    // The same tip without a reason is the same as if nothing had been typed.
    let mut plain = Made::new();
    plain.look(plain.view.ends[0].amount, UnixSeconds::new(1_744_100_000));
    let without = plain.plan(|plan| plan.payload()).unwrap();
    plain.overrides = vec![Override::new("moved", "The exchange can name the customer.").unwrap()];
    assert_eq!(plain.plan(|plan| plan.payload()).unwrap().to_text(), without.to_text());
    assert_eq!(without.overrides, None);
}

#[test]
fn overrides_that_no_page_would_write_are_refused() {
    let good = Override::new("moved", "The exchange can name the customer.").unwrap();
    let other = Override::new("certainty", "It is a quote of the report.").unwrap();
    for (what, overrides) in [
        ("an empty list", vec![]),
        ("out of order", vec![good.clone(), other.clone()]),
        ("twice", vec![good.clone(), good.clone()]),
        ("never", vec![Override { check: "totals".to_owned(), ..good.clone() }]),
        ("unknown", vec![Override { check: "mood".to_owned(), ..good.clone() }]),
        ("short", vec![Override { reason: "because".to_owned(), ..good.clone() }]),
        ("blanks", vec![Override { reason: format!(" {}", good.reason), ..good.clone() }]),
    ] {
        let mut payload = Made::new().plan(|plan| plan.payload()).unwrap();
        payload.overrides = Some(overrides);
        let verdict = sample::verdict_of(payload);
        assert!(!verdict.is_valid() && verdict.summary().contains("payload.overrides"), "{what}: {}", verdict.summary());
    }
    let mut payload = Made::new().plan(|plan| plan.payload()).unwrap();
    payload.overrides = Some(vec![other, good]);
    assert!(sample::verdict_of(payload).is_valid());
}

/// What a reader asks about: how it comes about, what is said, the first press that is offered, what puts it right.
const NOTES: &[(&str, Change, &str, Option<Fix>, Change)] = &[
    (
        "single-source",
        &|made| made.view.ends[0].path[1].sources = vec![0],
        "One explorer alone tells of",
        Some(Fix::AskSecondExplorer),
        &|made| {
            (0..4).for_each(|hop| made.second(hop, Agreement::Same));
        },
    ),
    (
        "no-hash",
        &|made| {
            made.view.ends[0].path[1].sources = vec![0];
            made.view.ends[0].path[2].transfer.block_hash = None;
        },
        "No block hash is known of",
        None,
        &|made| {
            (0..4).for_each(|hop| made.second(hop, Agreement::Same));
        },
    ),
    ("moved", &|_| {}, "Nobody looked whether", Some(Fix::LookWhatIsThere), &|made| {
        made.look(made.view.ends[0].amount, UnixSeconds::new(1_744_100_000));
    }),
    (
        "moved",
        &|made| made.look(Amount::from(1), UnixSeconds::new(1_744_100_000)),
        "A part has moved on",
        Some(Fix::LookWhatIsThere),
        &|made| {
            made.look(made.view.ends[0].amount, UnixSeconds::new(1_744_100_000));
        },
    ),
    (
        "unread-end",
        &|made| made.view.ends[0].reason = Reason::Budget,
        "stopped here without reading on",
        Some(Fix::LookWhatIsThere),
        &|made| {
            made.view.ends[0].reason = Reason::Held;
        },
    ),
    (
        "no-freezer",
        &|made| {
            another_end(made);
            made.view.ends[0].reason = Reason::Held;
        },
        "Nobody is known who can freeze it here",
        Some(Fix::ChooseEnd(1)),
        &|made| made.view.ends[0].freezable_by = Some("Somebody can freeze it".to_owned()),
    ),
    ("nothing-new", &at_known, "would be new: nobody has looked yet", Some(Fix::LookWhatIsThere), &|made| *made = Made::new()),
    (
        "nothing-new",
        &|made| {
            at_known(made);
            made.look(made.view.ends[0].amount, UnixSeconds::new(1_744_100_000));
        },
        "is still there, seen on",
        None,
        &|made| *made = Made::new(),
    ),
    ("nothing-new", &|made| list(made, false), "https://example.org/list, 2024-09-27: \"Lazarus\"", Some(Fix::LookWhatIsThere), &|made| {
        made.view.nodes.iter_mut().for_each(|node| node.labels.clear());
    }),
    ("told-already", &|made| told_before(made, Amount::from(1), 86_400), "of this one is new", None, &|made| made.earlier.clear()),
    ("told-already", &|made| told_before(made, made.view.ends[0].amount, 60), "this one would replace it", None, &|made| {
        made.earlier.clear()
    }),
    ("running", &|made| made.view.progress.stage = Stage::Running, "still running", Some(Fix::StopTracing), &|made| {
        made.view.progress.stage = Stage::Done
    }),
    ("not-observed", &|made| made.view.ends[0].path[1].tier = Tier::Stated, "not observed", None, &|made| {
        made.view.ends[0].path[1].tier = Tier::Observed;
    }),
    ("payout-signer", &|made| made.payout.clear(), "to the account that signs", None, &|made| made.payout = PAYOUT.to_owned()),
    ("payout-signer", &|made| made.payout = made.signer.to_string(), "to the account that signs", None, &|made| {
        made.payout = PAYOUT.to_owned()
    }),
];

/// Somebody lists the end's address; `own` where it is the visitor.
fn list(made: &mut Made, own: bool) {
    let node = made.view.ends[0].node;
    made.view.nodes[node].labels = vec![Label {
        account: made.view.nodes[node].account.clone(),
        name: "Lazarus".to_owned(),
        category: Category::Listed,
        source: "https://example.org/list".to_owned(),
        confidence: Confidence::AuthorityData,
        as_of: "2024-09-27".to_owned(),
        from: None,
        to: None,
        own,
    }];
}

#[test]
fn what_a_reader_will_ask_about_is_a_note_stops_nobody_and_is_gone_after_its_fix() {
    for (id, change, what, fix, mend) in NOTES {
        let mut made = Made::new();
        change(&mut made);
        let checks = made.checks();
        assert!(may_sign(&checks), "{id}: {checks:#?}");
        let found = checks.iter().find(|check| check.id == *id && check.level == Level::Note && check.what.contains(what));
        let found = found.unwrap_or_else(|| panic!("{id}, {what}: {checks:#?}"));
        assert_eq!(found.fixes.first(), fix.as_ref(), "{id}: {what}");
        mend(&mut made);
        assert!(!has(&made.checks(), Level::Note, what), "{id}: {what} stays after its fix");
    }
    let mut own = Made::new();
    list(&mut own, true);
    assert_eq!(level_of(&own.checks(), "nothing-new"), Some(Level::Ok), "the visitor's own label is not public");
}

#[test]
fn a_weak_source_is_a_limit_of_the_tip_until_a_second_explorer_agrees() {
    let mut made = Made::new();
    made.view.ends[0].path[1].sources = vec![0];
    assert!(has(&made.checks(), Level::Limit, "by a single explorer"));
    (0..4).for_each(|hop| made.second(hop, Agreement::Same));
    assert!(!has(&made.checks(), Level::Limit, "by a single explorer"));
    assert!(has(&made.checks(), Level::Ok, "Every hop is told by two explorers"));
}

#[test]
fn a_payout_is_read_as_account_or_as_bare_address() {
    for (text, account) in [
        (PAYOUT, "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (" eip155:8453:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed ", "eip155:8453:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bip122:000000000019d6689c085ae165831e93:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ] {
        assert_eq!(read_payout(text).unwrap(), account.parse::<Account>().unwrap());
    }
    for text in ["", "x", "eip155:1", "eip155:1:", "0x0", "solana:mainnet:abc"] {
        assert!(read_payout(text).is_err(), "{text}");
    }
}
