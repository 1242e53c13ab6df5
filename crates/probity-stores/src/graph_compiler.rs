//! From the sentences of a data map to tables and links of the live schema, or to the faults in them.
//!
//! It looks at each sentence by itself; what follows of all of them together is the graph's.

use crate::conditions::{ConditionFault, rows_where};
use crate::copies::has_rows;
use crate::embedded::as_column;
use crate::engine::inside::can_look_inside;
use crate::engine::{Engine, KeyType};
use crate::graph::{GraphLink, Node};
use crate::graph_fault::{GraphFault, GraphFaultKind};
use crate::schema::{LiveColumn, LiveTable, Schema, TableKind};
use probity_policy::grammar::Condition;
use probity_policy::model::data_map::{DataMap, Leaving, Link, LinkRole, StoreKind, Table, TableName};
use probity_policy::model::handling::Embedded;
use probity_source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A data map and the schemas that it meets, with the faults found so far.
pub(crate) struct Compiler<'a> {
    pub(crate) map: &'a DataMap,
    pub(crate) schemas: &'a BTreeMap<String, Schema>,
    pub(crate) faults: Vec<GraphFault>,
    pub(crate) index: BTreeMap<TableName, usize>,
}

impl Compiler<'_> {
    pub(crate) fn nodes(&mut self) -> (Vec<Node>, Vec<TableName>) {
        let mut nodes = Vec::new();
        let mut out_of_reach = Vec::new();
        for table in &self.map.tables {
            let (Some(schema), Some(engine)) =
                (self.schemas.get(&table.name.store), engine_of(self.map, &table.name.store))
            else {
                out_of_reach.push(table.name.clone());
                continue;
            };
            let Some(live) = schema.find(table.name.schema.as_deref(), &table.name.table) else {
                self.fault(table, table.span, GraphFaultKind::UnknownTable);
                continue;
            };
            if !has_rows(live.kind, table.derived.is_some()) {
                self.fault(table, table.span, GraphFaultKind::View);
                continue;
            }
            self.columns_exist(table, live);
            if live.kind == TableKind::StoredView {
                // It is no table whose rows go, but made anew.
                continue;
            }
            let person_when = table.person.as_ref().and_then(|person| {
                self.condition(&table.name, live, engine, person.when.as_ref(), person.span)
            });
            self.index.insert(table.name.clone(), nodes.len());
            nodes.push(Node {
                name: table.name.clone(),
                engine,
                live: live.clone(),
                mapped: Some(table.clone()),
                address: engine.dialect().address(live),
                exclusive: false,
                person_when,
            });
        }
        (nodes, out_of_reach)
    }

    fn columns_exist(&mut self, table: &Table, live: &LiveTable) {
        let mut named: Vec<(&String, Span)> = Vec::new();
        if let Some(person) = &table.person {
            named.extend(person.key.iter().map(|column| (column, person.span)));
            named.extend(person.identities.iter().map(|identity| (&identity.column, person.span)));
        }
        named.extend(table.columns.iter().map(|column| (&column.name, column.span)));
        named.extend(table.plain.iter().chain(table.anchors.values()).map(|column| (column, table.span)));
        if let Some(decision) = &table.on_erasure {
            let columns = decision.blank.iter().chain(&decision.pseudonymise);
            named.extend(columns.map(|column| (column, decision.span)));
        }
        let mut missing = BTreeSet::new();
        for (column, span) in named {
            if live.column(column).is_none() && missing.insert(column) {
                self.fault(table, span, GraphFaultKind::UnknownColumn(column.clone()));
            }
        }
    }

    pub(crate) fn links(&mut self, nodes: &[Node]) -> Vec<GraphLink> {
        let mut links = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let Some(table) = &node.mapped else { continue };
            for link in &table.links {
                if let Some(link) = self.link(nodes, index, table, link) {
                    links.push(link);
                }
            }
        }
        links
    }

    fn link(&mut self, nodes: &[Node], here: usize, table: &Table, link: &Link) -> Option<GraphLink> {
        let Some(there) = self.index.get(&link.to).copied() else {
            // A table out of reach is a person's work; a table that the map does not describe is a fault.
            if self.map.table(&link.to).is_none() {
                self.fault(table, link.span, GraphFaultKind::UnmappedTarget(link.to.clone()));
            }
            return None;
        };
        let (here_node, there_node) = (nodes.get(here)?, nodes.get(there)?);
        let to_columns =
            if link.to_columns.is_empty() { key_of(there_node) } else { link.to_columns.clone() };
        if to_columns.is_empty() {
            self.fault(table, link.span, GraphFaultKind::NoKey(link.to.clone()));
            return None;
        }
        if to_columns.len() != link.columns.len() {
            let kind =
                GraphFaultKind::DifferentWidths { here: link.columns.clone(), there: to_columns.clone() };
            self.fault(table, link.span, kind);
            return None;
        }
        let reached_there = !matches!(link.role, LinkRole::BelongsTo | LinkRole::SeenBy | LinkRole::Mentions);
        let reached = if reached_there { there_node } else { here_node };
        for (node, columns) in [
            (here_node, &link.columns),
            (there_node, &to_columns),
            (reached, &link.without),
            (reached, &leaving_columns(link)),
        ] {
            for column in columns {
                if node.live.column(column).is_none() {
                    let name = node.name.clone();
                    let kind = GraphFaultKind::UnknownColumn(column.clone());
                    self.faults.push(GraphFault { table: name, span: link.span, kind });
                }
            }
        }
        let (from, from_columns, to, to_columns) = if reached_there {
            (here, link.columns.clone(), there, to_columns)
        } else {
            (there, to_columns, here, link.columns.clone())
        };
        let (from_node, to_node) = (nodes.get(from)?, nodes.get(to)?);
        let when =
            self.condition(&table.name, &here_node.live, here_node.engine, link.when.as_ref(), link.span);
        if let Some(embedded) = &link.embedded {
            self.inside(table, here_node, link, embedded)?;
        }
        let (mut down, mut up) = (Vec::new(), Vec::new());
        for (known, reached) in from_columns.iter().zip(&to_columns) {
            let (known, reached) = (from_node.live.column(known)?, to_node.live.column(reached)?);
            let inside = |here: bool, column: &LiveColumn| match &link.embedded {
                Some(_) if here => as_column(column),
                _ => column.clone(),
            };
            let (known, reached) = (&inside(reached_there, known), &inside(!reached_there, reached));
            let same_store = from_node.name.store == to_node.name.store;
            let key = |column| if same_store { KeyType::Column(column) } else { KeyType::Text };
            let pair = (
                to_node.engine.dialect().comparison(reached, key(known)),
                from_node.engine.dialect().comparison(known, key(reached)),
            );
            let (Some(one), Some(other)) = pair else {
                let (here, there) = if reached_there { (known, reached) } else { (reached, known) };
                let kind = GraphFaultKind::Incomparable {
                    here: (here.name.clone(), here.type_name.clone()),
                    there: (there.name.clone(), there.type_name.clone()),
                };
                self.fault(table, link.span, kind);
                return None;
            };
            down.push(one);
            up.push(other);
        }
        Some(GraphLink {
            role: link.role,
            from,
            from_columns,
            to,
            to_columns,
            down,
            up,
            without: link.without.clone(),
            leaving: link.leaving.clone(),
            when,
            embedded: link.embedded.clone(),
        })
    }

    /// A condition on a table's rows as an expression; nothing when there is none, or it is at fault.
    fn condition(
        &mut self,
        table: &TableName,
        live: &LiveTable,
        engine: Engine,
        condition: Option<&Condition>,
        span: Span,
    ) -> Option<String> {
        let kind = match rows_where(engine, live, condition?) {
            Ok(expression) => return Some(expression),
            Err(ConditionFault::UnknownColumn(column)) => GraphFaultKind::UnknownColumn(column),
            Err(ConditionFault::Incomparable(column, value)) => GraphFaultKind::NeverTrue { column, value },
        };
        self.faults.push(GraphFault { table: table.clone(), span, kind });
        None
    }

    /// Whether a link's value can be looked for inside its column.
    fn inside(&mut self, table: &Table, node: &Node, link: &Link, embedded: &Embedded) -> Option<()> {
        let column = node.live.column(link.columns.first()?)?;
        let engine = self.map.store(&table.name.store).map(|store| store.kind);
        let sql = matches!(engine, Some(StoreKind::Sqlite | StoreKind::Postgres | StoreKind::MariaDb));
        if sql && can_look_inside(node.engine, column, &embedded.path) {
            return Some(());
        }
        let column = (column.name.clone(), column.type_name.clone());
        self.fault(
            table,
            link.span,
            GraphFaultKind::NothingInside { column, path: embedded.path.to_string() },
        );
        None
    }

    fn fault(&mut self, table: &Table, span: Span, kind: GraphFaultKind) {
        self.faults.push(GraphFault { table: table.name.clone(), span, kind });
    }
}

fn leaving_columns(link: &Link) -> Vec<String> {
    match &link.leaving {
        Leaving::Blank(columns) => columns.clone(),
        Leaving::Delete => Vec::new(),
    }
}

fn key_of(node: &Node) -> Vec<String> {
    match node.mapped.as_ref().and_then(|table| table.person.as_ref()) {
        Some(person) => person.key.clone(),
        None => node.live.primary_key.clone(),
    }
}

pub(crate) fn is_mirrored(kind: StoreKind) -> bool {
    matches!(kind, StoreKind::Redis | StoreKind::Folder | StoreKind::Bucket | StoreKind::Http)
}

pub(crate) fn engine_of(map: &DataMap, store: &str) -> Option<Engine> {
    match map.store(store)?.kind {
        // Stores without sets of their own are mirrored in SQLite, those that have a schema at all.
        StoreKind::Sqlite | StoreKind::Redis | StoreKind::Folder | StoreKind::Bucket | StoreKind::Http => {
            Some(Engine::Sqlite)
        }
        StoreKind::Postgres => Some(Engine::Postgres),
        StoreKind::MariaDb => Some(Engine::MariaDb),
        StoreKind::Manual => None,
    }
}
