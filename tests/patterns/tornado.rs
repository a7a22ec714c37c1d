//! Stolen ether into Tornado Cash: it ends there; a look at the pool gives leads and changes nothing that is counted.

use spoor::label::KnownLabels;
use spoor::money::{Address, Amount, Position, Transfer, TransferKind};
use spoor::trace::Event;
use spoor::trace::view::{Finding, LeadKind, PatternKind, Policy, Reason, Settings, Stage, View};

use crate::memory::{Memory, Told, ether, person, theft};

const HUNDRED: &str = "0xA160cdAB225685dA1d56aa342Ad8841c3b53f291";
const ROUTER: &str = "0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b";

fn of(text: &str) -> Address {
    text.parse().unwrap()
}

fn inside(row: Transfer, number: u32) -> Transfer {
    Transfer { kind: TransferKind::Internal, position: Position::Trace(vec![number]), ..row }
}

/// The victim is 1, the thief 2, who puts 200 ETH in by the router; 3 and 4 are whom the pool paid. Strangers put in too.
fn rows() -> Vec<Transfer> {
    let (pool, router) = (of(HUNDRED), of(ROUTER));
    let mut rows = vec![ether(100, &person(1), &person(2), 205_000)];
    // Three payments with the one who takes it out.
    rows.extend((0..3).map(|n| ether(50 + n, &person(3), &person(2), 10)));
    for block in [110, 120] {
        rows.push(ether(block, &person(2), &router, 100_000));
        rows.push(inside(ether(block, &router, &pool, 100_000), 1));
    }
    rows.push(ether(130, &person(2), &person(5), 4_000));
    for stranger in 0..70 {
        let block = 112 + u64::from(stranger) * 10;
        rows.push(inside(ether(1_000_000 + block, &router, &pool, 100_000), 1));
        rows.push(ether(5 + block * 2, &person(1_000 + stranger), &pool, 100_000));
        rows.push(inside(ether(6 + block * 2, &pool, &person(2_000 + stranger), 99_900), 1));
    }
    rows.push(inside(ether(5_001, &pool, &person(3), 99_800), 1));
    rows.push(inside(ether(5_001, &pool, &person(900), 200), 2));
    rows.push(inside(ether(5_003, &pool, &person(2), 99_950), 1));
    rows
}

fn begun(rows: &[Transfer], begins_anywhere: bool, policy: Policy) -> Told<'_> {
    let settings = Settings { policy, ..Settings::default() };
    Told::new(theft(&rows[0]), settings, KnownLabels::built_in().unwrap(), rows, Memory { begins_anywhere })
}

/// The view without what a look may change: itself, and what it says of itself.
fn facts(view: &View) -> View {
    let mut facts = view.clone();
    facts.leads.clear();
    facts.patterns.clear();
    facts.notes.clear();
    facts.sources.clear();
    facts.nodes.iter_mut().for_each(|node| node.finding = None);
    facts.progress.asked = 0;
    facts
}

#[test]
fn a_look_gives_leads_and_changes_no_base_unit() {
    let rows = rows();
    for begins_anywhere in [true, false] {
        for policy in Policy::ALL {
            let mut told = begun(&rows, begins_anywhere, policy);
            assert_eq!(told.trace.stage(), Stage::Done);
            let before = told.view();
            let end = before.ends.iter().find(|end| end.reason == Reason::Mixer).unwrap();
            assert_eq!(before.nodes[end.node].account.address(), &of(ROUTER));
            assert!(before.equations[0].holds() && before.equations[0].mixed >= end.amount);
            // Of the pool nothing was read but what it paid the thief itself, which stands in the thief's own history.
            assert!(before.leads.iter().all(|lead| lead.to.address() == &person(2)), "{:?}", before.leads);
            let asked = told.asked.len();
            told.tell(Event::Found(of(ROUTER), Finding::Look));
            let after = told.view();
            assert!(told.asked.len() > asked + 1 && told.trace.stage() == Stage::Done);
            assert!(told.asked[asked..].iter().all(|question| question.about == spoor::explorer::About::Address(of(HUNDRED))));
            if begins_anywhere {
                assert_eq!(told.asked[asked].start, Some(110), "from the deposit on");
            }
            assert_eq!(facts(&after), facts(&before), "{policy:?}");
            assert_eq!(after.nodes[end.node].finding, Some(Finding::Look));
            // The thief took one deposit out itself; who took the other is linked by three payments.
            let leads: Vec<_> = after.leads.iter().map(|lead| (lead.to.address().clone(), lead.one_of, lead.what)).collect();
            assert_eq!(leads, [(person(3), 1, LeadKind::Mixer), (person(2), 1, LeadKind::Mixer)]);
            for (at, lead) in after.leads.iter().enumerate() {
                assert_eq!((lead.id, lead.from), (at, end.node));
                assert!(lead.of > 1 && lead.clue.starts_with("This is a lead, not a fact: "), "{lead:?}");
                assert!(lead.deposit.block == 120 && lead.payment.block >= 5_001, "the last deposit before it");
            }
            assert!(
                after.notes.iter().any(|note| note.contains("were read for leads, from block 110 on") && note.contains("counted nowhere"))
            );
            // Asked again, it asks nobody.
            let asked = told.asked.len();
            told.tell(Event::Found(of(ROUTER), Finding::Look));
            assert_eq!((told.asked.len(), told.view().leads.len()), (asked, 2));
        }
    }
}

#[test]
fn a_pool_is_said_with_among_how_many() {
    let rows = rows();
    let mut told = begun(&rows, true, Policy::Fifo);
    let pool = |view: &View| {
        let found: Vec<_> = view.patterns.iter().filter(|one| one.what == PatternKind::Pool).cloned().collect();
        found.iter().find(|one| one.structure.is_some()).cloned().unwrap()
    };
    let before = pool(&told.view());
    let structure = before.structure.clone().unwrap();
    assert_eq!((structure.mixer.as_str(), structure.inputs, structure.among), ("Tornado Cash", 2, Some(2)));
    assert_eq!(structure.equal, [(Amount::parse_coins("100", 18).unwrap(), 2)]);
    assert!(
        before
            .why
            .starts_with("This is an inference: 2 followed payments went into the Tornado Cash pool of 100 ETH, by way of this router.")
    );
    assert_eq!((before.transfers.len(), before.others[0].address()), (2, &of(HUNDRED)));
    told.tell(Event::Found(of(ROUTER), Finding::Look));
    // Everybody who put in from then on, those by the router included, each deposit once.
    let since = rows.iter().filter(|row| row.to == of(HUNDRED) && row.block >= 110).count();
    assert_eq!(pool(&told.view()).structure.unwrap().among, u32::try_from(since).ok());
}

#[test]
fn a_look_costs_what_the_budget_has() {
    let rows = rows();
    let settings = Settings { budget: 4, ..Settings::default() };
    let mut told = Told::new(theft(&rows[0]), settings, KnownLabels::default(), &rows, Memory { begins_anywhere: true });
    let before = facts(&told.view());
    told.tell(Event::Found(of(ROUTER), Finding::Look));
    assert!(told.trace.asked() <= 4);
    assert_eq!(facts(&told.view()).equations, before.equations);
}
