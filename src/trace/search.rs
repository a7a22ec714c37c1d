//! The search: which address is asked about next, and which part of its history.
//!
//! [`flow`] sees what was read in the direction of following; [`attribute`] tells an address's payments apart; [`trail`]
//! puts them together from the theft on, over [`link`](crate::trace::link)s too; [`passing`] sees through contracts that pay on;
//! [`rank`] chooses the question.

pub mod attribute;
pub mod flow;
pub mod passing;
pub mod rank;
pub mod trail;
mod weigh;
