//! Follows one feed: what was seen of it, the board of what last held, and the attempt to read what is there now. No I/O: it
//! is given the index, kept lines and bytes of files, and says what it wants next and what is to be kept.
//!
//! ```text
//! begin_kept(now) → Recall: the board of the last visit, before anybody is asked
//! begin(index, now) → Unchanged | Refused | Recall (recall(lines)…, then as Read) | Read (wants(), take(bytes), settle()…)
//! end(now) → Good(what to keep) | Again (as begin, read from the start) | Refused
//! ```
//!
//! What last held stays until something else holds: a fork, entries taken back, another key, a broken line or a dead host
//! leave the board as it was, marked as old, with the problem beside it.

use super::trouble::{fits, told, unreachable};
use crate::board::message::{FeedState, Pinned, Problem, Progress, Stage, Standing};
use crate::board::{Hash, Line, ParseSeenError, Reading, Seen, Tally, Want};
use crate::money::{Address, UnixSeconds};

use super::Source;

/// A feed that is followed.
#[derive(Default)]
pub struct Follower {
    pinned: Option<Pinned>,
    seen: Option<Seen>,
    /// Whether the lines up to what was seen are kept and can be recalled.
    has_lines: bool,
    /// A reading that was whole: the next index goes on from it.
    whole: Option<Reading>,
    good: Option<Good>,
    attempt: Option<Attempt>,
    problems: Vec<Problem>,
    tried: UnixSeconds,
    checked: u64,
}

/// What last held.
#[derive(Default)]
struct Good {
    tally: Tally,
    /// The index's bytes; empty where the board is only the beginning of a feed that does not hold.
    index: Vec<u8>,
    published: Option<UnixSeconds>,
    /// When it was last found at its source; `None` where it was not in this visit.
    read: Option<UnixSeconds>,
    /// Whether the last attempt found it there.
    is_current: bool,
}

/// A reading under way.
struct Attempt {
    reading: Reading,
    index: Vec<u8>,
    lines: Lines,
    /// The bytes of new lines, to be kept.
    new: Vec<Vec<u8>>,
    from: From,
    checked: u64,
}

/// Where the lines go until all hold.
enum Lines {
    Fresh(Box<Tally>),
    More(Vec<Line>),
}

/// How the reading began.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// The kept lines of an earlier visit alone.
    Kept,
    /// The same, and new ones behind.
    KeptAndNew,
    /// What this visit read before, and new ones behind.
    Whole,
    /// The first line.
    Start,
}

/// What is needed next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is what was read before.
    Unchanged,
    /// Kept lines, all of them: [`Follower::recall`]. Then as [`Next::Read`].
    Recall,
    /// Bytes, as long as [`Follower::wants`] names some.
    Read,
    /// Nothing: it is refused.
    Refused,
}

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// All holds; this is to be kept, if anything is.
    Good(Option<Keep>),
    /// It has to be read from its start: [`Follower::anew`].
    Again,
    /// It does not hold, and the board is what it was.
    Refused,
}

/// What is to be kept of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Whether what was kept is replaced; else the lines go behind it.
    pub anew: bool,
    /// The bytes of lines.
    pub lines: Vec<Vec<u8>>,
    /// What is said of it.
    pub head: KeptHead,
}

/// What is kept of a feed beside its lines.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptHead {
    /// How far it was verified, as [`Seen::to_json`] writes it.
    pub seen: String,
    /// Since when its publisher's key is held on to.
    pub since: UnixSeconds,
    /// When it was last found at its source.
    pub read: UnixSeconds,
}

/// What an attempt cost, and what comes next: for the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Questions asked.
    pub requests: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Why nothing is kept.
    pub unkept: Option<String>,
    /// When it is asked again.
    pub next: Option<UnixSeconds>,
}

