//! Tokens to sentences and blocks.
//!
//! One statement a line or between `;`. A line goes on after a comma and inside
//! parentheses. A sentence may end in one block.

use super::lexer::lex;
use super::token::{Token, TokenKind};
use crate::codes;
use probity_source::{Diagnostic, SourceId, Span};

/// How deep blocks may nest; deeper ones are refused, so that no input exhausts the stack.
pub const MAXIMUM_DEPTH: usize = 16;

/// A file as tokens and sentences.
#[derive(Debug)]
pub struct Tree {
    /// The file.
    pub source: SourceId,
    /// INVARIANT (lossless).
    pub tokens: Vec<Token>,
    /// The outermost sentences.
    pub sentences: Vec<Sentence>,
}

/// One sentence: some tokens, and perhaps a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Indices into [`Tree::tokens`] of the tokens with meaning, in order, block not included.
    pub words: Vec<u32>,
    /// The sentences between its braces, if it has any.
    pub block: Option<Vec<Sentence>>,
    /// The whole sentence with its block.
    pub span: Span,
}

/// Reads a text into a tree, and tells what is wrong with its shape. INVARIANT (never-fails).
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (Tree, Vec<Diagnostic>) {
    let tokens = lex(text);
    let mut parser = Parser { source, tokens: &tokens, at: 0, diagnostics: Vec::new() };
    let sentences = parser.sentences(0, None);
    let diagnostics = parser.diagnostics;
    (Tree { source, tokens, sentences }, diagnostics)
}

struct Parser<'tokens> {
    source: SourceId,
    tokens: &'tokens [Token],
    at: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn span(&self, token: Token) -> Span {
        Span::new(self.source, token.start, token.end)
    }

    fn sentences(&mut self, depth: usize, open: Option<Token>) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Space | TokenKind::Comment | TokenKind::Newline | TokenKind::Semicolon => {
                    self.at += 1
                }
                TokenKind::CloseBrace => {
                    self.at += 1;
                    if open.is_some() {
                        return sentences;
                    }
                    self.diagnostics.push(
                        Diagnostic::error(codes::UNMATCHED_BRACE, "this `}` closes nothing")
                            .at(self.span(token))
                            .help("remove it, or open a block before it with `{`"),
                    );
                }
                _ => sentences.push(self.sentence(depth)),
            }
        }
        if let Some(open) = open {
            self.diagnostics.push(
                Diagnostic::error(codes::UNCLOSED_BLOCK, "this block is never closed")
                    .at(self.span(open))
                    .help("close it with `}`"),
            );
        }
        sentences
    }

    fn sentence(&mut self, depth: usize) -> Sentence {
        let mut words = Vec::with_capacity(8);
        let mut parentheses: Vec<Token> = Vec::new();
        let mut last: Option<Token> = None;
        let start = self.peek().map_or(0, |token| token.start);
        let mut end = start;
        let mut block = None;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Space | TokenKind::Comment => self.at += 1,
                TokenKind::Newline => {
                    let goes_on =
                        !parentheses.is_empty() || last.is_some_and(|last| last.kind == TokenKind::Comma);
                    if !goes_on {
                        break;
                    }
                    self.at += 1;
                }
                TokenKind::Semicolon | TokenKind::CloseBrace => break,
                TokenKind::OpenBrace => {
                    self.at += 1;
                    block = Some(self.block(depth, token));
                    end = self
                        .at
                        .checked_sub(1)
                        .and_then(|at| self.tokens.get(at))
                        .map_or(end, |token| token.end);
                    break;
                }
                kind => {
                    match kind {
                        TokenKind::OpenParenthesis => parentheses.push(token),
                        TokenKind::CloseParenthesis => {
                            parentheses.pop();
                        }
                        TokenKind::OpenText => self.diagnostics.push(
                            Diagnostic::error(codes::UNCLOSED_TEXT, "this text has no closing quote")
                                .at(self.span(token))
                                .help("close it with `\"` on the same line"),
                        ),
                        // One finding for characters that follow each other: a file of them is one mistake.
                        TokenKind::Unknown
                            if last.is_some_and(|last| last.kind == kind && last.end == token.start) => {}
                        TokenKind::Unknown => self.diagnostics.push(
                            Diagnostic::error(codes::UNKNOWN_CHARACTER, "this character means nothing here")
                                .at(self.span(token)),
                        ),
                        _ => {}
                    }
                    words.push(u32::try_from(self.at).unwrap_or(u32::MAX));
                    last = Some(token);
                    end = token.end;
                    self.at += 1;
                }
            }
        }
        if let Some(open) = parentheses.first() {
            self.diagnostics.push(
                Diagnostic::error(codes::UNCLOSED_PARENTHESIS, "this parenthesis is never closed")
                    .at(self.span(*open))
                    .help("close it with `)`"),
            );
        }
        Sentence { words, block, span: Span::new(self.source, start, end) }
    }

    fn block(&mut self, depth: usize, open: Token) -> Vec<Sentence> {
        if depth < MAXIMUM_DEPTH {
            return self.sentences(depth + 1, Some(open));
        }
        self.diagnostics.push(
            Diagnostic::error(codes::TOO_DEEP, format!("blocks nest deeper than {MAXIMUM_DEPTH}"))
                .at(self.span(open))
                .help("no statement of the language needs more than three levels"),
        );
        let mut level = 1_usize;
        while let Some(token) = self.peek() {
            self.at += 1;
            match token.kind {
                TokenKind::OpenBrace => level += 1,
                TokenKind::CloseBrace => {
                    level -= 1;
                    if level == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_source::Sources;
    use proptest::prelude::*;

    fn read(text: &str) -> (Tree, Vec<Diagnostic>) {
        let mut sources = Sources::new();
        let id = sources.add("test", text);
        parse(id, text)
    }

    #[test]
    fn a_sentence_is_a_line_or_stands_between_semicolons() {
        let (tree, faults) = read("collect a,\n  b\nnever keep c; keep d\n");
        assert_eq!(faults, []);
        assert_eq!(tree.sentences.iter().map(|one| one.words.len()).collect::<Vec<_>>(), [4, 3, 2]);
    }

    #[test]
    fn faults_of_shape_are_told_and_do_not_stop_the_reading() {
        let (tree, faults) = read("a { b\n \"open\n }\n}\nc { d");
        assert_eq!(faults.len(), 3);
        assert_eq!(tree.sentences.len(), 2);
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        let (_, faults) = read(&"a {".repeat(100_000));
        assert!(faults.iter().any(|fault| fault.code == codes::TOO_DEEP));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_fail(text in "\\PC*|[a-z .,;{}()\"§\n]{0,200}") {
            let _ = read(&text);
        }
    }
}
