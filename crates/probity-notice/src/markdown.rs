//! Markdown as somebody reads it: CommonMark with tables, footnotes, definitions, names of headings and front matter.
//!
//! Its elements are handed on as the elements of HTML that they are written for, so that both formats are read by the
//! same rules, and HTML inside Markdown as well. The parser is pulldown-cmark.

use crate::document::Written;
use crate::html::{self, Attributes, Kind, Name, Names, Token, Unshown};
use probity_text::is_numbered_clause;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Reads a text in Markdown.
pub(crate) fn read(source: &str) -> Written {
    let mut page: Written = html::through(source, &|names, take| produce(source, names, take));
    if page.title.is_none() {
        page.title = front_matter_title(source);
    }
    page
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
        | Options::ENABLE_DEFINITION_LIST
}

fn produce(source: &str, names: &mut Names, take: &mut dyn FnMut(Token)) {
    let mut producing = Producing { source, names, take, front_matter: false, block: None };
    for (event, range) in Parser::new_ext(source, options()).into_offset_iter() {
        producing.event(event, range);
    }
}

struct Producing<'p> {
    source: &'p str,
    names: &'p mut Names,
    take: &'p mut dyn FnMut(Token),
    front_matter: bool,
    /// A block of HTML that goes on from line to line.
    block: Option<Range<usize>>,
}

