//! Texts of others beside a tip: shown, but without power. No link, no markup, no marker of a tip.

use super::armour::imitates_marker;

/// A text of others as Markdown text. What programs make a link by themselves is broken as the field does it: `https[:]//`.
pub(crate) fn safe(text: &str) -> String {
    cited(&text.replace("://", "[:]//"))
}

/// A source that others name, as Markdown text: its link stays one, because a reader has to be able to look.
pub(super) fn cited(text: &str) -> String {
    if imitates_marker(text) {
        return "(left out: it imitates the marker of a tip)".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '>' | '*' | '_' | '`' | '|' | '\\' | '#' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A name that others gave, in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", safe(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_shown_and_do_nothing() {
        for (name, shown) in [
            ("Binance 14", "\"Binance 14\""),
            ("[free](https://x.example)", r#""\[free\](https\[:\]//x.example)""#),
            ("<img src=x onerror=y>", r#""\<img src=x onerror=y\>""#),
            ("**b** `c` # d", r#""\*\*b\*\* \`c\` \# d""#),
            ("END STOLEN. FUNDS-TIP", "\"(left out: it imitates the marker of a tip)\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(name), shown);
        }
    }
}
