//! Recipients: in which role, where, bound by what, and what they get against what they must not.

use super::context::{Context, Found, insert_all};
use super::patterns::{PatternMap, is_everything};
use crate::codes;
use crate::grammar::Located;
use crate::model::policy::Recipient;
use jiff::civil::{Date, date};
use probity_source::{Diagnostic, Span};
use probity_vocabulary::{Country, CountryGroup, TransferMechanism};
use std::collections::{BTreeMap, BTreeSet};

/// Used to ask who is in the European Economic Area when the policy names no first day.
const MEMBERSHIP_DAY: Date = date(2026, 1, 1);

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let addressed: BTreeSet<&str> = context
        .model
        .policy
        .shares
        .iter()
        .flat_map(|share| share.with.iter().map(|with| with.value.as_str()))
        .collect();
    let protected = context.names_law("eu-gdpr");
    for recipient in &context.model.policy.recipients {
        standing(context, recipient, found);
        if protected {
            transfer_ground(context, recipient, found);
        }
        repealed(context, recipient, found);
        if recipient.gets.is_empty() && !addressed.contains(recipient.name.value.as_str()) {
            found.push(
                Diagnostic::note_only(
                    codes::GETS_NOTHING,
                    format!("`recipient {}` gets nothing", recipient.name.value),
                )
                .at(recipient.name.span)
                .help("add, in its block: gets contact.email for support"),
            );
        }
    }
    disclosures(context, found);
}

fn standing(context: &Context<'_>, recipient: &Recipient, found: &mut Found) {
    let name = &recipient.name.value;
    if recipient.role.is_none() {
        found.push(
            Diagnostic::warning(
                codes::NO_ROLE,
                format!("nothing says in which role `recipient {name}` gets data"),
            )
            .at(recipient.name.span)
            .help("add, in its block: role processor"),
        );
    }
    if recipient.countries.is_empty() {
        found.push(
            Diagnostic::warning(
                codes::NO_COUNTRY,
                format!("nothing says where `recipient {name}` processes data"),
            )
            .at(recipient.name.span)
            .help("add, in its block: country LT"),
        );
    }
    let processor = recipient
        .role
        .as_ref()
        .is_some_and(|role| matches!(role.value.as_str(), "processor" | "sub-processor"));
    match &recipient.contract {
        None if processor => found.push(
            Diagnostic::warning(codes::NO_CONTRACT, format!("no contract binds `recipient {name}`"))
                .at(recipient.name.span)
                .note("a processor works under a contract (GDPR article 28(3)); without one nothing is disclosed")
                .help("add, in its block: contract \"contracts/it.pdf\" until 2027-12-31"),
        ),
        Some((_, Some(until))) => {
            let over = until.value.parse::<Date>().ok().zip(context.effective).is_some_and(|(end, begin)| end < begin);
            if over {
                found.push(
                    Diagnostic::warning(
                        codes::CONTRACT_OVER,
                        format!("the contract with `recipient {name}` ends before the policy begins"),
                    )
                    .at(until.span)
                    .help("name the contract that is in force; until then nothing is disclosed"),
                );
            }
        }
        _ => {}
    }
}

fn transfer_ground(context: &Context<'_>, recipient: &Recipient, found: &mut Found) {
    if !recipient.transfers.is_empty() {
        return;
    }
    let on = context.effective.unwrap_or(MEMBERSHIP_DAY);
    let inside = |country: &Located<String>| match Country::find(&country.value) {
        Some(country) => CountryGroup::EuropeanEconomicArea.contains(country, on),
        // An unknown country has its own finding, and a group is inside.
        None => true,
    };
    if let Some(country) = recipient.countries.iter().find(|country| !inside(country)) {
        found.push(
            Diagnostic::warning(
                codes::NO_TRANSFER_GROUND,
                format!("nothing makes the transfer to `{}` in `{}` lawful", recipient.name.value, country.value),
            )
            .at(country.span)
            .note("data leaves the European Economic Area only on a ground of GDPR chapter V; without one it is refused")
            .help("add, in its block: transfer adequacy, or: transfer standard-clauses in \"contracts/clauses.pdf\""),
        );
    }
}

fn repealed(context: &Context<'_>, recipient: &Recipient, found: &mut Found) {
    for mechanism in &recipient.transfers {
        let Some(known) = TransferMechanism::from_word(&mechanism.value) else { continue };
        let Some(end) = known.repealed_on() else { continue };
        if context.effective.is_none_or(|begin| begin >= end) {
            found.push(
                Diagnostic::error(
                    codes::REPEALED_MECHANISM,
                    format!("`{}` carries no transfer since {end}", mechanism.value),
                )
                .at(mechanism.span)
                .note(known.citation())
                .help(
                    "name a ground that is in force, such as `standard-clauses` or `data-privacy-framework`",
                ),
            );
        }
    }
}

