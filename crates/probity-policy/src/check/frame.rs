//! The frame: is it said which policy this is, whose, since when, under which laws and in which words?

use super::context::{Context, Found};
use crate::codes;
use probity_source::Diagnostic;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    if !context.has_policy() {
        return;
    }
    missing_frame(context, found);
    missing_controller(context, found);
    replaces_later(context, found);
}

fn missing_frame(context: &Context<'_>, found: &mut Found) {
    let policy = &context.model.policy;
    let Some(frame) = context.all("policy").next().map(|placed| placed.statement.span) else {
        found.push(
            Diagnostic::error(codes::NO_FRAME, "nothing says which policy this is")
                .help("begin with: policy \"Name\" version 1 { effective 2026-01-01 in UTC }"),
        );
        return;
    };
    if policy.effective.is_none() {
        found.push(
            Diagnostic::error(codes::NO_EFFECTIVE_DATE, "nothing says on which day the policy begins")
                .at(frame)
                .help("add, in `policy { }`: effective 2026-01-07 in America/Panama"),
        );
    } else if policy.zone.is_none() {
        found.push(
            Diagnostic::warning(
                codes::NO_EFFECTIVE_DATE,
                "nothing says in which time zone the days are counted",
            )
            .at(policy.effective.as_ref().map_or(frame, |date| date.span))
            .help("add `in` and an IANA name, such as `in Europe/Nicosia`; until then it is UTC"),
        );
    }
    if policy.laws.is_empty() {
        found.push(
            Diagnostic::warning(
                codes::NO_LAWS,
                "the policy names no law, so no law's figure is compared with it",
            )
            .at(frame)
            .help("add, in `policy { }`: laws eu-gdpr"),
        );
    }
    if policy.notice.is_none() {
        found.push(
            Diagnostic::note_only(codes::NO_NOTICE, "no published text is named, so `§` points nowhere")
                .at(frame)
                .help("add, in `policy { }`: notice \"notice.md\""),
        );
    }
}

fn missing_controller(context: &Context<'_>, found: &mut Found) {
    let controller = &context.model.policy.controller;
    let Some(span) = context.all("controller").next().map(|placed| placed.statement.span) else {
        found.push(
            Diagnostic::error(codes::NO_CONTROLLER, "nothing says who decides why and how data is used")
                .help("add: controller \"Name\" { country CY }"),
        );
        return;
    };
    if controller.mails.is_empty() && !context.has("post") {
        found.push(
            Diagnostic::warning(codes::NO_CONTACT, "people are told no address to which they can write")
                .at(span)
                .help("add, in `controller { }`: mail privacy env PRIVACY_MAIL"),
        );
    }
}

fn replaces_later(context: &Context<'_>, found: &mut Found) {
    let Some(version) = &context.model.policy.version else { return };
    for placed in context.all("replaces") {
        let Some(before) = placed.statement.name("version") else { continue };
        let order = match (numbers(&before.value), numbers(&version.value)) {
            (Some(before), Some(now)) => before < now,
            _ => before.value != version.value,
        };
        if !order {
            found.push(
                Diagnostic::error(
                    codes::REPLACES_LATER,
                    format!("version `{}` cannot replace version `{}`", version.value, before.value),
                )
                .at(before.span)
                .label(version.span, "this version")
                .help("name the version that was in force before this one"),
            );
        }
    }
}

/// `1.1.2` as numbers; nothing when a part is none.
fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split(['.', '-']).map(|part| part.parse().ok()).collect()
}
