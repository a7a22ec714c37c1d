//! What a feed says: one entry a line. Strings only, in the narrow JSON of tips, so that an entry has one form.
//!
//! ```text
//! {"entry":{"at":"2025-03-19T15:10:15Z","content":{"frozen":{…}},"previous":"<64 digits>","schema":"feed/1","sequence":"7"},"signature":"0x…"}
//! ```

use serde_json::{Map, Value};

use crate::money::{Account, Address, Amount, Asset, TxId, UnixSeconds};
use crate::tip::record::{self, Fault, Part};
use crate::tip::{ClaimKind, Count};

use super::Hash;

/// The version of entries, index and signed structure together.
pub const SCHEMA: &str = "feed/1";

record::text_parts!(Hash);

record::record! {
    /// One line of a feed, without its signature.
    pub struct Entry {
        /// The version: `feed/1`.
        pub schema: String = "schema",
        /// Its number, from 0, without gaps.
        pub sequence: Count = "sequence",
        /// SHA-256 of the line before it, without its line feed; zeros in the first.
        pub previous: Hash = "previous",
        /// When the publisher wrote it, by the publisher's clock: never earlier than the line before it.
        pub at: UnixSeconds = "at",
        /// There where it is made up to show how a board works; left out where it is meant.
        pub example: Option<Example> = "example",
        /// What it says.
        pub content: Content = "content",}
}

/// Says that an entry is an example and no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// It is.
    Yes,
}

record::words!(Example: "yes" => Self::Yes);

/// What an entry says: an object with one member, which names the kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "entries are read one by one and live long; a box would cost more than it saves")]
pub enum Content {
    /// The first entry of every feed.
    Opened(Opened),
    /// From here on the publisher takes tips on a case.
    Case(CaseOpened),
    /// A tip came in. Nothing of what it tells is published by this.
    Received(Received),
    /// It was checked and holds.
    Verified(Verified),
    /// It was checked and is not taken.
    Refused(Refused),
    /// Money was frozen.
    Frozen(Frozen),
    /// A freeze ended without the money coming back to the victim.
    Released(Released),
    /// Frozen money came back to the victim.
    Returned(Returned),
    /// A bounty was paid.
    Paid(Paid),
    /// How an exchange, an issuer, a bridge answered when it was asked for help.
    Answered(Answered),
    /// Totals that somebody published, with their day.
    Stated(Stated),
    /// An earlier entry is withdrawn, disputed, or no longer so.
    Corrected(Corrected),
    /// From the next line on another key signs.
    Handover(Handover),
}

macro_rules! contents {
    ($($variant:ident($type:ty) = $key:literal),* $(,)?) => {
        impl Content {
            /// The word that names its kind.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $key),* }
            }
        }

        impl Part for Content {
            fn read(value: &Value) -> Result<Self, Fault> {
                let members = record::object(value, &[$($key),*])?;
                if members.len() != 1 {
                    return Err(Fault::new(format!("has {} members; an entry says one thing", members.len())));
                }
                $(if members.contains_key($key) {
                    return record::member::<$type>(members, $key).map(Self::$variant);
                })*
                Err(Fault::new("says nothing"))
            }

            fn write(&self) -> Value {
                let mut members = Map::new();
                match self {
                    $(Self::$variant(content) => record::put(&mut members, $key, content.write()),)*
                }
                Value::Object(members)
            }
        }
    };
}

contents! {
    Opened(Opened) = "opened",
    Case(CaseOpened) = "case",
    Received(Received) = "received",
    Verified(Verified) = "verified",
    Refused(Refused) = "refused",
    Frozen(Frozen) = "frozen",
    Released(Released) = "released",
    Returned(Returned) = "returned",
    Paid(Paid) = "paid",
    Answered(Answered) = "answered",
    Stated(Stated) = "stated",
    Corrected(Corrected) = "corrected",
    Handover(Handover) = "handover",
}

record::record! {
    /// Whose feed it is.
    pub struct Opened {
        /// The publisher's name for it, such as `Bybit bounty`.
        pub name: String = "name",
        /// What it is, in a sentence or two.
        pub about: String = "about",
        /// The key that signs from the first line on: an EVM address in its checksummed form.
        pub publisher: Address = "publisher",}
}

record::record! {
    /// A case for which tips are taken.
    pub struct CaseOpened {
        /// The case's stable name.
        pub case: String = "case",
        /// The victim, as boards show it.
        pub name: String = "name",
        /// `sha256:` and the digest of the case file in canonical JSON, as tips name it.
        pub pack: String = "pack",
        /// Where the case file is, relative to the feed's folder; left out where it is not published there.
        pub file: Option<String> = "file",
        /// The bounty; left out where none is promised. A later entry for the same case changes the terms from there on.
        pub terms: Option<Terms> = "terms",}
}

record::record! {
    /// The bounty of a case, as its publisher states it.
    pub struct Terms {
        /// Millionths of what is returned that go to whoever froze it.
        pub freezer: Count = "freezer",
        /// Millionths of what is returned that go to its first reporters, together.
        pub reporters: Count = "reporters",
        /// How first reporters of one freeze share.
        pub split: Split = "split",
        /// The day on which the terms were stated, as `2025-04-21`.
        pub as_of: String = "asOf",
        /// Where.
        pub source: String = "source",}
}