impl Follower {
    /// A feed of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A feed whose publisher the visitor named: nothing that another key opened is taken.
    #[must_use]
    pub fn pinned_to(key: Address, now: UnixSeconds) -> Self {
        Self { pinned: Some(Pinned { key, since: now, first: false }), ..Self::default() }
    }

    /// Takes up what an earlier visit kept. `has_lines` says whether its lines are kept as well.
    ///
    /// # Errors
    /// When it cannot be read; nothing is known then.
    pub fn take_up(&mut self, kept: &KeptHead, has_lines: bool) -> Result<(), ParseSeenError> {
        let seen = Seen::read(&kept.seen)?;
        self.pinned = Some(Pinned { key: seen.publisher.clone(), since: kept.since, first: false });
        self.good = Some(Good { read: Some(kept.read), ..Good::default() });
        (self.seen, self.has_lines) = (Some(seen), has_lines);
        Ok(())
    }

    /// Whether something of it was ever taken.
    #[must_use]
    pub fn tally(&self) -> Option<&Tally> {
        self.good.as_ref().map(|good| &good.tally).filter(|tally| tally.entries() > 0)
    }

    /// Begins with the kept index of an earlier visit, so that its board is there before anybody is asked. `None` where there
    /// is none, or lines without one.
    pub fn begin_kept(&mut self, now: UnixSeconds) -> Option<Next> {
        let seen = self.seen.as_ref().filter(|_| self.has_lines)?;
        let index = seen.index.clone()?.into_bytes();
        let reading = Reading::open(&index, self.key(), Some(seen), now).ok()?;
        if reading.index().index().head != seen.head {
            return None;
        }
        self.attempt = Some(Attempt::fresh(reading, index, From::Kept));
        Some(Next::Recall)
    }

    /// Begins with the index as it is now at its source.
    pub fn begin(&mut self, index: &[u8], now: UnixSeconds) -> Next {
        (self.tried, self.checked) = (now, 0);
        if let Some(good) = self.good.as_mut().filter(|good| !index.is_empty() && good.index == index) {
            (good.read, good.is_current) = (Some(now), true);
            self.problems.clear();
            return Next::Unchanged;
        }
        match self.whole.take() {
            None => self.open(index, now, self.has_lines),
            Some(whole) => match whole.renew(index, now) {
                Ok(reading) => {
                    self.start(Attempt { lines: Lines::More(Vec::new()), ..Attempt::fresh(reading, index.to_vec(), From::Whole) })
                }
                Err(refused) => {
                    let (whole, problem) = *refused;
                    self.whole = Some(whole);
                    self.refuse(told(&problem))
                }
            },
        }
    }

    /// Begins again with the same index, from the first line on: what was kept does not fit it.
    pub fn anew(&mut self, now: UnixSeconds) -> Next {
        let Some(attempt) = self.attempt.take() else { return Next::Refused };
        self.open(&attempt.index, now, false)
    }

    fn open(&mut self, index: &[u8], now: UnixSeconds, recall: bool) -> Next {
        let from = if recall { From::KeptAndNew } else { From::Start };
        match Reading::open(index, self.key(), self.seen.as_ref(), now) {
            Ok(reading) => self.start(Attempt::fresh(reading, index.to_vec(), from)),
            Err(problem) => self.refuse(told(&problem)),
        }
    }

    fn start(&mut self, attempt: Attempt) -> Next {
        if let Err(problem) = fits(attempt.reading.index().index()) {
            if attempt.from == From::Whole {
                // It can still be gone on from, should the next index be smaller: but it cannot be, so it is read anew then.
                self.whole = None;
            }
            return self.refuse(problem);
        }
        let next = if attempt.from == From::KeptAndNew { Next::Recall } else { Next::Read };
        self.attempt = Some(attempt);
        next
    }

    /// Takes the next kept lines. What does not fit shows at [`Follower::end`].
    pub fn recall(&mut self, bytes: &[u8]) {
        if let Some(attempt) = &mut self.attempt {
            let lines = attempt.reading.recall(bytes);
            attempt.put(lines);
        }
    }

