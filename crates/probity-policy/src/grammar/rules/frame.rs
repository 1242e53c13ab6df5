//! The frame: which policy, whose, for whom, under which laws.

use crate::grammar::rule::{Place, Rule};
use probity_vocabulary::PromiseClass::Enforced;

pub(super) fn rules() -> Vec<Rule> {
    vec![
    Rule::says(
        "policy",
        Place::File,
        "policy <title:text> version <version:version>",
        "The policy's name and version. A request is judged by the version that was in force when it arrived.",
        "policy \"MarsProxies\" version 1.1.2 {\n    effective 2026-01-07 in America/Panama\n}",
    )
    .holding(Place::Policy),
    Rule::says(
        "include",
        Place::File,
        "include <file:text>",
        "Reads another file as if it stood here; the path is relative to this file.",
        "include \"shared/laws.probity\"",
    ),
    Rule::says(
        "in",
        Place::File,
        "in <regions:names>",
        "What its block says holds only for people who live there.",
        "in US-CO, US-VA {\n    answer any request within 45 days of receipt\n}",
    )
    .holding(Place::File),
    Rule::says(
        "category",
        Place::File,
        "category <category:category> <meaning:text> [ like <term:name> ] [ , <special?special> ]",
        "A category of personal data that the built-in vocabulary lacks, with the nearest term of the Data Privacy Vocabulary; `special` marks data under GDPR article 9.",
        "category proxy.payload \"what runs through a proxy\" like NetworkTraffic",
    ),
    Rule::says(
        "controller",
        Place::File,
        "controller <title:text>",
        "Who decides why and how the data is processed (GDPR article 4(7)).",
        "controller \"Comet Tech Inc.\" {\n    country PA\n}",
    )
    .holding(Place::Controller),
    Rule::says(
        "people",
        Place::File,
        "people",
        "The kinds of people whose data it is, and who may be a customer.",
        "people {\n    kind client \"has an account\"\n}",
    )
    .holding(Place::People),
    Rule::says(
        "effective",
        Place::Policy,
        "effective <date:date> [ in <zone:name> ]",
        "The first day on which the version is in force, and the time zone in which all its days are counted.",
        "effective 2026-01-07 in America/Panama",
    ),
    Rule::says("replaces", Place::Policy, "replaces <version:version>", "The version before this one.", "replaces 1.1.1"),
    Rule::says(
        "notice",
        Place::Policy,
        "notice <file:text>",
        "The published words, into which `§` points.",
        "notice \"notice.md\"",
    ),
    Rule::says(
        "agreement",
        Place::Policy,
        "agreement <file:text>",
        "The terms that the policy is read together with; its definitions apply.",
        "agreement \"terms.md\"",
    ),
    Rule::says(
        "laws",
        Place::Policy,
        "laws <laws:names>",
        "The laws that the controller is under. For each figure the value better for the person wins.",
        "laws pa-law-81, eu-gdpr, us-ca-ccpa",
    ),
    Rule::says(
        "covers",
        Place::Policy,
        "covers <systems:names>",
        "The systems that collect data under this policy.",
        "covers website, dashboard, mobile-app",
    ),
    Rule::says(
        "use-means",
        Place::Policy,
        "use means <meaning:agreement|acknowledgement|continued-use|nothing>",
        "What using the service is recorded as. It is never consent to an optional purpose.",
        "use means acknowledgement",
    )
    .promises(Enforced),
    Rule::says("country", Place::Controller, "country <country:name>", "Where the controller is established.", "country PA"),
    Rule::says(
        "registration",
        Place::Controller,
        "registration <number:text>",
        "Its number in the register of companies.",
        "registration \"155734567\"",
    ),
    Rule::says("post", Place::Controller, "post <address:text>", "Its postal address.", "post \"1 Main Street, Panama City\""),
    Rule::says(
        "mail",
        Place::Controller,
        "mail <for:name> ( env <variable:name> | <address:text> )",
        "A mail address, and what it is for; `env` names the variable that holds it.",
        "mail privacy env PRIVACY_MAIL",
    ),
    Rule::says("phone", Place::Controller, "phone <number:text>", "A telephone number.", "phone \"+507 1234567\""),
    Rule::says("website", Place::Controller, "website <address:text>", "Its website.", "website \"www.example.com\""),
    Rule::says(
        "authority",
        Place::Controller,
        "authority <authority:name> [ <address:text> ]",
        "The supervisory authority named to people who want to complain.",
        "authority ANTAI for people in PA §7.9",
    )
    .promises(Enforced),
    Rule::says(
        "officer",
        Place::Controller,
        "data protection officer <contact:text>",
        "The data protection officer's contact (GDPR article 37).",
        "data protection officer \"officer@example.com\"",
    ),
    Rule::says(
        "representative",
        Place::Controller,
        "representative <title:text> in <country:name>",
        "The representative in a country where the controller is not established (GDPR article 27).",
        "representative \"Comet Europe\" in LT",
    ),
    Rule::says(
        "processor-for",
        Place::Controller,
        "processor for <who:name> only on instructions",
        "As a processor for these, data is used on documented instructions only (GDPR article 28(3)(a)).",
        "processor for customers only on instructions §3.1",
    )
    .promises(Enforced),
    Rule::says(
        "kind",
        Place::People,
        "kind <kind:name> <meaning:text> [ represents <represented:name> ]",
        "A kind of people, and what makes somebody one of them.",
        "kind client \"has an account\"",
    ),
    Rule::says(
        "minimum-age",
        Place::People,
        "minimum age ( legal | <age:number> ) [ of <kind:name> ]",
        "How old people must be; `legal` is the age of majority where they live.",
        "minimum age legal §2.2",
    )
    .promises(Enforced),
    Rule::says(
        "child-account",
        Place::People,
        "children only through account of parent",
        "A child uses the service through an account that a parent holds.",
        "children only through account of parent",
    )
    .promises(Enforced),
]
}
