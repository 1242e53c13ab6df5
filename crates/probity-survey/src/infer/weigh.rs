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

#[cfg(test)]
mod tests {
    use super::*;

    fn place(table: &str) -> Place {
        Place { schema: "main".to_owned(), table: table.to_owned() }
    }

    /// `visits.user_id` to a table, with so many points.
    fn to(table: &str, points: i32) -> Candidate {
        let reference = Reference {
            from: place("visits"),
            columns: vec!["user_id".to_owned()],
            to: place(table),
            to_columns: vec!["id".to_owned()],
            origin: Origin::Soft,
            confidence: Confidence::percent(1),
            reason: String::new(),
            on_delete: None,
            required: false,
            unique_here: false,
            in_key: false,
        };
        Candidate { reference, points, needs_values: false }
    }

    fn settled(candidates: Vec<Candidate>) -> (String, Confidence, String) {
        let people = |place: &Place| place.table != "visits" && place.table != "things";
        let mut found = settle(candidates, &[], &people);
        assert_eq!(found.len(), 1);
        let one = found.remove(0);
        (one.to.table, one.confidence, one.reason)
    }

    #[test]
    fn two_kinds_of_people_that_fit_equally_well_are_a_question() {
        let (to_table, confidence, reason) = settled(vec![to("guests", 92), to("users", 98)]);
        assert_eq!((to_table.as_str(), confidence), ("users", Confidence::percent(UNDECIDED)));
        assert!(!confidence.is_sure() && reason.contains("`guests` fits as well"), "{reason}");
    }

    #[test]
    fn a_rival_that_fits_worse_or_is_nobody_is_none() {
        let (_, far, _) = settled(vec![to("guests", 98 - CLOSE - 1), to("users", 98)]);
        assert!(far.is_sure());
        let (_, thing, _) = settled(vec![to("things", 96), to("users", 98)]);
        assert!(thing.is_sure());
    }
}
