//! From tags and words to the lines of a page.
//!
//! Elements are kept on a stack, and ended where the HTML Standard ends them by itself (13.1.2.4: optional tags), as
//! far as a reader can tell. INVARIANT (LINEAR-TIME): each element is taken off once, and what is looked for on the
//! stack is found by an index and never by walking down.

mod ends;
mod numbering;

use super::elements::{Kind, Part, Unshown};
use super::tokens::{Attributes, Name, Token};
use crate::document::{Block, Cell, MOST_REPEATED, Page, Reaching, Table};
use std::collections::BTreeMap;
use std::ops::Range;

/// What of a page is its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    Main,
    Articles,
}

/// Words counted by where they stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counted {
    pub(crate) all: usize,
    pub(crate) main: usize,
    pub(crate) articles: usize,
}

/// Words that are not shown: how many, how many pieces, and where the first is.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) words: usize,
    pub(crate) pieces: usize,
    pub(crate) first: Range<usize>,
}

struct Open {
    name: Name,
    /// Ended already, although something inside it goes on.
    ended: bool,
    unshown: Option<Unshown>,
    part: Option<Part>,
    /// It is a link with an address, or a table of data.
    counts: bool,
}

struct List {
    ordered: bool,
    next: i64,
    letters: Option<char>,
}

#[derive(Default)]
struct Grid {
    table: Table,
    /// The cells of the row that is open, the last with the place where its words will be.
    row: Vec<Cell>,
    reaching: Reaching,
    headers: usize,
    in_head: bool,
    caption: Option<usize>,
}

impl Grid {
    /// Whether the row that begins may have the names of the columns: it is the first, or stands below names that reach
    /// over several columns.
    fn may_name_columns(&self) -> bool {
        let names = &self.table.header;
        let are_grouped =
            names.windows(2).any(|pair| matches!(pair, [one, other] if one == other && !one.is_empty()));
        self.in_head || (self.table.rows.is_empty() && (names.is_empty() || are_grouped))
    }
}

pub(crate) struct Walk<'p, 's> {
    pub(crate) page: Page<'s>,
    source: &'s str,
    scope: Scope,
    /// For each table in order, whether its cells hold data.
    tables: &'p [bool],
    seen_tables: usize,
    stack: Vec<Open>,
    /// Where elements of a name stand on the stack.
    by_name: Vec<Vec<usize>>,
    blocks: Vec<usize>,
    paragraphs: Vec<usize>,
    headings: Vec<(usize, u8)>,
    items: Vec<usize>,
    definitions: Vec<usize>,
    lists: Vec<(usize, Option<List>)>,
    cells: Vec<usize>,
    grids: Vec<(usize, Option<Grid>)>,
    /// So many cells may still be repeated where one reaches over several places.
    repeated_left: usize,
    links: usize,
    unshown: Vec<Unshown>,
    main: usize,
    articles: usize,
    navigation: usize,
    pub(crate) counted: Counted,
    pub(crate) left: BTreeMap<Unshown, Left>,
    in_title: usize,
    title: String,
}

impl<'p, 's> Walk<'p, 's> {
    pub(crate) fn new(source: &'s str, scope: Scope, tables: &'p [bool]) -> Self {
        Self {
            page: Page::new(source),
            source,
            scope,
            tables,
            seen_tables: 0,
            stack: Vec::new(),
            by_name: Vec::new(),
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            headings: Vec::new(),
            items: Vec::new(),
            definitions: Vec::new(),
            lists: Vec::new(),
            cells: Vec::new(),
            grids: Vec::new(),
            repeated_left: MOST_REPEATED,
            links: 0,
            unshown: Vec::new(),
            main: 0,
            articles: 0,
            navigation: 0,
            counted: Counted::default(),
            left: BTreeMap::new(),
            in_title: 0,
            title: String::new(),
        }
    }

    pub(crate) fn take(&mut self, token: Token) {
        match token {
            Token::Start { name, attributes, range } => self.start(name, attributes, &range),
            Token::End { name, range } => self.end(name, &range),
            Token::Words(range) => self.words(None, range),
            Token::Written(said, range) => self.words(Some(&said), range),
            Token::Unshown(why, range) => self.leave(why, range),
        }
    }

    /// Ends what is still open.
    pub(crate) fn finish(&mut self) {
        self.pop_to(0, self.source.len());
        let words: Vec<&str> = self.title.split_whitespace().collect();
        if !words.is_empty() {
            self.page.title = Some(words.join(" "));
        }
    }

