//! The worlds of `data/worlds`: their explorer and scorer beside those of another program, and the engine on them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the message, also in its helpers")]

#[allow(dead_code, reason = "shared with the example trace_world")]
#[path = "../../examples/trace_world/arguments.rs"]
mod arguments;
#[allow(dead_code, reason = "the same")]
#[path = "../../examples/trace_world/claims.rs"]
mod claims;
#[allow(dead_code, reason = "the same")]
#[path = "../../examples/trace_world/drive.rs"]
mod drive;
#[path = "../../examples/trace_world/folder.rs"]
mod folder;
#[allow(dead_code, reason = "shared with the benchmark")]
#[path = "../../benches/worlds/orders/mod.rs"]
mod orders;
#[allow(dead_code, reason = "the same")]
#[path = "../../benches/worlds/score.rs"]
mod score;
#[allow(dead_code, reason = "shared with the example trace_world")]
#[path = "../../examples/trace_world/tip.rs"]
mod tip;

mod backward;
mod command_line;
mod engine;
mod order_by_hand;
mod pages;
mod scores;

use std::path::PathBuf;
use std::sync::LazyLock;

use score::Truth;
use spoor::explorer::world::World;

pub(crate) const NAMES: [&str; 3] = ["atomic", "lifi", "txphish"];

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/worlds").join(name)
}

/// The worlds, read once, in the order of [`NAMES`].
static WORLDS: LazyLock<[World; 3]> = LazyLock::new(|| NAMES.map(|name| folder::world(&path(name)).unwrap()));

pub(crate) fn world(name: &str) -> &'static World {
    &WORLDS[NAMES.iter().position(|known| *known == name).unwrap()]
}

pub(crate) fn truth(name: &str) -> Truth {
    Truth::read(world(name), &folder::text(&path(name), "truth.csv").unwrap()).unwrap()
}
