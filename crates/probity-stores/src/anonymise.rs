//! Rows that stay without saying whose they were: what names people is emptied, what leads to them is cut, what is left
//! says less, and rows of groups that are too small do not stay so.
//!
//! It takes a node, a condition on its rows and the size of a group; why the rows are to be anonymous (an erasure, the end
//! of a period) is the caller's.
//!
//! INVARIANT (GROUPS-LARGE-ENOUGH): an anonymous row says something only when as many people have the same coarse values
//! as the policy demands. Only people whose rows say no more than it does count: those whose rows become anonymous with
//! it, told apart by whose the rows are, and the rows that were anonymous before, of which nobody knows whose they were.
//! Rows that still name somebody do not count: whoever can read those takes them away and finds who is left.

use crate::blank::Becomes;
use crate::decide::{Decisions, Kept, Rows};
use crate::engine::{coarse, qualified, quoted};
use crate::error::StoreError;
use crate::graph::{GraphLink, PersonGraph};
use crate::keeping::in_table;
use crate::plan::StepAction;
use crate::refusal::PlanRefusal;
use crate::schema::{LiveColumn, TypeFamily};
use crate::workspace::{SetId, SetKind, Workspace};
use probity_policy::model::data_map::{DEFAULT_GROUP, LinkRole};
use probity_policy::model::handling::Coarsening;
use std::collections::BTreeMap;

/// Why an anonymous row stays.
pub(crate) const ANONYMOUS: &str = "nothing in it says whose it was";

/// Columns with what each becomes.
pub(crate) type Columns = Vec<(String, Becomes)>;

/// Whose the rows are that are to become anonymous.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// All are one person's.
    OnePersons,
    /// They are whoever's the row says they are.
    Anybodys,
}

impl PersonGraph {
    /// How many people an anonymous row must stand for.
    pub(crate) fn group_size(&self) -> u64 {
        self.anonymous_group.unwrap_or(DEFAULT_GROUP)
    }

    /// What a column becomes that is made coarse.
    pub(crate) fn coarsened(&self, index: usize, name: &str, to: Coarsening) -> Result<Becomes, PlanRefusal> {
        let refuse = |table: String, constraint: String| {
            Err(PlanRefusal::CannotBeCoarse {
                table,
                column: name.to_owned(),
                to: to.to_string(),
                constraint,
            })
        };
        let Some((node, column)) = self.node(index).and_then(|node| Some((node, node.live.column(name)?)))
        else {
            return refuse(String::new(), "the table has no such column".to_owned());
        };
        let table = node.name.to_string();
        if column.generated {
            return refuse(table, "the engine computes it from other columns".to_owned());
        }
        if node.live.primary_key.iter().any(|key| key == name) {
            return refuse(table, "it is part of the primary key".to_owned());
        }
        if let Some(unique) = node.live.unique_constraint_with(name) {
            return refuse(table, format!("no two rows may be alike in it (`{unique}`)"));
        }
        if let Some(key) = node.live.foreign_keys.iter().find(|key| key.columns.iter().any(|one| one == name))
        {
            return refuse(table, format!("it refers to `{}` (`{}`)", key.to.table, key.name));
        }
        match coarse::coarse(node.engine, column, &quoted(name), to) {
            Some(expression) => Ok(Becomes::Coarse(expression, to)),
            None => refuse(table, format!("its type is `{}`", column.type_name)),
        }
    }

    /// What each column becomes so that a row is nobody's, for these personal columns.
    pub(crate) fn anonymous_columns(
        &self,
        index: usize,
        personal: &[String],
    ) -> Result<Columns, Vec<PlanRefusal>> {
        let Some(node) = self.node(index) else { return Ok(Vec::new()) };
        let Some(table) = &node.mapped else { return Ok(Vec::new()) };
        let mut refusals = Vec::new();
        let mut columns: BTreeMap<String, Becomes> = BTreeMap::new();
        for said in table.coarsened.iter().filter(|said| personal.contains(&said.column)) {
            match self.coarsened(index, &said.column, said.to) {
                Ok(becomes) => {
                    columns.insert(said.column.clone(), becomes);
                }
                Err(refusal) => refusals.push(refusal),
            }
        }
        let identities =
            table.person.iter().flat_map(|person| person.identities.iter().map(|one| &one.column));
        let ciphertexts = table.ciphertexts.iter().flat_map(|one| &one.columns);
        let aliases = table.aliases.iter().map(|alias| &alias.column);
        let leading = self.leading_columns(index);
        let naming = personal.iter().chain(identities).chain(ciphertexts).chain(aliases);
        for name in naming.chain(leading.iter().copied()) {
            if columns.contains_key(name) || refusals.iter().any(|refusal| is_about(refusal, name)) {
                continue;
            }
            let number = node.live.column(name).is_some_and(is_number);
            // The number of a row itself names nobody once nothing leads to it.
            if node.live.primary_key.contains(name)
                && number
                && !leading.contains(&name)
                && table.person.is_none()
            {
                continue;
            }
            match self.emptied(index, name) {
                // A neutral number could lead to somebody else, a pseudonym leads back to the person.
                Ok(Becomes::Value(_)) if leading.contains(&name) && number => {
                    refusals.push(PlanRefusal::CannotBeBlank {
                        table: node.name.to_string(),
                        column: name.clone(),
                        constraint: "it is NOT NULL and leads to a person".to_owned(),
                    });
                }
                Ok(Becomes::Pseudonym) => match crate::blank::made_of_key(node, name, "anonymous-") {
                    Ok(becomes) => {
                        columns.insert(name.clone(), becomes);
                    }
                    Err(refusal) => refusals.push(refusal),
                },
                Ok(becomes) => {
                    columns.insert(name.clone(), becomes);
                }
                Err(refusal) => refusals.push(refusal),
            }
        }
        if refusals.is_empty() { Ok(columns.into_iter().collect()) } else { Err(refusals) }
    }

