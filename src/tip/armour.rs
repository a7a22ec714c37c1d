//! The armour: a tip as words of letters and digits that a chat window, a mail or a form cannot break.
//!
//! ```text
//! BEGIN STOLEN FUNDS TIP v2.
//! 9tIB0I8dmRT5cwP 2ixQkWK5A7p9CcI …
//! END STOLEN FUNDS TIP.
//! ```
//!
//! Between the markers stand 15-character words in base 62 (`digits`). Version 2 writes the deflated envelope with a check
//! over both (`packed`); version 1, which is still read, the envelope itself and the first 8 bytes of its SHA-256.
//!
//! Reading drops everything but ASCII letters and digits: quote marks, line breaks, invisible characters. It never repairs
//! a character; the check tells that one changed. Which of two tips in one text is meant is not guessed either. What adds
//! letters or digits (the names of HTML's escapes, line numbers) changes the tip, and is refused.

mod digits;
mod packed;
#[cfg(test)]
mod tests;

use super::statement::sha256;

/// The longest paste that is read, in bytes: the largest tip and much talk around it.
pub const MOST_PASTE: usize = 4 << 20;

const CHECK_BYTES: usize = 8;
const WORD: usize = 15;
const WORDS_A_LINE: usize = 4;

/// What is in armour. Each has markers of its own, so that one is never taken for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A tip.
    Tip,
    /// What somebody found who checked a tip.
    Attestation,
}

impl What {
    const ALL: [Self; 2] = [Self::Tip, Self::Attestation];

    const fn begin(self) -> &'static str {
        match self {
            Self::Tip => "BEGIN STOLEN FUNDS TIP v",
            Self::Attestation => "BEGIN STOLEN FUNDS ATTESTATION v",
        }
    }

    const fn end(self) -> &'static str {
        match self {
            Self::Tip => "END STOLEN FUNDS TIP",
            Self::Attestation => "END STOLEN FUNDS ATTESTATION",
        }
    }
}

/// What stands between the markers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// The envelope as it is.
    V1,
    /// The envelope deflated: what new tips are written in.
    V2,
}

impl Version {
    const ALL: [Self; 2] = [Self::V1, Self::V2];

    const fn digit(self) -> &'static str {
        match self {
            Self::V1 => "1",
            Self::V2 => "2",
        }
    }
}

/// Why no envelope could be taken out of a paste. Places count characters of the paste from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArmourError {
    /// More text than any tip has.
    #[error("the text has {bytes} bytes; at most {MOST_PASTE} are read. Paste the tip alone, from BEGIN to END")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Nothing that looks like a tip.
    #[error("there is no line \"BEGIN STOLEN FUNDS TIP v2.\" in the text; copy the tip from there on")]
    NoBegin,
    /// The tip was cut off.
    #[error("the tip begins at character {begin} but there is no line \"END STOLEN FUNDS TIP.\" after it; copy it to the end")]
    NoEnd {
        /// Where it begins.
        begin: usize,
    },
    /// Which one is meant cannot be known.
    #[error("there are {0} tips in the text; paste one")]
    Several(usize),
    /// Written by another version.
    #[error("this is a tip of version {0:?}; this page reads versions 1 and 2. Use the version of Spoor that wrote it")]
    Version(String),
    /// A letter or digit of another script: somebody or something replaced a character.
    #[error("character {position} ({found:?}, U+{:04X}) is a letter of another script; the tip was changed on the way", u32::from(*.found))]
    Character {
        /// Counted from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// Characters are missing or too many.
    #[error("the tip has {digits} characters between its markers, which no tip has: some are missing or too many")]
    Length {
        /// How many letters and digits there are.
        digits: usize,
    },
    /// A block that no bytes give.
    #[error("the characters {from} to {to} stand for no bytes: at least one of them was changed")]
    Block {
        /// First character of the block in the paste.
        from: usize,
        /// Last one.
        to: usize,
    },
    /// More than any tip has would come out.
    #[error("the tip says that it unpacks to {bytes} bytes, more than any tip has; nothing was unpacked. Copy it again from its source")]
    Bomb {
        /// What it says.
        bytes: usize,
    },
    /// What came out is not what was put in.
    #[error(
        "the tip does not unpack to the {bytes} bytes that it says: at least one character was changed on the way. Copy it again from its source"
    )]
    Unpacked {
        /// What it says, or how long it is where it is too short to say anything.
        bytes: usize,
    },
    /// All characters are possible, but they do not belong together.
    #[error("the checksum does not fit: at least one character of the tip was changed on the way. Copy it again from its source")]
    Checksum,
}

impl ArmourError {
    /// Whether the tip stands whole between its markers, but its characters are not those that were written.
    #[must_use]
    pub const fn is_change(&self) -> bool {
        matches!(self, Self::Checksum | Self::Block { .. } | Self::Bomb { .. } | Self::Unpacked { .. })
    }
}

/// Writes a tip in armour of the newest version, with a line break after each line.
#[must_use]
pub fn encode(envelope: &[u8]) -> String {
    write(What::Tip, Version::V2, envelope)
}

