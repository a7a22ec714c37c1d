//! What the page and the worker say to each other, as JSON.

use serde::{Deserialize, Serialize};

use super::Entry;
use super::cases;
use super::crossed::{Crossed, Passage};
use super::gate::Gate;
use super::labels::{Ask, Told};
use super::ledger::Row;
use super::outside::FetchFailure;
use super::parts::Part;
use super::recheck::{Recheck, Rechecked};
use super::second::{Check, Checked};
use super::stamp::KeptHeader;
use super::still::Look;
use super::tips;
use crate::explorer::attached::{Answer, Attach, Cited, Looked};
use crate::explorer::still::Sighting;
use crate::explorer::{HttpAnswer, HttpRequest};
use crate::money::{Account, UnixSeconds};
use crate::trace::view::{Finding, Progress, Settings};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// Begin a trace; one that runs is dropped.
    Start {
        /// Which case.
        case_id: String,
        /// How.
        settings: Settings,
    },
    /// Stop asking. What is under way is cancelled.
    Stop,
    /// Go on, with this many requests allowed in all.
    GoOn {
        /// The new budget, counted from the start of the run.
        budget: u32,
    },
    /// The visitor found out what an address is.
    Find {
        /// Which.
        account: Account,
        /// What.
        finding: Finding,
    },
    /// Say what run is kept in this browser: answered by [`Report::Kept`].
    LookForKept,
    /// Bring the kept run back, as it was; nothing is asked again.
    Resume,
    /// Forget the kept run.
    Forget,
    /// The last view stands on the screen: the next one may come.
    Seen,
    /// What may leave this browser from here on.
    Gate(Box<Gate>),
    /// Have this tab's run kept, in the place of the one that another tab keeps.
    KeepThis,
    /// Say how much is kept: answered by [`Report::Stored`].
    Stored,
    /// Say what left this browser: answered by [`Report::Ledger`].
    Ledger {
        /// Rows up to this number are known already; 0 for all.
        after: u32,
    },
    /// Ask a second explorer about transfers: answered by [`Report::Checked`] for each.
    Confirm {
        /// Which, and who may be asked.
        checks: Vec<Check>,
    },
    /// Ask a bridge where the money of a transaction went: answered by [`Report::Crossed`].
    Cross {
        /// Which.
        passage: Passage,
    },
    /// About labels: answered by [`Report::Labels`].
    Labels(Box<Ask>),
    /// Look whether money is still there: answered by [`Report::StillThere`] for each, in order.
    StillThere {
        /// Where, and who may be asked.
        looks: Vec<Look>,
    },
    /// Take no further of the looks that were asked for. One under way is finished.
    StopLooking,
    /// About the visitor's own tips: answered by [`Report::Tips`].
    Tips(Box<tips::Ask>),
    /// About opened cases: answered by [`Report::Cases`].
    Cases(Box<cases::Ask>),
    /// Check on the chain what a tip states: answered by [`Report::Rechecked`] again and again, until it is done. One that is
    /// under way is dropped.
    Recheck(Box<Recheck>),
    /// Ask nothing more for that check.
    StopRechecking,
    /// Look at attached answers: answered by [`Report::AnswersRead`].
    ReadAnswers(Box<Attach>),
    /// Say which of the cited answers this browser still has: answered by [`Report::Answers`].
    FindAnswers {
        /// Which.
        cited: Vec<Cited>,
    },
    /// Ask for the header of the block that a time stamp names: answered by [`Report::Header`].
    Header {
        /// The `.ots` file in hexadecimal.
        proof: String,
        /// Who may be asked, in order, as settings name them.
        explorers: Vec<String>,
    },
    /// Ask one thing of a host: answered by [`Report::Asked`].
    AskOnce {
        /// What.
        request: HttpRequest,
        /// What it is about, for the ledger.
        about: String,
    },
    /// Forget the kept answers.
    DropAnswers,
    /// Forget the ledger.
    DropLedger,
    /// Stop, and remove everything that this browser keeps for Spoor.
    Wipe,
}

/// How much is kept of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// How many.
    pub answers: usize,
    /// How many bytes.
    pub bytes: u64,
    /// The most bytes that are kept; 0 where this browser keeps none.
    pub bound: u64,
    /// When the oldest was given.
    pub oldest: Option<UnixSeconds>,
}

/// A run that can be brought back after a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which case.
    pub case_id: String,
    /// How it was asked for, with the budget as it stands.
    pub settings: Settings,
    /// Requests used.
    pub asked: u32,
    /// When it was last added to, by the visitor's clock.
    pub at: UnixSeconds,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Report {
    /// The worker listens.
    Ready,
    /// The next part of the trace as it stands.
    Part(Part),
    /// How far the run is: more often than the trace.
    Progress(Progress),
    /// Questions and answers since the last report of them.
    Journal {
        /// The new entries, oldest first.
        entries: Vec<Entry>,
    },
    /// The run that is kept in this browser, if one is.
    Kept(Option<Box<Kept>>),
    /// The run goes on, but this browser keeps nothing of it from here on. Said once.
    Unkept {
        /// A sentence that says why and what follows.
        why: String,
        /// Whether another tab's run is kept, and [`Command::KeepThis`] would have this one kept instead.
        may_take_over: bool,
    },
    /// How much is kept of answers.
    Stored(Stored),
    /// What left this browser.
    Ledger {
        /// More rows, in order.
        rows: Vec<Row>,
        /// Rows of this visit that the storage did not take; with the last report.
        unwritten: Vec<Row>,
        /// Whether this is the last report.
        whole: bool,
    },
    /// What a second explorer says of a transfer.
    Checked(Box<Checked>),
    /// What a bridge says of a passage.
    Crossed(Box<Crossed>),
    /// About labels.
    Labels(Box<Told>),
    /// What is still there, or that nobody could say.
    StillThere(Box<Sighting>),
    /// About the visitor's own tips.
    Tips(tips::Told),
    /// About opened cases.
    Cases(cases::Told),
    /// What came of a check on the chain so far.
    Rechecked(Box<Rechecked>),
    /// What attached answers say.
    AnswersRead(Box<Looked>),
    /// Answers that this browser still has.
    Answers(Vec<Answer>),
    /// The header that was asked for, where somebody gave it.
    Header {
        /// The header.
        header: Option<KeptHeader>,
        /// Why others did not, in sentences.
        said: Vec<String>,
    },
    /// What came of one question.
    Asked {
        /// Which.
        request: HttpRequest,
        /// The answer, or why there is none.
        answer: Result<HttpAnswer, FetchFailure>,
    },
    /// Everything is removed.
    Wiped,
    /// Something that the visitor must know; the run goes no further.
    Failed {
        /// A sentence that says what is wrong and what to do.
        why: String,
    },
}