    fn words(&mut self, written: Option<&str>, range: Range<usize>) {
        let said = written.or_else(|| self.source.get(range.clone())).unwrap_or("");
        if self.in_title > 0 {
            self.title.push_str(said);
            return;
        }
        if let Some(why) = self.unshown.last().copied() {
            self.leave(why, range);
            return;
        }
        let count = said.split_whitespace().count();
        self.counted.all += count;
        self.counted.main += if self.main > 0 && self.navigation == 0 { count } else { 0 };
        self.counted.articles += if self.articles > 0 && self.navigation == 0 { count } else { 0 };
        if !self.in_scope() {
            self.leave(Unshown::Around, range);
            return;
        }
        match written {
            Some(said) => self.page.written(said, range),
            None => self.page.words(range),
        }
    }

    fn in_scope(&self) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Main => self.main > 0 && self.navigation == 0,
            Scope::Articles => self.articles > 0 && self.navigation == 0,
        }
    }

    fn leave(&mut self, why: Unshown, range: Range<usize>) {
        let said = self.source.get(range.clone()).unwrap_or("");
        let words = said.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        if words == 0 {
            return;
        }
        let left = self.left.entry(why).or_insert(Left { words: 0, pieces: 0, first: range });
        left.words += words;
        left.pieces += 1;
    }

    fn start(&mut self, name: Name, attributes: Option<Box<Attributes>>, range: &Range<usize>) {
        let attributes = attributes.map(|attributes| *attributes).unwrap_or_default();
        self.end_implied(name.kind, range.start);
        let hidden = attributes.hidden;
        let unshown = match name.kind {
            Kind::Unshown(why) => Some(why),
            _ if hidden => Some(Unshown::Hidden),
            _ => None,
        };
        let shown = self.unshown.is_empty() && unshown.is_none() && self.in_scope_with(attributes.part);
        if shown {
            if let Some(id) = &attributes.id {
                self.page.anchor(id);
            }
            if let Some(address) = &attributes.address {
                self.page.written(address, range.clone());
            }
        }
        if name.kind.is_void() {
            match name.kind {
                Kind::Break if shown && self.in_cell() => self.page.apart(range.start),
                Kind::Break if shown => self.page.break_line(),
                Kind::Rule if shown => self.boundary(range.start),
                _ => {}
            }
            return;
        }
        let counts = match name.kind {
            Kind::Link => shown && attributes.target.is_some() && self.links == 0,
            Kind::Table => {
                let data = self.tables.get(self.seen_tables).copied().unwrap_or(false);
                self.seen_tables += 1;
                data && shown
            }
            Kind::Row | Kind::Cell { .. } | Kind::Caption | Kind::Rows { .. } => shown && self.in_data(),
            // The title stands in the head, which is never in the main part.
            Kind::Title => self.unshown.is_empty() && !hidden && self.title.is_empty(),
            _ => shown,
        };
        let index = self.stack.len();
        // What stands in place of an address that was decoded is left out.
        let unshown = unshown.or(attributes.address.is_some().then_some(Unshown::Control));
        self.stack.push(Open { name, ended: false, unshown, part: attributes.part, counts });
        if self.by_name.len() <= name.id {
            self.by_name.resize_with(name.id + 1, Vec::new);
        }
        if let Some(of_name) = self.by_name.get_mut(name.id) {
            of_name.push(index);
        }
        self.unshown.extend(unshown);
        self.count_part(attributes.part, true);
        if !name.kind.is_inline() {
            self.blocks.push(index);
        }
        self.enter(index, name.kind, &attributes, counts, range.start);
    }

    fn in_scope_with(&self, part: Option<Part>) -> bool {
        self.in_scope()
            || match (self.scope, part) {
                (Scope::Main, Some(Part::Main)) | (Scope::Articles, Some(Part::Article)) => {
                    self.navigation == 0
                }
                _ => false,
            }
    }

    fn enter(&mut self, index: usize, kind: Kind, attributes: &Attributes, counts: bool, at: usize) {
        match kind {
            Kind::Heading(level) => {
                self.headings.push((index, level));
                self.boundary(at);
            }
            Kind::Paragraph => {
                self.paragraphs.push(index);
                self.boundary(at);
            }
            Kind::Preformatted => {
                self.page.preformatted += 1;
                self.boundary(at);
            }
            Kind::Division => self.boundary(at),
            Kind::List { ordered } => {
                self.lists.push((
                    index,
                    Some(List {
                        ordered,
                        next: attributes.number.unwrap_or(1),
                        letters: attributes.numbering,
                    }),
                ));
                self.boundary(at);
            }
            Kind::Definitions => {
                self.lists.push((index, None));
                self.boundary(at);
            }
            Kind::Item => {
                self.items.push(index);
                self.boundary(at);
                self.mark_item(attributes.number, counts);
            }
            Kind::Term => {
                self.definitions.push(index);
                self.boundary(at);
            }
            Kind::Definition => {
                self.definitions.push(index);
                self.items.push(index);
                self.boundary(at);
                if counts && !self.in_cell() {
                    self.page.marker("• ".to_owned());
                }
            }
            Kind::Table => {
                self.grids.push((index, counts.then(Grid::default)));
                self.boundary(at);
            }
            Kind::Rows { header } => self.grid(|grid| grid.in_head = header),
            Kind::Row if counts => {
                self.grid(|grid| {
                    grid.row.clear();
                    grid.headers = 0;
                });
                let header =
                    self.grids.last().and_then(|(_, grid)| grid.as_ref()).is_some_and(Grid::may_name_columns);
                // Whether a first row names the columns shows at its first cell.
                self.page.block(Block::Row { header });
            }
            Kind::Cell { header } => {
                self.cells.push(index);
                if counts {
                    let mut plain_first = false;
                    let (columns, rows) = (attributes.columns.unwrap_or(1), attributes.rows.unwrap_or(1));
                    self.grid(|grid| {
                        plain_first = grid.row.is_empty() && !header && !grid.in_head;
                        grid.headers += usize::from(header);
                        grid.row.push(Cell { range: at..at, columns, rows });
                    });
                    if plain_first {
                        self.page.block(Block::Row { header: false });
                    }
                    self.page.begin_cell();
                } else {
                    self.boundary(at);
                }
            }
            Kind::Caption => {
                self.cells.push(index);
                if counts {
                    self.page.block(Block::Paragraph);
                    let end = self.page.end();
                    self.grid(|grid| grid.caption = Some(end));
                } else {
                    self.boundary(at);
                }
            }
            Kind::Row => self.boundary(at),
            Kind::Bold => self.page.bold += 1,
            Kind::Link => {
                self.links += 1;
                if let Some(target) = attributes.target.clone().filter(|_| counts) {
                    self.page.begin_link(target);
                }
            }
            Kind::Title => self.in_title += usize::from(counts),
            Kind::Unshown(_) | Kind::Inline | Kind::Break | Kind::Rule | Kind::Void => {}
        }
    }

    fn mark_item(&mut self, number: Option<i64>, counts: bool) {
        let in_cell = self.in_cell();
        let Some((_, list)) = self.lists.last_mut() else {
            if counts && !in_cell {
                self.page.marker("• ".to_owned());
            }
            return;
        };
        let marker = match list {
            Some(list) if list.ordered => {
                let number = number.unwrap_or(list.next);
                list.next = number.saturating_add(1);
                match list.letters {
                    Some('a') => format!("{}) ", numbering::letters(number)),
                    Some('A') => format!("{}. ", numbering::letters(number).to_uppercase()),
                    Some('i') => format!("{}) ", numbering::roman(number)),
                    Some(_) => format!("{}. ", numbering::roman(number).to_uppercase()),
                    None => format!("{number}. "),
                }
            }
            _ => "• ".to_owned(),
        };
        if counts && !in_cell {
            self.page.marker(marker);
        }
    }

    fn grid(&mut self, change: impl FnOnce(&mut Grid)) {
        if let Some((_, Some(grid))) = self.grids.last_mut() {
            change(grid);
        }
    }

    fn in_data(&self) -> bool {
        self.grids.last().is_some_and(|(_, grid)| grid.is_some())
    }

    /// Inside a cell of a table of data, where blocks are only spaces.
    fn in_cell(&self) -> bool {
        let grid = self.grids.last().filter(|(_, grid)| grid.is_some());
        grid.is_some_and(|(grid, _)| self.cells.last().is_some_and(|cell| cell > grid))
    }

    /// The next words stand in a block of their own.
    fn boundary(&mut self, at: usize) {
        if !self.unshown.is_empty() || !self.in_scope() {
            return;
        }
        if self.in_cell() {
            self.page.apart(at);
            return;
        }
        let block = match self.headings.last() {
            Some((_, level)) => Block::Heading(*level),
            None if !self.items.is_empty() => Block::Item(self.items.len()),
            None => Block::Paragraph,
        };
        self.page.block(block);
    }
}
