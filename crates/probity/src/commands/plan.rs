//! `probity plan`: what a request would do. Changes nothing.

use crate::commands::deadline::right;
use crate::failure::Failure;
use crate::identity::{Identity, identity, pairs};
use crate::installation::{self, Where, Wiring};
use crate::output::Output;
use clap::Args;
use probity_keeper::desk::{PlanStepView, StepCostView};
use probity_keeper::{KeeperError, step_view};
use probity_stores::Plan as StorePlan;
use probity_vocabulary::Right;
use serde_json::json;
use std::collections::BTreeSet;

/// Show what a request would do, with counts. Changes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  probity plan erasure --identity email=jane@example.com
  probity plan access --identity email=jane@example.com --format json \\
      --project examples/marsproxies")]
pub(crate) struct Plan {
    /// The right: access or erasure.
    #[arg(value_parser = right)]
    right: Right,
    /// By what the person is found; may be given several times.
    #[arg(long, required = true, value_parser = identity, value_name = "NAME=VALUE")]
    identity: Vec<Identity>,
    #[command(flatten)]
    place: Where,
}

impl Plan {
    pub(crate) fn run(self, output: &mut Output) -> Result<(), Failure> {
        if !matches!(self.right, Right::Access | Right::Erasure | Right::Portability) {
            return Err(Failure::Usage(format!(
                "there is no plan for `{}`; use access, portability or erasure",
                self.right.word()
            )));
        }
        let (planned, beyond) = installation::run(async {
            let keeper = installation::open(&self.place, Wiring::plain()).await?;
            let planned = keeper.preview(self.right, &pairs(&self.identity)).await;
            let planned = planned.map_err(|error| planning_failure(&error))?;
            let beyond =
                keeper.beyond_reach(&planned.plan).await.map_err(|error| planning_failure(&error))?;
            Ok((planned, beyond))
        })?;
        if output.is_json() {
            let mut json = plan_json(&planned.plan);
            if let (Some(plan), false) = (json.as_object_mut(), beyond.is_empty()) {
                plan.insert("beyond_reach".to_owned(), json!(beyond));
            }
            output.json(&json);
        } else {
            output.text(&table(&planned.plan));
            for sentence in beyond {
                output.text(&format!("{sentence}\n"));
            }
        }
        Ok(())
    }
}

/// A plan that the data map makes impossible is the policy's fault; everything else is the world's.
pub(crate) fn planning_failure(error: &KeeperError) -> Failure {
    match error {
        KeeperError::Plan(probity_stores::PlanError::Refused(refusals)) => {
            let texts: Vec<String> =
                refusals.iter().map(|refusal| format!("{refusal}; {}", refusal.help())).collect();
            if refusals.iter().all(probity_stores::PlanRefusal::is_of_the_world) {
                Failure::World(texts.join("\n"))
            } else {
                Failure::Fault(texts.join("\n"))
            }
        }
        KeeperError::Graph(_) => Failure::Fault(error.to_string()),
        other => Failure::world("cannot make the plan", other),
    }
}

/// The plan in its stable form.
pub(crate) fn plan_json(plan: &StorePlan) -> serde_json::Value {
    let steps: Vec<PlanStepView> = plan.steps.iter().map(step_view).collect();
    json!({ "right": plan.right, "hash": plan.hash, "steps": steps, "by_hand": plan.by_hand })
}

/// The plan as a table for people.
pub(crate) fn table(plan: &StorePlan) -> String {
    let mut lines = vec![format!("{:<10} {:>8}  {:<40} {}", "action", "rows", "table", "why")];
    let mut told = BTreeSet::new();
    for step in plan.steps.iter().map(step_view) {
        let mut why = step.because.clone().unwrap_or_default();
        if let Some(clause) = &step.clause {
            why.push_str(&format!(" §{clause}"));
        }
        if let Some(until) = &step.until {
            why.push_str(&format!(" until {until}"));
        }
        let columns = if step.columns.is_empty() || step.action == "collect" {
            String::new()
        } else {
            format!(" ({})", step.columns.join(", "))
        };
        lines.push(
            format!(
                "{:<10} {:>8}  {:<40} {}",
                step.action,
                step.rows,
                format!("{}.{}{columns}", step.store, step.table),
                why.trim()
            )
            .trim_end()
            .to_owned(),
        );
        // What a copy that is made anew locks stands in the reason already.
        if let Some(cost) = step.cost.as_ref().filter(|_| step.action != "rebuild") {
            lines.extend(cost_lines(cost, &mut told));
        }
    }
    if plan.steps.is_empty() {
        lines.push("nothing is held about this person".to_owned());
    }
    lines.extend(plan.by_hand.iter().map(|table| format!("by hand: {table}")));
    lines.push(format!("plan {}\n", plan.hash));
    lines.join("\n")
}

/// What a step costs, a line each below it; which locks it takes only where no step before said the same.
pub(crate) fn cost_lines(cost: &StepCostView, told: &mut BTreeSet<String>) -> Vec<String> {
    let line = |mark: &str, text: &str| format!("{:>19}  {mark} {text}", "");
    let mut lines: Vec<String> = cost
        .lookups
        .iter()
        .map(|lookup| match &lookup.warning {
            Some(warning) => line("warning:", warning),
            None => line("reads:", &lookup.sentence),
        })
        .collect();
    lines.extend(cost.elsewhere.iter().map(|text| line("costs:", text)));
    lines.extend(
        cost.locks.iter().filter(|text| told.insert((*text).clone())).map(|text| line("locks:", text)),
    );
    lines
}
