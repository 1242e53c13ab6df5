//! Two versions side by side, as one page: what each change takes or gives with the words of both, then clause by
//! clause. No script, nothing fetched; on paper too.
//!
//! INVARIANT (EVERYTHING-ESCAPED): every text of the notices passes through `escaped`.
//! INVARIANT (NOT-BY-COLOUR): what was taken out and put in is marked by lines and by elements that say so.

use super::words::{Piece, pieces};
use super::{Aligned, Difference, Direction, Duty, Edition, Fate, Place, PolicyDifference, Wording};
use crate::Reading;
use probity_source::page::{self, Styles, escaped};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// One version: what it is called, its text and its reading.
#[derive(Clone, Copy, Debug)]
pub struct Version<'v> {
    /// What it is called on the page.
    pub name: &'v str,
    /// Its text.
    pub text: &'v str,
    /// Its reading.
    pub reading: &'v Reading,
}

const PARTS: [(Direction, &str, &str); 4] = [
    (Direction::LessProtective, "Protects people less", "bad"),
    (Direction::Mixed, "Less in one way, more in another", "warn"),
    (Direction::MoreProtective, "Protects people more", "good"),
    (Direction::Neutral, "Neither", ""),
];

/// A change as the page shows it, whatever it is of.
struct Shown<'s> {
    topic: &'s str,
    says: &'s str,
    direction: Direction,
    significant: bool,
    old: Option<Words<'s>>,
    new: Option<Words<'s>>,
}

/// The words of one version and where they stand.
struct Words<'s> {
    place: String,
    words: &'s str,
    is_code: bool,
}

fn of_text<'s>(text: &'s str, range: Option<&Range<usize>>) -> Option<Words<'s>> {
    let words = text.get(range?.clone())?;
    Some(Words { place: String::new(), words, is_code: false })
}

fn of_code(place: &Place) -> Words<'_> {
    Words { place: format!(", {} line {}", place.file, place.line), words: &place.quote, is_code: true }
}

/// The page of a difference.
#[must_use]
pub fn difference_page(old: Version<'_>, new: Version<'_>, found: &Difference) -> String {
    let shown = found.changes.iter().map(|change| Shown {
        topic: change.topic,
        says: &change.says,
        direction: change.direction,
        significant: change.significant,
        old: of_text(old.text, change.old.as_ref()),
        new: of_text(new.text, change.new.as_ref()),
    });
    let mut out = String::new();
    changes(&mut out, old.name, new.name, &shown.collect::<Vec<_>>(), &[], found.wording.len());
    unweighed(&mut out, old, new, &found.wording);
    clauses(&mut out, old, new, found);
    out.push_str("</main>\n<footer><p>Two readings of the texts, compared by rules alone. Other line breaks and numbers are no change.</p></footer>\n");
    out.push_str(page::CLOSED);
    out
}

/// The page of a difference of policy code; `old` and `new` are how its places are called.
#[must_use]
pub fn policy_difference_page(old: &str, new: &str, found: &PolicyDifference) -> String {
    let shown: Vec<Shown<'_>> = found
        .changes
        .iter()
        .map(|change| Shown {
            topic: change.topic,
            says: &change.says,
            direction: change.direction,
            significant: change.significant,
            old: change.old.as_ref().map(of_code),
            new: change.new.as_ref().map(of_code),
        })
        .collect();
    let mut out = String::new();
    changes(&mut out, &called(old, &found.old), &called(new, &found.new), &shown, &found.duties, 0);
    if found.data_map > 0 {
        let _ = writeln!(
            out,
            "<section>\n<h2>The data map</h2>\n<p>{} of its statements stand in one version only. They say where data lies and how it is worked on, and promise nothing.</p>\n</section>",
            found.data_map
        );
    }
    out.push_str("</main>\n<footer><p>Two versions of policy code, compared statement by statement. In which sentence, file or order something stands is no change.</p></footer>\n");
    out.push_str(page::CLOSED);
    out
}

/// A version by its place and number.
fn called(place: &str, edition: &Edition) -> String {
    match &edition.version {
        Some(version) => format!("{place} ({version})"),
        None => place.to_owned(),
    }
}

