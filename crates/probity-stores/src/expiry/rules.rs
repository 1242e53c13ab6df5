//! The `keep` sentences for one table: which of its columns are past their time in which rows.

use crate::blank::{Becomes, made_of_key};
use crate::engine::Engine;
use crate::graph::{Node, PersonGraph};
use crate::keeping::{Ends, Keeping, in_table, is_plausible};
use crate::pseudonym::marked_obstacle;
use crate::refusal::PlanRefusal;
use probity_policy::model::data_map::{Anchor, Column, Table};
use probity_policy::model::policy::Policy;
use probity_policy::retention::{Term, terms};
use probity_vocabulary::ErasureMethod;

/// Columns of a table that are past their time in the same rows and go in the same way.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) columns: Vec<String>,
    pub(crate) method: ErasureMethod,
    pub(crate) because: String,
    pub(crate) clause: Option<String>,
    /// A ceiling is over.
    pub(crate) due: String,
    /// A ceiling is over and no floor keeps it.
    pub(crate) past: String,
    /// The column of the table, where its instant alone says that a row is past its time.
    pub(crate) sole: Option<String>,
    /// The floors, for telling what keeps rows that are due.
    pub(crate) floors: Vec<(Term, Ends)>,
    /// The instants of a row are known; empty when there is nothing to be known.
    pub(crate) known: Vec<String>,
    /// Columns that can be emptied, and what they become.
    pub(crate) emptied: Vec<(String, Becomes)>,
    /// What they become in rows whose groups are too small to stay anonymous; empty where that is all the same.
    pub(crate) lonely: Vec<(String, Becomes)>,
    /// Those that cannot, and why.
    pub(crate) fixed: Vec<(String, String)>,
}

/// A table with all that the policy says about its columns.
#[derive(Clone, Debug)]
pub(crate) struct TableRules {
    pub(crate) node: usize,
    pub(crate) groups: Vec<Group>,
    /// Personal columns that no sentence lets go.
    pub(crate) lasting: Vec<String>,
    /// Why a sentence lets nothing go: the columns, a stable word, and what is the matter.
    pub(crate) faults: Vec<(Vec<String>, &'static str, String)>,
}

impl TableRules {
    /// The condition that nothing in a row needs to stay: every personal column is past its time or empty, at least
    /// one is past, and all of it is to be deleted. None when the row cannot go.
    pub(crate) fn whole(&self, node: &Node) -> Option<String> {
        let goes = |method| matches!(method, ErasureMethod::Delete | ErasureMethod::Aggregate);
        if self.groups.is_empty() || self.groups.iter().any(|group| !goes(group.method)) {
            return None;
        }
        let empty = |columns: &[String]| -> String {
            let parts: Vec<String> =
                columns.iter().map(|name| format!("{} IS NULL", in_table(node, name))).collect();
            parts.join(" AND ")
        };
        let mut all: Vec<String> = self
            .groups
            .iter()
            .map(|group| match self.groups.len() {
                1 => group.past.clone(),
                _ => format!("({} OR ({}))", group.past, empty(&group.columns)),
            })
            .collect();
        if self.groups.len() > 1 {
            let some: Vec<&str> = self.groups.iter().map(|group| group.past.as_str()).collect();
            all.push(format!("({})", some.join(" OR ")));
        }
        if !self.lasting.is_empty() {
            all.push(empty(&self.lasting));
        }
        Some(all.join(" AND "))
    }
}

impl PersonGraph {
    /// The rules of every table that holds personal data.
    pub(crate) fn expiry_rules(&self, policy: &Policy, keeping: &Keeping) -> Vec<TableRules> {
        (0..self.nodes.len()).filter_map(|index| self.table_rules(policy, keeping, index)).collect()
    }

    fn table_rules(&self, policy: &Policy, keeping: &Keeping, index: usize) -> Option<TableRules> {
        let node = self.node(index)?;
        let table = node.mapped.as_ref()?;
        if table.columns.is_empty() {
            return None;
        }
        let mut rules =
            TableRules { node: index, groups: Vec::new(), lasting: Vec::new(), faults: Vec::new() };
        for column in &table.columns {
            self.add_column(policy, keeping, node, column, &mut rules);
        }
        for at in 0..rules.groups.len() {
            if let Some(group) = rules.groups.get(at).cloned() {
                let settled = self.settled(node, index, table, group);
                if let Some(place) = rules.groups.get_mut(at) {
                    *place = settled;
                }
            }
        }
        Some(rules)
    }

