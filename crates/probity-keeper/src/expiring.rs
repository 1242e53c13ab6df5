//! Expiry by the policy: by hand, and every day by itself.
//!
//! INVARIANT (ONCE-A-DAY): whatever the number of processes, one job waits for the next run; a run that was missed
//! is made up for once. A clock that went back makes no run.
//!
//! INVARIANT (EVERY-BATCH-COUNTED): a batch is counted in the ledger after it was committed. One that was committed
//! by a process that was killed before it could count is counted by the next, as the difference.

use crate::desk::DeskError;
use crate::error::KeeperError;
use crate::keeper::Keeper;
use crate::reading::{reading, writing};
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use probity_ledger::{Kind, RequestId};
use probity_state::expiry_runs::{self, ExpiryRun};
use probity_state::jobs::{self, Claim, NewJob};
use probity_state::{StateError, Tx, ledger, settings};
use probity_stores::schema::Schema;
use probity_stores::{
    Approved, BatchDone, Expire, ExpiryBoundary, ExpiryFinding, ExpiryKept, ExpiryPace, ExpiryPlan,
    ExpiryScope, ExpirySink, ExpiryStep, PersonGraph, SinkError, StepOutcome,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The setting with the hour of the daily run, such as `03:00`.
const HOUR: &str = "expiry.hour";
/// The setting with its zone.
const ZONE: &str = "expiry.zone";

/// Told how many rows were done of how many.
pub type ExpiryWatch = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// What a run did. Holds nothing personal; the stable interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryReport {
    /// The instant from which periods were counted.
    pub at: Timestamp,
    /// Who let it run.
    pub by: String,
    /// The hash of the plan.
    pub plan_hash: String,
    /// Whether all steps came to their end.
    pub complete: bool,
    /// Rows deleted or changed in all.
    pub rows: u64,
    /// What was done, by step.
    pub done: Vec<ExpiryDone>,
    /// What is past a ceiling and stayed, and why.
    pub kept: Vec<ExpiryKept>,
    /// What could not be decided or done.
    pub findings: Vec<ExpiryFinding>,
}

/// A step of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryDone {
    /// The store.
    pub store: String,
    /// The table.
    pub table: String,
    /// `delete` or `blank`.
    pub action: String,
    /// The columns, when only some are touched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Rows.
    pub rows: u64,
    /// The sentences that say so.
    pub because: String,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// A run as it is listed.
#[derive(Clone, Debug, Serialize)]
pub struct ExpiryRunView {
    /// Its number.
    pub id: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// What it did, once it ended.
    pub report: Option<ExpiryReport>,
}

impl Keeper {
    /// What is past its time now, and what would be done about it. Changes nothing.
    ///
    /// # Errors
    /// When a store or the state fails.
    pub async fn expiry_plan(&self, scope: &ExpiryScope) -> Result<ExpiryPlan, KeeperError> {
        let graph = self.graph().await?;
        self.expiry_plan_over(&graph, scope).await
    }

    /// The same without a trial, over the stores that answered, for whoever only looks.
    pub(crate) async fn expiry_now(
        &self,
        schemas: BTreeMap<String, Schema>,
    ) -> Result<ExpiryPlan, KeeperError> {
        let graph = self.graph_over(schemas, self.inner.clock.now()).await?;
        Ok(ExpiryPlan::look(&graph, &self.inner.stores, &self.model().policy, &ExpiryScope::default())
            .await?)
    }

    /// How many people what is anonymous in the stores stands for.
    pub(crate) async fn anonymous_groups(&self) -> Result<Vec<probity_stores::AnonymousGroups>, KeeperError> {
        let graph = self.graph().await?;
        Ok(probity_stores::anonymous_groups(&graph, &self.inner.stores).await?)
    }

    async fn expiry_plan_over(
        &self,
        graph: &PersonGraph,
        scope: &ExpiryScope,
    ) -> Result<ExpiryPlan, KeeperError> {
        Ok(ExpiryPlan::make(graph, &self.inner.stores, &self.model().policy, scope).await?)
    }

