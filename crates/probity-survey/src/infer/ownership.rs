//! Whose the rows are: ways from tables to people.
//!
//! A row is somebody's by its own column first; without one, by the row that contains it; and what nobody
//! contains but somebody uses is shared by its users. Second people in a row see it or are mentioned.

use super::TableGuess;
use super::keys::{Known, Origin, Reference};
use super::lexicon;
use super::names::Names;
use super::people::{Likely, PersonGuess};
use super::roles::{Part, is_pointer, is_tree, part};
use super::standing::operators;
use crate::guess::{Confidence, Guess};
use crate::observe::Catalogue;
use probity_policy::model::data_map::LinkRole;
use probity_stores::schema::Place;
use std::collections::{BTreeMap, BTreeSet};

/// A way from a table to another, and so to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkGuess {
    /// What it means.
    pub role: LinkRole,
    /// The reference that it follows.
    pub reference: Reference,
    /// Whether the row goes for all when this person goes, because nothing else can become of it.
    pub delete_for_all: bool,
    /// How sure it is that the link means this.
    pub confidence: Confidence,
    /// Why.
    pub reason: String,
}

/// References below this are not followed.
const FOLLOWED: u8 = 45;

pub(crate) fn ways(
    catalogue: &Catalogue,
    names: &Names,
    references: &Known<'_>,
    people: BTreeMap<Place, Guess<PersonGuess>>,
    likely: &BTreeMap<Place, Likely>,
    tables: &mut BTreeMap<Place, TableGuess>,
) {
    let operators = operators(names, references, &people, likely);
    let reached = BTreeSet::new();
    let mut found = Ways { catalogue, names, references, people, operators, tables, reached };
    found.reached.extend(found.people.keys().cloned());
    found.follow();
    // Who hangs on nobody may be somebody: then others hang on them.
    for _ in 0..8 {
        if !found.people_of_their_own() {
            break;
        }
        found.follow();
    }
    found.second_people();
    for place in found.reached.clone() {
        if let Some(table) = found.tables.get_mut(&place) {
            table.reached = true;
        }
    }
}

struct Ways<'a> {
    catalogue: &'a Catalogue,
    names: &'a Names,
    references: &'a Known<'a>,
    people: BTreeMap<Place, Guess<PersonGuess>>,
    /// Those of them who work with others' rows.
    operators: BTreeSet<Place>,
    tables: &'a mut BTreeMap<Place, TableGuess>,
    /// Tables whose rows are somebody's.
    reached: BTreeSet<Place>,
}

impl<'a> Ways<'a> {
    fn from(&self, place: &Place) -> impl Iterator<Item = &'a Reference> + use<'a> {
        let all = self.references.from(place).iter().copied();
        all.filter(|reference| reference.confidence.as_percent() >= FOLLOWED)
    }

    fn link(&mut self, role: LinkRole, reference: &Reference, confidence: Confidence, why: &str) {
        let link = LinkGuess {
            role,
            reference: reference.clone(),
            delete_for_all: false,
            confidence: confidence.min(reference.confidence),
            reason: format!("{}; {why}", reference.reason),
        };
        if let Some(table) = self.tables.get_mut(&reference.from)
            && !table.links.iter().any(|one| one.role == role && one.reference == *reference)
        {
            table.links.push(link);
        }
    }

    /// Follows all ways until no further table is reached.
    fn follow(&mut self) {
        self.own_columns(false);
        self.contained();
        // A row that names nobody but who works on it is part of another, or else is the worker's.
        self.own_columns(true);
        self.contained();
        // What is shared may contain something, and what it contains may use something else.
        for _ in 0..4 {
            let before = self.reached.len();
            self.shared();
            self.contained();
            if self.reached.len() == before {
                break;
            }
        }
    }

    /// Makes people of tables that nothing leads to and whose rows say how to reach somebody, those first that
    /// are part of no other such table. Says whether there were any.
    fn people_of_their_own(&mut self) -> bool {
        let orphans: BTreeMap<Place, Guess<PersonGuess>> = self
            .tables
            .iter()
            .filter(|(place, _)| !self.reached.contains(place))
            .filter_map(|(place, table)| {
                let live = self.catalogue.schema.tables.get(place)?;
                Some((place.clone(), super::columns::person_of_its_own(live, self.names, table)?))
            })
            .collect();
        let is_part = |place: &Place| {
            self.from(place).any(|reference| reference.to != *place && orphans.contains_key(&reference.to))
        };
        let roots: Vec<Place> = orphans.keys().filter(|place| !is_part(place)).cloned().collect();
        // Where all point in a ring, all are people.
        let roots = if roots.is_empty() { orphans.keys().cloned().collect() } else { roots };
        for place in &roots {
            if let (Some(guess), Some(table)) = (orphans.get(place), self.tables.get_mut(place)) {
                table.person = Some(guess.clone());
                self.people.insert(place.clone(), guess.clone());
                self.reached.insert(place.clone());
            }
        }
        !roots.is_empty()
    }

