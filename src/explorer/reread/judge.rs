//! What an explorer's rows say of a transfer.

use super::super::Page;
use super::super::confirm::{self, Agreement};
use super::{Leg, Verdict};
use crate::money::{Position, Transfer, TransferKind};

/// Judges a transfer by the rows of its transaction, and gives the row where there is one with the same content.
#[must_use]
pub fn judge(leg: &Leg, page: &Page) -> (Verdict, Option<Transfer>) {
    let stated = &leg.transfer;
    if page.failed.contains(&stated.tx) && stated.kind != TransferKind::Fee {
        return (Verdict::Changed("it says that the transaction failed, so that nothing moved".to_owned()), None);
    }
    match confirm::compare(stated, leg.nth, page) {
        Agreement::Same => {
            let alike: Vec<&Transfer> = page.transfers.iter().filter(|row| confirm::is_like(stated, row)).collect();
            let named = alike.iter().find(|row| row.position == stated.position);
            let row = named.or_else(|| alike.get(leg.nth)).copied();
            let how = row.and_then(|row| beside(stated, row, &alike));
            (how.map_or(Verdict::Same, Verdict::Changed), row.cloned())
        }
        Agreement::Differs(how) => (Verdict::Changed(how), None),
        Agreement::NotThere => (not_there(stated, page), None),
        Agreement::Unreadable(why) => (Verdict::Unknown(why), None),
    }
}

/// What both state beside the content: the block's hash, its time, the place. Says where they do not agree.
fn beside(stated: &Transfer, row: &Transfer, alike: &[&Transfer]) -> Option<String> {
    match (&stated.block_hash, &row.block_hash) {
        (Some(ours), Some(theirs)) if ours != theirs => {
            return Some(format!("it says that block {} has the hash {theirs}, not {ours}", row.block));
        }
        _ => {}
    }
    // A time of 0 is one that the explorer does not state.
    if row.at.get() != 0 && row.at != stated.at {
        return Some(format!("it says {}, not {}", row.at, stated.at));
    }
    // Places of one kind are the chain's own and must agree; calls and rows are numbered by each explorer as it likes.
    let comparable = |row: &Transfer| {
        matches!(
            (&row.position, &stated.position),
            (Position::Log(_), Position::Log(_)) | (Position::Input(_), Position::Input(_)) | (Position::Output(_), Position::Output(_))
        )
    };
    if alike.iter().all(|row| comparable(row)) && alike.iter().all(|row| row.position != stated.position) {
        return Some(format!("it stands at {} there, not at {}", row.position, stated.position));
    }
    None
}

/// A row that only differs in what moved says more than none.
fn not_there(stated: &Transfer, page: &Page) -> Verdict {
    let same_but_asset = |row: &&Transfer| {
        row.tx == stated.tx && row.from == stated.from && row.to == stated.to && row.amount == stated.amount && row.asset != stated.asset
    };
    match page.transfers.iter().find(same_but_asset) {
        Some(row) => Verdict::Changed(format!("it says that {} moved, not {}", row.asset, stated.asset)),
        None => Verdict::NotThere("it shows the transaction, and no such transfer in it".to_owned()),
    }
}
