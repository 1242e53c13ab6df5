//! What a survey says: the facts of a report, as they are serialised.
//!
//! INVARIANT (STABLE-KEYS): the names and meanings of the fields serialised here do not change; new ones come.

use super::{KeyReport, Reach};
use crate::guess::Confidence;
use serde::Serialize;

/// A survey of one store.
#[derive(Clone, Debug, Serialize)]
pub struct Survey {
    /// The store's name.
    pub store: String,
    /// Its engine.
    pub engine: &'static str,
    /// What there is.
    pub size: Size,
    /// Who the people are.
    pub people: Vec<People>,
    /// How much is personal.
    pub personal: Personal,
    /// Every table with something personal.
    pub tables: Vec<TableReport>,
    /// What no right, no retention and no purpose reaches.
    pub reach: Reach,
    /// What an erasure meets.
    pub keys: Vec<KeyReport>,
    /// Tables that hold a person under another key than their own.
    pub other_keys: Vec<OtherKey>,
    /// Views that show or keep personal columns.
    pub views: Vec<ViewReport>,
    /// Where row-level security leaks.
    pub leaks: Vec<LeakReport>,
    /// Triggers that an erasure sets off.
    pub triggers: Vec<TriggerReport>,
    /// What this role could not see.
    pub unseen: Vec<UnseenReport>,
    /// What else was not looked at, in words.
    pub notes: Vec<String>,
    /// Tables that were not sampled because time was up or the store refused.
    pub not_sampled: Vec<String>,
}

/// What there is in a store.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Size {
    /// Tables.
    pub tables: usize,
    /// Their columns.
    pub columns: usize,
    /// Views.
    pub views: usize,
    /// Declared foreign keys.
    pub declared_keys: usize,
    /// References that nothing declares.
    pub undeclared_keys: usize,
}

/// A table of people.
#[derive(Clone, Debug, Serialize)]
pub struct People {
    /// The table.
    pub table: String,
    /// What they are called.
    pub kind: String,
    /// By what they can be named.
    pub identities: Vec<String>,
    /// How many rows the engine believes there are.
    pub rows: Option<u64>,
    /// Tables whose rows are theirs.
    pub tables: usize,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
}

/// How much of a store is personal.
#[derive(Clone, Debug, Serialize)]
pub struct Personal {
    /// Columns in which something of a person was recognised.
    pub columns: usize,
    /// Columns that are personal only because they stand in rows about somebody (GDPR article 4(1)); they are in no
    /// other figure.
    pub of_row: usize,
    /// Tables that have such columns or whose rows are somebody's.
    pub tables: usize,
    /// Columns by category, the most frequent first.
    pub categories: Vec<CategoryCount>,
    /// Columns of a special category (GDPR article 9).
    pub special: usize,
    /// Columns of sensitive data (Cal. Civ. Code § 1798.140(ae)).
    pub sensitive: usize,
}

/// Columns of one category.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryCount {
    /// Its name.
    pub category: String,
    /// What it is.
    pub title: String,
    /// Columns.
    pub columns: usize,
    /// Whether the law asks for special care.
    pub care: bool,
}

/// A table with something personal.
#[derive(Clone, Debug, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: String,
    /// How its rows get their people.
    pub whose: Whose,
    /// Tables of people that it leads to.
    pub people: Vec<String>,
    /// How it leads there.
    pub ways: Vec<Way>,
    /// Its columns in which something personal was recognised.
    pub columns: Vec<ColumnReport>,
    /// Its columns that are personal only because of the row.
    pub of_row: Vec<ColumnReport>,
    /// How many rows the engine believes there are.
    pub rows: Option<u64>,
}

/// How a table's rows get their people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// Each row is a person.
    People,
    /// Each row is somebody's.
    Theirs,
    /// Rows are shared by those who use them.
    Shared,
    /// Rows only name people.
    Mentions,
    /// Nothing leads to a person.
    Nobodys,
}

/// A link of a table.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// What it means, in the words of the language.
    pub role: &'static str,
    /// The columns here.
    pub columns: Vec<String>,
    /// The table there.
    pub to: String,
    /// Whether the engine declares it.
    pub declared: bool,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
}

/// A personal column.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnReport {
    /// Its name.
    pub column: String,
    /// Its category.
    pub category: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
}

/// A person under another key.
#[derive(Clone, Debug, Serialize)]
pub struct OtherKey {
    /// The table and column.
    pub column: String,
    /// The people's table and column with the same datum.
    pub people: String,
    /// Whether it is the only way from there to the person.
    pub only_way: bool,
    /// Why.
    pub reason: String,
}

/// A view over personal columns.
#[derive(Clone, Debug, Serialize)]
pub struct ViewReport {
    /// The view.
    pub view: String,
    /// Whether it keeps a copy, which an erasure leaves behind until it is refreshed.
    pub keeps_copy: bool,
    /// The personal columns that it reads.
    pub columns: Vec<String>,
}

/// A way around row-level security.
#[derive(Clone, Debug, Serialize)]
pub struct LeakReport {
    /// The protected table.
    pub table: String,
    /// What leads around it.
    pub through: String,
    /// How.
    pub how: &'static str,
    /// Whether its rows are somebody's.
    pub personal: bool,
}

/// A trigger that an erasure sets off.
#[derive(Clone, Debug, Serialize)]
pub struct TriggerReport {
    /// The table.
    pub table: String,
    /// The trigger.
    pub trigger: String,
}

/// What this role could not see.
#[derive(Clone, Debug, Serialize)]
pub struct UnseenReport {
    /// The table.
    pub table: String,
    /// What of it.
    pub what: String,
}
