//! Files in one archive, for browsers that save one file at a time: ZIP as in PKWARE's
//! [APPNOTE 6.3.10](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), sections 4.3.7, 4.3.12 and 4.3.16.
//!
//! Nothing is compressed: what is published is text that servers compress. No time is written, so an archive of the same files
//! is the same, byte for byte, on every machine. (The crates that write archives do so by `std::io`, which the core leaves out.)

/// Version 2.0 of the format, names in UTF-8, stored, 1 January 1980 at midnight: the first that can be written.
const COMMON: [u8; 10] = [20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];

/// An archive that could not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} has no room in the archive; save the files one by one instead")]
pub struct ZipError {
    /// The file.
    pub name: String,
}

/// Writes files, in their order, with paths as they are.
///
/// # Errors
/// When a name is longer than 65,535 bytes, there are more files than that, or all of it is larger than 4 GiB.
pub fn zip<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, ZipError> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, content) in files {
        let full = || ZipError { name: name.to_owned() };
        let (offset, size) = (small(out.len()).ok_or_else(full)?, small(content.len()).ok_or_else(full)?);
        let length = u16::try_from(name.len()).map_err(|_| full())?;
        count = count.checked_add(1).ok_or_else(full)?;
        // Both headers have these in common: checksum, size twice, length of the name, of what else there is.
        let mut facts = COMMON.to_vec();
        for number in [checksum(content), size, size] {
            facts.extend(number.to_le_bytes());
        }
        facts.extend(length.to_le_bytes());
        facts.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&facts);
        out.extend(name.as_bytes());
        out.extend(content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let full = || ZipError { name: "the list of files".to_owned() };
    let (offset, size) = (small(out.len()).ok_or_else(full)?, small(directory.len()).ok_or_else(full)?);
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(offset.to_le_bytes());
    out.extend([0, 0]);
    Ok(out)
}

/// A length that the format can write without its extension for large archives.
fn small(length: usize) -> Option<u32> {
    u32::try_from(length).ok().filter(|length| *length < u32::MAX)
}

/// CRC-32 as in section 4.4.7.
fn checksum(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let of =
        |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ POLYNOMIAL } else { sum >> 1 });
    !bytes.iter().fold(u32::MAX, of)
}