impl Producing<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some(range.start..range.start),
            Event::End(TagEnd::HtmlBlock) => self.end_block(),
            Event::Html(_) => self.html(range),
            Event::InlineHtml(_) => html::tokens(self.source, range, self.names, self.take),
            Event::Start(Tag::MetadataBlock(_)) => self.front_matter = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.front_matter = false,
            Event::Text(_) | Event::Code(_) if self.front_matter => {
                (self.take)(Token::Unshown(Unshown::FrontMatter, range));
            }
            Event::Text(said) => self.words(&said, range),
            Event::Code(said) => self.code(&said, range),
            Event::InlineMath(said) | Event::DisplayMath(said) => self.words(&said, range),
            Event::SoftBreak if self.begins_a_clause(range.end) => {
                self.start(b"br", Attributes::default(), range);
            }
            Event::SoftBreak => (self.take)(Token::Written(" ".into(), range)),
            Event::HardBreak => self.start(b"br", Attributes::default(), range),
            Event::Rule => self.start(b"hr", Attributes::default(), range),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag, range),
        }
    }

    /// Markdown joins lines; clauses on lines of their own stay apart, as everywhere else.
    fn begins_a_clause(&self, at: usize) -> bool {
        let line = self.source.get(at..).and_then(|rest| rest.lines().next());
        line.is_some_and(|line| is_numbered_clause(line.trim_start_matches(['*', '_'])))
    }

    /// Lines of one block that follow each other in the source are read as one, as a comment may go over several.
    fn html(&mut self, range: Range<usize>) {
        match &mut self.block {
            Some(block) if block.end == block.start => *block = range,
            Some(block) if block.end == range.start => block.end = range.end,
            Some(_) => {
                self.end_block();
                self.block = Some(range);
            }
            None => html::tokens(self.source, range, self.names, self.take),
        }
    }

    fn end_block(&mut self) {
        if let Some(block) = self.block.take() {
            html::tokens(self.source, block, self.names, self.take);
        }
    }

    fn words(&mut self, said: &CowStr<'_>, range: Range<usize>) {
        if self.source.get(range.clone()) == Some(said) {
            (self.take)(Token::Words(range));
        } else {
            (self.take)(Token::Written(said.as_ref().into(), range));
        }
    }

    /// Code without the marks around it.
    fn code(&mut self, said: &CowStr<'_>, range: Range<usize>) {
        let whole = self.source.get(range.clone()).unwrap_or("");
        let ticks = whole.len() - whole.trim_start_matches('`').len();
        let inner = range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks);
        // Inside a quotation the marks of the quotation stand between the lines.
        let same = |inner: &str| inner.split_whitespace().eq(said.split_whitespace());
        let inner = Some(inner).filter(|inner| self.source.get(inner.clone()).is_some_and(same));
        match inner {
            Some(inner) => (self.take)(Token::Words(inner)),
            None => (self.take)(Token::Written(said.as_ref().into(), range)),
        }
    }

    fn start(&mut self, name: &[u8], attributes: Attributes, range: Range<usize>) {
        let name = self.names.of(name);
        (self.take)(Token::Start { name, attributes: Some(Box::new(attributes)), range });
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let mut attributes = Attributes::default();
        let name: &[u8] = match tag {
            Tag::Paragraph | Tag::FootnoteDefinition(_) => b"p",
            Tag::Heading { level, id, .. } => {
                attributes.id = id.map(|id| id.to_string());
                heading(level)
            }
            Tag::BlockQuote(_) => b"blockquote",
            Tag::CodeBlock(_) => b"pre",
            Tag::List(None) => b"ul",
            Tag::List(Some(first)) => {
                attributes.number = i64::try_from(first).ok();
                b"ol"
            }
            Tag::Item => b"li",
            Tag::DefinitionList => b"dl",
            Tag::DefinitionListTitle => b"dt",
            Tag::DefinitionListDefinition => b"dd",
            Tag::Table(_) => b"table",
            Tag::TableHead => {
                self.start(b"thead", Attributes::default(), range.clone());
                b"tr"
            }
            Tag::TableRow => b"tr",
            Tag::TableCell => b"td",
            Tag::Strong => b"strong",
            Tag::Strikethrough => b"del",
            Tag::Link { dest_url, .. } => {
                attributes.target = Some(dest_url.to_string());
                b"a"
            }
            // The words of a picture are read where the picture cannot be seen.
            Tag::Image { .. } => b"object",
            Tag::Emphasis | Tag::Superscript | Tag::Subscript => b"em",
            Tag::HtmlBlock | Tag::MetadataBlock(_) => return,
        };
        self.start(name, attributes, range);
    }

    fn close(&mut self, tag: TagEnd, range: Range<usize>) {
        let name: &[u8] = match tag {
            TagEnd::Paragraph | TagEnd::FootnoteDefinition => b"p",
            TagEnd::Heading(level) => heading(level),
            TagEnd::BlockQuote(_) => b"blockquote",
            TagEnd::CodeBlock => b"pre",
            TagEnd::List(false) => b"ul",
            TagEnd::List(true) => b"ol",
            TagEnd::Item => b"li",
            TagEnd::DefinitionList => b"dl",
            TagEnd::DefinitionListTitle => b"dt",
            TagEnd::DefinitionListDefinition => b"dd",
            TagEnd::Table => b"table",
            TagEnd::TableHead => b"thead",
            TagEnd::TableRow => b"tr",
            TagEnd::TableCell => b"td",
            TagEnd::Strong => b"strong",
            TagEnd::Strikethrough => b"del",
            TagEnd::Link => b"a",
            TagEnd::Image => b"object",
            TagEnd::Emphasis | TagEnd::Superscript | TagEnd::Subscript => b"em",
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => return,
        };
        let name: Name = self.names.of(name);
        debug_assert!(name.kind != Kind::Void);
        (self.take)(Token::End { name, range: range.end..range.end });
    }
}

fn heading(level: HeadingLevel) -> &'static [u8] {
    match level {
        HeadingLevel::H1 => b"h1",
        HeadingLevel::H2 => b"h2",
        HeadingLevel::H3 => b"h3",
        HeadingLevel::H4 => b"h4",
        HeadingLevel::H5 => b"h5",
        HeadingLevel::H6 => b"h6",
    }
}

/// The title in front matter: a line `title: …` or `title = …` between the first marks.
fn front_matter_title(source: &str) -> Option<String> {
    let mut lines = source.lines();
    let mark = lines.next().map(str::trim_end).filter(|line| matches!(*line, "---" | "+++"))?;
    lines.take_while(|line| line.trim_end() != mark).find_map(|line| {
        let (key, value) = line.split_once([':', '='])?;
        let value = value.trim().trim_matches(['"', '\'']);
        (key.trim().eq_ignore_ascii_case("title") && !value.is_empty()).then(|| value.to_owned())
    })
}
