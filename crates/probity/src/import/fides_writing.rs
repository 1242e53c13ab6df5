//! What was read of Fides, written as a draft in our language: stores, tables, whose rows, categories, prohibitions.
//!
//! An identity makes the rows of a collection with a key persons; without a key they belong to whoever has the same
//! identity elsewhere. A reference by which one comes from there to here makes rows belong there; one by which one
//! comes from here to there makes them own there. What an erasure does is not said by Fides: `delete` is a default.

use super::Draft;
use super::fides::{Collection, Field, Manifests, Reference};
use super::fides_words::{Counterpart, category, purpose};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Writes the draft.
pub(super) fn write(manifests: &Manifests, kinds: &BTreeMap<String, String>) -> Draft {
    let mut writing = Writing { manifests, text: String::new(), warnings: manifests.warnings.clone() };
    writing.head();
    writing.collected();
    writing.prohibitions();
    writing.stores(kinds);
    for collection in &manifests.collections {
        writing.table(collection);
    }
    let Writing { text, warnings, .. } = writing;
    Draft { text: probity_policy::format(&text), warnings }
}

struct Writing<'a> {
    manifests: &'a Manifests,
    text: String,
    warnings: Vec<String>,
}

/// A name as the language writes it.
fn name(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if plain { name.to_owned() } else { format!("`{}`", name.replace('`', "")) }
}

fn place(collection: &Collection) -> String {
    format!("{}.{}", name(&collection.store), name(&collection.name))
}

/// The kind of person that a collection's rows are.
fn kind(collection: &Collection) -> String {
    collection.name.to_ascii_lowercase().replace(|character: char| !character.is_ascii_alphanumeric(), "-")
}

fn key(collection: &Collection) -> Vec<&Field> {
    collection.fields.iter().filter(|field| field.primary_key).collect()
}

fn identities(collection: &Collection) -> impl Iterator<Item = (&Field, &str)> {
    collection.fields.iter().filter_map(|field| Some((field, field.identity.as_deref()?)))
}

/// Whether its rows are persons: an identity, and a key that others can point to or the identity itself as the key.
fn is_person(collection: &Collection, all: &[Collection]) -> bool {
    let mut identities = identities(collection).peekable();
    let elsewhere = |identity: &str| {
        all.iter().any(|other| {
            !key(other).is_empty() && self::identities(other).any(|(_, theirs)| theirs == identity)
        })
    };
    identities.peek().is_some()
        && (!key(collection).is_empty() || !identities.any(|(_, identity)| elsewhere(identity)))
}

/// The category of a field and whether it is more than a guess.
fn counterpart(field: &Field) -> Option<Counterpart> {
    let found: Vec<Counterpart> = field.categories.iter().filter_map(|word| category(word)).collect();
    found
        .iter()
        .copied()
        .find(|one| matches!(one, Counterpart::Category(_)))
        .or_else(|| found.first().copied())
}

/// Whether a field gets a sentence of its own: a key that only leads elsewhere is described by its link.
fn is_described(field: &Field) -> bool {
    field.identity.is_some() || field.references.is_empty()
}

/// The category of ours that a field is drafted as.
fn our_category(field: &Field) -> Option<&'static str> {
    match (counterpart(field), field.identity.as_deref()) {
        (Some(Counterpart::Category(ours) | Counterpart::Vague(ours)), _) => Some(ours),
        (_, Some(identity)) if identity.contains("phone") => Some("contact.phone"),
        (_, Some(identity)) if identity.contains("email") => Some("contact.email"),
        (_, Some(_)) => Some("account.identifier"),
        (_, None) => None,
    }
}

fn is_personal(collection: &Collection) -> bool {
    collection.fields.iter().any(|field| {
        field.identity.is_some()
            || matches!(counterpart(field), Some(Counterpart::Category(_) | Counterpart::Vague(_)))
    })
}

