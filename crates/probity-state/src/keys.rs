//! Keys: one per person and one per request, and the program's own secrets. They are in a database of
//! their own (INVARIANT (KEYS-APART)).
//!
//! Destroying a key overwrites it. On SQLite: the row is emptied under `secure_delete`, then the journal is
//! copied back and cut to nothing, so that no file of the database holds the bytes any more. On PostgreSQL: the
//! row is emptied and the table vacuumed; what the server archives of its own log is beyond reach, so the keys'
//! database must not be archived (that is what keeping keys apart is for).

use crate::database::{Database, Pools};
use crate::query::query;
use crate::schema::{Part, migrate};
use crate::stored::{array, instant};
use crate::{Random, StateError, Tx, random_bytes, transaction};
use jiff::Timestamp;
use probity_ledger::{Pseudonym, PseudonymKey, RequestId, SealingKey, SignerKey};
use sqlx::Row as _;
use std::time::Duration;
use zeroize::Zeroizing;

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyOwner {
    /// A person: the key seals what the ledger and the state know of them.
    Person(Pseudonym),
    /// A request: the key seals the identities and messages that belong to it.
    Request(RequestId),
}

impl KeyOwner {
    pub(crate) fn scope(self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Request(_) => "request",
        }
    }

    pub(crate) fn bytes(self) -> [u8; 16] {
        match self {
            Self::Person(person) => person.bytes(),
            Self::Request(request) => request.bytes(),
        }
    }

    pub(crate) fn from_stored(scope: &str, bytes: &[u8]) -> Result<Self, StateError> {
        let bytes = array(bytes, "the owner of a key")?;
        match scope {
            "person" => Ok(Self::Person(Pseudonym::from_stored(bytes))),
            "request" => Ok(Self::Request(RequestId::from_stored(bytes))),
            _ => Err(StateError::Corrupt { what: "the owner of a key" }),
        }
    }
}

/// What is known of a key.
#[derive(Debug)]
pub enum KeyState {
    /// It is there.
    Present(SealingKey),
    /// It was destroyed; the tombstone says when.
    Destroyed {
        /// When.
        at: Timestamp,
    },
    /// There never was one.
    Absent,
}

const LEDGER_SEED: &str = "ledger-seed";
const PSEUDONYM_KEY: &str = "pseudonym-key";
const TOMBSTONE_KEY: &str = "tombstone-key";

/// The database of the keys. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Keys {
    database: Database,
}

impl Keys {
    pub(crate) async fn open(url: &str, random: &dyn Random) -> Result<Self, StateError> {
        let database = Database::open(url).await?;
        migrate(&database, Part::Keys).await?;
        let keys = Self { database };
        for name in [LEDGER_SEED, PSEUDONYM_KEY, TOMBSTONE_KEY] {
            keys.make_secret(name, random).await?;
        }
        // A kill between emptying a row and wiping the journal leaves a trace; it ends here.
        keys.wipe_traces().await?;
        Ok(keys)
    }

