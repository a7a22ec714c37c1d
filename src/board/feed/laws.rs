//! What must be true of an entry by itself: how long its texts are, which names and days there may be, which times can be.
//!
//! What must be true of it after the entries before it is in [`super::referred`].

use super::entry::{Answered, Content, Entry, Figure, Frozen, Measure, Opened, Terms};
use crate::label::Day;
use crate::money::{Account, Address, Amount, Asset, UnixSeconds};
use crate::tip::Count;
use crate::tip::preflight::CLOCK_TOLERANCE_S;
use crate::tip::record::Fault;

/// The longest name of somebody or something, in characters.
pub const MOST_NAME: usize = 80;
/// The longest sentence, source or piece of evidence.
pub const MOST_TEXT: usize = 1_000;
/// The most tips that one freeze names.
pub const MOST_TIPS: usize = 64;
/// The most totals that one entry states: each measure once.
const MOST_FIGURES: usize = 7;
/// All of something, in millionths.
const WHOLE_MILLIONTHS: u64 = 1_000_000;
/// All of something, in hundredths of a percent.
const WHOLE_BASIS_POINTS: u64 = 10_000;

/// Something wrong at a field of the content.
fn at(field: &str, why: impl Into<String>) -> Fault {
    Fault { place: format!(".{field}"), why: why.into() }
}

fn under(place: &str, fault: Fault) -> Fault {
    Fault { place: format!("{place}{}", fault.place), why: fault.why }
}

pub(super) fn check(entry: &Entry) -> Result<(), Fault> {
    let inside = content(&entry.content, entry.at);
    inside.map_err(|fault| under(&format!(".entry.content.{}", entry.content.kind()), fault))
}

fn content(content: &Content, now: UnixSeconds) -> Result<(), Fault> {
    match content {
        Content::Opened(Opened { name: called, about, publisher }) => {
            name("name", called)?;
            sentence("about", about)?;
            key("publisher", publisher)
        }
        Content::Case(case) => {
            slug("case", &case.case)?;
            name("name", &case.name)?;
            if !is_pack(&case.pack) {
                return Err(at("pack", "is not sha256: and 64 lower-case hexadecimal digits"));
            }
            if case.file.as_ref().is_some_and(|file| *file != format!("cases/{}.json", case.case)) {
                return Err(at("file", format!("is not cases/{}.json, where the file of that case is", case.case)));
            }
            case.terms.as_ref().map_or(Ok(()), |of| terms(of, now).map_err(|fault| under(".terms", fault)))
        }
        Content::Received(received) => {
            slug("case", &received.case)?;
            key("reporter", &received.reporter)?;
            received.name.as_ref().map_or(Ok(()), |of| name("name", of))?;
            past("received", received.received, now)?;
            received.stamped.as_ref().map_or(Ok(()), |of| past("stamped.time", of.time, now))
        }
        Content::Verified(verified) => place("at", &verified.at, &verified.asset).and_then(|()| some("amount", verified.amount)),
        Content::Refused(refused) => optional("why", refused.why.as_deref()),
        Content::Frozen(frozen) => check_frozen(frozen, now),
        Content::Released(released) => {
            slug("freeze", &released.freeze)?;
            past("time", released.time, now)?;
            sentence("why", &released.why)
        }
        Content::Returned(returned) => {
            slug("freeze", &returned.freeze)?;
            some("amount", returned.amount)?;
            past("time", returned.time, now)
        }
        Content::Paid(paid) => {
            slug("freeze", &paid.freeze)?;
            place("to", &paid.to, &paid.asset)?;
            some("amount", paid.amount)?;
            past("time", paid.time, now)
        }
        Content::Answered(answered) => check_answered(answered, now),
        Content::Stated(stated) => {
            slug("case", &stated.case)?;
            day("asOf", &stated.as_of, now)?;
            sentence("source", &stated.source)?;
            figures(&stated.figures)
        }
        Content::Corrected(corrected) => sentence("why", &corrected.why),
        Content::Handover(handover) => {
            key("to", &handover.to)?;
            sentence("why", &handover.why)
        }
    }
}

fn check_frozen(frozen: &Frozen, now: UnixSeconds) -> Result<(), Fault> {
    slug("freeze", &frozen.freeze)?;
    slug("case", &frozen.case)?;
    place("at", &frozen.at, &frozen.asset)?;
    some("amount", frozen.amount)?;
    name("by", &frozen.by)?;
    past("time", frozen.time, now)?;
    if frozen.tips.len() > MOST_TIPS {
        return Err(at("tips", format!("names {}; a freeze names at most {MOST_TIPS}", frozen.tips.len())));
    }
    if let Some(twice) = frozen.tips.iter().enumerate().find(|(at, tip)| frozen.tips[..*at].contains(tip)) {
        return Err(at(&format!("tips[{}]", twice.0), "stands there twice"));
    }
    optional("source", frozen.source.as_deref())
}

