//! Quoted words against the published words: after an edit of the notice, whoever wrote the sentence looks again.

use super::context::{Context, Found, fixed};
use crate::codes;
use crate::grammar::{Located, Statement};
use crate::published::Published;
use crate::quotes::{Quote, Searched, likeness, words_of};
use probity_source::{Diagnostic, Edit, Fix, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// So many bytes are looked through for all quotes together: a file of nothing but quotes must not cost the
/// product of two lengths.
const LOOKED_THROUGH: usize = 1 << 30;
/// Words this like the quoted ones, of 1000, are taken for what became of them: less is asked of the same clause.
const ALIKE: u32 = 500;
const ALIKE_IN_CLAUSE: u32 = 300;
/// For so many quotes the nearest sentence is looked for.
const NEAREST: usize = 100;

pub(super) fn check(context: &Context<'_>, found: &mut Found) {
    let Some(published) = context.published else { return };
    if context.model.quotes.is_empty() {
        return;
    }
    let looking = Looking::new(published, &context.model.statements);
    let mut left = LOOKED_THROUGH;
    let mut nearest = NEAREST;
    for quote in &context.model.quotes {
        let home = looking.home(&quote.clause.value);
        let in_home = home.as_ref().and_then(|home| looking.find(quote, &home.range, &mut left));
        if in_home.is_some() {
            continue;
        }
        let whole = 0..published.text().len();
        if left < looking.searched.cost(&whole) {
            let diagnostic =
                Diagnostic::note_only(codes::QUOTE_NOT_PUBLISHED, "no quote from here on was looked for")
                    .at(quote.words.span)
                    .help("notice and quotes are too long to be compared");
            found.push(diagnostic);
            return;
        }
        match (looking.find(quote, &whole, &mut left), home) {
            (Some(place), Some(home)) if !looking.repeated.contains(looking.clause_at(place.start)) => {
                looking.moved(quote, &home, &place, found);
            }
            (Some(_), _) => {}
            (None, home) => {
                let candidates = nearest.checked_sub(1).map(|rest| nearest = rest);
                let best = candidates.and_then(|()| looking.nearest(quote, home.as_ref()));
                looking.gone(quote, best, found);
            }
        }
    }
}

/// A clause that a quote names, with those that stand under its number.
struct Home<'p> {
    label: &'p str,
    range: Range<usize>,
}

struct Looking<'p> {
    published: &'p Published,
    searched: Searched,
    statements: BTreeMap<Span, &'p Statement>,
    /// Labels that stand in the notice more than once, as those of lists do: they say nothing of a place.
    repeated: BTreeSet<&'p str>,
    /// The sentences with their words and the label of their clause.
    sentences: Vec<(Range<usize>, &'p str, Vec<String>)>,
}

impl<'p> Looking<'p> {
    fn new(published: &'p Published, statements: &'p [Statement]) -> Self {
        let mut by_span = BTreeMap::new();
        index(statements, &mut by_span);
        let words = |range: &Range<usize>| words_of(published.text().get(range.clone()).unwrap_or(""));
        let sentences = published
            .clauses()
            .iter()
            .flat_map(|clause| {
                clause.sentences.iter().map(move |range| (range.clone(), clause.label.as_str(), words(range)))
            })
            .collect();
        let mut once = BTreeSet::new();
        let repeated = published.labels().filter(|label| !once.insert(*label)).collect();
        let searched = Searched::of(published.text());
        Self { published, searched, statements: by_span, repeated, sentences }
    }

    fn find(&self, quote: &Quote, within: &Range<usize>, left: &mut usize) -> Option<Range<usize>> {
        *left = left.checked_sub(self.searched.cost(within))?;
        self.searched.find(&quote.words.value, within)
    }

    /// `4.2¶3` and `4.2.a` stand under `4.2`, where `§` finds them.
    fn home(&self, label: &str) -> Option<Home<'p>> {
        let mut label = label.split('¶').next().unwrap_or(label);
        let clause = loop {
            match self.published.clause(label).filter(|_| !label.is_empty()) {
                Some(clause) if !self.repeated.contains(clause.label.as_str()) => break clause,
                Some(_) => return None,
                None => label = label.rsplit_once('.')?.0,
            }
        };
        let below =
            |other: &str| other.strip_prefix(clause.label.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let clauses = self.published.clauses();
        let at = clauses.iter().position(|one| std::ptr::eq(one, clause))?;
        let last =
            clauses.iter().skip(at).take_while(|one| std::ptr::eq(*one, clause) || below(&one.label)).last();
        let end = last.map_or(clause.range.end, |last| last.range.end);
        Some(Home { label: &clause.label, range: clause.range.start..end })
    }

