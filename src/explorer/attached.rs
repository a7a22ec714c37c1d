//! Answers that somebody attached: which of the answers that are cited they are, and whether they show what is cited for.
//! Nothing is asked of anybody.
//!
//! An attached text is a file of answers (JSON Lines, each with `request`, `status` and `body`), the journal of a trace (JSON
//! Lines without bodies), or one answer as it came. What counts is the digest of the body, never what a line says of it. An
//! answer is read by the adapter of whoever gave it, as an answer to the question that its request puts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::base::Base;
use super::confirm;
use super::recorded::{Recorded, Recording};
use super::reread::{Leg, Verdict, judge};
use super::service::{self, Kind};
use super::{About, Adapter, Cursor, HttpAnswer, HttpRequest, Order, Page, Question, digest};
use crate::money::Chain;

/// The most bytes of attached texts that are read.
pub const MOST_BYTES: usize = 64 << 20;
/// The most lines of a file that are read.
const MOST_LINES: usize = 20_000;
/// The most parameters of a request that are taken for a cursor.
const MOST_PARAMETERS: usize = 12;

/// An answer that is cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Who gave it.
    pub provider: String,
    /// To what request, as `GET https://…`.
    pub request: String,
    /// HTTP status.
    pub status: u16,
    /// SHA-256 of the body in lower-case hexadecimal.
    pub sha256: String,
}

/// What is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attach {
    /// The answers that are cited.
    pub cited: Vec<Cited>,
    /// The transfers, each with the answers that are cited for it, by their place in `cited`.
    pub legs: Vec<(Leg, Vec<usize>)>,
    /// What was attached.
    pub texts: Vec<String>,
}

/// What is attached of a cited answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum There {
    /// The answer itself: its digest is the one that is cited.
    Body,
    /// A journal that names it with this digest; not the answer.
    Journal,
    /// Nothing.
    Nothing,
}

/// What came of looking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// What is attached of each cited answer.
    pub cited: Vec<There>,
    /// What the attached answers say of each transfer.
    pub legs: Vec<Verdict>,
    /// Attached answers that nothing cites.
    pub others: usize,
    /// What could not be read of what was attached, in sentences.
    pub trouble: Vec<String>,
}

/// An answer in a file: one JSON object a line. Other members are allowed and not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The request, as `GET https://…`.
    pub request: String,
    /// HTTP status.
    pub status: u16,
    /// The body; left out in a journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// SHA-256 of the body as a journal states it.
    #[serde(default)]
    pub sha256: String,
}

/// Looks at what was attached.
#[must_use]
pub fn look(attach: &Attach) -> Looked {
    let mut trouble = Vec::new();
    let (mut bodies, mut named): (BTreeMap<String, &str>, Vec<String>) = Default::default();
    let mut answers = Vec::new();
    let mut left = MOST_BYTES;
    for text in &attach.texts {
        match left.checked_sub(text.len()) {
            Some(rest) => left = rest,
            None => {
                trouble.push(format!("More than {} MiB are attached; what came last was not read.", MOST_BYTES >> 20));
                break;
            }
        }
        match lines(text) {
            Some((found, more)) => {
                answers.extend(found);
                trouble.extend(more);
            }
            None => drop(bodies.insert(digest(text), text)),
        }
    }
    for answer in &answers {
        match &answer.body {
            Some(body) => drop(bodies.insert(digest(body), body)),
            None => named.push(answer.sha256.clone()),
        }
    }
    let there = |cited: &Cited| match () {
        () if bodies.contains_key(&cited.sha256) => There::Body,
        () if named.contains(&cited.sha256) => There::Journal,
        () => There::Nothing,
    };
    let others = bodies.keys().filter(|digest| !attach.cited.iter().any(|cited| cited.sha256 == **digest)).count();
    let legs = attach.legs.iter().map(|(leg, own)| of_leg(leg, own, attach, &bodies)).collect();
    Looked { cited: attach.cited.iter().map(there).collect(), legs, others, trouble }
}

/// The answers of a file of lines; `None` for what is none and may be one answer as it came.
fn lines(text: &str) -> Option<(Vec<Answer>, Option<String>)> {
    let all = || text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    serde_json::from_str::<Answer>(all().next()?).ok()?;
    let mut unread = 0usize;
    let answers = all().take(MOST_LINES).filter_map(|line| {
        let read = serde_json::from_str(line).ok();
        unread += usize::from(read.is_none());
        read
    });
    let answers: Vec<Answer> = answers.collect();
    unread += all().count().saturating_sub(MOST_LINES);
    Some((answers, (unread > 0).then(|| format!("{unread} lines of an attached file could not be read."))))
}

/// What the attached answers that are cited for a transfer say of it.
fn of_leg(leg: &Leg, own: &[usize], attach: &Attach, bodies: &BTreeMap<String, &str>) -> Verdict {
    let mut silent = None;
    let mut against = None;
    for cited in own.iter().filter_map(|at| attach.cited.get(*at)) {
        let Some(body) = bodies.get(&cited.sha256) else { continue };
        match page_of(leg, cited, body) {
            Err(why) => silent = Some(why),
            Ok(page) => match judge(leg, &Page { next: None, window: None, ..page }).0 {
                Verdict::Same => return Verdict::Same,
                Verdict::NotThere(_) => {
                    let how = format!("the attached answer of {} that it cites does not show it", cited.provider);
                    against = against.or(Some(Verdict::NotThere(how)));
                }
                Verdict::Unknown(why) => silent = Some(why),
                changed => against = Some(changed),
            },
        }
    }
    let unattached = || "no answer that it cites is attached".to_owned();
    // One that shows it stands against one that does not; what could not be read might have shown it too.
    against.filter(|_| silent.is_none()).unwrap_or_else(|| Verdict::Unknown(silent.unwrap_or_else(unattached)))
}

