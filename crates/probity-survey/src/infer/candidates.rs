//! Which column may point to which: declared keys, and those that only names, types and values show.
//!
//! A candidate is no conclusion: [`super::weigh`] asks the values and chooses.

use super::endings::{Ending, base_of};
use super::keys::{Candidate, Origin, Reference};
use super::lexicon;
use super::names::{Fit, Names};
use super::people::{Likely, WORTH_ASKING, assumed_key, is_operator_by_name, key_of};
use crate::guess::Confidence;
use crate::observe::{Catalogue, Samples};
use crate::words::words;
use probity_stores::schema::{LiveColumn, LiveTable, Place, TypeFamily};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) fn candidates(
    catalogue: &Catalogue,
    samples: &Samples,
    names: &Names,
    likely: &BTreeMap<Place, Likely>,
) -> Vec<Candidate> {
    let most = likely.values().map(|likely| likely.points).max().unwrap_or(0);
    let (by_key_name, about_key) = (by_key_name(catalogue), about_key(catalogue, names));
    let search = Search { catalogue, samples, names, likely, most, by_key_name, about_key };
    let mut found = Vec::new();
    for table in catalogue.tables() {
        search.declared(table, &mut found);
        let declared: BTreeSet<String> =
            table.foreign_keys.iter().flat_map(|key| key.columns.iter().cloned()).collect();
        search.composite(table, &declared, &mut found);
        for column in table.columns.iter().filter(|column| !declared.contains(&column.name)) {
            search.soft(table, column, &mut found);
        }
    }
    found
}

pub(super) struct Search<'a> {
    catalogue: &'a Catalogue,
    samples: &'a Samples,
    pub(super) names: &'a Names,
    pub(super) likely: &'a BTreeMap<Place, Likely>,
    /// The most that speaks for any table of people.
    most: i32,
    by_key_name: BTreeMap<String, Vec<Place>>,
    about_key: BTreeMap<&'a str, Vec<About<'a>>>,
}

/// A table whose rows are called as its key and what that is about: the `version` of `rules_versions`.
struct About<'a> {
    place: &'a Place,
    about: &'a [String],
    called: &'a str,
}

/// These tables by the name of their key.
fn about_key<'a>(catalogue: &'a Catalogue, names: &'a Names) -> BTreeMap<&'a str, Vec<About<'a>>> {
    let mut by_name: BTreeMap<&str, Vec<About<'_>>> = BTreeMap::new();
    for table in catalogue.tables() {
        let key = key_of(table).unwrap_or_default();
        let column = if let [only] = key.as_slice() { table.column(only) } else { None };
        let (Some(column), [about @ .., called]) = (column, names.table(&table.place)) else { continue };
        if !about.is_empty() {
            by_name.entry(&column.name).or_default().push(About { place: &table.place, about, called });
        }
    }
    by_name
}

/// Tables by the name of their one key column, where that name says something.
fn by_key_name(catalogue: &Catalogue) -> BTreeMap<String, Vec<Place>> {
    let mut by_name: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for table in catalogue.tables() {
        if let Some([only]) = key_of(table).as_deref() {
            let words = words(only);
            if !(words.len() == 1 && words.iter().any(|word| lexicon::is_generic_key(word))) {
                by_name.entry(only.to_lowercase()).or_default().push(table.place.clone());
            }
        }
    }
    by_name
}