    fn clause_at(&self, at: usize) -> &'p str {
        let clauses = self.published.clauses();
        let index = clauses.partition_point(|clause| clause.range.start <= at);
        index.checked_sub(1).and_then(|index| clauses.get(index)).map_or("", |clause| &clause.label)
    }

    fn nearest(&self, quote: &Quote, home: Option<&Home<'_>>) -> Option<(Range<usize>, &'p str)> {
        let wanted = words_of(&quote.words.value);
        let best = |least: u32, within: &Range<usize>| {
            self.sentences
                .iter()
                .filter(|(range, _, _)| range.start >= within.start && range.end <= within.end)
                .map(|(range, label, words)| (likeness(&wanted, words), range, *label))
                .filter(|(alike, ..)| *alike >= least)
                // Of several the first.
                .rev()
                .max_by_key(|(alike, ..)| *alike)
                .map(|(_, range, label)| (range.clone(), label))
        };
        home.and_then(|home| best(ALIKE_IN_CLAUSE, &home.range))
            .or_else(|| best(ALIKE, &(0..self.published.text().len())))
    }

    /// The quoted words as one line of a comment.
    fn line(&self, range: &Range<usize>) -> String {
        let words = self.published.text().get(range.clone()).unwrap_or("");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn moved(&self, quote: &Quote, home: &Home<'_>, place: &Range<usize>, found: &mut Found) {
        let now = self.clause_at(place.start);
        let message = match now {
            "" => format!("the words quoted from `{}` stand before any clause now", quote.clause.value),
            now => format!("the words quoted from `{}` stand in `{now}` now", quote.clause.value),
        };
        let diagnostic = Diagnostic::warning(codes::QUOTE_MOVED, message).at(quote.clause.span);
        let mut diagnostic = self.shown(diagnostic, place, "here");
        if !now.is_empty() {
            diagnostic = diagnostic.help(format!("point to `{now}`, in the comment and after `§`"));
            diagnostic.fix = Some(Fix {
                title: format!("point to `{now}`"),
                edits: self.renaming(quote, home.label, now),
            });
        }
        found.push(diagnostic);
    }

    /// The changes that lead a quote, and the sentence below it, from one clause to another.
    fn renaming(&self, quote: &Quote, old: &str, new: &str) -> Vec<Edit> {
        let edit = |place: &Located<String>, replacement: String| Edit { span: place.span, replacement };
        let cited = quote.statement.and_then(|span| self.statements.get(&span)).into_iter();
        let cited = cited.flat_map(|statement| &statement.tail.clauses).filter(|clause| clause.value == old);
        std::iter::once(edit(&quote.clause, new.to_owned()))
            .chain(cited.map(|clause| edit(clause, cited_as(new))))
            .collect()
    }

    fn gone(&self, quote: &Quote, nearest: Option<(Range<usize>, &'p str)>, found: &mut Found) {
        let diagnostic = Diagnostic::error(
            codes::QUOTE_NOT_PUBLISHED,
            format!("the published text no longer has these words of `{}`", quote.clause.value),
        )
        .at(quote.words.span);
        let Some((range, label)) = nearest else {
            let help = "quote the words that say it now, or remove the sentence with its quote";
            found.push(diagnostic.help(help));
            return;
        };
        let words = self.line(&range);
        let diagnostic = self.shown(diagnostic, &range, "the nearest words now");
        let diagnostic =
            diagnostic.help(format!("look whether the sentence still holds, and quote: “{words}”"));
        let mut diagnostic = fixed(diagnostic, "quote the nearest words", quote.words.span, &words);
        let home = self.home(&quote.clause.value);
        if let (Some(fix), Some(home)) = (&mut diagnostic.fix, home)
            && !home.range.contains(&range.start)
            && !label.is_empty()
        {
            fix.edits.extend(self.renaming(quote, home.label, label));
        }
        found.push(diagnostic);
    }

    fn shown(&self, diagnostic: Diagnostic, range: &Range<usize>, says: &str) -> Diagnostic {
        match self.published.span(range) {
            Some(span) => diagnostic.label(span, says),
            None => diagnostic,
        }
    }
}

fn index<'p>(statements: &'p [Statement], by_span: &mut BTreeMap<Span, &'p Statement>) {
    for statement in statements {
        by_span.insert(statement.span, statement);
        index(&statement.block, by_span);
    }
}

/// A clause as `§` names it.
fn cited_as(label: &str) -> String {
    if label.chars().all(|one| one.is_alphanumeric() || matches!(one, '.' | '-' | '_')) {
        format!("§{label}")
    } else {
        format!("§\"{label}\"")
    }
}
