//! The trial of the rules: each rule on all sentences, one rule after the other.
//!
//! What is known of the sentences is small, and so is a rule; all rules together are not. Rule by rule, each of them is
//! fetched once for a text, and not once for a sentence.
//!
//! INVARIANT (AS-IF-SENTENCE-BY-SENTENCE): a sentence's practices are those that trying all rules on it in their order
//! gives; no sentence knows of another.

use super::context::{Context, trimmed};
use super::practice::{Kind, Practice};
use super::rule::{Built, Extent, Rule};
use super::rules;
use super::topic::{COOKIES, DEFINITIONS, OTHERS, PUBLIC, Topics};
use crate::matching::{BLOCK, Found, Plain, Sentences, Tries, Vocabulary, Words};
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
    sentences: Vec<Sentence<'t>>,
}

/// What is known of the sentences of a block while the rules are tried.
struct Known {
    /// The sentences below a heading about something, by the bit of the topic.
    topics: [Sentences; 32],
    /// Those that are items.
    items: Sentences,
    introducing: Sentences,
    /// Those that say something, and those that say it, by kind.
    saying: Sentences,
    kinds: [Sentences; KINDS],
}

impl<'t> Trial<'t> {
    pub(super) fn new(text: &'t str, words: &'t Words) -> Self {
        let vocabulary = rules::book().scanner.vocabulary(words);
        Self { text, plain: words.plain(), vocabulary, sentences: Vec::new() }
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
        self.sentences.push(Sentence { context, range, plain, introduces, is, practices: Vec::new() });
    }

    /// The practices of each sentence, in their order.
    pub(super) fn practices(mut self) -> Vec<Vec<Practice>> {
        let mut sentences = std::mem::take(&mut self.sentences);
        let mut tries = Tries::default();
        sentences.chunks_mut(BLOCK).for_each(|block| self.of_block(block, &mut tries));
        sentences.into_iter().map(|sentence| sentence.practices).collect()
    }

