//! Every question and answer.
