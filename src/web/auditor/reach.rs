//! Reads a feed's files where they lie: in this site, at an address, among files that were chosen.
//!
//! A request is the plainest there is: no cookie, no referrer, no redirect, no header but a simple `Range`, which needs no
//! question beforehand ([Fetch](https://fetch.spec.whatwg.org/#cors-safelisted-request-header)). Whether a file changed is
//! asked by the browser's own cache, which knows its ETag. What was asked is told to the page.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{
    AbortSignal, Blob, File, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode, RequestRedirect,
};

use crate::board::follow::{Folder, SiteFolder, Source};
use crate::board::index::{MOST_INDEX, MOST_SHARD};
use crate::board::message::{Asked, Told};
use crate::board::{INDEX_FILE, Want};
use crate::explorer::polite::asked_to_wait;
use crate::journal::FetchFailure;
use crate::web::clock;
use crate::web::fetch::Leash;

/// What the host said beside its answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Manners {
    /// For how long it wants to be left alone, in milliseconds.
    pub(super) retry_after_ms: Option<u64>,
    /// For how many seconds it calls the index good.
    pub(super) max_age_s: Option<u64>,
    /// Questions asked.
    pub(super) requests: u64,
    /// Bytes read.
    pub(super) bytes: u64,
}

/// Where files come from.
#[derive(Clone)]
pub(super) enum Place {
    Site(SiteFolder),
    Address(Folder),
    Files(Rc<Vec<File>>),
}

/// A way to the files of a feed. Copies share their manners.
#[derive(Clone)]
pub(super) struct Reach {
    place: Place,
    site: String,
    abort: AbortSignal,
    manners: Rc<RefCell<Manners>>,
    tell: Rc<dyn Fn(&Told)>,
}

impl Reach {
    pub(super) fn new(source: &Source, files: Vec<File>, abort: AbortSignal, tell: Rc<dyn Fn(&Told)>) -> Self {
        let place = match source {
            Source::Site(folder) => Place::Site(folder.clone()),
            Source::Address(folder) => Place::Address(folder.clone()),
            Source::Files(_) => Place::Files(Rc::new(files)),
        };
        Self { place, site: site(), abort, manners: Rc::default(), tell }
    }

    /// What was asked and said since this was last called.
    pub(super) fn take_manners(&self) -> Manners {
        std::mem::take(&mut *self.manners.borrow_mut())
    }

    /// Whether files lie still: nothing is added to them while they are read.
    pub(super) const fn is_at_rest(&self) -> bool {
        matches!(self.place, Place::Files(_))
    }

    /// The index.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) async fn index(&self) -> Result<Vec<u8>, String> {
        // One byte more than any index has shows that it is too long.
        let most = MOST_INDEX as u64 + 1;
        match self.part(INDEX_FILE, 0, most).await? {
            Some(bytes) => Ok(bytes),
            None => Err(match &self.place {
                Place::Files(_) => format!("no {INDEX_FILE} is among the files; choose it together with the files entries-….jsonl"),
                Place::Site(_) | Place::Address(_) => format!("there is no {INDEX_FILE} at this address; is it the folder of a feed?"),
            }),
        }
    }

    /// Begins to read bytes of a file; [`arrived`] waits for them.
    pub(super) fn begin(&self, want: &Want) -> Promise {
        let (own, want) = (self.clone(), want.clone());
        let promise = future_to_promise(async move {
            let read = own.part(&want.file, want.from, want.to).await;
            read.map(|bytes| Uint8Array::from(bytes.unwrap_or_default().as_slice()).into()).map_err(|why| JsValue::from_str(&why))
        });
        // What is begun and not waited for, because the reading stopped, is not to be reported as a promise nobody looked after.
        let looked_after = JsFuture::from(promise.clone());
        spawn_local(async move {
            let _read_or_not = looked_after.await;
        });
        promise
    }

    /// Bytes of a file; `None` where there is no such file, fewer where it ends before.
    async fn part(&self, file: &str, from: u64, to: u64) -> Result<Option<Vec<u8>>, String> {
        let (url, host) = match &self.place {
            Place::Files(files) => return part_of_files(files, file, from).await,
            Place::Site(folder) => (format!("{}{}", self.site, folder.file(file)), None),
            Place::Address(folder) => (folder.file(file), Some(folder.host().to_owned())),
        };
        let who = host.clone().unwrap_or_else(|| "this site".to_owned());
        let asked = fetch(&url, from, to, &self.abort, &self.manners).await;
        let bytes = asked.as_ref().ok().map(|bytes| bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        self.manners.borrow_mut().bytes += bytes.unwrap_or_default();
        (self.tell)(&Told::Asked(Asked { host, file: file.to_owned(), at: clock::now_s(), bytes }));
        asked.map_err(|why| format!("{who} did not give {file}: {why}"))
    }
}

/// Waits for bytes that were begun.
///
/// # Errors
/// Why there are none.
pub(super) async fn arrived(begun: Promise) -> Result<Vec<u8>, String> {
    match JsFuture::from(begun).await {
        Ok(bytes) => Ok(bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()),
        Err(why) => Err(why.as_string().unwrap_or_else(|| "it was broken off".to_owned())),
    }
}

