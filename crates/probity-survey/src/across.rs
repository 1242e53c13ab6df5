//! Ways from the tables of one store to the people of another: by names, and by values that are compared across.
//!
//! Only tables that reach nobody in their own store are asked about. A few dozen distinct values of a column travel,
//! are looked up in the other store's key, and are dropped; counts stay. Keys of different types (a number here, a text
//! there) are compared as what the other store's column holds.
//!
//! INVARIANT (VALUES-STAY): no value is part of a result.

use crate::gathered::Held;
use crate::guess::Confidence;
use crate::infer::endings::{Ending, base_of};
use crate::infer::lexicon;
use crate::infer::names::Names;
use crate::infer::of_row;
use crate::infer::people::{assumed_key, key_of};
use crate::infer::{ColumnKind, Examined, LinkGuess, Origin};
use crate::observe::{Inclusion, Observer};
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};
use std::collections::BTreeSet;

/// A store that was looked at, and is still open.
#[derive(Debug)]
pub struct Looked {
    /// Its name in the data map.
    pub store: String,
    /// What was read and concluded.
    pub examined: Examined,
    /// Its values.
    pub values: Values,
}

/// How the values of a store are compared with others'.
#[derive(Debug)]
pub enum Values {
    /// By asking it.
    Asked(Box<Observer>),
    /// By what was read of it.
    Held(Held),
}

impl Values {
    async fn distinct_texts(&mut self, table: &Place, column: &str) -> Vec<String> {
        match self {
            Self::Asked(observer) => observer.distinct_texts(table, column).await,
            Self::Held(held) => held.distinct_texts(table, column),
        }
    }

    async fn occurring(
        &mut self,
        table: &Place,
        column: &str,
        family: TypeFamily,
        values: &[String],
    ) -> Inclusion {
        match self {
            Self::Asked(observer) => observer.occurring(table, column, family, values).await,
            Self::Held(held) => held.occurring(table, column, values),
        }
    }

    /// Ends the look.
    pub async fn close(self) {
        if let Self::Asked(observer) = self {
            observer.close().await;
        }
    }
}

/// A way from a table to a table of another store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The column here.
    pub column: String,
    /// The other store.
    pub store: String,
    /// The table there.
    pub to: Place,
    /// Whether it stands in the other store's default schema.
    pub in_default_schema: bool,
    /// The column there.
    pub to_column: String,
    /// Whether that is the key by which people are told apart.
    pub is_key: bool,
    /// How sure it is.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
}

/// Below this a table was taken for people because nothing led from it to any.
const SURELY_PEOPLE: u8 = 50;
/// What only a number says is never sure.
const BY_NUMBER: i32 = 60;
/// From so many points on, a way is drafted.
const ENOUGH: i32 = 60;

/// Finds ways from the tables of a store to people of the others, and what hangs on these tables in turn.
pub async fn lead_across(here: &mut Looked, others: &mut [Looked]) {
    let places: Vec<Place> = here.examined.catalogue.tables().map(|table| table.place.clone()).collect();
    for place in places {
        let Some(guess) = here.examined.conclusions.tables.get(&place) else { continue };
        // Who was taken for somebody only because nothing else led anywhere may be somebody's after all.
        let alone =
            guess.person.as_ref().is_some_and(|person| person.confidence.as_percent() < SURELY_PEOPLE);
        if !alone && (guess.reached || guess.person.is_some()) {
            continue;
        }
        let mut best: Option<(i32, Elsewhere)> = None;
        for other in others.iter_mut() {
            for (points, way) in candidates(&here.examined, &place, other) {
                let inclusion = compared(&mut here.values, &place, &way, other).await;
                let Some(points) = weighed(points, inclusion) else { continue };
                if best.as_ref().is_none_or(|(known, _)| *known < points) {
                    best = Some((points, told(way, points, inclusion)));
                }
            }
        }
        let Some((_, way)) = best else { continue };
        let Examined { conclusions, samples, .. } = &mut here.examined;
        let Some(guess) = conclusions.tables.get_mut(&place) else { continue };
        // As long as it led to nobody, nothing in it was taken for personal.
        for column in guess.columns.iter_mut().filter(|column| column.name != way.column) {
            if let Some(category) = samples.category(&place, &column.name) {
                column.kind = ColumnKind::Personal(category.clone());
            }
        }
        // Whatever was said of its rows was said of people of its own.
        of_row::forget(guess);
        guess.remarks.clear();
        guess.person = None;
        guess.elsewhere.push(way);
        guess.reached = true;
    }
    hang_on(&mut here.examined);
    of_row::again(&mut here.examined);
}

