//! The mirror: records of stores without sets of their own, shown to the SQL core as tables of an
//! SQLite database in memory.
//!
//! Finding, ownership, plans, the trial, the look afterwards: all of it is the core's, unchanged. What is
//! new is that a record must be here before a statement can find it, so the core says which keys it is
//! about to follow ([`Mirror::bring`]), and that what a transaction changed must be made to last at the
//! source when it commits ([`Mirror::apply`]). Only records that were asked for are ever here.
//!
//! INVARIANT (MIRROR-ONLY): nothing changes at the source but in [`Mirror::apply`], which only a commit
//! calls; a plan is tried in the mirror alone.

pub(crate) mod described;
pub(crate) mod files;
pub(crate) mod http;
mod json_text;
#[cfg(test)]
mod memory;
pub(crate) mod redis;
pub(crate) mod source;

pub use files::FileGlimpse;
pub use redis::{KeyGlimpse, KeyPiece, KeyState};

use crate::engine::{quoted, sqlite_fault};
use crate::error::{EngineFault, FaultKind};
use crate::schema::{LiveColumn, LiveTable, Place, Schema, TableKind, TypeFamily, Unique};
use source::{Cell, CellKind, Change, Deed, Intake, Reached, Record, Source, SourceTable, Wanted, Work};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Row as _};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The schema of the mirror's tables.
const SCHEMA: &str = "main";

/// A source and what was brought from it.
pub(crate) struct Mirror {
    source: Box<dyn Source>,
    /// Tables brought whole.
    whole: BTreeSet<usize>,
    /// Tuples asked for already, by table and columns.
    asked: BTreeMap<(usize, Vec<usize>, bool), BTreeSet<Vec<String>>>,
    /// The number of the next record.
    next: i64,
}

impl Mirror {
    /// A mirror of a source, and the database that it is in. Nothing is brought yet.
    pub(crate) async fn open(source: Box<dyn Source>) -> Result<(Self, SqliteConnection), EngineFault> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .pragma("temp_store", "MEMORY")
            .disable_statement_logging();
        let mut connection = options.connect().await.map_err(|error| sqlite_fault(&error))?;
        let mut script = String::from(
            "CREATE TABLE probity_record (id INTEGER PRIMARY KEY, place INTEGER, address TEXT, version TEXT, \
             UNIQUE (place, address));
             CREATE TABLE probity_gone (id INTEGER PRIMARY KEY);
             CREATE TABLE probity_became (id INTEGER, field INTEGER, value, PRIMARY KEY (id, field));",
        );
        for table in source.tables() {
            script.push_str(&declaration(table));
        }
        sqlx::raw_sql(AssertSqlSafe(script))
            .execute(&mut connection)
            .await
            .map_err(|error| sqlite_fault(&error))?;
        let mirror = Self { source, whole: BTreeSet::new(), asked: BTreeMap::new(), next: 1 };
        Ok((mirror, connection))
    }

    /// The source's tables as a schema.
    pub(crate) fn schema(&self) -> Schema {
        let mut schema = Schema { default_schema: SCHEMA.to_owned(), ..Schema::default() };
        for table in self.source.tables() {
            let live = live_table(table);
            schema.tables.insert(live.place.clone(), live);
        }
        schema
    }

    /// Makes the records of a table appear that have one of these tuples in these columns.
    pub(crate) async fn bring(
        &mut self,
        connection: &mut SqliteConnection,
        table: &str,
        columns: &[String],
        tuples: &[Vec<String>],
        ignoring_case: bool,
    ) -> Result<(), EngineFault> {
        let Some((place, known)) = self.table(table) else { return Ok(()) };
        let numbers: Option<Vec<usize>> =
            columns.iter().map(|name| known.columns.iter().position(|column| column.name == *name)).collect();
        let Some(numbers) = numbers else { return Ok(()) };
        let asked = self.asked.entry((place, numbers.clone(), ignoring_case)).or_default();
        let lower = |tuple: &Vec<String>| tuple.iter().map(|value| value.to_lowercase()).collect();
        let new: BTreeSet<Vec<String>> = tuples
            .iter()
            .map(|tuple| if ignoring_case { lower(tuple) } else { tuple.clone() })
            .filter(|tuple| !asked.contains(tuple))
            .collect();
        if new.is_empty() || self.whole.contains(&place) {
            return Ok(());
        }
        asked.extend(new.iter().cloned());
        let wanted = Wanted::Equal { columns: numbers, tuples: new, ignoring_case };
        self.fetch(connection, place, &wanted).await
    }

    /// Makes all records of a table appear.
    pub(crate) async fn bring_whole(
        &mut self,
        connection: &mut SqliteConnection,
        table: &str,
    ) -> Result<(), EngineFault> {
        let Some((place, _)) = self.table(table) else { return Ok(()) };
        if self.whole.contains(&place) {
            return Ok(());
        }
        self.fetch(connection, place, &Wanted::All).await?;
        self.whole.insert(place);
        Ok(())
    }

    /// Makes the records of a table appear in which one of these texts, in lower case, occurs.
    pub(crate) async fn bring_containing(
        &mut self,
        connection: &mut SqliteConnection,
        table: &str,
        texts: &[&str],
    ) -> Result<(), EngineFault> {
        let Some((place, _)) = self.table(table) else { return Ok(()) };
        if self.whole.contains(&place) {
            return Ok(());
        }
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        self.fetch(connection, place, &Wanted::Containing(texts)).await
    }

    fn table(&self, name: &str) -> Option<(usize, &SourceTable)> {
        self.source.tables().iter().enumerate().find(|(_, table)| table.name == name)
    }

    async fn fetch(
        &mut self,
        connection: &mut SqliteConnection,
        place: usize,
        wanted: &Wanted,
    ) -> Result<(), EngineFault> {
        let Some(table) = self.source.tables().get(place).cloned() else { return Ok(()) };
        let mut intake = Here { connection, place, table, wanted, next: &mut self.next };
        self.source.bring(place, wanted, &mut intake).await
    }

    /// Makes what the transaction changed last at the source.
    pub(crate) async fn apply(
        &mut self,
        connection: &mut SqliteConnection,
        reached: &mut Reached<'_>,
    ) -> Result<(), EngineFault> {
        // Also when there are none: what an earlier attempt left half done is finished by whoever comes again.
        let changes = changes(connection).await?;
        self.source.apply(changes, reached).await
    }
}

