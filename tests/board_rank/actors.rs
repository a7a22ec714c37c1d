//! Who was asked and how they answered; totals that somebody stated.

use spoor::board::entry::{Answer, Answered, Content, Figure, Measure, Role, Split, Stated};
use spoor::board::view::Standing;
use spoor::tip::Count;

use super::feed::{CASE, DAY, Feed, HOUR, coins, frozen, time};

fn answered(actor: &str, asked: Option<u64>, answered: Option<u64>, answer: Answer, freeze: Option<&str>) -> Content {
    Content::Answered(Answered {
        actor: actor.to_owned(),
        role: Role::Exchange,
        case: CASE.to_owned(),
        asked: asked.map(time),
        answered: answered.map(time),
        answer,
        freeze: freeze.map(str::to_owned),
        evidence: "https://example.org/evidence".to_owned(),
    })
}

#[test]
fn the_helpful_come_first_and_the_refusing_last() {
    let mut feed = Feed::with_terms(Split::Equal);
    let asked = Some(DAY);
    for content in [
        answered("Refuses", asked, Some(DAY + HOUR), Answer::Refused, None),
        answered("Silent twice", None, None, Answer::Silent, None),
        answered("Silent twice", None, None, Answer::Silent, None),
        answered("Slow", asked, Some(DAY + 40 * HOUR), Answer::Froze, None),
        answered("Quick", asked, Some(DAY + HOUR), Answer::Froze, None),
        answered("Quick", Some(DAY + 1), Some(DAY + 1 + 3 * HOUR), Answer::Partly, None),
        answered("When?", None, Some(DAY + HOUR), Answer::Told, None),
        answered("Both", asked, Some(DAY + HOUR), Answer::Froze, None),
        answered("Both", Some(DAY + 1), None, Answer::Silent, None),
    ] {
        feed.say(content);
    }
    let board = feed.board();
    let rows: Vec<(&str, Standing, Option<u64>)> =
        board.actors.iter().map(|actor| (actor.name.as_str(), actor.standing, actor.delay.median_s)).collect();
    assert_eq!(
        rows,
        [
            ("Quick", Standing::Good, Some(2 * HOUR)),
            ("Slow", Standing::Good, Some(40 * HOUR)),
            ("When?", Standing::Good, None),
            ("Both", Standing::Mixed, Some(HOUR)),
            ("Refuses", Standing::Bad, Some(HOUR)),
            ("Silent twice", Standing::Bad, None),
        ]
    );
    assert_eq!(board.actors[5].silent, 2, "what is not dated is a question of its own");
    assert!(board.actors.iter().all(|actor| actor.answers.iter().all(|row| !row.evidence.is_empty())));
}

#[test]
fn of_several_answers_to_one_question_the_newest_counts() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(answered("Late", Some(DAY), None, Answer::Silent, None));
    feed.say(answered("Late", Some(DAY), Some(DAY + 9 * HOUR), Answer::Froze, Some("f1")));
    let board = feed.board();
    let late = &board.actors[0];
    assert_eq!((late.standing, late.helped, late.silent, late.delay.median_s), (Standing::Good, 1, 0, Some(9 * HOUR)));
}

#[test]
fn an_answer_before_its_question_has_no_delay() {
    let mut feed = Feed::with_terms(Split::Equal);
    let entry = feed.say(answered("Odd", Some(DAY), Some(DAY - 1), Answer::Froze, None));
    let board = feed.board();
    assert_eq!((board.actors[0].delay.median_s, board.notes[0].entry), (None, entry));
}

#[test]
fn a_freezer_who_was_asked_has_a_time() {
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(frozen("f1", coins("1"), DAY + 5 * HOUR, &[]));
    feed.say(frozen("f2", coins("1"), DAY + 5 * HOUR, &[]));
    feed.say(answered("Tether", Some(DAY + HOUR), Some(DAY + 5 * HOUR), Answer::Froze, Some("f1")));
    let board = feed.board();
    let tether = &board.companies[0];
    assert_eq!((tether.after_ask.count, tether.after_ask.median_s, tether.after_tip.count), (1, Some(4 * HOUR), 0));
}

fn stated(as_of: &str, source: &str, figures: &[(Measure, u64)]) -> Content {
    Content::Stated(Stated {
        case: CASE.to_owned(),
        as_of: as_of.to_owned(),
        source: source.to_owned(),
        figures: figures.iter().map(|(what, value)| Figure { what: *what, value: Count(*value) }).collect(),
    })
}

#[test]
fn statements_stand_side_by_side_in_the_order_of_their_days() {
    use Measure::{Frozen, GoneDark, Reports, Traceable};
    let mut feed = Feed::with_terms(Split::Equal);
    feed.say(stated("2025-04-21", "ceo", &[(Traceable, 6_857), (GoneDark, 2_759), (Frozen, 384), (Reports, 5_443)]));
    feed.say(stated("2025-03-04", "ceo", &[(Traceable, 7_700), (GoneDark, 2_000), (Frozen, 300)]));
    feed.say(stated("2025-03-20", "ceo", &[(Frozen, 354), (Traceable, 8_887), (GoneDark, 759)]));
    feed.say(stated("2025-03-20", "another", &[(Traceable, 9_000)]));
    let bad = feed.say(stated("2025-02-30", "ceo", &[(Traceable, 1)]));
    let over = feed.say(stated("2025-05-01", "ceo", &[(Traceable, 10_001), (Reports, u64::MAX), (Reports, 2)]));
    let board = feed.board();
    let rows: Vec<(&str, &str, u64)> =
        board.statements.iter().map(|row| (row.as_of.as_str(), row.source.as_str(), row.figures[0].value)).collect();
    assert_eq!(
        rows,
        [
            ("2025-03-04", "ceo", 7_700),
            ("2025-03-20", "another", 9_000),
            ("2025-03-20", "ceo", 8_887),
            ("2025-04-21", "ceo", 6_857),
            ("2025-05-01", "ceo", u64::MAX),
        ]
    );
    assert!(board.statements[2].figures.windows(2).all(|pair| pair[0].what < pair[1].what));
    let notes: Vec<u64> = board.notes.iter().map(|note| note.entry).collect();
    assert_eq!(notes, [bad, over, over]);
    for text in ["", "2025-4-21", "2025-04-21T", "0000-00-00", "9999-99-99", "1969-12-31", "2025-04-21\n", "٢٠٢٥-04-2"] {
        let mut feed = Feed::with_terms(Split::Equal);
        feed.say(stated(text, "x", &[]));
        assert!(feed.board().statements.is_empty(), "{text:?}");
    }
}
