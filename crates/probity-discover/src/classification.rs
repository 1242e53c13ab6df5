//! The answer about a column: what it probably holds, how sure that is, and why. How it is found is `classify`.

use crate::confidence::Confidence;
use crate::kind::Kind;
use probity_vocabulary::Category;
use serde::Serialize;
use std::fmt;

/// What a column probably holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Classification {
    /// The category of personal data; of a column that holds several, the surest.
    pub category: &'static Category,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, the strongest reason first.
    pub reasons: Vec<Reason>,
    /// What else is inside: the members of JSON, the kinds of data that a running text mentions.
    pub parts: Vec<Part>,
}

/// Personal data inside the values of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The member of a JSON value; nothing for what is mentioned in running text.
    pub path: Option<String>,
    /// What it holds.
    pub category: &'static Category,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Why a column is believed to hold something. It prints as a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// Words of the column's name, or of it and its table's.
    Name {
        /// The words.
        words: String,
    },
    /// Words of the column's comment.
    Comment {
        /// The words.
        words: String,
    },
    /// The type holds nothing else.
    Type,
    /// So many of the sampled values are of a kind.
    Values {
        /// The kind.
        kind: Kind,
        /// How many of them.
        matching: usize,
        /// Of how many different ones.
        of: usize,
    },
    /// So many values are written as people's names are.
    WrittenAsNames {
        /// How many of them.
        matching: usize,
        /// Of how many different ones.
        of: usize,
    },
    /// So many values mention something among other words.
    Mentions {
        /// What.
        kind: Kind,
        /// How many of them.
        matching: usize,
        /// Of how many different ones.
        of: usize,
    },
    /// Members of the JSON values hold it.
    Members {
        /// The first of their paths.
        path: String,
        /// How many there are.
        members: usize,
    },
    /// The values are not what the name says.
    NameAndValuesDisagree,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { words } => write!(formatter, "its name says `{words}`"),
            Self::Comment { words } => write!(formatter, "its comment says `{words}`"),
            Self::Type => formatter.write_str("its type holds nothing else"),
            Self::Values { kind, matching, of } => {
                write!(formatter, "{matching} of {of} sampled values have the form of: {}", kind.title())
            }
            Self::WrittenAsNames { matching, of } => {
                write!(formatter, "{matching} of {of} sampled values are written as people's names are")
            }
            Self::Mentions { kind, matching, of } => {
                write!(formatter, "{matching} of {of} sampled values mention: {}", kind.title())
            }
            Self::Members { path, members: 1 } => write!(formatter, "its member `{path}` holds it"),
            Self::Members { path, members } => {
                write!(formatter, "its member `{path}` and {} more hold such data", members - 1)
            }
            Self::NameAndValuesDisagree => {
                formatter.write_str("its name and its values say different things")
            }
        }
    }
}
