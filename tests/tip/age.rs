//! Files of age: the official vectors, and what Spoor writes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use age::armor::ArmoredReader;
use age::secrecy::SecretString;
use alloy_primitives::hex;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use spoor::case::{CaseLibrary, Recipient};
use spoor::money::UnixSeconds;
use spoor::tip::lock::{
    Done, Errand, FileKind, Hidden, HybridIdentity, LockError, decrypt, encrypt, looks_encrypted, open_with_passphrase, run,
    with_passphrase,
};
use spoor::tip::{Expect, KeyError, SavedKey, UnsavedKey, verify};
use zeroize::Zeroizing;

use super::vectors::gunzip;

const PASSPHRASE: &str = "four words are enough";

/// One file of the test kit: what its head says, and the age file after it.
struct Vector {
    head: Vec<(String, String)>,
    file: Vec<u8>,
}

impl Vector {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let head: Vec<(String, String)> =
            head.lines().map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap()).collect();
        let mut vector = Self { head, file: bytes[end + 2..].to_vec() };
        if vector.one("compressed") == Some("zlib") {
            let mut whole = Vec::new();
            flate2::read::ZlibDecoder::new(&vector.file[..]).read_to_end(&mut whole).unwrap();
            vector.file = whole;
        }
        vector
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.head.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn identities(&self) -> Vec<Box<dyn age::Identity>> {
        let read = |text: &str| -> Box<dyn age::Identity> {
            if text.starts_with("AGE-SECRET-KEY-PQ-") {
                Box::new(text.parse::<HybridIdentity>().unwrap())
            } else {
                Box::new(text.parse::<age::x25519::Identity>().unwrap())
            }
        };
        self.all("identity").map(read).collect()
    }

    fn open(&self) -> Result<Zeroizing<Vec<u8>>, LockError> {
        if let Some(passphrase) = self.one("passphrase") {
            return open_with_passphrase(&self.file, passphrase);
        }
        let identities = self.identities();
        decrypt(&self.file, &identities.iter().map(|one| &**one).collect::<Vec<_>>())
    }

    /// The class that the kit expects, as it follows from what Spoor said.
    fn class(&self, opened: &Result<Zeroizing<Vec<u8>>, LockError>) -> &'static str {
        match opened {
            Ok(_) => "success",
            Err(LockError::OtherKey | LockError::WrongPassphrase) => "no match",
            Err(LockError::Changed) => "HMAC failure",
            Err(LockError::Header | LockError::TooCostly(_)) => "header failure",
            Err(LockError::Payload) => "payload failure",
            Err(LockError::Armour(_)) => "armor failure",
            // What begins neither as armour nor as a file: only whoever wrote it knows which of them it should have been.
            Err(LockError::NotAge) if self.one("armored") == Some("yes") => "armor failure",
            Err(LockError::NotAge) => "header failure",
            Err(other) => panic!("{other}"),
        }
    }

    /// What the crate had given out before it met the fault.
    fn given_out(&self) -> Vec<u8> {
        let identities = self.identities();
        let file = age::Decryptor::new_buffered(ArmoredReader::new(&self.file[..])).unwrap();
        let mut given = Vec::new();
        let fault = file.decrypt(identities.iter().map(|one| &**one)).unwrap().read_to_end(&mut given);
        assert!(fault.is_err());
        given
    }
}

#[test]
fn every_vector_of_the_age_test_kit_comes_out_as_it_says() {
    let files = gunzip("age-cctv/testdata.json.gz");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, file) in files.as_object().unwrap() {
        let vector = Vector::read(&BASE64_STANDARD.decode(file.as_str().unwrap()).unwrap());
        let expected = vector.one("expect").unwrap();
        let opened = vector.open();
        let class = vector.class(&opened);
        if class != expected {
            faults.push(format!("{name}: {class}, not {expected} ({:?})", opened.err()));
            continue;
        }
        // Of a damaged file Spoor gives nothing; what the crate had given out by then was right.
        let payload = match opened {
            Ok(content) => Some(content.to_vec()),
            Err(LockError::Payload) => Some(vector.given_out()),
            Err(_) => None,
        };
        if let Some(payload) = payload {
            assert_eq!(hex::encode(Sha256::digest(&payload)), vector.one("payload").unwrap(), "{name}");
        }
        *counts.entry(class).or_default() += 1;
    }
    println!("age test kit: {} of {} as expected: {counts:?}", counts.values().sum::<usize>(), files.as_object().unwrap().len());
    assert_eq!(faults, Vec::<String>::new());
    let expected =
        [("HMAC failure", 1), ("armor failure", 22), ("header failure", 62), ("no match", 13), ("payload failure", 19), ("success", 26)];
    assert_eq!(counts, BTreeMap::from(expected));
    assert_eq!(counts.values().sum::<usize>(), 143);
}

