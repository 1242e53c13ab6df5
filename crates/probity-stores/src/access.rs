//! A person's answer: the rows they own and see, each once, table by table, never all in memory.

use crate::cells::JsonRow;
use crate::connect::Stores;
use crate::engine::{Access, Engine, qualified, quoted};
use crate::error::{EngineFault, StoreError};
use crate::find::IdentityClaim;
use crate::graph::{Node, PersonGraph};
use crate::row_values::RowValues;
use crate::schema::{LiveColumn, TypeFamily};
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::{Table, TableName};
use probity_vocabulary::Personal;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

/// One row of a person's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    /// The table it is in.
    pub table: Arc<TableName>,
    /// Whether the person owns the row, alone or with others; otherwise they see it.
    pub owned: bool,
    /// The values by column, without those not shown to this reader.
    pub values: Personal<RowValues>,
    /// Columns that hold a value which is never sent, such as the hash of a password.
    pub withheld: Vec<String>,
}

/// A person's rows, found and not yet read. They can be read several times, and are the same each time.
pub struct FoundRows<'a> {
    workspace: Workspace<'a>,
}

impl<'a> FoundRows<'a> {
    /// Finds every row that the people named by the claims own or see.
    ///
    /// # Errors
    /// When a store cannot be reached or read.
    pub async fn find(
        graph: &'a PersonGraph,
        stores: &'a Stores,
        claims: &[IdentityClaim],
    ) -> Result<Self, StoreError> {
        let mut workspace = Workspace::open(graph, stores, Access::Read, &BTreeSet::new()).await?;
        let shared = workspace.find_people(claims).await?;
        if let Some(shared) = shared.into_iter().next() {
            workspace.close().await;
            return Err(shared.into());
        }
        // How many rows there are, reading them will tell.
        workspace.find_reached(false).await?;
        workspace.find_seen().await?;
        Ok(Self { workspace })
    }

    /// Hands on the rows, table by table, each in the order of its key.
    ///
    /// # Errors
    /// When a store cannot be read.
    pub async fn each(
        &mut self,
        mut each: impl FnMut(AccessRow) -> ControlFlow<()> + Send,
    ) -> Result<(), StoreError> {
        for index in self.workspace.graph.order.iter().flatten() {
            if self.workspace.hand_on(*index, &mut each).await?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Ends the conversations with the stores.
    pub async fn close(self) {
        self.workspace.part().await;
    }
}

impl std::fmt::Debug for FoundRows<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FoundRows").finish_non_exhaustive()
    }
}

/// Hands on every row that the people named by the claims own or see.
///
/// # Errors
/// When a store cannot be reached or read.
pub async fn collect(
    graph: &PersonGraph,
    stores: &Stores,
    claims: &[IdentityClaim],
    each: impl FnMut(AccessRow) -> ControlFlow<()> + Send,
) -> Result<(), StoreError> {
    let mut answer = FoundRows::find(graph, stores, claims).await?;
    answer.each(each).await?;
    answer.close().await;
    Ok(())
}

/// The columns that the answers from a table can have, those that the map declares first.
#[must_use]
pub fn answer_columns(graph: &PersonGraph, table: &TableName) -> Vec<String> {
    let found = graph.nodes.iter().find_map(|node| {
        let mapped = node.mapped.as_ref().filter(|mapped| mapped.name == *table)?;
        let names = answered(node, mapped);
        let declared = |name: &String| mapped.columns.iter().any(|column| column.name == *name);
        let mut first: Vec<String> = mapped.columns.iter().map(|column| column.name.clone()).collect();
        first.retain(|name| names.iter().any(|(answered, _)| answered == name));
        first.extend(names.into_iter().map(|(name, _)| name).filter(|name| !declared(name)));
        Some(first)
    });
    found.unwrap_or_default()
}

/// What a column of the question is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Its value is handed on.
    Value,
    /// Its value is handed on when the column after it is true.
    ValueWhen,
    /// Only whether it has a value.
    Withheld,
}

