//! The data map, with each `keep because` joined to the retention of that name.

use super::records::{records, task};
use crate::codes;
use crate::grammar::{Condition, Located, Statement, Value, parts};
use crate::model::data_map::{
    Anchor, Column, DataMap, ErasureDecision, Identity, KeepReason, KeepUntil, Leaving, Link, LinkRole,
    Location, Person, RowFate, Store, StoreKind, Table, TableName,
};
use crate::model::handling::{
    Aggregate, Ciphertext, Coarsen, Coarsening, Derived, Embedded, Replacement, ValuePath,
};
use crate::model::policy::{Length, Policy, Retention};
use probity_source::Diagnostic;
use std::collections::BTreeMap;

pub(super) fn lower(statements: &[Statement], policy: &Policy, diagnostics: &mut Vec<Diagnostic>) -> DataMap {
    let mut map = DataMap { anonymous_group: group(statements), ..DataMap::default() };
    let reasons = reasons(policy);
    for statement in statements {
        match statement.rule.name {
            "store" => map.stores.extend(store(statement)),
            "table" => match table(statement, &reasons, diagnostics) {
                Some(table) => map.tables.push(table),
                None => diagnostics.push(
                    Diagnostic::error(codes::BAD_TABLE_NAME, "a table is named by its store and its name")
                        .at(statement.span)
                        .help("write `store.table` or `store.schema.table`"),
                ),
            },
            _ => {}
        }
    }
    map
}

/// The largest group that a sentence demands.
fn group(statements: &[Statement]) -> Option<u64> {
    let demands = statements.iter().filter(|one| one.rule.name == "anonymise-groups");
    demands.filter_map(|one| one.number("group")).max()
}

fn store(statement: &Statement) -> Option<Store> {
    let kind = match statement.name("kind")?.value.as_str() {
        "sqlite" => StoreKind::Sqlite,
        "postgres" => StoreKind::Postgres,
        "mariadb" => StoreKind::MariaDb,
        "redis" => StoreKind::Redis,
        "folder" => StoreKind::Folder,
        "bucket" => StoreKind::Bucket,
        "http" => StoreKind::Http,
        _ => StoreKind::Manual,
    };
    let location = match (statement.name("variable"), statement.name("location")) {
        (Some(variable), _) => Location::Environment(variable.value.clone()),
        (None, Some(written)) => Location::Written(written.value.clone()),
        (None, None) => Location::Written(String::new()),
    };
    Some(Store { name: statement.name("store")?.value.clone(), kind, location, span: statement.span })
}

pub(super) fn table_name(name: &str) -> Option<TableName> {
    match parts(name).as_slice() {
        [store, table] => Some(TableName { store: store.clone(), schema: None, table: table.clone() }),
        [store, schema, table] => {
            Some(TableName { store: store.clone(), schema: Some(schema.clone()), table: table.clone() })
        }
        _ => None,
    }
}

