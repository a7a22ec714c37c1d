//! Files in one archive, for browsers that save one file at a time.
//!
//! Nothing is compressed: what is published is text that servers compress, and an archive of the same files is the same, byte
//! for byte, on every machine.

use std::io::Write as _;

use rawzip::{CompressionMethod, ZipArchiveWriter};

/// An archive that could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} could not be put into the archive ({why}); save the files one by one instead")]
pub struct ZipError {
    /// The file.
    pub name: String,
    /// What the writer says.
    pub why: String,
}

/// Writes files, in their order, with paths as they are.
///
/// # Errors
/// When a name is longer than an archive has room for, or all of it is larger than 4 GiB on a machine of 32 bits.
pub fn zip<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, ZipError> {
    let mut archive = ZipArchiveWriter::new(Vec::new());
    for (name, content) in files {
        let fail = |why: String| ZipError { name: name.to_owned(), why };
        let (mut entry, config) =
            archive.new_file(name).compression_method(CompressionMethod::STORE).start().map_err(|error| fail(error.to_string()))?;
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content).map_err(|error| fail(error.to_string()))?;
        let (_, descriptor) = writer.finish().map_err(|error| fail(error.to_string()))?;
        entry.finish(descriptor).map_err(|error| fail(error.to_string()))?;
    }
    archive.finish().map_err(|error| ZipError { name: "the list of files".to_owned(), why: error.to_string() })
}
