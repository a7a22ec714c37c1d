//! The armour: a tip as words of letters and digits that a chat window, a mail or a form cannot break.
//!
//! ```text
//! BEGIN STOLEN FUNDS TIP v1.
//! 9tIB0I8dmRT5cwP 2ixQkWK5A7p9CcI …
//! END STOLEN FUNDS TIP.
//! ```
//!
//! Between the markers stand 15-character words in base 62: the envelope's bytes, then the first 8 bytes of their
//! SHA-256. Blocks of 32 bytes become 43 characters, a shorter last block the fewest that hold it, as in
//! [Saltpack's armouring](https://saltpack.org/armoring). Reading drops everything but ASCII letters and digits: quote
//! marks, line breaks, invisible characters. It never repairs a character; the checksum tells that one changed.

use alloy_primitives::U256;

use super::statement::sha256;

/// The longest paste that is read, in bytes: the largest tip and much talk around it.
pub const MOST_PASTE: usize = 4 << 20;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BLOCK_BYTES: usize = 32;
const BLOCK_DIGITS: usize = 43;
const CHECK_BYTES: usize = 8;
const WORD: usize = 15;
const WORDS_A_LINE: usize = 4;
const BEGIN: &str = "BEGIN STOLEN FUNDS TIP v";
const END: &str = "END STOLEN FUNDS TIP";
const VERSION: &str = "1";

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
    #[error("there is no line \"BEGIN STOLEN FUNDS TIP v1.\" in the text; copy the tip from there on")]
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
    #[error("this is a tip of version {0:?}; this page reads version 1. Use the version of Spoor that wrote it")]
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
    /// All characters are possible, but they do not belong together.
    #[error("the checksum does not fit: at least one character of the tip was changed on the way. Copy it again from its source")]
    Checksum,
}

/// Writes bytes in armour, with a line break after each line.
#[must_use]
pub fn encode(envelope: &[u8]) -> String {
    let mut all = envelope.to_vec();
    all.extend_from_slice(&sha256(envelope)[..CHECK_BYTES]);
    let mut digits = String::with_capacity(all.len() * 3 / 2);
    for block in all.chunks(BLOCK_BYTES) {
        let mut value = U256::from_be_slice(block);
        let mut written = vec![b'0'; digits_for(block.len())];
        for digit in written.iter_mut().rev() {
            let (rest, least) = value.div_rem(U256::from(62));
            *digit = DIGITS[least.to::<usize>()];
            value = rest;
        }
        digits.extend(written.iter().map(|&byte| char::from(byte)));
    }
    let mut out = format!("{BEGIN}{VERSION}.\n");
    let mut column = 0;
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % WORD == 0 {
            column += 1;
            out.push(if column % WORDS_A_LINE == 0 { '\n' } else { ' ' });
        }
        out.push(digit);
    }
    out.push('\n');
    out.push_str(END);
    out.push_str(".\n");
    out
}

/// Finds the armoured bytes in a text.
///
/// # Errors
/// Says which of markers, characters, length or checksum is wrong, and where.
pub fn decode(text: &str) -> Result<Vec<u8>, ArmourError> {
    let digits = digits_of(text)?;
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for block in digits.chunks(BLOCK_DIGITS) {
        let length = bytes_for(block.len()).ok_or(ArmourError::Length { digits: digits.len() })?;
        let (from, to) = (block[0].0, block[block.len() - 1].0);
        let whole = bytes_of(block).ok_or(ArmourError::Block { from, to })?;
        let (unused, used) = whole.split_at(BLOCK_BYTES - length);
        if unused.iter().any(|&byte| byte != 0) {
            return Err(ArmourError::Block { from, to });
        }
        bytes.extend_from_slice(used);
    }
    let Some(length) = bytes.len().checked_sub(CHECK_BYTES).filter(|&length| length > 0) else {
        return Err(ArmourError::Length { digits: digits.len() });
    };
    let check = bytes.split_off(length);
    if sha256(&bytes)[..CHECK_BYTES] == check[..] { Ok(bytes) } else { Err(ArmourError::Checksum) }
}

/// Whether a text holds the marker, whatever stands between its letters: such a text must not be quoted beside a tip.
pub(super) fn imitates_marker(text: &str) -> bool {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    plain.contains(&letters(BEGIN)) || plain.contains(&letters(END))
}

