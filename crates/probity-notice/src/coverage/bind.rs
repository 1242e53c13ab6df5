//! Statements to sentences: by quotes first, then by clauses.

use super::{Binding, How, Sentence, Standing, Stated, kinds};
use crate::reading::Reading;
use crate::{Clause, Kind, Outline};
use probity_policy::grammar::{Place, Statement, print_sentence};
use probity_policy::model::Model;
use probity_policy::model::promise::Promise;
use probity_policy::published::Published;
use probity_policy::quotes::{Quote, Searched, likeness, words_of};
use probity_source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Words this like a quote, of 1000, are taken for it, inside its clause.
const NEARLY: u32 = 600;
/// For so many quotes that are not found, likenesses are looked for.
const LOOKED_FOR: usize = 1_000;

pub(super) struct Bound {
    pub(super) sentences: Vec<Sentence>,
    pub(super) statements: Vec<Stated>,
}

pub(super) fn bind<'m>(published: &'m Published, reading: &'m Reading, model: &'m Model) -> Bound {
    let text = published.text();
    let (sentences, kinds) = sentences(text, reading);
    let mut binder = Binder {
        outline: &reading.outline,
        published,
        index: Index::of(text, reading, &sentences),
        searched: (!model.quotes.is_empty()).then(|| Searched::of(text)),
        quotes: BTreeMap::new(),
        promises: model.promises.iter().map(|promise| (promise.span, promise)).collect(),
        sentences,
        kinds,
        statements: Vec::new(),
        nearly: LOOKED_FOR,
    };
    for quote in &model.quotes {
        if let Some(statement) = quote.statement {
            binder.quotes.entry(statement).or_default().push(quote);
        }
    }
    for statement in &model.statements {
        binder.statement(statement, None, &[], false);
    }
    Bound { sentences: binder.sentences, statements: binder.statements }
}

/// The sentences of a text, each with the kinds of practices that it speaks of.
fn sentences(text: &str, reading: &Reading) -> (Vec<Sentence>, Vec<BTreeSet<Kind>>) {
    let mut sentences: Vec<Sentence> = Vec::new();
    for (at, range) in reading.outline.said(text) {
        let said = text.get(range.clone()).unwrap_or("");
        sentences.push(Sentence {
            clause: at,
            clause_id: reading.outline.clauses.get(at).map(|clause| clause.id.clone()).unwrap_or_default(),
            text: said.split_whitespace().collect::<Vec<_>>().join(" "),
            range,
            words: said.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count(),
            standing: Standing::Information,
            statements: Vec::new(),
            state: None,
        });
    }
    let mut kinds = vec![BTreeSet::new(); sentences.len()];
    for practice in &reading.practices {
        for at in of_words(&reading.outline, &sentences, &practice.span) {
            if let Some(kinds) = kinds.get_mut(at) {
                kinds.insert(practice.kind);
            }
        }
    }
    for (sentence, kinds) in sentences.iter_mut().zip(&kinds) {
        // How somebody is reached informs; it promises nothing.
        if kinds.iter().any(|kind| *kind != Kind::Contact) {
            sentence.standing = Standing::Promised;
        }
    }
    (sentences, kinds)
}

/// The sentences that have bytes of a range. Sentences stand in order and do not overlap.
fn overlapping(sentences: &[Sentence], range: &Range<usize>) -> Range<usize> {
    let first = sentences.partition_point(|one| one.range.end <= range.start);
    let last = sentences.partition_point(|one| one.range.start < range.end);
    first..last.max(first)
}

/// The sentences of some words. Those that head a clause belong to its first sentence, which is about them.
fn of_words(outline: &Outline, sentences: &[Sentence], range: &Range<usize>) -> Range<usize> {
    let found = overlapping(sentences, range);
    let next = sentences.get(found.start).filter(|_| found.is_empty());
    let lead = next.and_then(|next| outline.clauses.get(next.clause)?.lead.as_ref());
    let heads = lead.is_some_and(|lead| lead.start <= range.start && range.end <= lead.end);
    if heads { found.start..found.start + 1 } else { found }
}

/// Which sentences a label means.
struct Index {
    /// Those that stand under a label and under no other number or heading.
    own: BTreeMap<String, Vec<usize>>,
    /// Those that stand under it at any depth.
    below: BTreeMap<String, Vec<usize>>,
}

