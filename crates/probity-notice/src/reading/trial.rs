//! The trial of the rules: each rule on all sentences, one rule after the other.
//!
//! A pattern builds its automaton as it runs. Tried on one sentence after the other, it finds what it built still at
//! hand; tried between a hundred others, it would fetch it from afar each time.
//!
//! INVARIANT (AS-IF-SENTENCE-BY-SENTENCE): a sentence's practices are those that trying all rules on it in their order
//! gives; no sentence knows of another.

use super::practice::{Kind, Practice};
use super::rule::{Chance, Extent};
use super::{Context, rules, trimmed};
use crate::matching::{Found, Plain, Tries, Vocabulary, Words};
use std::ops::Range;

/// A sentence that the rules are tried on.
struct Sentence<'t> {
    context: Context<'t>,
    range: Range<usize>,
    /// The same in the plain text.
    plain: Range<usize>,
    /// The practice that the items are which it introduces.
    introduces: Option<Kind>,
    practices: Vec<Practice>,
}

pub(super) struct Trial<'t> {
    text: &'t str,
    plain: &'t Plain,
    vocabulary: Vocabulary<'t>,
    found: Found,
    tries: Tries,
    sentences: Vec<Sentence<'t>>,
    /// For each rule, the sentences that it has a chance on.
    chances: Vec<Vec<(usize, Chance)>>,
}

impl<'t> Trial<'t> {
    pub(super) fn new(text: &'t str, words: &'t Words) -> Self {
        let book = rules::book();
        Self {
            text,
            plain: words.plain(),
            vocabulary: book.scanner.vocabulary(words),
            found: book.scanner.nothing(),
            tries: Tries::default(),
            sentences: Vec::new(),
            chances: vec![Vec::new(); book.rules.len()],
        }
    }

    /// A sentence more.
    pub(super) fn add(&mut self, context: Context<'t>, range: Range<usize>, introduces: Option<Kind>) {
        let plain = self.plain.at(range.start)..self.plain.at(range.end);
        self.vocabulary.look(plain.clone(), &mut self.found);
        let book = rules::book();
        let said = self.plain.bytes().get(plain.clone()).unwrap_or(&[]);
        for index in self.found.patterns.numbers() {
            let Some(rule) = book.rules.get(index) else { continue };
            if rule.may_apply(&self.found, context.about.topics)
                && let Some(chance) = rule.chance(said, &self.found, &mut self.tries)
                && let Some(chances) = self.chances.get_mut(index)
            {
                chances.push((self.sentences.len(), chance));
            }
        }
        self.sentences.push(Sentence { context, range, plain, introduces, practices: Vec::new() });
    }

    /// The practices of each sentence, in their order.
    pub(super) fn practices(mut self) -> Vec<Vec<Practice>> {
        let (text, plain) = (self.text, self.plain);
        for (built, chances) in rules::book().rules.iter().zip(&self.chances) {
            let rule = &built.rule;
            for (index, chance) in chances {
                let Some(sentence) = self.sentences.get_mut(*index) else { continue };
                let read = &mut sentence.practices;
                if rule.of_the_rest && (!read.is_empty() || sentence.introduces.is_some()) {
                    continue;
                }
                if rule.extent == Extent::Sentence && read.iter().any(|practice| practice.kind == rule.kind) {
                    continue;
                }
                let Some(said) = plain.bytes().get(sentence.plain.clone()) else { continue };
                let Some(matched) = built.find(said, *chance, &mut self.tries) else { continue };
                let offset = sentence.plain.start;
                let (start, end) = (plain.back(offset + matched.start), plain.back(offset + matched.end));
                let part = match rule.extent {
                    Extent::Sentence => sentence.range.clone(),
                    Extent::Match => start..end,
                    Extent::Tail => start..sentence.range.end,
                    Extent::Head => sentence.range.start..end,
                };
                let part = trimmed(text, &part);
                let overlaps = |other: &Practice| {
                    other.kind == rule.kind && other.span.start < part.end && part.start < other.span.end
                };
                if read.iter().any(overlaps) {
                    continue;
                }
                let value = (rule.value)(&sentence.context.said(&sentence.range, &part));
                read.push(Practice {
                    clause: sentence.context.clause,
                    kind: rule.kind,
                    span: part,
                    value,
                    sureness: rule.sureness,
                    rule: rule.name,
                });
            }
        }
        self.sentences.into_iter().map(settled).collect()
    }
}

/// What stays of the practices of a sentence.
fn settled(sentence: Sentence<'_>) -> Vec<Practice> {
    let mut read = sentence.practices;
    if let Some(introduces) = sentence.introduces {
        let excepted = |kind: Kind| {
            kind == Kind::NotShared && introduces == Kind::Recipient
                || kind == Kind::Collects && introduces == Kind::Purpose
        };
        read.retain(|practice| {
            !excepted(practice.kind)
                && (practice.kind != introduces || !SAID_BY_ITEMS.contains(&practice.kind))
        });
    }
    let says = |practice: &&Practice| !ASIDE.contains(&practice.rule);
    let kinds: Vec<Kind> = read.iter().filter(says).map(|practice| practice.kind).collect();
    read.retain(|practice| {
        ASIDE.contains(&practice.rule)
            || !BEATEN.iter().any(|(winner, beaten)| *beaten == practice.kind && kinds.contains(winner))
    });
    read
}

/// What stands beside the rest that a sentence says, and not instead of it.
const ASIDE: [&str; 2] = ["legal_basis.article-six", "legal_basis.rests-on-consent"];

/// An introduction says nothing more than its items do.
const SAID_BY_ITEMS: [Kind; 6] =
    [Kind::Collects, Kind::Purpose, Kind::Recipient, Kind::Security, Kind::Retention, Kind::Cookie];

/// When the same sentence is read as both, the first is right.
const BEATEN: &[(Kind, Kind)] = &[
    (Kind::NotShared, Kind::Recipient),
    (Kind::NotShared, Kind::Collects),
    (Kind::NotShared, Kind::Purpose),
    (Kind::Children, Kind::Collects),
    (Kind::Children, Kind::NotShared),
    (Kind::Children, Kind::Right),
    (Kind::Breach, Kind::Security),
    (Kind::Breach, Kind::Deadline),
    (Kind::Breach, Kind::Contact),
    (Kind::Breach, Kind::Collects),
    (Kind::Breach, Kind::Purpose),
    (Kind::Retention, Kind::Purpose),
    (Kind::Retention, Kind::Collects),
    (Kind::Right, Kind::Purpose),
    (Kind::Right, Kind::Collects),
    (Kind::Right, Kind::Contact),
    (Kind::Right, Kind::LegalBasis),
    (Kind::Right, Kind::Retention),
    (Kind::Right, Kind::Cookie),
    (Kind::IdentityVerification, Kind::Collects),
    (Kind::IdentityVerification, Kind::Purpose),
    (Kind::IdentityVerification, Kind::Right),
    (Kind::ChangeNotice, Kind::Contact),
    (Kind::ChangeNotice, Kind::Purpose),
    (Kind::ChangeNotice, Kind::Right),
    (Kind::Transfer, Kind::Recipient),
    (Kind::Transfer, Kind::LegalBasis),
    (Kind::Cookie, Kind::Collects),
    (Kind::Cookie, Kind::Recipient),
    (Kind::Deadline, Kind::Purpose),
    (Kind::Deadline, Kind::IdentityVerification),
    (Kind::Contact, Kind::Purpose),
    (Kind::Contact, Kind::OtherPromise),
    (Kind::Security, Kind::Collects),
    (Kind::LegalBasis, Kind::Purpose),
];
