//! What the visitor typed to start a trace, and the settings it stands for. The text is kept as it was typed.

mod field;

pub use field::{Field, FormError, number};

use field::{cut, day, millionths};

use super::followed::Followed;
use super::lookup::{self, Named};
use crate::money::{Account, Address, Chain, UnixSeconds};
use crate::trace::view::{Beyond, Direction, Policy, Settings, Start};

/// The rules for mixed money under which a trace adds up, in the order of the screen. Poison stands apart.
pub const RULES: [Policy; 5] = [Policy::Fifo, Policy::Haircut, Policy::Lifo, Policy::Libr, Policy::First];

/// The most requests that can be allowed.
pub const MOST_REQUESTS: u32 = 100_000;

/// The fields of the form, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceForm {
    /// Who is asked first, as a source is written.
    pub explorer: String,
    /// Who is asked where the one before gives no answer.
    pub others: Vec<String>,
    /// The chain of what is named, where it is not the case's.
    pub chain: Option<Chain>,
    /// Whether what [`Self::start`] names is followed instead of the case's theft.
    pub named: bool,
    /// An address, or a transaction's hash and perhaps its recipient.
    pub start: String,
    /// Which way.
    pub direction: Direction,
    /// Requests.
    pub budget: String,
    /// Hops.
    pub hops: String,
    /// Per cent of the followed total, with up to 4 decimals.
    pub dust: String,
    /// The first day that counts, as `2025-02-21` in UTC; empty for all.
    pub from: String,
    /// The last day that counts.
    pub until: String,
    /// How taint is shared.
    pub policy: Policy,
    /// Whether bridges are asked where the money came out.
    pub bridges: bool,
    /// Who is asked on further chains.
    pub across: Vec<Beyond>,
}

impl Default for TraceForm {
    fn default() -> Self {
        Self {
            explorer: "recorded".into(),
            others: Vec::new(),
            chain: None,
            named: false,
            start: String::new(),
            direction: Direction::Forward,
            budget: "300".into(),
            hops: "8".into(),
            dust: "0.001".into(),
            from: String::new(),
            until: String::new(),
            policy: Policy::Fifo,
            bridges: true,
            across: Vec::new(),
        }
    }
}

impl TraceForm {
    /// The settings that the fields stand for, on the chain of the case.
    ///
    /// # Errors
    /// When a field cannot be used; the error names the field and what it accepts.
    pub fn settings(&self, chain: Chain) -> Result<Settings, FormError> {
        let (from, until) = (day(Field::From, &self.from)?, day(Field::Until, &self.until)?);
        if let (Some(first), Some(last)) = (from, until)
            && last < first
        {
            return Err(FormError::Order { from: cut(&self.from), until: cut(&self.until) });
        }
        Ok(Settings {
            budget: number(Field::Budget, &self.budget, 1, MOST_REQUESTS)?,
            most_hops: number(Field::Hops, &self.hops, 1, 64)?,
            dust_millionths: millionths(&self.dust).ok_or_else(|| FormError::Dust { given: cut(&self.dust) })?,
            policy: self.policy,
            explorer: self.explorer.clone(),
            others: self.others.clone(),
            chain: self.chain.filter(|_| self.named),
            direction: self.direction,
            start: if self.named { start(&self.start, self.chain.unwrap_or(chain))? } else { Start::Case },
            from_at: from,
            // The last day counts whole.
            until_at: until.map(|midnight| UnixSeconds::new(midnight.get() + 86_399)),
            bridges: self.asks_bridges(),
            across: if self.asks_bridges() { self.across.clone() } else { Vec::new() },
        })
    }