impl Index {
    fn of(text: &str, reading: &Reading, sentences: &[Sentence]) -> Self {
        let mut index = Self { own: BTreeMap::new(), below: BTreeMap::new() };
        for (at, sentence) in sentences.iter().enumerate() {
            let Some(clause) = reading.outline.clauses.get(sentence.clause) else { continue };
            let mut owned = false;
            for one in std::iter::once(clause).chain(reading.outline.above(clause)) {
                for name in names(text, one) {
                    index.below.entry(name.clone()).or_default().push(at);
                    if !owned {
                        index.own.entry(name).or_default().push(at);
                    }
                }
                owned |= is_place(one);
            }
        }
        index
    }

    fn of_label(&self, label: &str) -> &[usize] {
        let label = label.trim().to_lowercase();
        self.own.get(&label).or_else(|| self.below.get(&label)).map_or(&[], Vec::as_slice)
    }

    /// `4.2¶3` and what `§` would find it by.
    fn of_quoted(&self, id: &str) -> &[usize] {
        match self.of_label(id) {
            [] => self.of_label(id.split('¶').next().unwrap_or(id)),
            some => some,
        }
    }
}

/// What a clause is called by: its id, and the words of a heading.
fn names(text: &str, clause: &Clause) -> Vec<String> {
    let mut names = vec![clause.id.to_lowercase()];
    if clause.is_heading {
        let words = text.get(clause.body.clone()).unwrap_or("").trim();
        let words =
            words.trim_matches(|one: char| matches!(one, '#' | '*' | '_' | ':') || one.is_whitespace());
        names.push(words.to_lowercase());
    }
    names.dedup();
    names
}

/// Whether a clause is one that people name: a number, or a heading where nothing is numbered.
fn is_place(clause: &Clause) -> bool {
    clause.id.chars().all(|one| one.is_ascii_digit() || one == '.')
        || (clause.is_heading && clause.label.is_none())
}

struct Binder<'m> {
    outline: &'m Outline,
    published: &'m Published,
    index: Index,
    searched: Option<Searched>,
    quotes: BTreeMap<Span, Vec<&'m Quote>>,
    promises: BTreeMap<Span, &'m Promise>,
    sentences: Vec<Sentence>,
    kinds: Vec<BTreeSet<Kind>>,
    statements: Vec<Stated>,
    nearly: usize,
}

impl<'m> Binder<'m> {
    /// Binds a statement and its block; `around` is what the statement whose block it stands in is bound to.
    fn statement(
        &mut self,
        statement: &'m Statement,
        heading: Option<&'m Statement>,
        around: &[usize],
        by_law: bool,
    ) {
        let of_stores = matches!(
            statement.rule.block,
            Some(Place::Table | Place::Service | Place::Resource | Place::Pace)
        );
        if of_stores {
            return;
        }
        let by_law = by_law || statement.tail.because.as_ref().is_some_and(|because| because.value == "law");
        let promise = self.promises.get(&statement.span).copied();
        let quotes = self.quotes.get(&statement.span).cloned().unwrap_or_default();
        let clauses = &statement.tail.clauses;
        let mut bound: BTreeMap<usize, How> = BTreeMap::new();
        for quote in quotes {
            for (at, how) in self.quoted(quote) {
                let best = bound.entry(at).or_insert(how);
                *best = how.min(*best);
            }
        }
        if bound.is_empty() {
            for clause in clauses {
                for (at, how) in self.cited(&clause.value, statement.rule.name) {
                    bound.entry(at).or_insert(how);
                }
            }
        }
        if bound.is_empty() && clauses.is_empty() && promise.is_some() {
            bound.extend(around.iter().map(|at| (*at, How::Block)));
        }
        let speaks = promise.is_some() || !clauses.is_empty() || !bound.is_empty();
        let place = self.statements.len();
        if speaks {
            let own = print_sentence(statement);
            self.statements.push(Stated {
                promise: promise.map(|promise| promise.id.clone()),
                sentence: promise.map_or(own, |promise| promise.sentence.clone()),
                clauses: clauses.iter().map(|clause| clause.value.clone()).collect(),
                unconfirmed: statement.tail.unconfirmed.is_some(),
                by_law,
                sentences: bound.keys().copied().collect(),
                state: None,
            });
            for (at, how) in &bound {
                if let Some(sentence) = self.sentences.get_mut(*at) {
                    sentence.standing = Standing::Carried;
                    sentence.statements.push(Binding { statement: place, how: *how });
                }
            }
        }
        let mut inside: BTreeSet<usize> = bound.into_keys().collect();
        if inside.is_empty() && heading.is_none() {
            // The block points to its clause from within: what has none of its own belongs to it.
            let cited = statement.block.iter().flat_map(|inner| &inner.tail.clauses);
            let cited: Vec<String> = cited.map(|clause| clause.value.clone()).collect();
            inside.extend(
                cited.iter().flat_map(|label| self.cited(label, statement.rule.name)).map(|(at, _)| at),
            );
        }
        let inside: Vec<usize> = inside.into_iter().collect();
        for inner in &statement.block {
            self.statement(inner, Some(statement), &inside, by_law);
        }
    }

