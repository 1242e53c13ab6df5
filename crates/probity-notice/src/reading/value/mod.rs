//! What the words of a practice say, as keys and values.

mod cookies;
mod data;
mod duration;
mod rights;
mod table;

pub(super) use cookies::{cookie, cookie_entry};
pub(crate) use data::country;

use super::Kind;
use super::rule::Said;
pub(super) use rights::{names_a_right, right, right_all, right_cookies, right_limited, right_local};
use serde_json::{Map, Value, json};
pub(crate) use table::{Table, Term};
use table::{has, named};

type Values = Map<String, Value>;

/// A pattern that is written in this file; its letters, figures and borders of words are those of ASCII.
macro_rules! pattern {
    ($pattern:literal) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
            regex::RegexBuilder::new($pattern).unicode(false).case_insensitive(true).build().unwrap()
        });
        &*PATTERN
    }};
}
pub(super) use pattern;

fn values<const N: usize>(pairs: [(&str, Value); N]) -> Values {
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Letters and figures in a row, as patterns that are written here take them for words.
fn words(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes().split(|byte| !is_of_a_word(*byte)).filter(|word| !word.is_empty())
}

const fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether one of some words is one of a text.
fn has_word(text: &str, some: &[&str]) -> bool {
    words(text).any(|word| some.iter().any(|one| one.as_bytes().eq_ignore_ascii_case(word)))
}

/// One word alone, several as a list.
fn one_or_many(words: Vec<&str>) -> Value {
    match words.as_slice() {
        [one] => json!(one),
        _ => json!(words),
    }
}

/// What the words say when nothing is known but the kind of practice that they are.
pub(super) fn of_kind(kind: Kind, said: &Said<'_>) -> Values {
    match kind {
        Kind::Collects
            if pattern!(
                r"^no |\b(?:never|not) (?:\w+ )?(?:collect|log|record|store|receive|monitor|track)"
            )
            .is_match(said.part) =>
        {
            never_collected(said)
        }
        Kind::Collects => collected(said),
        Kind::Purpose => purpose(said),
        Kind::LegalBasis => basis(said),
        Kind::Recipient => recipient(said),
        Kind::NotShared => not_shared(said),
        Kind::Retention => retention(said),
        Kind::Right => right(said),
        Kind::Deadline => deadline(said),
        Kind::Breach => breach(said),
        Kind::Transfer => transfer(said),
        Kind::Cookie => cookie_entry(said).unwrap_or_else(|| cookie(said)),
        Kind::Children => children(said),
        Kind::Security => security(said),
        Kind::ChangeNotice => change(said),
        Kind::IdentityVerification => verification(said),
        Kind::Contact => contact(said),
        Kind::OtherPromise => Values::new(),
    }
}

pub(super) fn collected(said: &Said<'_>) -> Values {
    let kinds = data::kinds(said.part);
    let mut all = values([("data", if kinds.is_empty() { json!(["unspecified"]) } else { json!(kinds) })]);
    let sources = data::sources(said.sentence);
    if !sources.is_empty() {
        all.insert("source".to_owned(), one_or_many(sources));
    }
    if has!(said.sentence, ["not limited to", "among others", "without limitation"]) {
        all.insert("open_ended".to_owned(), json!(true));
    }
    all
}

pub(super) fn never_collected(said: &Said<'_>) -> Values {
    let mut all = collected(said);
    all.insert("polarity".to_owned(), json!("negative"));
    all
}

pub(super) fn purpose(said: &Said<'_>) -> Values {
    let mut all = values([("purpose", json!(data::purposes(said.part)))]);
    if has!(said.sentence, ["solely", "only to", "sole purpose", "only for", "exclusively", "only used"]) {
        all.insert("exclusive".to_owned(), json!(true));
    }
    if let Some(basis) = data::basis(said.intro).or_else(|| bracketed_basis(said.part)) {
        all.insert("basis".to_owned(), json!(basis));
    }
    all
}

/// `to deliver what you bought (contract)`.
fn bracketed_basis(part: &str) -> Option<&'static str> {
    let inside = part.rsplit_once('(')?.1.split_once(')')?.0;
    is_basis(inside).then(|| data::basis(inside)).flatten()
}