pub(super) fn values(names: &[Located<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

fn table(statement: &Statement, reasons: &Reasons<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Table> {
    let mut table = Table::new(table_name(&statement.name("table")?.value)?, statement.span);
    table.nothing_personal = statement.inner("nothing-personal").next().is_some();
    table.records = statement.block.iter().filter_map(records).collect();
    table.tasks = statement.inner("ask").filter_map(task).collect();
    for inner in &statement.block {
        match inner.rule.name {
            "is" => table.person = person(inner),
            "belongs-to" => table.links.extend(link(inner, LinkRole::BelongsTo, diagnostics)),
            "owns" => table.links.extend(link(inner, LinkRole::Owns, diagnostics)),
            "seen-by" => table.links.extend(link(inner, LinkRole::SeenBy, diagnostics)),
            "shows" => table.links.extend(link(inner, LinkRole::Shows, diagnostics)),
            "mentions" => table.links.extend(link(inner, LinkRole::Mentions, diagnostics)),
            "identifies" => {
                table.links.extend(link(inner, LinkRole::Identifies, diagnostics));
                table.aliases.extend(identities(inner));
            }
            "ciphertext" => {
                if let Some(link) = link(inner, LinkRole::SealedBy, diagnostics) {
                    table.ciphertexts.push(Ciphertext {
                        columns: values(inner.names("ciphertexts")),
                        keys: link.to.clone(),
                        span: inner.span,
                    });
                    table.links.push(link);
                }
            }
            "one-person" => table.one_person.extend(inner.name("identity").map(|name| name.value.clone())),
            "history" => table.history_goes = true,
            "derived" => table.derived = derived(inner),
            "blank-as" => {
                if let (Some(column), Some(value)) = (inner.name("column"), inner.name("value")) {
                    let (column, value) = (column.value.clone(), value.value.clone());
                    table.replacements.push(Replacement { column, value, span: inner.span });
                }
            }
            "coarsen" => table.coarsened.extend(coarsen(inner)),
            "aggregate" => table.aggregate = aggregate(inner),
            "plain" => table.plain.extend(values(inner.names("columns"))),
            "anchor" => {
                let anchor = inner.name("anchor").and_then(|words| Anchor::from_words(&words.value));
                if let (Some(anchor), Some(column)) = (anchor, inner.name("column")) {
                    table.anchors.insert(anchor, column.value.clone());
                }
            }
            "column" => {
                if let (Some(name), Some(category)) = (inner.name("column"), inner.name("category")) {
                    table.columns.push(Column {
                        name: name.value.clone(),
                        category: category.value.clone(),
                        source: inner.name("source").map(|source| source.value.clone()),
                        collected: inner.name("collected").map(|column| column.value.clone()),
                        span: inner.span,
                    });
                }
            }
            _ => {}
        }
    }
    // After the columns, because the retention that a `keep` refers to is chosen by their categories.
    table.on_erasure = statement.inner("on-erasure").next().map(|inner| on_erasure(inner, &table, reasons));
    Some(table)
}

fn person(statement: &Statement) -> Option<Person> {
    Some(Person {
        kind: statement.name("kind")?.value.clone(),
        key: values(&statement.identities("identities").first()?.columns),
        identities: identities(statement),
        when: condition(statement),
        span: statement.span,
    })
}

fn identities(statement: &Statement) -> Vec<Identity> {
    let identities = statement.identities("identities").iter();
    identities
        .filter_map(|identity| match identity.columns.as_slice() {
            [column] => Some(Identity {
                name: identity.name.as_ref().unwrap_or(column).value.clone(),
                column: column.value.clone(),
            }),
            _ => None,
        })
        .collect()
}

/// `when` and `unless` of a sentence as one condition.
fn condition(statement: &Statement) -> Option<Condition> {
    let when = statement.tail.when.as_ref().map(|when| when.value.clone());
    let unless = statement.tail.unless.as_ref().map(|unless| Condition::Not(Box::new(unless.value.clone())));
    match (when, unless) {
        (Some(when), Some(unless)) => Some(Condition::All(vec![when, unless])),
        (one, other) => one.or(other),
    }
}

fn link(statement: &Statement, role: LinkRole, diagnostics: &mut Vec<Diagnostic>) -> Option<Link> {
    let to = table_name(&statement.name("table")?.value)?;
    let mut link = Link::new(role, to, values(statement.names("columns")), statement.span);
    if let (Some(path), Some(column)) = (statement.name("path"), statement.name("inside")) {
        link.columns = vec![column.value.clone()];
        let path = value_path(path, diagnostics)?;
        let removing = match statement.name("removing") {
            Some(removing) => Some(value_path(removing, diagnostics)?),
            None => None,
        };
        link.embedded = Some(Embedded { path, removing });
    }
    link.to_columns = values(statement.names("to-columns"));
    link.without = values(statement.names("without"));
    link.leaving = if statement.flag("delete") {
        Leaving::Delete
    } else {
        Leaving::Blank(values(statement.names("blank")))
    };
    link.when = condition(statement);
    Some(link)
}

fn value_path(text: &Located<String>, diagnostics: &mut Vec<Diagnostic>) -> Option<ValuePath> {
    let path = ValuePath::read(&text.value);
    if path.is_none() {
        diagnostics.push(
            Diagnostic::error(codes::BAD_PATH, format!("`{}` is no way through a value", text.value))
                .at(text.span)
                .help("write names with dots between and `[]` for each element: \"participants[].id\""),
        );
    }
    path
}

fn derived(statement: &Statement) -> Option<Derived> {
    Some(Derived {
        from: statement.names("from").iter().filter_map(|name| table_name(&name.value)).collect(),
        rebuilt_by: statement.name("rebuild")?.value.clone(),
        span: statement.span,
    })
}

fn coarsen(statement: &Statement) -> Option<Coarsen> {
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).max(1);
    let to = match (statement.name("unit"), statement.number("characters"), statement.number("width")) {
        (Some(unit), _, _) => match unit.value.as_str() {
            "year" => Coarsening::Year,
            "month" => Coarsening::Month,
            "day" => Coarsening::Day,
            "network" => Coarsening::Network,
            _ => Coarsening::Country,
        },
        (None, Some(count), _) => Coarsening::Characters(small(count)),
        (None, None, width) => Coarsening::Bands(small(width?)),
    };
    Some(Coarsen { column: statement.name("column")?.value.clone(), to, span: statement.span })
}

fn aggregate(statement: &Statement) -> Option<Aggregate> {
    Some(Aggregate {
        into: table_name(&statement.name("table")?.value)?,
        by: values(statement.names("columns")),
        counted_in: statement.name("count")?.value.clone(),
        span: statement.span,
    })
}

fn on_erasure(statement: &Statement, table: &Table, reasons: &Reasons<'_>) -> ErasureDecision {
    let row = match statement.slot("reason") {
        Some(Value::Name(reason)) => {
            let retention = retention_for(&reason.value, table, reasons);
            RowFate::Keep(KeepReason {
                because: reason.value.clone(),
                until: retention.and_then(keep_until),
                clause: statement
                    .tail
                    .clauses
                    .first()
                    .or_else(|| retention.and_then(|retention| retention.clauses.first()))
                    .map(|clause| clause.value.clone()),
            })
        }
        _ if statement.flag("delete") => RowFate::Delete,
        _ if statement.flag("anonymise") => RowFate::Anonymise,
        _ if statement.flag("aggregate") => RowFate::Aggregate,
        _ if statement.flag("shred") => RowFate::Shred,
        _ => RowFate::Stay,
    };
    ErasureDecision {
        row,
        blank: values(statement.names("blank")),
        pseudonymise: values(statement.names("pseudonymise")),
        referred: (statement.flag("stay") || statement.slot("referred").is_some())
            .then(|| values(statement.names("referred"))),
        span: statement.span,
    }
}

/// The retentions by the reason that they give, in the order written.
type Reasons<'a> = BTreeMap<&'a str, Vec<&'a Retention>>;

fn reasons(policy: &Policy) -> Reasons<'_> {
    let mut reasons = Reasons::new();
    for retention in &policy.retentions {
        if let Some(because) = &retention.because {
            reasons.entry(&because.value).or_default().push(retention);
        }
    }
    reasons
}

/// The retention that gives this reason and covers a column of the table, or the first that gives it.
fn retention_for<'a>(reason: &str, table: &Table, reasons: &Reasons<'a>) -> Option<&'a Retention> {
    let giving = reasons.get(reason)?;
    let covers = |retention: &&&Retention| {
        table.columns.iter().any(|column| {
            retention
                .categories
                .iter()
                .any(|pattern| crate::model::policy::covers(&pattern.value, &column.category))
        })
    };
    giving.iter().find(covers).or(giving.first()).copied()
}

fn keep_until(retention: &Retention) -> Option<KeepUntil> {
    match (&retention.length, &retention.after) {
        (Length::AtLeast(period) | Length::Exactly(period), Some(after)) => {
            Some(KeepUntil { period: period.value, after: after.value })
        }
        _ => None,
    }
}
