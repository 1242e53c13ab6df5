//! The difference as a patch of the map's files, in the unified form that `git apply` and `patch -p1` read.
//!
//! INVARIANT (EDITS-STAY): a line that the store did not change is not touched.

use super::Drift;
use probity_policy::model::data_map::{DataMap, Table};
use probity_policy::syntax::{TokenKind, lex};
use probity_source::{SourceId, Sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Lines taken out and put in, by the number of the line before which they stand.
#[derive(Default)]
struct Edits {
    gone: BTreeSet<usize>,
    new: BTreeMap<usize, Vec<String>>,
    replaced: BTreeMap<usize, String>,
}

/// Lines around a change.
const CONTEXT: usize = 3;

/// The patch; empty when nothing changed. Paths are those of `sources`, with `prefix` before them.
#[must_use]
pub fn patch(drift: &Drift, store: &str, map: &DataMap, sources: &Sources, prefix: &str) -> String {
    let mut edits: BTreeMap<SourceId, Edits> = BTreeMap::new();
    for table in map.tables.iter().filter(|table| table.name.store == store) {
        in_table(drift, table, sources, &mut edits);
    }
    if let Some(declared) = map.store(store)
        && let Some(file) = sources.get(declared.span.source())
        && !drift.new_tables.is_empty()
    {
        let end = file.text().lines().count();
        let new = edits.entry(declared.span.source()).or_default().new.entry(end).or_default();
        for table in &drift.new_tables {
            new.push(String::new());
            new.extend(probity_policy::format(&table.draft).lines().map(str::to_owned));
        }
    }
    let mut out = String::new();
    for (source, edits) in edits {
        if let Some(file) = sources.get(source) {
            let path = format!("{prefix}{}", file.name());
            unified(&mut out, &path, file.text(), &edits);
        }
    }
    out
}

fn in_table(drift: &Drift, table: &Table, sources: &Sources, edits: &mut BTreeMap<SourceId, Edits>) {
    let name = table.name.to_string();
    let Some(file) = sources.get(table.span.source()) else { return };
    let text = file.text();
    let start = usize::try_from(table.span.start()).unwrap_or(0);
    let Some((first, last)) = block_lines(text, start) else { return };
    let lines: Vec<&str> = text.lines().collect();
    let is_here = |of: &str| of.replace('`', "") == name;
    if drift.gone_tables.contains(&name) {
        edits.entry(table.span.source()).or_default().gone.extend(first..=last);
        return;
    }
    for gone in drift.gone_columns.iter().filter(|column| is_here(&column.table)) {
        let changed = without_column(&lines, first, last, &gone.column);
        if let Some((at, changed)) = changed {
            let edits = edits.entry(table.span.source()).or_default();
            match changed {
                Some(line) => {
                    edits.replaced.insert(at, line);
                }
                None => {
                    edits.gone.insert(at);
                }
            }
        }
    }
    if let Some(anew) = drift.redrafted.iter().find(|table| is_here(&table.table)) {
        let edits = edits.entry(table.span.source()).or_default();
        edits.gone.extend(
            (first..=last)
                .filter(|at| lines.get(*at).is_some_and(|line| line.trim().starts_with("nothing personal"))),
        );
        let drafted = probity_policy::format(&anew.draft);
        let body: Vec<String> = drafted.lines().map(str::to_owned).collect();
        let inside = body.get(1..body.len().saturating_sub(1)).unwrap_or_default();
        edits.new.entry(last).or_default().extend(inside.iter().cloned());
        return;
    }
    let new: Vec<String> = drift
        .new_columns
        .iter()
        .filter(|column| is_here(&column.table))
        .map(|column| format!("    {}", column.draft))
        .collect();
    // A block in one line has no line of its own to write into.
    if !new.is_empty() && last > first {
        let edits = edits.entry(table.span.source()).or_default();
        edits.new.entry(last).or_default().extend(new);
    }
}

/// The lines of the block that begins at an offset, counted from nought.
fn block_lines(text: &str, start: usize) -> Option<(usize, usize)> {
    let line_of = |offset: usize| text.get(..offset).map(|before| before.matches('\n').count());
    let mut depth = 0_u32;
    for token in lex(text).iter().filter(|token| token.start as usize >= start) {
        match token.kind {
            TokenKind::OpenBrace => depth += 1,
            TokenKind::CloseBrace => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some((line_of(start)?, line_of(token.start as usize)?));
                }
            }
            _ => {}
        }
    }
    None
}

/// The line that speaks of a column, without it; nothing in its place when it spoke of nothing else. Sentences
/// that mean more than the column (a link, a decision) are left for a person.
fn without_column(
    lines: &[&str],
    first: usize,
    last: usize,
    column: &str,
) -> Option<(usize, Option<String>)> {
    for at in first.saturating_add(1)..last {
        let line = lines.get(at)?;
        let (code, remark) = line.split_once("//").map_or((*line, ""), |(code, remark)| (code, remark));
        let words = code.trim();
        if let Some(list) = words.strip_prefix("plain ") {
            let names: Vec<&str> = list.trim_matches(['(', ')']).split(',').map(str::trim).collect();
            let left: Vec<&str> =
                names.iter().copied().filter(|name| name.trim_matches('`') != column).collect();
            if left.len() == names.len() {
                continue;
            }
            let indent: String = line.chars().take_while(|one| one.is_whitespace()).collect();
            let remark = if remark.is_empty() { String::new() } else { format!(" //{remark}") };
            let line = format!("{indent}plain {}{remark}", left.join(", "));
            return Some((at, (!left.is_empty()).then_some(line)));
        }
        let first_word = words.split_whitespace().next().unwrap_or_default().trim_matches('`');
        let second = words.split_whitespace().nth(1).unwrap_or_default();
        if first_word == column && second.contains('.') {
            return Some((at, None));
        }
    }
    None
}

fn unified(out: &mut String, path: &str, text: &str, edits: &Edits) {
    let lines: Vec<&str> = text.lines().collect();
    let mut touched: BTreeSet<usize> = edits.gone.clone();
    touched.extend(edits.new.keys().copied());
    touched.extend(edits.replaced.keys().copied());
    if touched.is_empty() {
        return;
    }
    let _ = writeln!(out, "--- a/{path}\n+++ b/{path}");
    let mut hunks: Vec<(usize, usize)> = Vec::new();
    for at in touched {
        let (from, to) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(lines.len()));
        match hunks.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => hunks.push((from, to)),
        }
    }
    let mut shift = 0_isize;
    for (from, to) in hunks {
        let mut body: Vec<String> = Vec::new();
        let (mut before, mut after) = (0_usize, 0_usize);
        for at in from..=to {
            for line in edits.new.get(&at).into_iter().flatten().filter(|_| at < to || at == lines.len()) {
                body.push(format!("+{line}"));
                after += 1;
            }
            if at == to {
                break;
            }
            let Some(line) = lines.get(at) else { break };
            before += 1;
            if edits.gone.contains(&at) {
                body.push(format!("-{line}"));
            } else if let Some(changed) = edits.replaced.get(&at) {
                body.push(format!("-{line}"));
                body.push(format!("+{changed}"));
                after += 1;
            } else {
                body.push(format!(" {line}"));
                after += 1;
            }
        }
        let start = isize::try_from(from).unwrap_or(0) + 1;
        let _ = writeln!(out, "@@ -{start},{before} +{},{after} @@", start + shift);
        shift += isize::try_from(after).unwrap_or(0) - isize::try_from(before).unwrap_or(0);
        for line in body {
            let _ = writeln!(out, "{line}");
        }
    }
}
