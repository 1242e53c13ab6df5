//! What is told of a store that was examined, as facts for a reader.

mod facts;
mod keys;
mod reach;

pub use facts::{
    CategoryCount, ColumnReport, LeakReport, OtherKey, People, Personal, Size, Survey, TableReport,
    TriggerReport, UnseenReport, ViewReport, Way, Whose,
};
pub use keys::{Effect, KeyReport};
pub(crate) use reach::described;
pub use reach::{Reach, Unreached};

use crate::guess::Guess;
use crate::infer::{ColumnGuess, Examined, Origin, TableGuess};
use crate::observe::{LeakKind, UnseenPart};
use probity_policy::model::Model;
use probity_policy::model::data_map::LinkRole;
use probity_stores::Engine;
use probity_stores::schema::{Place, TableKind};
use probity_vocabulary::Category;
use std::collections::{BTreeMap, BTreeSet};

/// A table's name for readers: without the schema when it is the usual one.
pub(crate) fn shown(place: &Place, default_schema: &str) -> String {
    if place.schema == default_schema {
        place.table.clone()
    } else {
        format!("{}.{}", place.schema, place.table)
    }
}

/// Tells what was read. With a policy and data map, `model`, also what these reach.
#[must_use]
pub fn survey(store: &str, examined: &Examined, model: Option<&Model>) -> Survey {
    let teller = Teller { examined, people_of: people_of(examined) };
    let tables = teller.tables();
    Survey {
        store: store.to_owned(),
        engine: match examined.catalogue.engine {
            Some(Engine::Postgres) => "PostgreSQL",
            Some(Engine::Sqlite) => "SQLite",
            Some(Engine::MariaDb) => "MariaDB",
            None => examined.catalogue.kept_in.unwrap_or("files"),
        },
        size: teller.size(),
        people: teller.people(),
        personal: personal(&tables),
        reach: reach::reach(store, examined, model),
        keys: keys::keys(examined),
        other_keys: teller.other_keys(),
        views: teller.views(),
        leaks: teller.leaks(),
        triggers: teller.triggers(),
        unseen: teller.unseen(),
        notes: examined.notes.clone(),
        not_sampled: examined.samples.not_sampled.iter().map(|place| teller.name(place)).collect(),
        tables,
    }
}

/// The tables of people that each table's rows lead to.
pub(crate) fn people_of(examined: &Examined) -> BTreeMap<Place, BTreeSet<Place>> {
    let tables = &examined.conclusions.tables;
    let mut of: BTreeMap<Place, BTreeSet<Place>> = tables
        .iter()
        .filter(|(_, table)| table.person.is_some())
        .map(|(place, _)| (place.clone(), BTreeSet::from([place.clone()])))
        .collect();
    let ways: Vec<(Place, Place)> = tables
        .values()
        .flat_map(|table| &table.links)
        .filter_map(|link| match link.role {
            LinkRole::BelongsTo => Some((link.reference.to.clone(), link.reference.from.clone())),
            LinkRole::Owns => Some((link.reference.from.clone(), link.reference.to.clone())),
            _ => None,
        })
        .collect();
    loop {
        let mut changed = false;
        for (from, to) in &ways {
            let known = of.get(from).cloned().unwrap_or_default();
            let there = of.entry(to.clone()).or_default();
            let before = there.len();
            there.extend(known);
            changed |= there.len() != before;
        }
        if !changed {
            return of;
        }
    }
}

pub(crate) fn role_words(role: LinkRole) -> &'static str {
    match role {
        LinkRole::BelongsTo => "belongs to",
        LinkRole::Owns => "owns",
        LinkRole::SeenBy => "seen by",
        LinkRole::Shows => "shows",
        LinkRole::Mentions => "mentions",
        LinkRole::Identifies => "identifies",
        LinkRole::SealedBy => "is sealed under",
    }
}

