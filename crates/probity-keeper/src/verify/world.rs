//! What a report looks at, read once: schemas, requests, the ledger's soundness.

use super::verdict::Verdict;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::reading;
use crate::report::Evidence;
use jiff::Timestamp;
use probity_ledger::{Kind, RequestId};
use probity_policy::model::Model;
use probity_policy::model::data_map::TableName;
use probity_state::ledger::{self, PlacedEntry};
use probity_state::remainders::{self, Remainder};
use probity_state::requests::{self, Filter, Request};
use probity_state::{LedgerReport, check_ledger};
use probity_stores::schema::Schema;
use probity_stores::{ExpiryPlan, Probe, StoreError};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The most requests and entries of a kind that a report reads.
const MOST: u32 = 100_000;

/// What a report looks at.
pub(super) struct World<'a> {
    pub(super) keeper: &'a Keeper,
    pub(super) model: &'a Model,
    pub(super) now: Timestamp,
    /// The live schema of each store, or why it could not be read.
    pub(super) schemas: BTreeMap<String, Result<Schema, String>>,
    pub(super) requests: Vec<Request>,
    pub(super) ledger: LedgerReport,
    entries: BTreeMap<Kind, Vec<PlacedEntry>>,
    /// What is past its time in the stores, or why that could not be asked.
    pub(super) expiry: Result<ExpiryPlan, String>,
    /// What erasures left for later.
    pub(super) remainders: Vec<Remainder>,
}

impl<'a> World<'a> {
    pub(super) async fn look(keeper: &'a Keeper) -> Result<Self, KeeperError> {
        let mut schemas = BTreeMap::new();
        for store in keeper.stores().iter() {
            let schema = store.schema().await.map_err(|error| chain(&error));
            schemas.insert(store.name().to_owned(), schema);
        }
        keeper.sign_checkpoint().await?;
        let key = keeper.verifier_key();
        let kinds = [
            Kind::IdentityVerified,
            Kind::PackageMade,
            Kind::StepStarted,
            Kind::RequestRefused,
            Kind::RequestFulfilled,
            Kind::ErasureChecked,
            Kind::ErasureRepeated,
            Kind::StepDone,
            Kind::FilesSearched,
            Kind::RetentionApplied,
        ];
        let answered =
            schemas.iter().filter_map(|(store, schema)| Some((store.clone(), schema.as_ref().ok()?.clone())));
        let expiry = keeper.expiry_now(answered.collect()).await.map_err(|error| error.chain());
        let remainders = reading!(keeper.state(), |tx| Ok(remainders::all(tx).await?))?;
        let (requests, ledger, entries) = reading!(keeper.state(), |tx| {
            let requests = requests::list(tx, &Filter::default(), MOST).await?;
            let report = check_ledger(tx, &key).await?;
            let mut entries = BTreeMap::new();
            for kind in kinds {
                entries.insert(kind, ledger::of_kind(tx, kind, 0, MOST).await?);
            }
            Ok((requests, report, entries))
        })?;
        let (model, now) = (keeper.model(), keeper.now());
        Ok(Self { keeper, model, now, schemas, requests, ledger, entries, expiry, remainders })
    }

    /// Whether a request repeats erasures after a restore.
    pub(super) fn is_replay(&self, id: RequestId) -> bool {
        self.requests.iter().any(|request| request.id == id && request.channel == crate::replay::REPLAY)
    }

    /// The entries of a kind, oldest first.
    pub(super) fn entries(&self, kind: Kind) -> &[PlacedEntry] {
        self.entries.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Evidence of a question and its answer.
    pub(super) fn evidence(
        &self,
        kind: &str,
        of: &str,
        question: impl Into<String>,
        answer: impl Into<String>,
    ) -> Evidence {
        let answer = answer.into();
        Evidence {
            kind: kind.to_owned(),
            of: of.to_owned(),
            question: question.into(),
            answer_hash: crate::package::hex(&Sha256::digest(answer.as_bytes())),
            answer,
            at: self.now,
        }
    }

    /// Asks a store to count, and gives the count with its evidence; why not, when it cannot.
    pub(super) async fn count(&self, table: &TableName, probe: Probe<'_>) -> Result<(u64, Evidence), String> {
        let schema = match self.schemas.get(&table.store) {
            Some(Ok(schema)) => schema,
            Some(Err(why)) => return Err(format!("store `{}` does not answer: {why}", table.store)),
            None => return Err(format!("there is no store `{}`", table.store)),
        };
        match probity_stores::probe(self.keeper.stores(), schema, table, &probe).await {
            Ok(Some(probed)) => {
                let evidence =
                    self.evidence("query", &table.store, probed.question, probed.count.to_string());
                Ok((probed.count, evidence))
            }
            Ok(None) => Err(format!("`{table}` or a column of it is not in the store")),
            Err(error) => Err(chain(&error)),
        }
    }

    /// A store that cannot be read, if there is one; then nothing can be said of all of them.
    pub(super) fn unreadable(&self) -> Option<String> {
        self.schemas.iter().find_map(|(store, schema)| {
            schema.as_ref().err().map(|why| format!("store `{store}` does not answer: {why}"))
        })
    }

    /// What the live schemas hold, in a form that anybody can compute again.
    pub(super) fn schema_evidence(&self) -> Vec<Evidence> {
        self.schemas
            .iter()
            .filter_map(|(store, schema)| {
                let schema = schema.as_ref().ok()?;
                let columns: Vec<String> = schema
                    .tables
                    .values()
                    .flat_map(|table| {
                        table.columns.iter().map(|column| format!("{}.{}", table.place.table, column.name))
                    })
                    .collect();
                let mut evidence =
                    self.evidence("schema", store, "the columns of every table, by name", columns.join("\n"));
                evidence.answer = format!("{} columns in {} tables", columns.len(), schema.tables.len());
                Some(evidence)
            })
            .collect()
    }

    /// The promise that what happens is recorded where nobody can rewrite it.
    pub(super) fn ledger_is_sound(&self) -> Verdict {
        let evidence = self.ledger_evidence();
        if self.ledger.size == 0 {
            return Verdict::unproven("the ledger is empty");
        }
        if self.ledger.is_sound() {
            return Verdict::kept(
                format!("{} entries and every checkpoint were checked", self.ledger.size),
                vec![evidence],
            );
        }
        Verdict::broken("the ledger does not verify", vec![evidence])
    }

    pub(super) fn ledger_evidence(&self) -> Evidence {
        let answer = format!(
            "size {}, root {}, {} faults",
            self.ledger.size,
            self.ledger.root,
            self.ledger.faults.len()
        );
        self.evidence("ledger", "ledger", "probity ledger verify", answer)
    }
}

fn chain(error: &StoreError) -> String {
    let mut text = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        text.push_str(": ");
        text.push_str(&cause.to_string());
    }
    text
}
