//! A notice written from the code: layered, in each language that there is a catalogue for.
//!
//! INVARIANT (CARRIED-BY-CODE): every sentence and every row of a table is made from statements and names them; a
//! statement that is gone takes its sentences along. Headings and captions say nothing by themselves, and stand only
//! above something. INVARIANT (CONFIRMED-ONLY): what nobody confirmed is not published.
//!
//! The wording is a table of messages, one for each kind of statement and language, that is read in both directions:
//! [`written`] makes statements of a notice in these words again.

mod catalogue;
mod compose;
mod heard;
mod html;
mod linked;
mod markdown;
mod pattern;
mod phrase;
mod record;
mod sections;
mod sentence;
mod tables;
mod written;

pub use catalogue::{Language, UNSAID, UNSPOKEN};
pub use record::{Record, record};
pub use written::{Written, written};

use probity_policy::grammar::Statement;
use probity_policy::model::Model;
use serde_json::json;

/// What is wanted of a notice.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// In which language.
    pub language: Language,
    /// Whether what nobody confirmed is shown, marked as such.
    pub drafts: bool,
    /// The address that a variable of the environment holds.
    pub address: &'w dyn Fn(&str) -> Option<String>,
}

impl std::fmt::Debug for Wanted<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Wanted")
            .field("language", &self.language)
            .field("drafts", &self.drafts)
            .finish()
    }
}

/// Why a notice cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// The variable of an address is empty.
    NoAddress(String),
    /// Statements that nobody confirmed, in the language's words.
    Unconfirmed(Vec<String>),
    /// The policy says nothing that a notice could say.
    Nothing,
}

impl Unwritable {
    /// Its name; there is a page for each.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAddress(_) => "render.no_address",
            Self::Unconfirmed(_) => "render.unconfirmed",
            Self::Nothing => "render.nothing",
        }
    }
}

impl std::fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoAddress(variable) => {
                write!(formatter, "the notice prints the address in `{variable}`, which is not set")
            }
            Self::Unconfirmed(sentences) => {
                write!(formatter, "nobody confirmed {} statements", sentences.len())?;
                for sentence in sentences {
                    write!(formatter, "\n  {sentence}")?;
                }
                Ok(())
            }
            Self::Nothing => formatter.write_str("the policy says nothing that a notice could say"),
        }
    }
}

/// A sentence and the statements that it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// The statements, by their ids.
    pub statements: Vec<String>,
}

/// A numbered sentence with the sentences that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The sentence.
    pub sentence: Sentence,
    /// What is said of the same purpose, recipient, cookie or message.
    pub under: Vec<Sentence>,
}

/// A part of the full layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its heading.
    pub heading: &'static str,
    /// Its sentences.
    pub items: Vec<Item>,
}

/// A few sentences of the short layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// What they are about.
    pub heading: &'static str,
    /// The sentences.
    pub sentences: Vec<Sentence>,
}

/// A table of the notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is of.
    pub caption: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// As JSON: each row with its statements.
    fn json(&self) -> serde_json::Value {
        let rows = self.rows.iter().map(|row| json!({ "cells": row.cells, "statements": row.statements }));
        json!({ "caption": self.caption, "columns": self.columns, "rows": rows.collect::<Vec<_>>() })
    }
}

/// A row and the statements that it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// One text for each column.
    pub cells: Vec<String>,
    /// The statements, by their ids.
    pub statements: Vec<String>,
}

/// A notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its language.
    pub language: Language,
    /// Whether it shows what nobody confirmed.
    pub drafts: bool,
    /// Its heading: whose notice it is, and since when.
    pub title: Sentence,
    /// The short layer.
    pub short: Vec<Brief>,
    /// The full layer.
    pub parts: Vec<Part>,
    /// Tables of the same.
    pub tables: Vec<Table>,
    /// Each statement by its id, as the code says it.
    pub statements: Vec<(String, String)>,
    linked: serde_json::Value,
}

/// Writes the notice of a policy.
///
/// # Errors
///
/// When an address is missing, when something was not confirmed and drafts are not wanted, or when there is nothing
/// to say.
pub fn render(model: &Model, wanted: &Wanted<'_>) -> Result<Notice, Unwritable> {
    compose::notice(model, wanted)
}

/// Says statements one by one, as a notice in English would.
#[derive(Debug)]
pub(crate) struct Speaker {
    titles: phrase::Titles,
}

impl Speaker {
    /// With the titles of a policy.
    pub(crate) fn of(statements: &[Statement]) -> Self {
        Self { titles: phrase::Titles::of(statements) }
    }

    /// A statement as a sentence; nothing when no notice says it, or when an address in it is not known here.
    pub(crate) fn sentence(&self, statement: &Statement) -> Option<String> {
        if statement.name("variable").is_some() {
            return None;
        }
        let speech = phrase::Speech { language: Language::English, titles: &self.titles };
        sentence::of(&speech, statement)
    }
}

impl Notice {
    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        markdown::write(self, &markdown::TEXT)
    }

    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::write(self, &markdown::MARKDOWN)
    }

    /// As a page that needs nothing else: no script, no other file.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(self)
    }

    /// As linked data in the words of the Data Privacy Vocabulary.
    #[must_use]
    pub fn json_ld(&self) -> serde_json::Value {
        self.linked.clone()
    }

    /// As JSON: each sentence and each row with its statements.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        markdown::json(self)
    }
}