/// The page up to and with its changes. Besides these, `unweighed` sentences have other words.
fn changes(out: &mut String, old: &str, new: &str, shown: &[Shown<'_>], duties: &[Duty], unweighed: usize) {
    let title = "What changes, and for whom";
    out.push_str(&page::opened(&format!("{title}: {new}"), Styles::Inside(include_str!("page.css"))));
    let _ = writeln!(
        out,
        "<header>\n<p class=\"eyebrow\">{} → {}</p>\n<h1>{title}</h1>\n<p class=\"lead\">{}</p>\n<ul class=\"tiles\">",
        escaped(old),
        escaped(new),
        duty(shown, unweighed)
    );
    let tile = |out: &mut String, count: usize, heading: &str, class: &str| {
        let class = if count == 0 { "" } else { class };
        let _ = writeln!(out, "<li class=\"{class}\"><strong>{count}</strong><span>{heading}</span></li>");
    };
    for (direction, heading, class) in PARTS {
        let count = shown.iter().filter(|change| change.direction == direction).count();
        tile(out, count, heading, class);
    }
    if unweighed > 0 {
        tile(out, unweighed, "Other words: read them", "warn");
    }
    out.push_str("</ul>\n</header>\n<main>\n");
    duties_section(out, duties);
    for (direction, heading, _) in PARTS {
        let changes: Vec<&Shown<'_>> = shown.iter().filter(|change| change.direction == direction).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "<section>\n<h2>{heading}</h2>");
        for change in changes {
            one_change(out, change);
        }
        out.push_str("</section>\n");
    }
}

/// What follows for whoever publishes the new version.
fn duty(shown: &[Shown<'_>], unweighed: usize) -> String {
    let changes = match (shown.len(), shown.iter().filter(|change| change.significant).count()) {
        (0, _) if unweighed == 0 => "The two versions say the same.".to_owned(),
        (0, _) => "No rule reads a change of meaning.".to_owned(),
        (_, 0) => "None of the changes is one that people must be told of before it holds.".to_owned(),
        (all, some) => {
            format!("{some} of {all} changes concern what people must be told of before they hold.")
        }
    };
    match unweighed {
        0 => changes,
        1 => format!("{changes} One sentence has other words, which somebody must weigh."),
        many => format!("{changes} {many} sentences have other words, which somebody must weigh."),
    }
}

/// The sentences that differ and that no change quotes.
fn unweighed(out: &mut String, old: Version<'_>, new: Version<'_>, wording: &[Wording]) {
    if wording.is_empty() {
        return;
    }
    out.push_str("<section>\n<h2>Other words</h2>\n<p>What these sentences take or give, no rule tells: read them.</p>\n");
    for one in wording {
        let words = |text: &str, range: &Option<Range<usize>>| -> String {
            range.as_ref().and_then(|range| text.get(range.clone())).unwrap_or("").trim().to_owned()
        };
        compared(out, one.fate, [("", &words(old.text, &one.old)), ("", &words(new.text, &one.new))]);
    }
    out.push_str("</section>\n");
}

fn duties_section(out: &mut String, duties: &[Duty]) {
    if duties.is_empty() {
        return;
    }
    out.push_str("<section>\n<h2>Before it holds</h2>\n<ul class=\"duties\">\n");
    for duty in duties {
        let by = duty.by.as_ref().map_or_else(String::new, |by| {
            format!(" <span class=\"tag cascades\">by {} at the latest</span>", escaped(by))
        });
        let source = match (&duty.promise, duty.law) {
            (Some(place), _) => {
                format!("the old version promises it: {} line {}", escaped(&place.file), place.line)
            }
            (None, Some(law)) => escaped(law),
            (None, None) => String::new(),
        };
        let _ = writeln!(out, "<li>{}{by}<br><span class=\"when\">{source}</span></li>", escaped(&duty.what));
    }
    out.push_str("</ul>\n</section>\n");
}

fn one_change(out: &mut String, change: &Shown<'_>) {
    let told =
        if change.significant { " <span class=\"tag cascades\">people must be told</span>" } else { "" };
    let _ = write!(
        out,
        "<article class=\"change\">\n<h3>{}</h3>\n<p><span class=\"tag\">{}</span>{told}</p>\n<div class=\"pair\">",
        escaped(change.says),
        escaped(&change.topic.replace(['_', '-'], " "))
    );
    for (when, words) in [("Before", &change.old), ("Now", &change.new)] {
        let _ = match words {
            Some(Words { place, words, is_code }) => {
                let (open, close) = if *is_code { ("<code>", "</code>") } else { ("", "") };
                write!(
                    out,
                    "<div><p class=\"when\">{when}{}</p><blockquote>{open}{}{close}</blockquote></div>",
                    escaped(place),
                    lines(words)
                )
            }
            None => {
                write!(out, "<div><p class=\"when\">{when}</p><p class=\"none\">No such words.</p></div>")
            }
        };
    }
    out.push_str("</div>\n</article>\n");
}

/// Escaped words, whose lines stay lines.
fn lines(words: &str) -> String {
    words.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Same => "the same",
        Fate::Moved => "moved",
        Fate::Changed => "changed",
        Fate::Split => "split",
        Fate::Merged => "merged",
        Fate::Removed => "removed",
        Fate::Added => "added",
    }
}

fn clauses(out: &mut String, old: Version<'_>, new: Version<'_>, found: &Difference) {
    let index = |version: Version<'_>| -> BTreeMap<String, Range<usize>> {
        let clauses = version.reading.outline.clauses.iter();
        clauses.map(|clause| (clause.id.clone(), clause.body.clone())).collect()
    };
    let (before, after) = (index(old), index(new));
    let words = |text: &str, places: &BTreeMap<String, Range<usize>>, ids: &[String]| -> String {
        let all: Vec<&str> =
            ids.iter().filter_map(|id| text.get(places.get(id)?.clone())).map(str::trim).collect();
        all.join(" ")
    };
    out.push_str("<section>\n<h2>Clause by clause</h2>\n<p>What was taken out is struck through on the left, what was put in is underlined on the right.</p>\n");
    let (same, other): (Vec<&Aligned>, Vec<&Aligned>) =
        found.clauses.iter().partition(|aligned| aligned.fate == Fate::Same);
    for aligned in other {
        let (one, two) = (words(old.text, &before, &aligned.old), words(new.text, &after, &aligned.new));
        let (before, now) = (aligned.old.join(", "), aligned.new.join(", "));
        compared(out, aligned.fate, [(&before, &one), (&now, &two)]);
    }
    let _ = writeln!(out, "<p class=\"same\">{} clauses are the same.</p>\n</section>", same.len());
}

