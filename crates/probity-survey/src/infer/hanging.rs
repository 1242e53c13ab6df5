//! Rows of others that hang on rows which an erasure would delete.
//!
//! A comment that somebody else wrote cannot be without the post it hangs on. Deleting it too would take from one
//! person what another asked for, so the post keeps its place, empty, until the last such row goes. Where a row may be
//! without what it points to, the pointer is emptied instead.
//!
//! INVARIANT (A-DRAFT-CAN-BE-CARRIED-OUT): no declared key makes the plan of an erasure impossible because the draft
//! says nothing of it.

use super::columns::ColumnKind;
use super::keys::{Origin, Reference};
use super::ownership::LinkGuess;
use super::{Conclusions, TableGuess};
use crate::guess::Confidence;
use crate::observe::Catalogue;
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::{LiveTable, OnDelete, Place};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a row that others hang on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// The tables whose rows cannot be without it.
    pub others: BTreeSet<String>,
    /// The columns that are emptied: those that say something of the person.
    pub blank: Vec<String>,
}

/// Decides for every declared key what becomes of rows that point to rows which go.
pub(crate) fn hanging(catalogue: &Catalogue, conclusions: &mut Conclusions) {
    let sharing = sharing(&conclusions.tables);
    let declared: Vec<(Reference, bool)> = conclusions
        .references
        .iter()
        .filter(|reference| reference.origin == Origin::Declared)
        .filter(|reference| goes(&conclusions.tables, &reference.to))
        .map(|reference| (reference.clone(), goes_along(&conclusions.tables, &sharing, reference)))
        .collect();
    let shells = shells(catalogue, &declared);
    for (reference, along) in &declared {
        let stays = shells.contains_key(&reference.from) || !along;
        if stays && can_be_empty(catalogue, reference) && reference.on_delete != Some(OnDelete::SetNull) {
            empty_pointer(&mut conclusions.tables, reference);
        }
    }
    for (place, others) in shells {
        let blank = catalogue.schema.tables.get(&place).map_or_else(Vec::new, |live| {
            conclusions.tables.get(&place).map_or_else(Vec::new, |table| telling(live, table))
        });
        if let Some(table) = conclusions.tables.get_mut(&place) {
            table.shell = Some(Shell { others, blank });
        }
    }
}

/// The tables whose rows share the rows of another, by the other.
fn sharing(tables: &BTreeMap<Place, TableGuess>) -> BTreeMap<Place, BTreeSet<Place>> {
    let mut sharing: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
    let owning = tables.values().flat_map(|table| &table.links).filter(|link| link.role == LinkRole::Owns);
    for link in owning {
        sharing.entry(link.reference.to.clone()).or_default().insert(link.reference.from.clone());
    }
    sharing
}

/// Tables whose rows have to be able to stay, empty, and the tables that need it. Of each declared key it is known
/// whether the row here goes along.
fn shells(catalogue: &Catalogue, declared: &[(Reference, bool)]) -> BTreeMap<Place, BTreeSet<String>> {
    let mut shells: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
    loop {
        let before = shells.values().map(BTreeSet::len).sum::<usize>();
        for (reference, along) in declared.iter().filter(|(reference, _)| !can_be_empty(catalogue, reference))
        {
            // What stays as a shell still points to what it is part of.
            if shells.contains_key(&reference.from) || !along {
                shells.entry(reference.to.clone()).or_default().insert(reference.from.table.clone());
            }
        }
        if shells.values().map(BTreeSet::len).sum::<usize>() == before {
            return shells;
        }
    }
}

/// Whether an erasure deletes rows of this table.
fn goes(tables: &BTreeMap<Place, TableGuess>, place: &Place) -> bool {
    tables.get(place).is_some_and(|table| table.reached)
}

/// Whether the row here goes whenever the row there does: it is somebody's by that row alone.
fn goes_along(
    tables: &BTreeMap<Place, TableGuess>,
    sharing: &BTreeMap<Place, BTreeSet<Place>>,
    reference: &Reference,
) -> bool {
    let Some(table) = tables.get(&reference.from) else { return false };
    let mut owning = table.links.iter().filter(|link| link.role == LinkRole::BelongsTo);
    let by_this = owning.next().is_some_and(|link| {
        link.reference.columns == reference.columns
            && link.reference.to == reference.to
            && link.reference.origin == Origin::Declared
    });
    let shares_it = || {
        let owns =
            |link: &LinkGuess| link.role == LinkRole::Owns && link.reference.columns == reference.columns;
        // The row there goes when the last that shares it does.
        table.links.iter().any(|link| owns(link) && link.reference.to == reference.to)
            && sharing.get(&reference.to).is_none_or(|those| those.iter().all(|one| *one == reference.from))
            && tables.get(&reference.to).is_some_and(|there| there.links.is_empty())
    };
    let shared = sharing.contains_key(&reference.from);
    let alone = owning.next().is_none() && table.person.is_none() && table.elsewhere.is_empty() && !shared;
    (by_this && alone)
        || shares_it()
        || table.links.iter().any(|link| link.delete_for_all && link.reference.columns == reference.columns)
}

fn can_be_empty(catalogue: &Catalogue, reference: &Reference) -> bool {
    catalogue.schema.tables.get(&reference.from).is_some_and(|table| {
        reference.columns.iter().any(|name| {
            table.column(name).is_some_and(|column| !column.not_null && !column.generated)
                && !table.primary_key.contains(name)
        })
    })
}

/// Lets the key be emptied when the row there goes, unless the draft says something of it already.
fn empty_pointer(tables: &mut BTreeMap<Place, TableGuess>, reference: &Reference) {
    let Some(table) = tables.get_mut(&reference.from) else { return };
    if table.links.iter().any(|link| link.reference.columns == reference.columns) {
        return;
    }
    table.pointers.push(LinkGuess {
        role: LinkRole::Mentions,
        reference: reference.clone(),
        delete_for_all: false,
        confidence: Confidence::percent(84),
        reason: format!("{}; emptied when the row there goes", reference.reason),
    });
}

/// The columns of a row that say something of its person and can be emptied.
fn telling(live: &LiveTable, table: &TableGuess) -> Vec<String> {
    let pointing = |name: &String| {
        live.foreign_keys.iter().any(|key| key.columns.contains(name))
            || table.links.iter().any(|link| link.reference.columns.contains(name))
    };
    table
        .columns
        .iter()
        .filter(|column| matches!(column.kind, ColumnKind::Personal(_)))
        .filter(|column| !live.primary_key.contains(&column.name) && !pointing(&column.name))
        .filter(|column| live.column(&column.name).is_some_and(|live| !live.generated))
        .map(|column| column.name.clone())
        .collect()
}
