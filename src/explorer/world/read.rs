//! Reads the files of a world, strictly: one line that is not as the format says, and there is no world.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde::Deserialize;

use super::{Row, World};
use crate::case::{Case, Citation, Origin, Paid, Party};
use crate::label::{Category, Confidence, KnownLabels, Label};
use crate::money::{Account, Address, Amount, Asset, Chain, TransferKind, UnixSeconds};

const TRANSFERS: &str = "transfers.csv";
const TRANSFERS_HEADER: [&str; 9] = ["block", "time", "tx", "index", "kind", "from", "to", "asset", "amount"];
const LABELS: &str = "labels.csv";
const LABELS_HEADER: [&str; 4] = ["address", "name", "category", "source"];

/// Files that are not a world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// The case cannot be used.
    #[error("case.json: {0}")]
    Case(String),
    /// A line is not as the format says.
    #[error("{file}, line {line}: {why}")]
    Line {
        /// Which file.
        file: &'static str,
        /// Counted from 1, the header included.
        line: usize,
        /// What is wrong, with what was found.
        why: String,
    },
}

/// `case.json`. What a tracer does not need is passed over.
#[derive(Deserialize)]
struct CaseFile {
    id: String,
    name: String,
    chain: Chain,
    decimals: u8,
    unit: String,
    seeds: Vec<SeedFile>,
    stolen: Amount,
    source: String,
    licence: String,
}

#[derive(Deserialize)]
struct SeedFile {
    address: Address,
    from_block: u64,
}

impl World {
    /// Reads a world from the text of its files.
    ///
    /// # Errors
    /// When a file is not as `data/worlds/README.md` describes it; the error names the file, the line and what is wrong.
    pub fn from_files(case_json: &str, labels_csv: &str, transfers_csv: &str) -> Result<Self, WorldError> {
        let file: CaseFile = serde_json::from_str(case_json).map_err(|error| WorldError::Case(error.to_string()))?;
        check(&file)?;
        let rows = transfers(transfers_csv)?;
        let labels = labels(labels_csv, file.chain)?;
        let mut by_address: BTreeMap<Address, Vec<usize>> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            for address in BTreeSet::from([&row.from, &row.to]) {
                by_address.entry(address.clone()).or_default().push(place);
            }
        }
        let id = file.id.clone();
        Ok(Self { id, case: case(file, &rows)?, labels, rows, by_address })
    }
}

fn check(file: &CaseFile) -> Result<(), WorldError> {
    let wrong = |why: String| Err(WorldError::Case(why));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if file.id.is_empty() || !file.id.chars().all(plain) {
        return wrong(format!("the id {:?} must be of a-z, 0-9, dash, underscore and full stop: it stands in addresses of pages", file.id));
    }
    // The asset list knows the decimals of this chain's coin; amounts of another could not be written in coins.
    if (file.chain, file.decimals) != (Chain::ETHEREUM, 18) {
        return wrong(format!("a world is of eip155:1 with 18 decimals; this one is of {} with {}", file.chain, file.decimals));
    }
    if file.seeds.is_empty() {
        return wrong("there are no seeds: there is nothing to follow".to_owned());
    }
    match file.seeds.iter().find(|seed| !seed.address.is_of(file.chain)) {
        Some(seed) => wrong(format!("the seed {} is not of {}", seed.address, file.chain)),
        None => Ok(()),
    }
}

fn case(file: CaseFile, rows: &[Row]) -> Result<Case, WorldError> {
    let source = format!("{} ({})", file.source, file.licence);
    let party = |seed: &SeedFile| -> Result<Party, WorldError> {
        let account = Account::new(file.chain, seed.address.clone()).map_err(|error| WorldError::Case(error.to_string()))?;
        Ok(Party { account, role: format!("paid the stolen money on from block {} on", seed.from_block), source: file.source.clone() })
    };
    let left = |row: &&Row| file.seeds.iter().any(|seed| seed.address == row.from && seed.from_block <= row.block);
    let at = UnixSeconds::new(rows.iter().find(left).map_or(0, |row| row.time));
    let origin = |seed: SeedFile| Origin { at: seed.address, chain: None, from_block: Some(seed.from_block), from_at: None };
    Ok(Case {
        parties: file.seeds.iter().map(party).collect::<Result<_, _>>()?,
        loss: format!("{} ({})", file.stolen.to_coins(file.decimals), file.unit),
        origins_paid: vec![Paid { asset: Asset::native(file.chain), amount: file.stolen }],
        origins: file.seeds.into_iter().map(origin).collect(),
        sources: vec![Citation { title: source, at: "the world's case.json".to_owned(), read: String::new() }],
        ..Case::bare(file.id, file.name, at, file.chain)
    })
}

fn labels(text: &str, chain: Chain) -> Result<KnownLabels, WorldError> {
    let mut known = KnownLabels::default();
    for line in Lines::of(LABELS, text, &LABELS_HEADER)? {
        let line = line?;
        let address: Address = line.parse(0)?;
        let account = Account::new(chain, address).map_err(|error| line.wrong(error.to_string()))?;
        let category = match line.fields[2].as_str() {
            "exchange" => Category::Exchange,
            "bridge" => Category::Bridge,
            "mixer" => Category::Mixer,
            "service" | "defi" => Category::Service,
            other => return Err(line.wrong(format!("the category {other:?} is none of exchange, bridge, mixer, defi, service"))),
        };
        let (name, source) = (line.fields[1].clone(), line.fields[3].clone());
        known.add(Label {
            account,
            name,
            category,
            source,
            confidence: Confidence::ForensicInvestigation,
            as_of: String::new(),
            from: None,
            to: None,
            own: false,
        });
    }
    Ok(known)
}

