//! What the checks look things up in, built once, and where they put what they find.
//!
//! INVARIANT (LINEAR-CHECKS): a check walks statements or tables once and looks the rest up here;
//! no check walks all statements inside a walk over all statements.

use super::patterns::PatternMap;
use crate::grammar::{Located, Statement};
use crate::model::Model;
use crate::model::data_map::{Table, TableName};
use crate::model::policy::{Purpose, Recipient};
use crate::published::Published;
use jiff::civil::Date;
use probity_law::{LawBook, LawId, Pack};
use probity_source::{Code, Diagnostic, Span};
use probity_vocabulary::closest;
use std::collections::BTreeMap;

/// How many words are compared for "did you mean", over one compilation: a file of nothing but
/// unknown names must not cost the square of its length.
const SUGGESTIONS: usize = 100;
/// No name that somebody meant is longer.
const LONGEST_NAME: usize = 80;

/// A statement, and the statement whose block it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'a> {
    pub(super) statement: &'a Statement,
    pub(super) heading: Option<&'a Statement>,
}

/// The model with its indexes.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) published: Option<&'a Published>,
    pub(super) purposes: BTreeMap<&'a str, &'a Purpose>,
    pub(super) recipients: BTreeMap<&'a str, &'a Recipient>,
    pub(super) tables: BTreeMap<&'a TableName, &'a Table>,
    pub(super) collected: PatternMap<Span>,
    pub(super) never_collected: PatternMap<Span>,
    pub(super) never_kept: PatternMap<Span>,
    pub(super) laws: Vec<NamedLaw<'a>>,
    pub(super) effective: Option<Date>,
    by_rule: BTreeMap<&'static str, Vec<Placed<'a>>>,
}

/// A law that the policy names.
#[derive(Clone, Copy, Debug)]
pub(super) struct NamedLaw<'a> {
    pub(super) pack: &'static Pack,
    pub(super) span: Span,
    pub(super) name: &'a str,
}

impl<'a> Context<'a> {
    pub(super) fn new(model: &'a Model, published: Option<&'a Published>) -> Self {
        let policy = &model.policy;
        let mut by_rule = BTreeMap::new();
        for statement in &model.statements {
            index(&mut by_rule, statement, None);
        }
        let mut collected = PatternMap::default();
        for sentence in &policy.collected {
            insert_all(&mut collected, &sentence.categories);
        }
        let mut never_collected = PatternMap::default();
        for sentence in &policy.never_collected {
            insert_all(&mut never_collected, &sentence.categories);
        }
        let mut never_kept = PatternMap::default();
        for sentence in &policy.never_kept {
            insert_all(&mut never_kept, &sentence.categories);
        }
        Self {
            model,
            published,
            purposes: policy.purposes.iter().map(|one| (one.name.value.as_str(), one)).collect(),
            recipients: policy.recipients.iter().map(|one| (one.name.value.as_str(), one)).collect(),
            tables: model.data_map.tables.iter().map(|table| (&table.name, table)).collect(),
            collected,
            never_collected,
            never_kept,
            laws: policy.laws.iter().filter_map(named_law).collect(),
            effective: policy.effective.as_ref().and_then(|date| date.value.parse().ok()),
            by_rule,
        }
    }

    /// All statements that follow rules of this name, wherever they stand.
    pub(super) fn all(&self, rule: &str) -> impl Iterator<Item = Placed<'a>> + '_ {
        self.by_rule.get(rule).into_iter().flatten().copied()
    }

    /// Is there such a statement?
    pub(super) fn has(&self, rule: &str) -> bool {
        self.by_rule.contains_key(rule)
    }

    /// The law of this id, when the policy names it.
    pub(super) fn names_law(&self, id: &str) -> bool {
        self.laws.iter().any(|law| law.pack.id.as_str() == id)
    }

    /// Does the policy say anything, apart from where data lives?
    pub(super) fn has_policy(&self) -> bool {
        let of_data_map = |rule: &str| matches!(rule, "store" | "pace" | "table" | "include");
        self.model.statements.iter().any(|statement| !of_data_map(statement.rule.name))
    }
}

fn named_law(law: &Located<String>) -> Option<NamedLaw<'_>> {
    let pack = LawBook::built_in().ok()?.law(&LawId::from(law.value.as_str()))?;
    Some(NamedLaw { pack, span: law.span, name: &law.value })
}

fn index<'a>(
    by_rule: &mut BTreeMap<&'static str, Vec<Placed<'a>>>,
    statement: &'a Statement,
    heading: Option<&'a Statement>,
) {
    // The columns of a large data map are many, and every check of them goes by table.
    if statement.rule.name != "column" {
        by_rule.entry(statement.rule.name).or_default().push(Placed { statement, heading });
    }
    for inner in &statement.block {
        index(by_rule, inner, Some(statement));
    }
}

/// Puts patterns into an index, each with its place.
pub(super) fn insert_all(map: &mut PatternMap<Span>, patterns: &[Located<String>]) {
    for pattern in patterns {
        map.insert(&pattern.value, pattern.span);
    }
}

/// What was found so far.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) diagnostics: Vec<Diagnostic>,
    suggestions: usize,
}

impl Found {
    pub(super) fn new() -> Self {
        Self { diagnostics: Vec::new(), suggestions: SUGGESTIONS }
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Tells that a name is unknown, with the one that was probably meant.
    pub(super) fn unknown<'n>(
        &mut self,
        code: Code,
        name: &Located<String>,
        message: String,
        candidates: impl IntoIterator<Item = &'n str>,
        otherwise: &str,
    ) {
        let diagnostic = Diagnostic::error(code, message).at(name.span);
        let meant = self.meant(&name.value, candidates);
        self.push(match meant {
            Some(meant) => suggested(diagnostic, name.span, meant),
            None => diagnostic.help(otherwise),
        });
    }

    /// Is there a budget left for looking?
    pub(super) fn may_suggest(&self) -> bool {
        self.suggestions > 0
    }

    /// The candidate that was probably meant, while there is a budget for looking.
    pub(super) fn meant<'n>(
        &mut self,
        word: &str,
        candidates: impl IntoIterator<Item = &'n str>,
    ) -> Option<&'n str> {
        if word.len() > LONGEST_NAME {
            return None;
        }
        self.suggestions = self.suggestions.checked_sub(1)?;
        closest(word, candidates.into_iter().filter(|one| one.len() <= LONGEST_NAME))
    }
}

/// "Did you mean", with the change where there is a place to change.
pub(super) fn suggested(diagnostic: Diagnostic, span: Span, meant: &str) -> Diagnostic {
    fixed(diagnostic.help(format!("did you mean `{meant}`?")), &format!("write `{meant}`"), span, meant)
}

/// The finding with a change, unless it is about a projection, which has no places.
pub(super) fn fixed(diagnostic: Diagnostic, title: &str, span: Span, replacement: &str) -> Diagnostic {
    if span.end() == 0 {
        return diagnostic;
    }
    diagnostic.fix(title, span, replacement)
}

/// Names in back quotes with commas between.
pub(super) fn quoted<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
