//! Services that say something about money without moving it: prices, names of calls, sanctions, timestamps. Requests and
//! readers only; no I/O here.

pub mod defillama;
pub mod opentimestamps;
pub mod sanctions;
pub mod sourcify;
