//! From pieces of text with their places to lines, in the order in which they are read.
//!
//! Pieces are taken in the order in which the page shows them, which is that of its columns; what is shown later and
//! stands above, such as a running head, comes first all the same. Cells of a row stand on one line with space between.

use super::content::Run;

/// A line of a page.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) size: f32,
    pub(super) is_bold: bool,
    left: f32,
    right: f32,
    base: f32,
    /// Whether more space stands above it than between the lines of a paragraph.
    pub(super) gap_before: bool,
}

/// Two pieces this far apart, in parts of their size, are two words.
const WORD: f32 = 0.17;
/// And this far, two cells.
const CELL: f32 = 2.0;
/// A gap above a line that is this many times the usual one begins a paragraph.
const PARAGRAPH: f32 = 1.3;

/// The lines of a page.
pub(super) fn of(runs: &[Run]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        match lines.last_mut().filter(|line| goes_on(line, run)) {
            Some(line) => line.take(run),
            None => lines.push(Line::of(run)),
        }
    }
    for line in &mut lines {
        line.text = tidy(&line.text);
    }
    lines.retain(|line| !line.text.is_empty());
    let mut lines = ordered(lines);
    find_gaps(&mut lines);
    lines
}

fn goes_on(line: &Line, run: &Run) -> bool {
    let size = line.size.max(run.size);
    // A small raised sign, such as that of a footnote, stands on the line too.
    (line.base - run.base).abs() < size * 0.45 && run.left > line.right - size * 1.5 && run.left > line.left
}

impl Line {
    fn of(run: &Run) -> Self {
        Self {
            text: run.text.clone(),
            size: run.size,
            is_bold: run.is_bold,
            left: run.left,
            right: run.right,
            base: run.base,
            gap_before: false,
        }
    }

    fn take(&mut self, run: &Run) {
        let apart = run.left - self.right;
        let size = self.size.min(run.size).max(1.0);
        if apart > size * CELL {
            self.text.push_str("   ");
        } else if apart > size * WORD && !self.text.ends_with(' ') && !run.text.starts_with(' ') {
            self.text.push(' ');
        }
        if run.text.chars().any(char::is_alphanumeric) {
            self.is_bold &= run.is_bold;
            self.size = self.size.max(run.size);
        }
        self.text.push_str(&run.text);
        self.right = self.right.max(run.right);
    }
}

/// Letters that are drawn in one are several again, and what only places things is left out.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            // What symbol fonts call a bullet.
            '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' => out.push('•'),
            one if one.is_control() => out.push(' '),
            one => out.push(one),
        }
    }
    out.trim().to_owned()
}

/// A part of a page whose lines go down.
struct Block {
    lines: Vec<Line>,
    left: f32,
    right: f32,
    top: f32,
    foot: f32,
}

/// The lines as they are read: what stands above something and beside nothing of it comes before it.
fn ordered(lines: Vec<Line>) -> Vec<Line> {
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        match blocks.last_mut() {
            Some(block) if line.base <= block.foot + line.size * 0.45 => {
                block.left = block.left.min(line.left);
                block.right = block.right.max(line.right);
                block.foot = block.foot.min(line.base);
                block.lines.push(line);
            }
            _ => blocks.push(Block {
                left: line.left,
                right: line.right,
                top: line.base,
                foot: line.base,
                lines: vec![line],
            }),
        }
    }
    let mut placed: Vec<Block> = Vec::new();
    for block in blocks {
        let above =
            |other: &Block| block.foot >= other.top && block.left < other.right && other.left < block.right;
        // Pages with thousands of such blocks are drawings; there the order is that in which they are shown.
        let at = if placed.len() < 500 { placed.iter().position(above) } else { None };
        placed.insert(at.unwrap_or(placed.len()), block);
    }
    placed.into_iter().flat_map(|block| block.lines).collect()
}

fn find_gaps(lines: &mut [Line]) {
    let mut steps: Vec<f32> = lines
        .iter()
        .zip(lines.iter().skip(1))
        .map(|(one, next)| (one.base - next.base) / next.size.max(1.0))
        .filter(|step| (0.5..4.0).contains(step))
        .collect();
    steps.sort_unstable_by(f32::total_cmp);
    let usual = steps.get(steps.len() / 2).copied().unwrap_or(1.2);
    let mut last: Option<(f32, f32)> = None;
    for line in lines {
        if let Some((base, size)) = last {
            let step = (base - line.base) / line.size.max(1.0);
            // Upwards: another column. Another size: a heading, or what stands under one.
            line.gap_before =
                step > usual * PARAGRAPH || step < 0.0 || (line.size - size).abs() > 0.15 * size;
        }
        last = Some((line.base, line.size));
    }
}