/// The digits between the markers, each with its place in the text.
fn digits_of(text: &str) -> Result<Vec<(usize, u8)>, ArmourError> {
    if text.len() > MOST_PASTE {
        return Err(ArmourError::TooLarge { bytes: text.len() });
    }
    // Wrapping and quoting can break a marker too, so markers are looked for among letters, digits and full stops.
    let kept = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let (plain, places): (String, Vec<usize>) = text.chars().zip(1..).filter(|&(c, _)| kept(c)).unzip();
    let (begin_mark, end_mark) = (letters(BEGIN), letters(END));
    let begins: Vec<usize> = plain.match_indices(&begin_mark).map(|(at, _)| at).collect();
    let begin = match begins[..] {
        [] => return Err(ArmourError::NoBegin),
        [begin] => begin,
        _ => return Err(ArmourError::Several(begins.len())),
    };
    let after = begin + begin_mark.len();
    let version: String = plain[after..].chars().take_while(|&c| c != '.').take(12).collect();
    if version != VERSION {
        return Err(ArmourError::Version(version));
    }
    let first = after + VERSION.len() + 1;
    let end = plain[first..].find(&end_mark).map(|at| first + at).ok_or(ArmourError::NoEnd { begin: places[begin] })?;
    let from = places[first - 1];
    let to = places[end];
    let strange = |c: &char| c.is_alphanumeric() && !c.is_ascii();
    if let Some((at, found)) = text.chars().enumerate().skip(from).take(to - from).find(|(_, c)| strange(c)) {
        return Err(ArmourError::Character { position: at + 1, found });
    }
    Ok(plain[first..end].bytes().zip(&places[first..end]).filter_map(|(byte, &place)| Some((place, value_of(byte)?))).collect())
}

/// The number that the digits of a block write, in 32 bytes; `None` where it has more.
fn bytes_of(block: &[(usize, u8)]) -> Option<[u8; BLOCK_BYTES]> {
    // Ten digits at a time fit 64 bits, so a block takes 5 long multiplications instead of 43.
    let mut limbs = [0u64; BLOCK_BYTES / 8];
    for group in block.chunks(10) {
        let (mut add, mut times) = (0u64, 1u64);
        for (_, digit) in group {
            add = add * 62 + u64::from(*digit);
            times *= 62;
        }
        for limb in limbs.iter_mut().rev() {
            let wide = u128::from(*limb) * u128::from(times) + u128::from(add);
            *limb = wide as u64; // The low half; the high half is carried.
            add = (wide >> 64) as u64;
        }
        if add != 0 {
            return None;
        }
    }
    let mut bytes = [0; BLOCK_BYTES];
    for (place, limb) in bytes.chunks_exact_mut(8).zip(limbs) {
        place.copy_from_slice(&limb.to_be_bytes());
    }
    Some(bytes)
}

fn letters(marker: &str) -> String {
    marker.chars().filter(char::is_ascii_alphanumeric).collect()
}

const fn value_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    }
}

/// The fewest base-62 digits that hold so many bytes: ⌈8·bytes ÷ log₂ 62⌉.
const fn digits_for(bytes: usize) -> usize {
    // 5.954196 is log₂ 62 to six decimals; exact for all lengths up to a block, as a test shows.
    (bytes * 8_000_000).div_ceil(5_954_196)
}

