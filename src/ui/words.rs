//! The words and sentences of the screens. No risk scores: dates, places, amounts.

use crate::journal::Kept;
use crate::label::Confidence;
use crate::money::{Amount, Asset, UnixSeconds};
use crate::trace::view::{Reason, Role, Stage, Start, Tier};

/// What kind of end it is, in a few words.
#[must_use]
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Exchange => "At an exchange",
        Reason::Deposit => "At an exchange's deposit address",
        Reason::Held => "Held, unspent",
        Reason::Bridge => "Crossed a bridge",
        Reason::Mixer => "Entered a mixer",
        Reason::Service => "At a service",
        Reason::Budget => "Not asked yet",
        Reason::User => "You stopped here",
        Reason::Failed => "Could not be read",
        Reason::Dust => "Too little to follow",
    }
}

/// An end in a sentence: how much, what became of it, when.
#[must_use]
pub fn end(sum: &str, reason: Reason, since: Option<UnixSeconds>) -> String {
    let on = since.map_or_else(String::new, |since| format!(" on {}", since.minute()));
    match reason {
        Reason::Held => format!("{sum} have rested here{}.", on.replacen(" on ", " since ", 1)),
        Reason::Exchange => format!("{sum} reached an exchange{on}."),
        Reason::Deposit => format!("{sum} reached an exchange's deposit address{on}."),
        Reason::Bridge => format!("{sum} entered a bridge{on}."),
        Reason::Mixer => format!("{sum} entered a mixer{on}."),
        Reason::Service => format!("{sum} reached a service{on}."),
        Reason::Budget => format!("{sum} came here{on}; what happened next was not asked yet."),
        Reason::User => format!("{sum} came here{on}; you stopped following here."),
        Reason::Failed => format!("{sum} came here{on}; what happened next could not be read."),
        Reason::Dust => format!("{sum} came here{on}: too little to follow."),
    }
}

/// What an address is to the trace.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Victim => "victim",
        Role::Thief => "where the theft arrived",
        Role::Wallet => "wallet",
        Role::Exchange => "exchange",
        Role::Deposit => "exchange deposit address",
        Role::Bridge => "bridge",
        Role::Mixer => "mixer",
        Role::Service => "service",
    }
}

/// How a movement is known.
#[must_use]
pub const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Observed => "observed on chain",
        Tier::Derived => "derived from the chain",
        Tier::Inferred => "inferred",
        Tier::Stated => "stated by a person",
    }
}

/// How a movement is known, in a word.
#[must_use]
pub const fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Observed => "observed",
        Tier::Derived => "derived",
        Tier::Inferred => "inferred",
        Tier::Stated => "stated",
    }
}

/// How well a label is founded.
#[must_use]
pub const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Unknown => "of unknown origin (5 of 100)",
        Confidence::Heuristic => "by a rule of thumb (10 of 100)",
        Confidence::WebCrawl => "found on the web (20 of 100)",
        Confidence::ServiceData => "from a service's data (50 of 100)",
        Confidence::TrustedProvider => "from a trusted provider (50 of 100)",
        Confidence::AuthorityData => "from an authority (60 of 100)",
        Confidence::ForensicInvestigation => "by forensic investigation (70 of 100)",
        Confidence::ManualTransaction => "by a transaction made to test it (90 of 100)",
        Confidence::LedgerImmanent => "on the chain itself (100 of 100)",
    }
}

/// Where a run stands, in a sentence.
#[must_use]
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Running => "Following the money.",
        Stage::Stopped => "Paused. Nothing is asked until you press Go on.",
        Stage::Spent => "The requests you allowed are used up. Allow more to go on.",
        Stage::Done => "Nothing is left to ask within the limits you set.",
    }
}

/// What is kept of an earlier visit, in a sentence; `name` is the victim's, `now` tells today from other days.
#[must_use]
pub fn kept(name: &str, kept: &Kept, now: UnixSeconds) -> String {
    let what = match &kept.settings.start {
        Start::Case => name.to_owned(),
        Start::Address(address) => format!("{address:#} ({name})"),
        Start::Transfer { tx, .. } => format!("{}… ({name})", &tx.to_string()[..10]),
    };
    let at = if kept.at.day() == now.day() { format!("{} UTC", &kept.at.to_string()[11..16]) } else { kept.at.minute() };
    let requests = count(usize::try_from(kept.asked).unwrap_or(usize::MAX), "request", "requests");
    format!("A trace of {what} from {at} is kept in this browser: {requests}.")
}

/// An amount for a screen: grouped, at most 6 decimals, with its unit. What is cut off ends in `…`.
#[must_use]
pub fn short(amount: Amount, asset: &Asset) -> String {
    match asset.known() {
        Some(known) => format!("{} {}", amount.to_coins_short(known.decimals, 6), known.symbol),
        None => exact(amount, asset),
    }
}

/// An amount for a mark in the graph, with its unit: whole coins from a thousand up, 2 decimals from one up, else 6.
#[must_use]
pub fn coarse(amount: Amount, asset: &Asset) -> String {
    match asset.known() {
        // Below a coin the first digits matter more than the grouping.
        Some(known) => {
            let whole = amount.to_coins(known.decimals).find('.');
            let text = match whole {
                Some(4..) => amount.to_coins_short(known.decimals, 0).replace(".…", "…"),
                Some(1) if amount.to_coins(known.decimals).starts_with('0') => amount.to_coins_short(known.decimals, 6),
                _ => amount.to_coins_short(known.decimals, 2),
            };
            format!("{text} {}", known.symbol)
        }
        None => asset.contract().map_or_else(|| exact(amount, asset), |contract| format!("unlisted token {contract:#}")),
    }
}

