//! How much of a text is carried, in sentences and in words.

use super::{Sentence, Standing, Stated};
use crate::Outline;
use probity_vocabulary::PromiseState;
use serde::Serialize;

/// So many sentences with so many words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Sentences.
    pub sentences: usize,
    /// Their words.
    pub words: usize,
}

impl Share {
    fn of<'s>(sentences: impl Iterator<Item = &'s Sentence>) -> Self {
        sentences.fold(Self::default(), |sum, one| Self {
            sentences: sum.sentences + 1,
            words: sum.words + one.words,
        })
    }
}

/// A part of a whole in percent, rounded down, so that 100 means all; 100 when there is nothing.
pub(super) fn percent(part: usize, whole: usize) -> usize {
    part.saturating_mul(100).checked_div(whole).unwrap_or(100)
}

/// The figures of a text or of a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// All sentences.
    pub all: Share,
    /// Those that statements carry.
    pub carried: Share,
    /// Those that promise, and no statement carries them.
    pub promised: Share,
    /// Those that only inform.
    pub information: Share,
    /// Of the sentences that are carried or promise, how many are carried, in percent.
    pub percent_of_sentences: usize,
    /// The same of their words.
    pub percent_of_words: usize,
    /// Those that are kept.
    pub kept: Share,
    /// Those of which a promise is broken.
    pub broken: Share,
    /// Those of which nothing is proved.
    pub unproven: Share,
    /// Statements that the text does not say.
    pub statements_without_sentence: usize,
}

impl Figures {
    pub(super) fn of(sentences: &[Sentence], statements: &[Stated]) -> Self {
        let standing =
            |standing: Standing| Share::of(sentences.iter().filter(move |one| one.standing == standing));
        let state =
            |state: PromiseState| Share::of(sentences.iter().filter(move |one| one.state == Some(state)));
        let (carried, promised) = (standing(Standing::Carried), standing(Standing::Promised));
        Self {
            all: Share::of(sentences.iter()),
            carried,
            promised,
            information: standing(Standing::Information),
            percent_of_sentences: percent(carried.sentences, carried.sentences + promised.sentences),
            percent_of_words: percent(carried.words, carried.words + promised.words),
            kept: state(PromiseState::Kept),
            broken: state(PromiseState::Broken),
            unproven: state(PromiseState::Unproven),
            statements_without_sentence: statements.iter().filter(|one| one.is_unpublished()).count(),
        }
    }
}

/// The figures of one clause, without those of the clauses that stand below it and have a label of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClauseFigures {
    /// Its id.
    pub id: String,
    /// Its heading, or the one it stands under.
    pub heading: String,
    /// Its figures.
    pub figures: Figures,
}

pub(super) fn by_clause(text: &str, outline: &Outline, sentences: &[Sentence]) -> Vec<ClauseFigures> {
    let home = |sentence: &Sentence| {
        let own = outline.clauses.get(sentence.clause)?;
        std::iter::once(own)
            .chain(outline.above(own))
            .find(|clause| clause.label.is_some() || clause.is_heading)
    };
    let heading = |clause: &crate::Clause| {
        let headed = std::iter::once(clause).chain(outline.above(clause)).find(|one| one.is_heading);
        let words = headed.map_or("", |one| text.get(one.body.clone()).unwrap_or(""));
        words.trim_matches(['#', '*', ' ', ':']).to_owned()
    };
    let mut all: Vec<ClauseFigures> = Vec::new();
    let mut from = 0;
    while let Some(first) = sentences.get(from) {
        let clause = home(first);
        let id = clause.map_or("", |clause| clause.id.as_str());
        let rest = sentences.get(from..).unwrap_or_default();
        let count =
            rest.iter().take_while(|one| home(one).map_or("", |clause| clause.id.as_str()) == id).count();
        let part = rest.get(..count).unwrap_or_default();
        all.push(ClauseFigures {
            id: id.to_owned(),
            heading: clause.map_or_else(String::new, heading),
            figures: Figures::of(part, &[]),
        });
        from += count.max(1);
    }
    all
}
