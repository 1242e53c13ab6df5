//! Messages with the source around them, for people at a terminal.
//!
//! The drawing is annotate-snippets' work; this file decides what is drawn. Columns in
//! the heading are those of the file, not those of the excerpt, which may be cut or escaped.

use super::escape::{must_escape, one_line};
use super::excerpt::{Excerpt, Mark, excerpts};
use super::place::Place;
use crate::{Diagnostic, Fix, Severity, Sources};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use std::ops::Range;

/// Stands for an excerpt's place until the drawing is done: the drawing counts columns
/// in the excerpt, and they are replaced by those of the file. No text can hold it,
/// because its plane is escaped everywhere.
const PLACEHOLDER: char = '\u{f0000}';

/// A change is drawn only when the lines it touches are few and short.
const MOST_LINES_OF_A_FIX: usize = 20;
const MOST_BYTES_OF_A_FIX: usize = 4_000;

/// The diagnostics as rustc would show them, with an empty line after each.
#[must_use]
pub fn full(sources: &Sources, diagnostics: &[Diagnostic], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&one(sources, diagnostic, &renderer));
        text.push_str("\n\n");
    }
    text
}

fn one(sources: &Sources, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let own = diagnostic.span.map(|span| Mark { span, primary: true, message: diagnostic.at_span.clone() });
    let others = diagnostic.labels.iter().map(|label| Mark {
        span: label.span,
        primary: false,
        message: label.message.clone(),
    });
    let marks: Vec<Mark> = own.into_iter().chain(others).collect();
    let excerpts = excerpts(sources, &marks);

    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut main = level.primary_title(one_line(&diagnostic.message)).id(diagnostic.code.0).elements(
        excerpts.iter().enumerate().map(|(at, excerpt)| {
            Snippet::source(excerpt.text.as_str())
                .line_start(excerpt.first_line)
                .path(format!("{PLACEHOLDER}{at}{PLACEHOLDER}"))
                .annotations(excerpt.marks.iter().map(|mark| {
                    let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                    let label = (!mark.message.is_empty()).then_some(mark.message.as_str());
                    kind.span(mark.range.clone()).label(label)
                }))
        }),
    );
    for note in &diagnostic.notes {
        main = main.element(Level::NOTE.message(one_line(note)));
    }
    if let Some(help) = &diagnostic.help {
        main = main.element(Level::HELP.message(one_line(help)));
    }
    let mut groups = vec![main];
    if let Some(fix) = &diagnostic.fix {
        let mut group = Group::with_title(Level::HELP.secondary_title(one_line(&fix.title)));
        if let Some(change) = Change::of(sources, fix) {
            group = group.element(
                Snippet::source(change.text)
                    .line_start(change.first_line)
                    .patches(change.edits.into_iter().map(|(range, new)| Patch::new(range, new))),
            );
        }
        groups.push(group);
    }
    name_places(&renderer.render(&groups), &excerpts)
}

/// Puts the excerpts' names and places where their placeholders were drawn.
fn name_places(drawn: &str, excerpts: &[Excerpt<'_>]) -> String {
    let mut text = String::with_capacity(drawn.len());
    let mut pieces = drawn.split(PLACEHOLDER);
    text.push_str(pieces.next().unwrap_or(""));
    while let (Some(number), Some(rest)) = (pieces.next(), pieces.next()) {
        if let Some(excerpt) = number.parse::<usize>().ok().and_then(|at| excerpts.get(at)) {
            let place = Place { file: excerpt.file, start: excerpt.position, end: excerpt.position };
            text.push_str(&place.to_string());
        }
        text.push_str(
            rest.trim_start_matches(|character: char| character == ':' || character.is_ascii_digit()),
        );
    }
    text
}

/// A fix as it can be drawn.
struct Change<'a> {
    text: &'a str,
    first_line: usize,
    edits: Vec<(Range<usize>, &'a str)>,
}

impl<'a> Change<'a> {
    /// None when the fix spans files, touches too much, or holds what must be escaped.
    fn of(sources: &'a Sources, fix: &'a Fix) -> Option<Self> {
        let source = fix.edits.first()?.span.source();
        let file = sources.get(source)?;
        let length = file.text().len();
        let inside = |edit: &crate::Edit| {
            edit.span.source() == source
                && file.text().get(edit.span.start() as usize..edit.span.end() as usize).is_some()
                && edit.span.end() as usize <= length
        };
        if !fix.edits.iter().all(inside) {
            return None;
        }
        let start = fix.edits.iter().map(|edit| edit.span.start()).min()? as usize;
        let end = fix.edits.iter().map(|edit| edit.span.end()).max()? as usize;
        let (first, last) = (file.line_index(start), file.line_index(end));
        let (begins, _) = file.line(first)?;
        let (last_begins, last_line) = file.line(last)?;
        // A change at the very end of the last line may take its line end along.
        let text = file.text().get(begins..(last_begins + last_line.len()).max(end))?;
        let drawable =
            |text: &str| !text.chars().any(|character| character != '\n' && must_escape(character));
        let small = last - first < MOST_LINES_OF_A_FIX && text.len() <= MOST_BYTES_OF_A_FIX;
        if !small || !drawable(text) {
            return None;
        }
        let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
        for edit in &fix.edits {
            if edit.replacement.len() > MOST_BYTES_OF_A_FIX || !drawable(&edit.replacement) {
                return None;
            }
            let range = edit.span.start() as usize - begins..edit.span.end() as usize - begins;
            edits.push((range, edit.replacement.as_str()));
        }
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let apart = edits.windows(2).all(|pair| match pair {
            [(one, _), (other, _)] => one.end <= other.start,
            _ => true,
        });
        apart.then_some(Self { text, first_line: first + 1, edits })
    }
}
