//! A project: its files, read and compiled. The files come through a port, so that this crate
//! touches no disk.

use crate::check;
use crate::codes;
use crate::grammar::{self, Statement};
use crate::lower::lower;
use crate::model::Model;
use crate::published::Published;
use crate::quotes::{self, Quote};
use crate::syntax;
use probity_source::{Diagnostic, Severity, SourceId, Sources, Span};
use probity_text::SourceMap;

/// No file of a policy is larger; a larger one is refused before it is read into a tree.
pub const LARGEST_FILE: usize = 32 * 1024 * 1024;
/// The most findings that are told at once.
const MOST_FINDINGS: usize = 1000;
/// How deep `include` may lead.
const DEEPEST_INCLUDE: usize = 16;

/// How the compiler gets at files.
pub trait Files {
    /// The bytes of a file, by its path relative to the project's folder.
    ///
    /// # Errors
    /// Why it cannot be read, in words for people.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;

    /// A published text. Where its file is not the text as it stands, such as a page of the web, it comes with what
    /// somebody reads there.
    ///
    /// # Errors
    /// As [`Files::read`].
    fn published(&self, path: &str) -> Result<PublishedFile, String> {
        Ok(PublishedFile { written: self.read(path)?, read: None })
    }

    /// How many bytes a file has, when that is known without reading it: one that is too large is
    /// then refused without taking its memory.
    fn size(&self, path: &str) -> Option<u64> {
        let _ = path;
        None
    }
}

/// The file of a published text.
#[derive(Clone, Debug, Default)]
pub struct PublishedFile {
    /// What is written in it, in UTF-8, as findings show it.
    pub written: Vec<u8>,
    /// What somebody reads there; nothing when that is all of the file.
    pub read: Option<ReadText>,
}

/// What somebody reads in a file.
#[derive(Clone, Debug, Default)]
pub struct ReadText {
    /// The words, with `#` before headings.
    pub text: String,
    /// Where each part of the text is written.
    pub map: SourceMap,
    /// The file is Markdown.
    pub is_markdown: bool,
}

/// A compiled project, with all that was found about it.
#[derive(Debug, Default)]
pub struct Project {
    /// The files that were read.
    pub sources: Sources,
    /// What they say.
    pub model: Model,
    /// The published words, when the policy names a notice that could be read.
    pub published: Option<Published>,
    /// The findings, in the order of files and places.
    pub diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// Has it an error? Then it must not be carried out.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|one| one.severity == Severity::Error)
    }
}

/// Compiles the files of a project, in the order given. `.json` files are projections.
#[must_use]
pub fn compile(roots: &[String], files: &dyn Files) -> Project {
    let mut compiler = Compiler {
        files,
        sources: Sources::new(),
        statements: Vec::new(),
        quotes: Vec::new(),
        diagnostics: Vec::new(),
        seen: Vec::new(),
    };
    for root in roots {
        compiler.file(root, None, &mut Vec::new());
    }
    let (mut model, faults) = lower(std::mem::take(&mut compiler.statements));
    model.quotes = std::mem::take(&mut compiler.quotes);
    compiler.diagnostics.extend(faults);
    let published = compiler.published(&model);
    let mut diagnostics = compiler.diagnostics;
    diagnostics.extend(check::check(&model, published.as_ref()));
    diagnostics.iter_mut().for_each(one_line);
    shorten(&mut diagnostics);
    diagnostics.sort_by_key(|one| one.span.map(|span| (span.source(), span.start())));
    Project { sources: compiler.sources, model, published, diagnostics }
}

/// Nobody reads a million findings, and drawing them takes minutes. Errors stay before warnings before notes,
/// and the last one says how many more there were.
fn shorten(diagnostics: &mut Vec<Diagnostic>) {
    let more = diagnostics.len().saturating_sub(MOST_FINDINGS);
    if more == 0 {
        return;
    }
    let weight = |one: &Diagnostic| match one.severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        _ => 2,
    };
    diagnostics.sort_by_key(|one| (weight(one), one.span.map(|span| (span.source(), span.start()))));
    diagnostics.truncate(MOST_FINDINGS);
    if let Some(last) = diagnostics.pop() {
        diagnostics.push(last.note(format!("{more} more findings are not shown")));
    }
}

struct Compiler<'a> {
    files: &'a dyn Files,
    sources: Sources,
    statements: Vec<Statement>,
    quotes: Vec<Quote>,
    diagnostics: Vec<Diagnostic>,
    seen: Vec<String>,
}

