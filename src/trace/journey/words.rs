//! What a bridge's record says of a passage, in sentences. Whatever a service told is its own text, shown as text.

use super::legs::asset_name;
use super::record::{Leg, Record, Stand, Word};
use crate::explorer::crossing::{MatchKind, Out, OutKind, Quantity, Status};
use crate::explorer::text::cut;
use crate::money::Amount;

impl Record {
    /// What is known of it, for the end at the bridge. `None` where it was not asked about.
    pub(super) fn why(&self) -> Option<String> {
        let service = self.passage.service;
        let which = format!("{:#}", self.passage.tx);
        match &self.word {
            Word::Unasked | Word::Asking(_) => None,
            Word::Silent(why) => Some(format!("Nobody could say where {which} came out: {why}.")),
            Word::Unknown { by, at } => {
                Some(format!("{service} ({by}) did not know {which} on {at}: it may be too young, or the bridge was used by another way."))
            }
            Word::Found { by, at, crossings } => {
                let mut sentences: Vec<String> = self.legs.iter().map(|leg| leg.sentence(&service.to_string())).collect();
                if self.legs.is_empty() {
                    let status = crossings.first().map_or(Status::Unknown, |crossing| crossing.status);
                    sentences.push(format!("{service} ({by}) says of {which}, on {at}: {}.", state(status)));
                }
                Some(sentences.join(" "))
            }
        }
    }

    /// By what both payments are matched, in a sentence.
    pub(super) fn matched_by(&self, leg: &Leg) -> String {
        let service = self.passage.service;
        let Word::Found { by, crossings, .. } = &self.word else { return String::new() };
        let Some(crossing) = crossings.get(leg.crossing) else { return String::new() };
        let kind = match crossing.matched_by.kind {
            MatchKind::Memo => "the memo of the payment out names the payment in",
            MatchKind::OrderId => "an order number",
            MatchKind::SwapId => "a swap number",
            MatchKind::MessageId => "a message number",
            MatchKind::TransferId => "a transfer number",
        };
        format!("{service}'s own record, read at {by}, joins both by {kind}: {}.", cut(&crossing.matched_by.id))
    }
}

impl Leg {
    /// Where it went, and what that means for following it.
    fn sentence(&self, service: &str) -> String {
        let out = &self.out;
        let what = match out.kind {
            OutKind::Refund => "this went back",
            _ => "this came out",
        };
        let mut told = format!("{service} says {what}");
        if let Some(how_much) = how_much(out) {
            told.push_str(&format!(" as {how_much}"));
        }
        if let Some(to) = &out.recipient {
            told.push_str(&format!(" at {to}"));
        }
        told.push_str(&format!(" on {}", chain_name(out)));
        if let Some(tx) = &out.tx {
            told.push_str(&match tx.known() {
                Some(tx) => format!(" in {tx:#}"),
                None => format!(" in {tx}"),
            });
        }
        match &self.stand {
            Stand::Paid { .. } => format!("{told}; the chain shows it, and it is followed there."),
            Stand::Waits(..) => format!("{told}; that is to be read there."),
            Stand::Nobody(chain) => format!("{told}; choose an explorer for {} in Settings to follow it there.", chain.name()),
            Stand::Nothing(why) => format!("{told}. {why}"),
        }
    }
}

fn chain_name(out: &Out) -> String {
    out.chain.known().map_or_else(|| out.chain.to_string(), crate::money::Chain::name)
}

fn how_much(out: &Out) -> Option<String> {
    let quantity = out.quantity?;
    let asset = out.asset.as_ref();
    let name = asset.map_or_else(String::new, |told| told.known().map_or_else(|| told.to_string(), asset_name));
    let decimals = asset.and_then(|told| told.known()).and_then(|asset| asset.known()).map(|known| known.decimals);
    Some(match (quantity, decimals) {
        (Quantity::Scaled(scaled), _) => format!("{} {name}", coins(scaled.digits, scaled.decimals)),
        (Quantity::Base(amount), Some(decimals)) => format!("{} {name}", coins(amount, decimals)),
        (Quantity::Base(amount), None) => format!("{amount} base units of {name}"),
    })
}

/// Without the zeros at the end.
fn coins(amount: Amount, decimals: u8) -> String {
    amount.to_coins_short(decimals, 78)
}

const fn state(status: Status) -> &'static str {
    match status {
        Status::Pending => "it is not finished; ask again later",
        Status::Done => "it is paid, and the record names no payment that can be followed",
        Status::Refunded | Status::PartlyRefunded => "it went back, and the record names no payment that can be followed",
        Status::Failed => "it failed",
        Status::Unknown => "nothing that this page understands",
    }
}