fn transfers(text: &str) -> Result<Vec<Row>, WorldError> {
    let mut rows: Vec<Row> = Vec::new();
    let mut blocks = BTreeMap::new();
    for line in Lines::of(TRANSFERS, text, &TRANSFERS_HEADER)? {
        let line = line?;
        let kind = match line.fields[4].as_str() {
            "native" => TransferKind::Native,
            "internal" => TransferKind::Internal,
            "token" => TransferKind::Token,
            other => return Err(line.wrong(format!("the kind {other:?} is none of native, internal, token"))),
        };
        let asset = if line.fields[7] == "native" { None } else { Some(line.parse(7)?) };
        if asset.is_some() != (kind == TransferKind::Token) {
            return Err(line.wrong(format!("the asset {:?} does not go with the kind {:?}", line.fields[7], line.fields[4])));
        }
        let (block, time, tx, index) = (line.number(0)?, line.number(1)?, line.parse(2)?, line.number(3)?);
        let row = Row { block, time, tx, index, kind, from: line.parse(5)?, to: line.parse(6)?, asset, amount: line.parse(8)? };
        if rows.last().is_some_and(|last| last.key() >= row.key()) {
            return Err(line.wrong("it does not stand behind the line before it by block, tx and index".to_owned()));
        }
        // A transaction is in one block, so transaction and index name a row.
        if let Some(other) = blocks.insert(tx, block).filter(|other| *other != block) {
            return Err(line.wrong(format!("the transaction {tx} stands in the blocks {other} and {block}")));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The lines of a CSV file behind its header.
struct Lines<'a> {
    file: &'static str,
    header: &'static [&'static str],
    lines: std::iter::Enumerate<std::str::Split<'a, char>>,
}

struct Line {
    file: &'static str,
    /// Counted from 1.
    number: usize,
    header: &'static [&'static str],
    fields: Vec<String>,
}

impl<'a> Lines<'a> {
    fn of(file: &'static str, text: &'a str, header: &'static [&'static str]) -> Result<Self, WorldError> {
        let mut lines = Self { file, header, lines: text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() };
        match lines.next().transpose()? {
            Some(first) if first.fields == header => Ok(lines),
            first => {
                let found = first.map_or_else(String::new, |line| line.fields.join(","));
                Err(WorldError::Line { file, line: 1, why: format!("the header must be {:?}, not {found:?}", header.join(",")) })
            }
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Line, WorldError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (at, text) = self.lines.next()?;
        let (file, number, header) = (self.file, at + 1, self.header);
        let line = match fields(text) {
            Ok(fields) => Line { file, number, header, fields },
            Err(why) => return Some(Err(WorldError::Line { file, line: number, why: why.to_owned() })),
        };
        // The header itself is compared as a whole.
        if line.fields.len() != header.len() && number > 1 {
            return Some(Err(line.wrong(format!("it has {} fields, not {}", line.fields.len(), header.len()))));
        }
        Some(Ok(line))
    }
}

impl Line {
    fn wrong(&self, why: String) -> WorldError {
        WorldError::Line { file: self.file, line: self.number, why }
    }

    /// A number in plain digits: Rust itself would also read a plus sign.
    fn number<T>(&self, at: usize) -> Result<T, WorldError>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        if self.fields[at].bytes().all(|byte| byte.is_ascii_digit()) {
            return self.parse(at);
        }
        let short: String = self.fields[at].chars().take(90).collect();
        Err(self.wrong(format!("the {} {short:?} is not of digits alone", self.header[at])))
    }

    fn parse<T>(&self, at: usize) -> Result<T, WorldError>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let (name, text) = (self.header[at], self.fields[at].as_str());
        let short: String = text.chars().take(90).collect();
        text.parse().map_err(|error| self.wrong(format!("the {name} {short:?} cannot be read: {error}")))
    }
}

/// The fields of a line, as RFC 4180 has them; a field does not go over the end of its line here.
fn fields(line: &str) -> Result<Vec<String>, &'static str> {
    if line.contains('\r') {
        return Err("it ends in CR LF; the files have LF alone");
    }
    if !line.contains('"') {
        return Ok(line.split(',').map(str::to_owned).collect());
    }
    let (mut fields, mut rest) = (Vec::new(), line);
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut field = String::new();
            let mut chars = quoted.char_indices().peekable();
            let end = loop {
                match chars.next() {
                    Some((_, '"')) if chars.next_if(|(_, c)| *c == '"').is_some() => field.push('"'),
                    Some((at, '"')) => break at + 1,
                    Some((_, c)) => field.push(c),
                    None => return Err("a quoted field does not end"),
                }
            };
            fields.push(field);
            rest = &quoted[end..];
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            if rest[..end].contains('"') {
                return Err("there is a quotation mark inside a field without quotation marks around it");
            }
            fields.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        match rest.strip_prefix(',') {
            Some(next) => rest = next,
            None if rest.is_empty() => return Ok(fields),
            None => return Err("something follows a quoted field"),
        }
    }
}
