//! What a screen, a tip or a program sees of a trace: plain data, sorted, with exact amounts. It crosses from the worker
//! to the page as JSON.

mod build;
mod found;
mod freeze;
mod link;
mod pattern;

pub(crate) use build::build;
pub use freeze::{Freezer, Power};
pub use link::{Lead, LeadKind, Link, LinkKind};
pub use pattern::{Pattern, PatternKind, Structure};

use serde::{Deserialize, Serialize};

use crate::explorer::{Answered, Coverage};
use crate::label::Label;
use crate::money::{Account, Address, Amount, Asset, Chain, Transfer, TxId, UnixSeconds};

/// A trace at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The case.
    pub case_id: String,
    /// How the trace was asked for.
    pub settings: Settings,
    /// Where it stands.
    pub progress: Progress,
    /// Addresses the money touched, by column, then by tainted amount received, then by address.
    pub nodes: Vec<Node>,
    /// Movements between them; an edge joins two nodes in one asset.
    pub edges: Vec<Edge>,
    /// Steps that are no plain transfers, by their first payment.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Guesses at where money came out again; they count nowhere.
    #[serde(default)]
    pub leads: Vec<Lead>,
    /// Patterns of laundering that were seen, by node, then kind.
    #[serde(default)]
    pub patterns: Vec<Pattern>,
    /// Where following stopped, most urgent first.
    pub ends: Vec<End>,
    /// What the search takes for the stolen money's way: it steers the questions and is an inference; the ledgers of the
    /// policies do not know it. By account.
    #[serde(default)]
    pub trail: Vec<Trailed>,
    /// The sum per asset, in the order of the case's seeds.
    pub equations: Vec<Equation>,
    /// What was refused, with the reason.
    pub guarded: Vec<Guarded>,
    /// Every answer that gave a transfer, by number. Transfers cite them by index.
    pub sources: Vec<Answered>,
    /// What the visitor should know of the whole trace: gaps, mismatches, limits.
    pub notes: Vec<String>,
}

/// An address on the way that the search takes for the stolen money's, payment by whole payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailed {
    /// Whose.
    pub account: Account,
    /// Of what.
    pub asset: Asset,
    /// The sum of the payments that led here.
    pub came: Amount,
    /// What of it is not known to have gone on.
    pub left: Amount,
    /// Hops from the theft.
    pub hop: u32,
    /// Whether its history was read.
    pub is_read: bool,
}

/// How a trace is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How many requests may be spent.
    pub budget: u32,
    /// How many hops from the seed are followed.
    pub most_hops: u32,
    /// Taint below this many millionths of the asset's stolen total is dust: summed, not followed.
    pub dust_millionths: u32,
    /// How taint is shared where stolen and other money mix.
    pub policy: Policy,
    /// Who is asked first, as a [`Source`](crate::explorer::source::Source) is written: `recorded`, `blockscout-eth`,
    /// `own:otterscan:http://127.0.0.1:8545`.
    pub explorer: String,
    /// Who is asked where the one before gives no answer, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// The chain, where an address or a transaction of another chain than the case's is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
    /// Where the money went, or where it came from.
    #[serde(default)]
    pub direction: Direction,
    /// What is followed.
    #[serde(default)]
    pub start: Start,
    /// Transfers before this moment are not followed.
    #[serde(default)]
    pub from_at: Option<UnixSeconds>,
    /// Transfers after this moment are not followed.
    #[serde(default)]
    pub until_at: Option<UnixSeconds>,
    /// Whether bridges are asked where money that reached them came out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bridges: bool,
    /// Who is asked on further chains, where a bridge's record says that the money came out there. Nobody else is asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub across: Vec<Beyond>,
}

/// Who is asked on a further chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beyond {
    /// The chain.
    pub chain: Chain,
    /// Who, as in [`Settings::explorer`], the first one first.
    pub explorers: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            budget: 300,
            most_hops: 10,
            dust_millionths: 1,
            policy: Policy::Fifo,
            explorer: "recorded".to_owned(),
            others: Vec::new(),
            chain: None,
            direction: Direction::Forward,
            start: Start::Case,
            from_at: None,
            until_at: None,
            bridges: false,
            across: Vec::new(),
        }
    }
}

