//! One line of a notice: what it begins with, and what it is for.

use std::ops::Range;

/// What a line is, as far as the line alone tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape<'t> {
    /// Nothing but space.
    Blank,
    /// `5.2.1. …`: the label without its last dot.
    Numbered(&'t str),
    /// `a) …` or `(iv) …` at the left edge: a part of what is above.
    Lettered(&'t str),
    /// A line of Markdown that begins with `#`: how deep.
    Hashed(usize),
    /// An item of a list, whatever its mark.
    Item,
    /// Anything else.
    Text,
}

/// A line: where it is, and where what it says begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    pub(super) shape: Shape<'t>,
    /// Without the space around it.
    pub(super) range: Range<usize>,
    /// Without its label or mark.
    pub(super) body: Range<usize>,
    /// What the source says of it, when it says something.
    pub(super) claim: Option<Claim>,
}

/// What the source of a line says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// A heading, so deep.
    Heading(usize),
    /// No heading.
    Words,
}

const MARKS: [char; 12] = ['-', '*', '•', '·', '‣', '▪', '■', '●', '○', '–', '—', '+'];
/// Deeper labels are no labels: `1.2.3.4.5.6.7` is something else.
const DEEPEST: usize = 8;
const LONGEST_PART: usize = 3;

impl<'t> Line<'t> {
    /// The line that stands in `text` from `start` to `end`, its end-of-line left out.
    pub(super) fn read(text: &'t str, start: usize, end: usize) -> Self {
        let whole = text.get(start..end).unwrap_or("");
        let begun = whole.trim_start_matches(is_space);
        let shown = begun.trim_end_matches(is_space);
        let indent = whole.len() - begun.len();
        let from = start + indent;
        let range = from..from + shown.len();
        let line = |shape, skipped: usize| Self {
            shape,
            range: range.clone(),
            body: from + skipped..range.end,
            claim: None,
        };
        if shown.is_empty() {
            return line(Shape::Blank, 0);
        }
        if let Some(skipped) = mark(shown) {
            return line(Shape::Item, skipped);
        }
        if let Some((depth, skipped)) = hashed(shown) {
            return line(Shape::Hashed(depth), skipped);
        }
        if let Some((label, skipped)) = numbered(shown) {
            let is_item = indent > 0 && !label.contains('.');
            return line(if is_item { Shape::Item } else { Shape::Numbered(label) }, skipped);
        }
        if let Some((letter, skipped)) = lettered(shown) {
            return line(if indent > 0 { Shape::Item } else { Shape::Lettered(letter) }, skipped);
        }
        line(Shape::Text, 0)
    }
}

/// Space of every kind, and the marks that only a machine sees.
pub(super) fn is_space(one: char) -> bool {
    one.is_whitespace() || matches!(one, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{ad}')
}

fn space_after(rest: &str) -> Option<usize> {
    let trimmed = rest.trim_start_matches(is_space);
    (trimmed.len() < rest.len() || rest.is_empty()).then_some(rest.len() - trimmed.len())
}

fn mark(shown: &str) -> Option<usize> {
    // Word processors print a circle as a letter.
    let first = shown.chars().next().filter(|first| MARKS.contains(first) || *first == 'o')?;
    let rest = shown.get(first.len_utf8()..)?;
    // Bold text and rules begin with the same characters.
    let space = space_after(rest)?;
    (space > 0).then(|| first.len_utf8() + space)
}

fn hashed(shown: &str) -> Option<(usize, usize)> {
    let depth = shown.len() - shown.trim_start_matches('#').len();
    let space = space_after(shown.get(depth..)?)?;
    ((1..=6).contains(&depth) && space > 0).then_some((depth, depth + space))
}

/// `5.`, `5)`, `5.2`, `5.2.`, `§ 5`, `Section 5:`, `Article 5.`: the label, and how much of the line it takes.
fn numbered(shown: &str) -> Option<(&str, usize)> {
    let unmarked = shown.trim_start_matches(['*', '_', '§']).trim_start();
    let named = unmarked.starts_with(['S', 'A', 'C']).then(|| {
        ["Section ", "SECTION ", "Article ", "ARTICLE ", "Clause ", "Chapter "]
            .into_iter()
            .find_map(|word| unmarked.strip_prefix(word))
    });
    let named = named.flatten();
    let rest = named.unwrap_or(unmarked);
    let length = rest.len() - rest.trim_start_matches(|one: char| one.is_ascii_digit() || one == '.').len();
    let number = rest.get(..length)?;
    let label = number.trim_end_matches('.');
    let (first, parts) = (label.split('.').next()?, label.split('.').count());
    let sound = parts <= DEEPEST
        && label.split('.').all(|part| !part.is_empty() && part.len() <= LONGEST_PART)
        && first.parse::<u16>().is_ok_and(|first| first > 0);
    if !sound {
        return None;
    }
    let after = rest.get(length..)?;
    let closed = after.strip_prefix([')', ':']).unwrap_or(after);
    let dotted = number.ends_with('.') || closed.len() < after.len() || named.is_some();
    // A word may be glued to a dotted label where a space was lost: `1.2.The Company`.
    let ends = space_after(closed.trim_start_matches(['*', '_'])).is_some()
        || (number.ends_with('.') && closed.starts_with(char::is_uppercase));
    let dash = closed.trim_start_matches(is_space).starts_with(['–', '—']);
    if !ends || !(dotted || parts > 1 || dash) {
        return None;
    }
    let said = closed.trim_start_matches(|one| is_space(one) || matches!(one, '*' | '_' | '–' | '—'));
    Some((label, shown.len() - said.len()))
}

/// `a)`, `(a)`, `(iv)`, `A.`, `iv.`: one letter or a small Roman number.
fn lettered(shown: &str) -> Option<(&str, usize)> {
    let open = shown.strip_prefix('(');
    let rest = open.unwrap_or(shown);
    let length = rest.len() - rest.trim_start_matches(|one: char| one.is_ascii_alphabetic()).len();
    let letter = rest.get(..length)?;
    let roman = !letter.is_empty() && letter.len() <= 4 && letter.chars().all(|one| "ivxIVX".contains(one));
    let closed = rest.get(length..)?;
    // `V. Consumer health data` heads a part as the fourth and the sixth do, whose numbers are no letter.
    if open.is_none() && closed.starts_with('.') && roman && letter.starts_with(['I', 'V', 'X']) {
        return None;
    }
    let after = match open {
        Some(_) => closed.strip_prefix(')')?,
        None if letter.len() == 1 || roman && letter.starts_with(|one: char| one.is_ascii_lowercase()) => {
            closed.strip_prefix(['.', ')'])?
        }
        None => closed.strip_prefix(')')?,
    };
    if !(roman || letter.len() == 1) {
        return None;
    }
    let said = after.trim_start_matches(is_space);
    let glued = said.len() == after.len() && !said.is_empty();
    (!glued || open.is_some()).then(|| (letter, shown.len() - said.len()))
}
