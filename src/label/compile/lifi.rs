//! LI.FI's configuration of the bridges it uses, and its own contracts.

use serde_json::Value;

use super::Row;
use crate::label::entry::Entry;

/// In the configuration of a bridge, which entries are contracts that money is paid to: `(file, entry, name)`.
const CONTRACTS: &[(&str, &str, &str)] = &[
    ("across", "acrossSpokePool", "Across: spoke pool"),
    ("across", "spokePoolPeriphery", "Across: spoke pool periphery"),
    ("across", "sponsoredOftSrcPeriphery", "Across: sponsored OFT periphery"),
    ("across", "sponsoredCctpSrcPeriphery", "Across: sponsored CCTP periphery"),
    ("celerCircle", "circleBridgeProxy", "Celer: Circle bridge proxy"),
    ("chainflip", "chainflipVault", "Chainflip vault"),
    ("debridgedln", "dlnSource", "deBridge DLN source"),
    ("garden", "htlcRegistry", "Garden: HTLC registry"),
    ("layerswap", "layerSwapDepository", "Layerswap depository"),
    ("mayan", "bridge", "Mayan: forwarder"),
    ("relay", "relayDepository", "Relay depository"),
    ("relay", "relayReceiver", "Relay receiver"),
    ("squid", "router", "Squid router"),
    ("stargateV2", "endpointV2", "LayerZero endpoint 2"),
    ("stargateV2", "tokenMessaging", "Stargate 2: token messaging"),
    ("symbiosis", "metaRouter", "Symbiosis: meta router"),
    ("symbiosis", "gateway", "Symbiosis: gateway"),
    ("symbiosis", "onchainSwapV3", "Symbiosis: on-chain swap 3"),
    ("symbiosis", "onchainSwapV3Gateway", "Symbiosis: on-chain swap 3 gateway"),
    ("thorswap", "thorchainRouter", "THORChain router"),
];

/// Of LI.FI's own contracts, those that money is paid to. The facets are code behind the diamond; executors and receivers
/// hold nothing when a transaction is over.
const OWN: &[(&str, &str, &str)] = &[
    ("LiFiDiamond", "LI.FI diamond", "bridge"),
    ("LiFiDiamondImmutable", "LI.FI diamond, immutable", "bridge"),
    ("LiFiDEXAggregator", "LI.FI DEX aggregator", "service"),
    ("FeeCollector", "LI.FI fee collector", "service"),
    ("ServiceFeeCollector", "LI.FI service fee collector", "service"),
    ("LiFuelFeeCollector", "LI.FI gas fee collector", "service"),
];

/// The rows of `config-<bridge>.json`: every text that stands under one of the entries above and the name of a chain.
pub(super) fn config(path: &str, file: &Value) -> Vec<Row> {
    let bridge = path.rsplit_once("config-").map_or(path, |(_, rest)| rest).trim_end_matches(".json");
    let mut rows = Vec::new();
    walk(file, &mut Vec::new(), &mut |keys, text| rows.push(config_row(bridge, keys, text)));
    rows
}

fn config_row(bridge: &str, keys: &[&str], text: &str) -> Row {
    let contract = CONTRACTS.iter().find(|(file, entry, _)| *file == bridge && keys.contains(entry));
    // Notes stand beside the addresses.
    let Some((_, entry, name)) = contract.filter(|_| !text.contains([' ', '/'])) else {
        return Row::LeftOut("a token, a setting or a note");
    };
    let chain = keys.iter().find(|key| *key != entry && !matches!(**key, "networks" | "bridges")).copied().unwrap_or_default();
    Row::Entry(Entry {
        chain: chain.to_owned(),
        address: text.to_owned(),
        name: (*name).to_owned(),
        category: "bridge".to_owned(),
        ..Entry::default()
    })
}

/// The rows of `deployments-<chain>.json`.
pub(super) fn deployments(chain: &str, file: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    walk(file, &mut Vec::new(), &mut |keys, text| {
        let own = OWN.iter().find(|(entry, ..)| keys.last() == Some(entry));
        rows.push(own.map_or(
            Row::LeftOut("code behind LI.FI's diamond, or a contract that money only passes through"),
            |(_, name, category)| {
                Row::Entry(Entry {
                    chain: chain.to_owned(),
                    address: text.to_owned(),
                    name: (*name).to_owned(),
                    category: (*category).to_owned(),
                    ..Entry::default()
                })
            },
        ));
    });
    rows
}

/// Every text with the names that lead to it.
fn walk<'a>(value: &'a Value, keys: &mut Vec<&'a str>, found: &mut impl FnMut(&[&str], &str)) {
    match value {
        Value::String(text) => found(keys, text),
        Value::Array(list) => list.iter().for_each(|item| walk(item, keys, found)),
        Value::Object(fields) => {
            for (name, item) in fields {
                keys.push(name);
                walk(item, keys, found);
                keys.pop();
            }
        }
        _ => {}
    }
}