/// How several reporters of one freeze share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// The one who was first takes the reporters' part.
    First,
    /// In equal parts; base units that do not divide go to the earliest, one each.
    Equal,
}

record::words!(Split: "first" => Self::First, "equal" => Self::Equal);

record::record! {
    /// A tip that came in.
    pub struct Received {
        /// The tip's name: the digest of its payload.
        pub tip: Hash = "tip",
        /// Its commitment, as on the tipster's card: it binds the signer, and proves what was known when.
        pub commitment: Hash = "commitment",
        /// The case it is about.
        pub case: String = "case",
        /// Who signed it.
        pub reporter: Address = "reporter",
        /// The name under which the reporter wants to be shown; left out where none was given.
        pub name: Option<String> = "name",
        /// When it came in, by the publisher's clock.
        pub received: UnixSeconds = "received",
        /// A Bitcoin block that holds its card (OpenTimestamps); left out where there is no complete proof.
        pub stamped: Option<Stamped> = "stamped",}
}

record::record! {
    /// A Bitcoin block that proves that something existed.
    pub struct Stamped {
        /// Its height.
        pub block: Count = "block",
        /// Its time.
        pub time: UnixSeconds = "time",}
}

record::record! {
    /// A tip that holds, and what it tells.
    pub struct Verified {
        /// The tip, received before.
        pub tip: Hash = "tip",
        /// What kind of place it leads to.
        pub kind: ClaimKind = "kind",
        /// Where the money was.
        pub at: Account = "at",
        /// What.
        pub asset: Asset = "asset",
        /// How much of the stolen money, in base units.
        pub amount: Amount = "amount",
        /// The same in hundredths of a US dollar, as the publisher valued it that day; left out where it was not valued.
        pub usd_cents: Option<Count> = "usdCents",
        /// The digest of the tip's facts: the same for whoever tells the same, whoever signs it.
        pub facts: Hash = "facts",}
}

record::record! {
    /// A tip that is not taken.
    pub struct Refused {
        /// The tip, received before.
        pub tip: Hash = "tip",
        /// Why.
        pub reason: Reason = "reason",
        /// The earlier tip that tells the same; left out where that is not the reason.
        pub of: Option<Hash> = "of",
        /// More, in a sentence; left out where the word says all.
        pub why: Option<String> = "why",}
}

/// Why a tip is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It cannot be read, or its signature is not the signer's.
    Unsigned,
    /// The same tip by the same signer came in before.
    Duplicate,
    /// Somebody else told the same facts before.
    Copy,
    /// It was on a public list, or known to the publisher.
    Known,
    /// It is about another case or another portal.
    OtherCase,
    /// The chain says otherwise.
    Wrong,
    /// Not enough in it to check it.
    Unclear,
    /// The money had left already.
    Gone,
    /// It was meant to mislead.
    Misleading,
}

record::words!(Reason:
    "unsigned" => Self::Unsigned,
    "duplicate" => Self::Duplicate,
    "copy" => Self::Copy,
    "known" => Self::Known,
    "other-case" => Self::OtherCase,
    "wrong" => Self::Wrong,
    "unclear" => Self::Unclear,
    "gone" => Self::Gone,
    "misleading" => Self::Misleading,
);

record::record! {
    /// Money that was frozen.
    pub struct Frozen {
        /// The publisher's name for it, unique in the feed: lower-case letters, digits and dashes.
        pub freeze: String = "freeze",
        /// The case.
        pub case: String = "case",
        /// Where it lies.
        pub at: Account = "at",
        /// What.
        pub asset: Asset = "asset",
        /// How much, in base units.
        pub amount: Amount = "amount",
        /// The same in hundredths of a US dollar, as the publisher valued it that day; left out where it was not valued.
        pub usd_cents: Option<Count> = "usdCents",
        /// Who froze it, as boards show it.
        pub by: String = "by",
        /// The transaction that froze it; left out where an exchange did so in its own books.
        pub tx: Option<TxId> = "tx",
        /// When it was frozen.
        pub time: UnixSeconds = "time",
        /// The tips that led to it, verified before; an empty list where none did.
        pub tips: Vec<Hash> = "tips",
        /// Where this can be looked up; left out where the transaction says all.
        pub source: Option<String> = "source",}
}

record::record! {
    /// A freeze that ended without a return.
    pub struct Released {
        /// The freeze.
        pub freeze: String = "freeze",
        /// When.
        pub time: UnixSeconds = "time",
        /// Why, in a sentence.
        pub why: String = "why",}
}

record::record! {
    /// Frozen money that came back. There may be several for one freeze, in several assets.
    pub struct Returned {
        /// The freeze it came from.
        pub freeze: String = "freeze",
        /// What came back.
        pub asset: Asset = "asset",
        /// How much, in base units.
        pub amount: Amount = "amount",
        /// The same in hundredths of a US dollar, as the publisher valued it that day; left out where it was not valued.
        pub usd_cents: Option<Count> = "usdCents",
        /// The transaction; left out where it came back in an exchange's own books.
        pub tx: Option<TxId> = "tx",
        /// When.
        pub time: UnixSeconds = "time",}
}

