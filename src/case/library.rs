//! The cases that ship with Spoor.

use super::{Case, Fault};

/// The cases built into this version, newest first.
#[derive(Clone, Debug)]
pub struct CaseLibrary {
    cases: Vec<Case>,
}

/// A case file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadCaseError {
    /// The text is not a case.
    #[error("the case file cannot be read: {0}")]
    Shape(String),
    /// A seed's asset is not on Spoor's list, so its amount has no decimals.
    #[error("seed {tx} of the case is of {asset}, which is not on the asset list")]
    UnlistedAsset {
        /// The seed's transaction.
        tx: String,
        /// The asset.
        asset: String,
    },
    /// There is nothing to follow.
    #[error("the case {0:?} has neither seeds nor origins: there is nothing to follow")]
    NoSeeds(String),
    /// Something else that a case must not be.
    #[error("the case {case:?} cannot be used: {fault}")]
    Law {
        /// The case's name.
        case: String,
        /// What is wrong, and where.
        fault: Fault,
    },
    /// No case of that name.
    #[error("there is no case {asked:?} here; the cases are: {known}")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The names there are.
        known: String,
    },
}

const FILES: &[&str] = &[
    include_str!("../../data/cases/alphapo-coinspaid-2023-07-22.json"),
    include_str!("../../data/cases/atomic-wallet-2023-06-02.json"),
    include_str!("../../data/cases/bingx-2024-09-19.json"),
    include_str!("../../data/cases/bitget-2026-09-24.json"),
    include_str!("../../data/cases/bybit-2025-02-21.json"),
    include_str!("../../data/cases/coinex-2023-09-12.json"),
    include_str!("../../data/cases/dmm-bitcoin-2024-05-31.json"),
    include_str!("../../data/cases/drift-2026-04-01.json"),
    include_str!("../../data/cases/harmony-2022-06-23.json"),
    include_str!("../../data/cases/heco-htx-2023-11-22.json"),
    include_str!("../../data/cases/kelpdao-2026-04-18.json"),
    include_str!("../../data/cases/kucoin-2020-09-26.json"),
    include_str!("../../data/cases/phemex-2025-01-23.json"),
    include_str!("../../data/cases/poloniex-2023-11-10.json"),
    include_str!("../../data/cases/radiant-2024-10-16.json"),
    include_str!("../../data/cases/ronin-2022-03-23.json"),
    include_str!("../../data/cases/stake-2023-09-04.json"),
    include_str!("../../data/cases/upbit-2019-11-27.json"),
    include_str!("../../data/cases/upbit-2025-11-26.json"),
    include_str!("../../data/cases/wazirx-2024-07-18.json"),
];

impl CaseLibrary {
    /// The built-in cases.
    ///
    /// # Errors
    /// Never in a released version: a test reads every file.
    pub fn built_in() -> Result<Self, ReadCaseError> {
        let mut cases = FILES.iter().map(|text| Case::from_json(text)).collect::<Result<Vec<_>, _>>()?;
        cases.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
        Ok(Self { cases })
    }

    /// The same with one more case, for a program that was given its file. It stands last, so it never takes the place of a
    /// case that is there.
    #[must_use]
    pub fn with(mut self, case: Case) -> Self {
        self.cases.push(case);
        self
    }

