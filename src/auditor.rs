//! Serves the auditor: nothing else. It is a program of its own, started when a board is opened: it fetches feeds, checks
//! every line and computes boards, so that the page only draws.

#[cfg(target_arch = "wasm32")]
fn main() {
    spoor::web::auditor::serve();
}

/// The auditor exists in a browser only; what the host runs is the library, its tests and its examples.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
