//! The rules, by what they are about.

mod gathering;
mod keeping;
mod other;
mod rights;
mod sharing;

use super::rule::{Built, Rule};
use std::sync::LazyLock;

static BUILT: LazyLock<Vec<Built>> = LazyLock::new(|| all().map(Built::build).collect());

fn all() -> impl Iterator<Item = Rule> {
    [gathering::RULES, sharing::RULES, keeping::RULES, rights::RULES, other::RULES]
        .into_iter()
        .flatten()
        .copied()
}

/// Every rule, ready to be tried.
pub(super) fn built() -> &'static [Built] {
    &BUILT
}