    /// Rows that name their people themselves; those that may be part of another row only when `all`.
    fn own_columns(&mut self, all: bool) {
        let places: Vec<Place> = self.tables.keys().cloned().collect();
        for place in &places {
            let linked = self.tables.get(place).is_some_and(|table| !table.links.is_empty());
            if linked {
                continue;
            }
            let is_person = self.people.contains_key(place);
            let common = lexicon::is_common(self.names.noun(place)) && self.names.table(place).len() < 3;
            let mut named: Vec<(&Reference, Part)> = self
                .from(place)
                .filter(|reference| self.people.contains_key(&reference.to) && !is_tree(reference))
                .map(|reference| (reference, part(reference, self.names)))
                .collect();
            // The same datum says nothing new where a key already leads to these people.
            let keyed: BTreeSet<&Place> = named
                .iter()
                .filter(|(reference, part)| reference.origin != Origin::SameDatum && *part > Part::Mentioned)
                .map(|(reference, _)| &reference.to)
                .collect();
            named.retain(|(reference, _)| {
                reference.origin != Origin::SameDatum || (!keyed.contains(&reference.to) && !is_person)
            });
            self.joined_people(place, &mut named);
            self.staff_of_others(place, &mut named);
            if !all && !is_person && self.may_be_somebody_elses(place, &named) {
                continue;
            }
            if is_person {
                // A person whose key is another's is the same person: `patients.patient_id` in people.
                named.retain(|(one, part)| *part == Part::About || (one.in_key && one.unique_here));
            }
            let strongest = named.iter().map(|(_, part)| *part).max();
            let owning: Vec<&Reference> = match strongest {
                None | Some(Part::Mentioned) => Vec::new(),
                Some(Part::Made) if common => Vec::new(),
                Some(Part::About | Part::Owns) => named
                    .iter()
                    .filter(|(_, part)| *part >= Part::Owns)
                    .filter(|(_, part)| {
                        Some(*part) == strongest
                            || !named.iter().any(|(_, one)| *one == Part::About)
                            || self.is_pair(&named)
                    })
                    .map(|(reference, _)| *reference)
                    .collect(),
                Some(strongest) => named
                    .iter()
                    .filter(|(_, part)| *part == strongest)
                    .map(|(reference, _)| *reference)
                    .collect(),
            };
            let several = owning.len() > 1;
            for reference in owning {
                let part = part(reference, self.names);
                let (percent, why) = match part {
                    Part::About => (97, "the row is called theirs"),
                    Part::Owns => (88, "its part is the owner's"),
                    Part::Made => (80, "nobody else is named"),
                    Part::Sees | Part::Mentioned => (76, "nobody else is named"),
                };
                self.link(LinkRole::BelongsTo, reference, Confidence::percent(percent), why);
                self.reached.insert(place.clone());
                // Where neither can be emptied, the row can only go with the first of them; so can a person's own row
                // that cannot be without the person whom it names, as a child's in a parent's account.
                if (several || self.people.contains_key(place))
                    && reference.required
                    && let Some(link) = self.tables.get_mut(place).and_then(|table| table.links.last_mut())
                {
                    link.delete_for_all = true;
                }
            }
        }
    }

    /// A row that is unique by two of the same people is a tie between them, and both's.
    fn joined_people(&self, place: &Place, named: &mut [(&Reference, Part)]) {
        let Some(table) = self.catalogue.schema.tables.get(place) else { return };
        let both: Vec<(Vec<String>, &Place)> = named
            .iter()
            .filter(|(_, part)| *part > Part::Mentioned)
            .map(|(reference, _)| (reference.columns.clone(), &reference.to))
            .collect();
        let [(one, to), (other, to_other)] = both.as_slice() else { return };
        if to == to_other && table.is_unique_by(&[one.as_slice(), other.as_slice()].concat()) {
            for (_, part) in named.iter_mut().filter(|(_, part)| *part > Part::Mentioned) {
                *part = Part::About;
            }
        }
    }

    /// Whether a row joins two people in the same way, as hosts and guests are.
    fn is_pair(&self, named: &[(&Reference, Part)]) -> bool {
        let owning: Vec<&Reference> =
            named.iter().filter(|(_, part)| *part >= Part::Owns).map(|(reference, _)| *reference).collect();
        let [one, other] = owning.as_slice() else { return false };
        let plain = |reference: &Reference| super::people::names_its_target(self.names, reference);
        one.to == other.to
            && plain(one) == plain(other)
            && owning.iter().all(|reference| reference.in_key || reference.required)
    }

