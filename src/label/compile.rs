//! Makes one set of labels of the files in `data/labels`: a program of the build, not of the page.
//!
//! `data/labels/sets/sets.json` names the sets with source, date and licence, and for every file who reads it. What a file
//! says is mapped to our categories here and in the readers, each rule with its reason. Strict: an address that fails its
//! checksum, or is none of its chain, is refused and counted; chains Spoor does not know are left out and counted.
//!
//! An address may have several labels: one a source and kind. Two sources that say the same confirm each other, and two
//! that do not are a conflict the visitor should see; merged into one, neither could be told. What one source says twice
//! is kept once, under the name that came first, with the newer day.

mod cex;
mod etherscan;
mod lifi;
mod sanctions;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::entry::Entry;
use super::packed::SetFacts;
use super::{Category, ImportError, KnownLabels, Label, tagpack, vocabulary};
use crate::money::Account;

/// A file that makes the whole unreadable. Rows are never an error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// `sets.json`, or a JSON file of a set.
    #[error("{file} cannot be read: {why}")]
    Json {
        /// Which.
        file: String,
        /// Why.
        why: String,
    },
    /// A TagPack.
    #[error("{file}: {why}")]
    File {
        /// Which.
        file: String,
        /// Why.
        why: ImportError,
    },
    /// A file that `sets.json` names.
    #[error("data/labels/sets/sets.json names {0}, which is not there")]
    Missing(String),
}

/// What the files say, compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The sets, in the order of `sets.json`, with what was taken of each.
    pub sets: Vec<SetFacts>,
    /// All labels.
    pub labels: KnownLabels,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    sets: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    name: String,
    url: String,
    licence: String,
    as_of: String,
    #[serde(default)]
    mind: String,
    files: Vec<File>,
}

/// A file, who reads it, and what it says where its rows do not, or say it wrongly.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    reader: Reader,
    #[serde(default)]
    category: String,
    #[serde(default)]
    confidence: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    chain: String,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reader {
    /// Labels as this program writes them.
    #[default]
    Known,
    /// `data/bridges.json`.
    Bridges,
    /// A TagPack.
    Tagpack,
    /// DefiLlama's table of exchange wallets.
    Cex,
    /// A table of Etherscan's name tags.
    Etherscan,
    /// A configuration of LI.FI for one bridge.
    LifiConfig,
    /// LI.FI's own contracts on one chain.
    LifiDeployments,
    /// One address a line.
    Lines,
}