struct Teller<'a> {
    examined: &'a Examined,
    people_of: BTreeMap<Place, BTreeSet<Place>>,
}

impl Teller<'_> {
    fn name(&self, place: &Place) -> String {
        shown(place, &self.examined.catalogue.schema.default_schema)
    }

    fn size(&self) -> Size {
        let catalogue = &self.examined.catalogue;
        let is_view = |kind: TableKind| matches!(kind, TableKind::View | TableKind::StoredView);
        let declared = |origin: &Origin| *origin == Origin::Declared;
        let references = &self.examined.conclusions.references;
        Size {
            tables: catalogue.tables().count(),
            columns: catalogue.tables().map(|table| table.columns.len()).sum(),
            views: catalogue.schema.tables.values().filter(|table| is_view(table.kind)).count(),
            declared_keys: references.iter().filter(|one| declared(&one.origin)).count(),
            undeclared_keys: references.iter().filter(|one| !declared(&one.origin)).count(),
        }
    }

    fn rows(&self, place: &Place) -> Option<u64> {
        self.examined.catalogue.schema.tables.get(place)?.estimated_rows
    }

    fn people(&self) -> Vec<People> {
        let mut people: Vec<People> = self
            .examined
            .conclusions
            .tables
            .iter()
            .filter_map(|(place, table)| {
                let person = table.person.as_ref()?;
                let theirs =
                    self.people_of.iter().filter(|(other, of)| *other != place && of.contains(place));
                Some(People {
                    table: self.name(place),
                    kind: person.value.kind.clone(),
                    identities: person.value.identities.iter().map(|(_, column)| column.clone()).collect(),
                    rows: self.rows(place),
                    tables: theirs.count(),
                    confidence: person.confidence,
                    reason: person.reason.clone(),
                })
            })
            .collect();
        people.sort_by(|left, right| right.tables.cmp(&left.tables).then(left.table.cmp(&right.table)));
        people
    }

    fn tables(&self) -> Vec<TableReport> {
        let tables = &self.examined.conclusions.tables;
        tables
            .iter()
            .filter(|(_, table)| table.is_personal())
            .map(|(place, table)| TableReport {
                table: self.name(place),
                whose: self.whose(place, table),
                people: self.people_of.get(place).into_iter().flatten().map(|one| self.name(one)).collect(),
                ways: table
                    .links
                    .iter()
                    .map(|link| Way {
                        role: role_words(link.role),
                        columns: link.reference.columns.clone(),
                        to: self.name(&link.reference.to),
                        declared: link.reference.origin == Origin::Declared,
                        confidence: link.confidence,
                        reason: link.reason.clone(),
                    })
                    .collect(),
                columns: table.personal().map(column_report).collect(),
                of_row: table.of_row().map(column_report).collect(),
                rows: self.rows(place),
            })
            .collect()
    }

    fn whose(&self, place: &Place, table: &TableGuess) -> Whose {
        if table.person.is_some() {
            Whose::People
        } else if table.links.iter().any(|link| link.role == LinkRole::BelongsTo) {
            Whose::Theirs
        } else if self.people_of.contains_key(place) {
            Whose::Shared
        } else if table.links.is_empty() {
            Whose::Nobodys
        } else {
            Whose::Mentions
        }
    }

    fn other_keys(&self) -> Vec<OtherKey> {
        let references = &self.examined.conclusions.references;
        references
            .iter()
            .filter(|reference| reference.origin == Origin::SameDatum)
            .map(|reference| OtherKey {
                column: format!("{}.{}", self.name(&reference.from), reference.columns.join(", ")),
                people: format!("{}.{}", self.name(&reference.to), reference.to_columns.join(", ")),
                only_way: !references.iter().any(|other| {
                    other.from == reference.from
                        && other.to == reference.to
                        && other.origin != Origin::SameDatum
                }),
                reason: reference.reason.clone(),
            })
            .collect()
    }

    fn views(&self) -> Vec<ViewReport> {
        let mut views: BTreeMap<&Place, (bool, BTreeSet<String>)> = BTreeMap::new();
        for read in &self.examined.catalogue.views {
            let personal = self
                .examined
                .conclusions
                .tables
                .get(&read.table)
                .is_some_and(|table| table.personal().any(|(column, _)| column.name == read.column));
            if personal {
                let entry = views.entry(&read.view).or_default();
                entry.0 |= read.stored;
                entry.1.insert(format!("{}.{}", self.name(&read.table), read.column));
            }
        }
        views
            .into_iter()
            .map(|(view, (keeps_copy, columns))| ViewReport {
                view: self.name(view),
                keeps_copy,
                columns: columns.into_iter().collect(),
            })
            .collect()
    }

    fn leaks(&self) -> Vec<LeakReport> {
        let leaks = self.examined.catalogue.leaks.iter();
        leaks
            .map(|leak| LeakReport {
                table: self.name(&leak.table),
                through: leak.through.clone(),
                how: match leak.kind {
                    LeakKind::View => "the view reads as its owner, who is not held to the table's rules",
                    LeakKind::StoredView => {
                        "the stored view holds a copy of all rows and has no rules of its own"
                    }
                    LeakKind::Function => {
                        "the function runs as its owner, who is not held to the table's rules"
                    }
                },
                personal: self
                    .examined
                    .conclusions
                    .tables
                    .get(&leak.table)
                    .is_some_and(TableGuess::is_personal),
            })
            .collect()
    }

    fn triggers(&self) -> Vec<TriggerReport> {
        let reached =
            |place: &Place| self.examined.conclusions.tables.get(place).is_some_and(|table| table.reached);
        self.examined
            .catalogue
            .triggers
            .iter()
            .filter(|trigger| trigger.on_erasure && reached(&trigger.table))
            .map(|trigger| TriggerReport { table: self.name(&trigger.table), trigger: trigger.name.clone() })
            .collect()
    }

    fn unseen(&self) -> Vec<UnseenReport> {
        let unseen = self.examined.catalogue.unseen.iter();
        unseen
            .map(|one| UnseenReport {
                table: self.name(&one.table),
                what: match &one.part {
                    UnseenPart::Everything => "no row: this role may not read it".to_owned(),
                    UnseenPart::Columns(columns) => format!("not the columns {}", columns.join(", ")),
                    UnseenPart::SomeRows => {
                        "only some rows: row-level security holds for this role".to_owned()
                    }
                },
            })
            .collect()
    }
}