    fn add_column(
        &self,
        policy: &Policy,
        keeping: &Keeping,
        node: &Node,
        column: &Column,
        rules: &mut TableRules,
    ) {
        let terms = terms(policy, &column.category);
        for refused in &terms.refused {
            let why = match &refused.clause {
                Some(clause) => format!("{} (§{clause})", refused.why.words()),
                None => refused.why.words().to_owned(),
            };
            fault(rules, &column.name, refused.why.word(), why);
        }
        let ends = |term: &Term| {
            self.ends(rules.node, Some(column), &term.after, &term.periods, &keeping.counting, keeping.now)
        };
        let floors: Vec<(Term, Ends)> = terms.floors.iter().map(|term| (term.clone(), ends(term))).collect();
        let mut ceilings: Vec<(Term, Ends)> = Vec::new();
        let mut unusable = Vec::new();
        for term in &terms.ceilings {
            match self.unusable(rules.node, column, node.engine, keeping, term) {
                Some(why) => unusable.push(why),
                None => ceilings.push((term.clone(), ends(term))),
            }
        }
        for (word, why) in unusable {
            fault(rules, &column.name, word, why);
        }
        if ceilings.is_empty() {
            rules.lasting.push(column.name.clone());
            return;
        }
        let due: Vec<&str> = ceilings.iter().map(|(_, ends)| ends.over.as_str()).collect();
        let due = if due.len() == 1 { due.concat() } else { format!("({})", due.join(" OR ")) };
        let mut past = due.clone();
        for (_, ends) in &floors {
            if ends.over != due {
                past = format!("{past} AND {}", ends.over);
            }
        }
        let sole = match ceilings.as_slice() {
            [(_, ends)] if past == ends.over => match ends.anchors.as_slice() {
                [only] if only.expression == in_table(node, &only.column.name) => {
                    Some(only.column.name.clone())
                }
                _ => None,
            },
            _ => None,
        };
        let mut known: Vec<String> = Vec::new();
        for anchored in ceilings.iter().flat_map(|(_, ends)| &ends.anchors) {
            if let Some(plausible) = is_plausible(node.engine.dialect(), anchored, keeping) {
                let plausible = if anchored.is_event {
                    format!("({} IS NULL OR {plausible})", anchored.expression)
                } else {
                    plausible
                };
                if !known.contains(&plausible) {
                    known.push(plausible);
                }
            }
        }
        // The strongest of several ways is the one after which the others have nothing left to do.
        let strength = |method: &ErasureMethod| match method {
            ErasureMethod::Delete => 0,
            ErasureMethod::Anonymise => 1,
            ErasureMethod::Aggregate => 2,
            ErasureMethod::Pseudonymise => 3,
        };
        let Some(method) = ceilings.iter().map(|(term, _)| term.method).min_by_key(strength) else { return };
        let texts: Vec<String> = ceilings.iter().map(|(term, _)| sentence(term)).collect();
        let clause = ceilings.iter().find_map(|(term, _)| term.clause.clone());
        let same = rules.groups.iter_mut().find(|group| group.past == past && group.method == method);
        match same {
            Some(group) => group.columns.push(column.name.clone()),
            None => rules.groups.push(Group {
                columns: vec![column.name.clone()],
                method,
                because: texts.join(", "),
                clause,
                due,
                past,
                sole,
                floors,
                known,
                emptied: Vec::new(),
                lonely: Vec::new(),
                fixed: Vec::new(),
            }),
        }
    }

    /// Why a sentence cannot be met with a column.
    fn unusable(
        &self,
        index: usize,
        column: &Column,
        engine: Engine,
        keeping: &Keeping,
        term: &Term,
    ) -> Option<(&'static str, String)> {
        let dialect = engine.dialect();
        if self.node(index).is_some_and(|node| node.live.versioned && !node.history_goes()) {
            let why = "the store keeps the former versions of its rows; say `history goes too`";
            return Some(("keeps-history", why.to_owned()));
        }
        for anchor in &term.after {
            let Some(anchored) = self.anchored(index, Some(column), *anchor) else {
                return Some(("no-anchor", no_anchor(*anchor)));
            };
            if is_plausible(dialect, &anchored, keeping).is_none() {
                let why = format!(
                    "column `{}` is `{}`, which holds no instants",
                    anchored.column.name, anchored.column.type_name
                );
                return Some(("anchor-type", why));
            }
        }
        None
    }