/// The folder of the page, which the loader left here.
pub(super) fn site() -> String {
    Reflect::get(&js_sys::global(), &JsValue::from_str("spoorSite")).ok().and_then(|site| site.as_string()).unwrap_or_default()
}

/// A small file of this site.
///
/// # Errors
/// Why there is none.
pub(super) async fn of_site(path: &str, most: u64, abort: &AbortSignal) -> Result<Vec<u8>, String> {
    let bytes = fetch(&format!("{}{path}", site()), 0, most, abort, &Rc::default()).await?;
    bytes.ok_or_else(|| "there is no such file".to_owned())
}

async fn fetch(url: &str, from: u64, to: u64, abort: &AbortSignal, manners: &RefCell<Manners>) -> Result<Option<Vec<u8>>, String> {
    let leash = Leash::new(abort).ok_or("this browser sends no requests")?;
    let why = |leash: &Leash| match leash.why(abort) {
        FetchFailure::TimedOut => "it took too long".to_owned(),
        FetchFailure::Cancelled => "it was broken off".to_owned(),
        _ => "it cannot be reached, sends elsewhere, or does not let other pages read it".to_owned(),
    };
    let asking = RequestBuilder::new(url)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .mode(RequestMode::Cors)
        // A host must not hand the question on to another one, which the visitor did not choose.
        .redirect(RequestRedirect::Error)
        // Asks whether what the browser has is still so; a part of a file is not in its cache.
        .cache(if from == 0 { RequestCache::NoCache } else { RequestCache::NoStore })
        .abort_signal(Some(&leash.controller.signal()));
    let asking = if from == 0 { asking } else { asking.header("Range", &format!("bytes={from}-{}", to.saturating_sub(1))) };
    manners.borrow_mut().requests += 1;
    let response = asking.send().await.map_err(|_| why(&leash))?;
    let status = response.status();
    let headers = response.headers();
    if from == 0
        && let Some(age) = headers.get("cache-control").as_deref().and_then(max_age)
    {
        manners.borrow_mut().max_age_s = Some(age);
    }
    let skip = match status {
        206 if from > 0 => 0,
        200 => from,
        404 | 410 | 416 => return Ok(None),
        _ => {
            manners.borrow_mut().retry_after_ms = asked_to_wait(status, headers.get("retry-after").as_deref(), None);
            return Err(format!("it answered with status {status}"));
        }
    };
    let most = to.saturating_sub(from).min(MOST_SHARD);
    let bytes = read(&response, skip, most).await.map_err(|()| why(&leash))?;
    // Whatever comes behind is not needed.
    leash.controller.abort();
    Ok(Some(bytes))
}

/// The body from byte `skip` on, at most so many, piece by piece.
async fn read(response: &Response, skip: u64, most: u64) -> Result<Vec<u8>, ()> {
    let mut bytes = Vec::new();
    let Some(stream) = response.body() else { return Ok(bytes) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().map_err(|_| ())?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut skip = usize::try_from(skip).unwrap_or(usize::MAX);
    while bytes.len() < most {
        let piece = JsFuture::from(reader.read()).await.map_err(|_| ())?;
        let field = |name: &str| Reflect::get(&piece, &JsValue::from_str(name)).map_err(|_| ());
        if field("done")?.is_truthy() {
            break;
        }
        let piece: Uint8Array = field("value")?.dyn_into().map_err(|_| ())?;
        let piece = piece.to_vec();
        let left_out = skip.min(piece.len());
        skip -= left_out;
        let mine = piece.get(left_out..).unwrap_or_default();
        bytes.extend_from_slice(mine.get(..mine.len().min(most - bytes.len())).unwrap_or_default());
    }
    Ok(bytes)
}

/// For how many seconds an answer is good (`Cache-Control: public, max-age=600`).
fn max_age(text: &str) -> Option<u64> {
    text.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok())
}

/// Bytes of a chosen file from `from` to its end: what stands behind the index's word shows, too.
async fn part_of_files(files: &[File], name: &str, from: u64) -> Result<Option<Vec<u8>>, String> {
    let mut of_name = files.iter().filter(|file| file.name() == name);
    let Some(file) = of_name.next() else { return Ok(None) };
    if of_name.next().is_some() {
        return Err(format!("several of the files are called {name}; choose the files of one folder"));
    }
    // A file's size is a whole number below 2^53.
    let size = file.size() as u64;
    if size > 2 * MOST_SHARD {
        return Err(format!("{name} has {size} bytes; no file of a feed has more than {MOST_SHARD}"));
    }
    let blob: Blob =
        file.slice_with_f64_and_f64(from as f64, size as f64).map_err(|_| format!("{name} cannot be read; choose it again"))?;
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| format!("{name} cannot be read; choose it again"))?;
    Ok(Some(Uint8Array::new(&buffer).to_vec()))
}

/// The first line of chosen files, which tells feeds apart.
pub(super) async fn first_line(files: &[File]) -> Result<Vec<u8>, String> {
    let name = crate::board::shard_file(0);
    let whole = part_of_files(files, &name, 0).await?;
    let whole = whole.ok_or_else(|| format!("{name} is not among the files; choose all files of the feed's folder"))?;
    let end = whole.iter().position(|byte| *byte == b'\n').unwrap_or(whole.len());
    Ok(whole.get(..end).unwrap_or_default().to_vec())
}
