//! Rows that are counted into a table of totals before they go.
//!
//! INVARIANT (COUNTED-ONCE): counting and deleting are one transaction; rows that are found again were never counted.
//!
//! INVARIANT (GROUPS-LARGE-ENOUGH): a total is written only when it stands for as many people as the policy demands:
//! those whose rows are counted now, and what it counted before. Rows of smaller groups go uncounted.

use crate::anonymise::Whose;
use crate::decide::{Decisions, Rows};
use crate::engine::{Engine, coarse, qualified, quoted};
use crate::error::{EngineFault, FaultKind, StoreError};
use crate::graph::PersonGraph;
use crate::keeping::in_table;
use crate::plan::PlanStep;
use crate::refusal::PlanRefusal;
use crate::schema::{LiveColumn, LiveTable, TypeFamily};
use crate::work::RunError;
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::handling::Aggregate;

/// A table of totals, and what each of its columns is of a row that is counted.
struct Totals<'a> {
    table: &'a LiveTable,
    aggregate: &'a Aggregate,
    /// Column there, and its value of a row here, of the type that it has there.
    groups: Vec<(&'a LiveColumn, String)>,
}

/// What counting runs, in this order.
pub(crate) struct Counting {
    /// Counts into a temporary table.
    gather: [String; 2],
    /// Adds to totals that are there, and writes the others.
    pub(crate) add: [String; 2],
    /// How many rows were counted.
    counted: String,
}

impl Counting {
    /// All statements in their order.
    pub(crate) fn statements(&self) -> impl Iterator<Item = &str> {
        self.gather.iter().chain(&self.add).map(String::as_str)
    }
}

impl PersonGraph {
    fn totals(&self, index: usize) -> Result<Totals<'_>, PlanRefusal> {
        let Some(node) = self.node(index) else { return Err(refused("", "there is no such table")) };
        let name = node.name.to_string();
        let refuse = |why: &str| Err(refused(&name, why));
        let Some((table, aggregate)) =
            node.mapped.as_ref().and_then(|table| Some((table, table.aggregate.as_ref()?)))
        else {
            return refuse("no table of totals is named");
        };
        let into = &aggregate.into;
        if into.store != node.name.store {
            return refuse(&format!("`{into}` is in another store"));
        }
        let found =
            self.schemas.get(&into.store).and_then(|schema| schema.find(into.schema.as_deref(), &into.table));
        let Some(totals) = found else { return refuse(&format!("there is no table `{into}`")) };
        if totals.column(&aggregate.counted_in).is_none() {
            return refuse(&format!("`{into}` has no column `{}`", aggregate.counted_in));
        }
        if !totals.is_unique_by(&aggregate.by) {
            let by = aggregate.by.join(", ");
            return refuse(&format!("two rows of `{into}` could be of one group; make ({by}) unique there"));
        }
        let mut groups = Vec::new();
        for column in &aggregate.by {
            let Some(there) = totals.column(column) else {
                return refuse(&format!("`{into}` has no column `{column}`"));
            };
            let Some(here) = node.live.column(column) else {
                return refuse(&format!("it has no column `{column}`"));
            };
            let place = in_table(node, column);
            let value = match table.coarsened.iter().find(|said| said.column == *column) {
                None => place,
                Some(said) => match coarse::coarse(node.engine, here, &place, said.to) {
                    Some(value) => value,
                    None => return refuse(&format!("`{column}` cannot be made coarse to {}", said.to)),
                },
            };
            groups.push((there, as_there(node.engine, value, there)));
        }
        Ok(Totals { table: totals, aggregate, groups })
    }

    /// The condition that enough people are in a row's total, among the rows for which `within` holds.
    pub(crate) fn in_large_totals(
        &self,
        index: usize,
        within: &str,
        whose: Whose,
    ) -> Result<String, PlanRefusal> {
        let (totals, group) = (self.totals(index)?, self.group_size());
        let Some(node) = self.node(index) else { return Err(refused("", "there is no such table")) };
        let dialect = node.engine.dialect();
        let text = |value: &str, column: &LiveColumn| {
            format!("COALESCE({}, '')", dialect.canonical_text(&format!("({value})"), column))
        };
        let values: Vec<String> = totals.groups.iter().map(|(column, value)| text(value, column)).collect();
        let numbered: Vec<String> = (1..=values.len()).map(|number| format!("g{number}")).collect();
        let named: Vec<String> =
            values.iter().zip(&numbered).map(|(value, name)| format!("{value} AS {name}")).collect();
        let same: Vec<String> = totals
            .groups
            .iter()
            .zip(&numbered)
            .map(|((column, _), name)| {
                format!("{} = x.{name}", text(&format!("t.{}", quoted(&column.name)), column))
            })
            .collect();
        let owner = self.owner_of(index, whose);
        let groups = numbered.iter().map(|name| format!("x.{name}")).collect::<Vec<_>>().join(", ");
        Ok(format!(
            "({}) IN (SELECT {groups} FROM (SELECT {}, {owner} AS o FROM {} WHERE {within}) AS x \
             LEFT JOIN {} AS t ON {} GROUP BY {groups} HAVING COUNT(DISTINCT x.o) + COALESCE(MAX(t.{}), 0) >= {group})",
            values.join(", "),
            named.join(", "),
            qualified(&node.live),
            qualified(totals.table),
            same.join(" AND "),
            quoted(&totals.aggregate.counted_in),
        ))
    }

    /// The statements that count the rows for which `within` holds.
    pub(crate) fn counting(&self, index: usize, within: &str) -> Result<Counting, PlanRefusal> {
        let totals = self.totals(index)?;
        let Some(node) = self.node(index) else { return Err(refused("", "there is no such table")) };
        let dialect = node.engine.dialect();
        let name = gathered(index);
        let gathered = dialect.temporary(&name);
        let (target, count) = (qualified(totals.table), quoted(&totals.aggregate.counted_in));
        let numbered: Vec<String> = (1..=totals.groups.len()).map(|number| format!("g{number}")).collect();
        let named: Vec<String> = totals
            .groups
            .iter()
            .zip(&numbered)
            .map(|((_, value), name)| format!("{value} AS {name}"))
            .collect();
        let values: Vec<&str> = totals.groups.iter().map(|(_, value)| value.as_str()).collect();
        let same: Vec<String> = totals
            .groups
            .iter()
            .zip(&numbered)
            .map(|((column, _), name)| {
                let there = format!("{target}.{}", quoted(&column.name));
                match node.engine {
                    Engine::Sqlite => format!("n.{name} IS {there}"),
                    Engine::Postgres => format!("n.{name} IS NOT DISTINCT FROM {there}"),
                    Engine::MariaDb => format!("n.{name} <=> {there}"),
                }
            })
            .collect();
        let same = same.join(" AND ");
        let columns: Vec<String> = totals.groups.iter().map(|(column, _)| quoted(&column.name)).collect();
        let drop = if node.engine == Engine::MariaDb { "DROP TEMPORARY TABLE" } else { "DROP TABLE" };
        Ok(Counting {
            gather: [
                format!("{drop} IF EXISTS {gathered}"),
                format!(
                    "CREATE TEMPORARY TABLE {} AS SELECT {}, count(*) AS n FROM {} WHERE {within} GROUP BY {}",
                    quoted(&name),
                    named.join(", "),
                    qualified(&node.live),
                    values.join(", ")
                ),
            ],
            add: [
                format!(
                    "UPDATE {target} SET {count} = COALESCE({count}, 0) + (SELECT n.n FROM {gathered} AS n WHERE {same}) \
                     WHERE EXISTS (SELECT 1 FROM {gathered} AS n WHERE {same})"
                ),
                format!(
                    "INSERT INTO {target} ({}, {count}) SELECT {}, n.n FROM {gathered} AS n \
                     WHERE NOT EXISTS (SELECT 1 FROM {target} WHERE {same})",
                    columns.join(", "),
                    numbered.iter().map(|name| format!("n.{name}")).collect::<Vec<_>>().join(", ")
                ),
            ],
            counted: format!("SELECT {} FROM {gathered} AS n", dialect.as_text("COALESCE(sum(n.n), 0)")),
        })
    }
}

