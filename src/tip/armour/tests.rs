//! The armour under what programs do to a text, and under changes.

use proptest::prelude::*;

use super::digits::DIGITS;
use super::*;

const VERSIONS: [Version; 2] = [Version::V1, Version::V2];

/// The expected words were computed by another program, in another language (Python and zlib).
#[test]
fn the_form_is_stable() {
    let envelope = b"{\"a\":\"b\"}";
    let first = write(What::Tip, Version::V1, envelope);
    assert_eq!(first, "BEGIN STOLEN FUNDS TIP v1.\nFTNsWKdiLjqMuQ7 FbmTXwKa\nEND STOLEN FUNDS TIP.\n");
    let second = encode(envelope);
    assert_eq!(second, "BEGIN STOLEN FUNDS TIP v2.\n00001NXNsm2Fgwe 38MJIGk7RSmP4Qc h\nEND STOLEN FUNDS TIP.\n");
    for version in VERSIONS {
        let long = write(What::Tip, version, &[7; 200]);
        assert!(long.lines().all(|line| line.len() <= 63), "{long}");
        assert_eq!(decode(&long).as_deref(), Ok(&[7; 200][..]));
    }
}

/// Packed by zlib, which finds other repetitions than the packer here: one tip, whoever packed it.
#[test]
fn what_another_packer_wrote_is_read() {
    let numbers: Vec<String> = (0..60).map(|n| format!("\"{}\"", n * n)).collect();
    let armour = "BEGIN STOLEN FUNDS TIP v2.
0001GLfJxSCI9Uu Pi0N8v3QFCdxiBo Uo4ajs5QfMLB1Bn r1c0JoBwgp0t7tm
36c6scIPJgecWUE AiW9dicWvEPIvrC AqaH3tKt886VPBG AuGRJ6YFMRTB5yW
rUa24VpqTV5RC1f ig4eeQECvDumBT2 W7gHuXwYiLhYcfL tlJtPNmvlO4GlL5
nJ9hGjgPWnYNZqW W8Oz7kFEgftHNls LP1qt57fUjB3eZ7
END STOLEN FUNDS TIP.
";
    assert_eq!(decode(armour), Ok(format!("[{}]", numbers.join(",")).into_bytes()));
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    /// From 0 to below `most`.
    fn below(&mut self, most: usize) -> usize {
        // The generator of Knuth's MMIX; its high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A document like a tip's: words that repeat and hexadecimal digits that do not.
    fn envelope(&mut self) -> Vec<u8> {
        let words = ["\"tx\":\"0x", "\",\"amount\":\"", "eip155:1:0x", "{\"hops\":[{", "\"tier\":\"observed\"}", "not looked up. "];
        let mut out = String::from("{");
        for _ in 0..4 + self.below(40) {
            out.push_str(self.one_of(&words));
            (0..self.below(64)).for_each(|_| out.push(char::from(b"0123456789abcdef"[self.below(16)])));
        }
        out.into_bytes()
    }
}

/// What chat windows, mail programs and word processors do to a text.
const MANGLES: [&str; 24] = [
    "nothing",
    "one line",
    "no white space",
    "quoted",
    "quoted twice",
    "wrapped",
    "wrapped and quoted",
    "no-break spaces",
    "narrow no-break spaces",
    "zero-width spaces",
    "byte order mark",
    "CRLF",
    "CR",
    "tabs",
    "smart quotes",
    "markdown fence",
    "markdown code and bold",
    "chat before",
    "chat after",
    "bidi marks",
    "soft hyphens",
    "dashes and ellipsis",
    "blank lines",
    "trailing spaces",
];

fn mangle(text: &str, how: &str, dice: &mut Dice) -> String {
    let lines = |f: &dyn Fn(&str) -> String| text.lines().map(f).collect::<Vec<_>>().join("\n");
    let wrapped = |width: usize| {
        let flat: Vec<char> = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
        flat.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    };
    let width = 20 + dice.below(181);
    let chat = [
        "Hi all, here is my tip.",
        "I BEGIN with the words STOLEN FUNDS; copy from BEGIN on.",
        "END of my message. The TIP v2 is below, see 0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2 🙏",
        "Ça commence ici → пишите",
    ];
    match how {
        "one line" => text.replace('\n', " "),
        "no white space" => text.split_whitespace().collect(),
        "quoted" => lines(&|line| format!("> {line}")),
        "quoted twice" => lines(&|line| format!(">> | {line}")),
        "wrapped" => wrapped(width),
        "wrapped and quoted" => wrapped(width).lines().map(|line| format!("> {line}\n")).collect(),
        "no-break spaces" => text.replace(' ', "\u{a0}"),
        "narrow no-break spaces" => text.replace(' ', "\u{202f}"),
        "zero-width spaces" => text.chars().flat_map(|c| [c, ['\u{200b}', '\u{200d}', '\u{2060}'][width % 3]]).collect(),
        "byte order mark" => format!("\u{feff}{text}"),
        "CRLF" => text.replace('\n', "\r\n"),
        "CR" => text.replace('\n', "\r"),
        "tabs" => text.replace(' ', "\t"),
        "smart quotes" => format!("“{}”", text.trim_end()),
        "markdown fence" => format!("```\n{text}\n```\n"),
        "markdown code and bold" => format!("**`{}`**", text.trim_end()),
        "chat before" => format!("{}\n\n{text}", dice.one_of(&chat)),
        "chat after" => format!("{text}\nThanks! {}", dice.one_of(&chat)),
        "bidi marks" => format!("\u{202a}{}\u{202c}", text.replace('\n', "\n\u{200e}")),
        "soft hyphens" => text.replace(' ', "\u{ad} "),
        "dashes and ellipsis" => lines(&|line| format!("— {line} …")),
        "blank lines" => text.replace('\n', "\n \n\n"),
        "trailing spaces" => lines(&|line| format!("{line}   ")),
        _ => text.to_owned(),
    }
}

#[test]
fn ten_thousand_manglings_decode_identically() {
    let mut dice = Dice(1);
    let mut count = 0;
    while count < 10_000 {
        let envelope = dice.envelope();
        for version in VERSIONS {
            let armour = write(What::Tip, version, &envelope);
            // Each alone, then several on top of each other.
            for how in MANGLES {
                assert_eq!(decode(&mangle(&armour, how, &mut dice)).as_deref(), Ok(&envelope[..]), "{how}");
            }
            for _ in 0..26 {
                let hows: Vec<&str> = (0..1 + dice.below(4)).map(|_| dice.one_of(&MANGLES)).collect();
                let mangled = hows.iter().fold(armour.clone(), |text, how| mangle(&text, how, &mut dice));
                assert_eq!(decode(&mangled).as_deref(), Ok(&envelope[..]), "{hows:?}");
            }
            count += MANGLES.len() + 26;
        }
    }
    println!("{count} manglings decoded identically");
}

#[test]
fn ten_thousand_changed_characters_are_refused() {
    let mut dice = Dice(2);
    let mut count = 0;
    while count < 10_000 {
        let armour = write(What::Tip, VERSIONS[count % 2], &dice.envelope());
        let body = armour.find('\n').unwrap()..armour.rfind("\nEND").unwrap();
        let digits: Vec<usize> = body.filter(|&at| armour.as_bytes()[at].is_ascii_alphanumeric()).collect();
        for _ in 0..101 {
            // One to three characters, each to another of the alphabet.
            let mut changed = armour.clone().into_bytes();
            for _ in 0..1 + dice.below(3) {
                let at = digits[dice.below(digits.len())];
                changed[at] = DIGITS[(DIGITS.iter().position(|&digit| digit == changed[at]).unwrap() + 1 + dice.below(61)) % 62];
            }
            let changed = String::from_utf8(changed).unwrap();
            if changed == armour {
                continue;
            }
            let refused = decode(&changed).unwrap_err();
            assert!(refused.is_change(), "{refused}");
            count += 1;
        }
    }
    println!("{count} changed payloads refused");
}

#[test]
fn what_is_missing_doubled_or_moved_is_refused() {
    let mut dice = Dice(3);
    let mut count = 0;
    for turn in 0..2_000 {
        let armour = write(What::Tip, VERSIONS[turn % 2], &dice.envelope());
        let (head, rest) = armour.split_once('\n').unwrap();
        let (body, tail) = rest.rsplit_once("\nEND").unwrap();
        let mut digits: Vec<char> = body.chars().filter(char::is_ascii_alphanumeric).collect();
        let (at, other) = (dice.below(digits.len()), dice.below(digits.len()));
        match turn % 5 {
            0 => drop(digits.remove(at)),
            1 => digits.insert(at, 'x'),
            2 => digits.swap(at, other),
            3 => digits.truncate(at),
            _ => digits.extend_from_within(..at),
        }
        let changed: String = digits.into_iter().collect();
        if changed == body.replace(['\n', ' '], "") {
            continue;
        }
        assert!(decode(&format!("{head}\n{changed}\nEND{tail}")).is_err());
        count += 1;
    }
    println!("{count} tips with characters missing, doubled or moved refused");
}

#[test]
fn what_is_wrong_is_said_and_where() {
    let armour = write(What::Tip, Version::V1, &[5; 100]);
    let body = armour.lines().nth(1).unwrap();
    let changed = |from: &str, to: &str| armour.replacen(from, to, 1);
    assert_eq!(decode(""), Err(ArmourError::NoBegin));
    assert_eq!(decode("my tip: 0x1234"), Err(ArmourError::NoBegin));
    assert_eq!(decode(&armour.to_lowercase()), Err(ArmourError::NoBegin));
    assert_eq!(decode(&format!("see: {}", &armour[..100])), Err(ArmourError::NoEnd { begin: 6 }));
    assert_eq!(decode(&format!("{armour}{armour}")), Err(ArmourError::Several(2)));
    assert_eq!(decode(&format!("{armour}{}", encode(&[5; 100]))), Err(ArmourError::Several(2)));
    assert_eq!(decode(&changed("v1", "v3")), Err(ArmourError::Version("3".to_owned())));
    assert_eq!(decode(&changed("v1", "v12")), Err(ArmourError::Version("12".to_owned())));
    for found in ['а', '５', 'é'] {
        assert_eq!(decode(&format!("{}{found}{}", &armour[..40], &armour[41..])), Err(ArmourError::Character { position: 41, found }));
    }
    assert_eq!(decode(&format!("{}{}", &armour[..40], &armour[41..])), Err(ArmourError::Length { digits: 145 }));
    assert_eq!(decode(&format!("{}00{}", &armour[..40], &armour[42..])), Err(ArmourError::Checksum));
    assert_eq!(decode(&armour.replacen(body, "", 1)), Err(ArmourError::Checksum));
    for version in 1..=2 {
        let framed = |body: &str| decode(&format!("BEGIN STOLEN FUNDS TIP v{version}. {body} END STOLEN FUNDS TIP."));
        assert_eq!(framed(""), Err(ArmourError::Length { digits: 0 }));
        assert_eq!(framed("abcd"), Err(ArmourError::Length { digits: 4 }));
        assert_eq!(framed(&"z".repeat(43)), Err(ArmourError::Block { from: 28, to: 70 }));
    }
    assert_eq!(decode(&" ".repeat(5_000_000)), Err(ArmourError::TooLarge { bytes: 5_000_000 }));
}

#[test]
fn one_versions_words_are_not_the_others() {
    for (version, marker) in [(Version::V1, ["v1.", "v2."]), (Version::V2, ["v2.", "v1."])] {
        for length in 1..300 {
            let armour = write(What::Tip, version, &vec![b'a'; length]).replacen(marker[0], marker[1], 1);
            assert!(decode(&armour).unwrap_err().is_change(), "{length}");
        }
    }
}

/// What adds letters cannot be told from the tip: it is refused, not guessed away.
#[test]
fn escapes_and_line_numbers_are_refused() {
    let armour = encode(&[9; 400]);
    let numbered: String = armour.lines().enumerate().map(|(at, line)| format!("{at}: {line}\n")).collect();
    for changed in [armour.replace('\n', "&gt;"), armour.replace(' ', "&nbsp;"), armour.replace('\n', "<br>"), numbered] {
        assert!(decode(&changed).is_err(), "{changed}");
    }
}

#[test]
fn every_changed_character_is_noticed() {
    let envelope: Vec<u8> = (0u8..150).collect();
    for version in VERSIONS {
        let armour = write(What::Tip, version, &envelope);
        let mut tried = 0;
        for (at, old) in armour.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
            for new in DIGITS.iter().map(|&b| char::from(b)).filter(|&new| new != old) {
                let changed = format!("{}{new}{}", &armour[..at], &armour[at + 1..]);
                assert!(decode(&changed).is_err(), "{at}: {old} to {new}");
                tried += 1;
            }
        }
        assert!(tried > 10_000);
    }
}

