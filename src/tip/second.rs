//! What second explorers say of the hops of a tip: an answer that agrees becomes a source of its hop.

use std::collections::BTreeMap;

use crate::explorer::Answered;
use crate::explorer::confirm::{Agreement, Checked};
use crate::money::{Transfer, TxId};

/// The last word of each explorer that could say something of a transfer, by its host.
fn words<'a>(seconds: &'a [Checked], transfer: &Transfer) -> Vec<&'a Checked> {
    let mut last: BTreeMap<&str, &Checked> = BTreeMap::new();
    for one in seconds.iter().filter(|one| one.transfer == *transfer && !matches!(one.verdict, Agreement::Unreadable(_))) {
        let Some(by) = one.by.as_deref() else { continue };
        let kept = last.entry(by).or_insert(one);
        if newness(one) > newness(kept) {
            *kept = one;
        }
    }
    last.into_values().collect()
}

/// The newest word counts; of two at once the one that disagrees, and then whatever differs, so that no order of them decides.
fn newness(one: &Checked) -> (u64, bool, &str, Option<TxId>, Vec<&str>) {
    let how = match &one.verdict {
        Agreement::Differs(how) | Agreement::Unreadable(how) => how.as_str(),
        Agreement::NotThere => "not there",
        Agreement::Same => "",
    };
    let digests = one.answers.iter().map(|answer| answer.sha256.as_str()).collect();
    (one.at.get(), one.verdict != Agreement::Same, how, one.block_hash, digests)
}

/// Another hash of the same block: one of the two saw a chain that is no more.
fn other_hash(one: &Checked, transfer: &Transfer) -> Option<(TxId, TxId)> {
    transfer.block_hash.zip(one.block_hash).filter(|(mine, theirs)| mine != theirs)
}

fn agree<'a>(seconds: &'a [Checked], transfer: &Transfer) -> impl Iterator<Item = &'a Checked> {
    words(seconds, transfer).into_iter().filter(|one| one.verdict == Agreement::Same && other_hash(one, transfer).is_none())
}

/// The answers of explorers that tell a transfer just as the trace does.
pub(super) fn answers(seconds: &[Checked], transfer: &Transfer) -> Vec<Answered> {
    agree(seconds, transfer).flat_map(|one| one.answers.iter().cloned()).collect()
}

/// The hash of the transfer's block, where one who agrees states it; of several the first by host.
pub(super) fn block_hash(seconds: &[Checked], transfer: &Transfer) -> Option<TxId> {
    agree(seconds, transfer).find_map(|one| one.block_hash)
}

/// Who tells a transfer otherwise, and how, in words.
pub(super) fn disagreement(seconds: &[Checked], transfer: &Transfer) -> Option<String> {
    words(seconds, transfer).into_iter().find_map(|one| {
        let by = one.by.as_deref().unwrap_or_default();
        match &one.verdict {
            Agreement::Differs(how) => Some(format!("{by}: {how}")),
            Agreement::NotThere => Some(format!("{by}: it shows the transaction, and no such transfer in it")),
            Agreement::Same => other_hash(one, transfer).map(|(mine, theirs)| format!("{by}: it says block hash {theirs}, not {mine}")),
            Agreement::Unreadable(_) => None,
        }
    })
}
