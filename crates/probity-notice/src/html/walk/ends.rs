//! Where elements end: by their end tag, by the start of another, or with what they stand in.

use super::super::elements::{Kind, Part};
use super::super::tokens::Name;
use super::Walk;
use crate::document::Block;
use std::ops::Range;

impl Walk<'_, '_> {
    /// Ends what a start tag ends.
    pub(super) fn end_implied(&mut self, kind: Kind, at: usize) {
        if kind.ends_a_paragraph() {
            let cell = self.cells.last().copied();
            if let Some(paragraph) =
                self.paragraphs.last().copied().filter(|index| cell.is_none_or(|cell| *index > cell))
            {
                self.pop_to(paragraph, at);
            }
        }
        let list = self.lists.last().map(|(index, _)| *index);
        let above = |index: &usize, bound: Option<usize>| bound.is_none_or(|bound| *index > bound);
        let table = self.grids.last().map(|(index, _)| *index);
        let cell = self.cells.last().copied();
        let ended = match kind {
            Kind::Item => self
                .items
                .last()
                .copied()
                .filter(|index| above(index, list) && above(index, cell) && above(index, table)),
            Kind::Term | Kind::Definition => self
                .definitions
                .last()
                .copied()
                .filter(|index| above(index, list) && above(index, cell) && above(index, table)),
            Kind::Cell { .. } => cell.filter(|index| above(index, table)),
            Kind::Row => self.of_kind(Kind::Row, table).or_else(|| cell.filter(|index| above(index, table))),
            Kind::Rows { .. } => self
                .rows_above(table)
                .or_else(|| self.of_kind(Kind::Row, table))
                .or_else(|| cell.filter(|index| above(index, table))),
            _ => None,
        };
        if let Some(index) = ended {
            self.pop_to(index, at);
        }
    }

    /// The nearest row of the innermost table.
    fn of_kind(&self, kind: Kind, table: Option<usize>) -> Option<usize> {
        let table = table?;
        // Between a table and its row stands at most one group of rows.
        (table + 1..=table + 2)
            .find(|index| self.stack.get(*index).is_some_and(|open| open.name.kind == kind))
    }

    fn rows_above(&self, table: Option<usize>) -> Option<usize> {
        let index = table? + 1;
        self.stack.get(index).filter(|open| matches!(open.name.kind, Kind::Rows { .. })).map(|_| index)
    }

    pub(super) fn end(&mut self, name: Name, range: &Range<usize>) {
        let kind = name.kind;
        let index = match kind {
            Kind::Heading(_) => self.headings.last().map(|(index, _)| *index),
            Kind::Break => {
                if self.unshown.is_empty() && self.in_scope() {
                    self.page.break_line();
                }
                return;
            }
            _ => self.by_name.get(name.id).and_then(|of_name| of_name.last().copied()),
        };
        let Some(index) = index else { return };
        let is_of_a_table =
            matches!(kind, Kind::Table | Kind::Row | Kind::Rows { .. } | Kind::Cell { .. } | Kind::Caption);
        if !is_of_a_table && self.cells.last().is_some_and(|cell| *cell > index) {
            return;
        }
        // A cell, a row and their group end only in their own table.
        if is_of_a_table && kind != Kind::Table && self.grids.last().is_some_and(|(table, _)| *table > index)
        {
            return;
        }
        if kind.is_inline() && self.blocks.last().is_some_and(|block| *block > index) {
            if let Some(of_name) = self.by_name.get_mut(name.id) {
                of_name.pop();
            }
            self.leave_element(index, range.start);
            return;
        }
        self.pop_to(index, range.start);
    }

    pub(super) fn pop_to(&mut self, index: usize, at: usize) {
        while self.stack.len() > index {
            let last = self.stack.len() - 1;
            let Some(open) = self.stack.last() else { return };
            let (name, ended) = (open.name, open.ended);
            if !ended {
                if let Some(of_name) = self.by_name.get_mut(name.id) {
                    of_name.pop();
                }
                self.leave_element(last, at);
            }
            self.stack.pop();
        }
    }

