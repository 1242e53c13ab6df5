//! `delete beyond-recovery`: what is left of an erasure in the stores' own files goes, and the files are searched for
//! it while it is still known who was erased. What the search found, and what it could not read, goes into the ledger:
//! afterwards nobody could search again.

use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::writing;
use probity_ledger::{Kind, RequestId};
use probity_state::ledger;
use probity_stores::{FilesSearch, Look, Plan, PlanMaterial, PlanStep, StepAction};
use std::collections::{BTreeMap, BTreeSet};

/// The stores that a plan changes, each with the tables in it.
fn touched(plan: &Plan) -> BTreeMap<&str, BTreeSet<String>> {
    let mut touched: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let rewritten = |step: &&PlanStep| step.action.changes() || step.action == StepAction::Rebuild;
    for step in plan.steps.iter().filter(rewritten) {
        touched.entry(&step.store).or_default().insert(step.table.clone());
    }
    touched
}

impl Keeper {
    /// Whether the policy says that nothing is left of what is deleted.
    pub(crate) fn beyond_recovery(&self) -> bool {
        self.model().statements.iter().any(|statement| {
            statement.rule.name == "delete-how"
                && statement.name("how").is_some_and(|how| how.value == "beyond-recovery")
        })
    }

    /// Where the policy says `delete beyond-recovery`, what is left in the stores' files goes too.
    pub(crate) async fn purge(&self, plan: &Plan, material: &PlanMaterial) -> Result<(), KeeperError> {
        if !self.beyond_recovery() {
            return Ok(());
        }
        for (store, tables) in touched(plan) {
            probity_stores::reset_statements(&self.inner.stores, store, material).await?;
            probity_stores::purge(&self.inner.stores, store, &tables).await?;
        }
        Ok(())
    }

    /// Searches the files of the stores that were changed, and notes what was found.
    pub(crate) async fn search_files(
        &self,
        id: RequestId,
        plan: &Plan,
        material: &PlanMaterial,
        look: &Look,
    ) -> Result<(), KeeperError> {
        if !self.beyond_recovery() {
            return Ok(());
        }
        let mut entries = Vec::new();
        for store in touched(plan).into_keys() {
            let search = probity_stores::search_files(&self.inner.stores, store, material).await?;
            let search = search.unwrap_or_else(|| FilesSearch {
                unsearched: vec!["no identity of theirs can be told from other bytes".to_owned()],
                ..FilesSearch::default()
            });
            let kept = look.texts.iter().filter(|text| text.store == store && text.kept).count();
            if !search.found.is_empty() && kept == 0 {
                tracing::error!(store, files = ?search.found, "somebody erased still stands in the files of a store");
            }
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            let mut entry = self
                .entry(Kind::FilesSearched)
                .request(id)
                .fact("store", store)
                .fact("files", i64::try_from(search.files).unwrap_or(i64::MAX))
                .fact("bytes", i64::try_from(search.bytes).unwrap_or(i64::MAX))
                .fact("found", count(search.found.len()))
                .fact("kept-texts", count(kept));
            if let Some(file) = search.found.first() {
                entry = entry.fact("first", file.as_str());
            }
            if let Some(why) = search.unsearched.first() {
                entry = entry.fact("unsearched", why.as_str());
            }
            entries.push(entry);
        }
        writing!(self.inner.state, |tx| {
            ledger::append(tx, &entries).await?;
            Ok(())
        })
    }

    /// What the purge after this plan takes, and what it will not reach, a sentence each; nothing where the policy does not promise it.
    ///
    /// # Errors
    /// When a store cannot be asked.
    pub async fn beyond_reach(&self, plan: &Plan) -> Result<Vec<String>, KeeperError> {
        let mut sentences = Vec::new();
        if self.beyond_recovery() {
            for (store, tables) in touched(plan) {
                let cost = probity_stores::purge_cost(&self.inner.stores, store, &tables)?;
                sentences.extend(cost.map(|cost| format!("store `{store}`, purged afterwards: {cost}")));
                let beyond = probity_stores::beyond_reach(&self.inner.stores, store).await?;
                sentences.extend(
                    beyond.iter().map(|what| format!("store `{store}`, out of reach of the purge: {what}")),
                );
            }
        }
        Ok(sentences)
    }
}
