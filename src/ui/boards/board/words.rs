//! The words of a board: what is counted, who did what, how long it took. Amounts exact, values in dollars beside them.

use std::collections::BTreeMap;

use crate::board::entry::{Answer, Measure, Reason, Role, Share};
use crate::board::view::{Delay, KnownBy, Money, Place, Standing, TermsRow};
use crate::money::{Address, Amount, Asset, UnixSeconds};
use crate::tip::ClaimKind;
use crate::ui::{hostile, words};

/// The most characters of a name that are shown.
pub const NAME_CHARACTERS: usize = 48;

/// The most characters of a sentence of others that are shown.
pub const TEXT_CHARACTERS: usize = 400;

/// What is counted, as the head of a column.
#[must_use]
pub const fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Traceable => "Traceable",
        Measure::GoneDark => "Gone dark",
        Measure::Frozen => "Frozen",
        Measure::Reports => "Reports",
        Measure::ValidReports => "Valid reports",
        Measure::PaidUsdCents => "Paid",
        Measure::PaidHunters => "Paid to",
    }
}

/// A total in the unit of its measure: `68.57 %`, `5,443`, `$2,178,797.00`.
#[must_use]
pub fn figure(measure: Measure, value: u64) -> String {
    match measure {
        Measure::Traceable | Measure::GoneDark | Measure::Frozen => format!("{} %", Amount::from(value).to_coins_short(2, 2)),
        Measure::Reports | Measure::ValidReports | Measure::PaidHunters => number(value),
        Measure::PaidUsdCents => dollars(value.into()),
    }
}

/// What an actor is.
#[must_use]
pub const fn role(role: Role) -> &'static str {
    match role {
        Role::Exchange => "exchange",
        Role::Issuer => "issuer of a token",
        Role::Bridge => "bridge",
        Role::Mixer => "mixer",
        Role::Service => "service",
        Role::Authority => "authority",
    }
}

/// What an actor did, in a sentence's end.
#[must_use]
pub const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Froze => "froze what was asked for",
        Answer::Partly => "froze or told a part",
        Answer::Told => "told what it knew",
        Answer::Refused => "refused",
        Answer::Silent => "had not answered",
    }
}

/// What an actor's answers come to: a mark that differs by its shape, and words.
#[must_use]
pub const fn standing(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Good => ("✓", "helped each time"),
        Standing::Mixed => ("~", "helped, but not each time"),
        Standing::Bad => ("✕", "never helped"),
    }
}

/// Why a tip was not taken.
#[must_use]
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsigned => "not signed, or cannot be read",
        Reason::Duplicate => "sent before by the same key",
        Reason::Copy => "told before by somebody else",
        Reason::Known => "known before, or on a public list",
        Reason::OtherCase => "about another case or portal",
        Reason::Wrong => "the chain says otherwise",
        Reason::Unclear => "not enough in it to check it",
        Reason::Gone => "the money had left already",
        Reason::Misleading => "meant to mislead",
    }
}

/// For which part a bounty is.
#[must_use]
pub const fn share(share: Share) -> &'static str {
    match share {
        Share::Freezer => "for the freeze",
        Share::Reporter => "for the report",
    }
}

/// By what it is proven since when somebody knew.
#[must_use]
pub const fn known_by(by: KnownBy) -> &'static str {
    match by {
        KnownBy::Stamp => "by a Bitcoin block that holds its commitment",
        KnownBy::Receipt => "by the publisher's receipt",
    }
}

/// A kind of place.
#[must_use]
pub const fn place(place: Place) -> &'static str {
    match place {
        Place::Of(ClaimKind::AtExchange) => "An exchange",
        Place::Of(ClaimKind::AtDepositAddress) => "An exchange's deposit address",
        Place::Of(ClaimKind::AtAddress) => "An ordinary address",
        Place::Of(ClaimKind::FreezableByIssuer) => "A token that its issuer can freeze",
        Place::Of(ClaimKind::BridgeOut) => "A bridge",
        Place::Of(ClaimKind::InMixer) => "A mixer",
        Place::Of(ClaimKind::AtService) => "A service",
        Place::Untold => "Not told",
    }
}

/// The terms of a bounty as they were stated, with their day; the source is shown beside it.
#[must_use]
pub fn terms(terms: &TermsRow) -> String {
    if !terms.is_promised() {
        return "No bounty is promised.".to_owned();
    }
    let as_of = hostile::plain(&terms.as_of, 10);
    format!("{} of what is returned for the freeze, {} for its first reporters. As of {as_of}.", part(terms.freezer), part(terms.reporters))
}

/// Millionths as a percentage, exact: `5 %`.
fn part(millionths: Amount) -> String {
    format!("{} %", millionths.to_coins_short(4, 4))
}

