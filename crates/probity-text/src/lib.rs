//! Prose as it is published, cut into clauses and sentences: one clause for each line that says something, with an id
//! that stays the same, and the sentences inside it.
//!
//! INVARIANT (ONE-SPLITTER): whoever speaks of a sentence of a published text, whether to read it, to bind a statement to
//! it or to look for what is quoted of it, has it from here, so that all of them mean the same one.
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
mod map;
mod mark;
mod sentence;
pub mod states;

pub use heading::has_verb;
pub use map::{Origin, Piece, SourceMap};
pub use mark::{Line, Mark};
pub use sentence::sentences;
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
#[must_use]
pub fn is_running(text: &str, range: &Range<usize>) -> bool {
    let line = line::Line::read(text, range.start, range.end);
    line.shape == line::Shape::Text
}

/// Whether a line begins with a number of several parts, such as `5.2.1.`: no prose that goes on from the line before
/// does.
#[must_use]
pub fn is_numbered_clause(line: &str) -> bool {
    matches!(line::Line::read(line, 0, line.len()).shape, line::Shape::Numbered(label) if label.contains('.'))
}

impl Outline {
    /// Cuts a text. Every text has an outline.
    #[must_use]
    pub fn read(text: &str) -> Self {
        build::outline(text, &[])
    }

    /// Cuts a text whose source says which lines are headings and items. The marks are in the order of the text.
    #[must_use]
    pub fn marked(text: &str, marks: &[Mark]) -> Self {
        build::outline(text, marks)
    }

    /// The sentences of a clause, its lead left out.
    #[must_use]
    pub fn sentences(&self, text: &str, clause: &Clause) -> Vec<Range<usize>> {
        let start = clause.lead.as_ref().map_or(clause.body.start, |lead| lead.end);
        sentences(text, &(start..clause.body.end))
    }

    /// The sentences of the text in its order, each with the index of its clause. Headings say nothing by themselves,
    /// and what has neither letter nor figure is no sentence.
    pub fn said<'o>(&'o self, text: &'o str) -> impl Iterator<Item = (usize, Range<usize>)> + 'o {
        let clauses = self.clauses.iter().enumerate().filter(|(_, clause)| !clause.is_heading);
        clauses
            .flat_map(move |(at, clause)| {
                self.sentences(text, clause).into_iter().map(move |range| (at, range))
            })
            .filter(|(_, range)| {
                text.get(range.clone()).is_some_and(|said| said.contains(char::is_alphanumeric))
            })
    }

    /// The clauses above this one, nearest first.
    pub fn above<'o>(&'o self, clause: &'o Clause) -> impl Iterator<Item = &'o Clause> {
        std::iter::successors(clause.parent.and_then(|at| self.clauses.get(at)), |above| {
            above.parent.and_then(|at| self.clauses.get(at))
        })
    }

    /// The state to whose people alone a clause speaks, by the section that it stands in: its code, as in `CA`.
    #[must_use]
    pub fn state<'o>(&'o self, text: &str, clause: &'o Clause) -> Option<&'o str> {
        let is_code = |part: &&str| part.len() == 2 && part.chars().all(|one| one.is_ascii_uppercase());
        std::iter::once(clause).chain(self.above(clause)).find_map(|clause| {
            let part = clause.id.split('¶').next().and_then(|id| id.rsplit('.').next()).filter(is_code);
            let heading = text.get(clause.body.clone()).filter(|_| clause.is_heading);
            part.or_else(|| states::of_notice(heading?))
        })
    }
}
