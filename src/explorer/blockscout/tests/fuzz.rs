//! Broken answers, shared among the questions.

use super::super::super::mutate;
use super::*;

/// A body with its first row alone: most of its bytes then matter, and it is read in no time.
fn short(body: &str) -> String {
    let mut document: Value = serde_json::from_str(body).unwrap();
    for list in ["items", "token_transfers"] {
        if let Some(rows) = document.get_mut(list).and_then(Value::as_array_mut) {
            rows.truncate(1);
        }
    }
    if document.get("items").is_some() {
        document["next_page_params"] = json!({"block_number": 1_000, "index": 3, "items_count": 50});
    }
    document.to_string()
}

/// Reads broken forms of an answer: each in no time, what comes of it about the question and no larger than the answer.
fn survives(question: &Question, body: &str, seed: u64) {
    let count = 20_000 / 6;
    let (mut read, mut refused) = (0, 0);
    for mutant in mutate::mutants(short(body).as_bytes(), count, seed) {
        check(question, &mutant).unwrap();
        match eth().parse(question, &answer(200, &mutant)) {
            Err(error) => {
                assert!(error.to_string().chars().count() < 600, "{error}");
                refused += 1;
            }
            Ok(page) => {
                // A row is longer than 100 bytes; a parameter of the next page is in the answer.
                assert!(page.transfers.len() <= 2 * (1 + mutant.len() / 100));
                let texts = page.gaps.iter().chain(page.labels.iter().flat_map(|label| [&label.name, &label.source]));
                let cursor = page.next.iter().flat_map(|next| &next.0).map(|(key, value)| key.len() + value.len());
                assert!(texts.map(String::len).sum::<usize>() + cursor.sum::<usize>() <= 4_000 + mutant.len());
                read += 1;
            }
        }
    }
    assert!(read > count / 50 && refused > count / 50, "{read} read, {refused} refused: both ways are tried");
}

#[test]
fn fuzz_transactions() {
    survives(&address(RONIN, Part::Transactions), TRANSACTIONS, 1);
}

#[test]
fn fuzz_internal_transactions() {
    survives(&address(BINANCE, Part::Internal), INTERNAL, 2);
}

#[test]
fn fuzz_token_transfers() {
    survives(&address(RONIN, Part::Tokens), TOKENS, 3);
}

#[test]
fn fuzz_a_transaction() {
    survives(&transaction(BASE_TX, Part::Transactions), ONE, 4);
}

#[test]
fn fuzz_the_token_transfers_of_a_transaction() {
    survives(&transaction(BASE_TX, Part::Tokens), ONE, 5);
}

#[test]
fn fuzz_the_list_of_the_token_transfers_of_a_transaction() {
    survives(&later(), ONES_TOKENS, 6);
}
