//! What the screen says of a document.

use spoor::board::desk::Flag;
use spoor::ui::boards::desk::words::flag;

#[test]
fn what_others_wrote_is_plain_text() {
    let bad = "<b>\u{202e}evil\u{0}".to_owned();
    for one in [
        Flag::OtherCase { case: bad.clone() },
        Flag::Public { lists: bad.clone(), new: None },
        Flag::Although { why: vec![bad.clone()] },
        Flag::Weak { tier: bad.clone() },
    ] {
        let (word, said) = flag(&one);
        assert!(!word.is_empty() && !said.contains(['\u{202e}', '\u{0}']), "{said}");
    }
}
