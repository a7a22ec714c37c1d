//! Mounts the page, or serves the worker: nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    if spoor::web::in_worker() {
        spoor::web::worker::serve();
    } else {
        spoor::ui::mount();
    }
}

/// The page exists in a browser only; what the host runs is the library, its tests and its examples.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
