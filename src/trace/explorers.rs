//! Who is asked, in which order, and who is asked in somebody's stead.

use std::collections::BTreeSet;

use crate::explorer::{About, Adapter, Part};
use crate::money::{Address, TxId};

/// What a trace has to know of one explorer.
#[derive(Clone, Debug)]
struct Explorer {
    name: String,
    address_parts: &'static [Part],
    transaction_parts: &'static [Part],
    begins_anywhere: bool,
}

/// The explorers of a run. Numbers are those of the run's list; the order changes when one gives no answer.
#[derive(Clone, Debug)]
pub(super) struct Explorers {
    all: Vec<Explorer>,
    order: Vec<u8>,
}

impl Explorers {
    /// The explorers behind these adapters, the first to be asked first. More than 255 are not taken.
    pub(super) fn of(adapters: &[Box<dyn Adapter>]) -> Self {
        let all: Vec<Explorer> = adapters
            .iter()
            .take(usize::from(u8::MAX))
            .map(|adapter| Explorer {
                name: adapter.id().to_owned(),
                address_parts: adapter.parts(&About::Address(Address::evm_zero())),
                transaction_parts: adapter.parts(&About::Transaction(TxId::from_bytes([0; 32]))),
                begins_anywhere: adapter.begins_anywhere(),
            })
            .collect();
        let order = (0..u8::try_from(all.len()).unwrap_or(u8::MAX)).collect();
        Self { all, order }
    }

    /// Who is asked as things stand.
    pub(super) fn first(&self) -> u8 {
        self.order.first().copied().unwrap_or(0)
    }

    /// The lists that together answer a question.
    pub(super) fn parts(&self, source: u8, about: &About) -> &'static [Part] {
        self.all.get(usize::from(source)).map_or(&[], |explorer| match about {
            About::Address(_) => explorer.address_parts,
            About::Transaction(_) => explorer.transaction_parts,
        })
    }

    /// Whether histories can be read piece by piece from any block: each explorer has one list and begins where it is told.
    pub(super) fn read_in_pieces(&self) -> bool {
        self.all.iter().all(|explorer| explorer.begins_anywhere && explorer.address_parts.len() == 1)
    }

    /// Whether an explorer can begin a list at a block.
    pub(super) fn begins_anywhere(&self, source: u8) -> bool {
        self.all.get(usize::from(source)).is_some_and(|explorer| explorer.begins_anywhere)
    }

    /// The name of an explorer, as answers cite it.
    pub(super) fn name(&self, source: u8) -> &str {
        self.all.get(usize::from(source)).map_or("", |explorer| &explorer.name)
    }

    /// Who can be asked in the stead of those that were tried. The last of them goes to the end of the order, for what it
    /// did not answer now it will hardly answer next.
    pub(super) fn instead_of(&mut self, failed: u8, tried: &BTreeSet<u8>) -> Option<u8> {
        let next = self.order.iter().copied().find(|source| !tried.contains(source))?;
        self.order.retain(|source| *source != failed);
        self.order.push(failed);
        Some(next)
    }
}
