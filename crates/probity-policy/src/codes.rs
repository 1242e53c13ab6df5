//! The codes of all findings. Each has a page in `docs/findings/`, which `probity explain` prints.

use probity_source::Code;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code($code);)*

        /// All codes, in order.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    /// A `}` without its `{`.
    UNMATCHED_BRACE = "P0001";
    /// A `{` without its `}`.
    UNCLOSED_BLOCK = "P0002";
    /// A `"` without its partner on the line.
    UNCLOSED_TEXT = "P0003";
    /// A character outside the language.
    UNKNOWN_CHARACTER = "P0004";
    /// A `(` without its `)`.
    UNCLOSED_PARENTHESIS = "P0005";
    /// Blocks inside blocks inside blocks.
    TOO_DEEP = "P0006";
    /// A file that is not UTF-8 text.
    NOT_TEXT = "P0007";
    /// A file that is larger than a policy can be.
    TOO_LARGE = "P0008";
    /// An `include` that leads back to itself.
    CIRCULAR_INCLUDE = "P0009";
    /// An `include` or notice that cannot be read.
    FILE_NOT_FOUND = "P0010";
    /// A projection that is not what its schema says.
    BAD_PROJECTION = "P0011";
    /// A block that no heading introduces.
    BLOCK_WITHOUT_HEADING = "P0100";
    /// A first word that begins no sentence.
    UNKNOWN_STATEMENT = "P0101";
    /// A sentence in a block where it means nothing.
    WRONG_PLACE = "P0102";
    /// A sentence that leaves its pattern.
    MISFIT = "P0103";
    /// A heading without its block.
    BLOCK_MISSING = "P0104";
    /// A block after a sentence that takes none.
    BLOCK_UNEXPECTED = "P0105";
    /// A table that is not named by store and table.
    BAD_TABLE_NAME = "P0106";
}