    /// What becomes of the columns of a group in rows that stay.
    fn settled(&self, node: &Node, index: usize, table: &Table, mut group: Group) -> Group {
        match group.method {
            ErasureMethod::Delete => {}
            ErasureMethod::Anonymise => {
                if self.settled_anonymous(index, &mut group) {
                    return group;
                }
            }
            ErasureMethod::Aggregate => {
                let why = match self.counting(index, "1 = 0") {
                    Ok(_) => "its row is counted when all of it may go, and something in it stays longer"
                        .to_owned(),
                    Err(refusal) => refusal.to_string(),
                };
                group.fixed = group.columns.iter().map(|name| (name.clone(), why.clone())).collect();
                return group;
            }
            ErasureMethod::Pseudonymise => {
                for name in group.columns.clone() {
                    let column = node.live.column(&name);
                    let why = match column {
                        _ if self.pseudonyms.is_none() => Some("there is no key of pseudonyms".to_owned()),
                        Some(column) => marked_obstacle(column),
                        None => Some("the table has no such column".to_owned()),
                    };
                    match why {
                        None => group.emptied.push((name, Becomes::Pseudonym)),
                        Some(why) => group.fixed.push((name, why)),
                    }
                }
                return group;
            }
        }
        let mut columns = group.columns.clone();
        // What is anonymous leads to nobody.
        if group.method == ErasureMethod::Anonymise {
            let links = table.links.iter().flat_map(|link| &link.columns);
            columns.extend(links.filter(|name| !group.columns.contains(name)).cloned());
        }
        for name in columns {
            match self.emptied_for_good(index, &name) {
                Ok(becomes) => group.emptied.push((name, becomes)),
                Err(refusal) => group.fixed.push((name, why_fixed(&refusal))),
            }
        }
        group
    }

    /// The columns of an anonymous row that says something still; false where nothing of it is to be coarse, or the
    /// row cannot be anonymous, and the columns are emptied as far as they can be.
    fn settled_anonymous(&self, index: usize, group: &mut Group) -> bool {
        let Ok(columns) = self.anonymous_columns(index, &group.columns) else { return false };
        let coarse = |becomes: &Becomes| matches!(becomes, Becomes::Coarse(..));
        if !columns.iter().any(|(_, becomes)| coarse(becomes)) {
            return false;
        }
        let lonely: Result<Vec<(String, Becomes)>, PlanRefusal> = columns
            .iter()
            .map(|(name, becomes)| match becomes {
                Becomes::Coarse(..) => Ok((name.clone(), self.emptied_for_good(index, name)?)),
                becomes => Ok((name.clone(), becomes.clone())),
            })
            .collect();
        let Ok(lonely) = lonely else { return false };
        group.emptied = columns;
        group.lonely = lonely;
        true
    }

    fn emptied_for_good(&self, index: usize, name: &str) -> Result<Becomes, PlanRefusal> {
        match (self.emptied(index, name)?, self.node(index)) {
            // A pseudonym would still be the person's; the row's own key says nothing of them.
            (Becomes::Pseudonym, Some(node)) => made_of_key(node, name, "expired-"),
            (becomes, _) => Ok(becomes),
        }
    }
}

fn fault(rules: &mut TableRules, column: &str, word: &'static str, why: String) {
    match rules.faults.iter_mut().find(|fault| fault.1 == word && fault.2 == why) {
        Some(fault) => fault.0.push(column.to_owned()),
        None => rules.faults.push((vec![column.to_owned()], word, why)),
    }
}

fn no_anchor(anchor: Anchor) -> String {
    format!("no column holds `{}`; say `counts {} from COLUMN`", anchor.words(), anchor.words())
}

/// `7 years after collected because tax-law`.
fn sentence(term: &Term) -> String {
    match &term.because {
        Some(because) => format!("{} because {because}", term.to_string().trim()),
        None => term.to_string().trim().to_owned(),
    }
}

fn why_fixed(refusal: &PlanRefusal) -> String {
    match refusal {
        PlanRefusal::CannotBeBlank { constraint, .. } | PlanRefusal::CannotBePseudonym { constraint, .. } => {
            constraint.clone()
        }
        other => other.to_string(),
    }
}
