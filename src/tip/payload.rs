//! The payload: the claim, the way the money took, and the evidence. Strings only; every list has a stated order, so
//! the same evidence gives the same bytes.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::jcs;
use super::link::TipLink;
use super::overrides::Override;
use super::record::{self, Fault, Part};
use super::rules::Rule;
use super::statement::SCHEMA;
use crate::label::{Category, Confidence};
use crate::money::{Account, Address, Amount, Asset, Chain, Position, TransferKind, TxId, UnixSeconds};
use crate::trace::view::{Equation, Policy, Tier};

record::record! {
    /// What a tip says, before it is signed.
    pub struct Payload {
        /// The version: `tip/1`.
        pub schema: String = "schema",
        /// Which theft.
        pub case: CaseRef = "case",
        /// What is claimed.
        pub claim: Claim = "claim",
        /// How it was found.
        pub method: Method = "method",
        /// The assets that occur, by id.
        pub assets: Vec<AssetRef> = "assets",
        /// The way from the theft, seed first.
        pub hops: Vec<TipHop> = "hops",
        /// Names for addresses of the way, by address, then source, then name.
        pub labels: Vec<TipLabel> = "labels",
        /// What people have stated of addresses of the way, by address, then source, then sentence.
        pub statements: Vec<Stated> = "statements",
        /// The answers that the hops cite, by request, digest and time.
        pub sources: Vec<TipSource> = "sources",
        /// The whole trace's sum per asset of the way, by asset.
        pub equations: Vec<TipEquation> = "equations",
        /// What is missing or weak on the way, in sentences: the hops' limits first, then those of the whole trace.
        pub limits: Vec<String> = "limits",
        /// What has to be accepted for the claim to hold.
        pub assumptions: Vec<String> = "assumptions",
        /// The tipster's own words; left out where there are none.
        pub note: Option<String> = "note",
        /// Checks that stood against signing and the reasons why it was signed, by check; left out where there are none.
        pub overrides: Option<Vec<Override>> = "overrides",}
}

record::record! {
    /// Which theft, in which edition of the case file.
    pub struct CaseRef {
        /// The case's stable name.
        pub id: String = "id",
        /// `sha256:` and the digest of the case file in canonical JSON.
        pub pack: String = "pack",
        /// Where following starts, by transaction, then asset.
        pub seeds: Vec<SeedRef> = "seeds",}
}

record::record! {
    /// A transaction of the theft.
    #[derive(PartialOrd, Ord)]
    pub struct SeedRef {
        /// The transaction.
        pub tx: TxId = "tx",
        /// What was taken.
        pub asset: Asset = "asset",
        /// Who received.
        pub to: Address = "to",
        /// How much, as the case states it, in base units.
        pub amount: Amount = "amount",}
}

/// What kind of place the money came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Somebody can stop the money.
    Freeze,
    /// Nobody can yet; it should be watched.
    Watch,
}

/// Whether the money was seen to be there still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StillThere {
    /// It was, at the time of the newest source.
    Yes,
    /// A part of it was.
    Part,
    /// It had moved on.
    Moved,
    /// It was not looked up.
    Unknown,
}

/// Whether it was seen to be frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrozenNow {
    /// The issuer's contract said yes.
    Yes,
    /// It said no.
    No,
    /// It did not say.
    Unknown,
}

record::record! {
    /// A look at the claim's address.
    pub struct Seen {
        /// What it had of the asset, in base units.
        pub amount: Amount = "amount",
        /// The newest block that the source knew; left out where it does not say.
        pub block: Option<Count> = "block",
        /// When, by the tipster's clock.
        pub time: UnixSeconds = "time",
        /// Whether it was frozen; left out where no issuer could be asked.
        pub frozen: Option<FrozenNow> = "frozen",
        /// The sources that say so.
        pub src: Vec<String> = "src",}
}

record::record! {
    /// The claim: so much of the stolen money came to this address.
    pub struct Claim {
        /// What kind of place it is.
        pub kind: ClaimKind = "kind",
        /// The address.
        pub at: Account = "at",
        /// The label that names who holds it; left out where nobody is named.
        pub holder: Option<String> = "holder",
        /// The asset.
        pub asset: Asset = "asset",
        /// The stolen amount that came there, under the method's policy, in base units.
        pub tainted: Amount = "tainted",
        /// The same under each other policy that was computed.
        pub range: Vec<Ranged> = "range",
        /// The block of the last hop.
        pub as_of_block: Count = "asOfBlock",
        /// The time of the last hop.
        pub as_of_time: UnixSeconds = "asOfTime",
        /// When the newest source was read, by the tipster's clock.
        pub read_at: UnixSeconds = "readAt",
        /// Whether it is there still.
        pub still_there: StillThere = "stillThere",
        /// What was seen there; left out where nobody looked.
        pub seen: Option<Seen> = "seen",
        /// What is asked for.
        pub ask: Ask = "ask",
        /// Who can stop it, in a sentence; left out where nobody is known.
        pub freezable_by: Option<String> = "freezableBy",
        /// Why following stopped there, in a sentence.
        pub why: String = "why",
        /// The rule by which it stopped there, as [`Method::rules`] names it; left out where no rules are named.
        pub rule: Option<String> = "rule",}
}

