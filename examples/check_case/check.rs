//! What the program does, without the process around it: the tests drive the same.

use std::fmt::Write as _;

use serde_json::{Value, json};
use spoor::case::{Case, Fault, strict};
use spoor::tip::SavedKey;
use spoor::tip::case_file::{SignedCase, UnsignedCase};

/// What a new case begins with: every field that one needs, to be filled in.
const TEMPLATE: &str = include_str!("template.json");

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The file.
    pub(crate) file: Option<String>,
    /// The key file with which it is signed.
    pub(crate) sign: Option<String>,
    /// One JSON object instead of lines.
    pub(crate) json: bool,
    /// What a wallet signs.
    pub(crate) typed_data: bool,
    /// A template.
    pub(crate) new: bool,
}

/// Why nothing was checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command line cannot be followed.
    #[error("{0}; use: check_case FILE [--json], check_case --new [ID], check_case FILE --sign KEYFILE, check_case FILE --typed-data")]
    Arguments(String),
    /// A file cannot be read.
    #[error("{0} cannot be read: {1}")]
    File(String, std::io::Error),
    /// There is no passphrase.
    #[error("put the passphrase of the key file into the variable SPOOR_PASSPHRASE")]
    NoPassphrase,
    /// The key file does not open.
    #[error("{0}: {1}")]
    Key(String, spoor::tip::KeyError),
}

impl Arguments {
    /// Reads a command line.
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut read = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--json" => read.json = true,
                "--typed-data" => read.typed_data = true,
                "--new" => read.new = true,
                "--sign" => {
                    read.sign = Some(arguments.next().ok_or_else(|| Failure::Arguments("--sign needs a key file after it".to_owned()))?);
                }
                option if option.starts_with("--") => return Err(Failure::Arguments(format!("there is no option {option}"))),
                _ if read.file.is_some() => return Err(Failure::Arguments("give one file".to_owned())),
                _ => read.file = Some(argument),
            }
        }
        if read.file.is_none() && !read.new {
            return Err(Failure::Arguments("give a file".to_owned()));
        }
        Ok(read)
    }
}

fn file(name: &str) -> Result<String, Failure> {
    std::fs::read_to_string(name).map_err(|error| Failure::File(name.to_owned(), error))
}

/// Does what was asked for: the exit code, and what is printed.
pub(crate) fn run(arguments: &Arguments, passphrase: Option<String>) -> Result<(u8, String), Failure> {
    if arguments.new {
        let id = arguments.file.as_deref().unwrap_or("somebody-2026-01-31");
        return Ok((0, TEMPLATE.replace("somebody-2026-01-31", id)));
    }
    let name = arguments.file.as_deref().unwrap_or_default();
    let text = file(name)?;
    let found = Found::of(&text);
    if arguments.typed_data || arguments.sign.is_some() {
        let unsigned = match (&found.case, unsigned(&text)) {
            (Some(_), Ok(unsigned)) => unsigned,
            (_, Err(why)) => return Ok((1, format!("Not signed: {why}.\n"))),
            (None, _) => return Ok((1, found.lines())),
        };
        let Some(key_file) = &arguments.sign else { return Ok((0, unsigned.typed_data() + "\n")) };
        let passphrase = passphrase.ok_or(Failure::NoPassphrase)?;
        let key = SavedKey::open(&file(key_file)?, &passphrase).map_err(|error| Failure::Key(key_file.clone(), error))?;
        return Ok(match unsigned.sign(&key) {
            Ok(signed) => (0, signed.to_json()),
            Err(error) => (1, format!("Not signed: {error}.\n")),
        });
    }
    let code = u8::from(!found.faults.is_empty());
    Ok((code, if arguments.json { found.json() } else { found.lines() }))
}

/// The case in a file, signed before or not: a new edition is signed anew.
fn unsigned(text: &str) -> Result<UnsignedCase, String> {
    let value = strict(text).map_err(|error| error.to_string())?;
    let inner = value.get("case").map_or_else(|| text.to_owned(), Value::to_string);
    UnsignedCase::read(&inner).map_err(|error| error.to_string())
}

/// What was found.
struct Found {
    case: Option<Case>,
    publisher: Option<String>,
    faults: Vec<Fault>,
    advice: Vec<Fault>,
}

impl Found {
    fn of(text: &str) -> Self {
        let refused = |place: &str, why: String| Self {
            case: None,
            publisher: None,
            faults: vec![Fault { place: place.to_owned(), why }],
            advice: Vec::new(),
        };
        let value = match strict(text.trim_start_matches('\u{feff}')) {
            Ok(value) => value,
            Err(error) => return refused("file", error.to_string()),
        };
        let is_signed = value.get("case").is_some();
        let inner = value.get("case").unwrap_or(&value);
        let mut faults = Case::misread(inner);
        let case = serde_json::from_value::<Case>(inner.clone()).ok();
        let advice = case.as_ref().map(Case::advice).unwrap_or_default();
        if let Some(case) = &case {
            faults.extend(case.faults());
            for (at, seed) in case.seeds.iter().enumerate().filter(|(_, seed)| seed.asset.known().is_none()) {
                let why = format!("{} is not on the list of assets (docs/assets.md), so its decimals are not known", seed.asset);
                faults.push(Fault { place: format!("seeds[{at}].asset"), why });
            }
        }
        let publisher = match is_signed.then(|| SignedCase::read(text)) {
            Some(Ok(signed)) => Some(signed.publisher().to_string()),
            Some(Err(error)) if faults.is_empty() => {
                faults.push(Fault { place: "file".to_owned(), why: error.to_string() });
                None
            }
            _ => None,
        };
        if !is_signed && faults.is_empty() {
            // What only a file that is published has to have.
            if let Err(error) = UnsignedCase::read(text) {
                faults.push(Fault { place: "file".to_owned(), why: error.to_string() });
            }
        }
        Self { case, publisher, faults, advice }
    }

    fn lines(&self) -> String {
        let mut text = String::new();
        for fault in &self.faults {
            writeln!(text, "wrong    {fault}").unwrap_or_default();
        }
        for advice in &self.advice {
            writeln!(text, "missing  {advice}").unwrap_or_default();
        }
        let end = match (&self.case, self.faults.len(), &self.publisher) {
            (Some(case), 0, Some(publisher)) => {
                format!("{} (edition {}) can be opened. Signed by {publisher}.", case.name, case.edition())
            }
            (Some(case), 0, None) => format!("{} (edition {}) can be signed: --sign KEYFILE.", case.name, case.edition()),
            (_, 1, _) => "Refused: one thing is wrong.".to_owned(),
            (_, count, _) => format!("Refused: {count} things are wrong."),
        };
        text + &end + "\n"
    }

    fn json(&self) -> String {
        let list = |faults: &[Fault]| faults.iter().map(|fault| json!({"place": fault.place, "why": fault.why})).collect::<Vec<_>>();
        let case = self.case.as_ref();
        json!({
            "usable": self.faults.is_empty(), "id": case.map(|case| &case.id), "edition": case.map(Case::edition),
            "traceable": case.map(Case::is_traceable), "starts": case.map(Case::starts), "publisher": self.publisher,
            "wrong": list(&self.faults), "missing": list(&self.advice),
        })
        .to_string()
            + "\n"
    }
}