impl Compiler<'_> {
    fn file(&mut self, path: &str, from: Option<Span>, trail: &mut Vec<String>) {
        if trail.iter().any(|one| one == path) || trail.len() > DEEPEST_INCLUDE {
            self.diagnostics.push(located(
                Diagnostic::error(codes::CIRCULAR_INCLUDE, format!("`{path}` includes itself"))
                    .note(format!("{} → {path}", trail.join(" → ")))
                    .help("remove one of the `include` sentences on this way"),
                from,
            ));
            return;
        }
        if self.seen.iter().any(|one| one == path) {
            return;
        }
        self.seen.push(path.to_owned());
        let Some((id, text)) = self.text(path, from, |files, path| files.read(path)) else { return };
        let (mut statements, faults) = if path.ends_with(".json") {
            projected(id, &text, path)
        } else {
            let (tree, mut faults) = syntax::parse(id, &text);
            let (statements, more) = grammar::read(&text, &tree);
            faults.extend(more);
            self.quotes.extend(quotes::read(&text, &tree));
            (statements, faults)
        };
        self.diagnostics.extend(faults);
        trail.push(path.to_owned());
        let includes: Vec<(String, Span)> = statements
            .iter()
            .filter(|one| one.rule.name == "include")
            .filter_map(|one| one.name("file").map(|file| (beside(path, &file.value), file.span)))
            .collect();
        for (included, span) in includes {
            self.file(&included, Some(span), trail);
        }
        trail.pop();
        self.statements.append(&mut statements);
    }

    fn text(
        &mut self,
        path: &str,
        from: Option<Span>,
        read: impl FnOnce(&dyn Files, &str) -> Result<Vec<u8>, String>,
    ) -> Option<(SourceId, String)> {
        let fault = |diagnostic: Diagnostic| located(diagnostic, from);
        let largest = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
        let known_too_large = self.files.size(path).is_some_and(|size| size > largest);
        let bytes = match if known_too_large { Ok(Vec::new()) } else { read(self.files, path) } {
            Ok(bytes) => bytes,
            Err(why) => {
                self.diagnostics.push(fault(Diagnostic::error(
                    codes::FILE_NOT_FOUND,
                    format!("cannot read `{path}`: {why}"),
                )));
                return None;
            }
        };
        if known_too_large || bytes.len() > LARGEST_FILE {
            let message = format!("`{path}` is larger than {} MiB", LARGEST_FILE / 1024 / 1024);
            self.diagnostics.push(fault(
                Diagnostic::error(codes::TOO_LARGE, message)
                    .help("a policy is text that people read; is this the right file?"),
            ));
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => Some((self.sources.add(path, text.as_str()), text)),
            Err(error) => {
                let message =
                    format!("`{path}` is not UTF-8 text: byte {} is wrong", error.utf8_error().valid_up_to());
                self.diagnostics
                    .push(fault(Diagnostic::error(codes::NOT_TEXT, message).help("save the file as UTF-8")));
                None
            }
        }
    }

    fn published(&mut self, model: &Model) -> Option<Published> {
        let notice = model.policy.notice.as_ref()?;
        let from = self.sources.get(notice.span.source()).map_or("", |file| file.name()).to_owned();
        let path = beside(&from, &notice.value);
        let mut read = None;
        let (id, written) = self.text(&path, Some(notice.span), |files, path| {
            let file = files.published(path)?;
            read = file.read;
            Ok(file.written)
        })?;
        Some(match read {
            Some(ReadText { text, map, is_markdown }) => {
                let published = Published::read(&text).mapped(map).of_file(id);
                if is_markdown { published.of_markdown(written) } else { published }
            }
            None => Published::read(&written).of_file(id),
        })
    }
}

/// The longest message that anybody reads.
const LONGEST_MESSAGE: usize = 400;

/// A message is one line of a length that is read, whatever the names in it hold, and no name of a
/// file drives a terminal.
fn one_line(diagnostic: &mut Diagnostic) {
    if diagnostic.message.contains(char::is_control) {
        diagnostic.message = diagnostic.message.replace(char::is_control, " ");
    }
    if let Some((end, _)) = diagnostic.message.char_indices().nth(LONGEST_MESSAGE) {
        diagnostic.message.truncate(end);
        diagnostic.message.push('…');
    }
}

fn located(diagnostic: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

fn projected(id: SourceId, text: &str, path: &str) -> (Vec<Statement>, Vec<Diagnostic>) {
    let whole = Span::new(id, 0, 0);
    let json: serde_json::Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            let message = format!("`{path}` is not JSON: {error}");
            return (Vec::new(), vec![Diagnostic::error(codes::BAD_PROJECTION, message).at(whole)]);
        }
    };
    let (statements, faults) = grammar::from_json(&json, whole);
    let diagnostics = faults
        .into_iter()
        .map(|fault| {
            Diagnostic::error(codes::BAD_PROJECTION, format!("at `{}`: {}", fault.pointer, fault.message))
                .at(whole)
                .help("`probity generate schema` prints the JSON Schema of a projection")
        })
        .collect();
    (statements, diagnostics)
}

/// A path relative to the file that names it, without `.` and `..` where they can be resolved.
fn beside(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if path.starts_with('/') { path.to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    struct Written(BTreeMap<&'static str, &'static [u8]>);

    impl Files for Written {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            self.0.get(path).map(|bytes| bytes.to_vec()).ok_or_else(|| "no such file".to_owned())
        }
    }

    fn compiled(files: &[(&'static str, &'static str)]) -> Project {
        let files = Written(files.iter().map(|(path, text)| (*path, text.as_bytes())).collect());
        compile(&["policy.probity".to_owned()], &files)
    }

    fn codes_of(project: &Project) -> Vec<&'static str> {
        project.diagnostics.iter().map(|one| one.code.0).collect()
    }

    #[test]
    fn includes_are_read_relative_to_their_file_and_never_in_a_circle() {
        let project = compiled(&[
            ("policy.probity", "include \"more/data.probity\"\n"),
            ("more/data.probity", "include \"../policy.probity\"\nnever sell anything\n"),
        ]);
        assert!(codes_of(&project).contains(&"P0009"));
        assert_eq!(project.model.promises.len(), 1);
    }

    #[test]
    fn a_binary_file_is_told_and_not_read() {
        let files = Written([("policy.probity", &[0xff_u8, 0x00][..])].into_iter().collect());
        let project = compile(&["policy.probity".to_owned()], &files);
        assert!(codes_of(&project).contains(&"P0007"));
    }

    #[test]
    fn sentences_in_a_block_for_a_place_hold_there_only() {
        let project = compiled(&[(
            "policy.probity",
            "answer any request within 30 days of receipt\nin US-CO { answer any request within 45 days of receipt }\n",
        )]);
        let places: Vec<usize> = project.model.policy.answers.iter().map(|one| one.people_in.len()).collect();
        assert_eq!(places, [0, 1]);
        let ids: Vec<&str> = project.model.promises.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["answer-receipt", "answer-receipt-us-co"]);
    }
}
