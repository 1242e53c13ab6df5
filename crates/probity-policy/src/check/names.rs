//! Names that must mean something: categories, purposes, recipients, kinds of people, laws, places,
//! bases, rights, mechanisms, zones, dates; and names that are given twice.

use super::context::{Context, Found, Placed, suggested};
use super::patterns::is_everything;
use crate::codes;
use crate::grammar::{Located, SlotKind, Statement, Value};
use jiff::civil::Date;
use jiff::tz::TimeZoneDatabase;
use probity_law::LawBook;
use probity_source::{Diagnostic, Span};
use probity_vocabulary::{
    CATEGORIES, COUNTRIES, Category, CountryGroup, LegalBasis, Place, REGIONS, Right, TransferMechanism,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// What a name in a slot refers to.
#[derive(Clone, Copy)]
enum Reference {
    Purpose,
    Recipient,
    Kind,
    Place,
    Right,
    Basis,
    Mechanism,
    Law,
    Zone,
}

fn reference(rule: &str, slot: &str) -> Option<Reference> {
    Some(match (rule, slot) {
        ("gets" | "share" | "staff-may-see" | "use-only" | "ask-consent" | "objection", "purposes")
        | ("message-purpose", "purpose")
        | ("opt-out", "stops") => Reference::Purpose,
        ("share" | "before-sharing", "recipients") | ("verify-by" | "cookie-by", "recipient") => {
            Reference::Recipient
        }
        ("collect" | "never-collect" | "verify-when", "people")
        | ("minimum-age" | "is", "kind")
        | ("keep", "while") => Reference::Kind,
        ("recipient-country", "countries") | ("country" | "representative", "country") => Reference::Place,
        ("answer" | "acknowledge" | "carry-out" | "limit", "right") | ("offer", "rights") => Reference::Right,
        ("basis", "bases") => Reference::Basis,
        ("transfer", "mechanisms") => Reference::Mechanism,
        ("laws", "laws") => Reference::Law,
        ("effective", "zone") => Reference::Zone,
        _ => return None,
    })
}

/// Names that the project declares.
struct Declared<'a> {
    categories: BTreeSet<&'a str>,
    purposes: BTreeSet<&'a str>,
    recipients: BTreeSet<&'a str>,
    kinds: BTreeSet<&'a str>,
}

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let policy = &context.model.policy;
    let mut recipients: BTreeSet<&str> = context.recipients.keys().copied().collect();
    recipients.extend(["anyone", "authority"]);
    for served in context.all("recipient-kind") {
        recipients.extend(served.statement.names("kinds").iter().map(|name| name.value.as_str()));
    }
    let declared = Declared {
        categories: policy.categories.iter().map(|one| one.name.value.as_str()).collect(),
        // `everything` stops all that people can refuse.
        purposes: context.purposes.keys().copied().chain(["everything"]).collect(),
        recipients,
        kinds: kinds(context),
    };
    for statement in &context.model.statements {
        walk(&declared, statement, found);
    }
    duplicates(context, found);
}

/// The kinds of people. A data map that stands alone, as a drafted one does, declares those that it names.
fn kinds<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    let said = context.model.policy.kinds.iter().map(|one| one.name.value.as_str());
    let people = context.model.data_map.tables.iter().filter_map(|table| table.person.as_ref());
    let named = people.map(|person| person.kind.as_str()).filter(|_| !context.has_policy());
    said.chain(named).collect()
}

fn walk(declared: &Declared<'_>, statement: &Statement, found: &mut Found) {
    let rule = statement.rule;
    for (slot, value) in &statement.slots {
        match value {
            Value::Names(names) => {
                repeated(names, found);
                for name in names {
                    one_name(declared, rule.name, slot, rule.kind_of(slot), name, found);
                }
            }
            Value::Name(name) => one_name(declared, rule.name, slot, rule.kind_of(slot), name, found),
            Value::Date(date) => impossible_date(date, found),
            Value::Period(period) if period.value.amount == 0 => found.push(
                Diagnostic::warning(codes::EMPTY_PERIOD, format!("`{}` is no time at all", period.value))
                    .at(period.span)
                    .help("write how long it is, or leave the sentence out"),
            ),
            _ => {}
        }
    }
    for place in &statement.tail.people_in {
        unknown_place(place, found);
    }
    for inner in &statement.block {
        walk(declared, inner, found);
    }
}

