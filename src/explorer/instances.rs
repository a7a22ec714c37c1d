//! The Blockscout instances Spoor knows: `data/explorers.json`. The page's content security policy names the same hosts.
//!
//! Source: the list of instances at <https://chains.blockscout.com>.

use serde::{Deserialize, Serialize};

use crate::money::Chain;

/// A public explorer of one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// The name under which its answers are cited: `blockscout-eth`.
    pub id: String,
    /// The chain's name on a screen.
    pub name: String,
    /// The chain.
    pub chain: Chain,
    /// The host, without scheme and path.
    pub host: String,
}

/// A list of explorers that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list of explorers cannot be read: {0}")]
pub struct ReadInstancesError(String);

/// The known instances, in the order to be offered.
///
/// # Errors
/// Never in a released version: a test reads the built-in file.
pub fn instances() -> Result<Vec<Instance>, ReadInstancesError> {
    serde_json::from_str(include_str!("../../data/explorers.json")).map_err(|error| ReadInstancesError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explorer::blockscout::Blockscout;

    #[test]
    fn every_instance_makes_an_adapter_under_its_own_name() {
        let all = instances().unwrap();
        assert!(all.iter().any(|instance| instance.chain == Chain::ETHEREUM));
        for instance in &all {
            let adapter = Blockscout::new(instance.chain, &instance.host).unwrap();
            assert_eq!(crate::explorer::Adapter::id(&adapter), instance.id);
            assert_eq!(all.iter().filter(|other| other.id == instance.id || other.host == instance.host).count(), 1);
        }
    }
}
