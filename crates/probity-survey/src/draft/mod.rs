//! The data map of conclusions, in the language: what is uncertain is `unconfirmed`, and each sentence says in
//! a comment how sure it is and why.
//!
//! INVARIANT (DRAFTS-COMPILE): whatever a store is called and holds, its draft has no error.
//! INVARIANT (NO-ADDRESS): a draft names the variable that holds the store's address, and never the address.

mod table;

pub(crate) use table::{link_sentence, sentence_line, table_block};

use crate::infer::{Examined, TableGuess};
use probity_policy::grammar::name_part;
use probity_policy::model::data_map::StoreKind;
use probity_stores::schema::Place;

/// What a draft is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The store's name in the language.
    pub store: String,
    /// Its kind.
    pub kind: StoreKind,
    /// The environment variable that holds its address.
    pub variable: String,
}

impl Naming {
    /// A store's name, and a variable called after it.
    #[must_use]
    pub fn new(store: &str, kind: StoreKind) -> Self {
        let upper: String = store
            .chars()
            .map(|one| if one.is_ascii_alphanumeric() { one.to_ascii_uppercase() } else { '_' })
            .collect();
        let what = match kind {
            StoreKind::Folder => "FOLDER",
            StoreKind::Redis | StoreKind::Bucket | StoreKind::Http => "URL",
            _ => "DATABASE_URL",
        };
        Self { store: store.to_owned(), kind, variable: format!("{upper}_{what}") }
    }

    /// A table's name in the language; nothing when it cannot be written.
    #[must_use]
    pub fn table(&self, place: &Place, default_schema: &str) -> Option<String> {
        let store = name_part(&self.store)?;
        let table = name_part(&place.table)?;
        if place.schema == default_schema {
            return Some(format!("{store}.{table}"));
        }
        Some(format!("{store}.{}.{table}", name_part(&place.schema)?))
    }
}

/// The data map of a store, people first, then what is theirs, then what is nobody's.
#[must_use]
pub fn draft(naming: &Naming, examined: &Examined) -> String {
    let mut text = String::new();
    text.push_str(&format!(
        "// The data map of the store `{}`, drafted from its live schema and a sample of its rows.\n\
         // Each sentence says how sure it is and why. What is less than 75% sure is `unconfirmed` and denies:\n\
         // correct it, or remove the word.\n\n",
        naming.store
    ));
    for note in &examined.notes {
        text.push_str(&format!("// {}\n", table::one_line(note)));
    }
    text.push_str(&format!("store {} = {} env {}\n", naming.store, naming.kind.word(), naming.variable));
    let tables = &examined.conclusions.tables;
    for (title, part) in
        [("People", Part::People), ("What is theirs", Part::Theirs), ("Nobody's", Part::Nobodys)]
    {
        let some: Vec<(&Place, &TableGuess)> =
            tables.iter().filter(|(_, table)| Part::of(table) == part).collect();
        if some.is_empty() {
            continue;
        }
        text.push_str(&format!("\n// {title}\n"));
        for (place, table) in some {
            text.push('\n');
            text.push_str(&table_block(naming, examined, place, table));
        }
    }
    probity_policy::format(&text)
}

/// The parts of a draft.
#[derive(PartialEq, Eq)]
enum Part {
    People,
    Theirs,
    Nobodys,
}

impl Part {
    fn of(table: &TableGuess) -> Self {
        match (&table.person, table.reached) {
            (Some(_), _) => Self::People,
            (None, true) => Self::Theirs,
            (None, false) => Self::Nobodys,
        }
    }
}
