//! The payload: the claim, the way the money took, and the evidence. Strings only; every list has a stated order, so
//! the same evidence gives the same bytes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::jcs;
use super::statement::SCHEMA;
use crate::label::{Category, Confidence};
use crate::money::serde_as_text;
use crate::money::{Account, Address, Amount, Asset, Chain, Position, TransferKind, TxId, UnixSeconds};
use crate::trace::view::{Equation, Policy, Tier};

/// What a tip says, before it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Payload {
    /// The version: `tip/1`.
    pub schema: String,
    /// Which theft.
    pub case: CaseRef,
    /// What is claimed.
    pub claim: Claim,
    /// How it was found.
    pub method: Method,
    /// The assets that occur, by id.
    pub assets: Vec<AssetRef>,
    /// The way from the theft, seed first.
    pub hops: Vec<TipHop>,
    /// Names for addresses of the way, by address, then source, then name.
    pub labels: Vec<TipLabel>,
    /// What people have stated of addresses of the way, by address, then source, then sentence.
    pub statements: Vec<Stated>,
    /// The answers that the hops cite, by request, digest and time.
    pub sources: Vec<TipSource>,
    /// The whole trace's sum per asset of the way, by asset.
    pub equations: Vec<TipEquation>,
    /// What is missing or weak on the way, in sentences: the hops' limits first, then those of the whole trace.
    pub limits: Vec<String>,
    /// What has to be accepted for the claim to hold.
    pub assumptions: Vec<String>,
    /// The tipster's own words; left out where there are none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Which theft, in which edition of the case file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CaseRef {
    /// The case's stable name.
    pub id: String,
    /// `sha256:` and the digest of the case file in canonical JSON.
    pub pack: String,
    /// Where following starts, by transaction, then asset.
    pub seeds: Vec<SeedRef>,
}

/// A transaction of the theft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedRef {
    /// The transaction.
    pub tx: TxId,
    /// What was taken.
    pub asset: Asset,
    /// Who received.
    pub to: Address,
    /// How much, as the case states it, in base units.
    pub amount: Amount,
}

/// What kind of place the money came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// An exchange's own address.
    AtExchange,
    /// An exchange's address for one customer.
    AtDepositAddress,
    /// An ordinary address.
    AtAddress,
    /// An address whose token the issuer can freeze.
    FreezableByIssuer,
    /// A bridge.
    BridgeOut,
    /// A mixer.
    InMixer,
    /// A service that pools money of many.
    AtService,
}

/// What the tipster asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ask {
    /// Somebody can stop the money.
    Freeze,
    /// Nobody can yet; it should be watched.
    Watch,
}

/// Whether the money was seen to be there still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StillThere {
    /// It was, at the time of the newest source.
    Yes,
    /// It had moved on.
    Moved,
    /// It was not looked up.
    Unknown,
}

/// The claim: so much of the stolen money came to this address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Claim {
    /// What kind of place it is.
    pub kind: ClaimKind,
    /// The address.
    pub at: Account,
    /// The label that names who holds it; left out where nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The asset.
    pub asset: Asset,
    /// The stolen amount that came there, under the method's policy, in base units.
    pub tainted: Amount,
    /// The same under each policy that was computed.
    pub range: Vec<Ranged>,
    /// The block of the last hop.
    pub as_of_block: Count,
    /// The time of the last hop.
    pub as_of_time: UnixSeconds,
    /// When the newest source was read, by the tipster's clock.
    pub read_at: UnixSeconds,
    /// Whether it is there still.
    pub still_there: StillThere,
    /// What is asked for.
    pub ask: Ask,
    /// Who can stop it, in a sentence; left out where nobody is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freezable_by: Option<String>,
    /// Why following stopped there, in a sentence.
    pub why: String,
}

/// How the claim was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Method {
    /// How taint is shared where stolen and other money mix.
    pub taint: Policy,
    /// The version of the rules.
    pub version: String,
    /// How the trace was run.
    pub params: Params,
    /// Which program.
    pub engine: Engine,
}

/// How the trace was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Params {
    /// Requests allowed.
    pub budget: Count,
    /// Hops allowed.
    pub most_hops: Count,
    /// Below so many millionths of the stolen total an amount was not followed.
    pub dust_millionths: Count,
    /// Who was asked.
    pub explorer: String,
}

/// The program that ran the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Engine {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its WebAssembly file in lower-case hexadecimal, or `unknown`.
    pub wasm_sha256: String,
}

