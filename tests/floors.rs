//! The house keeps its floors: what each may use, where the browser may be named, how long a page of the interface may be.
//!
//! The sources are read as text, so that a line is judged on every target, also where the compiler leaves it out.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message, also in its helpers")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Each floor with the floors it may use: the table of `src/lib.rs`.
const FLOORS: &[(&str, &[&str])] = &[
    ("money", &[]),
    ("label", &["money"]),
    ("case", &["money"]),
    ("explorer", &["money", "label", "case"]),
    ("trace", &["money", "label", "case", "explorer"]),
    ("tip", &["money", "label", "case", "explorer", "trace"]),
    ("journal", &["money", "label", "case", "explorer", "trace"]),
    ("board", &["money", "label", "case", "explorer", "trace", "tip", "journal"]),
    ("web", &["money", "label", "case", "explorer", "trace", "tip", "journal", "board"]),
    ("ui", &["money", "label", "case", "explorer", "trace", "tip", "journal", "board", "web"]),
];

/// Floors that may name the browser.
const BROWSER_FLOORS: &[&str] = &["web", "ui", "main", "worker", "vault", "board_page", "auditor"];

/// Crates that know the browser.
const BROWSER_CRATES: &[&str] = &[
    "console_error_panic_hook",
    "getrandom",
    "gloo",
    "gloo_net",
    "gloo_timers",
    "js_sys",
    "leptos",
    "serde_wasm_bindgen",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "web_sys",
];

/// What compiles for WebAssembly and panics there, or does I/O behind the caller's back.
const NOT_IN_SOURCES: &[&str] = &["Instant", "SystemTime", "std::env", "std::fs", "std::io", "std::net", "std::process", "std::thread"];

/// A file that draws only reads state and dispatches; one that grows longer does something else.
const LONGEST_PAGE: usize = 300;

struct Source {
    path: PathBuf,
    floor: String,
    /// The text without comments, and with every string literal emptied.
    code: String,
    /// The text as it is.
    text: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    files(&src, &mut paths);
    paths.sort();
    let read = |path: PathBuf| {
        let inside = path.strip_prefix(&src).unwrap().to_path_buf();
        let floor = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        Source { path: inside, floor, code: code_of(&text), text }
    };
    paths.into_iter().map(read).collect()
}

/// Rust source without comments and without the content of its string and character literals.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let last_is_word = code.chars().last().is_some_and(|last| last.is_alphanumeric() || last == '_');
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[rest.find("*/").map_or(rest.len(), |end| end + 2)..];
        } else if let Some(hashes) = raw_string(rest).filter(|_| !last_is_word) {
            let end = format!("\"{}", "#".repeat(hashes));
            let body = &rest[hashes + 2..];
            code.push_str("\"\"");
            rest = &body[body.find(&end).map_or(body.len(), |at| at + end.len())..];
        } else if first == '"' {
            code.push_str("\"\"");
            rest = after_string(&rest[1..]);
        } else if let Some(length) = character(rest) {
            code.push_str("' '");
            rest = &rest[length..];
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    code
}

/// The number of `#` where a raw string begins.
fn raw_string(text: &str) -> Option<usize> {
    let after = text.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

fn after_string(text: &str) -> &str {
    let mut escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

/// The length of a character literal; `None` for a lifetime.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    if let Some(escape) = body.strip_prefix('\\') {
        let first = escape.chars().next()?;
        return Some(2 + first.len_utf8() + escape[first.len_utf8()..].find('\'')? + 1);
    }
    let first = body.chars().next()?;
    body[first.len_utf8()..].starts_with('\'').then(|| 2 + first.len_utf8())
}

