//! Opening stores and reading their schemas.

use crate::common::map::span;
use crate::common::{Database, on_each_engine, on_engine, postgres_server};
use probity_policy::model::data_map::{DataMap, Location, Store, StoreKind};
use probity_stores::schema::{OnDelete, Schema, TableKind, TypeFamily};
use probity_stores::{Access, Engine, Limits, StoreError, StoreHandle, Stores};
use sqlx::ConnectOptions as _;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

fn store(kind: StoreKind, location: Location) -> DataMap {
    DataMap {
        stores: vec![Store { name: "core".to_owned(), kind, location, span: span() }],
        ..DataMap::default()
    }
}

async fn fails(kind: StoreKind, address: &str) -> StoreError {
    let map = store(kind, Location::Environment("CORE_URL".to_owned()));
    let environment = |name: &str| (name == "CORE_URL").then(|| address.to_owned());
    let limits = Limits { connect: Duration::from_secs(3), ..Limits::default() };
    match StoreHandle::new(&map.stores[0], Path::new("/nowhere"), &environment, limits) {
        Ok(handle) => handle.open(Access::Read).await.unwrap_err(),
        Err(error) => error,
    }
}

fn told(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[test]
fn a_fault_says_which_store_and_what_and_never_the_password() {
    on_engine(Engine::Sqlite, 1, |databases| async move {
        let missing = fails(StoreKind::Sqlite, "none.sqlite").await;
        assert!(matches!(missing, StoreError::MissingDatabase { .. }), "{missing:?}");
        assert!(told(&missing).contains("`core`") && told(&missing).contains("/nowhere/none.sqlite"));
        let text = format!("{}.txt", databases[0].address);
        std::fs::write(&text, "this is no database, and long enough to be looked at for a header").unwrap();
        let other = fails(StoreKind::Sqlite, &text).await;
        std::fs::remove_file(&text).unwrap();
        assert!(matches!(other, StoreError::Failed { .. }), "{other:?}");

        let refused = fails(StoreKind::Postgres, "postgres://probity:secret@127.0.0.1:1/shop").await;
        assert!(matches!(refused, StoreError::Unreachable { .. }), "{refused:?}");
        assert!(told(&refused).contains("127.0.0.1:1/shop"), "{}", told(&refused));
        assert!(!told(&refused).contains("secret") && !format!("{refused:?}").contains("secret"));
        let unreadable = fails(StoreKind::Postgres, "mysql://probity:secret@127.0.0.1/shop").await;
        assert!(matches!(unreadable, StoreError::AddressUnreadable { .. }));
        assert!(!told(&unreadable).contains("secret"));
        assert!(matches!(
            fails(StoreKind::Manual, "the cabinet").await,
            StoreError::NoConnector { kind: "manual", .. }
        ));

        let map = store(StoreKind::Postgres, Location::Environment("UNSET".to_owned()));
        let unset = Stores::new(&map, Path::new("."), &|_| None, Limits::default()).unwrap_err();
        assert!(matches!(&unset, StoreError::AddressMissing { variable, .. } if variable == "UNSET"));
        if let Some(server) = postgres_server() {
            let (base, _) = server.rsplit_once('/').unwrap();
            let missing = fails(StoreKind::Postgres, &format!("{base}/there_is_none")).await;
            assert!(matches!(missing, StoreError::MissingDatabase { .. }), "{missing:?}");
            let nobody = base.replacen("postgres://", "postgres://nobody:secret@", 1);
            let nobody = nobody.replacen("secret@probity@", "secret@", 1);
            let login = fails(StoreKind::Postgres, &format!("{nobody}/postgres")).await;
            assert!(matches!(login, StoreError::WrongPassword { .. }), "{login:?}");
        }
    });
}

#[test]
fn sessions_are_bounded() {
    on_each_engine(1, |databases| async move {
        let map = DataMap { stores: vec![databases[0].store("core")], ..DataMap::default() };
        let limits = Limits { connect: Duration::from_millis(300), sessions: 1, ..Limits::default() };
        let stores = Stores::new(&map, Path::new("/"), &|_| None, limits).unwrap();
        let core = stores.get("core").unwrap();
        let held = core.open(Access::Read).await.unwrap();
        assert!(matches!(core.open(Access::Read).await, Err(StoreError::NoFreeSession { .. })));
        drop(held);
        core.open(Access::Read).await.unwrap();
    });
}

async fn schema(database: &Database) -> Schema {
    let map = DataMap { stores: vec![database.store("core")], ..DataMap::default() };
    let stores = Stores::new(&map, Path::new("/"), &|_| None, Limits::default()).unwrap();
    stores.get("core").unwrap().schema().await.unwrap()
}

#[test]
fn all_engines_tell_the_same_schema() {
    on_each_engine(1, |databases| async move {
        let database = &databases[0];
        let late = if database.engine == Engine::Postgres { "DEFERRABLE" } else { "" };
        let part = match database.engine {
            Engine::MariaDb => "",
            _ => "CREATE UNIQUE INDEX part ON two (y) WHERE up IS NULL;",
        };
        database
            .run(&format!(
                "CREATE TABLE one (a integer, b varchar(20) NOT NULL DEFAULT 'x', c timestamp, d boolean,
                    e text GENERATED ALWAYS AS (lower(b)) STORED, f numeric(9,2), PRIMARY KEY (a, b),
                    CONSTRAINT once UNIQUE (c), CONSTRAINT small CHECK (a < 10));
                 CREATE TABLE two (id integer PRIMARY KEY, x integer, y varchar(20), up integer REFERENCES two ON DELETE SET NULL,
                    FOREIGN KEY (x, y) REFERENCES one (a, b) ON DELETE CASCADE {late});
                 CREATE UNIQUE INDEX pair ON two (x, up);
                 {part}
                 CREATE VIEW three AS SELECT a FROM one;"
            ))
            .await;
        let schema = schema(database).await;
        let one = schema.find(None, "one").unwrap();
        assert_eq!(one.primary_key, ["a", "b"]);
        assert_eq!(one.checks.len(), 1);
        assert_eq!(one.checks[0].name, "small");
        let families: Vec<TypeFamily> = one.columns.iter().map(|column| column.family).collect();
        assert_eq!(families[1..4], [TypeFamily::Text, TypeFamily::Timestamp, TypeFamily::Boolean]);
        assert!(matches!(families[0], TypeFamily::Integer(_)) && families[5] == TypeFamily::Decimal);
        let b = one.column("b").unwrap();
        assert!(b.not_null && b.default.as_ref().unwrap().starts_with("'x'"));
        assert!(one.column("e").unwrap().generated && !b.generated);
        assert!(one.is_unique_by(&["c".to_owned()]) && !one.is_unique_by(&["a".to_owned()]));
        let two = schema.find(None, "two").unwrap();
        assert_eq!(
            two.uniques.len(),
            1,
            "an index on a part of the rows makes nothing unique: {:?}",
            two.uniques
        );
        assert_eq!(two.uniques[0].columns, ["x", "up"]);
        let cascade = two.foreign_keys.iter().find(|key| key.columns == ["x", "y"]).unwrap();
        assert_eq!((cascade.to_columns.join(","), cascade.on_delete), ("a,b".to_owned(), OnDelete::Cascade));
        assert_eq!(cascade.deferrable, database.engine != Engine::MariaDb);
        let up = two.foreign_keys.iter().find(|key| key.columns == ["up"]).unwrap();
        assert_eq!((up.to_columns.join(","), up.on_delete), ("id".to_owned(), OnDelete::SetNull));
        assert_eq!(schema.find(None, "three").unwrap().kind, TableKind::View);
    });
}

