//! Points in time: whole seconds since 1970 in UTC, written as `2025-02-21T14:16:11Z`.

use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Seconds since 1970-01-01T00:00:00Z, of the years 1970 to 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnixSeconds(u64);

/// A text that is not a point in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time in the form 2025-02-21T14:16:11Z: {0:?}")]
pub struct ParseUtcError(pub String);

/// 9999-12-31T23:59:59Z.
const LAST: u64 = 253_402_300_799;

impl UnixSeconds {
    /// Takes seconds; later than the year 9999 becomes its last second.
    #[must_use]
    pub const fn new(seconds: u64) -> Self {
        Self(if seconds > LAST { LAST } else { seconds })
    }

    /// The seconds.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The day, as `2025-02-21`.
    #[must_use]
    pub fn day(self) -> String {
        self.to_string()[..10].to_owned()
    }

    /// Day and minute for a screen, as `2025-02-21 14:16 UTC`.
    #[must_use]
    pub fn minute(self) -> String {
        let text = self.to_string();
        format!("{} {} UTC", &text[..10], &text[11..16])
    }
}

impl fmt::Display for UnixSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = i64::try_from(self.0).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
        let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (date, time) = (at.date(), at.time());
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            date.year(),
            u8::from(date.month()),
            date.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}

impl FromStr for UnixSeconds {
    type Err = ParseUtcError;

    /// Reads RFC 3339; a fraction of a second is cut off, as explorers add microseconds to whole-second block times.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| ParseUtcError(text.chars().take(40).collect()))?;
        u64::try_from(at.unix_timestamp()).map(Self::new).map_err(|_| ParseUtcError(text.chars().take(40).collect()))
    }
}

super::serde_as_text!(UnixSeconds);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        for (text, seconds, canonical) in [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
            ("2025-02-21T14:16:11.000000Z", 1_740_147_371, "2025-02-21T14:16:11Z"),
            ("2025-02-21T15:16:11+01:00", 1_740_147_371, "2025-02-21T14:16:11Z"),
        ] {
            let at: UnixSeconds = text.parse().unwrap();
            assert_eq!((at.get(), at.to_string().as_str()), (seconds, canonical));
        }
        assert_eq!(UnixSeconds::new(u64::MAX).to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(UnixSeconds::new(1_740_147_371).minute(), "2025-02-21 14:16 UTC");
        for text in ["", "2025-02-21", "2025-02-21 14:16:11", "1969-12-31T23:59:59Z", "2025-13-01T00:00:00Z"] {
            assert!(text.parse::<UnixSeconds>().is_err(), "{text}");
        }
    }
}