impl Search<'_> {
    fn declared(&self, table: &LiveTable, found: &mut Vec<Candidate>) {
        for key in &table.foreign_keys {
            let mut reference = self.reference(table, &key.columns, &key.to, &key.to_columns);
            reference.origin = Origin::Declared;
            reference.confidence = Confidence::DECLARED;
            reference.reason = "a declared foreign key".to_owned();
            reference.on_delete = Some(key.on_delete);
            found.push(Candidate { reference, points: 100, needs_values: false });
        }
    }

    fn reference(
        &self,
        table: &LiveTable,
        columns: &[String],
        to: &Place,
        to_columns: &[String],
    ) -> Reference {
        let required = columns.iter().all(|name| table.column(name).is_some_and(|column| column.not_null))
            || columns.iter().all(|name| table.primary_key.contains(name));
        Reference {
            from: table.place.clone(),
            columns: columns.to_vec(),
            to: to.clone(),
            to_columns: to_columns.to_vec(),
            origin: Origin::Soft,
            confidence: Confidence::percent(1),
            reason: String::new(),
            on_delete: None,
            required,
            unique_here: table.is_unique_by(columns),
            in_key: columns.iter().any(|name| table.primary_key.contains(name)),
        }
    }

    fn soft(&self, table: &LiveTable, column: &LiveColumn, found: &mut Vec<Candidate>) {
        use TypeFamily::{Any, Decimal, Integer, Other, Text, Uuid};
        if !matches!(column.family, Text | Integer(_) | Uuid | Any | Decimal | Other) || column.generated {
            return;
        }
        let alone = std::slice::from_ref(&column.name);
        let is_key = table.primary_key == alone;
        let words = self.names.of_column(table, &column.name);
        let (base, ending) = base_of(&words, self.names);
        let is_plain = words.len() == 1 && words.iter().any(|word| lexicon::is_generic_key(word));
        if is_key && is_plain {
            // A row that is known by a person's address or sign-in name is about that person.
            if words == ["uid"] {
                self.by_table_name(table, column, &base, &ending, found);
            }
            self.by_datum(table, column, found);
            return;
        }
        // Old rows keep the keys that they had; what has them now is another row.
        let noun = self.names.table(&table.place);
        if is_key && noun.iter().any(|word| lexicon::is_history(word)) {
            return;
        }
        let before = found.len();
        self.by_kind(table, column, found);
        if found.len() > before {
            return;
        }
        self.by_key_name(table, column, found);
        self.by_kindred(table, column, &words, found);
        let sure = self.by_table_name(table, column, &base, &ending, found);
        // `patient_id` is the key of patients, and no part that somebody has in one.
        let own_name = is_key && base.iter().all(|word| self.names.table(&table.place).contains(word));
        if !own_name && (found.len() == before || ending == Ending::None || !sure) {
            self.by_part(table, column, &base, &ending, sure, found);
        }
        if found.len() == before && ending == Ending::Key && !is_key {
            self.by_first_word(table, column, &base, found);
            self.by_abbreviation(table, column, &base, found);
        }
        if words.iter().any(|word| word == "uid") && column.family == TypeFamily::Text {
            // It may as well be a name of the row's own.
            found.iter_mut().skip(before).for_each(|candidate| candidate.needs_values = true);
        }
        self.by_datum(table, column, found);
        if found.len() == before {
            self.by_shape(table, column, found);
        }
    }

    /// Values made like the keys of people, whatever the column is called: `visits.card`, where readers are known by
    /// `L-000123`. Nothing but the values can say that these are meant.
    fn by_shape(&self, table: &LiveTable, column: &LiveColumn, found: &mut Vec<Candidate>) {
        for (place, likely) in self.likely {
            let people = *place != table.place && likely.points >= WORTH_ASKING;
            if !people || !self.made_like_keys_of(table, column, place) {
                continue;
            }
            let reason = format!("its values are made like the keys of `{}`", place.table);
            self.to_key_if_values_say(table, column, place, 72, reason, found);
        }
    }

    fn made_like_keys_of(&self, table: &LiveTable, column: &LiveColumn, place: &Place) -> bool {
        let shape = |place: &Place, column: &str| {
            self.samples.column(place, column).and_then(|sample| sample.shape.as_ref())
        };
        let key = self.catalogue.schema.tables.get(place).and_then(key_of).unwrap_or_default();
        let there = if let [only] = key.as_slice() { shape(place, only) } else { None };
        there.is_some() && there == shape(&table.place, &column.name)
    }

    /// `topic_id` in posts, where the key of topics is called `topic_id`.
    fn by_key_name(&self, table: &LiveTable, column: &LiveColumn, found: &mut Vec<Candidate>) {
        let Some(places) = self.by_key_name.get(&column.name.to_lowercase()) else { return };
        if places.contains(&table.place) {
            return;
        }
        let home: Vec<&Place> = places.iter().filter(|place| place.schema == table.place.schema).collect();
        let places: Vec<&Place> = if home.is_empty() { places.iter().collect() } else { home };
        let (base, _) = base_of(&self.names.of_column(table, &column.name), self.names);
        for place in &places {
            let own_name = self.names.table(place).ends_with(&base);
            let points = if own_name {
                96
            } else if places.len() == 1 {
                76
            } else {
                55
            };
            let reason = format!("`{}` is what the key of `{}` is called", column.name, place.table);
            self.to_key(table, column, place, points, reason, found);
        }
    }

    /// `version` in `rules_acceptances`, where `rules_versions` are known by their `version`: a name that says little
    /// alone, in two tables about the same.
    fn by_kindred(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        words: &[String],
        found: &mut Vec<Candidate>,
    ) {
        let [word] = words else { return };
        if !lexicon::is_generic_key(word) || table.primary_key.contains(&column.name) {
            return;
        }
        let here = self.names.table(&table.place);
        for there in self.about_key.get(column.name.as_str()).into_iter().flatten() {
            if *there.place != table.place && there.called == word && here.starts_with(there.about) {
                let reason = format!(
                    "`{}` is the key of `{}`, and both are about the same",
                    column.name, there.place.table
                );
                self.to_key(table, column, there.place, 84, reason, found);
            }
        }
    }

    /// Whether the tables found are surely the ones that are meant.
    fn by_table_name(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        base: &[String],
        ending: &Ending,
        found: &mut Vec<Candidate>,
    ) -> bool {
        let bare = *ending == Ending::None;
        let mut sure = true;
        if bare && base.len() == 1 && base.iter().any(|word| lexicon::is_no_reference(word)) {
            return sure;
        }
        for (place, fit) in self.names.meant(base, &table.place) {
            let own = place == table.place;
            let alone = std::slice::from_ref(&column.name);
            if own && (table.primary_key == alone || fit == Fit::Whole) {
                continue;
            }
            let mut points = match fit {
                Fit::Whole => 92,
                Fit::SamePrefix => 90,
                Fit::EndOfWords => 84,
                Fit::PartOfName => 76,
            };
            if bare {
                // A text may be anything, unless it is made like the keys there.
                let any = column.family == TypeFamily::Text && !self.made_like_keys_of(table, column, &place);
                points -= if any { 34 } else { 22 };
            }
            // `user_id` does not say that an `admin_user` is meant, and `guest_id` no row of `stay_guests` where
            // much more of a person is said elsewhere.
            let little =
                self.likely.get(&place).is_some_and(|here| here.by_word && here.points + 30 < self.most);
            if fit == Fit::PartOfName && (little || is_operator_by_name(self.names, &place)) {
                points -= 22;
                sure = false;
            }
            let reason = format!("`{}` speaks of `{}`", column.name, place.table);
            match ending {
                Ending::Named(name) => self.to_named(table, column, &place, name, points - 8, &reason, found),
                _ => {
                    self.to_key(table, column, &place, points, reason.clone(), found);
                    if bare && column.family == TypeFamily::Text {
                        self.to_named(table, column, &place, "", points, &reason, found);
                    }
                }
            }
        }
        sure
    }

    /// `partner_invoice_id`, `usuario_creador_id`: the table first, then the part.
    fn by_first_word(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        base: &[String],
        found: &mut Vec<Candidate>,
    ) {
        let [first, _, ..] = base else { return };
        for (place, fit) in self.names.meant(std::slice::from_ref(first), &table.place) {
            let people = self.likely.get(&place).is_some_and(|likely| likely.points >= WORTH_ASKING);
            if fit == Fit::PartOfName || !people {
                continue;
            }
            let reason = format!("`{}` begins with what a row of `{}` is called", column.name, place.table);
            self.to_key_if_values_say(table, column, &place, 72, reason, found);
        }
    }

    /// `repo_id`, `cust_id`: the beginning of what a row is called.
    fn by_abbreviation(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        base: &[String],
        found: &mut Vec<Candidate>,
    ) {
        let Some(last) = base.last().filter(|last| last.len() >= 3) else { return };
        let Some(place) = self.names.abbreviated(last, &table.place) else { return };
        let reason = format!("`{last}` is short for what a row of `{}` is called", place.table);
        self.to_key_if_values_say(table, column, place, 74, reason, found);
    }

    /// The same datum as a unique column of people: `visits.email` and `customers.email`.
    fn by_datum(&self, table: &LiveTable, column: &LiveColumn, found: &mut Vec<Candidate>) {
        let Some(sample) = self.samples.column(&table.place, &column.name) else { return };
        let Some(category) = &sample.category else { return };
        if !matches!(category.value.as_str(), "contact.email" | "account.username" | "social.handle") {
            return;
        }
        for (place, likely) in self.likely {
            if *place == table.place || place.schema != table.place.schema || likely.points < WORTH_ASKING {
                continue;
            }
            let Some(there) = self.catalogue.schema.tables.get(place) else { continue };
            for (_, name) in &likely.identities {
                // A user name says who somebody is only where it is called the same.
                let called = category.value == "contact.email"
                    || self.names.words(name).last() == self.names.words(&column.name).last();
                let same = called
                    && self.samples.category(place, name).is_some_and(|one| one.value == category.value);
                let small = self.catalogue.pages.get(place).is_none_or(|pages| *pages < 64);
                let key = std::slice::from_ref(name);
                let looked_up = there.is_unique_by(key) || self.catalogue.is_indexed(place, key) || small;
                let here = self.likely.get(&table.place).map_or(0, |likely| likely.points);
                if !same || !looked_up || here > likely.points {
                    continue;
                }
                let mut reference = self.reference(table, std::slice::from_ref(&column.name), place, key);
                reference.origin = Origin::SameDatum;
                reference.reason =
                    format!("`{}` holds what `{}` of `{}` holds", column.name, name, place.table);
                found.push(Candidate { reference, points: 68, needs_values: true });
            }
        }
    }

    /// `commentable_type` and `commentable_id`.
    fn by_kind(&self, table: &LiveTable, column: &LiveColumn, found: &mut Vec<Candidate>) {
        let lower = column.name.to_lowercase();
        let Some(stem) = ["_id", "id", "_key", "_ref"].iter().find_map(|ending| lower.strip_suffix(ending))
        else {
            return;
        };
        if stem.is_empty() {
            return;
        }
        let own =
            ["_type", "type", "_class", "_kind", "_model", "_table"].map(|ending| format!("{stem}{ending}"));
        // A log of changes says of which table the row is that it is about.
        let of_log = ["table_name", "tablename", "table", "model_name"].map(str::to_owned);
        let is_any = ["row", "record", "rec", "object", "entity", "item"].contains(&stem);
        for wanted in own.into_iter().chain(of_log.into_iter().filter(|_| is_any)) {
            let Some(kind) = table.columns.iter().find(|one| one.name.to_lowercase() == wanted) else {
                continue;
            };
            let Some(sample) = self.samples.column(&table.place, &kind.name) else { continue };
            for word in &sample.kinds {
                let last = word.rsplit(['\\', ':', '.', '/']).next().unwrap_or(word);
                for (place, fit) in self.names.meant(&self.names.words(last), &table.place) {
                    if fit == Fit::EndOfWords {
                        continue;
                    }
                    let before = found.len();
                    let reason = format!("`{}` says which table `{}` means", kind.name, column.name);
                    self.to_key(table, column, &place, 88, reason, found);
                    for candidate in found.iter_mut().skip(before) {
                        candidate.reference.origin =
                            Origin::Kind { column: kind.name.clone(), word: word.clone() };
                        candidate.reference.required = false;
                    }
                }
            }
            return;
        }
    }

    /// The same where the name alone is no sign: without a value that is found there it is none.
    fn to_key_if_values_say(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        place: &Place,
        points: i32,
        reason: String,
        found: &mut Vec<Candidate>,
    ) {
        let mut own = Vec::new();
        self.to_key(table, column, place, points, reason, &mut own);
        found.extend(own.into_iter().map(|candidate| Candidate { needs_values: true, ..candidate }));
    }

    pub(super) fn to_key(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        place: &Place,
        points: i32,
        reason: String,
        found: &mut Vec<Candidate>,
    ) {
        let Some(there) = self.catalogue.schema.tables.get(place) else { return };
        let (key, assumed) = match key_of(there) {
            Some(key) => (key, false),
            None => (assumed_key(there, self.names).unwrap_or_default(), true),
        };
        let [key] = key.as_slice() else { return };
        let Some(target) = there.column(key) else { return };
        if *place == table.place && target.name == column.name {
            return;
        }
        let Some(fits) = fits(column, target) else { return };
        let reference = Reference {
            reason,
            ..self.reference(table, std::slice::from_ref(&column.name), place, std::slice::from_ref(key))
        };
        let points = points - if assumed { 12 } else { 0 } - if fits { 0 } else { 14 };
        found.push(Candidate { reference, points, needs_values: !fits });
    }

    #[expect(clippy::too_many_arguments, reason = "a candidate is that much")]
    fn to_named(
        &self,
        table: &LiveTable,
        column: &LiveColumn,
        place: &Place,
        name: &str,
        points: i32,
        reason: &str,
        found: &mut Vec<Candidate>,
    ) {
        let Some(there) = self.catalogue.schema.tables.get(place) else { return };
        let unique = |target: &&LiveColumn| there.is_unique_by(std::slice::from_ref(&target.name));
        for target in there.columns.iter().filter(unique) {
            let called = name.is_empty() || words(&target.name).last().is_some_and(|last| last == name);
            if !called
                || target.family != column.family
                || (*place == table.place && target.name == column.name)
            {
                continue;
            }
            let key = std::slice::from_ref(&target.name);
            let reference = Reference {
                reason: reason.to_owned(),
                ..self.reference(table, std::slice::from_ref(&column.name), place, key)
            };
            found.push(Candidate { reference, points, needs_values: true });
        }
    }

    /// Several columns called as all columns of another table's key.
    fn composite(&self, table: &LiveTable, declared: &BTreeSet<String>, found: &mut Vec<Candidate>) {
        for there in self.catalogue.tables() {
            let key = &there.primary_key;
            if key.len() < 2 || there.place == table.place || there.place.schema != table.place.schema {
                continue;
            }
            let here = |name: &String| table.column(name).filter(|_| !declared.contains(name));
            let all = key.iter().all(|name| {
                here(name).zip(there.column(name)).is_some_and(|(left, right)| left.family == right.family)
            });
            // A key made of other tables' keys alone is met by chance wherever both are pointed to.
            let of_its_own = key.iter().any(|name| {
                let (base, ending) = base_of(&self.names.words(name), self.names);
                ending != Ending::Key
                    || self.names.meant(&base, &there.place).iter().all(|(place, _)| *place == there.place)
            });
            let telling = key.iter().any(|name| words(name).len() > 1);
            let larger = table.primary_key.len() < key.len() || table.primary_key != *key;
            if all && of_its_own && telling && larger {
                let mut reference = self.reference(table, key, &there.place, key);
                reference.reason = format!("all columns of the key of `{}` are here", there.place.table);
                found.push(Candidate { reference, points: 84, needs_values: false });
            }
        }
    }
}

/// Whether values can be the same: nothing when never, false when only as texts.
fn fits(here: &LiveColumn, there: &LiveColumn) -> Option<bool> {
    use TypeFamily::{Any, Decimal, Integer, Other, Text, Uuid};
    match (here.family, there.family) {
        (Integer(_) | Decimal, Integer(_) | Decimal) | (Text, Text) | (Uuid, Uuid) | (Any, _) | (_, Any) => {
            Some(true)
        }
        (Text, Integer(_) | Uuid) | (Integer(_) | Uuid, Text) => Some(false),
        (Other, Other) if here.type_name == there.type_name => Some(true),
        _ => None,
    }
}
