//! Contracts that pay on: what enters a router or a pool and leaves it in the same transaction did not end there.
//!
//! Source: the within-transaction transfers of MFTracer (SIGMETRICS 2026), kept to one asset. Limits: a contract that pays
//! several people in one transaction passes to all of them; swaps change the asset and are not seen here.

use super::flow::Flows;
use super::trail::Purse;
use crate::trace::history::RowId;

/// What a contract paid on in the transactions that brought `receipts`, in the order of following.
#[must_use]
pub fn through(flows: &Flows<'_>, (who, coin): Purse, receipts: &[RowId]) -> Vec<RowId> {
    let history = &flows.trace.history;
    let mut passed: Vec<RowId> = Vec::new();
    let paid: Vec<RowId> = flows.rows_of(who, coin).filter(|row| flows.payer(*row) == who && flows.payee(*row) != who).collect();
    for &receipt in receipts {
        for &row in &paid {
            let later = flows.compare(row, receipt).is_gt();
            if later && history.same_transaction(row, receipt) && !passed.contains(&row) {
                passed.push(row);
            }
        }
    }
    passed.sort_by(|a, b| flows.compare(*a, *b));
    passed
}
