//! How a column is emptied without breaking what the schema demands of it.

use crate::conditions::text_literal;
use crate::engine::quoted;
use crate::graph::{Node, PersonGraph};
use crate::pseudonym::obstacle;
use crate::refusal::PlanRefusal;
use crate::schema::{LiveColumn, TypeFamily};
use probity_policy::model::handling::Coarsening;

/// What a column of a changed row becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Becomes {
    /// Empty.
    Null,
    /// This expression: the default, or the type's neutral value.
    Value(String),
    /// What it was without what is inside of it of the people who leave: this expression.
    Without(String),
    /// What it was, saying less: this expression.
    Coarse(String, Coarsening),
    /// The pseudonym of what it was.
    Pseudonym,
}

impl Becomes {
    /// As a plan writes it.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Value(expression) => expression.clone(),
            Self::Without(_) => "without theirs".to_owned(),
            Self::Coarse(_, to) => to.to_string(),
            Self::Pseudonym => "pseudonym".to_owned(),
        }
    }
}

impl PersonGraph {
    /// What a column becomes when it is emptied because someone said so.
    pub(crate) fn emptied(&self, node: usize, name: &str) -> Result<Becomes, PlanRefusal> {
        let Some((node, column)) = self.column(node, name) else {
            return Err(refused("", name, "the table has no such column"));
        };
        let table = node.name.to_string();
        let refuse = |constraint: &str| Err(refused(&table, name, constraint));
        if column.generated {
            return refuse("the engine computes it from other columns");
        }
        if node.live.primary_key.iter().any(|key| key == name) {
            return refuse("it is part of the primary key");
        }
        let mut replacements = node.mapped.iter().flat_map(|table| &table.replacements);
        if let Some(said) = replacements.find(|said| said.column == name) {
            return match text_literal(&said.value) {
                Some(literal) => Ok(Becomes::Value(node.engine.dialect().cast_text(&literal, column))),
                None => refuse("what it should become holds a backslash, which stores read differently"),
            };
        }
        if !column.not_null {
            return Ok(Becomes::Null);
        }
        if let Some(key) = node.live.foreign_keys.iter().find(|key| key.columns.iter().any(|key| key == name))
        {
            return refuse(&format!("it is NOT NULL and refers to `{}` (`{}`)", key.to.table, key.name));
        }
        if let Some(unique) = node.live.unique_constraint_with(name) {
            return match obstacle(column) {
                None => Ok(Becomes::Pseudonym),
                Some(_) => refuse(&format!("it is NOT NULL and unique (`{unique}`)")),
            };
        }
        match node.engine.dialect().neutral(column) {
            Some(expression) => Ok(Becomes::Value(expression)),
            None => refuse(&format!("it is NOT NULL, and `{}` has no neutral value", column.type_name)),
        }
    }

    /// What a column that leads to a person becomes when the person goes; nothing when it must stay.
    pub(crate) fn unlinked(&self, node: usize, name: &str) -> Option<Becomes> {
        let (_, column) = self.column(node, name)?;
        // A neutral number or key could lead to somebody else; an empty text leads to nobody.
        match self.emptied(node, name).ok()? {
            Becomes::Value(_) if column.family != crate::schema::TypeFamily::Text => None,
            becomes => Some(becomes),
        }
    }

    /// What a column becomes when it is pseudonymised.
    pub(crate) fn pseudonymised(&self, node: usize, name: &str) -> Result<Becomes, PlanRefusal> {
        let constraint = match self.column(node, name) {
            None => "the table has no such column".to_owned(),
            Some((_, column)) => match obstacle(column) {
                None => return Ok(Becomes::Pseudonym),
                Some(why) => why,
            },
        };
        let table = self.node(node).map(|node| node.name.to_string()).unwrap_or_default();
        Err(PlanRefusal::CannotBePseudonym { table, column: name.to_owned(), constraint })
    }

    fn column(&self, node: usize, name: &str) -> Option<(&Node, &LiveColumn)> {
        let node = self.node(node)?;
        Some((node, node.live.column(name)?))
    }
}

fn refused(table: &str, column: &str, constraint: &str) -> PlanRefusal {
    PlanRefusal::CannotBeBlank {
        table: table.to_owned(),
        column: column.to_owned(),
        constraint: constraint.to_owned(),
    }
}

/// A text that is different in every row and made of nothing but the row's key.
pub(crate) fn made_of_key(node: &Node, name: &str, before: &str) -> Result<Becomes, PlanRefusal> {
    let refuse = || refused(&node.name.to_string(), name, "it is NOT NULL and unique");
    let key = match node.live.primary_key.as_slice() {
        [only] => node.live.column(only),
        _ => None,
    };
    let (Some(key), Some(column)) = (key, node.live.column(name)) else { return Err(refuse()) };
    let long_enough = column.length.is_none_or(|length| length >= 48);
    if column.family != TypeFamily::Text || !long_enough {
        return Err(refuse());
    }
    let text = node.engine.dialect().canonical_text(&quoted(&key.name), key);
    Ok(Becomes::Value(format!("'{before}' || {text}")))
}