/// A whole number, grouped.
#[must_use]
pub fn number(value: u64) -> String {
    Amount::from(value).to_coins_short(0, 0)
}

/// So many of something: `1 tip`, `2 tips`.
#[must_use]
pub fn count(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(value), if value == 1 { one } else { many })
}

/// Cents as dollars, always with both digits: `$50.50`.
#[must_use]
pub fn dollars(cents: Amount) -> String {
    let text = cents.to_coins_short(2, 2);
    match text.split_once('.') {
        None => format!("${text}.00"),
        Some((_, fraction)) if fraction.len() == 1 => format!("${text}0"),
        Some(_) => format!("${text}"),
    }
}

/// What the publisher valued of a sum, and that it is not all where it is not; `None` where nothing was valued.
#[must_use]
pub fn valued(money: &Money) -> Option<String> {
    let cents = money.usd_cents?;
    let of =
        if money.valued < money.count { format!(", {} of {} valued", number(money.valued), number(money.count)) } else { String::new() };
    Some(format!("{}{of}", dollars(cents)))
}

/// One asset of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumLine {
    /// For the screen: cut after six decimals, with the chain where another asset of the same symbol stands beside it.
    pub short: String,
    /// To the last unit, with the asset's full name.
    pub exact: String,
}

/// The assets of a sum, in their order.
#[must_use]
pub fn sums(money: &Money) -> Vec<SumLine> {
    let mut symbols: BTreeMap<&str, usize> = BTreeMap::new();
    for sum in &money.assets {
        if let Some(known) = sum.asset.known() {
            *symbols.entry(known.symbol).or_default() += 1;
        }
    }
    let line = |asset: &Asset, amount: Amount| {
        let twice = asset.known().is_some_and(|known| symbols.get(known.symbol).is_some_and(|count| *count > 1));
        let on = if twice { format!(", {}", asset.chain().name()) } else { String::new() };
        // An asset that is not listed shows its number whole: its decimals are not known.
        let short = if asset.known().is_some() { words::short(amount, asset) } else { words::exact(amount, asset) };
        SumLine { short: format!("{short}{on}"), exact: format!("{}, {asset}", words::exact(amount, asset)) }
    };
    money.assets.iter().map(|sum| line(&sum.asset, sum.amount)).collect()
}

/// A name of others, fit to be shown; `None` where nothing of it can be seen.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let shown = hostile::plain(text.trim(), NAME_CHARACTERS);
    (!shown.trim().is_empty()).then_some(shown)
}

/// Who, for a sentence: the name, else the short key.
#[must_use]
pub fn who(given: Option<&str>, key: &Address) -> String {
    given.and_then(name).unwrap_or_else(|| format!("{key:#}"))
}

/// A sentence of others, fit to be shown.
#[must_use]
pub fn told(text: &str) -> String {
    hostile::plain(text, TEXT_CHARACTERS)
}

/// A length of time in its two largest units: `3 d 4 h`.
#[must_use]
pub fn lasting(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let first = UNITS.iter().position(|(length, _)| seconds >= *length).unwrap_or(3);
    let (length, unit) = UNITS[first];
    let whole = format!("{} {unit}", number(seconds / length));
    let second = UNITS.get(first + 1).map(|(finer, unit)| (seconds % length / finer, unit)).filter(|(rest, _)| *rest > 0);
    second.map_or_else(|| whole.clone(), |(rest, unit)| format!("{whole} {rest} {unit}"))
}

/// The middle of several times, and of how many where it is more than one; `None` where none is known.
#[must_use]
pub fn middle(delay: &Delay) -> Option<String> {
    let median = lasting(delay.median_s?);
    Some(if delay.count > 1 { format!("{median}, middle of {}", number(delay.count)) } else { median })
}

