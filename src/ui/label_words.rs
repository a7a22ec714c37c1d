//! Labels in words.

use super::hostile;
use crate::label::{Category, Confidence, Label};

/// Every kind, as the visitor chooses it.
pub const KINDS: [Category; 8] = [
    Category::Exchange,
    Category::Deposit,
    Category::Bridge,
    Category::Mixer,
    Category::Service,
    Category::Thief,
    Category::Victim,
    Category::Listed,
];

/// Every confidence, from the least.
pub const CONFIDENCES: [Confidence; 9] = [
    Confidence::Unknown,
    Confidence::Heuristic,
    Confidence::WebCrawl,
    Confidence::ServiceData,
    Confidence::TrustedProvider,
    Confidence::AuthorityData,
    Confidence::ForensicInvestigation,
    Confidence::ManualTransaction,
    Confidence::LedgerImmanent,
];

/// A kind in words.
#[must_use]
pub const fn kind(category: Category) -> &'static str {
    match category {
        Category::Exchange => "exchange",
        Category::Deposit => "deposit address of an exchange",
        Category::Bridge => "bridge",
        Category::Mixer => "mixer",
        Category::Service => "service that pools money",
        Category::Thief => "thief",
        Category::Victim => "victim",
        Category::Listed => "on a list of an authority or issuer",
    }
}

/// The link to a source, where it is an address of the web; anything else is only ever text.
#[must_use]
pub fn link(source: &str) -> Option<&str> {
    let rest = source.strip_prefix("https://").or_else(|| source.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:".contains(&b));
    let plain = source.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b));
    (named && plain).then_some(source)
}

/// When a label holds and how old it is, after its confidence: `as of 2022-11-16, from 2022-08-08 until 2025-03-21`.
#[must_use]
pub fn days(label: &Label) -> String {
    let as_of = if label.as_of.is_empty() { String::new() } else { format!(", as of {}", hostile::plain(&label.as_of, 10)) };
    let period = label.period().map_or_else(String::new, |period| format!("; holds {period}"));
    format!("{as_of}{period}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for source in ["https://home.treasury.gov/a?b=c#d", "http://127.0.0.1:8080/x", "https://example.org"] {
            assert_eq!(link(source), Some(source));
        }
        for source in [
            "javascript:alert(1)",
            "data:text/html,x",
            "HTTPS://example.org",
            "https://",
            "https:///x",
            "https://user@evil.example/",
            "https://exa mple.org",
            "https://ex\u{202E}ample.org",
            "https://example.org/\"onclick=",
            "//example.org",
            "OFAC",
            "",
        ] {
            assert_eq!(link(source), None, "{source}");
        }
    }

    #[test]
    fn every_kind_and_confidence_can_be_chosen() {
        let mut sorted = CONFIDENCES;
        sorted.sort();
        assert_eq!(sorted, CONFIDENCES);
        let words: std::collections::BTreeSet<&str> = KINDS.iter().map(|each| kind(*each)).collect();
        assert_eq!(words.len(), KINDS.len());
    }
}
