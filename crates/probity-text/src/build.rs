//! From lines to clauses: which lines belong together, what is above what, and the ids.

use super::line::{Claim, Line, Shape};
use super::{Clause, Mark, Outline, claims, heading, states};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// A text is taken for one of lines that a program broke when its longest paragraphs stand on lines this short.
const BROKEN_AT: Range<usize> = 40..101;

/// The outline of a text, of whose lines the source may say something.
pub(super) fn outline(text: &str, marks: &[Mark]) -> Outline {
    let mut lines = read_lines(text);
    claims::put(text, &mut lines, marks);
    label_headings(text, &mut lines);
    let is_numbered = settle_numbers(&mut lines);
    // What a page says of its lines tells more than how they are broken and spaced.
    let broken = marks.is_empty() && is_broken(&lines);
    let gaps_tell = marks.is_empty() && gaps_tell(&lines);
    let clauses = Vec::with_capacity(lines.iter().filter(|(line, _)| line.shape != Shape::Blank).count());
    let mut builder = Builder { text, is_numbered, gaps_tell, clauses, ..Builder::default() };
    let mut at = 0;
    while let Some((line, number)) = lines.get(at) {
        let mut taken = 1;
        if broken && line.shape != Shape::Blank {
            while lines.get(at + taken).is_some_and(|(next, _)| continues(text, line, next)) {
                taken += 1;
            }
        }
        let last = lines
            .get(at + taken - 1)
            .map_or((line.range.end, *number), |(line, number)| (line.range.end, *number));
        if line.shape == Shape::Blank
            && is_blank(lines.get(at + 1))
            && at + 1 < lines.len()
            && builder.gaps_tell
        {
            builder.detached = true;
        }
        let around = Around {
            blank_before: at == 0 || is_blank(lines.get(at - 1)),
            blank_after: is_blank(lines.get(at + taken)),
            next: lines.iter().skip(at + taken).map(|(line, _)| line).find(|line| line.shape != Shape::Blank),
        };
        builder.take(line, (*number, last.1), last.0, &around);
        at += taken;
    }
    let mut clauses = builder.clauses;
    name(&mut clauses, marks);
    Outline { clauses, is_numbered }
}

/// Gives clauses the names by which links lead to them.
fn name(clauses: &mut [Clause], marks: &[Mark]) {
    let mut clauses = clauses.iter_mut().peekable();
    for mark in marks.iter().filter(|mark| mark.anchor.is_some()) {
        while clauses.next_if(|clause| clause.range.end <= mark.at).is_some() {}
        if let Some(clause) = clauses.peek_mut() {
            clause.anchor.get_or_insert_with(|| mark.anchor.clone().unwrap_or_default());
        }
    }
}

