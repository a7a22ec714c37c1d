//! Serves the vault: nothing else. It is a program of its own, loaded when a key file is made or opened or a tip is
//! encrypted, and ended after: the page carries neither its weight nor what it held in memory.

#[cfg(target_arch = "wasm32")]
fn main() {
    spoor::web::vault::serve();
}

/// The vault exists in a browser only; what the host runs is the library, its tests and its examples.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
