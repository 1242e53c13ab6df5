//! Text to sentences: the lexer and the lossless tree. Knows nothing about what sentences mean.
//!
//! INVARIANT (lossless): the tokens of a file, laid end to end, are the file.
//! INVARIANT (never-fails): any text gives a tree; faults are diagnostics beside it.

mod lexer;
mod token;
mod tree;

pub use lexer::lex;
pub use token::{Token, TokenKind};
pub use tree::{MAXIMUM_DEPTH, Sentence, Tree, parse};
