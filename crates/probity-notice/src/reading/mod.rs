//! Reading: from the words of a notice to practices.
//!
//! Each sentence is tried against the rules under the headings that it stands under; items of a list are what the
//! words before the list say. Where two rules take the same words for different practices, a table says which wins.
//!
//! INVARIANT (LINEAR-TIME): the patterns neither go back nor look around, so time grows with the text and no faster.

mod list;
mod practice;
mod rule;
mod rules;
mod topic;
mod value;
mod words;

pub use practice::{Kind, Practice, Sureness};
pub(crate) use value::country;

use crate::Document;
use crate::matching::{Bits, Plain};
use crate::outline::{Clause, Outline};
use rule::{Extent, Said};
use std::ops::Range;
use topic::Topics;

/// A notice as it was read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its clauses.
    pub outline: Outline,
    /// Its practices, in the order of the text.
    pub practices: Vec<Practice>,
}

/// Reads a notice.
#[must_use]
pub fn read(text: &str) -> Reading {
    read_outlined(text, Outline::read(text))
}

/// Reads a document of any format.
#[must_use]
pub fn read_document(document: &Document) -> Reading {
    read_outlined(document.text(), Outline::of(document))
}

fn read_outlined(text: &str, outline: Outline) -> Reading {
    let plain = Plain::of(text);
    let mut words = rules::book().scanner.nothing();
    let mut practices = Vec::new();
    let mut lists = Lists::default();
    let told = vec![None; outline.clauses.len()];
    let mut headings = Headings { text, outline: &outline, told };
    for (index, clause) in outline.clauses.iter().enumerate() {
        let about = About::of(&mut headings, index);
        let introduction = lists.introduction_of(&outline, index, clause);
        lists.after(text, index, clause, &about);
        let introduces =
            lists.introductions.last().filter(|last| last.clause == index).and_then(|last| last.kind);
        let mut reader = Reader {
            text,
            plain: &plain,
            words: &mut words,
            clause: index,
            about: &about,
            introduction,
            introduces,
        };
        reader.clause(&outline, clause, &mut practices);
    }
    Reading { outline, practices }
}

/// Every pattern that reading tries, for measuring against a set of them.
#[doc(hidden)]
#[must_use]
pub fn patterns() -> Vec<String> {
    rules::patterns()
}

/// What a clause is about.
struct About<'t> {
    topics: Topics,
    heading: &'t str,
}

impl<'t> About<'t> {
    /// The nearest heading that says something decides.
    fn of(headings: &mut Headings<'t, '_>, clause: usize) -> Self {
        let mut nearest = "";
        let detached = headings.outline.clauses.get(clause).is_some_and(|clause| clause.is_detached);
        let mut next = Some(clause);
        while let Some((index, clause)) = next.and_then(|at| Some((at, headings.outline.clauses.get(at)?))) {
            next = clause.parent;
            if detached && clause.is_heading {
                break;
            }
            let range = match &clause.lead {
                Some(lead) => lead,
                None if clause.is_heading => &clause.body,
                None => continue,
            };
            let heading = headings.text.get(range.clone()).unwrap_or("");
            nearest = if nearest.is_empty() { heading } else { nearest };
            let topics = headings.topics(index, heading);
            if topics != 0 {
                return Self { topics, heading };
            }
        }
        Self { topics: 0, heading: nearest }
    }
}

/// What headings are about, told once for each.
struct Headings<'t, 'o> {
    text: &'t str,
    outline: &'o Outline,
    told: Vec<Option<Topics>>,
}

impl Headings<'_, '_> {
    fn topics(&mut self, clause: usize, heading: &str) -> Topics {
        match self.told.get_mut(clause) {
            Some(told) => *told.get_or_insert_with(|| topic::of(heading)),
            None => topic::of(heading),
        }
    }
}

/// The list that is being read.
#[derive(Default)]
struct Lists<'t> {
    introductions: Vec<Introduction<'t>>,
}

#[derive(Clone, Copy)]
struct Introduction<'t> {
    clause: usize,
    words: &'t str,
    kind: Option<Kind>,
}

