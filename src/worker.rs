//! Serves the worker: nothing else. It is a program of its own, so that the page is not loaded with the tracing and the
//! worker not with the screens.

#[cfg(target_arch = "wasm32")]
fn main() {
    spoor::web::worker::serve();
}

/// The worker exists in a browser only; what the host runs is the library, its tests and its examples.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