impl Settings {
    /// What the followed money is called. Only that of a theft, followed to where it went, is stolen.
    #[must_use]
    pub const fn sum_in_words(&self) -> &'static str {
        if self.is_of_theft() { "stolen" } else { "followed" }
    }

    /// What following starts at.
    #[must_use]
    pub const fn start_in_words(&self) -> &'static str {
        if self.is_of_theft() { "the theft" } else { "the start" }
    }

    const fn is_of_theft(&self) -> bool {
        matches!((&self.start, self.direction), (Start::Case, Direction::Forward))
    }
}

/// Which way money is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// To where it went.
    #[default]
    Forward,
    /// To where it came from.
    Backward,
}

/// What is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Start {
    /// The thefts of the case.
    #[default]
    Case,
    /// What an address paid (forward) or received (backward), within the window of the settings.
    Address(Address),
    /// What a single transaction paid to an address; to everybody where none is named.
    Transfer {
        /// The transaction.
        tx: TxId,
        /// The recipient.
        to: Option<Address>,
    },
}

/// What the visitor found out about an address, by their own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finding {
    /// Do not follow beyond it.
    Stop,
    /// It belongs to an exchange: what enters is cashed out.
    Exchange,
    /// Follow beyond it, whatever a label or a rule says.
    Follow,
    /// Read what a mixer paid after the stolen money went in, for leads. Nothing is followed.
    Look,
}

/// How taint is shared where stolen and other money mix at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// First in, first out: what came first leaves first.
    Fifo,
    /// In proportion to the balance.
    Haircut,
    /// Last in, first out: what came last leaves first.
    Lifo,
    /// Lowest intermediate balance: other money leaves first.
    Libr,
    /// Taint first: stolen money leaves first.
    First,
    /// Poison: whatever an address pays after it touched stolen money counts. An upper bound, not a sum of money.
    Poison,
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Questions are being asked.
    Running,
    /// Stopped by the visitor; can go on.
    Stopped,
    /// The budget is spent; can go on with a larger one.
    Spent,
    /// Nothing is left to ask.
    Done,
}

/// How far, and what is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Running, stopped, spent or done.
    pub stage: Stage,
    /// Requests used.
    pub asked: u32,
    /// Requests allowed.
    pub budget: u32,
    /// Addresses whose history was read.
    pub read: u32,
    /// Addresses that wait.
    pub waiting: u32,
    /// What is being asked now, in words, or why nothing is.
    pub now: String,
}

/// An address the money touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Index in [`View::nodes`].
    pub id: usize,
    /// Chain and address.
    pub account: Account,
    /// Column: hops from the theft on the shortest tainted way; the victim is 0, the thief 1.
    pub hop: u32,
    /// What it is.
    pub role: Role,
    /// Names for it, best founded first.
    pub labels: Vec<Label>,
    /// What people have stated of it: `(what, source)`.
    pub statements: Vec<(String, String)>,
    /// Per asset: tainted in, tainted out, tainted left.
    pub flows: Vec<Flow>,
    /// What part of its history was read; `None` where it was not asked for.
    pub coverage: Option<Coverage>,
    /// The address of the case it imitates, where it looks like one.
    pub looks_like: Option<Address>,
    /// What the visitor found out about it, by their own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

/// What an address is to the trace: decides shape and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The victim.
    Victim,
    /// Where the theft arrived.
    Thief,
    /// An ordinary address.
    Wallet,
    /// A custodial exchange.
    Exchange,
    /// An exchange's address for one customer.
    Deposit,
    /// A bridge.
    Bridge,
    /// A mixer.
    Mixer,
    /// A contract or business that pools money.
    Service,
}

/// What of one asset went through an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The asset.
    pub asset: Asset,
    /// Stolen amount that came in.
    pub tainted_in: Amount,
    /// Stolen amount that went out, fees included.
    pub tainted_out: Amount,
    /// Stolen amount that is left.
    pub left: Amount,
    /// What is left under each policy: `(policy, amount)`.
    pub range: Vec<(Policy, Amount)>,
    /// Money that must have come in by transfers which the answers do not hold.
    pub unseen_in: Amount,
    /// Other money that is known to have come in.
    #[serde(default)]
    pub clean_in: Amount,
}

/// Movements of one asset from one node to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Index in [`View::edges`].
    pub id: usize,
    /// Index of the sender's node.
    pub from: usize,
    /// Index of the recipient's node.
    pub to: usize,
    /// The asset.
    pub asset: Asset,
    /// The whole amount moved.
    pub amount: Amount,
    /// The stolen part of it.
    pub tainted: Amount,
    /// Whether it was seen on chain or stated.
    pub tier: Tier,
    /// The transfers, in order, each with its stolen part.
    pub hops: Vec<Hop>,
}