#[test]
fn a_marker_in_somebodys_name_is_noticed() {
    assert!(imitates_marker("END\u{200b} STOLEN *FUNDS* TIP."));
    assert!(imitates_marker("x BEGIN STOLEN FUNDS TIP v2. y"));
    assert!(!imitates_marker("the stolen funds end here: tip"));
}

proptest! {
    #[test]
    fn bytes_come_back_through_any_wrapping(bytes in prop::collection::vec(any::<u8>(), 1..400), seed: u64, pick in 0..MANGLES.len(), first: bool) {
        let version = if first { Version::V1 } else { Version::V2 };
        let mangled = mangle(&write(What::Tip, version, &bytes), MANGLES[pick], &mut Dice(seed));
        let flat: Vec<char> = mangled.chars().collect();
        let width = 1 + (seed % 200) as usize;
        let wrapped: String = flat.chunks(width).map(|line| format!("{}\r\n", line.iter().collect::<String>())).collect();
        prop_assert_eq!(decode(&wrapped).unwrap(), bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,300}", body in "[0-9A-Za-z ]{0,200}") {
        prop_assert!(decode(&text).is_err());
        for version in 1..=2 {
            let framed = decode(&format!("BEGIN STOLEN FUNDS TIP v{version}. {body} END STOLEN FUNDS TIP."));
            prop_assert!(framed.is_err());
        }
    }
}

#[test]
fn a_text_that_stops_behind_the_marker_has_no_end() {
    for text in ["BEGIN STOLEN FUNDS TIP v2", "BEGIN STOLEN FUNDS TIP v2.", "talk BEGIN STOLEN FUNDS TIP v1 \n"] {
        assert!(matches!(decode(text), Err(ArmourError::NoEnd { .. })), "{text}");
    }
}