    /// Carries out the plan that has this hash, as somebody saw it.
    ///
    /// # Errors
    /// When the plan is another one by now, another run has not ended, or a store or the state fails.
    pub async fn expire(
        &self,
        plan: &ExpiryPlan,
        by: &str,
        pace: ExpiryPace,
        watch: Option<ExpiryWatch>,
    ) -> Result<ExpiryReport, KeeperError> {
        self.settle_unfinished().await?;
        let holds = self.holds_now().await?;
        let graph = self.graph_at(plan.at).await?;
        let run = self.begin_run(plan, by).await?;
        let sink = Counted { keeper: self, run: run.id, plan, holds, done: 0, watch };
        self.carry_run(&graph, &run, plan, pace, sink).await
    }

    async fn begin_run(&self, plan: &ExpiryPlan, by: &str) -> Result<ExpiryRun, KeeperError> {
        let text = serde_json::to_string(plan).map_err(|_| KeeperError::Stored("the plan of an expiry"))?;
        let now = self.inner.clock.now();
        let entry = self
            .entry(Kind::RetentionPlanned)
            .fact("hash", plan.hash.as_str())
            .fact("by", by)
            .fact("rows", fact(plan.rows()))
            .fact("findings", fact(plan.findings.len() as u64));
        writing!(self.inner.state, |tx| {
            let run = expiry_runs::begin(tx, plan.at, by, &plan.hash, &text, now).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(run)
        })
    }

    async fn carry_run(
        &self,
        graph: &PersonGraph,
        run: &ExpiryRun,
        plan: &ExpiryPlan,
        pace: ExpiryPace,
        mut sink: Counted<'_>,
    ) -> Result<ExpiryReport, KeeperError> {
        let approved = Approved::expiry(plan.clone(), &plan.hash, run.by.as_str())
            .map_err(|_| KeeperError::Desk(DeskError::PlanChanged))?;
        let policy = &self.model().policy;
        let expire = Expire { graph, stores: &self.inner.stores, policy, plan: &approved, pace };
        let mut at = |boundary: &ExpiryBoundary| {
            self.at_boundary(&boundary.to_string());
            ControlFlow::Continue(())
        };
        expire.run(&mut sink, &mut at).await?;
        self.end_run(run, plan, true).await
    }

    async fn end_run(
        &self,
        run: &ExpiryRun,
        plan: &ExpiryPlan,
        complete: bool,
    ) -> Result<ExpiryReport, KeeperError> {
        let counts = reading!(self.inner.state, |tx| Ok(expiry_runs::counts(tx, run.id).await?))?;
        let done: Vec<ExpiryDone> = (0_u32..)
            .zip(&plan.steps)
            .map(|(number, step)| {
                let count = counts.iter().find(|count| count.step == number);
                done_step(step, count.map_or(0, |count| count.rows))
            })
            .collect();
        let report = ExpiryReport {
            at: run.at,
            by: run.by.clone(),
            plan_hash: run.plan_hash.clone(),
            complete,
            rows: done.iter().map(|step| step.rows).sum(),
            done,
            kept: plan.kept.clone(),
            findings: plan.findings.clone(),
        };
        let text =
            serde_json::to_string(&report).map_err(|_| KeeperError::Stored("the report of an expiry"))?;
        use sha2::Digest;
        let digest = crate::package::hex(&sha2::Sha256::digest(text.as_bytes()));
        let entry = self
            .entry(Kind::RetentionReported)
            .fact("run", run.id)
            .fact("rows", fact(report.rows))
            .fact("kept", fact(report.kept.iter().map(|kept| kept.rows).sum()))
            .fact("findings", fact(report.findings.len() as u64))
            .fact("complete", complete)
            .fact("sha256", digest.as_str());
        let now = self.inner.clock.now();
        writing!(self.inner.state, |tx| {
            if expiry_runs::finish(tx, run.id, &text, now).await? {
                ledger::append(tx, std::slice::from_ref(&entry)).await?;
            }
            Ok(())
        })?;
        Ok(report)
    }

