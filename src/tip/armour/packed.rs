//! Version 2 of the armour: what stands between the markers is the envelope, deflated
//! ([RFC 1951](https://www.rfc-editor.org/rfc/rfc1951)) and without a frame.
//!
//! ```text
//! length of the envelope, 4 bytes big-endian ‖ deflated envelope ‖ check, 8 bytes
//! check = first 8 bytes of SHA-256("tip armour 2" ‖ 0 ‖ length ‖ deflated ‖ envelope)
//! ```
//!
//! One envelope can be deflated in many ways, so here is what keeps "one exact form":
//! - The exact form is the *envelope's*: canonical JSON, read strictly after this. A tip is named by the digest of its
//!   payload and signed over it; the armour names nothing, so two armours of one envelope are one tip in two boxes.
//! - Unpacking is a function: a text between the markers gives one envelope or none. The stream must end exactly where its
//!   bytes end and give exactly the bytes that the length says; nothing may follow.
//! - The check covers the packed bytes, so a character that changes nothing of the content (a bit behind the last block of
//!   the stream, another way to say the same bytes) is noticed all the same. It covers the envelope, so two programs that
//!   unpack one stream to different bytes cannot both accept it. It starts with the version, so that the one form's words
//!   are never taken for the other's.
//! - A reader does not pack again and compare: then a better packer would make every older tip unreadable.
//!
//! Nothing is unpacked beyond the length, and a length above what a tip may have is refused before anything is unpacked:
//! a few bytes that stand for gigabytes cost nothing.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::{ArmourError, CHECK_BYTES};
use crate::tip::profile::MOST_BYTES;
use crate::tip::statement::sha256;

/// The slowest and smallest of miniz's levels.
const LEVEL: u8 = 10;
const LENGTH_BYTES: usize = 4;
const ABOUT: &[u8] = b"tip armour 2\0";

/// Packs an envelope. (Longer than 4 GiB there is none.)
pub(super) fn pack(envelope: &[u8]) -> Vec<u8> {
    let length = u32::try_from(envelope.len()).unwrap_or(u32::MAX);
    let mut packed = length.to_be_bytes().to_vec();
    packed.extend_from_slice(&compress_to_vec(envelope, LEVEL));
    let check = check(&packed, envelope);
    packed.extend_from_slice(&check);
    packed
}

/// Unpacks an envelope.
///
/// # Errors
/// When it would be longer than a tip may be, does not unpack to exactly its length, or the check does not fit.
pub(super) fn unpack(bytes: &[u8]) -> Result<Vec<u8>, ArmourError> {
    let too_short = ArmourError::Unpacked { bytes: bytes.len() };
    let (packed, given) = bytes.split_last_chunk::<CHECK_BYTES>().ok_or_else(|| too_short.clone())?;
    let (length, stream) = packed.split_first_chunk::<LENGTH_BYTES>().ok_or(too_short)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > MOST_BYTES {
        return Err(ArmourError::Bomb { bytes: length });
    }
    let mut envelope = vec![0; length];
    let mut inflater = Box::<DecompressorOxide>::default();
    let (status, read, written) = decompress(&mut inflater, stream, &mut envelope, 0, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
    if status != TINFLStatus::Done || read != stream.len() || written != length || length == 0 {
        return Err(ArmourError::Unpacked { bytes: length });
    }
    if check(packed, &envelope) == *given { Ok(envelope) } else { Err(ArmourError::Checksum) }
}

fn check(packed: &[u8], envelope: &[u8]) -> [u8; CHECK_BYTES] {
    let digest = sha256(&[ABOUT, packed, envelope].concat());
    let mut check = [0; CHECK_BYTES];
    check.copy_from_slice(&digest[..CHECK_BYTES]);
    check
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes with the right check around any stream and length.
    fn around(length: u32, stream: &[u8], envelope: &[u8]) -> Vec<u8> {
        let packed = [&length.to_be_bytes()[..], stream].concat();
        let check = check(&packed, envelope);
        [&packed[..], &check].concat()
    }

    #[test]
    fn a_stream_gives_exactly_its_length_and_ends_there() {
        let envelope = b"{\"a\":\"b\"}".repeat(9);
        let stream = compress_to_vec(&envelope, LEVEL);
        let length = envelope.len() as u32;
        assert_eq!(unpack(&around(length, &stream, &envelope)), Ok(envelope.clone()));
        // Another packer's stream of the same bytes is read too.
        let stored = compress_to_vec(&envelope, 0);
        assert_ne!(stored, stream);
        assert_eq!(unpack(&around(length, &stored, &envelope)), Ok(envelope.clone()));
        let refused = |bytes: u32| Err(ArmourError::Unpacked { bytes: bytes as usize });
        for (length, stream) in [
            (length - 1, stream.clone()),
            (length + 1, stream.clone()),
            (length, [&stream[..], &[0]].concat()),
            (length, [&stream[..], &stream].concat()),
            (length, stream[..stream.len() - 1].to_vec()),
            (length, Vec::new()),
            (length, vec![0xff; 40]),
            (0, compress_to_vec(&[], LEVEL)),
        ] {
            assert_eq!(unpack(&around(length, &stream, &envelope)), refused(length), "{length} {stream:02x?}");
        }
        for short in 0..LENGTH_BYTES + CHECK_BYTES {
            assert_eq!(unpack(&vec![0; short]), refused(short as u32));
        }
    }

    #[test]
    fn every_flipped_bit_of_the_packed_bytes_is_noticed() {
        let envelope: Vec<u8> = (0..400u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let packed = pack(&envelope);
        for at in 0..packed.len() {
            for bit in 0..8 {
                let mut flipped = packed.clone();
                flipped[at] ^= 1 << bit;
                assert!(unpack(&flipped).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        let gigabyte = compress_to_vec(&vec![b'0'; 4 << 20], LEVEL);
        assert!(gigabyte.len() < 8 << 10);
        // Told the truth, it is too long; told a lie, it stops at the lie.
        assert_eq!(unpack(&around(4 << 20, &gigabyte, b"")), Err(ArmourError::Bomb { bytes: 4 << 20 }));
        assert_eq!(unpack(&around(u32::MAX, &gigabyte, b"")), Err(ArmourError::Bomb { bytes: u32::MAX as usize }));
        assert_eq!(unpack(&around(100, &gigabyte, b"")), Err(ArmourError::Unpacked { bytes: 100 }));
    }
}
