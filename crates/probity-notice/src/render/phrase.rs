//! What a statement says in one slot, in words, and back: each of both is the other's inverse.

use super::catalogue::{Built, Catalogue, Language};
use crate::draft::name_of;
use probity_policy::grammar::{Comparison, Condition, Located, SlotKind, Statement, Value};
use probity_source::Span;
use probity_vocabulary::{Category, Country, Period, Place, Unit};
use std::collections::BTreeMap;

/// What names stand for, as the code says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Titles {
    purposes: BTreeMap<String, String>,
    recipients: BTreeMap<String, String>,
    categories: BTreeMap<String, String>,
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
fn scope(slot: &str) -> &str {
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

    fn built(&self) -> &'static Built {
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

    fn word(&self, slot: &str, word: &str) -> Option<&'static str> {
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

// Back from words.

impl Speech<'_> {
    /// What words in a slot say; nothing when they cannot have been written by this catalogue.
    pub(super) fn hear(
        &self,
        rule: &str,
        slot: &str,
        kind: &SlotKind,
        form: &str,
        text: &str,
        span: Span,
    ) -> Option<Value> {
        let located = |value: String| Located { value, span };
        if text.is_empty() || text.trim() != text {
            return None;
        }
        Some(match kind {
            SlotKind::Text | SlotKind::Version => Value::Text(located(text.to_owned())),
            SlotKind::Number => Value::Number(Located { value: text.parse().ok()?, span }),
            SlotKind::Date => Value::Date(located(self.date_of(text)?)),
            SlotKind::Period => Value::Period(Located { value: self.period_of(text)?, span }),
            SlotKind::Condition => Value::Condition(Located { value: self.condition_of(text)?, span }),
            SlotKind::Names | SlotKind::Alternatives | SlotKind::Categories => {
                let names: Option<Vec<_>> = self
                    .parts(text)
                    .into_iter()
                    .map(|part| self.name_of(rule, slot, kind, form, part).map(located))
                    .collect();
                Value::Names(names?)
            }
            SlotKind::OneOf(words) => {
                let word = self.name_of(rule, slot, kind, form, text)?;
                if !words.contains(&word.as_str()) {
                    return None;
                }
                Value::Name(located(word))
            }
            SlotKind::Anchor => {
                let word = self.name_of(rule, slot, kind, form, text)?;
                probity_policy::model::data_map::Anchor::from_words(&word)?;
                Value::Name(located(word))
            }
            SlotKind::Name | SlotKind::Category => {
                Value::Name(located(self.name_of(rule, slot, kind, form, text)?))
            }
            SlotKind::Table
            | SlotKind::Tables
            | SlotKind::Column
            | SlotKind::Columns
            | SlotKind::Identities => {
                return None;
            }
        })
    }

    /// Cuts a list at its commas and its last word, outside of quotation marks.
    fn parts<'p>(&self, text: &'p str) -> Vec<&'p str> {
        let catalogue = self.catalogue();
        let (open, close) = catalogue.quotes;
        let (mut parts, mut start, mut quoted, mut skip) = (Vec::new(), 0, false, 0);
        for (at, one) in text.char_indices() {
            quoted = (quoted || one == open) && one != close;
            if quoted || at < skip {
                continue;
            }
            let rest = text.get(at..).unwrap_or("");
            if let Some(join) =
                [", ", catalogue.and, catalogue.or].into_iter().find(|join| rest.starts_with(join))
            {
                parts.push(text.get(start..at).unwrap_or(""));
                start = at + join.len();
                skip = start;
            }
        }
        parts.push(text.get(start..).unwrap_or(""));
        parts
    }

    fn unquoted<'p>(&self, text: &'p str) -> Option<&'p str> {
        let (open, close) = self.catalogue().quotes;
        text.strip_prefix(open)?.strip_suffix(close)
    }

    fn name_of(&self, rule: &str, slot: &str, kind: &SlotKind, form: &str, text: &str) -> Option<String> {
        if form == "raw" {
            return Some(text.to_owned());
        }
        if matches!(kind, SlotKind::Category | SlotKind::Categories) {
            return self.category_of(text);
        }
        let text = match form {
            "a" if self.catalogue().article && self.word_of(slot, text).as_deref() != Some("everyone") => {
                text.strip_prefix("an ").or_else(|| text.strip_prefix("a "))?
            }
            _ => text,
        };
        match refers(rule, slot) {
            Refers::Purpose => return self.unquoted(text).map(name_of),
            Refers::Recipient => {
                return Some(
                    self.word_of(slot, text).unwrap_or_else(|| name_of(self.unquoted(text).unwrap_or(text))),
                );
            }
            Refers::Nothing => {}
        }
        if let Some(word) = self.word_of(slot, text) {
            return Some(word);
        }
        if matches!(slot, "people_in" | "country" | "countries")
            && let Some(code) = self.place_of(text)
        {
            return Some(code);
        }
        let name = self.unquoted(text).unwrap_or(text).replace(' ', "-");
        let plain = |one: char| one.is_alphanumeric() || matches!(one, '-' | '_' | '.' | '/');
        (name.chars().all(plain) && name.starts_with(char::is_alphanumeric)).then_some(name)
    }

    fn word_of(&self, slot: &str, text: &str) -> Option<String> {
        let own = format!("{}/", scope(slot));
        let words = &self.built().words;
        let scoped = words
            .iter()
            .filter(|(_, phrase)| **phrase == text)
            .find_map(|(key, _)| key.strip_prefix(own.as_str()));
        let general =
            || words.iter().find(|(key, phrase)| **phrase == text && !key.contains('/')).map(|(key, _)| *key);
        scoped.or_else(general).map(str::to_owned)
    }

    fn category_of(&self, text: &str) -> Option<String> {
        if self.word("categories", "anything") == Some(text) {
            return Some("anything".to_owned());
        }
        let meaning = self.unquoted(text).unwrap_or(text);
        if let Some((name, _)) = self.titles.categories.iter().find(|(_, known)| *known == meaning) {
            return Some(name.clone());
        }
        if let Some((name, _)) = self.built().categories.iter().find(|(_, known)| **known == text) {
            let has_parts = Category::find(name).is_some_and(|category| category.children().next().is_some());
            return Some(if has_parts { format!("{name}.*") } else { (*name).to_owned() });
        }
        let dotted = text.contains('.')
            && text.chars().all(|one| one.is_alphanumeric() || matches!(one, '.' | '-' | '*'));
        dotted.then(|| text.to_owned())
    }

    fn place_of(&self, text: &str) -> Option<String> {
        let own = self.built().countries.iter().find(|(_, name)| **name == text).map(|(code, _)| *code);
        let country = || {
            probity_vocabulary::COUNTRIES
                .iter()
                .find(|country| country.name() == text)
                .map(|country| country.code())
        };
        let region = || {
            probity_vocabulary::REGIONS
                .iter()
                .filter_map(|region| Place::find(region.code()))
                .find(|place| place.name() == text)
                .map(Place::code)
        };
        own.map(str::to_owned)
            .or_else(|| country().map(str::to_owned))
            .or_else(|| region().map(str::to_owned))
    }

    fn date_of(&self, text: &str) -> Option<String> {
        let mut parts = text.split(' ');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let month = self.catalogue().months.iter().position(|name| *name == month)? + 1;
        let day: i8 = day.trim_end_matches('.').parse().ok()?;
        let date = jiff::civil::Date::new(year.parse().ok()?, i8::try_from(month).ok()?, day).ok()?;
        (parts.next().is_none()).then(|| date.to_string())
    }

    fn period_of(&self, text: &str) -> Option<Period> {
        let (amount, unit) = text.split_once(' ')?;
        let unit = [
            Unit::Minutes,
            Unit::Hours,
            Unit::Days,
            Unit::WorkingDays,
            Unit::Weeks,
            Unit::Months,
            Unit::Years,
        ]
        .into_iter()
        .find(|one| (self.catalogue().unit)(*one).contains(&unit))?;
        Some(Period::new(amount.parse().ok()?, unit))
    }

    fn condition_of(&self, text: &str) -> Option<Condition> {
        let catalogue = self.catalogue();
        for (join, make) in [
            (catalogue.or, Condition::Any as fn(Vec<Condition>) -> Condition),
            (catalogue.and, Condition::All),
        ] {
            let parts = self.outside(text, join);
            if parts.len() > 1 {
                let all: Option<Vec<_>> = parts.into_iter().map(|part| self.condition_of(part)).collect();
                return all.map(make);
            }
        }
        if let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            return self.condition_of(inner);
        }
        if let Some(rest) = text.strip_prefix(catalogue.not) {
            return Some(Condition::Not(Box::new(self.condition_of(rest)?)));
        }
        if let Some(fact) = text.strip_suffix(catalogue.fact).and_then(|fact| self.unquoted(fact)) {
            return Some(Condition::Fact(fact.replace(' ', "-")));
        }
        if let Some(fact) = self.word_of("facts", text) {
            return Some(Condition::Fact(fact));
        }
        let signs = [
            (Comparison::NotEqual, 1),
            (Comparison::Less, 2),
            (Comparison::LessEqual, 3),
            (Comparison::Greater, 4),
            (Comparison::GreaterEqual, 5),
            (Comparison::Equal, 0),
        ];
        signs.into_iter().find_map(|(comparison, at)| {
            let (middle, end) = catalogue.compare.get(at)?.strip_prefix("{a}")?.split_once("{b}")?;
            let (fact, with) = text.strip_suffix(end)?.split_once(middle)?;
            Some(Condition::Compare {
                fact: fact.replace(' ', "-"),
                comparison,
                with: with.replace(' ', "-"),
            })
        })
    }

    /// Cuts at a joining word outside of parentheses and quotation marks.
    fn outside<'p>(&self, text: &'p str, join: &str) -> Vec<&'p str> {
        let (open, close) = self.catalogue().quotes;
        let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
        for (at, one) in text.char_indices() {
            if one == '(' || one == open {
                depth += 1;
            } else if one == ')' || one == close {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && at >= start && text.get(at..).is_some_and(|rest| rest.starts_with(join)) {
                parts.push(text.get(start..at).unwrap_or(""));
                start = at + join.len();
            }
        }
        parts.push(text.get(start..).unwrap_or(""));
        parts
    }
}
