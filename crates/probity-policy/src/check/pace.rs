//! The pace of stores: is it said of a database, once, and does it let anything be done?

use super::context::{Context, Found};
use crate::codes;
use crate::model::data_map::StoreKind;
use crate::model::pace::Pace;
use probity_source::Diagnostic;
use std::collections::BTreeMap;

/// The longest that a number of seconds may be: a day.
const LONGEST: u64 = 86_400;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let map = &context.model.data_map;
    let mut known: BTreeMap<&str, &Pace> = BTreeMap::new();
    for pace in &map.paces {
        let kind = map.store(&pace.store).map(|store| store.kind);
        if !matches!(kind, Some(StoreKind::Sqlite | StoreKind::Postgres | StoreKind::MariaDb)) {
            found.push(
                Diagnostic::error(
                    codes::PACE_MISPLACED,
                    format!("`{}` is no database whose pace can be set", pace.store),
                )
                .at(pace.span)
                .help("a pace is for stores of kind `sqlite`, `postgres` and `mariadb`"),
            );
        }
        if let Some(first) = known.insert(&pace.store, pace) {
            found.push(
                Diagnostic::error(
                    codes::PACE_MISPLACED,
                    format!("the pace of `{}` is set twice", pace.store),
                )
                .at(pace.span)
                .label(first.span, "it is set here")
                .help("put both into one block"),
            );
        }
        impossible(pace, found);
    }
}

fn impossible(pace: &Pace, found: &mut Found) {
    let seconds = |value: Option<u64>| value.is_some_and(|value| value == 0 || value > LONGEST);
    let what = if seconds(pace.lock) {
        "a wait for a lock is between 1 second and a day"
    } else if seconds(pace.statement) {
        "a statement is given between 1 second and a day"
    } else if pace.rows == Some(0) {
        "with no rows at a time nothing is ever done"
    } else if pace.pause.is_some_and(|pause| pause > 60_000) {
        "a pause is at most 60000 milliseconds"
    } else {
        return;
    };
    found.push(Diagnostic::error(codes::PACE_IMPOSSIBLE, what).at(pace.span).help("correct the number"));
}
