//! Names for data, sources, purposes, recipients, bases and countries.

use super::{has, named};

type Words = &'static [(&'static str, &'static [&'static str])];

const KINDS: Words = &[
    ("email", &["email", "e-mail"]),
    ("name", &["full name", "your name", "first name", "last name", "name,", "names"]),
    ("phone", &["phone", "mobile number", "contact number"]),
    (
        "postal_address",
        &[
            "postal address",
            "physical address",
            "street address",
            "billing address",
            "mailing address",
            "delivery address",
            "shipping address",
            "home address",
        ],
    ),
    ("ip_address", &["ip address", "ip-address", "internet protocol", "ip direction"]),
    ("browser", &["browser"]),
    ("device_info", &["device", "operating system"]),
    ("location", &["location", "state or country"]),
    ("cookies", &["cookie"]),
    ("usage_data", &["usage", "interaction", "pages", "clicks", "visited"]),
    ("visit_time", &["date and time", "length of visit", "duration of visits"]),
    ("referrer", &["referr", "linked to"]),
    ("isp", &["internet service provider"]),
    ("biometric", &["biometric", "facial"]),
    (
        "identity_document",
        &["identity document", "id card", "passport", "driver’s license", "driver's license"],
    ),
    ("payment", &["payment", "bank details", "credit card", "transaction"]),
    ("financial", &["financial"]),
    ("tax_id", &["tax id", "tax number", "vat"]),
    ("birth_date", &["date of birth", "birthday"]),
    ("company_name", &["company name", "company/role"]),
    (
        "order",
        &[
            "your order",
            "order number",
            "order history",
            "order details",
            "order information",
            "order data",
            "orders you",
            "orders placed",
            "purchased",
            "purchase history",
        ],
    ),
    ("photo", &["photo", "picture"]),
    ("video", &["video"]),
    ("audio", &["audio", "your voice", "voice record", "voice command", "voice data"]),
    ("social_media", &["social media", "comments", "likes", "direct messages"]),
    ("health", &["health", "medical"]),
    ("special_categories", &["special categor", "racial", "ethnic", "political", "religious"]),
    ("traffic", &["traffic"]),
    ("browsing_history", &["browsing histor", "websites you visit"]),
    ("account", &["account", "username", "password", "credentials"]),
    ("interests", &["interests", "preferences"]),
];

/// Kinds of data that are named.
pub(super) fn kinds(text: &str) -> Vec<&'static str> {
    named!(text, KINDS).collect()
}

const SOURCES: Words = &[
    ("third_party", &["third part", "partners", "service providers"]),
    ("public_sources", &["publicly available", "public sources", "public registers"]),
    ("cookies", &["with cookies", "by cookies", "through cookies"]),
    ("server_logs", &["server logs"]),
    ("subject", &["from you", "directly from the user", "from our customers", "you provide"]),
    ("automatic", &["automatically", "when you use"]),
];

pub(super) fn sources(text: &str) -> Vec<&'static str> {
    named!(text, SOURCES).collect()
}

const PURPOSES: Words = &[
    (
        "service_provision",
        &[
            "provide the service",
            "providing the service",
            "provide our service",
            "deliver",
            "provide and operate",
            "providing services",
            "requested services",
            "services you request",
        ],
    ),
    ("service_improvement", &["improv", "enhance", "develop", "optimi"]),
    ("analytics", &["analy", "statistic"]),
    (
        "direct_marketing",
        &[
            "marketing",
            "newsletter",
            "special offers",
            "promotional",
            "products and services",
            "other products",
        ],
    ),
    ("advertising", &["advertis"]),
    ("personalisation", &["personali", "customi"]),
    ("security", &["secur", "protect"]),
    ("fraud_prevention", &["fraud", "misuse", "abuse", "abusive"]),
    ("support", &["support", "inquiries", "questions"]),
    ("accounting", &["accounting", "bookkeeping"]),
    ("invoicing", &["invoic", "billing"]),
    ("identity_verification", &["verify", "verification"]),
    ("legal_compliance", &["comply with", "legal obligation", "compliance", "regulatory"]),
    ("account_management", &["account"]),
    ("administration", &["administ"]),
    ("diagnostics", &["diagnos"]),
    ("research", &["research"]),
    ("reviews", &["review"]),
    ("contract_performance", &["perform obligations", "performance of"]),
];

pub(super) fn purposes(text: &str) -> Vec<&'static str> {
    named!(text, PURPOSES).collect()
}

const RECIPIENTS: Words = &[
    ("service_providers", &["service provider", "processors"]),
    ("affiliates", &["affiliate", "subsidiar", "parent compan"]),
    ("resellers", &["reseller"]),
    ("agents", &["agent"]),
    ("partners", &["partner"]),
    ("authorities", &["authorit", "law enforcement", "court", "required by law"]),
    ("analytics", &["analytics"]),
    ("advertisers", &["advertis"]),
    ("payment_processors", &["payment"]),
    ("employees", &["employee", "staff", "departments"]),
    ("advisers", &["advisor", "adviser", "legal, accounting"]),
    ("hosting", &["hosting", "cloud", "infrastructure"]),
    ("third_parties", &["third part"]),
];

