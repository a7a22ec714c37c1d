//! Which of the payments that answer a transaction is the destination, a refund, an affiliate's share.
//!
//! Newer answers mark an affiliate's payment. Older ones do not: then it is told by the memo's address and asset, for a
//! share is paid in the service's own coin.

use super::memo::{Memo, Swap};
use super::notation::{Form, PoolAsset};
use super::{DECIMALS, Family};
use crate::explorer::crossing::node::{self, gap};
use crate::explorer::crossing::{Out, OutKind, Quantity, Scaled, Status, Told};
use crate::explorer::text::cut;
use crate::money::{Amount, TxId};

/// A coin as both APIs write it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Coin {
    pub(super) asset: PoolAsset,
    pub(super) amount: Amount,
}

/// A payment that answers a transaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Payment {
    pub(super) to: String,
    /// As the answer writes it; empty where it happened on the service's own ledger, or did not happen yet.
    pub(super) tx: String,
    pub(super) coin: Coin,
    pub(super) affiliate: bool,
    /// Where the answer itself says that this returns money.
    pub(super) refund: bool,
}

/// What was asked for, as far as it is known.
pub(super) struct Deal<'a> {
    pub(super) family: &'a Family,
    pub(super) sender: Option<&'a str>,
    pub(super) paid_in: Option<&'a PoolAsset>,
    pub(super) memo: Option<&'a Memo>,
    /// What the pools say is paid out, for records without a memo.
    pub(super) pools_target: Option<PoolAsset>,
    /// Whether the service only returns.
    pub(super) only_refund: bool,
}

impl Deal<'_> {
    fn swap(&self) -> Option<&Swap> {
        self.memo.and_then(Memo::swap)
    }

    fn own_coin(&self, asset: &PoolAsset) -> bool {
        asset.form() == Form::Native && asset.chain_name() == self.family.chain && asset.ticker() == self.family.coin
    }

    /// Whether the asset is the one asked for; `None` where nobody says which that is.
    fn asked_for(&self, asset: &PoolAsset) -> Option<bool> {
        match (self.swap(), &self.pools_target) {
            (Some(swap), _) => Some(swap.asset.means(asset)),
            (None, Some(target)) => Some(target == asset),
            (None, None) => None,
        }
    }

    fn is_sender(&self, to: &str) -> bool {
        self.sender.is_some_and(|sender| sender.eq_ignore_ascii_case(to))
    }

    /// What a payment is, and the sentence to say with it.
    pub(super) fn kind(&self, payment: &Payment) -> (OutKind, Option<String>) {
        let Payment { to, coin: Coin { asset, .. }, .. } = payment;
        if payment.affiliate {
            return (OutKind::Affiliate, None);
        }
        if payment.refund {
            return (OutKind::Refund, None);
        }
        let own_coin = self.own_coin(asset);
        let came_in = self.paid_in == Some(asset);
        let returned_to = self.swap().and_then(|swap| swap.refund.as_ref()).is_some_and(|party| party.is_address(to));
        let asked_for = self.asked_for(asset);
        // What came in goes back to the sender or to the address named for it.
        if came_in && (self.only_refund || asked_for == Some(false)) {
            let expected = returned_to || self.is_sender(to);
            let doubt = (!expected).then(|| format!("a refund went to {}, which is not the sender", cut(to)));
            return (OutKind::Refund, doubt);
        }
        let destination = self.swap().map(|swap| swap.destination.as_ref());
        // A destination that the memo leaves out is the sender's own address on the other chain; a name is not resolved
        // here. Both say nothing against an address.
        let elsewhere = match destination {
            Some(Some(party)) => matches!(party, super::memo::Party::Address(_)) && !party.is_address(to),
            Some(None) => asset.chain_name() == self.paid_in.map_or("", PoolAsset::chain_name) && !self.is_sender(to),
            None => false,
        };
        // Beside a refund the own coin counts only where the memo names its recipient, for shares are paid in it.
        let named = matches!(destination, Some(Some(super::memo::Party::Address(_))));
        let may_be_share = own_coin && self.only_refund && !named;
        match asked_for {
            Some(true) | None if !elsewhere && !may_be_share => (OutKind::Destination, None),
            _ if own_coin => {
                let unnamed = self.swap().is_some_and(|swap| swap.affiliates.is_empty());
                let doubt = || format!("what {} got is taken for an affiliate's share, though the memo names no affiliate", cut(to));
                (OutKind::Affiliate, unnamed.then(doubt))
            }
            Some(true) | None => (OutKind::Destination, Some(format!("{} was paid, which is not the address in the memo", cut(to)))),
            Some(false) => {
                let doubt = format!("{} was paid in {}, which is not what the memo asks for", cut(to), cut(&asset.to_string()));
                (OutKind::Destination, Some(doubt))
            }
        }
    }

    /// Turns a payment into a leg.
    pub(super) fn out(&self, payment: &Payment, gaps: &mut Vec<String>) -> Out {
        let (kind, doubt) = self.kind(payment);
        if let Some(doubt) = doubt {
            gap(gaps, doubt);
        }
        let asset = &payment.coin.asset;
        let chain = asset.lies_on(self.family.home);
        if asset.form() != Form::Native && kind != OutKind::Affiliate {
            let name = asset.form().name();
            gap(gaps, format!("{asset} is a {name} asset: it stays on {} until it is withdrawn", self.family.home));
        }
        Out {
            kind,
            recipient: Some(node::address(&chain, &payment.to)),
            chain,
            asset: Some(asset.asset()),
            quantity: Some(self.family.quantity(&payment.coin)),
            tx: transaction(&payment.tx),
        }
    }

    /// Adds what the memo says beyond the payments.
    pub(super) fn remark(&self, gaps: &mut Vec<String>) {
        let Some(swap) = self.swap() else { return };
        if let Some(aggregator) = &swap.aggregator {
            let token = aggregator.token.as_deref().unwrap_or("another token");
            gap(
                gaps,
                format!(
                    "a contract on the other chain ({}) swaps what is paid into {token} before it reaches the recipient",
                    aggregator.contract
                ),
            );
        }
        if let Some(super::memo::Party::Name(name)) = &swap.destination {
            gap(gaps, format!("the memo names its recipient {}, which {} resolves to an address", cut(name), self.family.home));
        }
    }
}

impl Family {
    /// An amount as this chain counts it.
    pub(super) fn quantity(&self, coin: &Coin) -> Quantity {
        let name = coin.asset.to_string();
        let decimals = self.finer.iter().find(|(finer, _)| *finer == name).map_or(DECIMALS, |(_, decimals)| *decimals);
        Quantity::Scaled(Scaled { digits: coin.amount, decimals })
    }
}

/// A transaction, where there is one: on the service's own ledger its hash is empty or all zeros.
pub(super) fn transaction(text: &str) -> Option<Told<TxId>> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    (!digits.trim_matches('0').is_empty()).then(|| node::tx(digits))
}

/// What the legs say together.
pub(super) fn status(outs: &[Out], pending: bool, failed: bool) -> Status {
    let paid = |kind: OutKind| outs.iter().any(|out| out.kind == kind);
    match (paid(OutKind::Destination), paid(OutKind::Refund)) {
        _ if pending => Status::Pending,
        (true, true) => Status::PartlyRefunded,
        (true, false) => Status::Done,
        (false, true) => Status::Refunded,
        (false, false) if failed => Status::Failed,
        (false, false) => Status::Unknown,
    }
}
