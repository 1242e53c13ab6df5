//! The part of a file that is worth showing: a few lines around the marked places, long
//! lines cut, and everything that hides itself escaped.
//!
//! INVARIANT (bounded): an excerpt's size depends on the number of marks and of lines
//! between them, never on the length of a line.
//!
//! INVARIANT (marks-inside): a mark's range lies inside the excerpt's text, on character
//! boundaries, whatever the span was.

use super::escape;
use crate::{Position, SourceFile, SourceId, Sources, Span};
use std::collections::BTreeMap;
use std::ops::Range;

/// Lines longer than this many bytes are cut.
const LONGEST_LINE: usize = 400;
/// What is kept of a cut line before its first marked place, in bytes.
const KEPT_BEFORE: usize = 80;
/// What is kept of a cut line in all, in bytes.
const KEPT: usize = 320;
/// Marks further apart than this many lines get an excerpt each.
const FURTHEST: usize = 40;
/// How many lines the beginning and the end of a mark bring along.
const AROUND: usize = 5;

/// A place to show.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) primary: bool,
    pub(super) message: String,
}

/// A mark inside an excerpt.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) range: Range<usize>,
    pub(super) primary: bool,
    pub(super) message: String,
}

/// A run of lines of one file.
#[derive(Clone, Debug)]
pub(super) struct Excerpt<'a> {
    pub(super) file: &'a str,
    /// Where the primary mark begins, or else the first one.
    pub(super) position: Position,
    /// The number of the first line, from 1.
    pub(super) first_line: usize,
    pub(super) text: String,
    pub(super) marks: Vec<Placed>,
}

/// The excerpts that show all marks: first the one with the primary mark, then the rest
/// in the order of files and lines. Marks of unknown files are not shown.
pub(super) fn excerpts<'a>(sources: &'a Sources, marks: &[Mark]) -> Vec<Excerpt<'a>> {
    let mut by_file: BTreeMap<SourceId, Vec<Located<'_>>> = BTreeMap::new();
    for mark in marks {
        if let Some(file) = sources.get(mark.span.source()) {
            let (start, end) = file.clamp(mark.span);
            let (first, last) = (file.line_index(start), file.line_index(end));
            by_file.entry(mark.span.source()).or_default().push(Located { mark, start, end, first, last });
        }
    }
    let mut excerpts = Vec::new();
    for (id, mut located) in by_file {
        let Some(file) = sources.get(id) else { continue };
        located.sort_by_key(|one| (one.start, one.end));
        let mut run: Vec<Located<'_>> = Vec::new();
        for one in located {
            let reach = run.iter().map(|other| other.last).max();
            if reach.is_some_and(|last| one.first > last + FURTHEST) {
                excerpts.push(excerpt(file, &std::mem::take(&mut run)));
            }
            run.push(one);
        }
        excerpts.push(excerpt(file, &run));
    }
    // A stable sort: only the primary one moves.
    excerpts.sort_by_key(|excerpt| !excerpt.marks.iter().any(|mark| mark.primary));
    excerpts
}

struct Located<'a> {
    mark: &'a Mark,
    start: usize,
    end: usize,
    first: usize,
    last: usize,
}

fn excerpt<'a>(file: &'a SourceFile, run: &[Located<'_>]) -> Excerpt<'a> {
    let first = run.iter().map(|one| one.first).min().unwrap_or(0);
    let last = run.iter().map(|one| one.last).max().unwrap_or(0);
    let shown = |line: usize| {
        run.iter().any(|one| {
            (line + 1 >= one.first && line <= one.first + AROUND)
                || (line + AROUND >= one.last && line <= one.last + 1)
        })
    };
    let mut text = String::new();
    let mut lines = Vec::new();
    for index in first..=last {
        let begins = text.len();
        let line = if shown(index) { cut(file, index, run) } else { Line::default() };
        text.push_str(&line.text);
        if index != last {
            text.push('\n');
        }
        lines.push((begins, line));
    }
    let place = |line: usize, offset: usize| {
        lines.get(line - first).map_or(0, |(begins, line)| begins + line.place(offset))
    };
    let leading = run.iter().find(|one| one.mark.primary).or(run.first());
    Excerpt {
        file: file.name(),
        position: leading.map_or(Position { line: 1, column: 1 }, |one| file.position(one.mark.span.start())),
        first_line: first + 1,
        marks: run
            .iter()
            .map(|one| Placed {
                range: place(one.first, one.start)..place(one.last, one.end),
                primary: one.mark.primary,
                message: escape::one_line(&one.mark.message).into_owned(),
            })
            .collect(),
        text,
    }
}

/// A line as shown, and where its characters went.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Offsets in the file and in `text`, of each character shown and of the end.
    offsets: Vec<(usize, usize)>,
}

impl Line {
    /// Where an offset of the file is shown; what was cut off is shown at the mark of the cut.
    fn place(&self, offset: usize) -> usize {
        let after = self.offsets.partition_point(|(from, _)| *from < offset);
        self.offsets.get(after).map_or(self.text.len(), |(_, to)| *to)
    }
}

fn cut(file: &SourceFile, index: usize, run: &[Located<'_>]) -> Line {
    let Some((begins, whole)) = file.line(index) else { return Line::default() };
    let (mut from, mut until) = (0, whole.len());
    if whole.len() > LONGEST_LINE {
        let points = || {
            run.iter().flat_map(|one| {
                [(one.first, one.start, one.mark.primary), (one.last, one.end, one.mark.primary)]
            })
        };
        let on_line = |wanted: bool| {
            points()
                .filter(|(line, _, primary)| *line == index && *primary == wanted)
                .map(|(_, offset, _)| offset.saturating_sub(begins))
                .min()
        };
        let anchor = on_line(true).or_else(|| on_line(false)).unwrap_or(0);
        from = floor(whole, anchor.saturating_sub(KEPT_BEFORE));
        until = floor(whole, from + KEPT);
    }
    let mut line = Line::default();
    if from > 0 {
        // A place before the cut is shown at its mark.
        line.offsets.push((begins, 0));
        line.text.push('…');
    }
    for (at, character) in whole.get(from..until).unwrap_or("").char_indices() {
        line.offsets.push((begins + from + at, line.text.len()));
        escape::push(&mut line.text, character);
    }
    line.offsets.push((begins + until, line.text.len()));
    if until < whole.len() {
        line.text.push('…');
    }
    line
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
