//! What a column holds: the seam to whoever knows names and values of personal data.

use crate::guess::{Confidence, Guess};
use probity_discover::{ColumnHint, ValueKind};
use probity_stores::schema::TypeFamily;

/// What can be said of a column before it is judged.
#[derive(Clone, Copy, Debug)]
pub struct Clues<'a> {
    /// Its table's name.
    pub table: &'a str,
    /// Its name.
    pub column: &'a str,
    /// Its comment in the store.
    pub comment: Option<&'a str>,
    /// What its type is for.
    pub family: TypeFamily,
    /// Some of its values, none empty.
    pub values: &'a [&'a str],
}

/// Judges columns.
pub trait Classify: Sync {
    /// The category of what the column holds; nothing when it is nothing of a person.
    fn classify(&self, clues: &Clues<'_>) -> Option<Guess<String>>;
}

/// Judges by names, types, and validators over values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Discover;

impl Classify for Discover {
    fn classify(&self, clues: &Clues<'_>) -> Option<Guess<String>> {
        let hint = ColumnHint {
            comment: clues.comment,
            length: None,
            ..ColumnHint::new(clues.table, clues.column, kind(clues.family))
        };
        let found = probity_discover::classify(&hint, clues.values)?;
        let reasons: Vec<String> = found.reasons.iter().take(2).map(ToString::to_string).collect();
        let mut reason = reasons.join(", ");
        let inside: Vec<&str> = found.parts.iter().filter_map(|part| part.path.as_deref()).take(4).collect();
        if !inside.is_empty() {
            reason.push_str(&format!("; inside: {}", inside.join(", ")));
        }
        let confidence = Confidence::percent(i32::from(found.confidence.as_percent()));
        Some(Guess::new(found.category.word().to_owned(), confidence, reason))
    }
}

fn kind(family: TypeFamily) -> ValueKind {
    match family {
        TypeFamily::Text | TypeFamily::Any => ValueKind::Text,
        TypeFamily::Integer(_) => ValueKind::Integer,
        TypeFamily::Decimal | TypeFamily::Float | TypeFamily::Money => ValueKind::Decimal,
        TypeFamily::Boolean => ValueKind::Boolean,
        TypeFamily::Date => ValueKind::Date,
        TypeFamily::Timestamp | TypeFamily::Time => ValueKind::Timestamp,
        TypeFamily::Uuid => ValueKind::Uuid,
        TypeFamily::Bytes => ValueKind::Bytes,
        TypeFamily::Json => ValueKind::Json,
        TypeFamily::Network => ValueKind::Network,
        TypeFamily::Enumeration => ValueKind::Enumeration,
        TypeFamily::Array => ValueKind::Array,
        TypeFamily::Other => ValueKind::Other,
    }
}
