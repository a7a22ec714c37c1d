//! Evidence and sources: texts of others, in which whole `https` addresses may be pressed. Nothing of them is ever fetched.

use crate::ui::hostile;

/// The most characters of a source that are shown.
const MOST: usize = 500;

/// The longest address that becomes a link.
const LONGEST_LINK: usize = 300;

/// A piece of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Text(String),
    /// An address that may be pressed. It is shown as it is: nothing stands for it.
    Link(String),
}

/// A source in pieces, in their order. Joined they are the text, without what cannot be seen.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let shown = hostile::plain(text, MOST);
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = shown.as_str();
    while let Some(at) = rest.find("https://") {
        let (before, from) = rest.split_at(at);
        let end = from.find(char::is_whitespace).unwrap_or(from.len());
        let link = from[..end].trim_end_matches(['.', ',', ';', ':', ')', ']', '"', '\'']);
        words.push_str(before);
        // An address inside another word is none.
        let alone = words.chars().last().is_none_or(|last| last.is_whitespace() || matches!(last, '(' | '[' | '"' | '\'' | '<'));
        if alone && is_link(link) {
            if !words.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut words)));
            }
            pieces.push(Piece::Link(link.to_owned()));
            rest = &from[link.len()..];
        } else {
            words.push_str(&from[..end]);
            rest = &from[end..];
        }
    }
    words.push_str(rest);
    if !words.is_empty() {
        pieces.push(Piece::Text(words));
    }
    pieces
}

/// Whether a text is an `https` address whose host is plain: no name before an `@`, no port, no letters that look like others,
/// nothing cut off.
fn is_link(text: &str) -> bool {
    let Some(after) = text.strip_prefix("https://") else { return false };
    let host = after.split(['/', '?', '#']).next().unwrap_or("");
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // The last label of a name has a letter; that of a number address has none.
    let named = host.rsplit('.').next().is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_lowercase()));
    text.len() <= LONGEST_LINK
        && host.contains('.')
        && host.split('.').all(label)
        && named
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'`' | b'{' | b'}' | b'|' | b'^'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn links(text: &str) -> Vec<String> {
        pieces(text).into_iter().filter_map(|piece| if let Piece::Link(link) = piece { Some(link) } else { None }).collect()
    }

    #[test]
    fn only_whole_plain_addresses_can_be_pressed() {
        for (text, found) in [
            ("https://www.ic3.gov/PSA/2025/PSA250226", vec!["https://www.ic3.gov/PSA/2025/PSA250226"]),
            ("Bybit, https://www.lazarusbounty.com, 2025-04-21.", vec!["https://www.lazarusbounty.com"]),
            ("(see https://a.example/x).", vec!["https://a.example/x"]),
            ("https://a.example/1 https://b.example/2", vec!["https://a.example/1", "https://b.example/2"]),
            ("http://a.example", vec![]),
            ("javascript:alert(1)", vec![]),
            ("javascript:https://a.example", vec![]),
            ("data:text/html,https://a.example", vec![]),
            ("https://bank.example@evil.example/", vec![]),
            ("https://a.example:8443/", vec![]),
            ("https://аpple.example/", vec![]),
            ("https://A.example/", vec![]),
            ("https://127.0.0.1/", vec![]),
            ("https://localhost/", vec![]),
            ("https://a..example/", vec![]),
            ("https://-a.example/", vec![]),
            ("https://a.example/\"onclick=x", vec![]),
            ("https://a.example/<b>", vec![]),
            ("https://", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(links(text), found, "{text}");
        }
        assert_eq!(links(&format!("https://a.example/{}", "9".repeat(300))), Vec::<String>::new());
    }

    #[test]
    fn a_cut_address_is_no_link() {
        let text = format!("{} https://a.example/{}", "x".repeat(470), "y".repeat(60));
        assert_eq!(links(&text), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(text in "(https://|a\\.example| |[a-z./@:,()]|\u{202E}|é){0,60}") {
            let joined: String = pieces(&text).into_iter().map(|piece| match piece { Piece::Text(text) | Piece::Link(text) => text }).collect();
            prop_assert_eq!(joined, hostile::plain(&text, MOST));
        }
    }
}
