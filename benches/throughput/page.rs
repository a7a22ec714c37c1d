//! The same measurements as `main.rs` in a browser: `run.mjs` builds it for WebAssembly and takes the time of each call.

#[cfg(target_arch = "wasm32")]
mod generate;
#[cfg(target_arch = "wasm32")]
mod work;

#[cfg(target_arch = "wasm32")]
mod calls {
    use spoor::trace::view::Policy;
    use wasm_bindgen::prelude::wasm_bindgen;

    use crate::work::{Everything, Searched};

    /// The policies by name.
    fn policies(name: &str) -> &'static [Policy] {
        match name {
            "haircut" => &[Policy::Haircut],
            "fifo" => &[Policy::Fifo],
            _ => &Policy::ALL,
        }
    }

    /// A whole replay.
    #[wasm_bindgen]
    pub struct Whole(Everything);

    #[wasm_bindgen]
    impl Whole {
        #[wasm_bindgen(constructor)]
        pub fn new(rows: usize, addresses: u32) -> Self {
            Self(Everything::new(rows, addresses))
        }

        pub fn load(&mut self) {
            self.0.load();
        }

        pub fn prepare(&mut self, name: &str) {
            self.0.prepare(policies(name));
        }

        pub fn replay(&mut self) {
            self.0.replay();
        }

        pub fn checksum(&self, name: &str) -> String {
            policies(name).first().map_or_else(String::new, |policy| self.0.checksum(*policy))
        }
    }

    /// One page more.
    #[wasm_bindgen]
    pub struct Pages {
        trace: Searched,
        page: Vec<u32>,
    }

    #[wasm_bindgen]
    impl Pages {
        #[wasm_bindgen(constructor)]
        pub fn new(rows: usize, addresses: u32, name: &str) -> Self {
            let mut trace = Searched::new(rows, addresses, policies(name));
            trace.grow(rows / 10);
            Self { trace, page: Vec::new() }
        }

        /// Chooses the next page; it costs no time that is measured.
        pub fn turn(&mut self) {
            self.page = self.trace.next_page().unwrap_or_default();
        }

        pub fn add(&mut self) {
            self.trace.add(&self.page);
            self.trace.update();
        }

        pub fn size(&self) -> Vec<usize> {
            let (held, tainted) = self.trace.size();
            vec![held, tainted]
        }
    }
}

fn main() {}