    fn of_block(&self, block: &mut [Sentence<'t>], tries: &mut Tries) {
        let found = self.vocabulary.look(block.iter().map(|sentence| sentence.plain.clone()).collect());
        let (beside, whole): (Vec<_>, Vec<_>) =
            rules::book().rules.iter().partition(|built| built.rule.beside);
        let mut known = Known::of(block);
        for built in &whole {
            let wanted = known.wanted_by(&built.rule, found.all());
            self.try_rule(built, block, &found, &wanted, &mut known, tries);
        }
        block.iter_mut().for_each(settle);
        // What its heading speaks against is said nevertheless, where nothing else is.
        for built in whole.iter().filter(|built| may_stand_anywhere(&built.rule)) {
            let wanted = known.unread_by(&built.rule, found.all());
            self.try_rule(built, block, &found, &wanted, &mut known, tries);
        }
        for built in beside {
            let mut room = Sentences::NONE;
            let rooms =
                block.iter().enumerate().filter(|(_, sentence)| sentence.may_say_beside(built.rule.kind));
            rooms.for_each(|(number, _)| room.put(number));
            let wanted = known.below(&built.rule, room);
            self.try_rule(built, block, &found, &wanted, &mut known, tries);
        }
    }

    /// One rule on the sentences of a block.
    fn try_rule(
        &self,
        built: &Built,
        block: &mut [Sentence<'t>],
        found: &Found<'_>,
        wanted: &Sentences,
        known: &mut Known,
        tries: &mut Tries,
    ) {
        let (text, plain, rule) = (self.text, self.plain, &built.rule);
        let chances = built.chances(found, wanted, tries);
        for number in chances.sentences.numbers() {
            let Some(sentence) = block.get_mut(number) else { continue };
            let read = &mut sentence.practices;
            let is_excepted = chances.excepted.has(number);
            let Some(matched) = built.find(found.said(number), is_excepted, tries) else { continue };
            let offset = sentence.plain.start;
            let (start, end) = (plain.back(offset + matched.start), plain.back(offset + matched.end));
            let part = match rule.extent {
                Extent::Sentence => sentence.range.clone(),
                Extent::Match => start..end,
                Extent::Tail => start..sentence.range.end,
                Extent::Head => sentence.range.start..end,
            };
            let part = trimmed(text, &part);
            let overlaps = |other: &Practice| other.kind == rule.kind && overlap(&other.span, &part);
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
            known.says(number, rule.kind);
        }
    }
}

impl Known {
    fn of(block: &[Sentence<'_>]) -> Self {
        let mut known = Self {
            topics: [Sentences::NONE; 32],
            items: Sentences::NONE,
            introducing: Sentences::NONE,
            saying: Sentences::NONE,
            kinds: [Sentences::NONE; KINDS],
        };
        for (number, sentence) in block.iter().enumerate() {
            let topics = sentence.context.about.topics;
            for (bit, of_topic) in known.topics.iter_mut().enumerate() {
                if topics & (1 << bit) != 0 {
                    of_topic.put(number);
                }
            }
            if sentence.is.is_some() {
                known.items.put(number);
            }
            if sentence.introduces.is_some() {
                known.introducing.put(number);
            }
        }
        known
    }

    fn says(&mut self, sentence: usize, kind: Kind) {
        self.saying.put(sentence);
        if let Some(of_kind) = self.kinds.get_mut(kind as usize) {
            of_kind.put(sentence);
        }
    }

    /// Those of some sentences that stand below a heading that a rule asks for.
    fn below(&self, rule: &Rule, mut wanted: Sentences) -> Sentences {
        if rule.below != 0 {
            wanted.meet(&self.below_any(rule.below));
        }
        if rule.not_below != 0 {
            wanted.leave(&self.below_any(rule.not_below));
        }
        wanted
    }

    /// The sentences below a heading about one of these.
    fn below_any(&self, topics: Topics) -> Sentences {
        let of_topics = self.topics.iter().enumerate().filter(|(bit, _)| topics & (1 << bit) != 0);
        of_topics.fold(Sentences::NONE, |mut all, (_, of_topic)| {
            all.join(of_topic);
            all
        })
    }

    /// Those that no rule read, whatever they stand below.
    fn unread_by(&self, rule: &Rule, all: Sentences) -> Sentences {
        let mut wanted = all;
        [&self.items, &self.saying, &self.introducing].into_iter().for_each(|others| wanted.leave(others));
        wanted.leave(&self.below_any(rule.not_below & NEVER_BELOW));
        wanted
    }

    /// Those on which a rule is to be tried that reads what a sentence is.
    fn wanted_by(&self, rule: &Rule, all: Sentences) -> Sentences {
        let mut wanted = self.below(rule, all);
        wanted.leave(&self.items);
        if rule.of_the_rest {
            wanted.leave(&self.saying);
            wanted.leave(&self.introducing);
        }
        // What is said once is not said again by the same sentence.
        if rule.extent == Extent::Sentence {
            wanted.leave(self.kinds.get(rule.kind as usize).unwrap_or(&Sentences::NONE));
        }
        wanted
    }
}

/// Whether a rule reads a sentence by its own words, so that a heading can only make it less likely.
const fn may_stand_anywhere(rule: &Rule) -> bool {
    rule.below == 0 && rule.not_below & !NEVER_BELOW != 0 && !rule.of_the_rest
}

/// Below these headings words mean something else: what a cookie does is no purpose of its own.
const NEVER_BELOW: Topics = DEFINITIONS | OTHERS | COOKIES | PUBLIC;

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
        let of_items = |kind: Kind| kind == introduces && SAID_BY_ITEMS.contains(&kind);
        let of_purposes = |kind: Kind| kind == Kind::Collects && introduces == Kind::Purpose;
        read.retain(|practice| !of_items(practice.kind) && !of_purposes(practice.kind));
    }
    let says = |practice: &&Practice| !ASIDE.contains(&practice.rule);
    let said: Vec<(Kind, Range<usize>)> =
        read.iter().filter(says).map(|practice| (practice.kind, practice.span.clone())).collect();
    let is_beaten = |practice: &Practice| {
        let beats = |winner: Kind| BEATEN.contains(&(winner, practice.kind));
        said.iter().any(|(kind, span)| beats(*kind) && overlap(span, &practice.span))
    };
    read.retain(|practice| ASIDE.contains(&practice.rule) || !is_beaten(practice));
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// How many kinds of practices there are.
const KINDS: usize = Kind::OtherPromise as usize + 1;

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
