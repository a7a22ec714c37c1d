//! Blockscout REST v2.
