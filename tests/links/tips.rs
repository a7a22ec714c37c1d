//! A tip for an end behind a trade: its way goes over both legs, and it is checked like any other.

use spoor::case::{Case, CaseLibrary};
use spoor::money::UnixSeconds;
use spoor::tip::{Expect, verify};
use spoor::trace::view::{Policy, Tier};

use super::tale::*;

#[test]
fn a_tip_over_a_sale_is_valid() {
    let (case, view) = told(
        Policy::Fifo,
        100 * E,
        &[(10, "1", "2", ETH, 100 * E), (20, "2", "5", ETH, 100 * E), (20, "7", "2", USDC, 250_000 * U), (30, "2", "e", USDC, 250_000 * U)],
    );
    let mut view = view;
    view.ends.retain(|end| end.asset == asset(USDC));
    for (id, end) in view.ends.iter_mut().enumerate() {
        end.id = id;
    }
    let now = UnixSeconds::new(1_795_000_060);
    let folder = std::env::temp_dir().join(format!("spoor-link-tips-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let written = super::tip::write(&folder.join("sale"), &case, &view, now).unwrap();
    let case = Case::from_json(&std::fs::read_to_string(folder.join("sale.case.json")).unwrap()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let cases = CaseLibrary::built_in().unwrap().with(case);
    let hops = &written.tip.payload().hops;
    assert_eq!(hops.iter().map(|hop| hop.tier).collect::<Vec<_>>(), [Tier::Observed, Tier::Observed, Tier::Derived, Tier::Observed]);
    let verdict = verify(&written.tip.to_armour(), &Expect { now, cases: &cases });
    assert!(verdict.is_valid(), "{}", verdict.summary());
}
