//! How the page marks a sentence: with a sign, a word and a class, never by colour alone (NOT-BY-COLOUR).

use super::{Sentence, Standing};
use probity_vocabulary::PromiseState;

/// How a sentence is marked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Kept,
    Broken,
    Unproven,
    Carried,
    Promised,
    Information,
}

impl Mark {
    pub(super) fn of(sentence: &Sentence) -> Self {
        match (sentence.state, sentence.standing) {
            (_, Standing::Information) => Self::Information,
            (Some(state), _) => Self::of_state(Some(state)),
            (None, Standing::Carried) => Self::Carried,
            (None, Standing::Promised) => Self::Promised,
        }
    }

    pub(super) fn of_state(state: Option<PromiseState>) -> Self {
        match state {
            Some(PromiseState::Kept) => Self::Kept,
            Some(PromiseState::Broken) => Self::Broken,
            Some(PromiseState::Unproven) => Self::Unproven,
            None => Self::Carried,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Promised => "not carried",
            other => other.class(),
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::Unproven => "unproven",
            Self::Carried => "carried",
            Self::Promised => "open",
            Self::Information => "information",
        }
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Kept => "✓",
            Self::Broken => "✕",
            Self::Unproven => "?",
            Self::Carried => "●",
            Self::Promised => "○",
            Self::Information => "",
        }
    }

    pub(super) fn means(self) -> &'static str {
        match self {
            Self::Kept => {
                "checked against the running systems, with evidence, and no counterexample was found"
            }
            Self::Broken => "checked, and a counterexample was found",
            Self::Unproven => "a promise for which there is no proof yet, for or against",
            Self::Carried => "statements of the policy code carry this sentence",
            Self::Promised => "it promises something, and no statement carries it yet",
            Self::Information => "it explains, and promises nothing",
        }
    }

    pub(super) fn tag(self) -> String {
        format!(
            "<span class=\"state {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
            self.class(),
            self.sign(),
            self.word()
        )
    }
}

/// The sign alone, for who sees the page.
pub(super) fn sign_of(mark: Mark) -> String {
    match mark.sign() {
        "" => String::new(),
        sign => format!("<span class=\"sign {}\" aria-hidden=\"true\">{sign}</span>", mark.class()),
    }
}
