//! Compares claims with the truth of a world. Nothing else reads the truth.
//!
//! A claim counts at its own address, up to what truly came in there. What is left of a claim on a labelled wallet counts for
//! the true resting places that are swept into it and were visited, the largest first. What is left of a claim on a deposit
//! address that is no resting place itself counts for the one that it is swept into, up to what it truly swept. Nothing counts
//! twice. The rules were compared with another program in another language (`tests/worlds`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use spoor::explorer::world::World;
use spoor::money::{Account, Address, Amount};

use crate::claims::Claims;

const HEADER: &str = "address,role,in_amount,out_amount,sweeps_to";

/// A truth that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("truth.csv, line {line}: {why}")]
pub(crate) struct TruthError {
    /// Counted from 1.
    line: usize,
    /// What is wrong.
    why: String,
}

/// What an address truly was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The theft began here.
    Source,
    /// The money passed through.
    Layer,
    /// The money rests here.
    Terminal,
    /// In the dataset, but no stolen money came here.
    Upstream,
}

/// The outcome of a theft.
#[derive(Clone, Debug, Default)]
pub(crate) struct Truth {
    roles: BTreeMap<Address, Role>,
    /// What came in at each resting place.
    due: BTreeMap<Address, Amount>,
    /// The wallet that a deposit address is swept into, and what went there.
    sweeps: BTreeMap<Address, (Address, Amount)>,
    services: BTreeSet<Address>,
}

impl Truth {
    /// Reads `truth.csv`. The world says who is a service.
    ///
    /// # Errors
    /// When a line is not as `data/worlds/README.md` says.
    pub(crate) fn read(world: &World, text: &str) -> Result<Self, TruthError> {
        let mut truth = Self::default();
        for (at, line) in text.lines().enumerate() {
            if at == 0 {
                if line != HEADER {
                    return Err(TruthError { line: 1, why: format!("the header must be {HEADER:?}") });
                }
                continue;
            }
            truth.line(line).map_err(|why| TruthError { line: at + 1, why })?;
        }
        let chain = world.case().chain;
        let is_service =
            |address: &&Address| Account::new(chain, (*address).clone()).is_ok_and(|account| !world.labels().of(&account).is_empty());
        // A wallet that collects deposits may have no row of its own.
        let wallets = truth.sweeps.values().map(|(wallet, _)| wallet);
        let services = world.addresses().chain(truth.roles.keys()).chain(wallets).filter(is_service).cloned().collect();
        Ok(Self { services, ..truth })
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line.split(',').collect();
        let [address, role, in_amount, out_amount, sweeps_to] = fields.as_slice() else {
            return Err(format!("it has {} fields, not 5", fields.len()));
        };
        let read = |text: &str| text.parse::<Address>().map_err(|error| error.to_string());
        let amount = |text: &str| text.parse::<Amount>().map_err(|error| error.to_string());
        let address = read(address)?;
        let role = match *role {
            "source" => Role::Source,
            "layer" => Role::Layer,
            "terminal" => Role::Terminal,
            "upstream" => Role::Upstream,
            other => return Err(format!("the role {other:?} is none of source, layer, terminal, upstream")),
        };
        let (in_amount, out_amount) = (amount(in_amount)?, amount(out_amount)?);
        if role == Role::Terminal {
            self.due.insert(address.clone(), in_amount);
        }
        if !sweeps_to.is_empty() {
            self.sweeps.insert(address.clone(), (read(sweeps_to)?, out_amount));
        }
        match self.roles.insert(address, role) {
            Some(_) => Err("the address stands here a second time".to_owned()),
            None => Ok(()),
        }
    }

    /// The scores of these claims.
    #[must_use]
    pub(crate) fn score(&self, claims: &Claims) -> Score {
        let (credit, found) = self.credit(claims);
        let total: Amount = credit.values().copied().sum();
        let is_service = |address: &Address| self.services.contains(address);
        let laundering = |address: &&Address| {
            !is_service(address) && matches!(self.roles.get(*address), Some(Role::Source | Role::Layer | Role::Terminal))
        };
        let judged: Vec<&Address> =
            claims.visited.iter().filter(|address| !is_service(address) && self.roles.get(*address) != Some(&Role::Upstream)).collect();
        let hits = judged.iter().copied().filter(laundering).count();
        Score {
            requests: claims.requests,
            value_recall: Ratio { part: total, whole: self.due.values().copied().sum() },
            value_precision: Ratio { part: total, whole: claims.reached.values().copied().sum() },
            terminal_recall: Ratio::of(found.len(), self.due.len()),
            precision: Ratio::of(hits, judged.len()),
            recall: Ratio::of(hits, self.roles.keys().filter(laundering).count()),
        }
    }