record::record! {
    /// A bounty that was paid.
    pub struct Paid {
        /// The freeze it is for.
        pub freeze: String = "freeze",
        /// For which part.
        pub share: Share = "share",
        /// The reporter's tip; left out for the freezer's part.
        pub tip: Option<Hash> = "tip",
        /// To whom.
        pub to: Account = "to",
        /// What.
        pub asset: Asset = "asset",
        /// How much, in base units.
        pub amount: Amount = "amount",
        /// The transaction; left out where it was paid in an exchange's own books.
        pub tx: Option<TxId> = "tx",
        /// When.
        pub time: UnixSeconds = "time",}
}

/// Which part of a bounty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// Of whoever froze the money.
    Freezer,
    /// Of the first reporters.
    Reporter,
}

record::words!(Share: "freezer" => Self::Freezer, "reporter" => Self::Reporter);

record::record! {
    /// How somebody answered who was asked for help.
    pub struct Answered {
        /// Who, as boards show it.
        pub actor: String = "actor",
        /// What it is.
        pub role: Role = "role",
        /// The case.
        pub case: String = "case",
        /// When it was asked; left out where that is not public.
        pub asked: Option<UnixSeconds> = "asked",
        /// When it answered; left out where it has not, or where that is not public.
        pub answered: Option<UnixSeconds> = "answered",
        /// What it did.
        pub answer: Answer = "answer",
        /// The freeze that it made; left out where it made none.
        pub freeze: Option<String> = "freeze",
        /// Where this can be looked up.
        pub evidence: String = "evidence",}
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// An exchange.
    Exchange,
    /// The issuer of a token.
    Issuer,
    /// A bridge.
    Bridge,
    /// A mixer.
    Mixer,
    /// Any other service or protocol.
    Service,
    /// An authority.
    Authority,
}

record::words!(Role:
    "exchange" => Self::Exchange,
    "issuer" => Self::Issuer,
    "bridge" => Self::Bridge,
    "mixer" => Self::Mixer,
    "service" => Self::Service,
    "authority" => Self::Authority,
);

/// What an actor did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It froze what was asked for.
    Froze,
    /// It froze or told a part.
    Partly,
    /// It told what it knew.
    Told,
    /// It said no.
    Refused,
    /// It has not answered.
    Silent,
}

record::words!(Answer:
    "froze" => Self::Froze,
    "partly" => Self::Partly,
    "told" => Self::Told,
    "refused" => Self::Refused,
    "silent" => Self::Silent,
);

record::record! {
    /// Totals that somebody published. They hold for their day only and are never interpolated.
    pub struct Stated {
        /// The case.
        pub case: String = "case",
        /// The day for which they hold, as `2025-04-21`.
        pub as_of: String = "asOf",
        /// Who published them, and where.
        pub source: String = "source",
        /// The totals, each once.
        pub figures: Vec<Figure> = "figures",}
}

record::record! {
    /// One total.
    pub struct Figure {
        /// Of what.
        pub what: Measure = "what",
        /// How much, in the unit of the measure.
        pub value: Count = "value",}
}

/// What is counted, and in which unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Part of the stolen money that can still be followed, in hundredths of a percent.
    Traceable,
    /// Part that cannot, in hundredths of a percent.
    GoneDark,
    /// Part that is frozen, in hundredths of a percent.
    Frozen,
    /// Reports received.
    Reports,
    /// Of these, valid.
    ValidReports,
    /// Bounties paid, in hundredths of a US dollar.
    PaidUsdCents,
    /// People and companies who were paid.
    PaidHunters,
}

record::words!(Measure:
    "traceable" => Self::Traceable,
    "gone-dark" => Self::GoneDark,
    "frozen" => Self::Frozen,
    "reports" => Self::Reports,
    "valid-reports" => Self::ValidReports,
    "paid-usd-cents" => Self::PaidUsdCents,
    "paid-hunters" => Self::PaidHunters,
);

record::record! {
    /// What becomes of an earlier entry. The entry itself stays where it is.
    pub struct Corrected {
        /// The number of that entry; lower than this one's.
        pub of: Count = "of",
        /// What becomes of it.
        pub what: Correction = "what",
        /// Why, in a sentence.
        pub why: String = "why",}
}

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Correction {
    /// It was wrong: it counts for nothing any more. This is not taken back; a new entry says it anew.
    Withdrawn,
    /// Somebody disputes it: it counts, and everything that rests on it says "disputed".
    Disputed,
    /// A dispute is over, and the entry holds.
    Settled,
}

record::words!(Correction: "withdrawn" => Self::Withdrawn, "disputed" => Self::Disputed, "settled" => Self::Settled);

record::record! {
    /// Another key signs from the next line on. The old one signs this, and nothing after it.
    pub struct Handover {
        /// The next key.
        pub to: Address = "to",
        /// Why, in a sentence.
        pub why: String = "why",}
}
