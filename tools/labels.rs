//! Compiles the label sets: `labels IN OUT`. IN is a folder with the files that `sets.json` names, uncompressed, and
//! `sets.json` itself; OUT is the file to be written. Prints what was taken of each set, as JSON.
//! It is a program of the host; where everything is built for WebAssembly it is empty.

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use spoor::label::compile::compile;
    use spoor::label::packed::pack;

    pub(super) fn main() -> Result<(), Box<dyn std::error::Error>> {
        let mut words = std::env::args().skip(1);
        let (Some(from), Some(to)) = (words.next(), words.next()) else { return Err("labels IN OUT: two paths are needed".into()) };
        let from = Path::new(&from);
        let mut files = BTreeMap::new();
        read(from, from, &mut files)?;
        let manifest = files.get("labels/sets/sets.json").ok_or("labels/sets/sets.json is not there")?;
        let compiled = compile(manifest, &files)?;
        let bytes = pack(&compiled.sets, &compiled.labels);
        fs::write(to, &bytes)?;
        println!("{}", serde_json::to_string(&compiled.sets)?);
        Ok(())
    }

    /// Every file of a folder by its path from the first one.
    fn read(first: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> Result<(), Box<dyn std::error::Error>> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                read(first, &path, files)?;
            } else {
                let name = path.strip_prefix(first)?.to_str().ok_or("a file's name is no text")?.replace('\\', "/");
                files.insert(name, fs::read_to_string(&path)?);
            }
        }
        Ok(())
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    host::main()
}

#[cfg(target_arch = "wasm32")]
const fn main() {}
