//! An attestation that was pasted: who says what of which tip.

use leptos::prelude::*;

use crate::tip::Tip;
use crate::tip::attestation::{AttestationError, Signed};
use crate::ui::tip::desk::sentence;

/// What an attestation says, and whether it is about the tip beside it.
pub fn shown(read: Result<Signed, AttestationError>, beside: Option<&Tip>) -> impl IntoView + use<> {
    let signed = match read {
        Ok(signed) => signed,
        Err(error) => return view! { <p class="verdict fail">{format!("Attestation refused: {}", sentence(error))}</p> }.into_any(),
    };
    let content = signed.content();
    let (standing, at) = (content.summary(), content.checked_at.minute());
    let about = match beside {
        Some(tip) if signed.is_about(tip) => "It is about the tip in the box.",
        Some(_) => "It is about another tip than the one in the box.",
        None => "The tip itself is not in the box.",
    };
    view! {
        <p class="verdict" class:pass=beside.is_none_or(|tip| signed.is_about(tip)) class:fail=beside.is_some_and(|tip| !signed.is_about(tip))>
            {format!("Attested on {at}: {standing}.")}
        </p>
        <p>"By "<span class="id">{signed.signer().to_string()}</span>", who asked "{content.explorers.join(", ")}". "{about}</p>
        <p>"Tip "<span class="id">{content.tip_sha256.clone()}</span></p>
        <p class="note">{format!("{} (case {}). That the signature is good says who found this, not that they are right: check the tip yourself.", content.headline, content.case_id)}</p>
    }
    .into_any()
}
