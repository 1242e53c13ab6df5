//! A draft of policy code from a reading.
//!
//! Every statement cites the clause that it comes from, and stands below its words, how sure the reading is, and the
//! rule that read it. INVARIANT (DENY-WHEN-IN-DOUBT): a statement that a rule is not sure of is `unconfirmed`, which
//! denies, until a person takes the word away. What has no statement is kept as a remark, so that nothing is lost.

mod back;
mod head;
mod words;

pub(crate) use words::name as name_of;

use crate::{Kind, Practice, Reading, Sureness};
use serde_json::Value;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What of a notice became code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The code, as `probity fmt` would take it.
    pub code: String,
    /// How many practices became statements.
    pub drafted: usize,
    /// How many are remarks only.
    pub left: usize,
}

/// Drafts the code of a notice; `file` is how the code is to name it.
#[must_use]
pub fn draft(text: &str, reading: &Reading, file: &str) -> Draft {
    if let Some(written) = crate::render::written(text, reading) {
        return back::code(text, reading, file, &written);
    }
    let mut drafting = Drafting::new(text, reading);
    for practice in &reading.practices {
        drafting.practice(practice);
    }
    drafting.finish(file)
}

struct Drafting<'t> {
    text: &'t str,
    reading: &'t Reading,
    /// Statements, each below the words that say it.
    sections: BTreeMap<&'static str, Vec<(String, String)>>,
    /// Statements that stand already, and blocks by their names, so that none is written twice; each with its place.
    said: BTreeMap<String, usize>,
    /// Categories that the notice says are never collected.
    never: BTreeSet<&'static str>,
    answers: BTreeMap<String, String>,
    drafted: usize,
    left: usize,
}

const SECTIONS: [(&str, &str); 9] = [
    ("collected", "What is collected, and never"),
    ("purposes", "Why"),
    ("recipients", "Who gets what"),
    ("kept", "How long"),
    ("rights", "Rights"),
    ("people", "Children"),
    ("told", "Telling people"),
    ("safeguards", "Safeguards"),
    ("left", "Read, and without a statement yet"),
];

impl<'t> Drafting<'t> {
    fn new(text: &'t str, reading: &'t Reading) -> Self {
        let mut drafting = Self {
            text,
            reading,
            sections: BTreeMap::new(),
            said: BTreeMap::new(),
            never: BTreeSet::new(),
            answers: BTreeMap::new(),
            drafted: 0,
            left: 0,
        };
        drafting.never = reading
            .practices
            .iter()
            .filter(|practice| practice.kind == Kind::Collects && practice.value.contains_key("polarity"))
            .flat_map(|practice| drafting.found(practice))
            .collect();
        drafting.answers = drafting.answer_times();
        drafting
    }

    fn practice(&mut self, practice: &Practice) {
        let (section, statement) = match self.statement(practice) {
            Some(drafted) => drafted,
            None => {
                self.left += 1;
                let remark = self.remark(practice);
                self.sections.entry("left").or_default().push((remark, String::new()));
                return;
            }
        };
        self.drafted += 1;
        let remark = self.remark(practice);
        let clause = self.clause(practice);
        let unconfirmed = if practice.sureness == Sureness::Sure { "" } else { " unconfirmed" };
        let statements = self.sections.entry(section).or_default();
        match self.said.entry(key(&statement)) {
            // The same sentence again adds nothing but its words, which stand above it too.
            Entry::Occupied(said) => {
                if let Some((remarks, _)) = statements.get_mut(*said.get()) {
                    remarks.push_str(&remark);
                }
            }
            Entry::Vacant(vacant) => {
                vacant.insert(statements.len());
                let is_block = statement.contains(" {");
                let end = if is_block { String::new() } else { format!("{unconfirmed}{clause}") };
                statements.push((remark, format!("{statement}{end}\n")));
            }
        }
    }

