//! Laws that hold for every feed, tried with dice.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigUint;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use spoor::board::entry::{
    Answer, Answered, Content, Correction, Figure, Frozen, Measure, Paid, Reason, Received, Released, Returned, Role, Share, Split,
    Stamped, Stated, Verified,
};
use spoor::board::reward::{part, split};
use spoor::board::view::Place;
use spoor::board::{Board, Filter, Hash, Tally};
use spoor::money::{Address, Amount, Asset, UnixSeconds};
use spoor::tip::{ClaimKind, Count};

use super::feed::{CASE, DAY, Feed, HOUR, case, corrected, eth, hash, key, opened, place, terms, time, usdt};

const OTHER: &str = "other-case";

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        4 => (0u64..5_000).prop_map(Amount::from),
        1 => any::<[u64; 4]>().prop_map(|limbs| Amount::from_base_units(alloy_primitives::U256::from_limbs(limbs))),
    ]
}

fn small() -> impl Strategy<Value = Amount> {
    (0u64..5_000_000).prop_map(Amount::from)
}

fn when() -> impl Strategy<Value = UnixSeconds> {
    (0u64..60).prop_map(|hour| time(DAY + hour * HOUR))
}

fn tip() -> impl Strategy<Value = Hash> {
    (0u8..7).prop_map(|tip| hash(&format!("tip {tip}")))
}

fn freeze() -> impl Strategy<Value = String> {
    (0u8..4).prop_map(|freeze| format!("freeze-{freeze}"))
}

fn cases() -> impl Strategy<Value = String> {
    select(vec![CASE.to_owned(), OTHER.to_owned()])
}

fn asset() -> impl Strategy<Value = Asset> {
    select(vec![usdt(), eth()])
}

fn cents() -> impl Strategy<Value = Option<Count>> {
    option::of((0u64..10_000).prop_map(Count))
}

fn kind() -> impl Strategy<Value = ClaimKind> {
    select(vec![ClaimKind::AtExchange, ClaimKind::FreezableByIssuer, ClaimKind::AtAddress])
}

fn one_received() -> impl Strategy<Value = Content> {
    (tip(), 1u8..5, cases(), when(), option::of(when())).prop_map(|(tip, reporter, case, received, block)| {
        Content::Received(Received {
            tip,
            commitment: hash(&format!("{tip} {reporter}")),
            case,
            reporter: key(reporter),
            name: None,
            received,
            stamped: block.map(|time| Stamped { block: Count(1), time }),
        })
    })
}

fn one_verified() -> impl Strategy<Value = Content> {
    (tip(), kind(), asset(), amount(), cents(), 0u8..4).prop_map(|(tip, kind, asset, amount, usd_cents, facts)| {
        Content::Verified(Verified { tip, kind, at: place(), asset, amount, usd_cents, facts: hash(&format!("facts {facts}")) })
    })
}

fn one_frozen() -> impl Strategy<Value = Content> {
    (freeze(), cases(), asset(), amount(), cents(), when(), vec(tip(), 0..5)).prop_map(
        |(freeze, case, asset, amount, usd_cents, time, tips)| {
            let by = format!("by {freeze}");
            Content::Frozen(Frozen { freeze, case, at: place(), asset, amount, usd_cents, by, tx: None, time, tips, source: None })
        },
    )
}

fn one_returned() -> impl Strategy<Value = Content> {
    (freeze(), asset(), amount(), cents(), when()).prop_map(|(freeze, asset, amount, usd_cents, time)| {
        Content::Returned(Returned { freeze, asset, amount, usd_cents, tx: None, time })
    })
}

fn one_paid() -> impl Strategy<Value = Content> {
    (freeze(), option::of(tip()), asset(), amount()).prop_map(|(freeze, tip, asset, amount)| {
        let share = if tip.is_some() { Share::Reporter } else { Share::Freezer };
        Content::Paid(Paid { freeze, share, tip, to: place(), asset, amount, tx: None, time: time(DAY) })
    })
}

