//! Made-up explorers over lists of transfers, bridges that answer what a test says, and whoever drives a run against them.

use std::collections::{BTreeMap, VecDeque};

use serde_json::json;
use spoor::case::Case;
use spoor::explorer::{About, Adapter, AnswerError, HttpAnswer, HttpRequest, Page, Part, Question, QuestionError};
use spoor::journal::{Action, Happened, Input, Now, Run, What, json_lines};
use spoor::label::KnownLabels;
use spoor::money::{Address, Amount, Asset, Chain, Coins, Position, Transfer, TransferKind, TxId, UnixSeconds};
use spoor::trace::view::{Beyond, Policy, Settings, View};

pub(crate) const POLYGON: Chain = Chain::Eip155(137);

/// An explorer of one chain. Its questions are addresses and transactions, its answers lists of transfers.
struct Made(Chain, String);

impl Adapter for Made {
    fn id(&self) -> &str {
        &self.1
    }

    fn parts(&self, _about: &About) -> &'static [Part] {
        &[Part::Everything]
    }

    fn begins_anywhere(&self) -> bool {
        true
    }

    fn request(&self, question: &Question) -> Result<HttpRequest, QuestionError> {
        assert_eq!(question.chain, self.0, "nobody is asked about another chain");
        Ok(HttpRequest::get(match &question.about {
            About::Address(address) => format!("https://{}/address/{address}", self.1),
            About::Transaction(tx) => format!("https://{}/tx/{}", self.1, tx.on(self.0)),
        }))
    }

    fn parse(&self, _question: &Question, answer: &HttpAnswer) -> Result<Page, AnswerError> {
        let unreadable = |error: serde_json::Error| AnswerError::Unreadable { host: self.1.clone(), why: error.to_string() };
        if answer.status != 200 {
            return Err(AnswerError::NotHeld { host: self.1.clone(), what: "this".to_owned() });
        }
        serde_json::from_str(&answer.body).map_err(unreadable)
    }
}

pub(crate) fn name(chain: Chain) -> String {
    match chain {
        Chain::BITCOIN => "btc.example".to_owned(),
        Chain::TRON => "tron.example".to_owned(),
        Chain::Eip155(id) => format!("evm{id}.example"),
        _ => "other.example".to_owned(),
    }
}

/// What there is: transfers on all chains, and what bridges answer to a request whose URL holds a text.
#[derive(Clone, Default)]
pub(crate) struct Outside {
    pub(crate) moved: Vec<Transfer>,
    pub(crate) bridges: Vec<(&'static str, u16, String)>,
}

impl Outside {
    fn answer(&self, request: &HttpRequest) -> HttpAnswer {
        let found = |status: u16, body: String| HttpAnswer { status, body, retry_after_ms: None };
        for (part, status, body) in &self.bridges {
            if request.url.contains(part) {
                return found(*status, body.clone());
            }
        }
        let Some((chain, kind, what)) = [Chain::ETHEREUM, POLYGON, Chain::BITCOIN, Chain::TRON].into_iter().find_map(|chain| {
            let rest = request.url.strip_prefix(&format!("https://{}/", name(chain)))?;
            let (kind, what) = rest.split_once('/')?;
            Some((chain, kind.to_owned(), what.to_owned()))
        }) else {
            panic!("nobody expected {}", request.url)
        };
        let concerns = |transfer: &&Transfer| {
            transfer.asset.chain() == chain
                && match kind.as_str() {
                    "tx" => transfer.tx.on(chain) == what,
                    // An explorer of Bitcoin shows a transaction whole.
                    _ => self.moved.iter().any(|other| {
                        other.asset.chain() == chain
                            && (other.from.to_string() == what || other.to.to_string() == what)
                            && if chain == Chain::BITCOIN { other.tx == transfer.tx } else { other == *transfer }
                    }),
                }
        };
        let transfers: Vec<Transfer> = self.moved.iter().filter(concerns).cloned().collect();
        if kind == "tx" && transfers.is_empty() {
            return found(404, String::new());
        }
        found(200, serde_json::to_string(&Page { transfers, ..Page::default() }).unwrap())
    }
}

/// A theft on Ethereum: this transaction paid so much to the thief.
pub(crate) struct Theft {
    pub(crate) thief: Address,
    pub(crate) asset: Asset,
    pub(crate) amount: u128,
    pub(crate) at: u64,
}

pub(crate) const SEED: [u8; 32] = [0x5e; 32];

impl Theft {
    fn case(&self) -> Case {
        let case = json!({
            "id": "made-up", "name": "Somebody", "at": "2022-10-13T00:00:00Z", "chain": "eip155:1", "loss": "", "attribution": "",
            "portal": "", "parties": [], "terms": [], "sources": [],
            "seeds": [{
                "tx": TxId::from_bytes(SEED), "to": self.thief.to_string(), "asset": self.asset.to_string(),
                "amount": self.amount.to_string(), "what": "",
            }],
        });
        serde_json::from_value(case).unwrap()
    }

