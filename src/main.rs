//! Mounts the page: nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    spoor::ui::mount();
}

/// The page exists in a browser only; what the host runs is the library, its tests and its examples.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
