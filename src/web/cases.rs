//! Opened cases in the database, and the worker's answers about them. Nothing is asked of anybody but for a file whose address
//! the visitor typed.

use std::cell::RefCell;
use std::collections::BTreeMap;

use alloy_primitives::hex;
use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::clock;
use super::database::{Access, CASES, Database, StoreError, committed, done, store, text};
use super::worker::Worker;
use crate::case::{Case, CaseLibrary, MOST_BYTES};
use crate::explorer::HttpRequest;
use crate::journal::Report;
use crate::journal::cases::{Ask, KeptCase, MOST_CASES, Standing, Told, file_url, not_fetched};
use crate::tip::case_file::SignedCase;

/// The cases.
#[derive(Debug)]
pub(super) struct Cases {
    database: Database,
    /// Those that the storage did not take: they last as long as the worker.
    unkept: RefCell<BTreeMap<String, KeptCase>>,
}

impl Cases {
    pub(super) const fn new(database: Database) -> Self {
        Self { database, unkept: RefCell::new(BTreeMap::new()) }
    }

    /// All of them. What another version wrote and this one cannot read is left where it is; a storage that cannot be read
    /// holds nothing.
    pub(super) async fn all(&self) -> Vec<KeptCase> {
        let mut all = self.read_all().await.unwrap_or_default();
        let held: Vec<KeptCase> = self.unkept.borrow().values().cloned().collect();
        all.retain(|case| held.iter().all(|other| other.id != case.id));
        all.extend(held);
        all
    }

    async fn read_all(&self) -> Result<Vec<KeptCase>, StoreError> {
        let Some(transaction) = self.database.reading(&[CASES]).await? else { return Ok(Vec::new()) };
        let most = u32::try_from(MOST_CASES).unwrap_or(u32::MAX);
        let found = store(&transaction, CASES)?.get_all_with_key_and_limit(&JsValue::UNDEFINED, most)?;
        let found: Array = done(&found).await?.dyn_into()?;
        Ok(found.iter().filter_map(|record| serde_json::from_str(&record.as_string()?).ok()).collect())
    }

    /// Keeps one. Where the storage does not take it, it lasts until the worker ends, and why is given.
    async fn put(&self, case: KeptCase) -> Result<(), StoreError> {
        let written = self.write(&case).await;
        match written {
            Ok(()) => drop(self.unkept.borrow_mut().remove(&case.id)),
            Err(_) => drop(self.unkept.borrow_mut().insert(case.id.clone(), case)),
        }
        written
    }

    async fn write(&self, case: &KeptCase) -> Result<(), StoreError> {
        let json = serde_json::to_string(case).map_err(|error| StoreError::Failed(error.to_string()))?;
        let transaction = self.database.transaction(&[CASES], Access::WriteToDisk).await?;
        store(&transaction, CASES)?.put_with_key(&text(&json), &text(&case.id))?;
        committed(&transaction).await
    }

    async fn drop_one(&self, id: &str) -> Result<(), StoreError> {
        self.unkept.borrow_mut().remove(id);
        if self.database.reading(&[CASES]).await?.is_none() {
            return Ok(());
        }
        let transaction = self.database.transaction(&[CASES], Access::WriteToDisk).await?;
        store(&transaction, CASES)?.delete(&text(id))?;
        committed(&transaction).await
    }

    /// What is held in memory is forgotten: they were wiped.
    pub(super) fn forget(&self) {
        self.unkept.borrow_mut().clear();
    }
}

impl Worker {
    /// A case by its name: one that ships with Spoor, or one that was opened, whose signature is checked again.
    pub(super) async fn case_named(&self, id: &str) -> Result<Case, String> {
        let library = CaseLibrary::built_in().map_err(|error| error.to_string())?;
        let unknown = match library.find(id) {
            Ok(case) => return Ok(case.clone()),
            Err(unknown) => unknown.to_string(),
        };
        let kept = self.cases.all().await.into_iter().find(|case| case.id == id).ok_or(unknown)?;
        let signed = SignedCase::read(&kept.text).map_err(|error| format!("The opened case cannot be read any more: {error}."))?;
        if signed.publisher().to_string() != kept.publisher || signed.case().id != id {
            return Err("The opened case is not what was kept under its name: forget it and open its file again.".to_owned());
        }
        Ok(signed.case().clone())
    }

    /// Tells the page which cases were opened, where any were.
    pub(super) async fn tell_cases(&self) {
        let all = self.cases.all().await;
        if !all.is_empty() {
            self.report(&Report::Cases(Told::All(all)));
        }
    }

    /// Answers what the page asks about cases.
    pub(super) async fn about_cases(&self, ask: Ask) -> Result<(), String> {
        let told = match ask {
            Ask::All => Told::All(self.cases.all().await),
            Ask::Open { text } => self.open_case(text).await,
            Ask::Fetch { url } => match self.fetch_case(&url).await {
                Ok(text) => self.open_case(text).await,
                Err(why) => Told::Refused(why),
            },
            Ask::Forget { id } => {
                self.cases.drop_one(&id).await.map_err(|error| format!("The case was not forgotten: {error}."))?;
                Told::Gone(id)
            }
        };
        self.report(&Report::Cases(told));
        Ok(())
    }

    async fn fetch_case(&self, url: &str) -> Result<String, String> {
        let request = HttpRequest::get(file_url(url)?);
        let answer = self.ask_now(&request, "a case file".to_owned()).await.map_err(not_fetched)?;
        match answer.status {
            200 if answer.body.len() <= MOST_BYTES => Ok(answer.body),
            200 => Err(format!("What {} sent has {} bytes; a case file has at most {MOST_BYTES}.", request.host(), answer.body.len())),
            status => Err(format!("{} answered with status {status} instead of the file.", request.host())),
        }
    }

    async fn open_case(&self, text: String) -> Told {
        let signed = match SignedCase::read(&text) {
            Ok(signed) => signed,
            Err(error) => return Told::Refused(format!("The file was not opened: {error}.")),
        };
        let (case, now) = (signed.case(), clock::now_s());
        let mut kept = KeptCase {
            id: case.id.clone(),
            edition: case.edition(),
            publisher: signed.publisher().to_string(),
            sha256: hex::encode(signed.sha256()),
            first_seen: now,
            opened: now,
            text,
        };
        let is_built_in = CaseLibrary::built_in().is_ok_and(|library| library.find(&case.id).is_ok());
        match kept.judge(&self.cases.all().await, is_built_in) {
            Err(error) => Told::Refused(format!("The file was not opened: {error}.")),
            Ok(standing) => {
                let unkept = match standing {
                    Standing::Same => Ok(()),
                    Standing::First | Standing::Newer { .. } => self.cases.put(kept.clone()).await,
                };
                let unkept = unkept.err().map(|error| format!("It lasts until you close the page: {error}."));
                Told::Opened { case: Box::new(kept), standing, unkept }
            }
        }
    }
}
