//! A block explorer on this machine that shows any world, with the limits of the real ones and whatever goes wrong with them.
//!
//! `cargo run --release --example replay_explorer -- --world lifi --port 8090 [--faults SEED --rate PCT] [--latency MS] [--cap N]`
//!
//! It speaks Blockscout's REST v2 (`/api/v2/…`), Etherscan's API V2 (`/v2/api?chainid=…`) and Routescan
//! (`/v2/network/mainnet/evm/1/etherscan/api?…`), each with its paging, its headers and its errors. `/case.json` is the world's
//! theft in the form that Spoor reads, and `/log.json` says what was asked. The same seed and the same requests meet the same
//! faults. Choose it in Spoor's settings as an explorer of your own: `http://127.0.0.1:8090`.

mod arguments;
#[path = "../trace_world/folder.rs"]
mod folder;
mod serve;

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use arguments::Arguments;
use spoor::explorer::replay::{Book, Replay};

/// Worlds that came with Spoor, by their names.
const BUILT_IN: [&str; 3] = ["lifi", "txphish", "atomic"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let folder = if BUILT_IN.contains(&arguments.world.as_str()) {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("data/worlds").join(&arguments.world)
    } else {
        PathBuf::from(&arguments.world)
    };
    let world = folder::world(&folder)?;
    let rows = world.rows().len();
    let mut replay = Replay::of(Arc::new(Book::of(&world))).with_faults(arguments.faults.clone());
    if let Some(cap) = arguments.cap {
        replay = replay.with_cap(cap);
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}: {rows} transfers at http://{}", world.id(), listener.local_addr()?)?;
        writeln!(out, "Faults: {} % of the requests, seed {}", arguments.faults.rate_percent, arguments.faults.seed)?;
        out.flush()?;
        drop(out);
        serve::serve(listener, replay, arguments.latency_ms).await?;
        Ok(())
    })
}
