//! Sentences to statements: what each sentence of the language says.
//!
//! The grammar is a table ([`rules`]); reading, printing, the JSON projection and its schema,
//! the reference and completion all come from it.

mod condition;
mod kind;
mod matcher;
mod pattern;
mod print;
mod projection;
mod reference;
mod rule;
pub mod rules;
mod schema;
mod statement;
mod value;
mod words;

pub use kind::StatementKind;
pub use pattern::{Piece, SlotKind};
pub(crate) use print::join as print_join;
pub use print::{name_part, print, print_condition, print_sentence};
pub(crate) use projection::to_json_without_block;
pub use projection::{ProjectionFault, from_json, to_json};
pub use reference::reference;
pub use rule::{Place, Rule};
pub use schema::json_schema;
pub use statement::{Statement, Tail};
pub use value::{Comparison, Condition, IdentityColumns, Located, Value};
pub(crate) use words::parts;

use crate::codes;
use crate::syntax::{Sentence, TokenKind, Tree};
use matcher::{Attempt, Expected, Furthest};
use probity_source::Diagnostic;
use probity_vocabulary::closest;
use words::Words;

/// Reads a tree's sentences. A sentence that follows no rule is told and left out.
#[must_use]
pub fn read(text: &str, tree: &Tree) -> (Vec<Statement>, Vec<Diagnostic>) {
    let mut reader = Reader { text, tree, diagnostics: Vec::new() };
    let statements = reader.block(Place::File, &tree.sentences);
    (statements, reader.diagnostics)
}

struct Reader<'a> {
    text: &'a str,
    tree: &'a Tree,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn block(&mut self, place: Place, sentences: &[Sentence]) -> Vec<Statement> {
        sentences.iter().filter_map(|sentence| self.statement(place, sentence)).collect()
    }

    fn statement(&mut self, place: Place, sentence: &Sentence) -> Option<Statement> {
        let words = Words::new(self.text, self.tree, sentence);
        if words.len() == 0 {
            self.diagnostics.push(
                Diagnostic::error(codes::BLOCK_WITHOUT_HEADING, "this block has no heading")
                    .at(sentence.span)
                    .help("write what it describes before the `{`, such as `purpose marketing`"),
            );
            return None;
        }
        let first = words.get(0)?;
        let candidates = rules::starting_with(place, first.text);
        if let Some((rule, slots, tail)) = fitting(place, candidates, &words, &mut Furthest::default()) {
            let block = self.block_of(rule, sentence);
            return Some(Statement { rule, slots, tail, block, span: sentence.span });
        }
        if words.are_broken() {
            // The fault of shape was told already; what it did to the sentence is no second fault.
            return None;
        }
        let mut furthest = Furthest { recording: true, ..Furthest::default() };
        let _: Option<Fitting> = fitting(place, candidates, &words, &mut furthest);
        let diagnostic = if candidates.is_empty() && furthest.at == 0 {
            unknown_statement(place, &words)
        } else {
            misfit(&words, &furthest, candidates)
        };
        self.diagnostics.push(diagnostic);
        None
    }

    fn block_of(&mut self, rule: &'static Rule, sentence: &Sentence) -> Vec<Statement> {
        match (rule.block, &sentence.block) {
            (Some(place), Some(sentences)) => self.block(place, sentences),
            (Some(_), None) => {
                self.diagnostics.push(
                    Diagnostic::error(codes::BLOCK_MISSING, format!("`{}` needs a block", rule.name))
                        .at(sentence.span)
                        .help(format!("write it as in: {}", rule.example)),
                );
                Vec::new()
            }
            (None, Some(_)) => {
                self.diagnostics.push(
                    Diagnostic::error(codes::BLOCK_UNEXPECTED, format!("`{}` takes no block", rule.name))
                        .at(sentence.span)
                        .help("remove the braces and what is between them"),
                );
                Vec::new()
            }
            (None, None) => Vec::new(),
        }
    }
}

/// A rule with what fills its slots, and the tail.
type Fitting = (&'static Rule, Vec<(&'static str, Value)>, Tail);

/// The first rule that a sentence follows from its first word to its last.
fn fitting(
    place: Place,
    candidates: &'static [&'static Rule],
    words: &Words<'_>,
    furthest: &mut Furthest,
) -> Option<Fitting> {
    for &rule in candidates.iter().chain(rules::starting_with_a_slot(place)) {
        let mut attempt = Attempt::default();
        if !matcher::match_pieces(rule.pieces(), words, &mut attempt, furthest) {
            continue;
        }
        let Some(tail) = matcher::read_tail(words, &mut attempt.at, furthest) else { continue };
        if attempt.at < words.len() {
            matcher::expect_tail(words, attempt.at, furthest);
            continue;
        }
        return Some((rule, attempt.slots, tail));
    }
    None
}

fn unknown_statement(place: Place, words: &Words<'_>) -> Diagnostic {
    let span = words.span(0);
    let word = words.get(0).map_or("", |word| word.text);
    let elsewhere: Vec<&str> = rules::places_of(word).map(Place::described).collect();
    if !elsewhere.is_empty() {
        return Diagnostic::error(codes::WRONG_PLACE, format!("`{word}` cannot stand {}", place.described()))
            .at(span)
            .help(format!("it stands {}", elsewhere.join(" or ")));
    }
    let diagnostic =
        Diagnostic::error(codes::UNKNOWN_STATEMENT, format!("no sentence begins with `{}`", shown(word)))
            .at(span);
    match Some(word).filter(|word| word.len() <= 80).and_then(|word| closest(word, rules::first_words(place)))
    {
        Some(near) => {
            diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near)
        }
        None => {
            let known: Vec<&str> = rules::first_words(place).collect();
            diagnostic.help(format!("a sentence {} begins with {}", place.described(), known.join(", ")))
        }
    }
}

