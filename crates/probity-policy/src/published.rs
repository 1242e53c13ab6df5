//! The published words: a notice as clauses and sentences, so that `§` has something to point at.
//!
//! A clause is a number at the beginning of a line (`5.2.1.`), a Markdown heading, or a heading's
//! words. Its sentences are those that whoever reads the notice finds there (ONE-SPLITTER). Reading the notice for
//! meaning is not done here.

use probity_source::{SourceId, Span};
use probity_text::Outline;
use std::collections::BTreeMap;
use std::ops::Range;

/// A notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    text: String,
    clauses: Vec<Clause>,
    by_label: BTreeMap<String, usize>,
    source: Option<SourceId>,
}

/// One clause of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its number, such as `5.2.1`, or its heading.
    pub label: String,
    /// The sentences that begin in it, as ranges of bytes of the text, without labels and headings.
    pub sentences: Vec<Range<usize>>,
    /// The whole of it, label included, up to the next clause.
    pub range: Range<usize>,
}

impl Published {
    /// Reads a text. Every text can be read; one without clauses has one without a label.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut clauses: Vec<Clause> =
            vec![Clause { label: String::new(), sentences: Vec::new(), range: 0..0 }];
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(label) = label_of(line) {
                clauses.push(Clause { label, sentences: Vec::new(), range: at..at });
            }
            at += line.len();
            if let Some(clause) = clauses.last_mut() {
                clause.range.end = at;
            }
        }
        let mut below = clauses.iter_mut().peekable();
        for (_, sentence) in Outline::read(text).said(text) {
            while below.next_if(|clause| clause.range.end <= sentence.start).is_some() {}
            if let Some(clause) = below.peek_mut() {
                clause.sentences.push(sentence);
            }
        }
        let mut by_label = BTreeMap::new();
        for (index, clause) in clauses.iter().enumerate() {
            by_label.entry(clause.label.clone()).or_insert(index);
        }
        Self { text: text.to_owned(), clauses, by_label, source: None }
    }

    /// The same, as the text of a source file, so that findings can point into it.
    #[must_use]
    pub fn of_file(mut self, source: SourceId) -> Self {
        self.source = Some(source);
        self
    }

    /// The place of a range of the text; nothing when it is not the text of a source file.
    #[must_use]
    pub fn span(&self, range: &Range<usize>) -> Option<Span> {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.source.map(|source| Span::new(source, offset(range.start), offset(range.end)))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The clauses in order; the first holds what stands before any label.
    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// The clause of a label; `§9.2` also means a heading that begins with `9.2`.
    #[must_use]
    pub fn clause(&self, label: &str) -> Option<&Clause> {
        self.by_label.get(label).and_then(|index| self.clauses.get(*index))
    }

    /// The labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().map(|clause| clause.label.as_str()).filter(|label| !label.is_empty())
    }
}

/// The label at the beginning of a line: its number, or the words of a heading.
fn label_of(line: &str) -> Option<String> {
    let trimmed = line.trim_start().trim_start_matches(['*', '_']);
    let (heading, rest) = match trimmed.strip_prefix('#') {
        Some(rest) => (true, rest.trim_start_matches('#').trim_start()),
        None => (false, trimmed),
    };
    let number: &str = rest.split(|one: char| !one.is_ascii_digit() && one != '.').next().unwrap_or("");
    let after = rest.get(number.len()..).unwrap_or("");
    let label = number.trim_end_matches('.');
    let numbered = label.starts_with(|one: char| one.is_ascii_digit())
        && label.len() <= 24
        && label.split('.').all(|part| !part.is_empty() && part.len() <= 3)
        && (label.contains('.') || number.ends_with('.') || heading)
        && after.starts_with(|one: char| one.is_whitespace() || matches!(one, '*' | '_' | ')'));
    if numbered {
        return Some(label.to_owned());
    }
    heading.then(|| rest.trim().trim_end_matches(['#', '*', '_']).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_headings_are_clauses_and_text_is_sentences() {
        let text = "# Policy\nHello there. We are Comet Inc. of Panama.\n## 5. Data\n5.2.1. Contact data: e-mail. Also a name.\n5.2.2 Ids\n";
        let published = Published::read(text);
        assert_eq!(published.labels().collect::<Vec<_>>(), ["Policy", "5", "5.2.1", "5.2.2"]);
        let clause = published.clause("5.2.1").unwrap();
        let said: Vec<&str> = clause.sentences.iter().map(|range| text.get(range.clone()).unwrap()).collect();
        assert_eq!(said, ["e-mail.", "Also a name."]);
    }

    #[test]
    fn years_and_amounts_at_a_lines_beginning_are_not_clauses() {
        assert_eq!(Published::read("2026 was good.\n30 days later\n").labels().count(), 0);
    }
}
