//! Purposes: on which basis, with which data, and whether people can refuse.

use super::context::{Context, Found};
use super::patterns::{PatternMap, is_everything};
use crate::codes;
use crate::grammar::Statement;
use crate::model::policy::Purpose;
use probity_source::{Diagnostic, Span};
use probity_vocabulary::Category;
use std::collections::BTreeMap;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let special = special_categories(context);
    for purpose in &context.model.policy.purposes {
        basis(purpose, found);
        uses(context, purpose, found);
        special_data(purpose, &special, found);
    }
    beyond_limits(context, found);
}

fn has_basis(purpose: &Purpose, word: &str) -> bool {
    purpose.bases.iter().any(|basis| basis.bases.iter().any(|one| one.value == word))
}

fn basis(purpose: &Purpose, found: &mut Found) {
    let name = &purpose.name.value;
    if purpose.bases.is_empty() {
        found.push(
            Diagnostic::error(codes::NO_BASIS, format!("`purpose {name}` has no legal basis"))
                .at(purpose.name.span)
                .note("without one of the six bases of GDPR article 6 no use is lawful, so the gate denies them all")
                .help("add, in its block: basis contract"),
        );
    }
    if has_basis(purpose, "consent") && purpose.opt_out.is_none() {
        found.push(
            Diagnostic::warning(
                codes::CONSENT_WITHOUT_OPT_OUT,
                format!("`purpose {name}` rests on consent that nobody is told how to take back"),
            )
            .at(purpose.name.span)
            .note("taking consent back must be as easy as giving it (GDPR article 7(3))")
            .help("add, in its block: opt-out always"),
        );
    }
}

fn uses(context: &Context<'_>, purpose: &Purpose, found: &mut Found) {
    let name = &purpose.name.value;
    if purpose.uses.is_empty() {
        found.push(
            Diagnostic::warning(codes::PURPOSE_USES_NOTHING, format!("`purpose {name}` uses no data"))
                .at(purpose.name.span)
                .help("add, in its block, what it uses: uses contact.email"),
        );
    }
    for category in purpose.uses.iter().filter(|one| !is_everything(&one.value)) {
        let never = context.never_collected.covering(&category.value);
        let collected = context.collected.touching(&category.value);
        match (never, collected) {
            (Some(never), None) => found.push(
                Diagnostic::error(
                    codes::USES_NEVER_COLLECTED,
                    format!("`purpose {name}` uses `{}`, which is never collected", category.value),
                )
                .at(category.span)
                .label(*never, "never collected, says this")
                .help("remove it from one of the two sentences"),
            ),
            (None, None) => found.push(
                Diagnostic::warning(
                    codes::USES_UNCOLLECTED,
                    format!("`purpose {name}` uses `{}`, which no sentence collects", category.value),
                )
                .at(category.span)
                .help(format!("add: collect {} from person", category.value)),
            ),
            _ => {}
        }
    }
}

/// Special categories of the vocabulary and of the policy.
fn special_categories(context: &Context<'_>) -> BTreeMap<String, Span> {
    context
        .model
        .policy
        .categories
        .iter()
        .filter(|one| one.special)
        .map(|one| (one.name.value.clone(), one.name.span))
        .collect()
}

fn special_data(purpose: &Purpose, own: &BTreeMap<String, Span>, found: &mut Found) {
    if purpose.bases.is_empty() || has_basis(purpose, "consent") || has_basis(purpose, "vital-interest") {
        return;
    }
    for category in &purpose.uses {
        let stem = category.value.trim_end_matches(".*");
        let special = Category::find(stem).is_some_and(Category::is_special) || own.contains_key(stem);
        if special {
            found.push(
                Diagnostic::warning(
                    codes::SPECIAL_WITHOUT_CONSENT,
                    format!(
                        "`purpose {}` uses `{}` without express consent",
                        purpose.name.value, category.value
                    ),
                )
                .at(category.span)
                .note("special categories need a ground of GDPR article 9(2) beside the legal basis")
                .help("add `basis consent`, or leave the category out"),
            );
        }
    }
}

/// `use … only for` and `never use … for`, each looked up once for each use.
fn beyond_limits(context: &Context<'_>, found: &mut Found) {
    let mut limits: PatternMap<&Statement> = PatternMap::default();
    for placed in context.all("use-only") {
        for category in placed.statement.names("categories") {
            limits.insert(&category.value, placed.statement);
        }
    }
    let mut forbidden: BTreeMap<&str, PatternMap<Span>> = BTreeMap::new();
    for placed in context.all("never-use") {
        for purpose in placed.statement.names("purposes") {
            let map = forbidden.entry(&purpose.value).or_default();
            super::context::insert_all(map, placed.statement.names("categories"));
        }
    }
    for purpose in &context.model.policy.purposes {
        let name = purpose.name.value.as_str();
        for category in purpose.uses.iter().filter(|one| !is_everything(&one.value)) {
            if let Some(limit) = limits.covering(&category.value)
                && !limit.names("purposes").iter().any(|allowed| allowed.value == name)
            {
                found.push(
                    Diagnostic::error(
                        codes::USE_BEYOND_LIMIT,
                        format!(
                            "`purpose {name}` uses `{}`, which serves other purposes only",
                            category.value
                        ),
                    )
                    .at(category.span)
                    .label(limit.span, "the only purposes it may serve")
                    .help("the use is refused; remove it here, or add the purpose there"),
                );
            }
            if let Some(never) = forbidden.get(name).and_then(|map| map.covering(&category.value)) {
                found.push(
                    Diagnostic::error(
                        codes::USE_FORBIDDEN,
                        format!("`purpose {name}` uses `{}`, which it must never use", category.value),
                    )
                    .at(category.span)
                    .label(*never, "never used for it, says this")
                    .help("the use is refused; remove one of the two sentences"),
                );
            }
        }
    }
}