/// Rows that are part of a row that is somebody's by now.
fn hang_on(examined: &mut Examined) {
    loop {
        let tables = &examined.conclusions.tables;
        let found = examined.conclusions.references.iter().find(|reference| {
            let reached = |place: &Place| tables.get(place).is_some_and(|table| table.reached);
            reached(&reference.to)
                && !reached(&reference.from)
                && reference.confidence.is_sure()
                && tables.contains_key(&reference.from)
                && !matches!(reference.origin, Origin::Kind { .. })
        });
        let Some(reference) = found.cloned() else { return };
        let Some(table) = examined.conclusions.tables.get_mut(&reference.from) else { return };
        table.reached = true;
        table.links.push(LinkGuess {
            role: LinkRole::BelongsTo,
            confidence: reference.confidence.min(Confidence::percent(80)),
            reason: format!("{}; the row is part of that one", reference.reason),
            reference,
            delete_for_all: false,
        });
    }
}

/// The columns of a table that could name somebody elsewhere, with what speaks for it before values were compared.
fn candidates(examined: &Examined, place: &Place, other: &Looked) -> Vec<(i32, Elsewhere)> {
    let Some(table) = examined.catalogue.schema.tables.get(place) else { return Vec::new() };
    let there = Names::of(&other.examined.catalogue);
    let known: BTreeSet<&String> = examined
        .conclusions
        .references
        .iter()
        .filter(|reference| reference.from == *place)
        .flat_map(|reference| &reference.columns)
        .collect();
    let mut found = Vec::new();
    for column in table.columns.iter().filter(|column| !known.contains(&column.name) && can_name(column)) {
        // A row's own number names nobody.
        let own = table.primary_key == std::slice::from_ref(&column.name);
        if !own || there.words(&column.name).len() > 1 {
            by_name(column, other, &there, &mut found);
        }
        by_address(examined, table, column, other, &mut found);
        if found.is_empty() && examined.catalogue.written.contains_key(place) {
            by_number(table, column, other, &there, &mut found);
        }
    }
    found
}

/// What is kept by a number that says nothing, such as `cart:4711`, is often kept by whose it is. Only values can tell,
/// and small numbers are in every table, so that it stays a question.
fn by_number(
    table: &LiveTable,
    column: &LiveColumn,
    other: &Looked,
    there: &Names,
    found: &mut Vec<(i32, Elsewhere)>,
) {
    let stands_in_place = there.words(&column.name).last().is_some_and(|word| word == "id");
    let own = table.columns.iter().position(|one| one.name == column.name) == Some(0);
    if !own || !stands_in_place {
        return;
    }
    let people = other.examined.conclusions.tables.iter().filter(|(_, table)| table.person.is_some());
    for (place, _) in people {
        let reason = format!(
            "`{}` may be whose it is: `{}` in `{}` are people",
            column.name, place.table, other.store
        );
        found.extend(to_key(column, place, other, there, &reason).map(|way| (BY_NUMBER, way)));
    }
}

fn can_name(column: &LiveColumn) -> bool {
    use TypeFamily::{Any, Decimal, Integer, Text, Uuid};
    matches!(column.family, Text | Integer(_) | Uuid | Any | Decimal) && !column.generated
}