/// Whether words name a legal basis and little else.
pub(super) fn is_basis(words: &str) -> bool {
    pattern!(r"^(?:(?:(?:the |our |this )?(?:processing|use)(?: of [\w ]{0,40})? is (?:necessary )?(?:for|in(?: order to)?|to)|for|with|on|under|based on|pursuing|(?:(?:when|where) )?you (?:have )?g[ia]ven?(?: us)?|where we have) )?(?:the |our |your |a |an )?(?:(?:performance|fulfil+ment|fulfil+ing|performing)(?: of)? (?:a|the|our|any) contract|contract(?:ual necessity)?|legal obligations?|compliance with (?:a |our )?legal obligations?|legitimate (?:business )?interests?|(?:explicit |express |prior )?consent|vital interests|public (?:interest|task))\b(?u:[^:]){0,60}$")
        .is_match(words)
}

/// Whether small words head a list of data and say nothing else.
pub(super) fn heads_data(words: &str) -> bool {
    has!(words, ["data", "information", "details"])
        && pattern!(r"^(?:types? of |categories of )?(?:(?:personal |usage )?(?:data|information)|personal details)(?: (?:that )?(?:we )?(?:may )?(?:collect|process|gather|use)(?:ed|d|s)?)?$")
        .is_match(words)
}

pub(super) fn basis(said: &Said<'_>) -> Values {
    values([("basis", json!(data::basis(said.part).or_else(|| data::basis(said.heading)).unwrap_or("any")))])
}

/// What shows that a company is named.
const FORMS: [&str; 17] = [
    "Inc", "Ltd", "LLC", "Limited", "GmbH", "UAB", "Corp", "B.V.", "S.A.", "AG", "SE", "S.L.", "plc", "BV",
    "NV", "AB", "Oy",
];

/// The first name of a company with its legal form.
fn company_name(said: &str) -> Option<&str> {
    let may_be_form = |word: &str| word.starts_with(|one: char| one.is_ascii_uppercase() || one == 'p');
    let is_form = |word: &str| may_be_form(word) && FORMS.iter().any(|form| word.starts_with(form));
    let found = said.split(' ').skip(1).any(is_form)
        .then(|| pattern!(r"\b((?-i:[A-Z][\w&-]+(?: [A-Z][\w&-]+)*,? (?:Inc\.?|Ltd\.?|LLC|Limited|GmbH|UAB|Corp\.?|B\.V\.|S\.A\.(?:S\.)?|S\.L\.|AG\b|SE\b|BV\b|NV\b|AB\b|Oy\b|plc\b)))").captures(said)).flatten()?;
    found.get(1).map(|name| name.as_str())
}

/// Somebody who is named at the end, without a legal form.
fn named_alone(sentence: &str) -> Option<&str> {
    if !has!(sentence, ["data with ", "information with ", "details with "]) {
        return None;
    }
    let found = pattern!(
        r"\b(?:data|information|details) with ((?-i:[A-Z][\w&-]+(?: [A-Z][\w&-]+)*))(?: as follows)?\.?$"
    )
    .captures(sentence)?;
    found.get(1).map(|name| name.as_str())
}

pub(super) fn recipient(said: &Said<'_>) -> Values {
    let mut all = match company_name(said.part).or_else(|| named_alone(said.sentence)) {
        Some(found) => values([("name", json!(found))]),
        None => values([("category", one_or_many(data::recipients(said.part)))]),
    };
    if let Some(trigger) = data::trigger(said.part) {
        all.insert("trigger".to_owned(), json!(trigger));
    }
    all
}