impl Mirror {
    /// What it takes to read each table, and to make what the transaction changed in it last.
    pub(crate) async fn tolls(
        &self,
        connection: &mut SqliteConnection,
    ) -> Result<Vec<(String, String)>, EngineFault> {
        let changes = changes(connection).await?;
        let tables = self.source.tables().iter().enumerate();
        let tolls = tables.filter_map(|(place, table)| {
            let here: Vec<&Change> = changes.iter().filter(|change| change.table == place).collect();
            Some((table.name.clone(), self.source.toll(place, &here)?))
        });
        Ok(tolls.collect())
    }
}

/// The way of records into the mirror.
struct Here<'a> {
    connection: &'a mut SqliteConnection,
    place: usize,
    table: SourceTable,
    wanted: &'a Wanted,
    next: &'a mut i64,
}

impl Intake for Here<'_> {
    fn take<'a>(&'a mut self, records: Vec<Record>) -> Work<'a, ()> {
        Box::pin(async move {
            let rows: Vec<serde_json::Value> = records
                .iter()
                .filter(|record| self.wanted.wants(record))
                .map(|record| {
                    let id = *self.next;
                    *self.next += 1;
                    let mut row =
                        vec![id.into(), record.address.as_str().into(), record.version.as_str().into()];
                    row.extend(record.cells.iter().map(Cell::json));
                    serde_json::Value::from(row)
                })
                .collect();
            if rows.is_empty() {
                return Ok(());
            }
            let rows = serde_json::Value::from(rows).to_string();
            let place = self.place;
            let register = format!(
                "INSERT OR IGNORE INTO probity_record (id, place, address, version) \
                 SELECT value ->> 0, {place}, value ->> 1, value ->> 2 FROM json_each($1)"
            );
            let fill = filling(&self.table, place);
            for statement in [register, fill] {
                sqlx::query(AssertSqlSafe(statement))
                    .bind(&rows)
                    .execute(&mut *self.connection)
                    .await
                    .map_err(|error| sqlite_fault(&error))?;
            }
            Ok(())
        })
    }
}

/// The statement that puts the records just registered into their table.
fn filling(table: &SourceTable, place: usize) -> String {
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let cells: Vec<String> = (0..names.len()).map(|at| format!("value ->> {}", at + 3)).collect();
    let row = row_number(table);
    format!(
        "INSERT INTO {SCHEMA}.{} ({row}{}{}) SELECT value ->> 0{}{} FROM json_each($1) \
         WHERE EXISTS (SELECT 1 FROM probity_record AS r WHERE r.id = value ->> 0 AND r.place = {place})",
        quoted(&table.name),
        if names.is_empty() { "" } else { ", " },
        names.join(", "),
        if names.is_empty() { "" } else { ", " },
        cells.join(", "),
    )
}

