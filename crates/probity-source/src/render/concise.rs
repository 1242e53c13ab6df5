//! One line for each finding: `file:line:column: error[P0123]: message`.

use super::escape::one_line;
use super::place::Place;
use crate::{Diagnostic, Sources};
use std::fmt::Write as _;

/// One line for each diagnostic, which editors and `grep` understand.
#[must_use]
pub fn concise(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        if let Some(place) = diagnostic.span.and_then(|span| Place::of(sources, span)) {
            let _ = write!(text, "{place}: ");
        }
        let (severity, code) = (diagnostic.severity.word(), diagnostic.code);
        let _ = writeln!(text, "{severity}[{code}]: {}", one_line(&diagnostic.message));
    }
    text
}