/// How we know: a fact on chain, a derivation, an inference, a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// On the chain, as an explorer reported it.
    Observed,
    /// Computed from what is on the chain.
    Derived,
    /// By a rule that can be wrong.
    Inferred,
    /// By somebody's word.
    Stated,
}

/// A transfer with its stolen part and the answers that report it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The transfer.
    pub transfer: Transfer,
    /// The stolen part.
    pub tainted: Amount,
    /// The stolen part under each policy.
    pub range: Vec<(Policy, Amount)>,
    /// Indices in [`View::sources`].
    pub sources: Vec<usize>,
    /// How we know that this is the stolen money.
    pub tier: Tier,
}

/// Why following stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// At an exchange's own address.
    Exchange,
    /// At an exchange's deposit address.
    Deposit,
    /// Unspent, as far as the answers reach.
    Held,
    /// At a bridge Spoor cannot follow.
    Bridge,
    /// In a mixer.
    Mixer,
    /// At a service that pools money, or sold there.
    Service,
    /// The budget, the hops or the queue ended before this was read.
    Budget,
    /// The visitor said to stop here.
    User,
    /// The history could not be read, or not all of it.
    Failed,
    /// Too little to be followed.
    Dust,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::Exchange,
        Self::Deposit,
        Self::Held,
        Self::Bridge,
        Self::Mixer,
        Self::Service,
        Self::Budget,
        Self::User,
        Self::Failed,
        Self::Dust,
    ];
}

/// An end: an amount of an asset at an address where following stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Index in [`View::ends`].
    pub id: usize,
    /// Index of the node.
    pub node: usize,
    /// Why.
    pub reason: Reason,
    /// Why, in a sentence that says what is known.
    pub why: String,
    /// The asset.
    pub asset: Asset,
    /// The stolen amount here.
    pub amount: Amount,
    /// The same under each policy.
    pub range: Vec<(Policy, Amount)>,
    /// Since when: the last tainted receipt.
    pub since: Option<UnixSeconds>,
    /// Who can stop it, in a sentence; `None` where nobody is known.
    pub freezable_by: Option<String>,
    /// Everybody who can stop it, the surest first.
    #[serde(default)]
    pub freezers: Vec<Freezer>,
    /// The way from the theft: the largest one, seed first. Over a link, the first leg comes before the second.
    pub path: Vec<Hop>,
    /// The chain, for links.
    pub chain: Chain,
}

/// `stolen + from_swaps + mixed_in = held + exchanges + bridged + mixed + services + fees + not_followed`, exactly, per asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equation {
    /// The asset.
    pub asset: Asset,
    /// Taken in the theft, as found on chain.
    pub stolen: Amount,
    /// Brought in by links: stated sales, swaps and exchanges of other stolen assets, refunds, bridges from other chains.
    pub from_swaps: Amount,
    /// Other money that counts as stolen because it was mixed with it: only under poison, else nothing.
    #[serde(default)]
    pub mixed_in: Amount,
    /// Unspent at addresses that were read.
    pub held: Amount,
    /// At exchanges and their deposit addresses.
    pub exchanges: Amount,
    /// At bridges.
    pub bridged: Amount,
    /// In mixers.
    pub mixed: Amount,
    /// Sold, or at services that pool money.
    pub services: Amount,
    /// Paid to the network.
    pub fees: Amount,
    /// Not read yet, dust, beyond the budget, or failed.
    pub not_followed: Amount,
}

impl Equation {
    /// Whether the sides are equal to the last base unit.
    #[must_use]
    pub fn holds(&self) -> bool {
        let left: Amount = [self.stolen, self.from_swaps, self.mixed_in].into_iter().sum();
        let right: Amount = self.terms().into_iter().map(|(_, amount)| amount).sum();
        left == right
    }

    /// The right side, in the order of the screen.
    #[must_use]
    pub const fn terms(&self) -> [(&'static str, Amount); 7] {
        [
            ("held", self.held),
            ("exchanges", self.exchanges),
            ("bridged", self.bridged),
            ("mixed", self.mixed),
            ("services", self.services),
            ("fees", self.fees),
            ("not followed", self.not_followed),
        ]
    }
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guarded {
    /// The row as reported.
    pub transfer: Transfer,
    /// Why, in sentences.
    pub reasons: Vec<String>,
    /// Indices in [`View::sources`].
    pub sources: Vec<usize>,
}
