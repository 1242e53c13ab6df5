//! Links whose value stands inside a JSON or array column, as the SQL core asks for them.
//!
//! Which values go with the people is put into a temporary table when it is decided, because by the
//! time the column changes, the rows that the values come from may have changed themselves.

use crate::along::given_table;
use crate::blank::Becomes;
use crate::engine::{Comparison, inside, qualified, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, Node};
use crate::schema::{LiveColumn, TypeFamily};
use crate::workspace::{Company, SetId, SetKind, Tuple, Workspace};
use std::ops::ControlFlow;

/// A value inside a column, as something that is compared.
pub(crate) fn as_column(column: &LiveColumn) -> LiveColumn {
    LiveColumn {
        name: column.name.clone(),
        type_name: "text".to_owned(),
        family: TypeFamily::Text,
        length: None,
        collation: None,
        not_null: false,
        default: None,
        generated: false,
    }
}

/// The column of a node, named so that nothing inside a subquery takes its name.
pub(crate) fn place(node: &Node, column: &str) -> String {
    format!("{}.{}", qualified(&node.live), quoted(column))
}

/// The condition that a row of the node holds a value which is among those of a question.
pub(crate) fn member_inside(
    node: &Node,
    link: &GraphLink,
    columns: &[String],
    comparisons: &[Comparison],
    tuples: &str,
) -> Option<String> {
    let (embedded, name) = (link.embedded.as_ref()?, columns.first()?);
    let (column, comparison) = (node.live.column(name)?, comparisons.first()?);
    Some(inside::occurs(node.engine, column, &place(node, name), &embedded.path, &|value| {
        format!("({}) IN ({tuples})", comparison.searched(value))
    }))
}

impl Workspace<'_> {
    /// `SELECT` of the values inside the rows of a set, each put into the shape that `shaped` gives it.
    pub(crate) fn inside_values(
        &self,
        node: &Node,
        link: &GraphLink,
        set: SetId,
        filter: &str,
        shaped: &dyn Fn(&str) -> String,
    ) -> Option<String> {
        let name = link.here_columns().first()?;
        let values = inside::values(
            node.engine,
            node.live.column(name)?,
            &place(node, name),
            &link.embedded.as_ref()?.path,
        );
        let address: Vec<String> =
            node.address.columns.iter().map(|column| node.address.qualified(column, &node.live)).collect();
        let from = values.from.map(|from| format!(", {from}")).unwrap_or_default();
        let when = link.when.as_ref().map(|when| format!(" AND {when}")).unwrap_or_default();
        Some(format!(
            "SELECT DISTINCT {} FROM {}{from} WHERE ({}) IN ({}){when} AND {} IS NOT NULL",
            shaped(&values.value),
            qualified(&node.live),
            address.join(", "),
            self.keys(set, filter),
            values.value
        ))
    }

    /// The values of the known or the reached side of a link in the rows of a set, as texts, wherever
    /// they stand.
    pub(crate) async fn side_tuples(
        &mut self,
        link: &GraphLink,
        known: bool,
        set: SetId,
        filter: &str,
    ) -> Result<Vec<Tuple>, StoreError> {
        let here = known != link.is_held_by_reached();
        let (side, columns) =
            if known { (link.from, &link.from_columns) } else { (link.to, &link.to_columns) };
        let node = self.node(side)?;
        if here && link.embedded.is_some() {
            let Some(question) = self.inside_values(node, link, set, filter, &str::to_owned) else {
                return Ok(Vec::new());
            };
            let mut tuples = Vec::new();
            let asked = self
                .session(&node.name.store)?
                .each_texts(&question, &[], |row| {
                    tuples.extend(row.0.into_iter().next().flatten().map(|value| vec![value]));
                    ControlFlow::Continue(())
                })
                .await;
            asked.map_err(|source| {
                self.failed(&node.name.store, &format!("read keys of `{}`", node.name), source)
            })?;
            return Ok(tuples);
        }
        let when = if here { link.when.as_deref() } else { None };
        self.read_tuples_where(node, columns, set, filter, when).await
    }

    /// The column of an embedded link without the values of the people who leave, as an expression.
    pub(crate) async fn left_inside(
        &mut self,
        at: usize,
        link: &GraphLink,
    ) -> Result<Option<(String, Becomes)>, StoreError> {
        let node = self.node(link.to)?;
        let (Some(embedded), Some(name)) = (&link.embedded, link.to_columns.first()) else { return Ok(None) };
        let Some(column) = node.live.column(name) else { return Ok(None) };
        let table = format!("probity_leaving_{at}");
        self.keep_leaving(at, link, node, &table).await?;
        let going = format!("SELECT v1 FROM {}", node.engine.dialect().temporary(&table));
        let expression = inside::without(node.engine, column, &place(node, name), embedded, &going);
        Ok(Some((name.clone(), Becomes::Without(expression))))
    }

    /// Puts the values of the people who leave, as the link's known side has them, into a temporary table.
    async fn keep_leaving(
        &mut self,
        at: usize,
        link: &GraphLink,
        node: &Node,
        table: &str,
    ) -> Result<(), StoreError> {
        let set = SetId::new(SetKind::Owned, link.from);
        let known = self.node(link.from)?;
        let local = known.name.store == node.name.store;
        let alone = self.alone(link.from);
        let there = self.size(set) > 0 && self.is_open(link.from);
        let tuples =
            if there && !local { self.side_tuples(link, true, set, &alone).await? } else { Vec::new() };
        self.write_tuples(node, table, 1, &tuples).await?;
        let mut questions = Vec::new();
        if there && local {
            questions.push(self.local_tuples(link, true, known, set, &alone));
        }
        if self.is_given(at, Company::Alone) {
            let given = given_table(at, Company::Alone);
            questions.push(format!("SELECT v1 FROM {}", node.engine.dialect().temporary(&given)));
        }
        for question in questions {
            let insert = format!("INSERT INTO {} (v1) {question}", node.engine.dialect().temporary(table));
            let inserted = self.session(&node.name.store)?.run(&insert, &[]).await;
            inserted.map_err(|source| {
                self.failed(&node.name.store, &format!("find values inside `{}`", node.name), source)
            })?;
        }
        Ok(())
    }
}
