//! A sitting: from tips to a published folder that the verifier takes, and back.

use spoor::board::desk::form::{Form, Typed};
use spoor::board::desk::{Advice, Context, Folder, Published, Session, SessionError, accept, receive, refuse};
use spoor::board::entry::{CaseOpened, Reason};
use spoor::board::{Content, Filter, Hash, PublishError, Published as File, board};
use spoor::money::UnixSeconds;
use spoor::tip::{SavedKey, pack_of};

use crate::made::{LATER, context, intake, of, payload, signed, triage};
use crate::sample::{Dice, NOW, case, key};

fn desk_key() -> SavedKey {
    key(&mut Dice::new(4_242))
}

fn take_tips() -> Content {
    let case = case();
    Content::Case(CaseOpened { case: case.id.clone(), name: case.name.clone(), pack: pack_of(&case).unwrap(), file: None, terms: None })
}

fn started(key: &SavedKey) -> Session {
    let mut session = Session::start("Test portal", "A portal of the tests.", key, LATER).unwrap();
    session.say("takes tips", vec![take_tips()], key, LATER).unwrap();
    session
}

fn with(published: Published) -> Context {
    Context { published, ..context() }
}

fn folder(files: &[File]) -> Folder {
    files.iter().map(|file| (file.file.clone(), file.bytes.clone())).collect()
}

#[test]
fn three_tips_become_a_folder_that_holds() {
    let key = desk_key();
    let (real, copy, other) = (signed(payload(1, 4), 7, NOW), signed(payload(1, 4), 8, NOW), signed(payload(2, 4), 9, NOW));
    let tampered = other.to_json().replacen("\"headline\":\"", "\"headline\":\"X", 1);
    let all = [intake("real", real.to_armour(), 10), intake("copy", copy.to_armour(), 99), intake("tampered", tampered, 50)];
    let mut session = started(&key);
    let triaged = triage(with(session.said()), &all);
    assert_eq!(of(&triaged, "tampered").suggestion.advice, Advice::Leave);
    let (first, second) = (of(&triaged, "real"), of(&triaged, "copy"));
    let (told, copied) = (first.told.as_ref().unwrap(), second.told.as_ref().unwrap());
    let contents = vec![receive(told, first.from.received, None, None), accept(told, None)];
    session.say("accepted", contents, &key, LATER).unwrap();
    let contents = vec![receive(copied, second.from.received, None, None), refuse(copied, Reason::Copy, Some(told.tip), None)];
    session.say("refused", contents, &key, LATER).unwrap();

    let again = triage(with(session.said()), &all);
    for name in ["real", "copy"] {
        assert_eq!(of(&again, name).suggestion.advice, Advice::Leave, "{name} is decided");
    }
    let files = session.export(&key, LATER).unwrap();
    assert_eq!(files.last().unwrap().file, "feed.json");
    let opened = Session::open(folder(&files), LATER).unwrap();
    assert_eq!(opened.entries().count(), 6);
    assert_eq!(opened.said(), session.said());
    let lines: Vec<&[u8]> =
        files.iter().filter(|file| file.file != "feed.json").flat_map(|file| file.bytes.split(|b| *b == b'\n')).collect();
    let hashes = lines.iter().filter(|line| !line.is_empty()).map(|line| Hash::of(line));
    let shown = board(opened.entries().zip(hashes), &Filter::default()).unwrap();
    assert_eq!((shown.totals.tips, shown.totals.valid, shown.totals.refused), (2, 1, 1));
    assert_eq!(shown.hunters[0].key.to_string(), real.signer().to_string());
}

