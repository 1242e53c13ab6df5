//! Who of several kinds of people works for whoever runs the store, and whom the store is about.
//!
//! An agent who answers, a clerk who books and a doctor who examines stand in rows that are somebody else's.

use super::keys::Known;
use super::lexicon;
use super::names::Names;
use super::people::{Likely, PersonGuess, is_operator_by_name, names_its_target};
use crate::guess::Guess;
use probity_stores::schema::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Tables of people who work with others' rows.
///
/// By their names; or because they sign in with a password, and stand in the rows of other people who do not and are
/// no profile of theirs, or are such people themselves.
pub(crate) fn operators(
    names: &Names,
    references: &Known<'_>,
    people: &BTreeMap<Place, Guess<PersonGuess>>,
    likely: &BTreeMap<Place, Likely>,
) -> BTreeSet<Place> {
    let signs_in = |place: &Place| likely.get(place).is_some_and(|likely| likely.signs_in);
    let leads = |from: &Place, to: &Place| {
        references.from(from).iter().any(|one| one.to == *to && names_its_target(names, one))
    };
    let pointing = |place: &Place| -> BTreeSet<&Place> {
        references.to(place).iter().map(|one| &one.from).filter(|from| *from != place).collect()
    };
    let beside = |place: &Place, other: &Place| {
        let (here, there) = (pointing(place), pointing(other));
        let together = here.iter().any(|table| *table != other && there.contains(*table));
        there.len() * 4 >= here.len() && (together || leads(place, other))
    };
    people
        .keys()
        .filter(|place| {
            is_operator_by_name(names, place)
                || (signs_in(place)
                    && people.keys().any(|other| {
                        other != *place
                            && !signs_in(other)
                            && !is_operator_by_name(names, other)
                            && !lexicon::is_serving(names.noun(other))
                            && beside(place, other)
                            && (leads(place, other) || !leads(other, place))
                    }))
        })
        .cloned()
        .collect()
}
