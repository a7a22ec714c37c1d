//! Labels of a run, and what page and worker say to each other about labels.

use serde::{Deserialize, Serialize};

use super::input::Begun;
use super::run::{Run, StartError};
use crate::label::packed::{Packed, SetFacts};
use crate::label::{Hit, KnownLabels, Label, OwnLabels, Refused, Typed};
use crate::money::Address;

/// The labels that a run began with. Together with the version of Spoor they give the same run again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelsUsed {
    /// The SHA-256 of the compiled sets; `None`: only the labels in the program.
    pub set: Option<String>,
    /// Why the sets could not be loaded, in a sentence's part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// The visitor's own.
    #[serde(default, skip_serializing_if = "OwnLabels::is_empty")]
    pub own: OwnLabels,
}

/// The compiled sets, loaded.
#[derive(Clone, Debug)]
pub struct LabelSets {
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What it holds.
    pub packed: Packed,
}

impl Run {
    /// A run as it was made, before its first input.
    ///
    /// # Errors
    /// When its recording, an explorer or its label sets are not there.
    pub fn begin(begun: Begun, sets: Option<&LabelSets>) -> Result<Self, StartError> {
        let Begun { case, settings, labels: used } = begun;
        let mut labels = match &used.set {
            None => KnownLabels::built_in()?,
            Some(set) => sets.filter(|sets| sets.sha256 == *set).ok_or_else(|| StartError::LabelSets(set.clone()))?.packed.labels.clone(),
        };
        for label in used.own.iter() {
            labels.add(label.clone());
        }
        let mut run = Self::labelled(case, settings, labels)?;
        if let Some(why) = &used.why_not {
            run.journey.note(format!("The label sets could not be loaded ({why}): only the few labels that are in the program count."));
        }
        run.begun.labels = used;
        Ok(run)
    }
}

/// What the page asks of the worker about labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// Which sets there are, and how many own labels.
    Sets,
    /// What fits a text.
    Search {
        /// An address, or a part of a name.
        text: String,
        /// From 0.
        page: usize,
        /// Only own labels.
        own: bool,
    },
    /// The labels of addresses.
    Of(Vec<Address>),
    /// Keep an own label.
    Put {
        /// The one whose place it takes.
        was: Option<Label>,
        /// What was typed.
        typed: Typed,
    },
    /// Remove an own label.
    Remove(Label),
    /// Read a file, and say what would be taken.
    Preview {
        /// Its name.
        file: String,
        /// Its text.
        text: String,
    },
    /// Take what was read.
    Take,
    /// Forget what was read.
    Leave,
    /// Write the own labels as a file: a TagPack, or else CSV.
    Export {
        /// As YAML.
        yaml: bool,
    },
}

/// What the worker says about labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    /// What there is.
    Sets(Known),
    /// What was found.
    Found(Hit),
    /// The labels of addresses that were asked for, each with all its labels.
    Of(Vec<(Address, Vec<Label>)>),
    /// What a file holds.
    Preview(Preview),
    /// What was done, in a sentence; the second is how many own labels there are now.
    Done(String, usize),
    /// What was not done, and why, in a sentence.
    Refused(String),
    /// A file to be saved: its name, its type, its text.
    File(String, String, String),
}

/// What labels there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The SHA-256 of the compiled sets; `None` where they could not be loaded.
    pub sha256: Option<String>,
    /// Why not.
    pub why_not: Option<String>,
    /// The sets.
    pub sets: Vec<SetFacts>,
    /// Labels of the sets.
    pub labels: usize,
    /// Own labels.
    pub own: usize,
}

/// The most rows of each kind that a preview shows.
pub const SHOWN: usize = 200;

/// What a file holds, cut to what can be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The file's name.
    pub file: String,
    /// How many labels would be taken.
    pub taken: usize,
    /// The first of them.
    pub first: Vec<Label>,
    /// Rows that say again what another one said.
    pub again: usize,
    /// How many rows are refused.
    pub refused: usize,
    /// The first of them.
    pub why: Vec<Refused>,
    /// What was mended, the first of it.
    pub notes: Vec<String>,
}
