//! Why an erasure cannot be planned, found before anything changes.

use crate::error::{EngineFault, FaultKind, StoreError};
use crate::find::SharedIdentity;
use crate::plan::StepAction;
use std::fmt;

/// One reason why a plan is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// Nothing was decided about the rows of a table.
    Undecided {
        /// The table.
        table: String,
        /// How many rows were found.
        rows: u64,
    },
    /// A column cannot be emptied.
    CannotBeBlank {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What forbids it.
        constraint: String,
    },
    /// A column cannot hold a pseudonym.
    CannotBePseudonym {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What forbids it.
        constraint: String,
    },
    /// A column cannot be made to say less.
    CannotBeCoarse {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What it was to become.
        to: String,
        /// What forbids it.
        constraint: String,
    },
    /// Rows that stay refer to rows that would go.
    Referred {
        /// The table with the rows that stay.
        table: String,
        /// The foreign key.
        constraint: String,
        /// The table with the rows that would go.
        to: String,
        /// How many rows refer.
        rows: u64,
    },
    /// A deletion would run on into rows that the people do not own.
    WouldCascade {
        /// The table that it would run into.
        table: String,
        /// The foreign key.
        constraint: String,
        /// The table with the rows that would go.
        to: String,
        /// How many rows would go with them.
        rows: u64,
    },
    /// What is made from rows that go or change cannot be made anew, and would keep its copy of them.
    CannotRebuild {
        /// The store.
        store: String,
        /// The table or materialised view.
        table: String,
        /// What forbids it.
        why: String,
    },
    /// Rows cannot be counted into totals.
    CannotBeCounted {
        /// The table.
        table: String,
        /// Why.
        why: String,
    },
    /// A key that reads rows which are to stay unread does not go, or one goes that is needed.
    KeyStays {
        /// The table with the encrypted rows.
        table: String,
        /// The table with the keys.
        keys: String,
        /// How many rows stand in the way.
        rows: u64,
        /// Why.
        why: String,
    },
    /// A trigger writes what goes again whenever it goes.
    BroughtBack {
        /// The table.
        table: String,
    },
    /// The store would keep the former versions of rows that go or change.
    HistoryStays {
        /// The table.
        table: String,
    },
    /// Several rows have an identity, and nobody said that they are one person's.
    SharedIdentity {
        /// The table.
        table: String,
        /// The identity's name.
        identity: String,
        /// How many rows have it.
        rows: u64,
    },
    /// The engine refused when the plan was tried and undone.
    Engine {
        /// The store.
        store: String,
        /// The table.
        table: String,
        /// The action.
        action: StepAction,
        /// What the engine said, without values.
        fault: EngineFault,
    },
    /// The engine did something else than was asked, through a trigger, a rule or row security.
    OtherEffect {
        /// The table.
        table: String,
        /// The action.
        action: StepAction,
        /// Rows that the step has.
        planned: u64,
        /// Rows that the engine touched.
        touched: u64,
    },
}

impl From<SharedIdentity> for PlanRefusal {
    fn from(shared: SharedIdentity) -> Self {
        let SharedIdentity { table, identity, rows } = shared;
        Self::SharedIdentity { table: table.to_string(), identity, rows }
    }
}

