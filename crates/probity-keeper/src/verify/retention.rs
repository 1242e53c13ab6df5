//! How long data is kept: is anything older than its ceiling, did anything go before its floor?
//!
//! The live stores are asked with the conditions by which expiry works, so that what is proved is what is done.

use super::gathering::{columns, words};
use super::verdict::Verdict;
use super::world::World;
use probity_policy::model::data_map::{Column, Table};
use probity_policy::model::promise::Promise;
use probity_stores::{ExpiryFinding, ExpiryPlan, Probe};
use std::collections::BTreeSet;

pub(super) async fn keep(promise: &Promise, world: &World<'_>) -> Verdict {
    let late = overdue(promise, world);
    if let Some((text, evidence)) = late {
        return Verdict::broken(text, vec![evidence]);
    }
    if promise.parameters.get("floor").is_some() {
        return floor(promise, world);
    }
    let found = columns(world, &words(promise, "categories"));
    if found.is_empty() {
        return Verdict::unproven("no column of the data map holds it");
    }
    for (table, _) in &found {
        if let Some(Err(why)) = world.schemas.get(&table.name.store) {
            return Verdict::unproven(format!("store `{}` does not answer: {why}", table.name.store));
        }
    }
    let about = |store: &str, table: &str, names: &[String]| {
        found.iter().any(|(of, column)| {
            is_table(of, store, table) && (names.is_empty() || names.contains(&column.name))
        })
    };
    let plan = match &world.expiry {
        Ok(plan) => plan,
        Err(why) => return Verdict::unproven(why.clone()),
    };
    let mut evidence = Vec::new();
    for step in plan.steps.iter().filter(|step| step.rows > 0) {
        let names: Vec<String> = step.columns.iter().map(|column| column.name.clone()).collect();
        if about(&step.store, &step.table, &names) {
            let asked = world.evidence("query", &step.store, step.statement.as_str(), step.rows.to_string());
            return Verdict::broken(
                format!("{} rows of `{}.{}` are past their time", step.rows, step.store, step.table),
                vec![asked],
            );
        }
    }
    let concerned: Vec<&ExpiryFinding> =
        plan.findings.iter().filter(|one| about(&one.store, &one.table, &one.columns)).collect();
    if let Some(finding) =
        concerned.iter().find(|one| matches!(one.kind.as_str(), "cannot-be-emptied" | "engine"))
    {
        let asked = world.evidence("plan", &finding.store, "probity expire --dry-run", &finding.message);
        let rows = finding.rows.unwrap_or(0);
        return Verdict::broken(
            format!(
                "{rows} rows of `{}.{}` are past their time: {}",
                finding.store, finding.table, finding.message
            ),
            vec![asked],
        );
    }
    if let Some(finding) = concerned.first() {
        return Verdict::unproven(format!("`{}.{}`: {}", finding.store, finding.table, finding.message));
    }
    let tables: BTreeSet<_> = found.iter().map(|(table, _)| &table.name).collect();
    let mut rows = 0_u64;
    for table in tables {
        match world.count(table, Probe::Rows).await {
            Ok((count, asked)) => {
                rows = rows.saturating_add(count);
                evidence.push(asked);
            }
            Err(why) => return Verdict::unproven(why).having_asked(evidence),
        }
    }
    if rows == 0 {
        return Verdict::unproven("there is no row to look at").having_asked(evidence);
    }
    evidence.push(world.evidence(
        "plan",
        "stores",
        "probity expire --dry-run: rows past a ceiling that no floor or hold keeps",
        format!("0, plan {}", plan.hash),
    ));
    Verdict::kept(format!("none of {rows} rows is past its time{}", kept_beside(plan, &found)), evidence)
}

/// What is past a ceiling and stays with a reason.
fn kept_beside(plan: &ExpiryPlan, found: &[(&Table, &Column)]) -> String {
    let rows: u64 = plan
        .kept
        .iter()
        .filter(|kept| found.iter().any(|(table, _)| is_table(table, &kept.store, &kept.table)))
        .map(|kept| kept.rows)
        .sum();
    if rows == 0 { String::new() } else { format!(", and {rows} are kept by a floor, a hold or other rows") }
}

/// Rows that an erasure left for later whose last day has passed.
fn overdue(promise: &Promise, world: &World<'_>) -> Option<(String, crate::report::Evidence)> {
    let today = world.now.to_zoned(probity_policy::deadline::zone(&world.model.policy)).date().to_string();
    let found = columns(world, &words(promise, "categories"));
    let late = world.remainders.iter().find(|one| {
        !one.because.starts_with("legal hold")
            && one.until.as_ref().is_some_and(|until| *until < today)
            && found.iter().any(|(table, _)| is_table(table, &one.store, &one.table))
    })?;
    let until = late.until.clone().unwrap_or_default();
    let text = format!(
        "{} rows of `{}.{}`, left by the erasure of request {}, should have gone after {until}",
        late.rows, late.store, late.table, late.request
    );
    let evidence =
        world.evidence("state", &late.store, "what erasures left for later, and until when", text.as_str());
    Some((text, evidence))
}

/// That nothing goes before its floor shows in what erasures had to leave, and is there still.
fn floor(promise: &Promise, world: &World<'_>) -> Verdict {
    let found = columns(world, &words(promise, "categories"));
    let waiting: Vec<_> = world
        .remainders
        .iter()
        .filter(|one| found.iter().any(|(table, _)| is_table(table, &one.store, &one.table)))
        .collect();
    if waiting.is_empty() {
        return Verdict::unproven("no erasure met this floor yet, so there is nothing that it kept");
    }
    let rows: u64 = waiting.iter().map(|one| one.rows).sum();
    let evidence =
        world.evidence("state", "stores", "rows that erasures left under a floor", rows.to_string());
    Verdict::kept(format!("{rows} rows were kept from an erasure and wait for their day"), vec![evidence])
}

fn is_table(table: &Table, store: &str, name: &str) -> bool {
    let own = match &table.name.schema {
        Some(schema) => format!("{schema}.{}", table.name.table),
        None => table.name.table.clone(),
    };
    table.name.store == store && own == name
}
