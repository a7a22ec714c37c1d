//! What an answer held, whoever gave it.

use super::cache::Good;
use crate::explorer::crossing::{CrossingAnswer, Step};
use crate::explorer::{Answered, Coverage, Page};
use crate::trace::Event;
use crate::trace::journey::{Asked, Event as Happening, Inquiry};

/// An answer that could be read.
pub(super) enum Read {
    /// An explorer's.
    Page(Box<Page>),
    /// A bridge's: its question as far as it came, and what is next.
    Record(Box<Inquiry>, Step),
}

impl Read {
    pub(super) fn page(page: Page) -> Self {
        Self::Page(Box::new(page))
    }

    pub(super) fn record(after: Inquiry, step: Step) -> Self {
        Self::Record(Box::new(after), step)
    }

    /// What it is worth to a later visit. What a bridge says can change, so it is not kept.
    pub(super) fn good(&self, asked: &Asked) -> Option<(String, Good)> {
        match (self, asked) {
            (Self::Page(page), Asked::Explorer(question)) => Good::of(question, page).map(|good| (asked.about(), good)),
            _ => None,
        }
    }

    /// What came of it, in a sentence's part.
    pub(super) fn outcome(&self) -> String {
        match self {
            Self::Page(page) => match (&page.next, page.gaps.len()) {
                (None, 0) => format!("{} transfers", page.transfers.len()),
                (Some(_), 0) => format!("{} transfers, and there is a next page", page.transfers.len()),
                (_, gaps) => format!("{} transfers, {gaps} rows could not be used", page.transfers.len()),
            },
            Self::Record(_, Step::Ask(_)) => "what to ask next".to_owned(),
            Self::Record(_, Step::Done(CrossingAnswer::NotFound)) => "it does not know the transaction".to_owned(),
            Self::Record(_, Step::Done(CrossingAnswer::Found(found))) => match found.len() {
                1 => "the record of a passage".to_owned(),
                count => format!("the records of {count} passages"),
            },
        }
    }

    pub(super) fn coverage(&self) -> Coverage {
        let Self::Page(page) = self else { return Coverage::Whole };
        if page.next.is_some() {
            Coverage::Cut("there is a next page".to_owned())
        } else if let Some(gap) = page.gaps.first() {
            Coverage::Cut(gap.clone())
        } else {
            page.window.clone().map_or(Coverage::Whole, Coverage::Window)
        }
    }

    /// What the run is told.
    pub(super) fn event(self, asked: Asked, host: &str, source: Answered) -> Option<Happening> {
        match (self, asked) {
            (Self::Page(page), Asked::Explorer(question)) => Some(Event::Page { question, page, source }.into()),
            (Self::Record(after, step), Asked::Bridge(_)) => Some(Happening::Record { after, step, host: host.to_owned(), source }),
            _ => None,
        }
    }
}
