//! The statement as plain text, for a wallet or a device that does not sign typed data.
//!
//! Source: [EIP-191](https://eips.ethereum.org/EIPS/eip-191), version 0x45, as `personal_sign` writes it. The text is made
//! from the statement's fields, both when it is signed and when it is checked: a text that came by mail or through a form
//! is never looked at, for one changed line break would break it. It does not begin with `0x`, which some programs would
//! take for bytes, and ends without a line break, which some would add or drop.

use std::fmt::Write as _;

use alloy_primitives::{B256, eip191_hash_message, hex};

use super::statement::{SCHEMA, Statement};

impl Statement {
    /// The text that `personal_sign` signs: one field a line, each with its name, the claim first because a small screen
    /// shows the beginning. Printable ASCII and single line feeds; no two statements have the same text.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut text = "Stolen Funds Tip, version 1, chain 1".to_owned();
        let mut line = |name: &str, value: &str| {
            // Writing to a string does not fail.
            write!(text, "\n{name}: {value}").ok();
        };
        line("Claim", &self.headline);
        line("Case", &self.case_id);
        // A line without a value would end in a space, which some programs cut off.
        if !self.portal.is_empty() {
            line("Portal", &self.portal);
        }
        line("Reward to", &self.payout.to_string());
        line("Signed at", &format!("{} ({})", self.issued_at, self.issued_at.get()));
        line("Submit by", &format!("{} ({})", self.submit_by, self.submit_by.get()));
        line("Tip SHA-256", &hex::encode_prefixed(self.tip_sha256));
        line("Commitment", &hex::encode_prefixed(self.commitment));
        line("Nonce", &hex::encode_prefixed(self.nonce));
        line("Schema", SCHEMA);
        text
    }

    /// The 32 bytes that are signed where the statement is signed as plain text.
    #[must_use]
    pub fn plain_text_digest(&self) -> B256 {
        eip191_hash_message(self.plain_text())
    }
}
