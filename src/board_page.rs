//! Mounts the second page, `board.html`: nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    spoor::ui::boards::mount();
}

/// The page exists in a browser only; what the host runs is the library, its tests and its examples.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
