//! Looking at a store as it is: one transaction that sees one instant and that the engine itself keeps
//! from changing anything.
//!
//! It is how a stranger's database is surveyed. It makes no temporary tables and puts no file in order,
//! both of which are changes; what it holds is what a plain `SELECT` holds, and no longer than one question.
//!
//! INVARIANT (LOOKING-LEAVES-NO-TRACE): nothing asked through a [`Reading`] can change a row, a file or a
//! table, and no lock outlives the question that needed it.

use crate::connect::{First, Limits, StoreHandle};
use crate::engine::{Access, Engine, introspect_mariadb, introspect_postgres, introspect_sqlite};
use crate::error::{EngineFault, StoreError};
use crate::schema::Schema;
use crate::session::Session;
use probity_policy::model::data_map::StoreKind;

/// One row of an answer: its columns as texts, nothing where they are null.
pub type Answer = Vec<Option<String>>;

/// A conversation that only looks.
#[derive(Debug)]
pub struct Reading {
    session: Session,
    handle: StoreHandle,
}

/// What kind of store an address leads to, by how it begins; what begins like none of them is a path.
#[must_use]
pub fn kind_of_address(address: &str) -> StoreKind {
    let begins = |with: &[&str]| with.iter().any(|one| address.starts_with(one));
    if begins(&["postgres://", "postgresql://"]) {
        StoreKind::Postgres
    } else if begins(&["mysql://", "mariadb://"]) {
        StoreKind::MariaDb
    } else if begins(&["redis://", "rediss://"]) {
        StoreKind::Redis
    } else if begins(&["s3://"]) {
        StoreKind::Bucket
    } else if begins(&["http://", "https://"]) {
        StoreKind::Http
    } else {
        StoreKind::Sqlite
    }
}

impl StoreHandle {
    /// A store that no data map names, by its address. Nothing is opened yet.
    ///
    /// # Errors
    /// As [`StoreHandle::new`].
    pub fn at_address(name: &str, address: &str, limits: Limits) -> Result<Self, StoreError> {
        Self::at_address_in(name, address, &|_| None, limits)
    }

    /// Opens a conversation that only looks.
    ///
    /// # Errors
    /// As [`StoreHandle::open`]; and when a killed writer left an SQLite file that must be put in order first.
    pub async fn reading(&self) -> Result<Reading, StoreError> {
        let mut session = self.open_with(Access::Read, First::Look).await?;
        let begin = match session.engine() {
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Engine::MariaDb => "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
            Engine::Sqlite => session.engine().dialect().begin(Access::Read),
        };
        session.run(begin, &[]).await.map_err(|source| self.failed("begin to read", source))?;
        // It stays when it is gone back to, so that one is enough for all questions; SQLite has one lock for all.
        if session.engine() != Engine::Sqlite {
            let made = session.run("SAVEPOINT looking", &[]).await;
            made.map_err(|source| self.failed("begin to read", source))?;
        }
        Ok(Reading { session, handle: self.clone() })
    }
}

impl Reading {
    /// The engine at the other end.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.session.engine()
    }

    /// The live schema.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub async fn schema(&mut self) -> Result<Schema, StoreError> {
        let schema = match self.engine() {
            Engine::Sqlite => introspect_sqlite(&mut self.session).await,
            Engine::Postgres => introspect_postgres(&mut self.session).await,
            Engine::MariaDb => introspect_mariadb(&mut self.session).await,
        };
        schema.map_err(|source| self.handle.failed("read its catalogue", source))
    }

    /// Asks a question in the engine's own words whose columns are texts. `$1`, `$2`, … stand for the
    /// parameters. The locks that it takes are given back with the answer.
    ///
    /// # Errors
    /// When the engine does not answer; the conversation goes on.
    pub async fn ask(
        &mut self,
        attempted: &str,
        question: &str,
        parameters: &[&str],
    ) -> Result<Vec<Answer>, StoreError> {
        let asked = self.asked(question, parameters).await;
        asked.map_err(|source| self.handle.failed(attempted, source))
    }

    async fn asked(&mut self, question: &str, parameters: &[&str]) -> Result<Vec<Answer>, EngineFault> {
        let rows = self.session.texts(question, parameters).await;
        // What is undone gives its locks back and takes a fault with it.
        if self.engine() != Engine::Sqlite {
            self.session.run("ROLLBACK TO SAVEPOINT looking", &[]).await?;
        }
        Ok(rows?.into_iter().map(|row| row.0).collect())
    }

    /// Ends the conversation.
    pub async fn close(self) {
        self.session.close().await;
    }
}
