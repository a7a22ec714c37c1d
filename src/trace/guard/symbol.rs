//! What a token's name imitates.
//!
//! Rule: signs that are not seen (zero width, marks, controls) are dropped, text that is turned round by a bidirectional
//! override is turned back, letters drawn like Latin ones are read as these, and what is left of the name, or of its
//! first word, is compared with the symbols of the list. Letters that look alike in ASCII are one (`0` and `O`; `1`, `I`
//! and `l`).
//!
//! Source: Unicode Technical Standard #39 (confusables), UAX #9 (bidirectional text). Limits: two signs that look like
//! one (`rn` for `m`) are not read, nor names that only allude ("Tether gift"). It decides the wording alone: whatever it
//! is called, a token that is not on the list moves nothing.

use super::letters::LIKE;
use crate::money::{Asset, KnownAsset};

/// Signs of a name that are read; the rest is hidden by every screen.
const MOST_READ: usize = 32;

/// How a name imitates a symbol of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imitation {
    /// In plain letters: it is the same name.
    Plain(&'static KnownAsset),
    /// In letters of another alphabet, or with signs that are not seen.
    Disguised(&'static KnownAsset),
}

/// The symbol of the list that a name imitates.
#[must_use]
pub fn imitated(name: &str) -> Option<Imitation> {
    let whole: String = name.chars().take(MOST_READ).collect();
    let first = whole.split_whitespace().next().unwrap_or_default();
    let found = [whole.as_str(), first].into_iter().find_map(|part| {
        let bare = alike(&skeleton(part.trim_start_matches('$')));
        Asset::list().iter().find(|known| !bare.is_empty() && alike(known.symbol) == bare)
    })?;
    Some(if name.is_ascii() { Imitation::Plain(found) } else { Imitation::Disguised(found) })
}

/// The name as it is seen, in Latin letters and digits alone.
#[must_use]
pub fn skeleton(name: &str) -> String {
    let read = name.chars().take(MOST_READ);
    let turned = name.chars().take(MOST_READ).any(|sign| matches!(sign, '\u{202e}' | '\u{2067}' | '\u{202b}'));
    let letters: Vec<char> = read.map(latin).filter(char::is_ascii_alphanumeric).collect();
    if turned { letters.into_iter().rev().collect() } else { letters.into_iter().collect() }
}

/// In lower case, with those ASCII signs made one that look alike.
fn alike(name: &str) -> String {
    name.chars()
        .map(|sign| match sign.to_ascii_lowercase() {
            '0' => 'o',
            '1' | 'i' => 'l',
            '5' => 's',
            other => other,
        })
        .collect()
}

/// The Latin letter that this one is drawn like, or itself.
fn latin(letter: char) -> char {
    if letter.is_ascii() {
        return if letter == '$' { 's' } else { letter };
    }
    if let Some(offset) = u32::from(letter).checked_sub(0xff01).filter(|offset| *offset <= 0x5d) {
        return char::from_u32(0x21 + offset).unwrap_or(letter);
    }
    mathematical(letter).or_else(|| LIKE.iter().find(|(_, alike)| alike.contains(letter)).map(|(latin, _)| *latin)).unwrap_or(letter)
}

/// The mathematical letters are thirteen alphabets of 52, then digits by tens.
fn mathematical(letter: char) -> Option<char> {
    const LETTERS: u32 = 13 * 52;
    let offset = u32::from(letter).checked_sub(0x1_d400)?;
    if offset < LETTERS {
        let place = offset % 52;
        return char::from_u32(if place < 26 { u32::from('A') + place } else { u32::from('a') + place - 26 });
    }
    let digit = u32::from(letter).checked_sub(0x1_d7ce).filter(|offset| *offset < 50)?;
    char::from_u32(u32::from('0') + digit % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forged_names_are_read_as_what_they_imitate() {
        for (forged, real) in [
            ("EТH", "ETH"),
            ("ЕТН...", "ETH"),
            ("stEТH", "stETH"),
            ("ѕтETН", "stETH"),
            ("U\u{200b}SDT", "USDT"),
            ("\u{202e}TDSU", "USDT"),
            ("\u{2067}CDSU\u{2069}", "USDC"),
            ("ＵＳＤＴ", "USDT"),
            ("𝐔𝐒𝐃𝐓", "USDT"),
            ("𝚄𝚂𝙳𝙲", "USDC"),
            ("ÚŠĎŤ", "USDT"),
            ("U\u{301}SDT", "USDT"),
            ("USD₮", "USDT"),
            ("ΕΤΗ", "ETH"),
            ("ᎬTH", "ETH"),
            ("\u{feff}DAI\u{2060}", "DAI"),
        ] {
            assert_eq!(skeleton(forged), real, "{forged:?}");
        }
    }

    #[test]
    fn imitations_are_told_plain_from_disguised() {
        let table: &[(&str, Option<(&str, bool)>)] = &[
            ("USDT", Some(("USDT", true))),
            ("usdt", Some(("USDT", true))),
            ("$USDT", Some(("USDT", true))),
            ("$", None),
            ("U$DT", Some(("USDT", true))),
            ("DA1", Some(("DAI", true))),
            ("USDT claim at bad.example", Some(("USDT", true))),
            ("UЅDT", Some(("USDT", false))),
            ("ETH\u{200d}", Some(("ETH", false))),
            ("PEPE", None),
            ("", None),
            ("...", None),
            ("\u{202e}", None),
        ];
        for (name, expected) in table {
            let found = imitated(name).map(|found| match found {
                Imitation::Plain(known) => (known.symbol, true),
                Imitation::Disguised(known) => (known.symbol, false),
            });
            assert_eq!(found, *expected, "{name:?}");
        }
    }

    #[test]
    fn no_sign_is_drawn_like_two() {
        let mut seen = std::collections::BTreeSet::new();
        for (_, alike) in LIKE {
            assert!(alike.chars().all(|sign| !sign.is_ascii() && seen.insert(sign)), "{alike}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_read(name in ".{0,80}") {
            prop_assert!(skeleton(&name).len() <= MOST_READ);
            prop_assert!(skeleton(&name).is_ascii());
        }
    }
}
