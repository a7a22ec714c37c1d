//! The words of the command line.

use std::path::PathBuf;

use spoor::trace::view::Policy;

/// How the program is called.
pub(crate) const USAGE: &str = "trace_world --world DIR --budget N [--policy P] [--json OUT] [--tip OUT]

  --world DIR   a folder with case.json, labels.csv and transfers.csv (or transfers.csv.gz)
  --budget N    how many pages may be asked for
  --policy P    how taint is shared where money mixes";

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// The folder of the world.
    pub(crate) world: PathBuf,
    /// Requests allowed.
    pub(crate) budget: u32,
    /// How taint is shared; the engine's default where none is named.
    pub(crate) policy: Option<Policy>,
    /// Where the result goes as JSON.
    pub(crate) json: Option<PathBuf>,
    /// Where a tip goes.
    pub(crate) tip: Option<PathBuf>,
}

/// Words that are not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    /// An option nobody knows.
    #[error("there is no option {0:?}\n\n{USAGE}")]
    Unknown(String),
    /// An option without what belongs to it.
    #[error("nothing follows {0}\n\n{USAGE}")]
    Nothing(String),
    /// An option given twice.
    #[error("{0} is given twice")]
    Twice(String),
    /// One that is needed is missing.
    #[error("{0} is missing\n\n{USAGE}")]
    Missing(&'static str),
    /// Not a number of requests.
    #[error("--budget {0:?} is not a whole number of requests, 1 to 4294967295")]
    Budget(String),
    /// Not a policy.
    #[error("there is no policy {asked:?}; the policies are: {known}")]
    Policy {
        /// What was asked for.
        asked: String,
        /// The names there are.
        known: String,
    },
}

impl Arguments {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    /// When an option is unknown, missing, given twice, or its value cannot be.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Self, ArgumentError> {
        let (mut world, mut budget, mut policy, mut json, mut tip) = (None, None, None, None, None);
        let mut words = words;
        while let Some(option) = words.next() {
            let slot = match option.as_str() {
                "--world" => &mut world,
                "--budget" => &mut budget,
                "--policy" => &mut policy,
                "--json" => &mut json,
                "--tip" => &mut tip,
                _ => return Err(ArgumentError::Unknown(option)),
            };
            let value = words.next().filter(|value| !value.starts_with("--")).ok_or_else(|| ArgumentError::Nothing(option.clone()))?;
            if slot.replace(value).is_some() {
                return Err(ArgumentError::Twice(option));
            }
        }
        let budget = budget.ok_or(ArgumentError::Missing("--budget N"))?;
        Ok(Self {
            world: world.ok_or(ArgumentError::Missing("--world DIR"))?.into(),
            budget: budget.parse().ok().filter(|budget| *budget > 0).ok_or(ArgumentError::Budget(budget))?,
            policy: policy.map(|name| read_policy(&name)).transpose()?,
            json: json.map(PathBuf::from),
            tip: tip.map(PathBuf::from),
        })
    }
}

/// The name of a policy on the command line: the one it has in data.
#[must_use]
pub(crate) fn policy_name(policy: Policy) -> String {
    serde_json::to_value(policy).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn read_policy(asked: &str) -> Result<Policy, ArgumentError> {
    Policy::ALL
        .into_iter()
        .find(|policy| policy_name(*policy) == asked)
        .ok_or_else(|| ArgumentError::Policy { asked: asked.chars().take(80).collect(), known: Policy::ALL.map(policy_name).join(", ") })
}
