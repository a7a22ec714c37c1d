//! What runs inside the auditor.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::board::message::{Ask, Told};

/// Answers the page until it ends the worker.
pub fn serve() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let own = scope.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let message: Option<Array> = event.data().dyn_into().ok();
        let ask = message.and_then(|message| message.get(0).as_string()).and_then(|text| serde_json::from_str::<Ask>(&text).ok());
        let why = match ask {
            Some(_) => "this version of the page does not check feeds",
            None => "what was asked cannot be read; reload the page",
        };
        tell(&own, &Told::Refused { why: why.to_owned() });
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    tell(&scope, &Told::Ready);
}

fn tell(scope: &DedicatedWorkerGlobalScope, told: &Told) {
    let text = serde_json::to_string(told).unwrap_or_default();
    // A page that takes no messages is gone, and this worker with it.
    let _unheard = scope.post_message(&JsValue::from_str(&text));
}
