//! Look-alike addresses: recorded payments to them, and the addresses of real thefts, where there are none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use spoor::money::Address;
use spoor::trace::guard::imitated;

use crate::data::{folder, payoffs};
use crate::folder::text;

#[test]
fn recorded_payments_to_look_alikes_are_recognised() {
    let payoffs = payoffs(&folder().join("poisoning.csv.gz")).unwrap();
    let meant: BTreeSet<Address> = payoffs.iter().map(|payoff| payoff.meant.clone()).collect();
    assert_eq!(payoffs.len(), 1_738);
    for payoff in &payoffs {
        assert!(payoff.paid.looks_like(&payoff.meant), "{} {}", payoff.tx, payoff.paid);
        // Among all addresses that were meant, it is still told, unless it was meant by another.
        assert!(imitated(&payoff.paid, &meant).is_some() || meant.contains(&payoff.paid), "{}", payoff.tx);
    }
}

/// The made-up traffic of the worlds holds poison of its own: addresses that look like one of the theft.
#[test]
fn no_address_of_a_real_theft_is_taken_for_a_look_alike() {
    for name in ["atomic", "lifi", "txphish"] {
        let world = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/worlds").join(name);
        let column = |text: &str, at: usize| -> BTreeSet<Address> {
            text.lines().skip(1).filter_map(|line| line.split(',').nth(at)?.parse().ok()).collect()
        };
        let case = column(&text(&world, "truth.csv").unwrap(), 0);
        let genuine: BTreeSet<Address> = column(&text(&world, "labels.csv").unwrap(), 0).union(&case).cloned().collect();
        assert!(genuine.len() > 50, "{name}");
        for address in &genuine {
            let others: BTreeSet<Address> = genuine.iter().filter(|other| *other != address).cloned().collect();
            assert_eq!(imitated(address, &others), None, "{name}: {address}");
        }
        let rows = text(&world, "transfers.csv").unwrap();
        let all: BTreeSet<Address> = column(&rows, 5).union(&column(&rows, 6)).cloned().collect();
        assert!(all.iter().any(|address| imitated(address, &case).is_some()), "{name} has poison");
    }
}
