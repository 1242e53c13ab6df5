//! What words in a slot say: the way back from [`phrase`](super::phrase), of which each step is the inverse.
//!
//! Nothing is guessed: words that the catalogue cannot have written are not heard.

use super::phrase::{Refers, Speech, refers, scope};
use crate::draft::name_of;
use probity_policy::grammar::{Comparison, Condition, Located, SlotKind, Value};
use probity_source::Span;
use probity_vocabulary::{Category, Period, Place, Unit};

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
