//! Nothing of an erased person stands in a store's files after the purge; before it, something does.
//!
//! The judge is `grep` over every file of the engine: tables, indexes, long values, samples, logs.

use crate::common::Database;
use crate::common::cluster::Cluster;
use crate::common::map::{Map, table};
use crate::common::run::{email, world};
use probity_stores::{Engine, FilesSearch, beyond_reach, purge, reset_statements, search_files};
use sqlx::Connection as _;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const JANE: &str = "jane.doe.leftover@example.org";
const JOHN: &str = "john.roe.stays@example.net";

/// The files under a folder in which a text stands.
fn files_with(text: &str, folder: &Path) -> Vec<String> {
    let found = Command::new("grep").args(["-rlaiF", "--", text]).arg(folder).output().unwrap();
    // 1: in none.
    assert!(matches!(found.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&found.stderr));
    String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn map(database: &Database) -> Map {
    Map::of(&[("core", database)])
        .table(
            table("core.accounts").person("client", "id", "id, email").holds("email: contact.email").delete(),
        )
        .table(
            table("core.notes")
                .belongs_to("core.accounts", "account_id")
                .holds("body: contact.email")
                .delete(),
        )
}

async fn filled(database: &Database, own: &str) {
    database
        .run(&format!(
            "CREATE TABLE accounts (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
             CREATE INDEX accounts_by_email ON accounts (email);
             CREATE TABLE notes (id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, body TEXT NOT NULL);
             CREATE INDEX notes_by_body ON notes (account_id, id);
             {own}"
        ))
        .await;
    for (id, person) in [(1, JANE), (2, JOHN)] {
        let mut rows = format!("INSERT INTO accounts VALUES ({id}, '{person}');");
        for number in 0..60 {
            let filling = "x".repeat(if number % 20 == 0 { 9_000 } else { 50 });
            rows.push_str(&format!(
                "INSERT INTO notes VALUES ({}, {id}, 'write to {person} {number} {filling}');",
                id * 1000 + number
            ));
        }
        database.run(&rows).await;
    }
    // The same value in every row is sampled, and rows that moved leave copies.
    database.run("UPDATE notes SET body = body || ' moved'").await;
}

/// Erases Jane and purges. The files before and after.
async fn purged(database: &Database, folder: &Path) -> (Vec<String>, Vec<String>) {
    let world = world(&map(database)).await;
    let (planned, looked) = world.erase(&email(JANE)).await;
    assert!(looked.is_clean(), "{looked:?}");
    let before = files_with(JANE, folder);
    let search = async || search_files(&world.stores, "core", &planned.material).await.unwrap().unwrap();
    let FilesSearch { found, unsearched, .. } = search().await;
    assert_eq!((found.is_empty(), unsearched), (before.is_empty(), Vec::<String>::new()), "{found:?}");
    let tables: BTreeSet<String> = planned.plan.steps.iter().map(|step| step.table.clone()).collect();
    purge(&world.stores, "core", &tables).await.unwrap();
    let after = search().await;
    assert!(after.found.is_empty() && after.unsearched.is_empty() && after.bytes > 0, "{after:?}");
    (before, files_with(JANE, folder))
}

#[test]
fn a_server_keeps_nothing_after_the_purge_and_did_before() {
    let Some(cluster) = Cluster::start_new(&["autovacuum = off"]) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let database = Database { engine: Engine::Postgres, address: cluster.url() };
        filled(&database, "ALTER TABLE notes ALTER COLUMN body SET STORAGE EXTERNAL;").await;
        // Everybody's address but Jane's is rare, so that hers is among the samples.
        database.run("INSERT INTO accounts SELECT 100 + n, 'p' || n || '@example.com' FROM generate_series(1, 500) AS n; ANALYZE; CHECKPOINT").await;
        let sampled = "SELECT count(*) FROM pg_stats WHERE tablename IN ('accounts', 'notes') AND \
                       (most_common_vals::text || histogram_bounds::text || '' LIKE '%jane.doe%' OR \
                        most_common_vals::text LIKE '%jane.doe%' OR histogram_bounds::text LIKE '%jane.doe%')";
        assert!(database.number(sampled).await > 0, "the samples hold her address");
        let (before, after) = purged(&database, &cluster.data()).await;
        assert!(before.iter().any(|file| file.contains("/pg_wal/")), "{before:?}");
        assert!(before.iter().any(|file| file.contains("/base/")), "{before:?}");
        assert_eq!(after, Vec::<String>::new());
        assert_eq!(database.number("SELECT count(*) FROM notes WHERE account_id = 2").await, 60);
        assert!(!files_with(JOHN, &cluster.data()).is_empty(), "the search finds what is there");
        // Nor does what the server writes when it ends bring anything back.
        cluster.stop();
        assert_eq!(files_with(JANE, &cluster.data()), Vec::<String>::new());
    });
}