fn one_name(
    declared: &Declared<'_>,
    rule: &str,
    slot: &str,
    kind: Option<&SlotKind>,
    name: &Located<String>,
    found: &mut Found,
) {
    if matches!(kind, Some(SlotKind::Category | SlotKind::Categories)) && rule != "category" {
        unknown_category(declared, name, found);
        return;
    }
    let Some(reference) = reference(rule, slot) else { return };
    let word = name.value.as_str();
    match reference {
        Reference::Purpose if !declared.purposes.contains(word) => found.unknown(
            codes::UNKNOWN_PURPOSE,
            name,
            format!("no `purpose {word}` is described"),
            declared.purposes.iter().copied(),
            "describe it in a `purpose` block",
        ),
        Reference::Recipient if !declared.recipients.contains(word) => found.unknown(
            codes::UNKNOWN_RECIPIENT,
            name,
            format!("no `recipient {word}` is described"),
            declared.recipients.iter().copied(),
            "describe it in a `recipient` block, or let a recipient serve that kind",
        ),
        Reference::Kind if !declared.kinds.contains(word) => {
            let kinds: Vec<&str> = declared.kinds.iter().copied().take(8).collect();
            let known =
                if kinds.is_empty() { String::new() } else { format!("write {}, or ", kinds.join(" or ")) };
            let help = format!("{known}add, in `people {{ }}`: kind {word} \"who they are\"");
            let message = format!("`{word}` is not a kind of people of this policy");
            found.unknown(codes::UNKNOWN_KIND, name, message, declared.kinds.iter().copied(), &help);
        }
        Reference::Place => unknown_place(name, found),
        Reference::Right if Right::from_word(word).is_none() => {
            let rights: Vec<&str> = Right::ALL.iter().map(|right| right.word()).collect();
            let help = format!("the rights are {}", rights.join(", "));
            found.unknown(codes::UNKNOWN_RIGHT, name, format!("`{word}` is not a right"), rights, &help);
        }
        Reference::Basis if LegalBasis::from_word(word).is_none() => {
            let bases: Vec<&str> = LegalBasis::ALL.iter().map(|basis| basis.word()).collect();
            let help = format!("the bases are {}", bases.join(", "));
            found.unknown(codes::UNKNOWN_BASIS, name, format!("`{word}` is not a legal basis"), bases, &help);
        }
        Reference::Mechanism if TransferMechanism::from_word(word).is_none() => {
            let mechanisms: Vec<&str> = TransferMechanism::ALL.iter().map(|one| one.word()).collect();
            let help = format!("the mechanisms are {}", mechanisms.join(", "));
            let message = format!("`{word}` is not a transfer mechanism");
            found.unknown(codes::UNKNOWN_MECHANISM, name, message, mechanisms, &help);
        }
        Reference::Law => unknown_law(name, found),
        Reference::Zone => unknown_zone(name, found),
        _ => {}
    }
}

fn unknown_category(declared: &Declared<'_>, name: &Located<String>, found: &mut Found) {
    let word = name.value.as_str();
    let stem = word.strip_suffix(".*").unwrap_or(word);
    if is_everything(word) || Category::find(stem).is_some() || declared.categories.contains(stem) {
        return;
    }
    let below = format!("{stem}.");
    let own_below = || {
        let from = (Bound::Included(below.as_str()), Bound::Unbounded);
        declared.categories.range::<str, _>(from).next().is_some_and(|one| one.starts_with(&below))
    };
    if stem != word && own_below() {
        return;
    }
    let known = CATEGORIES.iter().map(|category| -> &str { category.word() });
    let meant = found.meant(stem, declared.categories.iter().copied().chain(known)).or_else(|| {
        let short = stem.len() <= 40 && found.may_suggest();
        if short { Category::suggest(stem).map(Category::word) } else { None }
    });
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_CATEGORY, format!("`{word}` is not a category")).at(name.span);
    found.push(match meant {
        Some(meant) if stem == word => suggested(diagnostic, name.span, meant),
        Some(meant) => suggested(diagnostic, name.span, &format!("{meant}.*")),
        None => diagnostic.help(format!("add it with: category {stem} \"what it is\" like …")),
    });
}

