//! Deposit addresses of exchanges, recognised by what they do: again and again, all they get goes to one wallet of an
//! exchange, soon.
//!
//! Source: F. Victor, "Address Clustering Heuristics for Ethereum" (2020), and Tutela (arXiv 2201.06811): deposit-address
//! reuse. Limits: a private person who only ever pays one exchange looks the same; payment processors do too. So it is
//! worded as an inference, with its evidence. Measured: `make bench` counts the deposit addresses of the world `atomic`.

use crate::label::Category;
use crate::money::{Address, UnixSeconds};
use crate::trace::history::{Coin, RowId, Who};
use crate::trace::pattern::gas;
use crate::trace::search::flow::Flows;

/// The part of what came in that must have gone to the one wallet, in percent.
const LEAST_SHARE: u128 = 90;

/// Why an address is taken for an exchange's deposit address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The exchange's wallet that it sweeps into.
    pub wallet: Address,
    /// The exchange, by its label.
    pub exchange: String,
    /// The part of what came in that went there, in percent.
    pub share: u8,
    /// From the first stolen receipt to the first sweep.
    pub delay_s: u64,
    /// Who paid its first coins, for fees, in what was read.
    pub funder: Option<Address>,
}

/// Looks at what an address did with what it got from the first stolen receipt on.
#[must_use]
pub fn recognise(flows: &Flows<'_>, who: Who, coin: Coin, first: RowId) -> Option<Deposit> {
    let history = &flows.trace.history;
    let (mut came, mut swept, mut wallet, mut began): (u128, u128, Option<Who>, Option<UnixSeconds>) = (0, 0, None, None);
    let (mut receipts, mut sweeps) = (0, 0);
    for row in flows.rows_of(who, coin).filter(|row| flows.compare(*row, first).is_ge() && !flows.is_fee(*row)) {
        let kept = history.row(row);
        if kept.to == who {
            receipts += 1;
            came = came.saturating_add(kept.amount);
        } else if wallet.is_none_or(|wallet| wallet == kept.to) {
            sweeps += 1;
            wallet = Some(kept.to);
            began = began.or(Some(kept.at));
            swept = swept.saturating_add(kept.amount);
        } else {
            return None;
        }
    }
    // What came once and went once passed through a wallet like any other.
    if receipts < 2 || sweeps < 2 {
        return None;
    }
    let wallet = wallet.map(|wallet| history.address(wallet).clone())?;
    let exchange = flows.trace.label_of(&wallet).filter(|label| label.category == Category::Exchange)?.name.clone();
    // Fees make it less than all; money that was there before makes it more.
    let share = u8::try_from((swept.saturating_mul(100) / came.max(1)).min(100)).ok()?;
    let delay_s = began?.get().saturating_sub(history.row(first).at.get());
    (u128::from(share) >= LEAST_SHARE).then(|| Deposit { wallet, exchange, share, delay_s, funder: funder(flows, who) })
}

/// Who paid for the first fees of an address: exchanges do it for their customers' deposit addresses. Only where the very
/// first money is so little that it is for fees alone.
fn funder(flows: &Flows<'_>, who: Who) -> Option<Address> {
    let history = &flows.trace.history;
    let first = *history.touching(who).iter().find(|row| history.row(**row).to == who && !flows.is_fee(**row))?;
    let asset = history.asset(history.row(first).coin);
    let is_gas = asset.is_native() && history.amount(first) <= gas::Rule::of(asset.chain()).most;
    is_gas.then(|| history.address(history.row(first).from).clone())
}

impl Deposit {
    /// The evidence, as an inference.
    #[must_use]
    pub fn why(&self) -> String {
        let minutes = self.delay_s.div_ceil(60);
        let delay = if minutes < 120 { format!("{minutes} minutes") } else { format!("{} hours", minutes / 60) };
        let funder = match &self.funder {
            Some(funder) if *funder == self.wallet => " The same wallet paid its first coins for fees.".to_owned(),
            Some(funder) => format!(" {funder:#} paid its first coins for fees."),
            None => String::new(),
        };
        format!(
            "This is an inference: {} % of what came in went to one wallet of {} ({:#}), the first of it within {delay}. Deposit addresses of exchanges do that.{funder}",
            self.share, self.exchange, self.wallet
        )
    }
}
