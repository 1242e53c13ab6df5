//! The kinds of token.

/// A run of bytes of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte in the file.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// Spaces, tabs, carriage returns, a byte order mark at the start.
    Space,
    /// One line feed.
    Newline,
    /// `// …` to the end of the line.
    Comment,
    /// A name or word, dots, hyphens and back-quoted parts included: `contact.*`, `US-CO`, `` core.`Order Items` ``.
    Word,
    /// Digits: `30`.
    Number,
    /// `2026-01-07`.
    Date,
    /// `1.1.2`, and `9.2` where a version is meant.
    Version,
    /// `"…"` on one line.
    Text,
    /// A string whose closing quote is missing.
    OpenText,
    /// `§5.2.1` or `§"Your rights"`.
    Clause,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// Anything else.
    Unknown,
}

impl TokenKind {
    /// Neither meaning nor a line's end.
    #[must_use]
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::Comment)
    }

    /// How to name the kind to a person.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Space => "a space",
            Self::Newline => "the end of the line",
            Self::Comment => "a comment",
            Self::Word => "a word",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Version => "a version",
            Self::Text | Self::OpenText => "a text in quotes",
            Self::Clause => "a clause",
            Self::OpenBrace => "`{`",
            Self::CloseBrace => "`}`",
            Self::OpenParenthesis => "`(`",
            Self::CloseParenthesis => "`)`",
            Self::Comma => "`,`",
            Self::Semicolon => "`;`",
            Self::Equal => "`=`",
            Self::NotEqual => "`!=`",
            Self::Less => "`<`",
            Self::LessEqual => "`<=`",
            Self::Greater => "`>`",
            Self::GreaterEqual => "`>=`",
            Self::Unknown => "an unknown character",
        }
    }
}