#[test]
fn decisions_are_taken_back_kept_and_taken_up_and_a_later_sitting_only_adds() {
    let key = desk_key();
    let mut session = started(&key);
    let files = session.export(&key, LATER).unwrap();
    session.exported(&files, LATER).unwrap();
    assert!(matches!(session.export(&key, LATER), Err(SessionError::Nothing)));
    let base = folder(&files);
    let tip = signed(payload(1, 4), 7, NOW);
    let triaged = triage(with(session.said()), &[intake("x", tip.to_armour(), 10)]);
    let told = of(&triaged, "x").told.clone().unwrap();
    let contents = || vec![receive(&told, UnixSeconds::new(NOW.get() + 10), None, None), accept(&told, None)];
    session.say("accepted", contents(), &key, LATER).unwrap();
    let kept = session.kept();
    assert!(!kept.contains("\"salt\"") && !kept.contains("payload"), "no tip is kept");
    assert_eq!(session.undo(LATER).unwrap().as_deref(), Some("accepted"));
    assert_eq!((session.steps().len(), session.undo(LATER).unwrap()), (0, None));
    assert_eq!(session.take_up(&kept, LATER).unwrap(), 1);
    // A reload: the same folder is opened, and what was kept is checked again.
    let mut reloaded = Session::open(base.clone(), LATER).unwrap();
    assert_eq!(reloaded.take_up(&kept, LATER).unwrap(), 1);
    assert_eq!(reloaded.export(&key, LATER).unwrap(), session.export(&key, LATER).unwrap());
    for bad in [kept.replace("\"entry\"", "\"entri\""), kept.replacen("0x", "0y", 1), format!("{kept}{kept}"), "{}".to_owned()] {
        let mut session = Session::open(base.clone(), LATER).unwrap();
        assert!(matches!(session.take_up(&bad, LATER), Err(SessionError::Kept(_))), "{bad}");
        assert!(session.steps().is_empty());
    }
    // A feed that was begun and never published.
    let begun = started(&key);
    assert_eq!(Session::begun(&begun.kept(), LATER).unwrap().export(&key, LATER).unwrap(), begun.export(&key, LATER).unwrap());
}

#[test]
fn what_cannot_be_said_leaves_nothing_behind() {
    let (key, stranger) = (desk_key(), crate::sample::key(&mut Dice::new(1)));
    let mut session = started(&key);
    let before = session.kept();
    let told = of(&triage(context(), &[intake("x", signed(payload(1, 4), 7, NOW).to_armour(), 10)]), "x").told.clone().unwrap();
    let received = receive(&told, UnixSeconds::new(NOW.get() + 10), None, None);
    // Decided and never received; received, and refused as the copy of something unknown; by another key.
    assert!(matches!(session.say("a", vec![accept(&told, None)], &key, LATER), Err(SessionError::Publish(_))));
    let unknown = Some(Hash::of(b"nobody"));
    let both = vec![received.clone(), refuse(&told, Reason::Copy, unknown, None)];
    assert!(matches!(session.say("b", both, &key, LATER), Err(SessionError::Publish(_))));
    let other = session.say("c", vec![received.clone()], &stranger, LATER);
    assert!(matches!(other, Err(SessionError::Publish(PublishError::OtherKey { .. }))));
    assert_eq!(session.kept(), before);
    session.say("d", vec![received], &key, LATER).unwrap();
    assert!(matches!(Session::open(Folder::new(), LATER), Err(SessionError::NoIndex)));
    let mut files = folder(&session.export(&key, LATER).unwrap());
    let shard = files.get_mut("entries-00000.jsonl").unwrap();
    let at = shard.len() / 2;
    shard[at] ^= 1;
    assert!(matches!(Session::open(files, LATER), Err(SessionError::Folder(_))));
}

#[test]
fn a_freeze_that_was_typed_stands_in_the_feed() {
    let key = desk_key();
    let mut session = started(&key);
    let typed: Typed = [
        ("freeze", "usdt-1"),
        ("case", "bybit-2025-02-21"),
        ("at", "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        ("asset", "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7"),
        ("amount", "1,000.5"),
        ("by", "Tether"),
        ("time", "2025-03-19 15:10"),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into();
    let content = Form::of("frozen").unwrap().read(&typed).unwrap();
    session.say("froze", vec![content.clone()], &key, LATER).unwrap();
    assert!(session.say("again", vec![content], &key, LATER).is_err(), "a name of a freeze is used once");
    assert_eq!(session.said().freezes.values().collect::<Vec<_>>(), ["usdt-1"]);
    assert_eq!(Session::open(folder(&session.export(&key, LATER).unwrap()), LATER).unwrap().entries().count(), 3);
}
