//! A plain interpreter of ownership over rows in memory, row by row, to compare the stores with.

use crate::shapes::{Blanked, Shape};
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::OnDelete;
use std::collections::{BTreeMap, BTreeSet};

/// A table's rows by their number; each column refers to a row, or is the note, or what kind of row another
/// column refers to.
pub(crate) type Rows = BTreeMap<u32, BTreeMap<&'static str, Option<u32>>>;

/// What is added to the number of a row when a column that referred to it was emptied and had to hold something.
pub(crate) const EMPTIED: u32 = 100;
/// What a note is after it was blanked and had to hold something.
pub(crate) const BLANKED_NOTE: u32 = 1_000;

/// A link from a column of a table to the rows of another.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) to: &'static str,
    pub(crate) role: LinkRole,
    /// The row goes for everybody.
    pub(crate) delete: bool,
    /// The note of the reached row is blanked.
    pub(crate) note: bool,
    /// The column beside it that must have this value.
    pub(crate) when: Option<(&'static str, u32)>,
}

/// Tables, links, and what erasure does with the rows of each table.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    pub(crate) tables: BTreeMap<&'static str, Rows>,
    pub(crate) links: Vec<Link>,
    /// Tables whose rows stay with their note blanked.
    pub(crate) staying: BTreeSet<&'static str>,
    pub(crate) shape: Shape,
}

/// Why an erasure cannot be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) String);

