//! The formatter: one layout for all. Works on tokens, so that comments and faulty lines survive.
//!
//! INVARIANT (same-words): formatting changes spaces, line ends and empty lines, and nothing else.
//! INVARIANT (idempotent): formatting a formatted text changes nothing.

use crate::grammar::print_join;
use crate::syntax::{Token, TokenKind, lex};

/// Where the clauses of neighbouring lines are aligned, at the latest.
const WIDEST: usize = 96;

/// The text in its one layout.
#[must_use]
pub fn format(text: &str) -> String {
    let tokens = lex(text);
    let mut lines = Vec::new();
    let mut line = Line::default();
    let mut depth = 0_usize;
    let mut parentheses = 0_usize;
    let mut newlines = 0_usize;
    for token in &tokens {
        let word = text.get(token.start as usize..token.end as usize).unwrap_or("");
        match token.kind {
            TokenKind::Space => continue,
            TokenKind::Newline => {
                newlines += 1;
                let goes_on = parentheses > 0 || line.words.last().is_some_and(|last| last == ",");
                if !goes_on || line.comment.is_some() {
                    line.flush(&mut lines, depth);
                } else if !line.words.is_empty() {
                    line.breaks = true;
                }
                continue;
            }
            _ => {}
        }
        if newlines > 1 && line.is_empty() {
            line.gap = true;
        }
        newlines = 0;
        match token.kind {
            TokenKind::Comment => {
                line.comment = Some(word.trim_end().to_owned());
            }
            TokenKind::Semicolon => {
                // Where the line's end would not end the sentence, the sign stays.
                if parentheses > 0 || line.words.last().is_some_and(|last| last == ",") {
                    line.push(token, word);
                }
                parentheses = 0;
                line.flush(&mut lines, depth);
            }
            TokenKind::OpenBrace => {
                parentheses = 0;
                let mut clauses = std::mem::take(&mut line.clauses);
                line.words.append(&mut clauses);
                line.words.push("{".to_owned());
                line.flush(&mut lines, depth);
                depth += 1;
            }
            TokenKind::CloseBrace => {
                parentheses = 0;
                line.flush(&mut lines, depth);
                depth = depth.saturating_sub(1);
                line.gap = false;
                line.words.push("}".to_owned());
                line.flush(&mut lines, depth);
            }
            kind => {
                if kind == TokenKind::OpenParenthesis {
                    parentheses += 1;
                } else if kind == TokenKind::CloseParenthesis {
                    parentheses = parentheses.saturating_sub(1);
                }
                line.push(token, word);
            }
        }
    }
    line.flush(&mut lines, depth);
    laid_out(&lines)
}

#[derive(Default)]
struct Line {
    words: Vec<String>,
    clauses: Vec<String>,
    comment: Option<String>,
    gap: bool,
    breaks: bool,
    depth: usize,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.clauses.is_empty() && self.comment.is_none()
    }

    fn push(&mut self, token: &Token, word: &str) {
        // Clauses end a sentence; one in the middle is a fault that stays where it is.
        if token.kind == TokenKind::Clause {
            self.clauses.push(word.to_owned());
        } else {
            self.words.append(&mut self.clauses);
            self.words.push(word.to_owned());
        }
    }

    fn flush(&mut self, lines: &mut Vec<Line>, depth: usize) {
        if self.is_empty() {
            return;
        }
        let mut done = std::mem::take(self);
        done.depth = depth;
        // A comment on the brace's own line stays there; on a line by itself it is one of the lines.
        done.gap = done.gap && lines.last().is_some_and(|last| !last.words.ends_with(&["{".to_owned()]));
        lines.push(done);
    }
}

fn laid_out(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(first) = lines.get(at) {
        let run = lines
            .iter()
            .skip(at)
            .enumerate()
            .take_while(|(index, line)| {
                *index == 0
                    || (!line.gap
                        && line.depth == first.depth
                        && line.clauses.is_empty() == first.clauses.is_empty())
            })
            .count();
        let group = lines.get(at..at + run).unwrap_or(&[]);
        let width = group
            .iter()
            .map(|line| line.depth * 4 + print_join(&line.words).chars().count())
            .filter(|width| *width <= WIDEST)
            .max()
            .unwrap_or(0);
        for (index, line) in group.iter().enumerate() {
            if line.gap && (at + index) > 0 {
                out.push('\n');
            }
            write_line(&mut out, line, width);
        }
        at += run.max(1);
    }
    out
}

fn write_line(out: &mut String, line: &Line, width: usize) {
    let indent = "    ".repeat(line.depth);
    let mut text = format!("{indent}{}", print_join(&line.words));
    if text.chars().count() > WIDEST {
        text = broken(&line.words, &indent);
    }
    if !line.clauses.is_empty() {
        let used = text.rsplit('\n').next().unwrap_or("").chars().count();
        if !line.words.is_empty() {
            text.push_str(&" ".repeat(width.saturating_sub(used) + 1));
        }
        text.push_str(&line.clauses.join(" "));
    }
    if let Some(comment) = &line.comment {
        if !(line.words.is_empty() && line.clauses.is_empty()) {
            text.push_str("  ");
        }
        text.push_str(comment);
    }
    out.push_str(text.trim_end());
    out.push('\n');
}

/// A long line, broken after commas; what follows is indented by two levels.
fn broken(words: &[String], indent: &str) -> String {
    let mut out = indent.to_owned();
    let mut width = out.chars().count();
    for part in words.split_inclusive(|word| word == ",") {
        let text = print_join(part);
        let length = text.chars().count();
        if width > indent.len() {
            if width + 1 + length > WIDEST {
                out.push('\n');
                out.push_str(indent);
                out.push_str("        ");
                width = indent.len() + 8;
            } else {
                out.push(' ');
                width += 1;
            }
        }
        out.push_str(&text);
        width += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        lex(text)
            .iter()
            .filter(|token| {
                !matches!(token.kind, TokenKind::Space | TokenKind::Newline | TokenKind::Semicolon)
            })
            .map(|token| text.get(token.start as usize..token.end as usize).unwrap().trim_end().to_owned())
            .collect()
    }

    #[test]
    fn one_layout_for_all() {
        let text = "purpose   x \"y\" { basis  contract ; uses contact.* }\n\n\n\ncollect contact.email,\ncontact.name §5.2.1 // why\nnever sell anything §8.1\n";
        insta::assert_snapshot!(format(text), @r#"
        purpose x "y" {
            basis contract
            uses contact.*
        }

        collect contact.email, contact.name §5.2.1  // why
        never sell anything                 §8.1
        "#);
    }

    proptest! {
        #[test]
        fn formatting_keeps_every_word_and_is_idempotent(text in "([a-z.]{1,9}|[{}(),;\n ]|§[1-9]|\"[a-z ]{0,5}\"|//[a-z ]{0,9}\n){0,60}") {
            let once = format(&text);
            prop_assert_eq!(words(&text), words(&once));
            prop_assert_eq!(&format(&once), &once);
        }
    }
}
