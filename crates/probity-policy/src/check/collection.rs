//! What is collected against what never is.

use super::context::{Context, Found, fixed, insert_all};
use super::patterns::{PatternMap, is_everything};
use crate::codes;
use probity_source::{Diagnostic, Span};
use probity_vocabulary::Category;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    collected_and_never(context, found);
    collected_for_nothing(context, found);
    personal_denied(context, found);
}

fn collected_and_never(context: &Context<'_>, found: &mut Found) {
    for collected in &context.model.policy.collected {
        for category in &collected.categories {
            if let Some(never) = context.never_collected.covering(&category.value) {
                found.push(
                    Diagnostic::error(
                        codes::COLLECTED_AND_NEVER,
                        format!("`{}` is collected here and never collected elsewhere", category.value),
                    )
                    .at(category.span)
                    .label(*never, "never collected, says this")
                    .help("keep the sentence that is true; until then nothing of it is collected"),
                );
            }
        }
    }
}

fn collected_for_nothing(context: &Context<'_>, found: &mut Found) {
    let mut used: PatternMap<Span> = PatternMap::default();
    for purpose in &context.model.policy.purposes {
        insert_all(&mut used, &purpose.uses);
    }
    for collected in &context.model.policy.collected {
        for category in collected.categories.iter().filter(|one| !is_everything(&one.value)) {
            if used.touching(&category.value).is_none()
                && context.never_collected.covering(&category.value).is_none()
            {
                found.push(
                    Diagnostic::warning(
                        codes::COLLECTED_FOR_NOTHING,
                        format!("`{}` is collected and no purpose uses it", category.value),
                    )
                    .at(category.span)
                    .note("what no purpose needs may not be collected (GDPR article 5(1)(c))")
                    .help(format!("add `uses {}` to a purpose, or stop collecting it", category.value)),
                );
            }
        }
    }
}

/// An address is personal whatever the text calls it, as soon as somebody could be found by it.
fn personal_denied(context: &Context<'_>, found: &mut Found) {
    for placed in context.all("treat") {
        let Some(standing) = placed.statement.name("standing").filter(|one| one.value == "not-personal")
        else {
            continue;
        };
        for category in placed.statement.names("categories") {
            if Category::find(category.value.trim_end_matches(".*")).is_some() {
                let diagnostic = Diagnostic::warning(
                    codes::PERSONAL_DENIED,
                    format!("`{}` is personal data, whatever the policy calls it", category.value),
                )
                .at(category.span)
                .note("personal is what relates to somebody who can be identified (GDPR article 4(1))")
                .help("it is handled as personal; write `treat … as personal`, or remove the sentence");
                found.push(fixed(diagnostic, "write `personal`", standing.span, "personal"));
            }
        }
    }
}
