//! Stores on a PostgreSQL server that refuse in their several ways.

use crate::program::{JANE, POLICY, Shop, jane, policy};
use probity_state::{OperatingSystemRandom, random_bytes};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

/// A database of its own, dropped at the end.
struct Database {
    server: String,
    name: String,
}

impl Database {
    /// None where there is no server to be had.
    fn made() -> Option<Self> {
        let Ok(server) = std::env::var("PROBITY_TEST_POSTGRES_URL") else {
            let required = std::env::var("PROBITY_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "PROBITY_TEST_POSTGRES_URL is required and missing");
            println!("skipped: PROBITY_TEST_POSTGRES_URL is not set");
            return None;
        };
        let number = u64::from_be_bytes(random_bytes(&OperatingSystemRandom).unwrap());
        let database = Self { server, name: format!("probity_test_{number:x}") };
        database.run(&database.server, &format!("CREATE DATABASE {}", database.name));
        Some(database)
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server.rsplit_once('/').unwrap().0, self.name)
    }

    /// The address with another user, who has a password.
    fn url_as(&self, user: &str) -> String {
        let (scheme, rest) = self.server.split_once("://").unwrap();
        let place = rest.split_once('@').map_or(rest, |(_, place)| place);
        format!("{scheme}://{user}:s3cret@{}/{}", place.rsplit_once('/').unwrap().0, self.name)
    }

    fn run(&self, url: &str, sql: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.unwrap();
        });
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

#[test]
fn a_server_that_refuses_is_named_with_its_reason_and_without_the_password() {
    let Some(database) = Database::made() else { return };
    database.run(
        &database.url(),
        &format!(
            "CREATE TABLE accounts (id BIGINT PRIMARY KEY, email TEXT NOT NULL, full_name TEXT NOT NULL, created_at TIMESTAMP NOT NULL);
             CREATE TABLE orders (id BIGINT PRIMARY KEY, account_id BIGINT REFERENCES accounts (id), amount TEXT, gift_note TEXT, placed_at TIMESTAMP);
             INSERT INTO accounts VALUES (1, '{JANE}', 'Jane Doe', '2026-01-01'); INSERT INTO orders VALUES (11, 1, '10.00', 'soon', '2026-01-02');"
        ),
    );
    let mut shop = Shop { folder: policy(&POLICY.replace("CORE_KIND", "postgres")), core: database.url() };
    shop.web();
    let jane = jane();
    let plan = ["plan", "erasure", "--identity", jane.as_str()];
    shop.probity(&plan).with(0);
    shop.core = database.url_as("nobody_of_this_name");
    shop.probity(&plan).with(3).says(&["`core`", "refused the user or password"]);
    shop.core = format!("{}_missing", database.url());
    shop.probity(&plan).with(3).says(&["`core`", "no database"]);
    shop.core = "postgres://jane:s3cret@127.0.0.1:1/core".to_owned();
    shop.probity(&plan).with(3).says(&["`core`", "cannot be reached"]);
    shop.core = "mysql://jane:s3cret@127.0.0.1/core".to_owned();
    shop.probity(&plan).with(3).says(&["`core`", "postgres://"]);
    // A user who may only read: nothing is done, and nothing is said to be done.
    let reader = format!("{}_reader", database.name);
    database.run(
        &database.url(),
        &format!("CREATE ROLE {reader} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"),
    );
    shop.core = database.url_as(&reader);
    let refused = shop.probity(&["request", "erasure", "--identity", &jane, "--yes"]);
    shop.core = database.url();
    database.run(&database.url(), &format!("DROP OWNED BY {reader}; DROP ROLE {reader}"));
    refused.with(3).says(&["`core`", "permission denied", "`orders`"]);
    let left = shop.probity(&plan).with(0);
    assert!(left.out.contains("delete"), "{}", left.out);
}
