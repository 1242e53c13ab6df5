//! Several statements in one message: what each of them touched and answered.
//!
//! The way to a server and back, or to the thread that has a file open, takes longer than a small statement does.

use crate::engine::{Engine, identifiers_only, mariadb_fault, postgres_fault, sqlite_fault};
use crate::error::{EngineFault, FaultKind};
use crate::gone::Gone;
use crate::named::spelled;
use crate::schema::Place;
use crate::session::{Connection, Session, Texts, answered, within};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Either, Row as _};

impl Session {
    /// Begins to hear which rows of these tables SQLite deletes.
    pub(crate) async fn listen(&mut self, of: &[&Place]) -> Result<(), EngineFault> {
        let Connection::Sqlite(connection) = &mut self.connection else {
            return Err(EngineFault::own(FaultKind::Other, "only SQLite tells row numbers"));
        };
        if self.gone.is_none() {
            self.gone = Some(Gone::listen(connection).await?);
        }
        if let Some(gone) = &self.gone {
            gone.begin(of);
        }
        Ok(())
    }

    /// The numbers of the rows that were deleted since [`Self::listen`], by table.
    pub(crate) fn heard(&self) -> Vec<Vec<i64>> {
        self.gone.as_ref().map(Gone::end).unwrap_or_default()
    }

    /// Runs statements that take no parameters, in one message, and says for each how many rows it touched and
    /// what it answered first. A fault comes with the number of the statement that it is of.
    pub(crate) async fn several(
        &mut self,
        statements: &[String],
    ) -> Result<Vec<(u64, Option<Texts>)>, (usize, EngineFault)> {
        let sql = statements.join("; ");
        tracing::trace!(sql, "run");
        let sql = spelled(&self.lists, &sql).into_owned();
        let (longest, patience) = (self.longest_statement, self.patience());
        let mut done = Vec::with_capacity(statements.len());
        let mut first = None;
        let sql = if self.engine() == Engine::Sqlite { identifiers_only(&sql) } else { sql };
        let query = sqlx::raw_sql(AssertSqlSafe(sql));
        let outcome = match &mut self.connection {
            Connection::Sqlite(connection) => {
                within(longest, async {
                    let mut answers = query.fetch_many(connection);
                    while let Some(answer) = answers.try_next().await.map_err(|error| sqlite_fault(&error))? {
                        match answer {
                            Either::Left(end) => done.push((end.rows_affected(), first.take())),
                            Either::Right(_) => {}
                        }
                    }
                    Ok(())
                })
                .await
            }
            Connection::Postgres(connection) => {
                let mut answers = query.fetch_many(connection);
                loop {
                    match answered(patience, answers.try_next(), postgres_fault).await {
                        Ok(Some(Either::Left(end))) => done.push((end.rows_affected(), first.take())),
                        Ok(Some(Either::Right(row))) => {
                            let texts =
                                (0..row.len()).map(|at| row.try_get_unchecked::<Option<String>, _>(at));
                            let texts: Result<Vec<_>, _> = texts.collect();
                            match texts {
                                Ok(texts) => first = first.or(Some(Texts(texts))),
                                Err(error) => break Err(postgres_fault(&error)),
                            }
                        }
                        Ok(None) => break Ok(()),
                        Err(fault) => break Err(fault),
                    }
                }
            }
            Connection::MariaDb(connection) => {
                let mut answers = query.fetch_many(connection);
                loop {
                    match answered(patience, answers.try_next(), mariadb_fault).await {
                        Ok(Some(Either::Left(end))) => done.push((end.rows_affected(), first.take())),
                        Ok(Some(Either::Right(_))) => {}
                        Ok(None) => break Ok(()),
                        Err(fault) => break Err(fault),
                    }
                }
            }
        };
        match outcome {
            Err(fault) => Err((done.len(), fault)),
            Ok(()) if done.len() < statements.len() => {
                let fault = EngineFault::own(FaultKind::Other, "a statement was not answered");
                Err((done.len(), fault))
            }
            Ok(()) => Ok(done),
        }
    }
}
