//! The boxes of the form: their names, what each accepts, and what is said where it is something else.

use crate::money::UnixSeconds;

/// A field of the form that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Where following starts.
    Start,
    /// Requests.
    Budget,
    /// Hops.
    Hops,
    /// The least value.
    Dust,
    /// The first day.
    From,
    /// The last day.
    Until,
}

/// A field that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Nothing to follow was named, or more than one thing.
    #[error("{}: write one address, or one transaction hash, after it the recipient if only that payment is meant", Field::Start.name())]
    Start,
    /// What was named is no address and no hash of the chain.
    #[error("{}: {why}", Field::Start.name())]
    Named {
        /// What is wrong, naming what was typed.
        why: String,
    },
    /// Not a whole number of the range.
    #[error("{}: {given:?} is not a whole number from {least} to {most}", field.name())]
    Number {
        /// The field.
        field: Field,
        /// What was typed, cut.
        given: String,
        /// The least allowed.
        least: u32,
        /// The most allowed.
        most: u32,
    },
    /// Not a per cent value.
    #[error("{}: {given:?} is not a part of the followed sum; write per cent from 0 to 100 with up to 4 decimals, as 0.01", Field::Dust.name())]
    Dust {
        /// What was typed, cut.
        given: String,
    },
    /// Not a day.
    #[error("{}: {given:?} is not a day; write it as 2025-02-21, or leave it empty", field.name())]
    Day {
        /// The field.
        field: Field,
        /// What was typed, cut.
        given: String,
    },
    /// The last day is before the first.
    #[error("{}: {until} is before the first day, {from}", Field::Until.name())]
    Order {
        /// The first day, as typed.
        from: String,
        /// The last day, as typed.
        until: String,
    },
}

impl Field {
    /// Its name on the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "Address or transaction",
            Self::Budget => "Requests",
            Self::Hops => "Hops",
            Self::Dust => "Leave out below",
            Self::From => "From",
            Self::Until => "Until",
        }
    }

    /// The id of its box.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Start => "form-start",
            Self::Budget => "form-budget",
            Self::Hops => "form-hops",
            Self::Dust => "form-dust",
            Self::From => "form-from",
            Self::Until => "form-until",
        }
    }

    /// Whether it stands among the choices that are closed at first.
    #[must_use]
    pub const fn is_behind(self) -> bool {
        !matches!(self, Self::Start | Self::Budget)
    }
}

impl FormError {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(&self) -> Field {
        match self {
            Self::Start | Self::Named { .. } => Field::Start,
            Self::Number { field, .. } | Self::Day { field, .. } => *field,
            Self::Dust { .. } => Field::Dust,
            Self::Order { .. } => Field::Until,
        }
    }
}

/// The first second of a day in UTC; `None` where nothing was typed.
pub(super) fn day(field: Field, typed: &str) -> Result<Option<UnixSeconds>, FormError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let shaped = typed.len() == 10 && typed.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let at = if shaped { format!("{typed}T00:00:00Z").parse().ok() } else { None };
    at.map(Some).ok_or_else(|| FormError::Day { field, given: cut(typed) })
}

/// Reads a whole number that was typed into a field.
///
/// # Errors
/// When it is none, or out of the range; the error names the field.
pub fn number(field: Field, typed: &str, least: u32, most: u32) -> Result<u32, FormError> {
    let digits: String = typed.trim().chars().filter(|c| *c != ',').collect();
    let plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
    let value = if plain { digits.parse::<u32>().ok() } else { None };
    value.filter(|value| (least..=most).contains(value)).ok_or_else(|| FormError::Number { field, given: cut(typed), least, most })
}

/// Per cent with up to 4 decimals, in millionths of the whole.
pub(super) fn millionths(typed: &str) -> Option<u32> {
    let (whole, fraction) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole, 3) || !digits(fraction, 4) || (typed.contains('.') && fraction.is_empty()) {
        return None;
    }
    let value = format!("{whole}{fraction:0<4}").parse::<u32>().ok()?;
    Some(value).filter(|value| *value <= 1_000_000)
}

/// What was typed, fit to be shown in an error.
pub(super) fn cut(text: &str) -> String {
    crate::ui::hostile::plain(text, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_or_refused_by_field() {
        for (typed, value) in [("1", Some(1)), (" 300 ", Some(300)), ("1,000", Some(1000)), ("0", None), ("", None), ("-1", None)] {
            assert_eq!(number(Field::Budget, typed, 1, 1000).ok(), value, "{typed}");
        }
        for typed in ["1001", "1e3", "3.5", "١", "99999999999999999999"] {
            let error = number(Field::Hops, typed, 1, 1000).unwrap_err().to_string();
            assert!(error.starts_with("Hops:") && error.contains("1000"), "{error}");
        }
    }

    #[test]
    fn dust_is_per_cent_to_millionths() {
        for (typed, value) in [("0", Some(0)), ("0.001", Some(10)), ("0.0001", Some(1)), ("1", Some(10_000)), ("100", Some(1_000_000))] {
            assert_eq!(millionths(typed), value, "{typed}");
        }
        for typed in ["", ".", "1.", ".5", "100.1", "0.00001", "-1", "1%", "1e1", "1.2.3"] {
            assert_eq!(millionths(typed), None, "{typed}");
        }
    }
}
