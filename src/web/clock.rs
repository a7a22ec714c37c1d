//! The visitor's clock.

use crate::journal::Now;
use crate::money::UnixSeconds;

/// Now, in whole milliseconds since 1970; 0 where the clock stands before that.
#[must_use]
pub fn now() -> Now {
    // `Date.now()` is a whole number far below 2^53, so the cast is exact; a negative one becomes 0.
    Now { ms: js_sys::Date::now() as u64 }
}

/// Now, in seconds.
#[must_use]
pub fn now_s() -> UnixSeconds {
    UnixSeconds::new(now().ms / 1000)
}
