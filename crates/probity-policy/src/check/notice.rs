//! The policy against the published words, both ways.

use super::context::{Context, Found, suggested};
use crate::codes;
use crate::grammar::{Located, Statement, Value};
use crate::model::promise::Promise;
use crate::published::{Clause, Published};
use probity_source::{Diagnostic, Span};
use probity_vocabulary::{Period, Unit};
use std::collections::BTreeSet;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let Some(published) = context.published else { return };
    for statement in &context.model.statements {
        walk(published, statement, found);
    }
    let accounted = accounted_for(context);
    let silent = |promise: &&Promise| promise.clauses.is_empty() && !accounted.contains(&promise.span);
    for promise in context.model.promises.iter().filter(silent) {
        found.push(
            Diagnostic::note_only(codes::PROMISE_WITHOUT_CLAUSE, "the published text does not say this")
                .at(promise.span)
                .help("add `§` and the clause that says it, or `because law` where a law does"),
        );
    }
    clauses_without_promise(context, published, found);
}

/// Sentences that need no clause of their own: they give a reason, or their block points to one.
fn accounted_for(context: &Context<'_>) -> BTreeSet<Span> {
    let mut accounted = BTreeSet::new();
    for statement in &context.model.statements {
        let block_points = !statement.tail.clauses.is_empty()
            || statement.block.iter().any(|inner| !inner.tail.clauses.is_empty());
        let with_inner = std::iter::once(statement).chain(&statement.block);
        accounted.extend(
            with_inner
                .filter(|one| one.tail.because.is_some() || (block_points && statement.rule.block.is_some()))
                .map(|one| one.span),
        );
    }
    accounted
}

fn walk(published: &Published, statement: &Statement, found: &mut Found) {
    for clause in &statement.tail.clauses {
        match published.clause(&clause.value) {
            Some(said) => figures(published, statement, clause, said, found),
            None => unknown_clause(published, clause, found),
        }
    }
    for inner in &statement.block {
        walk(published, inner, found);
    }
}

fn unknown_clause(published: &Published, clause: &Located<String>, found: &mut Found) {
    let diagnostic = Diagnostic::error(
        codes::UNKNOWN_CLAUSE,
        format!("the published text has no clause `{}`", clause.value),
    )
    .at(clause.span);
    // The clause above is a better guess than a number that looks alike.
    let above = clause
        .value
        .rsplit_once('.')
        .map(|(above, _)| above)
        .filter(|above| published.clause(above).is_some());
    let near = above
        .map(str::to_owned)
        .or_else(|| found.meant(&clause.value, published.labels()).map(str::to_owned));
    found.push(match near {
        Some(near) if near.chars().all(|one| one.is_alphanumeric() || matches!(one, '.' | '-' | '_')) => {
            suggested(diagnostic, clause.span, &format!("§{near}"))
        }
        Some(near) => suggested(diagnostic, clause.span, &format!("§\"{near}\"")),
        None => diagnostic.help("name a number or heading of the notice, or remove the `§`"),
    });
}

/// A figure of the sentence that its clause does not have, while it has another of the same unit.
fn figures(
    published: &Published,
    statement: &Statement,
    clause: &Located<String>,
    said: &Clause,
    found: &mut Found,
) {
    let periods: Vec<&Located<Period>> = statement
        .slots
        .iter()
        .filter_map(|(_, value)| match value {
            Value::Period(period) => Some(period),
            _ => None,
        })
        .collect();
    if periods.is_empty() || statement.tail.because.as_ref().is_some_and(|because| because.value == "law") {
        return;
    }
    let text = published.text().get(said.range.clone()).unwrap_or("");
    let figures = figures_of(text);
    for period in periods {
        let same_unit: Vec<u32> = figures
            .iter()
            .filter(|(_, unit)| unit_word(period.value.unit).starts_with(unit.as_str()))
            .map(|(amount, _)| *amount)
            .collect();
        if !same_unit.is_empty() && !same_unit.contains(&period.value.amount) {
            let listed: Vec<String> = same_unit.iter().map(u32::to_string).collect();
            let diagnostic = Diagnostic::warning(
                codes::FIGURE_NOT_IN_CLAUSE,
                format!(
                    "`{}` is promised, and `§{}` speaks of {}",
                    period.value,
                    clause.value,
                    listed.join(", ")
                ),
            )
            .at(period.span)
            .help("write the figure of the published text, or point to the clause that has this one");
            found.push(match published.span(&said.range) {
                Some(span) => diagnostic.label(span, "the clause"),
                None => diagnostic,
            });
        }
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days | Unit::WorkingDays => "days",
        Unit::Weeks => "weeks",
        Unit::Months => "months",
        Unit::Years => "years",
    }
}

/// `within 30 (thirty) calendar days` as 30 and `day`.
fn figures_of(text: &str) -> Vec<(u32, String)> {
    const UNITS: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let words: Vec<String> = text
        .split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut figures = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let amount = word
            .parse::<u32>()
            .ok()
            .or_else(|| WORDS.iter().position(|one| one == word).and_then(|at| u32::try_from(at).ok()));
        let Some(amount) = amount else { continue };
        let unit = words.iter().skip(at + 1).take(3).find_map(|next| {
            UNITS
                .iter()
                .find(|unit| next.strip_prefix(**unit).is_some_and(|rest| rest.is_empty() || rest == "s"))
        });
        figures.extend(unit.map(|unit| (amount, (*unit).to_owned())));
    }
    figures
}

/// Words by which a company binds itself.
const BINDING: &[&str] = &["will", "shall", "must", "never", "undertake", "guarantee", "commit", "only"];

fn clauses_without_promise(context: &Context<'_>, published: &Published, found: &mut Found) {
    let mut promised: BTreeSet<&str> = BTreeSet::new();
    cited(&context.model.statements, &mut promised);
    for clause in published.clauses() {
        let covered = clause.label.is_empty()
            || promised.contains(clause.label.as_str())
            || clause
                .label
                .match_indices('.')
                .any(|(at, _)| clause.label.get(..at).is_some_and(|above| promised.contains(above)));
        if covered {
            continue;
        }
        let binding =
            clause.sentences.iter().find(|range| published.text().get((*range).clone()).is_some_and(binds));
        if let Some(range) = binding {
            let diagnostic = Diagnostic::note_only(
                codes::CLAUSE_WITHOUT_PROMISE,
                format!(
                    "`§{}` binds the company, and no sentence of the policy carries it out",
                    clause.label
                ),
            )
            .help(format!(
                "write it as a sentence that ends with `§{}`, or: inform of TOPIC §{}",
                clause.label, clause.label
            ));
            found.push(match published.span(range) {
                Some(span) => diagnostic.at(span),
                None => diagnostic,
            });
        }
    }
}

fn cited<'a>(statements: &'a [Statement], labels: &mut BTreeSet<&'a str>) {
    for statement in statements {
        labels.extend(statement.tail.clauses.iter().map(|clause| clause.value.as_str()));
        cited(&statement.block, labels);
    }
}

fn binds(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    lower.split(|one: char| !one.is_alphanumeric()).any(|word| BINDING.contains(&word))
        || lower.contains("do not")
        || lower.contains("does not")
        || !figures_of(&lower).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_in_digits_and_words() {
        assert_eq!(
            figures_of("Within 30 (thirty) calendar days, at most twelve months; version 2."),
            [(30, "day".to_owned()), (12, "month".to_owned())]
        );
    }

    #[test]
    fn a_sentence_that_tells_does_not_bind() {
        assert!(binds("We will never sell your data."));
        assert!(!binds("Cookies are small files."));
    }
}