    /// Ends the run of a process that was killed: what it committed and did not count is counted, the rest is for the
    /// next run.
    async fn settle_unfinished(&self) -> Result<(), KeeperError> {
        let Some(run) = reading!(self.inner.state, |tx| Ok(expiry_runs::unfinished(tx).await?))? else {
            return Ok(());
        };
        let plan: ExpiryPlan =
            serde_json::from_str(&run.plan).map_err(|_| KeeperError::Stored("the plan of an expiry"))?;
        let graph = self.graph_at(run.at).await?;
        let now = self.expiry_plan_over(&graph, &ExpiryScope::default()).await?;
        let counts = reading!(self.inner.state, |tx| Ok(expiry_runs::counts(tx, run.id).await?))?;
        for (number, step) in (0_u32..).zip(&plan.steps) {
            let same = |other: &&ExpiryStep| other.store == step.store && other.statement == step.statement;
            let counted = counts.iter().find(|count| count.step == number).map_or(0, |count| count.rows);
            let left = now.steps.iter().find(same).map_or(0, |step| step.rows);
            let uncounted = step.rows.saturating_sub(counted).saturating_sub(left);
            if uncounted > 0 {
                self.count_rows(run.id, number, step, uncounted, true).await?;
            }
        }
        for step in &plan.steps {
            probity_stores::rebuild(&self.inner.stores, step).await?;
        }
        self.end_run(&run, &plan, false).await?;
        Ok(())
    }

    async fn count_rows(
        &self,
        run: i64,
        number: u32,
        step: &ExpiryStep,
        rows: u64,
        recovered: bool,
    ) -> Result<(), KeeperError> {
        let mut entry = self
            .entry(Kind::RetentionApplied)
            .fact("run", run)
            .fact("store", step.store.as_str())
            .fact("table", step.table.as_str())
            .fact("action", step.action.word())
            .fact("rows", fact(rows));
        if let Some(clause) = &step.clause {
            entry = entry.fact("clause", clause.as_str());
        }
        if recovered {
            entry = entry.fact("recovered", true);
        }
        writing!(self.inner.state, |tx| {
            expiry_runs::count(tx, run, number, rows, false).await?;
            ledger::append(tx, std::slice::from_ref(&entry)).await?;
            Ok(())
        })
    }

    /// The newest runs with their reports, the newest first.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn expiry_runs(&self, limit: u32) -> Result<Vec<ExpiryRunView>, KeeperError> {
        let runs = reading!(self.inner.state, |tx| Ok(expiry_runs::newest(tx, limit).await?))?;
        let view = |run: ExpiryRun| ExpiryRunView {
            id: run.id,
            started_at: run.started_at,
            finished_at: run.finished_at,
            report: run.report.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        };
        Ok(runs.into_iter().map(view).collect())
    }

    /// Lets expiry run every day at this time of day in this zone (the policy's when absent).
    ///
    /// # Errors
    /// When the state fails.
    pub async fn schedule_expiry(&self, at: Time, zone: Option<&str>) -> Result<(), KeeperError> {
        let now = self.inner.clock.now();
        let zone = zone.map(str::to_owned);
        writing!(self.inner.state, |tx| {
            settings::set(tx, HOUR, &at.to_string()).await?;
            settings::set(tx, ZONE, zone.as_deref().unwrap_or("")).await?;
            self.enqueue_expiry(tx, now).await
        })
    }

    /// Lets expiry no longer run by itself.
    ///
    /// # Errors
    /// When the state fails.
    pub async fn unschedule_expiry(&self) -> Result<(), KeeperError> {
        writing!(self.inner.state, |tx| Ok(settings::set(tx, HOUR, "").await?))
    }

    async fn is_scheduled(&self) -> Result<bool, KeeperError> {
        let hour = reading!(self.inner.state, |tx| Ok(settings::fetch(tx, HOUR).await?))?;
        Ok(hour.is_some_and(|hour| !hour.is_empty()))
    }

    /// The job of the next run, if none waits.
    async fn enqueue_expiry(&self, tx: &mut Tx, now: Timestamp) -> Result<(), KeeperError> {
        let Some(hour) = settings::fetch(tx, HOUR).await?.filter(|hour| !hour.is_empty()) else {
            return Ok(());
        };
        let Ok(hour) = hour.parse::<Time>() else { return Err(KeeperError::Stored("the hour of expiry")) };
        let zone = settings::fetch(tx, ZONE).await?.filter(|zone| !zone.is_empty());
        let zone = zone
            .and_then(|zone| TimeZone::get(&zone).ok())
            .unwrap_or_else(|| self.inner.letterhead.zone.clone());
        let job = NewJob {
            kind: crate::worker::EXPIRE.to_owned(),
            payload: "daily".to_owned(),
            dedup_key: Some("expire".to_owned()),
            run_after: next_run(now, hour, &zone),
            max_attempts: 50,
        };
        jobs::enqueue(tx, &job, now).await?;
        Ok(())
    }

    /// The daily run.
    pub(crate) async fn expire_daily(&self, claim: &Claim) -> Result<(), KeeperError> {
        if !self.is_scheduled().await? {
            return self.finish(claim).await;
        }
        let now = self.inner.clock.now();
        self.remind_of_reviews().await?;
        let last = reading!(self.inner.state, |tx| Ok(expiry_runs::newest(tx, 1).await?))?;
        // What is over once stays over; a clock that went back would only find less, and say so in a wrong report.
        if last.first().is_none_or(|last| last.at <= now) {
            let plan = self.expiry_plan(&ExpiryScope::default()).await?;
            let by = format!("the policy, {}", &self.policy_digest().chars().take(12).collect::<String>());
            self.expire(&plan, &by, ExpiryPace::default(), None).await?;
        } else {
            tracing::warn!(
                "the clock went back behind the last run of expiry; nothing is done until it has passed it"
            );
        }
        let now = self.inner.clock.now();
        writing!(self.inner.state, |tx| {
            jobs::complete(tx, claim, now).await?;
            self.enqueue_expiry(tx, now).await
        })
    }
}

