//! Text that goes into a request or comes out of an answer: host names checked, parameters encoded, hostile words cut.

/// The longest piece of an explorer's own words that is kept, in characters.
const LONGEST: usize = 200;

/// More sentences about one page than this say nothing new; the rest is counted.
pub const MOST_GAPS: usize = 8;
/// The longest symbol of a token that is kept, in characters: a forgery is shown for what it is, not at any length.
const LONGEST_SYMBOL: usize = 64;

/// Keeps the first sentences about what a page lacks, and counts the others: "and 12 more rows like these".
pub fn keep_few(gaps: &mut Vec<String>, what: &str) {
    if let Some(more) = gaps.len().checked_sub(MOST_GAPS).filter(|more| *more > 0) {
        gaps.truncate(MOST_GAPS);
        gaps.push(format!("and {more} more {what} like these"));
    }
}

/// What a token calls itself, cut.
#[must_use]
pub fn claimed(symbol: &str) -> String {
    symbol.chars().take(LONGEST_SYMBOL).collect()
}

/// Shortens hostile or lengthy text.
#[must_use]
pub fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Whether this is a plain host name in lower case, with a port or without: `eth.blockscout.com`, `localhost:4000`.
#[must_use]
pub fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label) && port.is_none_or(|port| !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok())
}

/// Percent-encodes all but RFC 3986's unreserved characters.
pub fn push_encoded(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Appends parameters to a URL, encoded, in order.
#[must_use]
pub fn with_query<'a>(mut url: String, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut next = if url.contains('?') { '&' } else { '?' };
    for (key, value) in parameters {
        url.push(next);
        push_encoded(&mut url, key);
        url.push('=');
        push_encoded(&mut url, value);
        next = '&';
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_and_nothing_more() {
        for good in ["eth.blockscout.com", "localhost", "127.0.0.1:8545", "a-b.example:8443"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "https://a.b", "a.b/c", "a..b", "-a.b", "a.b:0", "a.b:+1", "a.b:99999", "A.b", "a b", "user@a.b", "a.b:"] {
            assert!(!is_host(bad), "{bad}");
        }
    }

    #[test]
    fn few_sentences_are_kept_and_the_rest_is_counted() {
        for (count, last) in
            [(0, None), (8, Some("gap 7")), (9, Some("and 1 more rows like these")), (40, Some("and 32 more rows like these"))]
        {
            let mut gaps: Vec<String> = (0..count).map(|n| format!("gap {n}")).collect();
            keep_few(&mut gaps, "rows");
            assert_eq!((gaps.len(), gaps.last().map(String::as_str)), (count.min(MOST_GAPS + 1), last));
        }
    }

    #[test]
    fn parameters_cannot_leave_their_place() {
        let url = with_query("https://a.b/c".to_owned(), [("x", "1&y=2"), ("z", "{key}")]);
        assert_eq!(url, "https://a.b/c?x=1%26y%3D2&z=%7Bkey%7D");
    }
}
