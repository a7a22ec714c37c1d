//! A QR code (ISO/IEC 18004) as squares: for the commitment card, never for a tip, which is too long for one.

use qrcodegen::{QrCode, QrCodeEcc};

/// The longest text that is made one of, in bytes: a card has some 130, and more makes a code that cameras fail at.
const LONGEST: usize = 400;
/// The light rim that a reader needs, in squares.
const RIM: i32 = 4;

/// A QR code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// How many squares a side has, with the rim.
    pub side: i32,
    /// The dark squares as the path of an SVG, a square one unit long; runs in a row are one piece.
    pub path: String,
}

/// The QR code of a text; `None` where it is too long.
#[must_use]
pub fn qr(text: &str) -> Option<Qr> {
    if text.len() > LONGEST {
        return None;
    }
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            // Beyond the rim every square is light, so a run ends there.
            while code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let (left, top, length) = (start + RIM, y + RIM, x - start);
                path.push_str(&format!("M{left} {top}h{length}v1h-{length}z"));
            }
            x += 1;
        }
    }
    Some(Qr { side: code.size() + 2 * RIM, path })
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    const LINE: &str =
        "tip/1 commitment 0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff case bybit-2025-02-21 at 2025-04-18T18:13:20Z";

    /// The squares that a path darkens.
    fn squares(qr: &Qr) -> Vec<Vec<bool>> {
        let side = qr.side as usize;
        let mut all = vec![vec![false; side]; side];
        for piece in qr.path.split('M').skip(1) {
            let (place, rest) = piece.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            let length: usize = rest.split_once('v').unwrap().0.parse().unwrap();
            all[y][x..x + length].fill(true);
        }
        all
    }

    #[test]
    fn the_squares_are_those_of_the_code_within_a_light_rim() {
        let (qr, code) = (qr(LINE).unwrap(), QrCode::encode_text(LINE, QrCodeEcc::Medium).unwrap());
        let all = squares(&qr);
        for (y, row) in all.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                assert_eq!(*dark, code.get_module(x as i32 - RIM, y as i32 - RIM), "{x} {y}");
            }
        }
        let finder = |x: usize, y: usize| (0..7).all(|i| all[y][x + i] && all[y + i][x]);
        let (rim, far) = (RIM as usize, all.len() - RIM as usize - 7);
        assert!(finder(rim, rim) && finder(far, rim) && finder(rim, far) && !finder(far, far));
        // The code of this path was read by zxing-cpp 3.1.1, and said the line.
        assert_eq!(alloy_primitives::hex::encode(&Sha256::digest(&qr.path)[..8]), "b9183e91d0951581");
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(qr(&"x".repeat(LONGEST)).is_some());
        assert_eq!(qr(&"x".repeat(LONGEST + 1)), None);
        assert!(qr("").is_some());
    }
}
