//! Conclusions from a store's catalogue and samples: who the people are, which key leads to whom, what each
//! column holds, whose each row is.
//!
//! Only shapes and words count; no table of any application is known here. The order matters: likely people
//! by their own columns, then keys (which need to know them), then people by who points to them, then ways.

mod candidates;
pub mod classify;
mod columns;
pub(crate) mod endings;
mod hanging;
pub(crate) mod keys;
pub(crate) mod lexicon;
pub(crate) mod names;
pub(crate) mod of_row;
mod ownership;
mod parts;
pub(crate) mod people;
mod roles;
mod row_words;
mod standing;
mod weigh;

pub use columns::{ColumnGuess, ColumnKind};
pub use hanging::Shell;
pub use keys::{Origin, Reference};
pub use ownership::LinkGuess;
pub use people::PersonGuess;

use crate::guess::Guess;
use crate::observe::{Catalogue, InclusionQuestion, Observer, Samples};
use classify::Classify;
use names::Names;
use probity_policy::model::data_map::Anchor;
use probity_stores::schema::Place;
use std::collections::BTreeMap;

/// What is concluded about a store.
#[derive(Clone, Debug, Default)]
pub struct Conclusions {
    /// About each table with rows of its own.
    pub tables: BTreeMap<Place, TableGuess>,
    /// Which column points to which.
    pub references: Vec<Reference>,
}

/// What is concluded about a table.
#[derive(Clone, Debug, Default)]
pub struct TableGuess {
    /// Set when each row is a person.
    pub person: Option<Guess<PersonGuess>>,
    /// Ways to people.
    pub links: Vec<LinkGuess>,
    /// Columns that point to somebody's rows and say nothing of whose the row here is; they are emptied when those go.
    pub pointers: Vec<LinkGuess>,
    /// Ways to people of other stores, when these were looked at too.
    pub elsewhere: Vec<crate::across::Elsewhere>,
    /// Its columns, in the engine's order.
    pub columns: Vec<ColumnGuess>,
    /// Instants from which periods count.
    pub anchors: BTreeMap<Anchor, String>,
    /// Whether rows may have to be kept by law, so that deleting them is a question.
    pub may_have_to_stay: Option<String>,
    /// Set when rows of others cannot be without these, which then keep their place, empty.
    pub shell: Option<Shell>,
    /// How the rows get their people: a way, a person, or nobody.
    pub reached: bool,
    /// Another table of which this one seems to keep old or removed rows.
    pub history_of: Option<Place>,
    /// Remarks for whoever reads the draft.
    pub remarks: Vec<String>,
}

impl TableGuess {
    /// The columns in which something of a person was recognised.
    pub fn personal(&self) -> impl Iterator<Item = (&ColumnGuess, &Guess<String>)> {
        self.columns.iter().filter_map(|column| match &column.kind {
            ColumnKind::Personal(category) => Some((column, category)),
            ColumnKind::OfRow(_) | ColumnKind::Plain => None,
        })
    }

    /// The columns that are personal only because they stand in somebody's rows.
    pub fn of_row(&self) -> impl Iterator<Item = (&ColumnGuess, &Guess<String>)> {
        self.columns.iter().filter_map(|column| match &column.kind {
            ColumnKind::OfRow(category) => Some((column, category)),
            ColumnKind::Personal(_) | ColumnKind::Plain => None,
        })
    }

    /// Whether anything in the table is somebody's.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.person.is_some() || !self.links.is_empty() || self.personal().next().is_some()
    }
}

/// What was read and what follows from it.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// What the samples say.
    pub samples: Samples,
    /// The conclusions.
    pub conclusions: Conclusions,
    /// What could not be looked at, in words.
    pub notes: Vec<String>,
}

/// Looks at a store and concludes.
///
/// # Errors
/// When the catalogue cannot be read. Tables that cannot be sampled are judged by names and types.
pub async fn examine(
    observer: &mut Observer,
    classify: &dyn Classify,
) -> Result<Examined, probity_stores::StoreError> {
    let catalogue = observer.catalogue_before_samples().await?;
    let samples = observer.samples(&catalogue, classify).await;
    let thinking = Thinking::new(&catalogue, &samples);
    let questions = thinking.questions();
    let answers = observer.inclusions(&catalogue, questions).await;
    let conclusions = thinking.conclude(&answers);
    Ok(Examined { catalogue, samples, conclusions, notes: Vec::new() })
}

/// The steps of concluding, without a store.
pub(crate) struct Thinking<'a> {
    catalogue: &'a Catalogue,
    samples: &'a Samples,
    names: Names,
    likely: BTreeMap<Place, people::Likely>,
    candidates: Vec<keys::Candidate>,
}

impl<'a> Thinking<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, samples: &'a Samples) -> Self {
        let names = Names::of(catalogue);
        let likely = people::likely(catalogue, samples, &names);
        let candidates = candidates::candidates(catalogue, samples, &names, &likely);
        Self { catalogue, samples, names, likely, candidates }
    }

    pub(crate) fn questions(&self) -> Vec<InclusionQuestion> {
        let mut questions: Vec<InclusionQuestion> =
            self.candidates.iter().flat_map(keys::Candidate::questions).collect();
        questions.sort();
        questions.dedup();
        questions
    }

    pub(crate) fn conclude(self, answers: &[(InclusionQuestion, crate::observe::Inclusion)]) -> Conclusions {
        let is_people =
            |place: &Place| self.likely.get(place).is_some_and(|one| one.points >= people::WORTH_ASKING);
        let references = weigh::settle(self.candidates, answers, &is_people);
        let known = keys::Known::of(&references);
        let people = people::people(self.catalogue, &self.names, &self.likely, &known);
        let mut tables = columns::columns(self.catalogue, self.samples, &self.names, &known, &people);
        ownership::ways(self.catalogue, &self.names, &known, people, &self.likely, &mut tables);
        columns::settle(self.catalogue, self.samples, &self.names, &known, &mut tables);
        of_row::fill(self.catalogue, &self.names, &known, &mut tables);
        let mut conclusions = Conclusions { tables, references };
        hanging::hanging(self.catalogue, &mut conclusions);
        conclusions
    }
}
