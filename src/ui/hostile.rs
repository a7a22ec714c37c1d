//! Text that came from a chain, an explorer or a paste, made fit to be shown.
//!
//! It is only ever put into text nodes, so markup in it is inert. What is left to do: characters that are not seen or
//! that turn the reading direction are taken out, and look-alike letters are told apart.
//! Source: [Unicode UTS 39](https://www.unicode.org/reports/tr39/) on invisible and bidirectional characters.

use crate::money::is_unseen;

/// The most characters of a token's symbol that are shown.
pub const SYMBOL_CHARACTERS: usize = 32;

/// The text without control, invisible and direction-turning characters, cut to `most` characters with `…`.
#[must_use]
pub fn plain(text: &str, most: usize) -> String {
    let mut seen = text.chars().filter(|c| !is_unseen(*c));
    let mut kept: String = seen.by_ref().take(most).collect();
    if seen.next().is_some() {
        kept.push('…');
    }
    kept
}

/// A token's own symbol: at most [`SYMBOL_CHARACTERS`], and with the code point of each character that is not ASCII, so
/// that `EТH` with a Cyrillic Т cannot pass for `ETH`.
#[must_use]
pub fn symbol(text: &str) -> String {
    let shown = plain(text, SYMBOL_CHARACTERS);
    let foreign: Vec<String> =
        text.chars().filter(|c| !c.is_ascii()).take(SYMBOL_CHARACTERS).map(|c| format!("U+{:04X}", u32::from(c))).collect();
    if foreign.is_empty() { shown } else { format!("{shown} ({})", foreign.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_taken_out() {
        for (given, shown) in [
            ("USDT", "USDT"),
            ("<img src=x>", "<img src=x>"),
            ("US\u{200B}DT", "USDT"),
            ("\u{202E}TDSU", "TDSU"),
            ("a\r\nb\u{7}", "ab"),
            ("\u{FEFF}", ""),
            ("abcdefghijk", "abcdefghij…"),
        ] {
            assert_eq!(plain(given, 10.max(shown.chars().count().min(11) - usize::from(shown.ends_with('…')))), shown);
        }
    }

    #[test]
    fn foreign_letters_of_a_symbol_are_named() {
        for (given, shown) in [
            ("ETH", "ETH"),
            ("E\u{0422}H", "E\u{0422}H (U+0422)"),
            ("\u{0415}\u{0422}\u{041D}...", "\u{0415}\u{0422}\u{041D}... (U+0415 U+0422 U+041D)"),
            ("E\u{200B}TH", "ETH (U+200B)"),
        ] {
            assert_eq!(symbol(given), shown);
        }
        assert!(symbol(&"\u{202E}A".repeat(10_000)).chars().count() < 300);
    }

    proptest! {
        #[test]
        fn nothing_unseen_comes_through(text in any::<String>(), most in 0usize..40) {
            let shown = plain(&text, most);
            prop_assert!(!shown.chars().any(is_unseen));
            prop_assert!(shown.chars().count() <= most + 1);
        }
    }
}
