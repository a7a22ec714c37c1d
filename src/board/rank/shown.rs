//! What a filter lets through.

use crate::money::UnixSeconds;
use crate::tip::ClaimKind;

use super::super::freezes::Freeze;
use super::super::order::{Order, Submission};
use super::super::view::{Filter, Place};

pub(super) struct Shown<'f>(pub(super) &'f Filter);

impl Shown<'_> {
    /// Whether something of this case, time and kind is shown.
    pub(super) fn is(&self, case: &str, at: UnixSeconds, kind: Option<ClaimKind>) -> bool {
        let place = kind.map_or(Place::Untold, Place::Of);
        self.0.case.as_deref().is_none_or(|only| only == case)
            && self.0.from.is_none_or(|from| from <= at)
            && self.0.to.is_none_or(|to| at <= to)
            && self.0.kind.is_none_or(|only| only == place)
    }

    /// A tip, by when it came in.
    pub(super) fn tip(&self, one: &Submission<'_>) -> bool {
        let content = &one.received.content;
        self.is(&content.case, content.received, one.fate.verified().map(|said| said.content.kind))
    }

    /// A freeze, by when it was made; it takes all that hangs on it along.
    pub(super) fn freeze(&self, freeze: &Freeze<'_>, order: &Order<'_>) -> bool {
        let content = &freeze.said.content;
        self.is(&content.case, content.time, freeze.kind(order))
    }
}
