//! Somebody else who holds rows of a database and does not let go.

use crate::common::{Database, mariadb};
use probity_stores::Engine;
use sqlx::mysql::MySqlConnection;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Connection};

/// A conversation with an open transaction; dropping it lets go.
#[derive(Debug)]
pub(crate) enum Holder {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
    MariaDb(MySqlConnection),
}

impl Holder {
    /// Begins a transaction; `before` is said first.
    pub(crate) async fn of(database: &Database, before: &str) -> Self {
        let mut holder = match database.engine {
            Engine::Sqlite => Self::Sqlite(
                SqliteConnection::connect(&format!("sqlite://{}", database.address)).await.unwrap(),
            ),
            Engine::Postgres => Self::Postgres(PgConnection::connect(&database.address).await.unwrap()),
            Engine::MariaDb => Self::MariaDb(mariadb::connect(&database.address).await.unwrap()),
        };
        if !before.is_empty() {
            holder.run(before).await.unwrap();
        }
        holder
            .run(if database.engine == Engine::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" })
            .await
            .unwrap();
        holder
    }

    /// Runs a statement in it.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<u64, sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        Ok(match self {
            Self::Sqlite(connection) => sql.execute(connection).await?.rows_affected(),
            Self::Postgres(connection) => sql.execute(connection).await?.rows_affected(),
            Self::MariaDb(connection) => sql.execute(connection).await?.rows_affected(),
        })
    }

    /// Lets go.
    pub(crate) async fn release(mut self) {
        self.run("ROLLBACK").await.unwrap();
        match self {
            Self::Sqlite(connection) => connection.close().await.unwrap(),
            Self::Postgres(connection) => connection.close().await.unwrap(),
            Self::MariaDb(connection) => connection.close().await.unwrap(),
        }
    }
}
