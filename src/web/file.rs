//! Files: saving a text as a download, reading one that the visitor chose or dropped.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

/// A file that was not saved or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The browser did not take it.
    #[error("the browser did not save {0}; allow downloads for this page and try again")]
    NotSaved(String),
    /// Larger than what is asked for can be.
    #[error("the file has {bytes} bytes; at most {most} are read. Is it the right file?")]
    TooLarge {
        /// Its length.
        bytes: u64,
        /// What is allowed.
        most: u64,
    },
    /// It could not be read.
    #[error("the file could not be read; choose it again")]
    NotRead,
}

/// Saves a text under a name, as a download.
///
/// # Errors
/// When the browser makes no download of it.
pub fn save(name: &str, kind: &str, text: &str) -> Result<(), FileError> {
    try_save(name, kind, text).map_err(|_| FileError::NotSaved(name.to_owned()))
}

/// Saves bytes under a name, as a download.
///
/// # Errors
/// When the browser makes no download of it.
pub fn save_bytes(name: &str, kind: &str, bytes: &[u8]) -> Result<(), FileError> {
    let bag = BlobPropertyBag::new();
    bag.set_type(kind);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &bag);
    blob.and_then(|blob| download(name, &blob)).map_err(|_| FileError::NotSaved(name.to_owned()))
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type(kind);
    download(name, &Blob::new_with_str_sequence_and_options(&Array::of1(&JsValue::from_str(text)), &bag)?)
}

fn download(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has begun with the click and keeps the content; the name for it is no longer needed.
    Url::revoke_object_url(&url)
}

/// Reads a file as bytes.
///
/// # Errors
/// When it is longer than `most` bytes or cannot be read.
pub async fn read_bytes(file: &File, most: u64) -> Result<Vec<u8>, FileError> {
    // A file's size is a whole number below 2^53.
    let bytes = file.size() as u64;
    if bytes > most {
        return Err(FileError::TooLarge { bytes, most });
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| FileError::NotRead)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Reads a file as text.
///
/// # Errors
/// When it is longer than `most` bytes or cannot be read.
pub async fn read(file: &File, most: u64) -> Result<String, FileError> {
    // A file's size is a whole number below 2^53.
    let bytes = file.size() as u64;
    if bytes > most {
        return Err(FileError::TooLarge { bytes, most });
    }
    let text = JsFuture::from(file.text()).await.map_err(|_| FileError::NotRead)?;
    text.as_string().ok_or(FileError::NotRead)
}