/// What is not done with data, and how the words for it begin.
const ACTIONS: [(&str, &[&str]); 8] = [
    ("sell", &["sell", "sale", "sold"]),
    ("rent", &["rent"]),
    ("share", &["shar"]),
    ("lease", &["leas"]),
    ("disclose", &["disclos", "passed", "releas"]),
    ("trade", &["trad"]),
    ("transfer", &["transfer"]),
    ("provide", &["provid"]),
];

pub(super) fn not_shared(said: &Said<'_>) -> Values {
    let says = |part, stem: &&str| {
        words(part)
            .any(|word| word.get(..stem.len()).is_some_and(|head| head.eq_ignore_ascii_case(stem.as_bytes())))
    };
    let named = |part| {
        let done = ACTIONS.iter().filter(|(_, stems)| stems.iter().any(|stem| says(part, stem)));
        done.map(|(action, _)| *action).collect::<Vec<_>>()
    };
    // An item names what is not shared or with whom; what is not done with it, its introduction says.
    let of_the_item = named(said.part);
    let actions = if of_the_item.is_empty() { named(said.intro) } else { of_the_item };
    let mut all = values([("action", json!(actions))]);
    if has!(said.part, ["ordinary course", "generally", "as a rule", "in general"]) {
        all.insert("absolute".to_owned(), json!(false));
    }
    if has!(said.part, ["except", "unless", "without", "excluding"]) {
        all.insert("exception".to_owned(), json!(true));
    }
    all
}

pub(super) fn transfer(said: &Said<'_>) -> Values {
    let mechanisms: Vec<&str> = named!(
        said.part,
        [
            ("standard contractual", "standard_contractual_clauses"),
            ("adequa", "adequacy"),
            ("safe harb", "safe_harbor"),
            ("privacy shield", "privacy_shield"),
            ("data privacy framework", "data_privacy_framework"),
            ("binding corporate", "binding_corporate_rules"),
            ("contractual", "contractual"),
            ("consent", "consent"),
            ("legal claims", "contract_or_legal_claims"),
            ("safeguards", "appropriate_safeguards"),
        ]
    )
    .collect();
    let mut all = if mechanisms.is_empty() {
        values([("allowed", json!(!has!(said.part, ["not ", "never"])))])
    } else {
        values([("mechanism", one_or_many(mechanisms))])
    };
    if let Some(country) = data::country(said.part) {
        all.insert("country".to_owned(), json!(country));
    }
    all
}

pub(super) fn retention(said: &Said<'_>) -> Values {
    let mut all = Values::new();
    let kinds = data::kinds(said.sentence);
    if !kinds.is_empty() {
        all.insert("data".to_owned(), one_or_many(kinds));
    }
    if let Some(duration) = duration::first(said.sentence) {
        let key = match () {
            () if has!(said.sentence, ["minimum", "at least", "not less than", "no less than"]) => "min",
            () if has!(said.sentence, ["no longer than", "maximum", "up to", "not exceed", "at most"]) => {
                "max"
            }
            () => "period",
        };
        all.insert(key.to_owned(), json!(duration));
    } else if has!(said.sentence, ["prescribed by", "period required by", "required by applicable law for"]) {
        all.insert("period".to_owned(), json!("law"));
    } else if has!(said.sentence, ["limited period", "limited time"]) {
        all.insert("period".to_owned(), json!("limited"));
    } else if has!(said.sentence, ["reasonable period"]) {
        all.insert("period".to_owned(), json!("reasonable"));
    } else if has!(said.sentence, ["until you", "opt out", "withdraw"]) {
        all.insert("until".to_owned(), json!("opt_out_or_withdrawal"));
    } else if has!(said.sentence, ["as necessary", "necessary to", "needed", "no longer"]) {
        all.insert("max".to_owned(), json!("necessity"));
    }
    all
}

