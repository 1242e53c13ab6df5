//! Conditions on rows, from the data map to SQL: comparisons of columns with values, `and`, `or`, `not`.
//!
//! INVARIANT (TWO-VALUED): a comparison with an empty column is false, and `not` of it true; no
//! condition is ever unknown, so that a row is a person's or is not.

use crate::engine::{Engine, KeyType, quoted};
use crate::schema::{LiveColumn, LiveTable, TypeFamily};
use probity_policy::grammar::{Comparison, Condition};

/// Why a condition cannot be asked of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConditionFault {
    /// The column does not exist.
    UnknownColumn(String),
    /// Column and type, and the value that it never equals; no value where the column is no truth itself.
    Incomparable((String, String), Option<String>),
}

/// The condition as an expression over a table's columns.
pub(crate) fn rows_where(
    engine: Engine,
    table: &LiveTable,
    condition: &Condition,
) -> Result<String, ConditionFault> {
    let joined = |parts: &[Condition], word: &str| {
        let parts: Result<Vec<String>, ConditionFault> =
            parts.iter().map(|part| rows_where(engine, table, part)).collect();
        Ok(format!("({})", parts?.join(word)))
    };
    match condition {
        Condition::Fact(name) => truth(engine, known(table, name)?),
        Condition::Compare { fact, comparison, with } => {
            compare(engine, known(table, fact)?, *comparison, with)
        }
        Condition::Not(inner) => Ok(format!("NOT {}", rows_where(engine, table, inner)?)),
        Condition::All(parts) => joined(parts, " AND "),
        Condition::Any(parts) => joined(parts, " OR "),
    }
}

fn known<'t>(table: &'t LiveTable, name: &str) -> Result<&'t LiveColumn, ConditionFault> {
    table.column(name).ok_or_else(|| ConditionFault::UnknownColumn(name.to_owned()))
}

fn truth(engine: Engine, column: &LiveColumn) -> Result<String, ConditionFault> {
    let name = quoted(&column.name);
    match (engine, column.family) {
        (Engine::Postgres, TypeFamily::Boolean) => Ok(format!("({name} IS NOT NULL AND {name})")),
        (Engine::Postgres, _) => Err(incomparable(column, None)),
        (_, TypeFamily::Boolean | TypeFamily::Integer(_) | TypeFamily::Any) => {
            Ok(format!("({name} IS NOT NULL AND {name} <> 0)"))
        }
        _ => Err(incomparable(column, None)),
    }
}

fn incomparable(column: &LiveColumn, with: Option<&str>) -> ConditionFault {
    ConditionFault::Incomparable((column.name.clone(), column.type_name.clone()), with.map(str::to_owned))
}

fn compare(
    engine: Engine,
    column: &LiveColumn,
    comparison: Comparison,
    with: &str,
) -> Result<String, ConditionFault> {
    let fault = || incomparable(column, Some(with));
    let value = match (engine, column.family, with) {
        (Engine::Postgres, _, _) => with,
        (_, TypeFamily::Boolean, "true") => "1",
        (_, TypeFamily::Boolean, "false") => "0",
        _ => with,
    };
    if column.family.is_number() && !is_number(value) {
        return Err(fault());
    }
    let compared = engine.dialect().comparison(column, KeyType::Text).ok_or_else(fault)?;
    let literal = text_literal(value).ok_or_else(fault)?;
    let name = quoted(&column.name);
    // Unlike a value is all that does not equal it, what is empty too.
    let (sign, negated) = match comparison {
        Comparison::NotEqual => (Comparison::Equal.sign(), "NOT "),
        other => (other.sign(), ""),
    };
    let (left, right) = (compared.searched(&name), compared.key(&literal));
    Ok(format!("{negated}({name} IS NOT NULL AND ({left}) {sign} ({right}))"))
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    all(whole) && all(part)
}

/// A text as a literal that every engine reads alike; nothing for one that they read differently.
pub(crate) fn text_literal(text: &str) -> Option<String> {
    (!text.contains(['\\', '\u{0}'])).then(|| format!("'{}'", text.replace('\'', "''")))
}