    /// The form that stands for these settings.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let start = match &settings.start {
            Start::Case => String::new(),
            Start::Address(address) => address.to_string(),
            Start::Transfer { tx, to } => to.as_ref().map_or_else(|| tx.to_string(), |to| format!("{tx} {to}")),
        };
        let (whole, fraction) = (settings.dust_millionths / 10_000, settings.dust_millionths % 10_000);
        let dust = format!("{whole}.{fraction:04}");
        Self {
            explorer: settings.explorer.clone(),
            others: settings.others.clone(),
            chain: settings.chain,
            named: settings.start != Start::Case,
            start,
            direction: settings.direction,
            budget: settings.budget.to_string(),
            hops: settings.most_hops.to_string(),
            dust: dust.trim_end_matches('0').trim_end_matches('.').to_owned(),
            from: settings.from_at.map(UnixSeconds::day).unwrap_or_default(),
            until: settings.until_at.map(UnixSeconds::day).unwrap_or_default(),
            policy: settings.policy,
            bridges: settings.bridges || settings.explorer == "recorded" || settings.direction == Direction::Backward,
            across: settings.across.clone(),
        }
    }

    /// Whether bridges are asked. With the recording nothing leaves the browser, and following back asks none.
    #[must_use]
    pub fn asks_bridges(&self) -> bool {
        self.bridges && self.explorer != "recorded" && self.direction == Direction::Forward
    }

    /// What stands in a box.
    #[must_use]
    pub fn typed(&self, field: Field) -> &str {
        match field {
            Field::Start => &self.start,
            Field::Budget => &self.budget,
            Field::Hops => &self.hops,
            Field::Dust => &self.dust,
            Field::From => &self.from,
            Field::Until => &self.until,
        }
    }

    /// Takes what was typed into a box.
    pub fn type_in(&mut self, field: Field, typed: String) {
        let own = match field {
            Field::Start => &mut self.start,
            Field::Budget => &mut self.budget,
            Field::Hops => &mut self.hops,
            Field::Dust => &mut self.dust,
            Field::From => &mut self.from,
            Field::Until => &mut self.until,
        };
        *own = typed;
    }

    /// Takes what was typed as the start. An address that only one chain writes so is of that chain.
    pub fn name_start(&mut self, typed: String) {
        if let Some(Ok(Named::Address(address))) = typed.split_whitespace().next().map(lookup::read) {
            let fits = |chain: Chain| Account::new(chain, address.clone()).is_ok();
            if address.as_evm().is_none() || self.chain.is_some_and(|chain| !fits(chain)) {
                self.chain = Some(address.usual_chain());
            }
        }
        self.start = typed;
    }

    /// What is followed, for the words of the form.
    #[must_use]
    pub const fn followed(&self) -> Followed {
        match (self.direction, self.named) {
            (Direction::Backward, _) => Followed::Back,
            (Direction::Forward, true) => Followed::Onward,
            (Direction::Forward, false) => Followed::Theft,
        }
    }

    /// The choices that are closed at first, in a line.
    #[must_use]
    pub fn behind(&self) -> String {
        let days = match (self.from.is_empty(), self.until.is_empty()) {
            (true, true) => "all days".to_owned(),
            (false, true) => format!("from {}", cut(&self.from)),
            (true, false) => format!("until {}", cut(&self.until)),
            (false, false) => format!("{} to {}", cut(&self.from), cut(&self.until)),
        };
        let (hops, dust, rule) = (cut(&self.hops), cut(&self.dust), self.followed().policy(self.policy));
        format!("{hops} hops, parts from {dust} %, {days}, {rule}")
    }
}

