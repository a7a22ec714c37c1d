//! The socket before a replay: it carries answers the way they are said to travel, and nothing more.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode, header};
use futures_util::stream::{self, Stream, StreamExt as _};
use spoor::explorer::HttpRequest;
use spoor::explorer::replay::{Delivery, Replay, Served};
use tokio::net::TcpListener;
use tokio::time::sleep;

/// A dripping answer comes in so many pieces.
const DRIPS: usize = 20;
/// Requests that the log remembers.
const LONGEST_LOG: usize = 100_000;

/// What all requests share.
struct Shared {
    replay: Mutex<(Replay, Vec<serde_json::Value>)>,
    latency: Duration,
    begun: Instant,
}

/// Answers until the process ends.
///
/// # Errors
/// When the socket cannot be listened to any more.
#[allow(clippy::disallowed_methods, reason = "a program on the host has a clock")]
pub(crate) async fn serve(listener: TcpListener, replay: Replay, latency_ms: u64) -> io::Result<()> {
    let latency = Duration::from_millis(latency_ms);
    let shared = Shared { replay: Mutex::new((replay, Vec::new())), latency, begun: Instant::now() };
    axum::serve(listener, Router::new().fallback(answer).with_state(Arc::new(shared))).await
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let target = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    match (request.method(), target.as_str()) {
        // A preflight: whoever may read the answer may also ask.
        (&Method::OPTIONS, _) => preflight(),
        (&Method::GET, "/case.json") => json(shared.case()),
        (&Method::GET, "/log.json") => json(shared.log()),
        (&Method::GET, _) => {
            sleep(shared.latency).await;
            deliver(shared.ask(&target)).await
        }
        _ => built(Response::builder().status(StatusCode::METHOD_NOT_ALLOWED).body(Body::empty())),
    }
}

impl Shared {
    fn ask(&self, target: &str) -> Served {
        let at_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        // A panic elsewhere leaves nothing half done in here.
        let mut kept = self.replay.lock().unwrap_or_else(PoisonError::into_inner);
        let (replay, log) = &mut *kept;
        let served = replay.answer(&HttpRequest::get(format!("http://replay{target}")), at_ms);
        if log.len() < LONGEST_LOG {
            let fault = served.fault.map(spoor::explorer::replay::Fault::name);
            log.push(serde_json::json!({"at_ms": at_ms, "target": target, "status": served.status, "fault": fault}));
        }
        served
    }

    fn case(&self) -> String {
        self.replay.lock().unwrap_or_else(PoisonError::into_inner).0.book().case_json().to_owned()
    }

    fn log(&self) -> String {
        serde_json::Value::from(self.replay.lock().unwrap_or_else(PoisonError::into_inner).1.clone()).to_string()
    }
}

/// Sends an answer the way it travels.
async fn deliver(served: Served) -> Response<Body> {
    let Served { status, headers, body, delivery, .. } = served;
    let body = match delivery {
        Delivery::Whole => Body::from(body),
        Delivery::Late(ms) => {
            sleep(Duration::from_millis(ms)).await;
            Body::from(body)
        }
        Delivery::Drip(ms) => Body::from_stream(drip(body, Duration::from_millis(ms))),
        // Half of it, then the connection is gone: without its end a browser believes none of it. The half is on its way
        // before, for a browser asks by itself again where nothing came.
        Delivery::Broken => {
            let half = Bytes::copy_from_slice(body.as_bytes().get(..body.len() / 2).unwrap_or_default());
            let gone = stream::once(async {
                sleep(Duration::from_millis(20)).await;
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            });
            Body::from_stream(stream::iter([Ok(half)]).chain(gone))
        }
    };
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response = response.header(HeaderName::from_static(name), value);
        }
    }
    built(response.body(body))
}

/// The pieces of a body, evenly over a time.
fn drip(body: String, over: Duration) -> Pin<Box<dyn Stream<Item = Result<Bytes, Infallible>> + Send>> {
    let size = body.len().div_ceil(DRIPS).max(1);
    let pause = over / u32::try_from(DRIPS).unwrap_or(1);
    let pieces: Vec<Bytes> = body.as_bytes().chunks(size).map(Bytes::copy_from_slice).collect();
    Box::pin(stream::iter(pieces).then(move |piece| async move {
        sleep(pause).await;
        Ok(piece)
    }))
}

fn preflight() -> Response<Body> {
    built(
        Response::builder()
            .status(StatusCode::NO_CONTENT)
            .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
            .header(header::ACCESS_CONTROL_ALLOW_METHODS, "GET")
            .header(header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type")
            .body(Body::empty()),
    )
}

fn json(body: String) -> Response<Body> {
    built(
        Response::builder()
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
            .body(Body::from(body)),
    )
}

/// An answer of these parts; one that cannot be built is an explorer in trouble.
fn built(response: Result<Response<Body>, axum::http::Error>) -> Response<Body> {
    response.unwrap_or_else(|_| {
        let mut trouble = Response::new(Body::empty());
        *trouble.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        trouble
    })
}
