//! What all pages share: one context with one accessor. Pages read it and dispatch through its methods.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;

use super::chosen::Chosen;
use super::followed::Followed;
use super::form::{Field, TraceForm};
use super::opened::seen_by;
use super::remote::Remote;
use super::route::{ParseRouteError, Route};
use super::selection::Selection;
use super::term::Term;
use super::theme::Theme;
use super::tip::desk::Desk;
use super::words;
use crate::case::{Case, CaseLibrary, ReadCaseError};
use crate::explorer::still::{Holding, Sighting};
use crate::journal::crossed::Crossed;
use crate::journal::labels::Ask;
use crate::journal::second::Checked;
use crate::journal::tips;
use crate::journal::{Command, Entry, Kept, Stored};
use crate::money::Account;
use crate::trace::view::{End, Finding, Progress, Stage, View};
use crate::web::cases_told::CasesTold;
use crate::web::checking::Checking;
use crate::web::engine::{Engine, LedgerRead};
use crate::web::labels_told::LabelsTold;
use crate::web::tips_told::TipsTold;

/// The state of the page. Copied freely: it holds handles.
#[derive(Clone, Copy)]
pub struct AppState {
    /// The page that is shown, or why the link leads to none.
    pub route: RwSignal<Result<Route, ParseRouteError>>,
    /// The chosen case.
    pub case: RwSignal<Option<Arc<Case>>>,
    /// The trace as it stands.
    pub view: RwSignal<Option<Arc<View>>>,
    /// Why the trace goes no further.
    pub failure: RwSignal<Option<String>>,
    /// Whether a trace was started and nothing of it has come yet.
    pub starting: RwSignal<bool>,
    /// Every request of the run so far, oldest first.
    pub journal: RwSignal<Vec<Entry>>,
    /// The trace that this browser keeps.
    pub kept: RwSignal<Option<Kept>>,
    /// Why the trace that goes on is not kept, and whether it can be had kept instead of another tab's.
    pub unkept: RwSignal<Option<(String, bool)>>,
    /// How much is kept of answers.
    pub stored: RwSignal<Option<Stored>>,
    /// What left this browser.
    pub ledger: RwSignal<Option<LedgerRead>>,
    /// What second explorers said of transfers of this trace, oldest first.
    pub checked: RwSignal<Vec<Checked>>,
    /// What bridges said, the latest last.
    pub crossed: RwSignal<Vec<Crossed>>,
    /// What the worker told of labels.
    pub labels: LabelsTold,
    /// The visitor's own signed tips.
    pub tips: TipsTold,
    /// Cases that were opened from files.
    pub opened: CasesTold,
    /// What was seen still there in this visit.
    pub still: RwSignal<BTreeMap<Holding, Sighting>>,
    /// What is being looked for.
    pub looking: RwSignal<BTreeSet<Holding>>,
    /// What came of the check of a tip, and of its attached answers.
    pub checking: Checking,
    /// Whether the worker's program has arrived once: what is wanted later may be fetched now.
    pub loaded: RwSignal<bool>,
    /// Whether everything was removed, after a wipe.
    pub wiped: RwSignal<bool>,
    /// What is chosen in the trace.
    pub selection: RwSignal<Option<Selection>>,
    /// The part of the equation by which the trace is filtered.
    pub filter: RwSignal<Option<Term>>,
    /// Whether leads are shown.
    pub leads: RwSignal<bool>,
    /// The form that starts a trace, as typed.
    pub form: RwSignal<TraceForm>,
    /// What was typed on the first page to be looked up.
    pub lookup: RwSignal<String>,
    /// Light, dark, or as the system says.
    pub theme: RwSignal<Theme>,
    /// Who is asked, what may leave, and the keys.
    pub chosen: Chosen,
    /// The tip that is being written, and the one that is being checked.
    pub desk: Desk,
    library: StoredValue<Arc<Result<CaseLibrary, ReadCaseError>>>,
    engine: Engine,
}

/// The state. Every page is under the shell, which provides it before anything else is built.
pub fn app_state() -> AppState {
    expect_context()
}