fn unknown_place(name: &Located<String>, found: &mut Found) {
    if Place::find(&name.value).is_some() {
        return;
    }
    let candidates = COUNTRIES
        .iter()
        .map(|country| country.code())
        .chain(REGIONS.iter().map(|region| region.code()))
        .chain(CountryGroup::ALL.iter().map(|group| group.word()));
    let upper = name.value.to_uppercase();
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_PLACE, format!("`{}` is not a known place", name.value))
            .at(name.span);
    let meant = if Place::find(&upper).is_some() { Some(upper.as_str()) } else { None };
    // Two letters are near to too many others, so only longer codes are guessed.
    let meant =
        meant.or_else(|| if name.value.len() > 3 { found.meant(&name.value, candidates) } else { None });
    found.push(match meant {
        Some(meant) => suggested(diagnostic, name.span, meant),
        None => diagnostic.help("write a country as `CY`, a state as `US-CO`, or `EU` or `EEA`"),
    });
}

fn unknown_law(name: &Located<String>, found: &mut Found) {
    let Ok(book) = LawBook::built_in() else { return };
    if book.laws().any(|law| law.id.as_str() == name.value) {
        return;
    }
    let known: Vec<&str> = book.laws().map(|law| law.id.as_str()).collect();
    let help = format!("the laws are {}", known.join(", "));
    found.unknown(codes::UNKNOWN_LAW, name, format!("`{}` is not a known law", name.value), known, &help);
}

fn unknown_zone(name: &Located<String>, found: &mut Found) {
    let database = TimeZoneDatabase::bundled();
    if name.value == "UTC" || database.get(&name.value).is_ok() {
        return;
    }
    let zones: Vec<String> = database.available().map(|zone| zone.as_str().to_owned()).collect();
    found.unknown(
        codes::UNKNOWN_ZONE,
        name,
        format!("`{}` is not a time zone", name.value),
        zones.iter().map(String::as_str),
        "write an IANA name such as `Europe/Nicosia`",
    );
}

fn impossible_date(date: &Located<String>, found: &mut Found) {
    if date.value.parse::<Date>().is_err() {
        found.push(
            Diagnostic::error(codes::IMPOSSIBLE_DATE, format!("no calendar has the day `{}`", date.value))
                .at(date.span)
                .help("write year, month and day, as in `2026-01-07`"),
        );
    }
}

fn repeated(names: &[Located<String>], found: &mut Found) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        if let Some(first) = seen.insert(&name.value, name.span) {
            found.push(
                Diagnostic::warning(codes::REPEATED_NAME, format!("`{}` is named twice here", name.value))
                    .at(name.span)
                    .label(first, "already named here")
                    .help("remove one of the two"),
            );
        }
    }
}

fn duplicates(context: &Context<'_>, found: &mut Found) {
    let declaring = [
        ("purpose", "purpose"),
        ("recipient", "recipient"),
        ("kind", "kind"),
        ("cookie", "cookie"),
        ("message", "message"),
        ("category", "category"),
    ];
    for (rule, slot) in declaring {
        let mut seen: BTreeMap<(&str, Vec<&str>), Span> = BTreeMap::new();
        for Placed { statement, .. } in context.all(rule) {
            let Some(name) = statement.name(slot) else { continue };
            let places = statement.tail.people_in.iter().map(|place| place.value.as_str()).collect();
            if let Some(first) = seen.insert((&name.value, places), name.span) {
                found.push(
                    Diagnostic::error(
                        codes::DUPLICATE_NAME,
                        format!("`{rule} {}` is described twice", name.value),
                    )
                    .at(name.span)
                    .label(first, "first described here")
                    .help("give one of them another name, or join the two blocks"),
                );
            }
        }
    }
    for rule in ["policy", "controller"] {
        let mut all = context.all(rule);
        let Some(first) = all.next() else { continue };
        for second in all {
            found.push(
                Diagnostic::error(codes::DUPLICATE_NAME, format!("`{rule}` is described twice"))
                    .at(second.statement.span)
                    .label(first.statement.span, "first described here")
                    .help("a project is one policy of one controller; remove one of the two"),
            );
        }
    }
}
