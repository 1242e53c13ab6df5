//! What a step costs: by which index its rows are found or which tables are read whole, what the engine reads
//! besides, and who waits meanwhile.
//!
//! It follows from the catalogue that the plan's graph was made of and asks no store anything. Numbers of rows are
//! the engine's estimates.
//!
//! INVARIANT (COST-IS-NO-PART): a plan's hash is the same whatever its steps cost, so that an estimate that moves
//! makes no other plan of it.

mod estimate;
mod help;
mod locks;
mod mirrored;

use serde::{Deserialize, Serialize};

/// Tables of more rows than this are large: reading one whole is felt.
pub const LARGE: u64 = 100_000;

/// What a step costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepCost {
    /// What is looked up or read whole for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lookups: Vec<Lookup>,
    /// What is locked, until when, and who waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locks: Option<String>,
    /// What it takes in a store without tables of its own: files written again, calls and their pace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<String>,
}

/// Rows of one table looked up by some columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// What for.
    pub reason: LookupReason,
    /// The table, as steps write it.
    pub table: String,
    /// The columns that are searched.
    pub columns: Vec<String>,
    /// The index by which; the table is read whole when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// About how many rows the table has, where the engine knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Whether this is felt: more than [`LARGE`] rows are read in all.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub large: bool,
    /// The statement that would help, as one types it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// What rows are looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookupReason {
    /// To find a person by an identity.
    Identity,
    /// To follow a link to rows that are theirs.
    Link,
    /// By the engine itself, for each row that goes, to hold a foreign key.
    ForeignKey,
    /// To know which rows are past their time.
    Time,
}

impl LookupReason {
    /// The word of the stable JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Link => "link",
            Self::ForeignKey => "foreign-key",
            Self::Time => "time",
        }
    }
}

impl Lookup {
    /// It as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let columns = listed(&self.columns);
        let table = &self.table;
        let rows =
            self.rows.map_or_else(|| "of unknown size".to_owned(), |rows| format!("about {}", counted(rows)));
        match (&self.index, self.reason) {
            (Some(index), _) if index.starts_with("the ") => {
                format!("`{table}` by {columns}, through {index}")
            }
            (Some(index), _) => format!("`{table}` by {columns}, through the index `{index}`"),
            (None, LookupReason::Identity) => {
                format!("`{table}` is read whole ({rows}): no index finds {columns} so")
            }
            (None, LookupReason::Link) => format!("`{table}` is read whole ({rows}): {columns} has no index"),
            (None, LookupReason::ForeignKey) => format!(
                "the engine reads `{table}` whole ({rows}) for each row that goes: its foreign key on {columns} has no index"
            ),
            (None, LookupReason::Time) => {
                format!("`{table}` is read whole ({rows}) to count what is past its time")
            }
        }
    }

    /// What somebody should do something about, as a sentence.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let advice =
            self.advice.as_ref().map(|advice| format!("; this would help: {advice}")).unwrap_or_default();
        self.large.then(|| format!("{}{advice}", self.sentence()))
    }
}

impl StepCost {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lookups.is_empty() && self.locks.is_none() && self.elsewhere.is_none()
    }

    /// All of it but the locks, a sentence each; what is felt ends with what would help.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let lookups = self.lookups.iter().map(|one| one.warning().unwrap_or_else(|| one.sentence()));
        lookups.chain(self.elsewhere.clone()).collect()
    }

    /// What somebody should do something about.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.lookups.iter().filter_map(Lookup::warning).collect()
    }
}

pub(crate) fn listed(columns: &[String]) -> String {
    columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ")
}

/// A number of rows to two digits, since it is an estimate.
pub(crate) fn counted(rows: u64) -> String {
    let mut unit = 1_u64;
    while rows / unit >= 100 {
        unit *= 10;
    }
    let digits = (rows / unit * unit).to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let word = if rows == 1 { "row" } else { "rows" };
    format!("{text} {word}")
}

#[cfg(test)]
mod tests {
    use super::{Lookup, LookupReason, counted};

    #[test]
    fn an_estimate_is_told_to_two_digits() {
        let told: Vec<String> = [0, 1, 99, 120, 4_567, 1_234_567].map(counted).to_vec();
        assert_eq!(told, ["0 rows", "1 row", "99 rows", "120 rows", "4,500 rows", "1,200,000 rows"]);
    }

    #[test]
    fn what_is_felt_says_what_would_help() {
        let lookup = Lookup {
            reason: LookupReason::Link,
            table: "lines".to_owned(),
            columns: vec!["basket".to_owned()],
            index: None,
            rows: Some(2_345_678),
            large: true,
            advice: Some("CREATE INDEX".to_owned()),
        };
        let told = "`lines` is read whole (about 2,300,000 rows): `basket` has no index; this would help: CREATE INDEX";
        assert_eq!(lookup.warning().as_deref(), Some(told));
    }
}
