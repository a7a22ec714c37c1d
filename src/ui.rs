//! Pages and panels.
