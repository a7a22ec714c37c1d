//! Documents in a text.

use proptest::prelude::*;
use spoor::board::desk::{Kind, split};

const TIP: &str = "BEGIN STOLEN FUNDS TIP v2.\nabc def\nEND STOLEN FUNDS TIP.\n";
const AGE: &str = "-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n";
const JSON: &str = "{\"payload\":{\"note\":\"BEGIN STOLEN FUNDS TIP v2.\"}}";

fn kinds(text: &str) -> Vec<(Kind, String)> {
    split(text).into_iter().map(|piece| (piece.kind, text[piece.document].to_owned())).collect()
}

#[test]
fn documents_are_taken_out_of_talk() {
    let cut = TIP.replace("END STOLEN FUNDS TIP.", "");
    let quoted = "> BEGIN STOLEN\n> FUNDS TIP v2.\n> abc\n> END STOLEN FUNDS TIP.\n";
    let attestation = TIP.replace(" TIP", " ATTESTATION");
    for (text, expected) in [
        (String::new(), vec![]),
        ("  \n".to_owned(), vec![Kind::Other]),
        ("hello, a tip is to come".to_owned(), vec![Kind::Other]),
        (TIP.to_owned(), vec![Kind::Armour]),
        (format!("Dear desk,\n{TIP}\nand one more:\n{TIP}bye"), vec![Kind::Armour; 2]),
        (format!("{cut}{TIP}"), vec![Kind::Armour; 2]),
        (format!("{TIP}{quoted}{AGE}{attestation}"), vec![Kind::Armour, Kind::Armour, Kind::Encrypted, Kind::Attestation]),
        (format!("{AGE}{AGE}"), vec![Kind::Encrypted; 2]),
        (format!("\u{feff}{JSON}\n"), vec![Kind::Json]),
        (format!("{JSON}\n{JSON}\n{TIP}"), vec![Kind::Json, Kind::Json, Kind::Armour]),
        (format!("as JSON:\n  {JSON}\r\nthat was it"), vec![Kind::Json]),
        ("{\"any\": [1]}".to_owned(), vec![Kind::Json]),
    ] {
        let found = kinds(&text);
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), expected, "{text}");
    }
    let text = format!("as JSON:\n  {JSON}\r\nthat was it");
    assert_eq!(kinds(&text)[0].1, JSON, "what stands around a line of JSON is not handed to its reader");
    assert_eq!(kinds(&format!("talk {AGE} talk"))[0].1, AGE.trim_end());
}

proptest! {
    #[test]
    fn the_pieces_are_the_text(parts in proptest::collection::vec(0usize..10, 0..12), noise in "\\PC{0,30}", cut in 0usize..400) {
        let known = [TIP, AGE, JSON, "BEGIN STOLEN FUNDS TIP v", "END STOLEN FUNDS TIP.", "\n", "{", "-----BEGIN AGE ENCRYPTED FILE-----", "B.E\u{200b}GIN", &noise];
        let mut text: String = parts.iter().map(|part| known[*part]).collect();
        let end = (0..=cut.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        text.truncate(text.len() - if end % 3 == 0 { 0 } else { text.len() - end });
        let pieces = split(&text);
        let joined: String = pieces.iter().map(|piece| &text[piece.whole.clone()]).collect();
        prop_assert_eq!(&joined, &text);
        for piece in &pieces {
            prop_assert!(piece.whole.start <= piece.document.start && piece.document.end <= piece.whole.end);
        }
    }
}