/// How long ago, coarse enough not to flicker: `25 seconds ago`.
#[must_use]
pub fn ago(then: UnixSeconds, now: UnixSeconds) -> String {
    let Some(seconds) = now.get().checked_sub(then.get()) else {
        // The page's clock ticks later than the worker's: what was read just now may lie a few seconds ahead of it.
        return if then.get() - now.get() <= 10 { "just now" } else { "ahead of your clock" }.to_owned();
    };
    match seconds {
        0..10 => "just now".to_owned(),
        10..60 => format!("{} seconds ago", seconds / 5 * 5),
        60..3_600 => count(seconds / 60, "minute ago", "minutes ago"),
        3_600..172_800 => count(seconds / 3_600, "hour ago", "hours ago"),
        _ => count(seconds / 86_400, "day ago", "days ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Chain;

    #[test]
    fn totals_are_written_in_their_unit() {
        for (what, value, text) in [
            (Measure::Traceable, 7_700, "77 %"),
            (Measure::GoneDark, 759, "7.59 %"),
            (Measure::Frozen, 384, "3.84 %"),
            (Measure::Frozen, 0, "0 %"),
            (Measure::Reports, 5_443, "5,443"),
            (Measure::PaidUsdCents, 5_050, "$50.50"),
            (Measure::Traceable, u64::MAX, "184,467,440,737,095,516.15 %"),
        ] {
            assert_eq!(figure(what, value), text);
        }
    }

    #[test]
    fn dollars_keep_both_digits() {
        for (cents, text) in [(0_u64, "$0.00"), (5, "$0.05"), (50, "$0.50"), (100, "$1.00"), (745_473_893, "$7,454,738.93")] {
            assert_eq!(dollars(cents.into()), text);
        }
    }

    #[test]
    fn a_length_of_time_shows_two_units() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (61, "1 min 1 s"),
            (3_600, "1 h"),
            (7_500, "2 h 5 min"),
            (273_600, "3 d 4 h"),
            (86_430, "1 d"),
        ] {
            assert_eq!(lasting(seconds), text);
        }
        assert_eq!(middle(&Delay::of(vec![])), None);
        assert_eq!(middle(&Delay::of(vec![60])).as_deref(), Some("1 min"));
        assert_eq!(middle(&Delay::of(vec![60, 120])).as_deref(), Some("1 min 30 s, middle of 2"));
    }

    #[test]
    fn an_age_is_in_words_and_a_clock_that_is_wrong_is_said() {
        let now = UnixSeconds::new(1_000_000);
        for (before, text) in
            [(0, "just now"), (9, "just now"), (29, "25 seconds ago"), (60, "1 minute ago"), (7_199, "1 hour ago"), (172_800, "2 days ago")]
        {
            assert_eq!(ago(UnixSeconds::new(1_000_000 - before), now), text);
        }
        assert_eq!(ago(UnixSeconds::new(1_000_010), now), "just now");
        assert_eq!(ago(UnixSeconds::new(1_000_011), now), "ahead of your clock");
    }

    #[test]
    fn assets_of_one_symbol_name_their_chain() {
        let tron: Asset = "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t".parse().unwrap();
        let ethereum: Asset = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7".parse().unwrap();
        let mut money = Money::default();
        money.add(&tron, 44_974_570_000_u64.into(), None);
        assert_eq!(sums(&money)[0].short, "44,974.57 USDT");
        money.add(&ethereum, 1_u64.into(), Some(100_u64.into()));
        let lines = sums(&money);
        assert!(lines.iter().any(|line| line.short == "0.000001 USDT, Ethereum"), "{lines:?}");
        assert!(lines.iter().any(|line| line.short == "44,974.57 USDT, Tron"), "{lines:?}");
        assert_eq!(valued(&money).as_deref(), Some("$1.00, 1 of 2 valued"));
        assert_eq!(valued(&Money::default()), None);
    }

    #[test]
    fn an_amount_is_cut_on_the_screen_and_whole_beside_it() {
        let mut money = Money::default();
        money.add(&Asset::native(Chain::ETHEREUM), "401346768858404671846374".parse().unwrap(), None);
        let line = &sums(&money)[0];
        assert_eq!(line.short, "401,346.768858… ETH");
        assert_eq!(line.exact, "401,346.768858404671846374 ETH, eip155:1/slip44:60");
    }

    #[test]
    fn names_of_others_are_made_fit() {
        let key: Address = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2".parse().unwrap();
        for (given, shown) in [
            (Some("ada"), "ada"),
            (Some("\u{202E}ada\u{200B}"), "ada"),
            (Some("\u{200B} "), "0x4766…86E2"),
            (None, "0x4766…86E2"),
            (Some("<b>x</b>"), "<b>x</b>"),
        ] {
            assert_eq!(who(given, &key), shown);
        }
        assert_eq!(name(&"9".repeat(300)).unwrap().chars().count(), NAME_CHARACTERS + 1);
    }

    #[test]
    fn terms_are_quoted_in_per_cent() {
        let mut row = TermsRow {
            entry: 1,
            line: crate::board::Hash::NONE,
            from: UnixSeconds::new(0),
            freezer: 50_000_u64.into(),
            reporters: 12_500_u64.into(),
            split: Some(crate::board::entry::Split::Equal),
            as_of: "2025-04-21".into(),
            source: "docs".into(),
        };
        assert_eq!(terms(&row), "5 % of what is returned for the freeze, 1.25 % for its first reporters. As of 2025-04-21.");
        row.split = None;
        assert_eq!(terms(&row), "No bounty is promised.");
    }
}
