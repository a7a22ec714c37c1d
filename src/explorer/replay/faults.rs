//! What goes wrong between a page and an explorer, drawn by a seed: the same request, made as often, meets the same fault.

use super::super::chance::splitmix;

/// One way in which an answer goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Too many questions, and the page may read so.
    Limited,
    /// Too many questions, without the headers that would let a page read it.
    LimitedUnreadable,
    /// Status 500, 502 or 503.
    Trouble,
    /// The connection breaks in the middle of the answer.
    Reset,
    /// The answer comes after half a minute.
    Stall,
    /// The answer comes piece by piece, longer than anybody waits.
    Drip,
    /// The answer ends somewhere, as if it were whole.
    Truncated,
    /// A field is of another type than promised.
    WrongTypes,
    /// Status 200 and nothing, or nothing that means anything.
    Empty,
    /// Status 200 and a web page.
    WebPage,
    /// Rows come twice, also those of the page before.
    Duplicated,
    /// The rows of a page are not in their order.
    Reordered,
    /// The next page is one that was there already.
    Cycling,
    /// The list as it was some blocks ago.
    Stale,
    /// Another site may read the answer, this one may not.
    CorsRefused,
    /// The counts in an answer are not those of its rows.
    LyingTotals,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Limited,
        Self::LimitedUnreadable,
        Self::Trouble,
        Self::Reset,
        Self::Stall,
        Self::Drip,
        Self::Truncated,
        Self::WrongTypes,
        Self::Empty,
        Self::WebPage,
        Self::Duplicated,
        Self::Reordered,
        Self::Cycling,
        Self::Stale,
        Self::CorsRefused,
        Self::LyingTotals,
    ];

    /// Its name on a command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Limited => "limited",
            Self::LimitedUnreadable => "limited-unreadable",
            Self::Trouble => "trouble",
            Self::Reset => "reset",
            Self::Stall => "stall",
            Self::Drip => "drip",
            Self::Truncated => "truncated",
            Self::WrongTypes => "wrong-types",
            Self::Empty => "empty",
            Self::WebPage => "web-page",
            Self::Duplicated => "duplicated",
            Self::Reordered => "reordered",
            Self::Cycling => "cycling",
            Self::Stale => "stale",
            Self::CorsRefused => "cors-refused",
            Self::LyingTotals => "lying-totals",
        }
    }

    /// The fault of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// Which faults are met, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    /// Decides everything.
    pub seed: u64,
    /// Of 100 requests so many meet one.
    pub rate_percent: u8,
    /// Which ones; each as often as any other.
    pub kinds: Vec<Fault>,
    /// How long [`Fault::Stall`] takes, in milliseconds; [`Fault::Drip`] takes twice as long.
    pub stall_ms: u64,
}

impl Faults {
    /// No faults.
    #[must_use]
    pub const fn none() -> Self {
        Self { seed: 0, rate_percent: 0, kinds: Vec::new(), stall_ms: 30_000 }
    }

    /// All of them, as often as this.
    #[must_use]
    pub fn all(seed: u64, rate_percent: u8) -> Self {
        Self { seed, rate_percent, kinds: Fault::ALL.to_vec(), ..Self::none() }
    }

    /// One of them, as often as this.
    #[must_use]
    pub fn only(fault: Fault, seed: u64, rate_percent: u8) -> Self {
        Self { seed, rate_percent, kinds: vec![fault], ..Self::none() }
    }

    /// What a request meets that is made for the `nth` time, and a number for what the fault leaves open.
    #[must_use]
    pub(super) fn meets(&self, path_and_query: &str, nth: u32) -> (Option<Fault>, u64) {
        let draw = mix(self.seed ^ mix(hash(path_and_query) ^ u64::from(nth)));
        let met = draw % 100 < u64::from(self.rate_percent);
        let kinds = u64::try_from(self.kinds.len()).unwrap_or(u64::MAX).max(1);
        let kind = usize::try_from((draw >> 8) % kinds).ok().and_then(|at| self.kinds.get(at).copied());
        (kind.filter(|_| met), mix(draw))
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A number that another one stands for.
pub(super) const fn mix(mut value: u64) -> u64 {
    splitmix(&mut value)
}

/// Draws a number below `most`, and a new number to draw from.
pub(super) fn draw(chance: &mut u64, most: usize) -> usize {
    *chance = mix(*chance);
    let most = u64::try_from(most).unwrap_or(u64::MAX).max(1);
    usize::try_from(*chance % most).unwrap_or(0)
}