/// What a text names as the start, on a chain.
fn start(typed: &str, chain: Chain) -> Result<Start, FormError> {
    let refuse = |why: String| FormError::Named { why: super::hostile::plain(&why, 300) };
    let on_chain = |address: Address| {
        let account = Account::new(chain, address).map_err(|error| refuse(error.to_string()))?;
        Ok(account.address().clone())
    };
    let words: Vec<&str> = typed.split_whitespace().take(3).collect();
    let named = |word: &&str| lookup::read(word).map_err(refuse);
    match words.as_slice() {
        [word] => match named(word)? {
            Named::Address(address) => Ok(Start::Address(on_chain(address)?)),
            Named::Transaction(tx) => Ok(Start::Transfer { tx, to: None }),
        },
        [hash, recipient] => match (named(hash)?, named(recipient)?) {
            (Named::Transaction(tx), Named::Address(to)) => Ok(Start::Transfer { tx, to: Some(on_chain(to)?) }),
            _ => Err(FormError::Start),
        },
        _ => Err(FormError::Start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ADDRESS: &str = "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2";
    const HASH: &str = "0xb61413c495fdad6114a7aa863a00b2e3c28945979a10885b12b30316ea9f072c";

    fn settings(change: impl FnOnce(&mut TraceForm)) -> Result<Settings, FormError> {
        let mut form = TraceForm::default();
        change(&mut form);
        form.settings(Chain::ETHEREUM)
    }

    #[test]
    fn the_form_as_it_opens_can_be_used() {
        let settings = settings(|_| ()).unwrap();
        assert_eq!((settings.budget, settings.most_hops, settings.dust_millionths), (300, 8, 10));
        assert_eq!((settings.start, settings.direction), (Start::Case, Direction::Forward));
        assert_eq!((settings.from_at, settings.until_at), (None, None));
    }

    #[test]
    fn with_the_recording_no_bridge_is_asked() {
        assert!(!settings(|_| ()).unwrap().bridges, "nothing leaves the browser");
        assert!(settings(|form| form.explorer = "blockscout-eth".into()).unwrap().bridges);
        assert!(!settings(|form| (form.explorer, form.bridges) = ("blockscout-eth".into(), false)).unwrap().bridges);
    }

    #[test]
    fn days_are_whole_and_in_order() {
        let window = settings(|form| (form.from, form.until) = ("2025-02-21".into(), " 2025-02-21 ".into())).unwrap();
        assert_eq!(window.from_at.unwrap().to_string(), "2025-02-21T00:00:00Z");
        assert_eq!(window.until_at.unwrap().to_string(), "2025-02-21T23:59:59Z");
        for typed in ["21.02.2025", "2025-2-21", "2025-02-30", "2025-02-21T00:00:00Z", "1969-12-31", "-025-02-21", "yesterday"] {
            let error = settings(|form| form.until = typed.into()).unwrap_err();
            assert_eq!(error.field(), Field::Until, "{typed}");
            assert!(error.to_string().contains(typed), "{error}");
        }
        let error = settings(|form| (form.from, form.until) = ("2025-02-22".into(), "2025-02-21".into())).unwrap_err();
        assert_eq!(error.to_string(), "Until: 2025-02-21 is before the first day, 2025-02-22");
    }

    #[test]
    fn the_start_is_an_address_or_a_hash_of_the_chain() {
        let address: Address = ADDRESS.parse().unwrap();
        let tx = HASH.parse().unwrap();
        let both = format!(" {HASH}\n{ADDRESS} ");
        for (typed, start) in [
            (ADDRESS, Start::Address(address.clone())),
            (HASH, Start::Transfer { tx, to: None }),
            (both.as_str(), Start::Transfer { tx, to: Some(address) }),
        ] {
            assert_eq!(settings(|form| (form.named, form.start) = (true, typed.into())).unwrap().start, start);
            assert_eq!(settings(|form| form.start = typed.into()).unwrap().start, Start::Case, "the theft is chosen");
        }
        let swapped = format!("{ADDRESS} {HASH}");
        for (typed, part) in [
            ("", "write one address"),
            (swapped.as_str(), "write one address"),
            ("0x4766", "42"),
            ("0x47666fab8bd0Ac7003bce3f5C3585383F09486E2", "checksum"),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "no address of eip155:1"),
            ("<b>", "<b>"),
        ] {
            let error = settings(|form| (form.named, form.start) = (true, typed.into())).unwrap_err();
            assert_eq!(error.field(), Field::Start);
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn an_address_that_only_one_chain_writes_so_brings_its_chain() {
        let mut form = TraceForm { named: true, ..TraceForm::default() };
        for (typed, chain) in [
            (ADDRESS, None),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Some(Chain::BITCOIN)),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Some(Chain::TRON)),
            (HASH, Some(Chain::TRON)),
            (ADDRESS, Some(Chain::ETHEREUM)),
            ("", Some(Chain::ETHEREUM)),
        ] {
            form.name_start(typed.to_owned());
            assert_eq!((form.chain, form.start.as_str()), (chain, typed));
        }
        form.chain = Some(Chain::Eip155(8453));
        form.name_start(ADDRESS.to_owned());
        assert_eq!(form.chain, Some(Chain::Eip155(8453)), "every EVM chain writes addresses so: the choice stands");
    }

    #[test]
    fn only_a_theft_followed_forward_speaks_of_the_stolen() {
        for (named, direction) in [(true, Direction::Forward), (false, Direction::Backward), (true, Direction::Backward)] {
            let form = TraceForm { named, direction, start: ADDRESS.into(), policy: Policy::First, ..TraceForm::default() };
            assert_eq!(form.followed(), Followed::of(&form.settings(Chain::ETHEREUM).unwrap()));
            assert!(!form.behind().to_lowercase().contains("stolen"));
        }
        assert_eq!(TraceForm::default().followed(), Followed::Theft);
        assert_eq!(TraceForm::default().behind(), "8 hops, parts from 0.001 %, all days, First in, first out (FIFO)");
    }

    proptest! {
        #[test]
        fn settings_come_back_from_their_form(
            (budget, hops, dust) in (1u32..=100_000, 1u32..=64, 0u32..=1_000_000),
            days in proptest::option::of((0u64..40_000, 0u64..1000)),
            (which, backward, rule) in (0usize..4, any::<bool>(), 0usize..6),
        ) {
            let (tx, to): (crate::money::TxId, Address) = (HASH.parse().unwrap(), ADDRESS.parse().unwrap());
            let settings = Settings {
                others: vec!["routescan".to_owned()],
                chain: None,
                budget,
                most_hops: hops,
                dust_millionths: dust,
                policy: RULES.get(rule).copied().unwrap_or(Policy::Poison),
                explorer: "eth.blockscout.com".to_owned(),
                direction: if backward { Direction::Backward } else { Direction::Forward },
                start: match which {
                    0 => Start::Case,
                    1 => Start::Address(to),
                    2 => Start::Transfer { tx, to: None },
                    _ => Start::Transfer { tx, to: Some(to) },
                },
                from_at: days.map(|(first, _)| UnixSeconds::new(first * 86_400)),
                until_at: days.map(|(first, more)| UnixSeconds::new((first + more) * 86_400 + 86_399)),
                bridges: !backward,
                across: if backward { Vec::new() } else { vec![Beyond { chain: Chain::BITCOIN, explorers: vec!["mempool".to_owned()] }] },
            };
            prop_assert_eq!(TraceForm::of(&settings).settings(Chain::ETHEREUM).unwrap(), settings);
        }

        #[test]
        fn nothing_typed_breaks_it(start in any::<String>(), from in any::<String>(), until in any::<String>()) {
            let form = TraceForm { named: true, start, from, until, ..TraceForm::default() };
            if let Err(error) = form.settings(Chain::ETHEREUM) {
                prop_assert!(error.to_string().chars().count() < 500);
            }
        }
    }
}
