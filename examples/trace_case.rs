//! Runs a case on its recording and prints where the money is: the same trace as in the page, without a browser.
//!
//! `cargo run --example trace_case -- bybit-2025-02-21 [budget] [fifo|haircut]`

use spoor::journal::{Now, Run};
use spoor::trace::view::{Policy, Settings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let case = args.next().unwrap_or_else(|| "bybit-2025-02-21".to_owned());
    let budget = args.next().map_or(Ok(300), |text| text.parse())?;
    let policy = if args.next().as_deref() == Some("haircut") { Policy::Haircut } else { Policy::Fifo };
    let settings = Settings { budget, most_hops: 10, dust_millionths: 1, policy, ..Settings::default() };
    let mut run = Run::new(&case, settings)?;
    let now = Now { ms: 1_795_000_000_000 };
    let actions = run.start(now);
    run.settle(actions, now);
    let view = run.view();
    println!(
        "{:?}: {} of {} requests, {} addresses read, {} waiting. {}",
        view.progress.stage, view.progress.asked, view.progress.budget, view.progress.read, view.progress.waiting, view.progress.now
    );
    for equation in &view.equations {
        let known = equation.asset.known().ok_or("an asset without decimals")?;
        let coins = |amount: spoor::money::Amount| amount.to_coins(known.decimals);
        print!("{}: stolen {} + from swaps {} =", known.symbol, coins(equation.stolen), coins(equation.from_swaps));
        for (name, amount) in equation.terms() {
            print!(" {name} {} +", coins(amount));
        }
        println!(" ({})", if equation.holds() { "holds" } else { "DOES NOT HOLD" });
    }
    for end in &view.ends {
        let known = end.asset.known().ok_or("an asset without decimals")?;
        println!(
            "{:?} {} {} at {} ({} hops) {}",
            end.reason,
            end.amount.to_coins(known.decimals),
            known.symbol,
            view.nodes[end.node].account,
            end.path.len(),
            end.why
        );
    }
    for row in &view.guarded {
        println!("guarded {} {}: {}", row.transfer.tx, row.transfer.position, row.reasons.join(" "));
    }
    for note in &view.notes {
        println!("note: {note}");
    }
    Ok(())
}
