//! What reading and changing costs in stores that have no tables of their own: whole files, calls, keys.
//!
//! What is known of it is known already when a plan was tried in the mirror; nothing is asked of the store for it.

use super::StepCost;
use crate::error::StoreError;
use crate::plan::PlanStep;
use crate::workspace::Workspace;
use std::collections::BTreeSet;

impl Workspace<'_> {
    /// Says of the steps in mirrored stores what they cost there; the first step of a table that changes it, or else its
    /// first, says all of it.
    pub(crate) async fn estimate_mirrored(&mut self, steps: &mut [PlanStep]) -> Result<(), StoreError> {
        let stores: BTreeSet<String> = steps
            .iter()
            .map(|step| &step.store)
            .filter(|store| self.graph.mirrored.contains(*store))
            .cloned()
            .collect();
        for store in stores {
            let tolls = self.session(&store)?.tolls().await;
            let tolls = tolls.map_err(|source| self.failed(&store, "count what changes", source))?;
            for (table, toll) in tolls {
                let here = |step: &&mut PlanStep| step.store == store && step.table == table;
                let mut of_table: Vec<&mut PlanStep> = steps.iter_mut().filter(here).collect();
                let at = of_table.iter().position(|step| step.action.changes()).unwrap_or(0);
                if let Some(step) = of_table.get_mut(at) {
                    step.cost.get_or_insert_with(StepCost::default).elsewhere = Some(toll);
                }
            }
        }
        Ok(())
    }
}
