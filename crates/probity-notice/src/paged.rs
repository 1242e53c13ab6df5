//! Text as programs leave it of printed pages: a form feed after each page, the same head and foot on every page,
//! lines broken at the width of the column, and words broken at the ends of lines.
//!
//! A text without form feeds is none of printed pages and stays as it is. Columns beside each other are not told apart.

use crate::document::{Block, Page, Remark, Written};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Reads a text of printed pages; nothing when it is none.
pub(crate) fn read(source: &str) -> Option<Written> {
    source.contains('\u{c}').then(|| Mending::new(source).write())
}

/// How many lines at the top and the foot of a page may be its running head and foot.
const EDGE: usize = 3;

#[derive(Clone, Debug)]
struct Line {
    range: Range<usize>,
    page: usize,
    /// It is the same on other pages: a running head or foot, or the number of the page.
    runs: bool,
}

struct Mending<'s> {
    source: &'s str,
    lines: Vec<Line>,
    pages: usize,
    /// A line at least this long, in characters, goes to the end of its column.
    full: usize,
    words: BTreeSet<String>,
}

impl<'s> Mending<'s> {
    fn new(source: &'s str) -> Self {
        let mut lines = Vec::new();
        let (mut at, mut page) = (0, 0);
        for whole in source.split_inclusive(['\n', '\u{c}']) {
            let shown = whole.trim_end_matches(['\n', '\r', '\u{c}']);
            lines.push(Line { range: at..at + shown.len(), page, runs: false });
            page += usize::from(whole.ends_with('\u{c}'));
            at += whole.len();
        }
        let mut mending = Self { source, lines, pages: page + 1, full: 0, words: BTreeSet::new() };
        mending.find_running();
        mending.full = mending.width() * 7 / 10;
        mending.words = source
            .split(|one: char| !(one.is_alphanumeric() || one == '-'))
            .filter(|word| !word.is_empty() && !word.ends_with('-'))
            .map(str::to_lowercase)
            .collect();
        mending
    }

