//! Small made-up views for the tests of the graph: nodes, payments, links and leads, put together piece by piece.

use crate::journal::Run;
use crate::money::{Account, Address, Amount, Asset, Chain, Position, Transfer, TransferKind, TxId, UnixSeconds};
use crate::trace::view::{Edge, End, Hop, Lead, LeadKind, Link, LinkKind, Node, Reason, Role, Settings, Tier, View};

/// A listed asset by its symbol; of Ethereum where several have it.
pub(crate) fn coin(symbol: &str) -> Asset {
    Asset::list().iter().find(|known| known.symbol == symbol).unwrap().id.parse().unwrap()
}

/// A view that grows.
pub(crate) struct Made {
    /// As far as it is.
    pub(crate) view: View,
    payments: u32,
}

fn coins(amount: u64, asset: &Asset) -> Amount {
    Amount::parse_coins(&amount.to_string(), asset.known().unwrap().decimals).unwrap()
}

impl Made {
    /// Nothing but the sums of a theft.
    pub(crate) fn new() -> Self {
        let mut view = Run::new("bybit-2025-02-21", Settings::default()).unwrap().view();
        view.nodes.clear();
        view.edges.clear();
        view.ends.clear();
        view.equations = [("ETH", 100u64), ("USDT", 100), ("BTC", 100)]
            .map(|(symbol, amount)| {
                let asset = coin(symbol);
                let amount = coins(amount, &asset);
                crate::trace::view::Equation {
                    asset,
                    stolen: amount,
                    from_swaps: Amount::ZERO,
                    mixed_in: Amount::ZERO,
                    held: amount,
                    exchanges: Amount::ZERO,
                    bridged: Amount::ZERO,
                    mixed: Amount::ZERO,
                    services: Amount::ZERO,
                    fees: Amount::ZERO,
                    not_followed: Amount::ZERO,
                }
            })
            .to_vec();
        Self { view, payments: 0 }
    }

    /// An address of Ethereum so many hops from the theft.
    pub(crate) fn node(&mut self, hop: u32) -> usize {
        let address: Address = format!("0x{:040x}", 0xA000 + self.view.nodes.len()).parse().unwrap();
        self.put(Account::new(Chain::ETHEREUM, address).unwrap(), hop)
    }

    /// An address of Bitcoin.
    pub(crate) fn abroad(&mut self, hop: u32) -> usize {
        let address: Address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4".parse().unwrap();
        self.put(Account::new(Chain::BITCOIN, address).unwrap(), hop)
    }

    fn put(&mut self, account: Account, hop: u32) -> usize {
        let id = self.view.nodes.len();
        let (labels, statements, flows) = (Vec::new(), Vec::new(), Vec::new());
        let node =
            Node { id, account, hop, role: Role::Wallet, labels, statements, flows, coverage: None, looks_like: None, finding: None };
        self.view.nodes.push(node);
        id
    }

    fn transfer(&mut self, from: &Address, to: &Address, amount: u64, asset: &Asset) -> Transfer {
        self.payments += 1;
        let mut tx = [0; 32];
        tx[..4].copy_from_slice(&self.payments.to_be_bytes());
        Transfer {
            tx: TxId::from_bytes(tx),
            position: Position::Row(0),
            kind: TransferKind::Native,
            block: u64::from(self.payments),
            tx_index: 0,
            at: UnixSeconds::new(1_740_147_371),
            from: from.clone(),
            to: to.clone(),
            asset: asset.clone(),
            amount: coins(amount, asset),
            block_hash: None,
            claimed_symbol: None,
        }
    }

    fn hop(&mut self, from: usize, to: usize, amount: u64, asset: &Asset) -> Hop {
        let [from, to] = [from, to].map(|id| self.view.nodes[id].account.address().clone());
        let transfer = self.transfer(&from, &to, amount, asset);
        Hop { tainted: transfer.amount, range: Vec::new(), sources: Vec::new(), tier: Tier::Observed, transfer }
    }

    /// A payment, as a movement of its own.
    pub(crate) fn pay(&mut self, from: usize, to: usize, amount: u64, asset: Asset) -> Hop {
        let hop = self.hop(from, to, amount, &asset);
        let (tainted, alike) = (hop.tainted, |edge: &&mut Edge| (edge.from, edge.to) == (from, to) && edge.asset == asset);
        if let Some(edge) = self.view.edges.iter_mut().find(alike) {
            edge.amount = [edge.amount, tainted].into_iter().sum();
            edge.tainted = edge.amount;
            edge.hops.push(hop.clone());
            return hop;
        }
        let id = self.view.edges.len();
        self.view.edges.push(Edge { id, from, to, asset, amount: tainted, tainted, tier: Tier::Observed, hops: vec![hop.clone()] });
        hop
    }

    /// A link from one over a pool to another, its legs paid on their chains.
    pub(crate) fn link(
        &mut self,
        what: LinkKind,
        via: &str,
        (from, pool, to): (usize, usize, usize),
        paid: (u64, Asset),
        received: Option<(u64, Asset)>,
    ) -> usize {
        let paid = vec![self.pay(from, pool, paid.0, paid.1)];
        let received: Vec<Hop> = received
            .map(|(amount, asset)| {
                // What comes out on another chain is paid by somebody of that chain, who is no node here.
                if asset.chain() == self.view.nodes[pool].account.chain() {
                    self.pay(pool, to, amount, asset)
                } else {
                    self.hop(to, to, amount, &asset)
                }
            })
            .into_iter()
            .collect();
        let id = self.view.links.len();
        let (via, matched_by, sources) = (via.to_owned(), "By the memo.".to_owned(), Vec::new());
        self.view.links.push(Link { id, what, tier: Tier::Derived, via, matched_by, from, to, paid, received, sources });
        id
    }

    /// A lead out of a node to somebody who is no node, one of so many.
    pub(crate) fn lead(&mut self, from: usize, one_of: u32) -> usize {
        let id = self.view.leads.len();
        let [own, other] = [self.view.nodes[from].account.address().clone(), format!("0x{:040x}", 0xB_0000 + id).parse().unwrap()];
        let (deposit, payment) = (self.transfer(&other, &own, 1, &coin("ETH")), self.transfer(&own, &other, 1, &coin("ETH")));
        let to = Account::new(Chain::ETHEREUM, other).unwrap();
        let lead = Lead { id, what: LeadKind::Mixer, from, deposit, to, payment, clue: "The same amount.".to_owned(), one_of, of: 41 };
        self.view.leads.push(lead);
        id
    }

    /// An amount that rests at a node.
    pub(crate) fn end(&mut self, node: usize, reason: Reason, amount: u64, asset: Asset) {
        let id = self.view.ends.len();
        let amount = coins(amount, &asset);
        let chain = asset.chain();
        let (why, range, path) = ("Why.".to_owned(), Vec::new(), Vec::new());
        let end = End { id, node, reason, why, asset, amount, range, since: None, freezable_by: None, freezers: Vec::new(), path, chain };
        self.view.ends.push(end);
    }
}
