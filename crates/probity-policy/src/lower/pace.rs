//! The pace of stores. What is no pace, such as no rows at a time, is told by the checks.

use crate::grammar::Statement;
use crate::model::pace::Pace;

pub(super) fn lower(statements: &[Statement]) -> Vec<Pace> {
    statements.iter().filter(|statement| statement.rule.name == "pace").filter_map(pace).collect()
}

fn pace(statement: &Statement) -> Option<Pace> {
    let store = statement.name("store")?.value.clone();
    let mut pace = Pace {
        store,
        lock: None,
        statement: None,
        rows: None,
        above: None,
        pause: None,
        span: statement.span,
    };
    for inner in &statement.block {
        match inner.rule.name {
            "lock-wait" => pace.lock = inner.number("seconds"),
            "statement-time" => pace.statement = inner.number("seconds"),
            "batches" => {
                pace.rows = inner.number("rows");
                pace.above = inner.number("above");
                pace.pause = inner.number("pause");
            }
            _ => {}
        }
    }
    Some(pace)
}
