//! Wallets that the browser carries.
//!
//! Found by [EIP-6963](https://eips.ethereum.org/EIPS/eip-6963), else `window.ethereum`
//! ([EIP-1193](https://eips.ethereum.org/EIPS/eip-1193)). Wallets are asked to show themselves only after the visitor
//! pressed the button: the list of a visitor's wallets tells them apart. What a wallet says of itself is hostile: its
//! name is shown as text, its icon not at all, and its signature is checked against its account.

use std::cell::RefCell;
use std::rc::Rc;

use alloy_primitives::Address;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, Event, Window};

use crate::tip::Signature;

/// How long wallets have to show themselves.
const ANNOUNCE_MS: u32 = 250;
/// How long a wallet has to answer: some hang in silence.
const ANSWER_MS: i32 = 120_000;
/// The most wallets that are listed.
const MOST: usize = 12;
/// Ethereum mainnet, which the statement's domain names.
const MAINNET: &str = "0x1";

/// A wallet that can be asked.
#[derive(Clone, Debug)]
pub struct Wallet {
    /// What it calls itself: hostile text.
    pub name: String,
    provider: JsValue,
}

/// Why a wallet did not sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WalletError {
    /// The visitor or the wallet said no.
    #[error("the wallet refused; nothing was signed. Press the button again if that was a mistake")]
    Refused,
    /// No answer.
    #[error("the wallet has not answered in two minutes; open it, look for a waiting request, and try again")]
    TimedOut,
    /// It gave no account.
    #[error("the wallet gave no account; unlock it, choose an account, and try again")]
    NoAccount,
    /// It stays on another chain.
    #[error("the wallet is on chain {0} and did not switch; choose Ethereum mainnet in it, and try again. Nothing is sent to the chain")]
    OtherChain(String),
    /// It gave something that is not a signature of this account.
    #[error("the wallet's answer is not a signature of {account} over this tip: {why}. Use another wallet, or a throw-away key")]
    BadSignature {
        /// The account that was asked.
        account: Address,
        /// What is wrong.
        why: String,
    },
    /// Anything else, in the wallet's own words.
    #[error("the wallet could not do it; it says: {0:?}")]
    Failed(String),
}

/// Asks the wallets to show themselves, and lists those that did.
pub async fn find() -> Vec<Wallet> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let found: Rc<RefCell<Vec<(String, Wallet)>>> = Rc::default();
    let listed = Rc::clone(&found);
    let on_announce = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
        let mut listed = listed.borrow_mut();
        if let Some((id, wallet)) = announced(&event.detail())
            && listed.len() < MOST
            && listed.iter().all(|(other, _)| *other != id)
        {
            listed.push((id, wallet));
        }
    });
    let listener: &Function = on_announce.as_ref().unchecked_ref();
    if window.add_event_listener_with_callback("eip6963:announceProvider", listener).is_ok() {
        if let Ok(event) = Event::new("eip6963:requestProvider") {
            // It only fails for an event that is already under way.
            window.dispatch_event(&event).ok();
        }
        TimeoutFuture::new(ANNOUNCE_MS).await;
        window.remove_event_listener_with_callback("eip6963:announceProvider", listener).ok();
    }
    let mut wallets: Vec<Wallet> = found.take().into_iter().map(|(_, wallet)| wallet).collect();
    wallets.sort_by(|a, b| a.name.cmp(&b.name));
    if wallets.is_empty() {
        wallets.extend(injected(&window));
    }
    wallets
}

fn announced(detail: &JsValue) -> Option<(String, Wallet)> {
    let info = get(detail, "info")?;
    let provider = get(detail, "provider").filter(can_request)?;
    let id = get(&info, "uuid")?.as_string()?;
    let name = get(&info, "name")?.as_string()?.chars().take(200).collect();
    Some((id, Wallet { name, provider }))
}

fn injected(window: &Window) -> Option<Wallet> {
    let provider = get(window, "ethereum").filter(can_request)?;
    Some(Wallet { name: "The wallet of this browser".to_owned(), provider })
}

