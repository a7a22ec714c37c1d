//! Wallets that the browser carries.
//!
//! Found by [EIP-6963](https://eips.ethereum.org/EIPS/eip-6963), else `window.ethereum`
//! ([EIP-1193](https://eips.ethereum.org/EIPS/eip-1193)). Wallets are asked to show themselves only after the visitor
//! pressed the button: the list of a visitor's wallets tells them apart. What a wallet says of itself is hostile: its
//! name is shown as text, its icon not at all, and its signature is checked against its account.

use std::cell::RefCell;
use std::rc::Rc;

use alloy_primitives::{Address, B256, eip191_hash_message, hex};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, Event, Window};

use crate::tip::{ContractSignature, Signature, Statement};

/// How long wallets have to show themselves.
const ANNOUNCE_MS: u32 = 250;
/// How long a wallet has to answer: some hang in silence.
const ANSWER_MS: i32 = 120_000;
/// The most wallets that are listed.
const MOST: usize = 12;
/// Ethereum mainnet, which the statement's domain names.
const MAINNET: u64 = 1;
/// How long after a switch a wallet may still name the chain it was on.
const SWITCH_MS: u32 = 500;

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
    /// Another account is chosen in it now.
    #[error(
        "the wallet now has the account {now} open, not {account}; choose {account} in it and sign again, or press \"Use another signer\""
    )]
    OtherAccount {
        /// The account that was asked.
        account: Address,
        /// The one it names now.
        now: Address,
    },
    /// It stays on another chain.
    #[error("the wallet is on chain {0} and did not switch; choose Ethereum mainnet in it, and try again. Nothing is sent to the chain")]
    OtherChain(u64),
    /// It does not sign typed data.
    #[error("the wallet does not sign typed data; it says: {0:?}")]
    NoTypedData(String),
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

/// What a wallet gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// The account's own signature, checked.
    Signature(Signature),
    /// What only a contract can check: the account is no key.
    ByContract(ContractSignature),
}

impl WalletError {
    /// Whether the same wallet may well sign plain text: only its visitor's no, or no account, is final.
    #[must_use]
    pub const fn plain_text_may_help(&self) -> bool {
        matches!(self, Self::NoTypedData(_) | Self::Failed(_) | Self::BadSignature { .. } | Self::TimedOut | Self::OtherChain(_))
    }
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

    /// Has typed data signed by an account, and checks that it was: `digest` is what the account signs.
    ///
    /// # Errors
    /// When the wallet refuses, hangs, stays on another chain, or returns what is not that account's signature.
    pub async fn sign(&self, account: Address, typed_data: &str, digest: &B256) -> Result<Given, WalletError> {
        self.has_still(account).await?;
        self.use_mainnet().await?;
        let asked = self.call("eth_signTypedData_v4", serde_json::json!([account.to_string(), typed_data])).await;
        let text = asked.map_err(no_typed_data)?.as_string().unwrap_or_default();
        // A key gives 65 bytes, some wallets 64; what is longer is for a contract to read.
        if text.trim().len() > 2 + 2 * 65 {
            let bad = |error: crate::tip::ContractSignatureError| WalletError::BadSignature { account, why: error.to_string() };
            return ContractSignature::from_wallet(&text).map(Given::ByContract).map_err(bad);
        }
        checked(account, &text, digest).map(Given::Signature)
    }

    /// Has the statement signed as plain text by an account, and checks that it was.
    ///
    /// # Errors
    /// As [`Self::sign`]; the chain does not matter here.
    pub async fn sign_plain_text(&self, account: Address, statement: &Statement) -> Result<Signature, WalletError> {
        self.has_still(account).await?;
        let (text, digest) = (statement.plain_text(), statement.plain_text_digest());
        let ask = async |message: &str| -> Result<String, WalletError> {
            let answer = self.call("personal_sign", serde_json::json!([message, account.to_string()])).await?;
            Ok(answer.as_string().unwrap_or_default())
        };
        // Bytes in hexadecimal, as EIP-1474 has it. Some wallets sign those digits instead of what they stand for: then they
        // are asked again, with the text itself.
        let coded = hex::encode_prefixed(&text);
        let given = ask(&coded).await?;
        if checked(account, &given, &eip191_hash_message(&coded)).is_ok() {
            return checked(account, &ask(&text).await?, &digest);
        }
        checked(account, &given, &digest)
    }