    /// Undoes what an element did. It may stay on the stack, ended.
    fn leave_element(&mut self, index: usize, at: usize) {
        let Some(open) = self.stack.get_mut(index) else { return };
        open.ended = true;
        let (kind, unshown, part, counts) = (open.name.kind, open.unshown, open.part, open.counts);
        if !kind.is_inline() {
            self.blocks.pop();
        }
        let mut block = true;
        match kind {
            Kind::Heading(_) => {
                self.page.take_marker();
                self.headings.pop();
            }
            Kind::Paragraph => {
                self.paragraphs.pop();
            }
            Kind::Preformatted => self.page.preformatted -= 1,
            Kind::List { .. } | Kind::Definitions => {
                self.lists.pop();
            }
            Kind::Item => {
                self.page.take_marker();
                self.items.pop();
            }
            Kind::Term => {
                self.definitions.pop();
            }
            Kind::Definition => {
                self.page.take_marker();
                self.definitions.pop();
                self.items.pop();
            }
            Kind::Table => {
                if let Some((_, Some(grid))) = self.grids.pop() {
                    self.page.tables.push(grid.table);
                }
            }
            Kind::Rows { .. } => {
                self.grid(|grid| {
                    grid.in_head = false;
                    grid.reaching.end();
                });
                block = false;
            }
            Kind::Row if counts => self.end_row(),
            Kind::Cell { .. } => {
                self.cells.pop();
                if counts {
                    let cell = self.page.end_cell();
                    self.grid(|grid| {
                        if let Some(open) = grid.row.last_mut() {
                            open.range = cell;
                        }
                    });
                }
                block = !counts;
            }
            Kind::Caption => {
                self.cells.pop();
                let end = self.page.end();
                let text = &self.page.text;
                if let Some((_, Some(grid))) = self.grids.last_mut()
                    && let Some(start) = grid.caption.take()
                {
                    let said = text.get(start..end).unwrap_or("");
                    let start = end - said.trim_start().len();
                    grid.table.caption = (start < end).then_some(start..end);
                }
            }
            Kind::Row | Kind::Division => {}
            Kind::Bold => {
                self.page.bold -= 1;
                block = false;
            }
            Kind::Link => {
                self.links -= 1;
                if counts {
                    self.page.end_link();
                }
                block = false;
            }
            Kind::Title => {
                self.in_title -= usize::from(counts);
                block = false;
            }
            Kind::Unshown(_) | Kind::Inline | Kind::Break | Kind::Rule | Kind::Void => block = false,
        }
        if unshown.is_some() {
            self.unshown.pop();
        }
        if block {
            self.boundary(at);
        }
        self.count_part(part, false);
    }

    fn end_row(&mut self) {
        let Some((_, Some(grid))) = self.grids.last_mut() else { return };
        let written = std::mem::take(&mut grid.row);
        let names = grid.may_name_columns() && (grid.in_head || grid.headers == written.len());
        let is_empty = written.is_empty();
        let row = grid.reaching.row(written, &mut self.repeated_left);
        if is_empty {
            return;
        }
        if names && grid.table.rows.is_empty() {
            let above = std::mem::replace(&mut grid.table.header, row);
            if !above.is_empty() {
                grid.table.groups.push(above);
            }
        } else {
            grid.table.rows.push(row);
            self.page.is_no_header();
        }
        self.page.block(Block::Row { header: false });
    }

    pub(super) fn count_part(&mut self, part: Option<Part>, begins: bool) {
        let count = match part {
            Some(Part::Main) => &mut self.main,
            Some(Part::Article) => &mut self.articles,
            Some(Part::Navigation) => &mut self.navigation,
            None => return,
        };
        *count = if begins { *count + 1 } else { count.saturating_sub(1) };
    }
}