    pub(crate) fn row(&self) -> Transfer {
        pay(SEED, self.at, &victim(), &self.thief, &self.asset, self.amount)
    }
}

pub(crate) fn victim() -> Address {
    evm(0xaa)
}

pub(crate) fn evm(n: u8) -> Address {
    format!("0x{}", alloy_primitives::hex::encode([n; 20])).parse().unwrap()
}

pub(crate) fn bitcoin(n: u8) -> Address {
    bech32::segwit::encode(bech32::hrp::BC, bech32::Fe32::Q, &[n; 20]).unwrap().parse().unwrap()
}

pub(crate) fn hash(text: &str) -> [u8; 32] {
    text.parse::<TxId>().unwrap().as_bytes().try_into().unwrap()
}

/// A payment of an account. Its block is its time, so that the order is plain.
pub(crate) fn pay(tx: [u8; 32], at: u64, from: &Address, to: &Address, asset: &Asset, amount: u128) -> Transfer {
    let native = asset.is_native();
    Transfer {
        tx: TxId::from_bytes(tx),
        position: if native { Position::Value } else { Position::Log(3) },
        kind: if native { TransferKind::Native } else { TransferKind::Token },
        block: at,
        tx_index: 0,
        at: UnixSeconds::new(at),
        from: from.clone(),
        to: to.clone(),
        asset: asset.clone(),
        amount: Amount::from_u128(amount),
        block_hash: None,
        claimed_symbol: None,
    }
}

/// A Bitcoin transaction of one input, with its fee.
pub(crate) fn spend(tx: [u8; 32], at: u64, from: &Address, outputs: &[(Address, u128)], fee: u128) -> Vec<Transfer> {
    let btc = Asset::native(Chain::BITCOIN);
    let inside = Address::Coins(Coins { tx, output: None });
    let all: u128 = outputs.iter().map(|(_, amount)| amount).sum::<u128>() + fee;
    let row =
        |position: Position, kind, from: &Address, to: &Address, amount| Transfer { position, kind, ..pay(tx, at, from, to, &btc, amount) };
    let mut rows = vec![row(Position::Input(0), TransferKind::Output, from, &inside, all)];
    rows.push(row(Position::Fee, TransferKind::Fee, &inside, &Address::nobody(Chain::BITCOIN), fee));
    for (n, (to, amount)) in (0..).zip(outputs) {
        rows.push(row(Position::Output(n), TransferKind::Output, &inside, to, *amount));
    }
    rows
}

/// Settings of a run that follows over bridges to these chains.
pub(crate) fn settings(beyond: &[Chain]) -> Settings {
    let across = beyond.iter().map(|chain| Beyond { chain: *chain, explorers: vec![name(*chain)] }).collect();
    Settings { bridges: true, across, policy: Policy::Fifo, explorer: name(Chain::ETHEREUM), budget: 60, ..Settings::default() }
}

pub(crate) fn run(theft: &Theft, settings: Settings) -> Run {
    let chains = settings.across.iter().map(|beyond| beyond.chain).chain([Chain::ETHEREUM]);
    let adapters: BTreeMap<Chain, Vec<Box<dyn Adapter>>> =
        chains.map(|chain| (chain, vec![Box::new(Made(chain, name(chain))) as Box<dyn Adapter>])).collect();
    Run::across(theft.case(), settings, KnownLabels::default(), adapters)
}

/// A run that came to rest.
pub(crate) struct Played {
    pub(crate) run: Run,
    pub(crate) view: View,
    /// What was asked, in order.
    pub(crate) asked: Vec<String>,
    pub(crate) inputs: Vec<Input>,
    pub(crate) now: Now,
}

pub(crate) fn play(theft: &Theft, settings: Settings, outside: &Outside) -> Played {
    let begun = Now { ms: 1_795_000_000_000 };
    let mut played =
        Played { view: run(theft, settings.clone()).view(), run: run(theft, settings), asked: Vec::new(), inputs: Vec::new(), now: begun };
    played.tell(What::Start, outside);
    played
}

impl Played {
    /// One input, and everything that follows from it until the run rests.
    pub(crate) fn tell(&mut self, what: What, outside: &Outside) {
        let mut open: VecDeque<Action> = VecDeque::new();
        let mut wake = None;
        self.take(Input { at: self.now, what }, &mut open);
        loop {
            match open.pop_front() {
                Some(Action::Fetch { id, request }) => {
                    self.asked.push(request.url.clone());
                    let happened = Happened::Answer { id, answer: outside.answer(&request) };
                    let input = self.run.input(happened, self.now).unwrap();
                    self.take(input, &mut open);
                }
                Some(Action::Wake { at_ms }) => wake = Some(at_ms),
                Some(Action::AbortAll) => open.clear(),
                None => match wake.take() {
                    Some(at_ms) => {
                        self.now.ms = self.now.ms.max(at_ms);
                        self.take(Input { at: self.now, what: What::Woken }, &mut open);
                    }
                    None => break,
                },
            }
        }
        self.view = self.run.view();
        for equation in &self.view.equations {
            assert!(equation.holds(), "{equation:?}");
        }
    }

    fn take(&mut self, input: Input, open: &mut VecDeque<Action>) {
        if let Some(actions) = self.run.take(&input) {
            self.inputs.push(input);
            open.extend(actions);
        }
    }

    /// What the view and the journal are, to the last byte.
    pub(crate) fn bytes(&self) -> (String, String) {
        (serde_json::to_string(&self.run.view()).unwrap(), json_lines(self.run.journal().entries()).unwrap())
    }

    /// What rests at an address, of all assets, with the reason.
    pub(crate) fn rests(&self, address: &Address) -> Vec<String> {
        let here = |node: usize| self.view.nodes[node].account.address() == address;
        let ends = self.view.ends.iter().filter(|end| here(end.node));
        ends.map(|end| format!("{:?} {} {}", end.reason, end.amount, end.asset.known().unwrap().symbol)).collect()
    }

    pub(crate) fn why(&self, address: &Address) -> String {
        let here = |node: usize| self.view.nodes[node].account.address() == address;
        self.view.ends.iter().find(|end| here(end.node)).map(|end| end.why.clone()).unwrap_or_default()
    }
}
