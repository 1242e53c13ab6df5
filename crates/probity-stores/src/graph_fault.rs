//! What the live schema does not bear out of a data map, as data.

use probity_policy::model::data_map::TableName;
use probity_source::Span;
use std::fmt;

/// Something in the data map that the live schema does not bear out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphFault {
    /// The table whose sentence is at fault.
    pub table: TableName,
    /// The sentence.
    pub span: Span,
    /// What is wrong.
    pub kind: GraphFaultKind,
}

/// What the live schema does not bear out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphFaultKind {
    /// The table does not exist.
    UnknownTable,
    /// It is a view, which has no rows of its own.
    View,
    /// The column does not exist.
    UnknownColumn(String),
    /// The link names a table that the map does not describe.
    UnmappedTarget(TableName),
    /// The link names no columns there, and the table there has no key.
    NoKey(TableName),
    /// The two sides have different numbers of columns.
    DifferentWidths {
        /// Columns here.
        here: Vec<String>,
        /// Columns there.
        there: Vec<String>,
    },
    /// The two columns never compare.
    Incomparable {
        /// Column and type here.
        here: (String, String),
        /// Column and type there.
        there: (String, String),
    },
    /// A condition that no row can meet.
    NeverTrue {
        /// Column and type.
        column: (String, String),
        /// What it is compared with; nothing when it is taken for a truth.
        value: Option<String>,
    },
    /// A column that has no values inside along this path.
    NothingInside {
        /// Column and type.
        column: (String, String),
        /// The path.
        path: String,
    },
}

impl fmt::Display for GraphFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = &self.table;
        match &self.kind {
            GraphFaultKind::UnknownTable => write!(formatter, "there is no table `{table}`"),
            GraphFaultKind::View => write!(formatter, "`{table}` is a view and has no rows of its own"),
            GraphFaultKind::UnknownColumn(column) => {
                write!(formatter, "table `{table}` has no column `{column}`")
            }
            GraphFaultKind::UnmappedTarget(target) => {
                write!(formatter, "`{table}` links to `{target}`, which the map does not describe")
            }
            GraphFaultKind::NoKey(target) => {
                write!(formatter, "`{table}` links to `{target}`, which has no key; say `to` which columns")
            }
            GraphFaultKind::DifferentWidths { here, there } => write!(
                formatter,
                "`{table}` links {} columns to {} columns (`{}` to `{}`)",
                here.len(),
                there.len(),
                here.join("`, `"),
                there.join("`, `")
            ),
            GraphFaultKind::Incomparable { here, there } => write!(
                formatter,
                "`{}` of `{table}` is `{}` and never equals `{}`, which is `{}`",
                here.0, here.1, there.0, there.1
            ),
            GraphFaultKind::NeverTrue { column, value: Some(value) } => {
                write!(
                    formatter,
                    "`{}` of `{table}` is `{}` and never compares with `{value}`",
                    column.0, column.1
                )
            }
            GraphFaultKind::NeverTrue { column, value: None } => {
                write!(formatter, "`{}` of `{table}` is `{}` and neither true nor false", column.0, column.1)
            }
            GraphFaultKind::NothingInside { column, path } => write!(
                formatter,
                "`{}` of `{table}` is `{}`, in which nothing is found by `{path}`",
                column.0, column.1
            ),
        }
    }
}