/// A secret key of the kind with the public one of it.
fn pair() -> (age::x25519::Identity, Recipient) {
    let identity = age::x25519::Identity::generate();
    let recipient = identity.to_public().to_string().parse().unwrap();
    (identity, recipient)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whoever_a_text_is_encrypted_for_reads_it_and_nobody_else(text in "\\PC{0,300}", readers in 1_usize..4) {
        let pairs: Vec<_> = (0..readers).map(|_| pair()).collect();
        let recipients: Vec<Recipient> = pairs.iter().map(|(_, recipient)| recipient.clone()).collect();
        let armour = encrypt(&text, &recipients).unwrap();
        prop_assert!(looks_encrypted(&armour) && armour.is_ascii());
        for (identity, _) in &pairs {
            let opened = decrypt(armour.as_bytes(), &[identity]).unwrap();
            prop_assert_eq!(opened.as_slice(), text.as_bytes());
        }
        prop_assert_eq!(decrypt(armour.as_bytes(), &[&pair().0]).unwrap_err(), LockError::OtherKey);
    }

    #[test]
    fn no_bytes_make_it_panic(file in proptest::collection::vec(any::<u8>(), 0..400), begin in 0_usize..3) {
        let begin: &[u8] = [&b""[..], b"age-encryption.org/v1\n-> X25519 ", b"-----BEGIN AGE ENCRYPTED FILE-----\n"][begin];
        let file = [begin, &file[..]].concat();
        prop_assert!(decrypt(&file, &[&pair().0]).is_err());
        prop_assert!(open_with_passphrase(&file, "x").is_err());
        let is_refused = matches!(run(&Errand::Open { file: Hidden::new(file), passphrase: Hidden::new(b"x".to_vec()) }), Done::Refused { .. });
        prop_assert!(is_refused);
    }
}

#[test]
fn one_changed_character_of_the_armour_opens_nothing() {
    let (identity, recipient) = pair();
    let armour = encrypt("the money is at 0x…", &[recipient]).unwrap();
    let mut refused = 0;
    for (at, was) in armour.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
        let other = if was == 'A' { 'B' } else { 'A' };
        let changed = format!("{}{other}{}", &armour[..at], &armour[at + 1..]);
        match decrypt(changed.as_bytes(), &[&identity]) {
            Err(_) => refused += 1,
            Ok(_) => panic!("character {at}"),
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn nothing_is_encrypted_to_nobody_or_to_keys_of_two_kinds() {
    let (_, plain) = pair();
    let bytes = [vec![0; 1_184], vec![9; 32]].concat();
    let hybrid = bech32_long("age1pq", &bytes).parse::<Recipient>().unwrap();
    assert_eq!(encrypt("x", &[]).unwrap_err(), LockError::NoRecipient);
    assert_eq!(encrypt("x", &[plain.clone(), hybrid.clone()]).unwrap_err(), LockError::Mixed);
    assert!(encrypt("x", &[hybrid.clone(), hybrid]).is_ok());
    // Written like a key, with numbers that no key has.
    let broken = bech32_long("age1pq", &[0xff; 1_216]).parse::<Recipient>().unwrap();
    assert!(matches!(encrypt("x", &[broken]), Err(LockError::NotAKey(_))));
    assert!(encrypt("x", &[plain.clone(), plain]).is_ok());
}

/// Bech32 of any length, by the definition of BIP-173.
fn bech32_long(hrp: &str, bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)).collect();
    let fives: Vec<u8> = bits.chunks(5).map(|five| (0..5).fold(0, |sum, at| sum << 1 | five.get(at).copied().unwrap_or(0))).collect();
    let (high, low) = (hrp.bytes().map(|b| b >> 5), hrp.bytes().map(|b| b & 31));
    let sum = high.chain([0]).chain(low).chain(fives.iter().copied()).chain([0; 6]).fold(1_u32, |sum, value| {
        let mixed = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3_u32];
        let next = (sum & 0x01ff_ffff) << 5 ^ u32::from(value);
        mixed.iter().enumerate().fold(next, |next, (at, mix)| if sum >> 25 >> at & 1 == 1 { next ^ mix } else { next })
    }) ^ 1;
    let check = (0..6).rev().map(|at| u8::try_from(sum >> (5 * at) & 31).unwrap());
    let letters: String = fives.iter().copied().chain(check).map(|five| char::from(LETTERS[usize::from(five)])).collect();
    format!("{hrp}1{letters}")
}

