//! `probity expire`: lets go what is past its time.

use crate::commands::plan::cost_lines;
use crate::failure::Failure;
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use crate::progress;
use clap::Args;
use probity_keeper::{ExpiryReport, KeeperError, cost_view};
use probity_stores::{ExpiryFinding, ExpiryPace, ExpiryPlan, ExpiryScope, StepAction};
use serde_json::json;
use std::collections::BTreeSet;
use std::io::{BufRead, IsTerminal};
use std::time::Duration;

/// Delete what is past its time, by the `keep` sentences of the policy.
///
/// Shows the plan and asks before anything is changed. Works in batches, each a transaction of its own; killed
/// anywhere, the next run goes on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity expire --dry-run
  probity expire --yes
  probity expire --store core --table core.visits --dry-run --format json

Exits with 1 when something past its time cannot go.")]
pub(crate) struct Expire {
    /// Show the plan and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Only this store.
    #[arg(long, value_name = "STORE")]
    store: Option<String>,
    /// Only this table.
    #[arg(long, value_name = "STORE.TABLE")]
    table: Option<String>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    /// Rows in one transaction.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000), value_name = "ROWS")]
    batch: u64,
    /// Milliseconds between batches, for others and for replicas; otherwise a tenth of the time that each took.
    #[arg(long, value_parser = clap::value_parser!(u64).range(0..=60_000), value_name = "MS")]
    pause: Option<u64>,
    #[command(flatten)]
    place: Where,
}

impl Expire {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        installation::run(self.answer(output))
    }

    async fn answer(self, output: &mut Output) -> Result<(), Failure> {
        let keeper = installation::open(&self.place, Wiring::plain()).await?;
        self.known(&keeper)?;
        let scope = ExpiryScope { store: self.store.clone(), table: self.table.clone() };
        let plan =
            keeper.expiry_plan(&scope).await.map_err(|error| failed("cannot make the plan", &error))?;
        if self.dry_run {
            if output.is_json() {
                output.json(&json!(plan));
            } else {
                output.text(&text(&plan));
            }
            return settled(&plan.findings);
        }
        if plan.steps.is_empty() {
            if output.is_json() {
                output.json(&json!({ "plan": plan, "report": null }));
            } else {
                output.text(&text(&plan));
            }
            return settled(&plan.findings);
        }
        if !self.yes {
            output.remark(&text(&plan));
            if !agreed(output) {
                return Err(Failure::Usage("nothing was changed; `--yes` carries the plan out".to_owned()));
            }
        }
        let pace = ExpiryPace { batch: self.batch, pause: self.pause.map(Duration::from_millis) };
        let (watch, batches) = progress::rows(output, "expiring");
        let report = keeper
            .expire(&plan, "command-line", pace, Some(watch))
            .await
            .map_err(|error| failed("cannot carry the expiry out", &error))?;
        keeper.sign_checkpoint().await.map_err(|error| failed("cannot sign the ledger", &error))?;
        if output.is_json() {
            output.json(&json!({ "plan": plan, "report": report, "batches": batches.times() }));
        } else {
            output.text(&reported(&report));
        }
        settled(&report.findings)
    }

    /// A store or table that the data map does not have is a slip of the pen, not an empty plan.
    fn known(&self, keeper: &probity_keeper::Keeper) -> Result<(), Failure> {
        let map = &keeper.model().data_map;
        if let Some(store) = self.store.as_ref().filter(|store| map.store(store).is_none()) {
            return Err(Failure::Usage(format!("the data map has no store `{store}`")));
        }
        if let Some(table) = &self.table
            && !map.tables.iter().any(|one| one.name.to_string() == *table)
        {
            return Err(Failure::Usage(format!(
                "the data map has no table `{table}`; write it as `store.table`"
            )));
        }
        Ok(())
    }
}

fn failed(attempted: &str, error: &KeeperError) -> Failure {
    match error {
        KeeperError::Graph(_) => Failure::Fault(error.to_string()),
        other => Failure::world(attempted, other),
    }
}

/// Rows past their time that cannot go are the policy's fault; what is merely unclear is told and no failure.
fn settled(findings: &[ExpiryFinding]) -> Result<(), Failure> {
    let stuck = findings
        .iter()
        .filter(|one| matches!(one.kind.as_str(), "cannot-be-emptied" | "cannot-be-rebuilt" | "engine"));
    let texts: Vec<String> =
        stuck.map(|one| format!("{}.{}: {}", one.store, one.table, one.message)).collect();
    if texts.is_empty() { Ok(()) } else { Err(Failure::Fault(texts.join("\n"))) }
}

/// The plan for people.
fn text(plan: &ExpiryPlan) -> String {
    let mut lines = vec![format!("{:<8} {:>10}  {:<40} {}", "action", "rows", "table", "why")];
    let mut told = BTreeSet::new();
    for step in &plan.steps {
        let columns: Vec<&str> = step.columns.iter().map(|column| column.name.as_str()).collect();
        let place = place(&step.store, &step.table, &columns);
        let why = with_clause(&step.because, step.clause.as_ref());
        lines.push(format!("{:<8} {:>10}  {place:<40} {why}", step.action.word(), step.rows));
        if let Some(cost) = step.cost.as_ref().filter(|_| step.action != StepAction::Rebuild) {
            lines.extend(cost_lines(&cost_view(cost), &mut told));
        }
    }
    for kept in &plan.kept {
        let columns: Vec<&str> = kept.columns.iter().map(String::as_str).collect();
        let place = place(&kept.store, &kept.table, &columns);
        let until = kept.until.as_ref().map_or_else(String::new, |until| format!(" until {until}"));
        let why = with_clause(&kept.because, kept.clause.as_ref());
        lines.push(format!("{:<8} {:>10}  {place:<40} {why}{until}", "keep", kept.rows));
    }
    for finding in &plan.findings {
        let columns: Vec<&str> = finding.columns.iter().map(String::as_str).collect();
        let place = place(&finding.store, &finding.table, &columns);
        let rows = finding.rows.map_or_else(|| "-".to_owned(), |rows| rows.to_string());
        lines.push(format!("{:<8} {rows:>10}  {place:<40} {}", "finding", finding.message));
    }
    if plan.steps.is_empty() {
        lines.push("nothing is to be deleted".to_owned());
    }
    lines.push(format!("plan {}\n", plan.hash));
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n") + "\n"
}

fn place(store: &str, table: &str, columns: &[&str]) -> String {
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    format!("{store}.{table}{columns}")
}

fn with_clause(because: &str, clause: Option<&String>) -> String {
    clause.map_or_else(|| because.to_owned(), |clause| format!("{because} §{clause}"))
}

fn reported(report: &ExpiryReport) -> String {
    let mut lines: Vec<String> = report
        .done
        .iter()
        .map(|done| format!("{:<8} {:>10}  {}.{}", done.action, done.rows, done.store, done.table))
        .collect();
    lines.push(format!("{} rows are gone or emptied; plan {}\n", report.rows, report.plan_hash));
    lines.join("\n")
}

fn agreed(output: &mut Output) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    output.remark("Carry this out? Type `yes`:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).is_ok() && line.trim() == "yes"
}