    fn words(&self, practice: &Practice) -> String {
        self.text.get(practice.span.clone()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn remark(&self, practice: &Practice) -> String {
        let sureness = match practice.sureness {
            Sureness::Sure => "sure",
            Sureness::Likely => "likely",
            Sureness::Unsure => "unsure",
        };
        let id = self.reading.outline.clauses.get(practice.clause).map_or("", |clause| clause.id.as_str());
        format!("// {id}: “{}” ({sureness}, {})\n", self.words(practice), practice.rule)
    }

    /// The clause as `§` names it: the nearest printed label or heading.
    fn clause(&self, practice: &Practice) -> String {
        let outline = &self.reading.outline;
        let Some(own) = outline.clauses.get(practice.clause) else { return String::new() };
        let labelled = std::iter::once(own).chain(outline.above(own)).find(|clause| clause.label.is_some());
        match labelled {
            Some(clause) => {
                // A letter or a state below a number is found under that number.
                let number: String =
                    clause.id.chars().take_while(|one| one.is_ascii_digit() || *one == '.').collect();
                format!(" §{}", number.trim_end_matches('.'))
            }
            None => String::new(),
        }
    }

    fn found(&self, practice: &Practice) -> BTreeSet<&'static str> {
        let kinds: Vec<String> = match practice.value.get("data") {
            Some(Value::String(one)) => vec![one.clone()],
            Some(many) => serde_json::from_value(many.clone()).unwrap_or_default(),
            None => Vec::new(),
        };
        kinds.iter().filter_map(|kind| words::category(kind)).collect()
    }

    /// The categories of a practice. What is said never to be collected stays that, whatever another sentence says.
    fn categories(&self, practice: &Practice) -> Option<String> {
        let collected = practice.kind == Kind::Collects && !practice.value.contains_key("polarity");
        let mut found = self.found(practice);
        found.retain(|category| !(collected && self.never.contains(category)));
        (!found.is_empty()).then(|| found.into_iter().collect::<Vec<_>>().join(", "))
    }

    /// The state whose residents the clause speaks to.
    fn state(&self, practice: &Practice) -> Option<&str> {
        let id = self.reading.outline.clauses.get(practice.clause)?.id.as_str();
        let part = id.split('¶').next()?.rsplit('.').next()?;
        (part.len() == 2 && part.chars().all(|one| one.is_ascii_uppercase())).then_some(part)
    }

    /// The first time within which each place's people are answered; a notice may say several.
    fn answer_times(&self) -> BTreeMap<String, String> {
        let mut times = BTreeMap::new();
        for practice in self.reading.practices.iter().filter(|practice| practice.kind == Kind::Deadline) {
            let within = Self::text_of(practice, "within").and_then(|iso| words::period(&iso));
            if let (Some(within), None) = (within, practice.value.get("applies_to")) {
                let residents = self
                    .state(practice)
                    .map_or_else(String::new, |state| format!(" for people in US-{state}"));
                times.entry(residents).or_insert(within);
            }
        }
        times
    }

    fn text_of(practice: &Practice, key: &str) -> Option<String> {
        practice.value.get(key).and_then(Value::as_str).map(str::to_owned)
    }

    fn statement(&self, practice: &Practice) -> Option<(&'static str, String)> {
        match practice.kind {
            Kind::Collects if practice.value.contains_key("polarity") => {
                Some(("collected", format!("never collect {}", self.categories(practice)?)))
            }
            Kind::Collects => {
                let source = match practice.value.get("source") {
                    Some(Value::String(source)) if source == "third_party" => " from partners",
                    Some(Value::String(source)) if source == "subject" => " from person",
                    Some(Value::String(source)) if source == "automatic" => " from use",
                    _ => "",
                };
                Some(("collected", format!("collect {}{source}", self.categories(practice)?)))
            }
            Kind::Purpose => {
                let purposes: Vec<String> =
                    serde_json::from_value(practice.value.get("purpose")?.clone()).ok()?;
                let first = purposes.first()?;
                let basis = Self::text_of(practice, "basis").and_then(|basis| words::basis(&basis));
                let basis = basis.map_or_else(
                    || "    // no legal basis was read: name it\n    basis consent unconfirmed\n".to_owned(),
                    |basis| format!("    basis {basis}{}\n", self.clause(practice)),
                );
                Some((
                    "purposes",
                    format!(
                        "purpose {} {} {{\n{basis}}}",
                        words::name(first),
                        words::text(&first.replace('_', " "))
                    ),
                ))
            }
            Kind::Recipient => {
                let (name, title) = match Self::text_of(practice, "name") {
                    Some(name) => (words::name(&name), name),
                    None => {
                        let category = match practice.value.get("category")? {
                            Value::String(one) => one.clone(),
                            many => many.get(0)?.as_str()?.to_owned(),
                        };
                        if matches!(category.as_str(), "authorities" | "employees") {
                            return None;
                        }
                        (words::name(&category), category.replace('_', " "))
                    }
                };
                Some((
                    "recipients",
                    format!(
                        "recipient {name} {} {{\n    // no role was read: say whether it acts on instructions\n    role processor unconfirmed\n}}",
                        words::text(&title)
                    ),
                ))
            }
            Kind::NotShared => {
                let actions: Vec<String> =
                    serde_json::from_value(practice.value.get("action")?.clone()).ok()?;
                (actions.iter().any(|action| action == "sell") && !practice.value.contains_key("exception"))
                    .then(|| ("recipients", "never sell anything".to_owned()))
            }
            Kind::Retention => {
                let categories = self.categories(practice).unwrap_or_else(|| "*".to_owned());
                let period = |key: &str| Self::text_of(practice, key).and_then(|iso| words::period(&iso));
                let length = match (period("min"), period("max"), period("period")) {
                    (Some(floor), _, _) => format!("at least {floor} after collected"),
                    (_, Some(ceiling), _) => format!("at most {ceiling} after collected"),
                    (_, _, Some(exactly)) => format!("{exactly} after collected"),
                    _ if Self::text_of(practice, "max").as_deref() == Some("necessity") => {
                        return Some(("kept", "keep data only as long as a purpose needs".to_owned()));
                    }
                    _ => return None,
                };
                Some(("kept", format!("keep {categories} {length}")))
            }
            Kind::Right => {
                let named: Vec<String> = match practice.value.get("right")? {
                    Value::String(one) => vec![one.clone()],
                    many => serde_json::from_value(many.clone()).ok()?,
                };
                let rights: BTreeSet<&str> = named.iter().filter_map(|right| words::right(right)).collect();
                (!rights.is_empty()).then(|| {
                    ("rights", format!("offer {}", rights.into_iter().collect::<Vec<_>>().join(", ")))
                })
            }
            Kind::Deadline => {
                let within = words::period(&Self::text_of(practice, "within")?)?;
                let extension = Self::text_of(practice, "extension").and_then(|iso| words::period(&iso));
                let extension = extension
                    .map_or_else(String::new, |longer| format!(", extend once by {longer} with reason"));
                let residents = self
                    .state(practice)
                    .map_or_else(String::new, |state| format!(" for people in US-{state}"));
                let first = self.answers.get(&residents).is_none_or(|other| *other == within);
                (Self::text_of(practice, "applies_to").is_none() && first).then(|| {
                    ("rights", format!("answer any request within {within} of receipt{extension}{residents}"))
                })
            }
            Kind::Breach => {
                let notified: Vec<String> =
                    serde_json::from_value(practice.value.get("notify")?.clone()).ok()?;
                let whom = if notified.iter().any(|who| who == "authority") { "authority" } else { "people" };
                let within = Self::text_of(practice, "within").and_then(|iso| words::period(&iso));
                let within = within.map_or_else(String::new, |within| format!(" within {within}"));
                Some(("told", format!("tell {whom} of a breach{within}")))
            }
            Kind::ChangeNotice => {
                let notice = Self::text_of(practice, "notice")?;
                (notice == "told").then(|| ("told", "tell people of a change by mail".to_owned()))
            }
            Kind::Cookie => {
                let name = Self::text_of(practice, "name")?;
                let lives = match Self::text_of(practice, "expiry")?.as_str() {
                    "session" => "session".to_owned(),
                    "persistent" => return None,
                    iso => words::period(iso)?,
                };
                let purpose = Self::text_of(practice, "purpose")?;
                Some((
                    "told",
                    format!(
                        "cookie {} {} {{\n    group necessary unconfirmed\n    lives {lives}{}\n}}",
                        words::name(&name),
                        words::text(&purpose),
                        self.clause(practice)
                    ),
                ))
            }
            Kind::Security => Some((
                "safeguards",
                format!("attest {} by security-officer every 12 months", words::text(&self.words(practice))),
            )),
            Kind::IdentityVerification => {
                let for_requests =
                    Self::text_of(practice, "trigger").is_some_and(|trigger| trigger == "rights_request");
                for_requests.then(|| ("rights", "verify requests by mailbox".to_owned()))
            }
            Kind::OtherPromise | Kind::LegalBasis | Kind::Transfer | Kind::Children | Kind::Contact => None,
        }
    }

    fn finish(self, file: &str) -> Draft {
        let code = head::head(self.text, self.reading, file) + &self.sections();
        Draft { code, drafted: self.drafted, left: self.left }
    }

    fn sections(&self) -> String {
        let mut code = String::new();
        for (section, heading) in SECTIONS {
            let Some(statements) = self.sections.get(section) else { continue };
            let _ = writeln!(code, "// {heading}\n");
            for (remarks, statement) in statements {
                code.push_str(remarks);
                code.push_str(statement);
            }
            code.push('\n');
        }
        code
    }
}

/// What must not stand twice: a block by its kind and name, any other statement as it is.
fn key(statement: &str) -> String {
    match statement.split_once(" {") {
        Some((head, _)) => head.split(' ').take(2).collect::<Vec<_>>().join(" "),
        None => statement.to_owned(),
    }
}