    /// What counts at each resting place, and which of them count as found.
    fn credit<'a>(&'a self, claims: &'a Claims) -> (BTreeMap<&'a Address, Amount>, BTreeSet<&'a Address>) {
        let claimed = |address: &Address| claims.reached.get(address).copied().unwrap_or_default();
        let mut credit: BTreeMap<&Address, Amount> = self.due.iter().map(|(at, due)| (at, claimed(at).min(*due))).collect();
        let mut spare: BTreeMap<&Address, Amount> =
            claims.reached.iter().map(|(at, amount)| (at, amount.saturating_minus(credit.get(at).copied().unwrap_or_default()))).collect();
        let mut found: BTreeSet<&Address> = credit.iter().filter(|(_, amount)| !amount.is_zero()).map(|(at, _)| *at).collect();

        let mut largest: Vec<(&Address, Amount)> = self.due.iter().map(|(at, due)| (at, *due)).collect();
        largest.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        for (deposit, due) in largest {
            let Some((wallet, _)) = self.sweeps.get(deposit) else { continue };
            if self.services.contains(wallet) && claims.visited.contains(deposit) && !claimed(wallet).is_zero() {
                found.insert(deposit);
                move_credit(&mut spare, &mut credit, wallet, deposit, due, None);
            }
        }
        for (deposit, (wallet, swept)) in &self.sweeps {
            if let Some((wallet, due)) = self.due.get_key_value(wallet)
                && !self.due.contains_key(deposit)
                && !claimed(deposit).is_zero()
            {
                move_credit(&mut spare, &mut credit, deposit, wallet, *due, Some(*swept));
                if credit.get(wallet).is_some_and(|amount| !amount.is_zero()) {
                    found.insert(wallet);
                }
            }
        }
        (credit, found)
    }
}

/// Lets what is spare of a claim count elsewhere, up to what is due there and up to `most`.
fn move_credit<'a>(
    spare: &mut BTreeMap<&'a Address, Amount>,
    credit: &mut BTreeMap<&'a Address, Amount>,
    from: &Address,
    to: &'a Address,
    due: Amount,
    most: Option<Amount>,
) {
    let Some(left) = spare.get_mut(from) else { return };
    let counted = credit.entry(to).or_default();
    let moved = (*left).min(due.saturating_minus(*counted)).min(most.unwrap_or(due));
    *left = left.saturating_minus(moved);
    *counted = [*counted, moved].into_iter().sum();
}

/// A share, exact until it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    part: Amount,
    whole: Amount,
}

impl Ratio {
    fn of(part: usize, whole: usize) -> Self {
        Self { part: Amount::from(part as u64), whole: Amount::from(whole as u64) }
    }

    /// How many of so many equal parts of the whole, rounded to the nearest; nothing of nothing is nothing.
    #[must_use]
    pub(crate) fn of_parts(self, parts: u64) -> u64 {
        let twice: u64 = Amount::from(2 * parts).share(self.part, self.whole).base_units().saturating_to();
        twice.div_ceil(2)
    }
}

impl fmt::Display for Ratio {
    /// In percent, with one decimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.of_parts(1_000);
        f.pad(&format!("{}.{}", tenths / 10, tenths % 10))
    }
}

/// The scores of one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Score {
    /// Pages asked for.
    pub(crate) requests: u32,
    /// Of the value that truly rests somewhere, what was claimed there.
    pub(crate) value_recall: Ratio,
    /// The same of all that was claimed.
    pub(crate) value_precision: Ratio,
    /// Of the true resting places, those with a claim that counts.
    pub(crate) terminal_recall: Ratio,
    /// Of the visited addresses, those that the stolen money truly touched.
    pub(crate) precision: Ratio,
    /// Of the addresses that it touched, those visited.
    pub(crate) recall: Ratio,
}
