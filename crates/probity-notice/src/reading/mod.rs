//! Reading: from the words of a notice to practices.
//!
//! Each sentence is tried against the rules under the headings that it stands under; items of a list are what the
//! words before the list say. Where two rules take the same words for different practices, a table says which wins.
//!
//! INVARIANT (LINEAR-TIME): the patterns neither go back nor look around, so time grows with the text and no faster.

mod about;
mod context;
mod list;
mod patterns;
mod practice;
mod rows;
mod rule;
mod rules;
mod topic;
mod trial;
mod value;
mod words;

pub use practice::{Kind, Practice, Sureness};
pub(crate) use value::country;

use crate::Document;
use crate::document::Table;
use crate::matching::Words;
use about::{About, Headings};
use context::{Context, Step};
use list::Lists;
use probity_text::{Clause, Outline};
use rows::Rows;
use rule::Said;
use serde_json::{Map, Value};
use std::ops::Range;
use trial::Trial;

/// A notice as it was read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its clauses.
    pub outline: Outline,
    /// Its practices, in the order of the text.
    pub practices: Vec<Practice>,
    /// The words of the text, for whoever looks for others among them.
    pub(crate) words: Words,
}

/// Reads a notice.
#[must_use]
pub fn read(text: &str) -> Reading {
    read_outlined(text, Outline::read(text), &[])
}

/// Reads a document of any format.
#[must_use]
pub fn read_document(document: &Document) -> Reading {
    let outline = Outline::marked(document.text(), document.marks());
    read_outlined(document.text(), outline, document.tables())
}

fn read_outlined(text: &str, outline: Outline, tables: &[Table]) -> Reading {
    let words = Words::of(text);
    let mut trial = Trial::new(text, &words);
    let mut steps = Vec::new();
    let (mut lists, mut rows) = (Lists::default(), Rows::of_tables(text, tables));
    let told = vec![None; outline.clauses.len()];
    let mut headings = Headings { text, outline: &outline, told };
    let context = |(index, clause): (usize, &Clause)| {
        let about = About::of(&mut headings, index);
        let introduction = lists.introduction_of(text, &outline, index, clause);
        lists.after(text, &outline, index, clause, &about);
        let about = about.in_a_list(clause, introduction.as_ref());
        let context = Context { text, clause: index, about, introduction };
        (context, lists.introduced_by(text, &outline, index))
    };
    // First all that is told by headings and introductions, whose patterns then are still at hand.
    let contexts: Vec<_> = outline.clauses.iter().enumerate().map(context).collect();
    for (clause, (context, introduces)) in outline.clauses.iter().zip(contexts) {
        let cells = rows.of(text, context.clause, clause);
        if let Some(cells) = cells.filter(|_| context.about.above & topic::DEFINITIONS == 0) {
            context.row(clause, cells, &mut steps, &mut trial);
            continue;
        }
        context.clause(&outline, clause, introduces, &mut steps, &mut trial);
    }
    let mut of_sentences = trial.practices().into_iter();
    let mut practices = Vec::new();
    for step in steps {
        match step {
            Step::Read(practice) => practices.push(practice),
            Step::Item(context, item) => practices.push(context.item(&item, &practices)),
            Step::Sentence => practices.extend(of_sentences.next().into_iter().flatten()),
            Step::Either(context, item) => {
                let mut read = of_sentences.next().unwrap_or_default();
                if !says_something_else(&read, item.kind) {
                    practices.push(context.item(&item, &practices));
                    read.retain(|practice| practice.is_beside && practice.kind != item.kind);
                }
                practices.append(&mut read);
            }
            Step::Told(context, item) => match of_sentences.next().filter(|read| !read.is_empty()) {
                Some(read) => practices.extend(read),
                None => practices.push(context.item(&item, &practices)),
            },
        }
    }
    join_lines(text, &mut practices);
    Reading { outline, practices, words }
}

/// The lines of one address are one way to reach somebody.
fn join_lines(text: &str, practices: &mut Vec<Practice>) {
    let mut last: Option<Range<usize>> = None;
    practices.retain(|practice| {
        let between = last.as_ref().and_then(|last| text.get(last.end..practice.span.start));
        let goes_on = between.is_some_and(|between| {
            practice.rule == "contact.line-below" && !between.contains(|one: char| one.is_alphanumeric())
        });
        last = (practice.kind == Kind::Contact).then(|| practice.span.clone());
        !goes_on
    });
}

/// Whether what was read of an item is surely another practice than its heading tells. Kinds of data are named by items
/// of every list.
fn says_something_else(read: &[Practice], kind: Kind) -> bool {
    let stated = || read.iter().filter(|practice| !practice.is_beside);
    let is_sure =
        |practice: &Practice| practice.sureness != Sureness::Unsure && practice.kind != Kind::Collects;
    stated().any(is_sure) && stated().all(|practice| practice.kind != kind)
}

/// Every pattern that reading tries, for measuring against a set of them.
#[doc(hidden)]
#[must_use]
pub fn patterns() -> Vec<String> {
    rules::patterns()
}

/// What the words of a part of a sentence say, when somebody says what kind of practice they are.
pub(crate) fn value_of(
    text: &str,
    kind: Kind,
    sentence: &Range<usize>,
    part: &Range<usize>,
    heading: &str,
) -> Map<String, Value> {
    let words = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    value::of_kind(kind, &Said { sentence: words(sentence), part: words(part), heading, intro: "" })
}
