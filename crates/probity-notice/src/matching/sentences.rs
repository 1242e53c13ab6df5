//! Sets of the sentences of a block, so that a pattern is asked for in all of them at once.

use super::anchors::ones;

/// So many sentences are looked at together: what is known of them stays small, however long the text is.
pub(crate) const BLOCK: usize = 1024;

/// Some of the sentences of a block, by their number in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentences([u64; BLOCK / 64]);

impl Sentences {
    /// None of them.
    pub(crate) const NONE: Self = Self([0; BLOCK / 64]);

    /// The first so many.
    pub(crate) fn first(count: usize) -> Self {
        let mut all = Self::NONE;
        for (at, word) in all.0.iter_mut().enumerate() {
            let rest = count.saturating_sub(at * 64);
            *word = if rest >= 64 { u64::MAX } else { (1 << rest) - 1 };
        }
        all
    }

    #[inline]
    pub(crate) fn put(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    #[inline]
    pub(crate) fn remove(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
    }

    #[inline]
    pub(crate) fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().fold(0, |all, word| all | word) == 0
    }

    /// With those of another set.
    pub(crate) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(one, other)| *one |= other);
    }

    /// With those whose bits are set.
    #[inline]
    pub(super) fn join_bits(&mut self, bits: &[u64]) {
        self.0.iter_mut().zip(bits).for_each(|(one, other)| *one |= other);
    }

    /// Those that are in another set as well.
    pub(crate) fn meet(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(one, other)| *one &= other);
    }

    /// Without those of another set.
    pub(crate) fn leave(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(one, other)| *one &= !other);
    }

    /// The numbers, in order.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = usize> + use<> {
        self.0.into_iter().enumerate().flat_map(|(at, word)| ones(word).map(move |bit| at * 64 + bit))
    }
}
