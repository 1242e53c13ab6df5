//! A MariaDB server for tests, and scripts that were written for other engines in its words.

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{ConnectOptions, Connection, Row};
use std::str::FromStr;

/// The server that tests may use; they print that they are skipped without one.
pub(crate) fn mariadb_server() -> Option<String> {
    match std::env::var("PROBITY_TEST_MARIADB_URL") {
        Ok(url) => Some(url.trim_end_matches('/').to_owned()),
        Err(_) => {
            assert!(
                std::env::var("PROBITY_REQUIRE_MARIADB").as_deref() != Ok("1"),
                "PROBITY_REQUIRE_MARIADB is set and PROBITY_TEST_MARIADB_URL is not"
            );
            println!("skipped: PROBITY_TEST_MARIADB_URL is not set");
            None
        }
    }
}

/// A connection that takes the SQL that the other engines take too.
pub(crate) async fn connect(address: &str) -> Result<MySqlConnection, sqlx::Error> {
    let options = MySqlConnectOptions::from_str(address)?;
    let mut connection = options.connect().await?;
    sqlx::raw_sql("SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES', max_recursive_iterations = 100000000")
        .execute(&mut connection)
        .await?;
    Ok(connection)
}

pub(crate) async fn run(address: &str, script: &str) -> Result<(), sqlx::Error> {
    let mut connection = connect(address).await?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(translated(script))).execute(&mut connection).await?;
    connection.close().await
}

/// A row as texts; the server writes every value as one when there are no parameters.
pub(crate) fn texts(row: &MySqlRow) -> Vec<String> {
    let cell = |at| row.try_get_unchecked::<Option<String>, _>(at).unwrap().unwrap_or_default();
    (0..row.len()).map(cell).collect()
}

/// A script with keys that have a length, references that name their column, and dates that may be anything.
pub(crate) fn translated(script: &str) -> String {
    let script = script
        .replace("text PRIMARY KEY", "varchar(150) PRIMARY KEY")
        .replace(
            "mail text NOT NULL, club integer NOT NULL, PRIMARY",
            "mail varchar(150) NOT NULL, club integer NOT NULL, PRIMARY",
        )
        .replace("email varchar(60) NOT NULL UNIQUE", "email varchar(60) COLLATE utf8mb4_bin NOT NULL UNIQUE")
        .replace(" timestamp", " datetime")
        .replace(" DEFERRABLE", "");
    let mut parts = script.split("REFERENCES ");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = |letter: char| letter.is_alphanumeric() || letter == '_';
        let rest = part.trim_start_matches(named);
        let key = if rest.trim_start().starts_with('(') { "" } else { " (id)" };
        result.push_str(&format!("REFERENCES {}{key}{rest}", part.strip_suffix(rest).unwrap_or(part)));
    }
    result
}
