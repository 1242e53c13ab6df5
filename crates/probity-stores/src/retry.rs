//! Waiting before another try, a little longer each time.

use std::time::Duration;

const TRIES: u32 = 10;

/// Waits before the next try; false when there have been enough.
pub(crate) async fn again(attempt: &mut u32) -> bool {
    *attempt += 1;
    if *attempt >= TRIES {
        return false;
    }
    tokio::time::sleep(Duration::from_millis(5 << (*attempt).min(8))).await;
    true
}
