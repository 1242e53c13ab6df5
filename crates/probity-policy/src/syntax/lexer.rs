//! Bytes to tokens. Works on characters where they matter and never stops.

use super::token::{Token, TokenKind};

/// Cuts a text into tokens. INVARIANT (lossless).
#[must_use]
pub fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 4);
    while lexer.at < text.len() {
        let start = lexer.at;
        let kind = lexer.next_kind();
        // A token always advances, so that no input can hold the lexer.
        if lexer.at == start {
            lexer.bump();
        }
        tokens.push(Token { kind, start: offset(start), end: offset(lexer.at) });
    }
    tokens
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

struct Lexer<'text> {
    text: &'text str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn take_while(&mut self, mut wanted: impl FnMut(char) -> bool) {
        while let Some(next) = self.rest().chars().next() {
            if !wanted(next) {
                return;
            }
            self.at += next.len_utf8();
        }
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn either(&mut self, alone: TokenKind, with_equal: TokenKind) -> TokenKind {
        self.at += 1;
        if self.byte(0) == b'=' {
            self.at += 1;
            return with_equal;
        }
        alone
    }

    fn next_kind(&mut self) -> TokenKind {
        match self.byte(0) {
            b'\n' => self.single(TokenKind::Newline),
            b' ' | b'\t' | b'\r' => {
                self.take_while(|next| matches!(next, ' ' | '\t' | '\r'));
                TokenKind::Space
            }
            b'/' if self.byte(1) == b'/' => {
                self.take_while(|next| next != '\n');
                TokenKind::Comment
            }
            b'{' => self.single(TokenKind::OpenBrace),
            b'}' => self.single(TokenKind::CloseBrace),
            b'(' => self.single(TokenKind::OpenParenthesis),
            b')' => self.single(TokenKind::CloseParenthesis),
            b',' => self.single(TokenKind::Comma),
            b';' => self.single(TokenKind::Semicolon),
            b'=' => self.single(TokenKind::Equal),
            b'!' if self.byte(1) == b'=' => self.either(TokenKind::Unknown, TokenKind::NotEqual),
            b'<' => self.either(TokenKind::Less, TokenKind::LessEqual),
            b'>' => self.either(TokenKind::Greater, TokenKind::GreaterEqual),
            b'"' => self.text_literal(),
            b'0'..=b'9' => self.number(),
            _ => self.other(),
        }
    }

    fn text_literal(&mut self) -> TokenKind {
        self.at += 1;
        loop {
            match self.rest().chars().next() {
                None | Some('\n') => return TokenKind::OpenText,
                Some('"') => {
                    self.at += 1;
                    return TokenKind::Text;
                }
                Some('\\') => {
                    self.at += 1;
                    if !matches!(self.byte(0), b'\n' | 0) {
                        self.bump();
                    }
                }
                Some(next) => self.at += next.len_utf8(),
            }
        }
    }

    fn number(&mut self) -> TokenKind {
        let bytes = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        if is_date(bytes) {
            self.at += 10;
            return TokenKind::Date;
        }
        let mut dots = 0;
        let mut letters = false;
        loop {
            match self.byte(0) {
                b'0'..=b'9' => self.at += 1,
                b'.' if self.byte(1).is_ascii_digit() => {
                    dots += 1;
                    self.at += 1;
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                    letters = true;
                    self.at += 1;
                }
                b'-' if self.byte(1).is_ascii_alphanumeric() => {
                    letters = true;
                    self.at += 1;
                }
                _ => break,
            }
        }
        if letters {
            TokenKind::Word
        } else if dots > 0 {
            TokenKind::Version
        } else {
            TokenKind::Number
        }
    }

    fn other(&mut self) -> TokenKind {
        match self.rest().chars().next() {
            Some('\u{feff}') => {
                self.bump();
                TokenKind::Space
            }
            Some('§') => {
                self.bump();
                if self.byte(0) == b'"' {
                    return match self.text_literal() {
                        TokenKind::Text => TokenKind::Clause,
                        open => open,
                    };
                }
                let before = self.at;
                self.take_while(|next| next.is_alphanumeric() || matches!(next, '.' | '-' | '_'));
                if self.at == before { TokenKind::Unknown } else { TokenKind::Clause }
            }
            Some(first) if is_word_start(first) || first == '`' || first == '*' => {
                self.word();
                TokenKind::Word
            }
            _ => {
                self.bump();
                TokenKind::Unknown
            }
        }
    }

    fn word(&mut self) {
        loop {
            match self.rest().chars().next() {
                Some('`') => {
                    let end = self
                        .rest()
                        .char_indices()
                        .skip(1)
                        .find(|(_, next)| matches!(next, '`' | '\n'))
                        .map(|(at, next)| (at, next == '`'));
                    match end {
                        Some((at, true)) => self.at += at + 1,
                        Some((at, false)) => self.at += at,
                        None => self.at = self.text.len(),
                    }
                }
                Some('.' | '/') => {
                    let after = self.rest().chars().nth(1);
                    if after.is_some_and(|next| is_word_part(next) || matches!(next, '`' | '*')) {
                        self.at += 1;
                    } else {
                        return;
                    }
                }
                Some(next) if is_word_part(next) || next == '*' => self.at += next.len_utf8(),
                _ => return,
            }
        }
    }
}

fn is_word_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_word_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-')
}

fn is_date(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..10) else { return false };
    head.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    }) && !bytes.get(10).is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(text).into_iter().map(|token| token.kind).filter(|kind| !kind.is_trivia()).collect()
    }

    #[test]
    fn names_dates_versions_and_clauses_are_single_tokens() {
        use TokenKind::{Clause, Date, Number, Text, Version, Word};
        assert_eq!(kinds("contact.* 2026-01-07 1.1.2 30"), [Word, Date, Version, Number]);
        assert_eq!(kinds("core.`Order Items` America/Panama US-CO"), [Word, Word, Word]);
        assert_eq!(kinds("\"a \\\" b\" §5.2.1 §\"Your rights\""), [Text, Clause, Clause]);
    }

    #[test]
    fn a_string_ends_at_the_line_at_the_latest() {
        assert_eq!(kinds("\"open\nnext"), [TokenKind::OpenText, TokenKind::Newline, TokenKind::Word]);
    }

    proptest! {
        #[test]
        fn tokens_laid_end_to_end_are_the_text(text in "\\PC*|[a-z0-9 .,;{}()\"`§/*=<>!\n-]{0,80}") {
            let mut at = 0;
            for token in lex(&text) {
                prop_assert_eq!(token.start, at);
                prop_assert!(token.end > token.start);
                prop_assert!(text.is_char_boundary(token.end as usize));
                at = token.end;
            }
            prop_assert_eq!(at as usize, text.len());
        }
    }
}
