//! The times that the policy gives against the times that its laws give.
//!
//! The value better for the person wins when the policy is carried out, so a later promise is told and
//! is no error. Which instant a time ends on is the business of `probity-law`; here lengths are compared.

use super::context::{Context, Found, NamedLaw};
use super::laws::{overlaps, rules_in_force};
use super::length::can_be_longer;
use crate::codes;
use crate::grammar::{Located, Statement};
use crate::model::policy::Answer;
use probity_law::{Duty, Extension, Rule, Tell};
use probity_source::{Code, Diagnostic, Span};
use probity_vocabulary::{Period, Right};
use std::collections::BTreeMap;

pub(super) fn check(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    answers(context, law, found);
    extensions(context, law, found);
    unbounded(context, law, found);
    acknowledgements(context, law, found);
    carried_out(context, law, found);
    appeals(context, law, found);
    breaches(context, law, found);
}

fn later(
    code: Code,
    law: NamedLaw<'_>,
    rule: &Rule,
    promised: &Located<Period>,
    allowed: Period,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::warning(
        code,
        format!("{} can be later than the {allowed} of `{}`, and the law wins", promised.value, law.name),
    )
    .at(promised.span)
    .label(law.span, "the policy is under this law")
    .note(rule.cite.clone())
    .help(format!("say it for its people: within {allowed} … because law"));
    if !rule.confidence.is_verified() {
        diagnostic = diagnostic.note("the text of this law was not read; a person should confirm the figure");
    }
    diagnostic
}

/// The earliest promise for each right to people whom the law reaches; `None` is any right.
fn earliest<'a>(
    context: &Context<'a>,
    law: NamedLaw<'_>,
    answers: &'a [Answer],
) -> BTreeMap<Option<&'a str>, &'a Answer> {
    let mut best: BTreeMap<Option<&str>, &Answer> = BTreeMap::new();
    for answer in answers.iter().filter(|answer| !answer.unconfirmed) {
        if !overlaps(context, law, &answer.people_in) {
            continue;
        }
        let right = answer.right.as_ref().map(|right| right.value.as_str());
        let entry = best.entry(right).or_insert(answer);
        if can_be_longer(entry.within.value, answer.within.value) {
            *entry = answer;
        }
    }
    best
}

fn best_for<'a>(best: &BTreeMap<Option<&str>, &'a Answer>, right: Right) -> Option<&'a Answer> {
    match (best.get(&None), best.get(&Some(right.word()))) {
        (Some(any), Some(own)) => {
            Some(if can_be_longer(own.within.value, any.within.value) { *any } else { *own })
        }
        (any, own) => any.or(own).copied(),
    }
}

fn answers(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let best = earliest(context, law, &context.model.policy.answers);
    let mut told: BTreeMap<Span, (Period, Diagnostic)> = BTreeMap::new();
    for rule in rules_in_force(context, law) {
        let Duty::Answer(duty) = &rule.duty else { continue };
        let Some(clock) = &duty.clock else { continue };
        for right in duty.rights.iter().filter(|right| !right.needs_no_identity()) {
            let Some(answer) = best_for(&best, *right) else { continue };
            let allowed = clock.period;
            if !can_be_longer(answer.within.value, allowed) {
                continue;
            }
            let stricter = told.get(&answer.span).is_none_or(|(known, _)| can_be_longer(*known, allowed));
            if stricter {
                let diagnostic = later(codes::ANSWER_AFTER_LAW, law, rule, &answer.within, allowed);
                told.insert(answer.span, (allowed, diagnostic));
            }
        }
    }
    for (_, diagnostic) in told.into_values() {
        found.push(diagnostic);
    }
}

/// The longest extension that a law's rules for answering allow; nothing when none allows any.
fn allowed_extension(context: &Context<'_>, law: NamedLaw<'_>) -> Option<Option<Period>> {
    let extensions: Vec<Option<&Extension>> = rules_in_force(context, law)
        .filter_map(|rule| match &rule.duty {
            Duty::Answer(duty) if duty.clock.is_some() => Some(duty.extension.as_ref()),
            _ => None,
        })
        .collect();
    if extensions.is_empty() {
        return None;
    }
    let longest = extensions.into_iter().flatten().map(|extension| extension.period);
    Some(longest.reduce(|left, right| if can_be_longer(right, left) { right } else { left }))
}

fn extensions(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let Some(allowed) = allowed_extension(context, law) else { return };
    for answer in &context.model.policy.answers {
        let Some(extension) = &answer.extension else { continue };
        // A general sentence gives way to the law for its people; one for them only claims something of them.
        if answer.people_in.is_empty() || !overlaps(context, law, &answer.people_in) {
            continue;
        }
        let message = match allowed {
            Some(longest) if can_be_longer(extension.value, longest) => {
                format!("`{}` allows an extension by {longest}, not by {}", law.name, extension.value)
            }
            None => format!("`{}` allows no extension", law.name),
            Some(_) => continue,
        };
        found.push(
            Diagnostic::warning(codes::EXTENSION_BEYOND_LAW, message)
                .at(extension.span)
                .label(law.span, "the policy is under this law")
                .help("the longer extension is refused; write what the law allows"),
        );
    }
}