    fn said(&self, line: &Line) -> &'s str {
        self.source.get(line.range.clone()).unwrap_or("").trim()
    }

    /// The length that one line in ten exceeds.
    fn width(&self) -> usize {
        let mut lengths: Vec<usize> = self
            .lines
            .iter()
            .map(|line| self.said(line).chars().count())
            .filter(|length| *length > 0)
            .collect();
        lengths.sort_unstable();
        lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(0)
    }

    /// What stands at the same edge of most pages, other numbers aside, is no part of the text.
    fn find_running(&mut self) {
        let mut by_page: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, line) in self.lines.iter().enumerate().filter(|(_, line)| !self.said(line).is_empty()) {
            by_page.entry(line.page).or_default().push(index);
        }
        let mut seen: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
        for lines in by_page.values() {
            let top = lines.iter().take(EDGE).map(|index| (true, *index));
            let foot = lines.iter().rev().take(EDGE).map(|index| (false, *index));
            for (is_top, index) in top.chain(foot) {
                let Some(line) = self.lines.get(index) else { continue };
                seen.entry((is_top, shape(self.said(line)))).or_default().push(index);
            }
        }
        let most = (by_page.len() / 2).max(2);
        for ((_, shape), indices) in seen {
            let pages: BTreeSet<usize> =
                indices.iter().filter_map(|index| self.lines.get(*index)).map(|line| line.page).collect();
            let is_number = matches!(shape.as_str(), "page #" | "page # of #" | "# of #");
            if pages.len() >= most || (is_number && self.pages > 0) {
                for index in indices {
                    if let Some(line) = self.lines.get_mut(index) {
                        line.runs = true;
                    }
                }
            }
        }
    }

    fn write(self) -> Written {
        let mut page = Page::new(self.source);
        let mut last: Option<&Line> = None;
        let (mut gap, mut running, mut hyphens) = (false, 0_usize, 0_usize);
        let mut first = None;
        for line in &self.lines {
            let said = self.said(line);
            if said.is_empty() {
                gap |= last.is_some_and(|last| last.page == line.page);
                continue;
            }
            if line.runs {
                running += 1;
                first.get_or_insert(line.range.clone());
                continue;
            }
            let goes_on = last.filter(|last| self.goes_on(last, line, gap && last.page == line.page));
            // The words of a line are written when it is known whether its last word goes on.
            if let Some(last) = last {
                let broken = goes_on.and_then(|last| self.broken_word(last, line));
                let end = broken.as_ref().map_or(last.range.end, |hyphen| hyphen.start);
                page.words(last.range.start..end);
                match (goes_on, broken) {
                    (Some(_), Some(hyphen)) => {
                        hyphens += 1;
                        first.get_or_insert(hyphen);
                    }
                    (Some(_), None) if self.said(last).ends_with('-') => {}
                    (Some(last), None) => page.apart(last.range.end),
                    (None, _) if gap => page.block(Block::Paragraph),
                    (None, _) => page.break_line(),
                }
            }
            last = Some(line);
            gap = false;
        }
        if let Some(last) = last {
            page.words(last.range.clone());
        }
        let mut written = page.finish();
        // The lines are only text: what they are shows in their words.
        written.marks.clear();
        if let Some(source) = first {
            written.remarks.push(Remark {
                code: "paged.mended",
                message: format!(
                    "{} pages: {running} running heads, feet and page numbers were left out, {hyphens} broken words joined",
                    self.pages
                ),
                source,
            });
        }
        written
    }

    /// Whether a line goes on with what the one before began.
    fn goes_on(&self, last: &Line, line: &Line, gap: bool) -> bool {
        let (before, said) = (self.said(last), self.said(line));
        let small = said.starts_with(char::is_lowercase);
        if gap || !probity_text::is_running(self.source, &line.range) {
            return false;
        }
        if last.page != line.page {
            return small && !before.ends_with(['.', '!', '?', ':', ';']);
        }
        before.chars().count() >= self.full || (small && before.ends_with('-'))
    }

    /// The hyphen that only the end of the line put into a word.
    fn broken_word(&self, last: &Line, line: &Line) -> Option<Range<usize>> {
        let before = self.source.get(last.range.clone())?.trim_end();
        let hyphen = before.chars().next_back().filter(|one| matches!(one, '-' | '\u{2010}' | '\u{ad}'))?;
        let said = self.said(line);
        let at = last.range.start + before.len() - hyphen.len_utf8();
        let head = self.source.get(last.range.start..at)?;
        let first: String = head.chars().rev().take_while(|one| one.is_alphanumeric()).collect();
        let first: String = first.chars().rev().collect::<String>().to_lowercase();
        let second: String = said.chars().take_while(|one| one.is_alphanumeric()).collect();
        if first.is_empty() || !second.starts_with(char::is_lowercase) {
            return None;
        }
        let second = second.to_lowercase();
        let hyphenated = hyphen == '-'
            && !self.words.contains(&format!("{first}{second}"))
            && (self.words.contains(&format!("{first}-{second}")) || HYPHENATED.contains(&first.as_str()));
        (!hyphenated).then(|| at..at + hyphen.len_utf8())
    }
}

/// What keeps its hyphen before another word.
const HYPHENATED: [&str; 20] = [
    "self", "non", "third", "first", "e", "opt", "co", "cross", "long", "short", "well", "end", "high",
    "anti", "industry", "risk", "real", "state", "day", "user",
];

/// A line with every number made the same.
fn shape(said: &str) -> String {
    let mut shape = String::new();
    for one in said.trim_matches(['-', '–', '—', '|', ' ']).chars() {
        match one {
            one if one.is_ascii_digit() => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            one if one.is_whitespace() => {
                if !shape.ends_with(' ') {
                    shape.push(' ');
                }
            }
            one => shape.extend(one.to_lowercase()),
        }
    }
    shape
}
