//! Faults of a notice: what is missing, what contradicts, what no longer holds, what says too little.
//!
//! Words that are a fault by themselves stand in tables; what is missing is told from the practices that were read.
//! Each finding says what to write instead.

mod assigned;
mod consistency;
mod contradictions;
mod controller;
mod cookies;
mod finding;
mod law_times;
mod laws;
mod letters;
mod machines;
mod marked;
mod missing;
mod outdated;
mod phrases;
mod promises;
mod protected;
mod reach;
mod references;
mod repeated;
mod structure;

pub use finding::{Finding, Severity};
pub use laws::Laws;

use crate::matching::{Plain, Words};
use crate::{Kind, Practice, Reading};
use letters::Letters;
use marked::Marked;
use memchr::memmem;
use reach::Reach;
use std::borrow::Cow;
use std::ops::Range;

/// Looks for faults; those of the text first, in its order, then what is missing. Held against the laws that the text
/// itself gives reason for.
#[must_use]
pub fn lint(text: &str, reading: &Reading) -> Vec<Finding> {
    lint_against(text, reading, &Laws::Told)
}

/// The same, held against laws that somebody names.
#[must_use]
pub fn lint_against(text: &str, reading: &Reading, laws: &Laws) -> Vec<Finding> {
    let lint = Lint::new(text, reading, laws);
    let reach = Reach::of(&lint);
    let mut findings = Vec::new();
    phrases::look(&lint, &mut findings);
    structure::look(&lint, &mut findings);
    promises::look(&lint, &mut findings);
    law_times::look(&lint, &mut findings);
    contradictions::look(&lint, &mut findings);
    consistency::look(&lint, &mut findings);
    laws::look(&lint, &mut findings);
    cookies::look(&lint, &mut findings);
    references::look(&lint, &mut findings);
    repeated::look(&lint, &mut findings);
    protected::look(&lint, &mut findings);
    outdated::look(&lint, &mut findings);
    machines::look(&lint, &reach, &mut findings);
    assigned::look(&lint, &reach, &mut findings);
    findings.sort_by_key(|finding| finding.evidence.first().map_or(usize::MAX, |range| range.start));
    missing::look(&lint, &reach, &mut findings);
    findings.retain(|finding| laws.allow(finding.law));
    if reach.is_elsewhere() {
        // It is a fault of clarity there; the law of the Union is no reason for it.
        findings.iter_mut().for_each(|finding| finding.law = finding.law.and_then(laws::but_the_union));
    }
    findings
}

/// A notice with what the checks ask of it.
struct Lint<'t> {
    text: &'t str,
    laws: &'t Laws,
    /// Its words, as the reading found them.
    worded: Cow<'t, Words>,
    /// The same with small letters of ASCII, place for place.
    lower: String,
    letters: Letters,
    reading: &'t Reading,
    sentences: Vec<Range<usize>>,
    marked: Marked,
}

impl<'t> Lint<'t> {
    fn new(text: &'t str, reading: &'t Reading, laws: &'t Laws) -> Self {
        let outline = &reading.outline;
        let sentences: Vec<Range<usize>> = outline
            .clauses
            .iter()
            .filter(|clause| !clause.is_heading)
            .flat_map(|clause| probity_text::sentences(text, &clause.body))
            .collect();
        let worded = if reading.words.may_be_of(text) {
            Cow::Borrowed(&reading.words)
        } else {
            Cow::Owned(Words::of(text))
        };
        let marked = Marked::of(&worded, &sentences);
        let lower = text.to_ascii_lowercase();
        Self { text, laws, worded, letters: Letters::of(&lower), lower, reading, sentences, marked }
    }

    fn plain(&self) -> &Plain {
        self.worded.plain()
    }

    fn words(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or("")
    }

    /// The same in small letters.
    fn lowered(&self, range: &Range<usize>) -> &str {
        self.lower.get(range.clone()).unwrap_or("")
    }

    fn contains(&self, lower: &str) -> bool {
        self.letters.may_have(lower) && memmem::find(self.lower.as_bytes(), lower.as_bytes()).is_some()
    }

