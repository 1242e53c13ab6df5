//! The words of one sentence, and reading single values from them.

use super::matcher::{Expected, Furthest, Shape};
use super::value::{IdentityColumns, Located};
use crate::model::data_map::Anchor;
use crate::syntax::{Sentence, Token, TokenKind, Tree};
use probity_source::Span;
use probity_vocabulary::{Period, Unit};

/// A token of a sentence with its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) kind: TokenKind,
    pub(super) text: &'a str,
    pub(super) span: Span,
}

impl Word<'_> {
    pub(super) fn located(&self) -> Located<String> {
        Located { value: unquoted(self.text), span: self.span }
    }
}

/// Words that join the parts of a sentence and are therefore never names. A column of such a
/// name is written in back quotes.
pub(super) const JOINING: &[&str] = &[
    "because",
    "unless",
    "when",
    "unconfirmed",
    "for",
    "from",
    "after",
    "then",
    "with",
    "within",
    "by",
    "of",
    "until",
    "where",
];

/// Words that, after a comma, begin a further part of a sentence and do not go on with a list.
pub(super) const CLAUSE_STARTS: &[&str] = &[
    "then",
    "and",
    "extend",
    "keep",
    "without",
    "blank",
    "pseudonymise",
    "removing",
    "rebuilt",
    "counted",
    "delete",
    "wait",
    "erase",
    "answer",
    "to",
    "stops",
    "purge",
    "fingerprint",
    "no",
];