/// An amount to the last base unit, with its unit.
#[must_use]
pub fn exact(amount: Amount, asset: &Asset) -> String {
    match asset.known() {
        Some(known) => format!("{} {}", amount.to_coins_short(known.decimals, 78), known.symbol),
        None => format!("{amount} base units of {asset}"),
    }
}

/// What Spoor calls an asset; an unlisted one by its CAIP-19 name.
#[must_use]
pub fn asset(asset: &Asset) -> String {
    asset.known().map_or_else(|| asset.to_string(), |known| known.symbol.to_owned())
}

/// A part of a whole in per cent with one decimal, cut not rounded; `< 0.1 %` where that would show nothing.
#[must_use]
pub fn per_cent(part: Amount, whole: Amount) -> String {
    match part.millionths_of(whole) {
        _ if part.is_zero() => "0 %".into(),
        0..1_000 => "< 0.1 %".into(),
        1_000_000 => "100 %".into(),
        millionths => format!("{}.{} %", millionths / 10_000, millionths % 10_000 / 1_000),
    }
}

/// A message of the core as a sentence of the screen: a capital first, a full stop last.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.trim().chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str();
    let stop = if text.trim().ends_with(['.', '!', '?', '…', ':']) || text.trim().is_empty() { "" } else { "." };
    format!("{first}{rest}{stop}")
}

/// `1 request`, `2 requests`, `1,234 requests`.
#[must_use]
pub fn count(number: usize, one: &str, many: &str) -> String {
    let grouped = Amount::from(u64::try_from(number).unwrap_or(u64::MAX)).to_coins_short(0, 0);
    format!("{grouped} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Chain;

    const WEI: &str = "401346768858404671846374";

    #[test]
    fn amounts_keep_their_unit_and_say_when_they_are_cut() {
        let ether = Asset::native(Chain::ETHEREUM);
        let stolen: Amount = WEI.parse().unwrap();
        assert_eq!(short(stolen, &ether), "401,346.768858… ETH");
        assert_eq!(coarse(stolen, &ether), "401,346… ETH");
        assert_eq!(coarse("10000000000000000000000".parse().unwrap(), &ether), "10,000 ETH");
        assert_eq!(coarse("123456000000000000000".parse().unwrap(), &ether), "123.45… ETH");
        assert_eq!(exact(stolen, &ether), "401,346.768858404671846374 ETH");
        assert_eq!(coarse("1000000000000000".parse().unwrap(), &ether), "0.001 ETH");
        let unlisted: Asset = "eip155:1/erc20:0x669507921b89c11536fe28fb2b955fbc23dbe86d".parse().unwrap();
        assert!(exact(stolen, &unlisted).starts_with(WEI));
    }

    #[test]
    fn parts_are_cut_never_rounded_up() {
        for (part, whole, text) in [
            (0u64, 100u64, "0 %"),
            (1, 100_000, "< 0.1 %"),
            (999, 1_000_000, "< 0.1 %"),
            (1_000, 1_000_000, "0.1 %"),
            (123_999, 1_000_000, "12.3 %"),
            (999_999, 1_000_000, "99.9 %"),
            (7, 7, "100 %"),
        ] {
            assert_eq!(per_cent(part.into(), whole.into()), text);
        }
    }

    #[test]
    fn an_end_says_what_happened_and_when() {
        let since = Some(UnixSeconds::new(1_740_147_371));
        assert_eq!(end("10,000 ETH", Reason::Held, since), "10,000 ETH have rested here since 2025-02-21 14:16 UTC.");
        assert_eq!(end("1 ETH", Reason::Bridge, since), "1 ETH entered a bridge on 2025-02-21 14:16 UTC.");
        assert_eq!(end("1 ETH", Reason::Held, None), "1 ETH have rested here.");
    }

    #[test]
    fn what_is_kept_is_said_with_its_day_unless_it_is_today() {
        let at = UnixSeconds::new(1_740_147_371);
        let settings = crate::trace::view::Settings::default();
        let mut run = Kept { case_id: "bybit-2025-02-21".into(), settings, asked: 148, at };
        assert_eq!(kept("Bybit", &run, at), "A trace of Bybit from 14:16 UTC is kept in this browser: 148 requests.");
        let later = UnixSeconds::new(1_740_147_371 + 86_400);
        assert_eq!(kept("Bybit", &run, later), "A trace of Bybit from 2025-02-21 14:16 UTC is kept in this browser: 148 requests.");
        run.settings.start = Start::Address("0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap());
        run.asked = 1;
        assert_eq!(kept("Bybit", &run, at), "A trace of 0x4766…86E2 (Bybit) from 14:16 UTC is kept in this browser: 1 request.");
        let tx = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c".parse().unwrap();
        run.settings.start = Start::Transfer { tx, to: None };
        assert!(kept("Bybit", &run, at).starts_with("A trace of 0xb61413c4… (Bybit) from"));
    }

    #[test]
    fn messages_become_sentences() {
        for (text, shown) in [("no case", "No case."), ("It is over.", "It is over."), ("", ""), ("ß", "SS."), ("why?", "Why?")] {
            assert_eq!(sentence(text), shown);
        }
    }

    #[test]
    fn counts_agree_with_their_noun() {
        for (number, text) in [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (5443, "5,443 rows")] {
            assert_eq!(count(number, "row", "rows"), text);
        }
    }
}
