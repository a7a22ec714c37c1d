//! Carries a request by `curl`: the reader's own certificates and proxies, and no TLS among Spoor's dependencies.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use spoor::explorer::polite::Limits;
use spoor::explorer::{HttpAnswer, HttpRequest};
use spoor::journal::FetchFailure;
use spoor::journal::gate::{Gate, Outgoing};
use spoor::journal::recheck::{Recheck, Rechecked, Rechecking};
use spoor::money::UnixSeconds;

/// The longest answer that is read, in bytes.
const LARGEST: u64 = 8 << 20;

/// Carries a check to its end, saying on the way how far it is.
///
/// # Errors
/// When `curl` cannot be started.
#[allow(clippy::disallowed_methods, reason = "a program on the host may sleep")]
pub(crate) fn through(
    recheck: &Recheck,
    gate: &Gate,
    now: &dyn Fn() -> UnixSeconds,
    mut far: impl FnMut(usize, usize),
) -> std::io::Result<Rechecked> {
    let mut checking = Rechecking::new(recheck);
    let limits = Limits::default();
    let mut first = true;
    while let Some(ask) = checking.next(now()) {
        let pace = if first { 0 } else { limits.of(ask.request.host()).interval_ms };
        first = false;
        sleep(Duration::from_millis(pace.max(ask.wait_ms)));
        let answer = once(&ask.request, gate)?;
        checking.take(answer, now());
        let (done, all) = checking.progress();
        far(done, all);
    }
    Ok(checking.result(now(), true))
}

/// Carries one question.
///
/// # Errors
/// When `curl` cannot be started.
pub(crate) fn once(request: &HttpRequest, gate: &Gate) -> std::io::Result<Result<HttpAnswer, FetchFailure>> {
    match gate.pass(request) {
        Ok(outgoing) => curl(&outgoing),
        Err(why) => Ok(Err(why)),
    }
}

/// What stands in quotes in curl's configuration.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn curl(outgoing: &Outgoing) -> std::io::Result<Result<HttpAnswer, FetchFailure>> {
    // The URL may hold a key: it goes in by the configuration, where other users of the machine do not see it.
    let mut config = format!("url = {}\n", quoted(outgoing.url()));
    if let Some(body) = outgoing.body() {
        config.push_str(&format!("header = \"content-type: application/json\"\ndata-binary = {}\n", quoted(body)));
    }
    let fixed =
        ["-q", "--silent", "--proto", "=https,http", "--max-time", "45", "--globoff", "--write-out", "\n%{http_code}", "--config", "-"];
    let mut child =
        Command::new("curl").args(fixed).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|error| {
            std::io::Error::new(error.kind(), format!("curl, which carries the questions, cannot be started ({error}); install it"))
        })?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(config.as_bytes())?;
    }
    let mut bytes = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(LARGEST + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > LARGEST {
        child.kill()?;
        child.wait()?;
        return Ok(Err(FetchFailure::TooLarge));
    }
    let status = child.wait()?;
    // 28 is curl's own number for an answer that did not come in time.
    if status.code() == Some(28) {
        return Ok(Err(FetchFailure::TimedOut));
    }
    if !status.success() {
        return Ok(Err(FetchFailure::Opaque));
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let Some((body, code)) = text.rsplit_once('\n') else { return Ok(Err(FetchFailure::Opaque)) };
    let Ok(status) = code.trim().parse() else { return Ok(Err(FetchFailure::Opaque)) };
    Ok(Ok(HttpAnswer { status, body: outgoing.hide_key(body.to_owned()), retry_after_ms: None }))
}