#[test]
fn a_thousand_tables_are_read_at_once() {
    on_each_engine(1, |databases| async move {
        let script: String = (0..1000)
            .map(|number| {
                let refers = if number > 0 { format!("REFERENCES t{}", number - 1) } else { String::new() };
                format!("CREATE TABLE t{number} (id integer PRIMARY KEY, other integer {refers});")
            })
            .collect();
        databases[0].run(&format!("BEGIN; {script} COMMIT;")).await;
        let schema = schema(&databases[0]).await;
        assert_eq!(schema.tables.len(), 1000);
        assert!(schema.tables.values().filter(|table| table.foreign_keys.len() == 1).count() == 999);
    });
}

#[test]
fn a_file_whose_writer_was_killed_is_put_in_order_by_whoever_reads_it_first() {
    on_engine(Engine::Sqlite, 1, |databases| async move {
        let folder = tempfile::tempdir().unwrap();
        let (file, crashed) = (folder.path().join("file.sqlite"), folder.path().join("crashed.sqlite"));
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut writer = options.connect().await.unwrap();
        let rows = "CREATE TABLE notes (body TEXT); WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000) \
                    INSERT INTO notes SELECT 'before ' || hex(zeroblob(200)) FROM n";
        sqlx::raw_sql(rows).execute(&mut writer).await.unwrap();
        // With room for a few pages only, the change reaches the file and its journal before it is committed. What
        // the files are now is what a kill at this moment would leave.
        let change = "PRAGMA cache_size = 5; BEGIN; UPDATE notes SET body = 'half-done'";
        sqlx::raw_sql(change).execute(&mut writer).await.unwrap();
        std::fs::copy(&file, &crashed).unwrap();
        std::fs::copy(
            folder.path().join("file.sqlite-journal"),
            folder.path().join("crashed.sqlite-journal"),
        )
        .unwrap();
        let map = store(StoreKind::Sqlite, Location::Written("crashed.sqlite".to_owned()));
        let handle = StoreHandle::new(&map.stores[0], folder.path(), &|_| None, Limits::default()).unwrap();
        handle.open(Access::Read).await.expect("the file stays out of reach for ever");
        let mut reader =
            sqlx::sqlite::SqliteConnectOptions::new().filename(&crashed).connect().await.unwrap();
        let counted = "SELECT count(*) FROM notes WHERE body LIKE 'before %'";
        let whole: i64 = sqlx::query_scalar(counted).fetch_one(&mut reader).await.unwrap();
        assert_eq!(whole, 2000, "what was not committed is gone");
        assert_eq!(databases.len(), 1);
    });
}
