//! A stranger's database of 200 tables: surveyed by a role that may only read, fast, without a trace.

use super::common::{Database, large, postgres_server};
use probity_stores::{Limits, StoreHandle};
use probity_survey::infer::classify::Discover;
use probity_survey::infer::{Examined, examine};
use probity_survey::observe::{Bounds, Observer, UnseenPart};
use probity_survey::report;
use probity_survey::survey::{Effect, survey};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

async fn ask(connection: &mut PgConnection, sql: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

/// How many relations there are and how large they are.
async fn traces(connection: &mut PgConnection) -> Vec<String> {
    ask(
        connection,
        "SELECT CAST(count(*) AS text) FROM pg_class UNION ALL
         SELECT CAST(COALESCE(sum(pg_relation_size(oid)), 0) AS text) FROM pg_class WHERE relkind IN ('r', 'i', 'm')
         -- The server's own statistics grow by themselves.
         AND relnamespace <> CAST('pg_catalog' AS regnamespace)",
    )
    .await
}

/// Every lock mode that another session was seen to hold, and whether it ever got the number that only a
/// transaction that writes gets; asked over and over until told to stop.
async fn watch(address: String, application: &'static str, stop: Arc<AtomicBool>) -> BTreeSet<String> {
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let mut modes = BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        let sql = format!(
            "SELECT DISTINCT l.mode || ' on ' || l.locktype || COALESCE(' of ' || CAST(l.classid AS regclass), '') || CASE WHEN a.backend_xid IS NULL THEN '' ELSE ' in a transaction that writes' END
             FROM pg_locks l JOIN pg_stat_activity a USING (pid)
             WHERE a.application_name = '{application}' AND a.datname = current_database()
               AND l.locktype <> 'virtualxid'
               -- Every session holds its database while it begins, whatever it does afterwards.
               AND NOT (l.locktype = 'object' AND l.classid = CAST('pg_database' AS regclass))"
        );
        modes.extend(ask(&mut connection, &sql).await);
    }
    modes
}

