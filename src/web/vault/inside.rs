//! What runs inside the vault: it takes one errand, answers, and waits to be ended.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};
use zeroize::Zeroizing;

use super::{READY, taken};
use crate::tip::lock::{Done, run};

/// Takes errands until the page ends the worker.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let own = scope.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let errand = taken(&event.data()).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let done = match errand {
            Some(errand) => run(&errand),
            None => Done::Refused { why: "the errand cannot be read; reload the page".to_owned() },
        };
        let answer = Zeroizing::new(serde_json::to_vec(&done).unwrap_or_default());
        let bytes = Uint8Array::from(answer.as_slice());
        if own.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())).is_err() {
            // The page waits for a message: an empty one says that there is no answer.
            let _unheard = own.post_message(&JsValue::NULL);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let _unheard = scope.post_message(&JsValue::from_str(READY));
}
