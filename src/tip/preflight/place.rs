//! The place: whether the money is there still, whether somebody can stop it, whether it is news.

use super::{Check, Fix, Plan, block, note, ok};
use crate::label::Label;
use crate::money::Account;
use crate::tip::novelty::{self, Told};
use crate::tip::payload::{Ask, FrozenNow, Payload, StillThere};
use crate::trace::end::urgency::holding;
use crate::trace::view::{End, Reason};

pub(super) fn checks(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    still(plan, payload, checks);
    freezer(plan, payload, checks);
    public(plan, payload, checks);
    told(plan, payload, checks);
}

/// Looks at the end's address, where its balance says something of this money.
fn look(plan: &Plan<'_>) -> Option<Fix> {
    let end = plan.this_end()?;
    holding(plan.view, end).map(|_| Fix::LookWhatIsThere)
}

fn still(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let claim = &payload.claim;
    match (claim.still_there, &claim.seen) {
        (StillThere::Moved, Some(seen)) => checks.push(block(
            "moved",
            format!("The money has moved on: on {} nothing of it was there.", seen.time),
            "Follow it further and write about where it lies now, or say why this place matters all the same.",
            plan.go_on().into_iter().chain([Fix::OpenTrace]).chain(look(plan)),
        )),
        (StillThere::Part, Some(seen)) => checks.push(note(
            "moved",
            format!("A part has moved on: {} of it was there on {}.", payload.coins(seen.amount, &claim.asset), seen.time),
            "Follow that part too; the tip says how much is there.",
            plan.go_on().into_iter().chain(look(plan)),
        )),
        (_, Some(seen)) => {
            checks.push(ok("moved", format!("It was there on {}.", seen.time)));
            if seen.frozen == Some(FrozenNow::Yes) {
                let what = "It is frozen already, by the issuer's own contract: to ask for a freeze is late.".to_owned();
                checks.push(note("frozen", what, "Write about another end.", plan.other_end(|end| end.freezable_by.is_some())));
            }
        }
        _ => {
            if let Some(look) = look(plan) {
                checks.push(note(
                    "moved",
                    "Nobody looked whether the money is still there.".to_owned(),
                    "One question answers it.",
                    [look],
                ));
            }
        }
    }
    let unread = plan.this_end().filter(|end| matches!(end.reason, Reason::Budget | Reason::Failed | Reason::User | Reason::Dust));
    if unread.is_some() {
        checks.push(note(
            "unread-end",
            "The trace stopped here without reading on: the money may be elsewhere.".to_owned(),
            "Let the trace go on, or look what is there.",
            plan.go_on().into_iter().chain(look(plan)),
        ));
    }
}

fn freezer(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    match (payload.claim.ask, &payload.claim.freezable_by) {
        (_, Some(who)) => checks.push(ok("no-freezer", format!("{who}."))),
        (Ask::Freeze, None) => checks.push(ok("no-freezer", "An exchange holds it.".to_owned())),
        (Ask::Watch, None) => checks.push(note(
            "no-freezer",
            "Nobody is known who can freeze it here; the tip asks to watch it. Bounties are paid for what is frozen.".to_owned(),
            "Write about an end where somebody can act, if there is one.",
            plan.other_end(|end| end.freezable_by.is_some()),
        )),
    }
}

fn labels_at<'a>(plan: &Plan<'a>, account: &Account) -> &'a [Label] {
    plan.view.nodes.iter().find(|node| node.account == *account).map(|node| node.labels.as_slice()).unwrap_or_default()
}

fn public(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let at = &payload.claim.at;
    let listed = novelty::listed(plan.case, labels_at(plan, at), at);
    if listed.is_empty() {
        let what = "The address is on none of the lists that Spoor has: the case file's and those of its labels.".to_owned();
        checks.push(ok("nothing-new", what));
        return;
    }
    let is_new =
        |end: &End| plan.view.nodes.get(end.node).is_some_and(|node| novelty::listed(plan.case, &node.labels, &node.account).is_empty());
    let lists = novelty::lists(&listed);
    match novelty::new_anyway(payload) {
        Some(new) => checks.push(note(
            "nothing-new",
            format!("{lists} {new}"),
            "Look what is there, or follow the money further.",
            look(plan).filter(|_| payload.claim.seen.is_none()).into_iter().chain(plan.other_end(is_new)),
        )),
        None => checks.push(block(
            "nothing-new",
            format!("{lists} The money has left it, so nothing about the place is new."),
            "Write about a later end, or say what is new.",
            plan.other_end(is_new).into_iter().chain([Fix::OpenTrace]),
        )),
    }
}

fn told(plan: &Plan<'_>, payload: &Payload, checks: &mut Vec<Check>) {
    let Some(Told { tip, more, is_same_work }) = novelty::told(plan.earlier, payload, plan.now) else { return };
    let name: String = tip.id.chars().take(12).collect();
    let earlier = format!("Your tip {name} of {} tells of the same asset at the same address", tip.issued_at);
    let others = |end: &End| plan.view.nodes.get(end.node).is_some_and(|node| node.account != tip.at || end.asset != tip.asset);
    if !more.is_zero() {
        let more = payload.coins(more, &payload.claim.asset);
        let what = format!("{earlier}; {more} of this one is new.");
        checks.push(note("told-already", what, "Say in the note that it adds to that tip.", []));
    } else if is_same_work {
        checks.push(note("told-already", format!("{earlier}; this one would replace it."), "Hand in one of the two.", []));
    } else {
        let what = format!("{earlier}, and of as much: this one tells nothing more.");
        checks.push(block("told-already", what, "Write about another end, or say why it is sent again.", plan.other_end(others)));
    }
}
