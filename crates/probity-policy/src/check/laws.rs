//! The policy against the laws that it names: bases, ages, signals, fees, authorities.

use super::context::{Context, Found, NamedLaw};
use super::law_times;
use crate::codes;
use crate::grammar::Located;
use jiff::civil::{Date, date};
use probity_law::{Bases, ConsentGiver, ConsentSubject, Duty, Rule};
use probity_source::Diagnostic;
use probity_vocabulary::{LegalBasis, Place};
use std::collections::BTreeSet;

/// The day on which membership of a group is looked up when the policy names no first day.
const MEMBERSHIP_DAY: Date = date(2026, 1, 1);

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    for law in &context.laws {
        in_force(context, *law, found);
        law_times::check(context, *law, found);
        bases(context, *law, found);
        ages(context, *law, found);
        signals(context, *law, found);
        fees(context, *law, found);
    }
    authority(context, found);
    conduct(context, found);
    places_without_law(context, found);
}

/// The rules of a law that apply on the policy's first day.
pub(super) fn rules_in_force<'c>(
    context: &'c Context<'_>,
    law: NamedLaw<'_>,
) -> impl Iterator<Item = &'static Rule> + use<'c> {
    let on = context.effective;
    law.pack.rules.iter().filter(move |rule| match on {
        Some(on) => {
            rule.in_force_from.is_none_or(|from| from <= on) && rule.in_force_to.is_none_or(|to| on <= to)
        }
        None => rule.in_force_to.is_none(),
    })
}

/// Are some of these people reached by the law? No places are all people.
pub(super) fn overlaps(context: &Context<'_>, law: NamedLaw<'_>, people_in: &[Located<String>]) -> bool {
    if people_in.is_empty() {
        return true;
    }
    let on = context.effective.unwrap_or(MEMBERSHIP_DAY);
    let places = || people_in.iter().filter_map(|place| Place::find(&place.value));
    places().any(|place| law.pack.reach.residents.iter().any(|reached| share_people(place, *reached, on)))
}

fn share_people(left: Place, right: Place, on: Date) -> bool {
    let country = |place: Place| match place {
        Place::Country(country) => Some(country),
        Place::Region(region) => region.country(),
        Place::Group(_) => None,
    };
    match (left, right) {
        (Place::Group(group), other) | (other, Place::Group(group)) => {
            country(other).is_none_or(|country| group.contains(country, on))
        }
        (Place::Region(left), Place::Region(right)) => left == right,
        (left, right) => country(left) == country(right),
    }
}

fn in_force(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let Some(on) = context.effective else { return };
    let told = if on < law.pack.in_force_from {
        format!("`{}` applies from {}, after the policy begins", law.name, law.pack.in_force_from)
    } else {
        match law.pack.in_force_to {
            Some(end) if end < on => format!("`{}` ended on {end}, before the policy begins", law.name),
            _ => return,
        }
    };
    found.push(
        Diagnostic::warning(codes::LAW_NOT_IN_FORCE, told)
            .at(law.span)
            .help("leave it out, or correct the day on which the policy begins"),
    );
}

fn bases(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let Some((rule, allowed)) = rules_in_force(context, law).find_map(|rule| match &rule.duty {
        Duty::Bases(Bases { allowed }) => Some((rule, allowed)),
        _ => None,
    }) else {
        return;
    };
    let known = |word: &str| LegalBasis::from_word(word).is_none_or(|basis| allowed.contains(&basis));
    for purpose in &context.model.policy.purposes {
        // A basis of their own for the law's people settles it for them.
        let settled = purpose.bases.iter().any(|basis| {
            !basis.people_in.is_empty()
                && overlaps(context, law, &basis.people_in)
                && basis.bases.iter().all(|one| known(&one.value))
        });
        if settled {
            continue;
        }
        for basis in purpose.bases.iter().filter(|basis| overlaps(context, law, &basis.people_in)) {
            for word in basis.bases.iter().filter(|one| !known(&one.value)) {
                let mut diagnostic = Diagnostic::warning(
                    codes::BASIS_UNKNOWN_TO_LAW,
                    format!("`{}` is no basis under `{}`", word.value, law.name),
                )
                .at(word.span)
                .label(law.span, "the policy is under this law")
                .note(rule.cite.clone());
                if !rule.confidence.is_verified() {
                    diagnostic =
                        diagnostic.note("the text of this law was not read; a person should confirm this");
                }
                let places: Vec<&str> = law.pack.reach.residents.iter().map(|place| place.code()).collect();
                found.push(diagnostic.help(format!(
                    "add, in the purpose: basis consent for people in {} because law",
                    places.join(", ")
                )));
            }
        }
    }
}

