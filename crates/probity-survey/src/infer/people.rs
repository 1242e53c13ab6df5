//! Which tables are people: by the word for a row, by what identifies one, and by who points to it.

use super::keys::{Known, Reference};
use super::lexicon;
use super::names::Names;
use crate::guess::{Confidence, Guess};
use crate::observe::{Catalogue, Samples};
use probity_stores::schema::{LiveTable, Place, TypeFamily};
use serde::Serialize;
use std::collections::BTreeMap;

/// A table whose rows are people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonGuess {
    /// The kind of people.
    pub kind: String,
    /// The columns that others point to.
    pub key: Vec<String>,
    /// Columns by which somebody can be named in a request, each with the name used there.
    pub identities: Vec<(String, String)>,
}

/// How much speaks for a table being people, before anybody knows who points to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Likely {
    pub(crate) points: i32,
    pub(crate) reasons: Vec<String>,
    pub(crate) identities: Vec<(String, String)>,
    /// The word for a row is one for people.
    pub(crate) by_word: bool,
    pub(crate) unique_email: Option<String>,
    /// It has a password.
    pub(crate) signs_in: bool,
}

/// From so many points on a table is people.
const ENOUGH: i32 = 60;
/// From so many points on it is worth asking whether others point to it.
pub(crate) const WORTH_ASKING: i32 = 40;

pub(crate) fn likely(catalogue: &Catalogue, samples: &Samples, names: &Names) -> BTreeMap<Place, Likely> {
    catalogue
        .tables()
        .map(|table| (table.place.clone(), of_itself(table, samples, names)))
        .filter(|(_, likely)| likely.points > 0)
        .collect()
}

fn of_itself(table: &LiveTable, samples: &Samples, names: &Names) -> Likely {
    let mut likely = Likely::default();
    let noun = row_word(names, &table.place);
    // `group_users` with a `user_id` joins users to something; its rows are none.
    let of_others = names.is_join(&table.place)
        || (names.table(&table.place).len() > 1
            && table
                .columns
                .iter()
                .any(|column| names.words(&column.name) == [noun.to_owned(), "id".to_owned()])
            && !table.primary_key.iter().any(|name| names.words(name) == [noun.to_owned(), "id".to_owned()]));
    let mut add = |points: i32, reason: String| {
        likely.points += points;
        likely.reasons.push(reason);
    };
    if of_others {
        add(-40, String::new());
    } else if lexicon::is_person(noun) {
        add(45, format!("a row is called `{noun}`"));
    } else if lexicon::may_be_person(noun) {
        add(22, format!("a row is called `{noun}`"));
    } else if lexicon::is_common(noun) {
        add(-60, String::new());
    } else if !of_others && lexicon::is_agent(noun) && !lexicon::is_content(noun) && !lexicon::is_fiscal(noun)
    {
        // `readers` and `payees` are not in any list of words for people, and are named after what people do.
        add(5, format!("a row is called `{noun}`, after what somebody does"));
    } else {
        add(-15, String::new());
    }
    let mut identities: Vec<(String, String)> = Vec::new();
    let mut unique_email = None;
    let (mut email, mut secret, mut login, mut name) = (false, false, false, false);
    let (mut phone, mut born) = (false, false);
    for column in &table.columns {
        secret |= column.family == TypeFamily::Text && is_password(&names.of_column(table, &column.name));
        let Some(category) = samples.category(&table.place, &column.name) else { continue };
        let alone = std::slice::from_ref(&column.name);
        let unique = table.uniques.iter().any(|unique| unique.columns == alone) || table.primary_key == alone;
        match category.value.as_str() {
            "contact.email" | "guest.email" => {
                if unique && unique_email.is_none() {
                    unique_email = Some(column.name.clone());
                }
                email = true;
                identities.push(("email".to_owned(), column.name.clone()));
            }
            "account.username" | "social.handle" => {
                login |= unique;
                // What is only shown to others is many people's.
                let shown = names.words(&column.name).iter().any(|word| SHOWN.contains(&word.as_str()));
                if shown && !unique {
                    continue;
                }
                identities.push(("username".to_owned(), column.name.clone()));
            }
            "contact.phone" if names.words(&column.name).iter().any(|word| word == "fax") => {}
            "contact.phone" => {
                phone = true;
                identities.push(("phone".to_owned(), column.name.clone()));
            }
            "credential.password" => secret = true,
            "contact.name" => name = true,
            "identity.birth-date" => born = true,
            _ => {}
        }
    }
    if email {
        add(25, "it has an e-mail address".to_owned());
    }
    if unique_email.is_some() {
        add(12, "which is unique".to_owned());
    }
    if secret {
        add(20, "it has a password".to_owned());
    }
    if login {
        add(15, "it has a unique user name".to_owned());
    }
    if name {
        add(8, "it has a person's name".to_owned());
    }
    let thing = lexicon::is_common(noun) || lexicon::is_fiscal(noun) || lexicon::is_content(noun);
    if has_both_names(table, names) && !thing && !of_others {
        add(28, "it has a given and a family name".to_owned());
    }
    if phone {
        add(6, "it has a telephone number".to_owned());
    }
    // Companies and things have addresses too; only a person was born.
    if born {
        add(if thing || of_others { 6 } else { 18 }, "it has a date of birth".to_owned());
    }
    likely.reasons.retain(|reason| !reason.is_empty());
    likely.by_word = lexicon::is_person(noun) && !of_others;
    likely.unique_email = unique_email;
    likely.signs_in = secret;
    likely.identities = named(identities);
    likely
}