    /// The bytes that are needed, in order, at most so many files: the first is taken next, the others soon.
    #[must_use]
    pub fn wants(&self, most: usize) -> Vec<Want> {
        let Some(reading) = self.attempt.as_ref().map(|attempt| &attempt.reading) else { return Vec::new() };
        let Some(first) = reading.want() else { return Vec::new() };
        let after = reading.index().index().shards.iter().skip_while(|shard| shard.file != first.file).skip(1);
        let later = after.map(|shard| Want { file: shard.file.clone(), from: 0, to: shard.bytes.0 });
        std::iter::once(first.clone()).chain(later).take(most).collect()
    }

    /// Takes the next bytes of the file that is wanted first. Signatures wait for [`Follower::settle`].
    pub fn take(&mut self, bytes: &[u8]) {
        let Some(attempt) = &mut self.attempt else { return };
        let Some(want) = attempt.reading.want() else { return };
        let mine = usize::try_from(want.to.saturating_sub(want.from)).unwrap_or(usize::MAX).min(bytes.len());
        if let Some(mine) = bytes.get(..mine).filter(|mine| !mine.is_empty()) {
            attempt.new.push(mine.to_vec());
        }
        attempt.reading.take(bytes);
    }

    /// Says that the file that is wanted ends here, or is not there.
    pub fn ended(&mut self) {
        if let Some(attempt) = &mut self.attempt {
            attempt.reading.ended();
        }
    }

    /// For files at rest: nothing may stand behind what the index names.
    pub fn at_rest(&mut self) {
        if let Some(attempt) = &mut self.attempt {
            attempt.reading.at_rest();
        }
    }

    /// Checks the signatures of the next lines, at most so many; whether there were any.
    pub fn settle(&mut self, most: usize) -> bool {
        let Some(attempt) = &mut self.attempt else { return false };
        let lines = attempt.reading.settle(most);
        let some = !lines.is_empty();
        attempt.checked += lines.len() as u64;
        attempt.put(lines);
        some
    }

    /// Ends the attempt, when nothing is wanted any more.
    pub fn end(&mut self, now: UnixSeconds) -> End {
        let Some(attempt) = self.attempt.take() else { return End::Refused };
        self.checked = attempt.checked;
        if !attempt.reading.is_whole() {
            let problem = attempt.reading.problem().cloned();
            // Where not one new line holds behind what was read before, only the whole says whether a line was changed or the
            // publisher signed two histories.
            let tells_little = attempt.checked == 0 || problem.as_ref().is_none_or(crate::board::Problem::wants_whole);
            if attempt.from != From::Start && tells_little {
                self.has_lines = false;
                if attempt.from == From::Kept {
                    return End::Refused;
                }
                self.attempt = Some(attempt);
                return End::Again;
            }
            self.refuse_from(attempt, problem.as_ref());
            return End::Refused;
        }
        let Attempt { reading, index, lines, new, from, .. } = attempt;
        let published = Some(reading.index().index().at);
        let before = self.good.take().unwrap_or_default();
        let is_current = from != From::Kept;
        let tally = match lines {
            Lines::Fresh(tally) => *tally,
            Lines::More(more) => more.iter().fold(before.tally, pushed),
        };
        let read = if is_current { Some(now) } else { before.read };
        self.good = Some(Good { tally, index, published, read, is_current });
        self.seen = reading.seen();
        if is_current {
            self.problems.clear();
        }
        let opened = &reading.index().index().publisher;
        let pinned = self.pinned.get_or_insert_with(|| Pinned { key: opened.clone(), since: now, first: true });
        let since = pinned.since;
        self.whole = Some(reading);
        // Lines go behind those that are kept, or all of them are there.
        let is_kept = is_current && (from == From::Start || self.has_lines);
        let head = self.seen.as_ref().filter(|_| is_kept).map(|seen| KeptHead { seen: seen.to_json(), since, read: now });
        End::Good(head.map(|head| Keep { anew: from == From::Start, lines: new, head }))
    }