/// An asset and its decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetRef {
    /// CAIP-19.
    pub id: Asset,
    /// What Spoor calls it.
    pub symbol: String,
    /// Digits after the point.
    pub decimals: Count,
}

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TipHop {
    /// Its number, from 0.
    pub i: Count,
    /// The chain.
    pub chain: Chain,
    /// The transaction.
    pub tx: TxId,
    /// The place in the transaction.
    pub pos: Position,
    /// Native, internal, token, output.
    pub kind: TransferKind,
    /// Block number.
    pub block: Count,
    /// Block hash, or `unknown` where no source gave it.
    pub block_hash: BlockHash,
    /// Block time.
    pub time: UnixSeconds,
    /// Sender.
    pub from: Address,
    /// Recipient.
    pub to: Address,
    /// What moved.
    pub asset: Asset,
    /// How much, in base units.
    pub amount: Amount,
    /// The stolen part, under the method's policy.
    pub tainted: Amount,
    /// The stolen part under each policy that was computed.
    pub range: Vec<Ranged>,
    /// How it is known.
    pub tier: Tier,
    /// The sources that report it.
    pub src: Vec<String>,
}

/// An amount under one policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ranged {
    /// The policy.
    pub policy: Policy,
    /// The stolen amount under it.
    pub amount: Amount,
}

/// A name for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TipLabel {
    /// `L1`, `L2`, …
    pub id: String,
    /// Whose address.
    pub at: Account,
    /// The name.
    pub name: String,
    /// The kind of actor.
    pub category: Category,
    /// Who says so.
    pub source: String,
    /// How far to trust it.
    pub confidence: Confidence,
    /// The day of the source.
    pub as_of: String,
}

/// What somebody has stated of an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// Whose address.
    pub at: Account,
    /// Who says so.
    pub source: String,
    /// What is stated.
    pub what: String,
}

/// An answer that hops cite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TipSource {
    /// `S1`, `S2`, …
    pub id: String,
    /// Who answered.
    pub provider: String,
    /// What was asked.
    pub req: String,
    /// HTTP status.
    pub status: Count,
    /// When, by the tipster's clock.
    pub at: UnixSeconds,
    /// Length of the answer.
    pub bytes: Count,
    /// SHA-256 of the answer.
    pub sha256: String,
    /// What part of the list it completes: `whole`, `window`, `cut`, `failed` or `unknown`.
    pub complete: Complete,
}

/// What part of a list an answer completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Complete {
    /// All of it.
    Whole,
    /// The part that the source itself names.
    Window,
    /// It goes on.
    Cut,
    /// It could not be read.
    Failed,
    /// The source does not say.
    Unknown,
}

/// `stolen + fromSwaps = held + exchanges + bridged + mixed + services + fees + notFollowed`, in base units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)] // Each field is the term of the same name in `trace::view::Equation`.
pub struct TipEquation {
    pub asset: Asset,
    pub stolen: Amount,
    pub from_swaps: Amount,
    pub held: Amount,
    pub exchanges: Amount,
    pub bridged: Amount,
    pub mixed: Amount,
    pub services: Amount,
    pub fees: Amount,
    pub not_followed: Amount,
}

/// A whole number, written in plain digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(pub u64);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = text.parse().map(Self).ok().filter(|count| count.to_string() == text);
        count.ok_or_else(|| format!("not a whole number in plain digits: {:?}", text.chars().take(40).collect::<String>()))
    }
}

serde_as_text!(Count);

/// A block's hash, or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockHash(pub Option<TxId>);

impl fmt::Display for BlockHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(hash) => hash.fmt(f),
            None => f.write_str("unknown"),
        }
    }
}

impl FromStr for BlockHash {
    type Err = crate::money::ParseTxIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "unknown" { Ok(Self(None)) } else { text.parse().map(|hash| Self(Some(hash))) }
    }
}

serde_as_text!(BlockHash);

/// A document that is not the payload of a tip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Of another version.
    #[error("payload.schema is {0:?}, not {SCHEMA:?}: the tip is of another version")]
    Version(String),
    /// A field is missing, unknown or not what it should be.
    #[error("payload{place}: {why}")]
    Field {
        /// Where: `.hops[3]`.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// Readable, but not written in the one canonical way.
    #[error(
        "the payload is not written in its canonical form; the first difference is at byte {position}: {found:?} instead of {expected:?}"
    )]
    NotCanonical {
        /// Counted from 1.
        position: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
}

impl Payload {
    /// The canonical bytes (RFC 8785): what is hashed, stored and sent.
    ///
    /// # Panics
    /// Never: a payload holds strings, lists and objects only.
    #[must_use]
    pub fn to_text(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        jcs::canonical(&value).unwrap_or_default()
    }