#[test]
fn a_key_comes_back_from_a_file_of_age_as_from_a_keystore() {
    let secret = Zeroizing::new([0x5a; 32]);
    let mut files = BTreeSet::new();
    for kind in [FileKind::Age, FileKind::Keystore] {
        let key = UnsavedKey::from_random(&secret).unwrap();
        let address = key.address();
        let hidden = |text: &str| Hidden::new(text.as_bytes().to_vec());
        let errand = Errand::Lock { secret: key.secret(), kind, passphrase: hidden(PASSPHRASE), random: Hidden::new(vec![7; 64]) };
        // As it goes to the vault and back.
        let errand: Errand = serde_json::from_slice(&serde_json::to_vec(&errand).unwrap()).unwrap();
        let Done::Locked { file, address: found } = run(&errand) else { panic!("not locked") };
        assert!(!format!("{errand:?}").contains("5a5a") && !file.contains(&"5a".repeat(32)));
        let saved = key.written(found).unwrap();
        assert_eq!((saved.address(), looks_encrypted(&file)), (address, kind == FileKind::Age));
        let open = |passphrase: &str| run(&Errand::Open { file: hidden(&file), passphrase: hidden(passphrase) });
        let Done::Opened { secret: opened, address: found } = open(PASSPHRASE) else { panic!("not opened") };
        assert_eq!(SavedKey::opened(&opened, found).unwrap().address(), address);
        assert_eq!(SavedKey::open(&file, PASSPHRASE).unwrap().address(), address);
        let Done::Refused { why } = open("another passphrase") else { panic!("opened") };
        assert!(why.contains("the passphrase does not open this"), "{why}");
        assert!(SavedKey::opened(&opened, UnsavedKey::from_random(&Zeroizing::new([1; 32])).unwrap().address()).is_err());
        let done = Done::Locked { file: file.clone(), address };
        assert_eq!(serde_json::from_slice::<Done>(&serde_json::to_vec(&done).unwrap()).unwrap(), done);
        files.insert(file);
    }
    assert_eq!(files.len(), 2);
}

#[test]
fn a_file_of_age_with_something_else_in_it_is_no_key_file() {
    let key = format!("0x{}", "5a".repeat(32));
    let others = UnsavedKey::from_random(&Zeroizing::new([1; 32])).unwrap().address();
    for (content, why) in [
        (String::new(), "no line has 64"),
        ("# nothing but a remark\n".to_owned(), "no line has 64"),
        ("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0".to_owned(), "not 64 hexadecimal"),
        (format!("{key}\n{key}\n"), "more than one"),
        (format!("{key}00"), "not 64 hexadecimal"),
        (format!("# address: {others}\n{key}"), "its key is that of"),
        (format!("# address: nobody\n{key}"), "the address it names is none"),
        ("00".repeat(32), "not a key"),
    ] {
        let file = with_passphrase(&content, PASSPHRASE).unwrap();
        let error = SavedKey::open(&file, PASSPHRASE).unwrap_err().to_string();
        assert!(error.contains(why), "{content}: {error}");
    }
    // What somebody typed by hand.
    let file = with_passphrase(&format!("\r\n {} \r\n# mine\r\n", "5a".repeat(32)), PASSPHRASE).unwrap();
    assert!(SavedKey::open(&file, PASSPHRASE).is_ok());
    assert!(matches!(SavedKey::open(&encrypt("x", &[pair().1]).unwrap(), PASSPHRASE), Err(KeyError::Lock(_))));
}

#[test]
fn a_passphrase_file_that_asks_for_more_work_than_a_page_does_is_refused_at_once() {
    let mut costly = age::scrypt::Recipient::new(SecretString::from(PASSPHRASE.to_owned()));
    costly.set_work_factor(1);
    let file = age::encrypt(&costly, b"x").unwrap();
    let text = String::from_utf8_lossy(&file[..120]).into_owned();
    let line = text.lines().nth(1).unwrap().to_owned();
    for work in ["21", "22", "40", "63"] {
        let asked = format!("{}{work}", line.strip_suffix('1').unwrap());
        let mut changed = file.clone();
        let at = text.find(&line).unwrap();
        drop(changed.splice(at..at + line.len(), asked.bytes()));
        let error = open_with_passphrase(&changed, PASSPHRASE).unwrap_err();
        assert_eq!(error, LockError::TooCostly(work.parse().unwrap()));
    }
    assert_eq!(open_with_passphrase(&file, PASSPHRASE).unwrap().as_slice(), b"x");
}

#[test]
fn the_verifier_says_that_an_encrypted_tip_is_to_be_opened_first() {
    let cases = CaseLibrary::built_in().unwrap();
    let expect = Expect { now: UnixSeconds::new(1_790_000_000), cases: &cases };
    let armour = encrypt("x", &[pair().1]).unwrap();
    for pasted in
        [armour.clone(), format!("\u{feff}\r\n  {armour}"), format!("> {armour}"), "age-encryption.org/v1\n-> X25519 …".to_owned()]
    {
        assert!(looks_encrypted(&pasted));
        let verdict = verify(&pasted, &expect);
        assert!(!verdict.is_valid() && verdict.summary().contains("age -d"), "{}", verdict.summary());
    }
    for other in ["", "BEGIN STOLEN FUNDS TIP v1.", "see age-encryption.org/v1", "-----BEGIN PGP MESSAGE-----"] {
        assert!(!looks_encrypted(other), "{other}");
    }
}
