//! Stands in for the worker's handle.
use crate::money::{Account, UnixSeconds};
use crate::trace::view::{Settings, View};
use leptos::prelude::*;

/// To the worker.
#[allow(missing_docs, dead_code)]
pub enum Command {
    Start { case_id: String, settings: Settings },
    Stop,
    GoOn { budget: u32 },
    StopAt { account: Account },
}
/// From it.
#[allow(missing_docs, dead_code)]
#[derive(Clone)]
pub enum Report {
    View(Box<View>),
    Journal { entries: Vec<Entry> },
    Failed { why: String },
}
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub n: u32,
    pub at: UnixSeconds,
    pub host: String,
    pub left_the_browser: bool,
    pub request: String,
    pub about: String,
    pub status: u16,
    pub bytes: u64,
    pub sha256: String,
    pub outcome: String,
}
/// The handle.
pub struct Engine {
    report: RwSignal<Option<Report>>,
}
#[allow(missing_docs)]
impl Engine {
    pub fn new() -> Self {
        Self { report: RwSignal::new(None) }
    }
    pub fn reports(&self) -> ReadSignal<Option<Report>> {
        self.report.read_only()
    }
    pub fn send(&self, command: Command) {
        // Until the worker is joined to the page, it says so.
        if let Command::Start { .. } = command {
            self.report.set(Some(Report::Failed { why: "The tracing worker is not part of this build.".into() }));
        }
    }
}