pub(super) fn security(said: &Said<'_>) -> Values {
    let measures: Vec<&str> = named!(
        said.part,
        [
            ("technical", "technical"),
            ("organi", "organisational"),
            ("physical", "physical"),
            ("administrative", "administrative"),
            ("firewall", "firewall"),
            ("encrypt", "encryption"),
            ("ssl", "ssl"),
            ("tls", "tls"),
            ("password", "passwords"),
            ("anti-virus", "antivirus"),
            ("two-factor", "two_factor"),
            ("2fa", "two_factor"),
            ("backup", "backup"),
            ("access control", "access_control"),
            ("train", "training"),
            ("monitor", "monitoring"),
            ("incident", "incident_response"),
        ]
    )
    .collect();
    values([("measures", json!(measures))])
}

pub(super) fn breach(said: &Said<'_>) -> Values {
    let mut notified = Vec::new();
    // Who is told stands after the word that tells, and what happened before it.
    let lower = said.part.to_lowercase();
    let told = ["notif", "inform", "tell", "reported"].iter().filter_map(|word| lower.find(word)).min();
    let told = told.and_then(|at| lower.get(at..)).unwrap_or("");
    let told = [" of such breach", " of the breach", " of any breach"]
        .iter()
        .find_map(|end| told.split_once(end))
        .map_or(told, |(told, _)| told);
    if has!(told, ["authority", "regulat", "commissioner"]) {
        notified.push("authority");
    }
    if has!(told, ["user", "you", "data subject", "individual", "client", "people", "person"]) {
        notified.push("data_subjects");
    }
    let mut all = values([
        ("notify", json!(notified)),
        ("within", duration::first(said.part).map_or(Value::Null, |within| json!(within))),
    ]);
    if has!(said.part, ["undue delay", "promptly", "timeframe"]) {
        all.insert("wording".to_owned(), json!("without undue delay"));
    }
    all
}

/// How many requests a year are answered, when the words limit them.
fn requests_a_year(said: &str) -> Option<u32> {
    if !has!(said, ["year", "12", "twelve"]) {
        return None;
    }
    let found = pattern!(r"\b(once|twice|one|two|three|[0-9]+)(?: requests?| times)?(?: per| each| a| in| every)?(?u:[^.;]){0,30}\b(?:year|12|twelve)\b").captures(said)?;
    match found.get(1)?.as_str().to_lowercase().as_str() {
        "once" | "one" => Some(1),
        "twice" | "two" => Some(2),
        "three" => Some(3),
        figures => figures.parse().ok().filter(|times| *times < 12),
    }
}

pub(super) fn deadline(said: &Said<'_>) -> Values {
    let mut durations: Vec<String> = duration::all(said.sentence).collect();
    // That a request came is told sooner than it is answered.
    if durations.len() > 1
        && has!(
            said.sentence,
            [
                "confirm receipt",
                "confirm request",
                "confirm your request",
                "acknowledge receipt",
                "acknowledge request",
                "acknowledge your",
                "acknowledge it",
            ]
        )
    {
        durations.remove(0);
    }
    let is_extension = has!(
        said.sentence,
        [
            "extend",
            "extension",
            "additional day",
            "additional month",
            "additional calendar",
            "additional time",
            "an additional",
            "prolong",
            "further month",
            "further day",
            "more time",
            "months more",
            "days more",
        ]
    );
    let mut all = Values::new();
    match durations.as_slice() {
        [] => {}
        [_] if has!(said.sentence, ["twice", "once", "two requests", "times"]) => {}
        [only] if is_extension => {
            all.insert("extension".to_owned(), json!(only));
        }
        [first, rest @ ..] => {
            all.insert("within".to_owned(), json!(first));
            if let (true, Some(extension)) = (is_extension, rest.first()) {
                all.insert("extension".to_owned(), json!(extension));
            }
        }
    }
    if has!(said.sentence, ["appeal"]) {
        all.insert("applies_to".to_owned(), json!("appeal"));
    }
    if has!(said.sentence, ["receipt", "receiv"]) {
        all.insert("from".to_owned(), json!("receipt"));
    }
    all
}