impl Workspace<'_> {
    async fn hand_on(
        &mut self,
        index: usize,
        each: &mut (impl FnMut(AccessRow) -> ControlFlow<()> + Send),
    ) -> Result<ControlFlow<()>, StoreError> {
        let node = self.node(index)?;
        let Some(table) = &node.mapped else { return Ok(ControlFlow::Continue(())) };
        let name = Arc::new(node.name.clone());
        for kind in [SetKind::Owned, SetKind::Seen] {
            let set = SetId::new(kind, index);
            if self.size(set) == 0 {
                continue;
            }
            let owned = kind == SetKind::Owned;
            let mut done = 0_usize;
            if let Some((columns, question)) = self.objects_question(index, node, table, set) {
                let mut whole = true;
                let mut flow = ControlFlow::Continue(());
                let asked = self.session(&node.name.store)?;
                let asked = asked
                    .each_object(&question, &columns, |object| match object {
                        Some(object) => {
                            done += 1;
                            let values = Personal::new(RowValues::written(object));
                            let table = Arc::clone(&name);
                            flow = each(AccessRow { table, owned, values, withheld: Vec::new() });
                            flow
                        }
                        None => {
                            whole = false;
                            ControlFlow::Break(())
                        }
                    })
                    .await;
                if flow.is_break() {
                    return Ok(flow);
                }
                match asked {
                    Ok(()) if whole => continue,
                    // The engine may have met a value that it cannot write.
                    Err(source) if node.engine != Engine::Sqlite => return Err(self.unread(node, source)),
                    Ok(()) | Err(_) => {}
                }
            }
            let (columns, question) = self.question(index, node, table, set).await?;
            let mut flow = ControlFlow::Continue(());
            let asked = self
                .session(&node.name.store)?
                .each_json(&question, |row| {
                    // One instant and one order: these were handed on already.
                    if done > 0 {
                        done -= 1;
                        return flow;
                    }
                    flow = each(access_row(node, &name, owned, &columns, row));
                    flow
                })
                .await;
            asked.map_err(|source| self.unread(node, source))?;
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn unread(&self, node: &Node, source: EngineFault) -> StoreError {
        self.failed(&node.name.store, &format!("read rows of `{}`", node.name), source)
    }

    /// The question for rows that are handed on as they are, where all columns are shown and the engine, or its
    /// texts, are written as they stand; with the columns in the order of their names.
    fn objects_question<'n>(
        &self,
        index: usize,
        node: &'n Node,
        table: &Table,
        set: SetId,
    ) -> Option<(Vec<&'n LiveColumn>, String)> {
        let names = answered_columns(node, table);
        let hidden = |name: &str| {
            is_withheld(table, name)
                || self
                    .graph
                    .links_to(index)
                    .iter()
                    .any(|(_, link)| link.without.iter().any(|one| one == name))
        };
        if names.is_empty() || names.iter().any(|name| hidden(name)) {
            return None;
        }
        // The names stand in their order already.
        let columns: Vec<&LiveColumn> = names.iter().filter_map(|name| node.live.column(name)).collect();
        let question = node.engine.dialect().objects(&columns, &self.rows_of(node, set))?;
        Some((columns, question))
    }

    /// `FROM …` of the rows of a set, in the order of their keys.
    fn rows_of(&self, node: &Node, set: SetId) -> String {
        // Of the table's own columns, whatever the names of what is shown.
        let columns = node.address.columns.iter();
        let order: Vec<String> = columns.map(|column| node.address.qualified(column, &node.live)).collect();
        let within = self.within(set, "");
        format!("FROM {} WHERE {within} ORDER BY {}", qualified(&node.live), order.join(", "))
    }

    async fn question<'n>(
        &mut self,
        index: usize,
        node: &'n Node,
        table: &Table,
        set: SetId,
    ) -> Result<(Vec<(&'n LiveColumn, Shown)>, String), StoreError> {
        let dialect = node.engine.dialect();
        let names = answered_columns(node, table);
        let mut columns = Vec::new();
        let mut expressions = Vec::new();
        for column in &node.live.columns {
            if !names.contains(column.name.as_str()) {
                continue;
            }
            let name = quoted(&column.name);
            if is_withheld(table, &column.name) {
                columns.push((column, Shown::Withheld));
                expressions.push(format!("{name} IS NOT NULL"));
            } else if self.graph.links_to(index).iter().any(|(_, link)| link.without.contains(&column.name)) {
                columns.push((column, Shown::ValueWhen));
                expressions.push(dialect.shown(column, &name));
                expressions.push(self.shown_when(index, &column.name, set).await?);
            } else {
                columns.push((column, Shown::Value));
                expressions.push(dialect.shown(column, &name));
            }
        }
        let listed: Vec<String> =
            expressions.iter().enumerate().map(|(at, text)| format!("{text} AS c{}", at + 1)).collect();
        let question = format!("SELECT {} {}", listed.join(", "), self.rows_of(node, set));
        Ok((columns, question))
    }

    /// The condition that one of the ways by which the row is reached shows this column.
    async fn shown_when(&mut self, index: usize, column: &str, set: SetId) -> Result<String, StoreError> {
        let mut ways = Vec::new();
        if set.kind == SetKind::Owned {
            ways.push(self.within(set, "round = 0"));
        }
        let graph = self.graph;
        for (at, link) in graph.links_to(index) {
            if (link.owns() || link.shows()) && !link.without.iter().any(|hidden| hidden == column) {
                let from = SetId::new(SetKind::Owned, link.from);
                ways.extend(self.reached_from(at, from, "").await?);
            }
        }
        Ok(if ways.is_empty() { "1 = 0".to_owned() } else { format!("({})", ways.join(" OR ")) })
    }
}

