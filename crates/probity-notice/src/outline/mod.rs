//! The outline of a notice: one clause for each line that says something, with an id that stays the same.
//!
//! An id is the printed label (`5.2.1`), the label of the clause above and a count for what has none (`5.2.1¶2`), a
//! letter below its number (`8.a`), a state below its section (`10.CA`), or a heading's words where nothing is
//! numbered. Ranges are bytes of the text; what is between clauses is space.
//!
//! It knows no law and no meaning, except of the names of states.

mod build;
mod claims;
mod heading;
mod line;
mod sentence;
pub(crate) mod states;

use crate::Document;
pub(crate) use heading::has_verb;
pub(crate) use sentence::sentences;
use std::ops::Range;

/// A clause of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Told apart from every other of the text.
    pub id: String,
    /// The label as it is printed, dots included; nothing when none is.
    pub label: Option<String>,
    /// The lines it stands on, counted from one.
    pub lines: (usize, usize),
    /// All of it, label included.
    pub range: Range<usize>,
    /// What it says, without its label or the mark of a list.
    pub body: Range<usize>,
    /// The clause that it is part of, as an index into the outline.
    pub parent: Option<usize>,
    /// It is a heading and nothing else.
    pub is_heading: bool,
    /// Words before the first sentence that say what it is about: `Data transfers.`
    pub lead: Option<Range<usize>>,
    /// It is an item of a list.
    pub is_item: bool,
    /// The name by which links of the page lead to it: the `id` of its heading.
    pub anchor: Option<String>,
    /// More blank lines than elsewhere stand between it and the last heading: it may be about something else.
    pub is_detached: bool,
}

/// A text cut into clauses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// In the order of the text.
    pub clauses: Vec<Clause>,
    /// Whether the text numbers its clauses.
    pub is_numbered: bool,
}

/// Whether a line begins with neither a label nor the mark of an item, so that it may go on with the line before.
pub(crate) fn is_running(text: &str, range: &Range<usize>) -> bool {
    let line = line::Line::read(text, range.start, range.end);
    line.shape == line::Shape::Text
}

impl Outline {
    /// Cuts a text. Every text has an outline.
    #[must_use]
    pub fn read(text: &str) -> Self {
        build::outline(text, &[])
    }

    /// Cuts a document, whose source may say which lines are headings and items.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        build::outline(document.text(), document.marks())
    }

    /// The sentences of a clause, its lead left out.
    #[must_use]
    pub fn sentences(&self, text: &str, clause: &Clause) -> Vec<Range<usize>> {
        let start = clause.lead.as_ref().map_or(clause.body.start, |lead| lead.end);
        sentences(text, &(start..clause.body.end))
    }

    /// The clauses above this one, nearest first.
    pub fn above<'o>(&'o self, clause: &'o Clause) -> impl Iterator<Item = &'o Clause> {
        std::iter::successors(clause.parent.and_then(|at| self.clauses.get(at)), |above| {
            above.parent.and_then(|at| self.clauses.get(at))
        })
    }
}