/// An extension without an end, where a law ends it.
fn unbounded(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let Some(allowed) = allowed_extension(context, law) else { return };
    for placed in context.all("answer") {
        let statement = placed.statement;
        if statement.flag("unbounded") && overlaps(context, law, &statement.tail.people_in) {
            let most = allowed.map_or_else(|| "none".to_owned(), |longest| format!("one of {longest}"));
            found.push(
                Diagnostic::warning(
                    codes::EXTENSION_BEYOND_LAW,
                    format!("the extension has no end, and `{}` allows {most}", law.name),
                )
                .at(statement.span)
                .label(law.span, "the policy is under this law")
                .help("the longer extension is refused; write what the law allows"),
            );
        }
    }
}

fn acknowledgements(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let best = earliest(context, law, &context.model.policy.acknowledgements);
    for rule in rules_in_force(context, law) {
        let Duty::Acknowledge(duty) = &rule.duty else { continue };
        let allowed = duty.clock.period;
        match duty.rights.iter().find_map(|right| best_for(&best, *right)) {
            Some(promised) if can_be_longer(promised.within.value, allowed) => {
                found.push(later(codes::ACKNOWLEDGEMENT_MISSING, law, rule, &promised.within, allowed));
            }
            Some(_) => {}
            None => found.push(
                Diagnostic::warning(
                    codes::ACKNOWLEDGEMENT_MISSING,
                    format!(
                        "`{}` asks for an acknowledgement within {allowed}, and nothing promises it",
                        law.name
                    ),
                )
                .at(law.span)
                .note(rule.cite.clone())
                .help(format!(
                    "add: acknowledge any request within {allowed} of receipt for people in {} because law",
                    law.pack.reach.residents.iter().map(|place| place.code()).collect::<Vec<_>>().join(", ")
                )),
            ),
        }
    }
}

fn carried_out(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    for rule in rules_in_force(context, law) {
        let Duty::Answer(duty) = &rule.duty else { continue };
        let Some(clock) = &duty.clock else { continue };
        for placed in context.all("carry-out") {
            let statement = placed.statement;
            let Some((right, within)) = statement.name("right").zip(statement.period("within")) else {
                continue;
            };
            let concerned = duty.rights.iter().any(|one| one.word() == right.value)
                && overlaps(context, law, &statement.tail.people_in);
            if concerned && can_be_longer(within.value, clock.period) {
                found.push(later(codes::OPT_OUT_AFTER_LAW, law, rule, within, clock.period));
            }
        }
    }
}

fn appeals(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    for rule in rules_in_force(context, law) {
        let Duty::Appeal(duty) = &rule.duty else { continue };
        for appeal in context.model.policy.appeals.iter().filter(|one| overlaps(context, law, &one.people_in))
        {
            if can_be_longer(appeal.within.value, duty.clock.period) {
                found.push(later(codes::APPEAL_AFTER_LAW, law, rule, &appeal.within, duty.clock.period));
            }
            let Some(extension) = &appeal.extension else { continue };
            let longest = duty.extension.as_ref().map(|extension| extension.period);
            if longest.is_none_or(|longest| can_be_longer(extension.value, longest)) {
                let allowed =
                    longest.map_or_else(|| "none".to_owned(), |longest| format!("one of {longest}"));
                found.push(
                    Diagnostic::warning(
                        codes::APPEAL_AFTER_LAW,
                        format!(
                            "`{}` allows no extension of an appeal by {}: it allows {allowed}",
                            law.name, extension.value
                        ),
                    )
                    .at(extension.span)
                    .label(law.span, "the policy is under this law")
                    .note(rule.cite.clone())
                    .help("the extension is refused; leave it out for these people"),
                );
            }
        }
    }
}

fn breaches(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    for rule in rules_in_force(context, law) {
        let Duty::Breach(duty) = &rule.duty else { continue };
        let Some(clock) = &duty.clock else { continue };
        let sentence = match duty.tell {
            Tell::Authority => "tell-breach-authority",
            Tell::People => "tell-breach-people",
            Tell::CreditAgencies => continue,
        };
        for placed in context.all(sentence) {
            let statement: &Statement = placed.statement;
            let Some(within) = statement.period("within") else { continue };
            if overlaps(context, law, &statement.tail.people_in) && can_be_longer(within.value, clock.period)
            {
                found.push(later(codes::BREACH_AFTER_LAW, law, rule, within, clock.period));
            }
        }
    }
}
