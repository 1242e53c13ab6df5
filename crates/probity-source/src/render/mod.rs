//! Turning diagnostics into text, for people and for machines.
//!
//! A renderer is a function of the sources and the diagnostics: it prints nothing,
//! sorts nothing and drops nothing. It is not where words are chosen; those are in
//! the [`Diagnostic`].
//!
//! INVARIANT (any-span): a span that lies outside its file, inside a character, or in a
//! file that is not of these sources is rendered as well as can be, never refused.
//!
//! INVARIANT (nothing-hidden): in what people read, characters that would change how
//! the rest is displayed (control characters, bidirectional overrides, invisible
//! marks) appear as escapes such as `\u{202e}`.

mod concise;
mod escape;
mod excerpt;
mod full;
mod github;
mod json;
mod place;
mod sarif;
#[cfg(test)]
mod tests;

pub use concise::concise;
pub use full::full;
pub use github::github;
pub use json::json;
pub use sarif::sarif;

use crate::{Diagnostic, Sources};
use std::fmt;
use std::str::FromStr;

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Messages with the source around them, for people at a terminal.
    #[default]
    Full,
    /// One line for each finding.
    Concise,
    /// A list of objects; a stable interface.
    Json,
    /// SARIF 2.1.0 (OASIS), for code scanning services.
    Sarif,
    /// Workflow commands that GitHub Actions turns into annotations.
    Github,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Full, Self::Concise, Self::Json, Self::Sarif, Self::Github];

    /// The word that chooses this format.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
        }
    }

    /// The diagnostics in this format. `colour` adds terminal colours where the format has any.
    #[must_use]
    pub fn render(self, sources: &Sources, diagnostics: &[Diagnostic], colour: bool) -> String {
        match self {
            Self::Full => full(sources, diagnostics, colour),
            Self::Concise => concise(sources, diagnostics),
            Self::Json => json(sources, diagnostics),
            Self::Sarif => sarif(sources, diagnostics),
            Self::Github => github(sources, diagnostics),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no format is called `{}`; there are `full`, `concise`, `json`, `sarif` and `github`", escape::one_line(.0))]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.word() == word)
            .ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}
