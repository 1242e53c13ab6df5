//! A notice as linked data: purposes, data, bases, recipients and periods in the words of DPV 2.3.

use super::compose::Told;
use super::phrase::Speech;
use super::tables::{named, slot};
use probity_policy::grammar::Statement;
use probity_vocabulary::{Category, LegalBasis, Period, Right, TransferMechanism, Unit};
use serde_json::{Map, Value, json};

/// Own categories of the policy, by name, with the term of DPV that they are like.
struct Terms<'t>(Vec<(&'t str, &'t str)>);

pub(super) fn data(speech: &Speech<'_>, told: &[Told]) -> Value {
    let terms = Terms(
        named(told, "category")
            .filter_map(|one| {
                Some((
                    one.statement.name("category")?.value.as_str(),
                    one.statement.name("term")?.value.as_str(),
                ))
            })
            .collect(),
    );
    let mut graph = Vec::new();
    let controller = named(told, "controller").find_map(|one| one.statement.name("title"));
    if let Some(controller) = controller {
        let country = named(told, "controller")
            .flat_map(|one| named(&one.block, "country"))
            .find_map(|one| one.statement.name("country"))
            .map(|country| country.value.clone());
        graph.push(bare(json!({
            "@id": "#controller",
            "@type": "dpv:DataController",
            "dpv:hasName": controller.value,
            "dpv:hasCountry": country,
        })));
    }
    for one in named(told, "purpose") {
        graph.push(handling(speech, told, &terms, one));
    }
    for one in named(told, "recipient") {
        graph.push(recipient(&terms, one));
    }
    for one in named(told, "keep") {
        let duration =
            ["floor", "ceiling", "exactly"].into_iter().find_map(|slot| one.statement.period(slot));
        graph.push(bare(json!({
            "@id": format!("#{}", one.id),
            "@type": "dpv:StorageCondition",
            "dpv:hasPersonalData": categories(&terms, &one.statement),
            "dpv:hasDuration": duration.map(|period| iso(period.value)),
            "rdfs:comment": super::sentence::of(speech, &one.statement),
        })));
    }
    let rights: Vec<Value> = named(told, "offer")
        .flat_map(|one| one.statement.names("rights"))
        .filter_map(|right| Right::from_word(&right.value).and_then(Right::iri))
        .map(|right| json!({ "@id": right }))
        .collect();
    if !rights.is_empty() {
        graph.push(json!({ "@id": "#rights", "dpv:hasRight": rights }));
    }
    json!({
        "@context": {
            "dpv": "https://w3id.org/dpv#",
            "pd": "https://w3id.org/dpv/pd#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        },
        "@graph": graph,
    })
}

/// Without members that say nothing.
fn bare(value: Value) -> Value {
    let Value::Object(object) = value else { return value };
    let says = |value: &Value| !value.is_null() && value.as_array().is_none_or(|all| !all.is_empty());
    Value::Object(object.into_iter().filter(|(_, value)| says(value)).collect::<Map<_, _>>())
}

fn iri_of(terms: &Terms<'_>, name: &str) -> Value {
    let stem = name.strip_suffix(".*").unwrap_or(name);
    if let Some((_, term)) = terms.0.iter().find(|(own, _)| *own == stem) {
        return json!({ "@id": format!("https://w3id.org/dpv/pd#{term}") });
    }
    match Category::find(stem) {
        Some(category) => json!({ "@id": category.iri() }),
        None => json!({ "@id": "https://w3id.org/dpv#PersonalData" }),
    }
}

fn categories(terms: &Terms<'_>, statement: &Statement) -> Vec<Value> {
    let mut all: Vec<Value> =
        statement.names("categories").iter().map(|name| iri_of(terms, &name.value)).collect();
    all.dedup();
    all
}

fn handling(speech: &Speech<'_>, told: &[Told], terms: &Terms<'_>, one: &Told) -> Value {
    let name = one.statement.name("purpose").map_or("", |name| name.value.as_str());
    let kind = one.statement.name("term").map(|term| format!("dpv:{}", term.value));
    let bases: Vec<Value> = named(&one.block, "basis")
        .flat_map(|basis| basis.statement.names("bases"))
        .filter_map(|basis| LegalBasis::from_word(&basis.value).and_then(LegalBasis::iri))
        .map(|basis| json!({ "@id": basis }))
        .collect();
    let uses: Vec<Value> =
        named(&one.block, "uses").flat_map(|uses| categories(terms, &uses.statement)).collect();
    let recipients: Vec<Value> = named(told, "recipient")
        .filter(|recipient| {
            named(&recipient.block, "gets")
                .any(|gets| gets.statement.names("purposes").iter().any(|purpose| purpose.value == name))
        })
        .map(|recipient| json!({ "@id": format!("#{}", recipient.id) }))
        .collect();
    bare(json!({
        "@id": format!("#{}", one.id),
        "@type": "dpv:PersonalDataHandling",
        "dpv:hasDataController": { "@id": "#controller" },
        "dpv:hasPurpose": bare(json!({
            "@type": kind.unwrap_or_else(|| "dpv:Purpose".to_owned()),
            "rdfs:label": { "@value": slot(speech, &one.statement, "title", "") },
        })),
        "dpv:hasLegalBasis": bases,
        "dpv:hasPersonalData": uses,
        "dpv:hasRecipient": recipients,
    }))
}

fn recipient(terms: &Terms<'_>, one: &Told) -> Value {
    let role = named(&one.block, "role").find_map(|role| role.statement.name("role"));
    let kind = match role.map(|role| role.value.as_str()) {
        Some("processor") => "dpv:DataProcessor",
        Some("sub-processor") => "dpv:DataSubProcessor",
        Some("joint-controller") => "dpv:JointDataControllers",
        Some("third-party") => "dpv:ThirdParty",
        Some("authority") => "dpv:Authority",
        _ => "dpv:Recipient",
    };
    let countries: Vec<&str> = named(&one.block, "recipient-country")
        .flat_map(|country| country.statement.names("countries"))
        .map(|country| country.value.as_str())
        .collect();
    let mechanisms: Vec<Value> = named(&one.block, "transfer")
        .flat_map(|transfer| transfer.statement.names("mechanisms"))
        .filter_map(|mechanism| {
            TransferMechanism::from_word(&mechanism.value).and_then(TransferMechanism::iri)
        })
        .map(|mechanism| json!({ "@id": mechanism }))
        .collect();
    let gets: Vec<Value> =
        named(&one.block, "gets").flat_map(|gets| categories(terms, &gets.statement)).collect();
    bare(json!({
        "@id": format!("#{}", one.id),
        "@type": kind,
        "dpv:hasName": one.statement.name("title").map(|title| title.value.clone()),
        "dpv:hasCountry": countries,
        "dpv:hasLegalBasis": mechanisms,
        "dpv:hasPersonalData": gets,
    }))
}

/// ISO 8601.
pub(super) fn iso(period: Period) -> String {
    let amount = period.amount;
    match period.unit {
        Unit::Minutes => format!("PT{amount}M"),
        Unit::Hours => format!("PT{amount}H"),
        Unit::Days | Unit::WorkingDays => format!("P{amount}D"),
        Unit::Weeks => format!("P{amount}W"),
        Unit::Months => format!("P{amount}M"),
        Unit::Years => format!("P{amount}Y"),
    }
}