    /// The columns of a row that lead to people or by which people lead to it.
    fn leading_columns(&self, index: usize) -> Vec<&String> {
        let mut leading: Vec<&String> = Vec::new();
        for link in &self.links {
            if link.to == index && link.is_held_by_reached() {
                leading.extend(&link.to_columns);
            } else if link.from == index && !link.is_held_by_reached() {
                leading.extend(&link.from_columns);
            }
        }
        leading
    }

    /// A text that is the same for rows of one person, so far as the row or those above it say whose it is.
    fn owner_text(&self, index: usize, passed: &mut Vec<usize>) -> Option<String> {
        if passed.contains(&index) {
            return None;
        }
        passed.push(index);
        let node = self.node(index)?;
        let dialect = node.engine.dialect();
        let owns = |link: &&GraphLink| {
            link.to == index && link.role == LinkRole::BelongsTo && link.embedded.is_none()
        };
        for link in self.links.iter().filter(owns) {
            let parent = self.node(link.from)?;
            let here: Option<Vec<String>> = link
                .to_columns
                .iter()
                .map(|name| Some(dialect.canonical_text(&in_table(node, name), node.live.column(name)?)))
                .collect();
            if parent.is_person() && parent.live.is_unique_by(&link.from_columns) {
                return here.map(|texts| texts.join(" || ',' || "));
            }
            if parent.name.store != node.name.store {
                continue;
            }
            let Some(above) = self.owner_text(link.from, passed) else { continue };
            return self.of_owner(link, &above);
        }
        None
    }

    /// A text that is the same for rows of one person.
    pub(crate) fn owner_of(&self, index: usize, whose: Whose) -> String {
        // Where nobody knows whose they are, all could be one person's.
        let owner = self.owner_text(index, &mut Vec::new()).filter(|_| whose == Whose::Anybodys);
        owner.unwrap_or_else(|| "''".to_owned())
    }

    /// The condition that a row was anonymous before: nothing in it leads to anybody.
    fn nobodys(&self, index: usize) -> String {
        let Some(node) = self.node(index) else { return "1 = 0".to_owned() };
        let owners: Vec<String> = self
            .links
            .iter()
            .filter(|link| link.to == index && link.owns() && link.is_held_by_reached())
            .flat_map(|link| &link.to_columns)
            .map(|name| {
                let here = in_table(node, name);
                let text = node.live.column(name).is_some_and(|column| column.family == TypeFamily::Text);
                if text { format!("({here} IS NULL OR {here} = '')") } else { format!("{here} IS NULL") }
            })
            .collect();
        let elsewhere =
            self.links.iter().any(|link| link.to == index && link.owns() && !link.is_held_by_reached());
        // Whether somebody owns it who is named elsewhere is not known here.
        if owners.is_empty() || elsewhere { "1 = 0".to_owned() } else { owners.join(" AND ") }
    }

    /// The groups of rows that are nobody's and say no more than their group, each with its number as `n`; nothing where
    /// no row of the table becomes anonymous.
    pub(crate) fn groups_of_nobody(&self, index: usize) -> Option<String> {
        let node = self.node(index)?;
        let table =
            node.mapped.as_ref().filter(|table| !table.coarsened.is_empty() && table.aggregate.is_none())?;
        let dialect = node.engine.dialect();
        let (mut values, mut nobodys) = (Vec::new(), vec![format!("({})", self.nobodys(index))]);
        let mut says_something = Vec::new();
        for said in &table.coarsened {
            let column = node.live.column(&said.column)?;
            let place = in_table(node, &said.column);
            let expression = coarse::coarse(node.engine, column, &place, said.to)?;
            let text = |value: &str| format!("COALESCE({}, '')", dialect.canonical_text(value, column));
            nobodys.push(format!("{} = {}", text(&place), text(&format!("({expression})"))));
            says_something.push(format!("{place} IS NOT NULL"));
            values.push(text(&place));
        }
        let values = values.join(", ");
        Some(format!(
            "SELECT count(*) AS n FROM {} WHERE {} AND ({}) GROUP BY {values}",
            qualified(&node.live),
            nobodys.join(" AND "),
            says_something.join(" OR ")
        ))
    }

