//! Pairs of the bridge Nomad.

use spoor::trace::pattern::bridge_pair::{Leg, Match, pair};

use crate::count::{Pairs, pairs};
use crate::data::{folder, nomad};

#[test]
fn pairs_are_right_or_unknown() {
    let (deposits, withdrawals, rules) = nomad(&folder().join("nomad.csv.gz"), &folder().join("nomad-tokens.csv.gz")).unwrap();
    assert_eq!(deposits.len(), 2_264);
    assert_eq!(pairs(&deposits, &withdrawals, &rules), Pairs { right: 2_255, wrong: 0, unknown: 9 });
    // The odds that a pair carries are those that are counted here.
    let Match::Found { odds, .. } = pair(0, &deposits, &withdrawals, &rules) else { panic!("the first is found") };
    assert_eq!((odds.right, odds.of), (2_255, 2_255));
    let hidden: Vec<Leg> = deposits.iter().cloned().map(|leg| Leg { receiver: None, ..leg }).collect();
    let told = pairs(&hidden, &withdrawals, &rules);
    assert_eq!(told.wrong, 0, "{told:?}");
    let named = (0..hidden.len()).find_map(|at| match pair(at, &hidden, &withdrawals, &rules) {
        Match::Found { odds, .. } => Some((odds.right, odds.of)),
        Match::Unknown(_) => None,
    });
    assert_eq!(named, Some((u32::try_from(told.right).unwrap(), u32::try_from(told.right + told.wrong).unwrap())));
}
