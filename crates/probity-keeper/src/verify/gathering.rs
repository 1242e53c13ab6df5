//! What is collected, and what never is.

use super::verdict::Verdict;
use super::world::World;
use probity_policy::model::data_map::{Column, Table};
use probity_policy::model::policy::covers;
use probity_policy::model::promise::Promise;
use probity_stores::Probe;

/// The strings of a list parameter.
pub(super) fn words(promise: &Promise, key: &str) -> Vec<String> {
    let list = promise.parameters.get(key).and_then(|value| value.as_array()).cloned().unwrap_or_default();
    list.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

/// The mapped columns whose category a pattern covers.
pub(super) fn columns<'a>(world: &World<'a>, patterns: &[String]) -> Vec<(&'a Table, &'a Column)> {
    let tables = world.model.data_map.tables.iter();
    tables
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .filter(|(_, column)| patterns.iter().any(|pattern| covers(pattern, &column.category)))
        .collect()
}

/// `collect X`: the stores hold X where the map says, and each category has a place.
pub(super) async fn collect(promise: &Promise, world: &World<'_>) -> Verdict {
    let patterns = words(promise, "categories");
    let found = columns(world, &patterns);
    let missing =
        patterns.iter().find(|pattern| !found.iter().any(|(_, column)| covers(pattern, &column.category)));
    if let Some(pattern) = missing {
        return Verdict::unproven(format!("no column of the data map holds `{pattern}`"));
    }
    let mut evidence = Vec::new();
    let mut filled = 0_u64;
    for (table, column) in found {
        match world.count(&table.name, Probe::Filled { column: &column.name }).await {
            Ok((count, asked)) => {
                filled = filled.saturating_add(count);
                evidence.push(asked);
            }
            Err(why) => return Verdict::unproven(why).having_asked(evidence),
        }
    }
    if filled == 0 {
        return Verdict::unproven("the columns for it are empty").having_asked(evidence);
    }
    Verdict::kept("every category has its columns, and they hold data", evidence)
}

/// `never collect X`, `never keep X`: no column holds X; and every column of every store is known, so that
/// none could.
pub(super) async fn never(promise: &Promise, world: &World<'_>) -> Verdict {
    if let Some(why) = world.unreadable() {
        return Verdict::unproven(why);
    }
    let patterns = words(promise, "categories");
    let mut evidence = world.schema_evidence();
    for (table, column) in columns(world, &patterns) {
        match world.count(&table.name, Probe::Filled { column: &column.name }).await {
            Ok((0, asked)) => evidence.push(asked),
            Ok((_, asked)) => {
                let place = format!("{}.{}", table.name, column.name);
                return Verdict::broken(format!("`{place}` holds `{}`", column.category), vec![asked]);
            }
            Err(why) => return Verdict::unproven(why).having_asked(evidence),
        }
    }
    let unknown = super::data::unknown_columns(world);
    if let Some(first) = unknown.first() {
        let text = format!(
            "{} columns are not in the data map, such as `{first}`; any of them could hold it",
            unknown.len()
        );
        return Verdict::unproven(text).having_asked(evidence);
    }
    Verdict::kept("every column of every store is in the data map, and none holds it", evidence)
}
