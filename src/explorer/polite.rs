//! How often a host may be asked.