/// The columns that an answer has: those declared, and those by which rows are told apart and linked.
fn answered_columns<'a>(node: &'a Node, table: &'a Table) -> BTreeSet<&'a str> {
    let mut names: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    names.extend(node.live.primary_key.iter().map(String::as_str));
    if let Some(person) = &table.person {
        names.extend(person.key.iter().map(String::as_str));
        names.extend(person.identities.iter().map(|identity| identity.column.as_str()));
    }
    names.extend(table.links.iter().flat_map(|link| &link.columns).map(String::as_str));
    names
}

/// The columns of an answer and what becomes of each, as a plan writes them.
pub(crate) fn answered(node: &Node, table: &Table) -> Vec<(String, &'static str)> {
    let names = answered_columns(node, table);
    let columns = node.live.columns.iter().filter(|column| names.contains(column.name.as_str()));
    columns
        .map(|column| {
            (column.name.clone(), if is_withheld(table, &column.name) { "withheld" } else { "shown" })
        })
        .collect()
}

fn is_withheld(table: &Table, column: &str) -> bool {
    table.columns.iter().any(|declared| {
        declared.name == column
            && (declared.category == "credential" || declared.category.starts_with("credential."))
    })
}

fn access_row(
    node: &Node,
    name: &Arc<TableName>,
    owned: bool,
    columns: &[(&LiveColumn, Shown)],
    row: JsonRow,
) -> AccessRow {
    let mut cells = row.into_iter();
    let mut values = Map::new();
    let mut withheld = Vec::new();
    for (column, shown) in columns {
        let value = cells.next().unwrap_or(Value::Null);
        match shown {
            Shown::Value => {
                values.insert(column.name.clone(), told(node.engine, column, value));
            }
            Shown::ValueWhen => {
                if is_true(cells.next()) {
                    values.insert(column.name.clone(), told(node.engine, column, value));
                }
            }
            Shown::Withheld => {
                if is_true(Some(value)) {
                    withheld.push(column.name.clone());
                }
            }
        }
    }
    let values = Personal::new(RowValues::of(&values));
    AccessRow { table: Arc::clone(name), owned, values, withheld }
}

fn is_true(value: Option<Value>) -> bool {
    matches!(value, Some(Value::Bool(true))) || value.and_then(|value| value.as_i64()) == Some(1)
}

/// SQLite and MariaDB keep truth as a number and JSON as a text; an answer says what they mean.
pub(crate) fn told(engine: Engine, column: &LiveColumn, value: Value) -> Value {
    match (engine, column.family, &value) {
        (Engine::Sqlite | Engine::MariaDb, TypeFamily::Boolean, Value::Number(number)) => {
            match number.as_i64() {
                Some(0) => Value::Bool(false),
                Some(1) => Value::Bool(true),
                _ => value,
            }
        }
        (Engine::Sqlite | Engine::MariaDb, TypeFamily::Json, Value::String(text)) => {
            serde_json::from_str(text).unwrap_or(value)
        }
        _ => value,
    }
}
