//! How stolen and other money mixed at the addresses of a way, computed anew: what of a transfer is stolen, given how much
//! was stolen of the transfer before it.
//!
//! Method: the whole history of the address between two transfers is read, the first of the two is taken to be stolen in the
//! part that is stated, every other receipt to be other money, and the second's stolen part is computed by the tip's own
//! policy ([`taint`](super::taint)). Limit: stolen money that came to the address by other ways counts as other
//! money, so what is computed is a lower bound of what can be stated. Where a history cannot be read whole, nothing is
//! computed; nothing is where a link joins the two.

use serde::{Deserialize, Serialize};

use super::history::{History, RowId};
use super::taint::{Mode, Taint};
use super::view::{Direction, Policy};
use crate::explorer::reread::{Leg, Lists, Seen, State};
use crate::explorer::{About, Answered, Coverage, Order, Question};
use crate::money::{Amount, Transfer, UnixSeconds};

/// Pages of one list of an address that are read; who has more is a service in all but name.
const MOST_PAGES: u32 = 4;

/// By which rule, and what is stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// The policy.
    pub policy: Policy,
    /// The stolen part of each transfer as stated, in base units.
    pub stolen: Vec<Amount>,
    /// Whether a link joins a transfer to the one before it.
    pub linked: Vec<bool>,
}

/// The stolen part of a transfer, computed anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mixed {
    /// Which transfer.
    pub leg: usize,
    /// What follows from the transfer before it, in base units; or why nothing was computed.
    pub computed: Result<Amount, String>,
}

/// The histories that are read for it.
#[derive(Debug)]
pub struct Mixing {
    sharing: Sharing,
    legs: Vec<Transfer>,
    /// The lists of the address between a transfer and the one before it; `None` where there is none.
    histories: Vec<Option<Vec<usize>>>,
}

impl Mixing {
    /// Adds the histories to what is read.
    #[must_use]
    pub fn new(legs: &[Leg], sharing: &Sharing, lists: &mut Lists) -> Self {
        let legs: Vec<Transfer> = legs.iter().map(|leg| leg.transfer.clone()).collect();
        let histories = (0..legs.len()).map(|at| history_of(&legs, at, sharing, lists)).collect();
        Self { sharing: sharing.clone(), legs, histories }
    }

    /// What follows from what was read.
    #[must_use]
    pub fn compute(&self, seen: &[Seen], lists: &Lists) -> Vec<Mixed> {
        let one = |(at, own): (usize, &Option<Vec<usize>>)| {
            let computed = match own {
                _ if at == 0 => return None,
                None if self.sharing.linked.get(at) == Some(&true) => Err("a link joins it to the hop before it".to_owned()),
                None => Err("the hop before it does not end where this one begins".to_owned()),
                Some(own) => self.after(at, own, seen, lists),
            };
            Some(Mixed { leg: at, computed })
        };
        self.histories.iter().enumerate().filter_map(one).collect()
    }

    fn after(&self, at: usize, own: &[usize], seen: &[Seen], lists: &Lists) -> Result<Amount, String> {
        if seen.get(at - 1..=at).is_none_or(|pair| pair.iter().any(|one| one.row.is_none())) {
            return Err("one of the two hops was not found again".to_owned());
        }
        let (before, this) = (&self.legs[at - 1], &self.legs[at]);
        let mut history = History::default();
        let source = history.add_source(nobody());
        for list in own {
            let page = lists.page(*list);
            let whole = match lists.state(*list) {
                State::Whole if page.next.is_some() => Err(format!("the history of {} goes on after {MOST_PAGES} pages", this.from)),
                State::Whole => page.gaps.first().or(page.window.as_ref()).map_or(Ok(()), |why| Err(why.clone())),
                State::Open => Err("it was not read yet".to_owned()),
                State::NotHeld(why) | State::Failed(why) => Err(why),
            };
            whole.map_err(|why| format!("the history of {} could not be read whole: {why}", this.from))?;
            for transfer in page.transfers.iter().filter(|transfer| !page.failed.contains(&transfer.tx)) {
                history.add(transfer, source);
            }
        }
        let find = |stated: &Transfer| {
            let found: Option<RowId> = history.rows().find(|row| is_it(&history.transfer(*row), stated));
            found.ok_or_else(|| format!("the history of {} does not show {}", this.from, stated.tx))
        };
        let (paid, pays) = (find(before)?, find(this)?);
        let stolen = self.sharing.stolen.get(at - 1).and_then(|amount| amount.to_u128());
        let stolen = stolen.ok_or("the amount is beyond what can be computed")?;
        let who = history.who(&this.from).ok_or("the address is not in its own history")?;
        let mut taint = Taint::with(Direction::Forward, &[self.sharing.policy]);
        taint.set_mode(who, Mode::Follow);
        taint.bring(paid, &[(self.sharing.policy, stolen)]);
        taint.update(&history);
        Ok(Amount::from_u128(taint.tainted(self.sharing.policy, pays)))
    }
}

/// The lists of the address between two transfers.
fn history_of(legs: &[Transfer], at: usize, sharing: &Sharing, lists: &mut Lists) -> Option<Vec<usize>> {
    let (before, this) = (legs.get(at.checked_sub(1)?)?, legs.get(at)?);
    if sharing.linked.get(at) != Some(&false) || before.to != this.from || before.asset != this.asset {
        return None;
    }
    let chain = this.asset.chain();
    let about = About::Address(this.from.clone());
    let parts = lists.adapter(chain)?.parts(&about);
    let question = |part| Question { source: 0, chain, about: about.clone(), part, order: Order::Newest, start: None, cursor: None };
    Some(parts.iter().map(|part| lists.add(question(*part), MOST_PAGES)).collect())
}

/// Whether a row of an address's list is the transfer that was stated: by its content, for places are named differently.
fn is_it(row: &Transfer, stated: &Transfer) -> bool {
    let content = |one: &Transfer| (one.tx, one.block, one.amount);
    content(row) == content(stated) && row.from == stated.from && row.to == stated.to && row.asset == stated.asset
}

/// The history wants a source; what is computed here cites none.
fn nobody() -> Answered {
    Answered {
        provider: String::new(),
        request: String::new(),
        status: 200,
        at: UnixSeconds::new(0),
        bytes: 0,
        sha256: String::new(),
        coverage: Coverage::Whole,
    }
}
