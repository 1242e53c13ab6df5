//! A value whose signature was checked.

use std::ops::Deref;

/// A value that came out of a successful verification. There is no other way to make one
/// (INVARIANT (VERIFIED-MEANS-VERIFIED)), so a function that takes it need not check again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, no longer marked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
