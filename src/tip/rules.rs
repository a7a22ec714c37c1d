//! The rules that a way rests on: each named once, with what it is founded on and the error that was measured.
//!
//! A reader of a tip has to know which steps are rows of a chain, which are somebody's word, and which are conclusions that
//! can be wrong, how often. Source of the split: ledger facts apart from heuristics, each with its known error, as courts
//! ask for (US v. Sterlingov, D.D.C. 2024) and as Froewis et al. derive it for evidence from chains (arXiv 1906.12221). The
//! figures are those of `docs/heuristics.md`, word for word; a test holds them to it.

mod table;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::payload::Payload;
use super::record::{self, Fault, Part};
use crate::trace::view::End;
use table::{Known, TABLE, of_end, of_hop, of_policy};

/// Where nobody has measured how often a rule is wrong.
pub const NOT_MEASURED: &str = "not measured";
/// How every sentence about a conclusion begins.
pub(super) const INFERENCE: &str = "This is an inference";
/// The longest text of a rule that is read, in characters.
const MOST_TEXT: usize = 400;

record::record! {
    /// A rule that the way or the claim rests on.
    pub struct Rule {
        /// Its stable name.
        pub id: String = "id",
        /// What it says.
        pub text: String = "text",
        /// What it is founded on.
        pub class: Class = "class",
        /// The error that was measured, or `not measured`; left out for what stands on the chain.
        pub known_error: Option<String> = "knownError",}
}

/// What a rule is founded on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Rows of a chain, as explorers report them.
    Ledger,
    /// A conclusion that can be wrong.
    Heuristic,
    /// Somebody's word.
    Stated,
}

record::words!(Class: "ledger" => Self::Ledger, "heuristic" => Self::Heuristic, "stated" => Self::Stated);

/// Writes into a payload which rules its hops, its claim and its amounts rest on.
pub(super) fn name(payload: &mut Payload, end: &End) {
    let mut used: Vec<&'static Known> = vec![of_policy(payload.method.taint), of_end(end)];
    for hop in &mut payload.hops {
        let rule = of_hop(hop);
        hop.rule = Some(rule.id.to_owned());
        used.push(rule);
    }
    payload.claim.rule = Some(of_end(end).id.to_owned());
    used.sort_by_key(|rule| rule.id);
    used.dedup();
    payload.method.rules = Some(used.into_iter().map(Rule::from).collect());
}

/// What is wrong with the rules of a payload, whoever wrote it. A tip that names none is of an earlier version of Spoor;
/// the words of a rule may be another version's, what it is founded on may not.
pub(super) fn laws(payload: &Payload) -> Vec<String> {
    let of_hops = payload.hops.iter().map(|hop| hop.rule.as_deref());
    let Some(rules) = &payload.method.rules else {
        let named = of_hops.chain([payload.claim.rule.as_deref()]).flatten().next();
        return named.map(|id| format!("payload.method.rules: is left out, but the rule {id:?} is named")).into_iter().collect();
    };
    let mut wrong = Vec::new();
    if !rules.windows(2).all(|pair| pair[0].id < pair[1].id) {
        wrong.push("payload.method.rules: not sorted by id, each once".to_owned());
    }
    for (at, (hop, named)) in payload.hops.iter().zip(of_hops).enumerate() {
        let rule = of_hop(hop).id;
        if named != Some(rule) {
            wrong.push(format!("payload.hops[{at}].rule: is not {rule:?}, which this hop rests on"));
        }
    }
    let Some(claim) = payload.claim.rule.as_deref() else {
        wrong.push("payload.claim.rule: is missing".to_owned());
        return wrong;
    };
    let used: BTreeSet<&str> =
        payload.hops.iter().filter_map(|hop| hop.rule.as_deref()).chain([claim, of_policy(payload.method.taint).id]).collect();
    if !rules.iter().map(|rule| rule.id.as_str()).eq(used) {
        wrong.push("payload.method.rules: not exactly the rules that the hops, the claim and the method rest on".to_owned());
    }
    let inferred = payload.claim.why.contains(INFERENCE);
    if inferred && rules.iter().any(|rule| rule.id == claim && rule.class != Class::Heuristic) {
        wrong.push(format!("payload.claim.rule: {claim:?} is called a fact, and payload.claim.why an inference"));
    }
    wrong.extend(rules.iter().enumerate().filter_map(|(at, rule)| Some(format!("payload.method.rules[{at}].{}", fault(rule)?))));
    wrong
}

/// What is wrong with one rule, its field first.
fn fault(rule: &Rule) -> Option<String> {
    let short = |text: &str| !text.is_empty() && text.len() <= MOST_TEXT;
    if TABLE.iter().any(|known| known.id == rule.id && known.class != rule.class) {
        return Some(format!("class: the rule {:?} is founded on something else", rule.id));
    }
    if !short(&rule.text) || !rule.known_error.as_deref().is_none_or(short) {
        return Some(format!("text: the text and the error have 1 to {MOST_TEXT} characters"));
    }
    match (rule.class, &rule.known_error) {
        (Class::Ledger, Some(_)) => Some("knownError: what stands on the chain has none".to_owned()),
        (Class::Heuristic | Class::Stated, None) => Some("knownError: is missing; where nobody measured it, it says so".to_owned()),
        _ => None,
    }
}

/// The rules for a person: one sentence each; hostile text in a tip of others.
#[must_use]
pub fn rule_sentences(payload: &Payload) -> Vec<String> {
    let one = |rule: &Rule| {
        let founded = match rule.class {
            Class::Ledger => "on the chain".to_owned(),
            Class::Heuristic => "a conclusion that can be wrong".to_owned(),
            Class::Stated => "somebody's word".to_owned(),
        };
        let error = match rule.known_error.as_deref() {
            None => String::new(),
            Some(NOT_MEASURED) => "; error not measured".to_owned(),
            Some(error) => format!("; measured error: {error}"),
        };
        format!("{} ({founded}{error}): {}", rule.id, rule.text)
    };
    payload.method.rules.iter().flatten().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::table::{PAYMENT, SWAP, THEFT};
    use super::*;

    #[test]
    fn what_a_rule_is_founded_on_cannot_be_changed() {
        let rule = |known: &Known, class, error: Option<&str>| Rule { class, known_error: error.map(str::to_owned), ..Rule::from(known) };
        for (rule, field) in [
            (rule(&SWAP, Class::Ledger, None), "class:"),
            (rule(&PAYMENT, Class::Heuristic, Some("1 of 2")), "class:"),
            (rule(&SWAP, Class::Heuristic, None), "knownError:"),
            (rule(&PAYMENT, Class::Ledger, Some("none")), "knownError:"),
            (rule(&THEFT, Class::Stated, Some("")), "text:"),
            (Rule { text: "x".repeat(MOST_TEXT + 1), ..Rule::from(&SWAP) }, "text:"),
        ] {
            assert!(fault(&rule).unwrap().starts_with(field), "{rule:?}");
        }
        assert_eq!(fault(&Rule { text: "Other words for the same.".to_owned(), ..Rule::from(&SWAP) }), None);
    }
}
