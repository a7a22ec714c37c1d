//! Pairs that are forced, and those that are not.

use super::*;
use crate::money::Chain;
use proptest::prelude::*;

fn asset(chain: u64) -> Asset {
    Asset::native(Chain::Eip155(chain))
}

fn leg(chain: u64, amount: u64, receiver: Option<u8>, at: u64) -> Leg {
    let receiver = receiver.map(|number| Address::Evm([number; 20].into()));
    Leg { asset: asset(chain), amount: amount.into(), receiver, at: UnixSeconds::new(at) }
}

fn rules() -> Rules {
    Rules { becomes: [(asset(1), asset(10))].into(), least_s: 100, most_s: 10_000, most_fee_millionths: 1_000 }
}

/// What is found for the first deposit.
fn first(deposits: &[Leg], withdrawals: &[Leg]) -> Result<usize, Unknown> {
    match pair(0, deposits, withdrawals, &rules()) {
        Match::Found { withdrawal, .. } => Ok(withdrawal),
        Match::Unknown(why) => Err(why),
    }
}

#[test]
fn one_fit_is_found_and_none_is_said() {
    let paid = |amount, who, at| leg(10, amount, Some(who), at);
    let own = leg(1, 1_000_000, Some(1), 1_000);
    let table: &[(Leg, Result<usize, Unknown>)] = &[
        (paid(1_000_000, 1, 1_100), Ok(0)),
        (paid(999_000, 1, 11_000), Ok(0)),
        (paid(998_999, 1, 1_100), Err(Unknown::None)),
        (paid(1_000_001, 1, 1_100), Err(Unknown::None)),
        (paid(1_000_000, 2, 1_100), Err(Unknown::None)),
        (paid(1_000_000, 1, 1_099), Err(Unknown::None)),
        (paid(1_000_000, 1, 11_001), Err(Unknown::None)),
        (paid(1_000_000, 1, 900), Err(Unknown::None)),
        (leg(137, 1_000_000, Some(1), 1_100), Err(Unknown::None)),
        (leg(10, 1_000_000, None, 1_100), Ok(0)),
    ];
    for (withdrawal, expected) in table {
        assert_eq!(first(std::slice::from_ref(&own), std::slice::from_ref(withdrawal)), *expected, "{withdrawal:?}");
    }
    assert_eq!(first(&[], &[]), Err(Unknown::NoDeposit));
    assert_eq!(first(&[leg(7, 1, None, 0)], &[]), Err(Unknown::Token));
    assert_eq!(first(&[own], &[]), Err(Unknown::None));
}

#[test]
fn equal_ones_are_told_apart_by_time_alone_or_not_at_all() {
    let put = |at| leg(1, 5, Some(1), at);
    let out = |at| leg(10, 5, Some(1), at);
    // The first withdrawal came before the second could.
    assert_eq!(first(&[put(0), put(500)], &[out(550), out(700)]), Ok(0));
    assert_eq!(first(&[put(500), put(0)], &[out(550), out(700)]), Ok(1));
    // Both could be either's.
    assert_eq!(first(&[put(0), put(10)], &[out(200), out(300)]), Err(Unknown::Several(2)));
    // One of two deposits is not paid yet: nobody knows whose.
    assert_eq!(first(&[put(0), put(10)], &[out(200)]), Err(Unknown::Short));
    // One withdrawal too many.
    assert_eq!(first(&[put(0)], &[out(200), out(300)]), Err(Unknown::Several(2)));
    // Without its receiver a deposit takes what the other cannot have.
    assert_eq!(first(&[leg(1, 5, None, 0), put(0)], &[out(200), leg(10, 5, Some(2), 200)]), Ok(1));
    let crowd: Vec<Leg> = (0..300).map(put).collect();
    assert_eq!(first(&crowd, &[out(5_000)]), Err(Unknown::Crowd));
}

proptest! {
    /// What is named is in every way to give each deposit a withdrawal, found by trying them all.
    #[test]
    fn what_is_named_is_forced(
        puts in prop::collection::vec((0u64..400, 0u8..2), 1..5),
        outs in prop::collection::vec((100u64..700, 0u8..2), 0..5),
    ) {
        let deposits: Vec<Leg> = puts.iter().map(|(at, who)| leg(1, 5, Some(*who), *at)).collect();
        let withdrawals: Vec<Leg> = outs.iter().map(|(at, who)| leg(10, 5, Some(*who), *at)).collect();
        let fits = |d: usize, w: usize| rules().fits(&deposits[d], &withdrawals[w]);
        // All ways to give the deposits of the first one's receiver different withdrawals.
        let group: Vec<usize> = (0..deposits.len()).filter(|d| deposits[*d].receiver == deposits[0].receiver).collect();
        let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
        for deposit in &group {
            let longer = |way: &Vec<usize>| {
                let free = (0..withdrawals.len()).filter(|w| !way.contains(w) && fits(*deposit, *w));
                free.map(|w| [way.as_slice(), &[w]].concat()).collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(longer).collect();
        }
        if let Match::Found { withdrawal, .. } = pair(0, &deposits, &withdrawals, &rules()) {
            prop_assert!(fits(0, withdrawal));
            prop_assert!(ways.iter().all(|way| way[0] == withdrawal), "{:?}", ways);
        } else if let [way] = ways.as_slice() {
            prop_assert!(false, "there is but one way: {:?}", way);
        }
    }
}
