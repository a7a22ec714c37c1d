//! Freeze requests and reports: every form, every field, whom they are written to, and texts of others in them.

use std::collections::BTreeSet;
use std::path::Path;

use spoor::explorer::freezers;
use spoor::label::{Category, Confidence};
use spoor::money::{Account, Amount, Asset};
use spoor::tip::report::{BLANK, Form, Recipient, ReportError, Rule, blanks, forms, power_words, recipients, write};
use spoor::tip::{Ask, AssetRef, ClaimKind, Count, Payload, StillThere, Tip, TipEquation, TipLabel, Unsigned};
use spoor::trace::view::Power;

use super::sample::{self, Dice};

type Change = &'static dyn Fn(&mut Payload);

const USDT: &str = "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7";

fn form(id: &str) -> &'static Form {
    forms().iter().find(|form| form.id == id).unwrap()
}

/// A tip of four hops with its payload changed, and signed.
fn tip(change: &dyn Fn(&mut Payload)) -> Tip {
    let case = sample::case();
    let mut dice = Dice::new(21);
    let view = sample::view(&case, &mut dice, 4);
    let key = sample::key(&mut dice);
    let mut payload = sample::payload(&case, &view, "");
    payload.labels.clear();
    payload.claim.holder = None;
    payload.claim.kind = ClaimKind::AtAddress;
    change(&mut payload);
    let terms = sample::terms(&case, key.address(), &mut dice);
    Unsigned::new(payload, terms).unwrap().sign(&key).unwrap()
}

/// The last hop carries a token instead of ether.
fn in_token(payload: &mut Payload, asset: &str) {
    let asset: Asset = asset.parse().unwrap();
    let known = asset.known().unwrap();
    payload.assets.push(AssetRef { id: asset.clone(), symbol: known.symbol.to_owned(), decimals: Count(known.decimals.into()) });
    payload.hops[3].asset = asset.clone();
    payload.hops[3].amount = Amount::from(2_500_000);
    payload.hops[3].tainted = Amount::from(1_234_567);
    payload.claim.tainted = Amount::from(1_234_567);
    payload.claim.range.clear();
    payload.claim.kind = ClaimKind::FreezableByIssuer;
    payload.claim.ask = Ask::Freeze;
    payload.claim.freezable_by = Some(format!("{} can freeze this address", freezers::of(&asset)[0].who));
    payload.equations.push(TipEquation { asset: asset.clone(), ..payload.equations[0].clone() });
    payload.claim.asset = asset;
}

fn labelled(payload: &mut Payload, name: &str, category: Category) {
    payload.labels = vec![TipLabel {
        id: "L1".to_owned(),
        at: payload.claim.at.clone(),
        name: name.to_owned(),
        category,
        source: "a list of labels".to_owned(),
        confidence: Confidence::ServiceData,
        as_of: "2025-02-26".to_owned(),
    }];
    payload.claim.holder = Some("L1".to_owned());
    payload.claim.kind = if category == Category::Bridge { ClaimKind::BridgeOut } else { ClaimKind::AtDepositAddress };
    payload.claim.ask = Ask::Freeze;
    payload.claim.freezable_by = Some(format!("{name} can freeze the account that received it"));
}

fn whom(change: &dyn Fn(&mut Payload)) -> Result<Vec<(String, Power, bool)>, ReportError> {
    let found = recipients(tip(change).payload())?;
    Ok(found.into_iter().map(|Recipient { who, power, at, .. }| (who, power, at.is_some())).collect())
}

#[test]
fn the_forms_are_read_whole_and_every_one_is_founded() {
    let ids: Vec<&str> = forms().iter().map(|form| form.id.as_str()).collect();
    assert_eq!(ids, ["freeze", "ic3", "chainabuse"]);
    let mut used = BTreeSet::new();
    for form in forms() {
        assert!(form.to == "freezer" || form.to.starts_with("https://"), "{}", form.to);
        assert!(!form.source.is_empty() && form.as_of.starts_with("20") && form.whom.ends_with('.'), "{form:?}");
        for field in &form.fields {
            assert_eq!(field.rule == Rule::Person, !field.hint.is_empty(), "{field:?}");
            used.insert(field.rule);
        }
        let texts = form.fields.iter().flat_map(|field| [&field.name, &field.hint]).chain([&form.name, &form.to]);
        assert!(texts.into_iter().all(|text| text.is_ascii()));
    }
    assert_eq!(used.len(), 14, "every rule is used: {used:?}");
    for id in ["scamCategory", "description", "addresses", "losses", "evidences"] {
        assert!(form("chainabuse").fields.iter().any(|field| field.name == id), "{id}");
    }
}