#[test]
fn a_file_keeps_nothing_after_the_purge_and_did_before() {
    for mode in ["WAL", "DELETE", "PERSIST"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("core.sqlite");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            std::fs::File::create(&path).unwrap();
            let database = Database { engine: Engine::Sqlite, address: path.to_str().unwrap().to_owned() };
            database.run(&format!("PRAGMA journal_mode = {mode}")).await;
            filled(&database, "").await;
            database.run("ANALYZE").await;
            assert!(!files_with(JANE, folder.path()).is_empty());
            // As a program without `secure_delete` would have left it.
            database.run("PRAGMA secure_delete = OFF; DELETE FROM notes WHERE id = 1001").await;
            let (_, after) = purged(&database, folder.path()).await;
            assert_eq!(after, Vec::<String>::new(), "{mode}");
            assert!(!files_with(JOHN, folder.path()).is_empty());
        });
    }
}

#[test]
fn what_the_purge_does_not_reach_is_told_and_statements_that_name_the_person_are_reset() {
    let settings =
        ["shared_preload_libraries = 'pg_stat_statements'", "archive_mode = on", "archive_command = 'true'"];
    let Some(cluster) = Cluster::start_new(&settings) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let database = Database { engine: Engine::Postgres, address: cluster.url() };
        filled(&database, "CREATE EXTENSION pg_stat_statements;").await;
        // The text of a statement that takes no parameters is kept as it is.
        database.run(&format!("SET application_name = 'asked by {JANE}'")).await;
        let named = format!("SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%{JANE}%'");
        assert_eq!(database.number(&named).await, 1);
        let world = world(&map(&database)).await;
        let beyond = beyond_reach(&world.stores, "core").await.unwrap();
        assert_eq!(beyond.len(), 2, "{beyond:?}");
        assert!(
            beyond[0].contains("archive_command") && beyond[1].contains("pg_stat_statements"),
            "{beyond:?}"
        );
        let (planned, _) = world.erase(&email(JANE)).await;
        assert_eq!(reset_statements(&world.stores, "core", &planned.material).await.unwrap(), 1);
        assert_eq!(database.number(&named).await, 0);
    });
}

#[test]
fn files_that_cannot_be_searched_are_said_to_be_so() {
    let Some(cluster) = Cluster::start_new(&[]) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let database = Database { engine: Engine::Postgres, address: cluster.url() };
        filled(&database, "").await;
        database.run("CREATE DATABASE elsewhere").await;
        let world = world(&map(&database)).await;
        let (planned, _) = world.erase(&email(JANE)).await;
        let search = async || search_files(&world.stores, "core", &planned.material).await.unwrap().unwrap();
        // The log is everybody's; the tables are not.
        let shared = search().await;
        assert!(shared.found.iter().all(|file| file.starts_with("base/")), "{shared:?}");
        assert!(shared.unsearched.iter().any(|why| why.contains("other databases")), "{shared:?}");
        // As if the server were another one than the one whose folder is here.
        let pid = cluster.data().join("postmaster.pid");
        let lines = std::fs::read_to_string(&pid).unwrap();
        let other: Vec<&str> =
            lines.lines().enumerate().map(|(at, line)| if at == 2 { "1000000000" } else { line }).collect();
        std::fs::write(&pid, other.join("\n")).unwrap();
        let strange = search().await;
        assert!(strange.files == 0 && strange.unsearched[0].contains("not that server's"), "{strange:?}");
        std::fs::write(&pid, lines).unwrap();
    });
}

#[test]
fn a_transaction_of_another_database_that_could_look_back_is_waited_for() {
    let Some(cluster) = Cluster::start_new(&[]) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let database = Database { engine: Engine::Postgres, address: cluster.url() };
        filled(&database, "").await;
        database.run("CREATE DATABASE elsewhere").await;
        let elsewhere = format!("{}/elsewhere", cluster.url().rsplit_once('/').unwrap().0);
        let mut other = sqlx::PgConnection::connect(&elsewhere).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT txid_current()").execute(&mut other).await.unwrap();
        let world = world(&map(&database)).await;
        let (planned, _) = world.erase(&email(JANE)).await;
        let tables: BTreeSet<String> = planned.plan.steps.iter().map(|step| step.table.clone()).collect();
        let purging = purge(&world.stores, "core", &tables);
        let ending = async {
            // The purge has asked, and waits.
            let waits = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%txid_snapshot_xmin%' AND pid <> pg_backend_pid()";
            while database.number(waits).await == 0 {}
            sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
        };
        let (purged, ()) = tokio::join!(purging, ending);
        purged.unwrap();
        let search = search_files(&world.stores, "core", &planned.material).await.unwrap().unwrap();
        assert_eq!(search.found, Vec::<String>::new());
    });
}
