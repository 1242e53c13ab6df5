//! `probity replay`: erases again, after a restore, everyone whose erasure was done.

use crate::commands::plan::{plan_json, table};
use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::progress;
use clap::Args;
use jiff::Timestamp;
use probity_keeper::desk::Desk;
use probity_keeper::replay::ReplayScope;
use probity_keeper::{Keeper, KeeperError};
use serde_json::json;

/// Erase again, after a restore, everyone whose erasure was done.
///
/// People are recognised by keyed hashes; their data was never kept. Who came back after their
/// erasure stays. Without `--yes` the plan is shown and waits for an officer.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity replay --dry-run
  probity replay --store core --yes
  probity replay --since 2026-01-01T00:00:00Z --format json")]
pub(crate) struct Replay {
    /// Only this store.
    #[arg(long, value_name = "NAME")]
    store: Option<String>,
    /// Only erasures done at this instant or later.
    #[arg(long, value_name = "INSTANT")]
    since: Option<Timestamp>,
    /// Erase also rows of which nothing says whether they were erased or came afterwards.
    #[arg(long)]
    unsure: bool,
    /// Show what would be done and change nothing.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Approve the plan without asking.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    place: Where,
}

impl Replay {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(self.answer(output))
    }

    async fn answer(self, output: &mut Output) -> Result<(), Failure> {
        let keeper = installation::open(&self.place, Wiring::plain()).await?;
        let scope = ReplayScope { store: self.store.clone(), since: self.since, unsure: self.unsure };
        if self.dry_run {
            return dry(&keeper, &scope, output).await;
        }
        let request = keeper.begin_replay(&scope, "command-line").await.map_err(|error| failed(&error))?;
        work(&keeper).await?;
        let mut detail = keeper
            .request(request.id)
            .await
            .map_err(|error| Failure::world("cannot read the replay", &error))?;
        if detail.request.closed_at.is_none() {
            let Some(hash) = detail.plan_hash.clone() else {
                let why = keeper.why_open(request.id).await.ok().flatten().unwrap_or_default();
                return Err(Failure::World(format!(
                    "the plan of replay {} could not be made: {why}",
                    request.id
                )));
            };
            if self.yes {
                keeper.watch_erasures(progress::rows(output, "erasing").0);
                keeper
                    .approve_plan(request.id, &hash, "command-line")
                    .await
                    .map_err(|error| failed(&error))?;
                work(&keeper).await?;
                detail = keeper
                    .request(request.id)
                    .await
                    .map_err(|error| Failure::world("cannot read the replay", &error))?;
            }
        }
        let view = &detail.request;
        if output.is_json() {
            output.json(&json!({ "replay": detail }));
        } else {
            let mut text =
                format!("replay {}: {}\n", view.id, view.outcome.as_deref().unwrap_or("waits for approval"));
            for step in &detail.plan {
                text.push_str(&format!(
                    "{:<12} {:>8}  {}.{}\n",
                    step.action, step.rows, step.store, step.table
                ));
            }
            if let (None, Some(hash)) = (view.closed_at, &detail.plan_hash) {
                text.push_str(&format!("to approve: probity requests {} --approve {hash}\n", view.id));
            }
            output.text(&text);
        }
        match (view.closed_at, self.yes) {
            (None, true) => {
                let why = keeper.why_open(request.id).await.ok().flatten().unwrap_or_default();
                Err(Failure::World(format!("replay {} is still open: {why}", request.id)))
            }
            _ => Ok(()),
        }
    }
}

async fn dry(keeper: &Keeper, scope: &ReplayScope, output: &mut Output) -> Result<(), Failure> {
    let replay = keeper.replay_plan(scope).await.map_err(|error| failed(&error))?;
    if output.is_json() {
        let plan = replay.planned.as_ref().map(|planned| plan_json(&planned.plan));
        output.json(&json!({ "plan": plan, "remarks": replay.remarks }));
        return Ok(());
    }
    let plan = replay
        .planned
        .as_ref()
        .map_or_else(|| "nobody is to be erased again\n".to_owned(), |planned| table(&planned.plan));
    output.text(&format!("{plan}{}\n", replay.remarks.join("\n")));
    Ok(())
}

async fn work(keeper: &Keeper) -> Result<(), Failure> {
    let worked = keeper.work_until_idle("command-line").await;
    worked.map(|_| ()).map_err(|error| Failure::world("cannot work", &error))
}

fn failed(error: &KeeperError) -> Failure {
    match error {
        KeeperError::Store(probity_stores::StoreError::UnknownStore { .. }) => Failure::Usage(error.chain()),
        KeeperError::Desk(error) => Failure::Usage(error.to_string()),
        KeeperError::Plan(_) => crate::commands::plan::planning_failure(error),
        other => Failure::world("cannot erase again", other),
    }
}
