//! An engine with the tools by which its databases are backed up and brought back.

use crate::cluster::Cluster;
use probity_state::{OperatingSystemRandom, random_bytes};
use sqlx::mysql::MySqlConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Where databases are.
pub(crate) enum Ground {
    /// Files of SQLite in a folder of their own.
    Files(TempDir),
    /// A PostgreSQL server of the test's own.
    Server(Cluster),
    /// A MariaDB server that others use too, and what the names of databases begin with.
    MariaDb { server: String, prefix: String },
}

impl Ground {
    /// None where there is no such server.
    pub(crate) fn mariadb() -> Option<Self> {
        let Ok(server) = std::env::var("PROBITY_TEST_MARIADB_URL") else {
            let required = std::env::var("PROBITY_REQUIRE_MARIADB").is_ok_and(|value| value == "1");
            assert!(!required, "PROBITY_TEST_MARIADB_URL is required and missing");
            println!("skipped: PROBITY_TEST_MARIADB_URL is not set");
            return None;
        };
        let number = u64::from_be_bytes(random_bytes(&OperatingSystemRandom).unwrap());
        Some(Self::MariaDb {
            server: server.trim_end_matches('/').to_owned(),
            prefix: format!("probity_test_{number:x}_"),
        })
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Files(_) => "sqlite",
            Self::Server(_) => "postgres",
            Self::MariaDb { .. } => "mariadb",
        }
    }

    /// The address of a database.
    pub(crate) fn address(&self, name: &str) -> String {
        match self {
            Self::Files(folder) => folder.path().join(format!("{name}.sqlite")).display().to_string(),
            Self::Server(cluster) => {
                format!("{}/{name}", cluster.url().rsplit_once('/').unwrap().0)
            }
            Self::MariaDb { server, prefix } => format!("{server}/{prefix}{name}"),
        }
    }

    /// Makes an empty database.
    pub(crate) async fn create(&self, name: &str) {
        match self {
            Self::Files(_) => {
                File::create(self.address(name)).unwrap();
            }
            Self::Server(_) => self.run("postgres", &format!("CREATE DATABASE {name}")).await,
            Self::MariaDb { server, prefix } => {
                let create = format!("CREATE DATABASE {prefix}{name} CHARACTER SET utf8mb4");
                mariadb(&format!("{server}/"), &create).await;
            }
        }
    }

    /// Takes a database away.
    pub(crate) async fn destroy(&self, name: &str) {
        match self {
            Self::Files(_) => {
                for ending in ["", "-wal", "-shm", "-journal"] {
                    let _ = std::fs::remove_file(format!("{}{ending}", self.address(name)));
                }
            }
            Self::Server(_) => self.run("postgres", &format!("DROP DATABASE {name} WITH (FORCE)")).await,
            Self::MariaDb { server, prefix } => {
                mariadb(&format!("{server}/"), &format!("DROP DATABASE IF EXISTS {prefix}{name}")).await;
            }
        }
    }

    /// Runs a script as the company's own programs would.
    pub(crate) async fn run(&self, name: &str, script: &str) {
        let sql = sqlx::raw_sql(AssertSqlSafe(script.to_owned()));
        match self {
            Self::Files(_) => {
                let mut connection = sqlite(&self.address(name)).await;
                connection.execute(sql).await.unwrap();
                connection.close().await.unwrap();
            }
            Self::Server(_) => {
                PgConnection::connect(&self.address(name)).await.unwrap().execute(sql).await.unwrap();
            }
            Self::MariaDb { .. } => mariadb(&self.address(name), script).await,
        }
    }

    /// One text for each row of an answer, in order.
    pub(crate) async fn texts(&self, name: &str, question: &str) -> Vec<String> {
        let sql = AssertSqlSafe(question.to_owned());
        let mut texts: Vec<String> = match self {
            Self::Files(_) => {
                let rows = sqlx::query(sql).fetch_all(&mut sqlite(&self.address(name)).await).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::Server(_) => {
                let mut connection = PgConnection::connect(&self.address(name)).await.unwrap();
                let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::MariaDb { .. } => {
                let mut connection = MySqlConnection::connect(&self.address(name)).await.unwrap();
                let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        };
        texts.sort();
        texts
    }

    /// Backs a database up, or some of its tables.
    pub(crate) async fn back_up(&self, name: &str, tables: &[&str], to: &Path) {
        match self {
            Self::Files(_) => self.run(name, &format!("VACUUM INTO '{}'", to.display())).await,
            Self::Server(cluster) => {
                let mut command = cluster.command("pg_dump");
                command.arg("--format=custom");
                if !tables.is_empty() {
                    command.arg("--data-only");
                }
                command.args(tables.iter().map(|table| format!("--table={table}"))).arg(self.address(name));
                into(command, to);
            }
            Self::MariaDb { server, prefix } => {
                let mut command = mariadb_program("mariadb-dump", server);
                command.args(["--single-transaction", "--skip-comments"]);
                if !tables.is_empty() {
                    command.arg("--no-create-info");
                }
                into_named(command.arg(format!("{prefix}{name}")).args(tables), to);
            }
        }
    }

    /// Brings a backup back into a database that is there: an empty one, or one that lacks the rows of some tables.
    pub(crate) async fn restore(&self, from: &Path, tables: &[&str], name: &str) {
        match self {
            Self::Files(_) if tables.is_empty() => {
                std::fs::copy(from, self.address(name)).unwrap();
            }
            Self::Files(_) => {
                let copied: String = tables
                    .iter()
                    .map(|table| format!("INSERT OR IGNORE INTO {table} SELECT * FROM backup.{table};"))
                    .collect();
                let attach = format!("ATTACH '{}' AS backup; {copied} DETACH backup", from.display());
                self.run(name, &attach).await;
            }
            Self::Server(cluster) => {
                for table in tables {
                    self.run(name, &format!("TRUNCATE {table}")).await;
                }
                let mut command = cluster.command("pg_restore");
                command.arg("--exit-on-error").arg(format!("--dbname={}", self.address(name)));
                from_file(&mut command, from);
            }
            Self::MariaDb { server, prefix } => {
                for table in tables {
                    self.run(name, &format!("DELETE FROM {table}")).await;
                }
                let mut command = mariadb_program("mariadb", server);
                from_file(command.arg(format!("{prefix}{name}")), from);
            }
        }
    }

    /// The engine's own files in which a text stands; none where they cannot be read.
    pub(crate) fn files_with(&self, text: &str) -> Option<Vec<String>> {
        let folder: PathBuf = match self {
            Self::Files(folder) => folder.path().to_owned(),
            Self::Server(cluster) => cluster.data(),
            Self::MariaDb { .. } => return None,
        };
        let found = Command::new("grep").args(["-rlaiF", "--", text]).arg(folder).output().unwrap();
        // 1: in none.
        assert!(matches!(found.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&found.stderr));
        Some(String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect())
    }
}

async fn sqlite(path: &str) -> SqliteConnection {
    SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.unwrap()
}

async fn mariadb(address: &str, script: &str) {
    let mut connection = MySqlConnection::connect(address).await.unwrap();
    connection.execute(sqlx::raw_sql(AssertSqlSafe(script.to_owned()))).await.unwrap();
}

/// One of MariaDB's programs, at the server with this address.
fn mariadb_program(name: &str, server: &str) -> Command {
    let place = server.split_once("://").unwrap().1;
    let (user, host) = place.split_once('@').unwrap_or(("root", place));
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    let (host, port) = host.split_once(':').unwrap_or((host, "3306"));
    let mut command = Command::new(name);
    command.args(["--protocol=tcp", "--host", host, "--port", port, "--user", user]);
    command.env("MYSQL_PWD", password);
    command
}

fn into(mut command: Command, to: &Path) {
    into_named(&mut command, to);
}

fn into_named(command: &mut Command, to: &Path) {
    assert!(command.stdout(File::create(to).unwrap()).status().unwrap().success(), "{command:?}");
}

fn from_file(command: &mut Command, from: &Path) {
    assert!(command.stdin(File::open(from).unwrap()).status().unwrap().success(), "{command:?}");
}
