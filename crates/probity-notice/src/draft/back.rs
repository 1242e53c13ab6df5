//! The code of a notice that a catalogue wrote: its statements as they are, and what somebody changed as a draft.

use super::{Draft, Drafting, words};
use crate::Reading;
use crate::render::Written;
use probity_policy::grammar::{self, Located, Statement, Value, rules};
use probity_source::{Sources, Span};
use std::fmt::Write as _;

pub(super) fn code(text: &str, reading: &Reading, file: &str, written: &Written) -> Draft {
    let mut statements = written.statements.clone();
    name_the_file(&mut statements, file);
    let mut code = format!("// Read from {file}, which is in the words of Probity's catalogue.\n\n");
    code.push_str(&grammar::print(&statements));
    // What somebody wrote between is read as any other notice is.
    let mut drafting = Drafting::new(text, reading);
    for practice in &reading.practices {
        let is_left = |range: &std::ops::Range<usize>| range.contains(&practice.span.start);
        if written.left.iter().any(is_left) {
            drafting.below_the_head(practice);
        }
    }
    for range in &written.left {
        let read = reading.practices.iter().any(|practice| range.contains(&practice.span.start));
        if !read {
            let _ = writeln!(
                code,
                "\n// In no words of the catalogue: {}",
                words::text(text.get(range.clone()).unwrap_or(""))
            );
        }
    }
    code.push_str(&drafting.sections());
    Draft { code, drafted: written.read.len() + drafting.drafted, left: drafting.left }
}

/// The policy says which file its published words are in.
fn name_the_file(statements: &mut [Statement], file: &str) {
    let Some(rule) = rules::all().find(|rule| rule.name == "notice") else { return };
    let span = Span::new(Sources::new().add("", ""), 0, 0);
    if let Some(policy) = statements.iter_mut().find(|one| one.rule.name == "policy") {
        policy.block.push(Statement {
            rule,
            slots: vec![("file", Value::Text(Located { value: file.to_owned(), span }))],
            tail: grammar::Tail::default(),
            block: Vec::new(),
            span,
        });
    }
}
