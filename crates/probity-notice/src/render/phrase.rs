//! What a statement says in one slot, in words. `heard` is the way back, the inverse of this.

use super::catalogue::{Built, Catalogue, Language};
use probity_policy::grammar::{Comparison, Condition, SlotKind, Statement, Value};
use probity_vocabulary::{Country, Period, Place};
use std::collections::BTreeMap;

/// What names stand for, as the code says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    purposes: BTreeMap<String, String>,
    recipients: BTreeMap<String, String>,
    pub(super) categories: BTreeMap<String, String>,
}

impl Titles {
    pub(super) fn of(statements: &[Statement]) -> Self {
        let mut titles = Self::default();
        for statement in statements {
            let (into, name, title) = match statement.rule.name {
                "purpose" => (&mut titles.purposes, "purpose", "title"),
                "recipient" => (&mut titles.recipients, "recipient", "title"),
                "category" => (&mut titles.categories, "category", "meaning"),
                _ => continue,
            };
            if let (Some(name), Some(title)) = (statement.name(name), statement.name(title)) {
                into.insert(name.value.clone(), title.value.clone());
            }
        }
        titles
    }

    /// The title of a purpose.
    pub(super) fn purpose(&self, name: &str) -> Option<&str> {
        self.purposes.get(name).map(String::as_str)
    }

    /// The title of a recipient.
    pub(super) fn recipient(&self, name: &str) -> Option<&str> {
        self.recipients.get(name).map(String::as_str)
    }
}

/// What a name in a slot refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refers {
    Purpose,
    Recipient,
    Nothing,
}

pub(super) fn refers(rule: &str, slot: &str) -> Refers {
    match (rule, slot) {
        (_, "purposes" | "stops") | ("message-purpose", "purpose") => Refers::Purpose,
        (_, "recipients" | "source") | ("cookie-by" | "verify-by", "recipient") => Refers::Recipient,
        _ => Refers::Nothing,
    }
}

/// A language with the titles of a policy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speech<'t> {
    pub(super) language: Language,
    pub(super) titles: &'t Titles,
}

/// The words of these slots are those of another.
pub(super) fn scope(slot: &str) -> &str {
    match slot {
        "right" => "rights",
        "until" | "and-after" => "after",
        "kind" | "while" | "represented" => "people",
        other => other,
    }
}

