//! The command line of the program that checks feeds.

use std::path::PathBuf;

use spoor::money::Address;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The published folder.
    pub(crate) folder: PathBuf,
    /// The file of what was seen before.
    pub(crate) seen: Option<PathBuf>,
    /// Who has to have opened the feed.
    pub(crate) publisher: Option<Address>,
    /// The board of one case.
    pub(crate) case: Option<String>,
    /// Whether examples count.
    pub(crate) examples: bool,
    /// One JSON object.
    pub(crate) json: bool,
    /// How long it took.
    pub(crate) time: bool,
}

/// A command line that cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    /// Nothing of that name.
    #[error("there is no option {0}; there are --seen FILE, --publisher ADDRESS, --case ID, --examples, --json and --time")]
    Unknown(String),
    /// Something has to follow.
    #[error("{0} needs something after it")]
    Bare(String),
    /// None or two.
    #[error("give one folder, the one that holds feed.json")]
    OneFolder,
    /// No key.
    #[error("--publisher {given}: {why}")]
    Publisher {
        /// What was given.
        given: String,
        /// Why it is none.
        why: String,
    },
}

impl Arguments {
    /// Reads a command line.
    pub(crate) fn read(mut given: impl Iterator<Item = String>) -> Result<Self, ArgumentError> {
        let mut found = Self::default();
        let mut folders = Vec::new();
        while let Some(argument) = given.next() {
            let mut next = || given.next().ok_or_else(|| ArgumentError::Bare(argument.clone()));
            match argument.as_str() {
                "--seen" => found.seen = Some(next()?.into()),
                "--case" => found.case = Some(next()?),
                "--publisher" => {
                    let given = next()?;
                    found.publisher = Some(given.parse().map_err(|error| ArgumentError::Publisher { given, why: format!("{error}") })?);
                }
                "--examples" => found.examples = true,
                "--json" => found.json = true,
                "--time" => found.time = true,
                other if other.starts_with("--") => return Err(ArgumentError::Unknown(argument)),
                _ => folders.push(argument),
            }
        }
        let [folder] = &folders[..] else { return Err(ArgumentError::OneFolder) };
        Ok(Self { folder: folder.into(), ..found })
    }
}
