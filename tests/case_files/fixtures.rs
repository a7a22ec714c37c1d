//! The files that the browser's tests open: signed with keys that everybody knows, so that they can be made anew
//! (`SPOOR_WRITE=1`). The same key and the same case give the same bytes.

use serde_json::{Value, json};
use spoor::tip::case_file::UnsignedCase;
use spoor::tip::{Cost, SavedKey, UnsavedKey};

fn key(last: u8) -> SavedKey {
    let mut bytes = [0; 32];
    bytes[31] = last;
    let unsaved = UnsavedKey::from_random(&zeroize::Zeroizing::new(bytes)).unwrap();
    unsaved.save("a passphrase", &[7; 64], Cost::LEAST).unwrap().1
}

fn toy(version: u64) -> Value {
    json!({
        "schema": "case/1", "version": version, "id": "toy-2026-01-31", "name": "Toy <img src=x onerror=alert(1)>",
        "at": "2026-01-31T14:05:00Z", "precision": "minute", "chain": "eip155:1", "loss": "120 ETH, by its own count",
        "attribution": "Not known", "confidence": {"level": "low", "why": "an example"}, "portal": "",
        "origins": [{"at": "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "from_at": "2026-01-31T14:05:00Z"}],
        "parties": [{"account": "eip155:1:0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "role": "address of the thief", "source": "made up"}],
        "terms": [], "sources": [{"title": "Made up for the tests", "at": "tests/case_files", "read": "2026-02-01"}],
    })
}

#[test]
fn the_files_of_the_browser_tests_are_as_they_are_signed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases");
    for (name, version, by) in [("toy-1.json", 1, 1), ("toy-2.json", 2, 1), ("toy-3-other-key.json", 3, 2)] {
        let signed = UnsignedCase::read(&toy(version).to_string()).unwrap().sign(&key(by)).unwrap().to_json();
        let path = folder.join(name);
        if std::env::var_os("SPOOR_WRITE").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &signed).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), signed, "{name}: SPOOR_WRITE=1 makes it anew");
    }
}
