//! Bytes as base-62 digits: blocks of 32 bytes become 43 digits, a shorter last block the fewest that hold it, as in
//! [Saltpack's armouring](https://saltpack.org/armoring). Each text of digits stands for at most one text of bytes.

use alloy_primitives::U256;

use super::ArmourError;

pub(super) const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
pub(super) const BLOCK_BYTES: usize = 32;
pub(super) const BLOCK_DIGITS: usize = 43;

/// Writes bytes in digits.
pub(super) fn write(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 3 / 2);
    for block in bytes.chunks(BLOCK_BYTES) {
        let mut value = U256::from_be_slice(block);
        let mut written = vec![b'0'; digits_for(block.len())];
        for digit in written.iter_mut().rev() {
            let (rest, least) = value.div_rem(U256::from(62));
            *digit = DIGITS[least.to::<usize>()];
            value = rest;
        }
        digits.extend(written.iter().map(|&byte| char::from(byte)));
    }
    digits
}

/// Reads digits, each with its place in the text.
///
/// # Errors
/// When no bytes are written in so many digits, or a block's digits are above what its bytes hold.
pub(super) fn read(digits: &[(usize, u8)]) -> Result<Vec<u8>, ArmourError> {
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
    Ok(bytes)
}

/// The value of a digit.
pub(super) const fn value_of(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    }
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
}