impl<'t> Lists<'t> {
    /// The introduction of the list that a clause is an item of.
    fn introduction_of(
        &mut self,
        outline: &Outline,
        index: usize,
        clause: &Clause,
    ) -> Option<Introduction<'t>> {
        let last = self.introductions.last().copied()?;
        let introducing = outline.clauses.get(last.clause)?;
        let below = clause.label.is_some()
            && (clause.parent == Some(last.clause)
                || (introducing.label.is_none() && clause.parent == introducing.parent));
        let follows = clause.is_item && index > last.clause;
        if follows || below {
            return Some(last);
        }
        self.introductions.clear();
        None
    }

    fn after(&mut self, text: &'t str, index: usize, clause: &Clause, about: &About<'_>) {
        let said = text.get(clause.body.clone()).unwrap_or("");
        if !said.trim_end().ends_with([':', '：']) {
            return;
        }
        let last = said.rsplit(['.', ';']).find(|part| !part.trim().is_empty()).unwrap_or(said).trim();
        // A heading that ends with a colon inside a list of categories goes on with that list.
        let above = self.introductions.last().and_then(|above| above.kind);
        let own = list::kind(last, about.topics);
        let short = last.split_whitespace().count() <= 8;
        let kind = match (own, above) {
            (own @ Some(_), _) if !short || above.is_none() => own,
            (_, above @ Some(_)) => above,
            (own, None) => own,
        };
        let kind = kind.or_else(|| list::kind(about.heading, about.topics));
        self.introductions.push(Introduction { clause: index, words: last, kind });
    }
}

struct Reader<'r, 't> {
    text: &'t str,
    plain: &'r Plain,
    /// The words of the sentence that is being read.
    words: &'r mut Bits,
    clause: usize,
    about: &'r About<'t>,
    introduction: Option<Introduction<'t>>,
    /// The practice that the items are which this clause introduces.
    introduces: Option<Kind>,
}

impl Reader<'_, '_> {
    fn clause(&mut self, outline: &Outline, clause: &Clause, practices: &mut Vec<Practice>) {
        if clause.is_heading {
            return;
        }
        let sentences = outline.sentences(self.text, clause);
        let listed = self.introduction.and_then(|introduction| introduction.kind);
        for (number, sentence) in sentences.iter().enumerate() {
            match listed {
                _ if clause.is_item && self.cookie(sentence, clause, practices) => return,
                Some(kind) if number == 0 && !self.is_introduction(clause) => {
                    self.item(kind, sentence, clause, practices)
                }
                _ => self.sentence(sentence, number + 1 == sentences.len(), practices),
            }
        }
    }

    /// An entry of a list of cookies, whatever stands before the list.
    fn cookie(&self, sentence: &Range<usize>, clause: &Clause, practices: &mut Vec<Practice>) -> bool {
        if self.about.topics & topic::COOKIES == 0 {
            return false;
        }
        let part = self.trimmed(&clause.body);
        let Some(value) = value::cookie_entry(&self.said(sentence, &part)) else { return false };
        practices.push(Practice {
            clause: self.clause,
            kind: Kind::Cookie,
            span: part,
            value,
            sureness: Sureness::Sure,
            rule: "list.cookie",
        });
        true
    }

    fn is_introduction(&self, clause: &Clause) -> bool {
        self.text.get(clause.body.clone()).is_some_and(|said| said.trim_end().ends_with(':'))
    }

