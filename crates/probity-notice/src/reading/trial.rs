//! The trial of the rules: each rule on all sentences, one rule after the other.
//!
//! A pattern builds its automaton as it runs. Tried on one sentence after the other, it finds what it built still at
//! hand; tried between a hundred others, it would fetch it from afar each time.
//!
//! INVARIANT (AS-IF-SENTENCE-BY-SENTENCE): a sentence's practices are those that trying all rules on it in their order
//! gives; no sentence knows of another.

use super::practice::{Kind, Practice};
use super::rule::{Built, Chance, Extent};
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
    /// The practice that it is already, as an item of a list.
    is: Option<Kind>,
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
        self.take(context, range, introduces, None);
    }

    /// An item of a list, of which only what it says beside the practice that it is remains to be read.
    pub(super) fn add_item(&mut self, context: Context<'t>, range: Range<usize>, is: Kind) {
        self.take(context, range, None, Some(is));
    }

    fn take(
        &mut self,
        context: Context<'t>,
        range: Range<usize>,
        introduces: Option<Kind>,
        is: Option<Kind>,
    ) {
        let plain = self.plain.at(range.start)..self.plain.at(range.end);
        self.vocabulary.look(plain.clone(), &mut self.found);
        let book = rules::book();
        let said = self.plain.bytes().get(plain.clone()).unwrap_or(&[]);
        for index in self.found.patterns.numbers() {
            let Some(rule) = book.rules.get(index) else { continue };
            if (is.is_none() || rule.rule.beside)
                && rule.may_apply(&self.found, context.about.topics)
                && let Some(chance) = rule.chance(said, &self.found, &mut self.tries)
                && let Some(chances) = self.chances.get_mut(index)
            {
                chances.push((self.sentences.len(), chance));
            }
        }
        self.sentences.push(Sentence { context, range, plain, introduces, is, practices: Vec::new() });
    }

    /// The practices of each sentence, in their order.
    pub(super) fn practices(mut self) -> Vec<Vec<Practice>> {
        let rules = &rules::book().rules;
        let chances = std::mem::take(&mut self.chances);
        let (beside, whole): (Vec<_>, Vec<_>) =
            rules.iter().zip(&chances).partition(|(built, _)| built.rule.beside);
        whole.into_iter().for_each(|(built, chances)| self.all_of(built, chances));
        self.sentences.iter_mut().for_each(settle);
        beside.into_iter().for_each(|(built, chances)| self.all_of(built, chances));
        self.sentences.into_iter().map(|sentence| sentence.practices).collect()
    }

    /// One rule on all sentences that it has a chance on.
    fn all_of(&mut self, built: &Built, chances: &[(usize, Chance)]) {
        let (text, plain, rule) = (self.text, self.plain, &built.rule);
        for (index, chance) in chances {
            let Some(sentence) = self.sentences.get_mut(*index) else { continue };
            let read = &mut sentence.practices;
            if rule.of_the_rest && (!read.is_empty() || sentence.introduces.is_some()) {
                continue;
            }
            let once = rule.beside || rule.extent == Extent::Sentence;
            if once && read.iter().any(|practice| practice.kind == rule.kind) {
                continue;
            }
            if rule.beside && !sentence.may_say_beside(rule.kind) {
                continue;
            }
            let read = &mut sentence.practices;
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
            let is_another = sentence.is.is_some() || sentence.introduces.is_some() || !read.is_empty();
            read.push(Practice {
                clause: sentence.context.clause,
                kind: rule.kind,
                span: part,
                value,
                sureness: rule.sureness,
                rule: rule.name,
                is_beside: rule.beside && is_another,
            });
        }
    }
}

impl Sentence<'_> {
    /// Whether a practice may stand beside what it is: `we keep … to comply with …` is both, but what somebody has to do
    /// to have their data deleted is no purpose of ours.
    fn may_say_beside(&self, kind: Kind) -> bool {
        let is = self.is.into_iter().chain(self.introduces);
        is.chain(self.practices.iter().map(|practice| practice.kind)).all(|one| {
            one != kind
                && (HAS_ROOM.contains(&one)
                    || kind == Kind::LegalBasis && HAS_ROOM_FOR_A_BASIS.contains(&one))
        })
    }
}

/// What stays of the practices of a sentence.
fn settle(sentence: &mut Sentence<'_>) {
    let read = &mut sentence.practices;
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
}

/// Kinds of practices that purposes and legal bases are said of in passing.
const HAS_ROOM: [Kind; 4] = [Kind::Collects, Kind::Purpose, Kind::Recipient, Kind::Retention];
/// What promises rest on may be said with them.
const HAS_ROOM_FOR_A_BASIS: [Kind; 3] = [Kind::OtherPromise, Kind::Transfer, Kind::Children];

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
