//! How long data is kept: is anything older than its ceiling, did anything go before its floor?

use super::gathering::{columns, words};
use super::verdict::Verdict;
use super::world::World;
use jiff::{Span, Timestamp};
use probity_policy::model::data_map::{Anchor, Table};
use probity_policy::model::promise::Promise;
use probity_stores::Probe;
use probity_vocabulary::{Period, Unit};
use std::collections::BTreeMap;

/// A table, and the column from which some of its columns count.
type Counted = (String, Option<String>);

pub(super) async fn keep(promise: &Promise, world: &World<'_>) -> Verdict {
    let period = |key: &str| {
        promise.parameters.get(key).and_then(|value| serde_json::from_value::<Period>(value.clone()).ok())
    };
    let (ceiling, exactly) = (period("ceiling"), period("exactly"));
    let Some(ceiling) = ceiling.or(exactly) else {
        return Verdict::unproven(
            "that a floor or an event was respected is for the retention engine to show, which is not there yet",
        );
    };
    let anchor =
        promise.parameters.get("after").and_then(|words| words.as_str()).and_then(Anchor::from_words);
    let Some(anchor) = anchor else {
        return Verdict::unproven("the sentence does not say from when the time counts");
    };
    let Some(limit) = before(world.now, ceiling) else {
        return Verdict::unproven("the time leads out of the calendar");
    };
    // Columns of a table that count from the same instant are asked about together.
    let mut groups: BTreeMap<Counted, (&Table, Vec<&str>)> = BTreeMap::new();
    for (table, column) in columns(world, &words(promise, "categories")) {
        let own = column.collected.as_ref().filter(|_| anchor == Anchor::Collected);
        let from = own.or_else(|| table.anchors.get(&anchor)).cloned();
        groups
            .entry((table.name.to_string(), from))
            .or_insert_with(|| (table, Vec::new()))
            .1
            .push(&column.name);
    }
    let mut evidence = Vec::new();
    let mut rows = 0_u64;
    let mut without_anchor = None;
    for ((name, from), (table, filled)) in &groups {
        let Some(column) = from else {
            without_anchor.get_or_insert(name.clone());
            continue;
        };
        match world.count(&table.name, Probe::Rows).await {
            Ok((count, _)) => rows = rows.saturating_add(count),
            Err(why) => return Verdict::unproven(why).having_asked(evidence),
        }
        match world.count(&table.name, Probe::Older { column, filled, before: limit }).await {
            Ok((0, asked)) => evidence.push(asked),
            Ok((old, asked)) => {
                return Verdict::broken(
                    format!("{old} rows of `{name}` are older than {ceiling}"),
                    vec![asked],
                );
            }
            Err(why) => return Verdict::unproven(why).having_asked(evidence),
        }
    }
    if let Some(name) = without_anchor {
        return Verdict::unproven(format!("`{name}` has no column that says when it was {}", anchor.words()))
            .having_asked(evidence);
    }
    if rows == 0 {
        return Verdict::unproven("there is no row to look at").having_asked(evidence);
    }
    Verdict::kept(format!("none of {rows} rows is older than {ceiling}"), evidence)
}

fn before(now: Timestamp, period: Period) -> Option<Timestamp> {
    let amount = i64::from(period.amount);
    let span = match period.unit {
        Unit::Minutes => Span::new().try_minutes(amount),
        Unit::Hours => Span::new().try_hours(amount),
        Unit::Days | Unit::WorkingDays => Span::new().try_days(amount),
        Unit::Weeks => Span::new().try_weeks(amount),
        Unit::Months => Span::new().try_months(amount),
        Unit::Years => Span::new().try_years(amount),
    };
    let then = now.to_zoned(jiff::tz::TimeZone::UTC).checked_sub(span.ok()?).ok()?;
    Some(then.timestamp())
}