/// `account_id` where the other store has accounts; `owner_id` where it has one table of people.
fn by_name(column: &LiveColumn, other: &Looked, there: &Names, found: &mut Vec<(i32, Elsewhere)>) {
    let (base, ending) = base_of(&there.words(&column.name), there);
    let schema = &other.examined.catalogue.schema.default_schema;
    let somewhere = Place { schema: schema.clone(), table: String::new() };
    let tables = &other.examined.conclusions.tables;
    let is_somebodys =
        |place: &Place| tables.get(place).is_some_and(|table| table.reached || table.person.is_some());
    let bare = ending == Ending::None;
    if matches!(ending, Ending::Named(_)) || (bare && base.iter().all(|word| lexicon::is_no_reference(word)))
    {
        return;
    }
    let meant = there.meant(&base, &somewhere);
    for (place, _) in meant.iter().filter(|(place, _)| is_somebodys(place)) {
        let points = if bare { 66 } else { 88 };
        let reason = format!("`{}` speaks of `{}` in `{}`", column.name, place.table, other.store);
        found.extend(to_key(column, place, other, there, &reason).map(|way| (points, way)));
    }
    let part = base.last().is_some_and(|word| {
        lexicon::is_part(word) || lexicon::is_person(word) || lexicon::may_be_person(word)
    });
    if !meant.is_empty() || !part || (bare && column.family == TypeFamily::Text) {
        return;
    }
    let people: Vec<&Place> =
        tables.iter().filter(|(_, table)| table.person.is_some()).map(|(place, _)| place).collect();
    for place in &people {
        let points = if people.len() == 1 { 80 } else { 68 };
        let reason = format!(
            "`{}` names a person's part, and `{}` in `{}` are people",
            column.name, place.table, other.store
        );
        found.extend(to_key(column, place, other, there, &reason).map(|way| (points, way)));
    }
}

fn to_key(
    column: &LiveColumn,
    place: &Place,
    other: &Looked,
    names: &Names,
    reason: &str,
) -> Option<Elsewhere> {
    let live = other.examined.catalogue.schema.tables.get(place)?;
    let key = key_of(live).or_else(|| assumed_key(live, names))?;
    let [only] = key.as_slice() else { return None };
    Some(way(column, place, other, only, reason))
}

fn way(column: &LiveColumn, place: &Place, other: &Looked, to: &str, reason: &str) -> Elsewhere {
    let person = other.examined.conclusions.tables.get(place).and_then(|table| table.person.as_ref());
    Elsewhere {
        column: column.name.clone(),
        store: other.store.clone(),
        to: place.clone(),
        in_default_schema: place.schema == other.examined.catalogue.schema.default_schema,
        to_column: to.to_owned(),
        is_key: person.is_some_and(|person| person.value.key == [to.to_owned()]),
        confidence: Confidence::percent(1),
        reason: reason.to_owned(),
    }
}

/// An address of mail by which the other store's people are named.
fn by_address(
    examined: &Examined,
    table: &LiveTable,
    column: &LiveColumn,
    other: &Looked,
    found: &mut Vec<(i32, Elsewhere)>,
) {
    let email = |examined: &Examined, place: &Place, name: &str| {
        examined.samples.category(place, name).is_some_and(|guess| guess.value == "contact.email")
    };
    if !email(examined, &table.place, &column.name) {
        return;
    }
    for (place, guess) in &other.examined.conclusions.tables {
        let Some(person) = &guess.person else { continue };
        for (_, identity) in
            person.value.identities.iter().filter(|(_, identity)| email(&other.examined, place, identity))
        {
            let reason =
                format!("`{}` holds addresses, as `{}` in `{}` does", column.name, place.table, other.store);
            found.push((72, way(column, place, other, identity, &reason)));
        }
    }
}

/// How many of the values here are there.
async fn compared(values: &mut Values, from: &Place, way: &Elsewhere, other: &mut Looked) -> Inclusion {
    let wanted = values.distinct_texts(from, &way.column).await;
    let family = other
        .examined
        .catalogue
        .schema
        .tables
        .get(&way.to)
        .and_then(|table| table.column(&way.to_column))
        .map(|column| column.family);
    let Some(family) = family else { return Inclusion::default() };
    other.values.occurring(&way.to, &way.to_column, family, &wanted).await
}

fn weighed(points: i32, inclusion: Inclusion) -> Option<i32> {
    let weighed = match inclusion.percent() {
        None => points - 14,
        Some(95..) => (points + i32::try_from(inclusion.looked_for.min(10)).unwrap_or(0)).min(97),
        Some(80..95) => points - 6,
        Some(50..80) => points - 18,
        Some(_) => return None,
    };
    (weighed >= ENOUGH).then_some(weighed)
}

fn told(mut way: Elsewhere, points: i32, inclusion: Inclusion) -> Elsewhere {
    way.confidence = Confidence::percent(points);
    if inclusion.looked_for > 0 {
        way.reason
            .push_str(&format!("; {} of {} sampled values are there", inclusion.found, inclusion.looked_for));
    }
    way
}
