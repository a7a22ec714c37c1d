//! The taint engine on a million transfers, on the host. `run.mjs` beside it runs this, the same in Chromium, networkx and
//! plain Python in one go, and prints the ratios.
//!
//! `cargo bench --bench throughput -- [--rows N] [--addresses N] [--times N] [--write FILE]`; prints one line of JSON. `--write` writes
//! the transfers for other programs: `from,to,asset,amount,theft`, in the order of time.

#![allow(clippy::disallowed_methods, reason = "measuring time is what this program is for; it runs on the host")]

mod generate;
mod work;

use std::io::Write as _;
use std::time::Instant;

use spoor::trace::view::Policy;
use work::{Everything, Searched};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1));
    let rows: usize = value("--rows").map_or(Ok(1_000_000), |text| text.parse())?;
    let addresses: u32 = value("--addresses").map_or(Ok(200_000), |text| text.parse())?;
    if let Some(path) = value("--write") {
        return write(path, rows, addresses);
    }

    let times: usize = value("--times").map_or(Ok(5), |text| text.parse())?;

    let mut all = Everything::new(rows, addresses);
    let load = time(|| all.load());
    let mut measured = vec![format!("\"load\":{load}")];
    for (name, policies) in [("haircut", &[Policy::Haircut][..]), ("fifo", &[Policy::Fifo]), ("six", &Policy::ALL)] {
        let first = time(|| all.prepare(policies));
        let best = (0..times).map(|_| time(|| all.replay())).min().unwrap_or(0);
        let (store, taint) = all.bytes();
        measured.push(format!("\"{name}\":{best},\"{name}_first\":{first},\"{name}_bytes\":[{store},{taint}]"));
        measured.extend(policies.iter().map(|policy| format!("\"{name}_{policy:?}\":\"{}\"", all.checksum(*policy))));
    }
    drop(all);

    let mut trace = Searched::new(rows, addresses, &Policy::ALL);
    trace.grow(rows / 10);
    let mut pages: Vec<u128> = Vec::new();
    for _ in 0..20 {
        let Some(page) = trace.next_page() else { break };
        pages.push(time(|| {
            trace.add(&page);
            trace.update();
        }));
    }
    if !trace.is_whole() {
        return Err("the trace that came in pages differs from the one replayed whole".into());
    }
    pages.sort_unstable();
    let (held, tainted) = trace.size();
    measured.push(format!("\"trace\":[{held},{tainted}],\"page\":[{},{}]", pages[pages.len() / 2], pages[pages.len() - 1]));
    println!("{{{}}}", measured.join(","));
    Ok(())
}

/// Microseconds.
fn time(work: impl FnOnce()) -> u128 {
    let started = Instant::now();
    work();
    started.elapsed().as_micros()
}

fn write(path: &str, rows: usize, addresses: u32) -> Result<(), Box<dyn std::error::Error>> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for line in generate::lines(rows, addresses) {
        writeln!(file, "{},{},{},{},{}", line.from, line.to, line.coin, line.amount, u8::from(line.is_theft))?;
    }
    Ok(())
}
