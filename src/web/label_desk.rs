//! The worker's answers about labels, and traces that wait for theirs.

use std::rc::Rc;

use super::clock;
use super::worker::Worker;
use crate::journal::labels::{Ask, Known, Preview, SHOWN, Told};
use crate::journal::{Begun, Report, Run, What};
use crate::label::{Day, Label, OwnLabels, Typed, import, search, to_csv, to_tagpack};
use crate::money::Address;
use crate::trace::view::Settings;

impl Worker {
    /// Starts a trace, once its labels are there. Where they cannot be loaded it says so in the trace, and goes on without.
    pub(super) async fn start(this: Rc<Self>, case_id: String, settings: Settings) -> Result<(), String> {
        let generation = this.generation.get();
        this.labels.starting.set(true);
        this.labels.held.set(false);
        let (labels, sets) = this.labels.used(this.network_off()).await;
        if this.generation.get() != generation {
            return Ok(());
        }
        this.labels.starting.set(false);
        let case = this.case_named(&case_id).await?;
        *this.labels.in_run.borrow_mut() = labels.own.clone();
        let run = Run::begin(Begun { case, settings, labels }, sets.as_deref()).map_err(|error| error.to_string())?;
        Self::started(&this, run);
        if this.labels.held.get() {
            Self::tell(&this, What::Stop);
        }
        Ok(())
    }

    /// Answers what the page asks about labels.
    pub(super) async fn about_labels(this: Rc<Self>, ask: Ask) -> Result<(), String> {
        let told = match ask {
            Ask::Sets => this.tell_sets().await,
            Ask::Search { text, page, own } => Told::Found(search(&this.labels.known(this.network_off()).await.0, &text, page, own)),
            Ask::Of(addresses) => this.tell_of(addresses).await,
            Ask::Put { was, typed } => Self::put(&this, was, &typed).await,
            Ask::Remove(label) => {
                let mut own = this.labels.own().await;
                if own.remove(&label) {
                    Self::change(&this, own, format!("Removed: {}.", label.name)).await
                } else {
                    Told::Refused("This label is not kept any more.".to_owned())
                }
            }
            Ask::Preview { file, text } => this.preview(file, &text),
            Ask::Take => Self::take_preview(&this).await,
            Ask::Leave => {
                this.labels.preview.borrow_mut().take();
                return Ok(());
            }
            Ask::Export { yaml } => {
                let own = this.labels.own().await;
                let (name, kind, text) = if yaml {
                    ("spoor-labels.yaml", "application/yaml", to_tagpack(own.iter()))
                } else {
                    ("spoor-labels.csv", "text/csv", to_csv(own.iter()))
                };
                Told::File(name.to_owned(), kind.to_owned(), text)
            }
        };
        this.report(&Report::Labels(Box::new(told)));
        Ok(())
    }

    async fn tell_sets(&self) -> Told {
        let sets = self.labels.sets(self.network_off()).await;
        let own = self.labels.own().await.count();
        Told::Sets(match sets {
            Ok(sets) => Known {
                sha256: Some(sets.sha256.clone()),
                why_not: None,
                sets: sets.packed.sets.clone(),
                labels: sets.packed.labels.count(),
                own,
            },
            Err(why) => Known { why_not: Some(why), own, ..Known::default() },
        })
    }

    async fn tell_of(&self, addresses: Vec<Address>) -> Told {
        let (known, _) = self.labels.known(self.network_off()).await;
        let of = |address: Address| {
            let labels: Vec<Label> = known.of_address(&address).cloned().collect();
            (address, labels)
        };
        Told::Of(addresses.into_iter().take(SHOWN).map(of).collect())
    }

    async fn put(this: &Rc<Self>, was: Option<Label>, typed: &Typed) -> Told {
        let label = match typed.label(today()) {
            Ok(label) => label,
            Err(why) => return Told::Refused(format!("Not kept: {why}.")),
        };
        let mut own = this.labels.own().await;
        if let Some(was) = was {
            own.remove(&was);
        }
        let name = label.name.clone();
        match own.put(label) {
            Ok(()) => Self::change(this, own, format!("Kept in this browser: {name}.")).await,
            Err(why) => Told::Refused(format!("Not kept: {why}.")),
        }
    }

    fn preview(&self, file: String, text: &str) -> Told {
        match import(&file, text, today()) {
            Err(why) => Told::Refused(format!("{file}: {why}.")),
            Ok(read) => {
                let preview = Preview {
                    file,
                    taken: read.taken.len(),
                    first: read.taken.iter().take(SHOWN).cloned().collect(),
                    again: read.again,
                    refused: read.refused_count(),
                    why: read.refused.iter().take(SHOWN).cloned().collect(),
                    notes: read.notes.iter().take(SHOWN).cloned().collect(),
                };
                *self.labels.preview.borrow_mut() = Some(read);
                Told::Preview(preview)
            }
        }
    }

    async fn take_preview(this: &Rc<Self>) -> Told {
        let Some(read) = this.labels.preview.borrow_mut().take() else {
            return Told::Refused("There is no file to be taken: choose it again.".to_owned());
        };
        let mut own = this.labels.own().await;
        let count = read.taken.len();
        for label in read.taken {
            if let Err(why) = own.put(label) {
                return Told::Refused(format!("Nothing was taken: {why}."));
            }
        }
        Self::change(this, own, format!("{count} labels taken.")).await
    }

    /// Keeps the own labels as they are now, and lets the run that goes on count with them.
    async fn change(this: &Rc<Self>, own: OwnLabels, what: String) -> Told {
        let (gone, put) = this.labels.in_run.borrow().change_to(&own);
        let count = own.count();
        let kept = this.labels.keep(own.clone()).await;
        if this.has_run() {
            *this.labels.in_run.borrow_mut() = own;
            if !gone.is_empty() || !put.is_empty() {
                Self::tell(this, What::Labels { gone: Box::new(gone), put: Box::new(put) });
            }
        }
        match kept {
            Ok(()) => Told::Done(what, count),
            Err(why) => Told::Done(format!("{what} It lasts until you close the page: {why}."), count),
        }
    }
}

/// Today, by the visitor's clock: the day of what they say.
fn today() -> Day {
    Day::of(clock::now_s())
}
