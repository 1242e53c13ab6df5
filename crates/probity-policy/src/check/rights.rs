//! Rights: is each answered in a time, by somebody who knows who asks?

use super::context::{Context, Found};
use crate::codes;
use probity_source::Diagnostic;
use probity_vocabulary::Right;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    without_time(context, found);
    without_verification(context, found);
    two_times(context, found);
}

fn without_time(context: &Context<'_>, found: &mut Found) {
    let policy = &context.model.policy;
    if policy.answers.iter().any(|answer| answer.right.is_none()) {
        return;
    }
    let mut timed: BTreeSet<&str> = policy
        .answers
        .iter()
        .filter_map(|answer| answer.right.as_ref())
        .map(|right| right.value.as_str())
        .collect();
    timed.extend(
        context
            .all("carry-out")
            .filter_map(|placed| placed.statement.name("right"))
            .map(|right| right.value.as_str()),
    );
    if context.has("appeal") {
        timed.insert("appeal");
    }
    for right in &policy.offered {
        // To complain is to ask the authority, and not the controller.
        if Right::from_word(&right.value).is_some_and(|right| right != Right::Complaint)
            && !timed.contains(right.value.as_str())
        {
            found.push(
                Diagnostic::warning(
                    codes::NO_ANSWER_TIME,
                    format!("nothing says when a request for `{}` is answered", right.value),
                )
                .at(right.span)
                .help("add: answer any request within 30 days of receipt"),
            );
        }
    }
}

fn without_verification(context: &Context<'_>, found: &mut Found) {
    let policy = &context.model.policy;
    if !policy.request_verification.is_empty() {
        return;
    }
    let needs = |word: &str| Right::from_word(word).is_some_and(|right| !right.needs_no_identity());
    if let Some(right) = policy.offered.iter().find(|right| needs(&right.value)) {
        found.push(
            Diagnostic::warning(
                codes::NO_REQUEST_VERIFICATION,
                "nothing says how people show who they are before they are answered",
            )
            .at(right.span)
            .help("add: verify requests by account, mailbox"),
        );
    }
}

fn two_times(context: &Context<'_>, found: &mut Found) {
    let mut seen = BTreeMap::new();
    for answer in &context.model.policy.answers {
        let places: Vec<&str> = answer.people_in.iter().map(|place| place.value.as_str()).collect();
        let right = answer.right.as_ref().map(|right| right.value.as_str());
        let because = answer.because.as_ref().map(|because| because.value.as_str());
        let first = seen.entry((right, places, because)).or_insert(&answer.within);
        if first.value != answer.within.value {
            found.push(
                Diagnostic::error(
                    codes::TWO_ANSWER_TIMES,
                    format!(
                        "`{}` is answered within {} here and within {} elsewhere",
                        right.unwrap_or("any request"),
                        answer.within.value,
                        first.value
                    ),
                )
                .at(answer.within.span)
                .label(first.span, "the other time")
                .help("keep one; until then the earlier one drives"),
            );
        }
    }
}
