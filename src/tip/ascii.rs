//! Names and sentences of others, brought into the printable ASCII that a tip is written in.

/// Rewrites a text in printable ASCII: common punctuation by its plain form, white space by a space, anything else by
/// its code point, as `<U+00E9>`. Longer than `most` characters is cut and ends in `...`.
///
/// The rule has no exceptions and no tables of letters, so the same text gives the same bytes everywhere.
pub(crate) fn ascii(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_space = true;
    for c in text.chars() {
        let before = out.len();
        match c {
            '!'..='~' => out.push(c),
            // Zero width or a byte order mark: shows nothing, so nothing is lost.
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            c if c.is_whitespace() => {
                if !after_space {
                    out.push(' ');
                }
            }
            '\u{2018}' | '\u{2019}' => out.push('\''),
            '\u{201c}' | '\u{201d}' => out.push('"'),
            '\u{2010}'..='\u{2014}' | '\u{2212}' => out.push('-'),
            '\u{2026}' => out.push_str("..."),
            other => out.push_str(&format!("<U+{:04X}>", u32::from(other))),
        }
        if out.len() > before {
            after_space = out.ends_with(' ');
        }
        if out.len() > most {
            out.truncate(most.saturating_sub(3));
            out.push_str("...");
            return out;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_others_become_printable_ascii() {
        for (text, plain) in [
            ("Bybit: cold wallet", "Bybit: cold wallet"),
            ("  two\r\n\tlines\u{a0} ", "two lines"),
            ("“who’s” – that…", "\"who's\" - that..."),
            ("ЕТН", "<U+0415><U+0422><U+041D>"),
            ("US\u{202e}DT\u{0}", "US<U+202E>DT<U+0000>"),
            ("a\u{200b}b\u{feff}", "ab"),
            ("", ""),
        ] {
            assert_eq!(ascii(text, 80), plain, "{text:?}");
        }
        assert_eq!(ascii("0123456789", 8), "01234...");
        assert_eq!(ascii(&"é".repeat(1_000), 20).len(), 20);
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends_printable_short_and_stable(text in ".{0,200}") {
            let plain = ascii(&text, 100);
            proptest::prop_assert!(plain.len() <= 100 && plain.bytes().all(|b| (b' '..=b'~').contains(&b)));
            proptest::prop_assert_eq!(ascii(&plain, 100), plain);
        }
    }
}
