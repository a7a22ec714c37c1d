//! Labels as CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)): a heading, a row a label. The heading's names decide, in
//! any order; what is not known is left aside.

use super::entry::Entry;
use super::import::Import;
use super::{ImportError, Label, vocabulary};

const HEADING: [&str; 9] = ["chain", "address", "name", "category", "confidence", "source", "as_of", "from", "to"];

/// Other names for the same, as other tools' files have them.
const ALSO: &[(&str, &str)] = &[
    ("currency", "chain"),
    ("network", "chain"),
    ("label", "name"),
    ("name tag", "name"),
    ("nametag", "name"),
    ("entity", "name"),
    ("type", "category"),
    ("lastmod", "as_of"),
    ("date", "as_of"),
    ("until", "to"),
];

/// Reads a file with a heading.
///
/// # Errors
/// When the heading names no address.
pub(super) fn read(text: &str, own: bool) -> Result<Import, ImportError> {
    // The lines of Windows would put the count of lines one behind.
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading = reader.headers().map_err(|error| ImportError::NoCsv(error.to_string()))?.clone();
    let columns: Vec<String> = heading
        .iter()
        .map(|name| {
            let name = name.trim_start_matches('\u{FEFF}').to_ascii_lowercase();
            ALSO.iter().find(|(also, _)| *also == name).map_or(name.clone(), |(_, ours)| (*ours).to_owned())
        })
        .collect();
    let twice = columns.iter().any(|name| HEADING.contains(&name.as_str()) && columns.iter().filter(|other| *other == name).count() > 1);
    if !columns.iter().any(|name| name == "address") || twice {
        let shown: Vec<String> = heading.iter().take(12).map(super::entry::cut).collect();
        return Err(ImportError::NoCsv(format!("its first line should name the columns, address once; it is {:?}", shown.join(","))));
    }
    let mut import = Import::default();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or_else(|| "the file".to_owned(), |position| format!("line {}", position.line()));
                import.refuse(at, "it is no text in UTF-8".to_owned());
                continue;
            }
        };
        let at = record.position().map_or_else(|| "the file".to_owned(), |position| format!("line {}", position.line()));
        if record.len() > columns.len() {
            import.refuse(at, format!("it has {} fields, the first line has {}", record.len(), columns.len()));
            continue;
        }
        let get = |name: &str| columns.iter().position(|column| column == name).and_then(|n| record.get(n)).unwrap_or_default().to_owned();
        let entry = Entry {
            chain: get("chain"),
            address: get("address"),
            name: get("name"),
            category: get("category"),
            abuse: get("abuse"),
            confidence: get("confidence"),
            source: get("source"),
            as_of: get("as_of"),
            from: get("from"),
            to: get("to"),
        };
        import.take(&entry, own, at);
    }
    Ok(import)
}

/// Writes labels with their heading.
#[must_use]
pub fn to_csv<'a>(labels: impl IntoIterator<Item = &'a Label>) -> String {
    let mut text = HEADING.join(",");
    text.push('\n');
    for label in labels {
        let day = |day: Option<super::Day>| day.map_or_else(String::new, |day| day.to_string());
        let fields = [
            label.account.chain().to_string(),
            label.account.address().to_string(),
            label.name.clone(),
            vocabulary::category_word(label.category).to_owned(),
            vocabulary::confidence_word(label.confidence).to_owned(),
            label.source.clone(),
            label.as_of.clone(),
            day(label.from),
            day(label.to),
        ];
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    text
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r', '\'', '#']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}