record::record! {
    /// How the claim was found.
    pub struct Method {
        /// How taint is shared where stolen and other money mix.
        pub taint: Policy = "taint",
        /// The version of the rules.
        pub version: String = "version",
        /// How the trace was run.
        pub params: Params = "params",
        /// Which program.
        pub engine: Engine = "engine",
        /// The rules that the hops, the claim and the amounts rest on, by id; tips of the first versions name none.
        pub rules: Option<Vec<Rule>> = "rules",}
}

record::record! {
    /// How the trace was run.
    pub struct Params {
        /// Requests allowed.
        pub budget: Count = "budget",
        /// Hops allowed.
        pub most_hops: Count = "mostHops",
        /// Below so many millionths of the stolen total an amount was not followed.
        pub dust_millionths: Count = "dustMillionths",
        /// Who was asked.
        pub explorer: String = "explorer",}
}

record::record! {
    /// The program that ran the trace.
    pub struct Engine {
        /// Its name.
        pub name: String = "name",
        /// Its version.
        pub version: String = "version",
        /// SHA-256 of its WebAssembly file in lower-case hexadecimal, or `unknown`.
        pub wasm_sha256: String = "wasmSha256",}
}

record::record! {
    /// An asset and its decimals.
    pub struct AssetRef {
        /// CAIP-19.
        pub id: Asset = "id",
        /// What Spoor calls it.
        pub symbol: String = "symbol",
        /// Digits after the point.
        pub decimals: Count = "decimals",}
}

record::record! {
    /// One step of the way.
    pub struct TipHop {
        /// Its number, from 0.
        pub i: Count = "i",
        /// The chain.
        pub chain: Chain = "chain",
        /// The transaction.
        pub tx: TxId = "tx",
        /// The place in the transaction.
        pub pos: Position = "pos",
        /// Native, internal, token, output.
        pub kind: TransferKind = "kind",
        /// Block number.
        pub block: Count = "block",
        /// Block hash, or `unknown` where no source gave it.
        pub block_hash: BlockHash = "blockHash",
        /// Block time.
        pub time: UnixSeconds = "time",
        /// Sender.
        pub from: Address = "from",
        /// Recipient.
        pub to: Address = "to",
        /// What moved.
        pub asset: Asset = "asset",
        /// How much, in base units.
        pub amount: Amount = "amount",
        /// The stolen part, under the method's policy.
        pub tainted: Amount = "tainted",
        /// The stolen part under each other policy that was computed.
        pub range: Vec<Ranged> = "range",
        /// How it is known.
        pub tier: Tier = "tier",
        /// The sources that report it.
        pub src: Vec<String> = "src",
        /// What joins it to the hop before it, where that is no plain transfer; else left out.
        pub link: Option<TipLink> = "link",
        /// The rule by which it follows the hop before it, as [`Method::rules`] names it; left out where no rules are named.
        pub rule: Option<String> = "rule",}
}

record::record! {
    /// An amount under one policy.
    #[derive(PartialOrd, Ord)]
    pub struct Ranged {
        /// The policy.
        pub policy: Policy = "policy",
        /// The stolen amount under it.
        pub amount: Amount = "amount",}
}

record::record! {
    /// A name for an address.
    pub struct TipLabel {
        /// `L1`, `L2`, …
        pub id: String = "id",
        /// Whose address.
        pub at: Account = "at",
        /// The name.
        pub name: String = "name",
        /// The kind of actor.
        pub category: Category = "category",
        /// Who says so.
        pub source: String = "source",
        /// How far to trust it.
        pub confidence: Confidence = "confidence",
        /// The day of the source.
        pub as_of: String = "asOf",}
}

record::record! {
    /// What somebody has stated of an address.
    #[derive(PartialOrd, Ord)]
    pub struct Stated {
        /// Whose address.
        pub at: Account = "at",
        /// Who says so.
        pub source: String = "source",
        /// What is stated.
        pub what: String = "what",}
}

record::record! {
    /// An answer that hops cite.
    pub struct TipSource {
        /// `S1`, `S2`, …
        pub id: String = "id",
        /// Who answered.
        pub provider: String = "provider",
        /// What was asked.
        pub req: String = "req",
        /// HTTP status.
        pub status: Count = "status",
        /// When, by the tipster's clock.
        pub at: UnixSeconds = "at",
        /// Length of the answer.
        pub bytes: Count = "bytes",
        /// SHA-256 of the answer.
        pub sha256: String = "sha256",
        /// What part of the list it completes: `whole`, `window`, `cut`, `failed` or `unknown`.
        pub complete: Complete = "complete",}
}

/// What part of a list an answer completes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

