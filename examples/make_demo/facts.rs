//! What is known of the Bybit theft and its bounty from public sources, as entries of a feed. None of it is an example.

use std::error::Error;

use spoor::board::entry::{Answer, Answered, CaseOpened, Content, Figure, Frozen, Measure, Opened, Role, Split, Stated, Terms};
use spoor::case::Case;
use spoor::money::{Account, Address, Amount, Asset, Chain, TxId, UnixSeconds};
use spoor::tip::{Count, pack_of};

use super::{CASE, CASE_FILE, FREEZES};

/// The day on which the facts were put together from public sources.
const READ: &str = "2026-11-22";
/// 5 %, in millionths.
const FIVE_PERCENT: Count = Count(50_000);

/// Everything, in order.
pub(super) fn entries(publisher: Address) -> Result<Vec<Content>, Box<dyn Error>> {
    let mut entries = vec![Content::Opened(opened(publisher)), Content::Case(case()?)];
    entries.extend(freezes()?.into_iter().map(Content::Frozen));
    entries.push(Content::Answered(tether()));
    entries.push(Content::Answered(exch()));
    entries.extend(stated().into_iter().map(Content::Stated));
    Ok(entries)
}

fn opened(publisher: Address) -> Opened {
    Opened {
        name: "Bybit theft, a demonstration".to_owned(),
        about: "Public facts about the Bybit theft of 21 February 2025 and its bounty, written as a portal's feed, and beside them \
                entries that are made up and marked as examples. Not published by Bybit. Its key is public: anybody can sign with it."
            .to_owned(),
        publisher,
    }
}

fn case() -> Result<CaseOpened, Box<dyn Error>> {
    let case = Case::from_json(CASE_FILE)?;
    Ok(CaseOpened {
        case: CASE.to_owned(),
        name: case.name.clone(),
        pack: pack_of(&case)?,
        file: Some(format!("cases/{CASE}.json")),
        terms: Some(Terms {
            freezer: FIVE_PERCENT,
            reporters: FIVE_PERCENT,
            // The terms say "first reporters" and not how several of them share.
            split: Split::Equal,
            as_of: READ.to_owned(),
            source:
                "https://docs.lazarusbounty.com/rewards-and-participation, read on 2026-11-22: up to 10 % of what is returned, 5 % for the \
                     first lasting freeze and 5 % for the first reporters. How several reporters share is not stated there; equal parts \
                     are an assumption of this demonstration"
                    .to_owned(),
        }),
    })
}

/// One row of the list of freezes (`data/boards/bybit/README.md`).
#[derive(serde::Deserialize)]
struct Row {
    chain: String,
    frozen_address: String,
    tx_hash: String,
    timestamp_utc: String,
    usdt_tracker_balance: String,
}

/// The freezes by Tether, the earliest first; in order of the list where they were made in the same second.
fn freezes() -> Result<Vec<Frozen>, Box<dyn Error>> {
    let mut all =
        csv::Reader::from_reader(FREEZES.as_bytes()).into_deserialize().map(|row| freeze(&row?)).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|frozen| frozen.time);
    Ok(all)
}

fn freeze(row: &Row) -> Result<Frozen, Box<dyn Error>> {
    let (chain, asset, name) = match row.chain.as_str() {
        "tron" => (Chain::TRON, "tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron"),
        "ethereum" => (Chain::ETHEREUM, "eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7", "ethereum"),
        other => return Err(format!("{other:?} is no chain of the list").into()),
    };
    let asset: Asset = asset.parse()?;
    let tx: TxId = row.tx_hash.parse()?;
    let digits = row.tx_hash.trim_start_matches("0x").get(..8).ok_or("a transaction has 64 digits")?;
    Ok(Frozen {
        freeze: format!("usdt-{name}-{digits}"),
        case: CASE.to_owned(),
        at: Account::new(chain, Address::parse_on(chain, &row.frozen_address)?)?,
        asset,
        // USDT has six decimals on both chains; the list gives two.
        amount: Amount::parse_coins(&row.usdt_tracker_balance, 6)?,
        // Nobody valued it: one USDT is not one dollar by itself.
        usd_cents: None,
        by: "Tether".to_owned(),
        tx: Some(tx),
        time: time(&row.timestamp_utc)?,
        tips: Vec::new(),
        source: Some(
            "Event AddedBlackList of Tether's contract; listed by https://github.com/chnyangs/censorship-event-database as of the T3 Financial \
             Crime Unit and Bybit. The amount is what the address held then by the list's tracker; which part was the victim's is not \
             stated"
                .to_owned(),
        ),
    })
}

/// `2025-03-01 19:58:24`, in UTC.
fn time(text: &str) -> Result<UnixSeconds, Box<dyn Error>> {
    let (day, clock) = text.split_once(' ').ok_or_else(|| format!("{text:?} is no time of the list"))?;
    Ok(format!("{day}T{clock}Z").parse()?)
}

fn tether() -> Answered {
    Answered {
        actor: "Tether".to_owned(),
        role: Role::Issuer,
        case: CASE.to_owned(),
        asked: None,
        answered: None,
        answer: Answer::Froze,
        freeze: None,
        evidence: "18 events AddedBlackList of Tether's contracts on Tron and Ethereum, 1 to 21 March 2025, each with its transaction \
                   in this feed. When Tether was asked is not public"
            .to_owned(),
    }
}

fn exch() -> Answered {
    Answered {
        actor: "eXch".to_owned(),
        role: Role::Exchange,
        case: CASE.to_owned(),
        asked: None,
        answered: None,
        answer: Answer::Refused,
        freeze: None,
        evidence: "Bybit's bounty portal, www.lazarusbounty.com, on its list of bad actors: \"refused to respond\". The portal's words, \
                   as compiled from public sources on 2026-11-22; not checked elsewhere"
            .to_owned(),
    }
}

/// Totals as they were published. They are rounded as published, and not in one direction: nothing between them is known.
fn stated() -> Vec<Stated> {
    let parts = |traceable, gone_dark, frozen| [(Measure::Traceable, traceable), (Measure::GoneDark, gone_dark), (Measure::Frozen, frozen)];
    let at = |as_of: &str, source: &str, figures: &[(Measure, u64)]| Stated {
        case: CASE.to_owned(),
        as_of: as_of.to_owned(),
        source: format!("{source}; compiled from public sources on {READ}"),
        figures: figures.iter().map(|(what, value)| Figure { what: *what, value: Count(*value) }).collect(),
    };
    let portal = "Bybit's public statistics of that day";
    let march = [&parts(8_887, 759, 354)[..], &[(Measure::Reports, 5_012), (Measure::ValidReports, 63)]].concat();
    let april = [
        &parts(6_857, 2_759, 384)[..],
        &[
            (Measure::Reports, 5_443),
            (Measure::ValidReports, 70),
            // Reported as 2.3 million.
            (Measure::PaidUsdCents, 230_000_000),
            (Measure::PaidHunters, 12),
        ],
    ]
    .concat();
    vec![
        at("2025-03-04", portal, &parts(7_700, 2_000, 300)),
        at("2025-03-20", &format!("{portal}; the numbers of reports as the press gave them"), &march),
        at(
            "2025-04-21",
            &format!("{portal}; the payments, about 2.3 million US dollars to 12 hunters, as The Block reported them"),
            &april,
        ),
    ]
}