impl AppState {
    /// Makes the state, starts the engine's worker and listens to it.
    pub fn provide() -> Self {
        let engine = Engine::new();
        // After the first screen is drawn: it needs none of the worker.
        set_timeout(move || engine.warm(), std::time::Duration::from_millis(200));
        let state = Self {
            route: RwSignal::new(Ok(Route::Home)),
            case: RwSignal::new(None),
            view: RwSignal::new(None),
            failure: engine.failed,
            starting: RwSignal::new(false),
            journal: engine.journal,
            kept: engine.kept,
            unkept: engine.unkept,
            stored: engine.stored,
            ledger: engine.ledger,
            checked: engine.checked,
            crossed: engine.crossed,
            labels: engine.labels,
            tips: engine.tips,
            opened: engine.cases,
            still: engine.still,
            looking: engine.looking,
            checking: engine.checking,
            loaded: engine.loaded,
            wiped: engine.wiped,
            selection: RwSignal::new(None),
            filter: RwSignal::new(None),
            leads: RwSignal::new(true),
            form: RwSignal::new(TraceForm::default()),
            lookup: RwSignal::new(String::new()),
            theme: RwSignal::new(Theme::stored()),
            chosen: Chosen::load(move |gate| engine.set_gate(gate)),
            desk: Desk::new(),
            library: StoredValue::new(Arc::new(CaseLibrary::built_in())),
            engine,
        };
        Effect::new(move |_| state.take(engine.view.get()));
        Effect::new(move |_| {
            if engine.failed.with(Option::is_some) {
                state.starting.set(false);
            }
        });
        provide_context(state);
        state
    }

    fn take(self, view: Option<Arc<View>>) {
        // The last word of a trace that was dropped for another case is not shown under that one.
        let view = view.filter(|view| self.case.with_untracked(|case| case.as_ref().is_none_or(|case| case.id == view.case_id)));
        if view.is_some() {
            self.starting.set(false);
        }
        self.view.set(view);
    }

    /// The cases that were opened, and those built into this version: those with a bounty first, then the newest.
    pub fn cases(self) -> Remote<Vec<Arc<Case>>> {
        let opened = self.opened.cases();
        self.library.with_value(|library| match library.as_ref() {
            Ok(library) => {
                let mut cases: Vec<Arc<Case>> = library.cases().iter().cloned().map(Arc::new).collect();
                // Where a bounty is offered there is somebody to tell.
                cases.sort_by_key(|case| case.terms.is_empty());
                Remote::Ready(opened.into_iter().chain(cases).collect())
            }
            Err(error) => Remote::Failed(format!("{error}. This copy of Spoor is damaged: load the page again or take a fresh copy.")),
        })
    }

    /// The same, for checking a tip.
    pub fn library(self) -> Arc<Result<CaseLibrary, ReadCaseError>> {
        let opened = self.opened.cases();
        let library = self.library.get_value();
        match library.as_ref() {
            Ok(built_in) if !opened.is_empty() => {
                Arc::new(Ok(opened.iter().fold(built_in.clone(), |library, case| library.with(case.as_ref().clone()))))
            }
            _ => library,
        }
    }

    /// A case by its name, or a sentence that says which there are.
    pub fn find_case(self, name: &str) -> Remote<Arc<Case>> {
        let opened = self.opened.open.with(|open| open.get(name).map(|(case, _)| case.clone()));
        if let Some(case) = opened {
            return Remote::Ready(case);
        }
        self.library.with_value(|library| match library.as_ref().as_ref().map_err(Clone::clone).and_then(|library| library.find(name)) {
            Ok(case) => Remote::Ready(Arc::new(case.clone())),
            Err(error) => Remote::Failed(words::sentence(&error.to_string())),
        })
    }

    /// Chooses a case to follow. A trace of another case is dropped.
    pub fn choose(self, case: Arc<Case>) {
        let same = self.case.with_untracked(|chosen| chosen.as_ref().is_some_and(|chosen| *chosen == case));
        if !same {
            self.forget_trace();
            self.case.set(Some(case));
        }
    }

    fn forget_trace(self) {
        if self.is_running_untracked() {
            self.send(&Command::Stop);
        }
        self.engine.view.set(None);
        self.engine.progress.set(None);
        self.failure.set(None);
        self.selection.set(None);
        self.filter.set(None);
    }

    /// Starts a trace of the chosen case by the form.
    ///
    /// # Errors
    /// The field that cannot be used, and a sentence for the visitor.
    pub fn start(self) -> Result<(), (Field, String)> {
        let Some(case) = self.case.get_untracked() else {
            return Err((Field::Start, "No case is chosen: choose one on the first page.".into()));
        };
        self.form.update(|form| form.across = self.chosen.across(form.chain.filter(|_| form.named).unwrap_or(case.chain)));
        let settings = self.form.with_untracked(|form| form.settings(case.chain));
        let settings = settings.map_err(|error| (error.field(), words::sentence(&error.to_string())))?;
        let settings = self.on_chosen_chain(&case, settings);
        self.forget_trace();
        self.kept.set(None);
        self.starting.set(true);
        self.send(&Command::Start { case_id: case.id.clone(), settings });
        Ok(())
    }

