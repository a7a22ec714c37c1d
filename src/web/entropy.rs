//! Random bytes from the browser's own generator (`crypto.getRandomValues`).

/// The browser gives no random bytes: nothing can be signed safely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this browser gives no random bytes, so no safe key can be made here; use a current browser, or your wallet")]
pub struct NoEntropy;

/// Fresh random bytes.
///
/// # Errors
/// When the browser has no generator.
pub fn random<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoEntropy)?;
    Ok(bytes)
}
