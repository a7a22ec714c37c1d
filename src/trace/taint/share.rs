//! `amount × part ÷ whole`, rounded down, exactly: 256 bits between, no float, no allocation.
//!
//! Source of the division: D. Knuth, The Art of Computer Programming, vol. 2, 4.3.1, algorithm D, with digits of 64 bits;
//! the two-by-one digit step after H. Warren, Hacker's Delight, `divlu`.

/// `amount × part ÷ whole`, rounded down. `part` must not be above `whole`; nothing of nothing is nothing.
pub(super) fn share(amount: u128, part: u128, whole: u128) -> u128 {
    debug_assert!(part <= whole);
    if part == 0 || amount == 0 {
        return 0;
    }
    if part == whole {
        return amount;
    }
    if amount == whole {
        return part;
    }
    if amount.leading_zeros() + part.leading_zeros() >= 128 {
        return amount * part / whole;
    }
    wide(amount, part, whole)
}

/// The same where the product needs more than 128 bits. The quotient is below `amount`, so it has two digits.
fn wide(amount: u128, part: u128, whole: u128) -> u128 {
    let shift = whole.leading_zeros();
    let divisor = whole << shift;
    let (high, low) = product(amount, part);
    // part < whole and amount < 2^128, so high < whole, and the shifted dividend stays in 256 bits.
    let (high, low) = if shift == 0 { (high, low) } else { (high << shift | low >> (128 - shift), low << shift) };
    let (first, rest) = digit(high, (low >> 64) as u64, divisor);
    let (second, _) = digit(rest, low as u64, divisor);
    u128::from(first) << 64 | u128::from(second)
}

/// The whole product: its upper and its lower 128 bits.
const fn product(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let low = a0 * b0;
    // Each of the three is below 2^128 with room for the carry: (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
    let middle = a1 * b0 + (low >> 64);
    let other = a0 * b1 + (middle & LOW);
    (a1 * b1 + (middle >> 64) + (other >> 64), other << 64 | (low & LOW))
}

/// One digit of the quotient of `rest · 2⁶⁴ + next` by a divisor whose top bit is set, and what remains. `rest` is below
/// the divisor.
fn digit(rest: u128, next: u64, divisor: u128) -> (u64, u128) {
    let (d1, d0) = ((divisor >> 64) as u64, divisor as u64);
    let (r1, r0) = ((rest >> 64) as u64, rest as u64);
    let (mut guess, mut left) = if r1 >= d1 {
        // The guess would be 2^64: one less, and the remainder that goes with it, which may pass 2^64.
        (u64::MAX, u128::from(r0) + u128::from(d1))
    } else {
        let (quotient, remainder) = two_by_one(r1, r0, d1);
        (quotient, u128::from(remainder))
    };
    // At most two too large.
    while left >> 64 == 0 && u128::from(guess) * u128::from(d0) > (left << 64 | u128::from(next)) {
        guess -= 1;
        left += u128::from(d1);
    }
    // rest · 2^64 + next - guess · divisor, which is below the divisor: what overflows above 128 bits cancels out.
    let remainder = (rest << 64 | u128::from(next)).wrapping_sub(u128::from(guess).wrapping_mul(divisor));
    (guess, remainder)
}

/// `(high · 2⁶⁴ + low) ÷ divisor` for a divisor whose top bit is set and a `high` below it, by two divisions of 64 bits.
const fn two_by_one(high: u64, low: u64, divisor: u64) -> (u64, u64) {
    const HALF: u64 = 1 << 32;
    const LOW: u64 = HALF - 1;
    let (d1, d0) = (divisor >> 32, divisor & LOW);
    let (n1, n0) = (low >> 32, low & LOW);
    let (mut q1, mut rest) = (high / d1, high % d1);
    while q1 >= HALF || q1 * d0 > (rest << 32 | n1) {
        q1 -= 1;
        rest += d1;
        if rest >= HALF {
            break;
        }
    }
    let between = (high << 32 | n1).wrapping_sub(q1.wrapping_mul(divisor));
    let (mut q0, mut rest) = (between / d1, between % d1);
    while q0 >= HALF || q0 * d0 > (rest << 32 | n0) {
        q0 -= 1;
        rest += d1;
        if rest >= HALF {
            break;
        }
    }
    (q1 << 32 | q0, (between << 32 | n0).wrapping_sub(q0.wrapping_mul(divisor)))
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{U256, U512};
    use proptest::prelude::*;

    use super::*;

    fn reference(amount: u128, part: u128, whole: u128) -> u128 {
        let quotient = U512::from(amount) * U512::from(part) / U512::from(whole);
        U256::from(quotient).to()
    }

    /// Numbers near the edges of digits, which random ones miss.
    fn edges() -> Vec<u128> {
        let mut all = vec![u128::MAX, u128::MAX - 1];
        for bit in [31, 32, 33, 63, 64, 65, 95, 96, 97, 126, 127] {
            all.extend([(1 << bit) - 1, 1 << bit, (1 << bit) + 1, u128::MAX << bit]);
        }
        all.extend([1, 2, 3, 10u128.pow(18), 401_346_768_858_404_671_846_374]);
        all
    }

    #[test]
    fn the_edges_of_the_digits() {
        let edges = edges();
        for &whole in &edges {
            for &part in edges.iter().filter(|part| **part <= whole) {
                for &amount in &edges {
                    assert_eq!(share(amount, part, whole), reference(amount, part, whole), "{amount} {part} {whole}");
                }
            }
        }
        assert_eq!(share(5, 0, 0), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn as_in_512_bits(a in any::<u128>(), b in any::<u128>(), c in any::<u128>(), shifts in (0u32..128, 0u32..128, 0u32..128)) {
            let (amount, whole) = (a >> shifts.0, (b >> shifts.1).max(1));
            let part = (c >> shifts.2) % whole;
            prop_assert_eq!(share(amount, part, whole), reference(amount, part, whole));
        }
    }
}
