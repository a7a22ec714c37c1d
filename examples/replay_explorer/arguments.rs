//! The words of the command line.

use spoor::explorer::replay::{Fault, Faults};

/// How the program is called.
pub(crate) const USAGE: &str = "replay_explorer --world DIR|NAME --port N [--faults SEED --rate PCT] [--only FAULT,…]
                [--latency MS] [--stall MS] [--cap PER_SECOND]

  --world DIR|NAME  a folder with case.json, labels.csv and transfers.csv (or .csv.gz), or lifi, txphish, atomic
  --port N          where to listen on 127.0.0.1; 0 takes a free port
  --faults SEED     what goes wrong is drawn from this number
  --rate PCT        of 100 requests so many meet a fault, 0 to 100; 20 where only the seed is given
  --only FAULT,…    only these faults
  --latency MS      what every answer takes
  --stall MS        how long a stalled answer takes, 30000 by itself; a dripping one takes twice as long
  --cap PER_SECOND  more requests than this are refused";

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// A folder, or the name of a built-in world.
    pub(crate) world: String,
    /// Where to listen.
    pub(crate) port: u16,
    /// What goes wrong.
    pub(crate) faults: Faults,
    /// What every answer takes, in milliseconds.
    pub(crate) latency_ms: u64,
    /// Answers in any second.
    pub(crate) cap: Option<u32>,
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
    /// One that is needed is missing.
    #[error("{0} is missing\n\n{USAGE}")]
    Missing(&'static str),
    /// A value that cannot be.
    #[error("{option} {value:?} is not {expected}\n\n{USAGE}")]
    Value {
        /// The option.
        option: String,
        /// What followed it.
        value: String,
        /// What should have.
        expected: &'static str,
    },
    /// No such fault.
    #[error("there is no fault {asked:?}; the faults are: {known}")]
    Fault {
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
    /// When an option is unknown or missing, or its value cannot be.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Self, ArgumentError> {
        let (mut world, mut port, mut latency_ms, mut cap, mut rate) = (None, None, 0, None, None);
        let mut faults = Faults::none();
        let mut seeded = false;
        let mut words = words;
        while let Some(option) = words.next() {
            let value = words.next().filter(|value| !value.starts_with("--")).ok_or_else(|| ArgumentError::Nothing(option.clone()))?;
            match option.as_str() {
                "--world" => world = Some(value),
                "--port" => port = Some(number(&option, value, "a port, 0 to 65535")?),
                "--faults" => (faults.seed, seeded) = (number(&option, value, "a number")?, true),
                "--rate" => rate = Some(number::<u8>(&option, value, "a percentage, 0 to 100")?.min(100)),
                "--only" => faults.kinds = value.split(',').map(fault).collect::<Result<_, _>>()?,
                "--latency" => latency_ms = number(&option, value, "a number of milliseconds")?,
                "--stall" => faults.stall_ms = number(&option, value, "a number of milliseconds")?,
                "--cap" => cap = Some(number(&option, value, "a number of requests")?),
                _ => return Err(ArgumentError::Unknown(option)),
            }
        }
        if faults.kinds.is_empty() {
            faults.kinds = Fault::ALL.to_vec();
        }
        faults.rate_percent = rate.unwrap_or(if seeded { 20 } else { 0 });
        let world = world.ok_or(ArgumentError::Missing("--world DIR|NAME"))?;
        Ok(Self { world, port: port.ok_or(ArgumentError::Missing("--port N"))?, faults, latency_ms, cap })
    }
}

fn number<T: std::str::FromStr>(option: &str, value: String, expected: &'static str) -> Result<T, ArgumentError> {
    value.parse().map_err(|_| ArgumentError::Value { option: option.to_owned(), value, expected })
}

fn fault(name: &str) -> Result<Fault, ArgumentError> {
    Fault::of_name(name)
        .ok_or_else(|| ArgumentError::Fault { asked: name.chars().take(80).collect(), known: Fault::ALL.map(Fault::name).join(", ") })
}