pub(super) fn recipients(text: &str) -> Vec<&'static str> {
    named!(text, RECIPIENTS).collect()
}

const TRIGGERS: Words = &[
    (
        "law",
        &[
            "required by law",
            "court",
            "legally required",
            "law-enforcement",
            "law enforcement",
            "legislation",
        ],
    ),
    (
        "merger",
        &[
            "merger",
            "change of ownership",
            "bought by",
            "acquired by",
            "acquisition",
            "restructuring",
            "sale of assets",
        ],
    ),
    ("protect_rights", &["protect the rights", "protect our rights"]),
    ("fraud", &["fraud", "money laundering"]),
    ("consent", &["your consent", "explicit consent", "with your permission", "expressed a wish"]),
];

/// What must happen before data is disclosed.
pub(super) fn trigger(text: &str) -> Option<&'static str> {
    named!(text, TRIGGERS).next()
}

const BASES: Words = &[
    ("implied_consent", &["implicitly", "implied consent"]),
    ("explicit_consent", &["explicit consent", "express consent"]),
    ("legitimate_interests", &["legitimate interest"]),
    ("legal_obligation", &["legal obligation"]),
    ("consent", &["consent", "permission"]),
    ("contract", &["contract", "agreement"]),
    ("consent", &["6(1)(a)", "6 (1) (a)", "6(1) lit. a", "6 (1) lit. a", "6(1)a"]),
    ("contract", &["6(1)(b)", "6 (1) (b)", "6(1) lit. b", "6 (1) lit. b", "6(1)b"]),
    ("legal_obligation", &["6(1)(c)", "6 (1) (c)", "6(1) lit. c", "6 (1) lit. c", "6(1)c"]),
    ("vital_interests", &["6(1)(d)", "6 (1) (d)", "6(1) lit. d", "6 (1) lit. d", "6(1)d"]),
    ("public_task", &["6(1)(e)", "6 (1) (e)", "6(1) lit. e", "6 (1) lit. e", "6(1)e"]),
    ("legitimate_interests", &["6(1)(f)", "6 (1) (f)", "6(1) lit. f", "6 (1) lit. f", "6(1)f"]),
];

/// The legal basis that words mean. Where something is done without consent and no other basis is named, that is said.
pub(super) fn basis(text: &str) -> Option<&'static str> {
    let without = has!(
        text,
        ["without explicit consent", "without express consent", "without your consent", "without consent"]
    );
    named!(text, BASES)
        .find(|basis| !(without && basis.ends_with("consent")))
        .or(without.then_some("without_consent"))
}

const COUNTRIES: Words = &[
    ("PA", &["panama"]),
    ("CY", &["cyprus"]),
    ("LT", &["lithuania"]),
    ("US", &["united states", "delaware", "california"]),
    ("GB", &["united kingdom", "england"]),
    ("DE", &["germany"]),
    ("FR", &["france"]),
    ("IE", &["ireland"]),
    ("NL", &["netherlands"]),
    ("CH", &["switzerland"]),
    ("CA", &["canada"]),
    ("AU", &["australia"]),
    ("SG", &["singapore"]),
    ("EE", &["estonia"]),
    ("LV", &["latvia"]),
    ("PL", &["poland"]),
    ("ES", &["spain"]),
    ("IT", &["italy"]),
    ("SE", &["sweden"]),
    ("CL", &["chile"]),
    ("MX", &["mexico"]),
    ("BR", &["brazil"]),
    ("IN", &["india"]),
    ("NO", &["norway"]),
    ("DK", &["denmark"]),
    ("FI", &["finland"]),
    ("AT", &["austria"]),
    ("BE", &["belgium"]),
    ("PT", &["portugal"]),
    ("CZ", &["czech"]),
    ("JP", &["japan"]),
    ("IL", &["israel"]),
    ("HK", &["hong kong"]),
    ("AE", &["united arab emirates"]),
    ("NZ", &["new zealand"]),
    ("ZA", &["south africa"]),
    ("LU", &["luxembourg"]),
    ("MT", &["malta"]),
    ("GR", &["greece"]),
    ("TR", &["turkey"]),
    ("UA", &["ukraine"]),
    ("PH", &["philippines"]),
    ("CN", &["china"]),
    ("KR", &["south korea"]),
    ("RO", &["romania"]),
    ("BG", &["bulgaria"]),
    ("HU", &["hungary"]),
    ("SC", &["seychelles"]),
    ("VG", &["british virgin islands"]),
    ("KY", &["cayman islands"]),
    ("IS", &["iceland"]),
];

/// The code of ISO 3166-1 of a country that is named.
pub(crate) fn country(text: &str) -> Option<&'static str> {
    named!(text, COUNTRIES).next()
}
