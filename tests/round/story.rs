//! From a victim's case to a hunter's claim, and what a copycat gets.

use spoor::board::desk::{Advice, Context, Flag, Intake, Published, Triage, Triaged};
use spoor::board::entry::{CaseOpened, Frozen, Opened, Paid, Reason, Received, Refused, Returned, Share, Split, Terms, Verified};
use spoor::board::own::{OwnTip, to_keep};
use spoor::board::record::{Fate, Mine, claim, record};
use spoor::board::{Content, Hash, INDEX_FILE, facts, shard_file};
use spoor::case::{Case, CaseLibrary, Recipient};
use spoor::money::{Address, Amount, UnixSeconds};
use spoor::tip::lock::{decrypt, encrypt, looks_encrypted};
use spoor::tip::{Count, Expect, Payload, SavedKey, Tip, Unsigned, verify};

use super::portal::{Portal, Reader};
use super::sample::{self, Dice, NOW};

const CASE: &str = "my-theft";
const HOUR: u64 = 3_600;

fn later(seconds: u64) -> UnixSeconds {
    UnixSeconds::new(NOW.get() + seconds)
}

/// The victim's own case: a theft as the library knows them, under another name, with a key to encrypt tips to.
fn case(recipient: Recipient) -> Case {
    Case { id: CASE.to_owned(), name: "My theft".to_owned(), portal: String::new(), recipients: vec![recipient], ..sample::case() }
}

fn signed(case: &Case, payload: Payload, key: &SavedKey, dice: &mut Dice, issued_at: UnixSeconds) -> Tip {
    let terms = spoor::tip::Terms { issued_at, ..sample::terms(case, key.address(), dice) };
    Unsigned::new(payload, terms).unwrap().sign(key).unwrap()
}

fn triaged(cases: &CaseLibrary, now: UnixSeconds, published: Published, texts: &[(&str, String, UnixSeconds)]) -> Triaged {
    let mut triage = Triage::new(Context { now, cases: cases.clone(), published, labels: Vec::new(), stamps: Default::default() });
    for (name, text, received) in texts {
        triage.take(&Intake { name: (*name).to_owned(), text: text.clone(), received: *received }).unwrap();
    }
    triage.run();
    triage.triaged()
}

fn opened(portal: &Portal, case: &Case, pack: String) -> Vec<Content> {
    let terms = Terms {
        freezer: Count(50_000),
        reporters: Count(50_000),
        split: Split::First,
        as_of: NOW.day(),
        source: "The victim's own page".to_owned(),
    };
    vec![
        Content::Opened(Opened { name: "My theft".to_owned(), about: "A board of the victim".to_owned(), publisher: portal.address() }),
        Content::Case(CaseOpened { case: CASE.to_owned(), name: case.name.clone(), pack, file: None, terms: Some(terms) }),
    ]
}

fn received(tip: &Tip, at: UnixSeconds) -> Content {
    Content::Received(Received {
        tip: tip.id().parse().unwrap(),
        commitment: Hash(tip.statement().commitment),
        case: CASE.to_owned(),
        reporter: Address::Evm(tip.signer()),
        name: None,
        received: at,
        stamped: None,
    })
}