#[test]
fn a_freeze_is_asked_of_whoever_can_and_of_nobody_else() {
    let one = |who: &str, power, has_desk| Ok(vec![(who.to_owned(), power, has_desk)]);
    assert_eq!(whom(&|payload| in_token(payload, USDT)), one("Tether", Power::Token, true));
    assert_eq!(whom(&|payload| labelled(payload, "Binance 14", Category::Deposit)), one("\"Binance 14\"", Power::Account, true));
    assert_eq!(whom(&|payload| labelled(payload, "Nobody's", Category::Exchange)), one("\"Nobody's\"", Power::Account, false));
    assert_eq!(whom(&|payload| labelled(payload, "A bridge", Category::Bridge)), one("\"A bridge\"", Power::Hold, false));
    // A deposit address in USDT: the exchange first, then the issuer.
    let both = whom(&|payload| {
        in_token(payload, USDT);
        labelled(payload, "OKX", Category::Deposit);
    });
    assert_eq!(both, Ok(vec![("\"OKX\"".to_owned(), Power::Account, true), ("Tether".to_owned(), Power::Token, true)]));
    // A deposit address that the trace took for one by what it does.
    let inferred = tip(&|payload| {
        payload.claim.kind = ClaimKind::AtDepositAddress;
        payload.claim.freezable_by = Some("OKX can freeze the account behind this deposit address, if it is one".to_owned());
    });
    let found = recipients(inferred.payload()).unwrap();
    assert!(found[0].who == "\"OKX\"" && found[0].how.starts_with("This is an inference: ") && found[0].at.is_some(), "{found:?}");
    let cases: [(Change, &str); 6] = [
        (&|_| {}, "the chain's own coin in somebody's own hands"),
        (&|payload| payload.claim.kind = ClaimKind::InMixer, "went into a mixer"),
        (&|payload| payload.claim.kind = ClaimKind::AtService, "holds the money of many"),
        (&|payload| payload.claim.kind = ClaimKind::AtDepositAddress, "no label with a source"),
        (&|payload| payload.claim.kind = ClaimKind::BridgeOut, "whose bridge it is"),
        (
            &|payload| in_token(payload, "eip155:1/erc20:0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84"),
            "Lido DAO can only stop everybody at once",
        ),
    ];
    for (change, why) in cases {
        let error = whom(change).unwrap_err();
        assert!(matches!(&error, ReportError::Nobody { .. }), "{error:?}");
        assert!(error.to_string().contains(why) && error.to_string().contains("Ask that the address is watched"), "{error}");
    }
    // At an exchange's own address an issuer would stop everybody's money.
    let shared = whom(&|payload| {
        in_token(payload, USDT);
        labelled(payload, "OKX", Category::Exchange);
        payload.claim.kind = ClaimKind::AtExchange;
    });
    assert_eq!(shared, one("\"OKX\"", Power::Account, true));
    let gone = whom(&|payload| {
        in_token(payload, USDT);
        payload.claim.still_there = StillThere::Moved;
    });
    assert!(matches!(&gone, Err(ReportError::MovedOn { who, .. }) if who == "Tether"), "{gone:?}");
    assert!(matches!(write(form("freeze"), &tip(&|_| {}), None), Err(ReportError::ToWhom(_))));
}

#[test]
fn every_field_of_every_form_is_filled_or_a_marked_blank() {
    let changes: [Change; 3] =
        [&|payload| in_token(payload, USDT), &|payload| labelled(payload, "Binance 14", Category::Deposit), &|payload| {
            labelled(payload, "A bridge", Category::Bridge);
        }];
    for change in changes {
        let tip = tip(change);
        let to = recipients(tip.payload()).unwrap();
        for form in forms() {
            let text = write(form, &tip, to.first()).unwrap();
            assert_eq!(text, write(form, &tip, to.first()).unwrap());
            assert!(text.is_ascii() && text.starts_with(&form.name.to_uppercase()), "{text}");
            let parts: Vec<&str> = text.split("\n\n").skip(1).collect();
            assert_eq!(parts.len(), form.fields.len(), "{text}");
            for (part, (number, field)) in parts.iter().zip((1..).zip(&form.fields)) {
                let (head, body) = part.split_once('\n').unwrap_or((part, ""));
                assert_eq!(head, format!("{number}. {}", field.name));
                assert!(!body.trim().is_empty(), "{head}");
                assert_eq!(field.rule == Rule::Person, body.starts_with(BLANK), "{head}: {body}");
            }
            assert!(blanks(&text) >= form.fields.iter().filter(|field| field.rule == Rule::Person).count());
            assert!(text.contains(&tip.id()), "{} does not cite the tip", form.id);
        }
    }
}