async fn look(handle: &StoreHandle) -> Examined {
    let mut observer = Observer::open(handle, Bounds::default()).await.unwrap();
    let examined = examine(&mut observer, &Discover).await.unwrap();
    observer.close().await;
    examined
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_tables_are_surveyed_by_a_reader_without_a_write_or_a_strong_lock() {
    let Some(database) = Database::postgres().await else { return };
    database.run(&large::script_for(database.kind, 200)).await;
    let role = format!("reader_{}", database.address.rsplit('_').next().unwrap());
    database
        .run(&format!(
            "CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
             REVOKE SELECT ON payment_5 FROM {role}; REVOKE SELECT ON ticket_9 FROM {role};
             GRANT SELECT (id, customer) ON ticket_9 TO {role}"
        ))
        .await;
    let reader = database.address.replacen("probity@", &format!("{role}@"), 1);
    assert_ne!(reader, database.address, "the test server's user is expected to be `probity`");
    let mut owner = PgConnection::connect(&database.address).await.unwrap();
    let before = traces(&mut owner).await;
    let stop = Arc::new(AtomicBool::new(false));
    let watching = tokio::spawn(watch(database.address.clone(), "probity", stop.clone()));

    let began = Instant::now();
    let handle = StoreHandle::at_address("app", &reader, Limits::default()).unwrap();
    let examined = look(&handle).await;
    let found = survey("app", &examined, None);
    let page = report::html(&found);
    let took = began.elapsed();

    stop.store(true, Ordering::Relaxed);
    let modes = watching.await.unwrap();
    println!("200 tables surveyed in {} ms; locks seen: {modes:?}", took.as_millis());
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert!(modes.iter().all(|mode| mode == "AccessShareLock on relation"), "{modes:?}");
    assert_eq!(traces(&mut owner).await, before, "something was written");
    owner.close().await.unwrap();

    assert_eq!(found.size.tables, 200);
    let unseen: Vec<(&str, &UnseenPart)> =
        examined.catalogue.unseen.iter().map(|one| (one.table.table.as_str(), &one.part)).collect();
    assert_eq!(
        unseen,
        [
            ("payment_5", &UnseenPart::Everything),
            (
                "ticket_9",
                &UnseenPart::Columns(["assigned_to", "subject", "body"].map(str::to_owned).to_vec())
            )
        ]
    );
    let people: Vec<&str> = found.people.iter().map(|people| people.table.as_str()).collect();
    assert_eq!(people, ["customers", "employees"]);
    assert!(found.keys.iter().any(|key| key.table == "order" && key.effect == Effect::Cascades));
    assert!(found.views.iter().any(|view| view.view == "customer_copy" && view.keeps_copy));
    assert!(found.views.iter().any(|view| view.view == "customer_mails" && !view.keeps_copy));
    for value in ["person7@example.org", "Anna Berg", "They called again"] {
        assert!(!page.contains(value) && !report::json(&found).to_string().contains(value));
        assert!(!report::text(&found).contains(value));
    }
    assert!(!page.contains("<script") && !page.contains("https://"));
    // The one address is the name of the picture's language, which nothing asks.
    assert_eq!(page.matches("http://").count(), page.matches("http://www.w3.org/2000/svg").count());
    if let Ok(path) = std::env::var("PROBITY_SURVEY_PAGE") {
        std::fs::write(path, &page).unwrap();
    }
    // The role is the server's and outlives the database.
    database.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    database.drop().await;
}

#[tokio::test]
async fn row_level_security_that_leaks_is_told() {
    let Some(database) = Database::postgres().await else { return };
    database
        .run(
            "CREATE TABLE accounts (id integer PRIMARY KEY, email text UNIQUE, password_hash text);
             INSERT INTO accounts SELECT i, 'a' || i || '@example.org', 'x' FROM generate_series(1, 9) i;
             ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
             CREATE VIEW all_accounts AS SELECT * FROM accounts;
             CREATE VIEW more_accounts AS SELECT email FROM all_accounts;
             CREATE VIEW own_accounts WITH (security_invoker = true) AS SELECT * FROM accounts;
             CREATE MATERIALIZED VIEW kept_accounts AS SELECT id, email FROM accounts;
             CREATE FUNCTION mails() RETURNS SETOF text LANGUAGE sql SECURITY DEFINER AS 'SELECT email FROM accounts';
             CREATE FUNCTION harmless() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        )
        .await;
    let found = survey("app", &look(&database.handle()).await, None);
    let through: Vec<&str> = found.leaks.iter().map(|leak| leak.through.as_str()).collect();
    assert_eq!(
        through,
        ["public.all_accounts", "public.kept_accounts", "public.mails()", "public.more_accounts"]
    );
    assert!(found.leaks.iter().all(|leak| leak.personal));
    let copies: Vec<&str> =
        found.views.iter().filter(|view| view.keeps_copy).map(|view| view.view.as_str()).collect();
    assert_eq!(copies, ["kept_accounts"]);
    assert!(
        found.views.iter().any(|view| view.view == "more_accounts" && view.columns == ["accounts.email"])
    );
    database.drop().await;
}

#[tokio::test]
async fn a_wrong_password_a_missing_database_and_a_file_that_is_none_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.txt");
    std::fs::write(&path, "this is no database, only words, and rather many of them\n".repeat(40)).unwrap();
    let told = |address: String| async move {
        let handle = StoreHandle::at_address("app", &address, Limits::default()).unwrap();
        Observer::open(&handle, Bounds::default()).await.unwrap_err().to_string()
    };
    let text = told(path.display().to_string()).await;
    assert!(text.contains("store `app`") && !text.contains("only words"), "{text}");
    let text = told(folder.path().join("none.sqlite").display().to_string()).await;
    assert!(text.contains("`app`"), "{text}");
    if let Some(server) = postgres_server() {
        let (base, _) = server.rsplit_once('/').unwrap();
        let text = told(format!("{base}/there_is_no_such_database")).await;
        assert!(text.contains("has no database"), "{text}");
    }
}
