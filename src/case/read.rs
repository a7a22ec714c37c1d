//! Reading a case file: strictly, and with the place of what is wrong.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Bounty, Case, Citation, Confidence, Fault, Origin, Paid, Party, Precision, ReadCaseError, Recipient, Schema, Seed, StatedSwap,
    Statement, Term, TheftTx, Warning, strict,
};
use crate::money::{Chain, UnixSeconds};

/// The most that is repeated of what a file holds, in characters.
const MOST_WHY: usize = 600;

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

impl Case {
    /// Reads a case file and checks what the types cannot.
    ///
    /// # Errors
    /// When the text is not a case, has nothing to follow and does not say why, or names an asset whose decimals Spoor does
    /// not know.
    pub fn from_json(text: &str) -> Result<Self, ReadCaseError> {
        let value = strict(text).map_err(|error| ReadCaseError::Shape(cut(&error.to_string(), MOST_WHY)))?;
        Self::from_value(value)
    }

    /// The same of a document that [`strict`] has read.
    ///
    /// # Errors
    /// The same.
    pub fn from_value(value: Value) -> Result<Self, ReadCaseError> {
        let case = match serde_json::from_value::<Self>(value.clone()) {
            Ok(case) => case,
            Err(error) => {
                let place = misread(&value).into_iter().next();
                return Err(ReadCaseError::Shape(place.map_or_else(|| cut(&error.to_string(), MOST_WHY), |fault| fault.to_string())));
            }
        };
        if let Some(seed) = case.seeds.iter().find(|seed| seed.asset.known().is_none()) {
            return Err(ReadCaseError::UnlistedAsset { tx: seed.tx.to_string(), asset: seed.asset.to_string() });
        }
        match case.faults().into_iter().next() {
            None => Ok(case),
            Some(fault) if fault.place == "seeds" && case.thin.is_none() && case.seeds.is_empty() => {
                Err(ReadCaseError::NoSeeds(cut(&case.id, 80)))
            }
            Some(fault) => Err(ReadCaseError::Law { case: cut(&case.id, 80), fault }),
        }
    }

    /// Everything of a document that keeps it from being read as a case, with its place.
    #[must_use]
    pub fn misread(value: &Value) -> Vec<Fault> {
        let found = misread(value);
        match serde_json::from_value::<Self>(value.clone()) {
            Err(error) if found.is_empty() => vec![Fault { place: "case".to_owned(), why: cut(&error.to_string(), MOST_WHY) }],
            Err(error) if error.to_string().starts_with("missing field") => {
                let missing = Fault { place: "case".to_owned(), why: cut(&error.to_string(), MOST_WHY) };
                found.into_iter().chain([missing]).collect()
            }
            _ => found,
        }
    }
}

/// The members that are not what they have to be.
fn misread(value: &Value) -> Vec<Fault> {
    let Some(members) = value.as_object() else {
        return vec![Fault { place: "case".to_owned(), why: "is not an object of named members".to_owned() }];
    };
    let mut faults = Vec::new();
    for (name, member) in members {
        match name.as_str() {
            "schema" => {
                if one::<Schema>(member).is_some() {
                    let why = "is not \"case/1\": it is of another version. Use the version of Spoor that reads it";
                    faults.push(Fault { place: name.clone(), why: why.to_owned() });
                }
            }
            "id" | "name" | "loss" | "attribution" | "portal" | "thin" | "chains_said" | "recording" => {
                push(&mut faults, name, one::<String>(member));
            }
            "version" => push(&mut faults, name, one::<u64>(member)),
            "at" => push(&mut faults, name, one::<UnixSeconds>(member)),
            "precision" => push(&mut faults, name, one::<Precision>(member)),
            "chain" => push(&mut faults, name, one::<Chain>(member)),
            "confidence" => push(&mut faults, name, one::<Confidence>(member)),
            "bounty" => push(&mut faults, name, one::<Bounty>(member)),
            "chains" => each::<Chain>(&mut faults, name, member),
            "warnings" => each::<Warning>(&mut faults, name, member),
            "recipients" => each::<Recipient>(&mut faults, name, member),
            "seeds" => each::<Seed>(&mut faults, name, member),
            "transactions" => each::<TheftTx>(&mut faults, name, member),
            "origins" => each::<Origin>(&mut faults, name, member),
            "origins_paid" => each::<Paid>(&mut faults, name, member),
            "swaps" => each::<StatedSwap>(&mut faults, name, member),
            "statements" => each::<Statement>(&mut faults, name, member),
            "parties" => each::<Party>(&mut faults, name, member),
            "terms" => each::<Term>(&mut faults, name, member),
            "sources" => each::<Citation>(&mut faults, name, member),
            other => {
                let place = other.chars().take(60).collect();
                faults.push(Fault { place, why: "is no field of a case file; docs/cases.md lists them".to_owned() });
            }
        }
    }
    faults
}

/// What is wrong with a value, where it is not what it should be.
fn one<T: DeserializeOwned>(value: &Value) -> Option<String> {
    serde_json::from_value::<T>(value.clone()).err().map(|error| cut(&error.to_string(), MOST_WHY))
}

fn push(faults: &mut Vec<Fault>, place: &str, why: Option<String>) {
    faults.extend(why.map(|why| Fault { place: place.to_owned(), why }));
}

fn each<T: DeserializeOwned>(faults: &mut Vec<Fault>, name: &str, list: &Value) {
    let Some(items) = list.as_array() else {
        return push(faults, name, Some("is not a list".to_owned()));
    };
    for (at, item) in items.iter().enumerate() {
        push(faults, &format!("{name}[{at}]"), one::<T>(item));
    }
}
