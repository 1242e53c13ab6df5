//! How long: floors, ceilings and exact periods against each other, and against what is collected.

use super::context::{Context, Found, fixed};
use super::length::is_longer;
use super::patterns::{PatternMap, is_everything};
use crate::codes;
use crate::grammar::Located;
use crate::model::policy::{Length, Retention};
use probity_source::{Diagnostic, Span};
use probity_vocabulary::Period;
use std::collections::BTreeMap;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let mut kept: PatternMap<Span> = PatternMap::default();
    for retention in &context.model.policy.retentions {
        without_anchor(retention, found);
        vague(retention, found);
        against_collection(context, retention, found);
        super::context::insert_all(&mut kept, &retention.categories);
    }
    floor_above_ceiling(context, found);
    two_periods(context, found);
    collected_without(context, &kept, found);
}

fn without_anchor(retention: &Retention, found: &mut Found) {
    let (Length::AtLeast(period) | Length::AtMost(period) | Length::Exactly(period)) = &retention.length
    else {
        return;
    };
    if retention.after.is_none() {
        found.push(
            Diagnostic::warning(codes::NO_ANCHOR, format!("`{}` after what?", period.value))
                .at(period.span)
                .help(
                    "add the instant from which it counts, such as `after collected` or `after account end`",
                ),
        );
    }
}

fn vague(retention: &Retention, found: &mut Found) {
    let Length::Vague(words) = &retention.length else { return };
    if retention.unconfirmed {
        return;
    }
    let diagnostic =
        Diagnostic::error(codes::VAGUE_PERIOD, "these words are no period that a machine could keep")
            .at(words.span)
            .note("a period in words is a question; until somebody answers it nothing is kept on it")
            .help("write a figure, or mark the sentence `unconfirmed` so that the question is asked");
    // Clauses stand after `unconfirmed`, so only a sentence without them can be changed at its end.
    found.push(if retention.clauses.is_empty() {
        let end = Span::new(retention.span.source(), retention.span.end(), retention.span.end());
        fixed(diagnostic, "mark it `unconfirmed`", end, " unconfirmed")
    } else {
        diagnostic
    });
}

fn against_collection(context: &Context<'_>, retention: &Retention, found: &mut Found) {
    for category in retention.categories.iter().filter(|one| !is_everything(&one.value)) {
        if let Some(never) = context.never_kept.covering(&category.value) {
            found.push(
                Diagnostic::error(
                    codes::NEVER_KEPT_BUT_KEPT,
                    format!("`{}` is kept here and never kept elsewhere", category.value),
                )
                .at(category.span)
                .label(*never, "never kept, says this")
                .help("remove one of the two sentences"),
            );
        } else if context.collected.touching(&category.value).is_none() {
            found.push(
                Diagnostic::warning(
                    codes::KEPT_UNCOLLECTED,
                    format!("`{}` is kept, and no sentence collects it", category.value),
                )
                .at(category.span)
                .help(format!("add: collect {} from use", category.value)),
            );
        }
    }
}

fn places(retention: &Retention) -> Vec<&str> {
    retention.people_in.iter().map(|place| place.value.as_str()).collect()
}

/// The highest floor under each pattern, looked up from each ceiling.
fn floor_above_ceiling(context: &Context<'_>, found: &mut Found) {
    let unconditional = || context.model.policy.retentions.iter().filter(|one| one.when.is_none());
    let mut highest: BTreeMap<&str, &Located<Period>> = BTreeMap::new();
    for retention in unconditional() {
        if let Length::AtLeast(floor) | Length::Exactly(floor) = &retention.length {
            for category in &retention.categories {
                let entry = highest.entry(&category.value).or_insert(floor);
                if is_longer(floor.value, entry.value) {
                    *entry = floor;
                }
            }
        }
    }
    let mut floors: PatternMap<&Located<Period>> = PatternMap::default();
    for (pattern, floor) in highest {
        floors.insert(pattern, floor);
    }
    for retention in unconditional() {
        let Length::AtMost(ceiling) = &retention.length else { continue };
        for category in &retention.categories {
            if let Some(floor) = floors.covering(&category.value)
                && is_longer(floor.value, ceiling.value)
            {
                found.push(
                    Diagnostic::error(
                        codes::FLOOR_ABOVE_CEILING,
                        format!(
                            "`{}` is kept at most {} here and at least {} elsewhere",
                            category.value, ceiling.value, floor.value
                        ),
                    )
                    .at(ceiling.span)
                    .label(floor.span, "the longer floor")
                    .help("make the floor shorter or the ceiling longer"),
                );
            }
        }
    }
}

fn two_periods(context: &Context<'_>, found: &mut Found) {
    type Key<'a> = (&'a str, Vec<&'a str>, Option<&'a str>);
    let mut exact: BTreeMap<Key<'_>, &Located<Period>> = BTreeMap::new();
    for retention in context.model.policy.retentions.iter().filter(|one| one.when.is_none()) {
        let Length::Exactly(period) = &retention.length else { continue };
        for category in &retention.categories {
            let because = retention.because.as_ref().map(|because| because.value.as_str());
            let key = (category.value.as_str(), places(retention), because);
            match exact.get(&key) {
                Some(first) if first.value != period.value => found.push(
                    Diagnostic::error(
                        codes::TWO_PERIODS,
                        format!(
                            "`{}` is kept {} here and {} elsewhere",
                            category.value, period.value, first.value
                        ),
                    )
                    .at(period.span)
                    .label(first.span, "the other period")
                    .help("keep one of them, or give each its reason with `because`"),
                ),
                Some(_) => {}
                None => {
                    exact.insert(key, period);
                }
            }
        }
    }
}

fn collected_without(context: &Context<'_>, kept: &PatternMap<Span>, found: &mut Found) {
    for collected in &context.model.policy.collected {
        for category in collected.categories.iter().filter(|one| !is_everything(&one.value)) {
            let settled = kept.touching(&category.value).is_some()
                || context.never_kept.covering(&category.value).is_some()
                || context.never_collected.covering(&category.value).is_some();
            if !settled {
                found.push(
                    Diagnostic::warning(
                        codes::NO_RETENTION,
                        format!("nothing says how long `{}` is kept", category.value),
                    )
                    .at(category.span)
                    .note("data is kept no longer than its purposes need (GDPR article 5(1)(e))")
                    .help(format!(
                        "add: keep {} at most 12 months after collected, then delete",
                        category.value
                    )),
                );
            }
        }
    }
}