    /// The condition that a row's coarse values are those of enough people, among the rows for which `within` holds.
    pub(crate) fn in_large_groups(
        &self,
        index: usize,
        columns: &[(String, Becomes)],
        within: &str,
        whose: Whose,
        group: u64,
    ) -> Option<String> {
        let node = self.node(index)?;
        let dialect = node.engine.dialect();
        let (mut values, mut nobodys) = (Vec::new(), vec![format!("({})", self.nobodys(index))]);
        for (name, becomes) in columns {
            if let (Becomes::Coarse(_, to), Some(column)) = (becomes, node.live.column(name)) {
                let place = in_table(node, name);
                let expression = coarse::coarse(node.engine, column, &place, *to)?;
                let text = |value: &str| format!("COALESCE({}, '')", dialect.canonical_text(value, column));
                let value = text(&format!("({expression})"));
                // What still says more than its group is told from it.
                nobodys.push(format!("{} = {value}", text(&place)));
                values.push(value);
            }
        }
        if values.is_empty() {
            // Then nothing is left that could single anybody out.
            return Some("1 = 1".to_owned());
        }
        let owner = self.owner_of(index, whose);
        let named: Vec<String> =
            values.iter().enumerate().map(|(at, value)| format!("{value} AS g{}", at + 1)).collect();
        let groups: Vec<String> = (1..=values.len()).map(|number| format!("g{number}")).collect();
        let groups = groups.join(", ");
        let nobodys = nobodys.join(" AND ");
        Some(format!(
            "({}) IN (SELECT {groups} FROM (SELECT {}, {owner} AS o, CASE WHEN {nobodys} THEN 0 ELSE 1 END AS theirs \
             FROM {} WHERE {within} OR ({nobodys})) AS x GROUP BY {groups} \
             HAVING COUNT(DISTINCT CASE WHEN theirs = 1 THEN o END) + SUM(1 - theirs) >= {group})",
            values.join(", "),
            named.join(", "),
            qualified(&node.live),
        ))
    }
}

fn is_number(column: &LiveColumn) -> bool {
    matches!(column.family, TypeFamily::Integer(_) | TypeFamily::Uuid)
}

fn is_about(refusal: &PlanRefusal, name: &str) -> bool {
    matches!(refusal, PlanRefusal::CannotBeCoarse { column, .. } if column == name)
}

impl Workspace<'_> {
    /// Decides that these rows become anonymous. Rows of groups that are too small go.
    pub(crate) async fn anonymise(
        &mut self,
        index: usize,
        rows: Rows,
        decisions: &mut Decisions,
    ) -> Result<(), StoreError> {
        let (graph, node) = (self.graph, self.node(index)?);
        let personal: Vec<String> =
            node.mapped.iter().flat_map(|table| &table.columns).map(|column| column.name.clone()).collect();
        let columns = match graph.anonymous_columns(index, &personal) {
            Ok(columns) => columns,
            Err(refusals) => {
                decisions.refusals.extend(refusals);
                return Ok(());
            }
        };
        let group = graph.group_size();
        let within = self.within(rows.set, &rows.filter);
        let Some(large) = graph.in_large_groups(index, &columns, &within, Whose::OnePersons, group) else {
            return Ok(());
        };
        let lonely = self.addresses_where(node, &format!("{within} AND NOT ({large})"));
        let suppressed = self.count(node, &lonely).await?;
        let mut staying = rows.clone();
        if suppressed > 0 {
            let set = SetId::new(SetKind::Suppressed, index);
            self.add(set, 0, &lonely).await?;
            let theirs = self.keys(set, "");
            self.doom(index, &theirs, decisions).await?;
            let width = node.address.columns.len();
            let keys: Vec<String> = (1..=width).map(|number| format!("k{number}")).collect();
            let apart = format!("({}) NOT IN ({theirs})", keys.join(", "));
            staying.filter =
                if rows.filter.is_empty() { apart } else { format!("{} AND {apart}", rows.filter) };
            staying.count = rows.count.saturating_sub(suppressed);
            let because = format!("fewer than {group} people are alike in what would be left of it");
            decisions.cascades.insert(index, because);
        }
        if staying.count == 0 {
            return Ok(());
        }
        let condition = self.within(staying.set, &staying.filter);
        decisions.kept.push(Kept::plain(index, ANONYMOUS, staying));
        self.change(decisions, index, StepAction::Anonymise, columns, None, &condition).await
    }
}
