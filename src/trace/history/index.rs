//! A table from a key to the number of the entry that holds it: open addressing over `u32`, keys kept by the caller.
//!
//! It has no order of its own, so nothing iterates it. An adversary who grinds keys that collide makes a look-up longer,
//! never wrong.

const EMPTY: u32 = u32::MAX;

/// Numbers found by the hash of what they stand for. About 7 bytes an entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    slots: Vec<u32>,
    used: usize,
}

impl Index {
    /// The number whose entry is `same`.
    pub(super) fn find(&self, hash: u64, same: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = fold(hash) & mask;
        loop {
            match self.slots[at] {
                EMPTY => return None,
                number if same(number) => return Some(number),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// Keeps a number that is not there yet. `hash_of` gives the hash of those that are, for when the table grows.
    pub(super) fn insert(&mut self, hash: u64, number: u32, hash_of: impl Fn(u32) -> u64) {
        // At most seven eighths full, so that a search always meets an empty slot soon.
        if (self.used + 1) * 8 > self.slots.len() * 7 {
            let larger = vec![EMPTY; (self.slots.len() * 2).max(16)];
            for old in std::mem::replace(&mut self.slots, larger) {
                if old != EMPTY {
                    self.put(hash_of(old), old);
                }
            }
        }
        self.put(hash, number);
        self.used += 1;
    }

    fn put(&mut self, hash: u64, number: u32) {
        let mask = self.slots.len() - 1;
        let mut at = fold(hash) & mask;
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = number;
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
    }
}

/// The upper half of the product is the well mixed one.
const fn fold(hash: u64) -> usize {
    (hash >> 32) as usize
}

/// Mixes a word into a hash.
pub(super) const fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Mixes bytes into a hash, eight at a time.
pub(super) fn mix_bytes(hash: u64, bytes: &[u8]) -> u64 {
    bytes.chunks(8).fold(hash, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mix(hash, u64::from_le_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        let keys: Vec<u64> = (0..5000u64).map(|n| n * n).collect();
        let mut index = Index::default();
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(index.find(mix(0, *key), |other| keys[other as usize] == *key), None);
            index.insert(mix(0, *key), number as u32, |other| mix(0, keys[other as usize]));
        }
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(index.find(mix(0, *key), |other| keys[other as usize] == *key), Some(number as u32));
        }
        assert_eq!(index.find(mix(0, 2), |other| keys[other as usize] == 2), None);
    }

    #[test]
    fn keys_that_collide_are_told_apart() {
        let mut index = Index::default();
        for number in 0..100 {
            index.insert(7, number, |_| 7);
        }
        assert!((0..100).all(|number| index.find(7, |other| other == number) == Some(number)));
        assert_eq!(index.find(7, |_| false), None);
    }
}
