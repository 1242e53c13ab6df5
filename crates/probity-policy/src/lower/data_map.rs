//! The data map, with each `keep because` joined to the retention of that name.

use crate::codes;
use crate::grammar::{Located, Statement, Value, parts};
use crate::model::data_map::{
    Anchor, Column, DataMap, ErasureDecision, Identity, KeepReason, KeepUntil, Leaving, Link, LinkRole,
    Location, Person, RowFate, Store, StoreKind, Table, TableName,
};
use crate::model::policy::{Length, Policy, Retention};
use crate::model::records::{FileShape, KeyKind, Proof, Records, Shape, Task, TaskRight};
use probity_source::Diagnostic;
use std::collections::BTreeMap;

pub(super) fn lower(statements: &[Statement], policy: &Policy, diagnostics: &mut Vec<Diagnostic>) -> DataMap {
    let mut map = DataMap::default();
    let reasons = reasons(policy);
    for statement in statements {
        match statement.rule.name {
            "store" => map.stores.extend(store(statement)),
            "table" => match table(statement, &reasons) {
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

fn store(statement: &Statement) -> Option<Store> {
    let kind = match statement.name("kind")?.value.as_str() {
        "sqlite" => StoreKind::Sqlite,
        "postgres" => StoreKind::Postgres,
        "mariadb" => StoreKind::MariaDb,
        "redis" => StoreKind::Redis,
        "folder" => StoreKind::Folder,
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

fn table_name(name: &str) -> Option<TableName> {
    match parts(name).as_slice() {
        [store, table] => Some(TableName { store: store.clone(), schema: None, table: table.clone() }),
        [store, schema, table] => {
            Some(TableName { store: store.clone(), schema: Some(schema.clone()), table: table.clone() })
        }
        _ => None,
    }
}

fn values(names: &[Located<String>]) -> Vec<String> {
    names.iter().map(|name| name.value.clone()).collect()
}

fn table(statement: &Statement, reasons: &Reasons<'_>) -> Option<Table> {
    let mut table = Table {
        name: table_name(&statement.name("table")?.value)?,
        person: None,
        links: Vec::new(),
        columns: Vec::new(),
        plain: Vec::new(),
        nothing_personal: statement.inner("nothing-personal").next().is_some(),
        anchors: BTreeMap::new(),
        records: statement.block.iter().filter_map(records).collect(),
        tasks: statement.inner("ask").filter_map(task).collect(),
        on_erasure: None,
        span: statement.span,
    };
    for inner in &statement.block {
        match inner.rule.name {
            "is" => table.person = person(inner),
            "belongs-to" => table.links.extend(link(inner, LinkRole::BelongsTo)),
            "owns" => table.links.extend(link(inner, LinkRole::Owns)),
            "seen-by" => table.links.extend(link(inner, LinkRole::SeenBy)),
            "shows" => table.links.extend(link(inner, LinkRole::Shows)),
            "mentions" => table.links.extend(link(inner, LinkRole::Mentions)),
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

/// Where records are; a shape that its words do not fit is the business of the checks.
fn records(statement: &Statement) -> Option<Records> {
    let text = |slot: &str| statement.name(slot).map(|text| text.value.clone());
    let shape = match (statement.rule.name, statement.name("format")?.value.as_str()) {
        ("files", "json") => Shape::File(FileShape::Json),
        ("files", "json-list") => Shape::File(FileShape::JsonList { under: text("under") }),
        ("files", "json-lines") => Shape::File(FileShape::JsonLines),
        ("files", "csv") => Shape::File(FileShape::Csv {
            separator: text("separator").and_then(|text| text.chars().next()).unwrap_or(','),
        }),
        ("files", "lines") => Shape::File(FileShape::Lines { like: text("line").unwrap_or_default() }),
        ("files", _) => Shape::File(FileShape::Anything),
        ("keys", kind) => {
            let kind = match kind {
                "hash" => KeyKind::Hash,
                "fields" => KeyKind::Fields,
                "set" => KeyKind::Set,
                "sorted-set" => KeyKind::SortedSet,
                "list" => KeyKind::List,
                _ => KeyKind::Text,
            };
            let json = statement.name("format").is_some_and(|format| format.value == "json");
            Shape::Key { kind, json: json || statement.slot("of").is_some() }
        }
        _ => return None,
    };
    Some(Records { pattern: text("pattern")?, shape, span: statement.span })
}

fn task(statement: &Statement) -> Option<Task> {
    let is = |slot: &str, word: &str| statement.name(slot).is_some_and(|name| name.value == word);
    Some(Task {
        whom: statement.name("whom")?.value.clone(),
        what: statement.name("task")?.value.clone(),
        right: if is("right", "access") { TaskRight::Access } else { TaskRight::Erasure },
        within: statement.period("within").map(|period| period.value),
        proof: if is("proof", "file") { Proof::File } else { Proof::Note },
        span: statement.span,
    })
}

fn person(statement: &Statement) -> Option<Person> {
    let identities = statement.identities("identities");
    let key = values(&identities.first()?.columns);
    let identities = identities
        .iter()
        .filter_map(|identity| match identity.columns.as_slice() {
            [column] => Some(Identity {
                name: identity.name.as_ref().unwrap_or(column).value.clone(),
                column: column.value.clone(),
            }),
            _ => None,
        })
        .collect();
    Some(Person { kind: statement.name("kind")?.value.clone(), key, identities, span: statement.span })
}

fn link(statement: &Statement, role: LinkRole) -> Option<Link> {
    let leaving = if statement.flag("delete") {
        Leaving::Delete
    } else {
        Leaving::Blank(values(statement.names("blank")))
    };
    Some(Link {
        role,
        to: table_name(&statement.name("table")?.value)?,
        columns: values(statement.names("columns")),
        to_columns: values(statement.names("to-columns")),
        without: values(statement.names("without")),
        leaving,
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
        _ => RowFate::Stay,
    };
    ErasureDecision {
        row,
        blank: values(statement.names("blank")),
        pseudonymise: values(statement.names("pseudonymise")),
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