    /// Where a customer's row names an employee too, or a patient's row a doctor, the latter only works on it.
    /// What such people write or make without anybody else is their work, and not about them.
    fn staff_of_others(&self, place: &Place, named: &mut [(&Reference, Part)]) {
        let works = |place: &Place| self.operators.contains(place);
        let others = named.iter().any(|(reference, part)| *part >= Part::Owns && !works(&reference.to));
        let is_person = self.people.contains_key(place);
        let own_account = works(place) || lexicon::is_serving(self.names.noun(place));
        for (reference, part) in named.iter_mut().filter(|(reference, _)| works(&reference.to)) {
            let same_person = is_person && own_account && (*part == Part::About || reference.unique_here);
            let works_only = if is_person { !same_person } else { others || *part != Part::About };
            if works_only {
                *part = Part::Mentioned;
            }
        }
    }

    /// Whether a row names nobody but who works with it, and is part of another row all the same.
    fn may_be_somebody_elses(&self, place: &Place, named: &[(&Reference, Part)]) -> bool {
        let owners: Vec<&(&Reference, Part)> = named.iter().filter(|(_, part)| *part >= Part::Owns).collect();
        if owners.is_empty() || !owners.iter().all(|(reference, _)| self.operators.contains(&reference.to)) {
            return false;
        }
        let required = owners.iter().any(|(reference, _)| reference.required);
        self.from(place).any(|reference| {
            !self.people.contains_key(&reference.to)
                && !is_tree(reference)
                && !is_pointer(reference)
                && !self.is_pointed_back(reference)
                && (reference.required || !required)
                && !lexicon::is_group(self.names.noun(&reference.to))
        })
    }

    /// Rows that are part of another row.
    fn contained(&mut self) {
        loop {
            let mut new: Vec<(Reference, bool)> = Vec::new();
            for (place, _) in self.tables.iter().filter(|(place, _)| !self.reached.contains(place)) {
                let all: Vec<&Reference> = self
                    .from(place)
                    .filter(|reference| self.reached.contains(&reference.to))
                    .filter(|reference| !self.people.contains_key(&reference.to))
                    .filter(|reference| !is_tree(reference) && !is_pointer(reference))
                    .filter(|reference| !self.is_pointed_back(reference))
                    .filter(|reference| self.may_be_contained(place, reference))
                    .collect();
                let kinds: Vec<&Reference> =
                    all.iter().copied().filter(|one| matches!(one.origin, Origin::Kind { .. })).collect();
                let best = all.iter().map(|reference| self.containment(place, reference)).max();
                let Some(best) = best else { continue };
                if !kinds.is_empty() {
                    new.extend(kinds.into_iter().map(|reference| (reference.clone(), true)));
                    continue;
                }
                let mut chosen: Vec<&Reference> =
                    all.into_iter().filter(|reference| self.containment(place, reference) == best).collect();
                let sole = chosen.len() == 1;
                chosen.truncate(2);
                new.extend(chosen.into_iter().map(|reference| (reference.clone(), sole)));
            }
            if new.is_empty() {
                return;
            }
            for (reference, sole) in new {
                let percent = if sole { 90 } else { 70 };
                self.link(
                    LinkRole::BelongsTo,
                    &reference,
                    Confidence::percent(percent),
                    "the row is part of that one",
                );
                self.reached.insert(reference.from);
            }
        }
    }

    /// Two tables that point to each other: the one that contains is pointed to by the key's own name.
    fn is_pointed_back(&self, reference: &Reference) -> bool {
        let back = self.references.from(&reference.to).iter().any(|other| other.to == reference.from);
        back && !super::people::names_its_target(self.names, reference)
    }

    /// Things that are the same for everybody are part of a person's row only when they are called so.
    fn may_be_contained(&self, place: &Place, reference: &Reference) -> bool {
        let name = self.names.table(place);
        let container = self.names.table(&reference.to);
        let called_so = !container.is_empty()
            && (name.starts_with(container) || (name.len() > 1 && name.first() == container.last()));
        // A `line item` that names its contribution is one of its lines.
        let part_of_it = name.len() > 1 && super::people::names_its_target(self.names, reference);
        called_so
            || part_of_it
            || !lexicon::is_common(self.names.noun(place))
            || reference.in_key
            || (reference.required && name.len() > 1)
    }

