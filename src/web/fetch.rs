//! Carries one request to an explorer: no cookies, no referrer, no cache, a limit of time and of size.
//!
//! Only what the [`Gate`](crate::journal::gate::Gate) let out can be carried. Nothing here decides whether to ask again.

use std::cell::Cell;
use std::rc::Rc;

use alloy_primitives::hex;
use gloo_net::http::{Method, Request, RequestBuilder, Response};
use gloo_timers::callback::Timeout;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect,
};

use crate::explorer::HttpAnswer;
use crate::explorer::polite::asked_to_wait;
use crate::explorer::support::opentimestamps::{ACCEPT, CONTENT_TYPE};
use crate::journal::FetchFailure;
use crate::journal::gate::Outgoing;
use crate::journal::stamp::BytesAnswer;

/// Internal transactions of a busy address take a public explorer more than 20 seconds.
const LONGEST_MS: u32 = 45_000;
/// A page of 50 rows is below 1 MiB; whatever is far above is no page.
const LARGEST: usize = 8 << 20;

/// Asks and reads the whole answer. Any HTTP status is an answer.
///
/// # Errors
/// When no answer could be read: cancelled, too late, too large, or for a reason that the browser keeps from the page
/// (offline, blocked, redirected to another address, or refused without permission to be read).
pub async fn fetch(request: &Outgoing, abort: &AbortSignal) -> Result<HttpAnswer, FetchFailure> {
    let (response, bytes) = exchange(request, abort, |asking| match request.body() {
        None => asking.build(),
        Some(body) => asking.method(Method::POST).header("content-type", "application/json").body(body),
    })
    .await?;
    let headers = response.headers();
    let (retry_after, reset) = (headers.get("retry-after"), headers.get("x-ratelimit-reset"));
    Ok(HttpAnswer {
        status: response.status(),
        body: request.hide_key(String::from_utf8_lossy(&bytes).into_owned()),
        retry_after_ms: asked_to_wait(response.status(), retry_after.as_deref(), reset.as_deref()),
    })
}

/// Asks a calendar and reads its answer as bytes. What is posted is given in hexadecimal and sent as bytes, in a request
/// that needs no question beforehand.
///
/// # Errors
/// As [`fetch`].
pub async fn fetch_bytes(request: &Outgoing, abort: &AbortSignal) -> Result<BytesAnswer, FetchFailure> {
    let posted = request.body().map(hex::decode).transpose().map_err(|_| FetchFailure::Opaque)?;
    let (response, body) = exchange(request, abort, |asking| {
        let asking = asking.header("accept", ACCEPT);
        match posted {
            None => asking.build(),
            Some(bytes) => asking.method(Method::POST).header("content-type", CONTENT_TYPE).body(Uint8Array::from(bytes.as_slice())),
        }
    })
    .await?;
    Ok(BytesAnswer { status: response.status(), body })
}

/// Sends what `finish` makes of a request, and reads the whole answer.
async fn exchange(
    request: &Outgoing,
    abort: &AbortSignal,
    finish: impl FnOnce(RequestBuilder) -> Result<Request, gloo_net::Error>,
) -> Result<(Response, Vec<u8>), FetchFailure> {
    if abort.aborted() {
        return Err(FetchFailure::Cancelled);
    }
    let leash = Leash::new(abort).ok_or(FetchFailure::Opaque)?;
    let asking = RequestBuilder::new(request.url())
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .mode(RequestMode::Cors)
        // A host must not hand the question on to another one, which the visitor did not choose.
        .redirect(RequestRedirect::Error)
        .abort_signal(Some(&leash.controller.signal()));
    let asked = finish(asking).map_err(|_| FetchFailure::Opaque)?.send().await;
    let response = asked.map_err(|_| leash.why(abort))?;
    let bytes = read(&response).await.map_err(|too_large| {
        // Stops the download; what is cut is not read any further.
        leash.controller.abort();
        if too_large { FetchFailure::TooLarge } else { leash.why(abort) }
    })?;
    Ok((response, bytes))
}

/// Reads the body piece by piece, so that a large one is cut and never held. `Err(true)`: too large; `Err(false)`: it broke off.
async fn read(response: &Response) -> Result<Vec<u8>, bool> {
    let mut bytes = Vec::new();
    let Some(stream) = response.body() else { return Ok(bytes) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into().map_err(|_| false)?;
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(|_| false)?;
        let field = |name: &str| Reflect::get(&piece, &JsValue::from_str(name)).map_err(|_| false);
        if field("done")?.is_truthy() {
            return Ok(bytes);
        }
        let piece: Uint8Array = field("value")?.dyn_into().map_err(|_| false)?;
        if bytes.len() + piece.length() as usize > LARGEST {
            return Err(true);
        }
        bytes.extend(piece.to_vec());
    }
}

/// Aborts its request when the time is over or the owner's signal says so; lets go when dropped.
pub(super) struct Leash {
    pub(super) controller: AbortController,
    late: Rc<Cell<bool>>,
    owner: AbortSignal,
    on_abort: Closure<dyn FnMut()>,
    _timer: Timeout,
}

impl Leash {
    pub(super) fn new(owner: &AbortSignal) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let late = Rc::new(Cell::new(false));
        let (aborting, noting) = (controller.clone(), Rc::clone(&late));
        let timer = Timeout::new(LONGEST_MS, move || {
            noting.set(true);
            aborting.abort();
        });
        let aborting = controller.clone();
        let on_abort = Closure::<dyn FnMut()>::new(move || aborting.abort());
        owner.add_event_listener_with_callback("abort", on_abort.as_ref().unchecked_ref()).ok()?;
        Some(Self { controller, late, owner: owner.clone(), on_abort, _timer: timer })
    }

    pub(super) fn why(&self, owner: &AbortSignal) -> FetchFailure {
        if owner.aborted() {
            FetchFailure::Cancelled
        } else if self.late.get() {
            FetchFailure::TimedOut
        } else {
            FetchFailure::Opaque
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        // Fails only where the signal is gone, and its listener with it.
        self.owner.remove_event_listener_with_callback("abort", self.on_abort.as_ref().unchecked_ref()).ok();
    }
}
