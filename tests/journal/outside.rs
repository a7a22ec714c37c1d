//! Outsides: the built-in recording, a world with known outcome, and a made-up Blockscout whose answers, refusals and silences are a function of the
//! request and of how often it was made.

use std::io::Read as _;
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use spoor::case::{Case, CaseLibrary};
use spoor::explorer::polite::{Limit, Limits};
use spoor::explorer::world::{World, WorldAdapter};
use spoor::explorer::{HttpAnswer, HttpRequest};
use spoor::journal::{FetchFailure, Happened, Run};
use spoor::trace::view::Settings;

const HOST: &str = "eth.blockscout.com";
/// Receivers below the thief, two for each down to this depth.
const DEEP: usize = 3;

/// Who answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outside {
    /// The recording of the Bybit theft.
    Recorded,
    /// A theft with known outcome, as an explorer of its own.
    World,
    /// A made-up explorer.
    MadeUp {
        /// What it holds.
        seed: u64,
        /// Of 100 requests so many are refused, in one of the ways of the wild.
        refused: u64,
        /// How many requests are under way at the same time. With one, the order of the answers hangs on nothing but the
        /// answers; with more it also hangs on the pace, and whoever is brought back is slower.
        at_once: u32,
    },
}

fn world() -> &'static World {
    static LIFI: LazyLock<World> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/worlds/lifi");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let mut transfers = String::new();
        GzDecoder::new(std::fs::File::open(folder.join("transfers.csv.gz")).unwrap()).read_to_string(&mut transfers).unwrap();
        World::from_files(&read("case.json"), &read("labels.csv"), &transfers).unwrap()
    });
    &LIFI
}

impl Outside {
    /// A run that asks this outside.
    pub(crate) fn run(&self, settings: Settings) -> Run {
        let run = match self {
            Self::World => Run::on(world().case().clone(), settings, world().labels().clone(), Box::new(WorldAdapter::of(world()))),
            _ => Run::of(self.case(), settings).unwrap(),
        };
        run.paced(self.limits())
    }

    pub(crate) fn case(&self) -> Case {
        match self {
            Self::Recorded => CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone(),
            Self::World => world().case().clone(),
            Self::MadeUp { seed, .. } => Case::from_json(&case(*seed).to_string()).unwrap(),
        }
    }

    pub(crate) fn explorer(&self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::World => "world",
            Self::MadeUp { .. } => HOST,
        }
    }

    pub(crate) fn limits(&self) -> Limits {
        match self {
            Self::Recorded => Limits::default(),
            Self::World => Limits::all(Limit::NONE),
            Self::MadeUp { at_once, .. } => Limits::all(Limit { at_once: *at_once, ..Limit::BLOCKSCOUT }),
        }
    }

    pub(crate) fn reply(&self, run: &Run, id: u64, request: &HttpRequest, nth: u32) -> Happened {
        let (seed, refused) = match *self {
            Self::Recorded => return Happened::Answer { id, answer: run.recorded_answer(request).unwrap() },
            Self::World => return Happened::Answer { id, answer: world().explorer(1).answer(request) },
            Self::MadeUp { seed, refused, .. } => (seed, refused),
        };
        let say = |status, body: &str, retry_after_ms| Happened::Answer {
            id,
            answer: HttpAnswer { status, body: body.to_owned(), retry_after_ms },
        };
        let draw = number(&format!("{seed} {} {nth}", request.url));
        if draw % 100 < refused {
            return match draw / 100 % 8 {
                0 => say(429, r#"{"message":"Too many requests"}"#, Some(draw / 800 % 9_000)),
                1 => say(429, r#"{"message":"Too many requests"}"#, None),
                2 => say(503, "<html>maintenance</html>", None),
                3 => Happened::NoAnswer { id, why: FetchFailure::Opaque },
                4 => Happened::NoAnswer { id, why: FetchFailure::TimedOut },
                5 => Happened::NoAnswer { id, why: FetchFailure::TooLarge },
                6 => say(400, r#"{"message":"Bad request"}"#, None),
                _ => say(200, "<html>are you human?</html>", None),
            };
        }
        say(200, &self.body(seed, &request.url), None)
    }

    fn body(&self, seed: u64, url: &str) -> String {
        let empty = r#"{"items":[],"next_page_params":null}"#.to_owned();
        let path = url.split_once("/api/v2/").unwrap().1;
        if path.ends_with("internal-transactions") || path.contains("token-transfers") {
            return empty;
        }
        if path.starts_with("transactions/") {
            return payment(seed, 0, 1).to_string();
        }
        let (address, query) = path.trim_start_matches("addresses/").split_once("/transactions").unwrap();
        let Some(place) = (1..1 << (DEEP + 1)).find(|place| address.eq_ignore_ascii_case(&self::address(seed, *place))) else {
            return empty;
        };
        let mut rows = vec![payment(seed, place / 2, place)];
        if place < 1 << DEEP {
            rows.extend([payment(seed, place, 2 * place), payment(seed, place, 2 * place + 1)]);
        }
        rows.reverse();
        // Some lists come in two pages.
        let first = number(&format!("{seed} pages of {place}")).is_multiple_of(2) && rows.len() > 1;
        let (rows, next) = match (first, query.contains("index=")) {
            (true, false) => (vec![rows[0].clone()], json!({"block_number": 20_000_000, "index": 1, "items_count": 1})),
            (true, true) => (rows.split_off(1), Value::Null),
            (false, _) => (rows, Value::Null),
        };
        json!({"items": rows, "next_page_params": next}).to_string()
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn number(text: &str) -> u64 {
    u64::from_be_bytes(digest(text)[..8].try_into().unwrap())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The victim is 0, the thief 1; the receivers of `n` are `2n` and `2n + 1`.
pub(crate) fn address(seed: u64, place: usize) -> String {
    format!("0x{}", hex(&digest(&format!("{seed} address {place}"))[..20]))
}

fn tx(seed: u64, to: usize) -> String {
    format!("0x{}", hex(&digest(&format!("{seed} transaction {to}"))))
}

/// What a place receives: a share of what its payer received.
fn amount(seed: u64, to: usize) -> u128 {
    if to <= 1 {
        return 1_000_000_000_000_000_000_000;
    }
    let share = u128::from(number(&format!("{seed} share {}", to / 2)) % 90 + 5);
    let whole = amount(seed, to / 2);
    if to.is_multiple_of(2) { whole * share / 100 } else { whole * (98 - share) / 100 }
}

fn payment(seed: u64, from: usize, to: usize) -> Value {
    json!({
        "hash": tx(seed, to),
        "value": amount(seed, to).to_string(),
        "status": "ok",
        "timestamp": format!("2026-10-01T00:{:02}:00Z", to % 60),
        "block_number": 20_000_000 + to,
        "position": 0,
        "from": {"hash": address(seed, from)},
        "to": {"hash": address(seed, to)},
        "fee": {"type": "actual", "value": "21000000000000"},
    })
}

fn case(seed: u64) -> Value {
    json!({
        "id": "made-up", "name": "A made-up theft", "at": "2026-10-01T00:01:00Z", "chain": "eip155:1", "loss": "1,000 ETH",
        "attribution": "none: made for the test", "portal": "",
        "seeds": [{"tx": tx(seed, 1), "to": address(seed, 1), "asset": "eip155:1/slip44:60", "amount": amount(seed, 1).to_string(), "what": "The theft"}],
        "parties": [], "terms": [], "sources": [],
    })
}
