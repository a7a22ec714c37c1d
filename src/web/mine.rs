//! The visitor's own tips, for a page that has no worker of the trace: read from the database as they lie there. Nothing is
//! written, nothing is made where there is nothing, and nothing is ever sent.

use super::database::{Database, StoreError};
use super::tips::Tips;
use crate::journal::tips::KeptTip;

/// All that this browser keeps, in no stated order; none where there is no database.
///
/// # Errors
/// When the storage cannot be read.
pub async fn kept_tips() -> Result<Vec<KeptTip>, StoreError> {
    Tips::new(Database::default()).all().await
}
