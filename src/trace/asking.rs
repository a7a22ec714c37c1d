//! What is asked next, and of whom.

use super::reading::Job;
use super::search::rank::Ask;
use super::view::Direction;
use super::{MOST_PAGES, Trace, look};
use crate::explorer::{About, Order, Part, Question};
use crate::money::{Address, TxId};

impl Trace {
    /// The transactions of the theft first, then where following begins, then what is worth most.
    pub(super) fn next_job(&self) -> Option<Job> {
        let first = self.explorers.first();
        if let Some(&tx) = self.lookups.last() {
            let about = About::Transaction(tx);
            let parts = self.explorers.parts(first, &about).iter().filter(|part| self.is_needed_for(tx, **part));
            let waiting = parts.map(|part| self.question(first, &about, *part, None)).collect();
            return Some(Job::of(about, None, waiting));
        }
        if let Some((pool, ask)) = self.next_look() {
            let about = About::Address(pool.clone());
            let parts = self.explorers.parts(first, &about).iter().filter(|part| look::is_needed(&pool, **part));
            let waiting = parts.map(|part| self.question(first, &about, *part, Some(&ask))).collect();
            return Some(Job::of(about, Some(ask), waiting));
        }
        let (address, ask) = match self.next_origin() {
            Some(origin) => origin,
            None => self.queue.first().map(|best| (best.address.clone(), best.ask.clone()))?,
        };
        let about = About::Address(address);
        let parts = self.explorers.parts(first, &about).iter();
        let waiting = parts.map(|part| self.question(first, &about, *part, Some(&ask))).collect();
        Some(Job::of(about, Some(ask), waiting))
    }

    /// Which lists of a transaction can hold the theft.
    fn is_needed_for(&self, tx: TxId, part: Part) -> bool {
        let mut of = self.case.seeds.iter().filter(|seed| seed.tx == tx).peekable();
        let native = |part| !matches!(part, Part::Tokens);
        let token = |part| !matches!(part, Part::Transactions | Part::Internal);
        of.peek().is_none() || of.any(|seed| if seed.asset.is_native() { native(part) } else { token(part) })
    }

    /// What is still to be asked about the addresses that the following begins at.
    fn next_origin(&self) -> Option<(Address, Ask)> {
        self.origins().into_iter().find_map(|(address, first)| {
            let known = self.known.get(&address);
            if self.history.reading(&address).is_some() {
                let open = known.filter(|known| known.pages < MOST_PAGES)?.open.clone()?;
                return Some((address, Ask::More(open)));
            }
            let ask = match known {
                _ if !self.read_in_pieces => Ask::Whole(first),
                Some(known) if known.last.is_some() => Ask::Since(first),
                _ => Ask::Last(first),
            };
            Some((address, ask))
        })
    }

    /// What another explorer is asked where one gave no answer. Where nobody is left, or the budget is spent, the list
    /// counts as failed, with every reason.
    pub(super) fn ask_instead(&mut self, question: &Question, why: String, not_held: bool) -> Vec<Question> {
        let Some(job) = &mut self.job else { return Vec::new() };
        let tried = job.refused(question, why);
        // The cursor of one explorer says nothing to another, and a piece of a history begins where the last one ended.
        let whole = matches!(job.ask, None | Some(Ask::Whole(_) | Ask::Look(_)));
        let next = whole.then(|| self.explorers.instead_of(question.source, &tried)).flatten();
        let Some(next) = next else {
            job.not_held |= not_held;
            job.give_up(question.part, None);
            return Vec::new();
        };
        let lists = self.explorers.parts(next, &job.about);
        let same: &[Part] = if lists.contains(&question.part) { std::slice::from_ref(&question.part) } else { lists };
        let (about, ask, from) = (job.about.clone(), job.ask.clone(), question.source);
        let asked: Vec<Question> = same.iter().map(|part| self.question(next, &about, *part, ask.as_ref())).collect();
        let Some(job) = &mut self.job else { return Vec::new() };
        let new: Vec<Question> = asked.into_iter().filter(|question| !job.has_asked(question)).collect();
        let room = self.asked.saturating_add(u32::try_from(new.len()).unwrap_or(u32::MAX)) <= self.settings.budget;
        if !room {
            job.give_up(question.part, Some("the request budget ended before another explorer could be asked"));
            return Vec::new();
        }
        job.begin_again(&new);
        self.notes.insert(format!(
            "{} did not answer every question; {} was asked in its stead.",
            self.explorers.name(from),
            self.explorers.name(next)
        ));
        new
    }

    /// The question for one list of one thing.
    pub(super) fn question(&self, source: u8, about: &About, part: Part, ask: Option<&Ask>) -> Question {
        let forward = self.settings.direction == Direction::Forward;
        let (order, start) = match ask {
            None => (Order::Newest, None),
            // What was paid before the stolen money came need not be read where the explorer can leave it out.
            Some(Ask::Whole(first)) if forward && *first > 0 && self.explorers.begins_anywhere(source) => (Order::Oldest, Some(*first)),
            Some(Ask::Look(_)) if !self.explorers.begins_anywhere(source) => (Order::Newest, None),
            Some(ask) => ask.reading(forward),
        };
        let cursor = match ask {
            Some(Ask::More(cursor)) => Some(cursor.clone()),
            _ => None,
        };
        Question { source, chain: self.case.chain, about: about.clone(), part, order, start, cursor }
    }
}