/// Words of names that people choose to be seen by.
const SHOWN: [&str; 7] = ["display", "nick", "nickname", "screen", "shown", "public", "spitzname"];

fn is_password(words: &[String]) -> bool {
    words.iter().any(|word| {
        matches!(word.as_str(), "pass" | "password" | "passwd" | "pwd" | "passwort" | "kennwort" | "passhash")
    })
}

/// What a row is called: the last word of the table's name that says something of it, as in `customer_lookup`.
fn row_word<'n>(names: &'n Names, place: &Place) -> &'n str {
    match names.table(place) {
        [.., before, last] if matches!(last.as_str(), "lookup" | "master" | "register" | "table") => before,
        _ => names.noun(place),
    }
}

/// Whether a row has a given and a family name of its own, and not as one of several such pairs.
fn has_both_names(table: &LiveTable, names: &Names) -> bool {
    let has = |wanted: &[&str]| {
        table.columns.iter().any(|column| {
            let joined = names.of_column(table, &column.name).concat();
            wanted.contains(&joined.as_str())
        })
    };
    has(&[
        "firstname",
        "givenname",
        "forename",
        "fname",
        "vorname",
        "prenom",
        "primernombre",
        "voornaam",
        "nome",
        "firstnames",
    ]) && has(&[
        "lastname",
        "surname",
        "familyname",
        "lname",
        "nachname",
        "nom",
        "apellido",
        "apellidos",
        "achternaam",
        "cognome",
        "name",
    ])
}

/// Whether a table's people work for whoever runs the store, by its name: `admin_users`, `recruiters`.
pub(crate) fn is_operator_by_name(names: &Names, place: &Place) -> bool {
    lexicon::is_serving(names.noun(place)) || names.table(place).iter().any(|word| lexicon::is_working(word))
}

/// Each identity under a name of its own: `email`, and the column's name for a second one.
fn named(found: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut named: Vec<(String, String)> = Vec::new();
    for (name, column) in found {
        let name = if named.iter().any(|(taken, _)| *taken == name) { column.clone() } else { name };
        if !named.iter().any(|(taken, _)| *taken == name) {
            named.push((name, column));
        }
    }
    named
}

