//! Days in UTC, written `2025-02-21`.

use std::fmt;
use std::str::FromStr;

use crate::money::UnixSeconds;

const SECONDS: u64 = 86_400;

/// A day in UTC, of the years 1970 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(u32);

/// A text that is not a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day in the form 2025-02-21: {0:?}")]
pub struct ParseDayError(pub String);

impl Day {
    /// The day of a moment.
    #[must_use]
    pub fn of(at: UnixSeconds) -> Self {
        // The year 9999 is day 2,932,896.
        Self(u32::try_from(at.get() / SECONDS).unwrap_or(u32::MAX))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// The day so many days after 1970-01-01; `None` after the year 9999.
    #[must_use]
    pub fn from_number(days: u32) -> Option<Self> {
        (days <= 2_932_896).then_some(Self(days))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&UnixSeconds::new(u64::from(self.0) * SECONDS).day())
    }
}

impl FromStr for Day {
    type Err = ParseDayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.len() == 10 && text.is_ascii();
        let at: Option<UnixSeconds> = fits.then(|| format!("{text}T00:00:00Z").parse().ok()).flatten();
        let day = at.map(Self::of).filter(|day| day.to_string() == text);
        day.ok_or_else(|| ParseDayError(text.chars().take(40).collect()))
    }
}

crate::money::serde_as_text!(Day);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written_in_one_form_only() {
        for text in ["1970-01-01", "2000-02-29", "2022-08-08", "2025-03-21", "9999-12-31"] {
            let day: Day = text.parse().unwrap();
            assert_eq!(day.to_string(), text);
            assert_eq!(Day::from_number(day.number()), Some(day));
        }
        for text in ["", "2025-2-21", "2025-02-30", "25-02-21", "2025/02/21", "2025-02-21 ", "1969-12-31", "２025-02-2"] {
            assert_eq!(text.parse::<Day>(), Err(ParseDayError(text.to_owned())));
        }
        assert_eq!(Day::from_number(2_932_897), None);
    }

    #[test]
    fn a_day_holds_its_last_second() {
        let noon: UnixSeconds = "2025-03-20T23:59:59Z".parse().unwrap();
        assert!(Day::of(noon) < "2025-03-21".parse().unwrap());
    }
}