fn is_blank(line: Option<&(Line<'_>, usize)>) -> bool {
    line.is_none_or(|(line, _)| line.shape == Shape::Blank)
}

/// Whether gaps of several blank lines are so rare that one means something.
fn gaps_tell(lines: &[(Line<'_>, usize)]) -> bool {
    let (mut single, mut wide, mut run) = (0_usize, 0_usize, 0_usize);
    for (line, _) in lines {
        if line.shape == Shape::Blank {
            run += 1;
            continue;
        }
        single += usize::from(run == 1);
        wide += usize::from(run > 1);
        run = 0;
    }
    single > wide.saturating_mul(4)
}

fn read_lines(text: &str) -> Vec<(Line<'_>, usize)> {
    let mut start = 0;
    let mut lines = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
    let ends = line_ends(text).chain((!text.is_empty()).then_some(text.len()));
    for (index, end) in ends.enumerate() {
        let Some(whole) = text.get(start..end).filter(|whole| !whole.is_empty()) else { break };
        let shown = whole.trim_end_matches(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']);
        lines.push((Line::read(text, start, start + shown.len()), index + 1));
        start = end;
    }
    lines
}

/// Where lines end, behind what ends them.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b'\n', 0xc, 0xe2, text.as_bytes()).filter_map(|at| {
        let rest = text.get(at..)?;
        if let Some(separator) = rest.strip_prefix(['\u{2028}', '\u{2029}']) {
            return Some(text.len() - separator.len());
        }
        (!rest.starts_with(|one: char| !one.is_ascii())).then_some(at + 1)
    })
}

/// A heading may be numbered without a dot: `6 SECURITY` before `6.1. …`.
fn label_headings<'t>(text: &'t str, lines: &mut [(Line<'t>, usize)]) {
    let mut next: Option<&str> = None;
    for (line, _) in lines.iter_mut().rev() {
        if let (Shape::Text, Some(below)) = (line.shape, next) {
            let said = text.get(line.range.clone()).unwrap_or("");
            let length = said.len() - said.trim_start_matches(|one: char| one.is_ascii_digit()).len();
            let (number, rest) = said.split_at(length);
            let heads = !number.is_empty()
                && number.len() <= 2
                && below.strip_prefix(number).is_some_and(|rest| rest.starts_with('.'))
                && rest.starts_with(super::line::is_space)
                && heading::could_be(rest);
            if heads {
                line.body = line.range.start + (said.len() - rest.trim_start().len())..line.body.end;
                line.shape = Shape::Numbered(number);
            }
        }
        if let Shape::Numbered(label) = line.shape {
            next = Some(label);
        }
    }
}

/// Whether the text numbers its clauses. Where the same numbers come again and again, they number items of lists.
fn settle_numbers(lines: &mut [(Line<'_>, usize)]) -> bool {
    let mut deep = 0;
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (line, _) in lines.iter() {
        if let Shape::Numbered(label) = line.shape {
            deep += usize::from(label.contains('.'));
            *seen.entry(label).or_default() += 1;
        }
    }
    let again = seen.values().filter(|count| **count > 1).count();
    let numbers = seen.len() >= 2 && (deep > 0 || again * 2 < seen.len());
    for (line, _) in lines.iter_mut() {
        let is_list = !matches!(line.claim, Some(Claim::Heading(_)))
            && matches!(line.shape, Shape::Numbered(label) if !numbers || (deep == 0 && again * 2 >= seen.len() && !label.contains('.')));
        if is_list {
            line.shape = Shape::Item;
        }
    }
    numbers
}

/// Whether a program broke the lines of paragraphs.
fn is_broken(lines: &[(Line<'_>, usize)]) -> bool {
    let mut followed = 0_usize;
    let mut long = 0_usize;
    for pair in lines.windows(2) {
        let [(first, _), (second, _)] = pair else { continue };
        if first.shape == Shape::Blank || second.shape != Shape::Text {
            continue;
        }
        followed += usize::from(BROKEN_AT.contains(&first.range.len()));
        long += usize::from(first.range.len() >= BROKEN_AT.end);
    }
    followed > 3 && followed > long.saturating_mul(4)
}

/// Whether a line goes on with what the one above began, in a text of broken lines.
fn continues(text: &str, first: &Line<'_>, next: &Line<'_>) -> bool {
    let said = text.get(first.range.clone()).unwrap_or("");
    let is_row = |line: &Line<'_>| text.get(line.range.clone()).is_some_and(|said| said.starts_with('|'));
    // Each row of a table is a line of its own.
    if is_row(first) || is_row(next) {
        return false;
    }
    next.shape == Shape::Text
        && !matches!(first.shape, Shape::Hashed(_))
        && !(heading::could_be(said) && said.len() < BROKEN_AT.start)
}

/// What stands around a line.
struct Around<'l> {
    blank_before: bool,
    blank_after: bool,
    next: Option<&'l Line<'l>>,
}

#[derive(Default)]
struct Builder<'t> {
    text: &'t str,
    is_numbered: bool,
    clauses: Vec<Clause>,
    used: HashMap<Cow<'t, str>, usize>,
    again: HashMap<String, usize>,
    /// The clause that what has no label of its own is counted under.
    base: Option<usize>,
    /// How many were counted under it.
    counted: usize,
    /// How many stand before the first.
    in_preamble: usize,
    /// The last numbered clause or heading, which letters and states stand under.
    section: Option<usize>,
    letter: Option<String>,
    /// Headings that the next one may stand below: how deep, and their indices.
    headings: Vec<(usize, usize)>,
    /// The last heading that the source marks and nobody numbered, in a text of numbered clauses.
    heading: Option<usize>,
    /// A gap was passed since the last heading.
    detached: bool,
    gaps_tell: bool,
}

/// What stands before the first heading and the first number is counted under this name.
const PREAMBLE: &str = "preamble";

impl<'t> Builder<'t> {
    fn take(&mut self, line: &Line<'t>, lines: (usize, usize), end: usize, around: &Around<'_>) {
        let body = line.body.start..end;
        let said = self.text.get(body.clone()).unwrap_or("");
        let item_follows = around.next.is_some_and(|next| next.shape == Shape::Item);
        let claimed = matches!(line.claim, Some(Claim::Heading(_)));
        match line.shape {
            Shape::Blank => {}
            Shape::Numbered(label) if self.is_numbered => {
                let id = self.unused(Cow::Borrowed(label));
                let parent = self.numbered_above(label);
                self.heading = None;
                let printed =
                    self.text.get(line.range.start..line.body.start).map(|label| label.trim().to_owned());
                let is_heading = claimed
                    || heading::could_be_numbered(said)
                        && !said.ends_with(';')
                        && !(said.ends_with('.') && self.introduces(parent))
                        && !(said.ends_with(':') && item_follows && heading::has_verb(said));
                let index = self.push(id, line, lines, end, parent, is_heading);
                self.label(index, printed);
                self.put_under(index);
                self.section = Some(index);
                self.letter = None;
            }
            Shape::Lettered(letter) if self.section.is_some() => {
                let letter = letter.to_ascii_lowercase();
                let above = self.section.map_or("", |section| self.id(section));
                let nested = self.letter.as_ref().filter(|last| is_nested(last, &letter));
                let id = match nested {
                    Some(outer) => format!("{above}.{outer}.{letter}"),
                    None => format!("{above}.{letter}"),
                };
                if nested.is_none() {
                    self.letter = Some(letter);
                }
                let parent = self.section;
                let id = self.unused(Cow::Owned(id));
                let listed = self.introduces(parent) && !said.ends_with(':');
                let is_heading = claimed || !listed && heading::could_be(said.trim_end_matches(':'));
                let printed =
                    self.text.get(line.range.start..line.body.start).map(|label| label.trim().to_owned());
                let index = self.push(id, line, lines, end, parent, is_heading);
                self.label(index, printed);
                self.put_under(index);
            }
            Shape::Item => self.plain(line, lines, end, true),
            shape => {
                let hashed = matches!(shape, Shape::Hashed(_));
                let bare = said.trim_end_matches(':');
                let alone_above_items = || {
                    around.blank_before
                        && around.blank_after
                        && bare.split_whitespace().take(7).count() <= 6
                        && !said.ends_with(':')
                };
                let stands_alone = around.blank_before && (around.blank_after || !item_follows);
                let heads = hashed
                    || (line.claim.is_none()
                        && around.next.is_some()
                        && (said.ends_with(':') || stands_alone)
                        && (!item_follows || alone_above_items())
                        && heading::could_be(bare));
                if !heads {
                    self.plain(line, lines, end, false);
                } else if let Some(state) = self.state(said) {
                    let above = self.section.map_or("", |section| self.id(section));
                    let id = self.unused(Cow::Owned(format!("{above}.{state}")));
                    let index = self.push(id, line, lines, end, self.section, true);
                    self.put_under(index);
                } else if self.is_numbered {
                    self.heading = None;
                    self.plain(line, lines, end, false);
                    if let Some(last) = self.clauses.last_mut() {
                        last.is_heading = true;
                    }
                    self.heading = hashed.then(|| self.clauses.len() - 1);
                } else {
                    let id =
                        if self.clauses.is_empty() { Cow::Borrowed("title") } else { Cow::Owned(slug(bare)) };
                    let id = self.unused(id);
                    let parent = self.heading_above(line.claim);
                    let index = self.push(id, line, lines, end, parent, true);
                    self.headings.push((depth(line.claim), index));
                    self.put_under(index);
                    self.section = Some(index);
                    self.letter = None;
                }
            }
        }
    }

    /// The heading of a higher level above one whose level the source says. The title of the page is above everything
    /// and says nothing of a part.
    fn heading_above(&mut self, claim: Option<Claim>) -> Option<usize> {
        let depth = depth(claim);
        while self.headings.last().is_some_and(|(above, _)| *above >= depth) {
            self.headings.pop();
        }
        let (_, index) = self.headings.last().copied().filter(|_| claim.is_some())?;
        (index > 0).then_some(index)
    }

    /// Whether a clause ends as what introduces a list does, and is no heading itself.
    fn introduces(&self, clause: Option<usize>) -> bool {
        let above = clause.and_then(|index| self.clauses.get(index));
        above.into_iter().chain(self.clauses.last()).any(|clause| {
            !clause.is_heading
                && self.text.get(clause.body.clone()).is_some_and(|said| said.trim_end().ends_with(':'))
        })
    }

    fn state(&self, said: &str) -> Option<&'static str> {
        self.section.as_ref()?;
        self.is_numbered.then(|| states::of_notice(said)).flatten()
    }

    fn id(&self, clause: usize) -> &str {
        self.clauses.get(clause).map_or("", |clause| &clause.id)
    }

    /// What has no label is counted under a clause from here on, and goes on with the preamble under one of that name.
    fn put_under(&mut self, clause: usize) {
        self.base = Some(clause);
        self.counted = if self.id(clause) == PREAMBLE { self.in_preamble } else { 0 };
    }

    fn plain(&mut self, line: &Line<'t>, lines: (usize, usize), end: usize, is_item: bool) {
        self.counted += 1;
        if self.base.is_none() {
            self.in_preamble = self.counted;
        }
        let above = self.base.map_or(PREAMBLE, |base| self.id(base));
        let id = format!("{above}¶{}", self.counted);
        let parent = self.heading.or(self.base);
        let index = self.push(id, line, lines, end, parent, false);
        if let Some(clause) = self.clauses.get_mut(index) {
            clause.is_item = is_item;
        }
    }

    fn push(
        &mut self,
        id: String,
        line: &Line<'t>,
        lines: (usize, usize),
        end: usize,
        parent: Option<usize>,
        is_heading: bool,
    ) -> usize {
        self.detached &= !is_heading;
        let body = line.body.start..end;
        let lead = if is_heading { None } else { heading::lead(self.text, &body) };
        let range = line.range.start..end;
        self.clauses.push(Clause {
            id,
            label: None,
            lines,
            range,
            body,
            parent,
            is_heading,
            lead,
            is_item: false,
            anchor: None,
            is_detached: self.detached,
        });
        self.clauses.len() - 1
    }

    fn label(&mut self, index: usize, printed: Option<String>) {
        if let Some(clause) = self.clauses.get_mut(index) {
            clause.label = printed;
        }
    }

    /// The nearest clause whose label this one's begins with.
    fn numbered_above(&self, label: &str) -> Option<usize> {
        let mut prefix = label;
        while let Some((shorter, _)) = prefix.rsplit_once('.') {
            if let Some(index) = self.used.get(shorter).copied() {
                return Some(index);
            }
            prefix = shorter;
        }
        None
    }

    /// The id, or with a count when it is taken: `4.2#2`.
    fn unused(&mut self, id: Cow<'t, str>) -> String {
        let index = self.clauses.len();
        if let Entry::Vacant(free) = self.used.entry(id.clone()) {
            free.insert(index);
            return id.into_owned();
        }
        // Where it was left off, so that a label that comes thousands of times is not counted from the start each time.
        let mut number = self.again.get(id.as_ref()).copied().unwrap_or(2);
        loop {
            let other = format!("{id}#{number}");
            number += 1;
            if let Entry::Vacant(free) = self.used.entry(Cow::Owned(other.clone())) {
                free.insert(index);
                self.again.insert(id.into_owned(), number);
                return other;
            }
        }
    }
}

fn depth(claim: Option<Claim>) -> usize {
    match claim {
        Some(Claim::Heading(depth)) => depth,
        Some(Claim::Words) | None => usize::MAX,
    }
}

/// Whether a small Roman number stands below a letter: `(i)` after `a)`, but not after `h)`.
fn is_nested(last: &str, letter: &str) -> bool {
    let next = last.chars().next().and_then(|last| char::from_u32(u32::from(last) + 1));
    let roman = letter.chars().all(|one| "ivx".contains(one));
    roman
        && last != letter
        && !(letter.len() == 1 && letter.chars().next() == next)
        && !last.chars().all(|one| "ivx".contains(one))
}

/// A heading's words, small and joined by hyphens.
fn slug(heading: &str) -> String {
    let mut slug = String::new();
    for word in heading.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_lowercase());
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}
