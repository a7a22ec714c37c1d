//! Mounts the page, or serves the worker: nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    spoor::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
