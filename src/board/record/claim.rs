//! The text by which a bounty is claimed: everything that whoever audits it needs to look each number up.
//!
//! Plain printable ASCII without power: texts of others are shown, and no link or markup of theirs works.

use crate::money::Address;
use crate::tip::ascii::ascii;
use crate::tip::inert::safe;

use super::super::view::{KnownBy, Money, coins};
use super::{Mine, ProofLine, Record, TipRecord};

/// The most characters of a line.
const LONGEST_LINE: usize = 1_000;

/// What is to be paid to a key by the feed's own account, tip by tip; `None` where nothing is open. `feed` is where the feed
/// is published, as whoever reads this can open it.
#[must_use]
pub fn claim(record: &Record, mine: &[Mine], key: &Address, feed: &str) -> Option<String> {
    let own = |of: &&TipRecord| mine.iter().any(|mine| mine.commitment == of.commitment && mine.key == *key);
    let tips: Vec<&TipRecord> = record.tips.iter().filter(own).filter(|one| !open(one, key).is_empty()).collect();
    let mut sum = Money::default();
    tips.iter().for_each(|one| sum.join(&open(one, key)));
    if sum.is_empty() {
        return None;
    }
    let about = &record.about;
    let mut text = Text::default();
    let open: Vec<String> = sum.assets.iter().map(|sum| format!("{} ({})", coins(sum.amount, &sum.asset), sum.asset)).collect();
    text.line(&format!("Bounty claim: {}", open.join(", ")));
    text.line(&format!("Claimed by: {key}"));
    text.line(&format!("From: {}", about.name));
    text.address("Feed: ", feed);
    if let Some(publisher) = &about.publisher {
        text.line(&format!(
            "The feed is signed by {publisher} and read up to its head, SHA-256 {}, of {} entries.",
            about.head, about.entries
        ));
    }
    text.line("Paid on request and after an audit: each number below can be looked up in that feed by its entry.");
    for one in tips {
        let Some(mine) = mine.iter().find(|mine| mine.commitment == one.commitment) else { continue };
        of_tip(&mut text, one, mine, key);
    }
    Some(text.0)
}

/// What is open for a key by one tip's freezes.
fn open(one: &TipRecord, key: &Address) -> Money {
    let mut sum = Money::default();
    for due in one.rewards.iter().flat_map(|reward| &reward.dues).filter(|due| due.key.as_ref() == Some(key)) {
        sum.add(&due.asset, due.open, None);
    }
    sum
}

fn of_tip(text: &mut Text, one: &TipRecord, mine: &Mine, key: &Address) {
    text.gap();
    text.line(&format!("Tip {}", one.tip));
    text.line(&format!("Case: {}", mine.case));
    text.line(&format!("It says: {}", mine.headline));
    text.line(&format!("Commitment: {}", one.commitment));
    text.line(&format!("Signed: {}, by the signer's own clock", mine.issued_at));
    if let Some(stamped) = &mine.stamped {
        text.line(&format!("Time stamp of its card: Bitcoin block {} of {}", stamped.block, stamped.time));
    }
    if let Some((known, by)) = one.known {
        let by = match by {
            KnownBy::Stamp => "a Bitcoin block, with two hours added",
            KnownBy::Receipt => "its receipt",
        };
        text.line(&format!("Known by {known}, as the feed proves by {by}"));
    }
    text.line(&format!("Pay to: {}", mine.payout));
    if one.disputed {
        text.line("Something that this rests on is disputed; see below.");
    }
    if one.example {
        text.line("The feed marks this as an example: it is no claim to anything.");
    }
    for reward in &one.rewards {
        let mut due = Money::default();
        for part in reward.dues.iter().filter(|part| part.key.as_ref() == Some(key)) {
            due.add(&part.asset, part.open, None);
        }
        let amounts: Vec<String> = due.assets.iter().map(|sum| coins(sum.amount, &sum.asset)).collect();
        let amounts = if amounts.is_empty() { "nothing open".to_owned() } else { amounts.join(", ") };
        text.gap();
        text.line(&format!("Freeze {}: {amounts}", reward.freeze));
        for line in &reward.lines {
            text.line(&format!("- {line}"));
        }
    }
    text.gap();
    text.line("Lines of the feed on which this rests, by the SHA-256 of each:");
    for ProofLine { entry, kind, at, line } in &one.proofs {
        text.line(&format!("- entry {entry}, {kind}, {at}: {line}"));
    }
}

/// Lines of a plain text.
#[derive(Default)]
struct Text(String);

impl Text {
    /// Adds a line, without power.
    fn line(&mut self, line: &str) {
        self.0.push_str(&ascii(&safe(line), LONGEST_LINE));
        self.0.push('\n');
    }

    /// Adds a line with an address that can be opened, where it is made of nothing but the plain characters of one.
    fn address(&mut self, title: &str, address: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/%".contains(c);
        if address.len() < LONGEST_LINE && address.chars().all(plain) {
            self.0.extend([title, address, "\n"]);
        } else {
            self.line(&format!("{title}{address}"));
        }
    }

    /// Adds an empty line.
    fn gap(&mut self) {
        self.0.push('\n');
    }
}