    /// The number of the sentence in which a range stands.
    fn sentence_around(&self, range: &Range<usize>) -> Option<usize> {
        let number = self.sentences.partition_point(|sentence| sentence.end < range.end);
        self.sentences.get(number).filter(|sentence| sentence.start <= range.start).map(|_| number)
    }

    /// The sentences with some words in small letters, in order, each by its number.
    fn numbers_with(&self, words: &str) -> impl Iterator<Item = usize> {
        let finder = self.letters.may_have(words).then(|| memmem::Finder::new(words));
        let mut from = 0;
        std::iter::from_fn(move || {
            let finder = finder.as_ref()?;
            loop {
                let at = from + finder.find(self.lower.as_bytes().get(from..)?)?;
                let number = self.sentence_around(&(at..at + words.len()));
                from = number.and_then(|number| self.sentences.get(number)).map_or(at + 1, |found| found.end);
                if number.is_some() {
                    return number;
                }
            }
        })
    }

    /// The sentences that have any of some words in small letters, in order.
    fn sentences_with(&self, words: &[&str]) -> impl Iterator<Item = &Range<usize>> + use<'_> {
        let mut numbers: Vec<usize> = words.iter().flat_map(|words| self.numbers_with(words)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.sentences.get(number))
    }

    /// Whether a sentence that has any of some words in small letters is such a one.
    fn any_with(&self, words: &[&str], mut is_such: impl FnMut(&str) -> bool) -> bool {
        let mut numbers = words.iter().flat_map(|words| self.numbers_with(words));
        numbers.any(|number| self.sentences.get(number).is_some_and(|found| is_such(self.lowered(found))))
    }

    /// Whether somebody can be reached by something that the text has: not by the IP or e-mail addresses it speaks of.
    fn reaches(&self, word: &str) -> bool {
        match word {
            "address" => ["our address", "address:", "registered address", "at the address"]
                .iter()
                .any(|words| self.contains(words)),
            "tel" => self.contains("tel:") || self.contains("tel."),
            word => self.contains(word),
        }
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &'t Practice> + use<'t> {
        self.reading.practices.iter().filter(move |practice| practice.kind == kind)
    }

    fn has(&self, kind: Kind) -> bool {
        self.of(kind).next().is_some()
    }

    fn has_right(&self, right: &str) -> bool {
        self.of(Kind::Right).any(|practice| names_right(practice, right))
    }

    /// The state to whose people alone a practice is said, by the section that it stands in.
    fn state(&self, practice: &Practice) -> Option<&'t str> {
        let outline = &self.reading.outline;
        outline.state(self.text, outline.clauses.get(practice.clause)?)
    }

    /// The country of the company, as the notice gives it.
    fn country(&self) -> Option<&'t str> {
        self.of(Kind::Contact).find_map(|practice| practice.value.get("country")?.as_str())
    }

    /// Whether the people of more than one place are spoken to.
    fn speaks_to_several_places(&self) -> bool {
        [
            "regardless of",
            "various jurisdictions",
            "outside the",
            "european union",
            "california",
            "jurisdiction",
        ]
        .iter()
        .any(|words| self.contains(words))
    }

    fn states_cookie_lifetimes(&self) -> bool {
        self.of(Kind::Cookie).any(|practice| {
            let said = self.lowered(&practice.span);
            let lasts = ["stored for ", "kept for ", "expires after ", "lasts "].iter().any(|words| {
                said.split(words).skip(1).any(|after| after.starts_with(|one: char| one.is_ascii_digit()))
            });
            lasts
                || [
                    "last for ",
                    " months)",
                    " days)",
                    " year)",
                    " years)",
                    "deleted automatically on closing",
                    "identify you during your current",
                    "until your session ends",
                ]
                .iter()
                .any(|words| said.contains(words))
        }) || self.contains("deleted automatically on closing")
    }

    /// Whether any law on personal data is named.
    fn names_a_law(&self) -> bool {
        [
            "gdpr",
            "general data protection regulation",
            "ccpa",
            "consumer privacy act",
            "law 81",
            "law no. 81",
            "pipeda",
            "lgpd",
            "coppa",
            "data protection act",
            "privacy act",
            "directive",
            "datenschutz",
            "hipaa",
            "privacy protection act",
            "gramm-leach",
            "federal law",
            "privacy practices",
            "uk data protection law",
            "australian privacy",
            "children’s online privacy",
            "children's online privacy",
            "ferpa",
            "article 6",
            "art. 6",
        ]
        .iter()
        .any(|law| self.contains(law))
    }

    /// Whether a company's name stands near the beginning.
    fn names_a_company(&self) -> bool {
        self.company_form().is_some() || self.contains("is the controller")
    }

    /// The sentence or heading in which the company is named first.
    fn company_named(&self) -> Option<Range<usize>> {
        let at = self.company_form()?;
        let clauses = &self.reading.outline.clauses;
        let after = clauses.partition_point(|clause| clause.range.start <= at);
        let clause = after.checked_sub(1).and_then(|clause| clauses.get(clause))?;
        let sentence = self.sentences.iter().find(|sentence| sentence.contains(&at));
        Some(sentence.unwrap_or(&clause.body).clone())
    }

    /// Where the form of a company stands near the beginning.
    fn company_form(&self) -> Option<usize> {
        const FORMS: [&str; 24] = [
            " Inc",
            " Ltd",
            " LLC",
            " Limited",
            " GmbH",
            " Corp",
            " UAB",
            " S.A.",
            " B.V.",
            " AG",
            " Oy",
            " AB ",
            " SIA",
            " PLC",
            " plc",
            " BV",
            "University of",
            " e.V.",
            " Bank",
            " BANK",
            " Clinic",
            " CLINIC",
            " Hospital",
            " Foundation",
        ];
        let head = self.text.char_indices().nth(6_000).map_or(self.text, |(end, _)| self.words(&(0..end)));
        FORMS.iter().filter_map(|form| memmem::find(head.as_bytes(), form.as_bytes())).min()
    }

    /// The heading that stands above a sentence, in small letters; empty where none does.
    fn heading_above(&self, sentence: &Range<usize>) -> &str {
        let clauses = &self.reading.outline.clauses;
        let after = clauses.partition_point(|clause| clause.range.start <= sentence.start);
        let mut before = clauses.get(..after).unwrap_or(&[]).iter().rev();
        before.find(|clause| clause.is_heading).map_or("", |clause| self.lowered(&clause.body))
    }

    /// Whether the document is a page on cookies alone, beside a notice that says the rest.
    fn is_about_cookies_alone(&self) -> bool {
        let clauses = &self.reading.outline.clauses;
        let title =
            clauses.iter().find(|clause| clause.is_heading).map_or("", |clause| self.lowered(&clause.body));
        title.contains("cookie") && !title.contains("privacy")
    }

    /// Whether cookies can be refused by something of the company's own.
    fn offers_a_choice_of_cookies(&self) -> bool {
        [
            "cookie settings",
            "cookie banner",
            "cookie preferences",
            "cookie consent",
            "consent manage",
            "preference cent",
            "manage cookies",
            "manage your cookies",
            "consent banner",
            "privacy settings",
        ]
        .iter()
        .any(|words| self.contains(words))
    }

    fn is_purpose(&self, range: &Range<usize>) -> bool {
        self.of(Kind::Purpose)
            .any(|practice| practice.span.start <= range.start + 2 && range.start <= practice.span.end)
    }

    /// Whether two ranges stand in clauses with other labels.
    fn sections_differ(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let parent = |range: &Range<usize>| {
            self.reading
                .outline
                .clauses
                .iter()
                .find(|clause| clause.body.start == range.start)
                .and_then(|clause| clause.parent)
        };
        parent(one) != parent(other)
    }
}

/// Whether a practice names a right, alone or among others.
fn names_right(practice: &Practice, right: &str) -> bool {
    match practice.value.get("right") {
        Some(serde_json::Value::String(word)) => word == right,
        Some(serde_json::Value::Array(words)) => words.iter().any(|word| word == right),
        _ => false,
    }
}
