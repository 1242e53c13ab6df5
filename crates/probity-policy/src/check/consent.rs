//! Consent, cookies and messages: is everybody asked who must be, and can everybody say no?

use super::context::{Context, Found};
use super::length::is_longer;
use crate::codes;
use crate::grammar::{Located, Statement};
use probity_source::Diagnostic;
use probity_vocabulary::Period;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    cookies(context, found);
    for placed in context.all("message") {
        message(context, placed.statement, found);
    }
    unconfirmed(&context.model.statements, found);
}

fn cookies(context: &Context<'_>, found: &mut Found) {
    let asked: BTreeSet<&str> = context
        .all("ask-cookies")
        .flat_map(|placed| placed.statement.names("categories"))
        .map(|group| group.value.as_str())
        .collect();
    let mut limits: BTreeMap<&str, &Located<Period>> = BTreeMap::new();
    for placed in context.all("cookie-limit") {
        if let (Some(group), Some(period)) =
            (placed.statement.name("group"), placed.statement.period("period"))
        {
            limits.insert(&group.value, period);
        }
    }
    for placed in context.all("cookie") {
        let cookie = placed.statement;
        let Some(name) = cookie.name("cookie") else { continue };
        let lives = cookie.inner("cookie-lives").next();
        if lives.is_none() {
            found.push(
                Diagnostic::warning(
                    codes::COOKIE_WITHOUT_LIFE,
                    format!("nothing says how long `{}` lives", name.value),
                )
                .at(name.span)
                .help("add, in its block: lives session, or: lives 1 year"),
            );
        }
        let Some(group) = cookie.inner("cookie-group").next().and_then(|inner| inner.name("group")) else {
            found.push(
                Diagnostic::warning(
                    codes::COOKIE_WITHOUT_GROUP,
                    format!("nothing says to which group `{}` belongs", name.value),
                )
                .at(name.span)
                .note("a cookie without a group is stored after consent only")
                .help("add, in its block: group necessary"),
            );
            continue;
        };
        if group.value != "necessary" && !asked.contains(group.value.as_str()) {
            found.push(
                Diagnostic::warning(
                    codes::COOKIE_WITHOUT_CONSENT,
                    format!("`{}` is stored and nobody is asked for cookies of `{}`", name.value, group.value),
                )
                .at(group.span)
                .note("what is not strictly necessary is stored after consent only (Directive 2002/58/EC article 5(3))")
                .help(format!("add: ask consent for cookies {} before storing", group.value)),
            );
        }
        let life = lives.and_then(|inner| inner.period("for"));
        if let Some((life, limit)) = life.zip(limits.get(group.value.as_str()))
            && is_longer(life.value, limit.value)
        {
            found.push(
                Diagnostic::error(
                    codes::COOKIE_TOO_LONG,
                    format!("`{}` lives {}, and its group at most {}", name.value, life.value, limit.value),
                )
                .at(life.span)
                .label(limit.span, "the longest life of the group")
                .help("shorten the one or lengthen the other"),
            );
        }
    }
}

fn message(context: &Context<'_>, message: &Statement, found: &mut Found) {
    let Some(name) = message.name("message") else { return };
    let can_stop = message.inner("message-opt-out").next().is_some();
    let passes = message.inner("message-needed").next();
    for serves in message.inner("message-purpose") {
        let Some(purpose) = serves.name("purpose") else { continue };
        let Some(described) = context.purposes.get(purpose.value.as_str()) else { continue };
        let rests_on =
            |word: &str| described.bases.iter().any(|basis| basis.bases.iter().any(|one| one.value == word));
        let refusable = rests_on("consent") || rests_on("legitimate-interest");
        if let Some(passes) = passes.filter(|_| rests_on("consent")) {
            found.push(
                Diagnostic::error(
                    codes::MESSAGE_PASSES_REFUSAL,
                    format!(
                        "`message {}` goes out against a refusal, and its purpose rests on consent",
                        name.value
                    ),
                )
                .at(passes.span)
                .label(described.name.span, "rests on consent")
                .help("remove `passes every opt-out`, or let it serve a purpose that the contract needs"),
            );
        } else if refusable && !can_stop && passes.is_none() {
            found.push(
                Diagnostic::warning(
                    codes::MESSAGE_WITHOUT_OPT_OUT,
                    format!("`message {}` tells nobody how to stop it", name.value),
                )
                .at(name.span)
                .label(described.name.span, "people can refuse this purpose")
                .help("add, in its block: carries one-click opt-out"),
            );
        }
    }
}

fn unconfirmed(statements: &[Statement], found: &mut Found) {
    for statement in statements {
        if let Some(span) = statement.tail.unconfirmed {
            found.push(
                Diagnostic::note_only(codes::UNCONFIRMED, "nobody confirmed this sentence, so it denies")
                    .at(span)
                    .help("ask whoever is responsible, correct the sentence, and remove `unconfirmed`"),
            );
        }
        unconfirmed(&statement.block, found);
    }
}