    /// Reads a payload from its exact text and the value it was parsed to.
    ///
    /// # Errors
    /// When it is of another version, a field is not what it should be, or the text is not the canonical one.
    pub(super) fn read(text: &str, value: &Value) -> Result<Self, PayloadError> {
        let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default();
        if schema != SCHEMA {
            return Err(PayloadError::Version(schema.chars().take(40).collect()));
        }
        let payload: Self = serde_json::from_value(value.clone())
            .map_err(|error| PayloadError::Field { place: place_of_fault(value), why: error.to_string() })?;
        let canonical = payload.to_text();
        if canonical != text {
            let same = canonical.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
            let piece = |text: &str| text.get(same..).unwrap_or_default().chars().take(24).collect();
            return Err(PayloadError::NotCanonical { position: same + 1, found: piece(text), expected: piece(&canonical) });
        }
        Ok(payload)
    }

    /// The entry of the asset list for an asset.
    #[must_use]
    pub fn asset(&self, id: &Asset) -> Option<&AssetRef> {
        self.assets.iter().find(|asset| asset.id == *id)
    }

    /// How well the weakest step of the way is known.
    #[must_use]
    pub fn weakest(&self) -> Tier {
        self.hops.iter().map(|hop| hop.tier).max().unwrap_or(Tier::Stated)
    }

    /// An amount in whole coins with its symbol, exact: `401346.768858404671846374 ETH`.
    #[must_use]
    pub fn coins(&self, amount: Amount, asset: &Asset) -> String {
        match self.asset(asset) {
            Some(known) => format!("{} {}", amount.to_coins(u8::try_from(known.decimals.0).unwrap_or(0)), known.symbol),
            None => format!("{amount} base units of {asset}"),
        }
    }

    /// The claim in one line of at most 128 ASCII characters: what a wallet's screen shows. It says how the weakest step
    /// is known, so that an inference is never shown as a fact.
    #[must_use]
    pub fn headline(&self) -> String {
        let coins = self.coins(self.claim.tainted, &self.claim.asset);
        let known = tier_word(self.weakest());
        let tail = format!("{coins} of the theft, way {known}, block {}", self.claim.as_of_block);
        let whole = format!("{}: {tail}", self.claim.at);
        let shorter = format!("{}: {tail}", self.claim.at.address());
        let line = if whole.len() <= super::statement::MOST_CHARACTERS { whole } else { shorter };
        super::ascii::ascii(&line, super::statement::MOST_CHARACTERS)
    }
}

/// How a step is known, in a word.
#[must_use]
pub const fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Observed => "observed",
        Tier::Derived => "derived",
        Tier::Inferred => "inferred",
        Tier::Stated => "stated",
    }
}

/// Finds which part of a payload cannot be read: serde's message alone does not name it.
fn place_of_fault(value: &Value) -> String {
    fn list<T: for<'de> Deserialize<'de>>(value: &Value, name: &str) -> Option<String> {
        let items = value.get(name)?.as_array()?;
        let at = items.iter().position(|item| T::deserialize(item).is_err())?;
        Some(format!(".{name}[{at}]"))
    }
    fn one<T: for<'de> Deserialize<'de>>(value: &Value, name: &str) -> Option<String> {
        value.get(name).filter(|part| T::deserialize(*part).is_err()).map(|_| format!(".{name}"))
    }
    one::<CaseRef>(value, "case")
        .or_else(|| one::<Claim>(value, "claim"))
        .or_else(|| one::<Method>(value, "method"))
        .or_else(|| list::<AssetRef>(value, "assets"))
        .or_else(|| list::<TipHop>(value, "hops"))
        .or_else(|| list::<TipLabel>(value, "labels"))
        .or_else(|| list::<Stated>(value, "statements"))
        .or_else(|| list::<TipSource>(value, "sources"))
        .or_else(|| list::<TipEquation>(value, "equations"))
        .unwrap_or_default()
}

impl From<&Equation> for TipEquation {
    fn from(equation: &Equation) -> Self {
        Self {
            asset: equation.asset.clone(),
            stolen: equation.stolen,
            from_swaps: equation.from_swaps,
            held: equation.held,
            exchanges: equation.exchanges,
            bridged: equation.bridged,
            mixed: equation.mixed,
            services: equation.services,
            fees: equation.fees,
            not_followed: equation.not_followed,
        }
    }
}

impl TipEquation {
    /// Whether both sides are equal; false also where a side leaves the range of amounts.
    #[must_use]
    pub fn holds(&self) -> bool {
        let sum = |terms: &[Amount]| terms.iter().try_fold(Amount::ZERO, |sum, term| sum.plus(*term)).ok();
        let left = sum(&[self.stolen, self.from_swaps]);
        let right = sum(&[self.held, self.exchanges, self.bridged, self.mixed, self.services, self.fees, self.not_followed]);
        left.is_some() && left == right
    }

    /// What entered the trace of this asset.
    #[must_use]
    pub fn entered(&self) -> Amount {
        [self.stolen, self.from_swaps].into_iter().sum()
    }
}
