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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        let files: [(&str, &[u8]); 3] = [("feed.json", b"{}"), ("entries-00000.jsonl", b"a\nb\n"), ("cases/x.json", b"")];
        let bytes = zip(files).unwrap();
        assert_eq!(bytes, zip(files).unwrap(), "the same files give the same archive");
        let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
        let mut entries = archive.entries();
        for (name, content) in files {
            let header = entries.next_entry().unwrap().unwrap();
            assert_eq!(header.file_path().try_normalize().unwrap().as_ref(), name);
            let entry = archive.get_entry(header.wayfinder()).unwrap();
            assert_eq!(entry.data(), content);
        }
        assert!(entries.next_entry().unwrap().is_none());
    }
}
