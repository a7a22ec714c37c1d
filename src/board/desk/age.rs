//! Files of [age](https://c2sp.org/age) in a text.

use std::ops::Range;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

/// Where armoured files stand, from the first character of their first line to the last one of their last. A file without
/// an end reaches to the next one's beginning, or to the end of the text.
pub(super) fn files(text: &str) -> impl Iterator<Item = Range<usize>> {
    let starts: Vec<usize> = text.match_indices(BEGIN).map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(move |(from, to)| {
        let end = text[from..to].find(END).map_or(to, |at| from + at + END.len());
        from..end
    })
}
