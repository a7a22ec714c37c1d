//! How the parts of a payload are read and written: strings, lists and objects, each field named in every error.
//!
//! Written out here instead of derived: the derived readers were four times as large in the page, could not say which
//! field is wrong, and would accept other spellings of the same value.

use serde_json::{Map, Value};

/// Something that stands in a payload.
pub(crate) trait Part: Sized {
    /// Reads it; only its canonical text is accepted.
    fn read(value: &Value) -> Result<Self, Fault>;

    /// Writes it; `Null` means that the member is left out.
    fn write(&self) -> Value;

    /// What it is where the member is left out; `None` where it must not be.
    fn absent() -> Option<Self> {
        None
    }
}

/// What is wrong, and where: `.hops[3].from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) place: String,
    pub(crate) why: String,
}

impl Fault {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self { place: String::new(), why: why.into() }
    }

    fn under(mut self, place: &str) -> Self {
        self.place.insert_str(0, place);
        self
    }
}

/// The string that stands here.
pub(crate) fn text(value: &Value) -> Result<&str, Fault> {
    value.as_str().ok_or_else(|| Fault::new("is not a string"))
}

/// Whether a value was written in the one way it is written; `canonical` is that way.
pub(crate) fn same(text: &str, canonical: &str) -> Result<(), Fault> {
    if text == canonical { Ok(()) } else { Err(Fault::new(format!("{:?} is not its canonical form, {canonical:?}", cut(text)))) }
}

/// The digits of a text that is `0x` and lower-case hexadecimal digits only. A library that decodes them takes a second `0x`,
/// too, and then one value has two texts.
pub(crate) fn lower_hex(text: &str) -> Option<&str> {
    text.strip_prefix("0x").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)))
}

pub(crate) fn cut(text: &str) -> String {
    text.chars().take(90).collect()
}

/// The members of an object that may hold these names only.
pub(crate) fn object<'a>(value: &'a Value, names: &[&str]) -> Result<&'a Map<String, Value>, Fault> {
    let members = value.as_object().ok_or_else(|| Fault::new("is not an object"))?;
    match members.keys().find(|name| !names.contains(&name.as_str())) {
        Some(name) => Err(Fault::new("is not a field of tip/1").under(&format!(".{}", cut(name)))),
        None => Ok(members),
    }
}

/// A member of an object.
pub(crate) fn member<T: Part>(members: &Map<String, Value>, name: &str) -> Result<T, Fault> {
    let read = match members.get(name) {
        Some(value) => T::read(value),
        None => T::absent().ok_or_else(|| Fault::new("is missing")),
    };
    read.map_err(|fault| fault.under(&format!(".{name}")))
}

/// Puts a member in, unless it is to be left out.
pub(crate) fn put(members: &mut Map<String, Value>, name: &str, value: Value) {
    if !value.is_null() {
        members.insert(name.to_owned(), value);
    }
}

impl Part for String {
    fn read(value: &Value) -> Result<Self, Fault> {
        text(value).map(str::to_owned)
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }
}

impl<T: Part> Part for Option<T> {
    fn read(value: &Value) -> Result<Self, Fault> {
        T::read(value).map(Some)
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Part> Part for Vec<T> {
    fn read(value: &Value) -> Result<Self, Fault> {
        let items = value.as_array().ok_or_else(|| Fault::new("is not a list"))?;
        items.iter().enumerate().map(|(at, item)| T::read(item).map_err(|fault| fault.under(&format!("[{at}]")))).collect()
    }

    fn write(&self) -> Value {
        self.iter().map(T::write).collect()
    }
}

/// Types whose `FromStr` and `Display` are their text in a payload.
macro_rules! text_parts {
    ($($type:ty),* $(,)?) => {
        $(impl Part for $type {
            fn read(value: &Value) -> Result<Self, Fault> {
                let text = record::text(value)?;
                let read: Self = text.parse().map_err(|error| Fault::new(format!("{error}")))?;
                record::same(text, &read.to_string())?;
                Ok(read)
            }

            fn write(&self) -> Value {
                Value::String(self.to_string())
            }
        })*
    };
}

/// A closed set of words.
macro_rules! words {
    ($type:ty: $($word:literal => $value:path),* $(,)?) => {
        impl Part for $type {
            fn read(value: &Value) -> Result<Self, Fault> {
                match record::text(value)? {
                    $($word => Ok($value),)*
                    other => {
                        let known = [$($word),*].join(", ");
                        Err(Fault::new(format!("{:?} is none of {known}", record::cut(other))))
                    }
                }
            }

            fn write(&self) -> Value {
                Value::String(match self { $($value => $word),* }.to_owned())
            }
        }
    };
}

/// A structure and the names of its members.
macro_rules! record {
    ($(#[$meta:meta])* $seen:vis struct $name:ident { $($(#[$about:meta])* $shown:vis $field:ident: $type:ty = $key:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $seen struct $name {
            $($(#[$about])* $shown $field: $type,)*
        }

        impl Part for $name {
            fn read(value: &Value) -> Result<Self, Fault> {
                let members = record::object(value, &[$($key),*])?;
                Ok(Self { $($field: record::member(members, $key)?,)* })
            }

            fn write(&self) -> Value {
                let mut members = Map::new();
                $(record::put(&mut members, $key, self.$field.write());)*
                Value::Object(members)
            }
        }
    };
}

pub(crate) use {record, text_parts, words};
