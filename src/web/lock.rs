//! A word that only one tab can hold at a time ([Web Locks](https://www.w3.org/TR/web-locks/)).
//!
//! `web-sys` has it among its unstable parts, so it is called by name.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::database::text;

/// A held lock; it is given back when this is dropped, and when the tab is closed.
#[derive(Debug)]
pub struct Lock {
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // Resolving a promise does not fail.
            release.call0(&JsValue::NULL).ok();
        }
    }
}

/// Takes a lock: at once if nobody holds it, or from whoever does. `None` where somebody holds it and it is not taken from
/// them. `on_lost` is called when another tab takes it away. A browser without locks gives everybody one.
pub async fn take(name: &str, from_whoever_holds_it: bool, on_lost: impl FnOnce() + 'static) -> Option<Lock> {
    let navigator = Reflect::get(&js_sys::global(), &text("navigator")).unwrap_or(JsValue::UNDEFINED);
    let locks = Reflect::get(&navigator, &text("locks")).unwrap_or(JsValue::UNDEFINED);
    let request = Reflect::get(&locks, &text("request")).ok().and_then(|request| request.dyn_into::<Function>().ok());
    let Some(request) = request else { return Some(Lock { release: None }) };
    try_take(name, from_whoever_holds_it, on_lost, &locks, &request).await.unwrap_or(Some(Lock { release: None }))
}

async fn try_take(
    name: &str,
    steal: bool,
    on_lost: impl FnOnce() + 'static,
    locks: &JsValue,
    request: &Function,
) -> Result<Option<Lock>, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &text(if steal { "steal" } else { "ifAvailable" }), &JsValue::TRUE)?;
    // The lock is held until the promise that the callback gives is resolved.
    let release = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&release);
    let mut held = None;
    let answered = Promise::new(&mut |resolve, _| {
        let keep = Rc::clone(&keep);
        held = Some(Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
            let got = !lock.is_null();
            let hold = got.then(|| {
                Promise::new(&mut |release, _| {
                    keep.borrow_mut().replace(release);
                })
            });
            resolve.call1(&JsValue::NULL, &JsValue::from_bool(got)).ok();
            hold.map_or(JsValue::UNDEFINED, JsValue::from)
        }));
    });
    let Some(callback) = held else { return Ok(None) };
    let over: Promise = request.call3(locks, &text(name), &options, callback.as_ref())?.dyn_into()?;
    // A request that is refused is rejected without a call.
    let got = JsFuture::from(Promise::race(&Array::of2(&answered, &over))).await?.is_truthy();
    if !got {
        return Ok(None);
    }
    spawn_local(async move {
        // Rejected: taken away. Resolved: given back.
        if JsFuture::from(over).await.is_err() {
            on_lost();
        }
        drop(callback);
    });
    Ok(Some(Lock { release: release.borrow_mut().take() }))
}
