//! Changing the records of one file, all of them or none.

use super::Place;
use super::depot::Depot;
use super::shape::{Edit, Edits};
use crate::error::{EngineFault, FaultKind};
use probity_policy::model::records::FileShape;
use std::io;

/// The file, the number of its place in the table, and the number of the record in the file.
pub(super) fn parts(address: &str) -> Option<(&str, usize, usize)> {
    let (rest, number) = address.rsplit_once('#')?;
    let (path, place) = rest.rsplit_once('#')?;
    Some((path, place.parse().ok()?, number.parse().ok()?))
}

fn lost_race(place: &Place) -> EngineFault {
    EngineFault::own(
        FaultKind::LostRace,
        format!("a file of `{}` was changed by somebody else", place.written),
    )
}

/// Changes one file, wholly or not at all.
pub(super) fn change_file(
    depot: &dyn Depot,
    path: &str,
    place: &Place,
    edits: &Edits,
) -> Result<(), EngineFault> {
    let fault = |error: io::Error| place.fault("changed", &error);
    if place.format.shape == FileShape::Anything {
        let Some((known, Edit::Gone)) = edits.get(&0) else { return Err(lost_race(place)) };
        let done = depot.remove(path, &place.pattern, known).map_err(fault)?;
        return if done { Ok(()) } else { Err(lost_race(place)) };
    }
    let has_fields = place.pattern.fields().next().is_some();
    let mut all_found = true;
    let done = depot.replace(path, &place.pattern, &mut |source, out| {
        let (found, left) = place.format.rewrite(source, edits, out)?;
        all_found = found == edits.len();
        if !all_found {
            return Err(io::Error::from(io::ErrorKind::Interrupted));
        }
        // A file whose name says whose it was does not stay behind empty.
        Ok(left > 0 || !(has_fields || place.format.is_one_record()))
    });
    match done {
        Ok(true) => Ok(()),
        Ok(false) => Err(lost_race(place)),
        Err(_) if !all_found => Err(lost_race(place)),
        Err(error) => Err(fault(error)),
    }
}