record::record! {
    /// `stolen + fromSwaps = held + exchanges + bridged + mixed + services + fees + notFollowed`, in base units.
    #[allow(missing_docs)] // Each field is the term of the same name in `trace::view::Equation`.
    pub struct TipEquation {
        pub asset: Asset = "asset",
        pub stolen: Amount = "stolen",
        pub from_swaps: Amount = "fromSwaps",
        pub held: Amount = "held",
        pub exchanges: Amount = "exchanges",
        pub bridged: Amount = "bridged",
        pub mixed: Amount = "mixed",
        pub services: Amount = "services",
        pub fees: Amount = "fees",
        pub not_followed: Amount = "notFollowed",}
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

/// A document that is not the payload of a tip.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Of another version.
    #[error("payload.schema is {0:?}, not {SCHEMA:?}: the tip is of another version. Use the version of Spoor that wrote it")]
    Version(String),
    /// A field is missing, unknown or not what it should be.
    #[error("payload{place}: {why}")]
    Field {
        /// Where: `.hops[3]`.
        place: String,
        /// What is wrong.
        why: String,
    },
}

impl Payload {
    /// The canonical text (RFC 8785): what is hashed, stored and sent.
    #[must_use]
    pub fn to_text(&self) -> String {
        // A payload holds no number, so the only error of the writer cannot happen; an empty text would not be signed.
        jcs::canonical(&self.write()).unwrap_or_default()
    }

    /// Reads a payload. Only canonical values are accepted, so writing it again gives the same text.
    ///
    /// # Errors
    /// When it is of another version, or a field is missing, unknown, or not what it should be.
    pub(super) fn from_value(value: &Value) -> Result<Self, PayloadError> {
        let schema = value.get("schema").and_then(Value::as_str).unwrap_or_default();
        if schema != SCHEMA {
            return Err(PayloadError::Version(schema.chars().take(40).collect()));
        }
        Self::read(value).map_err(|Fault { place, why }| PayloadError::Field { place, why })
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

    /// An amount in whole coins with its symbol, exact: `401,346.768858404671846374 ETH`.
    #[must_use]
    pub fn coins(&self, amount: Amount, asset: &Asset) -> String {
        match self.asset(asset) {
            // 78 decimals hide nothing: 2^256 has 78 digits.
            Some(known) => format!("{} {}", amount.to_coins_short(u8::try_from(known.decimals.0).unwrap_or(0), 78), known.symbol),
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

record::text_parts!(Account, Address, Amount, Asset, BlockHash, Chain, Count, Position, TxId, UnixSeconds);

record::words!(ClaimKind:
    "at-exchange" => Self::AtExchange,
    "at-deposit-address" => Self::AtDepositAddress,
    "at-address" => Self::AtAddress,
    "freezable-by-issuer" => Self::FreezableByIssuer,
    "bridge-out" => Self::BridgeOut,
    "in-mixer" => Self::InMixer,
    "at-service" => Self::AtService,
);
record::words!(Ask: "freeze" => Self::Freeze, "watch" => Self::Watch);
record::words!(FrozenNow: "yes" => Self::Yes, "no" => Self::No, "unknown" => Self::Unknown);
record::words!(StillThere: "yes" => Self::Yes, "part" => Self::Part, "moved" => Self::Moved, "unknown" => Self::Unknown);
record::words!(Complete:
    "whole" => Self::Whole,
    "window" => Self::Window,
    "cut" => Self::Cut,
    "failed" => Self::Failed,
    "unknown" => Self::Unknown,
);
record::words!(Policy: "fifo" => Self::Fifo, "haircut" => Self::Haircut, "lifo" => Self::Lifo, "libr" => Self::Libr,
    "first" => Self::First, "poison" => Self::Poison);
record::words!(Tier: "observed" => Self::Observed, "derived" => Self::Derived, "inferred" => Self::Inferred, "stated" => Self::Stated);
record::words!(TransferKind:
    "native" => Self::Native,
    "internal" => Self::Internal,
    "token" => Self::Token,
    "output" => Self::Output,
    "fee" => Self::Fee,
);
record::words!(Category:
    "exchange" => Self::Exchange,
    "deposit" => Self::Deposit,
    "bridge" => Self::Bridge,
    "mixer" => Self::Mixer,
    "service" => Self::Service,
    "thief" => Self::Thief,
    "victim" => Self::Victim,
    "listed" => Self::Listed,
);
// The words of GraphSense's TagPacks.
record::words!(Confidence:
    "unknown" => Self::Unknown,
    "heuristic" => Self::Heuristic,
    "web_crawl" => Self::WebCrawl,
    "service_data" => Self::ServiceData,
    "trusted_provider" => Self::TrustedProvider,
    "authority_data" => Self::AuthorityData,
    "forensic_investigation" => Self::ForensicInvestigation,
    "manual_transaction" => Self::ManualTransaction,
    "ledger_immanent" => Self::LedgerImmanent,
);

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