/// Writes a document in armour of a version.
#[must_use]
pub fn write(what: What, version: Version, envelope: &[u8]) -> String {
    let bytes = match version {
        Version::V1 => [envelope, &sha256(envelope)[..CHECK_BYTES]].concat(),
        Version::V2 => packed::pack(envelope),
    };
    let mut out = format!("{}{}.\n", what.begin(), version.digit());
    let mut column = 0;
    for (at, digit) in digits::write(&bytes).chars().enumerate() {
        if at > 0 && at % WORD == 0 {
            column += 1;
            out.push(if column % WORDS_A_LINE == 0 { '\n' } else { ' ' });
        }
        out.push(digit);
    }
    out.push('\n');
    out.push_str(what.end());
    out.push_str(".\n");
    out
}

/// Finds a tip's armoured bytes in a text.
///
/// # Errors
/// As [`read`].
pub fn decode(text: &str) -> Result<Vec<u8>, ArmourError> {
    read(What::Tip, text)
}

/// Finds the armoured bytes of a document in a text.
///
/// # Errors
/// Says which of markers, characters, length or checksum is wrong, and where.
pub fn read(what: What, text: &str) -> Result<Vec<u8>, ArmourError> {
    let (version, digits) = digits_of(what, text)?;
    let mut bytes = digits::read(&digits)?;
    if bytes.len() <= CHECK_BYTES {
        return Err(ArmourError::Length { digits: digits.len() });
    }
    match version {
        Version::V1 => {
            let check = bytes.split_off(bytes.len() - CHECK_BYTES);
            if sha256(&bytes)[..CHECK_BYTES] == check[..] { Ok(bytes) } else { Err(ArmourError::Checksum) }
        }
        Version::V2 => packed::unpack(&bytes),
    }
}

/// Whether a text holds the first marker of a document, whatever stands between its letters.
#[must_use]
pub fn is_there(what: What, text: &str) -> bool {
    text.len() <= MOST_PASTE && letters(text).contains(&letters(what.begin()))
}

/// Where a text has the first markers of this kind of document, as places of bytes in order: where one text is cut that holds
/// many. As in reading, only letters, digits and full stops count.
#[must_use]
pub fn begins(what: What, text: &str) -> Vec<usize> {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
    let plain: String = text.bytes().filter(|byte| kept(*byte)).map(char::from).collect();
    let mark = letters(what.begin());
    let mut found = plain.match_indices(&mark).map(|(at, _)| at).peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    // A marker's first character is the one before which so many others were kept.
    let places = text.bytes().enumerate().filter(|(_, byte)| kept(*byte)).enumerate();
    places.filter_map(|(nth, (place, _))| found.next_if(|at| *at == nth).map(|_| place)).collect()
}

/// Whether a text holds a marker, whatever stands between its letters: such a text must not be quoted beside a tip.
pub(super) fn imitates_marker(text: &str) -> bool {
    let plain = letters(text);
    What::ALL.into_iter().any(|what| plain.contains(&letters(what.begin())) || plain.contains(&letters(what.end())))
}

/// The version, and the digits between the markers, each with its place in the text.
fn digits_of(what: What, text: &str) -> Result<(Version, Vec<(usize, u8)>), ArmourError> {
    if text.len() > MOST_PASTE {
        return Err(ArmourError::TooLarge { bytes: text.len() });
    }
    // Wrapping and quoting can break a marker too, so markers are looked for among letters, digits and full stops.
    let kept = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let (plain, places): (String, Vec<usize>) = text.chars().zip(1..).filter(|&(c, _)| kept(c)).unzip();
    let (begin_mark, end_mark) = (letters(what.begin()), letters(what.end()));
    let begins: Vec<usize> = plain.match_indices(&begin_mark).map(|(at, _)| at).collect();
    let begin = match begins[..] {
        [] => return Err(ArmourError::NoBegin),
        [begin] => begin,
        _ => return Err(ArmourError::Several(begins.len())),
    };
    let after = begin + begin_mark.len();
    let written: String = plain[after..].chars().take_while(|&c| c != '.').take(12).collect();
    let version = Version::ALL.into_iter().find(|version| version.digit() == written).ok_or(ArmourError::Version(written))?;
    let first = after + version.digit().len() + 1;
    let end = plain[first..].find(&end_mark).map(|at| first + at).ok_or(ArmourError::NoEnd { begin: places[begin] })?;
    let from = places[first - 1];
    let to = places[end];
    let strange = |c: &char| c.is_alphanumeric() && !c.is_ascii();
    if let Some((at, found)) = text.chars().enumerate().skip(from).take(to - from).find(|(_, c)| strange(c)) {
        return Err(ArmourError::Character { position: at + 1, found });
    }
    let digits = plain[first..end].bytes().zip(&places[first..end]);
    Ok((version, digits.filter_map(|(byte, &place)| Some((place, digits::value_of(byte)?))).collect()))
}

fn letters(marker: &str) -> String {
    marker.chars().filter(char::is_ascii_alphanumeric).collect()
}