/// Reads a body as the answer to the request that is cited.
fn page_of(leg: &Leg, cited: &Cited, body: &str) -> Result<Page, String> {
    let chain = leg.transfer.asset.chain();
    let (method, rest) = cited.request.split_once(' ').unwrap_or_default();
    let url = rest.split_once(' ').filter(|_| method == "POST").map_or(rest, |(url, _)| url);
    let unknown = || format!("{} is not known here, so that its answer was not read", cited.provider);
    let adapters = adapters(&cited.provider, chain, url);
    if adapters.is_empty() {
        return Err(unknown());
    }
    let answer = HttpAnswer { status: cited.status, body: body.to_owned(), retry_after_ms: None };
    for adapter in &adapters {
        // One request can put more than one question: a transaction's own value, and the tokens it moved.
        let mut parts = Vec::new();
        let mut read: Option<Result<Page, String>> = None;
        for question in questions(leg, adapter.as_ref(), url) {
            if parts.contains(&question.part) || !adapter.request(&question).is_ok_and(|request| request.cited() == cited.request) {
                continue;
            }
            parts.push(question.part);
            let page = adapter.parse(&question, &answer).map_err(|error| error.to_string());
            read = Some(match (read, page) {
                (Some(Ok(mut pages)), Ok(page)) => {
                    confirm::join(&mut pages, page);
                    Ok(pages)
                }
                (Some(Ok(page)), Err(_)) | (_, Ok(page)) => Ok(page),
                (_, Err(why)) => Err(why),
            });
        }
        if let Some(read) = read {
            return read;
        }
    }
    Err(format!("which question this answer of {} is to could not be told, so that it was not read", cited.provider))
}

/// The adapters that may have put a request.
fn adapters(provider: &str, chain: Chain, url: &str) -> Vec<Box<dyn Adapter>> {
    if let Some(path) = url.strip_prefix("recorded://") {
        let recording = Recording::built_in(path.split('/').next().unwrap_or_default());
        return recording.into_iter().map(|recording| Box::new(Recorded::of(&recording)) as Box<dyn Adapter>).collect();
    }
    if let Some(service) = service::service(provider) {
        return service.adapter(chain).into_iter().collect();
    }
    // A server of the tipster's own: its address is some part of the URL's beginning.
    let Some(kind) = provider.strip_prefix("own-").and_then(Kind::named).filter(|kind| Kind::OWN.contains(kind)) else {
        return Vec::new();
    };
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let begins = path.find("://").map_or(0, |at| at + 3);
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > begins).chain([path.len()]).take(8);
    let bases = ends.filter_map(|end| path.get(..end)?.parse::<Base>().ok());
    bases.filter_map(|base| kind.adapter(chain, base, provider.to_owned())).collect()
}

/// The questions that a request about a transfer may put: about its transaction, its sender or its recipient.
fn questions(leg: &Leg, adapter: &dyn Adapter, url: &str) -> Vec<Question> {
    let transfer = &leg.transfer;
    let chain = transfer.asset.chain();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let parameters = query.split('&').filter(|part| !part.is_empty()).take(MOST_PARAMETERS);
    let parameters: Vec<(String, String)> =
        parameters.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(key, value)| (plain(key), plain(value))).collect();
    let numbers: Vec<u64> = parameters.iter().filter_map(|(_, value)| value.parse().ok()).take(6).collect();
    let mut all = Vec::new();
    for about in [About::Transaction(transfer.tx), About::Address(transfer.from.clone()), About::Address(transfer.to.clone())] {
        for part in adapter.parts(&about) {
            for order in [Order::Newest, Order::Oldest] {
                for start in numbers.iter().map(|number| Some(*number)).chain([None]) {
                    let fresh = Question { source: 0, chain, about: about.clone(), part: *part, order, start, cursor: None };
                    // A cursor repeats some of the parameters, in their order: those from one of them on, or all.
                    let cursors = (0..parameters.len()).map(|from| Cursor(parameters[from..].to_vec()));
                    all.extend(cursors.map(|cursor| Question { cursor: Some(cursor), ..fresh.clone() }));
                    let single = parameters.iter().map(|one| Cursor(vec![one.clone()]));
                    all.extend(single.map(|cursor| Question { cursor: Some(cursor), ..fresh.clone() }));
                    all.push(fresh);
                }
            }
        }
    }
    // The plain question is tried first.
    all.sort_by_key(|question| (question.cursor.is_some(), question.start.is_some()));
    all
}

/// Undoes the encoding of a URL's parameter; what is not one stays as it is.
fn plain(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// The request that a citation names; `None` for a text that is none.
#[must_use]
pub fn request_of(cited: &str) -> Option<HttpRequest> {
    match cited.split_once(' ')? {
        ("GET", url) => Some(HttpRequest::get(url.to_owned())),
        ("POST", rest) => rest.split_once(' ').map(|(url, body)| HttpRequest::post(url.to_owned(), body.to_owned())),
        _ => None,
    }
}
