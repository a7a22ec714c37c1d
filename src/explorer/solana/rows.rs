//! Solana's transactions, in both encodings, read strictly and turned into transfers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::calls::{self, Moved, Parsed, Program};
use crate::money::{Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};

/// What the transactions of one answer gave.
pub(super) struct Rows {
    /// Whose history it is; `None` for all of one transaction.
    asked: Option<Address>,
    pub(super) transfers: Vec<Transfer>,
    pub(super) gaps: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    slot: u64,
    block_time: Option<u64>,
    transaction_index: Option<u32>,
    meta: Option<Meta>,
    transaction: Transaction,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    err: Option<Box<RawValue>>,
    fee: u64,
    pre_balances: Vec<u64>,
    post_balances: Vec<u64>,
    inner_instructions: Option<Vec<Inner>>,
    pre_token_balances: Option<Vec<TokenBalance>>,
    post_token_balances: Option<Vec<TokenBalance>>,
    loaded_addresses: Option<Loaded>,
}

#[derive(Deserialize)]
struct Inner {
    index: u32,
    instructions: Vec<Instruction>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenBalance {
    account_index: usize,
    mint: String,
    owner: Option<String>,
    ui_token_amount: Units,
}

#[derive(Deserialize)]
struct Units {
    amount: String,
}

#[derive(Deserialize)]
struct Loaded {
    writable: Vec<String>,
    readonly: Vec<String>,
}

#[derive(Deserialize)]
struct Transaction {
    signatures: Vec<String>,
    message: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    account_keys: Vec<Key>,
    instructions: Vec<Instruction>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Key {
    Plain(String),
    Parsed { pubkey: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instruction {
    program_id: Option<String>,
    program_id_index: Option<usize>,
    /// A text where the program's instructions are words, as notes are.
    parsed: Option<Box<RawValue>>,
    #[serde(default)]
    accounts: Vec<Account>,
    data: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Account {
    Number(usize),
    Name(String),
}

/// A token account: whose it is, and of what.
#[derive(Clone)]
struct Holding {
    owner: Option<String>,
    mint: String,
}

/// What is added and taken, both apart, so that nothing goes below zero.
#[derive(Clone, Copy, Default)]
struct Change {
    more: u128,
    less: u128,
}

impl Change {
    /// Whether two changes are the same in the end.
    const fn is(self, other: Self) -> bool {
        self.more + other.less == other.more + self.less
    }
}

/// What one transaction shares with its rows.
struct Frame {
    tx: TxId,
    slot: u64,
    index: u32,
    at: UnixSeconds,
    keys: Vec<String>,
    holdings: BTreeMap<String, Holding>,
}

impl Rows {
    pub(super) fn of(asked: Option<&Address>) -> Self {
        Self { asked: asked.cloned(), transfers: Vec::new(), gaps: Vec::new() }
    }

    pub(super) fn gap(&mut self, sentence: String) {
        if !self.gaps.contains(&sentence) {
            self.gaps.push(sentence);
        }
    }

    /// Reads one transaction.
    pub(super) fn read(&mut self, tx: TxId, text: &str) -> Result<(), String> {
        let whole: Whole = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if whole.transaction.signatures.first().and_then(|first| first.parse().ok()) != Some(tx) {
            return Err("it is about another transaction than asked for".to_owned());
        }
        let meta = whole.meta.ok_or("what it did is not stated")?;
        let at = UnixSeconds::new(whole.block_time.ok_or("its time is not stated")?);
        let keys = keys(&whole.transaction.message, meta.loaded_addresses.as_ref());
        if keys.len() != meta.pre_balances.len() || keys.len() != meta.post_balances.len() {
            return Err("it has not one balance for each account".to_owned());
        }
        let holdings = holdings(&meta, &keys)?;
        let frame = Frame { tx, slot: whole.slot, index: whole.transaction_index.unwrap_or(0), at, keys, holdings };
        let mut read = Self::of(self.asked.as_ref());
        let payer = address(frame.keys.first().ok_or("it has no accounts")?)?;
        if meta.fee > 0 {
            let amount = Amount::from(meta.fee);
            let nobody = Address::nobody(Chain::Solana);
            read.push(&frame, (Position::Fee, TransferKind::Fee), payer, nobody, Asset::native(Chain::Solana), amount);
        }
        // What failed moves nothing but its fee.
        if meta.err.as_ref().is_none_or(|err| err.get() == "null") {
            read.moves(&frame, &whole.transaction.message.instructions, meta.inner_instructions.as_deref().unwrap_or_default())?;
            read.unexplained(&frame, &meta)?;
        }
        let is_about = |address: &Address| frame.keys.iter().any(|key| *key == address.to_string());
        let owns =
            |address: &Address| frame.holdings.values().any(|holding| holding.owner.as_deref() == Some(address.to_string().as_str()));
        if self.asked.as_ref().is_some_and(|asked| !is_about(asked) && !owns(asked)) {
            return Err("it does not concern what was asked".to_owned());
        }
        let concerns = |row: &Transfer| self.asked.as_ref().is_none_or(|asked| row.from == *asked || row.to == *asked);
        self.transfers.extend(read.transfers.into_iter().filter(concerns));
        for gap in read.gaps {
            self.gap(gap);
        }
        Ok(())
    }

    fn moves(&mut self, frame: &Frame, outer: &[Instruction], inner: &[Inner]) -> Result<(), String> {
        for (at, call) in (0u32..).zip(outer) {
            self.call(frame, vec![at], call)?;
            for calls in inner.iter().filter(|inner| inner.index == at) {
                for (below, call) in (0u32..).zip(&calls.instructions) {
                    self.call(frame, vec![at, below], call)?;
                }
            }
        }
        Ok(())
    }

    fn call(&mut self, frame: &Frame, place: Vec<u32>, call: &Instruction) -> Result<(), String> {
        let by_number = call.program_id_index.and_then(|at| frame.keys.get(at));
        let name = call.program_id.as_ref().or(by_number).ok_or("an instruction names no program")?;
        let Some(program) = Program::named(name) else { return Ok(()) };
        let moved = match (&call.parsed, &call.data) {
            (Some(parsed), _) => {
                let parsed: Parsed = serde_json::from_str(parsed.get()).map_err(|error| error.to_string())?;
                calls::of_parsed(program, &parsed)?
            }
            (None, Some(data)) => {
                let data = bs58::decode(data).into_vec().map_err(|error| format!("its bytes: {error}"))?;
                let account = |account: &Account| match account {
                    Account::Number(at) => frame.keys.get(*at).cloned(),
                    Account::Name(name) => Some(name.clone()),
                };
                let accounts: Option<Vec<String>> = call.accounts.iter().map(account).collect();
                calls::of_bytes(program, &data, &accounts.ok_or("an instruction names an account that is not there")?)?
            }
            (None, None) => return Err("an instruction of a known program says nothing".to_owned()),
        };
        let kind = if place.len() > 1 { TransferKind::Internal } else { TransferKind::Native };
        match moved {
            None => {}
            Some(Moved::Sol { from, to, lamports }) => {
                let (from, to) = (address(&from)?, address(&to)?);
                self.push(frame, (Position::Trace(place), kind), from, to, Asset::native(Chain::Solana), Amount::from(lamports));
            }
            Some(Moved::Token { from, to, amount, mint }) => {
                let [source, target] = [&from, &to].map(|account| frame.holdings.get(account));
                let mint = mint.or_else(|| source.or(target).map(|holding| holding.mint.clone()));
                let owner = |holding: Option<&Holding>| holding.and_then(|holding| holding.owner.clone());
                let (Some(mint), Some(from), Some(to)) = (mint, owner(source), owner(target)) else {
                    self.gap(format!("a token transfer of transaction {:#} is between accounts whose owners are not stated", frame.tx));
                    return Ok(());
                };
                let asset = Asset::token(Chain::Solana, address(&mint)?);
                let place = (Position::Trace(place), TransferKind::Token);
                self.push(frame, place, address(&from)?, address(&to)?, asset, Amount::from(amount));
            }
        }
        Ok(())
    }

    fn push(
        &mut self,
        frame: &Frame,
        (position, kind): (Position, TransferKind),
        from: Address,
        to: Address,
        asset: Asset,
        amount: Amount,
    ) {
        // Whoever pays from one of his accounts into another keeps it.
        if amount.is_zero() || from == to {
            return;
        }
        self.transfers.push(Transfer {
            tx: frame.tx,
            position,
            kind,
            block: frame.slot,
            tx_index: frame.index,
            at: frame.at,
            from,
            to,
            asset,
            amount,
            block_hash: None,
            claimed_symbol: None,
        });
    }

    /// Compares balances with what the instructions say. What is not explained is a gap: other programs move money too.
    fn unexplained(&mut self, frame: &Frame, meta: &Meta) -> Result<(), String> {
        let mut stated: BTreeMap<(Address, Asset), Change> = BTreeMap::new();
        let mut said: BTreeMap<(Address, Asset), Change> = BTreeMap::new();
        for row in &self.transfers {
            let amount = row.amount.to_u128().ok_or("its amounts are impossible")?;
            said.entry((row.from.clone(), row.asset.clone())).or_default().less += amount;
            if row.kind != TransferKind::Fee {
                said.entry((row.to.clone(), row.asset.clone())).or_default().more += amount;
            }
        }
        let balances = meta.pre_balances.iter().zip(&meta.post_balances);
        for (key, (before, after)) in frame.keys.iter().zip(balances) {
            let change = stated.entry((address(key)?, Asset::native(Chain::Solana))).or_default();
            change.less += u128::from(*before);
            change.more += u128::from(*after);
        }
        for (balances, is_after) in [(&meta.pre_token_balances, false), (&meta.post_token_balances, true)] {
            for balance in balances.iter().flatten() {
                let Some(owner) = &balance.owner else { continue };
                let asset = Asset::token(Chain::Solana, address(&balance.mint)?);
                let amount = u128::from(balance.ui_token_amount.amount.parse::<u64>().map_err(|_| "a token balance is no number")?);
                let change = stated.entry((address(owner)?, asset)).or_default();
                *(if is_after { &mut change.more } else { &mut change.less }) += amount;
            }
        }
        let mut count = 0;
        let holders: BTreeSet<&(Address, Asset)> = stated.keys().chain(said.keys()).collect();
        for holder in holders {
            let mine = self.asked.as_ref().is_none_or(|asked| *asked == holder.0);
            let [change, known] = [&stated, &said].map(|changes| changes.get(holder).copied().unwrap_or_default());
            // Anybody can mint a token of no worth to anybody.
            count += usize::from(mine && holder.1.known().is_some() && !change.is(known));
        }
        if count > 0 {
            self.gap(format!("transaction {:#} changed {count} balances by more or less than its transfers say", frame.tx));
        }
        Ok(())
    }
}

/// All accounts: those of the message, and where it does not hold them, those it loads from tables.
fn keys(message: &Message, loaded: Option<&Loaded>) -> Vec<String> {
    let mut is_parsed = false;
    let mut keys: Vec<String> = Vec::with_capacity(message.account_keys.len());
    for key in &message.account_keys {
        keys.push(match key {
            Key::Plain(key) => key.clone(),
            Key::Parsed { pubkey } => {
                is_parsed = true;
                pubkey.clone()
            }
        });
    }
    if let Some(loaded) = loaded.filter(|_| !is_parsed) {
        keys.extend(loaded.writable.iter().chain(&loaded.readonly).cloned());
    }
    keys
}

fn holdings(meta: &Meta, keys: &[String]) -> Result<BTreeMap<String, Holding>, String> {
    let mut holdings: BTreeMap<String, Holding> = BTreeMap::new();
    let all = meta.pre_token_balances.iter().chain(&meta.post_token_balances).flatten();
    for balance in all {
        let account = keys.get(balance.account_index).ok_or("a token balance is of an account that is not there")?;
        let holding = Holding { owner: balance.owner.clone(), mint: balance.mint.clone() };
        let known = holdings.entry(account.clone()).or_insert_with(|| holding.clone());
        if known.mint != holding.mint {
            return Err("a token account holds two tokens".to_owned());
        }
        // Of one that changed hands, whose it was counts.
        if known.owner.is_none() {
            known.owner = holding.owner;
        }
    }
    Ok(holdings)
}

fn address(text: &str) -> Result<Address, String> {
    Address::parse_on(Chain::Solana, text).map_err(|error| error.to_string())
}