fn misfit(words: &Words<'_>, furthest: &Furthest, candidates: &[&'static Rule]) -> Diagnostic {
    let span = words.span(furthest.at);
    let found = match words.get(furthest.at) {
        Some(word) if word.kind == TokenKind::Word => format!("`{}`", shown(word.text)),
        Some(word) => word.kind.described().to_owned(),
        None => "the end of the sentence".to_owned(),
    };
    let mut literals: Vec<&str> = Vec::new();
    let mut expected: Vec<String> = Vec::new();
    for one in &furthest.expected {
        match one {
            Expected::Literal(word) => {
                literals.push(word);
                expected.push(format!("`{word}`"));
            }
            Expected::OneOf(options) => {
                literals.extend(options.iter().copied());
                expected.extend(options.iter().map(|word| format!("`{word}`")));
            }
            Expected::Kind(kind) => expected.push(kind.clone()),
        }
    }
    let wanted = match expected.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "another sentence".to_owned(),
    };
    let mut diagnostic =
        Diagnostic::error(codes::MISFIT, format!("expected {wanted}, found {found}")).at(span);
    let near =
        words.get(furthest.at).filter(|word| word.kind == TokenKind::Word && word.text.len() <= 80).and_then(
            |word| closest(word.text, literals.iter().copied().filter(|literal| *literal != word.text)),
        );
    if let Some(near) = near {
        diagnostic =
            diagnostic.help(format!("did you mean `{near}`?")).fix(format!("write `{near}`"), span, near);
    } else if let Some(rule) = candidates.first() {
        diagnostic =
            diagnostic.help(format!("write it as in: {}", rule.example.lines().next().unwrap_or("")));
    }
    diagnostic
}

/// A word from outside, short enough to be shown.
fn shown(word: &str) -> String {
    if word.chars().count() <= 40 {
        return word.to_owned();
    }
    let mut short: String = word.chars().take(40).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;
    use probity_source::Sources;

    fn read_text(text: &str) -> (Vec<Statement>, Vec<Diagnostic>) {
        let mut sources = Sources::new();
        let id = sources.add("test", text);
        let (tree, faults) = syntax::parse(id, text);
        assert_eq!(faults, [], "{text}");
        read(text, &tree)
    }

    /// A rule's example, with the block around it that its place needs.
    fn example(rule: &Rule) -> String {
        let outer = rules::all().find(|outer| {
            outer.block == Some(rule.place) && outer.place == Place::File && rule.place != Place::File
        });
        match outer {
            None => rule.example.to_owned(),
            Some(outer) => {
                let heading = outer.example.split('{').next().unwrap().trim();
                format!("{heading} {{\n{}\n}}", rule.example)
            }
        }
    }

    fn innermost(statements: &[Statement], rule: &Rule) -> usize {
        statements
            .iter()
            .map(|one| {
                usize::from(one.rule.name == rule.name && one.rule.place == rule.place)
                    + innermost(&one.block, rule)
            })
            .sum()
    }

    #[test]
    fn every_example_follows_its_own_rule_and_survives_printing_and_projection() {
        for rule in rules::all() {
            let text = example(rule);
            let (statements, faults) = read_text(&text);
            assert_eq!(faults, [], "{text}");
            assert!(innermost(&statements, rule) >= 1, "`{}` does not follow `{}`", rule.example, rule.name);
            let printed = print(&statements);
            let (again, faults) = read_text(&printed);
            assert_eq!(faults, [], "{printed}");
            assert_eq!(again, statements, "{printed}");
            let span = statements[0].span;
            let (projected, faults) = from_json(&to_json(&statements), span);
            assert_eq!(faults, [], "{text}");
            assert_eq!(projected, statements, "{text}");
        }
    }

    #[test]
    fn names_of_rules_are_unique_at_their_place_and_optionals_leave_a_trace() {
        for rule in rules::all() {
            assert_eq!(
                rules::all().filter(|other| other.place == rule.place && other.name == rule.name).count(),
                1,
                "{}",
                rule.name
            );
            for piece in rule.pieces() {
                if let Piece::Optional(inner) = piece {
                    let traced = inner.iter().any(|one| !matches!(one, Piece::Literal(_)));
                    assert!(traced, "an optional of `{}` would be lost in the projection", rule.name);
                }
            }
        }
    }

    #[test]
    fn a_sentence_that_lost_its_condition_is_not_read_without_it() {
        for text in [
            "share contact.email with anyone when",
            "share contact.email with anyone when not",
            "share contact.email with anyone when asked and",
            "share contact.email with anyone unless pool =",
            "never sell anything for people in",
            "never sell anything because",
        ] {
            let (statements, faults) = read_text(text);
            assert!(statements.is_empty() && faults[0].code == codes::MISFIT, "{text}");
        }
    }

    #[test]
    fn a_slip_is_answered_with_the_word_that_was_meant() {
        let (_, faults) =
            read_text("colect contact.email from person\nkeep log.* at mst 2 years after collected\n");
        assert_eq!(faults[0].code, codes::UNKNOWN_STATEMENT);
        assert_eq!(faults[0].help.as_deref(), Some("did you mean `collect`?"));
        assert_eq!(faults[1].code, codes::MISFIT);
        assert_eq!(faults[1].help.as_deref(), Some("did you mean `most`?"));
    }
}
