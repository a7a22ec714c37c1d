//! Drives a run against a made-up outside, keeps what goes into it, and kills it at will.

use std::collections::{BTreeMap, VecDeque};

use spoor::explorer::HttpRequest;
use spoor::journal::{Action, Begun, Entry, Input, Now, Run, What, json_lines};
use spoor::money::UnixSeconds;
use spoor::trace::view::{Settings, Stage, View};

use crate::outside::Outside;

pub(crate) const BEGUN_MS: u64 = 1_795_000_000_000;

/// A run, its outside, and everything that was kept of it, as it would be stored.
pub(crate) struct Drive<'a> {
    pub(crate) run: Run,
    outside: &'a Outside,
    pub(crate) now: Now,
    begun: String,
    kept: Vec<String>,
    sent: VecDeque<(u64, HttpRequest)>,
    wake: Option<u64>,
    /// How often each request was answered or refused for good.
    pub(crate) answered: BTreeMap<String, u32>,
}

/// What must be the same however often a run was killed.
#[derive(PartialEq, Eq)]
pub(crate) struct Result {
    pub(crate) view: View,
    pub(crate) journal: String,
    pub(crate) answered: BTreeMap<String, u32>,
}

impl<'a> Drive<'a> {
    pub(crate) fn new(outside: &'a Outside, settings: Settings) -> Self {
        let run = outside.run(settings);
        let begun = serde_json::to_string(run.begun()).unwrap();
        let now = Now { ms: BEGUN_MS };
        let (kept, sent, answered) = (Vec::new(), VecDeque::new(), BTreeMap::new());
        let mut drive = Self { run, outside, now, begun, kept, sent, wake: None, answered };
        drive.tell(What::Start);
        drive
    }

    /// A command of the visitor, or what happened.
    pub(crate) fn tell(&mut self, what: What) {
        self.take(&Input { at: self.now, what });
    }

    fn take(&mut self, input: &Input) {
        let Some(actions) = self.run.take(input) else { return };
        self.kept.push(serde_json::to_string(input).unwrap());
        for action in actions {
            match action {
                Action::Fetch { id, request } => self.sent.push_back((id, request)),
                Action::Wake { at_ms } => self.wake = Some(at_ms),
                Action::AbortAll => self.sent.clear(),
            }
        }
    }

    /// Lets one request be answered, waiting for it where the host's pace says so. `false` where nothing is left.
    pub(crate) fn step(&mut self) -> bool {
        while self.sent.is_empty() {
            let Some(at_ms) = self.wake.take() else { return false };
            self.now.ms = self.now.ms.max(at_ms);
            self.tell(What::Woken);
        }
        let Some((id, request)) = self.sent.pop_front() else { return false };
        let nth = self.answered.entry(request.url.clone()).or_default();
        *nth += 1;
        let happened = self.outside.reply(&self.run, id, &request, *nth);
        let input = self.run.input(happened, self.now).expect("what is under way is open");
        self.take(&input);
        true
    }

    /// The browser dies; all that is left is what was kept. What was on its way never arrives.
    pub(crate) fn kill(&mut self) {
        let before = (self.run.view(), json_lines(self.run.journal().entries()).unwrap());
        self.sent.clear();
        self.wake = None;
        let begun: Begun = serde_json::from_str(&self.begun).unwrap();
        assert!(begun.case == self.outside.case());
        self.run = self.outside.run(begun.settings);
        for text in &self.kept {
            self.run.again(&serde_json::from_str(text).unwrap()).unwrap();
        }
        let after = (self.run.view(), json_lines(self.run.journal().entries()).unwrap());
        assert!(before == after, "the same state to the last byte");
    }

    /// Brings a killed run to where it was: it rests until the visitor lets it go on.
    pub(crate) fn go_on(&mut self) {
        let was_running = self.run.stage() == Stage::Running;
        self.tell(What::Stop);
        assert!(self.sent.is_empty() && self.run.stage() != Stage::Running, "resuming asks nobody");
        if was_running {
            assert_eq!(self.run.stage(), Stage::Stopped);
            let budget = self.run.progress().budget;
            self.tell(What::GoOn { budget });
        }
    }

    /// When something is next sent; `None` where nothing is left.
    pub(crate) fn next_ms(&self) -> Option<u64> {
        if self.sent.is_empty() { self.wake } else { Some(self.now.ms) }
    }

    /// To the end without a kill.
    pub(crate) fn finish(mut self) -> Self {
        while self.step() {}
        self
    }

    /// The moments of a run that was killed are others: what was broken off is asked again at the host's pace.
    pub(crate) fn result(&self) -> Result {
        let mut view = self.run.view();
        for source in &mut view.sources {
            source.at = UnixSeconds::default();
        }
        let timeless = |entry: &Entry| Entry { at: UnixSeconds::default(), ..entry.clone() };
        let entries: Vec<Entry> = self.run.journal().entries().iter().map(timeless).collect();
        Result { view, journal: json_lines(&entries).unwrap(), answered: self.answered.clone() }
    }

    /// The same without the order in which the answers came.
    pub(crate) fn unordered(&self) -> Result {
        let Result { mut view, journal, answered } = self.result();
        let mut order: Vec<usize> = (0..view.sources.len()).collect();
        order.sort_by_key(|at| &view.sources[*at].request);
        let place = |source: &mut usize| *source = order.iter().position(|at| at == source).unwrap();
        let sources = order.iter().map(|at| view.sources[*at].clone()).collect();
        let hops = view.edges.iter_mut().flat_map(|edge| &mut edge.hops).chain(view.ends.iter_mut().flat_map(|end| &mut end.path));
        for cited in hops.map(|hop| &mut hop.sources).chain(view.guarded.iter_mut().map(|row| &mut row.sources)) {
            cited.iter_mut().for_each(place);
            cited.sort_unstable();
        }
        view.sources = sources;
        // Without its number a line is the same wherever it stands.
        let mut lines: Vec<&str> = journal.lines().map(|line| line.split_once(',').unwrap().1).collect();
        lines.sort_unstable();
        Result { view, journal: lines.join("\n"), answered }
    }

    pub(crate) fn kept(&self) -> &[String] {
        &self.kept
    }
}

/// Fails with the first journal line that differs; a whole view is too long to be read.
pub(crate) fn assert_same(one: &Result, other: &Result, what: &str) {
    for (at, (a, b)) in one.journal.lines().zip(other.journal.lines()).enumerate() {
        assert!(a == b, "{what}: line {} of the journal\n{a}\n{b}", at + 1);
    }
    assert_eq!(one.journal.lines().count(), other.journal.lines().count(), "{what}");
    assert_eq!(one.answered, other.answered, "{what}");
    assert_eq!(one.view.progress, other.view.progress, "{what}");
    assert!(one.view == other.view, "{what}: the views differ");
}
