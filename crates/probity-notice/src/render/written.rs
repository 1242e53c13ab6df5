//! A notice in the words of a catalogue, read back: the messages, matched from left to right.
//!
//! INVARIANT (READ-IS-WRITTEN): a sentence gives a statement only when that statement, written, is the sentence again,
//! letter for letter, but for a full stop at the end of a text that ends the sentence. So a sentence that somebody changed is read as what it says now, or not at all.

use super::catalogue::{Built, Language};
use super::pattern::Piece;
use super::phrase::{Speech, Titles};
use super::sections;
use super::sentence::{self, TAIL, tail_kind};
use crate::draft::name_of;
use crate::{Clause, Reading};
use probity_policy::grammar::{Located, Place, Rule, Statement, Tail, Value, rules};
use probity_source::{Sources, Span};
use std::ops::Range;

/// A sentence that was read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The statements, blocks put together.
    pub statements: Vec<Statement>,
    /// What was read, in bytes of the text.
    pub read: Vec<Range<usize>>,
    /// Numbered sentences that no message has: somebody wrote or changed them.
    pub left: Vec<Range<usize>>,
}

/// Statements of a notice that a catalogue wrote; nothing when it does not look like one.
#[must_use]
pub fn written(text: &str, reading: &Reading) -> Option<Written> {
    Language::ALL.into_iter().find_map(|language| in_language(language, text, reading))
}

/// More steps than any sentence of a notice takes; a sentence that takes more is read as one of somebody else's.
const STEPS: usize = 60_000;
/// Sentences longer than this were not written by a catalogue.
const LONGEST: usize = 8_000;

fn in_language(language: Language, text: &str, reading: &Reading) -> Option<Written> {
    let lines: Vec<Line> = reading
        .outline
        .clauses
        .iter()
        .filter_map(|clause| {
            Some(Line {
                depth: depth(clause)?,
                number: clause.label.as_deref()?.trim_end_matches('.').to_owned(),
                range: clause.body.clone(),
                words: flat(text.get(clause.body.clone())?),
            })
        })
        .collect();
    let span = Span::new(Sources::new().add("", ""), 0, 0);
    let mut hearing = Hearing { language, titles: Titles::default(), span };
    // The titles first, because sentences before a recipient's own may name it.
    let named: Vec<Statement> = lines
        .iter()
        .filter_map(|line| hearing.one(&["purpose", "recipient", "category"], &line.words))
        .collect();
    hearing.titles = Titles::of(&named);
    hearing.all(&lines)
}

/// How deep the printed number is; nothing for what has none.
fn depth(clause: &Clause) -> Option<usize> {
    let label = clause.label.as_deref()?;
    Some(label.split('.').filter(|part| !part.is_empty()).count()).filter(|depth| *depth >= 2)
}

/// The words on one line, without what Markdown needs.
fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    while let Some(one) = letters.next() {
        let escapes = one == '\\' && letters.peek().is_some_and(char::is_ascii_punctuation);
        if !escapes {
            out.push(one);
        } else if let Some(next) = letters.next() {
            out.push(next);
        }
    }
    out
}

/// A numbered sentence.
struct Line {
    /// How many numbers its label has.
    depth: usize,
    number: String,
    range: Range<usize>,
    words: String,
}

struct Hearing {
    language: Language,
    titles: Titles,
    span: Span,
}

const TOP: [Place; 4] = [Place::File, Place::Policy, Place::Controller, Place::People];

