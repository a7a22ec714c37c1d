//! The bounty portal's public list of addresses: `{"0221": {"eth": […], "btc": […]}}`, a case with its addresses by chain.
//!
//! Source: <https://hackscan.hackbounty.io/public/hack-address.json>, which says that fields may be added without notice. The
//! list is kept by hand: some elements hold two addresses.

use serde_json::Value;

use super::entry::{Entry, cut};
use super::import::Import;
use super::{Day, ImportError};

const SOURCE: &str = "https://hackscan.hackbounty.io/public/hack-address.json";

/// Reads the list. Where it is from is known; its day is that on which it was brought.
///
/// # Errors
/// When it is no such list.
pub(super) fn read(text: &str, day: Day) -> Result<Import, ImportError> {
    let list: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|error| ImportError::NoList(error.to_string()))?;
    let Value::Object(cases) = list else { return Err(ImportError::NoList("it is no object".to_owned())) };
    let mut import = Import::default();
    for (case, chains) in &cases {
        let Value::Object(chains) = chains else {
            import.refuse(cut(case), "it holds no addresses by chain, and is left aside".to_owned());
            continue;
        };
        for (chain, addresses) in chains {
            let Value::Array(addresses) = addresses else {
                import.refuse(format!("{}, {}", cut(case), cut(chain)), "it is no list of addresses".to_owned());
                continue;
            };
            for (n, element) in addresses.iter().enumerate() {
                let at = format!("{}, {}, entry {}", cut(case), cut(chain), n + 1);
                let Some(text) = element.as_str() else {
                    import.refuse(at, "it is no text".to_owned());
                    continue;
                };
                let words: Vec<&str> = text.split([' ', '\t', '\n', '\r', ',', ';']).filter(|word| !word.is_empty()).take(8).collect();
                if words.len() > 1 {
                    import.note(format!("{at}: holds {} words; each was taken for an address of its own.", words.len()));
                }
                if words.is_empty() {
                    import.refuse(at.clone(), "it is empty".to_owned());
                }
                for word in words {
                    let entry = Entry {
                        chain: chain.clone(),
                        address: word.to_owned(),
                        name: format!("On the bounty portal's list ({})", cut(case)),
                        category: "thief".to_owned(),
                        confidence: "service_data".to_owned(),
                        source: SOURCE.to_owned(),
                        as_of: day.to_string(),
                        ..Entry::default()
                    };
                    import.take(&entry, true, at.clone());
                }
            }
        }
    }
    Ok(import)
}