impl<'t> Speech<'t> {
    pub(super) fn catalogue(&self) -> &'static Catalogue {
        self.language.catalogue()
    }

    pub(super) fn built(&self) -> &'static Built {
        self.language.built()
    }

    /// What a slot says. `form` is a form that the catalogue asks for.
    pub(super) fn say(
        &self,
        rule: &str,
        slot: &str,
        kind: Option<&SlotKind>,
        form: &str,
        value: &Value,
    ) -> String {
        match value {
            Value::Flag | Value::Identities(_) => String::new(),
            Value::Text(text) => text.value.clone(),
            Value::Number(number) => number.value.to_string(),
            Value::Date(date) => self.date(&date.value),
            Value::Period(period) => self.period(period.value, form),
            Value::Condition(condition) => self.condition(&condition.value),
            Value::Name(name) => self.name(rule, slot, kind, form, &name.value),
            Value::Names(names) => {
                let said: Vec<String> =
                    names.iter().map(|name| self.name(rule, slot, kind, form, &name.value)).collect();
                let or = matches!(form, "a" | "or") || kind == Some(&SlotKind::Alternatives);
                self.joined(&said, or)
            }
        }
    }

    /// Several, with what the language puts before the last.
    pub(super) fn joined(&self, said: &[String], or: bool) -> String {
        let last = if or { self.catalogue().or } else { self.catalogue().and };
        match said.split_last() {
            Some((end, rest)) if !rest.is_empty() => format!("{}{last}{end}", rest.join(", ")),
            Some((end, _)) => end.clone(),
            None => String::new(),
        }
    }

    fn quoted(&self, text: &str) -> String {
        let (open, close) = self.catalogue().quotes;
        format!("{open}{text}{close}")
    }

    /// In quotation marks where it would be read as several.
    fn apart(&self, text: &str) -> String {
        let catalogue = self.catalogue();
        let several = [", ", catalogue.and, catalogue.or].iter().any(|join| text.contains(join));
        if several { self.quoted(text) } else { text.to_owned() }
    }

    pub(super) fn word(&self, slot: &str, word: &str) -> Option<&'static str> {
        let words = &self.built().words;
        words.get(format!("{}/{word}", scope(slot)).as_str()).or_else(|| words.get(word)).copied()
    }

    fn name(&self, rule: &str, slot: &str, kind: Option<&SlotKind>, form: &str, name: &str) -> String {
        if form == "raw" {
            return name.to_owned();
        }
        if matches!(kind, Some(SlotKind::Category | SlotKind::Categories)) {
            return self.category(name);
        }
        let said = match refers(rule, slot) {
            Refers::Purpose => {
                return self.quoted(self.titles.purpose(name).unwrap_or(&spaced(name)));
            }
            Refers::Recipient => self.titles.recipient(name).map(|title| self.apart(title)),
            Refers::Nothing => None,
        };
        let said =
            said.or_else(|| self.word(slot, name).map(str::to_owned)).or_else(|| self.place(slot, name));
        let said = said.unwrap_or_else(|| self.apart(&spaced(name)));
        let article = form == "a" && self.catalogue().article && name != "everyone";
        if article { format!("{} {said}", an(&said)) } else { said }
    }

    /// The name of a category, or of all below it.
    pub(super) fn category(&self, pattern: &str) -> String {
        if matches!(pattern, "*" | "anything") {
            return self.word("categories", "anything").unwrap_or(pattern).to_owned();
        }
        let stem = pattern.strip_suffix(".*").unwrap_or(pattern);
        match self.titles.categories.get(stem) {
            Some(meaning) => self.apart(meaning),
            None => self
                .built()
                .categories
                .get(stem)
                .map_or_else(|| pattern.to_owned(), |name| (*name).to_owned()),
        }
    }

    fn place(&self, slot: &str, name: &str) -> Option<String> {
        if !matches!(slot, "people_in" | "country" | "countries") {
            return None;
        }
        if let Some(country) = self.built().countries.get(name) {
            return Some((*country).to_owned());
        }
        Country::find(name)
            .map(|country| country.name().to_owned())
            .or_else(|| Place::find(name).map(|place| place.name().to_owned()))
            .filter(|said| self.apart(said) == *said)
    }

    /// A day, written out.
    pub(super) fn date(&self, iso: &str) -> String {
        let Ok(date) = iso.parse::<jiff::civil::Date>() else { return iso.to_owned() };
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| self.catalogue().months.get(at));
        self.catalogue()
            .day
            .replace("{d}", &date.day().to_string())
            .replace("{m}", month.copied().unwrap_or(""))
            .replace("{y}", &date.year().to_string())
    }

    /// A period, such as `30 days`.
    pub(super) fn period(&self, period: Period, form: &str) -> String {
        let [one, several, dative] = (self.catalogue().unit)(period.unit);
        let unit = match (period.amount, form) {
            (1, _) => one,
            (_, "dat") => dative,
            _ => several,
        };
        format!("{} {unit}", period.amount)
    }

    /// A condition in words.
    pub(super) fn condition(&self, condition: &Condition) -> String {
        let catalogue = self.catalogue();
        let inner = |one: &Condition| match one {
            Condition::All(_) | Condition::Any(_) => format!("({})", self.condition(one)),
            _ => self.condition(one),
        };
        match condition {
            Condition::Fact(fact) => match self.word("facts", fact) {
                Some(phrase) => phrase.to_owned(),
                None => format!("{}{}", self.quoted(&spaced(fact)), catalogue.fact),
            },
            Condition::Compare { fact, comparison, with } => {
                let [equal, not_equal, less, less_equal, greater, greater_equal] = catalogue.compare;
                let pattern = match comparison {
                    Comparison::Equal => equal,
                    Comparison::NotEqual => not_equal,
                    Comparison::Less => less,
                    Comparison::LessEqual => less_equal,
                    Comparison::Greater => greater,
                    Comparison::GreaterEqual => greater_equal,
                };
                pattern.replace("{a}", &spaced(fact)).replace("{b}", &spaced(with))
            }
            Condition::Not(one) => format!("{}{}", catalogue.not, inner(one)),
            Condition::All(all) => all.iter().map(inner).collect::<Vec<_>>().join(catalogue.and),
            Condition::Any(any) => any.iter().map(inner).collect::<Vec<_>>().join(catalogue.or),
        }
    }
}

/// Words for a name that nobody gave a title.
pub(super) fn spaced(name: &str) -> String {
    name.replace('-', " ")
}

fn an(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" }
}
