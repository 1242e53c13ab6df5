//! What people can ask for, by when they are answered, and how they show who they are.

use super::statement::{Section, Statement};
use super::{Around, Drafting, text_of, words};
use crate::{Kind, Practice};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The first time within which each place's people are answered; a notice may say several.
pub(super) fn answer_times(drafting: &Drafting<'_>) -> BTreeMap<Option<String>, String> {
    let mut times = BTreeMap::new();
    for practice in drafting.read().filter(|practice| practice.kind == Kind::Deadline) {
        let within = text_of(practice, "within").and_then(|iso| words::period(&iso));
        if let (Some(within), None) = (within, practice.value.get("applies_to")) {
            times.entry(Around { drafting, practice }.state()).or_insert(within);
        }
    }
    times
}

impl<'d> Around<'d> {
    pub(super) fn right(self) -> Vec<Statement> {
        let named = self.texts_of("right");
        let sentence = |says: String| Statement::sentence(Section::Rights, says);
        let is = |word: &str| named.iter().any(|right| right == word);
        let rights: BTreeSet<&str> = named.iter().filter_map(|right| words::right(right)).collect();
        let mut statements = Vec::new();
        if let Some(times) = self.practice.value.get("per_year").and_then(Value::as_u64) {
            return self.limits(times, &rights);
        }
        if is("withdraw_consent") && self.says(&["does not affect", "not affect the law", "shall not affect"])
        {
            return vec![sentence("withdrawal stops-future-use".to_owned())];
        }
        if !rights.is_empty() {
            statements.push(sentence(format!("offer {}", rights.into_iter().collect::<Vec<_>>().join(", "))));
        }
        if is("appeal") {
            statements.extend(self.appeal());
        }
        if is("local_rights") {
            statements.push(sentence("rights follow residence".to_owned()));
        }
        if is("all") {
            statements.extend(self.informs("rights"));
        }
        if is("other") && self.says(&["exercise"]) {
            statements.extend(self.informs("exercising-rights"));
        }
        if is("cookie_control") {
            statements.extend(self.informs("browser-settings"));
        }
        if self.practice.value.contains_key("authority") || (is("complaint") && self.says(&["authority"])) {
            statements.push(sentence("tell of complaint to authority".to_owned()));
        }
        let authority =
            self.text_of("authority").filter(|name| name.chars().all(|one| one.is_ascii_uppercase()));
        if let (Some(authority), Some(country)) = (authority, self.text_of("country")) {
            let line = format!("authority {authority} for people in {country}");
            statements.push(Statement::block(Section::Controller, "controller").line(line));
        }
        if self.texts_of("method").iter().any(|method| method == "unsubscribe_link") {
            let message = Statement::block(Section::Told, "message marketing \"marketing messages\"");
            statements.push(message.line("by mail").line("carries link opt-out"));
        }
        statements
    }

    /// How often in a year somebody is answered.
    fn limits(self, times: u64, rights: &BTreeSet<&str>) -> Vec<Statement> {
        let window = if self.says(&["calendar year"]) { "calendar-year" } else { "12 months" };
        let limit = |right: &str| {
            Statement::sentence(Section::Rights, format!("limit {right} to {times} in {window}"))
        };
        match rights.iter().map(|right| limit(right)).collect::<Vec<_>>() {
            named if !named.is_empty() => named,
            _ => {
                vec![limit("access").missing("every kind of request is limited: say it of the other rights")]
            }
        }
    }

    /// Within which time a refused person can ask again. What the notice says of the answer may stand elsewhere.
    fn appeal(self) -> Option<Statement> {
        let window = self.period("within")?;
        let answered = self.of_appeals(Kind::Deadline).next();
        let within = answered.and_then(|deadline| words::period(&text_of(deadline, "within")?));
        let longer = answered.and_then(|deadline| words::period(&text_of(deadline, "extension")?));
        let answer = match (within, longer) {
            (None, _) => "as law says".to_owned(),
            (Some(within), None) => format!("within {within}"),
            (Some(within), Some(longer)) => format!("within {within}, extend once by {longer}"),
        };
        let says = format!("appeal within {window} of refusal, answer {answer}");
        Some(Statement::sentence(Section::Rights, says))
    }

    /// What is said of appeals where this is said, with a time.
    fn of_appeals(self, kind: Kind) -> impl Iterator<Item = &'d Practice> {
        let state = self.state();
        let drafting = self.drafting;
        drafting.reading.practices.iter().filter(move |practice| {
            let is_of_appeals =
                ["applies_to", "right"].iter().any(|key| text_of(practice, key).as_deref() == Some("appeal"));
            practice.kind == kind
                && is_of_appeals
                && practice.value.contains_key("within")
                && Around { drafting, practice }.state() == state
        })
    }

    pub(super) fn deadline(self) -> Vec<Statement> {
        let Some(within) = self.period("within") else { return Vec::new() };
        let extension = self.period("extension");
        if self.text_of("applies_to").as_deref() == Some("appeal") {
            if self.of_appeals(Kind::Right).next().is_some() {
                return Vec::new();
            }
            let longer = extension.map_or_else(String::new, |longer| format!(", extend once by {longer}"));
            let says = format!("appeal within 45 days of refusal, answer within {within}{longer}");
            return vec![
                Statement::sentence(Section::Rights, says)
                    .missing("within which time somebody can appeal was not read: say it"),
            ];
        }
        let longer =
            extension.map_or_else(String::new, |longer| format!(", extend once by {longer} with reason"));
        let is_first = self.drafting.answers.get(&self.state()).is_none_or(|other| *other == within);
        if self.practice.value.contains_key("applies_to") || !is_first {
            return Vec::new();
        }
        let says = format!("answer any request within {within} of receipt{longer}");
        vec![Statement::sentence(Section::Rights, says)]
    }

    pub(super) fn identity_verification(self) -> Vec<Statement> {
        let one = |says: &str| vec![Statement::sentence(Section::Rights, says)];
        if self.says(&["proof of residence", "resident of", "are a resident"]) && !self.says(&["identity"]) {
            return one("ask for proof of residence");
        }
        let on_request = self.text_of("trigger").is_some_and(|trigger| trigger == "rights_request");
        if on_request || self.says(&["may ask you", "we need further"]) {
            return one("verify requests by mailbox");
        }
        if self.says(&["document"]) && self.says(&["another", "only one", "same"]) {
            let again =
                self.says(&["different document", "another document", "another valid", "different valid"]);
            return one(if again {
                "verify again with another document"
            } else {
                "one document for one account"
            });
        }
        if self.says(&["verif", "identif"]) && self.says(&["required", "require", "must", "may request"]) {
            return one("verify identity of person");
        }
        Vec::new()
    }
}
