//! What all pages share: one context with one accessor. Pages read it and dispatch through its methods.

use std::sync::Arc;

use leptos::prelude::*;

use super::form::TraceForm;
use super::remote::Remote;
use super::route::{ParseRouteError, Route};
use super::selection::Selection;
use super::term::Term;
use super::theme::Theme;
use super::tip::desk::Desk;
use super::words;
use crate::case::{Case, CaseLibrary, ReadCaseError};
use crate::journal::{Command, Entry};
use crate::money::Account;
use crate::trace::view::{End, Finding, Stage, View};
use crate::web::engine::Engine;

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
    /// What is chosen in the trace.
    pub selection: RwSignal<Option<Selection>>,
    /// The part of the equation by which the trace is filtered.
    pub filter: RwSignal<Option<Term>>,
    /// The form that starts a trace, as typed.
    pub form: RwSignal<TraceForm>,
    /// What was typed on the first page to be looked up.
    pub lookup: RwSignal<String>,
    /// Light, dark, or as the system says.
    pub theme: RwSignal<Theme>,
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
            selection: RwSignal::new(None),
            filter: RwSignal::new(None),
            form: RwSignal::new(TraceForm::default()),
            lookup: RwSignal::new(String::new()),
            theme: RwSignal::new(Theme::stored()),
            desk: Desk::new(),
            library: StoredValue::new(Arc::new(CaseLibrary::built_in())),
            engine,
        };
        Effect::new(move |_| state.take(engine.view.with(|view| view.clone().map(Arc::new))));
        Effect::new(move |_| {
            if engine.failed.with(Option::is_some) {
                state.starting.set(false);
            }
        });
        provide_context(state);
        state
    }

    fn take(self, view: Option<Arc<View>>) {
        if view.is_some() {
            self.starting.set(false);
        }
        self.view.set(view);
    }

    /// The cases built into this version.
    pub fn cases(self) -> Remote<Vec<Arc<Case>>> {
        self.library.with_value(|library| match library.as_ref() {
            Ok(library) => Remote::Ready(library.cases().iter().cloned().map(Arc::new).collect()),
            Err(error) => Remote::Failed(format!("{error}. This copy of Spoor is damaged: load the page again or take a fresh copy.")),
        })
    }

    /// The cases built into this version, for checking a tip.
    pub fn library(self) -> Arc<Result<CaseLibrary, ReadCaseError>> {
        self.library.get_value()
    }

    /// A case by its name, or a sentence that says which there are.
    pub fn find_case(self, name: &str) -> Remote<Arc<Case>> {
        self.library.with_value(|library| match library.as_ref().as_ref().map_err(Clone::clone).and_then(|library| library.find(name)) {
            Ok(case) => Remote::Ready(Arc::new(case.clone())),
            Err(error) => Remote::Failed(words::sentence(&error.to_string())),
        })
    }

    /// Chooses a case to follow. A trace of another case is dropped.
    pub fn choose(self, case: Arc<Case>) {
        let same = self.case.with_untracked(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == case.id));
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
        self.failure.set(None);
        self.selection.set(None);
        self.filter.set(None);
    }

    /// Starts a trace of the chosen case by the form.
    ///
    /// # Errors
    /// A sentence for the visitor: the field that cannot be used, or that no case is chosen.
    pub fn start(self) -> Result<(), String> {
        let settings = self.form.with_untracked(TraceForm::settings).map_err(|error| words::sentence(&error.to_string()))?;
        let Some(case) = self.case.get_untracked() else {
            return Err("No case is chosen: choose one on the first page.".into());
        };
        self.forget_trace();
        self.starting.set(true);
        self.send(&Command::Start { case_id: case.id.clone(), settings });
        Ok(())
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