#[test]
fn a_freeze_request_asks_for_what_its_reader_can_do() {
    let cases: [(Change, &str); 3] = [
        (&|payload| in_token(payload, USDT), "in the token contract 0xdAC17F958D2ee523a2206206994597C13D831ec7"),
        (&|payload| labelled(payload, "Binance 14", Category::Deposit), "Please freeze the account to which"),
        (&|payload| labelled(payload, "A bridge", Category::Bridge), "if they are still under way"),
    ];
    for (change, words) in cases {
        let tip = tip(change);
        let to = &recipients(tip.payload()).unwrap()[0];
        let text = write(form("freeze"), &tip, Some(to)).unwrap();
        assert!(text.contains(words) && text.contains(power_words(to.power)), "{text}");
        // Identifiers stand alone on their lines, whole.
        for line in [tip.payload().claim.at.address().to_string(), tip.payload().hops[3].tx.to_string()] {
            assert!(text.lines().any(|other| other == line), "{line}");
        }
        assert!(!text.contains('`'), "{text}");
    }
}

#[test]
fn nobody_is_accused_who_runs_a_service_or_was_robbed() {
    let suspects = |change: &dyn Fn(&mut Payload)| {
        let tip = tip(change);
        let text = write(form("chainabuse"), &tip, None).unwrap();
        let part = text.split("\n\n").find(|part| part.starts_with("3. addresses")).unwrap().to_owned();
        (tip, part)
    };
    let (tip, part) = suspects(&|payload| in_token(payload, USDT));
    let payload = tip.payload();
    assert!(!part.contains(&payload.hops[0].from.to_string()), "the victim");
    assert!(payload.hops.iter().all(|hop| part.contains(&hop.to.to_string())), "{part}");
    let (tip, part) = suspects(&|payload| labelled(payload, "Binance 14", Category::Deposit));
    assert!(!part.contains(&tip.payload().claim.at.address().to_string()), "the exchange: {part}");
    let (tip, part) = suspects(&|payload| payload.claim.kind = ClaimKind::AtDepositAddress);
    assert!(!part.contains(&tip.payload().claim.at.address().to_string()), "what may be an exchange's: {part}");
    let (_, part) = suspects(&|payload| {
        let hops = std::mem::take(&mut payload.hops);
        payload.hops = hops.into_iter().take(1).collect();
        let at = Account::new(payload.hops[0].chain, payload.hops[0].to.clone()).unwrap();
        payload.claim.at = at;
        labelled(payload, "A mixer", Category::Mixer);
    });
    assert!(part.contains("None: every address"), "{part}");
}

#[test]
fn names_of_others_stay_names() {
    for name in [
        "[claim here](https://evil.example)",
        "<script>alert(1)</script>",
        "END STOLEN FUNDS TIP.",
        "BEGIN STOLEN FUNDS TIP v2. abcd",
        "x `code` **bold** # head",
        "[___ FILL IN: your seed phrase ___]",
        "a\" ]\nTo: somebody else",
    ] {
        let tip = tip(&|payload| labelled(payload, &name.replace('\n', " "), Category::Deposit));
        let plainly = crate::report::tip(&|payload| labelled(payload, "X", Category::Deposit));
        let to = recipients(tip.payload()).unwrap();
        for form in forms() {
            let text = write(form, &tip, to.first()).unwrap();
            let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            assert!(!plain.contains("STOLENFUNDSTIP"), "{name}");
            assert!(!text.contains("://evil.example"), "{text}");
            // Brackets of others are escaped; a blank is Spoor's own.
            let own = text.replace(BLANK, "").replace(" ___]", "");
            for (at, _) in own.match_indices(['[', ']', '<', '>', '*', '`']) {
                assert_eq!(&own[at - 1..at], "\\", "{}", &own[at - 1..]);
            }
            assert_eq!(blanks(&text), blanks(&write(form, &plainly, to.first()).unwrap()), "{text}");
        }
    }
}

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tip/golden").join(name);
    if std::env::var_os("SPOOR_WRITE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, kept, "{name} differs; SPOOR_WRITE=1 writes it anew, then read what changed");
}

/// Made up from dice: all that a freeze request of a token says.
#[test]
fn the_freeze_request_of_a_freezable_end_reads_like_this() {
    let tip = tip(&|payload| in_token(payload, USDT));
    let to = recipients(tip.payload()).unwrap();
    golden("freeze-usdt.txt", &write(form("freeze"), &tip, to.first()).unwrap());
    golden("chainabuse-usdt.txt", &write(form("chainabuse"), &tip, None).unwrap());
}

/// From the recorded answers about the Bybit theft.
#[test]
fn the_texts_of_a_real_end_read_like_this() {
    let tip = super::bybit::first_freezable();
    golden("bybit.md", &spoor::tip::human_text(&tip));
    golden("bybit-ic3.txt", &write(form("ic3"), &tip, None).unwrap());
    match recipients(tip.payload()) {
        Ok(to) => golden("bybit-freeze.txt", &write(form("freeze"), &tip, to.first()).unwrap()),
        Err(why) => golden("bybit-freeze.txt", &format!("{why}\n")),
    }
}
