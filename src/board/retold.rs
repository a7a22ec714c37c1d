//! What a tally holds, as the entries it was made of.

use super::Hash;
use super::entry::{Content, Entry, Example, SCHEMA};
use super::tally::{Said, Tally};
use crate::tip::Count;

impl Tally {
    /// The entries, in order: the same as were added.
    #[must_use]
    pub fn retold(&self) -> Vec<Entry> {
        let mut all: Vec<(Entry, Hash)> = Vec::new();
        macro_rules! retell {
            ($($list:ident: $kind:ident),* $(,)?) => {
                $(all.extend(self.$list.iter().map(|said| retold(said, Content::$kind)));)*
            };
        }
        retell!(
            opened: Opened, cases: Case, received: Received, verified: Verified, refused: Refused, frozen: Frozen, released: Released,
            returned: Returned, paid: Paid, answered: Answered, stated: Stated, corrected: Corrected, handovers: Handover,
        );
        all.sort_by_key(|(entry, _)| entry.sequence.0);
        let mut previous = Hash::NONE;
        all.into_iter().map(|(entry, line)| Entry { previous: std::mem::replace(&mut previous, line), ..entry }).collect()
    }
}

fn retold<T: Clone>(said: &Said<T>, content: fn(T) -> Content) -> (Entry, Hash) {
    let entry = Entry {
        schema: SCHEMA.to_owned(),
        sequence: Count(said.entry),
        previous: Hash::NONE,
        at: said.at,
        example: said.example.then_some(Example::Yes),
        content: content(said.content.clone()),
    };
    (entry, said.line)
}