impl Hearing {
    fn all(&self, lines: &[Line]) -> Option<Written> {
        let mut written = Written { statements: Vec::new(), read: Vec::new(), left: Vec::new() };
        let mut framed: Vec<(Place, Statement)> = Vec::new();
        let mut people: Vec<Statement> = Vec::new();
        let mut heading = None;
        for line in lines {
            let places: Vec<Place> = match (line.depth, heading) {
                (2, _) => TOP.to_vec(),
                (_, Some(place)) => vec![place],
                _ => Vec::new(),
            };
            let Some(mut statement) = self.statement(&places, None, &line.words) else {
                if line.depth == 2 {
                    heading = None;
                }
                written.left.push(line.range.clone());
                continue;
            };
            statement.tail.clauses = vec![Located { value: line.number.clone(), span: self.span }];
            written.read.push(line.range.clone());
            if line.depth > 2 {
                if let Some(block) = written.statements.last_mut() {
                    block.block.push(statement);
                }
                continue;
            }
            heading = statement.rule.block;
            match statement.rule.place {
                Place::People => people.push(statement),
                Place::Policy | Place::Controller => framed.push((statement.rule.place, statement)),
                _ => written.statements.push(statement),
            }
        }
        for (place, statement) in framed {
            // Without the sentence that names the policy or the controller, there is nobody of whom this is said.
            let block = written.statements.iter_mut().find(|one| one.rule.block == Some(place));
            if let Some(block) = block {
                block.block.push(statement);
            }
        }
        if !people.is_empty() {
            let rule = rules::all().find(|rule| rule.name == "people")?;
            written.statements.push(Statement {
                rule,
                slots: Vec::new(),
                tail: Tail::default(),
                block: people,
                span: self.span,
            });
        }
        written.statements.iter().any(|one| one.rule.name == "policy").then_some(written)
    }

    fn one(&self, names: &[&str], line: &str) -> Option<Statement> {
        self.statement(&[Place::File], Some(names), line)
    }

    /// The statement that a sentence was written from.
    fn statement(&self, places: &[Place], names: Option<&[&str]>, line: &str) -> Option<Statement> {
        if line.len() > LONGEST {
            return None;
        }
        let built = self.language.built();
        rules::all()
            .filter(|rule| places.contains(&rule.place) && sections::section(rule.name).is_some())
            .filter(|rule| names.is_none_or(|names| names.contains(&rule.name)))
            .find_map(|rule| {
                let message = built.messages.get(rule.name)?;
                // Nearly all messages fall out here.
                if let Some(Piece::Words(words)) = message.first()
                    && !line.contains(words)
                {
                    return None;
                }
                let bare = line.strip_suffix('.').unwrap_or(line);
                [bare, line].into_iter().find_map(|text| self.of_rule(built, rule, message, text, line))
            })
    }

    fn of_rule(
        &self,
        built: &Built,
        rule: &'static Rule,
        message: &[Piece],
        text: &str,
        line: &str,
    ) -> Option<Statement> {
        let whole: Vec<Piece> = built.before.iter().chain(message).chain(&built.after).cloned().collect();
        let speech = Speech { language: self.language, titles: &self.titles };
        let mut matching = Matching {
            speech: &speech,
            rule,
            span: self.span,
            found: Vec::new(),
            steps: 0,
            line,
            made: None,
        };
        matching.go(text, &[&whole]);
        matching.made
    }
}

/// One sentence against one message, with every way to cut it.
struct Matching<'m> {
    speech: &'m Speech<'m>,
    rule: &'static Rule,
    span: Span,
    found: Vec<(&'static str, Value)>,
    steps: usize,
    line: &'m str,
    made: Option<Statement>,
}