    fn item(&self, kind: Kind, sentence: &Range<usize>, clause: &Clause, practices: &mut Vec<Practice>) {
        let range = if kind == Kind::Security { sentence.start..clause.body.end } else { sentence.clone() };
        let part = self.trimmed(&range);
        let said = self.said(sentence, &part);
        let negated = said.part.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("no "));
        let value = match kind {
            Kind::Collects if negated => value::never_collected(&said),
            Kind::Collects => value::collected(&said),
            Kind::Purpose => value::purpose(&said),
            Kind::Recipient => value::recipient(&said),
            Kind::Retention => value::retention(&said),
            Kind::Right => value::right(&said),
            Kind::Security => value::security(&said),
            Kind::Transfer => value::transfer(&said),
            Kind::Contact => value::contact(&said),
            Kind::IdentityVerification => value::verification(&said),
            Kind::Cookie => value::cookie_entry(&said).unwrap_or_else(|| value::cookie(&said)),
            _ => value::purpose(&said),
        };
        let value = match self.right_before(kind, &said, practices) {
            Some(right) => value
                .into_iter()
                .map(|(key, value)| if key == "right" { (key, right.clone()) } else { (key, value) })
                .collect(),
            None => value,
        };
        practices.push(Practice {
            clause: self.clause,
            kind,
            span: part,
            value,
            sureness: Sureness::Likely,
            rule: "list.item",
        });
    }

    fn sentence(&mut self, sentence: &Range<usize>, is_last: bool, practices: &mut Vec<Practice>) {
        let book = rules::book();
        let range = self.plain.at(sentence.start)..self.plain.at(sentence.end);
        let sets = book.scanner.scan(self.plain.bytes(), range.clone(), self.words);
        let Some(said) = self.plain.bytes().get(range.clone()) else { return };
        let mut read: Vec<Practice> = Vec::new();
        for built in book.rules.iter().filter(|built| built.may_apply(sets, self.about.topics)) {
            let rule = &built.rule;
            if rule.extent == Extent::Sentence && read.iter().any(|practice| practice.kind == rule.kind) {
                continue;
            }
            let Some(matched) = built.find(said, self.words) else { continue };
            let (start, end) =
                (self.plain.back(range.start + matched.start), self.plain.back(range.start + matched.end));
            let part = match rule.extent {
                Extent::Sentence => sentence.clone(),
                Extent::Match => start..end,
                Extent::Tail => start..sentence.end,
                Extent::Head => sentence.start..end,
            };
            let part = self.trimmed(&part);
            let overlaps = |other: &Practice| {
                other.kind == rule.kind && other.span.start < part.end && part.start < other.span.end
            };
            if read.iter().any(overlaps) {
                continue;
            }
            let value = (rule.value)(&self.said(sentence, &part));
            read.push(Practice {
                clause: self.clause,
                kind: rule.kind,
                span: part,
                value,
                sureness: rule.sureness,
                rule: rule.name,
            });
        }
        if let Some(introduces) = self.introduces.filter(|_| is_last) {
            read.retain(|practice| practice.kind != introduces || !SAID_BY_ITEMS.contains(&practice.kind));
        }
        let kinds: Vec<Kind> = read.iter().map(|practice| practice.kind).collect();
        practices.extend(read.into_iter().filter(|practice| {
            !BEATEN.iter().any(|(winner, beaten)| *beaten == practice.kind && kinds.contains(winner))
        }));
    }

    fn said(&self, sentence: &Range<usize>, part: &Range<usize>) -> Said<'_> {
        Said {
            sentence: self.text.get(sentence.clone()).unwrap_or(""),
            part: self.text.get(part.clone()).unwrap_or(""),
            heading: self.about.heading,
            intro: self.introduction.map_or("", |introduction| introduction.words),
        }
    }

    /// The right that the list goes on with, when neither its introduction nor the item names one.
    fn right_before(&self, kind: Kind, said: &Said<'_>, practices: &[Practice]) -> Option<serde_json::Value> {
        if kind != Kind::Right || value::names_a_right(said.intro) {
            return None;
        }
        let introduction = self.introduction?;
        let last = practices.iter().rev().find(|practice| practice.kind == Kind::Right)?;
        (last.clause >= introduction.clause).then(|| last.value.get("right").cloned()).flatten()
    }

    /// Without the dot and what else ends an item.
    fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        let said = self.text.get(range.clone()).unwrap_or("");
        let leading = said.len() - said.trim_start().len();
        let end = said.trim_end_matches(|one: char| one.is_whitespace() || matches!(one, ';' | ','));
        let end = end.strip_suffix(" and").or_else(|| end.strip_suffix(" or")).unwrap_or(end);
        let end = end.trim_end_matches(|one: char| one.is_whitespace() || matches!(one, ';' | ','));
        range.start + leading..range.start + end.len().max(leading)
    }
}

/// An introduction says nothing more than its items do.
const SAID_BY_ITEMS: [Kind; 4] = [Kind::Collects, Kind::Recipient, Kind::Security, Kind::Retention];

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
    (Kind::Security, Kind::Collects),
    (Kind::LegalBasis, Kind::Purpose),
];