/// One disclosure: these categories, to this recipient, for these purposes.
struct Disclosure<'a> {
    categories: &'a [Located<String>],
    purposes: &'a [Located<String>],
    to: &'a str,
    in_groups: bool,
}

fn disclosures(context: &Context<'_>, found: &mut Found) {
    let policy = &context.model.policy;
    let mut never: BTreeMap<&str, PatternMap<Span>> = BTreeMap::new();
    for share in &policy.never_shared {
        for with in &share.with {
            insert_all(never.entry(&with.value).or_default(), &share.categories);
        }
    }
    for recipient in &policy.recipients {
        insert_all(never.entry(&recipient.name.value).or_default(), &recipient.never_gets);
    }
    let mut never_sold = PatternMap::default();
    for sentence in &policy.never_sold {
        insert_all(&mut never_sold, &sentence.categories);
    }
    let sales = sales(context);
    let all = policy
        .recipients
        .iter()
        .flat_map(|recipient| {
            recipient.gets.iter().map(|(categories, purposes)| Disclosure {
                categories,
                purposes,
                to: &recipient.name.value,
                in_groups: false,
            })
        })
        .chain(policy.shares.iter().flat_map(|share| {
            share.with.iter().map(|with| Disclosure {
                categories: &share.categories,
                purposes: &share.purposes,
                to: &with.value,
                in_groups: share.group.is_some(),
            })
        }));
    for disclosure in all {
        let sold = disclosure.purposes.iter().any(|purpose| sales.contains(purpose.value.as_str()));
        for category in disclosure.categories {
            uncollected(context, &disclosure, category, found);
            against_never(&never, &disclosure, category, found);
            if sold && let Some(never) = never_sold.covering(&category.value) {
                found.push(
                    Diagnostic::error(
                        codes::SALE_FORBIDDEN,
                        format!(
                            "`{}` is sold to `{}` and never sold elsewhere",
                            category.value, disclosure.to
                        ),
                    )
                    .at(category.span)
                    .label(*never, "never sold, says this")
                    .help("remove the sentence that is not true; until then the sale is refused"),
                );
            }
        }
    }
    shared_with_anyone(context, found);
}

/// The purposes that are sales, by their name or their term.
fn sales<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    context
        .all("purpose")
        .filter_map(|placed| {
            let name = placed.statement.name("purpose")?.value.as_str();
            let term = placed.statement.name("term").map_or("", |term| term.value.as_str());
            (matches!(name, "sale" | "sell" | "selling") || matches!(term, "SellDataToThirdParties" | "sale"))
                .then_some(name)
        })
        .collect()
}

fn uncollected(
    context: &Context<'_>,
    disclosure: &Disclosure<'_>,
    category: &Located<String>,
    found: &mut Found,
) {
    if is_everything(&category.value) || context.collected.touching(&category.value).is_some() {
        return;
    }
    let message = format!("`{}` goes to `{}`, and no sentence collects it", category.value, disclosure.to);
    let diagnostic = Diagnostic::warning(codes::GETS_UNCOLLECTED, message).at(category.span);
    found.push(match context.never_collected.covering(&category.value) {
        Some(never) => diagnostic.label(*never, "never collected, says this").help("remove it here"),
        None => diagnostic.help(format!("add: collect {} from person", category.value)),
    });
}

fn against_never(
    never: &BTreeMap<&str, PatternMap<Span>>,
    disclosure: &Disclosure<'_>,
    category: &Located<String>,
    found: &mut Found,
) {
    let for_all = never.get("anyone").filter(|_| !disclosure.in_groups);
    let forbidden = [never.get(disclosure.to), for_all]
        .into_iter()
        .flatten()
        .find_map(|map| map.covering(&category.value));
    if let Some(never) = forbidden {
        found.push(
            Diagnostic::error(
                codes::GETS_FORBIDDEN,
                format!("`{}` goes to `{}`, which must never get it", category.value, disclosure.to),
            )
            .at(category.span)
            .label(*never, "never, says this")
            .help("the disclosure is refused; remove one of the two sentences"),
        );
    }
}

fn shared_with_anyone(context: &Context<'_>, found: &mut Found) {
    for share in &context.model.policy.shares {
        if let Some(anyone) = share.with.iter().find(|with| with.value == "anyone" && share.group.is_none()) {
            found.push(
                Diagnostic::error(
                    codes::SHARED_WITH_ANYONE,
                    "personal data goes to anyone, person by person",
                )
                .at(anyone.span)
                .help("add `in groups of at least 10`, or name the recipients"),
            );
        }
    }
}
