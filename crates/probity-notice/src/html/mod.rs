//! A page of the web as somebody reads it.
//!
//! The tags are only as much of a tree as a reader needs: which blocks there are, what is in a list or a table, what is
//! hidden. No style sheet is read and no script runs, so what these write or hide is not known; it is said that they
//! are there.

mod elements;
mod tokens;
mod walk;

pub(crate) use elements::{Kind, Unshown};
pub(crate) use tokens::{Attributes, Name, Names, Token, tokens};
pub(crate) use walk::{Scope, Walk};

use crate::document::{Remark, Written};
use walk::{Counted, Left};

/// Reads a page.
pub(crate) fn read(source: &str) -> Written {
    through(source, &|names, take| tokens(source, 0..source.len(), names, take))
}

/// Hands tokens to whoever takes them.
pub(crate) type Producer<'f> = dyn Fn(&mut Names, &mut dyn FnMut(Token)) + 'f;

/// Reads what a reader of markup makes tokens of: once to know its tables and its main part, once to write it.
pub(crate) fn through(source: &str, produce: &Producer<'_>) -> Written {
    let mut names = Names::default();
    let mut survey = Survey::default();
    let mut counting = Walk::new(source, Scope::All, &[]);
    produce(&mut names, &mut |token| {
        survey.take(&token);
        counting.take(token);
    });
    counting.finish();
    let scope = scope(counting.counted);
    drop(counting);
    let tables = survey.finish();
    let mut names = Names::default();
    let mut walk = Walk::new(source, scope, &tables);
    produce(&mut names, &mut |token| walk.take(token));
    walk.finish();
    let mut written = walk.page.written;
    written.remarks.extend(walk.left.iter().map(|(why, left)| remark(*why, left)));
    written
}

/// The main part counts when it has most of the words or many.
fn scope(counted: Counted) -> Scope {
    const MANY: usize = 100;
    let counts = |words: usize| words >= MANY || (words > 0 && words * 2 >= counted.all);
    if counts(counted.main) {
        Scope::Main
    } else if counts(counted.articles) {
        Scope::Articles
    } else {
        Scope::All
    }
}

fn remark(why: Unshown, left: &Left) -> Remark {
    let Left { words, pieces, first } = left;
    let (code, message) = match why {
        Unshown::Code => (
            "html.script",
            format!("{pieces} scripts and styles were left out; what they write or hide is not known"),
        ),
        Unshown::Control => {
            ("html.control", format!("{words} words in form controls and embedded objects were left out"))
        }
        Unshown::Hidden => (
            "html.hidden",
            format!("{words} words are hidden from whoever reads the page; they were left out"),
        ),
        Unshown::NoScript => {
            ("html.noscript", format!("{words} words are shown only without scripts; they were left out"))
        }
        Unshown::Struck => ("html.struck", format!("{words} words are struck out; they were left out")),
        Unshown::Comment => (
            "html.comment",
            format!("{pieces} comments with {words} words stand in the source; they were left out"),
        ),
        Unshown::Around => (
            "html.outside_main",
            format!("{words} words stand around the main part (menus, header, footer); they were left out"),
        ),
        Unshown::FrontMatter => (
            "markdown.front_matter",
            "what the file says about itself before its text was left out".to_owned(),
        ),
    };
    Remark { code, message, source: first.clone() }
}

/// Which tables hold data, and which only arrange the page.
#[derive(Debug, Default)]
struct Survey {
    tables: Vec<Seen>,
    open: Vec<usize>,
}

#[derive(Debug, Default)]
struct Seen {
    arranges: bool,
    cells: usize,
    widest: usize,
    headers: usize,
}

impl Survey {
    fn take(&mut self, token: &Token) {
        match token {
            Token::Start { name, attributes, .. } => {
                let presentation = attributes.as_ref().is_some_and(|attributes| attributes.presentation);
                let is_part = attributes.as_ref().is_some_and(|attributes| attributes.part.is_some());
                match name.kind {
                    Kind::Table => {
                        self.innermost(|table| table.arranges = true);
                        self.open.push(self.tables.len());
                        self.tables.push(Seen { arranges: presentation, ..Seen::default() });
                    }
                    Kind::Row => self.innermost(|table| table.cells = 0),
                    Kind::Cell { header } => self.innermost(|table| {
                        table.cells += 1;
                        table.widest = table.widest.max(table.cells);
                        table.headers += usize::from(header);
                    }),
                    Kind::Heading(_) => self.innermost(|table| table.arranges = true),
                    _ if is_part => self.innermost(|table| table.arranges = true),
                    _ => {}
                }
            }
            Token::End { name, .. } if name.kind == Kind::Table => {
                self.open.pop();
            }
            _ => {}
        }
    }

    fn innermost(&mut self, change: impl FnOnce(&mut Seen)) {
        if let Some(table) = self.open.last().and_then(|index| self.tables.get_mut(*index)) {
            change(table);
        }
    }

    fn finish(self) -> Vec<bool> {
        let is_data = |table: &Seen| !table.arranges && (table.widest > 1 || table.headers > 0);
        self.tables.iter().map(is_data).collect()
    }
}
