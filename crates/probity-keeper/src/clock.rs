//! Where the time comes from.
//!
//! INVARIANT (TIME-IS-AN-ARGUMENT): nobody else in the project asks what time it is; everything
//! that needs an instant is given one, or a [`Clock`].

use jiff::{SignedDuration, Timestamp};
use std::sync::Mutex;

/// A source of instants.
pub trait Clock: Send + Sync {
    /// The instant now.
    fn now(&self) -> Timestamp;

    /// Is this a clock that somebody can set? Then every page and every ledger entry says so.
    fn is_test(&self) -> bool {
        false
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands where it was set.
#[derive(Debug)]
pub struct TestClock {
    now: Mutex<Timestamp>,
}

impl TestClock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self { now: Mutex::new(instant) }
    }

    /// Sets it.
    pub fn set(&self, instant: Timestamp) {
        *self.lock() = instant;
    }

    /// Moves it on; a step past the end of time leaves it where it is.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.lock();
        *now = now.checked_add(by).unwrap_or(*now);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.now.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.lock()
    }

    fn is_test(&self) -> bool {
        true
    }
}
