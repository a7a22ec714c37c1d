//! Reads the folder of a world from disk.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use spoor::explorer::world::{World, WorldError};

/// A folder that is not a world.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderError {
    /// There is no such folder.
    #[error("there is no folder {0}; give one with case.json, labels.csv and transfers.csv (or transfers.csv.gz)")]
    NoFolder(PathBuf),
    /// A file is missing.
    #[error("{folder} has no {name} and no {name}.gz; a world has case.json, labels.csv and transfers.csv")]
    NoFile {
        /// The folder.
        folder: PathBuf,
        /// The file.
        name: &'static str,
    },
    /// A file cannot be read.
    #[error("{file} cannot be read: {why}")]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The files are not those of a world.
    #[error("{folder}: {why}")]
    NotAWorld {
        /// The folder.
        folder: PathBuf,
        /// Which file and line, and what is wrong.
        why: WorldError,
    },
}

/// Reads a world. The truth is not among the files read.
///
/// # Errors
/// When a file is missing or is not as the format says.
pub(crate) fn world(folder: &Path) -> Result<World, FolderError> {
    if !folder.is_dir() {
        return Err(FolderError::NoFolder(folder.to_path_buf()));
    }
    let [case, labels, transfers] = ["case.json", "labels.csv", "transfers.csv"].map(|name| text(folder, name));
    World::from_files(&case?, &labels?, &transfers?).map_err(|why| FolderError::NotAWorld { folder: folder.to_path_buf(), why })
}

/// Reads a file of the folder, or the same with `.gz` behind its name.
///
/// # Errors
/// When neither is there, or it cannot be read as UTF-8.
pub(crate) fn text(folder: &Path, name: &'static str) -> Result<String, FolderError> {
    let plain = folder.join(name);
    if plain.is_file() {
        return std::fs::read_to_string(&plain).map_err(|why| FolderError::Unreadable { file: plain, why });
    }
    let packed = folder.join(format!("{name}.gz"));
    if !packed.is_file() {
        return Err(FolderError::NoFile { folder: folder.to_path_buf(), name });
    }
    let mut text = String::new();
    let read = std::fs::File::open(&packed).and_then(|file| GzDecoder::new(file).read_to_string(&mut text));
    read.map(|_| text).map_err(|why| FolderError::Unreadable { file: packed, why })
}