fn done_step(step: &ExpiryStep, rows: u64) -> ExpiryDone {
    ExpiryDone {
        store: step.store.clone(),
        table: step.table.clone(),
        action: step.action.word().to_owned(),
        columns: step.columns.iter().map(|column| column.name.clone()).collect(),
        rows,
        because: step.because.clone(),
        clause: step.clause.clone(),
    }
}

fn fact(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// The next time of day after an instant; a day on which it does not come has it when the gap is over.
fn next_run(now: Timestamp, hour: Time, zone: &TimeZone) -> Timestamp {
    let today = now.to_zoned(zone.clone()).date();
    let mut day = Some(today);
    for _ in 0..3 {
        let Some(date) = day else { break };
        if let Ok(at) = zone.to_ambiguous_zoned(date.to_datetime(hour)).compatible()
            && at.timestamp() > now
        {
            return at.timestamp();
        }
        day = date.tomorrow().ok();
    }
    crate::intake::later(now, SignedDuration::from_hours(24))
}

/// Counts batches in the ledger, and ends the run when a hold stands that its graph does not know: the next run, which
/// does, goes on.
struct Counted<'a> {
    keeper: &'a Keeper,
    run: i64,
    plan: &'a ExpiryPlan,
    /// The holds that the graph knows.
    holds: Vec<RequestId>,
    done: u64,
    watch: Option<ExpiryWatch>,
}

fn sink_error(error: KeeperError) -> SinkError {
    SinkError(Box::new(error))
}

impl ExpirySink for Counted<'_> {
    async fn batch(&mut self, done: &BatchDone) -> Result<(), SinkError> {
        let Some(step) = self.plan.steps.get(done.step) else { return Ok(()) };
        let number = u32::try_from(done.step).unwrap_or(u32::MAX);
        self.keeper.count_rows(self.run, number, step, done.rows, false).await.map_err(sink_error)?;
        self.done = self.done.saturating_add(done.rows);
        if let Some(watch) = &self.watch {
            watch(self.done, self.plan.rows());
        }
        self.keeper.no_new_hold(&self.holds).await
    }

    async fn step(&mut self, outcome: &StepOutcome) -> Result<(), SinkError> {
        let number = u32::try_from(outcome.step).unwrap_or(u32::MAX);
        let (keeper, run) = (self.keeper, self.run);
        let noted: Result<(), KeeperError> = writing!(keeper.inner.state, |tx| {
            expiry_runs::count(tx, run, number, 0, true).await?;
            Ok::<(), StateError>(()).map_err(KeeperError::from)
        });
        noted.map_err(sink_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_run_is_at_the_next_time_of_day_where_the_zone_is() {
        let next = |now: &str, hour: &str, zone: &str| {
            next_run(now.parse().unwrap(), hour.parse().unwrap(), &TimeZone::get(zone).unwrap()).to_string()
        };
        assert_eq!(next("2026-03-01T00:30:00Z", "03:00", "Europe/Vilnius"), "2026-03-01T01:00:00Z");
        assert_eq!(next("2026-03-01T01:00:00Z", "03:00", "Europe/Vilnius"), "2026-03-02T01:00:00Z");
        // On the night on which clocks are put forward 03:00 does not come.
        assert_eq!(next("2026-03-28T12:00:00Z", "03:00", "Europe/Vilnius"), "2026-03-29T01:00:00Z");
    }
}