/// The table, and what notes every change of it.
fn declaration(table: &SourceTable) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let affinity = if column.kind == CellKind::Text { " TEXT" } else { "" };
            format!("{}{affinity}", quoted(&column.name))
        })
        .collect();
    let name = quoted(&table.name);
    let row = row_number(table);
    let columns = if columns.is_empty() { "probity_nothing".to_owned() } else { columns.join(", ") };
    let mut script = format!("CREATE TABLE {SCHEMA}.{name} ({columns});");
    let _ = write!(
        script,
        "CREATE TRIGGER {} AFTER DELETE ON {name} BEGIN \
         INSERT OR IGNORE INTO probity_gone VALUES (OLD.{row}); END;",
        quoted(&format!("probity_gone_{}", table.name)),
    );
    let mut noted = String::new();
    for (number, column) in table.columns.iter().enumerate() {
        let column = quoted(&column.name);
        let _ = write!(
            noted,
            "INSERT OR REPLACE INTO probity_became SELECT OLD.{row}, {number}, NEW.{column} \
             WHERE OLD.{column} IS NOT NEW.{column};",
        );
    }
    if !noted.is_empty() {
        let trigger = quoted(&format!("probity_became_{}", table.name));
        let _ = write!(script, "CREATE TRIGGER {trigger} AFTER UPDATE ON {name} BEGIN {noted} END;");
    }
    script
}

/// The name of the row number that no column has taken.
fn row_number(table: &SourceTable) -> &'static str {
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|alias| !table.columns.iter().any(|column| column.name.eq_ignore_ascii_case(alias)))
        .unwrap_or("rowid")
}

fn live_table(table: &SourceTable) -> LiveTable {
    LiveTable {
        place: Place { schema: SCHEMA.to_owned(), table: table.name.clone() },
        kind: TableKind::Table,
        columns: table
            .columns
            .iter()
            .map(|column| LiveColumn {
                name: column.name.clone(),
                type_name: kind_word(column.kind).to_owned(),
                family: match column.kind {
                    CellKind::Text => TypeFamily::Text,
                    CellKind::Any => TypeFamily::Any,
                    CellKind::Json => TypeFamily::Json,
                    CellKind::Boolean => TypeFamily::Boolean,
                    CellKind::Instant => TypeFamily::Timestamp,
                },
                length: None,
                collation: None,
                not_null: column.required,
                default: None,
                generated: column.fixed,
            })
            .collect(),
        primary_key: table.key.clone(),
        uniques: table
            .uniques
            .iter()
            .map(|columns| Unique { name: "said by the data map".to_owned(), columns: columns.clone() })
            .collect(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
        estimated_rows: None,
        row_number: Some(row_number(table).to_owned()),
        versioned: false,
    }
}

fn kind_word(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Text => "text",
        CellKind::Any => "any",
        CellKind::Json => "json",
        CellKind::Boolean => "boolean",
        CellKind::Instant => "instant",
    }
}

/// What was changed in the mirror, by record, in the order of their places and addresses.
async fn changes(connection: &mut SqliteConnection) -> Result<Vec<Change>, EngineFault> {
    const CHANGED: &str = "
        SELECT r.id, r.place, r.address, r.version, NULL AS field, NULL AS kind, NULL AS value
        FROM probity_gone AS g JOIN probity_record AS r USING (id)
        UNION ALL
        SELECT r.id, r.place, r.address, r.version, b.field, typeof(b.value), CAST(b.value AS TEXT)
        FROM probity_became AS b JOIN probity_record AS r USING (id)
        WHERE r.id NOT IN (SELECT id FROM probity_gone)
        ORDER BY 2, 3, 5";
    let rows = sqlx::query(CHANGED).fetch_all(connection).await.map_err(|error| sqlite_fault(&error))?;
    let mut changes: Vec<Change> = Vec::new();
    let mut last = None;
    for row in rows {
        let read = |at: usize| row.try_get_unchecked::<Option<String>, _>(at);
        let number = |at: usize| row.try_get_unchecked::<i64, _>(at);
        let fault = |error: sqlx::Error| sqlite_fault(&error);
        let id = number(0).map_err(fault)?;
        let table = usize::try_from(number(1).map_err(fault)?)
            .map_err(|_| EngineFault::own(FaultKind::Other, "the mirror holds a record of no table"))?;
        let address = read(2).map_err(fault)?.unwrap_or_default();
        let version = read(3).map_err(fault)?.unwrap_or_default();
        let field = row.try_get_unchecked::<Option<i64>, _>(4).map_err(fault)?;
        let Some(field) = field.and_then(|field| usize::try_from(field).ok()) else {
            changes.push(Change { table, address, version, deed: Deed::Gone });
            last = None;
            continue;
        };
        let text = read(6).map_err(fault)?.unwrap_or_default();
        let cell = match read(5).map_err(fault)?.as_deref() {
            Some("null") | None => Cell::Null,
            Some("integer") => text.parse().map_or(Cell::Null, Cell::Integer),
            Some("real") => text.parse().map_or(Cell::Null, Cell::Real),
            Some(_) => Cell::Text(text),
        };
        match changes.last_mut() {
            Some(Change { deed: Deed::Becomes(cells), .. }) if last == Some(id) => cells.push((field, cell)),
            _ => changes.push(Change { table, address, version, deed: Deed::Becomes(vec![(field, cell)]) }),
        }
        last = Some(id);
    }
    Ok(changes)
}
