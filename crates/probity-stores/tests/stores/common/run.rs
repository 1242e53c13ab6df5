//! Plans and erasures as tests ask for them.

use crate::common::map::Map;
use crate::common::stores;
use probity_stores::{
    AccessRow, Approved, Boundary, Execute, ExecuteError, Executed, IdentityClaim, Look, PersonGraph,
    PlanError, Planned, Progress, PseudonymKey, Right, SinkError, StepSink, StoreDone, Stores, collect, look,
    plan,
};
use probity_vocabulary::Reveal;
use std::ops::ControlFlow;

pub(crate) const SALT: [u8; 16] = [7; 16];

/// A data map met with its live stores.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) graph: PersonGraph,
    pub(crate) stores: Stores,
}

pub(crate) async fn world(map: &Map) -> World {
    let stores = stores(&map.0);
    let schemas = stores.schemas().await.unwrap();
    let graph = PersonGraph::compile(&map.0, schemas)
        .unwrap_or_else(|faults| panic!("{:?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    World { graph, stores }
}

/// Progress kept in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(pub(crate) Progress);

impl StepSink for Memory {
    async fn begins(&mut self, store: &str) -> Result<(), SinkError> {
        self.0.begun.insert(store.to_owned());
        Ok(())
    }

    async fn done(&mut self, done: &StoreDone) -> Result<(), SinkError> {
        self.0.done.insert(done.store.clone());
        Ok(())
    }
}

impl World {
    pub(crate) async fn plan(&self, claims: &[IdentityClaim]) -> Result<Planned, PlanError> {
        plan(&self.graph, &self.stores, Right::Erasure, claims, SALT).await
    }

    pub(crate) async fn execute(
        &self,
        planned: &Planned,
        memory: &mut Memory,
        mut at: impl FnMut(&Boundary) -> ControlFlow<()> + Send,
    ) -> Result<Executed, ExecuteError> {
        let approved = Approved::new(planned.plan.clone(), &planned.plan.hash, "an officer").unwrap();
        let key = PseudonymKey::new([3; 32]);
        let execute = Execute {
            graph: &self.graph,
            stores: &self.stores,
            plan: &approved,
            material: &planned.material,
            key: &key,
        };
        let progress = memory.0.clone();
        execute.run(&progress, memory, &mut at).await
    }

    /// Carries out with a crash at this boundary, when it comes so far, and goes on after it. How many batches were
    /// committed.
    pub(crate) async fn execute_crashing(&self, planned: &Planned, crash: usize) -> usize {
        let mut memory = Memory::default();
        let (mut boundary, mut batches) = (0, 0);
        let stopped = self
            .execute(planned, &mut memory, |at| {
                boundary += 1;
                batches += usize::from(matches!(at, Boundary::BatchCommitted(..)));
                if boundary == crash { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .await;
        match stopped {
            Ok(_) => {}
            Err(ExecuteError::Stopped(_)) => {
                let resumed = self.execute(planned, &mut memory, |at| {
                    batches += usize::from(matches!(at, Boundary::BatchCommitted(..)));
                    ControlFlow::Continue(())
                });
                let resumed = resumed.await.unwrap_or_else(|error| panic!("{error}: {error:?}"));
                assert!(resumed.remaining.is_empty());
            }
            Err(error) => panic!("{error}: {error:?}"),
        }
        batches
    }

    /// Plans, approves, carries out, and looks.
    pub(crate) async fn erase(&self, claims: &[IdentityClaim]) -> (Planned, Look) {
        let planned = self.plan(claims).await.unwrap_or_else(|error| panic!("{error}: {error:?}"));
        let looked = self.carry_out(&planned).await;
        (planned, looked)
    }

    /// Approves, carries out, and looks.
    pub(crate) async fn carry_out(&self, planned: &Planned) -> Look {
        let mut memory = Memory::default();
        let executed = self.execute(planned, &mut memory, |_| ControlFlow::Continue(())).await;
        executed.unwrap_or_else(|error| panic!("{error}: {error:?}"));
        look(&self.graph, &self.stores, &planned.plan, &planned.material).await.unwrap()
    }

    pub(crate) async fn access(&self, claims: &[IdentityClaim]) -> Vec<AccessRow> {
        let mut rows = Vec::new();
        collect(&self.graph, &self.stores, claims, |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })
        .await
        .unwrap();
        rows
    }

    /// The rows of an answer as `table: json`, sorted.
    pub(crate) async fn access_texts(&self, claims: &[IdentityClaim]) -> Vec<String> {
        let mut texts: Vec<String> = self
            .access(claims)
            .await
            .iter()
            .map(|row| {
                let values = serde_json::to_string(row.values.reveal(Reveal::AnswerPerson)).unwrap();
                format!("{}: {values}", row.table.table)
            })
            .collect();
        texts.sort();
        texts
    }
}

pub(crate) fn id(value: impl ToString) -> Vec<IdentityClaim> {
    vec![IdentityClaim::new("id", value.to_string())]
}

pub(crate) fn email(value: &str) -> Vec<IdentityClaim> {
    vec![IdentityClaim::new("email", value)]
}

/// The steps of a plan as `table action rows`, in order.
pub(crate) fn steps(planned: &Planned) -> Vec<String> {
    let step = |step: &probity_stores::PlanStep| {
        let columns: Vec<String> =
            step.columns.iter().map(|column| format!("{}={}", column.name, column.becomes)).collect();
        let columns = if columns.is_empty() { String::new() } else { format!(" {}", columns.join(" ")) };
        format!("{} {} {}{columns}", step.table, step.action.word(), step.rows)
    };
    planned.plan.steps.iter().map(step).collect()
}
