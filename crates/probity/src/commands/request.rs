//! `probity request`: carries a request out from the command line.

use crate::commands::deadline::{residence, right};
use crate::commands::plan::{plan_json, planning_failure, table};
use crate::failure::Failure;
use crate::identity::{Identity, identity, pairs};
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::progress;
use clap::Args;
use probity_keeper::desk::{Desk, Intake, RequestDetail};
use probity_keeper::{Keeper, KeeperError};
use probity_ledger::RequestId;
use probity_vocabulary::{Residence, Reveal, Right};
use serde_json::json;
use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;

/// Carry a request out.
///
/// Whoever runs this vouches for who asks; the ledger says so. An erasure shows its plan and asks
/// before anything is changed, unless `--yes` is given.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity request access --identity email=jane@example.com --out jane.zip
  probity request erasure --identity email=jane@example.com --yes --format json")]
pub(crate) struct Request {
    /// The right: access, portability or erasure.
    #[arg(value_parser = right)]
    right: Right,
    /// By what the person is found; may be given several times.
    #[arg(long, required = true, value_parser = identity, value_name = "NAME=VALUE")]
    identity: Vec<Identity>,
    /// Where the person lives, such as CY or US-CO.
    #[arg(long, value_parser = residence)]
    residence: Option<Residence>,
    /// Approve the plan of an erasure without asking.
    #[arg(long)]
    yes: bool,
    /// Where the access package goes.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

impl Request {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(self.carry_out(output))
    }

    async fn carry_out(self, output: &mut Output) -> Result<(), Failure> {
        let keeper = installation::open(&self.place, Wiring::plain()).await?;
        let intake = Intake {
            right: self.right,
            identities: pairs(&self.identity),
            residence: self.residence,
            channel: "command-line".to_owned(),
        };
        keeper.watch_erasures(progress::rows(output, "erasing").0);
        let request = keeper.receive(intake, Some("command-line")).await.map_err(|error| refused(&error))?;
        let mut plan = None;
        if self.right == Right::Erasure {
            plan = self.approved(&keeper, request.id, output).await?;
        }
        keeper
            .work_until_idle("command-line")
            .await
            .map_err(|error| Failure::world("cannot work", &error))?;
        let detail = keeper
            .request(request.id)
            .await
            .map_err(|error| Failure::world("cannot read the request", &error))?;
        let out = self.save(&keeper, request.id).await?;
        report(output, &detail, plan, out);
        let view = detail.request;
        if view.closed_at.is_none() {
            return Err(Failure::World(format!(
                "request {} is still open: {}",
                view.id,
                waiting(&keeper, view.id).await
            )));
        }
        Ok(())
    }

    /// Shows the plan, asks, and approves it.
    async fn approved(
        &self,
        keeper: &Keeper,
        id: RequestId,
        output: &mut Output,
    ) -> Result<Option<serde_json::Value>, Failure> {
        let planned = keeper
            .preview(Right::Erasure, &pairs(&self.identity))
            .await
            .map_err(|error| planning_failure(&error))?;
        keeper
            .work_until_idle("command-line")
            .await
            .map_err(|error| Failure::world("cannot work", &error))?;
        let detail =
            keeper.request(id).await.map_err(|error| Failure::world("cannot read the request", &error))?;
        let Some(hash) = detail.plan_hash else {
            return Err(Failure::World(format!(
                "the plan of request {id} could not be made: {}",
                waiting(keeper, id).await
            )));
        };
        if !self.yes {
            output.remark(&table(&planned.plan));
            if !agreed(output) {
                return Err(Failure::Usage(format!("nothing was changed; request {id} waits for approval")));
            }
        }
        keeper
            .approve_plan(id, &hash, "command-line")
            .await
            .map_err(|error| Failure::world("cannot approve the plan", &error))?;
        Ok(Some(plan_json(&planned.plan)))
    }

    async fn save(&self, keeper: &Keeper, id: RequestId) -> Result<Option<String>, Failure> {
        let Some(path) = &self.out else { return Ok(None) };
        let unreadable = |error: KeeperError| Failure::world("cannot read the package", &error);
        let Some(package) = keeper.package_of(id).await.map_err(unreadable)? else { return Ok(None) };
        let unwritable =
            |error: std::io::Error| Failure::world(format!("cannot write `{}`", path.display()), &error);
        let mut file = std::fs::File::create(path).map_err(unwritable)?;
        for number in 0..package.parts {
            let part = keeper.package_part_of(id, number).await.map_err(unreadable)?;
            let Some(part) = part else {
                return Err(Failure::World(format!("the package of request {id} ended while it was read")));
            };
            file.write_all(part.reveal(Reveal::AnswerPerson)).map_err(unwritable)?;
        }
        Ok(Some(path.display().to_string()))
    }
}

fn refused(error: &KeeperError) -> Failure {
    match error {
        KeeperError::Desk(error) => Failure::Usage(error.to_string()),
        other => Failure::world("cannot take the request in", other),
    }
}

/// Why a request has not ended yet, and what will end it.
async fn waiting(keeper: &Keeper, id: RequestId) -> String {
    let tasks = keeper.tasks_of(id).await.unwrap_or_default();
    if tasks.iter().any(|task| task.done_at.is_none()) {
        return "it waits for people; `probity task list` says for what".to_owned();
    }
    if let Ok(Some(why)) = keeper.why_open(id).await {
        return format!("{why}; it will be tried again by `probity serve`");
    }
    match keeper.remarks(id).await.unwrap_or_default().as_slice() {
        [] => "it waits for approval".to_owned(),
        remarks => format!("{}; its plan was made again and waits for approval", remarks.join("; ")),
    }
}

fn agreed(output: &mut Output) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    output.remark("Carry this out? Type `yes`:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).is_ok() && line.trim() == "yes"
}

fn report(output: &mut Output, detail: &RequestDetail, plan: Option<serde_json::Value>, out: Option<String>) {
    let view = &detail.request;
    if output.is_json() {
        let progress = &detail.progress;
        output.json(&json!({ "request": view, "plan": plan, "progress": progress, "package": out }));
        return;
    }
    let outcome = view.outcome.as_deref().unwrap_or("open");
    output.text(&format!("request {}: {} ({outcome})\n", view.id, view.state.word()));
    if let Some(out) = out {
        output.text(&format!("package: {out}\n"));
    }
}