pub(super) fn verification(said: &Said<'_>) -> Values {
    let trigger =
        if has!(said.sentence, ["request", "rights"]) { "rights_request" } else { "company_discretion" };
    let documents: Vec<&str> = named!(
        said.sentence,
        [
            ("passport", "passport"),
            ("id card", "id_card"),
            ("driver", "driving_licence"),
            ("utility bill", "utility_bill"),
        ]
    )
    .collect();
    values([("trigger", json!(trigger)), ("documents", json!(documents))])
}

pub(super) fn contact(said: &Said<'_>) -> Values {
    const CHANNELS: [(&str, &[&str]); 4] = [
        ("email", &["@", "[email", "email", "e-mail", "(at)"]),
        ("post", &["letter", "mail:", "postal", "street", "via mail", "by post"]),
        ("chat", &["chat"]),
        ("phone", &["phone", "telephone", "+"]),
    ];
    let channels: Vec<&str> = named!(said.part, CHANNELS).collect();
    let role = if has!(said.part, ["dpo", "data protection officer"]) { "dpo" } else { "privacy" };
    values([("role", json!(role)), ("channels", json!(channels))])
}

pub(super) fn company(said: &Said<'_>) -> Values {
    let mut all = values([("role", json!("controller"))]);
    if let Some(name) = company_name(said.part) {
        all.insert("name".to_owned(), json!(name));
    }
    if let Some(country) = data::country(said.part) {
        all.insert("country".to_owned(), json!(country));
    }
    all
}

pub(super) fn children(said: &Said<'_>) -> Values {
    let figures = words(said.sentence).filter(|word| word.len() == 2);
    let mut figures = figures.filter_map(|figures| std::str::from_utf8(figures).ok()?.parse::<u32>().ok());
    let age = figures.find(|age| (10..=21).contains(age)).or_else(|| duration::spelled(said.sentence));
    let mut all = Values::new();
    match age {
        Some(age) => all.insert("min_age".to_owned(), json!(age)),
        None if has!(
            said.sentence,
            ["legal age", "legally permitted", "age of majority", "adult", "minor"]
        ) =>
        {
            all.insert("min_age".to_owned(), json!("legal_age"))
        }
        None => None,
    };
    all
}

pub(super) fn change(said: &Said<'_>) -> Values {
    let notice = match () {
        () if has!(said.part, ["without prior", "without notice", "without any notice"]) => "none",
        () if has!(said.part, ["email", "e-mail", "letter", "notif", "inform"]) => "told",
        () if has!(said.part, ["post", "publish", "available"]) => "posting",
        () => "unspecified",
    };
    let mut all = values([("notice", json!(notice))]);
    if let Some(ahead) = duration::first(said.part) {
        all.insert("within".to_owned(), json!(ahead));
    }
    all
}

macro_rules! promise {
    ($($name:ident = $word:literal;)*) => {
        $(pub(super) fn $name(_: &Said<'_>) -> Values { values([("type", json!($word))]) })*
    };
}

promise! {
    agreements = "processor_agreements";
    bundled = "bundled_acceptance";
    disclaimer = "disclaimer";
    automated = "automated_decisions";
    confidentiality = "confidentiality";
    effect = "effect";
    separate = "separate_notice";
    public_areas = "public_areas";
    scope = "scope";
    framework = "governing_framework";
    not_monitored = "no_monitoring";
    principle = "principle";
}

pub(super) fn role(said: &Said<'_>) -> Values {
    let role = if has!(said.part, ["not a", "not the"]) {
        "not_controller"
    } else if has!(said.part, ["processor"]) {
        "processor"
    } else {
        "controller"
    };
    values([("type", json!("role")), ("role", json!(role))])
}
