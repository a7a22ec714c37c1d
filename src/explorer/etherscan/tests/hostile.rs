//! Broken answers: whatever came, what is given on is about the question, and a lost row is never silent.

use super::*;
use crate::explorer::mutate::mutants;

const BY_HASH: &str = include_str!("../../../../tests/fixtures/etherscan/proxy_eth_getTransactionByHash.json");
const RECEIPT: &str = include_str!("../../../../tests/fixtures/etherscan/proxy_eth_getTransactionReceipt.json");
const CALLS: &str = include_str!("../../../../tests/fixtures/etherscan/txlistinternal_eth.json");
const TX: &str = "0x8c1cf41de91b0e5fd09db4d15eaf4e95dfa65fd4c385b0b0092a80140b353b7e";
const CALLS_TX: &str = "0xe765a634eaa1645324b585e96d7893bf30f1aa8eaf630840124ddbd7a2bff4c7";

#[test]
fn broken_answers_are_read_or_refused_and_never_more() {
    let receipt = Question {
        cursor: parse(&transaction(Chain::ETHEREUM, TX, Part::Tokens), BY_HASH).next,
        ..transaction(Chain::ETHEREUM, TX, Part::Tokens)
    };
    let recorded = [
        (address(ONE, Part::Transactions), TXLIST),
        (address(ONE, Part::Tokens), TOKENTX),
        (address(TWO, Part::Internal), R_INTERNAL),
        (address(THREE, Part::Internal), B_INTERNAL),
        (transaction(Chain::ETHEREUM, CALLS_TX, Part::Internal), CALLS),
        (transaction(Chain::ETHEREUM, TX, Part::Transactions), BY_HASH),
        (receipt, RECEIPT),
    ];
    for (seed, (question, body)) in (1..).zip(&recorded) {
        let whole = parse(question, body);
        let mut readable = 0u32;
        for mutant in mutants(body.as_bytes(), 20_000 / 7, seed) {
            let Ok(page) = v2(Chain::ETHEREUM).parse(question, &answer(200, &mutant)) else { continue };
            readable += 1;
            assert!(page.gaps.len() <= crate::explorer::text::MOST_GAPS + 1);
            assert!(page.transfers.len() <= 2 * whole.transfers.len() + 2, "{mutant}");
            for row in &page.transfers {
                match &question.about {
                    About::Address(asked) => assert!(row.from == *asked || row.to == *asked, "{mutant}"),
                    About::Transaction(asked) => assert_eq!(row.tx, *asked, "{mutant}"),
                }
                assert_eq!(row.kind == TransferKind::Fee, row.position == Position::Fee);
            }
            if let Some(next) = page.next {
                assert!(v2(Chain::ETHEREUM).request(&Question { cursor: Some(next), ..question.clone() }).is_ok(), "{mutant}");
            }
        }
        assert!(readable > 20, "{readable} of the mutants of answer {seed} can still be read: both kinds are needed");
    }
}
