//! Measures the search on worlds: for every world and budget, the engine beside the reference orders, in one run.
//!
//! `make bench`, or `cargo bench --bench worlds -- [FOLDER…]`; without folders, those of `data/worlds`. A folder is a world with its
//! `truth.csv`. `--budgets 50,300` sets the budgets. Every program asks the same explorer under the same count of requests.

#[allow(dead_code, reason = "shared with the example trace_world, which uses more of it")]
#[path = "../../examples/trace_world/claims.rs"]
mod claims;
#[allow(dead_code, reason = "the same")]
#[path = "../../examples/trace_world/drive.rs"]
mod drive;
#[path = "../../examples/trace_world/folder.rs"]
mod folder;
mod orders;
mod score;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use claims::Claims;
use orders::Order;
use score::Truth;
use spoor::explorer::world::World;
use spoor::journal::Now;

const BUDGETS: [u32; 5] = [50, 100, 300, 1_000, 3_000];

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
    let (folders, budgets) = arguments(std::env::args().skip(1))?;
    for folder in folders {
        let world = folder::world(&folder)?;
        let truth = Truth::read(&world, &folder::text(&folder, "truth.csv")?).map_err(|error| format!("{}: {error}", folder.display()))?;
        println!("\n{} — {}, {} rows\n", world.id(), world.case().name, world.rows().len());
        println!("{}", table::head());
        for &budget in &budgets {
            println!("{}", table::line(budget, "Spoor", &truth.score(&engine(&world, budget))));
            for order in Order::ALL {
                println!("{}", table::line(budget, order.name(), &truth.score(&order.run(&world, budget))));
            }
        }
    }
    Ok(())
}

/// Traces with the engine of the page.
fn engine(world: &World, budget: u32) -> Claims {
    let driven = drive::drive(world, drive::settings(world, budget, None), Now { ms: 1_795_000_000_000 });
    claims::by_trail(&driven.run.view(), driven.requests)
}

fn arguments(words: impl Iterator<Item = String>) -> Result<(Vec<PathBuf>, Vec<u32>), Box<dyn std::error::Error>> {
    let (mut folders, mut budgets) = (Vec::new(), BUDGETS.to_vec());
    let mut words = words;
    while let Some(word) = words.next() {
        match word.as_str() {
            // Cargo says this to every benchmark.
            "--bench" => {}
            "--budgets" => {
                let list = words.next().ok_or("nothing follows --budgets; write numbers with commas between")?;
                budgets =
                    list.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|error| format!("--budgets {list:?}: {error}"))?;
            }
            option if option.starts_with("--") => return Err(format!("there is no option {option:?}; there is --budgets").into()),
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    if folders.is_empty() {
        let worlds = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/worlds");
        let listed = std::fs::read_dir(&worlds).map_err(|error| format!("{}: {error}", worlds.display()))?;
        folders = listed.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        folders.retain(|folder| folder.is_dir());
        folders.sort();
    }
    Ok((folders, budgets))
}
