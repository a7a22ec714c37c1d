//! What is wrong with a feed, in the words of a board.

use crate::board::message::{Problem, ProblemKind};
use crate::board::{Index, IndexError, LineError, Place, Wrong};

/// The most entries that a page follows: some minutes of checking, and what a phone can hold.
pub const MOST_FOLLOWED: u64 = 400_000;
/// The most bytes of lines that a page follows.
pub const MOST_FOLLOWED_BYTES: u64 = 384 << 20;

/// A problem of the verifier.
pub(super) fn told(problem: &crate::board::Problem) -> Problem {
    let other_key = match &problem.wrong {
        Wrong::OtherPublisher { found, .. } => Some(found.clone()),
        _ => None,
    };
    let proof = match &problem.wrong {
        Wrong::Forked { seen, now, .. } => vec![seen.clone(), now.clone()],
        _ => Vec::new(),
    };
    let entry = match &problem.place {
        Place::Line { entry, .. } => Some(*entry),
        Place::Index | Place::File(_) | Place::Kept => None,
    };
    Problem { kind: kind(&problem.wrong), said: problem.to_string(), entry, other_key, proof }
}

const fn kind(wrong: &Wrong) -> ProblemKind {
    match wrong {
        Wrong::Forked { .. } => ProblemKind::Fork,
        Wrong::Truncated { .. } | Wrong::Stale { .. } => ProblemKind::Truncated,
        Wrong::OtherPublisher { .. } => ProblemKind::OtherKey,
        Wrong::Short { .. } | Wrong::Beyond { .. } => ProblemKind::Torn,
        Wrong::Index(IndexError::TooLong) | Wrong::Line(LineError::TooLong) => ProblemKind::TooLarge,
        Wrong::Index(_)
        | Wrong::Line(_)
        | Wrong::Signature { .. }
        | Wrong::Previous { .. }
        | Wrong::Gap { .. }
        | Wrong::Reordered { .. }
        | Wrong::Opening(_)
        | Wrong::Back { .. }
        | Wrong::Future { .. }
        | Wrong::Rests { .. }
        | Wrong::OtherFile { .. }
        | Wrong::OtherIndex { .. }
        | Wrong::Discontinued(_)
        | Wrong::Kept(_) => ProblemKind::Invalid,
    }
}

/// Nothing could be read.
pub(super) fn unreachable(why: &str) -> Problem {
    Problem { kind: ProblemKind::Unreachable, said: why.to_owned(), entry: None, other_key: None, proof: Vec::new() }
}

/// Whether a feed is of a size that a page follows.
pub(super) fn fits(index: &Index) -> Result<(), Problem> {
    if index.entries.0 <= MOST_FOLLOWED && index.bytes() <= MOST_FOLLOWED_BYTES {
        return Ok(());
    }
    let said = format!(
        "the feed has {} entries in {} bytes; a page reads at most {MOST_FOLLOWED} in {MOST_FOLLOWED_BYTES}. The program verify_feed reads all",
        index.entries.0,
        index.bytes()
    );
    Err(Problem { kind: ProblemKind::TooLarge, said, entry: None, other_key: None, proof: Vec::new() })
}
