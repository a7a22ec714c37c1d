//! What entries say, in messages between the page and its worker: the same narrow JSON as in a feed.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::tip::ClaimKind;
use crate::tip::record::Part;

use super::entry::{
    Answer, Answered, CaseOpened, Corrected, Entry, Frozen, Handover, Measure, Opened, Paid, Reason, Received, Refused, Released, Returned,
    Role, Share, Split, Stamped, Stated, Verified,
};

macro_rules! serde_as_part {
    ($($type:ty),* $(,)?) => {
        $(impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.write().serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                Self::read(&value).map_err(|fault| D::Error::custom(format!("{} {}", fault.place, fault.why)))
            }
        })*
    };
}

serde_as_part!(
    Answer, Answered, CaseOpened, ClaimKind, Corrected, Entry, Frozen, Handover, Measure, Opened, Paid, Reason, Received, Refused,
    Released, Returned, Role, Share, Split, Stamped, Stated, Verified,
);
