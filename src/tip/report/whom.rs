//! Who can be asked to stop the money of a tip: read from its claim and `data/freezers.json`, never from a name alone.

use super::ReportError;
use crate::explorer::crossing::service_for;
use crate::explorer::freezers::{self, Freezing, Means};
use crate::label::Category;
use crate::tip::human::{holder, labelled};
use crate::tip::inert::{cited, quoted, safe};
use crate::tip::payload::{ClaimKind, Payload, StillThere};
use crate::trace::view::Power;

/// Somebody who can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub who: String,
    /// What they can do.
    pub power: Power,
    /// How, and what it takes, in sentences.
    pub how: String,
    /// Where they take requests, as a URL; `None` where Spoor knows no place.
    pub at: Option<String>,
    /// Who says so, and when.
    pub source: String,
}

/// What somebody can do, in a few words.
#[must_use]
pub const fn power_words(power: Power) -> &'static str {
    match power {
        Power::Account => "can freeze the account behind it",
        Power::Token => "can freeze the address",
        Power::Pause => "can pause the whole token",
        Power::Hold => "may be able to hold it on its way",
    }
}

/// Everybody who can be asked to stop the money where the claim says that it is: who keeps it first, then its issuer.
///
/// # Errors
/// When nobody can, or it had moved on before an issuer could.
pub fn recipients(payload: &Payload) -> Result<Vec<Recipient>, ReportError> {
    let claim = &payload.claim;
    let coins = payload.coins(claim.tainted, &claim.asset);
    let at = claim.at.to_string();
    let custodian = match claim.kind {
        ClaimKind::AtExchange | ClaimKind::AtDepositAddress => exchange(payload),
        ClaimKind::BridgeOut => bridge(payload),
        ClaimKind::AtAddress | ClaimKind::FreezableByIssuer | ClaimKind::InMixer | ClaimKind::AtService => None,
    };
    // At an address of many, an issuer's freeze would stop other people's money.
    let alone = matches!(claim.kind, ClaimKind::AtAddress | ClaimKind::FreezableByIssuer | ClaimKind::AtDepositAddress);
    let issuers: Vec<Recipient> =
        freezers::of(&claim.asset).into_iter().filter(|one| alone && one.means == Means::List).map(|one| issuer(one, payload)).collect();
    if let (None, Some(first), StillThere::Moved) = (&custodian, issuers.first(), claim.still_there) {
        return Err(ReportError::MovedOn { coins, at, who: first.who.clone() });
    }
    // What left a deposit address lies in the exchange's books; its token is elsewhere.
    let issuers = issuers.into_iter().filter(|_| claim.still_there != StillThere::Moved);
    let found: Vec<Recipient> = custodian.into_iter().chain(issuers).collect();
    if found.is_empty() { Err(ReportError::Nobody { coins, at, why: nobody(payload) }) } else { Ok(found) }
}

fn exchange(payload: &Payload) -> Option<Recipient> {
    let claim = &payload.claim;
    let label = holder(payload).filter(|label| matches!(label.category, Category::Exchange | Category::Deposit));
    if let Some(label) = label {
        return Some(Recipient {
            who: quoted(&label.name),
            power: Power::Account,
            how: format!(
                "The address is {}. Where the label is right, the exchange can freeze the account that was credited.",
                labelled(label)
            ),
            at: freezers::desk(&label.name).map(|desk| desk.at.clone()),
            source: cited(&label.source),
        });
    }
    // Without a label the trace took it for a deposit address by what it does, and named whose.
    let sentence = claim.freezable_by.as_deref()?;
    let (name, _) = sentence.split_once(" can ")?;
    Some(Recipient {
        who: quoted(name),
        power: Power::Account,
        how: format!("This is an inference: {}.", safe(sentence)),
        at: freezers::desk(name).map(|desk| desk.at.clone()),
        source: safe(&claim.why),
    })
}

fn bridge(payload: &Payload) -> Option<Recipient> {
    if let Some(known) = service_for(&payload.claim.at).and_then(freezers::halting) {
        return Some(Recipient {
            who: known.who.clone(),
            power: Power::Hold,
            how: known.how.clone(),
            at: Some(known.at.clone()),
            source: format!("{}, {}", known.source, known.as_of),
        });
    }
    let label = holder(payload)?;
    Some(Recipient {
        who: quoted(&label.name),
        power: Power::Hold,
        how: format!("The address is {}. It may be able to hold a transfer that is under way.", labelled(label)),
        at: None,
        source: cited(&label.source),
    })
}

fn issuer(one: &Freezing, payload: &Payload) -> Recipient {
    let contract = payload.claim.asset.contract().map(ToString::to_string).unwrap_or_default();
    let act = one.act.as_deref().map_or_else(String::new, |act| format!("By {act} of the contract {contract}. "));
    Recipient {
        who: one.who.clone(),
        power: Power::Token,
        how: format!("{act}{}", one.how),
        at: Some(one.at.clone()),
        source: format!("{}, {}", one.source, one.as_of),
    }
}

/// Why nobody can stop it there.
fn nobody(payload: &Payload) -> String {
    let claim = &payload.claim;
    let pausers: Vec<&str> =
        freezers::of(&claim.asset).into_iter().filter(|one| one.means == Means::Pause).map(|one| one.who.as_str()).collect();
    match claim.kind {
        ClaimKind::InMixer => "it went into a mixer".to_owned(),
        ClaimKind::AtService => "the service holds the money of many, and a freeze would stop theirs".to_owned(),
        ClaimKind::AtExchange | ClaimKind::AtDepositAddress => "no label with a source says whose address it is".to_owned(),
        ClaimKind::BridgeOut => "no label with a source says whose bridge it is".to_owned(),
        _ if claim.asset.is_native() => "it is the chain's own coin in somebody's own hands, which nobody issues".to_owned(),
        _ if !pausers.is_empty() => format!("{} can only stop everybody at once", pausers.join(" and ")),
        _ => "no issuer that Spoor knows of keeps a list of frozen addresses for this token".to_owned(),
    }
}
