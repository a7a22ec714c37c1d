//! Maya Protocol: built like THORChain, with a coin of its own.
//!
//! Source: [Maya's documentation](https://docs.mayaprotocol.com/). Its coin CACAO has ten decimals and its token MAYA has
//! four; all else is counted in 10⁻⁸.

use super::Service;
use super::thorchain::Family;

/// Maya.
pub const MAYA: Family = Family {
    service: Service::Maya,
    home: "Maya",
    path: "mayachain",
    chain: "MAYA",
    coin: "CACAO",
    finer: &[("MAYA.CACAO", 10), ("MAYA.MAYA", 4)],
};
