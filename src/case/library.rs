//! The cases that ship with Spoor.

use super::Case;

/// The cases built into this version, newest first.
#[derive(Clone, Debug)]
pub struct CaseLibrary {
    cases: Vec<Case>,
}

/// A case file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadCaseError {
    /// The text is not a case.
    #[error("the case file cannot be read: {0}")]
    Shape(String),
    /// A seed's asset is not on Spoor's list, so its amount has no decimals.
    #[error("seed {tx} of the case is of {asset}, which is not on the asset list")]
    UnlistedAsset {
        /// The seed's transaction.
        tx: String,
        /// The asset.
        asset: String,
    },
    /// There is nothing to follow.
    #[error("the case {0:?} has neither seeds nor origins: there is nothing to follow")]
    NoSeeds(String),
    /// Keys that no program encrypts to at once, or more of them than a portal has.
    #[error(
        "the case {case:?} pins {count} keys to encrypt to; at most {MOST_RECIPIENTS} of one kind (age1 or age1pq) are taken, each once"
    )]
    Recipients {
        /// The case's name.
        case: String,
        /// How many there are.
        count: usize,
    },
    /// No case of that name.
    #[error("there is no case {asked:?} here; the cases are: {known}")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The names there are.
        known: String,
    },
}

/// The most keys a case pins. A portal has one, and the next one while it changes; people who share a desk a few more.
pub(super) const MOST_RECIPIENTS: usize = 8;

const FILES: &[&str] = &[include_str!("../../data/cases/bybit-2025-02-21.json")];

impl Case {
    /// Reads a case file and checks what the types cannot.
    ///
    /// # Errors
    /// When the text is not a case, has neither seeds nor origins, or names an asset whose decimals Spoor does not know.
    pub fn from_json(text: &str) -> Result<Self, ReadCaseError> {
        let case: Self = serde_json::from_str(text).map_err(|error| ReadCaseError::Shape(error.to_string()))?;
        if case.seeds.is_empty() && case.origins.is_empty() {
            return Err(ReadCaseError::NoSeeds(case.id));
        }
        let keys = &case.recipients;
        let twice = (1..keys.len()).any(|at| keys[..at].contains(&keys[at]));
        // A file for both kinds would be only as safe as the weaker one, so age refuses to write it.
        if keys.len() > MOST_RECIPIENTS || twice || keys.iter().any(|key| key.kind() != keys[0].kind()) {
            return Err(ReadCaseError::Recipients { case: case.id, count: case.recipients.len() });
        }
        match case.seeds.iter().find(|seed| seed.asset.known().is_none()) {
            Some(seed) => Err(ReadCaseError::UnlistedAsset { tx: seed.tx.to_string(), asset: seed.asset.to_string() }),
            None => Ok(case),
        }
    }
}

impl CaseLibrary {
    /// The built-in cases.
    ///
    /// # Errors
    /// Never in a released version: a test reads every file.
    pub fn built_in() -> Result<Self, ReadCaseError> {
        let mut cases = FILES.iter().map(|text| Case::from_json(text)).collect::<Result<Vec<_>, _>>()?;
        cases.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        Ok(Self { cases })
    }

    /// The same with one more case, for a program that was given its file. It stands last, so it never takes the place of a
    /// case that is there.
    #[must_use]
    pub fn with(mut self, case: Case) -> Self {
        self.cases.push(case);
        self
    }

    /// All cases, newest first.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// A case by its name.
    ///
    /// # Errors
    /// When there is none; the error lists the names there are.
    pub fn find(&self, id: &str) -> Result<&Case, ReadCaseError> {
        self.cases.iter().find(|case| case.id == id).ok_or_else(|| ReadCaseError::Unknown {
            asked: id.chars().take(80).collect(),
            known: self.cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Recipient;

    const KEYS: [&str; 2] = [
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    ];

    #[test]
    fn the_keys_of_a_portal_are_read_and_wrong_ones_refused() {
        let built_in = CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone();
        assert!(built_in.recipients.is_empty(), "its portal publishes no key");
        let plain = serde_json::to_value(&built_in).unwrap();
        assert!(plain.get("recipients").is_none(), "a case without keys keeps its bytes");
        let read = |keys: serde_json::Value| {
            let mut case = plain.clone();
            case["recipients"] = keys;
            Case::from_json(&case.to_string()).map_err(|error| error.to_string())
        };
        let case = read(KEYS.into()).unwrap();
        assert_eq!(case.recipients.iter().map(Recipient::as_str).collect::<Vec<_>>(), KEYS);
        assert_eq!(Case::from_json(&serde_json::to_string(&case).unwrap()).unwrap(), case);
        for (keys, why) in [
            (serde_json::json!([KEYS[0], KEYS[0]]), "each once"),
            (vec![KEYS[0]; 9].into(), "at most 8"),
            (serde_json::json!(["age1nobody"]), "check does not fit"),
            (serde_json::json!("age1nobody"), "cannot be read"),
            (serde_json::json!([7]), "cannot be read"),
        ] {
            let error = read(keys).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn every_built_in_case_is_read() {
        let library = CaseLibrary::built_in().unwrap();
        let bybit = library.find("bybit-2025-02-21").unwrap();
        assert_eq!(bybit.seeds[0].amount.to_string(), "401346768858404671846374");
        let forged = Case { seeds: Vec::new(), ..bybit.clone() };
        let mine = Case { id: "mine".to_owned(), ..bybit.clone() };
        let more = library.clone().with(forged).with(mine);
        assert_eq!(more.find("bybit-2025-02-21").unwrap(), bybit);
        assert_eq!(more.find("mine").unwrap().id, "mine");
        assert!(library.find("nobody").unwrap_err().to_string().contains("bybit-2025-02-21"));
    }
}
