//! The company's databases: what the data map says of them is true, and they are as counted.

use super::common::{Company, example, ready};
use probity_demo::schema::STORES;
use probity_demo::{DemoError, Recipe, holdings, prepare};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::collections::{BTreeMap, BTreeSet};

fn recipe(people: u64) -> Recipe {
    Recipe { people, seed: 7, now: "2026-03-01T12:00:00Z".parse().unwrap(), overdue: false }
}

async fn texts(connection: &mut SqliteConnection, sql: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}

async fn number(connection: &mut SqliteConnection, sql: &str) -> i64 {
    sqlx::query(AssertSqlSafe(sql)).fetch_one(connection).await.unwrap().get(0)
}

/// Every table of every store with its columns, as the databases say.
async fn schema(company: &Company) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for store in STORES {
        let mut connection = company.open(store.name).await;
        for table in texts(&mut connection, "SELECT name FROM sqlite_schema WHERE type = 'table'").await {
            let sql = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = texts(&mut connection, &sql).await.into_iter().collect();
            found.insert(format!("{}.{table}", store.name), columns);
        }
    }
    found
}

#[tokio::test]
async fn the_data_map_names_exactly_the_tables_and_columns_that_there_are() {
    let company = ready(recipe(10)).await;
    let live = schema(&company).await;
    let project = example();
    let mapped: BTreeMap<String, BTreeSet<String>> = project
        .model
        .data_map
        .tables
        .iter()
        .map(|table| {
            let columns = table.columns.iter().map(|column| column.name.clone());
            let linked = table.links.iter().flat_map(|link| link.columns.clone());
            (table.name.to_string(), columns.chain(linked).chain(table.plain.clone()).collect())
        })
        .collect();
    assert_eq!(mapped.keys().collect::<Vec<_>>(), live.keys().collect::<Vec<_>>());
    let nothing_personal: BTreeSet<&str> =
        ["core.products", "core.suppressions", "core.events", "core.legal_requests", "core.breaches"].into();
    for (table, columns) in &live {
        if nothing_personal.contains(table.as_str()) {
            assert!(mapped[table].is_empty(), "{table}");
        } else {
            assert_eq!(&mapped[table], columns, "{table}");
        }
    }
    let stores: Vec<&str> = project.model.data_map.stores.iter().map(|store| store.name.as_str()).collect();
    assert_eq!(stores, STORES.map(|store| store.name));
}

#[tokio::test]
async fn anchors_and_erasure_decisions_name_columns_that_can_do_it() {
    let company = ready(recipe(10)).await;
    for table in &example().model.data_map.tables {
        let mut connection = company.open(&table.name.store).await;
        let name = &table.name.table;
        let columns = texts(&mut connection, &format!("SELECT name FROM pragma_table_info('{name}')")).await;
        for column in table.anchors.values() {
            assert!(columns.contains(column), "{name}.{column}");
        }
        let blanked = table.on_erasure.iter().flat_map(|decision| &decision.blank);
        for column in blanked {
            let sql = format!(
                "SELECT count(*) FROM pragma_table_info('{name}') WHERE name = '{column}' AND NOT \"notnull\" AND NOT pk"
            );
            assert_eq!(number(&mut connection, &sql).await, 1, "{name}.{column} cannot be emptied");
        }
        let personal = !table.columns.is_empty();
        assert_eq!(table.on_erasure.is_some(), personal, "{name}");
    }
}

#[tokio::test]
async fn every_foreign_key_holds_and_has_an_index() {
    let company = ready(recipe(400)).await;
    for store in STORES {
        let mut connection = company.open(store.name).await;
        assert_eq!(texts(&mut connection, "PRAGMA integrity_check").await, ["ok"]);
        let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await.unwrap();
        assert_eq!(broken.len(), 0, "{}", store.name);
        let without = texts(
            &mut connection,
            "SELECT t.name || '.' || f.\"from\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
             WHERE t.type = 'table' AND NOT EXISTS (
                 SELECT 1 FROM pragma_index_list(t.name) i, pragma_index_info(i.name) c
                 WHERE c.seqno = 0 AND c.name = f.\"from\")
             AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) k WHERE k.pk = 1 AND k.name = f.\"from\")",
        )
        .await;
        assert_eq!(without, Vec::<String>::new());
    }
}

