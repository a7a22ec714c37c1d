//! What a tip tells that was not known: against the public lists that ship with Spoor, and against the visitor's own
//! earlier tips. A portal pays whoever told it first; what it has on a list already, it sends back.
//!
//! Limits: the lists are those of the case file and of the bundled label sets, each with its day. What the portal itself
//! knows, and what others told it, is not public, so that nothing is found here does not say that it is new.

use super::envelope::{Opened, Tip};
use super::payload::{Payload, StillThere};
use crate::case::{Case, Citation};
use crate::label::{Category, Label};
use crate::money::{Account, Amount, Asset, UnixSeconds};

/// How long the tip just signed is still the same work, in seconds: one hour. Whoever signs again means to replace it.
const SAME_WORK_S: u64 = 60 * 60;

/// A tip that the visitor signed before.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EarlierTip {
    /// When it was signed, by the visitor's clock.
    pub issued_at: UnixSeconds,
    /// Its name: the digest of its payload.
    pub id: String,
    /// The address it was about.
    pub at: Account,
    /// The asset.
    pub asset: Asset,
    /// The stolen amount that it claimed there, in base units.
    pub amount: Amount,
}

impl EarlierTip {
    /// What of a tip decides whether a later one tells more.
    #[must_use]
    pub fn of(tip: &Tip) -> Self {
        let claim = &tip.payload().claim;
        Self { issued_at: tip.statement().issued_at, id: tip.id(), at: claim.at.clone(), asset: claim.asset.clone(), amount: claim.tainted }
    }

    /// The same from the JSON of a tip, as it is kept; `None` where it is none that this version reads. Nothing is checked: it is
    /// the visitor's own.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        Opened::read(json.as_bytes()).ok()?.tip().as_ref().map(Self::of)
    }
}

/// A public list on which an address stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Listed {
    /// The list and its day.
    list: String,
    /// What it says of the address.
    says: String,
}

/// Whether a label makes an address publicly known in connection with stolen money: it says that the address is a thief's, or
/// that an authority or an issuer has listed it. A label that names an exchange or a bridge tells whose address it is, not
/// that stolen money lies there; and the visitor's own label is not public.
pub(super) fn is_public(label: &Label) -> bool {
    !label.own && matches!(label.category, Category::Thief | Category::Listed)
}

/// The public lists on which an address stands, each once: the case file's, then those of the labels; by name.
pub(super) fn listed(case: &Case, labels: &[Label], at: &Account) -> Vec<Listed> {
    let parties = case.parties.iter().filter(|party| party.account == *at).map(|party| (&party.source, &party.role));
    let statements = case.statements.iter().filter(|stated| stated.account == *at).map(|stated| (&stated.source, &stated.what));
    let of_case = parties.chain(statements).map(|(source, says)| Listed { list: cited(case, source), says: says.clone() });
    let of_labels = labels.iter().filter(|label| is_public(label)).map(|label| Listed {
        list: if label.as_of.is_empty() { label.source.clone() } else { format!("{}, {}", label.source, label.as_of) },
        says: label.name.clone(),
    });
    let mut all: Vec<Listed> = of_case.chain(of_labels).collect();
    all.sort();
    all.dedup_by(|a, b| a.list == b.list);
    all
}

/// A source as the case cites it, with its day.
fn cited(case: &Case, source: &str) -> String {
    match case.sources.iter().find(|citation| names(citation, source)) {
        Some(citation) if citation.title.contains(source) => source.to_owned(),
        Some(citation) => format!("{source} ({}; read {})", citation.title, citation.read),
        None => source.to_owned(),
    }
}

/// Whether a citation is of this source: a name of it with a digit or a stroke, such as `I-022625-PSA`, stands in both.
fn names(citation: &Citation, source: &str) -> bool {
    const LEAST: usize = 6;
    let telling = |word: &&str| word.len() >= LEAST && word.contains(|c: char| c.is_ascii_digit() || c == '/');
    source.split([' ', ',']).filter(telling).any(|word| citation.title.contains(word) || citation.at.contains(word))
}

/// The lists in a sentence.
pub(super) fn lists(listed: &[Listed]) -> String {
    let said: Vec<String> = listed.iter().map(|one| format!("{}: \"{}\"", one.list, one.says)).collect();
    format!("This address is public already, by {}.", said.join("; by "))
}

