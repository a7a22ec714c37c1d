//! The command line of the program that checks tips.

use spoor::explorer::base::{Base, ParseBaseError};
use spoor::explorer::source::Source;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The tip; standard input where there is none.
    pub(crate) file: Option<String>,
    /// The file of a case.
    pub(crate) case: Option<String>,
    /// Files of answers.
    pub(crate) answers: Vec<String>,
    /// The file of a time stamp.
    pub(crate) stamp: Option<String>,
    /// Who is asked for the header of the block that a time stamp names.
    pub(crate) headers: Vec<String>,
    /// A node that is asked about a contract wallet's signature.
    pub(crate) node: Option<Base>,
    /// Who is asked.
    pub(crate) explorers: Vec<String>,
    /// Whether histories are read.
    pub(crate) histories: bool,
    /// The key file with which the outcome is signed.
    pub(crate) attest: Option<String>,
    /// One JSON object.
    pub(crate) json: bool,
    /// The signed data.
    pub(crate) typed_data: bool,
}

/// A command line that cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    /// Nothing of that name.
    #[error(
        "there is no option {0}; there are --case FILE, --answers FILE, --stamp FILE, --headers WHO, --node URL, --explorer WHO, --histories, --attest KEYFILE, --json and \
         --typed-data"
    )]
    Unknown(String),
    /// Something has to follow.
    #[error("{0} needs something after it")]
    Bare(String),
    /// Two tips.
    #[error("give one file, or none to read standard input")]
    Several,
    /// An option that is of no use alone.
    #[error("{0} needs --explorer: without one nothing is read again")]
    NeedsExplorer(&'static str),
    /// The same.
    #[error("--headers needs --stamp: without a time stamp no block is named")]
    NeedsStamp,
    /// No address of a node.
    #[error("--node {given}: {why}")]
    Node {
        /// What was given.
        given: String,
        /// Why it is none.
        why: String,
    },
    /// Nobody of that name.
    #[error("--explorer {given}: {why}")]
    Explorer {
        /// What was given.
        given: String,
        /// Why it is nobody.
        why: String,
    },
}

impl Arguments {
    /// Reads a command line.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Self, ArgumentError> {
        let mut read = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| ArgumentError::Bare(argument.clone()));
            match argument.as_str() {
                "--case" => read.case = Some(value()?),
                "--answers" => read.answers.push(value()?),
                "--stamp" => read.stamp = Some(value()?),
                "--headers" => read.headers.push(explorer(&value()?)?.to_string()),
                "--node" => read.node = Some(node(value()?)?),
                "--explorer" => read.explorers.push(explorer(&value()?)?.to_string()),
                "--histories" => read.histories = true,
                "--attest" => read.attest = Some(value()?),
                "--json" => read.json = true,
                "--typed-data" => read.typed_data = true,
                option if option.starts_with("--") => return Err(ArgumentError::Unknown(option.to_owned())),
                _ if read.file.is_some() => return Err(ArgumentError::Several),
                _ => read.file = Some(argument),
            }
        }
        for (given, name) in [(read.histories, "--histories"), (read.attest.is_some(), "--attest")] {
            if given && read.explorers.is_empty() {
                return Err(ArgumentError::NeedsExplorer(name));
            }
        }
        if read.stamp.is_none() && !read.headers.is_empty() {
            return Err(ArgumentError::NeedsStamp);
        }
        Ok(read)
    }
}

fn node(given: String) -> Result<Base, ArgumentError> {
    given.parse().map_err(|error: ParseBaseError| ArgumentError::Node { why: error.to_string(), given })
}

/// Who is meant: a name or a host of the table, `KIND:URL`, or the URL of a Blockscout.
fn explorer(given: &str) -> Result<Source, ArgumentError> {
    let text = match given.split_once("://") {
        None => given.to_owned(),
        Some(("http" | "https", _)) => {
            let host = given.split("://").nth(1).unwrap_or_default().trim_end_matches('/');
            // A host of the table is that service, with its limits, however it is written.
            if host.parse::<Source>().is_ok() { host.to_owned() } else { format!("own:blockscout:{given}") }
        }
        Some(_) => format!("own:{}", given.trim_start_matches("own:")),
    };
    let whole: Result<Source, _> = text.parse();
    match whole {
        Ok(Source::Recorded) => Err(ArgumentError::Explorer { given: given.to_owned(), why: "a recording is no explorer".to_owned() }),
        Ok(source) => Ok(source),
        Err(error) => Err(ArgumentError::Explorer { given: given.to_owned(), why: error.to_string() }),
    }
}
