//! Mounts the page, or serves the worker: nothing else.
fn main() {}
