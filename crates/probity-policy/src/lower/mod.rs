//! Statements to the model. Takes what is said at its word; whether it makes sense is for `check`.

mod data_map;
mod pace;
mod policy;
mod promises;
mod records;
mod services;

use crate::grammar::Statement;
use crate::model::Model;
use probity_source::Diagnostic;

/// The model of a project's statements.
pub(crate) fn lower(statements: Vec<Statement>) -> (Model, Vec<Diagnostic>) {
    let statements = placed(statements);
    let mut diagnostics = Vec::new();
    let policy = policy::lower(&statements);
    let mut data_map = data_map::lower(&statements, &policy, &mut diagnostics);
    services::lower(&statements, &mut data_map);
    data_map.paces = pace::lower(&statements);
    let promises = promises::lower(&statements);
    (Model { statements, policy, data_map, promises, quotes: Vec::new() }, diagnostics)
}

/// `in US-CA { … }` dissolved: each sentence inside gets the places in its tail.
fn placed(statements: Vec<Statement>) -> Vec<Statement> {
    let mut out = Vec::with_capacity(statements.len());
    for mut statement in statements {
        if statement.rule.name != "in" {
            out.push(statement);
            continue;
        }
        let block = std::mem::take(&mut statement.block);
        for mut inner in placed(block) {
            if inner.tail.people_in.is_empty() {
                inner.tail.people_in = statement.names("regions").to_vec();
            }
            out.push(inner);
        }
    }
    out
}
