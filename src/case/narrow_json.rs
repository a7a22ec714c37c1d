//! JSON where no two readers can see two documents: each name once, no fractions, no null, no booleans. What else a
//! document may hold, its kind says by [`Narrow`].

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Value};

/// Above this, the numbers of JavaScript have gaps.
const MOST_EXACT: u64 = 1 << 53;

/// What one kind of document may hold.
pub(crate) struct Narrow {
    /// The deepest nesting that is read.
    pub(crate) deepest: usize,
    /// Whether whole numbers up to 2⁵³ may stand there.
    pub(crate) numbers: bool,
    /// Says why a text or a name may not stand there.
    pub(crate) refuses: fn(&str) -> Option<String>,
    /// What may stand there, in words.
    pub(crate) expects: &'static str,
}

impl Narrow {
    /// Reads a document.
    ///
    /// # Errors
    /// What does not belong there, with its line and column.
    pub(crate) fn read(&'static self, text: &[u8]) -> Result<Value, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(text);
        let value = At { rules: self, depth: 0 }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(value)
    }
}

/// Reads one value that stands this deep.
struct At {
    rules: &'static Narrow,
    depth: usize,
}

impl At {
    fn inner<E: Error>(&self) -> Result<Self, E> {
        let Narrow { deepest, .. } = self.rules;
        if self.depth < *deepest {
            Ok(Self { rules: self.rules, depth: self.depth + 1 })
        } else {
            Err(E::custom(format_args!("nested deeper than {deepest}")))
        }
    }

    fn may_stand<E: Error>(&self, text: &str) -> Result<(), E> {
        (self.rules.refuses)(text).map_or(Ok(()), |why| Err(E::custom(why)))
    }
}

impl<'de> DeserializeSeed<'de> for At {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rules.expects)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        if !self.rules.numbers {
            return Err(E::invalid_type(Unexpected::Unsigned(number), &self));
        }
        if number > MOST_EXACT {
            return Err(E::custom(format_args!("the number {number} is larger than 2^53; an amount is a text of digits")));
        }
        Ok(Value::from(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.may_stand(text)?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner()?)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            self.may_stand(&name)?;
            if object.contains_key(&name) {
                return Err(A::Error::custom(format_args!("the name {:?} stands twice", name.chars().take(60).collect::<String>())));
            }
            let value = members.next_value_seed(self.inner()?)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