    /// All cases, newest first.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// A case by its name.
    ///
    /// # Errors
    /// When there is none; the error lists the names there are.
    pub fn find(&self, id: &str) -> Result<&Case, ReadCaseError> {
        self.cases.iter().find(|case| case.id == id).ok_or_else(|| ReadCaseError::Unknown {
            asked: id.chars().take(80).collect(),
            known: self.cases.iter().map(|case| case.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Recipient;
    use crate::money::Asset;

    const KEYS: [&str; 2] = [
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    ];

    #[test]
    fn the_keys_of_a_portal_are_read_and_wrong_ones_refused() {
        let built_in = CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone();
        assert!(built_in.recipients.is_empty(), "its portal publishes no key");
        let plain = serde_json::to_value(&built_in).unwrap();
        assert!(plain.get("recipients").is_none(), "a case without keys keeps its bytes");
        let read = |keys: serde_json::Value| {
            let mut case = plain.clone();
            case["recipients"] = keys;
            Case::from_json(&case.to_string()).map_err(|error| error.to_string())
        };
        let case = read(KEYS.into()).unwrap();
        assert_eq!(case.recipients.iter().map(Recipient::as_str).collect::<Vec<_>>(), KEYS);
        assert_eq!(Case::from_json(&serde_json::to_string(&case).unwrap()).unwrap(), case);
        for (keys, why) in [
            (serde_json::json!([KEYS[0], KEYS[0]]), "each once"),
            (vec![KEYS[0]; 9].into(), "at most 8"),
            (serde_json::json!(["age1nobody"]), "check does not fit"),
            (serde_json::json!("age1nobody"), "cannot be read"),
            (serde_json::json!([7]), "cannot be read"),
        ] {
            let error = read(keys).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }

    /// What the cases that ship with Spoor lack for a reason: the first is as old as its tips, whose digest of it stays, its
    /// portal publishes no key, and two are of Solana.
    fn expected(advice: &str) -> bool {
        ["schema: is not there", "version: is not there", "recipients: pins no key", "chain: Solana", "parties: names nobody"]
            .iter()
            .any(|begin| advice.starts_with(begin))
    }

    #[test]
    fn the_cases_are_those_of_the_list_and_the_thin_ones_say_why() {
        let library = CaseLibrary::built_in().unwrap();
        assert_eq!(library.cases().len(), 20);
        let thin: Vec<&str> = library.cases().iter().filter(|case| !case.is_traceable()).map(|case| case.id.as_str()).collect();
        assert_eq!(thin, ["bitget-2026-09-24", "upbit-2025-11-26", "alphapo-coinspaid-2023-07-22"]);
        let times: Vec<_> = library.cases().iter().map(|case| case.at).collect();
        assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "newest first");
        assert!(library.find("heco-htx-2023-11-22").unwrap().warnings[0].what.contains("disagree"));
    }

    #[test]
    fn the_terms_of_bybit_are_there_as_numbers() {
        let library = CaseLibrary::built_in().unwrap();
        let bounty = library.find("bybit-2025-02-21").unwrap().bounty.as_ref().unwrap();
        assert_eq!((bounty.freezer_millionths, bounty.reporters_millionths, bounty.of), (50_000, 50_000, crate::case::Of::Returned));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let kelp = serde_json::to_value(CaseLibrary::built_in().unwrap().find("kelpdao-2026-04-18").unwrap()).unwrap();
        let changed = |pointer: &str, to: serde_json::Value| {
            let mut case = kelp.clone();
            match case.pointer_mut(pointer) {
                Some(member) => *member = to,
                None => case[pointer.trim_start_matches('/')] = to,
            }
            Case::from_json(&case.to_string()).unwrap_err().to_string()
        };
        let unlisted = Asset::token(crate::money::Chain::ETHEREUM, "0x2a120e7f2f1d8ffd173ed17aa5089f11206b5177".parse().unwrap());
        for (pointer, to, why) in [
            ("/schema", "case/2".into(), "schema: is not \"case/1\""),
            ("/version", 0.into(), "version: is 0"),
            ("/id", "Kelp DAO".into(), "id: is 1 to 80"),
            ("/name", " ".into(), "name: is empty"),
            ("/at", "yesterday".into(), "at: not a time"),
            ("/chain", "eip155:01".into(), "chain: not a chain"),
            ("/seeds", serde_json::json!([]), "neither seeds nor origins"),
            ("/seeds/0", serde_json::json!({"tx": "0x00"}), "seeds[0]: "),
            ("/thin", "nothing known".into(), "thin: says that nothing"),
            ("/seeds/0/what", "x".repeat(2_001).into(), "at most 2000"),
            ("/loss", "x".repeat(2_001).into(), "loss: has 2001 characters"),
            ("/hosts", "https://evil.example".into(), "hosts: is no field"),
            (
                "/bounty",
                serde_json::json!({"freezer_millionths": 900_000, "reporters_millionths": 100_001, "of": "returned", "split": "",
                "as_of": "2026-11-22", "source": ""}),
                "bounty: gives away more than all",
            ),
            ("/origins", serde_json::json!([{"at": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "from_block": 1}]), "origins[0].at: "),
            ("/origins", serde_json::json!([{"at": "0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2"}]), "says from when"),
        ] {
            let error = changed(pointer, to);
            assert!(error.contains(why), "{pointer}: {error}");
        }
        assert!(changed("/seeds/0/asset", unlisted.to_string().into()).contains("not on the asset list"));
    }

    #[test]
    fn every_built_in_case_is_read() {
        let library = CaseLibrary::built_in().unwrap();
        let bybit = library.find("bybit-2025-02-21").unwrap();
        assert_eq!(bybit.seeds[0].amount.to_string(), "401346768858404671846374");
        let forged = Case { seeds: Vec::new(), ..bybit.clone() };
        let mine = Case { id: "mine".to_owned(), ..bybit.clone() };
        for case in library.cases() {
            assert_eq!(&Case::from_json(&serde_json::to_string(case).unwrap()).unwrap(), case, "{}", case.id);
            assert_eq!(case.faults(), []);
            assert_eq!(
                case.advice().iter().map(ToString::to_string).filter(|line| !expected(line)).collect::<Vec<_>>(),
                [""; 0],
                "{}",
                case.id
            );
            assert_eq!(case.is_traceable(), !case.starts().is_empty(), "{}", case.id);
            assert!(case.id.ends_with(&case.at.day()), "{} is named after its day", case.id);
        }
        let more = library.clone().with(forged).with(mine);
        assert_eq!(more.find("bybit-2025-02-21").unwrap(), bybit);
        assert_eq!(more.find("mine").unwrap().id, "mine");
        assert!(library.find("nobody").unwrap_err().to_string().contains("bybit-2025-02-21"));
    }
}