fn bytes_for(digits: usize) -> Option<usize> {
    (1..=BLOCK_BYTES).find(|&bytes| digits_for(bytes) == digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn block_lengths_hold_their_bytes_and_no_fewer_would() {
        assert_eq!(digits_for(BLOCK_BYTES), BLOCK_DIGITS);
        for bytes in 1..=BLOCK_BYTES {
            let digits = digits_for(bytes);
            let largest = U256::MAX >> (8 * (BLOCK_BYTES - bytes));
            let mut quotient = largest;
            for _ in 1..digits {
                quotient /= U256::from(62);
            }
            assert!(!quotient.is_zero() && quotient < U256::from(62), "{bytes}");
            assert_eq!(bytes_for(digits), Some(bytes));
        }
    }

    /// The expected words were computed by another program, in another language.
    #[test]
    fn the_form_is_stable() {
        let armour = encode(b"{\"a\":\"b\"}");
        assert_eq!(armour, "BEGIN STOLEN FUNDS TIP v1.\nFTNsWKdiLjqMuQ7 FbmTXwKa\nEND STOLEN FUNDS TIP.\n");
        let long = encode(&[7; 200]);
        assert!(long.lines().all(|line| line.len() <= 63), "{long}");
    }

    /// What chat windows, mail programs and word processors do to a text.
    fn manglings(armour: &str) -> Vec<(&'static str, String)> {
        let lines = |f: &dyn Fn(&str) -> String| armour.lines().map(f).collect::<Vec<_>>().join("\n");
        let wrapped = |width: usize| {
            let flat: Vec<char> = armour.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
            flat.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
        };
        vec![
            ("nothing", armour.to_owned()),
            ("one line", armour.replace('\n', " ")),
            ("no white space at all", armour.split_whitespace().collect()),
            ("quoted", lines(&|line| format!("> {line}"))),
            ("quoted twice", lines(&|line| format!(">> | {line}"))),
            ("quoted and wrapped at 20", wrapped(20).lines().map(|line| format!("> {line}\n")).collect()),
            ("wrapped at 7", wrapped(7)),
            ("wrapped at 76", wrapped(76)),
            ("no-break spaces", armour.replace(' ', "\u{a0}")),
            ("narrow no-break spaces", armour.replace(' ', "\u{202f}")),
            ("zero-width spaces", armour.chars().flat_map(|c| [c, '\u{200b}']).collect()),
            ("byte order mark", format!("\u{feff}{armour}")),
            ("CRLF", armour.replace('\n', "\r\n")),
            ("CR", armour.replace('\n', "\r")),
            ("tabs", armour.replace(' ', "\t")),
            ("smart quotes", format!("“{}”", armour.trim_end())),
            ("markdown fence", format!("```\n{armour}```\n")),
            ("markdown code and bold", format!("**`{}`**", armour.trim_end())),
            (
                "chat before and after",
                format!("Hi all, here is my tip.\n\n{armour}\nThanks! 0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2 🙏"),
            ),
            ("bidi marks", format!("\u{202a}{armour}\u{202c}")),
            ("soft hyphens", armour.replace(' ', "\u{ad} ")),
            ("dashes and ellipsis", lines(&|line| format!("— {line} …"))),
        ]
    }

    #[test]
    fn it_survives_what_programs_do_to_text() {
        let envelope: Vec<u8> = (0u8..=255).cycle().take(1_000).collect();
        for (what, text) in manglings(&encode(&envelope)) {
            assert_eq!(decode(&text).as_deref(), Ok(&envelope[..]), "{what}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_where() {
        let armour = encode(&[5; 100]);
        let body = armour.lines().nth(1).unwrap();
        let changed = |from: &str, to: &str| armour.replacen(from, to, 1);
        assert_eq!(decode(""), Err(ArmourError::NoBegin));
        assert_eq!(decode("my tip: 0x1234"), Err(ArmourError::NoBegin));
        assert_eq!(decode(&armour.to_lowercase()), Err(ArmourError::NoBegin));
        assert_eq!(decode(&format!("see: {}", &armour[..100])), Err(ArmourError::NoEnd { begin: 6 }));
        assert_eq!(decode(&format!("{armour}{armour}")), Err(ArmourError::Several(2)));
        assert_eq!(decode(&changed("v1", "v2")), Err(ArmourError::Version("2".to_owned())));
        assert_eq!(decode(&changed("v1", "v12")), Err(ArmourError::Version("12".to_owned())));
        for found in ['а', '５', 'é'] {
            assert_eq!(decode(&format!("{}{found}{}", &armour[..40], &armour[41..])), Err(ArmourError::Character { position: 41, found }));
        }
        assert_eq!(decode(&format!("{}{}", &armour[..40], &armour[41..])), Err(ArmourError::Length { digits: 145 }));
        assert_eq!(decode(&format!("{}00{}", &armour[..40], &armour[42..])), Err(ArmourError::Checksum));
        assert_eq!(decode(&armour.replacen(body, "", 1)), Err(ArmourError::Checksum));
        assert_eq!(decode("BEGIN STOLEN FUNDS TIP v1. END STOLEN FUNDS TIP."), Err(ArmourError::Length { digits: 0 }));
        assert_eq!(decode("BEGIN STOLEN FUNDS TIP v1. abcd END STOLEN FUNDS TIP."), Err(ArmourError::Length { digits: 4 }));
        let full = "z".repeat(43);
        let block = decode(&format!("BEGIN STOLEN FUNDS TIP v1.\n{full}\nEND STOLEN FUNDS TIP."));
        assert_eq!(block, Err(ArmourError::Block { from: 28, to: 70 }));
        assert_eq!(decode(&" ".repeat(5_000_000)), Err(ArmourError::TooLarge { bytes: 5_000_000 }));
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let envelope: Vec<u8> = (0u8..150).collect();
        let armour = encode(&envelope);
        let mut tried = 0;
        for (at, old) in armour.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
            for new in DIGITS.iter().map(|&b| char::from(b)).filter(|&new| new != old) {
                let changed = format!("{}{new}{}", &armour[..at], &armour[at + 1..]);
                assert!(decode(&changed).is_err(), "{at}: {old} to {new}");
                tried += 1;
            }
        }
        assert!(tried > 10_000);
    }

    #[test]
    fn a_marker_in_somebodys_name_is_noticed() {
        assert!(imitates_marker("END\u{200b} STOLEN *FUNDS* TIP."));
        assert!(imitates_marker("x BEGIN STOLEN FUNDS TIP v1. y"));
        assert!(!imitates_marker("the stolen funds end here: tip"));
    }

    proptest! {
        #[test]
        fn bytes_come_back_through_any_wrapping(bytes in prop::collection::vec(any::<u8>(), 1..400), width in 1usize..200, pick in 0usize..22) {
            let mangled = &manglings(&encode(&bytes))[pick].1;
            let flat: Vec<char> = mangled.chars().collect();
            let wrapped: String = flat.chunks(width).map(|line| format!("{}\r\n", line.iter().collect::<String>())).collect();
            prop_assert_eq!(decode(&wrapped).unwrap(), bytes);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,300}", body in "[0-9A-Za-z ]{0,200}") {
            prop_assert!(decode(&text).is_err());
            let framed = decode(&format!("BEGIN STOLEN FUNDS TIP v1. {body} END STOLEN FUNDS TIP."));
            prop_assert!(framed.is_err());
        }
    }
}
