//! What a deletion meets: keys that stop it, run on with it, or empty something.

use super::shown;
use crate::infer::{Examined, Origin};
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::OnDelete;
use serde::Serialize;

/// A key that points to rows which an erasure deletes.
#[derive(Clone, Debug, Serialize)]
pub struct KeyReport {
    /// The table here.
    pub table: String,
    /// The columns here.
    pub columns: Vec<String>,
    /// The table there, whose rows an erasure deletes.
    pub to: String,
    /// What happens to a deletion there.
    pub effect: Effect,
    /// Whether the rows here are the same person's, so that a plan deletes or empties them first.
    pub same_person: bool,
    /// Whether an index finds the rows here.
    pub indexed: bool,
}

/// What a key does to the deletion of the row that it points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The deletion fails until the rows here are gone or emptied, which can be done.
    Waits,
    /// The deletion fails, and the rows here can neither go nor be emptied for this person alone.
    Stops,
    /// The rows here are deleted along, silently.
    Cascades,
    /// The columns here are emptied, silently.
    Empties,
    /// Nothing happens: no key is declared, and the rows here point to nothing afterwards.
    Dangles,
}

pub(super) fn keys(examined: &Examined) -> Vec<KeyReport> {
    let schema = &examined.catalogue.schema;
    let tables = &examined.conclusions.tables;
    let mut keys: Vec<KeyReport> = Vec::new();
    for reference in &examined.conclusions.references {
        if !tables.get(&reference.to).is_some_and(|table| table.reached)
            || reference.origin == Origin::SameDatum
        {
            continue;
        }
        // Rows that belong there go first; and rows that share the one there went with their own person.
        let same_person = tables.get(&reference.from).is_some_and(|table| {
            table.links.iter().any(|link| {
                link.reference == *reference && matches!(link.role, LinkRole::BelongsTo | LinkRole::Owns)
            })
        });
        let effect = match reference.on_delete {
            None => Effect::Dangles,
            Some(OnDelete::Cascade) => Effect::Cascades,
            Some(OnDelete::SetNull | OnDelete::SetDefault) => Effect::Empties,
            Some(OnDelete::NoAction | OnDelete::Restrict) if reference.required && !same_person => {
                Effect::Stops
            }
            Some(OnDelete::NoAction | OnDelete::Restrict) => Effect::Waits,
        };
        keys.push(KeyReport {
            table: shown(&reference.from, &schema.default_schema),
            columns: reference.columns.clone(),
            to: shown(&reference.to, &schema.default_schema),
            effect,
            same_person,
            indexed: examined.catalogue.is_indexed(&reference.from, &reference.columns),
        });
    }
    keys
}
