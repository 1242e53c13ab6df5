//! The one place that prints.

use std::io::Write as _;

/// A line for the person who started the chore.
pub(crate) fn line(text: &str) {
    // A closed pipe is the reader's choice and no fault of the chore.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A line about what went wrong.
pub(crate) fn error(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
