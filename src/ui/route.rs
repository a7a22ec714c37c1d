//! Where the visitor is: the part of the page's address after `#`.
//!
//! A link can open a page or a case, nothing else: no host, no address and no amount is ever read from it.

use std::fmt;
use std::str::FromStr;

/// A page of Spoor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// The cases and the three doors.
    Home,
    /// The facts of one case, by its name.
    Case(CaseName),
    /// The trace of the chosen case.
    Trace,
    /// Writing a tip.
    Tip,
    /// Checking a tip.
    Verify,
    /// Which host saw what.
    Privacy,
    /// Who is who: what is known, and the visitor's own labels.
    Labels,
    /// Hosts, theme, what is stored.
    Settings,
    /// What Spoor does and what leaves the browser.
    About,
}

/// The name of a case in a link: 1 to 80 lower-case letters, digits and dashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseName(String);

/// A link that leads to no page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no page {0:?} here; the pages are named at the top")]
pub struct ParseRouteError(String);

impl CaseName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CaseName {
    type Err = ParseRouteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=80).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(ParseRouteError(cut(text))) }
    }
}

fn cut(text: &str) -> String {
    super::hostile::plain(text, 60)
}

impl fmt::Display for Route {
    /// The link, `#` included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("#/"),
            Self::Case(name) => write!(f, "#/case/{}", name.0),
            Self::Trace => f.write_str("#/trace"),
            Self::Tip => f.write_str("#/tip"),
            Self::Verify => f.write_str("#/verify"),
            Self::Privacy => f.write_str("#/privacy"),
            Self::Labels => f.write_str("#/labels"),
            Self::Settings => f.write_str("#/settings"),
            Self::About => f.write_str("#/about"),
        }
    }
}

impl FromStr for Route {
    type Err = ParseRouteError;

    /// Reads the part of an address after the page's name, with or without `#`. Nothing at all is the first page.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix('#').unwrap_or(text) {
            "" | "/" => Ok(Self::Home),
            "/trace" => Ok(Self::Trace),
            "/tip" => Ok(Self::Tip),
            "/verify" => Ok(Self::Verify),
            "/privacy" => Ok(Self::Privacy),
            "/labels" => Ok(Self::Labels),
            "/settings" => Ok(Self::Settings),
            "/about" => Ok(Self::About),
            other => match other.strip_prefix("/case/") {
                Some(name) => name.parse().map(Self::Case),
                None => Err(ParseRouteError(cut(text))),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn links_are_read_and_written() {
        for (text, route) in [
            ("#/", Route::Home),
            ("#/case/bybit-2025-02-21", Route::Case(CaseName("bybit-2025-02-21".into()))),
            ("#/trace", Route::Trace),
            ("#/tip", Route::Tip),
            ("#/verify", Route::Verify),
            ("#/privacy", Route::Privacy),
            ("#/labels", Route::Labels),
            ("#/settings", Route::Settings),
            ("#/about", Route::About),
        ] {
            assert_eq!(text.parse(), Ok(route.clone()));
            assert_eq!(route.to_string(), text);
        }
        assert_eq!("".parse(), Ok(Route::Home));
    }

    #[test]
    fn a_link_carries_nothing_but_a_page() {
        for text in [
            "#/trace?host=evil.example",
            "#/trace/0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2",
            "#/case/",
            "#/case/../settings",
            "#/case/Bybit",
            "#/case/<b>",
            "#trace",
            "#/TRACE",
            "#/tip/",
        ] {
            assert!(text.parse::<Route>().is_err(), "{text}");
        }
        assert!(format!("#/case/{}", "a".repeat(81)).parse::<Route>().is_err());
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(text in "#/?(case/)?[ -~]{0,20}") {
            if let Ok(route) = text.parse::<Route>() {
                prop_assert_eq!(route.to_string().parse::<Route>(), Ok(route));
            }
        }
    }
}
