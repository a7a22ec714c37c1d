//! Spoor follows stolen crypto from a static web page. This is the map of the crate.
//!
//! | floor | holds | may use |
//! |---|---|---|
//! | [`money`] | chains, addresses, assets, amounts, transfers | nothing |
//! | [`label`] | who is who: sets compiled at build time into one file, own labels, days, conflicts, TagPack, CSV and the portal's list | `money` |
//! | [`case`] | what was stolen, from whom, on which terms, where following starts on each chain; case files read strictly | `money` |
//! | [`explorer`] | one file per public API: a question in, transfers out; who can be asked (`service`, `source`), how often (`polite`); bridges' own records (`crossing`), who can freeze (`freezers`), what is there now (`still`), prices and names (`support`); what is read again (`reread`) or attached (`attached`); no I/O | the floors above in this table |
//! | [`trace`] | what is asked and of whom, seeds, history, search, taint, links, guard, ends; `journey`: one trace a chain, bridges' records between them; `pattern`: heuristics, measured; `spends`, `look`: what a view says by them; `mixing`: one hop's stolen part, computed anew | the same and `explorer` |
//! | [`tip`] | the document, its bytes, armour, signature (`seal`), the checks before (`preflight`) and after (`verify`), its rules; who was first (`card`, `first`); key files and age (`lock`); texts for desks (`report`); a tip against the chain (`recheck`), and what was found, signed (`attestation`); cases signed by their publishers (`case_file`) | the same and `trace` |
//! | [`journal`] | every question and answer; the run that drives a trace; what may leave (`gate`), what left (`ledger`), what is kept (`cache`, `tips`, `cases`); errands after a press (`second`, `still`, `stamp`, `recheck`) | the same as `tip`, not `tip` |
//! | [`board`] | a portal's feed (`feed`): entries, chain and signatures; leaderboard, actors, rewards; the portal's desk | all of the above |
//! | `web` | the only code that touches the browser | all of the above |
//! | `ui` | pages and panels: they read state and dispatch | all of the above |
//!
//! Five programs are made of it: `main.rs` mounts the page, `worker.rs` serves the worker that runs the trace, `vault.rs`
//! the one that locks and opens key files and encrypts tips; `board_page.rs` mounts the second page, `auditor.rs` serves the
//! worker that checks feeds and tips for it.
//!
//! Everything below `web` compiles for the host, knows no browser and does no I/O; `tests/floors.rs` holds it to that.

pub mod board;
pub mod case;
pub mod explorer;
pub mod journal;
pub mod label;
pub mod money;
pub mod tip;
pub mod trace;
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod web;
