//! Cases as data: two that ship with Spoor are followed through whole runs by made-up answers of explorers, starting from
//! nothing but their files; and case files of others are read, or refused with a reason, whatever is in them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

mod bitcoin;
mod checker;
mod drive;
mod ethereum;
mod fixtures;
mod hostile;
mod theft;

use spoor::case::{Case, CaseLibrary};

/// A case that ships with Spoor.
fn case(id: &str) -> Case {
    CaseLibrary::built_in().unwrap().find(id).unwrap().clone()
}
