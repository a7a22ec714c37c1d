//! Tips and intakes for the desk's tests.

use std::collections::BTreeMap;

use spoor::board::desk::{Context, Intake, Item, Published, Triage, Triaged};
use spoor::board::entry::{Entry, Stamped};
use spoor::board::{Content, Hash};
use spoor::money::UnixSeconds;
use spoor::tip::{Count, Payload, SavedKey, Tip, Unsigned};

use crate::sample::{self, Dice, NOW, case, key, terms, view};

/// A day later than the tips were signed.
pub(crate) const LATER: UnixSeconds = UnixSeconds::new(NOW.get() + 86_400);

pub(crate) fn context() -> Context {
    Context { now: LATER, cases: sample::library().clone(), published: Published::default(), labels: Vec::new(), stamps: BTreeMap::new() }
}

pub(crate) fn payload(seed: u64, hops: usize) -> Payload {
    let (case, mut dice) = (case(), Dice::new(seed));
    let view = view(&case, &mut dice, hops);
    sample::payload(&case, &view, "")
}

/// A payload signed by the key of a seed, with the salt, payout and nonce of that seed.
pub(crate) fn signed(payload: Payload, by: u64, issued_at: UnixSeconds) -> Tip {
    let mut dice = Dice::new(by);
    let key: SavedKey = key(&mut dice);
    let mut terms = terms(&case(), key.address(), &mut dice);
    terms.issued_at = issued_at;
    terms.submit_by = UnixSeconds::new(issued_at.get() + spoor::tip::SUBMIT_WITHIN_S);
    Unsigned::new(payload, terms).unwrap().sign(&key).unwrap()
}

pub(crate) fn intake(name: &str, text: impl Into<String>, after_s: u64) -> Intake {
    Intake { name: name.to_owned(), text: text.into(), received: UnixSeconds::new(NOW.get() + after_s) }
}

pub(crate) fn triage(context: Context, intakes: &[Intake]) -> Triaged {
    let mut triage = Triage::new(context);
    for intake in intakes {
        triage.take(intake).unwrap();
    }
    triage.run();
    triage.triaged()
}

/// The item that came from the text of this name.
pub(crate) fn of<'a>(triaged: &'a Triaged, name: &str) -> &'a Item {
    triaged.items.iter().find(|item| item.from.name == name).unwrap()
}

pub(crate) fn entry(sequence: u64, content: Content) -> Entry {
    Entry { schema: "feed/1".to_owned(), sequence: Count(sequence), previous: Hash::NONE, at: LATER, example: None, content }
}

pub(crate) fn stamped(after_s: i64) -> Stamped {
    Stamped { block: Count(900_000), time: UnixSeconds::new(NOW.get().checked_add_signed(after_s).unwrap()) }
}
