//! What must be done before a new version of a policy holds: as the old version promised it, and as the laws that it
//! is under demand it.
//!
//! The old version's words count, because they were in force when people gave their data. What the law says is told
//! with its place and only where one of the policy's laws is known here; it is no legal advice. A citation that
//! nobody has held against the law's text says so.

use super::compare::Changed;
use super::{Place, PolicyChange, place};
use crate::Direction;
use crate::render::Speaker;
use jiff::civil::Date;
use jiff::{Span as Length, ToSpan};
use probity_policy::grammar::{Statement, StatementKind};
use probity_policy::project::Project;
use probity_vocabulary::Unit;
use serde::Serialize;

/// Something to do before the new version holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// What, as a sentence.
    pub what: String,
    /// By which day at the latest, where the new version says when it begins.
    pub by: Option<String>,
    /// The promise of the old version that says so.
    pub promise: Option<Place>,
    /// The law that says so.
    pub law: Option<&'static str>,
}

pub(super) fn duties(
    old: &Project,
    new: &Project,
    changed: &[Changed<'_, '_>],
    changes: &[PolicyChange],
) -> Vec<Duty> {
    let significant = changes.iter().any(|change| change.significant);
    if !significant {
        return Vec::new();
    }
    let mut all = Vec::new();
    let speaker = Speaker::of(&old.model.statements);
    let begins: Option<Date> =
        new.model.policy.effective.as_ref().and_then(|effective| effective.value.parse().ok());
    let promised = |kind: StatementKind| {
        old.model.statements.iter().filter(move |statement| statement.rule.kind() == Some(kind))
    };
    let of_promise = |statement: &Statement, by: Option<Date>| Duty {
        what: speaker.sentence(statement).unwrap_or_default(),
        by: by.map(|day| day.to_string()),
        promise: Some(place(old, statement.span, &statement.tail)),
        law: None,
    };
    let law = |what: &str, law: &'static str| Duty {
        what: what.to_owned(),
        by: None,
        promise: None,
        law: Some(law),
    };
    for statement in promised(StatementKind::TellChange) {
        let by = statement
            .period("before")
            .zip(begins)
            .and_then(|(before, begins)| days_before(begins, before.value.amount, before.value.unit));
        all.push(of_promise(statement, by));
    }
    let came = |kind: StatementKind| {
        changed.iter().any(|one| {
            one.of.kind == kind
                && one.new.is_some()
                && one.direction != Direction::MoreProtective
                && (one.old.is_none() || kind == StatementKind::Basis)
        })
    };
    let new_purpose = came(StatementKind::Purpose) || came(StatementKind::Uses);
    let new_data = came(StatementKind::Collect);
    let new_recipient =
        [StatementKind::Recipient, StatementKind::Gets, StatementKind::Share].into_iter().any(came);
    if new_purpose {
        all.extend(promised(StatementKind::NewPurpose).map(|statement| of_promise(statement, None)));
    }
    if new_data {
        all.extend(promised(StatementKind::CollectElse).map(|statement| of_promise(statement, None)));
    }
    if new_recipient {
        for statement in promised(StatementKind::BeforeSharing) {
            let by = statement
                .period("wait")
                .zip(begins)
                .and_then(|(wait, begins)| days_before(begins, wait.value.amount, wait.value.unit));
            all.push(of_promise(statement, by));
        }
    }
    let under = |prefix: &str| {
        let laws =
            |project: &Project| project.model.policy.laws.iter().any(|law| law.value.starts_with(prefix));
        laws(old) || laws(new)
    };
    if under("eu-gdpr") {
        all.push(law(
            "Tell people of these changes by a message of its own, well before they hold; that the text is published is not enough.",
            "GDPR art. 12(1) and 5(1)(a); guidelines WP260 rev.01, no. 29–31 (not verified against the text)",
        ));
        if new_purpose {
            all.push(law(
                "Tell people of the new purpose, and of their rights, before their data is used for it; where it does not fit the old one, ask for their consent.",
                "GDPR art. 13(3), 14(4) and 6(4) (not verified against the text)",
            ));
        }
    }
    if consent_is_new(changed) {
        all.push(law(
            "Ask for consent before data is used for the purposes that rest on it now; what people agreed to before does not cover it.",
            "GDPR art. 6(1)(a) and 7",
        ));
    }
    if under("us-ca-ccpa") && (new_data || new_purpose) {
        all.push(law(
            "Give a notice at collection before further categories are collected, or data is used for further purposes.",
            "Cal. Civ. Code § 1798.100(a)(1) (not verified against the text)",
        ));
    }
    if under("us-") && changes.iter().any(|one| one.significant && one.direction == Direction::LessProtective)
    {
        all.push(law(
            "Ask people to agree before data that was collected under the old promises is treated in a way that protects them less.",
            "FTC Act § 5, as applied In re Gateway Learning Corp. (2004) (not verified against the text)",
        ));
    }
    all
}

/// Whether a purpose rests on consent now that did not before.
fn consent_is_new(changed: &[Changed<'_, '_>]) -> bool {
    let consent = |fact: Option<&super::fact::Fact<'_>>, kind: StatementKind| {
        fact.is_some_and(|fact| {
            let bases = |statement: &Statement| {
                statement.rule.kind() == Some(StatementKind::Basis)
                    && statement.names("bases").iter().any(|basis| basis.value == "consent")
            };
            if kind == StatementKind::Purpose {
                fact.statement.block.iter().any(bases)
            } else {
                bases(fact.statement)
            }
        })
    };
    changed.iter().any(|one| {
        matches!(one.of.kind, StatementKind::Basis | StatementKind::Purpose)
            && consent(one.new, one.of.kind)
            && !consent(one.old, one.of.kind)
    })
}

/// The last day that leaves the whole time before another; nothing where only a calendar of holidays tells.
fn days_before(begins: Date, amount: u32, unit: Unit) -> Option<Date> {
    let amount = i64::from(amount);
    let length: Length = match unit {
        Unit::Minutes => amount.checked_div(24 * 60)?.checked_add(1)?.days(),
        Unit::Hours => amount.checked_add(23)?.checked_div(24)?.days(),
        Unit::Days => Length::new().try_days(amount).ok()?,
        Unit::WorkingDays => return None,
        Unit::Weeks => Length::new().try_weeks(amount).ok()?,
        Unit::Months => Length::new().try_months(amount).ok()?,
        Unit::Years => Length::new().try_years(amount).ok()?,
    };
    begins.checked_sub(length).ok()
}
