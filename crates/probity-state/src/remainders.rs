//! What erasures left for later, without a key of any row: how much, where, why, until when. The keys that find the
//! rows again are sealed in the request's vault.

use crate::query::{Row, query};
use crate::stored::{array, maybe_instant, signed};
use crate::{StateError, Tx};
use jiff::Timestamp;
use probity_ledger::RequestId;

/// Rows of one table that wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remainder {
    /// Whose erasure left them.
    pub request: RequestId,
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// Why.
    pub because: String,
    /// The clause.
    pub clause: Option<String>,
    /// The last day, as an ISO date; none when nobody knows it.
    pub until: Option<String>,
    /// When one of them may go first; none when nobody knows it.
    pub first_at: Option<Timestamp>,
}

/// Puts what waits for a request in place of what waited; nothing means that it ended.
///
/// # Errors
/// When the database fails.
pub async fn put(tx: &mut Tx, request: RequestId, waiting: &[Remainder]) -> Result<(), StateError> {
    let clear =
        query("replacing what waits", "DELETE FROM remainders WHERE request = $1").bytes(&request.bytes());
    tx.run(clear).await?;
    let sql = r#"INSERT INTO remainders (request, number, store, table_name, "rows", because, clause, until, first_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"#;
    for (number, one) in (0_i64..).zip(waiting) {
        let statement = query("keeping what waits", sql)
            .bytes(&request.bytes())
            .integer(number)
            .text(&one.store)
            .text(&one.table)
            .integer(signed(one.rows, "count of rows")?)
            .text(&one.because)
            .maybe_text(one.clause.as_deref())
            .maybe_text(one.until.as_deref())
            .integer(one.first_at.map(Timestamp::as_microsecond));
        tx.run(statement).await?;
    }
    Ok(())
}

/// What waits for a request.
///
/// # Errors
/// When the database fails.
pub async fn of_request(tx: &mut Tx, request: RequestId) -> Result<Vec<Remainder>, StateError> {
    let sql = r#"SELECT request, store, table_name, "rows", because, clause, until, first_at FROM remainders
                 WHERE request = $1 ORDER BY number"#;
    tx.rows(query("reading what waits", sql).bytes(&request.bytes())).await?.iter().map(read).collect()
}

/// All that waits, by request.
///
/// # Errors
/// When the database fails.
pub async fn all(tx: &mut Tx) -> Result<Vec<Remainder>, StateError> {
    let sql = r#"SELECT request, store, table_name, "rows", because, clause, until, first_at FROM remainders
                 ORDER BY request, number"#;
    tx.rows(query("reading all that waits", sql)).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Remainder, StateError> {
    Ok(Remainder {
        request: RequestId::from_stored(array(&row.bytes(0)?, "the name of a request")?),
        store: row.text(1)?,
        table: row.text(2)?,
        rows: row.integer(3)?.unsigned_abs(),
        because: row.text(4)?,
        clause: row.maybe_text(5)?,
        until: row.maybe_text(6)?,
        first_at: maybe_instant(row.maybe_integer(7)?)?,
    })
}