    /// Asks whether a trace of an earlier visit is kept. Nothing leaves the browser by it.
    pub fn look_for_kept(self) {
        if self.failure.with_untracked(Option::is_none) {
            self.send(&Command::LookForKept);
        }
    }

    /// Brings the kept trace back as it was. Nothing is asked until the visitor lets it go on.
    pub fn bring_back(self, kept: &Kept) {
        let Remote::Ready(case) = self.find_case(&kept.case_id) else { return };
        self.choose(seen_by(&case, &kept.settings));
        self.form.set(TraceForm::of(&kept.settings));
        self.kept.set(None);
        self.starting.set(true);
        self.send(&Command::Resume);
    }

    /// Forgets the kept trace.
    pub fn forget_kept(self) {
        self.kept.set(None);
        self.send(&Command::Forget);
    }

    /// Has this tab's trace kept, in the place of the one that another tab keeps.
    pub fn keep_this(self) {
        self.unkept.set(None);
        self.send(&Command::KeepThis);
    }

    /// How far the trace is; newer than what the trace itself says.
    pub fn progress(self) -> Option<Progress> {
        self.engine.progress.get().or_else(|| self.view.with(|view| view.as_ref().map(|view| view.progress.clone())))
    }

    /// Whether the view that is shown is older than what the worker last said: the rest of it is on its way.
    pub fn behind(self) -> bool {
        let (told, view) = (self.engine.progress.get(), self.view.get());
        told.zip(view).is_some_and(|(told, view)| {
            let shown = &view.progress;
            (told.stage, told.asked, told.read, told.waiting) != (shown.stage, shown.asked, shown.read, shown.waiting)
        })
    }

    /// Saves the requests of the trace as a file.
    ///
    /// # Errors
    /// A sentence for the visitor.
    pub fn save_journal(self) -> Result<(), String> {
        self.engine.save_journal("spoor-requests.jsonl").map_err(|error| words::sentence(&error.to_string()))
    }

    /// What the trace follows, for its words.
    pub fn followed(self) -> Followed {
        self.view.with(|view| Followed::in_view(view.as_deref()))
    }

    /// Stops asking.
    pub fn stop(self) {
        self.send(&Command::Stop);
    }

    /// Goes on with this many requests allowed in all.
    pub fn go_on(self, budget: u32) {
        self.send(&Command::GoOn { budget });
    }

    /// Tells the trace what the visitor found out about an address.
    pub fn find(self, account: Account, finding: Finding) {
        self.send(&Command::Find { account, finding });
    }

    /// Removes everything that this browser keeps; a trace that runs is paused.
    pub fn wipe(self) {
        self.kept.set(None);
        self.send(&Command::Wipe);
    }

    /// Asks the worker for what it knows: what is stored, the ledger. Nothing leaves the browser by it.
    pub fn tell(self, command: &Command) {
        self.send(command);
    }

    /// Asks the worker about labels.
    pub fn ask_labels(self, ask: Ask) {
        self.send(&Command::Labels(Box::new(ask)));
    }

    /// Asks the worker about the visitor's own tips.
    pub fn ask_tips(self, ask: tips::Ask) {
        self.send(&Command::Tips(Box::new(ask)));
    }

    /// The JSON of every tip of the visitor's own that is known here, the newest first; [`tips::Ask::All`] brings them in.
    pub fn kept_tips(self) -> Vec<String> {
        self.tips.newest_first().into_iter().map(|tip| tip.json).collect()
    }

    fn send(self, command: &Command) {
        self.engine.send(command);
    }

    /// The trace, or the sentence that stands in its place.
    pub fn trace(self) -> Remote<Arc<View>> {
        match (self.view.get(), self.failure.get(), self.starting.get()) {
            (Some(view), ..) => Remote::Ready(view),
            (None, Some(why), _) => Remote::Failed(why),
            (None, None, true) => Remote::Loading("Starting the trace…".into()),
            (None, None, false) => Remote::NotAsked,
        }
    }

    fn is_running_untracked(self) -> bool {
        self.view.with_untracked(|view| view.as_ref().is_some_and(|view| view.progress.stage == Stage::Running))
    }

    /// The end that is chosen, or the most urgent one at the chosen address: what a tip is written about.
    pub fn chosen_end(self) -> Option<End> {
        let selection = self.selection.get()?;
        self.view.with(|view| selection.end_in(view.as_ref()?).cloned())
    }
}
