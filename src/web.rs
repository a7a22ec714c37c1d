//! The only code that touches the browser: worker, fetch, clock, storage, wallet, clipboard.
//!
//! It carries what the core says and brings back what happened; it decides nothing about money.

pub mod auditor;
pub mod build;
pub mod cache;
pub mod carrier;
mod cases;
pub mod cases_told;
pub mod checking;
pub mod clock;
mod crossed;
pub mod database;
pub mod engine;
pub mod entropy;
mod errand;
pub mod fetch;
pub mod file;
pub mod keep;
mod label_desk;
mod labels;
pub mod labels_told;
pub mod ledger;
mod line;
pub mod lock;
pub mod mine;
mod recheck;
pub mod rechecker;
pub mod screen;
mod second;
mod stamp;
mod still;
pub mod store;
mod stored;
mod tips;
pub mod tips_told;
pub mod vault;
pub mod wallet;
pub mod worker;