/// The people of a store.
pub(crate) fn people(
    catalogue: &Catalogue,
    names: &Names,
    likely: &BTreeMap<Place, Likely>,
    references: &Known<'_>,
) -> BTreeMap<Place, Guess<PersonGuess>> {
    let mut people = BTreeMap::new();
    for table in catalogue.tables() {
        let Some(found) = likely.get(&table.place) else { continue };
        let Some(key) = key_of(table).or_else(|| assumed_key(table, names)) else { continue };
        let pointing = references
            .to(&table.place)
            .iter()
            .filter(|reference| reference.from != table.place)
            .map(|reference| &reference.from)
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        let mut points = found.points + i32::try_from(pointing.min(5)).unwrap_or(5) * 4;
        let mut reasons = found.reasons.clone();
        // A row that points to the person it is about is that person's row, unless it is called a person itself
        // and has an address of its own.
        let about = references.from(&table.place).iter().find(|reference| {
            reference.to != table.place
                && reference.confidence.is_sure()
                && likely.get(&reference.to).is_some_and(|there| {
                    there.points >= found.points.max(WORTH_ASKING) || (there.by_word && !found.by_word)
                })
                && names_its_target(names, reference)
                && !is_what_the_other_is(names, references, reference)
        });
        let mut serving = false;
        if let Some(about) = about {
            let own = found.by_word
                && pointing > 0
                && (found.unique_email.is_some()
                    || (!about.required && found.identities.iter().any(|(name, _)| name == "email"))
                    || is_role_of(names, about));
            // Doctors and agents are people in a part, however little their own row says of them.
            serving =
                pointing > 0 && lexicon::is_serving(names.noun(&table.place)) && is_general(names, &about.to);
            if serving {
                points += 30;
                reasons.push(format!("each is one of `{}`", about.to.table));
            } else if !own {
                points -=
                    if found.by_word && !found.identities.is_empty() && !about.unique_here { 20 } else { 60 };
                reasons.push(format!("but its rows are about `{}`", about.to.table));
            }
        }
        // Where people belong to accounts, many to one, an account is a company.
        let company = !found.by_word
            && found.identities.is_empty()
            && references.to(&table.place).iter().any(|reference| {
                reference.from != table.place
                    && !reference.unique_here
                    && likely.get(&reference.from).is_some_and(|here| here.points >= ENOUGH)
            });
        if company {
            points -= 30;
            reasons.push("but several people share one".to_owned());
        } else if !found.by_word
            && lexicon::may_be_person(names.noun(&table.place))
            && about.is_none()
            && pointing >= 5
        {
            points += 18;
        }
        // What is called people, is pointed to and is about nobody else is people, however little it says of them.
        let bare = found.by_word && pointing >= 1 && about.is_none() && points > 0;
        if bare && points < ENOUGH {
            points = ENOUGH;
            reasons.push("and it is about nobody else".to_owned());
        }
        let identified = serving || !found.identities.is_empty() || (found.by_word && pointing >= 2) || bare;
        if points < ENOUGH || !identified {
            continue;
        }
        if pointing > 0 {
            reasons.push(match pointing {
                1 => "another table points to it".to_owned(),
                _ => format!("{pointing} other tables point to it"),
            });
        }
        let guess =
            PersonGuess { kind: kind(names, &table.place), key, identities: found.identities.clone() };
        people.insert(
            table.place.clone(),
            Guess::new(guess, Confidence::percent(points.min(98)), reasons.join(", ")),
        );
    }
    people
}

/// Whether every row there must name a row here, and not the other way round: users each are a partner, so that a
/// partner who names a user is not about that user.
fn is_what_the_other_is(names: &Names, references: &Known<'_>, about: &Reference) -> bool {
    !about.required
        && references
            .from(&about.to)
            .iter()
            .any(|back| back.to == about.from && back.required && names_its_target(names, back))
}

/// Whether rows are people in a part, each of which is a person of a more general table: `patients.user_id`,
/// `doctors.person_id`.
fn is_role_of(names: &Names, about: &Reference) -> bool {
    is_general(names, &about.to) && about.unique_here && names.table(&about.from).len() == 1
}

/// Whether a table's rows are people without any part.
fn is_general(names: &Names, place: &Place) -> bool {
    matches!(names.noun(place), "user" | "person" | "people" | "account" | "login" | "party")
}

/// Whether a reference is simply called after the table that it points to: `user_id`, and not `approved_by`.
pub(crate) fn names_its_target(names: &Names, reference: &Reference) -> bool {
    let [column] = reference.columns.as_slice() else { return false };
    let (base, _) = super::endings::base_of(&names.of_column_at(&reference.from, column), names);
    let target = names.table(&reference.to);
    !base.is_empty() && (target == base.as_slice() || target.ends_with(&base))
}

/// The columns by which a row is told apart: the primary key, or a unique column that must have a value.
pub(crate) fn key_of(table: &LiveTable) -> Option<Vec<String>> {
    if !table.primary_key.is_empty() {
        return Some(table.primary_key.clone());
    }
    let full = |columns: &[String]| {
        columns.iter().all(|name| table.column(name).is_some_and(|column| column.not_null))
    };
    table.uniques.iter().map(|unique| &unique.columns).find(|columns| full(columns)).cloned()
}

/// A table without any key has one nevertheless: `id`, or what a row is called and `id`.
pub(crate) fn assumed_key(table: &LiveTable, names: &Names) -> Option<Vec<String>> {
    let noun = names.noun(&table.place);
    let is_key = |name: &str| {
        let words = names.words(name);
        words == ["id"] || words == [noun.to_owned(), "id".to_owned()] || words == [format!("{noun}id")]
    };
    table.columns.iter().find(|column| is_key(&column.name)).map(|column| vec![column.name.clone()])
}

/// What the people of a table are called: the last word of its name.
pub(crate) fn kind(names: &Names, place: &Place) -> String {
    let plain: String = names.noun(place).chars().filter(|one| one.is_alphanumeric()).collect();
    if plain.starts_with(char::is_alphabetic) { plain } else { "person".to_owned() }
}
