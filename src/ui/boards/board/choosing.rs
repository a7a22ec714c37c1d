//! What opening a typed address would do, said before it is done: which host would see what.

use crate::board::follow::{Folder, Source};
use crate::ui::hostile;
use crate::ui::words;

/// What a typed address comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing is typed.
    Nothing,
    /// It is no address of a feed; why.
    Wrong(String),
    /// It is one of another site, which this edition of the page may not ask.
    Elsewhere {
        /// Which host.
        host: String,
    },
    /// It can be opened.
    Open {
        /// Where it lies.
        source: Source,
        /// Which host would be asked.
        host: String,
        /// Whether that is the host this page came from.
        here: bool,
    },
}

/// Reads a typed address. `anywhere`: whether this edition may ask any host; `here`: this page's own host, with its port.
#[must_use]
pub fn typed(text: &str, anywhere: bool, here: &str) -> Typed {
    if text.trim().is_empty() {
        return Typed::Nothing;
    }
    match text.parse::<Folder>() {
        Err(error) => Typed::Wrong(words::sentence(&error.to_string())),
        Ok(folder) => {
            let host = folder.host().to_owned();
            let own = host == here;
            if own || anywhere { Typed::Open { source: Source::Address(folder), host, here: own } } else { Typed::Elsewhere { host } }
        }
    }
}

impl Typed {
    /// It in a sentence.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Nothing => "An https address, without user, question mark or #. Nothing is asked before you press Open.".to_owned(),
            Self::Wrong(why) => hostile::plain(why, 400),
            Self::Elsewhere { host } => {
                let host = hostile::plain(host, 100);
                format!(
                    "{host} is another site. The policy of this page lets it ask its own site only; another edition of the page may ask any host you type."
                )
            }
            Self::Open { here: true, .. } => "It is on this site: nobody else is asked.".to_owned(),
            Self::Open { host, .. } => {
                let host = hostile::plain(host, 100);
                format!(
                    "When you press Open, {host} sees your network address and that you read this feed; then about once a minute for as long as the board is shown."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_said_before_it_is_asked() {
        let here = "spoor.example";
        assert_eq!(typed("  ", true, here), Typed::Nothing);
        for text in [
            "portal.example",
            "javascript:alert(1)",
            "data:text/plain,x",
            "ftp://portal.example/feed",
            "http://portal.example/feed",
            "https://user:word@portal.example/feed",
            "https://portal.example/feed#x",
        ] {
            assert!(matches!(typed(text, true, here), Typed::Wrong(_)), "{text}");
        }
        let other = typed("https://portal.example/feed", false, here);
        assert_eq!(other, Typed::Elsewhere { host: "portal.example".into() });
        assert!(other.said().contains("portal.example is another site"));
        let open = typed("https://portal.example/feed/feed.json", true, here);
        assert!(matches!(&open, Typed::Open { host, here: false, .. } if host == "portal.example"), "{open:?}");
        assert!(open.said().contains("portal.example sees your network address"));
        let own = typed("https://spoor.example/boards/bybit", false, here);
        assert!(matches!(own, Typed::Open { here: true, .. }), "{own:?}");
        assert!(own.said().contains("nobody else is asked"));
    }
}