    fn containment(&self, place: &Place, reference: &Reference) -> i32 {
        let (name, container) = (self.names.table(place), self.names.table(&reference.to));
        let mut points = 0;
        let shared = name.iter().zip(container).take_while(|(left, right)| left == right).count();
        points += i32::try_from(shared.min(3)).unwrap_or(0) * 2;
        points += if container.last().is_some_and(|last| name.contains(last)) { 3 } else { 0 };
        points += if reference.in_key { 3 } else { 0 };
        points += if reference.required { 3 } else { 0 };
        points += if matches!(reference.on_delete, Some(probity_stores::schema::OnDelete::Cascade)) {
            2
        } else {
            0
        };
        points += if super::people::names_its_target(self.names, reference) { 2 } else { 0 };
        points += if reference.unique_here { 1 } else { 0 };
        points
    }

    /// Rows with something personal that nobody contains, used by rows that are somebody's.
    fn shared(&mut self) {
        let mut new: Vec<Reference> = Vec::new();
        for (place, table) in self.tables.iter() {
            if self.reached.contains(place) || !self.is_worth_sharing(place, table) {
                continue;
            }
            let noun = self.names.noun(place);
            let users: Vec<&Reference> = self
                .references
                .to(place)
                .iter()
                .copied()
                .filter(|reference| {
                    reference.from != *place
                        && reference.confidence.as_percent() >= FOLLOWED
                        && self.reached.contains(&reference.from)
                        // Whoever works for a company or belongs to a branch does not own it.
                        && (!lexicon::is_group(noun) || (lexicon::is_content(noun) && self.says_who(&reference.from)))
                })
                .collect();
            new.extend(self.owners_among(place, users).into_iter().cloned());
        }
        for reference in new {
            self.link(LinkRole::Owns, &reference, Confidence::percent(82), "its users share the row there");
            self.reached.insert(reference.to);
        }
    }

    /// Whether a table's rows say who has a part in something: `company_people`, `event_participants`.
    fn says_who(&self, place: &Place) -> bool {
        let noun = self.names.noun(place);
        let listing = lexicon::is_person(noun) || lexicon::is_part(noun);
        !self.people.contains_key(place) && (self.names.is_join(place) || listing)
    }

    /// Who of those that use a row owns it: its people where a table says who they are (`speakers`,
    /// `participants`); else whoever does more with it than like it.
    fn owners_among<'r>(&self, place: &Place, users: Vec<&'r Reference>) -> Vec<&'r Reference> {
        let noun = |reference: &Reference| self.names.noun(&reference.from).to_owned();
        let listed: Vec<&Reference> = users
            .iter()
            .copied()
            .filter(|one| {
                self.names.is_join(&one.from)
                    && (lexicon::is_person(&noun(one)) || lexicon::is_part(&noun(one)))
            })
            .collect();
        if !listed.is_empty() {
            return listed;
        }
        let more: Vec<&Reference> =
            users.iter().copied().filter(|one| !lexicon::is_reaction(&noun(one))).collect();
        if lexicon::is_content(self.names.noun(place)) {
            return more;
        }
        let joins: Vec<&Reference> =
            more.iter().copied().filter(|one| self.names.is_join(&one.from)).collect();
        if joins.is_empty() { more } else { joins }
    }

    fn is_worth_sharing(&self, place: &Place, table: &TableGuess) -> bool {
        let noun = self.names.noun(place);
        let telling = table.personal().filter(|(column, category)| {
            category.confidence.as_percent() >= 55
                && (category.value != "contact.name" || column.name.to_lowercase() != "name")
        });
        let count = telling.count();
        if lexicon::is_common(noun) {
            return count >= 3;
        }
        count >= 2 || lexicon::is_content(noun) || (count == 1 && self.is_joined(place))
    }

    /// Whether a table of people's shares points to it: a row that names a person and this.
    fn is_joined(&self, place: &Place) -> bool {
        self.references.to(place).iter().any(|reference| {
            self.catalogue.schema.tables.get(&reference.from).is_some_and(|table| table.columns.len() <= 5)
                && self.from(&reference.from).any(|other| self.people.contains_key(&other.to))
        })
    }

    /// Everybody else that a row names.
    fn second_people(&mut self) {
        let references: Vec<&Reference> = self
            .references
            .all
            .iter()
            .filter(|reference| reference.confidence.as_percent() >= FOLLOWED)
            .filter(|reference| self.people.contains_key(&reference.to))
            .filter(|reference| reference.origin != Origin::SameDatum)
            .collect();
        for reference in references {
            let Some(table) = self.tables.get(&reference.from) else { continue };
            if table.links.iter().any(|link| link.reference.columns == reference.columns) {
                continue;
            }
            let tree = is_tree(reference);
            let part = part(reference, self.names);
            let sees = part == Part::Sees && !tree;
            let (role, why) = if sees {
                (LinkRole::SeenBy, "its part is one whom the row is for")
            } else {
                (LinkRole::Mentions, "its part is one who had to do with the row")
            };
            self.link(role, reference, Confidence::percent(if part == Part::Made { 76 } else { 84 }), why);
        }
    }
}