    async fn make_secret(&self, name: &str, random: &dyn Random) -> Result<(), StateError> {
        if self.secret(name).await?.is_some() {
            return Ok(());
        }
        let secret = Zeroizing::new(random_bytes::<32>(random)?);
        let sql = "INSERT INTO secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        transaction!(self.database, |tx| {
            tx.run(query("making a secret", sql).text(name).bytes(secret.as_slice())).await.map(|_| ())
        })
    }

    async fn secret(&self, name: &str) -> Result<Option<Zeroizing<[u8; 32]>>, StateError> {
        let sql = "SELECT secret FROM secrets WHERE name = $1";
        let row = self.database.view().await?.row(query("reading a secret", sql).text(name)).await?;
        row.map(|row| {
            let bytes = Zeroizing::new(row.bytes(0)?);
            Ok(Zeroizing::new(array(&bytes, "a secret")?))
        })
        .transpose()
    }

    /// The key that signs the ledger of this name.
    ///
    /// # Errors
    /// When the name is no key name, or the database fails.
    pub async fn ledger_signer(&self, origin: &str) -> Result<SignerKey, StateError> {
        let seed = self.secret(LEDGER_SEED).await?.ok_or(StateError::NotFound { what: "ledger key" })?;
        SignerKey::from_seed(origin, &seed).map_err(|_| StateError::Corrupt { what: "the ledger's name" })
    }

    /// The key of pseudonyms and blind indexes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pseudonym_key(&self) -> Result<PseudonymKey, StateError> {
        let secret =
            self.secret(PSEUDONYM_KEY).await?.ok_or(StateError::NotFound { what: "pseudonym key" })?;
        Ok(PseudonymKey::new(*secret))
    }

    /// The key of tombstones: with it an erased person is known again, without it two tombstones cannot be
    /// compared.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tombstone_key(&self) -> Result<PseudonymKey, StateError> {
        let secret =
            self.secret(TOMBSTONE_KEY).await?.ok_or(StateError::NotFound { what: "tombstone key" })?;
        Ok(PseudonymKey::new(*secret))
    }

    /// The key of `owner`, made when there never was one.
    ///
    /// # Errors
    /// [`StateError::KeyDestroyed`] when there was one: whoever is erased gets no new key by the way.
    pub async fn obtain(
        &self,
        owner: KeyOwner,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<SealingKey, StateError> {
        let fresh = Zeroizing::new(random_bytes::<32>(random)?);
        transaction!(self.database, |tx| {
            insert_key(tx, owner, 1, &fresh, now).await?;
            match latest(tx, owner).await?.0 {
                KeyState::Present(key) => Ok(key),
                KeyState::Destroyed { .. } => Err(StateError::KeyDestroyed),
                KeyState::Absent => Err(StateError::NotFound { what: "key" }),
            }
        })
    }

    /// A new key for an owner whose last one was destroyed: a person who was erased and has come back. What the
    /// old key sealed stays gone.
    ///
    /// # Errors
    /// [`StateError::NotFound`] when no key was destroyed; or when the database fails.
    pub async fn begin_anew(
        &self,
        owner: KeyOwner,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<SealingKey, StateError> {
        let fresh = Zeroizing::new(random_bytes::<32>(random)?);
        transaction!(self.database, |tx| {
            let (KeyState::Destroyed { .. }, generation) = latest(tx, owner).await? else {
                return Err(StateError::NotFound { what: "destroyed key" });
            };
            insert_key(tx, owner, generation.saturating_add(1), &fresh, now).await?;
            match latest(tx, owner).await?.0 {
                KeyState::Present(key) => Ok(key),
                _ => Err(StateError::NotFound { what: "key" }),
            }
        })
    }

    /// The key of `owner`, or what became of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fetch(&self, owner: KeyOwner) -> Result<KeyState, StateError> {
        Ok(latest(&mut self.database.view().await?, owner).await?.0)
    }

    /// Destroys the key of `owner`; false when there is none (any more). A tombstone remains.
    ///
    /// # Errors
    /// [`StateError::TraceRemains`] when the key is gone from the table and a reader kept the journal from being
    /// wiped: call it again. Else when the database fails.
    pub async fn destroy(&self, owner: KeyOwner, now: Timestamp) -> Result<bool, StateError> {
        let sql = "UPDATE sealing_keys SET key = NULL, destroyed_at = $1
                   WHERE scope = $2 AND owner = $3 AND key IS NOT NULL";
        let destroyed: Result<u64, StateError> = transaction!(self.database, |tx| {
            let statement = query("destroying a key", sql)
                .integer(now.as_microsecond())
                .text(owner.scope())
                .bytes(&owner.bytes());
            tx.run(statement).await
        });
        let destroyed = destroyed?;
        self.wipe_traces().await?;
        Ok(destroyed > 0)
    }

    /// Removes what the database itself still holds of rows that were emptied.
    async fn wipe_traces(&self) -> Result<(), StateError> {
        let place = &self.database.place;
        let failed = |error| crate::error::classify(place, "wiping the journal", error).error;
        match &self.database.pools {
            Pools::Sqlite { writer, .. } => {
                // Readers hold a view for milliseconds; the first answer is `1` while one still does.
                for _ in 0..200 {
                    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                        .fetch_one(writer)
                        .await
                        .map_err(failed)?;
                    if row.try_get::<i64, _>(0).map_err(failed)? == 0 {
                        return Ok(());
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                Err(StateError::TraceRemains { place: place.clone() })
            }
            Pools::Postgres(pool) => {
                sqlx::query("VACUUM sealing_keys").execute(pool).await.map(|_| ()).map_err(failed)
            }
        }
    }

    pub(crate) async fn close(&self) {
        self.database.close().await;
    }
}

async fn insert_key(
    tx: &mut Tx,
    owner: KeyOwner,
    generation: i64,
    key: &[u8; 32],
    now: Timestamp,
) -> Result<(), StateError> {
    let sql =
        "INSERT INTO sealing_keys (scope, owner, generation, key, created_at) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (scope, owner, generation) DO NOTHING";
    let statement = query("making a key", sql)
        .text(owner.scope())
        .bytes(&owner.bytes())
        .integer(generation)
        .bytes(key)
        .integer(now.as_microsecond());
    tx.run(statement).await.map(|_| ())
}

/// The newest key of an owner and its generation.
async fn latest(tx: &mut Tx, owner: KeyOwner) -> Result<(KeyState, i64), StateError> {
    let sql = "SELECT key, destroyed_at, generation FROM sealing_keys WHERE scope = $1 AND owner = $2
               ORDER BY generation DESC LIMIT 1";
    let statement = query("reading a key", sql).text(owner.scope()).bytes(&owner.bytes());
    let Some(row) = tx.row(statement).await? else { return Ok((KeyState::Absent, 0)) };
    let generation = row.integer(2)?;
    if let Some(at) = row.maybe_integer(1)? {
        return Ok((KeyState::Destroyed { at: instant(at)? }, generation));
    }
    let bytes = Zeroizing::new(row.bytes(0)?);
    Ok((KeyState::Present(SealingKey::new(array(&bytes, "a key")?)), generation))
}
