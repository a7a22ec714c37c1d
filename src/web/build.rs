//! Which build of the page this is: the tip says so.

/// SHA-256 of the page's WebAssembly file, which the build writes into the page; `unknown` where it did not.
#[must_use]
pub fn wasm_sha256() -> String {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    let stated = root.and_then(|root| root.get_attribute("data-spoor-wasm-sha256")).unwrap_or_default();
    let is_digest = stated.len() == 64 && stated.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if is_digest { stated } else { "unknown".to_owned() }
}
