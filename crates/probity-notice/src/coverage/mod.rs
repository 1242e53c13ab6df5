//! Which sentence of the published text which statement of the policy carries, and what nobody carries.
//!
//! A statement is bound by the words that stand quoted above it; without a quote, by the clause that it cites, and
//! there by what the sentences speak of. A sentence without a statement is a *promise* when the reading finds a
//! practice in it, and *information* otherwise. With what `verify` found, each sentence gets a state.
//!
//! It stands here because it needs the reading and the compiled policy and nothing else. It proves nothing itself.
//!
//! INVARIANT (NO-KEPT-WITHOUT-EVIDENCE): a sentence is kept only when a promise of it is, and no other is less; what
//! was not verified is unproven.

mod bind;
mod figures;
mod kinds;
mod mark;
mod page;
mod text;

pub use figures::{ClauseFigures, Figures, Share};
pub use page::{Proofs, page, page_of_site, style};
pub use text::text;

use crate::reading::Reading;
use probity_policy::model::Model;
use probity_policy::published::Published;
use probity_policy::report::Report;
use probity_vocabulary::PromiseState;
use serde::Serialize;
use std::ops::Range;

/// What became of a sentence in the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Statements carry it.
    Carried,
    /// It makes a practice or promise, and no statement carries it.
    Promised,
    /// It only informs.
    Information,
}

/// How a statement was bound to a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It quotes the words.
    Quoted,
    /// It quotes words much like these, in their clause.
    Nearly,
    /// It stands in the block of a statement that quotes or cites them.
    Block,
    /// It cites the clause, and the sentence speaks of the same.
    Topic,
    /// It cites the clause, and nothing there tells the sentences apart.
    Clause,
}

/// A statement bound to a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// The statement, as an index.
    pub statement: usize,
    /// How.
    pub how: How,
}

/// A sentence of the published text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Its clause, as an index into the outline.
    #[serde(skip)]
    pub clause: usize,
    /// The id of its clause.
    pub clause_id: String,
    /// Its bytes in the text.
    #[serde(skip)]
    pub range: Range<usize>,
    /// Its words.
    pub text: String,
    /// How many words it has.
    pub words: usize,
    /// What became of it.
    pub standing: Standing,
    /// What carries it, each statement once.
    pub statements: Vec<Binding>,
    /// Kept, broken or unproven; nothing for information, and when nothing was verified.
    pub state: Option<PromiseState>,
}

/// A statement of the policy that the published text is to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The promise's id; nothing for a statement that only describes.
    pub promise: Option<String>,
    /// The sentence in its canonical form.
    pub sentence: String,
    /// The clauses that it cites.
    pub clauses: Vec<String>,
    /// Nobody confirmed it.
    pub unconfirmed: bool,
    /// The statement says that a law asks for it, which needs no words of the notice.
    pub by_law: bool,
    /// The sentences that it carries, as indices.
    pub sentences: Vec<usize>,
    /// What `verify` found, if it was asked.
    pub state: Option<PromiseState>,
}

impl Stated {
    /// A promise that the published text does not make.
    #[must_use]
    pub fn is_unpublished(&self) -> bool {
        self.promise.is_some() && !self.by_law && self.sentences.is_empty()
    }
}

/// A published text and a policy, bound to each other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coverage {
    /// The policy's title.
    pub policy: String,
    /// Its version.
    pub version: String,
    /// When it was verified, if it was.
    pub verified_at: Option<String>,
    /// On a clock that could be set by somebody.
    pub test_clock: bool,
    /// The figures.
    pub figures: Figures,
    /// The figures of each clause that has a label or heading.
    pub clauses: Vec<ClauseFigures>,
    /// The sentences in their order; headings are none.
    pub sentences: Vec<Sentence>,
    /// The statements in theirs.
    pub statements: Vec<Stated>,
    /// What was found about each promise.
    #[serde(skip)]
    pub verified: Option<Report>,
}

/// Binds a text to a policy; `reading` is that of the text.
#[must_use]
pub fn coverage(
    published: &Published,
    reading: &Reading,
    model: &Model,
    verified: Option<Report>,
) -> Coverage {
    let text = published.text();
    let mut bound = bind::bind(published, reading, model);
    if let Some(verified) = &verified {
        give_states(&mut bound, verified);
    }
    let frame = |value: &Option<probity_policy::grammar::Located<String>>| {
        value.as_ref().map_or_else(String::new, |value| value.value.clone())
    };
    Coverage {
        policy: frame(&model.policy.title),
        version: frame(&model.policy.version),
        verified_at: verified.as_ref().map(|one| one.at.to_string()),
        test_clock: verified.as_ref().is_some_and(|one| one.test_clock),
        figures: Figures::of(&bound.sentences, &bound.statements),
        clauses: figures::by_clause(text, &reading.outline, &bound.sentences),
        sentences: bound.sentences,
        statements: bound.statements,
        verified,
    }
}

fn give_states(bound: &mut bind::Bound, verified: &Report) {
    for statement in &mut bound.statements {
        let proved = statement.promise.as_deref().and_then(|id| verified.of(id));
        statement.state =
            statement.promise.as_ref().map(|_| proved.map_or(PromiseState::Unproven, |one| one.state));
    }
    for sentence in &mut bound.sentences {
        if sentence.standing == Standing::Information {
            continue;
        }
        let states = || {
            let bound = &bound.statements;
            sentence.statements.iter().filter_map(|one| bound.get(one.statement)?.state)
        };
        sentence.state = Some(if states().any(|state| state == PromiseState::Broken) {
            PromiseState::Broken
        } else if states().next().is_some() && states().all(|state| state == PromiseState::Kept) {
            PromiseState::Kept
        } else {
            PromiseState::Unproven
        });
    }
}
