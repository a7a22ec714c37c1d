//! YAML of strangers: read event by event into plain lists and texts, bounded in size, depth and number.
//!
//! Nothing in YAML is needed that can make a small file large or run anything: aliases, anchors and tags are refused, so a
//! ["billion laughs"](https://en.wikipedia.org/wiki/Billion_laughs_attack) never begins. Every scalar stays the text that
//! stands there: no `no` becomes false, and no address a number.

use saphyr_parser::{Event, Parser, ScalarStyle};

/// The deepest nesting; a TagPack needs four.
const DEEPEST: usize = 8;
/// The most texts and lists together.
const MOST_NODES: usize = 1_000_000;

/// A piece of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Yaml {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// Names with what stands under them, and the line it begins in, in the order of the file.
    Map(Vec<(String, Self)>, usize),
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum YamlError {
    /// It is no YAML.
    #[error("line {line}: {why}")]
    Broken {
        /// Counted from 1.
        line: usize,
        /// What the parser says.
        why: String,
    },
    /// Something that a file of labels does not need and that can harm.
    #[error("line {line}: {what} is not read here; write the value out")]
    Refused {
        /// Counted from 1.
        line: usize,
        /// What.
        what: &'static str,
    },
    /// Lists within lists within lists.
    #[error("line {line}: it is nested more than {DEEPEST} deep")]
    Deep {
        /// Counted from 1.
        line: usize,
    },
    /// Too many pieces.
    #[error("it has more than {MOST_NODES} values; split it into several files")]
    Large,
    /// Nothing in it, or several files in one.
    #[error("it does not hold exactly one document")]
    NotOne,
}

/// A list that is not finished.
enum Open {
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>, Option<String>, usize),
}

/// Reads a file.
///
/// # Errors
/// When it is no YAML, or holds more than a file of labels needs.
pub(super) fn read(text: &str) -> Result<Yaml, YamlError> {
    let mut open: Vec<Open> = Vec::new();
    let mut whole = None;
    let mut nodes = 0usize;
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) =
            next.map_err(|error| YamlError::Broken { line: error.marker().line(), why: error.info().chars().take(200).collect() })?;
        let line = span.start.line();
        let refused = |what| YamlError::Refused { line, what };
        let done = match event {
            Event::Alias(_) => return Err(refused("an alias (*)")),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) if anchor > 0 => {
                return Err(refused("an anchor (&)"));
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                return Err(refused("a tag (!)"));
            }
            // The two spellings of nothing, unless they stand in quotes.
            Event::Scalar(text, ScalarStyle::Plain, ..) if text == "~" || text == "null" => Yaml::Text(String::new()),
            Event::Scalar(text, ..) => Yaml::Text(text.into_owned()),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() >= DEEPEST {
                    return Err(YamlError::Deep { line });
                }
                let is_list = matches!(event, Event::SequenceStart(..));
                open.push(if is_list { Open::List(Vec::new()) } else { Open::Map(Vec::new(), None, line) });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(list)) => Yaml::List(list),
                Some(Open::Map(map, _, line)) => Yaml::Map(map, line),
                None => return Err(YamlError::NotOne),
            },
            Event::DocumentStart(_) if whole.is_some() => return Err(YamlError::NotOne),
            _ => continue,
        };
        nodes += 1;
        if nodes > MOST_NODES {
            return Err(YamlError::Large);
        }
        match open.last_mut() {
            None => whole = Some(done),
            Some(Open::List(list)) => list.push(done),
            Some(Open::Map(map, name, _)) => match (name.take(), done) {
                (Some(name), value) => map.push((name, value)),
                (None, Yaml::Text(text)) => *name = Some(text),
                (None, _) => return Err(refused("a list as a name")),
            },
        }
    }
    whole.ok_or(YamlError::NotOne)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_stay_what_they_are() {
        let read = read("a: no\nb: 0x10\nc: [1.50, ~, '~']\nd:\n  - e: 2025-02-21\n").unwrap();
        let text = |text: &str| Yaml::Text(text.to_owned());
        let inner = Yaml::Map(vec![("e".into(), text("2025-02-21"))], 5);
        assert_eq!(
            read,
            Yaml::Map(
                vec![
                    ("a".into(), text("no")),
                    ("b".into(), text("0x10")),
                    ("c".into(), Yaml::List(vec![text("1.50"), text(""), text("~")])),
                    ("d".into(), Yaml::List(vec![inner])),
                ],
                1
            )
        );
    }

    #[test]
    fn what_can_harm_is_refused() {
        let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        let deep = "[".repeat(100_000);
        for (text, part) in [
            (laughs, "anchor"),
            ("a: *nothing", "line 1"),
            ("a: !!python/object:os.system x", "tag (!)"),
            ("a: [[[[[[[[[[x]]]]]]]]]]", "nested more"),
            (deep.as_str(), "recursion limit"),
            ("? [a, b]\n: c", "a list as a name"),
            ("--- a\n--- b\n", "one document"),
            ("", "one document"),
            ("a: 'open", "line"),
        ] {
            let why = read(text).unwrap_err().to_string();
            assert!(why.contains(part), "{}: {why:?} should say {part:?}", &text[..text.len().min(40)]);
        }
        let many = format!("[{}]", "x,".repeat(MOST_NODES + 1));
        assert_eq!(read(&many), Err(YamlError::Large));
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(text in any::<String>()) {
            drop(read(&text));
        }

        #[test]
        fn nothing_that_looks_like_yaml_breaks_it(text in "[-a:\\[\\]{}&*!?|>'\" \n#,]{0,60}") {
            drop(read(&text));
        }
    }
}