fn anything_else() -> impl Strategy<Value = Content> {
    let reasons = vec![Reason::Copy, Reason::Duplicate, Reason::Unsigned, Reason::Wrong, Reason::Misleading];
    let answers = vec![Answer::Froze, Answer::Refused, Answer::Silent];
    prop_oneof![
        (tip(), select(reasons), option::of(tip()))
            .prop_map(|(tip, reason, of)| { Content::Refused(spoor::board::entry::Refused { tip, reason, of, why: None }) }),
        (freeze(), when()).prop_map(|(freeze, time)| Content::Released(Released { freeze, time, why: "So.".to_owned() })),
        (cases(), option::of(when()), option::of(when()), select(answers), option::of(freeze())).prop_map(
            |(case, asked, answered, answer, freeze)| {
                let (actor, evidence) = ("eXch".to_owned(), "here".to_owned());
                Content::Answered(Answered { actor, role: Role::Exchange, case, asked, answered, answer, freeze, evidence })
            }
        ),
        (cases(), 1u8..30, any::<u64>()).prop_map(|(case, day, value)| {
            let figures = vec![Figure { what: Measure::Frozen, value: Count(value) }];
            Content::Stated(Stated { case, as_of: format!("2025-03-{day:02}"), source: "somebody".to_owned(), figures })
        }),
        (0u64..60_000, 0u64..60_000, any::<bool>()).prop_map(|(freezer, reporters, first)| {
            case(CASE, Some(terms(freezer, reporters, if first { Split::First } else { Split::Equal })))
        }),
    ]
}

fn anything() -> impl Strategy<Value = (Content, bool)> {
    let correction = (0u64..40, select(vec![Correction::Withdrawn, Correction::Disputed, Correction::Settled]));
    let content = prop_oneof![
        4 => one_received(),
        4 => one_verified(),
        3 => one_frozen(),
        3 => one_returned(),
        2 => one_paid(),
        3 => anything_else(),
        1 => correction.prop_map(|(of, what)| corrected(of, what)),
    ];
    (content, prop::bool::weighted(0.15))
}

fn feed_of(lines: &[(Content, bool)]) -> Feed {
    let mut feed = Feed { lines: Vec::new(), clock: DAY };
    feed.say(opened());
    feed.say(case(CASE, Some(terms(50_000, 50_000, Split::Equal))));
    feed.say(case(OTHER, Some(terms(30_000, 70_000, Split::First))));
    for (content, example) in lines {
        feed.line(content.clone(), *example);
    }
    feed
}

/// Both ways of looking.
fn filters() -> [Filter; 2] {
    [false, true].map(|examples| Filter { examples, ..Filter::default() })
}

fn big(amount: Amount) -> BigUint {
    amount.to_string().parse().unwrap()
}

/// What is due, by freeze, asset and who.
fn dues(board: &Board) -> BTreeMap<(String, Asset, Option<Address>), Amount> {
    let rows = board.rewards.iter().flat_map(|reward| reward.dues.iter().map(|due| (reward.freeze.clone(), due)));
    rows.filter(|(_, due)| !due.due.is_zero()).map(|(freeze, due)| ((freeze, due.asset.clone(), due.key.clone()), due.due)).collect()
}

/// Feeds in which nothing is sent back or corrected: every tip comes in by one key, and each is verified once.
fn honest() -> impl Strategy<Value = (Vec<Content>, Vec<Content>, Vec<Content>, Vec<Content>)> {
    let tips = vec((1u8..5, when(), option::of(when()), 0u8..4, small()), 1..7).prop_map(|tips| {
        let names = (0..tips.len()).map(|number| hash(&format!("tip {number}")));
        let lines = names.zip(tips).map(|(tip, (reporter, received, block, facts, amount))| {
            let received = Received {
                tip,
                commitment: hash(&format!("{tip} {reporter}")),
                case: CASE.to_owned(),
                reporter: key(reporter),
                name: None,
                received,
                stamped: block.map(|time| Stamped { block: Count(1), time }),
            };
            let facts = hash(&format!("facts {facts}"));
            let kind = ClaimKind::AtExchange;
            let verified = Verified { tip, kind, at: place(), asset: usdt(), amount, usd_cents: None, facts };
            (Content::Received(received), Content::Verified(verified))
        });
        lines.unzip::<_, _, Vec<_>, Vec<_>>()
    });
    let freezes = vec((small(), when(), vec(tip(), 0..5)), 1..4).prop_map(|freezes| {
        let one = |(number, (amount, time, tips)): (usize, (Amount, UnixSeconds, Vec<Hash>))| {
            let (freeze, case, by) = (format!("freeze-{number}"), CASE.to_owned(), "Tether".to_owned());
            Content::Frozen(Frozen {
                freeze,
                case,
                at: place(),
                asset: usdt(),
                amount,
                usd_cents: None,
                by,
                tx: None,
                time,
                tips,
                source: None,
            })
        };
        freezes.into_iter().enumerate().map(one).collect::<Vec<_>>()
    });
    let back = vec((freeze(), asset(), small()), 1..5).prop_map(|list| {
        let time = time(DAY + 500 * HOUR);
        let one = |(freeze, asset, amount)| Content::Returned(Returned { freeze, asset, amount, usd_cents: None, tx: None, time });
        list.into_iter().map(one).collect::<Vec<_>>()
    });
    (tips, freezes, back).prop_map(|((received, verified), frozen, returned)| (received, verified, frozen, returned))
}

