//! Which candidates are references, once their values were looked for.

use super::keys::{Candidate, Origin, Reference, question};
use crate::guess::Confidence;
use crate::observe::{Inclusion, InclusionQuestion};
use probity_stores::schema::Place;
use std::collections::BTreeMap;

/// What points only once: columns of a table, and the word on which it depends.
type Pointing = (Place, Vec<String>, String);

/// Candidates that are no further apart than this are equally good.
const CLOSE: i32 = 8;
/// How sure the better of two equally good ones can be: not enough to stand without a question.
const UNDECIDED: i32 = 60;

/// Chooses among the candidates by what the values say.
pub(crate) fn settle(
    candidates: Vec<Candidate>,
    answers: &[(InclusionQuestion, Inclusion)],
    is_people: &dyn Fn(&Place) -> bool,
) -> Vec<Reference> {
    let answers: BTreeMap<&InclusionQuestion, Inclusion> =
        answers.iter().map(|(question, inclusion)| (question, *inclusion)).collect();
    let mut of_column: BTreeMap<Pointing, Vec<(i32, Reference)>> = BTreeMap::new();
    for candidate in candidates {
        let inclusion = question(&candidate.reference).and_then(|question| answers.get(&question)).copied();
        let Some(points) = weighed(&candidate, inclusion.unwrap_or_default()) else { continue };
        let mut reference = candidate.reference;
        if reference.origin != Origin::Declared {
            reference.confidence = Confidence::percent(points);
            if let Some(inclusion) = inclusion.filter(|inclusion| inclusion.looked_for > 0) {
                reference.reason.push_str(&format!(
                    "; {} of {} sampled values are there",
                    inclusion.found, inclusion.looked_for
                ));
            }
        }
        let word = match &reference.origin {
            Origin::Kind { word, .. } => word.clone(),
            Origin::Declared => format!("to {}", reference.to.table),
            _ => String::new(),
        };
        let key = (reference.from.clone(), reference.columns.clone(), word);
        of_column.entry(key).or_default().push((points, reference));
    }
    let best = of_column.into_values().filter_map(|mut all| {
        all.sort_by_key(|(points, _)| -points);
        let mut all = all.into_iter();
        let (points, mut reference) = all.next()?;
        let rival = all.find(|(other, rival)| {
            points - other <= CLOSE && rival.to != reference.to && is_people(&rival.to)
        });
        // Whose rows they are is a question where two kinds of people fit.
        if let Some((_, rival)) = rival.filter(|_| is_people(&reference.to)) {
            reference.confidence = reference.confidence.min(Confidence::percent(UNDECIDED));
            reference.reason.push_str(&format!("; `{}` fits as well", rival.to.table));
        }
        Some(reference)
    });
    let mut references: Vec<Reference> = best.collect();
    // A column that is part of a found composite key does not point on its own to the same table.
    let wide: Vec<(Place, Vec<String>, Place)> = references
        .iter()
        .filter(|reference| reference.columns.len() > 1)
        .map(|reference| (reference.from.clone(), reference.columns.clone(), reference.to.clone()))
        .collect();
    references.retain(|reference| {
        reference.origin == Origin::Declared
            || reference.columns.len() > 1
            || !wide.iter().any(|(from, columns, to)| {
                *from == reference.from
                    && *to == reference.to
                    && columns.contains(&reference.columns.concat())
            })
    });
    references
}

/// The points of a candidate once its values were looked for; nothing when they say no.
fn weighed(candidate: &Candidate, inclusion: Inclusion) -> Option<i32> {
    if candidate.reference.origin == Origin::Declared {
        return Some(100);
    }
    let points = candidate.points;
    let Some(percent) = inclusion.percent() else {
        let untested = points - 12;
        return (!candidate.needs_values && untested >= 60).then_some(untested);
    };
    let seen = i32::try_from(inclusion.looked_for.min(10)).unwrap_or(0);
    match percent {
        95.. => Some((points + seen).min(98)),
        80..95 => Some(points - 6),
        50..80 => (points >= 62).then_some(points - 18),
        // Old rows may point to what is gone; a name that says it plainly is still believed, and asked about.
        20..50 => (points >= 90).then_some(points - 40),
        _ => None,
    }
}