/// How many rows a person has, asked of the databases alone.
async fn counted(company: &Company, person: u64) -> BTreeMap<String, u64> {
    let mut core = company.open("core").await;
    let email = texts(&mut core, &format!("SELECT email FROM accounts WHERE id = {person}")).await.remove(0);
    let handle =
        texts(&mut core, &format!("SELECT username FROM accounts WHERE id = {person}")).await.remove(0);
    let own = format!("account_id = {person}");
    let guest = format!("SELECT id FROM event_people WHERE email = '{email}'");
    let special = [
        ("accounts", format!("id = {person}")),
        ("companies", format!("id IN (SELECT company_id FROM company_people WHERE {own})")),
        ("payments", format!("order_id IN (SELECT id FROM orders WHERE {own})")),
        ("affiliate_withdrawals", format!("affiliate_id IN (SELECT id FROM affiliates WHERE {own})")),
        ("surveys", format!("{own} OR colleague_id = {person}")),
        ("social_interactions", format!("handle = '{handle}'")),
        ("event_people", format!("email = '{email}'")),
        ("media_people", format!("guest_id IN ({guest})")),
        ("media", format!("id IN (SELECT media_id FROM media_people WHERE guest_id IN ({guest}))")),
        ("proxy_metadata", format!("account = {person}")),
        ("applicants", format!("email = '{email}'")),
    ];
    let special: BTreeMap<&str, String> = special.into();
    let mut counts = BTreeMap::new();
    for (table, columns) in schema(company).await {
        let (store, name) = table.split_once('.').unwrap();
        let condition = match special.get(name) {
            Some(condition) => condition.clone(),
            None if columns.contains("account_id") => own.clone(),
            None => continue,
        };
        let mut connection = company.open(store).await;
        let sql = format!("SELECT count(*) FROM {name} WHERE {condition}");
        let count = u64::try_from(number(&mut connection, &sql).await).unwrap();
        if count > 0 {
            counts.insert(table, count);
        }
    }
    counts
}

#[tokio::test]
async fn each_person_has_the_rows_that_are_counted_beforehand() {
    for overdue in [false, true] {
        let recipe = Recipe { overdue, ..recipe(420) };
        let company = ready(recipe).await;
        for person in [1, 2, 3, 40, 51, 60, 100, 130, 200, 260, 400, 420] {
            assert_eq!(counted(&company, person).await, holdings(&recipe, person), "person {person}");
        }
    }
    assert_eq!(holdings(&recipe(10), 11), BTreeMap::new());
    assert_eq!(holdings(&recipe(10), 0), BTreeMap::new());
}