fn can_request(provider: &JsValue) -> bool {
    get(provider, "request").is_some_and(|request| request.is_function())
}

/// A member that is there; a getter that throws is as good as none.
fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// A call in the form of EIP-1193.
#[derive(Serialize)]
struct Call<'a> {
    method: &'a str,
    params: serde_json::Value,
}

impl Wallet {
    /// Asks for an account. The wallet shows its own window.
    ///
    /// # Errors
    /// When the wallet refuses, does not answer or has no account.
    pub async fn account(&self) -> Result<Address, WalletError> {
        let accounts = self.call("eth_requestAccounts", serde_json::json!([])).await?;
        let first = accounts.dyn_into::<Array>().ok().and_then(|accounts| accounts.get(0).as_string());
        first.and_then(|text| text.parse().ok()).ok_or(WalletError::NoAccount)
    }

    /// Has typed data signed by an account, and checks that it did: `digest` is what has to be signed.
    ///
    /// # Errors
    /// When the wallet refuses, hangs, stays on another chain, or returns what is not that account's signature.
    pub async fn sign(&self, account: Address, typed_data: &str, digest: &alloy_primitives::B256) -> Result<Signature, WalletError> {
        self.use_mainnet().await?;
        let answer = self.call("eth_signTypedData_v4", serde_json::json!([account.to_string(), typed_data])).await?;
        let text = answer.as_string().unwrap_or_default();
        let bad = |why: String| WalletError::BadSignature { account, why };
        let signature = Signature::from_wallet(&text).map_err(|error| bad(error.to_string()))?;
        match signature.recover(digest) {
            Ok(signer) if signer == account => Ok(signature),
            Ok(signer) => Err(bad(format!("it is by {signer}, or over something else"))),
            Err(error) => Err(bad(error.to_string())),
        }
    }

    /// Wallets refuse, or hang, where the domain's chain is not the one they are on.
    async fn use_mainnet(&self) -> Result<(), WalletError> {
        let chain = async || -> Result<String, WalletError> {
            let id = self.call("eth_chainId", serde_json::json!([])).await?;
            Ok(id.as_string().unwrap_or_default().chars().take(20).collect())
        };
        if chain().await? == MAINNET {
            return Ok(());
        }
        let switched = self.call("wallet_switchEthereumChain", serde_json::json!([{ "chainId": MAINNET }])).await;
        match (switched, chain().await?) {
            (_, now) if now == MAINNET => Ok(()),
            (Err(WalletError::Refused), _) => Err(WalletError::Refused),
            (_, now) => Err(WalletError::OtherChain(now)),
        }
    }

    async fn call(&self, method: &str, params: serde_json::Value) -> Result<JsValue, WalletError> {
        let failed = |error: JsValue| failure(&error);
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        let call = Call { method, params }.serialize(&serializer).map_err(|error| WalletError::Failed(error.to_string()))?;
        let request: Function = Reflect::get(&self.provider, &JsValue::from_str("request")).map_err(failed)?.dyn_into().map_err(failed)?;
        let answer = request.call1(&self.provider, &call).map_err(failed)?;
        let race = Promise::race(&Array::of2(&Promise::resolve(&answer), &late()));
        JsFuture::from(race).await.map_err(failed)
    }
}

/// A promise that is broken, with nothing, when the time is over.
fn late() -> Promise {
    Promise::new(&mut |_, reject| {
        if let Some(window) = web_sys::window() {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&reject, ANSWER_MS).ok();
        }
    })
}

/// The codes are those of EIP-1193: 4001 is the visitor's no.
fn failure(error: &JsValue) -> WalletError {
    if error.is_undefined() {
        return WalletError::TimedOut;
    }
    let code = get(error, "code").and_then(|code| code.as_f64());
    if code == Some(4001.0) {
        return WalletError::Refused;
    }
    let words = get(error, "message").and_then(|message| message.as_string()).or_else(|| error.as_string());
    WalletError::Failed(words.unwrap_or_else(|| "nothing".to_owned()).chars().filter(|c| !c.is_control()).take(200).collect())
}
