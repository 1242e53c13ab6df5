//! What the data map says about the tables of a store that has none of its own: where their records are,
//! and which columns somebody speaks of.

use probity_policy::model::data_map::{DataMap, Leaving, LinkRole, Table, TableName};
use std::collections::BTreeSet;

/// A table as the data map describes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Described {
    /// The table.
    pub(crate) table: Table,
    /// All columns that any sentence of the map names.
    pub(crate) named: BTreeSet<String>,
    /// Those of them by which records lead to others, or by which a person is named.
    pub(crate) keys: BTreeSet<String>,
}

/// The tables of a store, in the order of the map.
pub(crate) fn described(map: &DataMap, store: &str) -> Vec<Described> {
    let mut all = Vec::new();
    for table in map.tables.iter().filter(|table| table.name.store == store) {
        let mut one = Described { table: table.clone(), named: BTreeSet::new(), keys: BTreeSet::new() };
        one.own(table);
        for other in &map.tables {
            one.others(&table.name, other);
        }
        one.named.extend(one.keys.iter().cloned());
        all.push(one);
    }
    all
}

impl Described {
    fn own(&mut self, table: &Table) {
        if let Some(person) = &table.person {
            self.keys.extend(person.key.iter().cloned());
            self.keys.extend(person.identities.iter().map(|identity| identity.column.clone()));
        }
        self.named.extend(table.columns.iter().map(|column| column.name.clone()));
        self.named.extend(table.columns.iter().filter_map(|column| column.collected.clone()));
        self.named.extend(table.plain.iter().chain(table.anchors.values()).cloned());
        if let Some(decision) = &table.on_erasure {
            self.named.extend(decision.blank.iter().chain(&decision.pseudonymise).cloned());
        }
        for link in &table.links {
            self.keys.extend(link.columns.iter().cloned());
        }
    }

    /// What another table's links, or this one's, say of this table's rows.
    fn others(&mut self, name: &TableName, other: &Table) {
        for link in &other.links {
            let reaches_there = matches!(link.role, LinkRole::Owns | LinkRole::Shows);
            if link.to == *name {
                self.keys.extend(link.to_columns.iter().cloned());
            }
            let reached = if reaches_there { &link.to } else { &other.name };
            if reached == name {
                self.named.extend(link.without.iter().cloned());
                if let Leaving::Blank(columns) = &link.leaving {
                    self.named.extend(columns.iter().cloned());
                }
            }
        }
    }
}
