//! Names of contract calls and events by their first bytes, from Sourcify's signature database.
//!
//! Source: [4byte.sourcify.dev](https://docs.sourcify.dev/docs/repository/signature-database/), which answers in the shape
//! of openchain's. Anybody can add a name, so a name is kept only where its hash is the one asked for; several can be right.

use std::collections::BTreeMap;

use alloy_primitives::{FixedBytes, keccak256};
use serde::{Deserialize, Serialize};

use crate::explorer::HttpRequest;
use crate::explorer::base::Base;
use crate::explorer::text::cut;

/// More than this are asked for in another request.
pub const MOST_SELECTORS: usize = 20;
/// Names of one selector beyond this are noise.
const MOST_NAMES: usize = 8;
/// No signature of a real contract is longer.
const LONGEST: usize = 500;

/// The first four bytes of a call.
pub type Selector = FixedBytes<4>;

/// An answer that holds no names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the names of calls cannot be read: {0}")]
pub struct NamesError(pub String);

/// Asks for the names of calls.
#[must_use]
pub fn request(base: &Base, selectors: &[Selector]) -> HttpRequest {
    let list: Vec<String> = selectors.iter().take(MOST_SELECTORS).map(ToString::to_string).collect();
    HttpRequest::get(format!("{base}/signature-database/v1/lookup?function={}&filter=true", list.join(",")))
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    result: Lists,
}

#[derive(Deserialize)]
struct Lists {
    #[serde(default)]
    function: BTreeMap<String, Option<Vec<Row>>>,
}

#[derive(Deserialize, Serialize)]
struct Row {
    name: String,
    #[serde(default)]
    filtered: bool,
}

/// Reads the names that the selectors can stand for: `transfer(address,uint256)`. A selector without a name is missing.
///
/// # Errors
/// When the answer has another shape.
pub fn read(selectors: &[Selector], body: &str) -> Result<BTreeMap<Selector, Vec<String>>, NamesError> {
    let answer: Answer = serde_json::from_str(body).map_err(|error| NamesError(cut(&error.to_string())))?;
    if !answer.ok {
        return Err(NamesError("it says that it failed".to_owned()));
    }
    let mut names: BTreeMap<Selector, Vec<String>> = BTreeMap::new();
    for (selector, rows) in answer.result.function {
        let Some(asked) = selector.parse::<Selector>().ok().filter(|selector| selectors.contains(selector)) else { continue };
        let right = |row: &Row| {
            let plain = row.name.len() <= LONGEST && row.name.bytes().all(|byte| byte.is_ascii_graphic());
            plain && !row.filtered && keccak256(row.name.as_bytes()).starts_with(asked.as_slice())
        };
        let found: Vec<String> = rows.unwrap_or_default().into_iter().filter(right).map(|row| row.name).take(MOST_NAMES).collect();
        if !found.is_empty() {
            names.insert(asked, found);
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::mutate::mutants;

    /// The shape of the documentation; no answer is recorded.
    const ANSWER: &str = r#"{"ok":true,"result":{"event":{},"function":{
        "0xa9059cbb":[{"name":"transfer(address,uint256)","filtered":false},{"name":"join_tg_invmru_haha_fd06787(address,bool)","filtered":true},
            {"name":"forged(address)","filtered":false}],
        "0x44bc937b":[{"name":"depositWithExpiry(address,address,uint256,string,uint256)","filtered":false}],
        "0xdeadbeef":null,
        "0x095ea7b3":[{"name":"approve(address,uint256)","filtered":false}]}}}"#;

    fn selectors() -> Vec<Selector> {
        ["0xa9059cbb", "0x44bc937b", "0xdeadbeef"].iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn selectors_are_asked_for_together() {
        let url = request(&"https://api.4byte.sourcify.dev".parse().unwrap(), &selectors()).url;
        let query = "function=0xa9059cbb,0x44bc937b,0xdeadbeef&filter=true";
        assert_eq!(url, format!("https://api.4byte.sourcify.dev/signature-database/v1/lookup?{query}"));
    }

    #[test]
    fn only_names_that_hash_to_the_selector_are_kept() {
        let names = read(&selectors(), ANSWER).unwrap();
        let of = |selector: &str| names.get(&selector.parse::<Selector>().unwrap()).map(Vec::as_slice);
        assert_eq!(of("0xa9059cbb"), Some(&["transfer(address,uint256)".to_owned()][..]));
        assert_eq!(of("0x44bc937b"), Some(&["depositWithExpiry(address,address,uint256,string,uint256)".to_owned()][..]));
        assert_eq!(names.len(), 2, "what was not asked for, and what has no name, is missing");
        assert!(read(&selectors(), r#"{"ok":false,"result":{}}"#).is_err());
        assert!(read(&selectors(), "[]").is_err());
    }

    #[test]
    fn broken_answers_do_not_break_the_reader() {
        for body in mutants(ANSWER.as_bytes(), 20_000, 21) {
            drop(read(&selectors(), &body));
        }
    }
}