    /// An account may have been changed, or the wallet locked, since it was chosen. A wallet that does not say is believed.
    async fn has_still(&self, account: Address) -> Result<(), WalletError> {
        let Ok(accounts) = self.call("eth_accounts", serde_json::json!([])).await else { return Ok(()) };
        let Ok(accounts) = accounts.dyn_into::<Array>() else { return Ok(()) };
        let accounts: Vec<Address> = accounts.iter().filter_map(|one| one.as_string()?.parse().ok()).collect();
        match accounts.first() {
            None => Err(WalletError::NoAccount),
            Some(_) if accounts.contains(&account) => Ok(()),
            Some(now) => Err(WalletError::OtherAccount { account, now: *now }),
        }
    }

    /// Wallets refuse, or hang, where the domain's chain is not the one they are on.
    async fn use_mainnet(&self) -> Result<(), WalletError> {
        if self.chain().await?.is_none_or(|chain| chain == MAINNET) {
            return Ok(());
        }
        let switched = self.call("wallet_switchEthereumChain", serde_json::json!([{ "chainId": format!("{MAINNET:#x}") }])).await;
        let mut now = self.chain().await?;
        if switched.is_ok() && now != Some(MAINNET) {
            TimeoutFuture::new(SWITCH_MS).await;
            now = self.chain().await?;
        }
        match (switched, now) {
            (_, None | Some(MAINNET)) => Ok(()),
            (Err(WalletError::Refused), _) => Err(WalletError::Refused),
            (_, Some(now)) => Err(WalletError::OtherChain(now)),
        }
    }

    /// The chain it is on. `None` where it does not say: then it is asked to sign all the same, and what it gives is checked.
    async fn chain(&self) -> Result<Option<u64>, WalletError> {
        match self.call("eth_chainId", serde_json::json!([])).await {
            Ok(id) => Ok(id.as_string().and_then(|text| {
                let text = text.trim();
                text.strip_prefix("0x").map_or_else(|| text.parse().ok(), |digits| u64::from_str_radix(digits, 16).ok())
            })),
            Err(WalletError::TimedOut) => Err(WalletError::TimedOut),
            Err(_) => Ok(None),
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

/// The signature, if it is this account's over this digest.
fn checked(account: Address, text: &str, digest: &B256) -> Result<Signature, WalletError> {
    let bad = |why: String| WalletError::BadSignature { account, why };
    let signature = Signature::from_wallet(text).map_err(|error| bad(error.to_string()))?;
    match signature.recover(digest) {
        Ok(signer) if signer == account => Ok(signature),
        Ok(signer) => Err(bad(format!("it is by {signer}, or over something else"))),
        Err(error) => Err(bad(error.to_string())),
    }
}

/// Tells a wallet that cannot sign typed data from one that failed: by its words, for [`failure`] has seen the codes.
fn no_typed_data(error: WalletError) -> WalletError {
    const WORDS: [&str; 7] =
        ["not support", "unsupported", "not implemented", "does not exist", "not available", "not found", "unknown method"];
    match error {
        WalletError::Failed(words) if WORDS.iter().any(|word| words.to_ascii_lowercase().contains(word)) => WalletError::NoTypedData(words),
        error => error,
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

/// The codes are those of EIP-1193 and EIP-1474: 4001 is the visitor's no; 4200, -32601 and -32004 say that there is no such method.
fn failure(error: &JsValue) -> WalletError {
    if error.is_undefined() {
        return WalletError::TimedOut;
    }
    let code = get(error, "code").and_then(|code| code.as_f64());
    if code == Some(4001.0) {
        return WalletError::Refused;
    }
    let no_method = code == Some(4200.0) || code == Some(-32601.0) || code == Some(-32004.0);
    let words = get(error, "message").and_then(|message| message.as_string()).or_else(|| error.as_string());
    let words: String = words.unwrap_or_else(|| "nothing".to_owned()).chars().filter(|c| !c.is_control()).take(200).collect();
    WalletError::Failed(if no_method { format!("{words} (method not found)") } else { words })
}
