//! How many rows of a table are past their time: what goes, what changes, what stays and why, what nobody can tell. One
//! question for each table, and one more for the last day of what a floor keeps.

use crate::engine::{any_of, qualified};
use crate::error::StoreError;
use crate::expiry::plan::{ExpiryFinding, ExpiryKept, ExpiryPlan, ExpiryStep, ExpiryWork, works};
use crate::expiry::rules::{Group, TableRules};
use crate::graph::Node;
use crate::keeping::{day_of, due, in_table};
use crate::plan::table_text;
use crate::workspace::Workspace;

/// What one of the sums of a table's count is.
enum Sum {
    Step(ExpiryStep),
    Kept(ExpiryKept, Option<(crate::keeping::Ends, String)>),
    Finding(ExpiryFinding),
}

/// Asks one question for a table: how many rows go, change, stay or cannot be decided.
pub(super) async fn table(
    workspace: &mut Workspace<'_>,
    node: &Node,
    rules: &TableRules,
    all: &[TableRules],
    plan: &mut ExpiryPlan,
) -> Result<(), StoreError> {
    for (columns, word, why) in &rules.faults {
        plan.findings.push(ExpiryFinding { columns: columns.clone(), ..finding(node, word, why.clone()) });
    }
    let sums = sums(workspace, node, rules, all);
    if sums.is_empty() {
        return Ok(());
    }
    let texts: Vec<String> = sums
        .iter()
        .map(|(condition, _)| {
            let sum = format!("COALESCE(sum(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
            node.engine.dialect().as_text(&sum)
        })
        .collect();
    let question = format!("SELECT {} FROM {}", texts.join(", "), qualified(&node.live));
    let brought = workspace.session(&node.name.store)?.bring_whole(&node.live.place.table).await;
    brought.map_err(|source| workspace.failed(&node.name.store, &format!("read `{}`", node.name), source))?;
    let answer = workspace.session(&node.name.store)?.texts(&question, &[]).await;
    let answer = answer.map_err(|source| {
        workspace.failed(&node.name.store, &format!("count what is past its time in `{}`", node.name), source)
    })?;
    for (at, (_, sum)) in sums.into_iter().enumerate() {
        let rows = answer.first().map_or(0, |row| row.count(at));
        if rows == 0 {
            continue;
        }
        match sum {
            Sum::Step(step) => plan.steps.push(ExpiryStep { rows, ..step }),
            Sum::Finding(finding) => plan.findings.push(ExpiryFinding { rows: Some(rows), ..finding }),
            Sum::Kept(kept, ends) => {
                let until = match ends {
                    Some((ends, condition)) => last_day(workspace, node, &ends, &condition).await?,
                    None => kept.until.clone(),
                };
                plan.kept.push(ExpiryKept { rows, until, ..kept });
            }
        }
    }
    Ok(())
}

fn sums(
    workspace: &Workspace<'_>,
    node: &Node,
    rules: &TableRules,
    all: &[TableRules],
) -> Vec<(String, Sum)> {
    let mut sums = Vec::new();
    let works: Vec<ExpiryWork> =
        works(workspace, all).into_iter().filter(|work| work.node == rules.node).collect();
    let goes = workspace.goes(rules, Some(all));
    let stays = goes.as_ref().map_or_else(String::new, |goes| format!(" AND NOT ({goes})"));
    for work in works {
        let condition = match (&work.change, &goes) {
            (None, Some(goes)) => goes.clone(),
            _ => format!("{}{stays}", work.condition),
        };
        sums.push((condition, Sum::Step(work.step)));
    }
    if let (Some(goes), Some(whole)) = (&goes, rules.whole(node)) {
        let because = "other rows still refer to them".to_owned();
        let condition = format!("{whole}{} AND NOT ({goes})", workspace.unheld(rules.node));
        sums.push((condition, Sum::Kept(ExpiryKept { because, ..kept(node) }, None)));
    }
    for group in &rules.groups {
        group_sums(workspace, node, rules, group, &stays, &mut sums);
    }
    sums
}

fn group_sums(
    workspace: &Workspace<'_>,
    node: &Node,
    rules: &TableRules,
    group: &Group,
    stays: &str,
    sums: &mut Vec<(String, Sum)>,
) {
    let filled: Vec<String> =
        group.columns.iter().map(|name| format!("{} IS NOT NULL", in_table(node, name))).collect();
    let filled = format!("({})", any_of(&filled));
    if !group.known.is_empty() {
        let condition = format!("{filled} AND NOT ({})", group.known.join(" AND "));
        let message = "the instant from which the time counts is not known, or cannot be true".to_owned();
        let finding =
            ExpiryFinding { columns: group.columns.clone(), ..finding(node, "unknown-instant", message) };
        sums.push((condition, Sum::Finding(finding)));
    }
    if let Some(hold) = workspace.table_hold(node) {
        let kept = ExpiryKept {
            columns: group.columns.clone(),
            because: hold.because.clone(),
            until: hold.until.clone(),
            ..kept(node)
        };
        sums.push((format!("{} AND {filled}", group.past), Sum::Kept(kept, None)));
        return;
    }
    for (because, until, theirs) in workspace.people_holds(rules.node) {
        let kept = ExpiryKept { columns: group.columns.clone(), because, until, ..kept(node) };
        sums.push((format!("{} AND {filled} AND {theirs}", group.past), Sum::Kept(kept, None)));
    }
    for (term, ends) in group.floors.iter().filter(|(_, ends)| ends.over != group.due) {
        let condition = format!("{} AND {filled} AND NOT {}", group.due, ends.over);
        let because = match &term.because {
            Some(because) => because.clone(),
            None => format!("it is kept at least {term}"),
        };
        let kept =
            ExpiryKept { columns: group.columns.clone(), because, clause: term.clause.clone(), ..kept(node) };
        sums.push((condition.clone(), Sum::Kept(kept, Some((ends.clone(), condition)))));
    }
    for (name, why) in &group.fixed {
        let condition = format!(
            "{}{}{stays} AND {} IS NOT NULL",
            group.past,
            workspace.unheld(rules.node),
            in_table(node, name)
        );
        let message = format!("column `{name}` is past its time and cannot be emptied: {why}");
        let finding =
            ExpiryFinding { columns: vec![name.clone()], ..finding(node, "cannot-be-emptied", message) };
        sums.push((condition, Sum::Finding(finding)));
    }
}

fn kept(node: &Node) -> ExpiryKept {
    ExpiryKept {
        store: node.name.store.clone(),
        table: table_text(&node.name),
        columns: Vec::new(),
        rows: 0,
        because: String::new(),
        clause: None,
        until: None,
    }
}

fn finding(node: &Node, kind: &str, message: String) -> ExpiryFinding {
    ExpiryFinding {
        store: node.name.store.clone(),
        table: table_text(&node.name),
        columns: Vec::new(),
        kind: kind.to_owned(),
        rows: None,
        message,
    }
}

/// The last day on which a floor keeps one of the rows.
async fn last_day(
    workspace: &mut Workspace<'_>,
    node: &Node,
    ends: &crate::keeping::Ends,
    condition: &str,
) -> Result<Option<String>, StoreError> {
    let Some(keeping) = &workspace.graph.keeping else { return Ok(None) };
    let dialect = node.engine.dialect();
    let mut last = None;
    for anchored in &ends.anchors {
        let greatest = dialect.canonical_text(&format!("max({})", anchored.expression), &anchored.column);
        let question = format!("SELECT {greatest} FROM {} WHERE {condition}", qualified(&node.live));
        let answer = workspace.session(&node.name.store)?.texts(&question, &[]).await;
        let answer = answer.map_err(|source| {
            workspace.failed(&node.name.store, &format!("read the instants of `{}`", node.name), source)
        })?;
        let end = answer
            .first()
            .and_then(|row| row.text(0))
            .and_then(|text| due(&keeping.counting, text, &ends.periods));
        last = last.max(end);
    }
    Ok(last.map(|end| day_of(&keeping.counting, end).to_string()))
}
