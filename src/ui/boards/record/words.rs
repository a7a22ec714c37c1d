//! Sentences of one's own record.

use crate::board::message::{FeedState, Standing as FeedStanding};
use crate::board::record::Fate;
use crate::board::view::KnownBy;
use crate::explorer::support::opentimestamps::{InBlock, Standing};
use crate::journal::tips::KeptTip;
use crate::money::UnixSeconds;
use crate::ui::words::count;

/// What is said where no bounty is open.
pub const NOTHING_TO_CLAIM: &str =
    "By this feed nothing is open for you: a bounty is due once frozen money came back, and a claim's text stands here then.";

/// What is provable of when the tipster knew, in a sentence; beside it whether it is proven by more than the tipster's word.
#[must_use]
pub fn known_since(tip: &KeptTip) -> (String, bool) {
    match tip.standing() {
        Some(Ok(standing)) => {
            let proven = matches!(standing, Standing::Bitcoin { block: InBlock::Holds { .. }, .. });
            (standing.sentence("this card"), proven)
        }
        Some(Err(error)) => (format!("The time stamp that is kept cannot be read: {error}."), false),
        None => match tip.card_out {
            Some(at) => (
                format!(
                    "The card was copied or saved on {}. It proves nothing until it is published or time-stamped; \
                     that is done under \"Write a tip\".",
                    at.minute()
                ),
                false,
            ),
            None => ("The card is neither published nor time-stamped: only your own clock says when you knew.".to_owned(), false),
        },
    }
}

/// Whether the tip was handed in, as far as this browser knows.
#[must_use]
pub fn handed_in(tip: &KeptTip) -> String {
    match tip.handed {
        Some(at) => format!("Copied or saved on {}.", at.minute()),
        None => "This browser does not know that it was handed in.".to_owned(),
    }
}

/// How far a tip has come, in a word or two.
#[must_use]
pub const fn fate_name(fate: Fate) -> &'static str {
    match fate {
        Fate::NotSeen => "not known",
        Fate::Received => "received",
        Fate::Refused => "not taken",
        Fate::Beaten => "told by somebody else before",
        Fate::Repeated => "told by you before",
        Fate::Verified => "verified",
        Fate::Frozen => "money frozen",
        Fate::Returned => "money returned",
        Fate::Due => "bounty due",
        Fate::Paid => "bounty paid",
    }
}

/// By when the feed proves that a tip was known, and by what.
#[must_use]
pub fn known_in_feed(at: UnixSeconds, by: KnownBy) -> String {
    let by = match by {
        KnownBy::Stamp => "a Bitcoin block that holds its card, with two hours added for its miner's clock",
        KnownBy::Receipt => "the publisher's receipt",
    };
    format!("Known by {}: {by}.", at.minute())
}

/// Which feed is followed, and whether what is shown is what it says now.
#[must_use]
pub fn followed(feed: &FeedState, name: Option<&str>) -> String {
    let entries = count(usize::try_from(feed.entries).unwrap_or(usize::MAX), "entry", "entries");
    let read = feed.read.map_or_else(|| "never read whole".to_owned(), |at| format!("read {}", at.minute()));
    let named = name.map_or_else(|| feed.source.to_string(), |name| format!("{name} ({})", feed.source));
    match feed.standing {
        FeedStanding::Good => format!("{named}: {entries}, {read}."),
        FeedStanding::Old => format!("{named}: {entries}, {read}. What is shown is an earlier state that held; the last attempt did not."),
        FeedStanding::Nothing => format!("{named}: nothing of it holds."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::follow::Source;
    use crate::journal::tips::KeptStamp;
    use crate::money::UnixSeconds;

    fn tip() -> KeptTip {
        KeptTip {
            commitment: String::new(),
            id: String::new(),
            case_id: String::new(),
            headline: String::new(),
            at: UnixSeconds::new(0),
            card: String::new(),
            json: String::new(),
            card_out: None,
            handed: None,
            stamp: None,
            said: Vec::new(),
        }
    }

    #[test]
    fn nothing_is_called_proven_without_a_block() {
        let taken = KeptTip { card_out: Some(UnixSeconds::new(1_745_000_000)), ..tip() };
        let broken = KeptTip { stamp: Some(KeptStamp { proof: "00".to_owned(), at: UnixSeconds::new(0), header: None }), ..tip() };
        for (tip, said) in [(tip(), "only your own clock"), (taken, "2025-04-18 18:13 UTC"), (broken, "cannot be read")] {
            let (sentence, proven) = known_since(&tip);
            assert!(sentence.contains(said) && !proven, "{sentence}");
        }
    }

    #[test]
    fn a_feed_that_did_not_hold_is_said_to_be_old() {
        let feed = |standing| FeedState {
            source: Source::Site("boards/demo".parse().unwrap()),
            standing,
            problems: Vec::new(),
            read: Some(UnixSeconds::new(1_745_000_000)),
            tried: UnixSeconds::new(1_745_000_060),
            published: None,
            pinned: None,
            entries: 74,
            checked: 0,
            requests: 0,
            bytes: 0,
            unkept: None,
            next: None,
        };
        let good = followed(&feed(FeedStanding::Good), Some("A board"));
        assert_eq!(good, "A board (boards/demo/): 74 entries, read 2025-04-18 18:13 UTC.");
        assert!(followed(&feed(FeedStanding::Old), None).contains("earlier state"));
        assert!(followed(&feed(FeedStanding::Nothing), None).contains("nothing of it holds"));
    }

    #[test]
    fn every_fate_has_a_name_of_its_own() {
        let all = [
            Fate::NotSeen,
            Fate::Received,
            Fate::Refused,
            Fate::Beaten,
            Fate::Repeated,
            Fate::Verified,
            Fate::Frozen,
            Fate::Returned,
            Fate::Due,
            Fate::Paid,
        ];
        assert_eq!(all.map(fate_name).into_iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
        let at = UnixSeconds::new(1_745_000_000);
        assert!(known_in_feed(at, KnownBy::Stamp).contains("two hours") && known_in_feed(at, KnownBy::Receipt).contains("receipt"));
    }

    #[test]
    fn what_is_not_known_is_not_claimed() {
        assert!(handed_in(&tip()).contains("does not know"));
        assert!(handed_in(&KeptTip { handed: Some(UnixSeconds::new(1_745_000_000)), ..tip() }).contains("2025-04-18 18:13 UTC"));
    }
}
