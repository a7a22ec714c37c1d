//! What of a board the visitor chose to see, as the form holds it, and the filter that follows from it.

use crate::board::Filter;
use crate::board::view::Place;
use crate::money::UnixSeconds;
use crate::tip::ClaimKind;

/// Whose rows the leaderboard shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Hunters and companies.
    #[default]
    Everybody,
    /// Whoever told.
    Hunters,
    /// Whoever froze.
    Companies,
}

impl Whose {
    /// All, with their names on the screen.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Everybody, "Hunters and companies"), (Self::Hunters, "Hunters"), (Self::Companies, "Companies")];

    /// Whether hunters are shown.
    #[must_use]
    pub const fn hunters(self) -> bool {
        matches!(self, Self::Everybody | Self::Hunters)
    }

    /// Whether companies are shown.
    #[must_use]
    pub const fn companies(self) -> bool {
        matches!(self, Self::Everybody | Self::Companies)
    }
}

/// The kinds of places that can be chosen, in the order of the form.
pub const PLACES: [Place; 8] = [
    Place::Of(ClaimKind::AtExchange),
    Place::Of(ClaimKind::AtDepositAddress),
    Place::Of(ClaimKind::AtAddress),
    Place::Of(ClaimKind::FreezableByIssuer),
    Place::Of(ClaimKind::BridgeOut),
    Place::Of(ClaimKind::InMixer),
    Place::Of(ClaimKind::AtService),
    Place::Untold,
];

/// The form's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The case's stable name; nothing for all.
    pub case: String,
    /// The first day, as `2025-03-01`; nothing for the beginning.
    pub from: String,
    /// The last day; nothing for no end.
    pub to: String,
    /// The kind of place, by its place in [`PLACES`].
    pub place: Option<usize>,
    /// Whose rows. This hides a table and changes no sum.
    pub whose: Whose,
    /// Whether examples are shown.
    pub examples: bool,
}

/// A field that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// No day.
    #[error("{0:?} is not a day; write it as 2025-03-01")]
    NotADay(String),
    /// The last day is before the first.
    #[error("the period ends on {to}, before it begins on {from}; turn the days around")]
    TurnedAround {
        /// The first.
        from: String,
        /// The last.
        to: String,
    },
}

impl Choice {
    /// The form for a filter, as it was left on an earlier look at the page.
    #[must_use]
    pub fn of(filter: &Filter) -> Self {
        Self {
            case: filter.case.clone().unwrap_or_default(),
            from: filter.from.map(UnixSeconds::day).unwrap_or_default(),
            to: filter.to.map(UnixSeconds::day).unwrap_or_default(),
            place: PLACES.iter().position(|place| Some(*place) == filter.kind),
            whose: Whose::default(),
            examples: filter.examples,
        }
    }

    /// The filter.
    ///
    /// # Errors
    /// When a day is none, or the last is before the first.
    pub fn filter(&self) -> Result<Filter, ChoiceError> {
        let from = day(&self.from)?;
        let last = day(&self.to)?;
        if let (Some(first), Some(last)) = (from, last)
            && last < first
        {
            return Err(ChoiceError::TurnedAround { from: self.from.clone(), to: self.to.clone() });
        }
        Ok(Filter {
            case: Some(self.case.clone()).filter(|case| !case.is_empty()),
            from,
            // The last day belongs to the period, to its last second.
            to: last.map(|day| UnixSeconds::new(day.get() + 86_399)),
            kind: self.place.and_then(|at| PLACES.get(at).copied()),
            examples: self.examples,
        })
    }

    /// Whether it leaves anything out beside examples.
    #[must_use]
    pub fn narrows(&self) -> bool {
        Self { examples: false, ..self.clone() } != Self::default()
    }
}

/// The first second of a day; `None` for an empty field.
fn day(text: &str) -> Result<Option<UnixSeconds>, ChoiceError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let refuse = || ChoiceError::NotADay(text.chars().take(20).collect());
    if text.len() != 10 {
        return Err(refuse());
    }
    format!("{text}T00:00:00Z").parse().map(Some).map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_form_shows_everything_but_examples() {
        assert_eq!(Choice::default().filter(), Ok(Filter::default()));
        assert!(!Choice { examples: true, ..Choice::default() }.narrows());
        assert!(Choice { whose: Whose::Hunters, ..Choice::default() }.narrows());
    }

    #[test]
    fn a_period_holds_both_its_days_whole() {
        let choice = Choice { from: "2025-03-01".into(), to: " 2025-03-01 ".into(), ..Choice::default() };
        let filter = choice.filter().unwrap();
        assert_eq!(Choice::of(&filter).filter().as_ref(), Ok(&filter));
        assert_eq!(filter.from.map(|at| at.to_string()).as_deref(), Some("2025-03-01T00:00:00Z"));
        assert_eq!(filter.to.map(|at| at.to_string()).as_deref(), Some("2025-03-01T23:59:59Z"));
    }

    #[test]
    fn days_that_are_none_are_refused_in_words() {
        for text in ["yesterday", "2025-3-1", "2025-02-30", "20250301", "2025-03-01T00:00:00Z", "١٢٣٤٥"] {
            let error = Choice { from: text.into(), ..Choice::default() }.filter().unwrap_err();
            assert!(matches!(error, ChoiceError::NotADay(_)), "{text}");
        }
        let turned = Choice { from: "2025-03-02".into(), to: "2025-03-01".into(), ..Choice::default() };
        assert!(turned.filter().unwrap_err().to_string().contains("turn the days around"));
    }

    #[test]
    fn every_kind_of_place_can_be_chosen() {
        for (at, place) in PLACES.into_iter().enumerate() {
            let filter = Choice { place: Some(at), ..Choice::default() }.filter().unwrap();
            assert_eq!(filter.kind, Some(place));
            assert_eq!(Choice::of(&filter).filter(), Ok(filter));
        }
        assert_eq!(Choice { place: Some(PLACES.len()), ..Choice::default() }.filter().unwrap().kind, None);
    }
}
