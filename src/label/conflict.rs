//! Where sources disagree about one address: said, and which of them decided.

use std::collections::BTreeMap;

use super::{Category, Label, vocabulary};

/// What a category means for following: an exchange and its customer's deposit address are no contradiction.
const fn kind(category: Category) -> Category {
    match category {
        Category::Deposit => Category::Exchange,
        other => other,
    }
}

/// A sentence where labels of one address say different kinds, and which one decides by which rule; `None` where they
/// agree. `labels` are in the order of [`KnownLabels::of`](super::KnownLabels::of).
#[must_use]
pub fn disagreement(labels: &[Label]) -> Option<String> {
    let deciding: Vec<&Label> = labels.iter().filter(|label| label.category.ends_following()).collect();
    let mut kinds: BTreeMap<Category, &Label> = BTreeMap::new();
    for label in &deciding {
        // The first of a kind is its best founded.
        kinds.entry(kind(label.category)).or_insert(label);
    }
    if kinds.len() < 2 {
        return None;
    }
    let sides: Vec<String> =
        deciding.iter().filter(|label| kinds.get(&kind(label.category)) == Some(label)).map(|label| side(label)).collect();
    let (first, next) = (deciding.first()?, deciding.iter().find(|label| kind(label.category) != kind(deciding[0].category))?);
    let why = match (first.own, next.own, first.confidence > next.confidence) {
        (true, false, _) => "it is your own word",
        (_, _, true) => "it is better founded",
        _ => "both are founded alike, and its source comes first in the alphabet",
    };
    let decided = format!("What decides is {}: {why}.", vocabulary::category_word(first.category));
    let dated = if deciding.iter().any(|label| label.is_dated()) { " A label with days counts only while they last." } else { "" };
    Some(format!("Sources disagree: {}. {decided}{dated}", sides.join(" — ")))
}

fn side(label: &Label) -> String {
    let source = if label.own { "you" } else { label.source.as_str() };
    let source: String = source.strip_prefix("https://").unwrap_or(source).chars().take(60).collect();
    match label.as_of.get(..4) {
        Some(year) => format!("{} ({source}, {year})", vocabulary::category_word(label.category)),
        None => format!("{} ({source})", vocabulary::category_word(label.category)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::{Confidence, KnownLabels};

    fn label(category: Category, source: &str, confidence: Confidence, year: &str, own: bool) -> Label {
        Label {
            account: "eip155:1:0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b".parse().unwrap(),
            name: "X".into(),
            category,
            source: source.into(),
            confidence,
            as_of: format!("{year}-01-01"),
            from: None,
            to: None,
            own,
        }
    }

    #[test]
    fn sources_that_disagree_are_named_with_what_decided() {
        use Category::*;
        use Confidence::*;
        let said = |labels: &[Label]| {
            let known: KnownLabels = labels.iter().cloned().collect();
            disagreement(known.of(&labels[0].account))
        };
        let exchange = label(Exchange, "A", ServiceData, "2022", false);
        let mixer = label(Mixer, "https://b.example/list", WebCrawl, "2025", false);
        assert_eq!(
            said(&[mixer.clone(), exchange.clone()]).unwrap(),
            "Sources disagree: exchange (A, 2022) — mixer (b.example/list, 2025). What decides is exchange: it is better founded."
        );
        let mine = label(Service, "my own word", Unknown, "2026", true);
        assert!(
            said(&[exchange.clone(), mine])
                .unwrap()
                .contains("service (you, 2026) — exchange (A, 2022). What decides is service: it is your own word.")
        );
        let equal = label(Bridge, "B", ServiceData, "2023", false);
        assert!(said(&[equal, exchange.clone()]).unwrap().contains("comes first in the alphabet"));
        for agreeing in [Deposit, Thief, Listed, Victim] {
            assert_eq!(said(&[exchange.clone(), label(agreeing, "B", AuthorityData, "2024", false)]), None);
        }
        assert_eq!(disagreement(&[]), None);
    }
}
