//! A page of rows before it is written, and what faults do to it.

use serde_json::{Map, Value, json};

use super::faults::{Fault, draw};

/// Rows of an answer, each written as JSON.
pub(super) struct Rows {
    pub(super) rows: Vec<String>,
    /// The last rows of the page before, which a moving list shows again.
    pub(super) before: Vec<String>,
}

impl Rows {
    /// Does to the rows what the fault does.
    pub(super) fn spoil(&mut self, fault: Option<Fault>, chance: &mut u64) {
        match fault {
            Some(Fault::Duplicated) => {
                let mut rows = std::mem::take(&mut self.before);
                for row in self.rows.drain(..) {
                    let copies = 1 + usize::from(draw(chance, 3) == 0);
                    rows.extend(std::iter::repeat_n(row, copies));
                }
                self.rows = rows;
            }
            // Fisher and Yates.
            Some(Fault::Reordered) => (1..self.rows.len()).rev().for_each(|at| self.rows.swap(at, draw(chance, at + 1))),
            _ => {}
        }
    }

    /// The rows as a JSON list.
    pub(super) fn list(&self) -> String {
        format!("[{}]", self.rows.join(","))
    }
}

/// Does to a body what the fault does to bytes.
pub(super) fn spoil_body(body: String, fault: Option<Fault>, chance: &mut u64) -> String {
    match fault {
        Some(Fault::Truncated) => {
            let most = body.len().saturating_sub(1).max(1);
            let mut end = draw(chance, most).max(1).min(body.len());
            while !body.is_char_boundary(end) {
                end -= 1;
            }
            body.get(..end).unwrap_or_default().to_owned()
        }
        Some(Fault::Empty) => ["", "\n", "{}", "null", "[]"][draw(chance, 5)].to_owned(),
        Some(Fault::WebPage) => {
            "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies to continue</body></html>"
                .to_owned()
        }
        Some(Fault::WrongTypes) => match serde_json::from_str(&body) {
            Ok(mut document) => {
                mistype(&mut document, chance);
                document.to_string()
            }
            Err(_) => body,
        },
        _ => body,
    }
}

/// Gives a field of the document another type: the list itself, or one field of one row or of all.
fn mistype(document: &mut Value, chance: &mut u64) {
    let list = ["items", "result"].into_iter().find(|key| document.get(key).is_some_and(Value::is_array));
    let Some(list) = list else {
        if let Value::Object(fields) = document {
            mistype_field(fields, chance);
        }
        return;
    };
    if draw(chance, 4) == 0 {
        document[list] = [json!({}), json!(7), json!({"0": {}}), Value::Null, json!(true)][draw(chance, 5)].clone();
        return;
    }
    let Some(rows) = document.get_mut(list).and_then(Value::as_array_mut) else { return };
    let all = draw(chance, 2) == 0;
    let (chosen, same) = (draw(chance, rows.len()), *chance);
    for (at, row) in rows.iter_mut().enumerate() {
        if !all && at != chosen {
            continue;
        }
        // In all rows the same field, as a new version of an interface would have it.
        let mut chance = same;
        match row {
            Value::Object(fields) if draw(&mut chance, 8) != 0 => mistype_field(fields, &mut chance),
            _ => *row = json!([1, 2, 3]),
        }
    }
}

fn mistype_field(fields: &mut Map<String, Value>, chance: &mut u64) {
    // Those that carry money, time and place; a wrong type in one that nobody reads is no fault.
    let known = [
        "hash",
        "transaction_hash",
        "from",
        "to",
        "value",
        "total",
        "block_number",
        "timestamp",
        "status",
        "success",
        "type",
        "index",
        "log_index",
        "token",
        "blockNumber",
        "timeStamp",
        "isError",
        "contractAddress",
    ];
    let present: Vec<&str> = known.into_iter().filter(|key| fields.contains_key(*key)).collect();
    let Some(key) = present.get(draw(chance, present.len())) else { return };
    let wrong = [json!(12.5), json!([]), json!({"x": 1}), json!(true), Value::Null, json!("0x"), json!(-1), json!("1e18")];
    fields.insert((*key).to_owned(), wrong[draw(chance, 8)].clone());
}