/// What became of some words: where each version has them, if that is said, and the words.
fn compared(out: &mut String, became: Fate, [(from, one), (to, two)]: [(&str, &str); 2]) {
    let (left, right) = if one.is_empty() || two.is_empty() || became == Fate::Moved {
        (escaped(one), escaped(two))
    } else {
        marked(one, two)
    };
    let place = |place: &str, words: &str| match (place.is_empty(), words.is_empty()) {
        (true, true) => ": —".to_owned(),
        (true, false) => String::new(),
        (false, _) => format!(": {}", escaped(place)),
    };
    let _ = writeln!(
        out,
        "<div class=\"aligned\">\n<p><span class=\"tag\">{}</span></p>\n<div class=\"pair\"><div><p class=\"when\">Before{}</p><p>{left}</p></div><div><p class=\"when\">Now{}</p><p>{right}</p></div></div>\n</div>",
        fate(became),
        place(from, one),
        place(to, two)
    );
}

/// Both texts, with what only one of them has marked.
fn marked(one: &str, two: &str) -> (String, String) {
    let (mut left, mut right) = (String::new(), String::new());
    for piece in pieces(one, two) {
        match piece {
            Piece::Same(words) => {
                let _ = write!(left, "{} ", escaped(&words));
                let _ = write!(right, "{} ", escaped(&words));
            }
            Piece::Old(words) => {
                let _ = write!(left, "<del>{}</del> ", escaped(&words));
            }
            Piece::New(words) => {
                let _ = write!(right, "<ins>{}</ins> ", escaped(&words));
            }
        }
    }
    (left.trim_end().to_owned(), right.trim_end().to_owned())
}