/// A row of a set.
#[expect(clippy::large_enum_variant, reason = "rows are made and taken one by one, on the host")]
enum Row {
    /// To become a label.
    Entry(Entry),
    /// A label already.
    Label(Box<Label>),
    /// Left out on purpose, and why.
    LeftOut(&'static str),
    /// Not a row of its file's form.
    Refused(String),
}

/// Compiles what `sets.json` names out of `files`: texts by their path below `data`.
///
/// # Errors
/// When a file is missing or as a whole cannot be read.
pub fn compile(manifest: &str, files: &BTreeMap<String, String>) -> Result<Compiled, CompileError> {
    let manifest: Manifest =
        serde_json::from_str(manifest).map_err(|error| CompileError::Json { file: "sets.json".to_owned(), why: error.to_string() })?;
    let mut all: BTreeMap<Key, Label> = BTreeMap::new();
    let mut sets = Vec::new();
    for source in manifest.sets {
        let Source { name, url, licence, as_of, mind, files: of } = source;
        let mut set = SetFacts { name, url, licence, as_of, mind, ..SetFacts::default() };
        for file in &of {
            let text = files.get(&file.path).ok_or_else(|| CompileError::Missing(file.path.clone()))?;
            for row in rows(file, text)? {
                set.rows += 1;
                take(&mut set, &mut all, file, row);
            }
        }
        sets.push(set);
    }
    let mut labels: Vec<Label> = all.into_values().collect();
    sanctions::date(&mut labels);
    Ok(Compiled { sets, labels: labels.into_iter().collect() })
}

/// What makes two rows the same: one source, one kind, one period.
type Key = (Account, Category, String, Option<super::Day>, Option<super::Day>);

fn take(set: &mut SetFacts, all: &mut BTreeMap<Key, Label>, file: &File, row: Row) {
    let label = match row {
        Row::LeftOut(why) => return count(&mut set.left_out, why),
        Row::Refused(why) => return count(&mut set.refused, &why),
        Row::Label(label) => *label,
        Row::Entry(entry) => match overridden(entry, file, &set.url).read(false) {
            Ok(label) => label,
            Err(why) => return sort_out(set, &why),
        },
    };
    let key = (label.account.clone(), label.category, label.source.clone(), label.from, label.to);
    match all.get_mut(&key) {
        None => {
            set.taken += 1;
            all.insert(key, label);
        }
        Some(there) => {
            set.again += 1;
            there.as_of = std::mem::take(&mut there.as_of).max(label.as_of);
            there.confidence = there.confidence.max(label.confidence);
        }
    }
}

fn overridden(mut entry: Entry, file: &File, url: &str) -> Entry {
    for (field, over) in [
        (&mut entry.confidence, &file.confidence),
        (&mut entry.name, &file.name),
        (&mut entry.source, &file.source),
        (&mut entry.as_of, &file.as_of),
    ] {
        if !over.is_empty() {
            field.clone_from(over);
        }
    }
    if !file.category.is_empty() && (entry.category.is_empty() || vocabulary::category(&entry.category).is_none()) {
        entry.category.clone_from(&file.category);
    }
    if entry.source.is_empty() {
        url.clone_into(&mut entry.source);
    }
    entry
}

fn count(counts: &mut BTreeMap<String, usize>, why: &str) {
    *counts.entry(why.to_owned()).or_default() += 1;
}

/// A refusal without the row's own particulars, so that it can be counted.
fn sort_out(set: &mut SetFacts, why: &str) {
    let (counts, what) = if why.contains("knows no chain") {
        (&mut set.left_out, "on a chain Spoor does not know")
    } else if why.contains("checksum of") {
        (&mut set.refused, "the address fails its checksum")
    } else if why.contains("nobody's address") {
        (&mut set.refused, "the zero address")
    } else if why.contains("neither a category") {
        (&mut set.refused, "neither category nor abuse is given")
    } else if why.contains("no category") {
        (&mut set.refused, "a category that says nothing here")
    } else if why.contains("the name") || why.contains("the source") {
        (&mut set.refused, "the name or source cannot be shown as it is")
    } else {
        (&mut set.refused, "not an address of its chain")
    };
    count(counts, what);
}

fn rows(file: &File, text: &str) -> Result<Vec<Row>, CompileError> {
    let json = |why: serde_json::Error| CompileError::Json { file: file.path.clone(), why: why.to_string() };
    Ok(match file.reader {
        Reader::Known => {
            serde_json::from_str::<Vec<Label>>(text).map_err(json)?.into_iter().map(|label| Row::Label(Box::new(label))).collect()
        }
        Reader::Bridges => bridges(&serde_json::from_str(text).map_err(json)?),
        Reader::Tagpack => {
            let rows = tagpack::rows(text).map_err(|why| CompileError::File { file: file.path.clone(), why })?;
            rows.into_iter().map(|(_, row)| row.map_or_else(Row::Refused, etherscan::tag)).collect()
        }
        Reader::Cex => cex::rows(text),
        Reader::Etherscan => etherscan::rows(text, &file.category),
        Reader::LifiConfig => lifi::config(&file.path, &serde_json::from_str(text).map_err(json)?),
        Reader::LifiDeployments => lifi::deployments(&file.chain, &serde_json::from_str(text).map_err(json)?),
        Reader::Lines => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(|line| Row::Entry(Entry { chain: file.chain.clone(), address: line.to_owned(), ..Entry::default() })).collect()
        }
    })
}

/// The contracts of `data/bridges.json`: whatever their role, money that is paid to them goes on elsewhere.
fn bridges(file: &serde_json::Value) -> Vec<Row> {
    let text = |contract: &serde_json::Value, name: &str| contract[name].as_str().unwrap_or_default().to_owned();
    let contracts = file["contracts"].as_array().into_iter().flatten();
    contracts
        .flat_map(|contract| {
            let source = text(contract, "source");
            // The source ends in its day, where it has one: "… (2026-08-21)".
            let as_of = source.rfind("(20").and_then(|at| source.get(at + 1..at + 11)).unwrap_or_default().to_owned();
            let chains = contract["chains"].as_array().into_iter().flatten().filter_map(|chain| chain.as_str());
            let row = |chain: &str| {
                let known = chain.parse().is_ok_and(|chain: crate::money::Chain| chain.name() != chain.to_string());
                if !known {
                    return Row::LeftOut("on a chain Spoor does not know");
                }
                Row::Entry(Entry {
                    chain: chain.to_owned(),
                    address: text(contract, "address"),
                    name: text(contract, "name"),
                    category: "bridge".to_owned(),
                    confidence: "service_data".to_owned(),
                    source: source.clone(),
                    as_of: as_of.clone(),
                    ..Entry::default()
                })
            };
            chains.map(row).collect::<Vec<_>>()
        })
        .collect()
}
