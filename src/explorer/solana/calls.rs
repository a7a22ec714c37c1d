//! What an instruction moves: by its parsed form, or by its bytes.
//!
//! Sources: the instructions of the [system program](https://docs.rs/solana-system-interface), the
//! [stake program](https://docs.rs/solana-stake-interface) and the [token programs](https://docs.rs/spl-token-interface), whose
//! bytes begin with their number; and the names that `jsonParsed` gives them.

use serde::Deserialize;
use serde_json::value::RawValue;

/// The programs that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    System,
    Stake,
    Token,
}

impl Program {
    pub(super) fn named(text: &str) -> Option<Self> {
        match text {
            "11111111111111111111111111111111" => Some(Self::System),
            "Stake11111111111111111111111111111111111111" => Some(Self::Stake),
            "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" | "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb" => Some(Self::Token),
            _ => None,
        }
    }
}

/// A movement between two accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Moved {
    /// Lamports.
    Sol { from: String, to: String, lamports: u64 },
    /// Units of a token between two token accounts; the mint where the instruction names it.
    Token { from: String, to: String, amount: u64, mint: Option<String> },
}

/// What `jsonParsed` says of an instruction.
#[derive(Deserialize)]
pub(super) struct Parsed {
    #[serde(rename = "type")]
    kind: String,
    info: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transfer {
    source: String,
    destination: String,
    lamports: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Creation {
    source: String,
    new_account: String,
    lamports: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Nonce {
    nonce_account: String,
    destination: String,
    lamports: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Withdrawal {
    stake_account: String,
    destination: String,
    lamports: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Split {
    stake_account: String,
    new_split_account: String,
    lamports: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    source: String,
    destination: String,
    amount: Option<String>,
    token_amount: Option<TokenAmount>,
    mint: Option<String>,
}

#[derive(Deserialize)]
struct TokenAmount {
    amount: String,
}

/// What a parsed instruction moves; `None` for those that move nothing of their own.
pub(super) fn of_parsed(program: Program, parsed: &Parsed) -> Result<Option<Moved>, String> {
    let sol = |from, to, lamports| Some(Moved::Sol { from, to, lamports });
    Ok(match (program, parsed.kind.as_str()) {
        (Program::System, "transfer" | "transferWithSeed") => {
            let Transfer { source, destination, lamports } = info(parsed)?;
            sol(source, destination, lamports)
        }
        (Program::System, "createAccount" | "createAccountWithSeed") => {
            let Creation { source, new_account, lamports } = info(parsed)?;
            sol(source, new_account, lamports)
        }
        (Program::System, "withdrawFromNonce") => {
            let Nonce { nonce_account, destination, lamports } = info(parsed)?;
            sol(nonce_account, destination, lamports)
        }
        (Program::Stake, "withdraw") => {
            let Withdrawal { stake_account, destination, lamports } = info(parsed)?;
            sol(stake_account, destination, lamports)
        }
        (Program::Stake, "split") => {
            let Split { stake_account, new_split_account, lamports } = info(parsed)?;
            sol(stake_account, new_split_account, lamports)
        }
        (Program::Token, "transfer" | "transferChecked" | "transferCheckedWithFee") => {
            let Token { source, destination, amount, token_amount, mint } = info(parsed)?;
            let amount = amount.or(token_amount.map(|amount| amount.amount)).ok_or("its amount is not stated")?;
            let amount = amount.parse().map_err(|_| "its amount is not a whole number of 64 bits")?;
            Some(Moved::Token { from: source, to: destination, amount, mint })
        }
        _ => None,
    })
}

fn info<'a, T: Deserialize<'a>>(parsed: &'a Parsed) -> Result<T, String> {
    serde_json::from_str(parsed.info.get()).map_err(|error| error.to_string())
}

/// What an instruction moves by its bytes and accounts; `None` for those that move nothing of their own.
pub(super) fn of_bytes(program: Program, data: &[u8], accounts: &[String]) -> Result<Option<Moved>, String> {
    let account = |at: usize| accounts.get(at).cloned().ok_or_else(|| "it names too few accounts".to_owned());
    let sol = |from, to, lamports| Ok(Some(Moved::Sol { from: account(from)?, to: account(to)?, lamports }));
    if program == Program::Token {
        let Some((kind, rest)) = data.split_first() else { return Ok(None) };
        return Ok(match kind {
            3 => Some(Moved::Token { from: account(0)?, to: account(1)?, amount: number(rest)?, mint: None }),
            12 => Some(Moved::Token { from: account(0)?, to: account(2)?, amount: number(rest)?, mint: Some(account(1)?) }),
            // Token-2022 with a fee: the first of its own instructions is the transfer.
            26 if rest.first() == Some(&1) => {
                Some(Moved::Token { from: account(0)?, to: account(2)?, amount: number(&rest[1..])?, mint: Some(account(1)?) })
            }
            _ => None,
        });
    }
    let Some((kind, rest)) = data.split_first_chunk::<4>() else { return Ok(None) };
    match (program, u32::from_le_bytes(*kind)) {
        (Program::System, 0 | 2) => sol(0, 1, number(rest)?),
        (Program::System, 3) => {
            // A key, a length, a text of that length; then the lamports.
            let seed = rest.get(32..).ok_or("its bytes are cut")?;
            let length = usize::try_from(number(seed)?).map_err(|_| "its seed is too long")?;
            let after = seed.get(8..).and_then(|rest| rest.get(length..)).ok_or("its bytes are cut")?;
            sol(0, 1, number(after)?)
        }
        (Program::System, 5) => sol(0, 1, number(rest)?),
        (Program::System, 11) => sol(0, 2, number(rest)?),
        (Program::Stake, 3 | 4) => sol(0, 1, number(rest)?),
        _ => Ok(None),
    }
}

/// The little-endian number of 64 bits that bytes begin with.
fn number(bytes: &[u8]) -> Result<u64, String> {
    bytes.first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes)).ok_or_else(|| "its bytes are cut".to_owned())
}