fn ages(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let parental = |rule: &'static Rule| match &rule.duty {
        Duty::ConsentAge(age)
            if age.by == ConsentGiver::Parent
                && age.to == ConsentSubject::Service
                && rule.only_in.is_empty() =>
        {
            Some((rule, u64::from(age.below)))
        }
        _ => None,
    };
    let Some((rule, below)) = rules_in_force(context, law).find_map(parental) else { return };
    let minimum = &context.model.policy.minimum_age;
    let adults_only =
        minimum.iter().any(|age| age.of.is_none() && age.years.is_none_or(|years| years >= below));
    if adults_only {
        return;
    }
    let mut asked = context.all("ask-parent").filter_map(|placed| {
        let statement = placed.statement;
        overlaps(context, law, &statement.tail.people_in)
            .then(|| (statement.number("age").unwrap_or(0), statement.span))
    });
    let younger = minimum.iter().find_map(|age| age.years.map(|years| (years, age.span)));
    let (age, span) = match asked.by_ref().max_by_key(|(age, _)| *age) {
        Some((age, _)) if age >= below => return,
        Some(asked) => asked,
        None => match younger {
            Some(younger) => younger,
            None => return,
        },
    };
    found.push(
        Diagnostic::warning(
            codes::AGE_BELOW_LAW,
            format!("people of {age} count as grown up here, and not before {below} under `{}`", law.name),
        )
        .at(span)
        .label(law.span, "the policy is under this law")
        .note(rule.cite.clone())
        .help(format!("add: ask parent of people under {below} before collecting")),
    );
}

fn signals(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let same = |left: &str, right: &str| {
        left.to_lowercase().replace(' ', "-") == right.to_lowercase().replace(' ', "-")
    };
    for rule in rules_in_force(context, law) {
        let Duty::Signal(signal) = &rule.duty else { continue };
        let honoured = context.all("signal").any(|placed| {
            overlaps(context, law, &placed.statement.tail.people_in)
                && placed.statement.names("signals").iter().any(|name| same(&name.value, &signal.name))
        });
        if !honoured {
            let word = signal.name.to_lowercase().replace(' ', "-");
            found.push(
                Diagnostic::warning(
                    codes::SIGNAL_IGNORED,
                    format!("`{}` makes `{word}` a choice, and nothing honours it", law.name),
                )
                .at(law.span)
                .note(rule.cite.clone())
                .help(format!("add: honour {word}")),
            );
        }
    }
}

fn fees(context: &Context<'_>, law: NamedLaw<'_>, found: &mut Found) {
    let free = rules_in_force(context, law)
        .filter_map(|rule| match &rule.duty {
            Duty::FreeRequests(free) => Some((rule, free.count)),
            _ => None,
        })
        .max_by_key(|(_, count)| count.map_or(u64::MAX, u64::from));
    let Some((rule, count)) = free else { return };
    for placed in context.all("free") {
        let statement = placed.statement;
        let Some(promised) = statement.number("count") else { continue };
        let short = match count {
            Some(count) => promised < u64::from(count),
            None => !statement.flag("finding"),
        };
        if short && overlaps(context, law, &statement.tail.people_in) {
            let allowed = count.map_or_else(|| "all".to_owned(), |count| count.to_string());
            found.push(
                Diagnostic::warning(
                    codes::FEE_BEFORE_LAW,
                    format!("{promised} requests are free here, and {allowed} under `{}`", law.name),
                )
                .at(statement.span)
                .label(law.span, "the policy is under this law")
                .note(rule.cite.clone())
                .help(
                    "no fee is asked for what the law makes free; write the law's number, or `with finding`",
                ),
            );
        }
    }
}

fn authority(context: &Context<'_>, found: &mut Found) {
    if !context.model.policy.controller.authorities.is_empty() {
        return;
    }
    let Some(controller) = context.all("controller").next() else { return };
    let watching: Vec<&str> = context
        .laws
        .iter()
        .filter_map(|law| law.pack.authority.as_ref())
        .map(|one| one.name.as_str())
        .collect();
    if !watching.is_empty() {
        found.push(
            Diagnostic::warning(
                codes::NO_AUTHORITY,
                "people are told no authority to which they can complain",
            )
            .at(controller.statement.span)
            .note(format!("the laws named are watched over by {}", watching.join("; ")))
            .help("add, in `controller { }`: authority NAME"),
        );
    }
}

fn conduct(context: &Context<'_>, found: &mut Found) {
    if !context.names_law("eu-gdpr") || context.has("conduct") {
        return;
    }
    let consent = context
        .model
        .policy
        .purposes
        .iter()
        .flat_map(|purpose| &purpose.bases)
        .flat_map(|basis| &basis.bases)
        .find(|basis| basis.value == "consent");
    if let Some(basis) = consent {
        found.push(
            Diagnostic::warning(
                codes::CONDUCT_AS_CONSENT,
                "nothing says that opening a page or scrolling is not consent",
            )
            .at(basis.span)
            .note("consent is a clear affirmative act (GDPR article 4(11))")
            .help("add: conduct is never consent"),
        );
    }
}

fn places_without_law(context: &Context<'_>, found: &mut Found) {
    if context.laws.is_empty() {
        return;
    }
    let mut told = BTreeSet::new();
    for statement in &context.model.statements {
        for place in &statement.tail.people_in {
            let alone = std::slice::from_ref(place);
            let known = Place::find(&place.value).is_some();
            if known
                && told.insert(place.value.as_str())
                && !context.laws.iter().any(|law| overlaps(context, *law, alone))
            {
                found.push(
                    Diagnostic::note_only(
                        codes::PLACE_WITHOUT_LAW,
                        format!("no law that the policy names reaches people in `{}`", place.value),
                    )
                    .at(place.span)
                    .help("name their law in `laws`, if there is one; the sentence holds all the same"),
                );
            }
        }
    }
}
