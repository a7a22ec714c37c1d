//! What the visitor typed to start a trace, and the settings it stands for. The text is kept as it was typed.

use crate::trace::view::{Policy, Settings};

/// The fields of the form, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceForm {
    /// `recorded`, or the host of a Blockscout instance.
    pub explorer: String,
    /// Requests.
    pub budget: String,
    /// Hops.
    pub hops: String,
    /// Per cent of the stolen total, with up to 4 decimals.
    pub dust: String,
    /// How taint is shared.
    pub policy: Policy,
}

/// A field that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Not a whole number of the range.
    #[error("{field}: {given:?} is not a whole number from {least} to {most}")]
    Number {
        /// The field's name on the screen.
        field: &'static str,
        /// What was typed, cut.
        given: String,
        /// The least allowed.
        least: u32,
        /// The most allowed.
        most: u32,
    },
    /// Not a per cent value.
    #[error("Leave out below: {given:?} is not a part of the stolen sum; write per cent from 0 to 100 with up to 4 decimals, as 0.01")]
    Dust {
        /// What was typed, cut.
        given: String,
    },
}

impl Default for TraceForm {
    fn default() -> Self {
        Self { explorer: "recorded".into(), budget: "300".into(), hops: "8".into(), dust: "0.001".into(), policy: Policy::Fifo }
    }
}

impl TraceForm {
    /// The settings that the fields stand for.
    ///
    /// # Errors
    /// When a field cannot be used; the error names the field and what it accepts.
    pub fn settings(&self) -> Result<Settings, FormError> {
        Ok(Settings {
            budget: number("Requests", &self.budget, 1, 100_000)?,
            most_hops: number("Hops", &self.hops, 1, 64)?,
            dust_millionths: millionths(&self.dust).ok_or_else(|| FormError::Dust { given: cut(&self.dust) })?,
            policy: self.policy,
            explorer: self.explorer.clone(),
            ..Settings::default()
        })
    }
}

/// Reads a whole number that was typed into a field.
///
/// # Errors
/// When it is none, or out of the range; the error names the field.
pub fn number(field: &'static str, typed: &str, least: u32, most: u32) -> Result<u32, FormError> {
    let digits: String = typed.trim().chars().filter(|c| *c != ',').collect();
    let plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
    let value = if plain { digits.parse::<u32>().ok() } else { None };
    value.filter(|value| (least..=most).contains(value)).ok_or_else(|| FormError::Number { field, given: cut(typed), least, most })
}

/// Per cent with up to 4 decimals, in millionths of the whole.
fn millionths(typed: &str) -> Option<u32> {
    let (whole, fraction) = typed.trim().split_once('.').unwrap_or((typed.trim(), ""));
    let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole, 3) || !digits(fraction, 4) || (typed.contains('.') && fraction.is_empty()) {
        return None;
    }
    let value = format!("{whole}{fraction:0<4}").parse::<u32>().ok()?;
    Some(value).filter(|value| *value <= 1_000_000)
}

fn cut(text: &str) -> String {
    super::hostile::plain(text, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_as_it_opens_can_be_used() {
        let settings = TraceForm::default().settings().unwrap();
        assert_eq!((settings.budget, settings.most_hops, settings.dust_millionths), (300, 8, 10));
    }

    #[test]
    fn numbers_are_read_or_refused_by_field() {
        for (typed, value) in [("1", Some(1)), (" 300 ", Some(300)), ("1,000", Some(1000)), ("0", None), ("", None), ("-1", None)] {
            assert_eq!(number("Requests", typed, 1, 1000).ok(), value, "{typed}");
        }
        for typed in ["1001", "1e3", "3.5", "١", "99999999999999999999"] {
            let error = number("Hops", typed, 1, 1000).unwrap_err().to_string();
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
