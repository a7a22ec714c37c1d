//! The replayed explorer behind its socket, asked in plain HTTP on the loopback: what it says travels as it is said to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message")]

#[path = "../examples/replay_explorer/arguments.rs"]
mod arguments;
#[path = "faults/made.rs"]
mod made;
#[path = "../examples/replay_explorer/serve.rs"]
mod serve;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use arguments::{ArgumentError, Arguments};
use made::MADE;
use spoor::case::Case;
use spoor::explorer::replay::{Fault, Faults, Replay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Everything the connection gave: status line, headers, body.
async fn ask(at: SocketAddr, method: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(at).await.unwrap();
    let request = format!("{method} {target} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Starts an explorer with these faults, and hands its address on.
fn with<F: Future<Output = ()>>(faults: Faults, then: impl FnOnce(SocketAddr) -> F) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        let replay = Replay::of(MADE.book.clone()).with_faults(faults);
        tokio::select! {
            ended = serve::serve(listener, replay, 0) => panic!("it stopped: {ended:?}"),
            () = then(at) => {}
        }
    });
}

fn thief() -> String {
    format!("/api/v2/addresses/{}/transactions", MADE.world.case().origins[0].at)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn any_page_may_read_its_answers() {
    with(Faults::none(), async |at| {
        let answer = ask(at, "GET", &thief()).await;
        for part in [
            "HTTP/1.1 200 OK",
            "access-control-allow-origin: *",
            "access-control-expose-headers: bypass-429-option,x-ratelimit-reset",
            "x-ratelimit-limit: 600",
            "content-type: application/json",
            r#""next_page_params":{"block_number":"#,
        ] {
            assert!(answer.contains(part), "{part} is not in {}", &answer[..600]);
        }
        assert!(ask(at, "OPTIONS", &thief()).await.contains("access-control-allow-methods: GET"));
        assert!(ask(at, "POST", &thief()).await.starts_with("HTTP/1.1 405"));
        assert!(ask(at, "GET", "/anything").await.starts_with("HTTP/1.1 404"));
    });
}

#[test]
fn the_case_is_one_that_spoor_reads_and_the_log_says_what_was_asked() {
    with(Faults::only(Fault::Trouble, 1, 100), async |at| {
        let case = Case::from_json(body(&ask(at, "GET", "/case.json").await)).unwrap();
        assert!(case == *MADE.world.case());
        let status: u16 = ask(at, "GET", &thief()).await[9..12].parse().unwrap();
        let log: serde_json::Value = serde_json::from_str(body(&ask(at, "GET", "/log.json").await)).unwrap();
        let [entry] = log.as_array().unwrap().as_slice() else { panic!("{log}") };
        assert_eq!((entry["target"].as_str(), entry["status"].as_u64()), (Some(thief().as_str()), Some(u64::from(status))));
        assert_eq!(entry["fault"], "trouble");
    });
}

#[test]
fn answers_travel_as_they_are_said_to() {
    let slow = |fault| Faults { stall_ms: 200, ..Faults::only(fault, 1, 100) };
    #[allow(clippy::disallowed_methods, reason = "a test on the host has a clock")]
    let took = |fault| {
        let begun = Instant::now();
        with(slow(fault), async |at| {
            let answer = ask(at, "GET", &thief()).await;
            let whole = answer.ends_with("\r\n0\r\n\r\n") || answer.contains("content-length");
            assert_eq!(whole, fault != Fault::Reset, "{fault:?}");
            let readable = answer.contains("access-control-allow-origin: *");
            assert_eq!(readable, !matches!(fault, Fault::LimitedUnreadable | Fault::CorsRefused), "{fault:?}");
        });
        begun.elapsed()
    };
    for fault in [Fault::Reset, Fault::LimitedUnreadable, Fault::CorsRefused, Fault::Limited] {
        took(fault);
    }
    assert!(took(Fault::Stall) >= Duration::from_millis(200));
    assert!(took(Fault::Drip) >= Duration::from_millis(400));
}

#[test]
fn its_command_line_is_read_or_refused() {
    let read = |line: &str| Arguments::read(line.split_whitespace().map(str::to_owned));
    let whole = read("--world lifi --port 0 --faults 7 --rate 50 --only stale,reset --latency 5 --stall 100 --cap 3").unwrap();
    let faults = Faults { seed: 7, rate_percent: 50, kinds: vec![Fault::Stale, Fault::Reset], stall_ms: 100 };
    assert_eq!(whole, Arguments { world: "lifi".to_owned(), port: 0, faults, latency_ms: 5, cap: Some(3) });
    assert_eq!(read("--world a --port 1").unwrap().faults.rate_percent, 0);
    assert_eq!(read("--world a --port 1 --faults 3").unwrap().faults, Faults::all(3, 20));
    for line in [
        "",
        "--world lifi",
        "--port 1",
        "--world lifi --port 70000",
        "--world lifi --port 1 --rate x",
        "--world lifi --port 1 --only fire",
        "--world --port 1",
        "--world lifi --port 1 --speed 2",
    ] {
        assert!(read(line).is_err(), "{line}");
    }
    assert!(matches!(read("--world a --port 1 --only fire"), Err(ArgumentError::Fault { known, .. }) if known.contains("lying-totals")));
}