/// Every `crate::x` of the code, and each of `crate::{x, y::z}`.
fn named_floors(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0_u32;
            let mut start = true;
            let mut word = String::new();
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    _ if start && (letter.is_alphanumeric() || letter == '_') => word.push(letter),
                    _ if !word.is_empty() => start = false,
                    _ => {}
                }
                if (!start || letter == ',') && !word.is_empty() {
                    named.insert(std::mem::take(&mut word));
                }
            }
            named.extend(Some(word).filter(|word| !word.is_empty()));
        } else {
            named.insert(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    named
}

/// Whether a word stands in the code as a word of its own.
fn names(code: &str, word: &str) -> bool {
    let part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    code.match_indices(word).any(|(at, _)| !part(code[..at].chars().last()) && !part(code[at + word.len()..].chars().next()))
}

#[test]
fn code_is_what_is_left_without_comments_and_literals() {
    let cases = [
        ("a // crate::web\nb", "a \nb"),
        ("a /* leptos */ b", "a  b"),
        (r#"f("crate::ui \" x", y)"#, r#"f("", y)"#),
        (r##"f(r#"leptos "quoted""#, y)"##, r#"f("", y)"#),
        ("f('\"', '\\'', 'x') <'a>", "f(' ', ' ', ' ') <'a>"),
        ("for_r\"x\"", "for_r\"\""),
    ];
    for (text, code) in cases {
        assert_eq!(code_of(text), code, "{text}");
    }
}

#[test]
fn floors_are_found_in_every_form_of_use() {
    let cases = [
        ("use crate::money::Amount;", vec!["money"]),
        ("use crate::{case::Case, money::{Amount, Chain}, trace};", vec!["case", "money", "trace"]),
        ("let x = crate::web::in_worker();", vec!["web"]),
        ("pub(crate) fn f()", vec![]),
    ];
    for (code, floors) in cases {
        assert_eq!(named_floors(code), floors.into_iter().map(str::to_owned).collect(), "{code}");
    }
    assert!(names("use leptos::prelude::*;", "leptos") && !names("use my_leptos::x;", "leptos") && !names("leptos_x", "leptos"));
}

#[test]
fn a_floor_uses_only_floors_below_it() {
    let may: BTreeMap<&str, BTreeSet<&str>> = FLOORS.iter().map(|(floor, below)| (*floor, below.iter().copied().collect())).collect();
    let mut faults = Vec::new();
    for source in
        sources().iter().filter(|source| !["lib", "main", "worker", "vault", "board_page", "auditor"].contains(&source.floor.as_str()))
    {
        let Some(below) = may.get(source.floor.as_str()) else {
            faults.push(format!("{} is on no floor: add it to FLOORS and to the table of src/lib.rs", source.path.display()));
            continue;
        };
        for used in named_floors(&source.code) {
            if used != source.floor && !below.contains(used.as_str()) {
                faults.push(format!("{} uses crate::{used}, which is not below {}", source.path.display(), source.floor));
            }
        }
        // A way out of the floor without saying `crate`: more `super` than the file is deep.
        let deep = source.path.components().count();
        if source.code.contains(&"super::".repeat(deep + 1)) {
            faults.push(format!("{} climbs out of its floor by super::", source.path.display()));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_core_names_no_browser() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !BROWSER_FLOORS.contains(&source.floor.as_str())) {
        for word in BROWSER_CRATES.iter().filter(|word| names(&source.code, word)) {
            faults.push(format!("{} names {word}", source.path.display()));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn nothing_names_what_a_browser_has_not() {
    let mut faults = Vec::new();
    // Tests run on the host alone, whatever they stand beside.
    let is_test =
        |path: &Path| path.file_stem().is_some_and(|stem| stem == "tests" || stem == "mutate") || path.iter().any(|part| part == "tests");
    for source in sources().into_iter().filter(|source| !is_test(&source.path)) {
        for word in NOT_IN_SOURCES.iter().filter(|word| names(&source.code, word)) {
            faults.push(format!("{} names {word}", source.path.display()));
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_library_for_the_host_depends_on_no_browser_crate() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{lib}"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let listed = String::from_utf8(tree.stdout).unwrap();
    let crates: BTreeSet<&str> = listed.lines().map(str::trim).collect();
    assert!(crates.contains("alloy_primitives"), "the list is not the one of this package: {crates:?}");
    // The system's random numbers are not the browser's; nothing in the core names them (the test above).
    let found: Vec<&&str> = BROWSER_CRATES.iter().filter(|name| **name != "getrandom" && crates.contains(**name)).collect();
    assert_eq!(found, Vec::<&&str>::new());
}

#[test]
fn pages_are_short_and_write_no_markup() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.floor == "ui") {
        let without_tests = source.text.split("#[cfg(test)]").next().unwrap().lines().count();
        if names(&source.code, "view!") && without_tests > LONGEST_PAGE {
            faults.push(format!("{} has {without_tests} lines, more than {LONGEST_PAGE}", source.path.display()));
        }
        if names(&source.code, "inner_html") {
            faults.push(format!("{} writes markup: only templates that are compiled in may become HTML", source.path.display()));
        }
        // `style:width=…` goes by the object model and is allowed; `style="…"` is an inline style, which the policy blocks.
        for (at, _) in source.code.match_indices("style=") {
            if source.code[..at].ends_with(char::is_whitespace) {
                faults.push(format!("{} has an inline style", source.path.display()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