/// A sentence's words by index.
pub(super) struct Words<'a> {
    text: &'a str,
    tree: &'a Tree,
    sentence: &'a Sentence,
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str, tree: &'a Tree, sentence: &'a Sentence) -> Self {
        Self { text, tree, sentence }
    }

    pub(super) fn len(&self) -> usize {
        self.sentence.words.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Word<'a>> {
        let token: Token = *self.tree.tokens.get(*self.sentence.words.get(at)? as usize)?;
        Some(Word {
            kind: token.kind,
            text: self.text.get(token.start as usize..token.end as usize)?,
            span: Span::new(self.tree.source, token.start, token.end),
        })
    }

    /// The place of a word, or of the sentence's end.
    pub(super) fn span(&self, at: usize) -> Span {
        self.get(at).map_or_else(
            || {
                let end = self
                    .len()
                    .checked_sub(1)
                    .and_then(|last| self.get(last))
                    .map_or(self.sentence.span, |last| last.span);
                Span::new(self.tree.source, end.end(), end.end())
            },
            |word| word.span,
        )
    }

    pub(super) fn is(&self, at: usize, literal: &str) -> bool {
        self.get(at).is_some_and(|word| word.text == literal && !matches!(word.kind, TokenKind::Text))
    }

    /// Has the sentence a fault of shape: an open text or parenthesis, or an unknown character?
    pub(super) fn are_broken(&self) -> bool {
        let mut open = 0_usize;
        for at in 0..self.len() {
            match self.get(at).map(|word| word.kind) {
                Some(TokenKind::OpenText | TokenKind::Unknown) => return true,
                Some(TokenKind::OpenParenthesis) => open += 1,
                Some(TokenKind::CloseParenthesis) => open = open.saturating_sub(1),
                _ => {}
            }
        }
        open > 0
    }

    fn of_kind(&self, at: &mut usize, kind: TokenKind) -> Option<Word<'a>> {
        let word = self.get(*at).filter(|word| word.kind == kind)?;
        *at += 1;
        Some(word)
    }

    pub(super) fn name(&self, at: &mut usize, shape: Shape) -> Option<Located<String>> {
        let word = self.get(*at).filter(|word| word.kind == TokenKind::Word)?;
        let fits = match shape {
            Shape::Any => !JOINING.contains(&word.text),
            Shape::Dotted => {
                word.text == "*"
                    || word.text == "anything"
                    || (word.text.contains('.') && !word.text.contains('`'))
                    || probity_vocabulary::Category::find(word.text).is_some()
            }
            Shape::Table => parts(word.text).len() >= 2,
        };
        if !fits {
            return None;
        }
        *at += 1;
        let value = if shape == Shape::Table { word.text.to_owned() } else { unquoted(word.text) };
        Some(Located { value, span: word.span })
    }

    /// `a, b, c`; a comma that no name follows is left for what comes next.
    pub(super) fn list(&self, at: &mut usize, shape: Shape) -> Option<Vec<Located<String>>> {
        let mut names = vec![self.name(at, shape)?];
        loop {
            let mut ahead = *at;
            if self.of_kind(&mut ahead, TokenKind::Comma).is_none() || self.starts_a_clause(ahead) {
                return Some(names);
            }
            match self.name(&mut ahead, shape) {
                Some(name) => {
                    names.push(name);
                    *at = ahead;
                }
                None => return Some(names),
            }
        }
    }

    /// After a comma: is this the start of a further part of the sentence, not of a list?
    fn starts_a_clause(&self, at: usize) -> bool {
        self.is(at, "separately")
            || self.get(at).is_some_and(|word| {
                // A column may be called `to` or `no`: then a comma or the end follows it, and not a word.
                CLAUSE_STARTS.contains(&word.text)
                    && self.get(at + 1).is_some_and(|next| {
                        matches!(
                            next.kind,
                            TokenKind::Word
                                | TokenKind::Number
                                | TokenKind::OpenParenthesis
                                | TokenKind::Text
                        )
                    })
            })
    }

    /// Columns: `a`, `a, b`, or `(a, b)`.
    pub(super) fn columns(&self, at: &mut usize) -> Option<Vec<Located<String>>> {
        if !self.is(*at, "(") {
            return self.list(at, Shape::Any);
        }
        let mut ahead = *at + 1;
        let names = self.list(&mut ahead, Shape::Any)?;
        self.of_kind(&mut ahead, TokenKind::CloseParenthesis)?;
        *at = ahead;
        Some(names)
    }

    /// `a or b or c`.
    pub(super) fn alternatives(&self, at: &mut usize) -> Option<Vec<Located<String>>> {
        let mut names = vec![self.name(at, Shape::Any)?];
        while self.is(*at, "or") {
            let mut ahead = *at + 1;
            match self.name(&mut ahead, Shape::Any) {
                Some(name) => names.push(name),
                None => break,
            }
            *at = ahead;
        }
        Some(names)
    }

    pub(super) fn identities(&self, at: &mut usize) -> Option<Vec<IdentityColumns>> {
        let mut found = vec![self.identity(at)?];
        while self.is(*at, ",") {
            let mut ahead = *at + 1;
            match self.identity(&mut ahead) {
                Some(next) => found.push(next),
                None => break,
            }
            *at = ahead;
        }
        Some(found)
    }

    fn identity(&self, at: &mut usize) -> Option<IdentityColumns> {
        let columns = if self.is(*at, "(") { self.columns(at)? } else { vec![self.name(at, Shape::Any)?] };
        let mut name = None;
        if self.is(*at, "as") {
            let mut ahead = *at + 1;
            name = self.name(&mut ahead, Shape::Any);
            if name.is_some() {
                *at = ahead;
            }
        }
        Some(IdentityColumns { columns, name })
    }

    pub(super) fn text(&self, at: &mut usize) -> Option<Located<String>> {
        let word = self.of_kind(at, TokenKind::Text)?;
        Some(Located { value: unescaped(word.text), span: word.span })
    }

    pub(super) fn number(&self, at: &mut usize) -> Option<Located<u64>> {
        let value = self.get(*at).filter(|word| word.kind == TokenKind::Number)?;
        let number = value.text.parse().ok()?;
        *at += 1;
        Some(Located { value: number, span: value.span })
    }

    pub(super) fn date(&self, at: &mut usize) -> Option<Located<String>> {
        let word = self.of_kind(at, TokenKind::Date)?;
        Some(Located { value: word.text.to_owned(), span: word.span })
    }

    pub(super) fn version(&self, at: &mut usize) -> Option<Located<String>> {
        let word = self.get(*at)?;
        match word.kind {
            TokenKind::Version | TokenKind::Number | TokenKind::Date => {
                *at += 1;
                Some(Located { value: word.text.to_owned(), span: word.span })
            }
            _ => self.text(at),
        }
    }

    pub(super) fn period(&self, at: &mut usize, furthest: &mut Furthest) -> Option<Located<Period>> {
        let mut ahead = *at;
        let amount = self.number(&mut ahead)?;
        let first = amount.span;
        let Ok(amount) = u32::try_from(amount.value) else { return None };
        let unit = match self.get(ahead).map(|word| word.text) {
            Some("working") => {
                ahead += 1;
                match self.get(ahead).map(|word| word.text) {
                    Some("day" | "days") => Some(Unit::WorkingDays),
                    _ => None,
                }
            }
            Some("minute" | "minutes") => Some(Unit::Minutes),
            Some("hour" | "hours") => Some(Unit::Hours),
            Some("day" | "days") => Some(Unit::Days),
            Some("week" | "weeks") => Some(Unit::Weeks),
            Some("month" | "months") => Some(Unit::Months),
            Some("year" | "years") => Some(Unit::Years),
            _ => None,
        };
        let Some(unit) = unit else {
            furthest.expect(ahead, || {
                Expected::OneOf(vec!["minutes", "hours", "days", "working days", "weeks", "months", "years"])
            });
            return None;
        };
        let last = self.span(ahead);
        *at = ahead + 1;
        Some(Located { value: Period::new(amount, unit), span: first.to(last) })
    }

    /// An anchor in its canonical words.
    pub(super) fn anchor(&self, at: &mut usize) -> Option<Located<String>> {
        for anchor in Anchor::ALL {
            let words: Vec<&str> = anchor.words().split(' ').collect();
            if words.iter().enumerate().all(|(index, word)| self.is(*at + index, word)) {
                let span = self.span(*at).to(self.span(*at + words.len() - 1));
                *at += words.len();
                return Some(Located { value: anchor.words().to_owned(), span });
            }
        }
        None
    }

    pub(super) fn clause(&self, at: &mut usize) -> Option<Located<String>> {
        let word = self.of_kind(at, TokenKind::Clause)?;
        let inner = word.text.trim_start_matches('§');
        let value =
            if inner.starts_with('"') { unescaped(inner) } else { inner.trim_end_matches('.').to_owned() };
        Some(Located { value, span: word.span })
    }
}

/// The parts of a dotted name, back quotes removed.
pub(crate) fn parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for character in name.chars() {
        match character {
            '`' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

fn unquoted(text: &str) -> String {
    if text.contains('`') { text.replace('`', "") } else { text.to_owned() }
}

fn unescaped(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}
