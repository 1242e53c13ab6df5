//! The state and the keys, opened together.

use crate::database::{Backend, Database};
use crate::schema::{Part, migrate};
use crate::{Keys, Random, StateError, Tx};

/// Probity's database and, apart from it, the keys. Cheap to clone; clones share their connections.
#[derive(Clone, Debug)]
pub struct State {
    database: Database,
    keys: Keys,
}

impl State {
    /// Opens the state at `url` and the keys at `keys_url`, making or migrating what is missing.
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/DATABASE`. `random` makes the first secrets.
    ///
    /// # Errors
    /// When one of them cannot be reached, refuses, cannot be written, or is newer than this program.
    pub async fn open(url: &str, keys_url: &str, random: &dyn Random) -> Result<Self, StateError> {
        let database = Database::open(url).await?;
        migrate(&database, Part::State).await?;
        let keys = Keys::open(keys_url, random).await?;
        Ok(Self { database, keys })
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Which kind of database the state is in.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.database.backend()
    }

    /// Where the state is, without a password.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.database.place
    }

    /// Begins a transaction that may write; dropped without [`Tx::commit`], it has changed nothing. Mostly
    /// [`transaction!`](crate::transaction!) is meant, which also tries again when others got in the way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(&self) -> Result<Tx, StateError> {
        self.database.begin().await
    }

    /// One unchanging view of the state, for reading; it stops nobody who writes. Writing through it fails.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn view(&self) -> Result<Tx, StateError> {
        self.database.view().await
    }

    /// Closes all connections and waits for it.
    pub async fn close(&self) {
        self.database.close().await;
        self.keys.close().await;
    }
}
