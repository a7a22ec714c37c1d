//! Numbers that look random and are the same in every run: SHA-256 of a seed and a count.

use sha2::{Digest as _, Sha256};

pub(crate) struct Dice {
    seed: u64,
    thrown: u64,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, thrown: 0 }
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.thrown += 1;
        Sha256::digest([self.seed.to_be_bytes(), self.thrown.to_be_bytes()].concat()).into()
    }

    /// A number from 0 up to and without `most`.
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        let mut first = [0; 8];
        first.copy_from_slice(&self.bytes()[..8]);
        u64::from_be_bytes(first) % most.max(1)
    }
}