fn check_answered(answered: &Answered, now: UnixSeconds) -> Result<(), Fault> {
    name("actor", &answered.actor)?;
    slug("case", &answered.case)?;
    for (field, time) in [("asked", answered.asked), ("answered", answered.answered)] {
        time.map_or(Ok(()), |time| past(field, time, now))?;
    }
    if let (Some(asked), Some(then)) = (answered.asked, answered.answered)
        && then < asked
    {
        return Err(at("answered", format!("{then} is before it was asked, {asked}")));
    }
    answered.freeze.as_ref().map_or(Ok(()), |of| slug("freeze", of))?;
    sentence("evidence", &answered.evidence)
}

fn terms(terms: &Terms, now: UnixSeconds) -> Result<(), Fault> {
    let (Count(freezer), Count(reporters)) = (terms.freezer, terms.reporters);
    if freezer.checked_add(reporters).is_none_or(|both| both > WHOLE_MILLIONTHS) {
        return Err(at("reporters", format!("{freezer} and {reporters} millionths are more than the whole")));
    }
    day("asOf", &terms.as_of, now)?;
    sentence("source", &terms.source)
}

fn figures(figures: &[Figure]) -> Result<(), Fault> {
    if figures.is_empty() || figures.len() > MOST_FIGURES {
        return Err(at("figures", format!("states {}; an entry states 1 to {MOST_FIGURES}", figures.len())));
    }
    for (number, figure) in figures.iter().enumerate() {
        let place = format!("figures[{number}]");
        if figures[..number].iter().any(|earlier| earlier.what == figure.what) {
            return Err(at(&place, "measures what another one does"));
        }
        let part = matches!(figure.what, Measure::Traceable | Measure::GoneDark | Measure::Frozen);
        if part && figure.value.0 > WHOLE_BASIS_POINTS {
            return Err(at(&place, format!("{} hundredths of a percent are more than the whole", figure.value)));
        }
    }
    Ok(())
}

/// A stable name: lower-case letters and digits, and dashes between them, at most 64.
pub(super) fn slug(field: &str, text: &str) -> Result<(), Fault> {
    let fits = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase() || byte == b'-';
    if text.is_empty() || text.len() > 64 || !text.bytes().all(fits) || text.starts_with('-') || text.ends_with('-') {
        return Err(at(field, "is not 1 to 64 lower-case letters, digits and dashes between them"));
    }
    Ok(())
}

pub(super) fn name(field: &str, text: &str) -> Result<(), Fault> {
    line(field, text, MOST_NAME)
}

fn sentence(field: &str, text: &str) -> Result<(), Fault> {
    line(field, text, MOST_TEXT)
}

fn optional(field: &str, text: Option<&str>) -> Result<(), Fault> {
    text.map_or(Ok(()), |text| sentence(field, text))
}

fn line(field: &str, text: &str, most: usize) -> Result<(), Fault> {
    if text.len() > most {
        return Err(at(field, format!("has {} characters; at most {most} are read", text.len())));
    }
    if let Some(c) = text.chars().find(|c| !matches!(c, ' '..='~')) {
        return Err(at(field, format!("holds U+{:04X}; a feed is written in printable ASCII, on one line", u32::from(c))));
    }
    if text.is_empty() || text.trim() != text {
        return Err(at(field, "is empty, or begins or ends with a space; leave it out or say something"));
    }
    Ok(())
}

fn is_pack(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|digits| digits.parse::<super::Hash>().is_ok())
}

fn key(field: &str, address: &Address) -> Result<(), Fault> {
    match address {
        Address::Evm(evm) if !evm.is_zero() => Ok(()),
        _ => Err(at(field, "is not the EVM address of a key")),
    }
}

fn place(field: &str, account: &Account, asset: &Asset) -> Result<(), Fault> {
    if account.chain() == asset.chain() {
        return Ok(());
    }
    Err(at(field, format!("is on {}, and the asset on {}", account.chain(), asset.chain())))
}

fn some(field: &str, amount: Amount) -> Result<(), Fault> {
    if amount.is_zero() { Err(at(field, "is 0: there is nothing to tell")) } else { Ok(()) }
}

/// Nothing is told before it happened; chains and publishers have clocks of their own, which differ a little.
fn past(field: &str, time: UnixSeconds, now: UnixSeconds) -> Result<(), Fault> {
    if time.get() <= now.get().saturating_add(CLOCK_TOLERANCE_S) {
        return Ok(());
    }
    Err(at(field, format!("{time} is after the entry itself, {now}")))
}

fn day(field: &str, text: &str, now: UnixSeconds) -> Result<(), Fault> {
    let read: Day = text.parse().map_err(|_| at(field, "is not a day, as 2025-04-21"))?;
    if read.to_string() != text {
        return Err(at(field, "is not a day, as 2025-04-21"));
    }
    let latest = UnixSeconds::new(now.get().saturating_add(CLOCK_TOLERANCE_S)).day();
    if text > latest.as_str() { Err(at(field, format!("{text} is after the entry itself, {now}"))) } else { Ok(()) }
}