fn meant(lines: impl IntoIterator<Item = Content>) -> Vec<(Content, bool)> {
    lines.into_iter().map(|content| (content, false)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn parts_add_up_exactly(limbs in any::<[u64; 4]>(), count in 1usize..40, millionths in 0u64..=1_000_000, first in any::<bool>()) {
        let whole = Amount::from_base_units(alloy_primitives::U256::from_limbs(limbs));
        let of = part(whole, Amount::from(millionths));
        prop_assert_eq!(big(of), big(whole) * millionths / 1_000_000u64);
        let parts = split(of, if first { Split::First } else { Split::Equal }, count);
        prop_assert_eq!(parts.len(), count);
        prop_assert_eq!(parts.iter().map(|one| big(*one)).sum::<BigUint>(), big(of));
        prop_assert!(parts.windows(2).all(|pair| pair[0] >= pair[1]), "the earlier has no less");
        if !first {
            prop_assert!(big(parts[0]) - big(parts[count - 1]) <= BigUint::from(1u8));
        }
    }

    #[test]
    fn lines_added_later_give_the_board_of_the_whole(lines in vec(anything(), 0..40), cut in 0usize..40) {
        let feed = feed_of(&lines);
        let cut = cut.min(feed.lines.len());
        let mut tally = Tally::default();
        feed.lines[..cut].iter().for_each(|(entry, line)| tally.push(entry, *line).unwrap());
        drop(tally.board(&Filter::default()));
        let mut tally: Tally = serde_json::from_str(&serde_json::to_string(&tally).unwrap()).unwrap();
        feed.lines[cut..].iter().for_each(|(entry, line)| tally.push(entry, *line).unwrap());
        prop_assert_eq!(&tally, &feed.tally());
        for filter in filters() {
            let board = tally.board(&filter);
            prop_assert_eq!(&board, &feed.under(&filter));
            prop_assert_eq!(&serde_json::from_str::<Board>(&serde_json::to_string(&board).unwrap()).unwrap(), &board);
        }
    }

    #[test]
    fn what_is_withdrawn_was_never_said(lines in vec(anything(), 1..40), which in any::<prop::sample::Index>()) {
        let which = which.index(lines.len());
        prop_assume!(!matches!(lines[which].0, Content::Corrected(_)));
        // Says nothing: it settles what is not disputed.
        let nothing = |example| (corrected(0, Correction::Settled), example);
        let mut withdrawn = lines.clone();
        let mut unsaid = lines.clone();
        withdrawn.push((corrected(which as u64 + 3, Correction::Withdrawn), false));
        unsaid[which] = nothing(lines[which].1);
        unsaid.push(nothing(false));
        for filter in filters() {
            let [mut with, mut without] = [&withdrawn, &unsaid].map(|lines| feed_of(lines).under(&filter));
            for board in [&mut with, &mut without] {
                board.about.withdrawn = 0;
                board.about.disputed = 0;
                board.notes.clear();
            }
            prop_assert_eq!(with, without);
        }
    }

    #[test]
    fn the_parts_of_a_board_add_up_to_the_whole(lines in vec(anything(), 0..40), hour in 0u64..60) {
        let feed = feed_of(&lines);
        let middle = DAY + hour * HOUR;
        for whole in filters() {
            let of_case = |case: &str| Filter { case: Some(case.to_owned()), ..whole.clone() };
            let of_kind = |kind| Filter { kind: Some(kind), ..whole.clone() };
            let cuts: [Vec<Filter>; 3] = [
                vec![of_case(CASE), of_case(OTHER)],
                vec![
                    Filter { to: Some(time(middle)), ..whole.clone() },
                    Filter { from: Some(time(middle + 1)), ..whole.clone() },
                ],
                [ClaimKind::AtExchange, ClaimKind::FreezableByIssuer, ClaimKind::AtAddress]
                    .map(Place::Of).into_iter().chain([Place::Untold]).map(of_kind).collect(),
            ];
            let all = feed.under(&whole);
            for cut in cuts {
                let boards: Vec<Board> = cut.iter().map(|filter| feed.under(filter)).collect();
                let sum = |of: fn(&Board) -> u64| boards.iter().map(of).sum::<u64>();
                let counts: [fn(&Board) -> u64; 8] = [
                    |board| board.totals.tips,
                    |board| board.totals.valid,
                    |board| board.totals.waiting,
                    |board| board.totals.freezes,
                    |board| board.queue.unpaid,
                    |board| board.hunters.iter().map(|row| row.received).sum(),
                    |board| board.hunters.iter().map(|row| row.freezes).sum(),
                    |board| board.rewards.len() as u64,
                ];
                for of in counts {
                    prop_assert_eq!(sum(of), of(&all));
                }
                for asset in [usdt(), eth()] {
                    let amounts: [fn(&Board, &Asset) -> Amount; 3] = [
                        |board, asset| board.totals.frozen.of(asset),
                        |board, asset| board.totals.due.of(asset),
                        |board, asset| board.totals.returned.of(asset),
                    ];
                    for of in amounts {
                        // Sums stay at the largest amount, and the sum of sums does too.
                        prop_assert_eq!(boards.iter().map(|board| of(board, &asset)).sum::<Amount>(), of(&all, &asset));
                    }
                }
            }
        }
    }

    #[test]
    fn every_board_adds_up(lines in vec(anything(), 0..40)) {
        let feed = feed_of(&lines);
        for filter in filters() {
            let board = feed.under(&filter);
            let totals = &board.totals;
            prop_assert_eq!(totals.tips, totals.valid + totals.beaten + totals.repeated + totals.refused + totals.waiting);
            prop_assert_eq!(totals.tips, board.hunters.iter().map(|row| row.received).sum::<u64>());
            prop_assert_eq!(totals.freezes, board.companies.iter().map(|row| row.freezes).sum::<u64>());
            for row in &board.hunters {
                let refused: u64 = row.refused.iter().map(|one| one.count).sum();
                prop_assert_eq!(row.received, row.valid + row.beaten + row.repeated + row.waiting + refused);
            }
            for reward in &board.rewards {
                prop_assert!(!reward.lines.is_empty());
                for row in &reward.assets {
                    prop_assert!(row.counted <= row.returned && row.frozen.is_none_or(|frozen| row.counted <= frozen));
                    let whole = big(row.freezer) + big(row.reporters);
                    prop_assert!(whole <= big(row.counted));
                    let dues = || reward.dues.iter().filter(|due| due.asset == row.asset);
                    let of = |share| dues().filter(|due| due.share == share).map(|due| big(due.due)).sum::<BigUint>();
                    prop_assert_eq!(of(Share::Freezer), big(row.freezer));
                    let shared = if reward.reporters.is_empty() { Amount::ZERO } else { row.reporters };
                    prop_assert_eq!(of(Share::Reporter), big(shared));
                }
                for due in &reward.dues {
                    prop_assert_eq!(big(due.due) + big(due.over), big(due.paid) + big(due.open));
                }
                let keys: BTreeSet<&Address> = reward.reporters.iter().map(|one| &one.key).collect();
                prop_assert_eq!(keys.len(), reward.reporters.len());
                prop_assert!(reward.reporters.windows(2).all(|pair| pair[0].known <= pair[1].known));
                prop_assert!(reward.reporters.iter().all(|one| one.known <= reward.frozen_at));
            }
        }
    }

    #[test]
    fn examples_never_change_what_is_meant(lines in vec(anything(), 0..40)) {
        let feed = feed_of(&lines);
        let [without, with] = filters().map(|filter| feed.under(&filter));
        prop_assert!(!without.freezes.iter().any(|row| row.example) && !without.hunters.iter().any(|row| row.example));
        let freezes: Vec<_> = with.freezes.iter().filter(|row| !row.example).collect();
        prop_assert_eq!(freezes, without.freezes.iter().collect::<Vec<_>>());
        let rewards: Vec<_> = with.rewards.iter().filter(|row| !row.example).collect();
        prop_assert_eq!(rewards, without.rewards.iter().collect::<Vec<_>>());
        let plain = |board: &Board| -> Vec<_> {
            let meant = board.hunters.iter().filter(|row| !row.example).cloned();
            meant.map(|mut row| { row.rank = 0; row.tied = false; row.name_shared = false; row }).collect()
        };
        prop_assert_eq!(plain(&with), plain(&without));
        prop_assert_eq!(with.actors.into_iter().filter(|row| !row.example).collect::<Vec<_>>(), without.actors);
    }

    #[test]
    fn the_order_of_lines_settles_nothing(
        (lines, shuffled) in honest().prop_flat_map(|(received, verified, frozen, returned)| {
            let sets = [received, verified, frozen, returned];
            let [a, b, c, d] = sets.clone();
            let shuffled = (Just(a).prop_shuffle(), Just(b).prop_shuffle(), Just(c).prop_shuffle(), Just(d).prop_shuffle());
            (Just(sets.concat()), shuffled.prop_map(|(a, b, c, d)| [a, b, c, d].concat()))
        }),
    ) {
        let [one, other] = [lines, shuffled].map(|lines| feed_of(&meant(lines)).board());
        prop_assert_eq!(dues(&one), dues(&other));
        prop_assert_eq!((one.totals.due, one.totals.traced, one.totals.frozen), (other.totals.due, other.totals.traced, other.totals.frozen));
        let plain = |board: Board| -> Vec<_> {
            board.hunters.into_iter().map(|row| (row.rank, row.tied, row.key, row.traced, row.frozen, row.returned, row.due)).collect()
        };
        prop_assert_eq!(
            plain(Board { hunters: one.hunters, ..Board::default() }),
            plain(Board { hunters: other.hunters, ..Board::default() })
        );
    }

    /// Everything is signed again by another key, an hour after it came in, as it is or in other words; all of it is verified and
    /// named for every freeze that names the original.
    #[test]
    fn a_copycat_never_gains((received, verified, frozen, returned) in honest(), reworded in any::<bool>()) {
        let thief = key(0x66);
        let name = |tip: Hash| if reworded { hash(&format!("{tip} in other words")) } else { tip };
        let copies = |content: &Content| match content {
            Content::Received(one) => vec![content.clone(), Content::Received(Received {
                tip: name(one.tip),
                commitment: hash(&format!("{} copied", one.tip)),
                reporter: thief.clone(),
                received: time(one.received.get() + HOUR),
                stamped: Some(Stamped { block: Count(2), time: time(one.received.get() + 1) }),
                ..one.clone()
            })],
            Content::Verified(one) if reworded => {
                vec![content.clone(), Content::Verified(Verified { tip: name(one.tip), ..one.clone() })]
            }
            Content::Frozen(one) => {
                let mut tips: Vec<Hash> = one.tips.iter().map(|tip| name(*tip)).collect();
                tips.extend(&one.tips);
                vec![Content::Frozen(Frozen { tips, ..one.clone() })]
            }
            other => vec![other.clone()],
        };
        let lines = [received, verified, frozen, returned].concat();
        let copied: Vec<Content> = lines.iter().flat_map(copies).collect();
        let [honest, copied] = [lines, copied].map(|lines| feed_of(&meant(lines)).board());
        prop_assert_eq!(dues(&honest), dues(&copied));
        let row = copied.hunters.iter().find(|row| row.key == thief).unwrap();
        prop_assert!(row.valid == 0 && row.due.is_empty() && row.traced.is_empty() && row.frozen.is_empty(), "{:?}", row);
        prop_assert_eq!((honest.totals.valid, honest.totals.traced), (copied.totals.valid, copied.totals.traced));
    }
}