fn column_report((column, category): (&ColumnGuess, &Guess<String>)) -> ColumnReport {
    ColumnReport {
        column: column.name.clone(),
        category: category.value.clone(),
        confidence: category.confidence,
        reason: category.reason.clone(),
    }
}

fn personal(tables: &[TableReport]) -> Personal {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        *counts.entry(&column.category).or_default() += 1;
    }
    let care = |name: &str, asks: fn(&Category) -> bool| Category::find(name).is_some_and(asks);
    let mut categories: Vec<CategoryCount> = counts
        .iter()
        .map(|(name, columns)| CategoryCount {
            category: (*name).to_owned(),
            title: Category::find(name).map_or("", Category::title).to_owned(),
            columns: *columns,
            care: care(name, Category::is_special) || care(name, Category::is_sensitive),
        })
        .collect();
    categories
        .sort_by(|left, right| right.columns.cmp(&left.columns).then(left.category.cmp(&right.category)));
    let sum = |asks: fn(&Category) -> bool| {
        counts.iter().filter(|(name, _)| care(name, asks)).map(|(_, columns)| columns).sum()
    };
    Personal {
        columns: counts.values().sum(),
        of_row: tables.iter().map(|table| table.of_row.len()).sum(),
        tables: tables.len(),
        special: sum(Category::is_special),
        sensitive: sum(Category::is_sensitive),
        categories,
    }
}
