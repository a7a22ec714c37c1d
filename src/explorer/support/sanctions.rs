//! The on-chain sanctions oracle: a contract that says whether an address is on a sanctions list.
//!
//! Source: [Chainalysis oracle for sanctions screening](https://go.chainalysis.com/chainalysis-oracle-docs.html), at the
//! same address on several EVM chains. It is asked by `eth_call`, best at the visitor's own node: the question shows the
//! node which address is looked at.

use alloy_primitives::{Address as Evm, address, hex};
use alloy_sol_types::{SolCall, SolValue};

use crate::explorer::text::cut;

/// The oracle's contract.
pub const ORACLE: Evm = address!("40C57923924B5c5c5455c48D93317139ADDaC8fb");

mod calls {
    alloy_sol_types::sol! {
        function isSanctioned(address target) returns (bool);
    }
}

/// An answer that says neither yes nor no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OracleError {
    /// Nothing came back: there is no such contract on this chain.
    #[error("the sanctions oracle is not on this chain")]
    NoContract,
    /// Not a truth value.
    #[error("the sanctions oracle answered {0:?}, which is neither yes nor no")]
    Answer(String),
}

/// The data of the call: `isSanctioned(address)`.
#[must_use]
pub fn call_data(target: &Evm) -> Vec<u8> {
    calls::isSanctionedCall { target: *target }.abi_encode()
}

/// Reads the result of the call, in hexadecimal. An answer that is neither yes nor no is never taken for no.
///
/// # Errors
/// When the result is empty or no truth value.
pub fn read(result: &str) -> Result<bool, OracleError> {
    if result == "0x" {
        return Err(OracleError::NoContract);
    }
    let bad = || OracleError::Answer(cut(result));
    let bytes = result.strip_prefix("0x").and_then(|digits| hex::decode_to_array::<_, 32>(digits).ok()).ok_or_else(bad)?;
    bool::abi_decode_validate(&bytes).map_err(|_| bad())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::mutate::mutants;

    const YES: &str = "0x0000000000000000000000000000000000000000000000000000000000000001";
    const NO: &str = "0x0000000000000000000000000000000000000000000000000000000000000000";

    #[test]
    fn the_call_is_that_of_the_contract() {
        let ronin = address!("098B716B8Aaf21512996dC57EB0615e2383E2f96");
        let data = hex::encode_prefixed(call_data(&ronin));
        assert_eq!(data, "0xdf592f7d000000000000000000000000098b716b8aaf21512996dc57eb0615e2383e2f96");
        assert_eq!(ORACLE.to_string(), "0x40C57923924B5c5c5455c48D93317139ADDaC8fb");
    }

    #[test]
    fn only_yes_and_no_are_answers() {
        assert_eq!((read(YES), read(NO)), (Ok(true), Ok(false)));
        assert_eq!(read("0x"), Err(OracleError::NoContract));
        for other in ["", "0x0", "0x01", "true", &NO[2..], &NO.replace('x', "X"), &NO.replacen("00", "02", 32), &format!("{NO}00")] {
            assert!(matches!(read(other), Err(OracleError::Answer(_))), "{other}");
        }
        let two = format!("{}2", &NO[..65]);
        assert!(matches!(read(&two), Err(OracleError::Answer(_))));
    }

    #[test]
    fn broken_answers_are_never_taken_for_no() {
        for text in mutants(YES.as_bytes(), 20_000, 22) {
            if read(&text) == Ok(false) {
                assert_eq!(text, NO);
            }
        }
    }
}
