//! The program that checks case files: what it says, and the way from its template to a file that opens.

#[path = "../../examples/check_case/check.rs"]
mod check;

use check::{Arguments, run};
use spoor::tip::case_file::SignedCase;

fn done(words: &[&str], passphrase: Option<&str>) -> (u8, String) {
    let arguments = Arguments::read(words.iter().map(|word| (*word).to_owned())).unwrap();
    run(&arguments, passphrase.map(str::to_owned)).unwrap()
}

fn written(name: &str, text: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("check_case");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn from_the_template_to_a_file_that_opens() {
    let (code, template) = done(&["--new", "toy-2026-01-31"], None);
    assert_eq!(code, 0);
    let case = written("case.json", &template);
    let (code, said) = done(&[&case], None);
    assert_eq!((code, said.as_str()), (0, "Somebody (edition 1) can be signed: --sign KEYFILE.\n"));
    let unsaved = spoor::tip::UnsavedKey::from_random(&zeroize::Zeroizing::new([0x11; 32])).unwrap();
    let (file, key) = unsaved.save("a passphrase", &[7; 64], spoor::tip::Cost::LEAST).unwrap();
    let key_file = written("key.json", &file);
    let (code, signed) = done(&[&case, "--sign", &key_file], Some("a passphrase"));
    assert_eq!(code, 0, "{signed}");
    let read = SignedCase::read(&signed).unwrap();
    assert_eq!((read.case().id.as_str(), read.publisher()), ("toy-2026-01-31", key.address()));
    let (code, said) = done(&[&written("signed.json", &signed)], None);
    assert!(code == 0 && said.contains("can be opened. Signed by 0x"), "{said}");
    let changed = written("changed.json", &signed.replace("\"Somebody\"", "\"Nobody\""));
    let (code, said) = done(&[&changed], None);
    assert!(code == 1 && said.contains("wrong    file: the case is signed by"), "{said}");
    assert!(done(&[&case, "--typed-data"], None).1.contains("Stolen Funds Case"));
}

#[test]
fn everything_that_is_wrong_is_listed_with_its_place() {
    let (_, template) = done(&["--new"], None);
    let broken =
        template.replace("\"case/1\"", "\"case/9\"").replace("120000000000000000000", "a lot").replace("eip155:1:0x1111", "eip155:1:0x9");
    let file = written("broken.json", &broken);
    let (code, said) = done(&[&file], None);
    assert_eq!(code, 1);
    for place in ["wrong    schema: ", "wrong    seeds[0]: ", "wrong    parties[0]: ", "Refused: 3 things are wrong."] {
        assert!(said.contains(place), "{said}");
    }
    let (code, json) = done(&[&file, "--json"], None);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["usable"], json["wrong"].as_array().unwrap().len()), (1, &false.into(), 3));
    let bare = written("bare.json", &template.replace("\"Not known\"", "\"\""));
    let (code, said) = done(&[&bare], None);
    assert!(code == 0 && said.contains("missing  attribution: is empty"), "{said}");
    let (code, said) = done(&[&written("none.json", "no JSON")], None);
    assert!(code == 1 && said.contains("wrong    file: "), "{said}");
}

#[test]
fn a_command_line_that_cannot_be_followed_says_how() {
    for words in [&[][..], &["--sign"], &["a", "b"], &["--what"]] {
        let error = Arguments::read(words.iter().map(|word| (*word).to_owned())).unwrap_err().to_string();
        assert!(error.contains("use: check_case FILE"), "{error}");
    }
    let missing = Arguments::read(["/nowhere/case.json".to_owned()].into_iter()).unwrap();
    assert!(run(&missing, None).unwrap_err().to_string().contains("/nowhere/case.json cannot be read"));
}