    /// The sentences of a quote: exactly those words, in their clause or anywhere, or the one most like them there.
    fn quoted(&mut self, quote: &Quote) -> Vec<(usize, How)> {
        let Some(searched) = &self.searched else { return Vec::new() };
        let words = quote.words.value.as_str();
        let home = self.index.of_quoted(&quote.clause.value);
        let home_range = match (home.first(), home.last()) {
            (Some(first), Some(last)) => {
                let range = |at: &usize| self.sentences.get(*at).map(|one| one.range.clone());
                range(first).zip(range(last)).map(|(first, last)| first.start..last.end)
            }
            _ => None,
        };
        let exactly = home_range
            .and_then(|range| searched.find(words, &range))
            .or_else(|| searched.find(words, &(0..self.published.text().len())));
        if let Some(range) = exactly {
            let quoted = of_words(self.outline, &self.sentences, &range);
            return quoted.map(|at| (at, How::Quoted)).collect();
        }
        let Some(left) = self.nearly.checked_sub(1) else { return Vec::new() };
        self.nearly = left;
        let wanted = words_of(words);
        home.iter()
            .filter_map(|at| {
                let alike = likeness(&wanted, &words_of(&self.sentences.get(*at)?.text));
                (alike >= NEARLY).then_some((alike, *at))
            })
            .max()
            .map(|(_, at)| (at, How::Nearly))
            .into_iter()
            .collect()
    }

    /// The sentences that `§` means. Where the outline knows no such place, the one that `check` finds.
    fn of_label(&self, label: &str) -> Vec<usize> {
        let known = self.index.of_label(label);
        if !known.is_empty() {
            return known.to_vec();
        }
        let clauses = self.published.clauses();
        let Some(at) = clauses.iter().position(|clause| clause.label == label && !label.is_empty()) else {
            return Vec::new();
        };
        let below = |clause: &&probity_policy::published::Clause| {
            clause.label.strip_prefix(label).is_some_and(|rest| rest.starts_with('.'))
        };
        let own = clauses.get(at).map(|clause| clause.range.clone()).unwrap_or_default();
        let own: Vec<usize> = overlapping(&self.sentences, &own).collect();
        if !own.is_empty() {
            return own;
        }
        let inside = clauses.iter().skip(at + 1).take_while(below);
        inside.flat_map(|clause| overlapping(&self.sentences, &clause.range)).collect()
    }

    /// The sentences of a clause that a statement carries: those that speak of the same, or else all that promise, or
    /// else all.
    fn cited(&self, label: &str, rule: &str) -> Vec<(usize, How)> {
        let of_clause = self.of_label(label);
        let wanted = kinds::of_rule(rule);
        let having = |wanted: &dyn Fn(&Kind) -> bool| -> Vec<usize> {
            let has = |at: &&usize| self.kinds.get(**at).is_some_and(|kinds| kinds.iter().any(wanted));
            of_clause.iter().filter(has).copied().collect()
        };
        let same = having(&|kind| wanted.contains(kind));
        if !same.is_empty() {
            return same.into_iter().map(|at| (at, How::Topic)).collect();
        }
        let promising = having(&|kind| *kind != Kind::Contact);
        let all = if promising.is_empty() { of_clause } else { promising };
        all.into_iter().map(|at| (at, How::Clause)).collect()
    }
}
