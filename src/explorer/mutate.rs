//! Answers broken on purpose: what the tests of every parser feed to it.
//!
//! Deterministic by seed, so that a failure comes back. Each mutant begins at the recorded answer and is changed once to
//! four times: bytes flipped, cut, doubled or swapped; and the values of the JSON replaced by those a strict parser must
//! survive (other types, integers of 300 digits, exponents, deep nesting, control and look-alike characters).

use std::time::{Duration, Instant};

use super::chance::splitmix;

/// What takes the place of a JSON value, or of a random stretch of an answer.
const HOSTILE: &[&str] = &[
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "0",
    "1e308",
    "1e-400",
    "0.1",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\"",
    "\"-1\"",
    "\"1e999999999\"",
    "\"0x\"",
    "\"0xzz\"",
    "\"é\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\u{202e}\u{feff}<script>\"",
    "\":::::::::\"",
    "\"////||||\"",
    "\"=:e:x:1e9999999:a/b/c:1/2/3/4\"",
    "[[[[[[[[]]]]]]]]",
    "[null,{\"a\":1}]",
];

/// A number below `bound`, or 0 where there is none.
fn below(state: &mut u64, bound: usize) -> usize {
    usize::try_from(splitmix(state) % u64::try_from(bound.max(1)).unwrap()).unwrap()
}

/// How many times what a test asks for is made: ten, so that 20,000 become 200,000, or as often as `SPOOR_FUZZ` says.
fn times() -> u32 {
    std::env::var("SPOOR_FUZZ").map_or(10, |times| times.parse().unwrap())
}

/// The longest that whoever takes a broken answer may take over it. A machine that is busy with other things may stop a test
/// for seconds; where the laws are tried at length, nothing else runs.
fn patience() -> Duration {
    Duration::from_secs(if std::env::var_os("SPOOR_FUZZ").is_some() { 1 } else { 20 })
}

/// Ten times `count` broken forms of an answer ([`times`]), the same ones for the same seed. Whoever takes one has a second.
pub(crate) fn mutants(bytes: &[u8], count: u32, seed: u64) -> impl Iterator<Item = String> {
    byte_mutants(bytes, count, seed).map(|mutant| String::from_utf8_lossy(&mutant).into_owned())
}

/// As [`mutants`], for answers that are no text.
pub(crate) fn byte_mutants(bytes: &[u8], count: u32, seed: u64) -> impl Iterator<Item = Vec<u8>> {
    let patience = patience();
    let mut taken: Option<Instant> = None;
    broken(bytes, count.saturating_mul(times()), seed).inspect(move |mutant| {
        #[allow(clippy::disallowed_methods, reason = "a test on the host has a clock")]
        let now = Instant::now();
        let took = taken.replace(now).map(|before| now - before).unwrap_or_default();
        assert!(took < patience, "the one before this took {took:?}: {}", String::from_utf8_lossy(mutant));
    })
}

fn broken(bytes: &[u8], count: u32, seed: u64) -> impl Iterator<Item = Vec<u8>> {
    let mut state = seed;
    (0..count).map(move |_| {
        let mut mutant = bytes.to_vec();
        for _ in 0..=below(&mut state, 4) {
            change(&mut mutant, &mut state);
        }
        mutant
    })
}

fn change(mutant: &mut Vec<u8>, state: &mut u64) {
    let length = mutant.len();
    let at = below(state, length);
    let stretch = 1 + below(state, 40);
    let end = at.saturating_add(stretch).min(length);
    match below(state, 12) {
        // A bit.
        0 if length > 0 => mutant[at] ^= 1 << below(state, 8),
        // The rest is missing.
        1 => mutant.truncate(at),
        // A stretch is missing.
        2 => drop(mutant.drain(at..end)),
        // A stretch comes twice.
        3 => {
            let twice = mutant[at..end].to_vec();
            mutant.splice(end..end, twice);
        }
        // Two stretches change places.
        4 => {
            let other = below(state, length);
            let piece = mutant[at..end].to_vec();
            let other_end = other.saturating_add(piece.len()).min(length);
            let taken: Vec<u8> = mutant.splice(other..other_end, piece).collect();
            let end = end.min(mutant.len());
            mutant.splice(at.min(end)..end, taken);
        }
        // Nesting as deep as a parser may be asked to go, and deeper.
        5 => {
            let depth = 1 + below(state, 400);
            let open = if below(state, 2) == 0 { "[" } else { "{\"a\":" };
            mutant.splice(at..at, open.repeat(depth).into_bytes());
        }
        // A number of many digits.
        6 => {
            let digits = "9".repeat(1 + below(state, 320));
            replace_value(mutant, at, digits.as_bytes());
        }
        // Hostile text in the middle of whatever is there.
        7 => {
            let text = HOSTILE[below(state, HOSTILE.len())];
            mutant.splice(at..end, text.bytes());
        }
        // A value of another type: the most useful, so the most frequent.
        _ => {
            let text = HOSTILE[below(state, HOSTILE.len())];
            replace_value(mutant, at, text.as_bytes());
        }
    }
}

/// Replaces the first JSON value after a colon, a comma or an opening bracket at or after `at`.
fn replace_value(mutant: &mut Vec<u8>, at: usize, value: &[u8]) {
    let Some(start) = mutant.iter().skip(at).position(|byte| b":,[".contains(byte)).map(|found| at + found + 1) else { return };
    let start = start + mutant.iter().skip(start).take_while(|byte| byte.is_ascii_whitespace()).count();
    let Some(first) = mutant.get(start) else { return };
    let end = match first {
        b'"' => {
            let mut escaped = false;
            let close = mutant.iter().skip(start + 1).position(|byte| {
                let closes = *byte == b'"' && !escaped;
                escaped = *byte == b'\\' && !escaped;
                closes
            });
            close.map_or(mutant.len(), |close| start + close + 2)
        }
        b'{' | b'[' => {
            let mut depth = 0i64;
            let close = mutant.iter().skip(start).position(|byte| {
                depth += i64::from(b"{[".contains(byte)) - i64::from(b"}]".contains(byte));
                depth == 0
            });
            close.map_or(mutant.len(), |close| start + close + 1)
        }
        _ => start + mutant.iter().skip(start).take_while(|byte| !b",]} \n\r\t".contains(byte)).count(),
    };
    mutant.splice(start..end, value.iter().copied());
}

#[test]
fn mutants_come_back_and_differ() {
    let body = br#"{"items":[{"a":"1","b":[1,2,{"c":null}]},{"a":"2"}],"next":null}"#;
    let once: Vec<_> = broken(body, 2_000, 7).collect();
    assert_eq!(once, broken(body, 2_000, 7).collect::<Vec<_>>());
    assert_ne!(once, broken(body, 2_000, 8).collect::<Vec<_>>());
    let readable = once.iter().filter(|text| serde_json::from_slice::<serde_json::Value>(text).is_ok()).count();
    assert!((200..1_800).contains(&readable), "{readable} of 2000 are still JSON: parsers need both kinds");
    assert_eq!(broken(b"", 500, 1).count(), 500);
}