#[test]
fn a_victims_board_pays_the_hunter_and_not_the_copycat() {
    // The victim: a case with a key, a signing key, a folder on a host.
    let identity = age::x25519::Identity::generate();
    let recipient: Recipient = identity.to_public().to_string().parse().unwrap();
    let case = case(recipient.clone());
    let cases = CaseLibrary::built_in().unwrap().with(case.clone());
    let mut portal = Portal::new(sample::key(&mut Dice::new(1)), NOW);

    // The hunter traces, writes, signs, commits and encrypts.
    let mut dice = Dice::new(2);
    let view = sample::view(&case, &mut dice, 4);
    let payload = sample::payload(&case, &view, "");
    let hunter = sample::key(&mut dice);
    let tip = signed(&case, payload.clone(), &hunter, &mut dice, NOW);
    let card = tip.card();
    assert_eq!(card.commitment, tip.statement().commitment);
    let pasted = encrypt(&tip.to_armour(), &case.recipients).unwrap();
    assert!(looks_encrypted(&pasted) && !pasted.contains(&tip.id()));

    let start = opened(&portal, &case, payload.case.pack.clone());
    portal.publish(start);
    let mut public = Reader::default();
    public.poll(&portal.folder, NOW).unwrap();
    assert!(public.board().hunters.is_empty());

    // The copycat signs the same content later, with a clock that lies, and hands it in later.
    let thief = sample::key(&mut Dice::new(3));
    let copy = signed(&case, payload.clone(), &thief, &mut Dice::new(4), UnixSeconds::new(NOW.get() - 24 * HOUR));
    assert_eq!(copy.id(), tip.id(), "the same content has the same name");
    assert_ne!(copy.statement().commitment, tip.statement().commitment, "and another commitment: the signer is inside it");
    assert_eq!(facts(copy.payload()), facts(tip.payload()));

    // The analyst opens what came in and triages it; the order of the pastes does not matter.
    let opened = String::from_utf8(decrypt(pasted.as_bytes(), &[&identity]).unwrap().to_vec()).unwrap();
    assert!(verify(&opened, &Expect { now: NOW, cases: &cases }).is_valid());
    let (at, at_copy) = (later(HOUR), later(2 * HOUR));
    let both = [("hunter", opened.clone(), at), ("copycat", copy.to_armour(), at_copy)];
    let turned = [both[1].clone(), both[0].clone()];
    for texts in [&both, &turned] {
        let queue = triaged(&cases, at_copy, Published::default(), texts);
        assert_eq!(queue.items.len(), 2);
        for item in &queue.items {
            let is_copy = item.from.name == "copycat";
            let flagged = item.flags.iter().any(|flag| matches!(flag, Flag::Copy { same_words: true, .. }));
            assert_eq!(flagged, is_copy, "{}: {:?}", item.from.name, item.flags);
            let refused = matches!(item.suggestion.advice, Advice::Refuse { reason: Reason::Copy, .. });
            assert_eq!(refused, is_copy, "{}: {}", item.from.name, item.suggestion.why);
            assert!(is_copy || item.suggestion.advice == Advice::Accept, "{}", item.suggestion.why);
        }
    }

    // Decisions become entries; one poll later everybody sees them, and reads only what is new.
    let claim_of = &payload.claim;
    let (name, tip_hash): (_, Hash) = ("the-freeze".to_owned(), tip.id().parse().unwrap());
    portal.now = later(3 * HOUR);
    let before = portal.folder.clone();
    let changed = portal.publish(vec![
        received(&tip, at),
        received(&copy, at_copy),
        Content::Verified(Verified {
            tip: tip_hash,
            kind: claim_of.kind,
            at: claim_of.at.clone(),
            asset: claim_of.asset.clone(),
            amount: claim_of.tainted,
            usd_cents: None,
            facts: facts(&payload),
        }),
        Content::Refused(Refused { tip: tip_hash, reason: Reason::Copy, of: None, why: Some("Signed later by another key".to_owned()) }),
        Content::Frozen(Frozen {
            freeze: name.clone(),
            case: CASE.to_owned(),
            at: claim_of.at.clone(),
            asset: claim_of.asset.clone(),
            amount: claim_of.tainted,
            usd_cents: None,
            by: "An exchange".to_owned(),
            tx: None,
            time: later(3 * HOUR),
            tips: vec![tip_hash],
            source: None,
        }),
    ]);
    assert_eq!(changed, [shard_file(0), INDEX_FILE.to_owned()]);
    public.poll(&portal.folder, portal.now).unwrap();
    let grown = portal.folder[&shard_file(0)].len() - before[&shard_file(0)].len();
    assert_eq!(public.asked, grown as u64, "a second poll asks for the new bytes and no others");
    let board = public.board();
    let of = |key: &SavedKey| board.hunters.iter().find(|one| one.key == Address::Evm(key.address())).unwrap();
    assert_eq!((of(&hunter).rank, of(&hunter).valid, of(&hunter).freezes), (1, 1, 1));
    assert_eq!(of(&hunter).to_freeze.median_s, Some(2 * HOUR));
    assert_eq!((of(&thief).valid, of(&thief).freezes, of(&thief).received), (0, 0, 1));
    assert_eq!(of(&thief).refused.iter().map(|one| (one.reason, one.count)).collect::<Vec<_>>(), [(Reason::Copy, 1)]);

    // The desk knows what it published: the same paste again is no news.
    let lines: Vec<_> =
        spoor::board::Writer::resume(&portal.folder[INDEX_FILE], |file| portal.folder.get(file).cloned(), portal.now).unwrap().1;
    let published = Published::of(lines.iter().map(|line| &line.entry));
    let again = triaged(&cases, portal.now, published, &[("hunter", opened, portal.now)]);
    assert_eq!(again.items[0].suggestion.advice, Advice::Leave, "{}", again.items[0].suggestion.why);

    // Money comes back: the hunter's own record has the claim, to the last unit; the copycat's has none.
    portal.now = later(48 * HOUR);
    portal.publish(vec![Content::Returned(Returned {
        freeze: name.clone(),
        asset: claim_of.asset.clone(),
        amount: claim_of.tainted,
        usd_cents: None,
        tx: None,
        time: portal.now,
    })]);
    public.poll(&portal.folder, portal.now).unwrap();
    let own = OwnTip::of_kept(to_keep(&tip), &Expect { now: NOW, cases: &cases }).unwrap();
    let theirs = OwnTip::of_kept(to_keep(&copy), &Expect { now: NOW, cases: &cases }).unwrap();
    let due = claim_of.tainted.share(Amount::from(50_000_u64), Amount::from(1_000_000_u64));
    let feed = "https://victim.example/boards/my-theft/";
    let text_of = |reader: &Reader, own: &OwnTip| {
        let mine: Vec<Mine> = own.mine().into_iter().collect();
        let record = record(&mine, &reader.tally, true);
        let fate = record.tips[0].fate;
        (fate, claim(&record, &mine, &Address::Evm(own.signer()), feed), record)
    };
    let (fate, text, said) = text_of(&public, &own);
    assert_eq!(fate, Fate::Due, "{}", said.tips[0].sentence);
    assert_eq!(said.tips[0].signed_again.len(), 1, "the hunter sees who signed it again");
    let text = text.unwrap();
    let head = public.tally.head().to_string();
    let amount = spoor::board::view::coins(due, &claim_of.asset);
    // Addresses of the net are shown, and are no links.
    for part in [
        "victim.example/boards/my-theft/",
        &tip.id(),
        &Hash(card.commitment).to_string(),
        &head,
        &amount,
        "entry 2, received",
        "entry 7, returned",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    assert!(text.is_ascii());
    let (fate, text, _) = text_of(&public, &theirs);
    assert_eq!((fate, text), (Fate::Refused, None), "the copycat has nothing to claim");

    // Paid: nothing is open any more.
    portal.now = later(72 * HOUR);
    portal.publish(vec![Content::Paid(Paid {
        freeze: name,
        share: Share::Reporter,
        tip: Some(tip_hash),
        to: own.payout().clone(),
        asset: claim_of.asset.clone(),
        amount: due,
        tx: None,
        time: portal.now,
    })]);
    public.poll(&portal.folder, portal.now).unwrap();
    let (fate, text, _) = text_of(&public, &own);
    assert_eq!((fate, text), (Fate::Paid, None));
    let board = public.board();
    assert!(board.rewards[0].dues.iter().filter(|due| due.share == Share::Reporter).all(|due| due.open.is_zero() && due.over.is_zero()));
}