/// The temporary table of counts.
pub(crate) fn gathered(index: usize) -> String {
    format!("probity_totals_{index}")
}

/// A value as the column of the totals takes it, so that it is the same there as here.
fn as_there(engine: Engine, value: String, there: &LiveColumn) -> String {
    match (engine, there.family) {
        (Engine::Postgres, _) => format!("CAST({value} AS {})", there.type_name),
        (Engine::MariaDb, TypeFamily::Date) => format!("CAST({value} AS date)"),
        (Engine::Sqlite, TypeFamily::Date) => format!("date({value})"),
        _ => value,
    }
}

fn refused(table: &str, why: &str) -> PlanRefusal {
    PlanRefusal::CannotBeCounted { table: table.to_owned(), why: why.to_owned() }
}

impl Workspace<'_> {
    /// Decides that these rows go, and that those of them are counted first whose totals stand for enough people.
    pub(crate) async fn count_and_doom(
        &mut self,
        index: usize,
        rows: Rows,
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let (graph, node) = (self.graph, self.node(index)?);
        if self.session(&node.name.store)?.is_mirror() {
            decisions.refusals.push(refused(&node.name.to_string(), "its store runs no statements"));
            return Ok(());
        }
        let within = self.within(rows.set, &rows.filter);
        let large = match graph.in_large_totals(index, &within, Whose::OnePersons) {
            Ok(large) => large,
            Err(refusal) => {
                decisions.refusals.push(refusal);
                return Ok(());
            }
        };
        let set = SetId::new(SetKind::Counted, index);
        let addresses = self.addresses_where(node, &format!("{within} AND {large}"));
        let count = self.add(set, 0, &addresses).await?;
        if count > 0 {
            decisions.counted.insert(index, Rows { set, filter: String::new(), count });
        }
        if count < rows.count {
            let because = format!(
                "of those whose totals would stand for fewer than {} people, none is counted",
                graph.group_size()
            );
            decisions.cascades.insert(index, because);
        }
        decisions.doomed.insert(index, rows);
        Ok(())
    }

    /// Counts the rows; as many as are counted are touched.
    pub(crate) async fn run_counting(
        &mut self,
        index: usize,
        rows: &Rows,
        step: &PlanStep,
    ) -> Result<u64, RunError> {
        let node = self.node(index)?;
        let counting = self.graph.counting(index, &self.within(rows.set, &rows.filter));
        let counting = counting.map_err(RunError::Refused)?;
        self.session(&node.name.store)?.is_new_temporary(&gathered(index), "");
        for statement in counting.statements() {
            let done = self.session(&node.name.store)?.run(statement, &[]).await;
            done.map_err(|source| match source.kind {
                // Somebody else wrote the same total meanwhile.
                FaultKind::Unique => {
                    let fault = EngineFault::own(FaultKind::LostRace, source.to_string());
                    RunError::Store(self.failed(
                        &node.name.store,
                        &format!("count rows of `{}`", node.name),
                        fault,
                    ))
                }
                _ => self.refused_by_engine(step, source),
            })?;
        }
        let counted = self.session(&node.name.store)?.count(&counting.counted, &[]).await;
        counted.map_err(|source| self.refused_by_engine(step, source))
    }
}
