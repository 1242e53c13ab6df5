//! How often one address may try something: the generic cell rate algorithm (ITU-T I.371), in memory.
//!
//! Each key has one instant, the time at which all it has used is paid back. Time is an argument: the
//! time since the limiter was made, which no clock that people set can move.
//!
//! INVARIANT (BOUNDED-MEMORY): at most [`MAXIMUM_KEYS`] keys are remembered. When they are used up by
//! addresses that are all still in debt, new addresses are let in without being remembered: a limiter
//! that locks everybody out would be the attack's success.

use crate::options::Limit;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const MAXIMUM_KEYS: usize = 100_000;

/// A limiter for keys of one kind.
#[derive(Debug)]
pub(crate) struct RateLimiter<Key> {
    limit: Limit,
    paid_back: Mutex<BTreeMap<Key, Duration>>,
}

impl<Key: Ord> RateLimiter<Key> {
    pub(crate) fn new(limit: Limit) -> Self {
        Self { limit, paid_back: Mutex::new(BTreeMap::new()) }
    }

    /// Counts one try. `Err` says after which time the next is let in.
    pub(crate) fn admit(&self, key: Key, now: Duration) -> Result<(), Duration> {
        let mut paid_back = self.paid_back.lock().unwrap_or_else(PoisonError::into_inner);
        let debt = self.limit.each.saturating_mul(self.limit.burst);
        let next = paid_back.get(&key).copied().unwrap_or_default().max(now).saturating_add(self.limit.each);
        if next > now.saturating_add(debt) {
            return Err(next.saturating_sub(now.saturating_add(debt)));
        }
        if paid_back.len() >= MAXIMUM_KEYS && !paid_back.contains_key(&key) {
            paid_back.retain(|_, at| *at > now);
            if paid_back.len() >= MAXIMUM_KEYS {
                return Ok(());
            }
        }
        paid_back.insert(key, next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMIT: Limit = Limit { burst: 3, each: Duration::from_secs(10) };

    #[test]
    fn a_burst_is_let_in_and_then_one_at_a_time() {
        let limiter = RateLimiter::new(LIMIT);
        let second = Duration::from_secs;
        for _ in 0..3 {
            assert_eq!(limiter.admit("a", second(0)), Ok(()));
        }
        assert_eq!(limiter.admit("a", second(0)), Err(second(10)));
        assert_eq!(limiter.admit("b", second(0)), Ok(()), "another address is not held up");
        assert_eq!(limiter.admit("a", second(9)), Err(second(1)));
        assert_eq!(limiter.admit("a", second(10)), Ok(()));
        assert_eq!(limiter.admit("a", second(10)), Err(second(10)));
    }

    proptest! {
        /// The plain reference: a bucket of tokens that fills one token after another.
        #[test]
        fn it_lets_in_what_a_token_bucket_lets_in(gaps in proptest::collection::vec(0_u64..30, 1..60)) {
            let limiter = RateLimiter::new(LIMIT);
            let each = LIMIT.each.as_secs();
            let full = u64::from(LIMIT.burst) * each;
            let (mut seconds, mut level) = (0, full);
            for gap in gaps {
                seconds += gap;
                level = (level + gap).min(full);
                let expected = level >= each;
                if expected {
                    level -= each;
                }
                prop_assert_eq!(limiter.admit((), Duration::from_secs(seconds)).is_ok(), expected);
            }
        }
    }
}