impl Writing<'_> {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    fn warn(&mut self, warning: String) {
        let _ = writeln!(self.text, "// {warning}");
        self.warnings.push(warning);
    }

    fn head(&mut self) {
        self.line(
            "// A draft from Fides manifests. Read it, answer what stands in comments, and remove them.",
        );
        self.line("");
        let kinds = self.kinds();
        if !kinds.is_empty() {
            self.line("// Who are these people? Fides calls all of them users.");
            self.line("people {");
            for kind in kinds {
                self.line(&format!("kind {kind} \"rows of {kind}\""));
            }
            self.line("}");
            self.line("");
        }
    }

    fn kinds(&self) -> BTreeSet<String> {
        let all = &self.manifests.collections;
        all.iter().filter(|collection| is_person(collection, all)).map(kind).collect()
    }

    /// What the collections hold is collected, though nobody said from where.
    fn collected(&mut self) {
        let fields = self.manifests.collections.iter().flat_map(|collection| &collection.fields);
        let categories: BTreeSet<&str> =
            fields.filter(|field| is_described(field)).filter_map(our_category).collect();
        let kinds: Vec<String> = self.kinds().into_iter().collect();
        if categories.is_empty() || kinds.is_empty() {
            return;
        }
        let categories: Vec<&str> = categories.into_iter().collect();
        self.line("// Fides does not say from where it comes and what for: confirm it, and add purposes and times to keep it.");
        self.line(&format!(
            "collect {} of {} from person unconfirmed",
            categories.join(", "),
            kinds.join(", ")
        ));
        self.line("");
    }

    fn prohibitions(&mut self) {
        for rule in &self.manifests.rules {
            let title = format!("{}: rule `{}`", rule.policy, rule.name);
            if let Some(hindrance) = &rule.hindrance {
                self.warn(format!("{title} is left out: {hindrance}"));
                continue;
            }
            let mut categories = BTreeSet::new();
            for word in &rule.categories {
                match category(word) {
                    Some(Counterpart::Category(ours)) => drop(categories.insert(ours.to_owned())),
                    Some(Counterpart::Vague(_)) if word == "user" => drop(categories.insert("*".to_owned())),
                    Some(Counterpart::Vague(ours)) => {
                        let branch = ours.split('.').next().unwrap_or(ours);
                        categories.insert(format!("{branch}.*"));
                    }
                    Some(Counterpart::Plain) | None => {
                        self.warn(format!("{title}: `{word}` has no counterpart"))
                    }
                }
            }
            let mut purposes = BTreeSet::new();
            for word in &rule.uses {
                match purpose(word) {
                    Some(ours) => drop(purposes.insert(ours)),
                    None => self.warn(format!("{title}: the use `{word}` has no counterpart")),
                }
            }
            if categories.is_empty() || purposes.is_empty() {
                self.warn(format!("{title} is left out: it names no categories or no uses"));
                continue;
            }
            let categories: Vec<String> = categories.into_iter().collect();
            let purposes: Vec<&str> = purposes.into_iter().collect();
            self.line(&format!("// {}", rule.name.replace('\n', " ")));
            self.line(&format!("never use {} for {}", categories.join(", "), purposes.join(", ")));
            self.line("");
        }
    }

    fn stores(&mut self, kinds: &BTreeMap<String, String>) {
        let stores: BTreeSet<&str> =
            self.manifests.collections.iter().map(|collection| collection.store.as_str()).collect();
        for store in stores {
            let variable = store.to_ascii_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            let kind = kinds.get(store).map_or("postgres", String::as_str);
            if !kinds.contains_key(store) {
                self.line(&format!(
                    "// What kind of store is it? Fides does not say; `--store {store}=KIND` does."
                ));
            }
            self.line(&format!("store {} = {kind} env {variable}_URL", name(store)));
            self.line("");
        }
    }

    fn table(&mut self, collection: &Collection) {
        self.line(&format!("table {} {{", place(collection)));
        if is_personal(collection) || self.leads_to_people(collection) {
            self.whose(collection);
            self.columns(collection);
            self.line(
                "// Fides does not say what an erasure does with these rows: confirm that they are deleted.",
            );
            self.line("on erasure delete");
        } else {
            self.line("nothing personal");
        }
        self.line("}");
        self.line("");
    }

    fn leads_to_people(&self, collection: &Collection) -> bool {
        collection.fields.iter().flat_map(|field| &field.references).any(|reference| {
            reference.direction.as_deref() != Some("to") && self.target(reference).is_some_and(is_personal)
        })
    }

    fn target(&self, reference: &Reference) -> Option<&Collection> {
        self.manifests
            .collections
            .iter()
            .find(|other| other.store == reference.store && other.name == reference.collection)
    }

    fn whose(&mut self, collection: &Collection) {
        let all = &self.manifests.collections;
        if is_person(collection, all) {
            let mut keys: Vec<String> = key(collection).iter().map(|field| name(&field.name)).collect();
            if keys.len() > 1 {
                keys = vec![format!("({})", keys.join(", "))];
            }
            for (field, identity) in identities(collection) {
                let identity = identity.replace('_', "-");
                let others = identities(collection).filter(|(_, other)| other.replace('_', "-") == identity);
                let first = others.min_by_key(|(other, _)| other.name != identity);
                let is_first = first.is_none_or(|(other, _)| other.name == field.name);
                let word = if is_first { identity.clone() } else { field.name.replace('_', "-") };
                if !is_first {
                    let here = format!("{}.{}.{}", collection.store, collection.name, field.name);
                    self.warn(format!(
                        "{here} is a second `{identity}` of the same rows: a request names it as `{word}`"
                    ));
                }
                let renamed = if field.name == word { String::new() } else { format!(" as {word}") };
                keys.push(format!("{}{renamed}", name(&field.name)));
            }
            self.line(&format!("is {} by {}", kind(collection), keys.join(", ")));
        } else {
            for (field, identity) in identities(collection) {
                for other in all.iter().filter(|other| is_person(other, all) && other.name != collection.name)
                {
                    let theirs = self::identities(other).find(|(_, theirs)| *theirs == identity);
                    if let Some((theirs, _)) = theirs.filter(|_| !key(other).is_empty()) {
                        let (ours, theirs) = (name(&field.name), name(&theirs.name));
                        self.line(&format!("belongs to {} by {ours} = {theirs}", place(other)));
                    }
                }
            }
        }
        for field in &collection.fields {
            for reference in &field.references {
                self.reference(collection, field, reference);
            }
        }
    }

    fn reference(&mut self, collection: &Collection, field: &Field, reference: &Reference) {
        let here = format!("{}.{}.{}", collection.store, collection.name, field.name);
        let there = format!("{}.{}.{}", reference.store, reference.collection, reference.field);
        let Some(target) = self.target(reference) else {
            self.warn(format!("{here} refers to {there}, which no manifest describes: the link is left out"));
            return;
        };
        let to_key = matches!(key(target).as_slice(), [only] if only.name == reference.field);
        let target_place = place(target);
        let nobodys = !is_personal(target) && !self.leads_to_people(target);
        let verb = if reference.direction.as_deref() == Some("to") { "owns" } else { "belongs to" };
        if verb == "owns" && nobodys {
            self.line(&format!(
                "// {} leads to {target_place}, which holds nothing personal.",
                name(&field.name)
            ));
            return;
        }
        if reference.direction.is_none() {
            self.warn(format!(
                "{here} refers to {there} without a direction: drafted as `belongs to`; confirm it"
            ));
        }
        let columns = if to_key || field.name == reference.field {
            name(&field.name)
        } else {
            format!("{} = {}", name(&field.name), name(&reference.field))
        };
        self.line(&format!("{verb} {target_place} by {columns}"));
    }

    fn columns(&mut self, collection: &Collection) {
        let mut plain = Vec::new();
        for field in &collection.fields {
            let here = format!("{}.{}.{}", collection.store, collection.name, field.name);
            let column = name(&field.name);
            for word in field.categories.iter().filter(|word| category(word).is_none()) {
                self.warn(format!("{here}: the category `{word}` has no counterpart"));
            }
            let theirs = field.categories.join(", ");
            match (counterpart(field), our_category(field)) {
                _ if !is_described(field) => {}
                (Some(Counterpart::Category(_)), Some(ours)) => self.line(&format!("{column} {ours}")),
                (Some(Counterpart::Vague(_)), Some(ours)) => {
                    self.warn(format!(
                        "{here}: `{theirs}` names a whole branch: drafted as {ours}; say what it is"
                    ));
                    self.line(&format!("{column} {ours}"));
                }
                (_, Some(ours)) => {
                    self.warn(format!(
                        "{here} is an identity and has no personal category: drafted as {ours}"
                    ));
                    self.line(&format!("{column} {ours}"));
                }
                (Some(_), None) => plain.push(column),
                (None, None) => {
                    self.line(&format!("// Does {column} hold anything personal? Fides does not say."))
                }
            }
        }
        if !plain.is_empty() {
            self.line(&format!("plain {}", plain.join(", ")));
        }
    }
}