impl Matching<'_> {
    /// Matches what is left of the sentence against what is left of the message; true when it is done.
    fn go(&mut self, text: &str, rest: &[&[Piece]]) -> bool {
        self.steps += 1;
        if self.steps > STEPS {
            return false;
        }
        let Some((pieces, outer)) = rest.split_last() else {
            return text.is_empty() && self.finish();
        };
        let Some((piece, after)) = pieces.split_first() else { return self.go(text, outer) };
        let mut next: Vec<&[Piece]> = outer.to_vec();
        next.push(after);
        match piece {
            Piece::Words(words) => text.strip_prefix(words).is_some_and(|text| self.go(text, &next)),
            Piece::Without(_) => self.go(text, &next),
            Piece::With(name) => {
                let flag = *name == "unconfirmed"
                    || self.rule.slots().iter().any(|(slot, kind)| slot == name && kind.is_none());
                if flag {
                    self.found.push((name, Value::Flag));
                }
                let done = self.go(text, &next);
                if flag && !done {
                    self.found.pop();
                }
                done
            }
            Piece::Optional(inner) => {
                let mut within = next.clone();
                within.push(inner);
                self.go(text, &within) || self.go(text, &next)
            }
            Piece::Slot { name, form } => self.slot(text, name, form, &next),
        }
    }

    fn slot(&mut self, text: &str, name: &'static str, form: &str, next: &[&[Piece]]) -> bool {
        let kind = match tail_kind(name).filter(|_| TAIL.contains(&name)) {
            Some(kind) => kind,
            None => match self.rule.kind_of(name) {
                Some(kind) => kind.clone(),
                None => return false,
            },
        };
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]).collect();
        // What follows, when it is words, says where the slot can end.
        let follows = next.last().and_then(|pieces| pieces.first()).and_then(|piece| match piece {
            Piece::Words(words) => Some(*words),
            _ => None,
        });
        for end in ends {
            let (Some(part), Some(rest)) = (text.get(..end), text.get(end..)) else { continue };
            if follows.is_some_and(|words| !rest.starts_with(words)) {
                continue;
            }
            self.steps += 1;
            if self.steps > STEPS {
                return false;
            }
            let Some(value) = self.speech.hear(self.rule.name, name, &kind, form, part, self.span) else {
                continue;
            };
            self.found.push((name, value));
            if self.go(rest, next) {
                return true;
            }
            self.found.pop();
        }
        false
    }

    /// Makes the statement, and keeps it when it is written as it was read.
    fn finish(&mut self) -> bool {
        let mut statement = Statement {
            rule: self.rule,
            slots: Vec::new(),
            tail: Tail::default(),
            block: Vec::new(),
            span: self.span,
        };
        for (name, value) in &self.found {
            match (*name, value) {
                ("unconfirmed", _) => statement.tail.unconfirmed = Some(self.span),
                ("people_in", Value::Names(names)) => statement.tail.people_in.clone_from(names),
                ("when", Value::Condition(condition)) => statement.tail.when = Some(condition.clone()),
                ("unless", Value::Condition(condition)) => statement.tail.unless = Some(condition.clone()),
                ("because", Value::Name(name)) => statement.tail.because = Some(name.clone()),
                _ => statement.slots.push((name, value.clone())),
            }
        }
        self.name_it(&mut statement);
        let place = |slot: &str| self.rule.slots().iter().position(|(name, _)| *name == slot);
        statement.slots.sort_by_key(|(slot, _)| place(slot));
        if sentence::of(self.speech, &statement).as_deref() != Some(self.line) {
            return false;
        }
        self.made = Some(statement);
        true
    }

    /// People read titles; the code's own names follow from them.
    fn name_it(&self, statement: &mut Statement) {
        let title = |statement: &Statement| statement.name("title").map(|title| title.value.clone());
        let located = |value: String| Located { value, span: self.span };
        let name = match statement.rule.name {
            "purpose" => "purpose",
            "recipient" => "recipient",
            "message" => "message",
            _ => "",
        };
        if let (false, Some(title)) = (name.is_empty(), title(statement)) {
            statement.slots.push((name, Value::Name(located(name_of(&title)))));
        }
        match statement.rule.name {
            // What it is for people need not know: the address was printed.
            "contract" => {
                statement.slots.push(("document", Value::Text(located("the contract’s document".to_owned()))))
            }
            "balancing" => statement
                .slots
                .push(("document", Value::Text(located("the assessment’s document".to_owned())))),
            "erase-by" => statement.slots.push(("how", Value::Name(located("manual".to_owned())))),
            _ => {}
        }
    }
}