#[tokio::test]
async fn the_first_person_has_rows_in_every_table_that_holds_people() {
    let recipe = recipe(10);
    let company = ready(recipe).await;
    let held = holdings(&recipe, 1);
    assert_eq!(held, counted(&company, 1).await);
    let missing: Vec<String> = example()
        .model
        .data_map
        .tables
        .iter()
        .filter(|table| !table.columns.is_empty())
        .map(|table| table.name.to_string())
        .filter(|table| !held.contains_key(table))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[tokio::test]
async fn people_share_companies_surveys_and_pictures() {
    let company = ready(recipe(400)).await;
    let mut core = company.open("core").await;
    for sql in [
        "SELECT count(*) FROM (SELECT 1 FROM company_people GROUP BY company_id HAVING count(*) > 1)",
        "SELECT count(*) FROM (SELECT 1 FROM media_people GROUP BY media_id HAVING count(*) > 2)",
        "SELECT count(*) FROM surveys WHERE account_id IS NOT NULL AND colleague_id IS NOT NULL",
        "SELECT count(*) FROM event_people WHERE email IN (SELECT email FROM accounts)",
        "SELECT count(*) FROM event_people WHERE email NOT IN (SELECT email FROM accounts)",
    ] {
        assert!(number(&mut core, sql).await > 0, "{sql}");
    }
}

/// A hash over every value of every row of every table.
async fn dump(company: &Company) -> BTreeMap<String, String> {
    let mut hashes = BTreeMap::new();
    for (table, columns) in schema(company).await {
        let (store, name) = table.split_once('.').unwrap();
        let columns: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
        let sql = format!("SELECT {} FROM {name} ORDER BY 1", columns.join(" || ',' || "));
        let mut hash = Sha256::new();
        let mut connection = company.open(store).await;
        for row in texts(&mut connection, &sql).await {
            hash.update(row.as_bytes());
            hash.update(b"\n");
        }
        let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        hashes.insert(table, digest);
    }
    hashes
}

#[tokio::test]
async fn the_same_recipe_gives_the_same_data_and_another_seed_other_data() {
    let first = dump(&ready(recipe(300)).await).await;
    assert_eq!(first, dump(&ready(recipe(300)).await).await);
    let other = dump(&ready(Recipe { seed: 8, ..recipe(300) }).await).await;
    assert_ne!(first["core.accounts"], other["core.accounts"]);
    assert_ne!(first["web.web_events"], other["web.web_events"]);
}

#[tokio::test]
async fn nothing_is_past_its_time_unless_it_is_asked_for() {
    let old = [
        ("core", "logins", "at", "-12 months"),
        ("core", "risk_scores", "at", "-12 months"),
        ("core", "message_log", "at", "-12 months"),
        ("core", "kyc_results", "decided_at", "-12 months"),
        ("core", "mobile_diagnostics", "at", "-12 months"),
        ("core", "accounts", "ended_at", "-3 years"),
        ("core", "social_interactions", "at", "-2 years"),
        ("core", "media", "taken_at", "-3 years"),
        ("core", "orders", "created_at", "-7 years"),
        ("core", "marketing_profile", "opted_out_at", "+0 days"),
        ("web", "web_events", "ts", "-12 months"),
        ("hr", "applicants", "closed_at", "-6 months"),
        ("proxy", "proxy_metadata", "at", "-24 hours"),
    ];
    for overdue in [false, true] {
        let company = ready(Recipe { overdue, ..recipe(2000) }).await;
        let mut some = 0;
        for (store, table, column, age) in old {
            let mut connection = company.open(store).await;
            let sql = format!(
                "SELECT count(*) FROM {table} WHERE datetime({column}) < datetime('2026-03-01T12:00:00Z', '{age}')"
            );
            let count = number(&mut connection, &sql).await;
            assert!(overdue || count == 0, "{table}: {count}");
            some += usize::from(count > 0);
            let sql =
                format!("SELECT count(*) FROM {table} WHERE datetime({column}) > '2026-03-01 12:00:00'");
            assert_eq!(number(&mut connection, &sql).await, 0, "{table} reaches into the future");
        }
        assert!(!overdue || some >= 8, "only {some} tables have something to expire");
    }
}

#[tokio::test]
async fn addresses_are_those_kept_for_examples() {
    let company = ready(recipe(500)).await;
    for (store, table, column) in [
        ("core", "accounts", "first_login_ip"),
        ("core", "accounts", "last_login_ip"),
        ("core", "logins", "ip"),
        ("web", "web_events", "ip"),
    ] {
        let mut connection = company.open(store).await;
        let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL");
        for address in texts(&mut connection, &sql).await {
            let kept = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
            assert!(kept.iter().any(|start| address.starts_with(start)), "{address}");
            assert!(address.parse::<std::net::IpAddr>().is_ok(), "{address}");
        }
    }
    for (store, table) in
        [("core", "accounts"), ("core", "oauth_links"), ("core", "event_people"), ("hr", "applicants")]
    {
        let mut connection = company.open(store).await;
        let sql = format!("SELECT email FROM {table} WHERE email IS NOT NULL");
        for email in texts(&mut connection, &sql).await {
            let (local, domain) = email.split_once('@').unwrap();
            assert!(!local.is_empty() && email.is_ascii());
            assert!(["example.org", "example.com", "example.net"].contains(&domain), "{domain}");
        }
    }
}

#[tokio::test]
async fn a_folder_with_something_in_it_and_a_wrong_size_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.txt"), "mine").unwrap();
    let refused = prepare(folder.path(), &recipe(10), &|_| ()).await;
    assert!(matches!(refused, Err(DemoError::NotEmpty { .. })));
    assert_eq!(std::fs::read_to_string(folder.path().join("own.txt")).unwrap(), "mine");
    for people in [0, 9, 1_000_001] {
        let folder = tempfile::tempdir().unwrap();
        let refused = prepare(folder.path(), &recipe(people), &|_| ()).await;
        assert!(matches!(refused, Err(DemoError::Size { .. })), "{people}");
    }
}

#[tokio::test]
async fn the_company_comes_with_its_policy_and_all_that_it_expects_in_the_environment() {
    let company = ready(recipe(10)).await;
    let ready = &company.company;
    for file in probity_demo::policy::FILES {
        assert_eq!(std::fs::read_to_string(ready.policy_folder.join(file.name)).unwrap(), file.text);
    }
    for store in &example().model.data_map.stores {
        let probity_policy::model::data_map::Location::Environment(variable) = &store.location else {
            panic!("{} has its address in the policy", store.name)
        };
        assert!(std::path::Path::new(&ready.environment[variable.as_str()]).is_file(), "{variable}");
    }
    assert!(ready.environment.contains_key("PRIVACY_MAIL"));
    let mut core = company.open("core").await;
    let sql = "SELECT full_name || '|' || email || '|' || username || '|' || country FROM accounts ORDER BY id LIMIT 2";
    let expected = [probity_demo::company::LINA, probity_demo::company::JOSE]
        .map(|person| format!("{}|{}|{}|{}", person.name, person.email, person.handle, person.country));
    assert_eq!(texts(&mut core, sql).await, expected);
}

#[tokio::test]
#[ignore = "measures; run it with --release --nocapture"]
async fn a_hundred_thousand_people_in_well_under_a_minute() {
    let started = std::time::Instant::now();
    let company = ready(recipe(100_000)).await;
    let took = started.elapsed();
    let mut rows = 0;
    for table in schema(&company).await.keys() {
        let (store, name) = table.split_once('.').unwrap();
        let mut connection = company.open(store).await;
        rows += number(&mut connection, &format!("SELECT count(*) FROM {name}")).await;
    }
    println!("{rows} rows in {took:?}");
    assert!(took.as_secs() < 60, "{took:?}");
}
