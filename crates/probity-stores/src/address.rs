//! Where a store is: from the data map's location to something that can be opened.
//!
//! It opens nothing and reads no environment: variables come through a function that the caller gives.

use crate::error::StoreError;
use crate::mirror::files::{AddressFault, BucketAddress};
use probity_policy::model::data_map::{Location, Store, StoreKind};
use probity_wire::base_address;
use redis::{ConnectionInfo, IntoConnectionInfo as _};
use reqwest::Url;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The address of a store that this crate can open. Its `Debug` and `Display` show no password.
#[derive(Clone)]
pub enum Address {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(Box<PgConnectOptions>),
    /// A service reached by HTTP.
    Http(Box<Url>),
    /// A MariaDB database.
    MariaDb(Box<MySqlConnectOptions>),
    /// A folder of files.
    Folder(PathBuf),
    /// A bucket of a service that speaks S3.
    Bucket(Box<Bucket>),
    /// A Redis server.
    Redis(Box<ConnectionInfo>),
}

/// A bucket, and how it is asked.
#[derive(Clone)]
pub struct Bucket(pub(crate) BucketAddress);

impl Address {
    /// Reads the location of a store. Relative paths count from `folder`.
    ///
    /// # Errors
    /// When the variable is not set, the address is not of the store's kind, or there is no connector for it.
    pub fn of(
        store: &Store,
        folder: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        let written = match &store.location {
            Location::Written(text) => text.clone(),
            Location::Environment(variable) => environment(variable).ok_or_else(|| {
                StoreError::AddressMissing { store: store.name.clone(), variable: variable.clone() }
            })?,
        };
        let unreadable = |why: &'static str| StoreError::AddressUnreadable { store: store.name.clone(), why };
        match store.kind {
            StoreKind::Sqlite => sqlite_path(&written)
                .map(|path| Self::Sqlite(folder.join(path)))
                .ok_or_else(|| unreadable("an SQLite store is a path, or `sqlite:` and a path")),
            StoreKind::Http => base_address(&written).map(|url| Self::Http(Box::new(url))).ok_or_else(|| {
                unreadable("a service is an address that begins with `https://`, without user and query")
            }),
            StoreKind::Postgres => {
                if !written.starts_with("postgres://") && !written.starts_with("postgresql://") {
                    return Err(unreadable("a PostgreSQL address begins with `postgres://`"));
                }
                PgConnectOptions::from_str(&written)
                    .map(|options| Self::Postgres(Box::new(options)))
                    .map_err(|_| unreadable("it is not of the form `postgres://user@host:port/database`"))
            }
            StoreKind::MariaDb => {
                mariadb_options(&written).map(|options| Self::MariaDb(Box::new(options))).map_err(unreadable)
            }
            StoreKind::Folder => {
                if written.is_empty() || written.contains("://") {
                    return Err(unreadable("a folder is a path"));
                }
                Ok(Self::Folder(folder.join(written)))
            }
            StoreKind::Bucket => BucketAddress::read(&written, environment)
                .map(|address| Self::Bucket(Box::new(Bucket(address))))
                .map_err(|fault| match fault {
                    AddressFault::Unreadable(why) => unreadable(why),
                    AddressFault::Missing(variable) => StoreError::AddressMissing {
                        store: store.name.clone(),
                        variable: variable.to_owned(),
                    },
                }),
            StoreKind::Redis => written
                .as_str()
                .into_connection_info()
                .map(|info| Self::Redis(Box::new(info)))
                .map_err(|_| unreadable("it is not of the form `redis://user@host:port/number`")),
            StoreKind::Manual => {
                Err(StoreError::NoConnector { store: store.name.clone(), kind: store.kind.word() })
            }
        }
    }
}

/// The path in `sqlite://path`, `sqlite:path`, `file:path` or `path`; options after `?` are not part of it.
fn sqlite_path(written: &str) -> Option<String> {
    let rest = ["sqlite://", "sqlite:", "file:"]
        .iter()
        .find_map(|prefix| written.strip_prefix(prefix))
        .unwrap_or(written);
    let path = rest.split('?').next().unwrap_or(rest);
    (!path.is_empty() && !path.contains("://")).then(|| path.to_owned())
}

/// `mysql://user:password@host:port/database`, also beginning with `mariadb://`.
fn mariadb_options(written: &str) -> Result<MySqlConnectOptions, &'static str> {
    let rest = ["mysql://", "mariadb://"]
        .iter()
        .find_map(|prefix| written.strip_prefix(prefix))
        .ok_or("a MariaDB address begins with `mysql://` or `mariadb://`")?;
    let options = MySqlConnectOptions::from_str(&format!("mysql://{rest}"))
        .map_err(|_| "it is not of the form `mysql://user@host:port/database`")?;
    if options.get_database().is_none_or(str::is_empty) {
        return Err("it names no database, as `mysql://user@host:port/database` does");
    }
    // The session sets these itself.
    Ok(options.pipes_as_concat(false).no_engine_substitution(false).timezone(None).set_names(false))
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) | Self::Folder(path) => write!(formatter, "`{}`", path.display()),
            // The address of the server alone, without the user and the password.
            Self::Redis(info) => write!(formatter, "`{}`", info.addr()),
            Self::Bucket(bucket) => write!(formatter, "`{}`", bucket.0),
            Self::Http(url) => write!(formatter, "`{}`", url.host_str().unwrap_or_default()),
            Self::Postgres(options) => write!(
                formatter,
                "`{}:{}/{}`",
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or_default()
            ),
            Self::MariaDb(options) => write!(
                formatter,
                "`{}:{}/{}`",
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or_default()
            ),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Address({self})")
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Bucket({})", self.0)
    }
}
