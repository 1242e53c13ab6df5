//! A source in memory, the shortest that keeps the promises of one, and what the mirror does with it.

use super::Mirror;
use super::source::{
    Cell, CellKind, Change, Deed, Intake, Reached, Record, Source, SourceColumn, SourceTable, Wanted, Work,
};
use crate::error::{EngineFault, FaultKind};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Row as _};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

type Rows = Arc<Mutex<BTreeMap<String, Vec<Cell>>>>;

struct Memory {
    tables: Vec<SourceTable>,
    rows: Rows,
    asked: Arc<Mutex<usize>>,
}

fn version(cells: &[Cell]) -> String {
    cells.iter().map(|cell| cell.text().unwrap_or_default()).collect::<Vec<_>>().join("|")
}

impl Source for Memory {
    fn tables(&self) -> &[SourceTable] {
        &self.tables
    }

    fn bring<'a>(
        &'a mut self,
        _table: usize,
        _wanted: &'a Wanted,
        into: &'a mut (dyn Intake + 'a),
    ) -> Work<'a, ()> {
        Box::pin(async move {
            *self.asked.lock().unwrap() += 1;
            let record = |(address, cells): (&String, &Vec<Cell>)| Record {
                address: address.clone(),
                version: version(cells),
                cells: cells.clone(),
            };
            let records = self.rows.lock().unwrap().iter().map(record).collect();
            into.take(records).await
        })
    }

    fn apply<'a>(&'a mut self, changes: Vec<Change>, reached: &'a mut Reached<'_>) -> Work<'a, ()> {
        Box::pin(async move {
            for (number, change) in changes.into_iter().enumerate() {
                let mut rows = self.rows.lock().unwrap();
                let Some(cells) =
                    rows.get_mut(&change.address).filter(|cells| version(cells) == change.version)
                else {
                    return Err(EngineFault::own(FaultKind::LostRace, "the record changed"));
                };
                match change.deed {
                    Deed::Gone => {
                        rows.remove(&change.address);
                    }
                    Deed::Becomes(fields) => fields.into_iter().for_each(|(field, cell)| cells[field] = cell),
                }
                if reached(number).is_break() {
                    return Err(EngineFault::own(FaultKind::Other, "stopped"));
                }
            }
            Ok(())
        })
    }
}

async fn open() -> (Mirror, SqliteConnection, Rows, Arc<Mutex<usize>>) {
    let column =
        |name: &str, kind| SourceColumn { name: name.to_owned(), kind, fixed: false, required: false };
    let table = SourceTable {
        name: "an \"odd\" name".to_owned(),
        columns: vec![
            column("owner", CellKind::Text),
            column("n", CellKind::Any),
            column("rowid", CellKind::Any),
        ],
        ..SourceTable::default()
    };
    let rows: Rows = Arc::default();
    for number in 0..5_i64 {
        let owner = if number % 2 == 0 { Cell::Integer(1) } else { Cell::Text("Two".to_owned()) };
        rows.lock().unwrap().insert(
            format!("a{number}"),
            vec![owner, Cell::Integer(number), Cell::Text("x\u{0}'y".to_owned())],
        );
    }
    let asked: Arc<Mutex<usize>> = Arc::default();
    let source = Memory { tables: vec![table], rows: rows.clone(), asked: asked.clone() };
    let (mirror, connection) = Mirror::open(Box::new(source)).await.unwrap();
    (mirror, connection, rows, asked)
}

const TABLE: &str = "an \"odd\" name";

async fn here(connection: &mut SqliteConnection) -> Vec<i64> {
    let rows = sqlx::query("SELECT n FROM \"an \"\"odd\"\" name\" ORDER BY n").fetch_all(connection).await;
    rows.unwrap().iter().map(|row| row.get::<i64, _>(0)).collect()
}

#[tokio::test]
async fn only_what_is_asked_for_is_brought_and_once() {
    let (mut mirror, mut connection, _, asked) = open().await;
    let owner = ["owner".to_owned()];
    mirror.bring(&mut connection, TABLE, &owner, &[vec!["1".to_owned()]], false).await.unwrap();
    assert_eq!(here(&mut connection).await, [0, 2, 4]);
    mirror.bring(&mut connection, TABLE, &owner, &[vec!["1".to_owned()]], false).await.unwrap();
    assert_eq!(*asked.lock().unwrap(), 1);
    mirror.bring(&mut connection, TABLE, &owner, &[vec!["two".to_owned()]], false).await.unwrap();
    assert_eq!(here(&mut connection).await, [0, 2, 4]);
    mirror.bring(&mut connection, TABLE, &owner, &[vec!["two".to_owned()]], true).await.unwrap();
    assert_eq!(here(&mut connection).await, [0, 1, 2, 3, 4]);
    mirror.bring_whole(&mut connection, TABLE).await.unwrap();
    assert_eq!(here(&mut connection).await, [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn changes_last_at_the_source_only_when_applied_and_a_deleted_record_does_not_come_back() {
    let (mut mirror, mut connection, rows, _) = open().await;
    mirror.bring_containing(&mut connection, TABLE, &["two"]).await.unwrap();
    assert_eq!(here(&mut connection).await, [1, 3]);
    let before = rows.lock().unwrap().clone();
    for statement in [
        "DELETE FROM \"an \"\"odd\"\" name\" WHERE n = 1",
        "UPDATE \"an \"\"odd\"\" name\" SET owner = NULL, n = n",
    ] {
        let done = sqlx::query(statement).execute(&mut connection).await.unwrap();
        assert_eq!(done.rows_affected(), 1);
    }
    mirror.bring_whole(&mut connection, TABLE).await.unwrap();
    assert_eq!(here(&mut connection).await, [0, 2, 3, 4]);
    assert!(*rows.lock().unwrap() == before);
    mirror.apply(&mut connection, &mut |_| ControlFlow::Continue(())).await.unwrap();
    let after = rows.lock().unwrap().clone();
    assert_eq!(after.keys().collect::<Vec<_>>(), ["a0", "a2", "a3", "a4"]);
    assert!(after["a3"][0] == Cell::Null && after["a3"][1] == Cell::Integer(3));
    assert!(after["a0"] == before["a0"]);
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_record_that_changed_since_it_was_brought_is_not_overwritten() {
    let (mut mirror, mut connection, rows, _) = open().await;
    mirror.bring_whole(&mut connection, TABLE).await.unwrap();
    sqlx::query("DELETE FROM \"an \"\"odd\"\" name\"").execute(&mut connection).await.unwrap();
    rows.lock().unwrap().get_mut("a2").unwrap()[1] = Cell::Integer(9);
    let fault = mirror.apply(&mut connection, &mut |_| ControlFlow::Continue(())).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::LostRace);
    assert!(rows.lock().unwrap().contains_key("a2"));
}
