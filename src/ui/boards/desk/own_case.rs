//! A case that Spoor does not ship, opened from its file: as it was published, or without its signature.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::intake::input_of;
use super::state::DeskState;
use crate::board::Hash;
use crate::case::{Case, CaseLibrary, MOST_BYTES, strict};
use crate::journal::cases::{KeptCase, Standing};
use crate::tip::case_file::SignedCase;
use crate::ui::hostile;
use crate::ui::tip::desk::sentence;
use crate::web::{clock, file};

/// Who stands for a case without a signature.
const NOBODY: &str = "nobody";

/// The cases that were opened in this sitting, one edition of each.
#[derive(Clone, Copy)]
pub struct OwnCases(StoredValue<Vec<(KeptCase, Case)>>);

impl OwnCases {
    /// None yet.
    pub fn new() -> Self {
        Self(StoredValue::new(Vec::new()))
    }

    /// Takes in a file. Gives the cases that are known then, and a sentence.
    ///
    /// # Errors
    /// A sentence: the file is none, or cannot take the place of what is known under its name.
    fn take(self, text: &str) -> Result<(CaseLibrary, String), String> {
        let (case, publisher) = case_of(text)?;
        let built_in = CaseLibrary::built_in().map_err(sentence)?;
        let now = clock::now_s();
        let mut new = KeptCase {
            id: case.id.clone(),
            edition: case.edition(),
            publisher,
            sha256: Hash::of(&serde_json::to_vec(&case).map_err(sentence)?).to_string(),
            first_seen: now,
            opened: now,
            text: String::new(),
        };
        let mut all = self.0.get_value();
        let kept: Vec<KeptCase> = all.iter().map(|(kept, _)| kept.clone()).collect();
        let standing = new.judge(&kept, built_in.find(&case.id).is_ok()).map_err(sentence)?;
        let said = said(&new, standing);
        all.retain(|(kept, _)| kept.id != new.id);
        all.push((new, case));
        self.0.set_value(all.clone());
        Ok((all.into_iter().fold(built_in, |library, (_, case)| library.with(case)), said))
    }
}

impl Default for OwnCases {
    fn default() -> Self {
        Self::new()
    }
}

/// The case of a file, and who signed it.
fn case_of(text: &str) -> Result<(Case, String), String> {
    let value = strict(text.trim_start_matches('\u{feff}')).map_err(sentence)?;
    if value.get("publisher").is_none() {
        return Ok((Case::from_value(value).map_err(sentence)?, NOBODY.to_owned()));
    }
    let signed = SignedCase::read(text).map_err(sentence)?;
    Ok((signed.case().clone(), signed.publisher().to_string()))
}

fn said(new: &KeptCase, standing: Standing) -> String {
    let (id, edition, publisher) = (hostile::plain(&new.id, 80), new.edition, &new.publisher);
    match standing {
        Standing::Same => format!("Edition {edition} of the case {id}, signed by {publisher}, was known here already."),
        Standing::First | Standing::Newer { .. } => {
            let before =
                if let Standing::Newer { before } = standing { format!(", in the place of edition {before}") } else { String::new() };
            format!(
                "The case {id}, edition {edition}, signed by {publisher}, is known here{before}. Tips that were read before are not \
                 read again: clear the queue and take them in anew."
            )
        }
    }
}

/// The part of the page.
pub fn open(desk: DeskState) -> impl IntoView {
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = input_of(&event) else { return };
        let one = input.files().and_then(|files| files.get(0));
        input.set_value("");
        let Some(one) = one else { return };
        spawn_local(async move {
            let read = file::read(&one, MOST_BYTES as u64).await.map_err(sentence);
            match read.and_then(|text| desk.own_cases.take(&text)) {
                Ok((cases, said)) => {
                    desk.trouble.set(None);
                    desk.said.set(said);
                    desk.cases.set(Some(cases));
                }
                Err(why) => desk.trouble.set(Some(why)),
            }
        });
    };
    view! {
        <p class="go"><label class="button file">"Open a case file"<input type="file" class="hidden" accept=".json,application/json" on:change=chosen/></label>
            <span class="note">"Only for a case that is not on the list of Spoor; as it was published, or without its signature."</span></p>
    }
}