/// What is new although the address is public; `None` where nothing is.
pub(super) fn new_anyway(payload: &Payload) -> Option<String> {
    let claim = &payload.claim;
    let seen = claim.seen.as_ref();
    match (claim.still_there, seen) {
        (StillThere::Moved, _) => None,
        (StillThere::Yes | StillThere::Part, Some(seen)) => {
            let there = payload.coins(seen.amount.min(claim.tainted), &claim.asset);
            Some(format!("That {there} is still there, seen on {}, is new.", seen.time))
        }
        _ => Some("Whether the money is still there would be new: nobody has looked yet.".to_owned()),
    }
}

/// What public lists say of the place that a tip leads to: of its case, and of these labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// The lists, in a sentence. It quotes texts of others.
    pub lists: String,
    /// What is new although the place is public; `None` where nothing is.
    pub new: Option<String>,
}

/// Whether the place that a tip leads to stands on public lists; `None` where it stands on none of these.
#[must_use]
pub fn public(case: &Case, labels: &[Label], payload: &Payload) -> Option<Public> {
    let found = listed(case, labels, &payload.claim.at);
    (!found.is_empty()).then(|| Public { lists: lists(&found), new: new_anyway(payload) })
}

/// What an earlier tip told of the same place, and how much of this one is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told<'a> {
    /// The first tip that told the most of it.
    pub tip: &'a EarlierTip,
    /// The amount above what was told, in base units; nothing where all was told.
    pub more: Amount,
    /// Whether it was signed so shortly before that this one means to replace it.
    pub is_same_work: bool,
}

/// The earlier tip that tells the most of this place, whatever their order; `None` where none tells of it.
pub(super) fn told<'a>(earlier: &'a [EarlierTip], payload: &Payload, now: UnixSeconds) -> Option<Told<'a>> {
    let claim = &payload.claim;
    let same = earlier.iter().filter(|tip| tip.at == claim.at && tip.asset == claim.asset);
    let tip = same.min_by_key(|tip| (std::cmp::Reverse(tip.amount), tip.issued_at, &tip.id))?;
    let is_same_work = tip.issued_at.get().saturating_add(SAME_WORK_S) > now.get();
    Some(Told { tip, more: claim.tainted.saturating_minus(tip.amount), is_same_work })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseLibrary;
    use crate::label::Confidence;

    const FBI: &str = "eip155:1:0x51E9d833Ecae4E8D9D8Be17300AEE6D3398C135D";

    fn label(category: Category, own: bool) -> Label {
        Label {
            account: FBI.parse().unwrap(),
            name: "On the list".into(),
            category,
            source: "https://example.org/list".into(),
            confidence: Confidence::AuthorityData,
            as_of: "2024-09-27".into(),
            from: None,
            to: None,
            own,
        }
    }

    #[test]
    fn an_address_of_the_case_is_public_with_list_and_day() {
        let library = CaseLibrary::built_in().unwrap();
        let case = library.find("bybit-2025-02-21").unwrap();
        let found = listed(case, &[], &FBI.parse().unwrap());
        let said = lists(&found);
        for part in ["FBI", "I-022625-PSA", "26 February 2025", "Listed as holding or having held stolen assets", "lazarus-bluenoroff"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let elsewhere: Account = FBI.replace("eip155:1:", "eip155:10:").parse().unwrap();
        assert!(listed(case, &[], &elsewhere).is_empty(), "an address of another chain is another account");
        assert!(listed(case, &[], &"eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed".parse().unwrap()).is_empty());
    }

    #[test]
    fn a_label_is_public_where_somebody_else_says_thief_or_listed() {
        for (category, own, public) in [
            (Category::Thief, false, true),
            (Category::Listed, false, true),
            (Category::Listed, true, false),
            (Category::Exchange, false, false),
            (Category::Mixer, false, false),
            (Category::Victim, false, false),
        ] {
            assert_eq!(is_public(&label(category, own)), public, "{category:?} {own}");
        }
        let library = CaseLibrary::built_in().unwrap();
        let case = library.find("bybit-2025-02-21").unwrap();
        let nobody: Account = "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed".parse().unwrap();
        let twice = [label(Category::Listed, false), label(Category::Thief, false)];
        let found = listed(case, &twice, &nobody);
        assert_eq!(found.len(), 1, "a list is named once");
        assert!(lists(&found).contains("https://example.org/list, 2024-09-27: \"On the list\""));
    }
}
