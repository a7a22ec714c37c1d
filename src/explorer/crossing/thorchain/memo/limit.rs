//! The least amount that a swap accepts, in 10⁻⁸ of a coin: digits, or a short form with an exponent (`12e5`).

use super::MemoError;
use crate::explorer::text::cut;
use crate::money::Amount;

/// Reads a limit. A fraction that the exponent leaves is cut off, as the chain does.
///
/// # Errors
/// When it is no number, or above 2²⁵⁶ − 1.
pub fn limit(text: &str) -> Result<Amount, MemoError> {
    let refuse = || MemoError::Number { part: "the limit", found: cut(text) };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.len() <= 90 && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || (mantissa.contains('.') && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return Err(refuse());
    }
    if exponent.is_empty() || exponent.len() > 3 || !digits(exponent) {
        return Err(refuse());
    }
    let exponent: usize = exponent.parse().map_err(|_| refuse())?;
    let mut number: String = whole.to_owned();
    number.extend(fraction.chars().chain(std::iter::repeat('0')).take(exponent));
    let number = number.trim_start_matches('0');
    if number.is_empty() { Ok(Amount::ZERO) } else { number.parse().map_err(|_| refuse()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_read_exactly() {
        for (text, units) in [
            ("7415381", "7415381"),
            ("0", "0"),
            ("1e6", "1000000"),
            ("1E6", "1000000"),
            ("12e0", "12"),
            ("1.5e3", "1500"),
            ("1.2345e2", "123"),
            ("0.5", "0"),
            ("17596390360380000000000", "17596390360380000000000"),
            ("1e77", "100000000000000000000000000000000000000000000000000000000000000000000000000000"),
            ("0e999", "0"),
        ] {
            assert_eq!(limit(text).unwrap().to_string(), units, "{text}");
        }
        for text in
            ["", "e", "e6", "1e", "1e-6", "1e+6", "-1", "+1", "1.", ".5", "1.2.3", "1e1e1", "1e78", "1e1000", "0x1", "1_0", "١", "9e99"]
        {
            assert!(limit(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}|[0-9.eE]{0,120}") {
            drop(limit(&text));
        }

        #[test]
        fn an_exponent_only_adds_zeros(digits in any::<u32>(), exponent in 0u32..=60) {
            let zeros = "0".repeat(usize::try_from(exponent).unwrap());
            prop_assert_eq!(limit(&format!("{digits}e{exponent}")), limit(&format!("{digits}{zeros}")));
        }
    }
}
