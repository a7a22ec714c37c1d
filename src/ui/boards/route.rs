//! Where the visitor is on `board.html`: the part of its address after `#`. It opens a page, nothing else: no host, no feed
//! and no key is ever read from a link.

use std::fmt;
use std::str::FromStr;

/// A page of `board.html`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoardRoute {
    /// The board of a feed.
    Board,
    /// The portal's desk.
    Desk,
    /// One's own record.
    Record,
}

/// A link that leads to no page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no page {0:?} here; the pages are named at the top")]
pub struct ParseBoardRouteError(String);

impl BoardRoute {
    /// All pages, in the order of the navigation, with their names.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Board, "Board"), (Self::Desk, "Portal desk"), (Self::Record, "Your record")];

    /// Its name in the navigation.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(route, _)| *route == self).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for BoardRoute {
    /// The link, `#` included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Board => "#/",
            Self::Desk => "#/desk",
            Self::Record => "#/record",
        })
    }
}

impl FromStr for BoardRoute {
    type Err = ParseBoardRouteError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix('#').unwrap_or(text) {
            "" | "/" => Ok(Self::Board),
            "/desk" => Ok(Self::Desk),
            "/record" => Ok(Self::Record),
            _ => Err(ParseBoardRouteError(super::super::hostile::plain(text, 60))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_and_written() {
        for (route, name) in BoardRoute::ALL {
            assert_eq!(route.to_string().parse(), Ok(route));
            assert_eq!(route.name(), name);
        }
        assert_eq!("".parse(), Ok(BoardRoute::Board));
    }

    #[test]
    fn a_link_carries_nothing_but_a_page() {
        for text in ["#/desk?feed=https://evil.example", "#/board/https://evil.example", "#/DESK", "#desk", "#/record/"] {
            assert!(text.parse::<BoardRoute>().is_err(), "{text}");
        }
    }
}
