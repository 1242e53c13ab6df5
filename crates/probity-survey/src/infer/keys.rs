//! A reference from a row to a row, how it is known, and the candidates before values were asked.

use crate::guess::Confidence;
use crate::observe::InclusionQuestion;
use probity_stores::schema::{OnDelete, Place};
use std::collections::BTreeMap;

/// A row here names a row there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The table here.
    pub from: Place,
    /// The columns here.
    pub columns: Vec<String>,
    /// The table there.
    pub to: Place,
    /// The columns there.
    pub to_columns: Vec<String>,
    /// How it is known.
    pub origin: Origin,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
    /// What happens here when the row there is deleted; only a declared key has it.
    pub on_delete: Option<OnDelete>,
    /// Must every row here have one?
    pub required: bool,
    /// Can no two rows here name the same row there?
    pub unique_here: bool,
    /// Are the columns part of the key here?
    pub in_key: bool,
}

/// How a reference is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The engine declares it.
    Declared,
    /// By name, type and values.
    Soft,
    /// By values alone: both columns hold the same thing of a person.
    SameDatum,
    /// Only where this column holds this word.
    Kind {
        /// The column.
        column: String,
        /// The word.
        word: String,
    },
}

/// References by the tables that they lead from and to.
pub(crate) struct Known<'a> {
    /// All of them, in their order.
    pub(crate) all: &'a [Reference],
    by_from: BTreeMap<&'a Place, Vec<&'a Reference>>,
    by_to: BTreeMap<&'a Place, Vec<&'a Reference>>,
}

impl<'a> Known<'a> {
    pub(crate) fn of(all: &'a [Reference]) -> Self {
        let (mut by_from, mut by_to) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for reference in all {
            by_from.entry(&reference.from).or_default().push(reference);
            by_to.entry(&reference.to).or_default().push(reference);
        }
        Self { all, by_from, by_to }
    }

    /// Those of a table's own columns.
    pub(crate) fn from(&self, place: &Place) -> &[&'a Reference] {
        self.by_from.get(place).map_or(&[], Vec::as_slice)
    }

    /// Those that lead to a table.
    pub(crate) fn to(&self, place: &Place) -> &[&'a Reference] {
        self.by_to.get(place).map_or(&[], Vec::as_slice)
    }
}

/// What may be a reference, before values were asked.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) reference: Reference,
    pub(crate) points: i32,
    /// Without a value that is found it is none.
    pub(crate) needs_values: bool,
}

impl Candidate {
    pub(crate) fn questions(&self) -> Option<InclusionQuestion> {
        if self.reference.origin == Origin::Declared {
            return None;
        }
        question(&self.reference)
    }
}

pub(crate) fn question(reference: &Reference) -> Option<InclusionQuestion> {
    let ([column], [to_column]) = (reference.columns.as_slice(), reference.to_columns.as_slice()) else {
        return None;
    };
    let when = match &reference.origin {
        Origin::Kind { column, word } => Some((column.clone(), word.clone())),
        _ => None,
    };
    Some(InclusionQuestion {
        from: reference.from.clone(),
        column: column.clone(),
        when,
        to: reference.to.clone(),
        to_column: to_column.clone(),
    })
}
