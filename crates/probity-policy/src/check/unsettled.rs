//! A contradiction with a sentence that nobody has confirmed is a question, not yet an error: what is unconfirmed
//! denies, so nothing is done on the strength of it. A draft of a notice that says two things can thus be compiled,
//! and whoever confirms one of them is told of the other.

use crate::codes;
use crate::grammar::Statement;
use probity_source::{Code, Diagnostic, Severity, Span};

/// Findings about two sentences of which one at most can hold.
const CONTRADICTIONS: [Code; 7] = [
    codes::COLLECTED_AND_NEVER,
    codes::FLOOR_ABOVE_CEILING,
    codes::GETS_FORBIDDEN,
    codes::NEVER_KEPT_BUT_KEPT,
    codes::SALE_FORBIDDEN,
    codes::TWO_ANSWER_TIMES,
    codes::TWO_PERIODS,
];

/// Makes warnings of contradictions with an unconfirmed sentence.
pub(super) fn settle(statements: &[Statement], diagnostics: &mut [Diagnostic]) {
    if !diagnostics.iter().any(|one| CONTRADICTIONS.contains(&one.code)) {
        return;
    }
    let mut spans = Vec::new();
    unconfirmed(statements, &mut spans);
    spans.sort_by_key(|span: &Span| (span.source(), span.start()));
    let is_unconfirmed = |place: Span| {
        let next =
            spans.partition_point(|span| (span.source(), span.start()) <= (place.source(), place.start()));
        let before = next.checked_sub(1).and_then(|at| spans.get(at));
        before.is_some_and(|span| span.source() == place.source() && place.start() < span.end())
    };
    for one in diagnostics.iter_mut().filter(|one| CONTRADICTIONS.contains(&one.code)) {
        let places = one.span.into_iter().chain(one.labels.iter().map(|label| label.span));
        if one.severity == Severity::Error && places.into_iter().any(is_unconfirmed) {
            one.severity = Severity::Warning;
            one.notes
                .push("nobody confirmed one of the two, so nothing is done on the strength of it".to_owned());
        }
    }
}

/// The places of the sentences that nobody confirmed; none is within another.
fn unconfirmed(statements: &[Statement], spans: &mut Vec<Span>) {
    for statement in statements {
        match statement.tail.unconfirmed {
            Some(_) => spans.push(statement.span),
            None => unconfirmed(&statement.block, spans),
        }
    }
}