    /// The lines that were to be kept are, or are not.
    pub const fn kept(&mut self, has_lines: bool) {
        self.has_lines = has_lines;
    }

    /// The source gave no index or no file.
    pub fn unreachable(&mut self, why: &str, now: UnixSeconds) {
        self.tried = now;
        // A reading that was broken off cannot be gone on with; what it went on from is recalled, or read anew.
        self.attempt = None;
        self.problems.retain(|problem| problem.kind.is_grave());
        self.problems.push(unreachable(why));
        self.is_old();
    }

    fn refuse(&mut self, problem: Problem) -> Next {
        self.problems = vec![problem];
        self.is_old();
        Next::Refused
    }

    /// The first lines of a feed that was never taken hold even where a later one does not: they are shown beside the problem.
    fn refuse_from(&mut self, attempt: Attempt, problem: Option<&crate::board::Problem>) {
        let said = problem.map_or_else(|| unreachable("the reading was not finished"), told);
        self.refuse(said);
        if self.tally().is_none()
            && self.seen.is_none()
            && let Lines::Fresh(tally) = attempt.lines
        {
            self.good = Some(Good { tally: *tally, ..Good::default() });
        }
    }

    fn is_old(&mut self) {
        if let Some(good) = &mut self.good {
            good.is_current = false;
        }
    }

    const fn key(&self) -> Option<&Address> {
        match &self.pinned {
            Some(pinned) => Some(&pinned.key),
            None => None,
        }
    }

    /// How far the attempt is.
    #[must_use]
    pub fn progress(&self) -> Option<Progress> {
        let attempt = self.attempt.as_ref()?;
        let far = attempt.reading.progress();
        let recalls = matches!(attempt.from, From::Kept | From::KeptAndNew) && attempt.reading.want().is_none();
        let stage = if recalls { Stage::Recall } else { Stage::Verify };
        Some(Progress { stage, done: far.entries, total: far.of_entries })
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self, source: Source, cost: Cost) -> FeedState {
        let standing = match (&self.good, self.tally()) {
            (Some(good), Some(_)) if good.is_current => Standing::Good,
            (_, Some(_)) => Standing::Old,
            (_, None) => Standing::Nothing,
        };
        FeedState {
            source,
            standing,
            problems: self.problems.clone(),
            read: self.good.as_ref().and_then(|good| good.read),
            tried: self.tried,
            published: self.good.as_ref().and_then(|good| good.published),
            pinned: self.pinned.clone(),
            entries: self.tally().map_or(0, Tally::entries),
            checked: self.checked,
            requests: cost.requests,
            bytes: cost.bytes,
            unkept: cost.unkept,
            next: cost.next,
        }
    }

    /// The digest of the newest line of what last held: changes with every board.
    #[must_use]
    pub fn head(&self) -> Hash {
        self.tally().map_or(Hash::NONE, Tally::head)
    }
}

impl Attempt {
    fn fresh(reading: Reading, index: Vec<u8>, from: From) -> Self {
        Self { reading, index, lines: Lines::Fresh(Box::default()), new: Vec::new(), from, checked: 0 }
    }

    fn put(&mut self, lines: Vec<Line>) {
        match &mut self.lines {
            Lines::Fresh(tally) => **tally = lines.iter().fold(std::mem::take(&mut **tally), pushed),
            Lines::More(more) => more.extend(lines),
        }
    }
}

/// A line that holds follows the one before it by its number, which is all that a tally asks.
fn pushed(mut tally: Tally, line: &Line) -> Tally {
    if tally.push(&line.entry, line.hash).is_err() {
        debug_assert!(false, "a chain without gaps");
    }
    tally
}