type Row = (&'static str, u32);

impl Link {
    fn owns(&self) -> bool {
        matches!(self.role, LinkRole::BelongsTo | LinkRole::Owns)
    }

    pub(crate) fn holds(&self) -> bool {
        matches!(self.role, LinkRole::BelongsTo | LinkRole::SeenBy | LinkRole::Mentions)
    }
}

impl Company {
    /// Every pair of a known row and a row that it leads to, with the number of the link.
    fn steps(&self) -> Vec<(usize, Row, Row)> {
        let mut steps = Vec::new();
        for (number, link) in self.links.iter().enumerate() {
            for (id, row) in &self.tables[link.table] {
                let Some(target) = row[link.column] else { continue };
                let has_link = link.when.is_none_or(|(column, value)| row[column] == Some(value));
                if !has_link || !self.tables[link.to].contains_key(&target) {
                    continue;
                }
                let (here, there) = ((link.table, *id), (link.to, target));
                steps.push(if link.holds() { (number, there, here) } else { (number, here, there) });
            }
        }
        steps
    }

    fn closure(
        &self,
        start: &BTreeSet<Row>,
        along: impl Fn(&Link) -> bool,
        into: impl Fn(Row) -> bool,
    ) -> BTreeSet<Row> {
        let steps = self.steps();
        let mut found = start.clone();
        loop {
            let before = found.len();
            for (number, known, reached) in &steps {
                if along(&self.links[*number]) && found.contains(known) && into(*reached) {
                    found.insert(*reached);
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// The rows that a person owns and those they only see.
    pub(crate) fn access(&self, person: u32) -> (BTreeSet<Row>, BTreeSet<Row>) {
        let start: BTreeSet<Row> = self.person(person);
        let owned = self.closure(&start, Link::owns, |_| true);
        let seen = self
            .steps()
            .into_iter()
            .filter(|(number, known, reached)| {
                matches!(self.links[*number].role, LinkRole::SeenBy | LinkRole::Shows)
                    && owned.contains(known)
                    && !owned.contains(reached)
            })
            .map(|(_, _, reached)| reached)
            .collect();
        (owned, seen)
    }

    fn person(&self, person: u32) -> BTreeSet<Row> {
        self.tables["people"].contains_key(&person).then_some(("people", person)).into_iter().collect()
    }

    /// The company after a person was erased.
    pub(crate) fn erased(&self, person: u32) -> Result<Company, Refused> {
        let gone = self.person(person);
        let steps = self.steps();
        let found = self.closure(&gone, |link| link.owns() || link.delete, |_| true);
        let forced: BTreeSet<Row> = steps
            .iter()
            .filter(|(number, known, _)| self.links[*number].delete && found.contains(known))
            .map(|(_, _, reached)| *reached)
            .collect();
        let can_hold = |row: Row| !gone.contains(&row) && !forced.contains(&row);
        let others: BTreeSet<Row> =
            self.tables["people"].keys().map(|id| ("people", *id)).filter(|row| can_hold(*row)).collect();
        let held = self.closure(&others, Link::owns, can_hold);
        let alone: BTreeSet<Row> = found.difference(&held).copied().collect();
        let mut doomed: BTreeSet<Row> =
            alone.iter().filter(|(table, _)| !self.staying.contains(table)).copied().collect();

        let mut after = self.clone();
        for row in alone.difference(&doomed) {
            after.blank(*row, "note")?;
        }
        for (number, known, reached) in &steps {
            let link = &self.links[*number];
            if doomed.contains(reached) {
                continue;
            }
            let left = alone.contains(known);
            if link.owns() {
                if !found.contains(reached) || alone.contains(reached) {
                    continue;
                }
                if link.holds() && left {
                    after.blank(*reached, link.column)?;
                }
                if link.note && found.contains(known) {
                    after.blank(*reached, "note")?;
                }
            } else if left {
                // Who only saw the row is named in it all the same, where a declared key demands that they are there.
                let demanded = link.role == LinkRole::SeenBy
                    && self.shape.is_declared(link.table, link.column)
                    && doomed.iter().any(|(table, _)| *table == link.to);
                if link.role == LinkRole::Mentions || demanded {
                    after.blank(*reached, link.column)?;
                }
                if link.note {
                    after.blank(*reached, "note")?;
                }
            }
        }
        after.settle_foreign_keys(&found, &mut doomed)?;
        for (table, id) in doomed {
            after.tables.get_mut(table).unwrap().remove(&id);
        }
        Ok(after)
    }

    fn blank(&mut self, (table, id): Row, column: &'static str) -> Result<(), Refused> {
        let blanked = self.shape.blanked(table, column);
        let cell = self.tables.get_mut(table).unwrap().get_mut(&id).unwrap().get_mut(column).unwrap();
        match blanked {
            Blanked::Null => *cell = None,
            Blanked::Stays => {}
            Blanked::Emptied => *cell = cell.map(|value| value % EMPTIED + EMPTIED),
            Blanked::Note => *cell = Some(BLANKED_NOTE),
            Blanked::Refused => return Err(Refused(format!("{table}.{column} cannot be emptied"))),
        }
        Ok(())
    }

    /// What declared keys demand of the rows that refer to rows that go.
    fn settle_foreign_keys(
        &mut self,
        found: &BTreeSet<Row>,
        doomed: &mut BTreeSet<Row>,
    ) -> Result<(), Refused> {
        while let Some(row) = self.deleted_by_key(found, doomed) {
            doomed.insert(row);
        }
        for (table, column, to, on_delete) in self.shape.foreign_keys() {
            let nullable = self.shape.blanked(table, column) == Blanked::Null;
            for row in self.referring(table, column, to, doomed) {
                if nullable && (found.contains(&row) || on_delete == OnDelete::SetNull) {
                    self.blank(row, column)?;
                } else {
                    return Err(Refused(format!("{row:?} stays and refers by {column}")));
                }
            }
        }
        Ok(())
    }

    /// A row that stays so far and that a declared key deletes. It goes, whatever its other keys demand.
    fn deleted_by_key(&self, found: &BTreeSet<Row>, doomed: &BTreeSet<Row>) -> Option<Row> {
        let is_somebodys = |table: &str| {
            table == "people"
                || self.links.iter().any(|link| {
                    let reached = if link.holds() { link.table } else { link.to };
                    reached == table && link.role != LinkRole::Mentions
                })
        };
        let keys = self.shape.foreign_keys().into_iter();
        keys.filter(|(table, _, _, on_delete)| *on_delete == OnDelete::Cascade && !is_somebodys(table))
            .flat_map(|(table, column, to, _)| self.referring(table, column, to, doomed))
            .find(|row| !found.contains(row))
    }

    /// The rows of a table that stay so far and refer by a column to rows that go.
    fn referring(
        &self,
        table: &'static str,
        column: &'static str,
        to: &'static str,
        doomed: &BTreeSet<Row>,
    ) -> Vec<Row> {
        let goes = |target: u32| doomed.contains(&(to, target));
        self.tables[table]
            .iter()
            .filter(|(id, row)| !doomed.contains(&(table, **id)) && row[column].is_some_and(goes))
            .map(|(id, _)| (table, *id))
            .collect()
    }
}
