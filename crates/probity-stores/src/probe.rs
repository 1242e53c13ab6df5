//! Counting questions to a store, for whoever proves something about it. A probe reads counts only,
//! and says the exact question, so that anybody can ask it again.

use crate::connect::Stores;
use crate::engine::{Access, Engine, qualified, quoted};
use crate::error::StoreError;
use crate::schema::{LiveTable, Schema};
use jiff::Timestamp;
use probity_policy::model::data_map::TableName;

/// A counting question about a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe<'a> {
    /// How many rows are there?
    Rows,
    /// In how many rows is this column filled?
    Filled {
        /// The column.
        column: &'a str,
    },
    /// In how many rows is `filled` filled though the instant in `column` is before `before`?
    Older {
        /// The column with the instant.
        column: &'a str,
        /// The columns of which at least one is filled.
        filled: &'a [&'a str],
        /// The instant.
        before: Timestamp,
    },
}

/// A question as it was asked, and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    /// The question in the store's own language.
    pub question: String,
    /// The count.
    pub count: u64,
}

/// Asks a store. `None` when the table or a column is not there.
///
/// # Errors
/// When the store cannot be reached or asked.
pub async fn probe(
    stores: &Stores,
    schema: &Schema,
    table: &TableName,
    probe: &Probe<'_>,
) -> Result<Option<Probed>, StoreError> {
    let Some(live) = schema.find(table.schema.as_deref(), &table.table) else { return Ok(None) };
    let handle = stores.get(&table.store)?;
    let Some(question) = question(live, handle.engine(), probe) else { return Ok(None) };
    let mut session = handle.open(Access::Read).await?;
    let counted = match session.bring_whole(&live.place.table).await {
        Ok(()) => session.count(&question, &[]).await,
        Err(fault) => Err(fault),
    };
    session.close().await;
    let count = counted.map_err(|source| StoreError::Failed {
        store: table.store.clone(),
        attempted: format!("count rows of `{}`", table.table),
        source,
    })?;
    Ok(Some(Probed { question, count }))
}

fn question(live: &LiveTable, engine: Engine, probe: &Probe<'_>) -> Option<String> {
    // As text, because that is how every engine hands on a number alike.
    let from = format!("SELECT {} FROM {}", engine.dialect().as_text("count(*)"), qualified(live));
    let known = |column: &str| live.column(column).map(|column| quoted(&column.name));
    match probe {
        Probe::Rows => Some(from),
        Probe::Filled { column } => Some(format!("{from} WHERE {} IS NOT NULL", known(column)?)),
        Probe::Older { column, filled, before } => {
            let column = known(column)?;
            let filled: Option<Vec<String>> =
                filled.iter().map(|name| Some(format!("{} IS NOT NULL", known(name)?))).collect();
            let before = before.strftime("%Y-%m-%d %H:%M:%S");
            let older = match engine {
                // SQLite keeps instants as text in several spellings, which its own function reads alike.
                Engine::Sqlite => format!("datetime({column}) < '{before}'"),
                Engine::Postgres | Engine::MariaDb => format!("{column} < '{before}'"),
            };
            Some(format!("{from} WHERE {older} AND ({})", filled?.join(" OR ")))
        }
    }
}
