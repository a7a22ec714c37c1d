//! Where a reward goes, who signs, and by which clock.

use super::{CLOCK_TOLERANCE_S, Check, Fix, Plan, block, note, ok};
use crate::explorer::still::Sighting;
use crate::money::{Account, Address, ParseAccountError, UnixSeconds};
use crate::tip::payload::Payload;
use crate::trace::view::{Node, Role};

/// Where a reward shall go.
///
/// # Errors
/// When the text is neither an account in CAIP-10 nor an address of Ethereum, Bitcoin, Tron or Solana.
pub fn read_payout(text: &str) -> Result<Account, ParseAccountError> {
    let text = text.trim();
    if text.contains(':') {
        return text.parse();
    }
    let address: Address = text.parse()?;
    let chain = address.usual_chain();
    Ok(Account::new(chain, address)?)
}

/// Compares the clock with what the evidence tells the time of: the answers and the last hop, and the newest block that a
/// look at the address saw. A block's own time may be ahead by as much as is forgiven (Bitcoin allows two hours).
pub(super) fn clock(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let block = plan.seen.and_then(Sighting::found).and_then(|found| found.newest).and_then(|newest| newest.at).unwrap_or_default();
    let evidence = payload.claim.read_at.max(payload.claim.as_of_time);
    let behind = |at: UnixSeconds| at.get().saturating_sub(plan.now.get());
    let (newest, id) = if behind(block) > CLOCK_TOLERANCE_S {
        (block, "clock-far")
    } else if behind(evidence) > CLOCK_TOLERANCE_S {
        (evidence, "clock-far")
    } else if behind(evidence) > 0 {
        (evidence, "clock")
    } else {
        checks.push(ok("clock", format!("Your clock, {}, is after the newest evidence.", plan.now)));
        return;
    };
    checks.push(super::block(
        id,
        format!("Your clock says {}, which is before the newest evidence, {newest}.", plan.now),
        "Set the clock of this device, then read it again.",
        [Fix::ReadClock],
    ));
}

/// Where the reward goes, and whether that ties the tipster to the traced money or to the account that signs.
pub(super) fn payout(plan: &Plan<'_>, checks: &mut Vec<Check>) {
    let signer = plan.signer.map(Address::Evm);
    if let Some(signer) = &signer
        && let Some(how) = touched(plan, signer)
    {
        checks.push(block(
            "signer-traced",
            format!("The account that signs, {signer}, was touched by the traced money: {how}."),
            "Sign with a throw-away key, or say how it came by the money.",
            [Fix::ChangeSigner],
        ));
    }
    let to_signer = || {
        note(
            "payout-signer",
            "A reward would go to the account that signs.".to_owned(),
            "Keep its key file safe, or type another address that nobody can connect with it.",
            [],
        )
    };
    if plan.payout.trim().is_empty() {
        checks.push(to_signer());
        return;
    }
    let account = match read_payout(plan.payout) {
        Err(error) => {
            let what = format!("Payout: {error}.");
            checks.push(block("payout", what, "Copy the whole address again, or leave the field empty.", [Fix::ClearPayout]));
            return;
        }
        Ok(account) => account,
    };
    let address = account.address();
    if is_on_way(plan, address) {
        checks.push(block(
            "payout-on-way",
            format!("A reward would go to {address}, which is an address of the way or of the case."),
            "Type an address of your own, or leave the field empty.",
            [Fix::ClearPayout],
        ));
    } else if Some(address) == signer.as_ref() {
        checks.push(to_signer());
    } else if let Some(how) = touched(plan, address) {
        checks.push(block(
            "payout-traced",
            format!("A reward would go to {address}, which the traced money touched: {how}."),
            "Type an address of your own, or say why the money touched it.",
            [Fix::ClearPayout],
        ));
    } else {
        checks.push(ok("payout", format!("A reward would go to {account}.")));
    }
}

/// On any chain: the same key holds the same address on many.
fn is_on_way(plan: &Plan<'_>, address: &Address) -> bool {
    let path = plan.this_end().map(|end| end.path.as_slice()).unwrap_or_default();
    path.iter().any(|hop| hop.transfer.from == *address || hop.transfer.to == *address) || plan.case.addresses().contains(address)
}

/// How the traced money touched an address, by a label where one names it.
fn touched(plan: &Plan<'_>, address: &Address) -> Option<String> {
    let node = plan.view.nodes.iter().find(|node| node.account.address() == address)?;
    Some(match (node.labels.first(), node.role) {
        (Some(label), _) => format!("it is labelled \"{}\" by {}", label.name, label.source),
        (None, Role::Thief) => "the theft arrived there".to_owned(),
        (None, Role::Victim) => "it is the victim's".to_owned(),
        (None, _) => format!("the trace reached it after {}", hops(node)),
    })
}

fn hops(node: &Node) -> String {
    if node.hop == 1 { "1 hop".to_owned() } else { format!("{} hops", node.hop) }
}
