//! The tips that the browser's test of the desk pastes are what they are called.

use spoor::board::desk::{Advice, Standing, Whom};
use spoor::board::entry::Reason;

use crate::made::{context, intake, of, triage};

#[test]
fn the_tips_of_the_browser_test_are_what_they_are_called() {
    let all = [
        intake("real", include_str!("../fixtures/desk/real.txt"), 10),
        intake("copy", include_str!("../fixtures/desk/copy.json"), 20),
        intake("tampered", include_str!("../fixtures/desk/tampered.json"), 30),
    ];
    let triaged = triage(context(), &all);
    assert_eq!(of(&triaged, "real").suggestion.advice, Advice::Accept);
    // Signed by another library, with the same payload.
    assert_eq!(of(&triaged, "copy").standing, Standing::Valid);
    assert_eq!(of(&triaged, "copy").suggestion.advice, Advice::Refuse { reason: Reason::Copy, of: Some(Whom::Item(0)) });
    assert!(matches!(of(&triaged, "tampered").standing, Standing::Refused { signed: false, .. }));
}