impl PlanRefusal {
    /// Whether the store refuses whoever asks, whatever the data map says: a privilege is missing, or it takes no
    /// changes.
    #[must_use]
    pub fn is_of_the_world(&self) -> bool {
        matches!(self, Self::Engine { fault, .. } if matches!(fault.kind, FaultKind::Permission | FaultKind::ReadOnly))
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Undecided { table, .. } => {
                format!("say in the data map what happens, such as `on erasure delete` in table `{table}`")
            }
            Self::CannotBeBlank { column, .. } => {
                format!("let the row go (`on erasure delete`), or write `pseudonymise {column}`")
            }
            Self::CannotBePseudonym { column, .. } => {
                format!("let the row go (`on erasure delete`), or write `blank {column}`")
            }
            Self::CannotBeCoarse { column, .. } => {
                format!("take the `coarsen {column} …` away, so that it is emptied, or let the row go")
            }
            Self::Referred { table, to, .. } => format!(
                "say in table `{table}`: mentions {to} by COLUMN, so that it is emptied (it must be nullable); or in \
                 table `{to}`: on erasure delete, or blank COLUMNS where others refer; or let the rows of \
                 `{table}` go too"
            ),
            Self::WouldCascade { table, .. } => {
                format!(
                    "take `on delete cascade` from the foreign key, or let the link of `{table}` be blanked first"
                )
            }
            Self::CannotBeCounted { table, .. } => format!(
                "say in table `{table}`: aggregate into STORE.TOTALS by COLUMNS, counted in COLUMN; or let its rows go"
            ),
            Self::CannotRebuild { store, table, .. } => format!(
                "let the user in the address of store `{store}` make `{table}` anew, or say in the data map: \
                 derived from …, rebuilt by \"…\""
            ),
            Self::KeyStays { table, keys, .. } => format!(
                "let the key of each person stand in one row of `{keys}` and nowhere else, or let the rows of \
                 `{table}` go (`on erasure delete`)"
            ),
            Self::BroughtBack { table } => {
                format!(
                    "look at the triggers that write to `{table}`: each deletion makes them write once more"
                )
            }
            Self::HistoryStays { table } => format!(
                "write `history goes too` in table `{table}`: the former versions of all its rows go then; or take \
                 its system versioning away"
            ),
            Self::SharedIdentity { identity, .. } => format!(
                "name the person by another identity, such as the key, or say in the table: rows with one \
                 {identity} are one person"
            ),
            Self::Engine { store, table, .. } if self.is_of_the_world() => {
                format!(
                    "let the user in the address of store `{store}` change `{table}`, or name another user"
                )
            }
            Self::Engine { table, .. } => {
                format!("change what `on erasure` says for `{table}` so that its constraints hold")
            }
            Self::OtherEffect { table, .. } => {
                format!(
                    "look at the triggers, rules and row security of `{table}`, and at the privileges of the user"
                )
            }
        }
    }
}

impl fmt::Display for PlanRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecided { table, rows } => {
                write!(formatter, "nothing was decided about {rows} rows of `{table}`")
            }
            Self::CannotBeBlank { table, column, constraint } => {
                write!(formatter, "column `{column}` of `{table}` cannot be emptied: {constraint}")
            }
            Self::CannotBePseudonym { table, column, constraint } => {
                write!(formatter, "column `{column}` of `{table}` cannot hold a pseudonym: {constraint}")
            }
            Self::CannotBeCoarse { table, column, to, constraint } => {
                write!(
                    formatter,
                    "column `{column}` of `{table}` cannot be made coarse to {to}: {constraint}"
                )
            }
            Self::Referred { table, constraint, to, rows } => write!(
                formatter,
                "{rows} rows of `{table}` that stay refer to rows of `{to}` that would go (`{constraint}`)"
            ),
            Self::WouldCascade { table, constraint, to, rows } => write!(
                formatter,
                "deleting rows of `{to}` would delete {rows} rows of `{table}` that are not theirs (`{constraint}`)"
            ),
            Self::CannotBeCounted { table, why } => {
                write!(formatter, "rows of `{table}` cannot be counted before they go: {why}")
            }
            Self::CannotRebuild { store, table, why } => write!(
                formatter,
                "`{table}` in store `{store}` holds a copy of rows that go and cannot be made anew: {why}"
            ),
            Self::KeyStays { table, keys, rows, why } => write!(
                formatter,
                "rows of `{table}` cannot be left unread by destroying their key in `{keys}`: {why} ({rows} rows)"
            ),
            Self::BroughtBack { table } => {
                write!(formatter, "a trigger writes rows to `{table}` again whenever they go")
            }
            Self::HistoryStays { table } => {
                write!(
                    formatter,
                    "the store keeps the former versions of the rows of `{table}` that go or change"
                )
            }
            Self::SharedIdentity { table, identity, rows } => write!(
                formatter,
                "{rows} rows of `{table}` have one `{identity}`, and nothing says that they are one person's"
            ),
            Self::Engine { store, table, action, fault } => {
                write!(formatter, "store `{store}` would not {} rows of `{table}`: {fault}", action.word())?;
                if let Some(constraint) = &fault.constraint {
                    write!(formatter, " (`{constraint}`)")?;
                }
                Ok(())
            }
            Self::OtherEffect { table, action, planned, touched } => write!(
                formatter,
                "asked to {} {planned} rows of `{table}`, the store touched {touched}",
                action.word()
            ),
        }
    }
}

/// A plan could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A store failed.
    #[error("the plan could not be made")]
    Store(#[from] StoreError),
    /// The plan cannot be carried out as the data map says.
    #[error("the plan is refused: {}", listed(.0))]
    Refused(Vec<PlanRefusal>),
}

fn listed(refusals: &[PlanRefusal]) -> String {
    let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
