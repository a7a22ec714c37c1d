//! The blocks themselves: which one stands at a height, and its header.
//!
//! Source: Blockstream's `API.md`, `GET /block-height/:height` and `GET /block/:hash/header`; both answer in plain text.

use super::more::EsploraError;
use crate::explorer::base::Base;
use crate::explorer::text::cut;
use crate::explorer::{HttpAnswer, HttpRequest};

/// Asks for the hash of the block at a height; [`block_name`] reads the answer.
#[must_use]
pub fn block_name_request(base: &Base, height: u64) -> HttpRequest {
    HttpRequest::get(format!("{base}/block-height/{height}"))
}

/// Asks for the header of a block by a hash that [`block_name`] read.
#[must_use]
pub fn header_request(base: &Base, name: &str) -> HttpRequest {
    HttpRequest::get(format!("{base}/block/{name}/header"))
}

/// Reads the hash of a block: 64 lower-case hexadecimal digits, so that it can stand in a URL.
///
/// # Errors
/// When the server knows no such block, or answers something else.
pub fn block_name(answer: &HttpAnswer) -> Result<String, EsploraError> {
    let fail = |why: String| EsploraError { what: "the block of the time stamp", why };
    let text = answer.body.trim();
    let is_name = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    match answer.status {
        200 if is_name => Ok(text.to_owned()),
        200 => Err(fail(format!("{:?} is no block's hash", cut(text)))),
        404 => Err(fail("it knows no block of that height".to_owned())),
        status => Err(fail(format!("status {status}"))),
    }
}
